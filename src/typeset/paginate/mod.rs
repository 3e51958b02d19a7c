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
mod place;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use flow::{Begin, Body, Figure, Flow, Item, Pair, Plan, Start, Stretch};
pub use place::{Placed, What, place};

use flow::{SLACK, plus};

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
    y: Pair,
    below: f64,
    notes: Pair,
    /// The levels of the first and the last heading on it.
    levels: Option<(usize, usize)>,
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
        let (y, below, notes, placed) = (Pair::default(), 0.0, Pair::default(), vec![]);
        let (levels, begin) = (None, None);
        Self { y, below, notes, levels, cost, is_fresh: true, may_end: false, begin, placed }
    }

    /// Where what stands so far below what is before it begins.
    fn top(&self, above: f64) -> f64 {
        let bottom = self.y[0].max(self.y[1]);
        if self.is_fresh { bottom } else { bottom + self.below.max(above) }
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
    let first = Page { y: [top; 2], notes, may_end: !is_fresh, ..Page::new(0.0) };
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
            let way = page.way(from, Self::skipped(&page));
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

    /// What it costs that no heading stands between two of which the second is more than a
    /// level below the first (PDF/UA-1, 7.4.2): the second text of a page is read after the
    /// first, with headings of the same levels.
    fn skipped(page: &Page) -> f64 {
        let is_skipped = page.levels.is_some_and(|(first, last)| first > last + 1);
        if is_skipped { cost::SKIPPED } else { 0.0 }
    }

    fn put_item(&mut self, from: Option<At>, at: At, page: &Page) -> bool {
        let flow = self.flow;
        let (item, step, figure) = at;
        let own = &flow.items[item];
        let opening = if page.is_fresh { own.opening } else { 0.0 };
        let top = [page.top(own.above) + opening; 2];
        let top = if step == 0 { plus(top, own.head) } else { top };
        let begin = page.begin.or(page.is_fresh.then_some(Begin::Item(item, step)));
        let levels = match (page.levels, own.levels.filter(|_| step == 0)) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (before, own) => before.or(own),
        };
        let set = |to: usize| Page {
            y: plus(top, own.height(step, to)),
            below: own.below,
            notes: plus(page.notes, own.notes(step, to)),
            levels,
            is_fresh: false,
            may_end: true,
            begin,
            ..page.clone()
        };
        let mut fits = false;
        for to in (step + 1..own.steps()).rev().filter(|to| own.may_stand(step, *to)) {
            let mut next = set(to);
            if flow.left(next.y, next.notes) >= -SLACK && own.may_stand(to, own.steps()) {
                fits = true;
                next.cost += cost::DIVIDED;
                self.end_page(from, (item, to, figure), &next, 0.0);
            }
        }
        let next = set(own.steps());
        if flow.left(next.y, next.notes) >= -SLACK {
            fits = true;
            self.fill(from, (item + 1, 0, figure), next);
        }
        fits
    }

    fn put_figure(&mut self, from: Option<At>, at: At, page: &Page, own: &Figure) -> bool {
        let (flow, (item, _, figure)) = (self.flow, at);
        let top = page.top(own.above);
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
                let y = plus([top; 2], *height);
                (flow.left(y, page.notes) >= -SLACK).then_some(Page { y, ..next })
            }
            Body::Rows { over, head, rows, .. } => {
                let first = top + over + head + rows.first().copied().unwrap_or_default();
                let may_begin = page.is_fresh || flow.left([first; 2], page.notes) >= -SLACK;
                may_begin.then(|| self.put_rows(next, top, &own.body))
            }
            Body::Apart => {
                let hole = if page.is_fresh { 0.0 } else { self.hole(page) };
                let cost = next.cost + hole;
                let (is_fresh, may_end) = (true, false);
                let (y, notes) = (Pair::default(), Pair::default());
                Some(Page { y, below: 0.0, notes, cost, is_fresh, may_end, ..next })
            }
        };
        let Some(next) = set else { return false };
        self.fill(from, (item, 0, figure + 1), next);
        true
    }

    /// A page after the rows of a table that begins so far down.
    fn put_rows(&self, mut page: Page, top: f64, body: &Body) -> Page {
        let all = self.flow.stretches(top, page.notes, body);
        let Some(last) = all.last() else { return page };
        if all.len() > 1 {
            page.cost += Self::skipped(&page);
            (page.notes, page.levels) = (Pair::default(), None);
        }
        page.y = [last.bottom.min(self.flow.height); 2];
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
        page.y = [self.flow.height; 2];
        if next.0 == self.flow.items.len() && next.2 == self.flow.figures.len() {
            self.fill(from, next, page);
        } else {
            self.end_page(from, next, &page, 0.0);
        }
    }

    fn hole(&self, page: &Page) -> f64 {
        cost::hole(self.flow.left(page.y, page.notes) / self.flow.line)
    }

    /// Ends a page; the next one begins at `next`.
    fn end_page(&mut self, from: Option<At>, next: At, page: &Page, more: f64) {
        let way = page.way(from, more + Self::skipped(page) + self.hole(page));
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
