//! The plan that is found costs no more than any other.

use proptest::prelude::*;

use super::*;

/// A page of ten lines of ten points.
fn flow(items: Vec<Item>, figures: Vec<Figure>) -> Flow {
    let start = Start { is_fresh: true, ..Start::default() };
    Flow { height: 100.0, line: 10.0, over_notes: 10.0, start, items, figures }
}

/// A length of the first text.
fn alone(length: f64) -> Pair {
    [length, 0.0]
}

/// An item of so many sentences, a line each.
fn item(lines: usize) -> Item {
    let heights =
        (0..lines).map(|a| (a + 1..=lines).map(|b| alone(10.0 * (b - a) as f64)).collect());
    let least = (0..lines).map(|a| (a, a + 1)).filter(|_| lines > 1).collect();
    Item {
        heights: heights.collect(),
        notes: vec![Pair::default(); lines],
        least,
        ..Item::default()
    }
}

fn whole(height: f64) -> Body {
    Body::Whole(alone(height))
}

/// One piece of what is on pages, in order.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    Item(usize, usize, usize),
    Figure(usize),
    End,
}

/// Every way to set a flow on pages, by trying: with figures anywhere they may stand and
/// pages that end anywhere they may. Gives the least cost.
fn exhaustive(flow: &Flow) -> f64 {
    fn go(flow: &Flow, set: &mut Vec<Piece>, at: At, best: &mut f64) {
        let Some(cost) = price(flow, set) else { return };
        let (item, step, figure) = at;
        if item == flow.items.len() && figure == flow.figures.len() {
            *best = best.min(cost);
            return;
        }
        let mut next: Vec<(&[Piece], At)> = vec![];
        let figures = [Piece::Figure(figure)];
        if step == 0 && flow.figures.get(figure).is_some_and(|own| own.after < item) {
            next.push((&figures, (item, 0, figure + 1)));
        }
        let all = flow.items.get(item).map_or(0, Item::steps);
        let parts: Vec<_> =
            (step + 1..=all).map(|to| [Piece::Item(item, step, to), Piece::End]).collect();
        for (part, to) in parts.iter().zip(step + 1..) {
            next.push(match to == all {
                true => (&part[..1], (item + 1, 0, figure)),
                false => (part, (item, to, figure)),
            });
        }
        if set.last().is_some_and(|last| *last != Piece::End) {
            next.push((&[Piece::End], at));
        }
        for (pieces, at) in next {
            set.extend(pieces);
            go(flow, set, at, best);
            set.truncate(set.len() - pieces.len());
        }
    }
    let mut best = f64::INFINITY;
    go(flow, &mut vec![], (0, 0, 0), &mut best);
    best
}

/// What pieces cost; nothing where they may not stand so.
fn price(flow: &Flow, pieces: &[Piece]) -> Option<f64> {
    let mut total = 0.0;
    let pages: Vec<&[Piece]> = pieces.split(|piece| *piece == Piece::End).collect();
    let mut last: Option<usize> = None;
    for (number, page) in pages.iter().enumerate() {
        let (mut y, mut below, mut is_first) = (Pair::default(), 0.0, true);
        let (mut notes, mut levels) = (Pair::default(), None);
        for (i, piece) in page.iter().enumerate() {
            let low = y[0].max(y[1]);
            let top = |above: f64| if is_first { 0.0 } else { low + f64::max(below, above) };
            match *piece {
                Piece::Item(at, from, to) => {
                    let own = &flow.items[at];
                    let is_part = (from, to) != (0, own.steps());
                    let ends = i + 1 == page.len();
                    if to < own.steps() {
                        if !ends || number + 1 == pages.len() || !own.may_stand(to, own.steps()) {
                            return None;
                        }
                        total += cost::DIVIDED;
                    }
                    if is_part && to < own.steps() && !own.may_stand(from, to) || from > 0 && i > 0
                    {
                        return None;
                    }
                    let opening = if is_first { own.opening } else { 0.0 };
                    y = plus([top(own.above) + opening; 2], own.height(from, to));
                    if from == 0 {
                        y = plus(y, own.head);
                        if let Some((first, end)) = own.levels {
                            levels = Some((levels.map_or(first, |(first, _)| first), end));
                        }
                    }
                    (below, notes) = (own.below, plus(notes, own.notes(from, to)));
                    if to == own.steps() {
                        last = Some(at);
                        if own.keeps && ends && number + 1 < pages.len() {
                            total += cost::PARTED;
                        }
                    } else if last.is_some_and(|l| l + 1 < at) {
                        return None;
                    }
                }
                Piece::Figure(at) => {
                    let own = &flow.figures[at];
                    let Body::Whole(height) = own.body else { return None };
                    y = plus([top(own.above); 2], height);
                    below = own.below;
                    let after = last?;
                    let passed = after - own.after;
                    let part = flow.items[own.after].part;
                    if flow.items[after].keeps || flow.items[after].part != part {
                        return None;
                    }
                    if passed > 0 {
                        total += cost::DEFERRED.0 + cost::DEFERRED.1 * passed as f64;
                    }
                }
                Piece::End => return None,
            }
            is_first = false;
            let left = flow.left(y, notes);
            if left < -SLACK {
                return None;
            }
            if i + 1 == page.len() && levels.is_some_and(|(first, end)| first > end + 1) {
                total += cost::SKIPPED;
            }
            if i + 1 == page.len() && number + 1 < pages.len() {
                total += cost::hole(left / flow.line);
            }
        }
    }
    Some(total)
}

