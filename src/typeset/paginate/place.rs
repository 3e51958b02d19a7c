//! Places: where everything stands that a plan puts on pages.
//!
//! Takes a flow and its plan; gives, page by page, what stands on each, and how far from
//! the top. Decides nothing.

use super::flow::{Begin, Body, Flow, Pair, Plan, plus};
use super::{Page, Stretch};

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub what: What,
    pub top: f64,
    /// How high it is in each text.
    pub height: Pair,
    /// Whether no page can hold it.
    pub is_too_tall: bool,
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
    let mut own = Placing { flow, plan, next: 0, page: Page::new(0.0), pages: vec![vec![]] };
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
    own.pages
}

struct Placing<'f> {
    flow: &'f Flow,
    plan: &'f Plan,
    /// The page that begins next.
    next: usize,
    page: Page,
    pages: Vec<Vec<Placed>>,
}

impl Placing<'_> {
    /// Begins a page, if something is to begin one.
    fn begin(&mut self, own: Begin) {
        if self.plan.begins.get(self.next) == Some(&own) {
            self.next += 1;
            self.page = Page::new(0.0);
            self.pages.push(vec![]);
        }
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
                        self.page = Page::new(0.0);
                        self.pages.push(vec![]);
                    }
                    let what = What::Rows { at, own: *stretch, ends: i + 1 == all.len() };
                    let height = [stretch.bottom - stretch.top; 2];
                    self.put(what, stretch.top, height, own.below);
                }
            }
            Body::Apart => {
                self.put(What::Figure(at), top, Pair::default(), own.below);
                self.page = Page::new(0.0);
                self.pages.push(vec![]);
            }
        }
    }

    fn put(&mut self, what: What, top: f64, height: Pair, below: f64) {
        let page = &mut self.page;
        page.y = plus([top; 2], height);
        (page.below, page.is_fresh) = (below, false);
        let is_too_tall = self.flow.left(page.y, page.notes) < -super::SLACK;
        let placed = Placed { what, top, height, is_too_tall };
        self.pages.last_mut().expect("there is a page").push(placed);
    }
}
