//! Sources: the works that an article can cite, by the variables of CSL 1.0.2.

mod dates;
mod record;

use std::collections::BTreeMap;

use super::diagnostic::Place;

pub use dates::{Point, SourceDate, When};
pub use record::Record;
pub(crate) use record::{DATES, NAMES, ROLES, TEXTS, joined, literal, marks, name};

/// A work that can be cited.
#[derive(Debug, Clone)]
pub struct Source {
    pub key: String,
    /// With the titles in the source's own language.
    pub record: Record,
    /// The ISO 639 code of the source's language; unknown, when absent.
    pub language: Option<String>,
    /// The ISO 3166 code that follows it, where one is given.
    pub region: Option<String>,
    /// Its key in the user's file.
    pub place: Place,
    /// The fields of the file that say something to readers.
    pub given: Vec<Given>,
    /// What readers of other languages know it by, by language key.
    pub titles: BTreeMap<String, SourceTitle>,
}

impl Source {
    /// A source of which nothing more is known than its record, whose language it has.
    pub(crate) fn new(key: &str, record: Record, place: Place) -> Self {
        let tag = record.text("language").unwrap_or_default();
        let mut parts = tag.split('-').map(str::to_string);
        let language = parts.next().filter(|code| !code.is_empty() && code != "und");
        let region = parts.find(|part| part.len() == 2 || part.parse::<u16>().is_ok());
        let (key, given, titles) = (key.into(), vec![], BTreeMap::new());
        Self { key, record, language, region, place, given, titles }
    }
}

/// A field of a file of sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its name in the file.
    pub field: String,
    /// The variables of CSL that say it; none, where CSL has no such thing.
    pub variables: Vec<String>,
    pub place: Place,
}

/// What readers of one language know a source by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceTitle {
    /// The title, translated.
    pub title: Option<String>,
    /// What it appeared in, translated.
    pub container: Option<String>,
    /// What a later note calls it.
    pub short: Option<String>,
    /// Who published it, translated.
    pub publisher: Option<String>,
    /// Where it was published, translated.
    pub place: Option<String>,
    /// The authors, printed as given (`Liu Zhenmin`). A comma after the family
    /// name (`Liu, Zhenmin`) is not printed in notes; it lets later notes
    /// print the family name alone.
    pub authors: Option<Vec<String>>,
}
