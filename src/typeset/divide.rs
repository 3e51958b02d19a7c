//! Division: which units are divided, and where, so that pages are full.
//!
//! Takes laid-out pages and the edition; says which block is to be divided at
//! which of its steps next, or which figure is to come later ([`defer`]). A unit
//! that did not fit on its page leaves a hole at the foot; what fits of it is
//! moved there. A unit that no page can hold is divided, too. How high a part
//! will be is estimated from its share of the text; the next layout shows whether
//! it is so, and what is not is taken back. Goes through the pages in order, and
//! lays out nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::edition::{Block, Edition, Section};

use super::checks::marked;
use super::estimate::{BlockText, PageMarks, part_name};
use super::{Pages, defer};

/// A hole of fewer lines is left as it is.
const HOLE: f64 = 9.0;
/// Layouts of an edition are no more than this.
const MOST: usize = 120;

/// A part of a block that is to end a page.
pub struct Attempt {
    pub id: String,
    /// The number of the part, from 0.
    pub part: usize,
    pub page: usize,
    /// The steps to try when the part is too high, the highest last.
    lower: Vec<usize>,
}

/// What has been settled.
#[derive(Default)]
pub struct Divider {
    tried: Option<Attempt>,
    /// Pages before this one are settled.
    from: usize,
    /// Parts that have no beginning to end these pages.
    refused: BTreeSet<(String, usize)>,
    count: usize,
}

impl Divider {
    /// Changes where the edition's blocks are divided; tells whether it did.
    pub fn next(&mut self, pages: &Pages, edition: &mut Edition) -> bool {
        let Some(marks) = PageMarks::new(pages, edition) else { return false };
        self.count += 1;
        if let Some(attempt) = self.tried.take() {
            if marks.has(&attempt) {
                self.from = attempt.page + 1;
            } else {
                self.retry(edition, attempt);
                return true;
            }
        }
        if self.count >= MOST {
            return false;
        }
        let figure = defer::find(&marks, edition, self.from);
        match (self.find(&marks, edition), figure) {
            (attempt, Some(figure)) if attempt.as_ref().is_none_or(|a| figure.page <= a.page) => {
                defer::defer(edition, &figure);
            }
            (Some(attempt), _) => self.retry(edition, attempt),
            _ => return move_on(&marks, edition),
        }
        true
    }

    /// The next block to divide.
    fn find(&self, marks: &PageMarks, edition: &Edition) -> Option<Attempt> {
        marks.starts.iter().find_map(|start| {
            let name = start.text("id");
            if start.page < self.from {
                return None;
            }
            let id = name.split('#').next().unwrap_or_default();
            let block = edition.blocks().find(|block| block.id == id)?;
            let room = marks.room(&name)?;
            let texts = BlockText::new(block, marks);
            let is_key = edition.key_messages.iter().any(|key| key.id == id);
            let attempt = |page: usize, mut lower: Vec<usize>| {
                lower.reverse();
                let is_new = !self.refused.contains(&(name.clone(), page)) && !lower.is_empty();
                let part = block.cuts.len();
                is_new.then(|| Attempt { id: id.into(), part, page, lower })
            };
            let is_hole = room.page < start.page && room.height >= HOLE * marks.leading;
            let over = marks.over(&name)?;
            let hole = (is_hole && !is_key)
                .then(|| attempt(room.page, texts.steps(room.height - over, !room.has_notes)));
            hole.flatten().or_else(|| {
                let height = marks.bottom - start.y;
                (!marks.is_sound(&name)).then(|| attempt(start.page, texts.steps(height, true)))?
            })
        })
    }

    /// Divides a block at the next step of an attempt, or leaves it whole.
    fn retry(&mut self, edition: &mut Edition, mut attempt: Attempt) {
        if let Some(block) = block(edition, &attempt.id) {
            block.cuts.truncate(attempt.part);
            match attempt.lower.pop() {
                Some(step) => {
                    block.cuts.push(step);
                    self.tried = Some(attempt);
                }
                None => {
                    self.refused.insert((part_name(&attempt.id, attempt.part), attempt.page));
                }
            }
        }
    }
}

/// Lets the first block whose notes have left it begin a page, where they have
/// room; tells whether there is one.
fn move_on(marks: &PageMarks, edition: &mut Edition) -> bool {
    let strays = |block: &&Block| !block.begins_page && marks.strays(block);
    let found = edition.blocks().find(strays).map(|block| block.id.clone());
    let Some(block) = found.and_then(|id| block(edition, &id)) else { return false };
    block.begins_page = true;
    true
}

/// Whether each part of a block ends its page, but for the last.
pub fn ends_pages(pages: &Pages) -> bool {
    let starts = marked(pages, "diptych-unit-start");
    let places: BTreeMap<_, _> =
        starts.iter().map(|start| (start.text("id"), start.page)).collect();
    places.iter().all(|(name, page)| {
        let Some((id, number)) = name.split_once('#') else { return true };
        let before = number.parse::<usize>().ok().and_then(|number| number.checked_sub(2));
        before.and_then(|part| places.get(&part_name(id, part))).is_none_or(|before| before < page)
    })
}

/// A block of an edition.
pub fn block<'e>(edition: &'e mut Edition, id: &str) -> Option<&'e mut Block> {
    fn find<'e>(sections: &'e mut [Section], id: &str) -> Option<&'e mut Block> {
        sections.iter_mut().find_map(|section| {
            let own = section.blocks.iter_mut().find(|block| block.id == id);
            own.or_else(|| find(&mut section.sections, id))
        })
    }
    let Edition { key_messages, recommendations, summary, sections, .. } = edition;
    let front = key_messages.iter_mut().chain(recommendations).chain(summary);
    let front = { front }.find(|block| block.id == id);
    front.or_else(|| find(sections, id))
}
