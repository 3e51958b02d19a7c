//! The article: the checked data, in every language, for every audience.
//!
//! What [`crate::load`] gives. Every id it mentions exists; where a text is not there in
//! a language, that of another stands for it, and says so. Knows nothing of variants; says nothing of print.

mod figures;
mod pieces;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::{Date, Edtf};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::imprint::Imprint;
use crate::model::language::Pattern;
use crate::model::rule::Rule;
use crate::model::source::Source;
use crate::model::vocabulary::{BlockKind, Item, Level, Localized};

pub use figures::{
    Cell, Chart, ChartValue, DiagramBox, DiagramLevel, DrawnTimeline, Figure, FigureContent,
    Picture, PictureFile, Series, Table,
};
pub use pieces::{Cite, Footnote, Missing, Phrase, Piece, TermForm, written};

pub(crate) use pieces::{each_piece, each_piece_and_note, missing_notes, same_cites};

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
