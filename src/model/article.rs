//! The article: the checked data, in every language, for every audience.
//!
//! What [`crate::load`] gives. Every id it mentions exists; where a text is not there in
//! a language, that of another stands for it, and says so. Knows nothing of variants; says nothing of print.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::{Date, Edtf};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::imprint::Imprint;
use crate::model::language::Pattern;
use crate::model::locator::{Locator, same_places};
use crate::model::rule::Rule;
use crate::model::source::Source;
use crate::model::vocabulary::{BlockKind, ChartForm, FigureKind, Item, Level, Localized};

/// The checked data of a project.
#[derive(Debug, Clone)]
pub struct Article {
    pub title: Localized<Phrase>,
    /// The title where there is little room.
    pub short_title: Option<Localized<Phrase>>,
    pub subtitle: Option<Localized<Phrase>>,
    pub attribution: Option<Localized<Phrase>>,
    pub issue: Option<Issue>,
    pub received: Option<Date>,
    pub revised: Option<Date>,
    pub credits: Vec<Credit>,
    pub imprint: Imprint,
    pub summary: Option<Block>,
    pub colophon: Option<Localized<Phrase>>,
    pub keywords: Vec<Localized<Phrase>>,
    pub sections: Vec<Section>,
    /// In order of time.
    pub periods: Vec<Period>,
    /// In order of time, then of the file.
    pub events: Vec<Event>,
    /// In the file's order.
    pub figures: Vec<Figure>,
    pub sources: BTreeMap<String, Source>,
    /// What is wrong with sources that nothing cites.
    pub uncited: Vec<Diagnostic>,
    pub references: BTreeMap<String, Reference>,
    pub units: BTreeMap<String, Localized<Pattern>>,
    /// Findings of `check` that are right as they are.
    pub waivers: Vec<Waiver>,
    /// Where ids are given, and the texts that keep no place of their own.
    pub origins: Vec<Origin>,
}

/// Where something stands: `block/rivers`, or in one language `term/board/long`.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    pub name: String,
    /// All languages, when absent.
    pub language: Option<String>,
    pub place: Place,
}

/// A rule of `check` whose findings are right as they are, in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiver {
    pub rule: Rule,
    /// Where it is waived.
    pub place: Place,
    /// The texts that it is waived for.
    pub covers: Vec<Place>,
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
    pub missing: Option<Missing>,
}

/// That a text is not there yet in a language, and the one of another stands for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// The key of the language that the text is really in.
    pub language: String,
    /// Of what it is a text: "the block `rivers`".
    pub what: String,
    /// Whether it may be there, and is being written.
    pub is_draft: bool,
    /// Where it is to be written.
    pub place: Place,
}

/// A stretch of inline text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Piece {
    Text(String),
    Emph(Vec<Piece>),
    Strong(Vec<Piece>),
    /// Stressed: with dots, where a language has them.
    Stress(Vec<Piece>),
    /// Lowered, and raised.
    Sub(Vec<Piece>),
    Super(Vec<Piece>),
    /// The end of a line, within a paragraph.
    Break,
    Link {
        url: String,
        body: Vec<Piece>,
    },
    /// One note, which cites one source or several.
    Note(Vec<Cite>),
    /// One note in words.
    Footnote(Footnote),
    /// `{id}`.
    Ref {
        id: String,
        form: TermForm,
        place: Place,
    },
}

/// Calls a function for each piece, outer ones first, and for the words around citations
/// at the end. Notes in words are texts of their own: [`each_piece_and_note`] goes on in them.
pub(crate) fn each_piece<'a>(pieces: &'a [Piece], visit: &mut impl FnMut(&'a Piece)) {
    for piece in pieces {
        visit(piece);
        if let Piece::Emph(body)
        | Piece::Strong(body)
        | Piece::Stress(body)
        | Piece::Sub(body)
        | Piece::Super(body)
        | Piece::Link { body, .. } = piece
        {
            each_piece(body, visit);
        }
    }
    // The words of notes do not stand in the text.
    for piece in pieces {
        if let Piece::Note(cites) = piece {
            cites.iter().for_each(|cite| {
                each_piece(&cite.before, visit);
                each_piece(&cite.after, visit);
            });
        }
    }
}

/// The same, and for all in the notes in words.
pub(crate) fn each_piece_and_note<'a>(pieces: &'a [Piece], visit: &mut impl FnMut(&'a Piece)) {
    let mut notes = vec![];
    each_piece(pieces, &mut |piece| {
        visit(piece);
        if let Piece::Footnote(note) = piece {
            notes.push(note);
        }
    });
    notes.into_iter().for_each(|note| each_piece(&note.body, visit));
}

/// What is missing of the notes in words that are marked in pieces.
pub(crate) fn missing_notes(pieces: &[Piece]) -> Vec<&Missing> {
    let mut missing = vec![];
    each_piece(pieces, &mut |piece| {
        if let Piece::Footnote(note) = piece {
            missing.extend(&note.missing);
        }
    });
    missing
}

