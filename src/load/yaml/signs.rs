//! What looks like a sign of YAML, and is none.
//!
//! Takes a line or a key; gives the fault of it that is one: a full-width colon, a blank
//! that is no space, a dash that begins no item, a colon or hyphen without its space.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::faults::{Fault, regex};
use crate::load::tree::{Node, Value};
use crate::model::code::Code;

/// A key that looks like another one, or like none.
pub fn odd_key(node: &Node) -> Option<Fault> {
    let entries = match &node.value {
        Value::Map(entries) => entries,
        Value::List(items) => return items.iter().find_map(odd_key),
        _ => return None,
    };
    entries.iter().find_map(|(key, value)| {
        let Value::Scalar(name) = &key.value else { return odd_key(value) };
        let start = key.range.start;
        if let Some(c) = name.chars().next().filter(|c| is_odd_blank(*c)) {
            return Some(odd_blank(start..start + c.len_utf8(), c));
        }
        let is_bare = key.range.len() == name.len();
        if let Some(colon) = name.find('：').filter(|_| is_bare) {
            return Some(full_width_colon(start + colon));
        }
        if let Some(fault) = odd_sign(name, start).filter(|_| is_bare) {
            return Some(fault);
        }
        if let (Some(key), true) = (CLOSE.captures(name), is_bare && value.value == Value::Null) {
            return Some(close_colon(start..start + key[1].len(), &key[1]));
        }
        odd_key(value)
    })
}

/// A key with the next text right behind its colon.
static CLOSE: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*(?:-\s+)*([A-Za-z][\w-]*:)[^\s/:]"));

fn close_colon(range: Range<usize>, key: &str) -> Fault {
    let message = format!("a space is missing behind `{key}`");
    Fault::new(Code::MissingSpace, range, message, format!("write `{key} …`"))
}

/// A dash that begins no item, or a number sign that begins no comment, at the start of
/// words.
pub fn odd_sign(words: &str, start: usize) -> Option<Fault> {
    static SIGN: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*(?:-\s+)*([－–—‐−﹣]|＃)\s*\S"));
    let sign = SIGN.captures(words)?.get(1)?;
    let range = start + sign.start()..start + sign.end();
    let sign = sign.as_str();
    Some(match sign {
        "＃" => Fault::new(
            Code::FullWidthSign,
            range,
            format!("`{sign}` begins no comment"),
            "write `#`",
        ),
        _ => Fault::new(
            Code::FullWidthSign,
            range,
            format!("`{sign}` begins no item"),
            "write `- `, a hyphen and a space",
        ),
    })
}

/// What looks like a space and is none, or is not seen at all.
fn is_odd_blank(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}

fn odd_blank(range: Range<usize>, c: char) -> Fault {
    let name = match c {
        '\u{a0}' | '\u{202f}' => "a no-break space",
        '\u{3000}' => "a full-width space",
        '\u{200b}' | '\u{2060}' | '\u{feff}' => "a space without width",
        _ => "a space of another width",
    };
    let message = format!("{name} (U+{:04X}) is no space to YAML", c as u32);
    Fault::new(Code::OddSpace, range, message, "write ordinary spaces")
}

fn full_width_colon(at: usize) -> Fault {
    let message = "a full-width colon ends no key";
    Fault::new(
        Code::FullWidthSign,
        at..at + '：'.len_utf8(),
        message,
        "write `: `, a colon and a space",
    )
}

/// What stands behind the key of an entry in braces and parts it from no text: `zh：…`, or
/// a colon with what looks like a space. `word` is the entry, which begins at `start`.
pub fn odd_entry(word: &str, start: usize) -> Option<Fault> {
    let (key, colon) = word.split_at(word.find([':', '：'])?);
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let mut signs = colon.chars();
    match (signs.next()?, signs.next()) {
        _ if !is_key => None,
        ('：', _) => Some(full_width_colon(start + key.len())),
        (_, Some(c)) if is_odd_blank(c) => {
            let at = start + key.len() + 1;
            Some(odd_blank(at..at + c.len_utf8(), c))
        }
        _ => None,
    }
}

/// A line with a colon that is none, or without the space that makes one.
pub fn odd_line(text: &str, line: &Range<usize>) -> Option<Fault> {
    static FULL: LazyLock<Regex> =
        LazyLock::new(|| regex(r"^\s*(?:-\s+)*[\x22']?[A-Za-z][\w-]*[\x22']?\s*(：)"));
    static DASH: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*(?:-\s+)*(-)[^\s-]"));
    static BLANK: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            "^[ \t-]*([\u{a0}\u{2000}-\u{200b}\u{202f}\u{2060}\u{3000}])|^[^:\u{a0}\u{3000}]*:[ ]*([\u{a0}\u{2000}-\u{200b}\u{202f}\u{2060}\u{3000}])",
        )
    });
    let words = &text[line.clone()];
    let group = |pattern: &Regex| {
        let captures = pattern.captures(words)?;
        let found = captures.iter().skip(1).flatten().next()?;
        Some(line.start + found.start()..line.start + found.end())
    };
    if let Some(range) = group(&BLANK) {
        let c = text[range.clone()].chars().next().unwrap_or_default();
        return Some(odd_blank(range, c));
    }
    if let Some(range) = group(&FULL) {
        return Some(full_width_colon(range.start));
    }
    if let Some(range) = group(&CLOSE) {
        return Some(close_colon(range.clone(), &text[range]));
    }
    let range = group(&DASH)?;
    Some(Fault::new(Code::MissingSpace, range, "a space is missing behind `-`", "write `- …`"))
}
