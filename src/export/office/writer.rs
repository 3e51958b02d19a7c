//! The writer: what all parts of a document have in common.
//!
//! Languages stand side by side in a table of two columns, or below each other.

use std::collections::BTreeSet;

use crate::model::edition::{Edition, Note, PerLanguage, Text};
use crate::model::language::Language;
use crate::model::vocabulary::Layout;
use crate::pandoc::Target;
use crate::pandoc::tree::{Attr, Block, Inline, Row};
use crate::typeset::Drawings;

use super::build::{columns, lang, paragraph, plain_cell, row, style, table, text};

/// Writes an edition in a format.
pub struct Writer<'a> {
    pub edition: &'a Edition,
    pub drawings: &'a Drawings,
    pub target: Target,
    /// The notes whose first mark is written.
    pub noted: BTreeSet<String>,
    /// The notes that one language alone has, to be written below what they are for.
    pub alone: Vec<(String, &'a Note)>,
}

impl<'a> Writer<'a> {
    pub fn new(edition: &'a Edition, drawings: &'a Drawings, target: Target) -> Self {
        Self { edition, drawings, target, noted: BTreeSet::new(), alone: vec![] }
    }

    /// Whether two languages stand side by side. What JATS is read by has columns of its own.
    pub fn is_beside(&self) -> bool {
        let beside = match self.edition.layout {
            Layout::Parallel | Layout::Facing => true,
            Layout::Stacked | Layout::Single => false,
        };
        beside && self.edition.languages.len() == 2 && self.target != Target::Jats
    }

    /// What is said in each language, side by side or below each other.
    pub fn each(
        &mut self,
        mut say: impl FnMut(&mut Self, &'a Language) -> Vec<Block>,
    ) -> Vec<Block> {
        let edition = self.edition;
        let said: Vec<Vec<Block>> = edition
            .languages
            .iter()
            .map(|language| self.voice(language, |own| say(own, language)))
            .collect();
        self.arranged(vec![said])
    }

    /// What is said in a language, with its tag; nothing, where nothing is said.
    pub fn voice(
        &mut self,
        language: &Language,
        say: impl FnOnce(&mut Self) -> Vec<Block>,
    ) -> Vec<Block> {
        let blocks = say(self);
        match blocks.is_empty() {
            true => vec![],
            false => vec![Block::Div(lang(language), blocks)],
        }
    }

    /// Rows of what is said in each language, side by side or below each other.
    pub fn arranged(&self, rows: Vec<Vec<Vec<Block>>>) -> Vec<Block> {
        let rows: Vec<_> =
            rows.into_iter().filter(|row| row.iter().any(|own| !own.is_empty())).collect();
        if rows.is_empty() || !self.is_beside() {
            return rows.into_iter().flatten().flatten().collect();
        }
        let rows: Vec<Row> =
            rows.into_iter().map(|own| row(own.into_iter().map(plain_cell).collect())).collect();
        let halves = columns(&[Some(0.5), Some(0.5)]);
        let attr = style(self.target, Attr::default(), "Hinge");
        vec![table(attr, halves, vec![], vec![(vec![], rows)], 0)]
    }

    /// A line in each language, the same only once, in one paragraph.
    pub fn lines(&mut self, lines: Vec<(&Language, Vec<Inline>)>) -> Vec<Inline> {
        let mut inlines: Vec<Inline> = vec![];
        let mut seen: Vec<String> = vec![];
        for (language, line) in lines.into_iter().filter(|(_, line)| !line.is_empty()) {
            // Inlines cannot be compared; what is printed of them can.
            let words = serde_json::to_string(&line).unwrap_or_default();
            if seen.contains(&words) {
                continue;
            }
            seen.push(words);
            if !inlines.is_empty() {
                inlines.push(Inline::LineBreak);
            }
            inlines.push(Inline::Span(lang(language), line));
        }
        inlines
    }

    /// A heading with the lines of all languages.
    pub fn heading(
        &mut self,
        id: String,
        level: usize,
        lines: Vec<(&Language, Vec<Inline>)>,
    ) -> Block {
        let level = i64::try_from(level).unwrap_or(i64::MAX);
        Block::Header(level, Attr::of(id), self.lines(lines))
    }

    /// The heading of a part that the program names.
    pub fn part(&mut self, name: &str) -> Block {
        let edition = self.edition;
        let lines = edition.languages.iter().map(|l| (l, vec![text(l.word(name))])).collect();
        self.heading(format!("part_{name}"), 1, lines)
    }

    /// A text of the edition in each language, a paragraph in a style.
    pub fn texts(&mut self, name: &str, all: &'a Text) -> Vec<Block> {
        self.each(|own, language| match all.get(&language.key) {
            Some(runs) if !runs.is_empty() => {
                let inlines = own.runs(language, runs);
                vec![paragraph(own.target, name, inlines)]
            }
            _ => vec![],
        })
    }

    /// A phrase of each language, the same only once.
    pub fn phrases(&mut self, all: &PerLanguage<String>) -> Vec<Inline> {
        let edition = self.edition;
        let own = |l: &'a Language| Some((l, vec![text(all.get(&l.key)?)]));
        let lines = edition.languages.iter().filter_map(own).collect();
        self.lines(lines)
    }

    /// Runs of each language, the same only once.
    pub fn distinct(&mut self, all: &Text) -> Vec<Inline> {
        let edition = self.edition;
        let mut lines = vec![];
        let mut seen = vec![];
        for language in &edition.languages {
            let Some(runs) = all.get(&language.key) else { continue };
            if !seen.contains(&runs) {
                seen.push(runs);
                lines.push((language, self.runs(language, runs)));
            }
        }
        self.lines(lines)
    }
}
