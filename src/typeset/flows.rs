//! Flows: an edition as [`paginate`] sees it, and its plan as breaks.
//!
//! Takes an edition and what has been measured of it; gives where its pages begin, which of
//! its blocks are divided, and which figures come later. Lays out nothing.

use std::slice::from_ref;

use crate::model::edition::{Block, Edition, Figure as Drawing, Run, Section, blocks, each_run};
use crate::model::vocabulary::BlockKind;

use super::breaks::Breaks;
use super::lines::{sentences, steps};
use super::measure::{Measures, Stand};
use super::paginate::{Begin, Figure, Flow, Item, Pair, Start, What, paginate, place};

/// What stands between the text of a page and its notes, in lines.
pub const OVER_NOTES: f64 = 1.3;
/// The fewest lines of a part of a block, in each language.
const LEAST: f64 = 2.0;

/// Settles where an edition is divided and what begins its pages.
pub fn settle(measures: &Measures, edition: &Edition) -> Breaks {
    let mut breaks = Breaks::default();
    let parts = edition.sections.iter().enumerate();
    let text: Vec<(&Block, usize)> = parts
        .flat_map(|(part, own)| blocks(from_ref(own)).into_iter().map(move |b| (b, part)))
        .collect();
    let messages: Vec<_> = edition.key_messages.iter().map(|block| (block, 0)).collect();
    let summary: Vec<_> = edition.summary.iter().map(|block| (block, 0)).collect();
    let asked: Vec<_> = edition.recommendations.iter().map(|block| (block, 0)).collect();
    for own in [messages, asked, summary, text] {
        let own: Vec<_> =
            own.into_iter().filter(|(block, _)| measures.stand(&block.id).is_some()).collect();
        let figures: Vec<(usize, &Drawing)> = (own.iter().enumerate())
            .flat_map(|(at, (block, _))| block.figures.iter().map(move |figure| (at, figure)))
            .collect();
        if let Some(flow) = flow(measures, edition, &own, &figures) {
            put(&mut breaks, &flow, &own, &figures);
        }
    }
    breaks
}

/// Blocks, each with the number of its part, and the figures after them as a flow.
fn flow(
    measures: &Measures,
    edition: &Edition,
    blocks: &[(&Block, usize)],
    figures: &[(usize, &Drawing)],
) -> Option<Flow> {
    let first = measures.stand(&blocks.first()?.0.id)?;
    let height = measures.bottom - measures.top;
    let mut items = vec![];
    for (at, (block, part)) in blocks.iter().enumerate() {
        let keeps = blocks.get(at + 1).is_some_and(|(next, _)| introduces(edition, block, next));
        items.push(Item { keeps, part: *part, ..item(&[measures], edition, block)? });
    }
    let figures = figures.iter().map(|(after, figure)| {
        let stand = measures.stand(&figure.id)?;
        let body = measures.body(&figure.id)?;
        Some(Figure { after: *after, above: stand.above, below: stand.below, body })
    });
    let start =
        start(measures, first, |id| blocks.iter().any(|(block, _)| block.notes.contains(id)));
    let (line, over_notes) = (measures.line, OVER_NOTES * measures.line);
    Some(Flow { height, line, over_notes, start, items, figures: figures.collect::<Option<_>>()? })
}

/// The page on which a flow begins, but for the notes that are its own.
fn start(measures: &Measures, first: &Stand, is_own: impl Fn(&String) -> bool) -> Start {
    let (page, y) = first.room;
    let there = measures.notes.iter().filter(|(id, (at, _))| *at == page && !is_own(id));
    let top = first.top.filter(|(at, _)| *at == page).map_or(y + first.above, |(_, top)| top);
    let is_fresh = y < measures.top + 1.0;
    Start {
        top: if is_fresh { 0.0 } else { top - measures.top },
        notes: [there.map(|(_, (_, height))| height).sum(), 0.0],
        is_fresh,
    }
}

/// Whether flows begin where they did: what is before one may have been divided.
pub fn begin_alike(now: &Measures, before: &Measures, edition: &Edition) -> bool {
    firsts(edition).all(|block| {
        let top = |measures: &Measures| {
            let first = measures.stand(&block.id)?;
            Some(start(measures, first, |_| true).top)
        };
        match (top(now), top(before)) {
            (Some(now), Some(before)) => (now - before).abs() < 0.5,
            (now, before) => now.is_none() && before.is_none(),
        }
    })
}

/// The first blocks of flows: what is before these may be on any page.
fn firsts(edition: &Edition) -> impl Iterator<Item = &Block> {
    let text = blocks(&edition.sections).first().copied();
    let front = edition.key_messages.first().into_iter().chain(edition.recommendations.first());
    front.chain(&edition.summary).chain(text)
}

