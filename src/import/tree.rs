//! Pandoc's JSON tree, as far as it is read.
//!
//! <https://hackage.haskell.org/package/pandoc-types>, version 1.23.

#![allow(clippy::enum_variant_names, reason = "these are the names of pandoc")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Debug, Deserialize)]
pub struct Pandoc {
    pub meta: BTreeMap<String, Meta>,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Meta {
    MetaMap(BTreeMap<String, Meta>),
    MetaList(Vec<Meta>),
    MetaBool(IgnoredAny),
    MetaString(String),
    MetaInlines(Vec<Inline>),
    MetaBlocks(Vec<Block>),
}

/// Classes, between an id and values by keys.
#[derive(Debug, Deserialize)]
pub struct Attr(pub IgnoredAny, pub Vec<String>, pub Vec<(String, String)>);

impl Attr {
    pub fn is(&self, class: &str) -> bool {
        self.1.iter().any(|own| own == class)
    }

    pub fn value(&self, key: &str) -> Option<&str> {
        self.2.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Block {
    Plain(Vec<Inline>),
    Para(Vec<Inline>),
    LineBlock(Vec<Vec<Inline>>),
    CodeBlock(IgnoredAny, String),
    RawBlock(String, String),
    BlockQuote(Vec<Block>),
    OrderedList((i64, IgnoredAny, IgnoredAny), Vec<Vec<Block>>),
    BulletList(Vec<Vec<Block>>),
    DefinitionList(Vec<(Vec<Inline>, Vec<Vec<Block>>)>),
    Header(i64, IgnoredAny, Vec<Inline>),
    HorizontalRule,
    Table(IgnoredAny, Caption, Vec<IgnoredAny>, Rows, Vec<Body>, Rows),
    Figure(IgnoredAny, Caption, Vec<Block>),
    Div(Attr, Vec<Block>),
}

#[derive(Debug, Deserialize)]
pub struct Caption(pub IgnoredAny, pub Vec<Block>);

/// The head or the foot of a table.
#[derive(Debug, Deserialize)]
pub struct Rows(pub IgnoredAny, pub Vec<Row>);

/// A part of a table: heads of its own, and rows.
#[derive(Debug, Deserialize)]
pub struct Body(pub IgnoredAny, pub IgnoredAny, pub Vec<Row>, pub Vec<Row>);

#[derive(Debug, Deserialize)]
pub struct Row(pub IgnoredAny, pub Vec<Cell>);

/// A cell: its rows, its columns, and what is in it.
#[derive(Debug, Deserialize)]
pub struct Cell(pub IgnoredAny, pub IgnoredAny, pub usize, pub usize, pub Vec<Block>);

#[derive(Debug, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Inline {
    Str(String),
    Emph(Vec<Inline>),
    Underline(Vec<Inline>),
    Strong(Vec<Inline>),
    Strikeout(Vec<Inline>),
    Superscript(Vec<Inline>),
    Subscript(Vec<Inline>),
    SmallCaps(Vec<Inline>),
    Quoted(Quote, Vec<Inline>),
    Cite(Vec<Citation>, Vec<Inline>),
    Code(IgnoredAny, String),
    Space,
    SoftBreak,
    LineBreak,
    Math(IgnoredAny, String),
    RawInline(String, String),
    Link(IgnoredAny, Vec<Inline>, (String, String)),
    Image(Attr, Vec<Inline>, (String, String)),
    Note(Vec<Block>),
    Span(Attr, Vec<Inline>),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "t")]
pub enum Quote {
    SingleQuote,
    DoubleQuote,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Citation {
    pub citation_id: String,
    #[serde(default)]
    pub citation_prefix: Vec<Inline>,
    #[serde(default)]
    pub citation_suffix: Vec<Inline>,
}
