//! Context: what is known of a text before it is read.

use crate::load::footnotes::NoteText;
use crate::model::language::Language;

/// What is known of a text when it is read.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub(super) language: &'a Language,
    pub(super) tables: &'a [Language],
    /// The keys of the sources.
    pub(super) keys: &'a [String],
    /// The notes in words that stand beside the text.
    pub(super) notes: &'a [NoteText],
}

impl<'a> Context<'a> {
    /// What is known of a text in a language, one of those with a table.
    pub fn new(language: &str, tables: &'a [Language], keys: &'a [String]) -> Self {
        let of = tables.iter().find(|table| table.key == language).or(tables.first());
        Self { language: of.expect("a project has a language"), tables, keys, notes: &[] }
    }

    /// The same of a text with notes in words.
    pub fn with(self, notes: &'a [NoteText]) -> Self {
        Self { notes, ..self }
    }
}
