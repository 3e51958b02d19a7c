//! A file's structure with the place of every value.
//!
//! Takes YAML or TOML text; gives a tree of [`Node`]s with byte ranges. Knows
//! nothing of what the values mean: [`super::decode`] gives them types.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::code::Code;
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
    /// is decided by who reads it, so `no` and `2026` can be text. A tab in it is a space.
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// What can be read of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// Nothing, when nothing can be read.
    pub root: Option<Node>,
    /// What cannot be read. It is not in the tree.
    pub faults: Vec<Diagnostic>,
}

/// Reads a file by its extension. Typst's cache keeps the tree, so that after an
/// edit only the file that was edited is read anew.
#[comemo::memoize]
pub fn read(path: &str, text: &str) -> Tree {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("toml") => super::toml::read(path, text),
        _ => super::yaml::read(path, text),
    }
}

/// Reads a file that is to be without fault.
pub fn parse(path: &str, text: &str) -> Result<Node, Diagnostic> {
    let Tree { root, faults } = read(path, text);
    match (root, faults.into_iter().next()) {
        (_, Some(fault)) => Err(fault),
        (Some(root), None) => Ok(root),
        (None, None) => {
            Err(Diagnostic::error(Code::YamlSyntax, Place::file(path), "the file cannot be read"))
        }
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

    /// The node at some keys; nothing, where one of them is not there.
    pub fn get(&self, keys: &[&str]) -> Option<&Self> {
        let Some((key, rest)) = keys.split_first() else { return Some(self) };
        let Value::Map(entries) = &self.value else { return None };
        let entry = entries.iter().find(|(k, _)| k.value == Value::Scalar(key.to_string()));
        entry?.1.get(rest)
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
