//! Notes: numbered in the order of print, one number for all languages.

use std::collections::BTreeSet;
use std::slice::from_ref;

use crate::model::article::{Cite, Footnote, same_cites};
use crate::model::edition::{Note, PerLanguage, Run, SourceItem, Text, plain};
use crate::model::language::Language;
use crate::model::project::Project;
use crate::model::style::Style;

use super::cite::{self, Citation, Words};
use super::glossary::in_order;
use super::numbers;
use super::printer::settled;
use super::sentences::ends_short;

/// Notes gathered so far.
pub struct Notes<'a> {
    notes: Vec<Gathered<'a>>,
    /// How many have a number, and how many a capital letter.
    counts: (usize, usize),
    /// What the ids of lettered notes begin with; absent where notes are
    /// numbered.
    table: Option<String>,
}

/// One note, as each language says it.
struct Gathered<'a> {
    id: String,
    label: String,
    /// The language that it is in, if it is in no other.
    only: Option<String>,
    said: PerLanguage<Said<'a>>,
}

/// What a note says in one language.
pub struct Said<'a> {
    parts: Vec<NotePart<'a>>,
    /// Of a note in words, what it is in the data.
    words: Option<&'a Footnote>,
}

/// What a note is made of: words, and what it cites, with the words around each source.
#[derive(Debug)]
pub enum NotePart<'a> {
    Words(Vec<Run>),
    Cites(&'a [Cite], Vec<Words>),
}

impl<'a> Said<'a> {
    /// A note that cites, and says no more.
    pub fn citing(part: NotePart<'a>) -> Self {
        Self { parts: vec![part], words: None }
    }

    /// A note in words.
    pub fn saying(note: &'a Footnote, parts: Vec<NotePart<'a>>) -> Self {
        Self { parts, words: Some(note) }
    }

    /// The words around its sources.
    fn words_around(&self) -> Vec<&[Words]> {
        let words = self.parts.iter().filter_map(|part| match part {
            NotePart::Cites(_, words) => Some(words.as_slice()),
            NotePart::Words(_) => None,
        });
        words.collect()
    }

    /// What it cites, from its first word to its last.
    fn cites(&self) -> impl Iterator<Item = &'a Cite> {
        self.parts.iter().flat_map(|part| match part {
            NotePart::Cites(cites, _) => *cites,
            NotePart::Words(_) => &[],
        })
    }
}

impl<'a> Gathered<'a> {
    /// Whether it is the same in a language as another is.
    fn is(&self, language: &str, other: &Said) -> bool {
        let Some(first) = self.said.values().next() else { return false };
        match (first.words, other.words) {
            (Some(own), Some(other)) => own.name() == other.name(),
            (None, None) => {
                let (own, cites): (Vec<&Cite>, Vec<&Cite>) =
                    (first.cites().collect(), other.cites().collect());
                own.len() == cites.len()
                    && own.iter().zip(&cites).all(|(a, b)| is_alike(a, b))
                    && self
                        .said
                        .get(language)
                        .is_none_or(|said| said.words_around() == other.words_around())
            }
            _ => false,
        }
    }
}

/// Whether two citations are printed alike.
fn is_alike(a: &Cite, b: &Cite) -> bool {
    a.without_author == b.without_author && same_cites(from_ref(a), from_ref(b))
}

/// One language's way through the notes: the first to pass adds them.
pub struct Cursor<'a, 'n> {
    notes: &'n mut Notes<'a>,
    language: String,
    next: usize,
}

impl<'a> Notes<'a> {
    /// Notes of running text: 1, 2, 3, and A, B, C for those in one language.
    pub fn numbered() -> Self {
        Self { notes: vec![], counts: (0, 0), table: None }
    }

    /// Notes of a table: a, b, c, and the same letter for the same note.
    pub fn lettered(table: &str) -> Self {
        Self { table: Some(table.into()), ..Self::numbered() }
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
        self.notes[first..].iter().map(|note| note.id.clone()).collect()
    }

    /// Adds a note at an index. What is in one language alone is counted apart, so that the
    /// others have the same numbers in all.
    fn add(&mut self, index: usize, only: Option<String>) {
        let is_alone = only.is_some() && self.table.is_none();
        let count = if is_alone { &mut self.counts.1 } else { &mut self.counts.0 };
        *count += 1;
        let (id, label) = match &self.table {
            None if is_alone => {
                let letter = numbers::letter(*count - 1).to_uppercase();
                (format!("n{letter}"), letter)
            }
            None => (format!("n{count}"), count.to_string()),
            Some(table) => (format!("{table}.{count}"), numbers::letter(*count - 1)),
        };
        self.notes.insert(index, Gathered { id, label, only, said: PerLanguage::new() });
    }

    /// The notes as they are printed. What a note of `before` has cited in full
    /// is short in these, and none of these is a mere "the same" as one of them.
    pub fn print(
        &self,
        project: &Project,
        languages: &[Language],
        before: &Notes<'a>,
    ) -> Vec<Note> {
        let mut notes: Vec<Note> = self.notes.iter().map(printed).collect();
        if notes.is_empty() {
            return notes;
        }
        for language in languages {
            let Some(style) = style(project, language) else { continue };
            let mut cited: Vec<Vec<Citation>> = vec![];
            before.notes.iter().for_each(|note| clusters(project, note, language, &mut cited));
            if !cited.is_empty() {
                cited.push(vec![]);
            }
            let first = cited.len();
            self.notes.iter().for_each(|note| clusters(project, note, language, &mut cited));
            let mut texts = cite::notes(&cited, style, language).into_iter().skip(first);
            for (note, gathered) in notes.iter_mut().zip(&self.notes) {
                let Some(said) = gathered.said.get(&language.key) else { continue };
                let own = texts.by_ref().take(said.clusters());
                note.body.insert(language.key.clone(), joined(said, own.collect(), language));
            }
        }
        notes
    }

