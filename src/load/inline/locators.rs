//! Places in sources behind a key: `vol. 2, pp. 14, 16-18`, 第二条第四款.
//!
//! Takes the words behind the key; gives the places that they begin with, and where
//! these end. What looks like a place and cannot be read is an error, never words.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Unreadable;
use super::folded::Folded;
use super::numbers::strip;
use super::place::Rest;
use super::terms::Terms;
use crate::model::locator::{INSERTION, Locator};

/// The places of a citation.
pub struct Read {
    pub locators: Vec<Locator>,
    /// Where the words behind them begin, in bytes of the text.
    pub end: usize,
    /// Whether a comma stands before these words.
    pub has_comma: bool,
}

const HINT: &str = "write `p. 22`, `pp. 34, 37-39`, `vol. 2, p. 14`, `ch. 3`, `n. 5`, or words \
                    that do not begin like one";

/// Reads the places behind a key, in a range of a text.
pub fn read(text: &str, range: Range<usize>, terms: &Terms) -> Result<Read, Unreadable> {
    match braces(text, &range) {
        Some((inner, has_comma)) => {
            let mut read = braced(text, inner, range.end, terms)?;
            read.has_comma |= has_comma && read.locators.is_empty();
            Ok(read)
        }
        None => places(text, range, terms),
    }
}

/// What stands between braces right behind a key, where that is no reference, and whether a
/// comma stands before it.
fn braces(text: &str, range: &Range<usize>) -> Option<(Range<usize>, bool)> {
    static BRACES: LazyLock<Regex> = LazyLock::new(|| regex(r"^(\s*[,，]?\s*)\{([^{}]*)\}"));
    static ID: LazyLock<Regex> = LazyLock::new(|| regex(r"^[a-z][a-z0-9-]*(?::[a-z]+)?$"));
    let found = BRACES.captures(&text[range.clone()])?;
    let inner = found.get(2)?;
    let is_reference = !found[1].is_empty() && ID.is_match(inner.as_str());
    let at = range.start + inner.start()..range.start + inner.end();
    (!is_reference).then(|| (at, found[1].contains([',', '，'])))
}

/// Reads a place between braces, as Pandoc has it where the words behind it look like one:
/// `[@key, {pp. iv, vi} with words]`. `{}` says that there is none.
fn braced(text: &str, inner: Range<usize>, end: usize, terms: &Terms) -> Result<Read, Unreadable> {
    let words = text[inner.clone()].trim();
    let mut locators = vec![];
    if !words.is_empty() {
        let found = places(text, inner.clone(), terms)?;
        if found.locators.is_empty() || !text[found.end..inner.end].trim().is_empty() {
            let message = format!("`{words}` is no place in a source");
            return Err(Unreadable { range: inner, message, hint: HINT.into() });
        }
        locators = found.locators;
    }
    let folded = Folded::new(text, inner.end + 1..end);
    let mut rest = Rest { text: &folded.text, at: 0, terms };
    let has_comma = rest.skip_comma();
    Ok(Read { locators, end: folded.at[rest.at], has_comma })
}

fn places(text: &str, range: Range<usize>, terms: &Terms) -> Result<Read, Unreadable> {
    let folded = Folded::new(text, range);
    let mut rest = Rest { text: &folded.text, at: 0, terms };
    let start = rest.at;
    let mut has_comma = rest.skip_comma();
    if !has_comma && rest.words().starts_with([':', '：', '.']) {
        // Before a place these are as good as a comma.
        rest.at += rest.words().chars().next().map_or(0, char::len_utf8);
        rest.skip_blank();
        if rest.place().is_ok_and(|place| place.is_some()) {
            has_comma = true;
        } else {
            rest.at = start;
        }
    }
    let is_wrong = |at: Range<usize>, message: String, hint: &str| Unreadable {
        range: folded.range(at),
        message,
        hint: hint.into(),
    };
    let mut locators: Vec<Locator> = vec![];
    let mut end = rest.at;
    let mut is_and = false;
    loop {
        let place = match rest.place() {
            Ok(None) if locators.is_empty() => rest.bare(has_comma),
            other => other,
        };
        // What was inserted behind an article stands right behind it: 第…条之一.
        let follows = |within: Option<&str>| {
            locators.last().is_some_and(|last| Some(last.label.as_str()) == within)
        };
        match place {
            Ok(Some((_, inserted)))
                if inserted.label == INSERTION && !follows(inserted.within.as_deref()) =>
            {
                break;
            }
            Ok(Some((length, locator))) => {
                rest.at += length;
                let locator = rest.through(locator);
                if let Some((start, message)) = rest.fault(&locator, end) {
                    return Err(is_wrong(
                        start..rest.at,
                        message,
                        "write both ends, the smaller one first",
                    ));
                }
                for locator in levels(locator, terms) {
                    push(&mut locators, locator, is_and);
                }
                end = rest.at;
                rest.skip_comma();
                is_and = rest.skip_and();
            }
            Err((message, hint)) => {
                let at = rest.trimmed();
                return Err(is_wrong(at, message, hint));
            }
            Ok(None) if rest.is_unread(has_comma || !locators.is_empty()) => {
                let at = rest.trimmed();
                let message =
                    format!("`{}` is no place in a source", &text[folded.range(at.clone())]);
                return Err(is_wrong(at, message, HINT));
            }
            Ok(None) => break,
        }
    }
    rest.at = end;
    if !locators.is_empty() {
        has_comma = rest.skip_comma();
    } else if has_comma {
        rest.skip_comma();
    }
    Ok(Read { locators, end: folded.at[rest.at], has_comma })
}

