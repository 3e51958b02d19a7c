//! Why YAML cannot be read.
//!
//! Takes a text, and where and how its parser stopped; gives the cause as its author
//! would name it, at its own place, with the right form, and what to leave out so
//! that the rest can be read.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::signs::{odd_line, odd_sign};
use crate::model::code::Code;

/// A fault of syntax.
pub struct Fault {
    pub code: Code,
    pub range: Range<usize>,
    pub message: String,
    pub hint: String,
    /// What to leave out; the entry that the fault is in, when empty.
    pub cut: Vec<Range<usize>>,
}

impl Fault {
    pub fn new(
        code: Code,
        range: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { code, range, message: message.into(), hint: hint.into(), cut: vec![] }
    }
}

const QUOTES: &str = "put the text in quotes, or below its key after `>-`";

pub fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}

/// The lines of a text, without their ends: YAML ends one with LF, CR or both.
pub fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = start..start + length;
        let end = &rest[length..];
        start = line.end + if end.starts_with("\r\n") { 2 } else { usize::from(!end.is_empty()) };
        Some(line)
    })
}

/// The entry at a byte: its line, and those that are indented deeper than its key.
/// The marks of the items that it begins stay.
pub fn entry(text: &str, at: usize) -> Range<usize> {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| regex(r"^[ \t]*(?:-[ \t]+)*"));
    let mut lines = lines(text).skip_while(|line| line.end < at);
    let Some(first) = lines.next() else { return text.len()..text.len() };
    let words = &text[first.clone()];
    let head = HEAD.find(words).map_or(0, |head| head.end());
    let indent = words[..head].chars().count();
    let mut end = first.end;
    for line in lines {
        let own = &text[line.clone()];
        let blank = own.len() - own.trim_start().len();
        if !own.trim().is_empty() && own[..blank].chars().count() <= indent {
            break;
        }
        end = line.end;
    }
    first.start + head..end
}

const MERGE: &str = "two versions of these lines wait to be merged";
const MERGED: &str =
    "keep the one that is right, and take out the lines `<<<<<<<`, `=======` and `>>>>>>>`";
const LEFT: &str = "this line is left from a merge";

/// What Git leaves where two changes meet. The first of the two is read.
pub fn merge_conflicts(text: &str) -> Vec<Fault> {
    let mut faults = vec![];
    let (mut first, mut second) = (None, None);
    for line in lines(text) {
        let words = &text[line.clone()];
        let is = |sign: &str| words == sign || words.starts_with(&format!("{sign} "));
        if is("<<<<<<<") {
            first = Some(line);
        } else if first.is_some() && second.is_none() && (is("=======") || is("|||||||")) {
            second = Some(line);
        } else if let (Some(open), Some(middle)) = (&first, &second)
            && is(">>>>>>>")
        {
            let cut = vec![open.clone(), middle.start..line.end];
            faults.push(Fault {
                cut,
                ..Fault::new(Code::MergeConflict, open.clone(), MERGE, MERGED)
            });
            (first, second) = (None, None);
        } else if first.is_none() && (is(">>>>>>>") || is("|||||||") || words == "=======") {
            let cut = vec![line.clone()];
            faults
                .push(Fault { cut, ..Fault::new(Code::MergeConflict, line, LEFT, "take it out") });
        }
    }
    if let Some(open) = first {
        faults.push(Fault {
            cut: vec![open.clone()],
            ..Fault::new(Code::MergeConflict, open, LEFT, "take it out")
        });
    }
    faults
}

fn begins_with(text: &str, at: usize) -> Fault {
    static BEHIND: LazyLock<Regex> =
        LazyLock::new(|| regex(r"^\{[^{}\n]*:\s[^{}\n]*(\})[ \t]*([^\s,#}\]][^\n]*)"));
    if let Some(found) = BEHIND.captures(&text[at..])
        && let Some(behind) = found.get(2)
    {
        let range = at + behind.start()..at + behind.end();
        let message = "nothing can stand behind the `}` that ends these entries";
        return Fault::new(
            Code::TextBehindBracket,
            range,
            message,
            "write it in one of the texts, or take it out",
        );
    }
    let sign = text[at..].chars().next().unwrap_or_default();
    let message = format!("text cannot begin with `{sign}`, which means something else in YAML");
    Fault::new(Code::UnquotedSign, at..at + sign.len_utf8(), message, QUOTES)
}

fn comment(range: Range<usize>) -> Fault {
    let message = "a comment cuts the text off here: YAML takes ` #` for the begin of one";
    Fault::new(
        Code::CommentInText,
        range,
        message,
        format!("{QUOTES}; a comment goes on a line of its own"),
    )
}

