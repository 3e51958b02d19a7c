//! Where what stands at the front is argued.
//!
//! Takes the sections of an article and those of its edition; tells each block that is lifted
//! out of a section which pairs stand there. Decides nothing of what is printed.

use crate::model::article;
use crate::model::edition::{Block, Section, blocks, sections};

/// Tells blocks the first and the last number of the pairs of their sections.
pub fn tell<'e>(
    all: &[article::Section],
    printed: &[Section],
    lifted: impl Iterator<Item = &'e mut Block>,
) {
    let printed = sections(printed);
    for block in lifted {
        let own = section_of(all, &block.id);
        let own = own.and_then(|id| printed.iter().find(|section| section.id == id));
        block.argued = own.and_then(|own| {
            let mut numbers =
                blocks(std::slice::from_ref(own)).into_iter().filter_map(|b| b.number);
            let first = numbers.next()?;
            Some((first, numbers.next_back().unwrap_or(first)))
        });
    }
}

/// The id of the section that a block is of.
fn section_of<'a>(all: &'a [article::Section], block: &str) -> Option<&'a str> {
    all.iter().find_map(|section| {
        let is_own = section.blocks.iter().any(|own| own.id == block);
        if is_own { Some(section.id.as_str()) } else { section_of(&section.sections, block) }
    })
}