/// Whether words begin with a place in a source.
pub fn begins_with_place(text: &str, terms: &Terms) -> bool {
    let folded = Folded::new(text, 0..text.len());
    let mut rest = Rest { text: &folded.text, at: 0, terms };
    rest.skip_comma();
    rest.place().is_ok_and(|place| place.is_some())
}

/// A word for a place, with a number, in letters that readers of the language do not have.
pub fn foreign_place(text: &str, terms: &Terms) -> Option<Range<usize>> {
    let folded = Folded::new(text, 0..text.len());
    let words = folded.text.as_str();
    let starts = words.char_indices().filter(|(at, c)| {
        c.is_ascii_alphabetic() && !words[..*at].ends_with(|c: char| c.is_ascii_alphanumeric())
    });
    let found = starts.filter_map(|(start, _)| {
        let ends = terms.foreign.iter().filter_map(|word| {
            let rest = strip(&words[start..], word)?;
            let number = NUMBER.find(rest)?;
            Some(words.len() - rest.len() + number.end())
        });
        ends.max().map(|end| folded.range(start..end))
    });
    found.into_iter().next()
}

/// A number behind a word, in digits, roman or English.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\s*(?:[0-9]+|\([0-9a-z]{1,4}\)|[ivx]+(?-u:\b)|[IVX]+(?-u:\b)|(?i:one|two|three|four|five|six|seven|eight|nine|ten)(?-u:\b))",
    )
});

/// An article with its paragraph and item as the language has them, where it has words
/// for these: `art. 2(4)` is 第2条第4款.
fn levels(locator: Locator, terms: &Terms) -> Vec<Locator> {
    const LEVELS: [&str; 3] = ["paragraph", "item", "subitem"];
    let is_one = locator.label == "article-locator" && !locator.value.contains([',', '-', '&']);
    let says = |within: &str, label: &str| {
        terms.words.iter().any(|own| {
            own.within.as_deref() == Some(within) && own.label == label && own.form.is_some()
        })
    };
    let parts: Vec<&str> = locator.value.split(['(', '（']).map(str::trim).collect();
    if !is_one || parts.len() < 2 || parts[0].is_empty() || !says("article-locator", "paragraph") {
        return vec![locator];
    }
    let mut all = vec![Locator { value: parts[0].into(), ..locator.clone() }];
    let mut depth = 0;
    for part in &parts[1..] {
        let number = part.trim_end_matches([')', '）']);
        let is_number = number.starts_with(|c: char| c.is_ascii_digit());
        depth += usize::from(depth == 0 && !is_number);
        let Some(label) = LEVELS.get(depth) else { return vec![locator] };
        let value = if is_number { number.to_string() } else { format!("（{number}）") };
        all.push(Locator { label: (*label).into(), value, form: None, within: None });
        depth += 1;
    }
    all
}

/// Adds a place; numbers of what stands just before make one place with it.
fn push(locators: &mut Vec<Locator>, locator: Locator, is_and: bool) {
    let is_same =
        |last: &&mut Locator| last.label == locator.label && last.within == locator.within;
    match locators.last_mut().filter(is_same) {
        Some(last) => {
            last.value.push_str(if is_and { " & " } else { ", " });
            last.value.push_str(&locator.value);
        }
        None => locators.push(locator),
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}
