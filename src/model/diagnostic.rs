//! Diagnostics: the only way anything complains.
//!
//! Takes what went wrong and where; gives a list that a front end prints.
//! Never prints, and never stops at the first one.

use std::ops::Range;

use indexmap::IndexSet;
use serde::{Deserialize, Serialize};

use super::code::Code;
use super::rule::Rule;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The result is written, and should be looked at.
    Warning,
}

/// A place in a file of the user's project.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path from the project's root, with `/` between its parts.
    pub path: String,
    /// Bytes from the start of the file.
    pub range: Range<usize>,
}

impl Place {
    /// Creates a place from a path and a byte range.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// let place = Place::new("data/events.yaml", 8..14);
    /// assert_eq!(place.range.start, 8);
    /// ```
    pub fn new(path: impl Into<String>, range: Range<usize>) -> Self {
        Self { path: path.into(), range }
    }

    /// The place of a file as a whole.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// assert_eq!(Place::file("diptych.toml"), Place::new("diptych.toml", 0..0));
    /// ```
    pub fn file(path: impl Into<String>) -> Self {
        Self::new(path, 0..0)
    }
}

/// The line and the column of a byte of a text, from 1, in characters.
///
/// ```
/// use diptych::model::diagnostic::line_and_column;
///
/// assert_eq!(line_and_column("湖\n水 b", 8), (2, 3));
/// ```
pub fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// One complaint: what kind it is of, what was found, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The kind of mistake; what the rules of `check` find has theirs.
    pub code: Code,
    /// What was found, in the user's words: lower case, no full stop.
    pub message: String,
    /// Where; absent only for what has no file, such as a flag.
    pub place: Option<Place>,
    /// How to mend it.
    pub hints: Vec<String>,
    /// Another place that it is about. Few have one, and results stay small without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) other: Option<Box<Place>>,
}

impl Diagnostic {
    /// Creates an error at a place.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// let told = Diagnostic::error(Code::Usage, Place::file("diptych.toml"), "it is empty");
    /// assert_eq!(told.place.unwrap().path, "diptych.toml");
    /// ```
    pub fn error(code: impl Into<Code>, place: Place, message: impl Into<String>) -> Self {
        Self { place: Some(place), ..Self::bare(code, message) }
    }

    /// Creates a warning at a place.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// let told = Diagnostic::warning(Code::Usage, Place::file("diptych.toml"), "it is long");
    /// let mut all = Diagnostics::default();
    /// all.push(told);
    /// assert!(!all.has_errors());
    /// ```
    pub fn warning(code: impl Into<Code>, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    /// Creates an error that has no place in a file.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// assert_eq!(Diagnostic::bare(Code::Usage, "no such flag").place, None);
    /// ```
    pub fn bare(code: impl Into<Code>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code: code.into(),
            message: message.into(),
            place: None,
            hints: vec![],
            other: None,
        }
    }

    /// The rule of `check` that found it, by its id.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// use diptych::model::rule::Rule;
    ///
    /// assert_eq!(Diagnostic::bare(Rule::Numbers, "2 and 3").rule(), Some("numbers"));
    /// assert_eq!(Diagnostic::bare(Code::Usage, "no such flag").rule(), None);
    /// ```
    pub fn rule(&self) -> Option<&'static str> {
        self.code.rule().map(Rule::id)
    }

    /// The other place that it is about, such as the same text in another language.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// assert_eq!(Diagnostic::bare(Code::Usage, "no such flag").other(), None);
    /// ```
    pub fn other(&self) -> Option<&Place> {
        self.other.as_deref()
    }

    /// Adds the other place that it is about.
    pub(crate) fn beside(self, other: Place) -> Self {
        Self { other: Some(Box::new(other)), ..self }
    }

    /// Adds a hint.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// let told = Diagnostic::bare(Code::Usage, "no such flag").hint("`--help` lists all");
    /// assert_eq!(told.hints, ["`--help` lists all"]);
    /// ```
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a hint, where there is one.
    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hints.extend(hint);
        self
    }
}

/// All complaints of one run, each once, in the order in which they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: IndexSet<Diagnostic>,
}

impl Diagnostics {
    /// Adds a complaint.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// let mut all = Diagnostics::default();
    /// all.push(Diagnostic::bare(Code::Usage, "no such flag"));
    /// all.push(Diagnostic::bare(Code::Usage, "no such flag"));
    /// assert_eq!(all.sorted().len(), 1);
    /// ```
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.insert(diagnostic);
    }

    /// Adds several.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// let mut all = Diagnostics::default();
    /// all.extend(["one", "two"].map(|message| Diagnostic::bare(Code::Usage, message)));
    /// assert_eq!(all.sorted().len(), 2);
    /// ```
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|d| self.push(d));
    }

    /// Whether anything forbids going on.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// let mut all = Diagnostics::default();
    /// assert!(!all.has_errors());
    /// all.push(Diagnostic::bare(Code::Usage, "no such flag"));
    /// assert!(all.has_errors());
    /// ```
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// The complaints, ordered by file and place.
    ///
    /// ```
    /// # use diptych::model::{code::Code, diagnostic::{Diagnostic, Diagnostics, Place}};
    /// let at = |byte| Diagnostic::error(Code::Usage, Place::new("a.yaml", byte..byte), "here");
    /// let mut all = Diagnostics::default();
    /// all.extend([at(7), at(3)]);
    /// assert_eq!(all.sorted(), [&at(3), &at(7)]);
    /// ```
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut list: Vec<_> = self.list.iter().collect();
        list.sort_by_key(|d| d.place.as_ref().map(|p| (&p.path, p.range.start, p.range.end)));
        list
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = indexmap::set::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { list: IndexSet::from([diagnostic]) }
    }
}

/// The candidate that a misspelt word most likely meant, as a hint.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    candidates
        .into_iter()
        .map(|c| {
            (strsim::damerau_levenshtein(word, c), c.starts_with(word) || word.starts_with(c), c)
        })
        .filter(|(distance, prefix, c)| *prefix || *distance <= c.chars().count().max(3) / 3)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(_, _, c)| format!("did you mean `{c}`?"))
}
