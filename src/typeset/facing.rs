//! Facing pages: an edition's rows as [`paginate`] sees them, and its plan as spreads.
//!
//! Takes what has been measured of each row on either side: of a block, a figure, an entry
//! of a list. Gives what stands on each spread, and how far from the top. A spread is a page
//! with two texts. Lays out nothing.

use std::collections::BTreeMap;

use crate::model::edition::{Block, Edition};

use super::breaks::{Breaks, Piece, Rows};
use super::flows::{OVER_NOTES, introduces, item, pair};
use super::lines::part_name;
use super::measure::{Measures, Stand};
use super::paginate::{Body, Figure, Flow, Item, Pair, Placed, Start, What, paginate, place};
use super::sheet::Found;

/// A table that is no higher than this share of a page is not divided.
const SHORT: f64 = 0.6;
/// How much higher than planned something may be, by rounding.
const SLACK: f64 = 0.5;

/// What is to be printed, one after the other, without a break in between.
#[derive(Default)]
struct Part<'e> {
    flow: Flow,
    /// The ids of items and figures, and what opens each item.
    items: Vec<(&'e str, Vec<f64>)>,
    figures: Vec<&'e str>,
    /// The rows of tables.
    tables: BTreeMap<&'e str, Body>,
}

/// Settles what stands on each spread.
pub fn settle(sides: &[Measures; 2], edition: &Edition) -> Option<Breaks> {
    let known: BTreeMap<&str, &Block> =
        edition.blocks().map(|block| (block.id.as_str(), block)).collect();
    let mut breaks = Breaks::default();
    let mut spreads = vec![];
    for part in parts(sides, edition, &known)? {
        for placed in place(&part.flow, &paginate(&part.flow)) {
            let own = placed.iter().map(|placed| piece(&part, placed, &mut breaks));
            spreads.push(own.collect());
        }
    }
    breaks.spreads = Some(spreads);
    Some(breaks)
}

/// The parts of an edition: its contents, and all else.
fn parts<'e>(
    sides: &'e [Measures; 2],
    edition: &Edition,
    known: &BTreeMap<&str, &'e Block>,
) -> Option<Vec<Part<'e>>> {
    let both = [&sides[0], &sides[1]];
    let page = sides[0].bottom - sides[0].top;
    let mut parts: Vec<Part> = vec![];
    let (mut now, mut section, mut run) = (f64::NAN, 0, String::new());
    let mut last: Option<&Block> = None;
    for (id, stand) in &sides[0].stands {
        let about = stand.about.as_ref()?;
        // What opens rows is measured, and stands nowhere by itself.
        if about.is("opens") {
            continue;
        }
        let flow = about.number("flow")?;
        if flow != now {
            now = flow;
            // The lines of the page itself, which both sides have in common.
            let line = about.number("line")?;
            let start = Start { is_fresh: true, ..Start::default() };
            let over_notes = OVER_NOTES * line;
            let flow = Flow { height: page, line, over_notes, start, ..Flow::default() };
            parts.push(Part { flow, ..Part::default() });
        }
        let part = parts.last_mut()?;
        if about.is("figure") && !part.flow.items.is_empty() {
            let body = body(both, id)?;
            if let Body::Rows { .. } = &body {
                part.tables.insert(id, body.clone());
            }
            let after = part.flow.items.len() - 1;
            let body = in_one_piece(body, SHORT * page);
            let (above, below) = (stand.above, stand.below);
            part.flow.figures.push(Figure { after, above, below, body });
            part.figures.push(id);
            continue;
        }
        let block = known.get(id.as_str()).copied();
        let (mut own, opening) = match block {
            Some(block) => (item(&both, edition, block)?, vec![]),
            None => {
                // No figure of the blocks before it comes after it.
                section += 1;
                row(both, id, stand, about)?
            }
        };
        let levels = (about.number("first-level"), about.number("last-level"));
        if let (Some(first), Some(last)) = levels {
            own.levels = Some((first as usize, last as usize));
            section += usize::from(first == 1.0);
        }
        if let (Some(last), Some(block)) = (last, block)
            && introduces(edition, last, block)
            && let Some(before) = part.flow.items.last_mut()
        {
            before.keeps = true;
        }
        // Rows of a table are as high as in the other language.
        if about.is("fills") || !about.text("run").is_empty() {
            level(&mut own);
        }
        // Of the rows of a table, the first has what opens it over it wherever it is.
        let over: f64 = opening.iter().sum();
        match about.text("run") {
            name if name.is_empty() || name == run => own.opening = over,
            _ => own.head = [over; 2],
        }
        run = about.text("run");
        own.keeps = about.is("keep");
        own.part = section;
        part.flow.items.push(own);
        part.items.push((id, opening));
        last = block;
    }
    Some(parts)
}

