//! Marks of notes in words: `[^id]`.
//!
//! Takes the text where one begins; gives the note that stands beside the text, and tells of
//! a mark that has none.

use std::sync::LazyLock;

use regex::Regex;

use super::Reader;
use super::stretch::Stretch;
use crate::load::footnotes::NoteText;
use crate::model::article::{Footnote, Piece};
use crate::model::code::Code;
use crate::model::diagnostic::did_you_mean;

/// A mark, at the place where it begins.
static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\[\^([^\]\s\[]+)\]").expect("a pattern of this file"));

/// Whether a word can be the name of a note.
pub fn is_note_id(word: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !word.is_empty() && word.chars().all(fits)
}

impl Reader<'_, '_> {
    /// The mark of a note at a byte of a text: where it ends, and what it stands for.
    pub(super) fn mark(
        &mut self,
        stretch: &Stretch,
        text: &str,
        at: usize,
    ) -> Option<(usize, Option<Piece>)> {
        let found = MARK.captures(&text[at..])?;
        let (end, id) = (at + found[0].len(), &found[1]);
        let range = stretch.range(at..end);
        let language = self.context.language.key.as_str();
        let notes = self.context.notes;
        let note = notes.iter().find(|note| note.id == *id);
        let (message, hint) = match note {
            _ if at == 0 && text[end..].starts_with(':') => (
                "this looks like the text of a note".to_string(),
                format!("write it under `notes`, beside the text: `{id}: {{ {language}: … }}`"),
            ),
            None => (
                format!("there is no note `{id}`"),
                did_you_mean(id, notes.iter().map(|note| note.id.as_str())).unwrap_or_else(|| {
                    "write it under `notes`, beside the text of a block, an event or a figure; \
                     write `\\[` for the bracket itself"
                        .into()
                }),
            ),
            Some(NoteText { only: Some(only), .. }) if only != language => (
                format!("the note `{id}` is for `{only}` alone"),
                "take the mark out of this language, or `only` out of the note".into(),
            ),
            Some(note) => {
                let body = note.texts.get(language);
                let own = Footnote {
                    id: id.to_string(),
                    owner: note.owner.clone(),
                    body: body.map(|text| text.pieces.clone()).unwrap_or_default(),
                    is_alone: note.only.is_some(),
                    missing: body.and_then(|text| text.missing.clone()),
                    mark: self.source.place(range),
                    place: body.map_or(&note.place, |text| &text.place).clone(),
                };
                return Some((end, Some(Piece::Footnote(own))));
            }
        };
        self.error(Code::UnknownNote, range, message, &hint);
        self.refused = true;
        Some((end, None))
    }
}