/// A fault that nothing more is known of.
pub fn unnamed(text: &str, range: Range<usize>, message: &str) -> Fault {
    if message.contains(TOO_LARGE) && text[range.start..].starts_with('*') {
        return Fault::new(Code::TooMuch, range, ALIASES.0, ALIASES.1);
    }
    if let Some((_, message, hint)) = LIMITS.iter().find(|(word, ..)| message.contains(word)) {
        return Fault::new(Code::TooMuch, range, *message, *hint);
    }
    let message = format!("cannot read this YAML: {message}");
    Fault::new(
        Code::YamlSyntax,
        range,
        message,
        "text with a sign that YAML knows needs quotes, or a `>-` block",
    )
}

/// What the parser says of a file that is too much for it, and what an author is told.
const LIMITS: &[(&str, &str, &str)] = &[
    ("recursion limit", DEEP.0, DEEP.1),
    ("breached: Depth", DEEP.0, DEEP.1),
    ("breached: Alias", ALIASES.0, ALIASES.1),
    ("breached: Anchors", ALIASES.0, ALIASES.1),
    ("breached: RecordedAnchor", ALIASES.0, ALIASES.1),
    ("breached: MergeKeys", ALIASES.0, ALIASES.1),
    (TOO_LARGE, "the file has more values than are read of one", "divide it into several files"),
];

/// What the parser says of each limit of size.
pub const TOO_LARGE: &str = "budget breached";

const DEEP: (&str, &str) =
    ("lists or mappings go too deep here", "a text that begins with `[` or `{` needs quotes");
const ALIASES: (&str, &str) =
    ("aliases (`*…`) stand for too much here", "write out what is meant where it is needed");

/// The cause, where it is known.
pub fn cause(text: &str, at: Range<usize>, message: &str) -> Option<Fault> {
    let is = |words: &str| message.contains(words);
    let before: Vec<Range<usize>> = lines(text).take_while(|line| line.start <= at.start).collect();
    let (line, above) = before.split_last()?;
    let above = above.iter().rev().find(|line| !text[(*line).clone()].trim().is_empty());
    let words = &text[line.clone()];
    let here = at.start.min(line.end);
    if let Some((told, _)) = message.split_once(", set DuplicateKeyPolicy") {
        let key = told.rsplit(' ').next().unwrap_or_default();
        return Some(Fault::new(
            Code::RepeatedKey,
            at,
            format!("`{key}` is given twice"),
            "take one of them out",
        ));
    }
    if is("tab") {
        let in_indent = |line: &Range<usize>| {
            let words = &text[line.clone()];
            let tab = words[..words.len() - words.trim_start().len()].find('\t')?;
            Some(line.start + tab)
        };
        let below = lines(text).filter(|below| below.end >= here).find_map(|line| in_indent(&line));
        let tab = below.or_else(|| words.find('\t').map(|tab| line.start + tab))?;
        let hint = "indent with spaces";
        return Some(Fault::new(
            Code::TabInIndent,
            tab..tab + 1,
            "a tab stands in the indent",
            hint,
        ));
    }
    if is("unknown escape") {
        return unknown_escape(text, here);
    }
    let deep =
        |line: &Range<usize>| text[line.clone()].len() - text[line.clone()].trim_start().len();
    let owner = before.iter().rev().take_while(|above| deep(above) > 0);
    if let Some(fault) = owner
        .filter(|above| deep(above) <= deep(line))
        .find_map(|above| odd_sign(&text[above.clone()], above.start))
        .filter(|_| !is("unclosed") && !is("comment"))
    {
        return Some(fault);
    }
    if is("unclosed quote") {
        return Some(unclosed_quote(text, here));
    }
    if is("invalid trailing content") {
        return Some(trailing(text, line, &before, here));
    }
    if is("comment intercepting") {
        let sign = here + text[here..line.end].find('#')?;
        return Some(comment(sign..line.end));
    }
    if is("simple key expected") || is("mapping values are not allowed") {
        let odd = [Some(line), above].into_iter().flatten().find_map(|line| odd_line(text, line));
        return odd.or_else(|| match is("simple key expected") {
            true => Some(no_key(text, line)),
            false => colon(text, line, above, here),
        });
    }
    if is("unclosed bracket") {
        return flow(text, here, line.end);
    }
    if is("flow mapping")
        || is("flow sequence")
        || is("illegal placement")
        || is("only valid inside a block")
    {
        let open = text[..here].rfind(['{', '['])?;
        return flow(text, open, here);
    }
    if is("multiple YAML documents") {
        let is_mark =
            |line: &&Range<usize>| matches!(text[(*line).clone()].trim_end(), "---" | "...");
        let mark = before.iter().rev().find(is_mark)?.clone();
        let hint = format!("take out the line `{}`", text[mark.clone()].trim_end());
        let cut = vec![mark.clone()];
        return Some(Fault {
            cut,
            ..Fault::new(Code::SeveralDocuments, mark, "a file is one document", hint)
        });
    }
    let value = value_start(words).map(|start| line.start + start);
    let begins = is("unexpected character")
        || is("unknown anchor")
        || is("scanning a tag")
        || is("block scalar")
        || is("mapping keys are not allowed")
        || is("block sequence entries are not allowed")
        || is("scanning an anchor")
        || is("scanning an alias")
        || is("directive");
    let is_bracket = |start: &usize| text[*start..].starts_with(['[', '{']);
    match value {
        Some(start) if begins || (is("expected key") && is_bracket(&start)) => {
            Some(begins_with(text, start))
        }
        _ if begins => Some(begins_with(text, here)),
        _ if is("expected '-'") => {
            let mut lines = [Some(line), above].into_iter().flatten();
            let odd = lines.find_map(|line| odd_line(text, line));
            odd.or_else(|| Some(indent(line.clone(), words)))
        }
        _ if is("non-finite float") => {
            let message = "YAML takes this for a number without end";
            Some(Fault::new(Code::EndlessNumber, at, message, QUOTES))
        }
        _ if is("expected key") || is("indent") => Some(indent(line.start..line.end, words)),
        _ => None,
    }
}

