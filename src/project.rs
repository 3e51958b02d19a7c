//! A project: the languages, the audiences, the variants, and the article.

use std::collections::BTreeMap;

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
    pub notes: NoteNumbering,
    pub timeline: bool,
    pub sources: bool,
    /// The most pages that it may have.
    pub max_pages: Option<usize>,
    /// The most text that it may have in each language, in its unit of length.
    pub max_length: BTreeMap<String, usize>,
}

/// How languages stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Side by side, pair by pair.
    Parallel,
    /// One below the other, pair by pair.
    Stacked,
    /// One language alone.
    Single,
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
