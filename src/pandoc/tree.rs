//! Pandoc's JSON tree.
//!
//! <https://hackage.haskell.org/package/pandoc-types>, version 1.23.

#![allow(clippy::enum_variant_names, reason = "these are the names of pandoc")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pandoc {
    #[serde(rename = "pandoc-api-version", default)]
    pub version: Vec<u32>,
    pub meta: BTreeMap<String, Meta>,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Meta {
    MetaMap(BTreeMap<String, Meta>),
    MetaList(Vec<Meta>),
    MetaBool(bool),
    MetaString(String),
    MetaInlines(Vec<Inline>),
    MetaBlocks(Vec<Block>),
}

/// An id, classes, and values by keys.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Attr(pub String, pub Vec<String>, pub Vec<(String, String)>);

impl Attr {
    /// That of an id.
    pub fn of(id: impl Into<String>) -> Self {
        Self(id.into(), vec![], vec![])
    }

    /// It with a value more.
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.2.push((key.into(), value.into()));
        self
    }

    pub fn is(&self, class: &str) -> bool {
        self.1.iter().any(|own| own == class)
    }

    pub fn value(&self, key: &str) -> Option<&str> {
        self.2.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
#[expect(clippy::large_enum_variant, reason = "the shape is that of pandoc's JSON")]
pub enum Block {
    Plain(Vec<Inline>),
    Para(Vec<Inline>),
    LineBlock(Vec<Vec<Inline>>),
    CodeBlock(Attr, String),
    RawBlock(String, String),
    BlockQuote(Vec<Block>),
    OrderedList((i64, NumberStyle, NumberEnd), Vec<Vec<Block>>),
    BulletList(Vec<Vec<Block>>),
    DefinitionList(Vec<(Vec<Inline>, Vec<Vec<Block>>)>),
    Header(i64, Attr, Vec<Inline>),
    HorizontalRule,
    Table(Attr, Caption, Vec<Column>, Rows, Vec<Body>, Rows),
    Figure(Attr, Caption, Vec<Block>),
    Div(Attr, Vec<Block>),
}

/// How the items of a list are numbered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "t")]
pub enum NumberStyle {
    DefaultStyle,
    Example,
    Decimal,
    LowerRoman,
    UpperRoman,
    LowerAlpha,
    UpperAlpha,
}

/// What stands behind the number of an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "t")]
pub enum NumberEnd {
    DefaultDelim,
    Period,
    OneParen,
    TwoParens,
}

/// How a column is set, and its share of the width.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Column(pub Alignment, pub Width);

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "t")]
pub enum Alignment {
    AlignLeft,
    AlignRight,
    AlignCenter,
    AlignDefault,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Width {
    ColWidth(f64),
    ColWidthDefault,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "t")]
pub enum MathKind {
    DisplayMath,
    InlineMath,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Caption(pub Option<Vec<Inline>>, pub Vec<Block>);

/// The head or the foot of a table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Rows(pub Attr, pub Vec<Row>);

/// A part of a table: how many columns are heads, heads of its own, and rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Body(pub Attr, pub usize, pub Vec<Row>, pub Vec<Row>);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row(pub Attr, pub Vec<Cell>);

/// A cell: its rows, its columns, and what is in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cell(pub Attr, pub Alignment, pub usize, pub usize, pub Vec<Block>);

#[derive(Debug, Clone, Serialize, Deserialize)]
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
    Code(Attr, String),
    Space,
    SoftBreak,
    LineBreak,
    Math(MathKind, String),
    RawInline(String, String),
    Link(Attr, Vec<Inline>, (String, String)),
    Image(Attr, Vec<Inline>, (String, String)),
    Note(Vec<Block>),
    Span(Attr, Vec<Inline>),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "t")]
pub enum Quote {
    SingleQuote,
    DoubleQuote,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Citation {
    pub citation_id: String,
    #[serde(default)]
    pub citation_prefix: Vec<Inline>,
    #[serde(default)]
    pub citation_suffix: Vec<Inline>,
}
