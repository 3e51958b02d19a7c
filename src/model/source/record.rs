//! What a source says, by the variables of CSL 1.0.2.
//!
//! The one shape that every format is read into. Its texts may hold marks
//! (`model/marks.rs`), which printing turns into what they stand for.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{LiteralName, NameItem, NameValue};
use unicode_script::{Script, UnicodeScript};

use super::dates::SourceDate;

/// What a style cannot be told in plain text. Of the private use area, so that no
/// text has them by itself.
pub mod marks {
    /// Emphasis begins; and ends.
    pub const EMPH: char = '\u{e000}';
    pub const EMPH_END: char = '\u{e001}';
    /// The word keeps its case.
    pub const KEEP: char = '\u{e002}';
    /// A hyphen that is no dash between numbers.
    pub const HYPHEN: char = '\u{e003}';
    /// A backslash that begins no command.
    pub const BACKSLASH: char = '\u{e004}';
    /// As a name: there are others.
    pub const OTHERS: &str = "\u{e005}";
    /// A genre by its name in BibLaTeX follows.
    pub const GENRE: char = '\u{e006}';

    /// A comma that parts nothing, within a number.
    pub const COMMA: char = '\u{e007}';
    /// The character before it is for CSL alone: `9` before it and `II` behind it are a number
    /// that is printed as II, and `-` makes of what follows none.
    pub const UNSAID: char = '\u{e008}';
    /// The dashes between the numbers before it are strokes: 3/4.
    pub const SLASH: char = '\u{e009}';
    /// The dashes between the numbers before it are full stops: 1.2.
    pub const STOP: char = '\u{e00b}';
    /// Stands between the members of a list: publishers, places.
    pub const ALSO: char = '\u{e00a}';

    /// The letters that no style may change are those of a plane without characters.
    const FIXED: u32 = 0x10_0000;

    /// A letter that keeps its case; any other character is itself.
    pub fn fixed(c: char) -> char {
        let is_cased = c.is_lowercase() || c.is_uppercase();
        let other = Some(u32::from(c)).filter(|code| is_cased && *code < 0x1_0000);
        other.and_then(|code| char::from_u32(FIXED + code)).unwrap_or(c)
    }

    fn unfixed(c: char) -> char {
        let code = u32::from(c).checked_sub(FIXED);
        code.and_then(char::from_u32).unwrap_or(c)
    }

    pub fn is_mark(c: char) -> bool {
        ('\u{e000}'..='\u{e00f}').contains(&c)
    }

    /// Text as it is printed, without emphasis.
    pub fn bare(text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                HYPHEN => out.push('-'),
                BACKSLASH => out.push('\\'),
                COMMA => out.push(','),
                ALSO => out.push_str("; "),
                UNSAID => {
                    out.pop();
                }
                SLASH | STOP => {
                    let dashes = ['-', '–', '—'];
                    let is_number = |c: char| c.is_ascii_digit() || dashes.contains(&c);
                    let start = out.trim_end_matches(is_number).len();
                    let numbers =
                        out.split_off(start).replace(dashes, if c == SLASH { "/" } else { "." });
                    out.push_str(&numbers);
                }
                c if is_mark(c) => {}
                c => out.push(unfixed(c)),
            }
        }
        out
    }
}

/// The variables of CSL that are dates.
pub const DATES: &[&str] =
    &["issued", "accessed", "event-date", "original-date", "available-date", "submitted"];

/// The variables of CSL that are names.
pub const NAMES: &[&str] = &[
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editorial-director",
    "editor-translator",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "translator",
];

/// What people did that CSL has no variable for, as BibLaTeX and hayagriva name it. Notes say
/// it in the words of the language (`notes.roles`).
pub const ROLES: &[&str] = &[
    "afterword",
    "annotator",
    "cinematography",
    "collaborator",
    "commentator",
    "continuator",
    "foreword",
    "founder",
    "introduction",
    "redactor",
    "reviser",
];

/// The other variables of CSL.
pub const TEXTS: &[&str] = &[
    "abstract",
    "annote",
    "archive",
    "archive_collection",
    "archive_location",
    "archive-place",
    "authority",
    "call-number",
    "chapter-number",
    "citation-key",
    "citation-label",
    "collection-number",
    "collection-title",
    "container-title",
    "container-title-short",
    "dimensions",
    "division",
    "DOI",
    "edition",
    "event-title",
    "event-place",
    "genre",
    "ISBN",
    "ISSN",
    "issue",
    "jurisdiction",
    "keyword",
    "language",
    "license",
    "medium",
    "note",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "page",
    "page-first",
    "part-number",
    "part-title",
    "PMCID",
    "PMID",
    "printing-number",
    "publisher",
    "publisher-place",
    "references",
    "reviewed-genre",
    "reviewed-title",
    "scale",
    "section",
    "source",
    "status",
    "supplement-number",
    "title",
    "title-short",
    "URL",
    "version",
    "volume",
    "volume-title",
];

/// A source by the variables of CSL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Record {
    /// The type, as CSL names it.
    pub kind: String,
    pub texts: BTreeMap<String, String>,
    pub(crate) names: BTreeMap<String, Vec<NameValue>>,
    pub dates: BTreeMap<String, SourceDate>,
}

