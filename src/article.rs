//! The article: the checked data, in every language, for every audience.
//!
//! What [`crate::load`] gives. Every id it mentions exists, every text has all
//! its languages. Knows nothing of variants; says nothing of print.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Place;
use crate::edition::BlockKind;
use crate::edtf::{Date, Edtf};
use crate::load::sources::Source;

/// A value for each language of the project, by language key.
pub type Localized<T> = BTreeMap<String, T>;

/// The checked data of a project.
#[derive(Debug, Clone)]
pub struct Article {
    pub title: Localized<Phrase>,
    pub subtitle: Option<Localized<Phrase>>,
    pub issue: Option<Issue>,
    pub received: Option<Date>,
    pub revised: Option<Date>,
    pub credits: Vec<Credit>,
    pub summary: Option<Block>,
    pub keywords: Vec<Localized<Phrase>>,
    pub sections: Vec<Section>,
    /// In order of time.
    pub periods: Vec<Period>,
    /// In order of time, then of the file.
    pub events: Vec<Event>,
    pub sources: BTreeMap<String, Source>,
    pub references: BTreeMap<String, Reference>,
    pub units: BTreeMap<String, Localized<String>>,
}

/// The issue that the article appeared in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    pub year: u32,
    pub number: u32,
}

/// Somebody's part in the article.
#[derive(Debug, Clone)]
pub struct Credit {
    pub role: Localized<Phrase>,
    pub name: Localized<Phrase>,
}

/// A line of inline text.
#[derive(Debug, Clone)]
pub struct Phrase {
    pub pieces: Vec<Piece>,
    pub place: Place,
}

/// A stretch of inline text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Text(String),
    Emph(Vec<Piece>),
    Strong(Vec<Piece>),
    Link {
        url: String,
        body: Vec<Piece>,
    },
    /// One note, which cites one source or several.
    Note(Vec<Cite>),
    /// `{id}`.
    Ref {
        id: String,
        form: TermForm,
        place: Place,
    },
}

/// Calls a function for each piece, outer ones first.
pub fn each_piece<'a>(pieces: &'a [Piece], visit: &mut impl FnMut(&'a Piece)) {
    for piece in pieces {
        visit(piece);
        if let Piece::Emph(body) | Piece::Strong(body) | Piece::Link { body, .. } = piece {
            each_piece(body, visit);
        }
    }
}

/// A source cited, and where in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cite {
    pub key: String,
    pub locator: Option<Locator>,
    pub place: Place,
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator {
    /// The CSL name of what is counted: `page`.
    pub label: String,
    /// As written: `85-100`.
    pub value: String,
}

/// How a term is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermForm {
    /// Spelled out at its first use, short afterwards.
    ByUse,
    Long,
    Short,
}

/// How much of the article a reader gets: `key` ⊂ `brief` ⊂ `full`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    Key,
    Brief,
    #[default]
    Full,
}

/// A section with its blocks and sub-sections.
#[derive(Debug, Clone)]
pub struct Section {
    pub id: String,
    pub title: Localized<Phrase>,
    pub numbered: bool,
    pub blocks: Vec<Block>,
    pub sections: Vec<Section>,
}

/// The smallest aligned unit.
#[derive(Debug, Clone)]
pub struct Block {
    pub id: String,
    pub place: Place,
    pub level: Level,
    /// Who may see it; everybody, when absent.
    pub audiences: Option<Vec<String>>,
    pub kind: BlockKind,
    pub body: Localized<Body>,
}

/// Paragraphs, or items of a list.
#[derive(Debug, Clone)]
pub struct Body {
    pub parts: Vec<Vec<Piece>>,
    pub place: Place,
}

/// A period of the timeline.
#[derive(Debug, Clone)]
pub struct Period {
    pub id: String,
    pub date: Edtf,
    pub title: Localized<Phrase>,
}

/// A dated event.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub date: Edtf,
    pub level: Level,
    pub audiences: Option<Vec<String>>,
    pub kind: Option<String>,
    pub body: Localized<Phrase>,
}

/// What `{id}` prints.
#[derive(Debug, Clone)]
pub enum Reference {
    Date(Edtf),
    Term(Term),
    Quantity(Quantity),
}

/// An approved term.
#[derive(Debug, Clone)]
pub struct Term {
    pub long: Localized<String>,
    pub short: Option<Localized<String>>,
    /// Wordings that are not to be used.
    pub avoid: Localized<Vec<String>>,
    pub place: Place,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Rounded to what is printed.
    pub value: Decimal,
    pub style: QuantityStyle,
    /// A key of [`Article::units`].
    pub unit: Option<String>,
    /// The key of its source.
    pub source: Option<String>,
}

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuantityStyle {
    /// 1,610,000.
    #[default]
    Plain,
    /// 161万, 1.61 million.
    Large,
    /// 九, nine.
    Words,
}
