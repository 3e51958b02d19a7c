//! The shape of `data/figures.yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::decode::{Each, Entries, Spanned};
use super::{Note, Texts};
use crate::model::rule::Rule;
use crate::model::vocabulary::{ChartForm, Level};

/// `data/figures.yaml`, by id: a figure or table with one of `chart`,
/// `timeline`, `diagram`, `table` and `picture`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The id of the block that it stands behind, and is left out with.
    pub after: Spanned<String>,
    #[schemars(with = "Option<Level>")]
    pub level: Option<Spanned<String>>,
    pub audiences: Option<Spanned<Each<Spanned<String>>>>,
    pub title: Texts,
    /// What a drawing shows, for those who do not see it.
    pub alt: Option<Texts>,
    /// A remark below it.
    pub remark: Option<Texts>,
    /// Its notes in words, as those of a block.
    #[serde(default)]
    pub notes: Entries<Note>,
    /// Findings of rules of `diptych check` that are right as they are here, each with the reason.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Rule, String>")]
    pub waive: Entries<Spanned<String>>,
    pub chart: Option<Chart>,
    pub timeline: Option<DrawnTimeline>,
    pub diagram: Option<Each<DiagramLevel>>,
    pub table: Option<Table>,
    pub picture: Option<Picture>,
}

/// A picture in a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// A PNG, JPEG or SVG file in `data`; or one for each language.
    pub file: PictureFile,
    /// Its share of the width of the text, in per cent; all of it, when absent.
    pub width: Option<Spanned<usize>>,
    /// Whose it is, and under what licence: below it.
    pub credit: Option<Texts>,
    pub licence: Option<Texts>,
}

/// A file for all languages, or one for each.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = { "type": "string" }))]
#[schemars(transform = or_text)]
pub struct PictureFile {
    #[serde(rename = "$text")]
    #[schemars(skip)]
    pub text: Option<Spanned<String>>,
    #[serde(rename = "$texts")]
    #[schemars(skip)]
    pub texts: Texts,
}

/// A chart: of quantities, or of the columns of a CSV file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    #[schemars(with = "Option<ChartForm>")]
    pub form: Option<Spanned<String>>,
    /// Quantities, each a category of its own.
    #[serde(default)]
    pub values: Each<ChartValue>,
    /// A file in `data` with a header. The columns that are named after the
    /// languages are the categories; with none, the first column is.
    pub csv: Option<Spanned<String>>,
    /// The columns of the file that are drawn.
    #[serde(default)]
    pub series: Each<ChartSeries>,
    /// The unit of the file's numbers.
    pub unit: Option<Spanned<String>>,
}

/// A quantity in a chart.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChartValue {
    pub quantity: Spanned<String>,
    pub label: Texts,
    /// What is printed at it; the quantity, when absent.
    pub text: Option<Texts>,
}

/// A column of a CSV file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChartSeries {
    pub column: Spanned<String>,
    pub label: Texts,
}

/// The kinds of events that a drawn timeline names above its axis and below.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawnTimeline {
    #[serde(default)]
    pub above: Each<Spanned<String>>,
    #[serde(default)]
    pub below: Each<Spanned<String>>,
}

/// A level of a diagram, which leads to the next.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiagramLevel {
    pub title: Texts,
    pub boxes: Each<DiagramBox>,
}

/// A box of a diagram.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiagramBox {
    pub title: Texts,
    pub text: Option<Texts>,
}

/// A table of text; the first cell of a row heads it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub columns: Each<Column>,
    pub rows: Each<Spanned<Each<Spanned<Cell>>>>,
}

/// The head of a column or of several: a text for all languages, or beside `columns` a
/// text for each.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = { "type": ["string", "number"] }))]
#[schemars(transform = or_text)]
pub struct Column {
    /// The columns under it.
    pub columns: Option<Spanned<Each<Column>>>,
    #[serde(rename = "$text")]
    #[schemars(skip)]
    pub text: Option<Spanned<String>>,
    #[serde(rename = "$texts")]
    #[schemars(skip)]
    pub texts: Texts,
}

/// A cell: a text for all languages (`""` for none), or beside these keys a text for
/// each.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = { "type": ["string", "number"] }))]
#[schemars(transform = or_text)]
pub struct Cell {
    /// Over how many rows it goes; one, when absent. Those rows have no cell for it.
    pub rows: Option<Spanned<usize>>,
    /// Over how many columns it goes; one, when absent.
    pub columns: Option<Spanned<usize>>,
    #[serde(rename = "$text")]
    #[schemars(skip)]
    pub text: Option<Spanned<String>>,
    #[serde(rename = "$texts")]
    #[schemars(skip)]
    pub texts: Texts,
}

/// Lets a text stand for a mapping.
fn or_text(schema: &mut schemars::Schema) {
    let mapping = std::mem::take(schema);
    *schema = schemars::json_schema!({ "anyOf": [{ "type": ["string", "number"] }, mapping] });
}
