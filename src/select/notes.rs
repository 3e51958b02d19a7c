//! Notes: numbered in the order of print, one number for all languages.

use std::collections::BTreeSet;

use crate::model::article::{Cite, same_cites};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::edition::{Edition, Note, PerLanguage, Run, SourceItem, Text, plain};
use crate::model::language::Language;
use crate::model::locator::Locator;
use crate::model::project::Project;
use crate::model::style::Style;

use super::cite::{self, Citation, Words};
use super::glossary::in_order;
use super::numbers;

/// Notes gathered so far.
pub struct Notes<'a> {
    notes: Vec<NoteSources<'a>>,
    /// What the ids of lettered notes begin with; absent where notes are
    /// numbered.
    table: Option<String>,
}

/// What one note cites, as each language says it, with the words around each source.
struct NoteSources<'a> {
    said: PerLanguage<(&'a [Cite], Vec<Words>)>,
}

impl<'a> NoteSources<'a> {
    /// What it cites, as the first language says it that has passed.
    fn cites(&self) -> &'a [Cite] {
        self.said.values().next().map(|(cites, _)| *cites).unwrap_or_default()
    }
}

/// One language's way through the notes: the first to pass adds them.
pub struct Cursor<'a, 'n> {
    notes: &'n mut Notes<'a>,
    language: String,
    next: usize,
}

impl<'a> Notes<'a> {
    /// Notes of running text: 1, 2, 3.
    pub fn numbered() -> Self {
        Self { notes: vec![], table: None }
    }

    /// Notes of a table: a, b, c, and the same letter for the same note.
    pub fn lettered(table: &str) -> Self {
        Self { notes: vec![], table: Some(table.into()) }
    }

    pub fn len(&self) -> usize {
        self.notes.len()
    }

    /// Begins a language's way at a note's index.
    pub fn cursor(&mut self, language: &str, first: usize) -> Cursor<'a, '_> {
        Cursor { notes: self, language: language.into(), next: first }
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
        let mut notes: Vec<Note> = (0..self.len())
            .map(|index| {
                let (id, label) = self.name(index);
                let note = &self.notes[index];
                let at = |(cites, _): &(&[Cite], _)| {
                    cites.iter().map(|c| (c.place.clone(), c.locators.clone())).collect()
                };
                let at = note.said.iter().map(|(key, said)| (key.clone(), at(said))).collect();
                let cites = note.cites().iter().map(|cite| cite.key.clone()).collect();
                Note { id, label, body: Text::new(), cites, at }
            })
            .collect();
        if notes.is_empty() {
            return notes;
        }
        for language in languages {
            let Some(style) = style(project, language) else { continue };
            let of = |gathered| citations(project, gathered, language);
            let mut cited: Vec<Vec<Citation>> = before.notes.iter().map(of).collect();
            if !cited.is_empty() {
                cited.push(vec![]);
            }
            let first = cited.len();
            cited.extend(self.notes.iter().map(of));
            let bodies = cite::notes(&cited, style, language).into_iter().skip(first);
            for (note, runs) in notes.iter_mut().zip(bodies) {
                note.body.insert(language.key.clone(), runs);
            }
        }
        notes
    }

    /// The sources that the notes cite, by their keys.
    pub fn sources(&self) -> impl Iterator<Item = &'a str> {
        self.notes.iter().flat_map(|note| note.cites()).map(|cite| cite.key.as_str())
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

impl<'a> Cursor<'a, '_> {
    /// The mark of the next note, with the words around what it cites.
    pub fn mark(&mut self, cites: &'a [Cite], words: Vec<Words>) -> Run {
        let language = self.language.as_str();
        let is_it = |note: &NoteSources| {
            let alike = |(a, b): (&Cite, &Cite)| a.without_author == b.without_author;
            same_cites(note.cites(), cites)
                && note.said.get(language).is_none_or(|(_, own)| *own == words)
                && note.cites().iter().zip(cites).all(alike)
        };
        let index = match self.notes.table.is_some() {
            true => self.notes.notes.iter().position(is_it).unwrap_or(self.notes.len()),
            false => self.next,
        };
        if index == self.notes.len() {
            self.notes.notes.push(NoteSources { said: PerLanguage::new() });
        }
        self.notes.notes[index].said.insert(language.to_string(), (cites, words));
        let first = index == self.next;
        self.next = self.next.max(index + 1);
        let (id, label) = self.notes.name(index);
        Run::Mark { id, label, first }
    }
}

