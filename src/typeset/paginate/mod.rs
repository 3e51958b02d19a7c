//! Pagination: which page each thing stands on.
//!
//! Takes a [`Flow`], heights that have been measured; gives the [`Plan`] that costs the
//! least ([`cost`]). A pure function: it knows neither text nor Typst.
//!
//! What a page begins with (an item, a step of it, how many figures have been placed) is
//! all that the pages after it depend on, and only what fits on a page or two is looked at
//! from there: the time it takes grows with the length of the flow.

pub mod cost;
mod flow;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use flow::{Begin, Body, Figure, Flow, Item, Plan, Start};

/// What is as high as a page but for so much has no room on it: pages are rounded.
const SLACK: f64 = 0.001;

/// How far the flow has been set: items, steps of the next one, figures.
type At = (usize, usize, usize);

/// The best way to come to the begin of a page.
#[derive(Clone)]
struct Way {
    cost: f64,
    /// The begin of the page before; nothing, if that is the first one.
    from: Option<At>,
    /// What began that page.
    begin: Option<Begin>,
    /// The figures that were placed on it, each after an item.
    placed: Vec<usize>,
}

/// A page that is being filled.
#[derive(Clone)]
struct Page {
    /// Where what is on it ends, and how far what follows stands from that.
    y: f64,
    below: f64,
    notes: f64,
    cost: f64,
    /// Whether nothing is on it yet.
    is_fresh: bool,
    /// Whether it may end as it is.
    may_end: bool,
    begin: Option<Begin>,
    placed: Vec<usize>,
}

impl Page {
    /// An empty page, at the cost of those before it.
    fn new(cost: f64) -> Self {
        let (y, below, notes, placed) = (0.0, 0.0, 0.0, vec![]);
        Self { y, below, notes, cost, is_fresh: true, may_end: false, begin: None, placed }
    }

    /// The way that ends with this page, at its cost and some more.
    fn way(&self, from: Option<At>, more: f64) -> Way {
        let Self { begin, placed, cost, .. } = self.clone();
        Way { cost: cost + more, from, begin, placed }
    }
}

/// Paginates a flow.
pub fn paginate(flow: &Flow) -> Plan {
    let mut search = Search { flow, ways: BTreeMap::new(), open: BTreeMap::new(), end: None };
    let Start { top, notes, is_fresh } = flow.start;
    let first = Page { y: top, notes, may_end: !is_fresh, ..Page::new(0.0) };
    search.fill(None, (0, 0, 0), first);
    while let Some((at, way)) = search.open.pop_first() {
        let page = Page::new(way.cost);
        search.ways.insert(at, way);
        search.fill(Some(at), at, page);
    }
    search.plan()
}

struct Search<'f> {
    flow: &'f Flow,
    /// The begins of pages that are settled, and those that are not.
    ways: BTreeMap<At, Way>,
    open: BTreeMap<At, Way>,
    end: Option<Way>,
}

