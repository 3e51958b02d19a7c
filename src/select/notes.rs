//! Notes: numbered in the order of print, one number for all languages.

use std::collections::BTreeSet;

use crate::model::article::{Cite, same_cites};
use crate::model::edition::{Note, PerLanguage, Run, SourceItem, Text, plain};
use crate::model::language::Language;
use crate::model::project::Project;

use super::cite::{self, Citation, Style};
use super::glossary::in_order;
use super::numbers;

/// Notes gathered so far.
pub struct Notes<'a> {
    cites: Vec<&'a [Cite]>,
    /// What the ids of lettered notes begin with; absent where notes are
    /// numbered.
    table: Option<String>,
}

/// One language's way through the notes: the first to pass adds them.
pub struct Turn<'a, 'n> {
    notes: &'n mut Notes<'a>,
    next: usize,
}

impl<'a> Notes<'a> {
    /// Notes of running text: 1, 2, 3.
    pub fn numbered() -> Self {
        Self { cites: vec![], table: None }
    }

    /// Notes of a table: a, b, c, and the same letter for the same note.
    pub fn lettered(table: &str) -> Self {
        Self { cites: vec![], table: Some(table.into()) }
    }

    pub fn len(&self) -> usize {
        self.cites.len()
    }

    /// Begins a language's way at a note's index.
    pub fn turn(&mut self, first: usize) -> Turn<'a, '_> {
        Turn { notes: self, next: first }
    }

    /// The ids of the notes from an index on.
    pub fn ids(&self, first: usize) -> Vec<String> {
        (first..self.len()).map(|index| self.name(index).0).collect()
    }

    /// A note's id and label.
    fn name(&self, index: usize) -> (String, String) {
        match &self.table {
            None => (format!("n{}", index + 1), (index + 1).to_string()),
            Some(table) => (format!("{table}.{}", index + 1), numbers::letter(index)),
        }
    }

    /// The notes as they are printed. What a note of `before` has cited in full
    /// is short in these, and none of these is a mere "the same" as one of them.
    pub fn print(
        &self,
        project: &Project,
        languages: &[Language],
        before: &Notes<'a>,
    ) -> Vec<Note> {
        let mut citations: Vec<Vec<Citation>> =
            before.cites.iter().map(|c| citations(project, c)).collect();
        if !citations.is_empty() {
            citations.push(vec![]);
        }
        let first = citations.len();
        citations.extend(self.cites.iter().map(|c| self::citations(project, c)));
        let mut notes: Vec<Note> = (0..self.len())
            .map(|index| {
                let (id, label) = self.name(index);
                let cites = self.cites[index].iter().map(|cite| cite.key.clone()).collect();
                Note { id, label, body: Text::new(), cites }
            })
            .collect();
        if notes.is_empty() {
            return notes;
        }
        for language in languages {
            let Some(style) = style(project, language) else { continue };
            let bodies = cite::notes(&citations, style, language).into_iter().skip(first);
            for (note, runs) in notes.iter_mut().zip(bodies) {
                note.body.insert(language.key.clone(), runs);
            }
        }
        notes
    }

    /// The sources that the notes cite, by their keys.
    pub fn sources(&self) -> impl Iterator<Item = &'a str> {
        self.cites.iter().flat_map(|cites| cites.iter()).map(|cite| cite.key.as_str())
    }
}

/// A list of sources, in the order of the first language's letters.
pub fn list(project: &Project, languages: &[Language], keys: BTreeSet<&str>) -> Vec<SourceItem> {
    let cited: Vec<_> =
        keys.into_iter().filter_map(|key| project.article.sources.get(key)).collect();
    let mut items: Vec<SourceItem> = vec![];
    for language in languages {
        let Some(style) = style(project, language) else { continue };
        for (key, runs) in cite::bibliography(&cited, style, language) {
            match items.iter_mut().find(|item| item.key == key) {
                Some(item) => {
                    item.body.insert(language.key.clone(), runs);
                }
                None => {
                    let body = PerLanguage::from([(language.key.clone(), runs)]);
                    items.push(SourceItem { key, body });
                }
            }
        }
    }
    if let Some(first) = languages.first() {
        let printed = |item: &SourceItem| item.body.get(&first.key).map(|runs| plain(runs));
        in_order(&mut items, first, |item| printed(item).unwrap_or_default());
    }
    items
}

impl<'a> Turn<'a, '_> {
    /// The mark of the next note.
    pub fn mark(&mut self, cites: &'a [Cite]) -> Run {
        let index = match self.notes.table.is_some() {
            true => self
                .notes
                .cites
                .iter()
                .position(|c| same_cites(c, cites))
                .unwrap_or(self.notes.len()),
            false => self.next,
        };
        if index == self.notes.len() {
            self.notes.cites.push(cites);
        }
        let first = index == self.next;
        self.next = self.next.max(index + 1);
        let (id, label) = self.notes.name(index);
        Run::Mark { id, label, first }
    }
}

fn style<'p>(project: &'p Project, language: &Language) -> Option<&'p Style> {
    project.styles.get(&language.table.notes.style)
}

fn citations<'a>(project: &'a Project, cites: &'a [Cite]) -> Vec<Citation<'a>> {
    let citation = |cite: &'a Cite| {
        let source = project.article.sources.get(&cite.key)?;
        Some(Citation { source, locator: cite.locator.as_ref() })
    };
    cites.iter().filter_map(citation).collect()
}
