//! Runs of an edition as inlines of pandoc, and notes where their marks are.
//!
//! The first mark of a note is the note itself, in all its languages, so that the program
//! that opens the document numbers it; every other mark is its number, and leads there.

use crate::model::edition::{Note, Run};
use crate::model::language::Language;
use crate::pandoc::Target;
use crate::pandoc::tree::{Attr, Block, Inline};

use super::build::{lang, style, text};
use super::writer::Writer;

/// The identifier of a note, and of its first mark.
pub fn note_id(id: &str) -> String {
    format!("note_{id}")
}

impl Writer<'_> {
    /// Runs in a language, within what says which language it is.
    pub fn runs(&mut self, language: &Language, runs: &[Run]) -> Vec<Inline> {
        runs.iter().flat_map(|run| self.run(language, run)).collect()
    }

    /// Runs that say themselves which language they are in.
    pub fn tagged(&mut self, language: &Language, runs: &[Run]) -> Inline {
        Inline::Span(lang(language), self.runs(language, runs))
    }

    fn run(&mut self, language: &Language, run: &Run) -> Option<Inline> {
        Some(match run {
            Run::Text { text: said } => text(said),
            Run::Emph { body } => self.emphasis(language, body),
            Run::Strong { body } => Inline::Strong(self.runs(language, body)),
            Run::Stress { body } => {
                let inner = self.runs(language, body);
                match self.target {
                    Target::Jats => Inline::Strong(inner),
                    target => Inline::Span(style(target, Attr::default(), "Stress"), inner),
                }
            }
            Run::Sub { body } => Inline::Subscript(self.runs(language, body)),
            Run::Super { body } => Inline::Superscript(self.runs(language, body)),
            Run::Break => Inline::LineBreak,
            Run::Link { url, body } => {
                let inner = self.runs(language, body);
                Inline::Link(Attr::default(), inner, (url.clone(), String::new()))
            }
            Run::Foreign { lang, region, body } => {
                let tag = match region {
                    Some(region) => format!("{lang}-{region}"),
                    None => lang.clone(),
                };
                Inline::Span(Attr::default().with("lang", tag), self.runs(language, body))
            }
            Run::Mark { id, label, first: _, alone: _ } => self.mark(language, id, label),
            // Where a block may be divided over pages, of which there are none.
            Run::Step => return None,
        })
    }

    /// Emphasis, in the face that a language has for it. A style has it where there are some,
    /// so that no word processor slants it as well.
    fn emphasis(&mut self, language: &Language, body: &[Run]) -> Inline {
        let inner = self.runs(language, body);
        let face =
            |inner| Inline::Span(style(self.target, Attr::default(), "Emphasis Face"), inner);
        match (self.target, &language.table.fonts.emphasis) {
            (Target::Docx | Target::Odt, Some(_)) => face(inner),
            (Target::Epub, Some(_)) => Inline::Emph(vec![face(inner)]),
            (Target::Jats, _) | (_, None) => Inline::Emph(inner),
        }
    }

    fn mark(&mut self, language: &Language, id: &str, label: &str) -> Inline {
        let anchor = note_id(id);
        let edition = self.edition;
        let note = edition.notes.iter().find(|note| note.id == id);
        match note {
            // It has a letter, and would count with the numbers of the others.
            Some(note) if note.alone && self.noted.insert(id.into()) => {
                self.alone.push((language.key.clone(), note));
            }
            Some(note) if self.noted.insert(id.into()) => {
                let body = self.note_body(note);
                return Inline::Span(Attr::of(anchor), vec![Inline::Note(body)]);
            }
            _ => {}
        }
        let link =
            Inline::Link(Attr::default(), vec![text(label)], (format!("#{anchor}"), String::new()));
        Inline::Superscript(vec![link])
    }

    /// What a note says in each language, the same only once.
    fn note_body(&mut self, note: &Note) -> Vec<Block> {
        let mut said: Vec<&Vec<Run>> = vec![];
        let mut blocks = vec![];
        let edition = self.edition;
        for language in &edition.languages {
            let Some(runs) = note.body.get(&language.key) else { continue };
            if said.contains(&runs) {
                continue;
            }
            let mut inlines = vec![];
            if said.is_empty() && self.target == Target::Epub {
                // Readers of books show a note without its number.
                inlines.extend([text(&note.label), text(" ")]);
            }
            inlines.push(self.tagged(language, runs));
            said.push(runs);
            blocks.push(Block::Para(inlines));
        }
        blocks
    }

    /// A note with a letter, below what it is for, in the languages that have it.
    pub fn lettered(&mut self, note: &Note) -> Vec<Block> {
        let edition = self.edition;
        let mut said: Vec<&Vec<Run>> = vec![];
        let mut blocks = vec![];
        for language in &edition.languages {
            let Some(runs) = note.body.get(&language.key) else { continue };
            if said.contains(&runs) {
                continue;
            }
            let label = Inline::Superscript(vec![text(&note.label)]);
            let mut inlines = vec![label, text(" ")];
            inlines.extend(self.runs(language, runs));
            let mut attr = style(self.target, lang(language), "Table Note");
            if said.is_empty() {
                attr.0 = note_id(&note.id);
            }
            said.push(runs);
            blocks.push(Block::Div(attr, vec![Block::Para(inlines)]));
        }
        blocks
    }

    /// The notes with a letter that a language alone has, of what was written since.
    pub fn take_alone(&mut self, language: &Language) -> Vec<Block> {
        let (own, rest) =
            std::mem::take(&mut self.alone).into_iter().partition(|(key, _)| *key == language.key);
        self.alone = rest;
        let own: Vec<(String, &Note)> = own;
        own.into_iter().flat_map(|(_, note)| self.lettered(note)).collect()
    }
}
