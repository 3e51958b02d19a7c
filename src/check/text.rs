//! Texts as the rules read them, and where their words stand in a file.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::load::files::Files;
use crate::model::article::{Piece, written};
use crate::model::diagnostic::Place;
use crate::model::language::Language;

/// Stands for what parts words: no text has it.
pub const BETWEEN: char = '\u{fffc}';

/// A text as it reads, where `print` says what stands for an `{id}`, and which stretches
/// of it are such. The words of notes stand at the end.
pub fn reading<'a>(
    pieces: &'a [Piece],
    mut print: impl FnMut(&'a str) -> Option<String>,
) -> (String, Vec<Range<usize>>) {
    let mut reading = Reading::default();
    reading.walk(pieces, &mut print);
    for words in std::mem::take(&mut reading.notes) {
        reading.text.push(BETWEEN);
        reading.walk(words, &mut print);
    }
    (reading.text, reading.printed)
}

/// The same without what stands in italics: titles, and words of other languages.
pub fn reading_of_own(pieces: &[Piece]) -> String {
    let mut reading = Reading { is_own: true, ..Reading::default() };
    reading.walk(pieces, &mut |_| None);
    reading.text
}

#[derive(Default)]
struct Reading<'a> {
    is_own: bool,
    text: String,
    printed: Vec<Range<usize>>,
    /// The words of notes that are still to be read.
    notes: Vec<&'a [Piece]>,
}

impl<'a> Reading<'a> {
    fn walk(&mut self, pieces: &'a [Piece], print: &mut impl FnMut(&'a str) -> Option<String>) {
        for piece in pieces {
            match piece {
                Piece::Text(part) => self.text.push_str(part),
                // An address is no text.
                Piece::Link { url, body } if url.ends_with(&written(body)) => {
                    self.text.push(BETWEEN);
                }
                Piece::Emph(_) if self.is_own => self.text.push(BETWEEN),
                Piece::Emph(body)
                | Piece::Strong(body)
                | Piece::Stress(body)
                | Piece::Sub(body)
                | Piece::Super(body)
                | Piece::Link { body, .. } => self.walk(body, print),
                Piece::Note(cites) => {
                    let words = cites.iter().flat_map(|cite| [&cite.before, &cite.after]);
                    self.notes.extend(words.filter(|words| !words.is_empty()).map(Vec::as_slice));
                }
                Piece::Break => self.text.push('\n'),
                // A text of its own.
                Piece::Footnote(_) => {}
                Piece::Ref { id, .. } => match print(id) {
                    Some(own) => {
                        self.printed.push(self.text.len()..self.text.len() + own.len());
                        self.text.push_str(&own);
                    }
                    None => self.text.push(BETWEEN),
                },
            }
        }
    }
}

/// The sentences of a text: they end where Unicode has it, but not after what the language
/// shortens.
pub fn sentences<'t>(text: &'t str, language: &Language) -> Vec<&'t str> {
    let mut found: Vec<&str> = vec![];
    let mut start = 0;
    for (at, part) in text.split_sentence_bound_indices() {
        let end = at + part.len();
        let last = part.split_whitespace().next_back().unwrap_or_default();
        let is_short =
            language.table.abbreviations.iter().any(|word| last.ends_with(word.as_str()));
        if !is_short || end == text.len() {
            found.push(&text[start..end]);
            start = end;
        }
    }
    found
}

/// Where words stand in the file of a text: the occurrence of an index, wherever its lines
/// break; all of the text, where they are not there as they read.
pub fn place_of(files: &Files, place: &Place, words: &str, index: usize) -> Place {
    let text = files.text(&place.path).and_then(|file| file.get(place.range.clone()));
    let mut rest = text.unwrap_or_default();
    let mut start = place.range.start;
    for nth in 0..=index {
        let Some(range) = find(rest, words) else { break };
        if nth == index {
            return Place::new(&place.path, start + range.start..start + range.end);
        }
        start += range.end;
        rest = &rest[range.end..];
    }
    place.clone()
}

/// Where a text begins.
pub fn start_of(place: &Place) -> Place {
    Place::new(&place.path, place.range.start..place.range.start)
}

/// Where a wording stands, wherever its lines break.
fn find(text: &str, wording: &str) -> Option<Range<usize>> {
    let is_black = |(_, c): &(usize, char)| !c.is_whitespace();
    text.char_indices().filter(is_black).find_map(|(start, _)| {
        let mut rest = text[start..].char_indices().filter(is_black);
        let mut end = start;
        for (_, wanted) in wording.char_indices().filter(is_black) {
            let (at, c) = rest.next().filter(|(_, c)| *c == wanted)?;
            end = start + at + c.len_utf8();
        }
        (end > start).then_some(start..end)
    })
}
