//! Editions: one article, one variant, one audience, everything decided.
//!
//! What [`crate::select`] gives and templates print as it is. Holds only what
//! its readers may see, and only the languages of its variant (of others, the
//! abstract where it is asked for); serialises to
//! the JSON that `diptych explain --format json` prints and templates read.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::diagnostic::Place;
use crate::model::language::Language;
use crate::model::locator::Locator;
use crate::model::vocabulary::{
    BlockKind, ChartForm, FigureKind, Item, Layout, Level, NoteNumbering, Theme,
};

/// The name by which templates read an edition, and a PDF with its data carries it.
pub const FILE_NAME: &str = "edition.json";

/// A value for each language of the edition, by language key.
pub type PerLanguage<T> = BTreeMap<String, T>;

/// Text in each language.
pub type Text = PerLanguage<Vec<Run>>;

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Run {
    /// Plain text.
    Text {
        text: String,
    },
    /// Emphasis.
    Emph {
        body: Vec<Run>,
    },
    /// Strong emphasis.
    Strong {
        body: Vec<Run>,
    },
    /// Stressed: with a dot under each character.
    Stress {
        body: Vec<Run>,
    },
    /// Lowered, and raised.
    Sub {
        body: Vec<Run>,
    },
    Super {
        body: Vec<Run>,
    },
    /// The end of a line, within a paragraph.
    Break,
    /// A link; the scheme has been checked.
    Link {
        url: String,
        body: Vec<Run>,
    },
    /// Text in another language than its surroundings: an ISO 639 code and,
    /// where known, an ISO 3166 one.
    Foreign {
        lang: String,
        region: Option<String>,
        body: Vec<Run>,
    },
    /// The mark of a note: its id, the label to print, and whether it is the
    /// first mark of its note, which the note leads back to.
    Mark {
        id: String,
        label: String,
        first: bool,
        /// Whether it is in this language and no other, and so is not counted with the others.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        alone: bool,
    },
    /// A place where the block may be divided: as many in each language.
    Step,
}

impl Run {
    /// Creates a run of plain text.
    ///
    /// ```
    /// use diptych::model::edition::Run;
    ///
    /// assert_eq!(Run::text("a lake"), Run::Text { text: "a lake".into() });
    /// ```
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// The runs inside it, to be changed.
    fn body_mut(&mut self) -> &mut [Run] {
        match self {
            Self::Emph { body }
            | Self::Strong { body }
            | Self::Stress { body }
            | Self::Sub { body }
            | Self::Super { body }
            | Self::Link { body, .. }
            | Self::Foreign { body, .. } => body,
            Self::Text { .. } | Self::Break | Self::Mark { .. } | Self::Step => &mut [],
        }
    }

    /// The runs inside it.
    pub(crate) fn body(&self) -> &[Run] {
        match self {
            Self::Emph { body }
            | Self::Strong { body }
            | Self::Stress { body }
            | Self::Sub { body }
            | Self::Super { body }
            | Self::Link { body, .. }
            | Self::Foreign { body, .. } => body,
            Self::Text { .. } | Self::Break | Self::Mark { .. } | Self::Step => &[],
        }
    }
}

/// Calls a function for each run, and then for those inside it.
///
/// ```
/// use diptych::model::edition::{Run, each_run};
///
/// let runs = [Run::Emph { body: vec![Run::text("a lake")] }];
/// let mut count = 0;
/// each_run(&runs, &mut |_| count += 1);
/// assert_eq!(count, 2);
/// ```
pub fn each_run<'a>(runs: &'a [Run], visit: &mut impl FnMut(&'a Run)) {
    for run in runs {
        visit(run);
        each_run(run.body(), visit);
    }
}

/// Changes each text of runs, in order.
pub(crate) fn each_text_mut(runs: &mut [Run], change: &mut impl FnMut(&mut String)) {
    for run in runs {
        match run {
            Run::Text { text } => change(text),
            _ => each_text_mut(run.body_mut(), change),
        }
    }
}

/// The text of runs as it is printed, labels of notes included.
///
/// ```
/// use diptych::model::edition::{Run, plain};
///
/// let runs = [Run::text("a "), Run::Emph { body: vec![Run::text("lake")] }];
/// assert_eq!(plain(&runs), "a lake");
/// ```
pub fn plain(runs: &[Run]) -> String {
    let mut printed = String::new();
    each_run(runs, &mut |run| match run {
        Run::Text { text } | Run::Mark { label: text, .. } => printed.push_str(text),
        Run::Break => printed.push(' '),
        _ => {}
    });
    printed
}

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

/// A figure or table, with its notes below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Figure {
    pub id: String,
    pub kind: FigureKind,
    /// `图1`, `Figure 1`.
    pub label: PerLanguage<String>,
    pub title: Text,
    /// What a drawing shows, for those who do not see it.
    pub alt: Option<PerLanguage<String>>,
    /// A remark below it.
    pub remark: Option<Text>,
    pub content: FigureContent,
    /// Lettered.
    pub notes: Vec<Note>,
}

/// What a figure shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FigureContent {
    Chart(Chart),
    Timeline(DrawnTimeline),
    Diagram { levels: Vec<DiagramLevel> },
    Table(Table),
    Picture(Picture),
}

/// A picture: the same in all languages, or one for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Picture {
    /// The path of the file from the root.
    pub files: PerLanguage<String>,
    /// Its width and height, in any unit.
    pub sizes: PerLanguage<(u32, u32)>,
    /// Its share of the width of the text, in per cent.
    pub width: usize,
    /// Whose it is, and under what licence.
    pub credit: Option<Text>,
    pub licence: Option<Text>,
}

/// A table, whose first column heads the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// For each column, whether it is one of numbers.
    pub numbers: Vec<bool>,
    /// The rows of the head, from the top.
    pub head: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table; its text has steps where it is divided, a row of a page each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The first column that it stands in, from 0.
    pub column: usize,
    /// How many columns and rows it goes over.
    pub columns: usize,
    pub rows: usize,
    pub text: Text,
    /// In a column of numbers: how many characters stand before the decimal point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<PerLanguage<usize>>,
}

/// A chart: as many values in each series as there are categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    pub form: ChartForm,
    pub categories: Vec<Text>,
    pub series: Vec<Series>,
    /// The values of the axis of a line chart, from the lowest; empty for others.
    pub ticks: Vec<ChartValue>,
}

/// A row of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Series {
    pub label: Option<Text>,
    pub values: Vec<ChartValue>,
}

/// A value: a decimal number, and what is printed at it, if anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChartValue {
    pub amount: String,
    pub text: Text,
}

/// Periods and events along an axis, in days since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawnTimeline {
    pub periods: Vec<DrawnPeriod>,
    pub events: Vec<DrawnEvent>,
}

/// A band of a drawn timeline; open when it has no end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawnPeriod {
    pub title: Text,
    pub date: PerLanguage<String>,
    pub from: i64,
    pub to: Option<i64>,
}

/// A mark of a drawn timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawnEvent {
    pub above: bool,
    pub day: i64,
    pub date: PerLanguage<String>,
    pub label: Text,
}

/// A level of a diagram, which leads to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagramLevel {
    pub title: Text,
    pub boxes: Vec<DiagramBox>,
}

/// A box of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagramBox {
    pub title: Text,
    pub text: Option<Text>,
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