/// Where the value of a line begins, behind its key and the marks of items.
fn value_start(line: &str) -> Option<usize> {
    static VALUE: LazyLock<Regex> =
        LazyLock::new(|| regex(r"^\s*(?:-\s+)*(?:[^\s:#\[{\x22'][^:]*:\s+)?"));
    let start = VALUE.find(line)?.end();
    (start < line.len()).then_some(start)
}

fn indent(range: Range<usize>, words: &str) -> Fault {
    let blank = words.len() - words.trim_start().len();
    let message = "this line is indented unlike those that it belongs to";
    let hint = "keys of one mapping begin in one column";
    Fault::new(Code::WrongIndent, range.start + blank..range.end, message, hint)
}

/// A line that is neither a key nor goes on with what stands above it.
fn no_key(text: &str, line: &Range<usize>) -> Fault {
    let words = &text[line.clone()];
    let start = line.start + words.len() - words.trim_start().len();
    let end = line.start + words.trim_end().len();
    let message = "this line has no key, and belongs to no text";
    let hint = "write `key: …`; text that goes on is indented deeper than its key";
    Fault::new(Code::LineWithoutKey, start..end.max(start), message, hint)
}

/// A colon in a text, or a mapping where a text has begun.
fn colon(
    text: &str,
    line: &Range<usize>,
    above: Option<&Range<usize>>,
    at: usize,
) -> Option<Fault> {
    let words = &text[line.clone()];
    let value = value_start(words).map_or(line.start, |start| line.start + start);
    if value > line.start && value <= at && text[line.start..value].contains(": ") {
        let mark =
            text[value..].chars().next().filter(|c| matches!(c, '“' | '”' | '‘' | '’' | '＂'));
        if let Some(mark) = mark {
            let message = format!("`{mark}` quotes nothing in YAML, and a colon stands behind it");
            let range = value..value + mark.len_utf8();
            return Some(Fault::new(
                Code::ColonInText,
                range,
                message,
                "put `'` before and behind the whole text",
            ));
        }
        let message = "a colon and a space stand in this text, which YAML takes for a key";
        return Some(Fault::new(Code::ColonInText, at..at + 1, message, QUOTES));
    }
    let above = &text[above?.clone()];
    let deeper = words.len() - words.trim_start().len() > above.len() - above.trim_start().len();
    // A text that goes on from the line above.
    let text_above = value_start(above).map(|start| &above[start..]);
    let goes_on = text_above
        .is_some_and(|text| above.contains(": ") && !text.starts_with(['>', '|', '{', '[', '#']));
    if deeper && goes_on && text[at..].starts_with(':') {
        let message = "a colon and a space stand in this text, which YAML takes for a key";
        return Some(Fault::new(Code::ColonInText, at..at + 1, message, QUOTES));
    }
    deeper.then(|| indent(line.clone(), words))
}

/// A sign that is escaped for Markdown in a text in double quotes, where YAML has escapes
/// of its own.
fn unknown_escape(text: &str, at: usize) -> Option<Fault> {
    static ESCAPE: LazyLock<Regex> = LazyLock::new(|| regex(r"\\([\s\S])"));
    let open = match text[at..].starts_with('"') {
        true => at,
        false => text[..at].rfind('"')?,
    };
    let known = |sign: char| "0abtnvfre \"/\\N_LPxuU\n\r\t".contains(sign);
    let found = ESCAPE.find_iter(&text[open..]).find(|found| !found.as_str().ends_with(known))?;
    let sign = found.as_str();
    let message = format!("`{sign}` is no escape in double quotes");
    let hint = format!("write `\\{sign}`, put the text in `'…'`, or below its key after `>-`");
    let at = open + found.start();
    Some(Fault::new(Code::UnknownEscape, at..at + sign.len(), message, hint))
}

