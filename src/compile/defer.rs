//! Deferral: which figures come after what follows them, so that pages are full.
//!
//! Takes laid-out pages and the edition; says which figure did not fit on its page
//! and leaves a hole at the foot that what follows it would fill, and puts it after
//! that. It stays in its part of the document, and figures stay in order. Lays out
//! nothing itself.

use std::slice::from_ref;

use crate::edition::{Block, BlockKind, Edition, blocks};

use super::divide::block;
use super::estimate::{Sheet, Texts};

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
pub fn find(sheet: &Sheet, edition: &Edition, from: usize) -> Option<Deferral> {
    let new = sheet.figures.iter().filter(|figure| figure.page >= from);
    new.into_iter().find_map(|figure| {
        let id = figure.text("id");
        let room = sheet.room(&id)?;
        if room.page >= figure.page || room.height < HOLE * sheet.leading {
            return None;
        }
        let (from, next, to) = places(edition, &id)?;
        let texts = Texts::new(next, sheet);
        let left = room.height - sheet.over(&next.id)?;
        let fits = texts.fits(left, !room.has_notes);
        let name = |block: &Block| block.id.clone();
        fits.then(|| Deferral { figure: id, from: name(from), to: name(to), page: room.page })
    })
}

/// The block that a figure stands after, the next one, and the one that it may stand
/// after instead: a list stays with what introduces it.
fn places<'e>(edition: &'e Edition, id: &str) -> Option<(&'e Block, &'e Block, &'e Block)> {
    edition.sections.iter().find_map(|part| {
        let blocks = blocks(from_ref(part));
        let at = blocks.iter().position(|block| block.figures.iter().any(|f| f.id == id))?;
        let next = *blocks.get(at + 1)?;
        let list = blocks.get(at + 2).filter(|after| after.kind == BlockKind::List);
        let introduces = next.kind == BlockKind::Text && next.figures.is_empty();
        Some((blocks[at], next, list.filter(|_| introduces).map_or(next, |list| list)))
    })
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
