//! The record of concordance: who said that two texts agree, as what, and of which words.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::diagnostic::Place;

/// As what two texts were said to agree, from the least to the most.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// By who has translated it.
    #[default]
    Translated,
    /// By a second reader.
    Reviewed,
    /// By who answers for it.
    Final,
}

impl Stage {
    /// All of them, from the least.
    pub const ALL: [Self; 3] = [Self::Translated, Self::Reviewed, Self::Final];

    /// Its name in the record and in arguments.
    ///
    /// ```
    /// use diptych::model::concordance::Stage;
    ///
    /// assert_eq!(Stage::ALL.map(Stage::name), ["translated", "reviewed", "final"]);
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Translated => "translated",
            Self::Reviewed => "reviewed",
            Self::Final => "final",
        }
    }
}

/// What is recorded, by unit (`block.rivers`) and language; each is of the pair with the
/// original.
pub type Concordance = BTreeMap<Pair, Entry>;

/// A unit in a language: its text beside that of the original.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// `block.rivers`, `article.title`.
    pub unit: String,
    pub language: String,
}

/// What is recorded of a pair.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// The highest is of the texts below; those before it may be of earlier ones.
    pub signatures: BTreeMap<Stage, Signature>,
    /// What the texts said when they were last confirmed, a line for each part.
    pub original: Vec<String>,
    pub text: Vec<String>,
    /// Where it stands; nothing of one that is to be written.
    pub place: Option<Place>,
}

impl Entry {
    /// As what it was last said to agree.
    ///
    /// ```
    /// use diptych::model::concordance::Entry;
    ///
    /// assert_eq!(Entry::default().stage(), None);
    /// ```
    pub fn stage(&self) -> Option<Stage> {
        self.signatures.keys().next_back().copied()
    }
}

/// Who said so, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    pub by: String,
    /// A day: `2026-11-30`.
    pub on: Option<String>,
}