fn unclosed_quote(text: &str, at: usize) -> Fault {
    let sign = text[at..].chars().next().unwrap_or_default();
    let message = format!("the quotation mark `{sign}` that opens here is not closed");
    let hint = format!("close it with `{sign}`, or leave it out");
    Fault::new(Code::UnclosedQuote, at..at + sign.len_utf8(), message, hint)
}

/// Text behind a quoted one: its end was meant to be inside, or it began too early.
fn trailing(text: &str, line: &Range<usize>, before: &[Range<usize>], at: usize) -> Fault {
    let close = text[line.start..at].rfind(['"', '\'']).map_or(at, |close| line.start + close);
    let sign = text[close..].chars().next().unwrap_or_default();
    let words = &text[line.clone()];
    // The mark that closes is where one would open: an earlier one has not closed.
    if value_start(words).is_some_and(|start| line.start + start == close) {
        let open = before.iter().rev().skip(1).find_map(|line| {
            let start = line.start + value_start(&text[line.clone()])?;
            let rest = text[start..line.end].strip_prefix(sign)?;
            (!rest.contains(sign)).then_some(start)
        });
        if let Some(open) = open {
            return unclosed_quote(text, open);
        }
    }
    static NEXT: LazyLock<Regex> = LazyLock::new(|| regex(r"^.[\s;；、]*([A-Za-z][\w-]*):"));
    if let Some(next) = NEXT.captures(&text[close..line.end]) {
        return comma_missing(close + sign.len_utf8(), &next[1]);
    }
    let message = format!("the text ends at this `{sign}`, and more follows");
    let hint = "write `“…”` and `’` in it, or put the whole text below its key after `>-`";
    Fault::new(Code::TextBehindQuote, close..close + sign.len_utf8(), message, hint)
}

/// Two entries of a mapping in braces with nothing, or another mark, between them.
fn comma_missing(at: usize, key: &str) -> Fault {
    let message = format!("a comma is missing before `{key}:`");
    Fault::new(Code::MissingComma, at..at, message, "write `, ` between entries")
}

/// A mapping in braces, or a list in brackets, that stops.
fn flow(text: &str, open: usize, at: usize) -> Option<Fault> {
    // What is written on one line is cut off by a comment there.
    static COMMENT: LazyLock<Regex> = LazyLock::new(|| regex(r"[ \t]#[^\n\r]*"));
    let inner = &text[open..at];
    if let Some(found) = COMMENT.find(inner) {
        return Some(comment(open + found.start() + 1..open + found.end()));
    }
    let line = lines(text).filter(|line| line.start <= at).last()?;
    let sign = &text[open..open + 1];
    let close = if sign == "{" { "}" } else { "]" };
    let at_colon = text[at..].starts_with(':');
    let is_first = !text[line.start..at].contains(':');
    if at >= line.end
        || (line.start > open && at_colon && is_first && !text[line.clone()].contains(close))
    {
        let message = format!("the `{sign}` that opens here is not closed");
        return Some(Fault::new(
            Code::UnclosedBracket,
            open..open + 1,
            message,
            format!("close it with `{close}`"),
        ));
    }
    if line.start > open && at_colon && is_first {
        let end = open + inner.trim_end().rfind(['\n', '\r']).unwrap_or(inner.len());
        let message = "a comma is missing at the end of this line";
        return Some(Fault::new(
            Code::MissingComma,
            end..end,
            message,
            "write `,` between entries",
        ));
    }
    let entry = open + inner.rfind([',', '{', '[']).unwrap_or(0);
    if let Some(comma) = text[entry..at].find('，').filter(|_| at_colon) {
        let range = entry + comma..entry + comma + '，'.len_utf8();
        let message = "a full-width comma parts no entries";
        return Some(Fault::new(
            Code::FullWidthSign,
            range,
            message,
            "write `, `, or put the text in quotes",
        ));
    }
    static KEY: LazyLock<Regex> = LazyLock::new(|| regex(r":[^:]*?([\s;；、]+)([a-z]{2,3})$"));
    if let Some(found) = KEY.captures(&text[entry..at]).filter(|_| at_colon)
        && let Some(between) = found.get(1)
    {
        return Some(comma_missing(entry + between.start(), &found[2]));
    }
    let message = "a colon stands in this text, which YAML takes for a key";
    at_colon.then(|| Fault::new(Code::ColonInText, at..at + 1, message, QUOTES))
}
