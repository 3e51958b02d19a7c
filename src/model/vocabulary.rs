//! Vocabulary: the words that data, editions and templates share.
//!
//! Levels, layouts, kinds of blocks and figures, themes: what an author writes and a
//! template reads. Knows of no article and no edition.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// A value for each language of the project, by language key.
pub type Localized<T> = BTreeMap<String, T>;

/// How a block's text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BlockKind {
    /// Paragraphs.
    #[default]
    Text,
    /// The items of a list.
    List,
    /// The words of others.
    Quote,
    /// Words of others that stand before a text, set to the side.
    Epigraph,
    /// A sentence of the article, set large between others.
    PullQuote,
    /// What is recommended, counted from 1.
    Recommendation,
}

/// What a paragraph of a list is, the same in each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Item {
    /// In how many other lists the list stands.
    pub depth: usize,
    /// Its number; none of a bullet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<usize>,
    /// Whether it goes on with the item before it of its depth.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
}

/// How numbers are drawn.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChartForm {
    /// A bar for each value.
    #[default]
    Bar,
    /// A line for each series; the categories along the axis.
    Line,
    /// A bar for each category, divided into the series' shares of it.
    Share,
}

/// What a figure is numbered as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FigureKind {
    Figure,
    Table,
}

/// What an office chooses of the look of its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Theme {
    pub paper: Paper,
    /// The colour of headings and rules: `#rrggbb`.
    pub accent: String,
    /// The colour of note marks and of the key messages: `#rrggbb`.
    pub highlight: String,
    pub logo: Option<Logo>,
    /// Who may have it, at the head of each page.
    pub marking: Option<Localized<String>>,
    /// Whether the word for a draft stands across each page.
    pub draft: bool,
}

impl Default for Theme {
    fn default() -> Self {
        Self {
            paper: Paper::A4,
            accent: "#0d4663".into(),
            highlight: "#a53a1e".into(),
            logo: None,
            marking: None,
            draft: false,
        }
    }
}

/// A picture that stands for an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// Its path from the project's root.
    pub path: String,
    /// What it shows, for those who do not see it.
    pub alt: Localized<String>,
}

/// The size of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Paper {
    /// 210 by 297 mm (ISO 216).
    #[default]
    A4,
    /// 8.5 by 11 inches (ANSI A).
    Letter,
}

/// How languages stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Layout {
    /// Side by side, pair by pair.
    Parallel,
    /// One below the other, pair by pair.
    Stacked,
    /// On the left and right pages of a spread, pair by pair.
    Facing,
    /// One language alone.
    Single,
}

impl Layout {
    /// Why it does not fit so many languages, and the abstract in so many others; and
    /// what to do.
    pub(crate) fn misfit(
        self,
        languages: usize,
        abstracts: usize,
    ) -> Option<(String, &'static str)> {
        if self == Self::Facing && abstracts > 0 {
            let hint = "leave `abstracts` out, or choose another layout";
            return Some((
                "on facing pages there is none for an abstract in another language".into(),
                hint,
            ));
        }
        let fits = match self {
            Self::Single => languages == 1,
            Self::Parallel | Self::Facing => languages == 2,
            Self::Stacked => languages > 1,
        };
        let hint =
            "`single` is for one language, `parallel` and `facing` for two, `stacked` for more";
        (!fits).then(|| (format!("the layout does not fit {languages} languages"), hint))
    }
}

/// How notes are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NoteNumbering {
    /// From the first page to the last.
    #[default]
    Continuous,
    /// ①②③ on each page, in one language alone.
    PerPage,
}
