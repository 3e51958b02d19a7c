//! The text of a paragraph, or of an emphasis or link in it.
//!
//! Holds the text, where each byte of it stands in the value, and which of it was
//! escaped and so means nothing but itself.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::article::Piece;

/// Text, byte for byte with its place in the value.
#[derive(Default)]
pub struct Stretch {
    pub text: String,
    at: Vec<usize>,
    escaped: Vec<bool>,
    /// What is no plain text: by the byte of the sign that stands for it.
    inner: BTreeMap<usize, Piece>,
}

/// Stands for a piece that is no plain text. No file has it.
pub const INNER: char = '\u{3}';

impl Stretch {
    /// Adds text that stands at a byte of the value.
    pub fn push(&mut self, text: &str, at: usize, escaped: bool) {
        self.at.extend(at..at + text.len());
        self.escaped.extend(std::iter::repeat_n(escaped, text.len()));
        self.text.push_str(text);
    }

    /// Adds text that all stands at one place, such as a line break.
    pub fn push_at(&mut self, text: &str, at: usize) {
        self.at.extend(std::iter::repeat_n(at, text.len()));
        self.escaped.extend(std::iter::repeat_n(false, text.len()));
        self.text.push_str(text);
    }

    /// Adds an emphasis or link that begins at a byte of the value.
    pub fn push_piece(&mut self, piece: Piece, at: usize) {
        self.inner.insert(self.text.len(), piece);
        self.push_at(INNER.encode_utf8(&mut [0; 4]), at);
    }

    /// The emphasis or link that a sign stands for.
    pub fn piece(&self, byte: usize) -> Option<Piece> {
        self.inner.get(&byte).cloned()
    }

    /// Where a part stands in the value.
    pub fn range(&self, part: Range<usize>) -> Range<usize> {
        let start = self.at.get(part.start).or(self.at.last()).copied().unwrap_or_default();
        let end = part.end.checked_sub(1).and_then(|last| self.at.get(last)).map(|at| at + 1);
        start..end.unwrap_or(start).max(start)
    }

    /// A part as a stretch of its own.
    pub fn part(&self, part: Range<usize>) -> Self {
        Self {
            text: self.text[part.clone()].to_string(),
            at: self.at[part.clone()].to_vec(),
            escaped: self.escaped[part.clone()].to_vec(),
            inner: self
                .inner
                .range(part.clone())
                .map(|(at, piece)| (at - part.start, piece.clone()))
                .collect(),
        }
    }

    /// Whether the character at a byte was escaped.
    pub fn is_escaped(&self, byte: usize) -> bool {
        self.escaped.get(byte).copied().unwrap_or_default()
    }

    /// The text, as long, with `\u{1}` for what was escaped.
    pub fn unescaped(&self) -> String {
        hidden(&self.text, '\u{1}', |byte| self.escaped[byte])
    }
}

/// A text, as long, with another character of one byte for some of it.
pub fn hidden(text: &str, filler: char, hide: impl Fn(usize) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (byte, c) in text.char_indices() {
        match hide(byte) {
            true => out.extend(std::iter::repeat_n(filler, c.len_utf8())),
            false => out.push(c),
        }
    }
    out
}
