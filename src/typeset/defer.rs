//! Deferral: which figures come after what follows them, so that pages are full.
//!
//! Takes laid-out pages and the edition; says which figure did not fit on its page
//! and leaves a hole at the foot that what follows it would fill, and puts it after
//! that. It stays in its part of the document, and figures stay in order. Lays out
//! nothing itself.

use std::slice::from_ref;

use crate::model::edition::{Block, Edition, blocks};
use crate::model::vocabulary::BlockKind;

use super::divide::block;
use super::estimate::{BlockText, PageMarks, Room};

/// A hole of fewer lines is left as it is.
const HOLE: f64 = 6.0;

/// A figure that leaves a hole.
pub struct Deferral {
    figure: String,
    /// The block that it stands after, and the one that it is to stand after.
    from: String,
    to: String,
    /// Where the hole is.
    pub page: usize,
}

/// The first figure to defer on a page from which on nothing is settled.
pub fn find(marks: &PageMarks, edition: &Edition, from: usize) -> Option<Deferral> {
    let mut new = marks.figures.iter().filter(|figure| figure.page >= from);
    new.find_map(|figure| {
        let id = figure.text("id");
        let room = marks.room(&id)?;
        if room.page >= figure.page || room.height < HOLE * marks.leading {
            return None;
        }
        let page = room.page;
        let rest = from_owner(edition, &id)?;
        let count = fitting(marks, &rest[1..], room);
        let name = |at: usize| rest.get(at).map(|block: &&Block| block.id.clone());
        let (from, to) = (name(0)?, name(count)?);
        (count > 0).then_some(Deferral { figure: id, from, to, page })
    })
}

/// The block that a figure stands after, and those that follow in its part.
fn from_owner<'e>(edition: &'e Edition, id: &str) -> Option<Vec<&'e Block>> {
    edition.sections.iter().find_map(|part| {
        let mut all = blocks(from_ref(part));
        let has_it = |block: &&Block| block.figures.iter().any(|figure| figure.id == id);
        let at = all.iter().position(has_it)?;
        Some(all.split_off(at))
    })
}

/// How many blocks fill a hole: those that fit, and the first of which a part does. A
/// list stays with what introduces it.
fn fitting(marks: &PageMarks, blocks: &[&Block], mut room: Room) -> usize {
    let mut count = 0_usize;
    for block in blocks {
        let Some(over) = marks.over(&block.id) else { break };
        let texts = BlockText::new(block, marks);
        let (height, has_notes) = (texts.whole(!room.has_notes), !block.notes.is_empty());
        room.height -= over;
        if height > room.height && texts.steps(room.height, !room.has_notes).is_empty() {
            break;
        }
        count += 1;
        room.height -= height;
        room.has_notes |= has_notes;
        if room.height < 0.0 || !block.figures.is_empty() {
            break;
        }
    }
    let last = count.checked_sub(1).map(|last| blocks[last]);
    let introduces = last.is_some_and(|b| b.kind == BlockKind::Text && b.figures.is_empty());
    let is_followed = blocks.get(count).is_some_and(|next| next.kind == BlockKind::List);
    count + usize::from(introduces && is_followed)
}

/// Puts a figure, and those after it, where it is to stand.
pub fn defer(edition: &mut Edition, deferral: &Deferral) {
    let Some(from) = block(edition, &deferral.from) else { return };
    let at = from.figures.iter().position(|figure| figure.id == deferral.figure);
    let moved = from.figures.split_off(at.unwrap_or(from.figures.len()));
    if let Some(to) = block(edition, &deferral.to) {
        to.figures.splice(0..0, moved);
    }
}
