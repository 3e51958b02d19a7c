//! Boxes: which block of a section begins and ends one, among those that are in.
//!
//! Takes the blocks of a section as they are printed; settles where each box begins, ends
//! and has its figures. Adds no text.

use crate::model::article;
use crate::model::edition::{Block, Boxed, Text};

/// The box of a block, with its title.
pub fn boxed(own: &article::Boxed, title: Option<Text>) -> Boxed {
    Boxed { id: own.id.clone(), title, begins: true, ends: true }
}

/// Joins the blocks of each box. Its figures stand behind it.
pub fn close(blocks: &mut [Block]) {
    for at in 1..blocks.len() {
        let (before, rest) = blocks.split_at_mut(at);
        let (Some(last), Some(own)) = (before.last_mut(), rest.first_mut()) else { continue };
        if let (Some(a), Some(b)) = (&mut last.boxed, &mut own.boxed)
            && a.id == b.id
        {
            (a.ends, b.begins, b.title) = (false, false, None);
            let figures = std::mem::take(&mut last.figures);
            own.figures.splice(0..0, figures);
        }
    }
}
