//! Heads of sentences: the `{id}`s that begin one, and have a capital there.
//!
//! Takes a text before it is printed; gives the places of those `{id}`s. Finds none in a
//! language whose script has no capitals, and none where it may be no sentence: after an
//! ellipsis, a short word or an ordinal, or in a text that no mark ends.

use crate::model::article::Piece;
use crate::model::diagnostic::Place;
use crate::model::language::Language;
use crate::model::script;

use super::sentences::ends_short;

/// Marks that end sentences, those that open what a sentence begins with, and those that
/// close behind its end.
const STOPS: [char; 3] = ['.', '!', '?'];
const OPENING: [char; 8] = ['(', '[', '“', '‘', '«', '‹', '„', '¿'];
const CLOSING: [char; 6] = [')', ']', '”', '’', '»', '›'];

/// The places of the `{id}`s of a text that begin a sentence. In a note, what it cites is
/// printed between its words; elsewhere it leaves a mark.
pub fn heads<'a>(pieces: &'a [Piece], language: &Language, is_note: bool) -> Vec<&'a Place> {
    if !script::has_capitals(&language.table.script) {
        return vec![];
    }
    let mut walk = Walk { language, is_note, before: String::new(), first: None, heads: vec![] };
    walk.pieces(pieces);
    let end = walk.before.trim_end().trim_end_matches(CLOSING);
    let is_sentence = end.ends_with(STOPS) || end.ends_with([':', '…']);
    walk.heads.extend(walk.first.filter(|_| is_sentence));
    walk.heads
}

struct Walk<'a, 'l> {
    language: &'l Language,
    is_note: bool,
    /// What is printed before, where an `x` stands for what an `{id}` prints.
    before: String,
    /// What begins the text, which may be no sentence.
    first: Option<&'a Place>,
    heads: Vec<&'a Place>,
}

impl<'a> Walk<'a, '_> {
    fn pieces(&mut self, pieces: &'a [Piece]) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.before.push_str(text),
                Piece::Emph(body)
                | Piece::Strong(body)
                | Piece::Stress(body)
                | Piece::Sub(body)
                | Piece::Super(body)
                | Piece::Link { body, .. } => self.pieces(body),
                Piece::Break => self.before.push('\n'),
                Piece::Note(_) if self.is_note => self.before.push('x'),
                Piece::Note(_) | Piece::Footnote(_) => {}
                Piece::Ref { place, .. } => {
                    self.reference(place);
                    self.before.push('x');
                }
            }
        }
    }

    fn reference(&mut self, place: &'a Place) {
        let is_opening = |c: char| c.is_whitespace() || OPENING.contains(&c);
        let said = self.before.trim_end_matches(is_opening);
        if said.is_empty() {
            self.first = Some(place);
        } else if self.before[said.len()..].contains(char::is_whitespace) {
            let end = said.trim_end_matches(CLOSING);
            if end.ends_with(STOPS) && !self.goes_on(end) {
                self.heads.push(place);
            }
        }
    }

    /// Whether a sentence goes on behind a full stop: of an ellipsis, `e.g.`, or `3.`.
    fn goes_on(&self, end: &str) -> bool {
        let Some(bare) = end.strip_suffix('.') else { return false };
        let word = bare.rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_ordinal = (1..=2).contains(&word.len()) && word.chars().all(|c| c.is_ascii_digit());
        bare.ends_with('.') || is_ordinal || ends_short(end, &self.language.table.abbreviations)
    }
}

/// A text with a capital at its head, behind marks that open it.
pub fn capital(text: &str) -> String {
    let at = text.find(|c: char| !OPENING.contains(&c)).unwrap_or_default();
    let (marks, rest) = text.split_at(at);
    let mut letters = rest.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{marks}{first}{}", letters.as_str())
}

/// Whether a text has a capital within its first word: `eBay` is never another.
pub fn keeps_case(text: &str) -> bool {
    let word = text.trim_start_matches(OPENING).split_whitespace().next().unwrap_or_default();
    word.chars().skip(1).any(char::is_uppercase)
}
