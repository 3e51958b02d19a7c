//! A text in a file: which byte of it stands where.
//!
//! Takes a value and the bytes of the file that it was read from; gives its text, in
//! which an empty line of the file parts paragraphs, places in the file, and which
//! spaces of the text are line breaks there. Reads no words.

use std::borrow::Cow;
use std::ops::Range;

use crate::load::decode::Spanned;
use crate::model::diagnostic::Place;

/// A text in a file.
pub struct Source<'a> {
    path: &'a str,
    text: Cow<'a, str>,
    /// Where the value stands in the file, quotes and all.
    range: Range<usize>,
    /// For each byte of the text, and its end, the byte of the file; absent where
    /// the two cannot be laid beside each other.
    bytes: Option<Vec<usize>>,
    /// The spaces of the text that are line breaks in the file.
    folds: Vec<usize>,
}

impl<'a> Source<'a> {
    /// Lays a text beside the file that it was read from.
    pub fn new(path: &'a str, file: &'a str, text: &'a Spanned<String>) -> Self {
        let slice = file.get(text.range.clone()).unwrap_or_default();
        let range = text.range.clone();
        let Some(Aligned { text: own, bytes, folds }) = aligned(&text.value, slice) else {
            let text = Cow::Borrowed(text.value.as_str());
            return Self { path, text, range, bytes: None, folds: vec![] };
        };
        let bytes = bytes.into_iter().map(|at| range.start + at).collect();
        Self { path, text: Cow::Owned(own), range, bytes: Some(bytes), folds }
    }

    /// The text.
    pub fn value(&self) -> &str {
        &self.text
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

/// A text, and for each byte of it, and its end, the byte of the slice that it was
/// read from.
#[derive(Default)]
struct Aligned {
    text: String,
    bytes: Vec<usize>,
    folds: Vec<usize>,
}

impl Aligned {
    fn push(&mut self, c: char, places: impl Iterator<Item = usize>) {
        self.text.push(c);
        self.bytes.extend(places);
    }
}

/// Lays a value beside the slice that it was read from: a scalar of YAML or a string of
/// TOML.
fn aligned(value: &str, slice: &str) -> Option<Aligned> {
    let quote = slice.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut out = Aligned::default();
    // Quotes are one, or three around several lines of TOML.
    let mut at = quote.map_or(0, |quote| match slice.starts_with(&quote.to_string().repeat(3)) {
        true if slice.len() > 5 => 3,
        _ => 1,
    });
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        let here = slice.get(at..)?;
        let blank = here.len() - here.trim_start_matches([' ', '\t', '\r', '\n']).len();
        if matches!(c, ' ' | '\n') && here[..blank].contains(['\n', '\r']) {
            let start = out.text.len();
            let mut next = Some(c);
            while let Some(c) = next {
                if c == ' ' {
                    out.folds.push(out.text.len());
                }
                out.push(c, std::iter::once(at));
                next = rest.next_if(|c| matches!(c, ' ' | '\n'));
            }
            // What is folded has one line break for an empty line.
            if &out.text[start..] == "\n" && line_ends(&here[..blank]) > 1 {
                out.push('\n', std::iter::once(at));
            }
            at += blank;
            continue;
        }
        let is_here = here.starts_with(c) || c == ' ' && here.starts_with('\t');
        let length = if is_here && !(quote == Some('"') && c == '\\') {
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
        out.push(c, (0..c.len_utf8()).map(|offset| at + offset * step));
        at += length;
    }
    out.bytes.push(at);
    out.bytes.iter().all(|at| *at <= slice.len()).then_some(out)
}

/// How many lines end in a text.
fn line_ends(text: &str) -> usize {
    text.matches(['\n', '\r']).count() - text.matches("\r\n").count()
}