/// The text that is written in pieces, without what is asked for by name.
///
/// ```
/// use diptych::model::article::{Piece, written};
///
/// assert_eq!(written(&[Piece::Text("a lake".into())]), "a lake");
/// ```
pub fn written(pieces: &[Piece]) -> String {
    let mut text = String::new();
    each_piece(pieces, &mut |piece| {
        if let Piece::Text(part) = piece {
            text.push_str(part);
        }
    });
    text
}

/// A note in words, where its mark stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Footnote {
    /// Its name beside the text, and what it belongs to: `block/rivers`.
    pub id: String,
    pub owner: String,
    /// What it says, with citations in it.
    pub body: Vec<Piece>,
    /// Whether it is in this language and no other.
    pub is_alone: bool,
    /// That its words are those of another language, though its mark is in this one.
    pub missing: Option<Missing>,
    /// Where the mark is, and where the note.
    pub mark: Place,
    pub place: Place,
}

impl Footnote {
    /// What templates call its text.
    pub(crate) fn name(&self) -> String {
        format!("{}/note/{}", self.owner, self.id)
    }
}

/// A source cited, and where in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cite {
    pub key: String,
    /// From the widest to the narrowest, as written: volume 2, page 14.
    pub locators: Vec<Locator>,
    /// Whether the text has named the author.
    pub without_author: bool,
    /// Words of the language before it and after it: `see `, `, emphasis added`.
    pub before: Vec<Piece>,
    pub after: Vec<Piece>,
    pub place: Place,
}

/// Whether two notes cite the same places in the same sources in one order, in whatever
/// words.
pub(crate) fn same_cites(a: &[Cite], b: &[Cite]) -> bool {
    let is_same = |(a, b): (&Cite, &Cite)| a.key == b.key && same_places(&a.locators, &b.locators);
    a.len() == b.len() && a.iter().zip(b).all(is_same)
}

/// How a term is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermForm {
    /// Spelled out at its first use, short afterwards.
    ByUse,
    /// The same, with a capital.
    Capital,
    Long,
    Short,
}

/// A section with its blocks and sub-sections.
#[derive(Debug, Clone)]
pub struct Section {
    pub id: String,
    pub title: Localized<Phrase>,
    /// The title where there is little room.
    pub short_title: Option<Localized<Phrase>>,
    pub numbered: bool,
    /// Whether it is an appendix, counted apart.
    pub appendix: bool,
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
    /// What the paragraphs of a list are; empty for other kinds.
    pub items: Vec<Item>,
    /// Whose words they are, below these.
    pub attribution: Option<Localized<Phrase>>,
    /// The box that it stands in.
    pub boxed: Option<Boxed>,
    /// What the editors have to say of it.
    pub editorial: Option<Localized<Phrase>>,
}

impl Block {
    /// The box that it begins.
    pub(crate) fn box_begun(&self) -> Option<&Boxed> {
        self.boxed.as_ref().filter(|own| own.begins)
    }

    /// The title of the box that it begins.
    pub(crate) fn box_title(&self) -> Option<&Localized<Phrase>> {
        self.box_begun()?.title.as_ref()
    }
}

/// The box that a block stands in. All blocks of one have its level and audiences.
#[derive(Debug, Clone)]
pub struct Boxed {
    pub id: String,
    pub title: Option<Localized<Phrase>>,
    /// Whether the block is its first.
    pub begins: bool,
}

/// Calls a function for each section, and then for those in it.
pub(crate) fn each_section<'a>(sections: &'a [Section], visit: &mut impl FnMut(&'a Section)) {
    for section in sections {
        visit(section);
        each_section(&section.sections, visit);
    }
}

/// Calls a function for each block of sections, in the order of print.
pub(crate) fn each_block<'a>(sections: &'a [Section], visit: &mut impl FnMut(&'a Block)) {
    each_section(sections, &mut |section| section.blocks.iter().for_each(&mut *visit));
}

/// All blocks, the abstract included.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::model::article::blocks;
///
/// assert!(blocks(&project.article).iter().any(|block| block.id == "key-threats"));
/// ```
pub fn blocks(article: &Article) -> Vec<&Block> {
    let mut all: Vec<&Block> = article.summary.iter().collect();
    each_block(&article.sections, &mut |block| all.push(block));
    all
}

/// Paragraphs, or items of a list.
#[derive(Debug, Clone)]
pub struct Body {
    pub parts: Vec<Vec<Piece>>,
    pub place: Place,
    pub missing: Option<Missing>,
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
    /// A few words for a drawn timeline; the body, when absent.
    pub label: Option<Localized<Phrase>>,
}

impl Event {
    /// What a drawn timeline calls it.
    pub(crate) fn drawn_label(&self) -> &Localized<Phrase> {
        self.label.as_ref().unwrap_or(&self.body)
    }
}

/// A figure or a table that follows a block.
#[derive(Debug, Clone)]
pub struct Figure {
    pub id: String,
    pub place: Place,
    /// The block that it stands behind, and is left out with; and where that is named.
    pub after: String,
    pub anchor: Place,
    pub level: Level,
    pub audiences: Option<Vec<String>>,
    pub title: Localized<Phrase>,
    /// What a drawing shows, for those who do not see it.
    pub alt: Option<Localized<Phrase>>,
    /// A remark below it.
    pub remark: Option<Localized<Phrase>>,
    pub content: FigureContent,
}

