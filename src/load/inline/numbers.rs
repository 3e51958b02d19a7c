//! The numbers of places in sources, and the words around them.
//!
//! Takes words with plain digits and letters; gives a list of numbers and ranges as it is
//! kept, and where it ends. Knows which words there are from [`Terms`] alone.

use std::sync::LazyLock;

use regex::Regex;

use super::terms::{Terms, Words};
use crate::model::locator::han;

/// What follows a word, full stop or none: `p. 3`, `p 3`. A whole word ends where it ends.
pub fn strip<'a>(words: &'a str, before: &str) -> Option<&'a str> {
    let is_cased = |c: char| c.is_lowercase() || c.is_uppercase();
    match head(words, before) {
        Some(rest) if before.ends_with(is_cased) && rest.starts_with(char::is_alphabetic) => None,
        Some(rest) => Some(rest),
        None => {
            let rest = head(words, before.strip_suffix('.')?)?;
            let number = rest.trim_start();
            (number.len() < rest.len() && number.starts_with(|c: char| c.is_ascii_digit()))
                .then_some(rest)
        }
    }
}

/// What follows a word, in capitals or not.
pub fn head<'a>(words: &'a str, word: &str) -> Option<&'a str> {
    let head = words.get(..word.len())?;
    let same = |(a, b): (char, char)| a == b || a.to_lowercase().eq(b.to_lowercase());
    head.chars().zip(word.chars()).all(same).then(|| &words[word.len()..])
}

/// A number, roman, with letters, or in Han numerals; one in brackets below it.
const ITEM: &str = r"(?:(?:[1-9][0-9]?,[0-9]{3}(?-u:\b)|[1-9][0-9]{2},0[0-9]{2}(?-u:\b)|[A-Za-z]{0,3}[0-9]+[0-9A-Za-z]*(?:\^[a-z]{1,2}\^)?(?:[.:/][0-9A-Za-z]+)*(?:\s(?:bis|ter|quater)(?-u:\b))?|[〇零一二三四五六七八九十百千]+|[上中下]|[ivxlcdm]+|[IVXLCDM]+|[A-Za-z])|[(（](?:[0-9A-Za-z]{1,4}|[一二三四五六七八九十]+)[)）])(?:\s?[(（](?:[a-z]|[ivx]{1,4}|[0-9]{1,3}|[0-9]?[A-Za-z]{1,2}|[一二三四五六七八九十]+)[)）])*";

static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(r"^{ITEM}(?:\s*(?:-{{1,3}}|[‐‑–—~～至到])\s*{ITEM}|\s+to\s+[0-9]+)*"))
});

static DASH: LazyLock<Regex> = LazyLock::new(|| regex(r"\s*(?:-{1,3}|[‐‑–—~～至到])\s*|\s+to\s+"));

static FOLLOWING: LazyLock<Regex> = LazyLock::new(|| regex(r"^(.*[0-9])ff?$"));

/// What follows the last page of a list: `pp. 26-28, 30f.`
static FF: LazyLock<Regex> = LazyLock::new(|| regex(r"^ff?(?:\.|(?-u:\b))"));

static THOUSANDS: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?-u:\b)(?:([1-9][0-9]?),([0-9]{3})|([1-9][0-9]{2}),(0[0-9]{2}))(?-u:\b)")
});

/// Numbers as they are kept.
pub struct Value {
    pub text: String,
    /// Whether a comma in it may part two numbers, or the thousands of one.
    pub is_unclear: bool,
}

