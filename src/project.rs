//! A project: the languages, the audiences, the variants, and the article.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::article::{Article, Level, Localized};
use crate::diagnostic::Place;
use crate::language::Language;
use crate::select::cite::Style;

/// Everything that [`crate::load`] has checked.
#[derive(Debug)]
pub struct Project {
    /// The first is the one that the article was written in.
    pub languages: Vec<Language>,
    /// What each audience is called.
    pub audiences: BTreeMap<String, Localized<String>>,
    /// In the file's order.
    pub variants: Vec<Variant>,
    pub article: Article,
    /// The note styles that the languages name.
    pub styles: BTreeMap<String, Style>,
    /// What each template prints of a recipient; nothing, for those not here.
    pub recipients: BTreeMap<String, Vec<Field>>,
    /// Columns of a batch by the headers that tables have for them, and where that is said.
    pub columns: BTreeMap<String, (String, Place)>,
}

impl Project {
    /// The language of a key.
    pub fn language(&self, key: &str) -> Option<&Language> {
        self.languages.iter().find(|l| l.key == key)
    }

    /// The variant of a name.
    pub fn variant(&self, name: &str) -> Option<&Variant> {
        self.variants.iter().find(|v| v.name == name)
    }
}

/// What a template prints of the recipient of a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Field {
    /// The column of a batch: `name`, or `name.zh` for one language.
    pub name: String,
    #[serde(default)]
    pub kind: FieldKind,
    /// Whether a recipient must have it.
    #[serde(default)]
    pub required: bool,
    /// Whether its lines stay lines; else they are one.
    #[serde(default)]
    pub lines: bool,
    /// The fields of which one must say what a picture shows: the first that is
    /// there is its alternative text.
    #[serde(default)]
    pub alt: Vec<String>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// Words, printed as they are.
    #[default]
    Text,
    /// A date in EDTF, printed by the patterns of each language.
    Date,
    /// An SVG or PNG file in `data`, by its path in there.
    Picture,
}

/// A named way to publish.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    pub name: String,
    pub place: Place,
    pub template: String,
    /// Keys of languages, in the order of print.
    pub languages: Vec<String>,
    pub layout: Layout,
    pub level: Level,
    /// The audience; only what everybody may see, when absent.
    pub audience: Option<String>,
    /// Blocks above the level that are in all the same, if the audience may
    /// see them.
    pub include: BTreeSet<String>,
    /// Blocks that are left out.
    pub exclude: BTreeSet<String>,
    pub notes: NoteNumbering,
    pub theme: Theme,
    pub timeline: bool,
    pub timeline_notes: bool,
    pub sources: bool,
    pub editorial: bool,
    pub glossary: bool,
    /// Keys of other languages, in which title, summary and keywords are printed as well.
    pub abstracts: Vec<String>,
    /// The most pages that it may have.
    pub max_pages: Option<usize>,
    /// The most text that it may have in each language, in its unit of length.
    pub max_length: BTreeMap<String, usize>,
}

/// What an office chooses of the look of its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// A picture that stands for an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Logo {
    /// Its path from the project's root.
    pub path: String,
    /// What it shows, for those who do not see it.
    pub alt: Localized<String>,
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

/// The size of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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
    pub fn misfit(self, languages: usize, abstracts: usize) -> Option<(String, &'static str)> {
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
pub enum NoteNumbering {
    /// From the first page to the last.
    #[default]
    Continuous,
    /// ①②③ on each page, in one language alone.
    PerPage,
}
