//! Citations as Pandoc writes them: `[see @key, vol. 2, p. 14, and more; @other]`.
//!
//! Takes the text between square brackets; gives for each source its key, the places
//! in it, and where the words before and after stand. Reads no places itself.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::terms::Terms;
use super::{Unreadable, locators};
use crate::model::locator::Locator;

/// One source that is cited; all ranges are bytes of the text.
pub struct Found {
    pub before: Range<usize>,
    pub key: Range<usize>,
    pub without_author: bool,
    pub locators: Vec<Locator>,
    pub after: Range<usize>,
    /// Whether a comma stands before the words after, or a space.
    pub has_comma: bool,
    pub has_space: bool,
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}

/// The key of a source, or any words in braces. What stands before it is no part of
/// an address of mail.
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:^|[^A-Za-z0-9._%+-])(?P<it>(?P<minus>-?)@(?:\{(?P<braced>[^{}]+)\}|(?P<key>[\p{L}\p{N}_]+(?:[:.#$%&+?~/-]+[\p{L}\p{N}_]+)*)))",
    )
});

/// Whether a bracket that is never closed opens a citation.
pub fn is_open(text: &str) -> bool {
    text.starts_with("[@") || text.starts_with("[-@")
}

/// What a bracket opens.
pub enum Bracket {
    /// A citation, which ends there.
    Citation(usize),
    /// A citation around another one, or words and a place around one.
    Nested(Range<usize>),
}

/// What the bracket at a byte opens, if it is any citation.
pub fn bracket(text: &str, at: usize, terms: &Terms) -> Option<Bracket> {
    let end = close(text, at)?;
    let inner = at + 1..end - 1;
    let outside = without_brackets(&text[inner.clone()]);
    let nested = text[inner.clone()].match_indices('[').find_map(|(start, _)| {
        let start = inner.start + start;
        let end = close(text, start).filter(|end| KEY.is_match(&text[start + 1..end - 1]))?;
        Some(start..end)
    });
    match (KEY.is_match(&outside), nested) {
        (true, None) => Some(Bracket::Citation(end)),
        (true, Some(nested)) => Some(Bracket::Nested(nested)),
        // `[see [@key], p. 3]` or `[cf. [@key]]`, and not words with a note.
        (false, Some(nested))
            if locators::begins_with_place(&text[nested.end..inner.end], terms)
                || (text[..nested.start].ends_with(' ')
                    && text[nested.end..inner.end].trim().is_empty()
                    && nested.start - inner.start < 16) =>
        {
            Some(Bracket::Nested(nested))
        }
        (false, _) => None,
    }
}

/// Where the bracket at a byte is closed.
fn close(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, c) in text.get(at..)?.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (c == ']').then_some(at + offset + 1);
        }
    }
    None
}

/// A text, as long, with what is in brackets hidden.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        depth += usize::from(c == '[');
        match depth > 0 {
            true => out.extend(std::iter::repeat_n('\u{4}', c.len_utf8())),
            false => out.push(c),
        }
        depth = depth.saturating_sub(usize::from(c == ']'));
    }
    out
}

/// The parts of a citation between semicolons.
pub fn parts(text: &str, inner: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = vec![];
    let mut start = inner.start;
    for (offset, mark) in without_brackets(&text[inner.clone()]).match_indices([';', '；']) {
        parts.push(start..inner.start + offset);
        start = inner.start + offset + mark.len();
    }
    parts.push(start..inner.end);
    parts
}

/// Reads what a part cites.
pub fn read(text: &str, part: Range<usize>, terms: &Terms) -> Result<Found, Unreadable> {
    let words = &text[part.clone()];
    let mut keys = KEY.captures_iter(words);
    let Some(first) = keys.next() else {
        return Err(Unreadable {
            range: trimmed(text, part),
            message: format!("`{}` cites no source", words.trim()),
            hint: "each part between `;` has a key: `[see @key; @other]`".into(),
        });
    };
    let group = |name: &str| {
        let found = first.name(name)?;
        Some(part.start + found.start()..part.start + found.end())
    };
    let whole = group("it").unwrap_or(part.clone());
    if let Some(second) = keys.next().and_then(|keys| keys.name("it")) {
        return Err(Unreadable {
            range: part.start + second.start()..part.start + second.end(),
            message: "this is a second source in one part of a citation".into(),
            hint: "put `;` between sources: `[@key; @other]`".into(),
        });
    }
    let behind = locators::read(text, whole.end..part.end, terms)?;
    let mut after = trimmed(text, behind.end..part.end);
    let has_space = text[behind.end..after.start].contains(char::is_whitespace)
        || text[..behind.end].ends_with(char::is_whitespace);
    // The style ends the note.
    let words = &text[after.clone()];
    let stop = if words == "." { "." } else { "。" };
    after.end = after.start + words.strip_suffix(stop).unwrap_or(words).len();
    let mut before = part.start..whole.start;
    before.start += text[before.clone()].len() - text[before.clone()].trim_start().len();
    Ok(Found {
        before,
        key: group("braced").or_else(|| group("key")).unwrap_or(whole),
        without_author: first.name("minus").is_some_and(|minus| !minus.is_empty()),
        locators: behind.locators,
        after,
        has_comma: behind.has_comma,
        has_space,
    })
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + words.len() - words.trim_start().len();
    start..start + words.trim().len()
}