    /// The sources that the notes cite, by their keys.
    pub fn sources(&self) -> impl Iterator<Item = &'a str> {
        let said = self.notes.iter().flat_map(|note| note.said.values());
        said.flat_map(|said| said.cites()).map(|cite| cite.key.as_str())
    }
}

/// A note without its text.
fn printed(note: &Gathered) -> Note {
    let at = |said: &Said| said.cites().map(|c| (c.place.clone(), c.locators.clone())).collect();
    let first = note.said.values().next();
    let cites = first.into_iter().flat_map(|said| said.cites());
    Note {
        id: note.id.clone(),
        label: note.label.clone(),
        body: Text::new(),
        from: first.and_then(|said| said.words).map(Footnote::name),
        alone: note.only.is_some(),
        cites: cites.map(|cite| cite.key.clone()).collect(),
        at: note.said.iter().map(|(key, said)| (key.clone(), at(said))).collect(),
    }
}

impl Said<'_> {
    /// How many lists of citations a style prints for it: one for each place where it cites,
    /// and an empty one behind words that are more than one citation.
    fn clusters(&self) -> usize {
        let own = self.parts.iter().filter(|part| matches!(part, NotePart::Cites(..))).count();
        own + usize::from(self.words.is_some() && own != 1)
    }
}

/// Adds what a note cites in a language. After words that cite nothing, or several times,
/// "the same" would be ambiguous: an empty list parts them from what follows.
fn clusters<'a>(
    project: &'a Project,
    note: &'a Gathered,
    language: &Language,
    out: &mut Vec<Vec<Citation<'a>>>,
) {
    let Some(said) = note.said.get(&language.key) else { return };
    let before = out.len();
    for part in &said.parts {
        let NotePart::Cites(cites, words) = part else { continue };
        let citation = |(index, cite): (usize, &'a Cite)| {
            Some(Citation {
                source: project.article.sources.get(&cite.key)?,
                locators: &cite.locators,
                without_author: cite.without_author,
                words: words.get(index),
            })
        };
        out.push(cites.iter().enumerate().filter_map(citation).collect());
    }
    if out.len() - before < said.clusters() {
        out.push(vec![]);
    }
}

/// The text of a note: its words, and between them what a style prints of its citations. It
/// ends these as notes of their own; here the words end them.
fn joined(said: &Said, texts: Vec<Vec<Run>>, language: &Language) -> Vec<Run> {
    let mut texts = texts.into_iter().peekable();
    let mut runs: Vec<Run> = vec![];
    for (index, part) in said.parts.iter().enumerate() {
        let before = plain(&runs);
        match part {
            NotePart::Words(words) => {
                let next = texts.peek().and_then(|next| plain(next).chars().next());
                let around = [before.chars().next_back(), next];
                runs.extend(settled(words, around, &language.table.typography));
            }
            NotePart::Cites(..) => {
                let mut own = texts.next().unwrap_or_default();
                if before.trim_end().is_empty() || before.trim_end().ends_with(['.', '!', '?']) {
                    own = cite::capitalized(own);
                }
                if let Some(NotePart::Words(next)) = said.parts.get(index + 1) {
                    let text = plain(&own);
                    let is_ended = plain(next).starts_with(['.', '。']);
                    if is_ended || !ends_short(&text, &language.table.abbreviations) {
                        strip_stop(&mut own);
                    }
                }
                runs.extend(own);
            }
        }
    }
    runs
}

/// Takes the full stop from the end of runs.
fn strip_stop(runs: &mut [Run]) {
    match runs.last_mut() {
        Some(Run::Text { text }) => {
            let kept = text.strip_suffix(['.', '。']).unwrap_or(text).len();
            text.truncate(kept);
        }
        Some(Run::Emph { body } | Run::Strong { body } | Run::Link { body, .. }) => {
            strip_stop(body);
        }
        Some(Run::Foreign { body, .. }) => strip_stop(body),
        _ => {}
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
    /// The mark of the next note, with what a language says in it.
    pub fn mark(&mut self, said: Said<'a>) -> Run {
        let language = self.language.as_str();
        let only = said.words.filter(|note| note.is_alone).map(|_| language.to_string());
        let known = &self.notes.notes;
        let index = match self.notes.table.is_some() {
            true => known.iter().position(|note| note.is(language, &said)).unwrap_or(known.len()),
            false => {
                // Those of other languages are passed.
                let is_passed = |note: &&Gathered| note.only.is_some();
                self.next + known[self.next..].iter().take_while(is_passed).count()
            }
        };
        let is_new = index == known.len() || only.is_some() && self.notes.table.is_none();
        if is_new {
            self.notes.add(index, only.clone());
        }
        let note = &mut self.notes.notes[index];
        let first = note.said.insert(language.to_string(), said).is_none();
        self.next = self.next.max(index + 1);
        let (id, label) = (note.id.clone(), note.label.clone());
        Run::Mark { id, label, first, alone: note.only.is_some() }
    }
}

fn style<'p>(project: &'p Project, language: &Language) -> Option<&'p Style> {
    project.styles.get(&language.table.notes.style)
}
