//! The shape of the data files, as their authors write them.
//!
//! What `diptych schema` describes. Values that are words of a small choice
//! are read as text here and checked later, so that each mistake is told.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::decode::{Each, Entries, Spanned};
use crate::model::article::{Issue, QuantityStyle};
use crate::model::concordance::Stage;
use crate::model::language::Pattern;
use crate::model::project::Field;
use crate::model::rule::{Rule, RuleLevel};
use crate::model::vocabulary::{ChartForm, Layout, Level, NoteNumbering, Paper};

/// A value for each language.
pub type ByLanguage<T> = Spanned<Entries<Spanned<T>>>;

/// A text in each language.
pub type Texts = ByLanguage<String>;

/// `diptych.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Project {
    /// Keys of languages; the first is the original.
    pub languages: Spanned<Each<Spanned<String>>>,
    /// The audiences, and what each is called.
    #[serde(default)]
    pub audiences: Entries<Texts>,
    /// The look of the pages, where a variant does not say otherwise.
    pub theme: Option<Theme>,
    /// Headers that tables for `diptych batch` have, each with the column that it is:
    /// `"姓名" = "name"`.
    #[serde(default)]
    pub columns: Entries<Spanned<String>>,
    /// Rules of `diptych check` by their ids, each with what it is to be.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Rule, RuleLevel>")]
    pub check: Entries<Spanned<String>>,
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
    /// The look of its pages, where it differs from the project's.
    pub theme: Option<Theme>,
    /// Whether the timeline is printed; yes, when absent.
    pub timeline: Option<bool>,
    /// Whether the timeline cites its sources in notes below it; yes, when absent.
    pub timeline_notes: Option<bool>,
    /// Whether the recommendations stand together at the front; no, when absent.
    pub recommendations_first: Option<bool>,
    /// Whether the list of sources is printed; yes, when absent.
    pub sources: Option<bool>,
    /// Whether the editors' notes are printed; no, when absent.
    pub editorial: Option<bool>,
    /// Whether the terms are listed with the pages that use them; no, when
    /// absent.
    pub glossary: Option<bool>,
    /// The languages in which its title, summary and keywords stand below the summary,
    /// beside those that it is in; none, when absent.
    #[serde(default)]
    pub abstracts: Each<Spanned<String>>,
    /// As what each text that it prints must have been confirmed; not at all, when absent.
    #[schemars(with = "Option<Stage>")]
    pub require: Option<Spanned<String>>,
    /// Whether what `check` finds keeps it from being built; no, when absent.
    pub strict: Option<bool>,
    /// The most pages that it may have.
    pub max_pages: Option<usize>,
    /// The most text by language, in words or characters.
    #[serde(default)]
    pub max_length: Entries<usize>,
}

/// `templates/NAME.yaml`: what a template asks for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Template {
    /// What it prints of the recipient of a document in a batch.
    pub recipient: Each<Field>,
}

/// What an office chooses of the look of its pages.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Theme {
    /// The size of the page.
    #[schemars(with = "Option<Paper>")]
    pub paper: Option<Spanned<String>>,
    /// The colour of headings and rules: `#0d4663`.
    pub accent: Option<Spanned<String>>,
    /// The colour of note marks and of the key messages: `#a53a1e`.
    pub highlight: Option<Spanned<String>>,
    /// A picture at the head of the first page.
    pub logo: Option<Logo>,
    /// Who may have it, or that it is a draft: at the head of each page.
    pub marking: Option<Texts>,
    /// The word for a draft across each page.
    pub draft: Option<bool>,
}

/// A picture that stands for an office.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// An SVG or PNG file in `data`.
    pub file: Spanned<String>,
    /// What it shows, for those who do not see it.
    pub alt: Texts,
}

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
