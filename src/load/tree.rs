//! A file's structure with the place of every value.
//!
//! Takes YAML or TOML text; gives a tree of [`Node`]s with byte ranges. Knows
//! nothing of what the values mean: [`super::decode`] gives them types.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::diagnostic::{Diagnostic, Place};

/// A value and the bytes that it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub range: Range<usize>,
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    /// Text, or a number or truth value as it was written: what it is to be
    /// is decided by who reads it, so `no` and `2026` can be text.
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// Reads a file by its extension. Typst's cache keeps the tree, so that after an
/// edit only the file that was edited is read anew.
#[comemo::memoize]
pub fn parse(path: &str, text: &str) -> Result<Node, Diagnostic> {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("toml") => parse_toml(path, text),
        _ => parse_yaml(path, text),
    }
}

fn parse_yaml(path: &str, text: &str) -> Result<Node, Diagnostic> {
    let raw: serde_saphyr::Spanned<Raw> = serde_saphyr::from_str(text).map_err(|error| {
        let error = error.without_snippet();
        let range = error.location().map_or(0..0, |location| range(&location, text));
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        if let Some((told, _)) = message.split_once(", set DuplicateKeyPolicy") {
            let key = told.rsplit(' ').next().unwrap_or_default();
            return Diagnostic::error(Place::new(path, range), format!("`{key}` is given twice"))
                .hint("take one of them out");
        }
        Diagnostic::error(Place::new(path, range), format!("cannot read this YAML: {message}"))
            .hint("text with a sign that YAML knows needs quotes, or a `>-` block")
    })?;
    Ok(node(raw, text))
}

fn parse_toml(path: &str, text: &str) -> Result<Node, Diagnostic> {
    match toml::de::DeTable::parse(text) {
        Ok(table) => {
            let range = table.span();
            Ok(toml_table(table.into_inner(), range))
        }
        Err(error) => Err(Diagnostic::error(
            Place::new(path, error.span().unwrap_or(0..0)),
            format!("cannot read this TOML: {}", error.message()),
        )),
    }
}

fn toml_table(table: toml::de::DeTable, range: Range<usize>) -> Node {
    let entries = table.into_iter().map(|(key, value)| {
        let range = key.span();
        (Node { range, value: Value::Scalar(key.into_inner().into_owned()) }, toml_value(value))
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(key, _)| key.range.start);
    Node { range, value: Value::Map(entries) }
}

fn toml_value(value: toml::Spanned<toml::de::DeValue>) -> Node {
    use toml::de::DeValue;
    let range = value.span();
    let scalar = |text: String| Value::Scalar(text);
    let value = match value.into_inner() {
        DeValue::Table(table) => return toml_table(table, range),
        DeValue::Array(items) => Value::List(items.into_iter().map(toml_value).collect()),
        DeValue::String(text) => scalar(text.into_owned()),
        DeValue::Integer(number) => scalar(number.to_string()),
        DeValue::Float(number) => scalar(number.to_string()),
        DeValue::Boolean(truth) => scalar(truth.to_string()),
        DeValue::Datetime(date) => scalar(date.to_string()),
    };
    Node { range, value }
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
    let start = floor_boundary(text, start);
    start..floor_boundary(text, start + length).max(start)
}

/// The byte at a line and a column, each counted from 1.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let before = |n: u64| usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut lines = text.split_inclusive('\n');
    let start: usize = lines.by_ref().take(before(line)).map(str::len).sum();
    let line = lines.next().unwrap_or_default();
    start + line.chars().take(before(column)).map(char::len_utf8).sum::<usize>()
}

fn floor_boundary(text: &str, index: usize) -> usize {
    (0..=index.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

fn node(raw: serde_saphyr::Spanned<Raw>, text: &str) -> Node {
    let mut range = range(&raw.referenced, text);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Text(value) => Value::Scalar(value),
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

impl Node {
    /// The node below some keys, or the last before it that is there.
    pub fn at(&self, keys: &[&str]) -> &Self {
        let Some((key, rest)) = keys.split_first() else { return self };
        let Value::Map(entries) = &self.value else { return self };
        let entry = entries.iter().find(|(k, _)| k.value == Value::Scalar(key.to_string()));
        entry.map_or(self, |(_, value)| value.at(rest))
    }

    /// What the node is, in a sentence.
    pub fn describe(&self) -> Cow<'static, str> {
        match &self.value {
            Value::Null => "nothing".into(),
            Value::Scalar(text) => format!("`{text}`").into(),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a mapping".into(),
        }
    }
}
