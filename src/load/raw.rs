//! The shape of the data files, as their authors write them.
//!
//! What `diptych schema` describes. Values that are words of a small choice
//! are read as text here and checked later, so that each mistake is told.

mod figures;
mod project;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::decode::{Each, Entries, Spanned};
use crate::model::article::{Issue, QuantityStyle};
use crate::model::language::Pattern;
use crate::model::rule::Rule;
use crate::model::vocabulary::Level;

pub use figures::{Cell, Chart, Column, DiagramLevel, DrawnTimeline, Figure, Picture, Table};
pub use project::{Logo, Project, Template, Theme, Variant};

/// A value for each language.
pub type ByLanguage<T> = Spanned<Entries<Spanned<T>>>;

/// A text in each language.
pub type Texts = ByLanguage<String>;

/// `data/article.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Article {
    pub title: Texts,
    /// The title where there is little room: in the heads and feet of pages.
    pub short_title: Option<Texts>,
    pub subtitle: Option<Texts>,
    /// What it reports, and whose that is: on the first page.
    pub attribution: Option<Texts>,
    pub issue: Option<Spanned<Issue>>,
    /// An EDTF date.
    pub received: Option<Spanned<String>>,
    /// An EDTF date; also the date of the PDF unless another is asked for.
    pub revised: Option<Spanned<String>>,
    #[serde(default)]
    pub credits: Each<Credit>,
    #[serde(default)]
    pub authors: Each<Author>,
    /// Who publishes it, and what else is said of it as a publication.
    pub imprint: Option<Imprint>,
    pub r#abstract: Option<Texts>,
    /// The notes in words of the abstract, as those of a block.
    #[serde(default)]
    pub notes: Entries<Note>,
    /// Where the text comes from, and who may use it how.
    pub colophon: Option<Texts>,
    #[serde(default)]
    pub keywords: Each<Texts>,
    /// Findings of rules of `diptych check` that are right as they are here, each with the reason.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Rule, String>")]
    pub waive: Entries<Spanned<String>>,
    /// The ids of the sections, in order.
    pub sections: Each<Spanned<String>>,
}

/// Somebody's part in the article.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    pub role: Texts,
    pub name: Texts,
}

/// Somebody who wrote the article.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Author {
    pub name: Texts,
    /// The family name, which lists of sources put first.
    pub family: Option<Texts>,
    pub affiliation: Option<Texts>,
    pub email: Option<Spanned<String>>,
    /// Sixteen digits: `0000-0002-1825-0097`.
    pub orcid: Option<Spanned<String>>,
    /// A line about them.
    pub about: Option<Texts>,
}

/// Who publishes an article, and what else is said of it as a publication.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Imprint {
    /// An EDTF date.
    pub published: Option<Spanned<String>>,
    pub publisher: Option<Texts>,
    pub series: Option<Texts>,
    /// Its number in the series.
    pub number: Option<Spanned<String>>,
    /// The symbol of a document: `A/79/123`.
    pub symbol: Option<Spanned<String>>,
    pub issn: Option<Spanned<String>>,
    pub isbn: Option<Spanned<String>>,
    /// Without the address: `10.1234/abcd`.
    pub doi: Option<Spanned<String>>,
    /// 中图分类号.
    pub clc: Option<Spanned<String>>,
    /// 文献标识码.
    pub document_code: Option<Spanned<String>>,
    /// 文章编号.
    pub article_number: Option<Spanned<String>>,
    pub contact: Option<Texts>,
    /// 基金项目.
    pub funding: Option<Texts>,
    pub acknowledgements: Option<Texts>,
    pub licence: Option<Texts>,
    pub disclaimer: Option<Texts>,
    /// Whatever else is to be said.
    #[serde(default)]
    pub fields: Each<ImprintField>,
}

/// A line of an imprint.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImprintField {
    pub label: Texts,
    pub text: Texts,
}

/// `data/sections/ID.yaml`, or a sub-section of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Section {
    pub id: Spanned<String>,
    pub title: Texts,
    /// The title where there is little room: in the heads of pages and the contents.
    pub short_title: Option<Texts>,
    /// Whether its title has a number; yes, when absent.
    pub numbered: Option<bool>,
    /// Whether it is an appendix: counted apart, and behind all other sections.
    pub appendix: Option<Spanned<bool>>,
    /// Findings of rules of `diptych check` that are right as they are here, each with the reason.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Rule, String>")]
    pub waive: Entries<Spanned<String>>,
    #[serde(default)]
    pub blocks: Each<Block>,
    #[serde(default)]
    pub sections: Each<Section>,
}