/// A list of numbers and ranges between words, as `34, 37-39`, and where they end.
pub fn value(words: &str, around: &Words, terms: &Terms) -> Option<(Value, usize)> {
    let after = around.after.as_str();
    let mut value = Value { text: String::new(), is_unclear: false };
    let mut found: Option<(Value, usize)> = None;
    let (mut at, mut joint, mut count) = (0, "", 0);
    while let Some(item) = RANGE.find(&words[at..]) {
        // `3ff.` is page 3 and words.
        let number = FOLLOWING.captures(item.as_str()).and_then(|found| found.get(1));
        let item = number.map_or(item.as_str(), |number| number.as_str());
        let stop = at + item.len();
        let rest = &words[stop..];
        let next = rest.trim_start();
        let blank = rest.len() - next.len();
        let is_whole = number.is_some() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        let separator = separator(next, terms);
        // A word may follow the first number, and ends a list: `p. 3, 5 in all`.
        let is_last = separator.is_none() && (ends(next, terms) || FF.is_match(next));
        let goes_on = count > 0 && after.is_empty() && separator.is_none() && !is_last;
        // A word of letters has a number, or a letter alone: `note I think`.
        let is_letter = !item
            .contains(|c: char| c.is_ascii_digit() || han(c.encode_utf8(&mut [0; 4])).is_some());
        let is_word = around.before.ends_with(|c: char| c.is_ascii_alphabetic());
        let is_said = is_letter && is_word && separator.is_none() && !ends(next, terms);
        if !is_whole || goes_on || is_said || (count > 0 && is_abbreviated(item, terms)) {
            break;
        }
        // `3^r^` is Pandoc's raised letter.
        let text = DASH.replace_all(item, "-").replace('^', "");
        let is_range = text.contains('-');
        value.is_unclear |=
            around.is_plural == Some(true) && !is_range && THOUSANDS.is_match(&text);
        value.text.push_str(joint);
        value.text.push_str(&match value.is_unclear {
            true => text.clone(),
            false => THOUSANDS.replace_all(&text, "$1$2$3$4").into(),
        });
        count += 1;
        if next.starts_with(after) {
            let end = stop + if after.is_empty() { 0 } else { blank + after.len() };
            found = Some((Value { text: value.text.clone(), ..value }, end));
        }
        let Some((length, mark)) = separator else { break };
        (at, joint) = (stop + blank + length, mark);
    }
    found
}

/// Whether an item of a list is a word for another place, as `n5`.
fn is_abbreviated(item: &str, terms: &Terms) -> bool {
    let letters = item.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.len() < item.len()
        && letters.starts_with(|c: char| c.is_ascii_lowercase())
        && terms.words.iter().any(|own| own.before.strip_suffix('.') == Some(letters))
}

/// What stands between the numbers of a list, and how it is kept.
fn separator(words: &str, terms: &Terms) -> Option<(usize, &'static str)> {
    let comma = words.chars().next().filter(|c| matches!(c, ',' | '，' | '、'));
    let behind = &words[comma.map_or(0, char::len_utf8)..];
    let next = behind.trim_start();
    let start = words.len() - next.len();
    let blank = |at: usize| words[at..].len() - words[at..].trim_start().len();
    match (and(next, terms), comma) {
        (Some(length), _) => {
            let end = start + length;
            Some((end + blank(end), if comma.is_some() { ", & " } else { " & " }))
        }
        (None, Some(_)) => Some((start, ", ")),
        (None, None) => None,
    }
}

/// The length of a word that joins numbers or places.
pub fn and(words: &str, terms: &Terms) -> Option<usize> {
    let fits = terms.ands.iter().map(String::as_str).chain(["&"]).filter(|and| {
        let is_word = and.ends_with(|c: char| c.is_lowercase());
        head(words, and).is_some_and(|rest| !is_word || rest.starts_with(' '))
    });
    fits.filter(|and| !matches!(*and, "，" | "、" | ",")).map(str::len).max()
}

/// Whether nothing follows but a mark of punctuation, or another place does.
pub fn ends(words: &str, terms: &Terms) -> bool {
    let words = words.trim_start();
    words.is_empty()
        || words.trim_end_matches(['.', '。', ' ']).is_empty()
        || words.starts_with([',', '，', '、', ';', ')', '）', ']'])
        || terms.words.iter().any(|own| {
            strip(words, &own.before)
                .filter(|_| !own.before.is_empty())
                .is_some_and(|rest| RANGE.is_match(rest.trim_start()))
        })
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}