/// A row that has no parts, and how high what opens it is.
fn row(both: [&Measures; 2], id: &str, stand: &Stand, about: &Found) -> Option<(Item, Vec<f64>)> {
    let height = pair(&both, |own| own.extent(id))?;
    let (above, below) = (stand.above, stand.below);
    let mut own = Item { above, below, notes: vec![Pair::default()], ..Item::default() };
    if !about.is("opened") {
        own.heights = vec![vec![height]];
        return Some((own, vec![]));
    }
    // It has been measured with the head of its table.
    let head = about.text("run");
    let heads = pair(&both, |own| own.extent(&head))?;
    own.heights = vec![vec![[height[0] - heads[0], height[1] - heads[1]]]];
    let mut opening = vec![heads[0].max(heads[1])];
    let under = about.text("under");
    if !under.is_empty() {
        let under = pair(&both, |own| Some(own.extent(&under)? - own.extent(&head)?))?;
        opening.push(under[0].max(under[1]));
    }
    Some((own, opening))
}

/// Makes an item as high in one text as in the other.
fn level(own: &mut Item) {
    for height in own.heights.iter_mut().flatten().chain([&mut own.head]) {
        *height = [height[0].max(height[1]); 2];
    }
}

/// A figure on both sides: the rows of a table are as high on one as on the other.
fn body(both: [&Measures; 2], id: &str) -> Option<Body> {
    match (both[0].body(id), both[1].body(id)) {
        (Some(Body::Whole([a, _])), Some(Body::Whole([b, _]))) => Some(Body::Whole([a, b])),
        (
            Some(Body::Rows { over, head, rows, under }),
            Some(Body::Rows { over: over2, head: head2, rows: rows2, under: under2 }),
        ) => Some(Body::Rows {
            over: over.max(over2),
            head: head.max(head2),
            rows: rows.iter().zip(rows2).map(|(a, b)| a.max(b)).collect(),
            under: under.max(under2),
        }),
        _ => pair(&both, |own| own.extent(id)).map(Body::Whole),
    }
}

/// A short table in one piece.
fn in_one_piece(body: Body, most: f64) -> Body {
    match &body {
        Body::Rows { over, head, rows, under } => {
            let all = over + head + rows.iter().sum::<f64>() + under;
            if all <= most { Body::Whole([all; 2]) } else { body }
        }
        _ => body,
    }
}

/// What stands on a spread, as its template reads it.
fn piece(part: &Part, placed: &Placed, breaks: &mut Breaks) -> Piece {
    let Placed { what, top, height, is_too_tall, .. } = *placed;
    let own = Piece { top, heights: height, is_too_tall, last: true, ..Piece::default() };
    match what {
        What::Item { at, from, to, is_opened } => {
            let (id, opening) = &part.items[at];
            let item = &part.flow.items[at];
            let last = to == item.steps();
            let cuts = breaks.cuts.entry((*id).into()).or_default();
            let number = cuts.len();
            if last {
                if cuts.is_empty() {
                    breaks.cuts.remove(*id);
                }
            } else {
                cuts.push(to);
            }
            let is_first = opening.iter().sum::<f64>() > 0.0 && item.opening == 0.0;
            let opening = if is_opened || is_first { opening.clone() } else { vec![] };
            Piece { id: (*id).into(), from, to, part: number, last, opening, ..own }
        }
        What::Figure(at) => {
            let id = part.figures[at];
            let rows = part.tables.get(id).map(|body| rows(body, 0, usize::MAX, true));
            Piece { id: id.into(), rows, ..own }
        }
        What::Rows { at, own: stretch, ends } => {
            let id = part.figures[at];
            let rows = part.tables.get(id).map(|body| rows(body, stretch.from, stretch.to, ends));
            Piece { id: id.into(), rows, ..own }
        }
    }
}

fn rows(body: &Body, from: usize, to: usize, ends: bool) -> Rows {
    let Body::Rows { over, head, rows, .. } = body else { return Rows::default() };
    let to = to.min(rows.len());
    let heights = [*head].into_iter().chain(rows[from..to].iter().copied()).collect();
    Rows { from, to, over: *over, heights, ends }
}

/// Whether everything is as high as was settled, on one page on either side.
pub fn holds(sides: &[Measures; 2], breaks: &Breaks) -> bool {
    breaks.spreads.iter().flatten().all(|spread| {
        let mut pages = [None, None];
        spread.iter().all(|piece| {
            let name = part_name(&piece.id, piece.part);
            sides.iter().zip(piece.heights).zip(&mut pages).all(|((own, height), page)| {
                // Rows of a table are held by it.
                let Some(stand) = own.stand(&name).filter(|_| piece.rows.is_none()) else {
                    return true;
                };
                let (Some(top), Some(bottom)) = (stand.top, stand.bottom) else { return false };
                let is_there = *page.get_or_insert(top.0) == top.0 && bottom.0 == top.0;
                is_there && (piece.is_too_tall || bottom.1 - top.1 <= height + SLACK)
            })
        })
    })
}
