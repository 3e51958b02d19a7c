//! The shape of the data files, as their authors write them.
//!
//! What `diptych schema` describes. Values that are words of a small choice
//! are read as text here and checked later, so that each mistake is told.

use schemars::JsonSchema;
use serde::Deserialize;

use super::decode::{Each, Entries, Spanned};
use crate::article::{Issue, Level, QuantityStyle};
use crate::edition::BlockKind;
use crate::project::{Layout, NoteNumbering};

/// A text in each language.
pub type Texts = Spanned<Entries<Spanned<String>>>;

/// `diptych.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Project {
    /// Keys of languages; the first is the original.
    pub languages: Spanned<Each<Spanned<String>>>,
    /// The audiences, and what each is called.
    #[serde(default)]
    pub audiences: Entries<Texts>,
    /// The variants by name; a name is also that of the file.
    pub variants: Spanned<Entries<Variant>>,
}

/// A named way to publish.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Variant {
    /// `brief`, `report`, or the name of a file in `templates`.
    pub template: Spanned<String>,
    /// The languages, in the order of print; all, when absent.
    pub languages: Option<Each<Spanned<String>>>,
    /// How they stand to each other.
    #[schemars(with = "Option<Layout>")]
    pub layout: Option<Spanned<String>>,
    /// How much of the article is in.
    #[schemars(with = "Option<Level>")]
    pub level: Option<Spanned<String>>,
    /// For whom; everybody, when absent.
    pub audience: Option<Spanned<String>>,
    /// How notes are numbered.
    #[schemars(with = "Option<NoteNumbering>")]
    pub notes: Option<Spanned<String>>,
    /// Whether the timeline is printed; yes, when absent.
    pub timeline: Option<bool>,
    /// Whether the list of sources is printed; yes, when absent.
    pub sources: Option<bool>,
    /// The most pages that it may have.
    pub max_pages: Option<usize>,
    /// The most text by language, in words or characters.
    #[serde(default)]
    pub max_length: Entries<usize>,
}

/// `data/article.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Article {
    pub title: Texts,
    pub subtitle: Option<Texts>,
    pub issue: Option<Issue>,
    /// An EDTF date.
    pub received: Option<Spanned<String>>,
    /// An EDTF date; also the date of the PDF unless another is asked for.
    pub revised: Option<Spanned<String>>,
    #[serde(default)]
    pub credits: Each<Credit>,
    pub r#abstract: Option<Texts>,
    #[serde(default)]
    pub keywords: Each<Texts>,
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

/// `data/sections/ID.yaml`, or a sub-section of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: Spanned<String>,
    pub title: Texts,
    /// Whether its title has a number; yes, when absent.
    pub numbered: Option<bool>,
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
    #[schemars(with = "Option<BlockKind>")]
    pub kind: Option<Spanned<String>>,
    #[serde(rename = "$texts")]
    #[schemars(skip)]
    pub texts: Texts,
}

/// `data/quantities.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantities {
    /// Patterns with `{n}`, by name.
    #[serde(default)]
    pub units: Entries<Texts>,
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
    /// The authors, as readers of the language write them.
    pub authors: Option<Vec<String>>,
}