/// A block: beside these keys, a text for each language.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = { "type": "string" }))]
pub struct Block {
    pub id: Spanned<String>,
    #[schemars(with = "Option<Level>")]
    pub level: Option<Spanned<String>>,
    /// Who may see it; everybody, when absent.
    pub audiences: Option<Spanned<Each<Spanned<String>>>>,
    #[schemars(with = "Option<Kind>")]
    pub kind: Option<Spanned<String>>,
    /// Whether its translations are still being written: then they are as if they were not
    /// there.
    pub draft: Option<bool>,
    /// Whose words a quotation or an epigraph is, below it.
    pub attribution: Option<Texts>,
    /// The title of a box.
    pub title: Option<Texts>,
    /// The blocks of a box, which has no text of its own.
    pub blocks: Option<Each<Block>>,
    /// What the editors have to say of it, for variants that ask for it.
    pub editorial: Option<Texts>,
    /// Findings of rules of `diptych check` that are right as they are here, each with the reason.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Rule, String>")]
    pub waive: Entries<Spanned<String>>,
    /// Its notes in words, by the names that their marks have in the text: `[^name]`.
    #[serde(default)]
    pub notes: Entries<Note>,
    #[serde(rename = "$texts")]
    #[schemars(skip)]
    pub texts: Texts,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Paragraphs.
    #[default]
    Text,
    /// A list in Markdown, with bullets or numbers, and lists in it.
    List,
    /// The words of others.
    Quote,
    /// Words of others that stand before a text.
    Epigraph,
    /// A sentence of the article, set large.
    PullQuote,
    /// What is recommended, with a number.
    Recommendation,
    /// Blocks that are set apart, with a title.
    Box,
}

/// A note in words: a text for each language, or in `only` one of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = { "type": "string" }))]
pub struct Note {
    /// The language that it is for, if it is for no other: of a translator, say.
    pub only: Option<Spanned<String>>,
    #[serde(rename = "$texts")]
    #[schemars(skip)]
    pub texts: Texts,
}

/// `data/quantities.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantities {
    /// Patterns with `{n}`, by name; one for each plural category where they differ.
    #[serde(default)]
    pub units: Entries<ByLanguage<Pattern>>,
    pub quantities: Entries<Quantity>,
}

/// A figure: a value, or one derived from others.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    #[schemars(with = "Option<f64>")]
    pub value: Option<Spanned<String>>,
    /// A part and its whole: in per cent.
    pub share: Option<Each<Spanned<String>>>,
    /// The first less the second.
    pub difference: Option<Each<Spanned<String>>>,
    /// All together.
    pub sum: Option<Each<Spanned<String>>>,
    /// The figure in print; must agree, to its last digit.
    #[schemars(with = "Option<f64>")]
    pub published: Option<Spanned<String>>,
    #[schemars(with = "Option<QuantityStyle>")]
    pub style: Option<Spanned<String>>,
    pub unit: Option<Spanned<String>>,
    pub source: Option<Spanned<String>>,
}

/// `data/events.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Events {
    #[serde(default)]
    pub periods: Each<Period>,
    #[serde(default)]
    pub events: Each<Event>,
    /// Other dates, by id.
    #[serde(default)]
    pub dates: Entries<Spanned<String>>,
}

/// A period of the timeline.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub id: Spanned<String>,
    /// An EDTF interval.
    pub date: Spanned<String>,
    pub title: Texts,
}

/// A dated event: beside these keys, a text for each language.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = { "type": "string" }))]
pub struct Event {
    pub id: Spanned<String>,
    /// An EDTF date or interval.
    pub date: Spanned<String>,
    #[schemars(with = "Option<Level>")]
    pub level: Option<Spanned<String>>,
    pub audiences: Option<Spanned<Each<Spanned<String>>>>,
    /// Free: `summit`, `document`.
    pub kind: Option<String>,
    /// A few words for a drawn timeline; the text, when absent.
    pub label: Option<Texts>,
    /// Its notes in words, as those of a block.
    #[serde(default)]
    pub notes: Entries<Note>,
    /// Findings of rules of `diptych check` that are right as they are here, each with the reason.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Rule, String>")]
    pub waive: Entries<Spanned<String>>,
    #[serde(rename = "$texts")]
    #[schemars(skip)]
    pub texts: Texts,
}

/// `data/terms.yaml`, by id.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub long: Texts,
    pub short: Option<Texts>,
    /// Wordings that are not to be used, by language.
    #[serde(default)]
    pub avoid: Entries<Each<String>>,
    /// Other forms of its words, by language: `coordinating states`.
    #[serde(default)]
    pub forms: Entries<Each<String>>,
    /// Findings of rules of `diptych check` that are right as they are here, each with the reason.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Rule, String>")]
    pub waive: Entries<Spanned<String>>,
}

/// `data/concordance.toml`, by kind, id and language: who said that a text agrees with the
/// original.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Who said so as its translator; empty, when nobody did.
    pub translated: Option<Spanned<Signature>>,
    /// As a second reader.
    pub reviewed: Option<Spanned<Signature>>,
    /// As the one who answers for it.
    pub r#final: Option<Spanned<Signature>>,
    /// What the original said then, a line for each part.
    #[serde(default)]
    pub original: Each<String>,
    /// What the text said then.
    #[serde(default)]
    pub text: Each<String>,
}

/// A name and a day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    pub by: Option<String>,
    /// A day: `2026-11-30`.
    pub on: Option<Spanned<String>>,
}

/// `data/source-titles.yaml`, by source and language.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceTitle {
    /// The title, translated.
    pub title: Option<String>,
    /// What it appeared in, translated.
    pub container: Option<String>,
    /// What a later note calls it.
    pub short: Option<String>,
    /// Who published it, translated.
    pub publisher: Option<String>,
    /// Where it was published, translated.
    pub place: Option<String>,
    /// The authors, as readers of the language write them.
    pub authors: Option<Vec<String>>,
}
