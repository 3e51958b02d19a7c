//! Places: where everything stands that a plan puts on pages.
//!
//! Takes a flow and its plan; gives, page by page, what stands on each, and how far from
//! the top. Where a hole is left that would be seen, the distances on the page grow a little.

use super::flow::{Begin, Body, Flow, Pair, Plan, plus};
use super::{Page, Stretch, cost};

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub what: What,
    pub top: f64,
    /// How high it is in each text.
    pub height: Pair,
    /// Whether no page can hold it.
    pub is_too_tall: bool,
    /// How far it is from what is before it, where that is more than it was to be.
    pub stretched: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// An item, from one step to another; whether what opens it stands over it.
    Item { at: usize, from: usize, to: usize, is_opened: bool },
    /// A figure in one piece.
    Figure(usize),
    /// Some rows of a table; of the first, the page has what is over them, too, and of
    /// what `ends` what is below them.
    Rows { at: usize, own: Stretch, ends: bool },
}

/// Where everything stands.
pub fn place(flow: &Flow, plan: &Plan) -> Vec<Vec<Placed>> {
    let page = Page::new(0.0);
    let mut own = Placing { flow, plan, next: 0, page, pages: vec![vec![]], left: vec![0.0] };
    own.page.y = [flow.start.top; 2];
    own.page.notes = flow.start.notes;
    own.page.is_fresh = flow.start.is_fresh;
    for (at, item) in flow.items.iter().enumerate() {
        let mut from = 0;
        while from < item.steps() {
            own.begin(Begin::Item(at, from));
            let goes_on = own.plan.begins.get(own.next);
            let to = match goes_on {
                Some(Begin::Item(next, step)) if *next == at && *step > from => *step,
                _ => item.steps(),
            };
            own.put_item(at, from, to);
            from = to;
        }
        for (figure, _) in plan.places.iter().enumerate().filter(|(_, after)| **after == at) {
            own.begin(Begin::Figure(figure));
            own.put_figure(figure);
        }
    }
    // The last page ends where it does.
    let last = own.pages.len() - 1;
    for (page, left) in own.pages[..last].iter_mut().zip(own.left) {
        stretch(page, left, flow.line);
    }
    own.pages
}

/// Lets the distances on a page grow, where so much is left of it that it would be seen.
fn stretch(page: &mut [Placed], left: f64, line: f64) {
    if left < cost::SEEN * line {
        return;
    }
    let (share, of_itself, stays) = cost::STRETCH;
    let end = |placed: &Placed| placed.top + placed.height[0].max(placed.height[1]);
    let gaps: Vec<f64> = page.windows(2).map(|two| two[1].top - end(&two[0])).collect();
    let most = |gap: f64| (share * line).min(of_itself * gap).max(0.0);
    let all: f64 = gaps.iter().copied().map(most).sum();
    if all < 1.0 {
        return;
    }
    let part = ((left - stays * line) / all).min(1.0);
    let mut moved = 0.0;
    for (placed, gap) in page[1..].iter_mut().zip(gaps) {
        let more = part * most(gap);
        moved += more;
        placed.top += moved;
        placed.stretched = (more > 0.0).then_some(gap + more);
    }
}

struct Placing<'f> {
    flow: &'f Flow,
    plan: &'f Plan,
    /// The page that begins next.
    next: usize,
    page: Page,
    pages: Vec<Vec<Placed>>,
    /// How much is left of each page.
    left: Vec<f64>,
}

impl Placing<'_> {
    /// Begins a page, if something is to begin one.
    fn begin(&mut self, own: Begin) {
        if self.plan.begins.get(self.next) == Some(&own) {
            self.next += 1;
            self.begin_page();
        }
    }

    fn begin_page(&mut self) {
        self.page = Page::new(0.0);
        self.pages.push(vec![]);
        self.left.push(0.0);
    }

    fn put_item(&mut self, at: usize, from: usize, to: usize) {
        let own = &self.flow.items[at];
        let is_opened = self.page.is_fresh && own.opening > 0.0;
        let top = self.page.top(own.above);
        let head = if from == 0 { own.head } else { Pair::default() };
        let opening = if is_opened { own.opening } else { 0.0 };
        let height = plus([opening; 2], plus(head, own.height(from, to)));
        self.page.notes = plus(self.page.notes, own.notes(from, to));
        self.put(What::Item { at, from, to, is_opened }, top, height, own.below);
    }

    fn put_figure(&mut self, at: usize) {
        let own = &self.flow.figures[at];
        let top = self.page.top(own.above);
        match &own.body {
            Body::Whole(height) => self.put(What::Figure(at), top, *height, own.below),
            Body::Rows { .. } => {
                let all = self.flow.stretches(top, self.page.notes, &own.body);
                for (i, stretch) in all.iter().enumerate() {
                    if i > 0 {
                        self.begin_page();
                    }
                    let what = What::Rows { at, own: *stretch, ends: i + 1 == all.len() };
                    let height = [stretch.bottom - stretch.top; 2];
                    self.put(what, stretch.top, height, own.below);
                }
            }
            Body::Apart => {
                self.put(What::Figure(at), top, Pair::default(), own.below);
                self.begin_page();
            }
        }
    }

    fn put(&mut self, what: What, top: f64, height: Pair, below: f64) {
        let page = &mut self.page;
        page.y = plus([top; 2], height);
        (page.below, page.is_fresh) = (below, false);
        let left = self.flow.left(page.y, page.notes);
        let placed =
            Placed { what, top, height, is_too_tall: left < -super::SLACK, stretched: None };
        if let (Some(page), Some(here)) = (self.pages.last_mut(), self.left.last_mut()) {
            page.push(placed);
            *here = left;
        }
    }
}
