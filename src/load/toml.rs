//! TOML: a file's structure, as far as it can be read.
//!
//! Takes the text of a file; gives its tree and every fault of its syntax, each with the
//! right form. An entry that cannot be read is not in the tree.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::tree::{Node, Tree, Value};
use super::yaml;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};

/// Reads a file as far as it can be read.
pub fn read(path: &str, text: &str) -> Tree {
    let (rest, mut faults) = yaml::merged(path, text);
    let (table, errors) = DeTable::parse_recoverable(&rest);
    let mut bad: Vec<Range<usize>> = vec![];
    let mut tell = |line: Range<usize>, range: Range<usize>, message: String, hint: &str| {
        // What follows on a line from its first fault is no fault of its own.
        if !bad.contains(&line) {
            faults.push(
                Diagnostic::error(Code::TomlSyntax, Place::new(path, range), message).hint(hint),
            );
            bad.push(line);
        }
    };
    // The parser passes over some; in a text over several lines they would be none.
    if !errors.is_empty() && !rest.contains("\"\"\"") && !rest.contains("'''") {
        for line in yaml::lines(&rest) {
            if let Some((range, message, hint)) = cause(&rest[line.clone()]) {
                let range = line.start + range.start..line.start + range.end;
                tell(line, range, message, hint);
            }
        }
    }
    for error in errors {
        let at = error.span().unwrap_or(0..0);
        let message = format!("cannot read this TOML: {}", error.message());
        let hint = match error.message().contains("duplicate") {
            true => "take one of them out",
            false => "write `key = \"text\"`, with text in quotes",
        };
        tell(line(text, at.start), at, message, hint);
    }
    let range = table.span();
    let mut root = node_of(table.into_inner(), range);
    leave_out(&mut root, &bad);
    Tree { root: Some(root), faults }
}

/// Takes out of a tree what begins in one of some lines.
fn leave_out(node: &mut Node, bad: &[Range<usize>]) {
    let Value::Map(entries) = &mut node.value else { return };
    let is_bad = |at: usize| bad.iter().any(|line| (line.start..=line.end).contains(&at));
    entries.retain_mut(|(key, value)| {
        leave_out(value, bad);
        let is_value_bad = match &value.value {
            Value::Map(_) => false,
            Value::List(items) => items.iter().any(|item| is_bad(item.range.start)),
            _ => is_bad(value.range.start),
        };
        !is_bad(key.range.start) && !is_value_bad
    });
}

/// The line at a byte, without its end.
fn line(text: &str, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at);
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let length = text[start..].find(['\n', '\r']).unwrap_or(text.len() - start);
    start..start + length
}

/// The cause that can be seen in a line, where it is, and how to mend it.
fn cause(line: &str) -> Option<(Range<usize>, String, &'static str)> {
    let mut quote = None;
    let mut is_value = false;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let range = at..at + c.len_utf8();
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '“' | '”' | '‘' | '’' | '＂') => {
                return Some((range, format!("`{c}` quotes nothing in TOML"), "write `\"`"));
            }
            (None, '，' | '、') => {
                return Some((range, format!("`{c}` parts nothing in TOML"), "write `,`"));
            }
            (None, '＝') => {
                return Some((range, format!("`{c}` gives no value in TOML"), "write `=`"));
            }
            (None, '：' | ':') if !is_value => {
                return Some((range, format!("`{c}` gives no value in TOML"), "write `key = …`"));
            }
            (None, c) if !c.is_ascii() && c.is_whitespace() || c == '\u{feff}' => {
                let message = format!("U+{:04X} is no space to TOML", c as u32);
                return Some((range, message, "write an ordinary space"));
            }
            (None, '#') if is_value && before == '=' => {
                let message = "a comment stands in place of the value".to_string();
                return Some((at..line.len(), message, "put the value in quotes: `\"#…\"`"));
            }
            (None, '#') => break,
            (None, c) if before == '=' && c.is_alphabetic() => {
                let end = line[at..].find(['#', ',', '}', ']']).map_or(line.len(), |end| at + end);
                let word = line[at..end].trim_end();
                if !matches!(word, "true" | "false" | "inf" | "nan") {
                    let message = format!("`{word}` is a text without quotes");
                    return Some((at..at + word.len(), message, "put it in quotes"));
                }
            }
            (None, '=') => is_value = true,
            _ => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    quote.map(|sign| {
        let open = line.rfind(sign).unwrap_or(0);
        let message = format!("the quotation mark `{sign}` that opens here is not closed");
        (open..open + 1, message, "close it at the end of the text")
    })
}

fn node_of(table: DeTable, range: Range<usize>) -> Node {
    let entries = table.into_iter().map(|(key, value)| {
        let range = key.span();
        (Node { range, value: Value::Scalar(key.into_inner().into_owned()) }, value_of(value))
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(key, _)| key.range.start);
    Node { range, value: Value::Map(entries) }
}

fn value_of(value: Spanned<DeValue>) -> Node {
    let range = value.span();
    let scalar = |text: String| Value::Scalar(text);
    let value = match value.into_inner() {
        DeValue::Table(table) => return node_of(table, range),
        DeValue::Array(items) => Value::List(items.into_iter().map(value_of).collect()),
        DeValue::String(text) => scalar(text.replace('\t', " ")),
        DeValue::Integer(number) => scalar(number.to_string()),
        DeValue::Float(number) => scalar(number.to_string()),
        DeValue::Boolean(truth) => scalar(truth.to_string()),
        DeValue::Datetime(date) => scalar(date.to_string()),
    };
    Node { range, value }
}
