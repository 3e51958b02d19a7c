//! YAML: a file's structure, as far as it can be read.
//!
//! Takes the text of a file; gives its tree and every fault of its syntax. A faulty
//! entry is told by its cause ([`faults`]) and left out, and the rest is read.

mod faults;
pub mod lost;
mod signs;

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::is_unreadable;
use super::tree::{Node, Tree, Value};
use crate::model::diagnostic::{Diagnostic, Place};

use faults::Fault;
pub use faults::lines;

/// More faults than anybody reads at once.
const MOST_FAULTS: usize = 50;

/// Reads a file as far as it can be read.
pub fn read(path: &str, text: &str) -> Tree {
    let (rest, mut told) = merged(path, text);
    let mut rest = seen(&rest);
    // A fault without a name may be the echo of one that has been left out.
    let (mut is_echo, mut is_last) = (false, false);
    while told.len() < MOST_FAULTS {
        let (fault, is_named) = match parse(&rest) {
            Ok(root) => match signs::odd_key(&root) {
                None => return Tree { root: Some(root), faults: told },
                Some(fault) => (fault, true),
            },
            Err(error) => {
                let error = error.without_snippet();
                let at = error.location().map_or(0..0, |location| range(&location, &rest));
                let message = error.to_string();
                // Such a file is not read again and again.
                is_last |= message.contains(faults::TOO_LARGE);
                let message = message.split(" at line ").next().unwrap_or(&message).to_string();
                match faults::cause(&rest, at.clone(), &message) {
                    Some(fault) => (fault, true),
                    None => (faults::unnamed(&rest, at, &message), false),
                }
            }
        };
        if is_echo && !is_named {
            break;
        }
        is_echo |= !is_named;
        if !leave_out(&mut rest, fault, path, &mut told) || is_last {
            break;
        }
    }
    Tree { root: None, faults: told }
}

/// A text, as long, with the first of two versions wherever Git has left two, and a fault
/// for each such place.
pub fn merged(path: &str, text: &str) -> (String, Vec<Diagnostic>) {
    let (mut rest, mut told) = (text.to_string(), vec![]);
    for fault in faults::merge_conflicts(text) {
        leave_out(&mut rest, fault, path, &mut told);
    }
    (rest, told)
}

/// Tells a fault, and takes it out of the text; whether there was anything to take.
fn leave_out(rest: &mut String, fault: Fault, path: &str, told: &mut Vec<Diagnostic>) -> bool {
    let place = Place::new(path, fault.range.clone());
    told.push(Diagnostic::error(fault.code, place, fault.message).hint(fault.hint));
    let mut cuts = fault.cut;
    if cuts.is_empty() {
        cuts.push(faults::entry(rest, fault.range.start));
    }
    let mut is_blank = true;
    for cut in cuts {
        is_blank &= rest[cut.clone()].trim().is_empty();
        let blank = |b: u8| if matches!(b, b'\n' | b'\r') { b as char } else { ' ' };
        let blank: String = rest[cut.clone()].bytes().map(blank).collect();
        rest.replace_range(cut, &blank);
    }
    !is_blank
}

/// A text, as long, with spaces for what is told of in every file, so that the rest can
/// be read. At the begin of a line they would indent it, and stand before it.
fn seen(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if !is_unreadable(at, c) {
            out.push(c);
            continue;
        }
        let line_end = if out.ends_with('\n') { out.pop() } else { None };
        out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        out.extend(line_end);
    }
    out
}

fn parse(text: &str) -> Result<Node, serde_saphyr::Error> {
    let raw: serde_saphyr::Spanned<Raw> = serde_saphyr::from_str(text)?;
    Ok(node(raw, text))
}

/// YAML before plain scalars got their text back.
enum Raw {
    Null,
    Text(String),
    /// A plain scalar that YAML takes for something else than text.
    Plain,
    List(Vec<serde_saphyr::Spanned<Raw>>),
    Map(Vec<(serde_saphyr::Spanned<Raw>, serde_saphyr::Spanned<Raw>)>),
}

fn range(location: &serde_saphyr::Location, text: &str) -> Range<usize> {
    let span = location.span();
    let (start, length) = match (span.byte_offset(), span.byte_len()) {
        (Some(start), Some(length)) => (start as usize, length as usize),
        // An error of syntax has a line and a column, in characters from 1.
        _ => (offset(text, location.line(), location.column()), 1),
    };
    let start = text.floor_char_boundary(start);
    start..text.floor_char_boundary(start + length).max(start)
}

/// The byte at a line and a column, each counted from 1.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let before = |n: u64| usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
    let start = faults::lines(text).nth(before(line)).map_or(text.len(), |line| line.start);
    start + text[start..].chars().take(before(column)).map(char::len_utf8).sum::<usize>()
}

fn node(raw: serde_saphyr::Spanned<Raw>, text: &str) -> Node {
    let mut range = range(&raw.referenced, text);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Text(value) => Value::Scalar(value.replace('\t', " ")),
        // An alias is what it stands for.
        Raw::Plain => Value::Scalar(text[self::range(&raw.defined, text)].trim().to_string()),
        Raw::List(items) => Value::List(items.into_iter().map(|i| node(i, text)).collect()),
        Raw::Map(entries) => {
            let entries: Vec<_> =
                entries.into_iter().map(|(k, v)| (node(k, text), node(v, text))).collect();
            if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
                range = first.0.range.start..last.1.range.end.max(last.0.range.end);
            }
            Value::Map(entries)
        }
    };
    Node { range, value }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawVisitor;

        impl<'de> Visitor<'de> for RawVisitor {
            type Value = Raw;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("any YAML")
            }

            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_none<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
                Raw::deserialize(deserializer)
            }

            fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
                Ok(Raw::Text(text.into()))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
                Ok(Raw::Plain)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
                Ok(Raw::Plain)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
                Ok(Raw::Plain)
            }

            fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
                Ok(Raw::Plain)
            }

            fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
                Ok(Raw::Plain)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
                Ok(Raw::Plain)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
                let mut list = vec![];
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Raw::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
                let mut map = vec![];
                while let Some(entry) = entries.next_entry()? {
                    map.push(entry);
                }
                Ok(Raw::Map(map))
            }
        }

        deserializer.deserialize_any(RawVisitor)
    }
}
