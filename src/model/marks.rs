//! The marks of a language, and words that no finished text has: what `diptych check`
//! reads a text by, as an editor would.
//!
//! Part of a language's table.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// Marks that are wrong beside the letters of the language, each with the right one.
pub type Instead = BTreeMap<String, String>;

/// `marks`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Marks {
    /// Marks of another width: `,` for `，`, or the other way round.
    pub width: Instead,
    /// Straight quotes.
    pub quotes: Instead,
    /// What stands for an ellipsis: `...`.
    pub ellipsis: Instead,
    /// What stands for a dash: `--`.
    pub dashes: Instead,
    /// Marks that stand in pairs: `“”`.
    pub pairs: Vec<String>,
    /// Those of them whose second is a mark of its own as well: `‘’`.
    pub half_pairs: Vec<String>,
    /// Those of them that stand around titles, which other languages set in italics: `《》`.
    pub titles: Vec<String>,
    /// Marks that no space stands before, and behind.
    pub no_space_before: String,
    pub no_space_behind: String,
    /// Marks that do not stand beside each other or twice.
    pub single: String,
    /// Words that stand for a text that is to be written: `TODO`, `待译`.
    pub leftovers: Vec<String>,
    /// Words for what is to be filled in, in whatever case: a field of a recipient that is
    /// one, or has one in brackets, is empty. `[…]` is one in brackets only.
    pub unfilled: Vec<String>,
    /// Words that may be said twice: `had had`.
    pub repeatable: Vec<String>,
    /// Letters that are not said twice, with what they may be a part of.
    pub never_twice: BTreeMap<String, Vec<String>>,
    /// The most words or characters of a sentence, as `length` counts.
    pub sentence: Option<usize>,
}

/// `spelling`: which words and letters are of the language.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Spelling {
    /// A dictionary of Hunspell, `data/dictionaries/NAME.aff` and `.dic`, of the project or the
    /// program.
    pub dictionary: Option<String>,
    /// Letters that stand for others of the dictionary: `iz: is`.
    pub also: BTreeMap<String, String>,
    /// Beginnings with which a word of five letters or more is one as well: `macro`.
    pub prefixes: Vec<String>,
    /// Words that the dictionary lacks.
    pub words: Vec<String>,
    /// Words of another variety, each with that of the language: `color: colour`.
    pub variety: Instead,
    /// Letters of another variety, each before that of the language: `國国`.
    pub letters: String,
}