/// Whether a block is the words before a list, in the same section.
pub fn introduces(edition: &Edition, block: &Block, next: &Block) -> bool {
    fn find<'e>(sections: &'e [Section], id: &str) -> Option<&'e Section> {
        sections.iter().find_map(|own| {
            let is_own = own.blocks.iter().any(|block| block.id == id);
            if is_own { Some(own) } else { find(&own.sections, id) }
        })
    }
    next.kind == BlockKind::List
        && block.kind != BlockKind::List
        && block.figures.is_empty()
        && block.boxed.as_ref().map(|own| &own.id) == next.boxed.as_ref().map(|own| &own.id)
        && find(&edition.sections, &block.id)
            .is_some_and(|own| own.blocks.iter().any(|other| other.id == next.id))
}

/// A length in each of the texts of a page.
pub fn pair(sides: &[&Measures], of: impl Fn(&Measures) -> Option<f64>) -> Option<Pair> {
    Some([of(sides[0])?, sides.get(1).map_or(Some(0.0), |own| of(own))?])
}

/// A block, as it has been measured in each of the texts of a page.
pub fn item(sides: &[&Measures], edition: &Edition, block: &Block) -> Option<Item> {
    let stand = sides[0].stand(&block.id)?;
    let count = steps(block);
    let mut own = Item {
        above: stand.above,
        below: stand.below,
        head: pair(sides, |own| Some(own.head(block)))?,
        ..Item::default()
    };
    let under: Vec<Vec<f64>> = sides.iter().map(|own| notes(own, block)).collect();
    own.notes = (0..count).map(|i| [under[0][i], under.get(1).map_or(0.0, |own| own[i])]).collect();
    for from in 0..count {
        let to_each = from + 1..=count;
        let heights = to_each.map(|to| pair(sides, |own| own.height(block, from, to)));
        own.heights.push(heights.collect::<Option<_>>()?);
    }
    // A message of a box is not divided, if a page can hold it with its notes.
    let is_key = edition.key_messages.iter().any(|key| key.id == block.id);
    let fits = |side: usize| {
        let notes = own.notes(0, count)[side];
        let over = if notes > 0.0 { OVER_NOTES * sides[0].line } else { 0.0 };
        let page = sides[0].bottom - sides[0].top;
        own.heights.first().is_some_and(|all| all[count - 1][side] + notes + over < page)
    };
    let is_whole = is_key && fits(0) && fits(1);
    for from in 0..count {
        for to in from + 1..=count {
            let lines: Vec<f64> =
                sides.iter().flat_map(|own| own.lines_of(block, from, to)).collect();
            if is_whole || !may_stand(&lines, block) {
                own.least.insert((from, to));
            }
        }
    }
    Some(own)
}

/// Whether so many lines, in each language, may stand on a page without the rest. The items
/// of a list may be as short as they are.
fn may_stand(lines: &[f64], block: &Block) -> bool {
    block.kind == BlockKind::List || lines.iter().all(|lines| *lines >= LEAST)
}

/// How high the notes are that each sentence of a block brings, in the languages of a page.
fn notes(measures: &Measures, block: &Block) -> Vec<f64> {
    let mut known: Vec<&String> = block.notes.iter().collect();
    let mut heights = vec![0.0; steps(block)];
    for body in measures.languages.iter().filter_map(|key| block.body.get(key)) {
        for (runs, own) in body.iter().flat_map(|runs| sentences(runs)).zip(&mut heights) {
            each_run(&runs, &mut |run| {
                if let Run::Mark { id, .. } = run
                    && let Some(at) = known.iter().position(|known| *known == id)
                {
                    known.swap_remove(at);
                    let note = measures.notes.get(id).map(|(_, height)| *height);
                    *own += note.unwrap_or(2.0 * measures.line);
                }
            });
        }
    }
    heights
}

/// Adds the best plan for a flow to breaks.
fn put(
    breaks: &mut Breaks,
    flow: &Flow,
    blocks: &[(&Block, usize)],
    figures: &[(usize, &Drawing)],
) {
    let plan = paginate(flow);
    for begin in &plan.begins {
        match begin {
            Begin::Item(at, 0) => {
                breaks.begun.insert(blocks[*at].0.id.clone());
            }
            Begin::Item(at, step) => {
                breaks.cuts.entry(blocks[*at].0.id.clone()).or_default().push(*step);
            }
            Begin::Figure(at) => {
                breaks.begun.insert(figures[*at].1.id.clone());
            }
        }
    }
    for placed in place(flow, &plan).iter().flatten() {
        let id = match placed.what {
            What::Item { at, .. } => &blocks[at].0.id,
            What::Figure(at) | What::Rows { at, .. } => &figures[at].1.id,
        };
        breaks.stretched.extend(placed.stretched.map(|above| (id.clone(), above)));
    }
    for ((own, figure), after) in figures.iter().zip(&plan.places) {
        if own != after {
            breaks.moved.insert(figure.id.clone(), blocks[*after].0.id.clone());
        }
    }
}

/// Whether everything begins on the page that it is to begin on.
pub fn holds(measures: &Measures, edition: &Edition) -> bool {
    let is_first = |id: &str| firsts(edition).any(|block| block.id == id);
    measures.stands.iter().all(|(id, own)| match own.top {
        None => false,
        Some((page, _)) if own.begins => page == own.room.0 + 1,
        Some(_) if own.is_apart || is_first(id) => true,
        Some((page, _)) => page == own.room.0,
    })
}
