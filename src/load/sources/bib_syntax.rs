//! The syntax of BibTeX, as far as the crate biblatex (0.12) reads it otherwise than others.
//!
//! Takes the text of a file; gives it as the crate reads it rightly, byte for byte as long:
//! without comments and preambles, entries and values in braces. And says what an error of
//! the crate means to whoever wrote the file.

use std::ops::Range;

use biblatex::{ParseError, ParseErrorKind};

use super::{blank_out, clamp};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::limits;

/// The text, byte for byte, without what is no entry, and with entries in braces.
pub fn tidied(text: &str) -> String {
    let mut out = text.to_string();
    if text.starts_with('\u{feff}') {
        blank_out(&mut out, 0..3);
    }
    let mut from = 0;
    while let Some(at) = out[from..].find('@').map(|at| from + at) {
        from = at + 1;
        let name = out[at + 1..].find(|c: char| !c.is_ascii_alphabetic());
        let name = &out[at + 1..name.map_or(out.len(), |end| at + 1 + end)];
        let open = at + 1 + name.len();
        let open = open + out[open..].len() - out[open..].trim_start().len();
        let is_other = ["comment", "preamble"].contains(&name.to_lowercase().as_str());
        let Some(mark @ ('{' | '(')) = out[open..].chars().next() else { continue };
        if name.is_empty() {
            continue;
        }
        let Some(close) = closing(&out, open, mark) else { continue };
        if !is_other {
            unquote(&mut out, open + 1..close);
        }
        if !is_other && mark == '{' {
            continue;
        }
        if is_other {
            blank_out(&mut out, at..close + 1);
        } else {
            out.replace_range(open..open + 1, "{");
            out.replace_range(close..close + 1, "}");
        }
        from = close + 1;
    }
    out
}

/// Where the bracket that opens at a byte is closed.
fn closing(text: &str, open: usize, mark: char) -> Option<usize> {
    let mut depth = 0;
    let mut escaped = false;
    for (at, c) in text[open + 1..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '}' if depth == 0 && mark == '{' => return Some(open + 1 + at),
            ')' if depth == 0 && mark == '(' => return Some(open + 1 + at),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Where braces go deeper than anybody writes them: what reads them goes as deep.
pub fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, b) in text.bytes().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limits::DEPTH {
            return Some(at);
        }
    }
    None
}

/// The key that an entry begins with.
pub fn key_of(entry: &str) -> Option<String> {
    let key = entry.split_once('{')?.1.split([',', '\n', '}']).next()?.trim();
    let is_key = !key.is_empty() && !key.contains(['=', ' ', '"']);
    is_key.then(|| key.to_string())
}

/// Puts values in quotation marks into braces, within the fields of an entry: a quotation
/// mark in braces ends no value.
fn unquote(text: &mut String, fields: Range<usize>) {
    let mut found: Vec<(usize, usize)> = vec![];
    let mut before = ' ';
    let mut depth = 0;
    let mut chars = text[fields.clone()].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            '"' if depth == 0 && matches!(before, '=' | '#') => {
                let open = fields.start + at;
                let Some(close) = quote_end(&text[..fields.end], open) else { return };
                found.push((open, close));
                while chars.clone().next().is_some_and(|(next, _)| fields.start + next <= close) {
                    chars.next();
                }
            }
            _ => {}
        }
        before = if c.is_whitespace() { before } else { c };
    }
    for (open, close) in found {
        text.replace_range(open..open + 1, "{");
        text.replace_range(close..close + 1, "}");
    }
}

/// Where the quotation mark at a byte has its other one, outside of braces.
fn quote_end(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    let mut chars = text[open + 1..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '{' => depth += 1,
            '}' if depth == 0 => return None,
            '}' => depth -= 1,
            '"' if depth == 0 => return Some(open + 1 + at),
            _ => {}
        }
    }
    None
}

/// Fields that stand behind the end of an entry, each with the key of the entry.
pub fn strays(text: &str) -> Vec<(Option<String>, Range<usize>)> {
    let mut found = vec![];
    let mut key: Option<Option<String>> = None;
    let mut from = 0;
    loop {
        let at = text[from..].find('@').map_or(text.len(), |at| from + at);
        if let Some(key) = &key
            && let Some(range) = field_in(text, from..at)
        {
            found.push((key.clone(), range));
        }
        if at == text.len() {
            return found;
        }
        let rest = &text[at + 1..];
        let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let open = at + 1 + name + rest[name..].len() - rest[name..].trim_start().len();
        let close = Some(open).filter(|open| name > 0 && text[*open..].starts_with('{'));
        match close.and_then(|open| closing(text, open, '{')) {
            Some(close) => {
                key = Some(key_of(&text[at..close]));
                from = close + 1;
            }
            None => {
                // What follows an entry without an end belongs to it.
                if close.is_some() {
                    key = None;
                }
                from = at + 1;
            }
        }
    }
}

/// The first `name = value` in a stretch that is not a remark.
fn field_in(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut start = range.start;
    for line in text[range].split_inclusive('\n') {
        for (at, _) in line.match_indices('=') {
            let before = line[..at].trim_end();
            let name =
                before.rsplit(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).next();
            let name = name.filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
            let is_value = line[at + 1..].trim_start().starts_with(['{', '"']);
            if is_value && !line.trim_start().starts_with('%') {
                let end = start + before.len();
                return Some(end - name.len()..end);
            }
        }
        start += line.len();
    }
    None
}

/// The entry that an error before a byte is in: from its `@` to the next one
/// that begins a line.
pub fn entry_around(text: &str, at: usize) -> Option<Range<usize>> {
    let at = clamp(text, at..at).start;
    let begins_line =
        |at: usize| text[..at].trim_end_matches(' ').ends_with(['\n', '\r']) || at == 0;
    let signs = || text.match_indices('@').map(|(at, _)| at);
    let start = signs().take_while(|sign| *sign < at).filter(|sign| begins_line(*sign)).last();
    let start = start.or_else(|| signs().next())?;
    let next = signs().find(|sign| *sign > start && *sign >= at && begins_line(*sign));
    Some(start..next.unwrap_or(text.len()))
}

pub fn syntax(path: &str, text: &str, rest: &str, error: &ParseError) -> Diagnostic {
    let place = Place::new(path, clamp(text, error.span.clone()));
    match &error.kind {
        ParseErrorKind::UnexpectedEof => {
            let start = entry_around(rest, error.span.end).map_or(0, |range| range.start);
            let place = Place::new(path, start..clamp(text, start + 1..start + 1).start);
            Diagnostic::error(Code::BibSyntax, place, "an entry from here on has no end")
                .hint("every `{` needs a `}`, and every quotation mark another one")
        }
        ParseErrorKind::UnknownAbbreviation(name) => Diagnostic::error(
            Code::BadAbbreviation,
            place,
            format!("the abbreviation `{name}` is not defined"),
        )
        .hint(format!("put the value in braces, or define `@string{{{name} = …}}`")),
        kind => {
            Diagnostic::error(Code::BibSyntax, place, format!("cannot read this BibLaTeX: {kind}"))
                .hint("a field is `name = {value}`, with a comma between fields")
        }
    }
}