fn style<'p>(project: &'p Project, language: &Language) -> Option<&'p Style> {
    project.styles.get(&language.table.notes.style)
}

fn citations<'a>(
    project: &'a Project,
    note: &'a NoteSources,
    language: &Language,
) -> Vec<Citation<'a>> {
    let Some((cites, words)) = note.said.get(&language.key) else { return vec![] };
    let citation = |(index, cite): (usize, &'a Cite)| {
        Some(Citation {
            source: project.article.sources.get(&cite.key)?,
            locators: &cite.locators,
            without_author: cite.without_author,
            words: words.get(index),
        })
    };
    cites.iter().enumerate().filter_map(citation).collect()
}

/// Notes of which a style prints nothing, or not where in its source.
pub fn lost(project: &Project, edition: &Edition) -> Vec<Diagnostic> {
    let mut lost = vec![];
    let before = std::iter::once(None).chain(edition.notes.iter().map(Some));
    for (note, before) in edition.notes.iter().zip(before) {
        for (key, runs) in &note.body {
            let Some((first, _)) = note.at.get(key).and_then(|at| at.first()) else { continue };
            let text = plain(runs);
            let language = project.languages.iter().find(|language| language.key == *key);
            let style = language.map_or("", |language| &language.table.notes.style);
            let hint = "another style may print it: `notes.style` in the table of the language";
            if !text.contains(char::is_alphanumeric) {
                let message =
                    format!("note {} is empty in `{key}`: `{style}` prints nothing", note.label);
                lost.push(Diagnostic::error(first.clone(), message).hint(hint));
            } else if let Some(place) = lost_place(note, before, key, &text) {
                let message = format!(
                    "note {} does not say where in its source in `{key}`: `{style}` leaves it out",
                    note.label
                );
                lost.push(Diagnostic::error(place.clone(), message).hint(hint));
            }
        }
    }
    lost
}

/// The first citation of a note whose places its text does not give, in a language. The
/// same places of the same source, twice running, are ibid. and complete.
fn lost_place<'a>(
    note: &'a Note,
    before: Option<&'a Note>,
    language: &str,
    text: &str,
) -> Option<&'a Place> {
    type Cited<'a> = Vec<(&'a String, &'a (Place, Vec<Locator>))>;
    let cited = |note: &'a Note| -> Cited<'a> {
        note.cites.iter().zip(note.at.get(language).into_iter().flatten()).collect()
    };
    // After a note on several sources, nothing is the same.
    let last = before.map(cited).filter(|cited| cited.len() == 1).unwrap_or_default();
    let all: Cited = last.iter().copied().chain(cited(note)).collect();
    let is_same =
        |at: usize| at > 0 && all[at - 1].0 == all[at].0 && all[at - 1].1.1 == all[at].1.1;
    let is_lost = |at: &usize| {
        let (_, (_, locators)) = all[*at];
        !is_same(*at) && !locators.iter().all(|locator| gives(text, &locator.value))
    };
    (last.len()..all.len()).find(is_lost).map(|at| &all[at].1.0)
}

/// Whether a text has the first number of a place. A style may shorten the end of a range.
fn gives(text: &str, value: &str) -> bool {
    let mut words = value.split(|c: char| !c.is_alphanumeric());
    let Some(word) = words.find(|word| !word.is_empty()) else { return true };
    // Page 2 is not in 2011, and volume 2 is in 2nd.
    let is_one = |before: Option<char>, after: Option<char>| match (before, after) {
        (Some(before), Some(after)) => {
            before.is_ascii_digit() != after.is_ascii_digit()
                || !before.is_ascii_alphanumeric()
                || !after.is_ascii_alphanumeric()
        }
        _ => true,
    };
    let ends = (word.chars().next(), word.chars().next_back());
    text.match_indices(word).any(|(start, _)| {
        is_one(text[..start].chars().next_back(), ends.0)
            && is_one(ends.1, text[start + word.len()..].chars().next())
    })
}
