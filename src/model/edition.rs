//! Editions: one article, one variant, one audience, everything decided.
//!
//! What [`crate::select`] gives and templates print as it is. Holds only what
//! its readers may see, and only the languages of its variant (of others, the
//! abstract where it is asked for); serialises to
//! the JSON that `diptych explain --format json` prints and templates read.

mod figures;
mod runs;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::diagnostic::Place;
use crate::model::language::Language;
use crate::model::locator::Locator;
use crate::model::vocabulary::{BlockKind, Item, Layout, Level, NoteNumbering, Theme};

pub use figures::{
    Cell, Chart, ChartValue, DiagramBox, DiagramLevel, DrawnEvent, DrawnPeriod, DrawnTimeline,
    Figure, FigureContent, Picture, Series, Table,
};
pub use runs::{Run, each_run, plain};

pub(crate) use runs::each_text_mut;

/// The name by which templates read an edition, and a PDF with its data carries it.
pub const FILE_NAME: &str = "edition.json";

/// A value for each language of the edition, by language key.
pub type PerLanguage<T> = BTreeMap<String, T>;

/// Text in each language.
pub type Text = PerLanguage<Vec<Run>>;

/// One article, one variant, one audience, everything decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Edition {
    /// The variant's name.
    pub variant: String,
    /// The template that prints it.
    pub template: String,
    /// How the languages stand to each other.
    pub layout: Layout,
    /// How much of the article is in.
    pub level: Level,
    /// For whom; everybody, when absent.
    pub audience: Option<String>,
    /// How notes are numbered.
    pub note_numbering: NoteNumbering,
    /// The look of the pages.
    pub theme: Theme,
    /// The languages, in the variant's order.
    pub languages: Vec<Language>,
    /// The key of the language that the article was written in.
    pub original: String,
    pub title: Text,
    /// The title where there is little room.
    pub short_title: Option<Text>,
    pub subtitle: Option<Text>,
    /// What it reports, and whose that is.
    pub attribution: Option<Text>,
    /// The issue, in each language's words.
    pub issue: Option<PerLanguage<String>>,
    /// When the article was received and revised, in each language's words.
    pub received: Option<PerLanguage<String>>,
    pub revised: Option<PerLanguage<String>>,
    pub credits: Vec<Credit>,
    /// Who wrote it, and where they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affiliations: Vec<Affiliation>,
    /// When it was published, in each language's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<PerLanguage<String>>,
    /// What else is said of it as a publication, in the order of print.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub imprint: Vec<ImprintLine>,
    /// The abstract, a block of its own.
    pub summary: Option<Block>,
    pub keywords: Vec<PerLanguage<String>>,
    /// The abstract in languages that the edition does not have otherwise.
    pub abstracts: Vec<Abstract>,
    /// The blocks of level `key`, lifted out of their sections.
    pub key_messages: Vec<Block>,
    /// The recommendations, where they are lifted out of their sections.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recommendations: Vec<Block>,
    pub sections: Vec<Section>,
    pub timeline: Option<Timeline>,
    /// The periods of the article, and its events that have a short name, for a cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub axis: Option<DrawnTimeline>,
    /// The terms of the edition, in the order of the first language's letters.
    pub glossary: Vec<GlossaryTerm>,
    /// The names of these terms, in the order of each language's letters.
    pub index: PerLanguage<Vec<IndexEntry>>,
    /// Where the text comes from, and who may use it how.
    pub colophon: Option<Text>,
    /// What made the edition: `Diptych 1.0.0`.
    pub program: String,
    /// The notes of the running text, in order.
    pub notes: Vec<Note>,
    /// The sources cited, in the order of the first language's letters.
    pub sources: Vec<SourceItem>,
    /// What of it is a code or a date, for libraries and search engines.
    #[serde(skip)]
    pub record: Record,
    /// The files that are attached, by their paths from the root.
    pub attached: Vec<String>,
    /// To whom the document is addressed. Templates find it in a file of its
    /// own, so that editions which differ in nothing else share the rest.
    #[serde(skip)]
    pub recipient: Option<Recipient>,
}

/// What is the same in all languages of what a publication says of itself: in words, it is
/// in the imprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The date of publication, as far as it is known: `2026-11`.
    pub published: Option<String>,
    /// The number of the issue.
    pub issue: Option<String>,
    /// Its numbers by their keys in the data: `doi`, `issn`.
    pub codes: BTreeMap<String, String>,
}

/// Fields of a recipient that have a value, by name.
pub type Recipient = BTreeMap<String, PerLanguage<String>>;

impl Edition {
    /// The figures, in the order of print.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # let files = Files::built_in();
    /// # let project = load(&files, &mut Diagnostics::default()).unwrap();
    /// let edition = diptych::select::select(&project, project.variant("report").unwrap());
    /// assert!(edition.figures().count() > 0);
    /// ```
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.blocks().flat_map(|block| &block.figures)
    }

    /// All blocks: key messages, recommendations, the summary, and those of the sections.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # let files = Files::built_in();
    /// # let project = load(&files, &mut Diagnostics::default()).unwrap();
    /// let edition = diptych::select::select(&project, project.variant("report").unwrap());
    /// assert!(edition.blocks().any(|block| block.id == "key-threats"));
    /// ```
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        let front = self.key_messages.iter().chain(&self.recommendations).chain(&self.summary);
        front.chain(blocks(&self.sections))
    }
}

