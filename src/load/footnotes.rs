//! Notes in words: what stands under `notes` beside a text, and the marks in it.
//!
//! Takes the notes of a block, an event or a figure before its texts are read, so that each
//! mark finds its note; tells afterwards of notes that nothing marks, and of languages that
//! have other marks.

use crate::model::article::{Footnote, Phrase, Piece, each_piece};
use crate::model::code::Code;
use crate::model::diagnostic::Place;
use crate::model::vocabulary::Localized;

use super::decode::{Entries, Spanned};
use super::{Drafted, File, Loader, Text, inline, raw};

/// A note that has been read, with what it says in each language that has it.
pub struct NoteText {
    pub id: String,
    pub owner: String,
    pub place: Place,
    /// The language that it is for, if it is for no other.
    pub only: Option<String>,
    pub texts: Localized<Phrase>,
}

impl Loader<'_> {
    /// Reads the notes that the next texts may mark.
    pub(super) fn open_notes(&mut self, file: File, owner: &str, raw: &Entries<raw::Note>) {
        let notes: Vec<NoteText> =
            raw.0.iter().map(|(id, note)| self.note(file, owner, id, note)).collect();
        self.notes = notes;
    }

    fn note(&mut self, file: File, owner: &str, id: &Spanned<String>, raw: &raw::Note) -> NoteText {
        let place = id.place(file.path);
        if !inline::is_note_id(&id.value) {
            let message = format!("`{}` is not the name of a note", id.value);
            let hint = "it is lower-case letters `a`–`z`, digits and hyphens: `[^1]`, `[^source]`";
            self.error(Code::BadId, place.clone(), message, hint);
        }
        let what = format!("the note `{}`", id.value);
        let only = raw.only.as_ref().filter(|only| self.check_language(file, only));
        let given = match only {
            Some(only) => self.of_one(file, raw, only, &what, &place),
            None => self.drafted(file, &raw.texts, place.clone(), &what),
        };
        let mut texts = Localized::new();
        for Drafted { key, text, missing } in given {
            let source = inline::Source::new(file.path, file.text, text);
            let language = missing.as_ref().map_or(&key, |own| &own.language);
            let context = inline::Context::new(language, self.tables, &self.keys);
            let pieces = inline::read_line(&source, context, self.diagnostics);
            self.check_nesting(&pieces);
            texts.insert(key, Phrase { pieces, place: text.place(file.path), missing });
        }
        let only = only.map(|only| only.value.clone());
        NoteText { id: id.value.clone(), owner: owner.into(), place, only, texts }
    }

    /// The text of a note for one language alone.
    fn of_one<'t>(
        &mut self,
        file: File,
        raw: &'t raw::Note,
        only: &Spanned<String>,
        what: &str,
        place: &Place,
    ) -> Vec<Drafted<'t>> {
        let (own, others): (Vec<_>, Vec<_>) =
            raw.texts.value.0.iter().partition(|(key, _)| key.value == only.value);
        for (key, _) in others {
            let message =
                format!("{what} is for `{}` alone, and has a `{}` text", only.value, key.value);
            self.error(
                Code::NoteForOneLanguage,
                key.place(file.path),
                message,
                "take the text out, or `only`",
            );
        }
        if own.is_empty() && !file.is_cut {
            let message = format!("{what} has no `{}` text", only.value);
            self.error(
                Code::MissingText,
                place.clone(),
                message,
                format!("add `{}: …`", only.value),
            );
        }
        let drafted = |(key, text): &'t (Spanned<String>, _)| Drafted {
            key: key.value.clone(),
            text,
            missing: None,
        };
        own.into_iter().map(drafted).collect()
    }

    /// Tells of citations that stand within an emphasis or a link of a note: a style prints
    /// them beside it.
    fn check_nesting(&mut self, pieces: &[Piece]) {
        let inner = pieces.iter().filter_map(|piece| match piece {
            Piece::Emph(body) | Piece::Strong(body) | Piece::Stress(body) => Some(body),
            Piece::Link { body, .. } => Some(body),
            _ => None,
        });
        let mut found = vec![];
        for body in inner {
            each_piece(body, &mut |piece| {
                if let Piece::Note(cites) = piece {
                    found.extend(cites.first().map(|cite| cite.place.clone()));
                }
            });
        }
        for place in found {
            let message = "in a note, a citation stands outside of emphasis and links";
            self.error(Code::BadCitation, place, message, "end the emphasis before it");
        }
    }

    /// Tells of notes that the texts of their owner do not mark as they should. Where notes
    /// have letters (`repeats`), two places may have the same one. A language whose text is
    /// still to be written lacks its notes with it.
    pub(super) fn close_notes(&mut self, texts: &[Localized<Text>], repeats: bool) {
        for note in std::mem::take(&mut self.notes) {
            let has_mark = |text: &&Localized<Text>| {
                let all = text.values().flat_map(|text| footnotes(&text.parts));
                all.into_iter().any(|found| found.id == note.id)
            };
            let marking: Vec<&Localized<Text>> = texts.iter().filter(has_mark).collect();
            let is_unwritten = |key: &String| {
                !marking.is_empty() && marking.iter().all(|text| !text.contains_key(key))
            };
            let wanted: Vec<&String> = match &note.only {
                Some(only) => vec![only],
                None => self.languages.iter().filter(|key| !is_unwritten(key)).collect(),
            };
            let marks = |key: &String| -> Vec<&Footnote> {
                let own = texts.iter().filter_map(|text| text.get(key));
                own.flat_map(|text| footnotes(&text.parts)).filter(|f| f.id == note.id).collect()
            };
            // A text that is not there yet may have the mark when it is.
            let is_there = |key: &String| {
                texts.iter().filter(|text| !text.is_empty()).all(|text| text.contains_key(key))
            };
            let is_whole = wanted.iter().all(|key| is_there(key));
            let found: Vec<_> = wanted.into_iter().map(|key| (key, marks(key))).collect();
            let id = &note.id;
            let is_unmarked = found.iter().all(|(_, marks)| marks.is_empty());
            let mut told = vec![];
            if is_unmarked && is_whole {
                let message = format!("nothing marks the note `{id}`");
                let hint = format!("write `[^{id}]` where it belongs, or take the note out");
                told.push((note.place.clone(), message, hint));
            }
            for (key, marks) in found {
                if marks.is_empty() && !is_unmarked && is_there(key) {
                    let place = texts.iter().find_map(|text| text.get(key)).map(|text| text.place);
                    let message = format!("the note `{id}` has no mark in `{key}`");
                    let hint = format!(
                        "write `[^{id}]` where it belongs; `only: …` is for a note in one language"
                    );
                    told.push((place.unwrap_or(&note.place).clone(), message, hint));
                }
                for second in marks.iter().skip(1).filter(|_| !repeats) {
                    let message = format!("the note `{id}` is marked twice");
                    let hint = "mark it once, or write a second note".to_string();
                    told.push((second.mark.clone(), message, hint));
                }
            }
            if self.unread {
                continue;
            }
            for (place, message, hint) in told {
                self.error(Code::RepeatedNote, place, message, hint);
            }
        }
    }
}

/// The notes in words that are marked in a text, in order.
pub fn footnotes<'a>(parts: &[&'a [Piece]]) -> Vec<&'a Footnote> {
    let mut found = vec![];
    for pieces in parts {
        each_piece(pieces, &mut |piece| {
            if let Piece::Footnote(note) = piece {
                found.push(note);
            }
        });
    }
    found
}
