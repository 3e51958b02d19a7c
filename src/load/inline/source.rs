//! A text in a file: which byte of it stands where.
//!
//! Takes a value and the bytes of the file that it was read from; gives places
//! in the file, and which spaces of the value are line breaks there. Reads no
//! words.

use std::ops::Range;

use crate::load::decode::Spanned;
use crate::model::diagnostic::Place;

/// A text in a file.
pub struct Source<'a> {
    path: &'a str,
    value: &'a str,
    /// Where the value stands in the file, quotes and all.
    range: Range<usize>,
    /// For each byte of the value, and its end, the byte of the file; absent where
    /// the two cannot be laid beside each other.
    bytes: Option<Vec<usize>>,
    /// The spaces of the value that are line breaks in the file.
    folds: Vec<usize>,
}

impl<'a> Source<'a> {
    /// Lays a text beside the file that it was read from.
    pub fn new(path: &'a str, file: &'a str, text: &'a Spanned<String>) -> Self {
        let slice = file.get(text.range.clone()).unwrap_or_default();
        let mut folds = vec![];
        let bytes = aligned(&text.value, slice, &mut folds)
            .map(|bytes| bytes.into_iter().map(|at| text.range.start + at).collect());
        Self { path, value: &text.value, range: text.range.clone(), bytes, folds }
    }

    /// The text.
    pub fn value(&self) -> &'a str {
        self.value
    }

    /// Where all of the text stands.
    pub fn whole(&self) -> Place {
        Place::new(self.path, self.range.clone())
    }

    /// Where a part of the text stands in the file.
    pub fn place(&self, part: Range<usize>) -> Place {
        let at = |byte: usize| self.bytes.as_ref()?.get(byte).copied();
        match (at(part.start), part.end.checked_sub(1).and_then(at)) {
            (Some(start), _) if part.is_empty() => Place::new(self.path, start..start),
            (Some(start), Some(last)) => Place::new(self.path, start..last + 1),
            _ => self.whole(),
        }
    }

    /// Whether a space of the text is a line break in the file.
    pub fn is_fold(&self, byte: usize) -> bool {
        self.folds.binary_search(&byte).is_ok()
    }
}

/// For each byte of a value, and its end, the byte of the slice that it was read from:
/// a scalar of YAML or a string of TOML.
fn aligned(value: &str, slice: &str, folds: &mut Vec<usize>) -> Option<Vec<usize>> {
    let quote = slice.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut bytes = Vec::with_capacity(value.len() + 1);
    // Quotes are one, or three around several lines of TOML.
    let mut at = quote.map_or(0, |quote| match slice.starts_with(&quote.to_string().repeat(3)) {
        true if slice.len() > 5 => 3,
        _ => 1,
    });
    let mut rest = value.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let here = slice.get(at..)?;
        let blank = here.len() - here.trim_start_matches([' ', '\t', '\r', '\n']).len();
        if matches!(c, ' ' | '\n') && here[..blank].contains(['\n', '\r']) {
            let mut next = Some((start, c));
            while let Some((byte, c)) = next {
                if c == ' ' {
                    folds.push(byte);
                }
                bytes.push(at);
                next = rest.next_if(|(_, c)| matches!(c, ' ' | '\n'));
            }
            at += blank;
            continue;
        }
        let length = if here.starts_with(c) && !(quote == Some('"') && c == '\\') {
            let doubled = quote == Some('\'') && here.starts_with("''");
            c.len_utf8() + usize::from(doubled)
        } else if quote == Some('"') && here.starts_with('\\') {
            match here.as_bytes().get(1)? {
                b'x' => 4,
                b'u' => 6,
                b'U' => 10,
                // A line that goes on.
                b'\n' | b'\r' => {
                    at += 1;
                    let here = slice.get(at..)?;
                    at += here.len() - here.trim_start().len();
                    c.len_utf8()
                }
                _ => 1 + here[1..].chars().next()?.len_utf8(),
            }
        } else {
            return None;
        };
        // An escape is one place for all of its character.
        let step = usize::from(length == c.len_utf8());
        bytes.extend((0..c.len_utf8()).map(|offset| at + offset * step));
        at += length;
    }
    bytes.push(at);
    bytes.iter().all(|at| *at <= slice.len()).then_some(bytes)
}