impl Record {
    /// A text, by its variable.
    ///
    /// ```
    /// use diptych::model::source::Record;
    ///
    /// let mut record = Record::default();
    /// record.texts.insert("title".into(), "Rivers".into());
    /// assert_eq!(record.text("title"), Some("Rivers"));
    /// ```
    pub fn text(&self, variable: &str) -> Option<&str> {
        self.texts.get(variable).map(String::as_str)
    }

    /// Sets a text, unless there is none or one already.
    pub(crate) fn set(&mut self, variable: &str, text: impl Into<String>) {
        let text = text.into().trim().to_string();
        if !text.is_empty() {
            self.texts.entry(variable.into()).or_insert(text);
        }
    }

    /// Adds names to those of a role.
    pub(crate) fn add_names(&mut self, variable: &str, names: impl IntoIterator<Item = NameValue>) {
        let mut names = names.into_iter().peekable();
        if names.peek().is_some() {
            self.names.entry(variable.into()).or_default().extend(names);
        }
    }

    pub(crate) fn set_date(&mut self, variable: &str, date: SourceDate) {
        self.dates.entry(variable.into()).or_insert(date);
    }

    /// Takes a variable out; says whether there was one.
    pub(crate) fn remove(&mut self, variable: &str) -> bool {
        self.texts.remove(variable).is_some()
            | self.names.remove(variable).is_some()
            | self.dates.remove(variable).is_some()
    }

    /// Whether anything is said of a variable.
    ///
    /// ```
    /// use diptych::model::source::Record;
    ///
    /// assert!(!Record::default().has("author"));
    /// ```
    pub fn has(&self, variable: &str) -> bool {
        self.texts.contains_key(variable)
            || self.names.contains_key(variable)
            || self.dates.contains_key(variable)
    }

    /// All that may be printed of it.
    pub(crate) fn printable(&self) -> impl Iterator<Item = String> {
        let genre = |text: &&String| !text.starts_with(marks::GENRE);
        let texts = self.texts.values().filter(genre).map(|text| marks::bare(text));
        texts.chain(self.parts_of_names())
    }

    /// What a note may begin with.
    pub(crate) fn titles_and_names(&self) -> impl Iterator<Item = String> {
        let is_title = |(variable, _): &(&String, &String)| variable.contains("title");
        let titles = self.texts.iter().filter(is_title).map(|(_, text)| marks::bare(text));
        titles.chain(self.parts_of_names())
    }

    fn parts_of_names(&self) -> impl Iterator<Item = String> {
        let names = self.names.values().flatten().flat_map(|name| match name {
            NameValue::Literal(name) => vec![name.literal.clone()],
            NameValue::Item(name) => {
                let parts = [&name.given, &name.non_dropping_particle, &name.dropping_particle];
                let parts = parts.into_iter().chain([&name.suffix]).flatten().cloned();
                std::iter::once(name.family.clone()).chain(parts).collect()
            }
        });
        names.map(|name| marks::bare(&name))
    }
}

/// A name that is not taken apart: of an organisation.
pub fn literal(name: impl Into<String>) -> NameValue {
    NameValue::Literal(LiteralName { literal: name.into() })
}

/// A name in its parts; what is empty is absent. The particle stays with the family
/// name wherever it is printed; one that the family name begins with is one.
pub fn name(family: &str, given: &str, particle: &str, suffix: &str) -> NameValue {
    let part = |text: &str| Some(text.trim().to_string()).filter(|text| !text.is_empty());
    let (mut particle, mut family) = (particle.trim().to_string(), family.trim());
    while let Some((word, rest)) = family.split_once(' ')
        && word.starts_with(char::is_lowercase)
    {
        particle = format!("{particle} {word}").trim_start().into();
        family = rest.trim_start();
    }
    // hayagriva 0.10 takes `Abu al-Fida` for a particle, unless it has one.
    if particle.is_empty()
        && let Some((word, rest)) = family.split_once(' ')
        && rest.split(' ').any(|word| word.starts_with(char::is_lowercase))
    {
        (particle, family) = (word.into(), rest);
    }
    NameValue::Item(NameItem {
        family: family.into(),
        given: part(given),
        non_dropping_particle: part(&particle),
        dropping_particle: None,
        suffix: part(suffix),
        comma_suffix: None,
    })
}

/// A title and what follows it, as the writing of the title has it.
pub fn joined(title: &str, rest: &str, latin: &str) -> String {
    let title = title.trim();
    let is_cjk = |text: &str| {
        let first = text.chars().find(|c| c.is_alphabetic());
        first.is_some_and(|c| {
            matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana)
        })
    };
    match (title.is_empty(), rest.trim().is_empty()) {
        (true, _) => rest.trim().into(),
        (_, true) => title.into(),
        _ if is_cjk(title) && is_cjk(rest) => {
            let between = if latin == ":" { "：" } else { "，" };
            format!("{title}{between}{}", rest.trim())
        }
        _ if title.ends_with(['?', '!', '.', ':']) => format!("{title} {}", rest.trim()),
        _ => format!("{title}{latin} {}", rest.trim()),
    }
}