impl Search<'_> {
    /// Fills a page that begins at `from` and has come to `at`, in every way.
    fn fill(&mut self, from: Option<At>, at: At, page: Page) {
        let flow = self.flow;
        let (item, step, figure) = at;
        let keeps = step == 0 && item > 0 && flow.items[item - 1].keeps;
        let is_next = |own: &&Figure| step == 0 && own.after < item && !keeps;
        let pending = flow.figures.get(figure).filter(is_next);
        if item == flow.items.len() && pending.is_none() {
            let way = page.way(from, 0.0);
            if self.end.as_ref().is_none_or(|best| way.cost < best.cost) {
                self.end = Some(way);
            }
            return;
        }
        let stays = pending.is_some_and(|own| {
            let (part, next) = (flow.items[own.after].part, flow.items.get(item));
            item - own.after > cost::FARTHEST || next.is_none_or(|next| next.part != part)
        });
        let mut fits = false;
        if let Some(own) = pending {
            fits |= self.put_figure(from, at, &page, own);
        }
        if !stays {
            fits |= self.put_item(from, at, &page);
        }
        if page.may_end {
            let more = if keeps && !page.is_fresh { cost::PARTED } else { 0.0 };
            self.end_page(from, at, &page, more);
        } else if !fits {
            self.put_too_tall(from, at, page, stays);
        }
    }

    /// Where what stands so far below what is before it begins.
    fn top(page: &Page, above: f64) -> f64 {
        if page.is_fresh { page.y } else { page.y + page.below.max(above) }
    }

    /// How much is left of a page whose text ends so low.
    fn left(&self, bottom: f64, notes: f64) -> f64 {
        let over = if notes > 0.0 { self.flow.over_notes } else { 0.0 };
        self.flow.height - bottom - notes - over
    }

    fn put_item(&mut self, from: Option<At>, at: At, page: &Page) -> bool {
        let flow = self.flow;
        let (item, step, figure) = at;
        let own = &flow.items[item];
        let top = Self::top(page, own.above) + if step == 0 { own.head } else { 0.0 };
        let begin = page.begin.or(page.is_fresh.then_some(Begin::Item(item, step)));
        let set = |to: usize| {
            let (bottom, notes) = (top + own.height(step, to), page.notes + own.notes(step, to));
            Page {
                y: bottom,
                below: own.below,
                notes,
                is_fresh: false,
                may_end: true,
                begin,
                ..page.clone()
            }
        };
        let mut fits = false;
        for to in (step + 1..own.steps()).rev().filter(|to| own.may_stand(step, *to)) {
            let mut next = set(to);
            if self.left(next.y, next.notes) >= -SLACK && own.may_stand(to, own.steps()) {
                fits = true;
                next.cost += cost::DIVIDED;
                self.end_page(from, (item, to, figure), &next, 0.0);
            }
        }
        let next = set(own.steps());
        if self.left(next.y, next.notes) >= -SLACK {
            fits = true;
            self.fill(from, (item + 1, 0, figure), next);
        }
        fits
    }

    fn put_figure(&mut self, from: Option<At>, at: At, page: &Page, own: &Figure) -> bool {
        let (item, _, figure) = at;
        let top = Self::top(page, own.above);
        let passed = item - 1 - own.after;
        let deferred = match passed {
            0 => 0.0,
            _ => cost::DEFERRED.0 + cost::DEFERRED.1 * passed as f64,
        };
        let mut placed = page.placed.clone();
        placed.push(item - 1);
        let begin = page.begin.or(page.is_fresh.then_some(Begin::Figure(figure)));
        let next = Page {
            below: own.below,
            is_fresh: false,
            may_end: true,
            begin,
            placed,
            cost: page.cost + deferred,
            ..page.clone()
        };
        let set = match &own.body {
            Body::Whole(height) => {
                let y = top + height;
                (self.left(y, page.notes) >= -SLACK).then_some(Page { y, ..next })
            }
            Body::Rows { over, head, rows, under } => {
                let first = top + over + head + rows.first().copied().unwrap_or_default();
                let may_begin = page.is_fresh || self.left(first, page.notes) >= -SLACK;
                may_begin.then(|| self.put_rows(next, top + over + head, (*head, rows, *under)))
            }
            Body::Apart => {
                let hole = if page.is_fresh { 0.0 } else { self.hole(page) };
                let cost = next.cost + hole;
                let (is_fresh, may_end) = (true, false);
                Some(Page { y: 0.0, below: 0.0, notes: 0.0, cost, is_fresh, may_end, ..next })
            }
        };
        let Some(next) = set else { return false };
        self.fill(from, (item, 0, figure + 1), next);
        true
    }

    /// A page after the rows of a table, from so far down on.
    fn put_rows(&self, mut page: Page, mut y: f64, of: (f64, &[f64], f64)) -> Page {
        let (head, rows, under) = of;
        for row in rows {
            if self.left(y + row, page.notes) < -SLACK {
                (y, page.notes) = (head, 0.0);
            }
            y += row;
        }
        if self.left(y + under, page.notes) < -SLACK {
            (y, page.notes) = (0.0, 0.0);
        }
        page.y = (y + under).min(self.flow.height);
        page
    }

    /// What nothing can be done about: it stands alone on its page.
    fn put_too_tall(&mut self, from: Option<At>, at: At, mut page: Page, figure_first: bool) {
        let (item, step, figure) = at;
        page.cost += cost::TOO_TALL;
        page.may_end = true;
        let next = match figure_first {
            true => {
                page.begin = page.begin.or(Some(Begin::Figure(figure)));
                page.placed.push(item - 1);
                (item, 0, figure + 1)
            }
            false => {
                page.begin = page.begin.or(Some(Begin::Item(item, step)));
                (item + 1, 0, figure)
            }
        };
        page.is_fresh = false;
        page.y = self.flow.height;
        if next.0 == self.flow.items.len() && next.2 == self.flow.figures.len() {
            self.fill(from, next, page);
        } else {
            self.end_page(from, next, &page, 0.0);
        }
    }

    fn hole(&self, page: &Page) -> f64 {
        cost::hole(self.left(page.y, page.notes) / self.flow.line)
    }

    /// Ends a page; the next one begins at `next`.
    fn end_page(&mut self, from: Option<At>, next: At, page: &Page, more: f64) {
        let way = page.way(from, more + self.hole(page));
        if self.open.get(&next).is_none_or(|best| way.cost < best.cost) {
            self.open.insert(next, way);
        }
    }

    fn plan(mut self) -> Plan {
        let mut plan = Plan::default();
        let mut last = self.end.take();
        plan.cost = last.as_ref().map_or(0.0, |way| way.cost);
        while let Some(way) = last {
            plan.places.extend(way.placed.iter().rev());
            plan.begins.extend(way.begin.filter(|_| way.from.is_some()));
            last = way.from.and_then(|from| self.ways.remove(&from));
        }
        plan.begins.reverse();
        plan.places.reverse();
        plan
    }
}