/// Sections, each before those in it.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::model::edition::sections;
///
/// let edition = diptych::select::select(&project, project.variant("report").unwrap());
/// assert!(sections(&edition.sections).len() >= edition.sections.len());
/// ```
pub fn sections(roots: &[Section]) -> Vec<&Section> {
    roots.iter().flat_map(|own| std::iter::once(own).chain(sections(&own.sections))).collect()
}

/// The blocks of sections, in the order of print.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::model::edition::blocks;
///
/// let edition = diptych::select::select(&project, project.variant("report").unwrap());
/// assert!(!blocks(&edition.sections).is_empty());
/// ```
pub fn blocks(roots: &[Section]) -> Vec<&Block> {
    sections(roots).into_iter().flat_map(|section| &section.blocks).collect()
}

/// Somebody's part in the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Credit {
    pub role: PerLanguage<String>,
    pub name: PerLanguage<String>,
}

/// Somebody who wrote the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Author {
    pub name: PerLanguage<String>,
    /// Which of [`Edition::affiliations`] is theirs.
    pub affiliation: Option<usize>,
}

/// Where authors are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Affiliation {
    /// Where its text comes from: `author/0/affiliation`.
    pub name: String,
    pub text: Text,
}

/// A line of the imprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImprintLine {
    /// Its key in the data (`publisher`); `field` for one of the author's own, `author` for a
    /// line about one, `cite-as`.
    pub key: String,
    /// Where its text comes from: `imprint/2`; nowhere, where the program makes it.
    pub name: Option<String>,
    pub label: PerLanguage<String>,
    pub text: Text,
}

/// What the article is about, for readers of another language. It has no notes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Abstract {
    pub language: Language,
    pub title: Vec<Run>,
    pub subtitle: Option<Vec<Run>>,
    /// Paragraphs.
    pub body: Vec<Vec<Run>>,
    pub keywords: Vec<String>,
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Section {
    pub id: String,
    /// 1 for a part, 2 for what it is divided into, and so on.
    pub depth: usize,
    /// The number in each language's convention (`一、`, `1`); absent where
    /// the section has none.
    pub number: Option<PerLanguage<String>>,
    pub title: Text,
    /// The title where there is little room.
    pub short_title: Option<Text>,
    pub blocks: Vec<Block>,
    pub sections: Vec<Section>,
}

/// The smallest aligned unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Block {
    pub id: String,
    /// The pair's number in the edition, the same in each language; absent
    /// for the key messages and the summary.
    pub number: Option<usize>,
    pub level: Level,
    pub kind: BlockKind,
    /// Paragraphs, or those of the items of a list, as many in each language; the last one
    /// says whose words the others are, where `attributed`.
    pub body: PerLanguage<Vec<Vec<Run>>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub attributed: bool,
    /// What the paragraphs of a list are; absent, where all are items with a bullet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// What a recommendation is called: `Recommendation 1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<PerLanguage<String>>,
    /// The box that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boxed: Option<Boxed>,
    /// The ids of the notes whose marks are in the body, in order.
    pub notes: Vec<String>,
    /// What the editors have to say of it.
    pub editorial: Option<Text>,
    /// Of a block that is lifted out of its section, the first and the last number of the
    /// pairs that stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub argued: Option<(usize, usize)>,
    /// What follows the block.
    pub figures: Vec<Figure>,
}

/// The box that a block stands in, with others before and after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Boxed {
    pub id: String,
    pub title: Option<Text>,
    /// Whether the block is the first and the last one in it.
    pub begins: bool,
    pub ends: bool,
}

/// A note, whose mark stands in a block or an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What marks refer to.
    pub id: String,
    /// What is printed: `1`, or `a` below the timeline, or `A` where it is in one language.
    pub label: String,
    /// In the languages that have it.
    pub body: Text,
    /// Of a note in words, the name of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Whether it is in one language and no other.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
    /// The keys of the sources that it cites.
    #[serde(skip)]
    pub cites: Vec<String>,
    /// Where each language cites them, and the places in them that it gives.
    #[serde(skip)]
    pub at: PerLanguage<Vec<(Place, Vec<Locator>)>>,
}

/// The timeline table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Timeline {
    pub periods: Vec<TimelinePeriod>,
    /// The notes below the table, lettered.
    pub notes: Vec<Note>,
}

/// A period with its events, in order of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelinePeriod {
    pub id: Option<String>,
    /// Absent for events that no period contains.
    pub title: Option<Text>,
    pub date: Option<PerLanguage<String>>,
    pub events: Vec<TimelineEvent>,
}

/// A row of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineEvent {
    pub id: String,
    pub event_kind: Option<String>,
    pub date: PerLanguage<String>,
    pub body: Text,
}

/// A term, and the blocks that use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GlossaryTerm {
    pub id: String,
    pub long: PerLanguage<String>,
    pub short: Option<PerLanguage<String>>,
    pub blocks: Vec<String>,
}

/// A name in the index: the long or the short one of a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexEntry {
    pub name: String,
    /// The short name beside the long one.
    pub short: Option<String>,
    /// The place of the term in the glossary.
    pub term: usize,
}

/// An item of the list of sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceItem {
    pub key: String,
    pub body: Text,
}
