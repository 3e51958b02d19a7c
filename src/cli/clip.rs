//! Long lines: what is shown of one around what a diagnostic is about.
//!
//! Takes a place in an opened text; gives a few words before and after it. A text in YAML
//! is often a line of a thousand characters, and of a table's row only one cell is meant.

use std::borrow::Cow;
use std::ops::Range;

use codespan_reporting::files::{Error, Files};
use unicode_width::UnicodeWidthStr;

use crate::session::texts::Open;

/// The widest line that is shown whole, in columns of a terminal.
const WIDEST: usize = 160;

/// How much of a longer one is shown before what is meant, of that, and after it, in
/// characters.
const BEFORE: usize = 40;
const MEANT: usize = 60;
const AFTER: usize = 40;

const LEFT_OUT: &str = "…";

/// Parts of lines. The numbers of lines and columns are those of the files.
#[derive(Default)]
pub struct Clipped {
    lines: Vec<Line>,
}

struct Line {
    name: String,
    text: String,
    /// From 1.
    number: usize,
    column: usize,
}

impl Clipped {
    /// Adds what is around a stretch of an opened text, of its first line; gives where it is
    /// in that.
    pub fn add(
        &mut self,
        open: &Open,
        id: usize,
        range: &Range<usize>,
    ) -> Option<(usize, Range<usize>)> {
        let index = open.line_index(id, range.start).ok()?;
        let line = open.line_range(id, index).ok()?;
        let text = open.source(id).ok()?.get(line.clone())?.trim_end();
        let start = (range.start - line.start).min(text.len());
        let end = range.end.saturating_sub(line.start).clamp(start, text.len());
        let (behind, meant, ahead) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
        let (before, after) = if open.is_row(id) { (0, 0) } else { (BEFORE, AFTER) };
        let first = match before {
            0 => behind.len(),
            _ => behind.char_indices().rev().nth(before - 1).map_or(0, |(at, _)| at),
        };
        let meant = meant.char_indices().nth(MEANT).map_or(meant, |(at, _)| &meant[..at]);
        let is_cut = meant.len() < end - start;
        let last = ahead.char_indices().nth(after).map(|(at, _)| at).filter(|_| !is_cut);
        let mut shown = String::new();
        if first > 0 {
            shown += LEFT_OUT;
        }
        shown += &visible(&behind[first..]);
        let start = shown.len();
        shown += &visible(meant);
        let at = start..shown.len();
        match last {
            _ if is_cut => shown += LEFT_OUT,
            Some(last) => {
                shown += &visible(&ahead[..last]);
                shown += LEFT_OUT;
            }
            None => shown += &visible(ahead),
        }
        self.lines.push(Line {
            name: open.name(id).ok()?,
            text: shown,
            number: open.line_number(id, index).ok()?,
            column: behind.chars().count() + 1,
        });
        Some((self.lines.len() - 1, at))
    }

    fn line(&self, id: usize) -> Result<&Line, Error> {
        self.lines.get(id).ok_or(Error::FileMissing)
    }
}

/// A text without what a terminal would obey.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    match text.contains(is_obeyed) {
        true => text.replace(is_obeyed, "\u{fffd}").into(),
        false => text.into(),
    }
}

/// Whether the line where a stretch begins cannot be shown as it is: it is too long, has
/// what a terminal would obey, or tells more of a recipient than is wrong.
pub fn is_unfit(open: &Open, id: usize, range: &Range<usize>) -> bool {
    if open.is_row(id) {
        return true;
    }
    let line = open.line_index(id, range.start).and_then(|index| open.line_range(id, index));
    let text = line.and_then(|line| Ok(open.source(id)?.get(line).unwrap_or_default()));
    text.is_ok_and(|text| {
        let text = text.trim_end();
        text.width() > WIDEST || matches!(visible(text), Cow::Owned(_))
    })
}

impl<'a> Files<'a> for Clipped {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.line(id)?.name)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.line(id)?.text)
    }

    fn line_index(&'a self, id: usize, _: usize) -> Result<usize, Error> {
        self.line(id).map(|_| 0)
    }

    fn line_number(&'a self, id: usize, _: usize) -> Result<usize, Error> {
        Ok(self.line(id)?.number)
    }

    fn column_number(&'a self, id: usize, _: usize, _: usize) -> Result<usize, Error> {
        Ok(self.line(id)?.column)
    }

    fn line_range(&'a self, id: usize, _: usize) -> Result<Range<usize>, Error> {
        Ok(0..self.line(id)?.text.len())
    }
}