fn any_item() -> impl Strategy<Value = Item> {
    (1..6_usize, 0..4_usize, 0..3_u8, 0..4_u8, 0..2_usize, 0..3_u8).prop_map(
        |(lines, level, notes, keeps, gap, other)| {
            let mut own = item(lines);
            let has_head = level > 0;
            own.levels = has_head.then_some((level, level));
            own.head = if has_head { [20.0, 10.0] } else { Pair::default() };
            own.opening = if lines == 1 { 10.0 } else { 0.0 };
            // In the other text, none of it, or more or fewer lines.
            for height in own.heights.iter_mut().flatten() {
                height[1] = height[0] * 0.75 * f64::from(other);
            }
            own.above = if has_head { 20.0 } else { 0.0 };
            own.below = 10.0 * gap as f64;
            own.keeps = keeps == 0;
            if notes == 0 {
                own.notes[lines / 2] = [15.0, 8.0 * f64::from(other)];
            }
            own
        },
    )
}

fn any_flow() -> impl Strategy<Value = Flow> {
    let figures = prop::collection::vec((0..5_usize, 2..8_u8), 0..3);
    (prop::collection::vec(any_item(), 1..4), figures).prop_map(|(mut items, mut figures)| {
        figures.sort_unstable();
        if let Some(last) = items.last_mut() {
            last.keeps = false;
        }
        let set = |(after, lines): (usize, u8)| Figure {
            after: after.min(items.len() - 1),
            above: 10.0,
            below: 15.0,
            body: whole(10.0 * f64::from(lines)),
        };
        let figures: Vec<Figure> = figures.into_iter().map(set).collect();
        for own in &figures {
            items[own.after].keeps = false;
        }
        flow(items, figures)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_other_plan_costs_less(flow in any_flow()) {
        let (found, least) = (paginate(&flow).cost, exhaustive(&flow));
        prop_assert!((found - least).abs() < 1e-6, "found {found}, and {least} is to be had");
    }
}

#[test]
fn a_block_is_divided_where_a_hole_would_be() {
    let plan = paginate(&flow(vec![item(5), item(8)], vec![]));
    assert_eq!(plan.begins, [Begin::Item(1, 5)]);
}

#[test]
fn a_small_hole_is_left() {
    let plan = paginate(&flow(vec![item(8), item(8)], vec![]));
    assert_eq!(plan.begins, [Begin::Item(1, 0)]);
}

#[test]
fn what_follows_a_figure_fills_the_page_before_it() {
    let figure = Figure { after: 0, body: whole(60.0), ..Figure::default() };
    let plan = paginate(&flow(vec![item(5), item(4), item(4)], vec![figure]));
    assert_eq!((plan.places, plan.begins), (vec![1], vec![Begin::Figure(0)]));
}

#[test]
fn a_figure_does_not_leave_its_part() {
    let figure = Figure { after: 0, body: whole(60.0), ..Figure::default() };
    let other = Item { part: 1, ..item(4) };
    let plan = paginate(&flow(vec![item(5), other], vec![figure]));
    assert_eq!((plan.places, plan.begins), (vec![0], vec![Begin::Figure(0)]));
}

#[test]
fn a_table_goes_on_over_pages_and_what_follows_it_begins_where_it_ends() {
    let body = Body::Rows { over: 10.0, head: 10.0, rows: vec![20.0; 7], under: 0.0 };
    let figure = Figure { after: 0, body, ..Figure::default() };
    let items = vec![item(3), item(3)];
    // Two rows, four, one; and the text.
    let plan = paginate(&flow(items, vec![figure]));
    assert_eq!((plan.places, plan.begins), (vec![0], vec![]));
}

#[test]
fn what_is_too_tall_stands_alone() {
    let tall =
        Item { heights: vec![vec![alone(150.0)]], notes: vec![Pair::default()], ..Item::default() };
    let plan = paginate(&flow(vec![item(4), tall, item(4)], vec![]));
    assert_eq!(plan.begins, [Begin::Item(1, 0), Begin::Item(2, 0)]);
    assert!(plan.cost >= cost::TOO_TALL);
}

#[test]
fn a_note_takes_room() {
    let mut noted = item(9);
    noted.notes[8] = alone(15.0);
    let plan = paginate(&flow(vec![noted], vec![]));
    assert!(matches!(plan.begins[..], [Begin::Item(0, 1..9)]), "{plan:?}");
}

#[test]
fn a_spread_is_as_full_as_the_page_that_has_more() {
    let mut tall = item(8);
    tall.heights.iter_mut().flatten().for_each(|height| *height = [height[0] / 2.0, height[0]]);
    let plan = paginate(&flow(vec![tall, item(8)], vec![]));
    assert_eq!(plan.begins, [Begin::Item(1, 0)]);
}

#[test]
fn what_stands_over_rows_again_takes_room_where_a_page_begins() {
    let row = || Item { opening: 20.0, ..item(1) };
    let flow = flow((0..17).map(|_| row()).collect(), vec![]);
    let plan = paginate(&flow);
    assert_eq!(plan.begins, [Begin::Item(8, 0), Begin::Item(16, 0)]);
    let places = place(&flow, &plan);
    assert_eq!(places.iter().map(Vec::len).collect::<Vec<_>>(), [8, 8, 1]);
    assert_eq!((places[1][0].height, places[1][1].top), ([30.0, 20.0], 30.0));
}

#[test]
fn everything_of_a_plan_has_a_place() {
    let body = Body::Rows { over: 10.0, head: 10.0, rows: vec![20.0; 7], under: 10.0 };
    let figure = Figure { after: 0, body, ..Figure::default() };
    let flow = flow(vec![item(3), item(12)], vec![figure]);
    let places = place(&flow, &paginate(&flow));
    let rows = places.iter().flatten().filter_map(|placed| match placed.what {
        What::Rows { own, ends, .. } => Some((own.from, own.to, ends)),
        _ => None,
    });
    assert_eq!(rows.collect::<Vec<_>>(), [(0, 2, false), (2, 6, false), (6, 7, true)]);
    assert!(places.iter().flatten().all(|placed| !placed.is_too_tall));
}

#[test]
fn distances_grow_a_little_where_a_hole_is_left() {
    let near = |lines| Item { below: 10.0, ..item(lines) };
    let whole = Item { heights: vec![vec![alone(80.0)]], notes: vec![Pair::default()], ..near(1) };
    let flow = flow(vec![near(1), near(1), near(1), whole], vec![]);
    let places = place(&flow, &paginate(&flow));
    let tops: Vec<f64> = places[0].iter().map(|placed| placed.top).collect();
    assert_eq!(tops, [0.0, 25.0, 50.0]);
    assert_eq!(places[0][1].stretched, Some(15.0));
    assert_eq!(places[1][0].stretched, None);
}
