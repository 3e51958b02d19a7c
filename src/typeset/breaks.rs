//! Breaks: what has been settled of an edition's pages.
//!
//! Takes an edition that has been laid out; gives what of it [`super::divide`] and
//! [`super::defer`] have changed, to try the same on the edition after an edit.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::edition::{Edition, Figure};

use super::divide::block;
use super::estimate::sentences;

/// Where blocks are divided, which begin a page, and which figures come later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breaks {
    cuts: BTreeMap<String, Vec<usize>>,
    begun: BTreeSet<String>,
    /// The figures that stand after each block that has some.
    figures: BTreeMap<String, Vec<String>>,
}

impl Breaks {
    /// What is settled in an edition.
    pub fn of(edition: &Edition) -> Self {
        let mut breaks = Self::default();
        for block in edition.blocks() {
            let id = || block.id.clone();
            if !block.cuts.is_empty() {
                breaks.cuts.insert(id(), block.cuts.clone());
            }
            if block.begins_page {
                breaks.begun.insert(id());
            }
            if !block.figures.is_empty() {
                let own = block.figures.iter().map(|figure| figure.id.clone());
                breaks.figures.insert(id(), own.collect());
            }
        }
        breaks
    }

    /// An edition with the same breaks; nothing where they do not fit it.
    pub fn put(&self, edition: &Edition) -> Option<Edition> {
        let mut broken = edition.clone();
        let mut figures: BTreeMap<String, Figure> = BTreeMap::new();
        for id in edition.blocks().map(|block| &block.id) {
            let own = std::mem::take(&mut block(&mut broken, id)?.figures);
            figures.extend(own.into_iter().map(|figure| (figure.id.clone(), figure)));
        }
        for (id, own) in &self.figures {
            let own = own.iter().map(|figure| figures.remove(figure));
            block(&mut broken, id)?.figures = own.collect::<Option<_>>()?;
        }
        for (id, cuts) in &self.cuts {
            let block = block(&mut broken, id)?;
            let count = |parts: &Vec<Vec<_>>| parts.iter().flat_map(|runs| sentences(runs)).count();
            let fewest = block.body.values().map(count).min()?;
            block.cuts = cuts.clone();
            (*cuts.last()? < fewest).then_some(())?;
        }
        for id in &self.begun {
            block(&mut broken, id)?.begins_page = true;
        }
        figures.is_empty().then_some(broken)
    }
}
