//! Breaks: what has been settled of an edition's pages.
//!
//! Takes an edition that has been laid out; gives what of it [`super::flows`] has
//! changed, to try the same on the edition after an edit.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::edition::{Edition, Figure};

use super::flows::block;
use super::measure::steps;

/// Where blocks are divided, which begin a page, and which figures come later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breaks {
    cuts: BTreeMap<String, Vec<usize>>,
    begun: BTreeSet<String>,
    /// The figures that stand after each block that has some; those in `begun` begin a page.
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
            let begun = block.figures.iter().filter(|figure| figure.begins_page);
            breaks.begun.extend(begun.map(|figure| figure.id.clone()));
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
            let own = own.iter().map(|figure| {
                let begins_page = self.begun.contains(figure);
                Some(Figure { begins_page, ..figures.remove(figure)? })
            });
            block(&mut broken, id)?.figures = own.collect::<Option<_>>()?;
        }
        for (id, cuts) in &self.cuts {
            let block = block(&mut broken, id)?;
            block.cuts = cuts.clone();
            (*cuts.last()? < steps(block)).then_some(())?;
        }
        let known: Vec<_> = broken.blocks().map(|block| block.id.clone()).collect();
        for id in known.iter().filter(|id| self.begun.contains(*id)) {
            block(&mut broken, id)?.begins_page = true;
        }
        figures.is_empty().then_some(broken)
    }
}