/// What a figure shows.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum FigureContent {
    Chart(Chart),
    Timeline(DrawnTimeline),
    Diagram(Vec<DiagramLevel>),
    Table(Table),
    Picture(Picture),
}

impl FigureContent {
    /// What the figure is numbered as.
    pub(crate) fn kind(&self) -> FigureKind {
        match self {
            Self::Table(_) => FigureKind::Table,
            _ => FigureKind::Figure,
        }
    }

    /// Every text in it.
    pub(crate) fn phrases(&self) -> Vec<&Localized<Phrase>> {
        let mut all = vec![];
        match self {
            Self::Chart(chart) => {
                all.extend(&chart.categories);
                for series in &chart.series {
                    all.extend(&series.label);
                    all.extend(series.values.iter().filter_map(|value| value.text.as_ref()));
                }
            }
            Self::Timeline(_) => {}
            Self::Diagram(levels) => {
                for level in levels {
                    all.push(&level.title);
                    for own in &level.boxes {
                        all.push(&own.title);
                        all.extend(&own.text);
                    }
                }
            }
            Self::Table(table) => {
                all.extend(table.cells().map(|cell| &cell.text));
            }
            Self::Picture(picture) => all.extend(picture.credit.iter().chain(&picture.licence)),
        }
        all
    }
}

impl Figure {
    /// Every text of the figure.
    pub(crate) fn phrases(&self) -> Vec<&Localized<Phrase>> {
        let own = std::iter::once(&self.title).chain(&self.alt).chain(&self.remark);
        own.chain(self.content.phrases()).collect()
    }
}

/// A chart of numbers: as many values in each series as there are categories.
#[derive(Debug, Clone)]
pub struct Chart {
    pub form: ChartForm,
    pub categories: Vec<Localized<Phrase>>,
    pub series: Vec<Series>,
}

/// A row of values.
#[derive(Debug, Clone)]
pub struct Series {
    /// Absent where there is only one.
    pub label: Option<Localized<Phrase>>,
    pub values: Vec<ChartValue>,
}

/// A value of a chart.
#[derive(Debug, Clone)]
pub struct ChartValue {
    pub quantity: Quantity,
    /// The id of the quantity; absent for a number of a CSV file.
    pub id: Option<String>,
    /// What is printed at it; when absent, the number, or nothing in a chart of lines.
    pub text: Option<Localized<Phrase>>,
}

/// A picture: the same in all languages, or one for each.
#[derive(Debug, Clone)]
pub struct Picture {
    pub files: Localized<PictureFile>,
    /// Its share of the width of the text, in per cent.
    pub width: usize,
    /// Whose it is, and under what licence.
    pub credit: Option<Localized<Phrase>>,
    pub licence: Option<Localized<Phrase>>,
}

/// A file with a picture.
#[derive(Debug, Clone)]
pub struct PictureFile {
    /// From the root.
    pub path: String,
    /// Its width and height: in pixels, or in points.
    pub size: (u32, u32),
    pub is_raster: bool,
    /// Where it is named.
    pub place: Place,
}

/// The events of two sorts along an axis, with the periods as bands.
#[derive(Debug, Clone)]
pub struct DrawnTimeline {
    /// Kinds of events that are named above the axis, and below it.
    pub above: Vec<String>,
    pub below: Vec<String>,
}

/// A level of a diagram, which leads to the next.
#[derive(Debug, Clone)]
pub struct DiagramLevel {
    pub title: Localized<Phrase>,
    pub boxes: Vec<DiagramBox>,
}

/// A box of a diagram.
#[derive(Debug, Clone)]
pub struct DiagramBox {
    pub title: Localized<Phrase>,
    pub text: Option<Localized<Phrase>>,
}

/// A table of text, whose first column heads the rows. Cells fill it, and none covers
/// what another does.
#[derive(Debug, Clone)]
pub struct Table {
    /// How many there are.
    pub columns: usize,
    /// The rows of the head, from the top.
    pub head: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// All cells, row by row.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.head.iter().chain(&self.rows).flatten()
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub struct Cell {
    /// In no language, where it is empty.
    pub text: Localized<Phrase>,
    /// The first column that it stands in, from 0.
    pub column: usize,
    /// How many columns and rows it goes over.
    pub columns: usize,
    pub rows: usize,
    pub place: Place,
}

/// What `{id}` prints.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reference {
    Date(Edtf),
    Term(Term),
    Quantity(Quantity),
    Figure,
}

/// An approved term.
#[derive(Debug, Clone)]
pub struct Term {
    pub long: Localized<String>,
    pub short: Option<Localized<String>>,
    /// The languages in which another one stands for it.
    pub missing: Localized<Missing>,
    /// Wordings that are not to be used.
    pub avoid: Localized<Vec<String>>,
    /// Other forms of its words.
    pub forms: Localized<Vec<String>>,
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
    /// The ids of the quantities that it is derived from.
    pub parts: Vec<String>,
    /// The id of that of which it is a share.
    pub whole: Option<String>,
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
