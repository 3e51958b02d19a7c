//! The fields of BibLaTeX as variables of CSL: its types, its titles, and what is
//! taken as it is. The rest is in [`super::bib_facts`].
//!
//! Takes an entry with all that it inherits; gives what it says. The mapping is
//! pandoc's where it has one, so that official styles print what they print there.

use biblatex::{Chunk, ChunksExt};

use super::addresses::{is_address, without_resolver};
use super::bib::Tex;
use super::bib_names::{CONTAINERS, TYPES, is_bookkeeping, is_endnote};
use super::{Troubles, clamp};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::model::source::{Given, Source};
use crate::model::source::{Record, joined, marks};

/// What an entry says; nothing when it is not to be printed.
pub fn record(path: &str, text: &str, tex: &Tex, troubles: &mut Troubles) -> Option<Source> {
    let place = Place::new(path, clamp(text, tex.place.clone()));
    let mut reader = Reader {
        path,
        text,
        tex,
        place,
        record: Record::default(),
        used: vec![],
        bad: false,
        troubles,
    };
    reader.read();
    let Reader { record, used, bad, place, .. } = reader;
    if bad {
        return None;
    }
    let mut source = Source::new(&tex.key, record, place);
    for field in tex.entry.fields.keys() {
        if is_bookkeeping(field) || tex.text(field).is_none_or(|text| is_endnote(field, &text)) {
            continue;
        }
        let at = tex.places.get(field).map(|at| Place::new(path, clamp(text, at.clone())));
        let place = at.unwrap_or_else(|| source.place.clone());
        let variables: Vec<String> = used
            .iter()
            .filter(|(name, _)| name == field)
            .map(|(_, variable)| variable.clone())
            .collect();
        source.given.push(Given { field: field.clone(), variables, place });
    }
    Some(source)
}

/// An entry while it is read.
pub struct Reader<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub tex: &'a Tex,
    pub place: Place,
    pub record: Record,
    /// Which field became which variable.
    pub used: Vec<(String, String)>,
    /// Whether it is not to be printed.
    pub bad: bool,
    pub troubles: &'a mut Troubles,
}

impl Reader<'_> {
    fn read(&mut self) {
        let kind = self.tex.kind.as_str();
        self.kind();
        self.titles();
        self.people();
        self.dates();
        self.numbers();
        self.published();
        self.take("DOI", &["doi"]);
        if let Some(doi) = self.record.texts.get_mut("DOI") {
            *doi = without_resolver(doi);
        }
        self.address();
        self.genre();
        if self.tex.text("howpublished").is_some_and(|text| !is_address(&text)) {
            let is_published = self.record.has("publisher");
            self.take(if is_published { "medium" } else { "publisher" }, &["howpublished"]);
        }
        self.notes();
        self.take("status", &["pubstate"]);
        self.take("abstract", &["abstract"]);
        self.take("annote", &["annotation", "annote"]);
        self.take("keyword", &["keywords"]);
        self.take("call-number", &["library", "call-number"]);
        self.take("archive", &["archive", "shelfmark-institution"]);
        self.take("archive_location", &["archive_location", "archivelocation", "shelfmark"]);
        self.take("archive-place", &["archive-place", "archiveplace"]);
        self.take("archive_collection", &["archive_collection", "collection"]);
        self.take("original-title", &["origtitle"]);
        self.take_list("original-publisher", "origpublisher");
        self.take_list("original-publisher-place", "origlocation");
        self.take("event-title", &["eventtitle"]);
        self.take("event-place", &["venue"]);
        self.take("jurisdiction", &["jurisdiction"]);
        self.take("dimensions", &["dimensions", "runtime"]);
        self.take("medium", &["medium"]);
        self.take("license", &["license"]);
        self.take("scale", &["scale"]);
        if matches!(kind, "jurisdiction" | "legislation" | "legal" | "treaty") {
            self.take("container-title", &["reporter", "code"]);
        }
        self.language();
    }

    fn kind(&mut self) {
        let kind = self.tex.kind.as_str();
        let subtype = self.tex.text("entrysubtype").unwrap_or_default().to_lowercase();
        let known = TYPES.iter().find(|(name, _)| *name == kind);
        if known.is_none() {
            let message =
                format!("`{}` has the type `@{kind}`, which has no counterpart", self.tex.key);
            let hint = did_you_mean(kind, TYPES.iter().map(|(name, _)| *name));
            let hint = hint.unwrap_or_else(|| "it is printed as `@misc`".into());
            let told = Diagnostic::warning(Code::UnknownSourceType, self.place.clone(), message)
                .hint(hint);
            self.troubles.push(Some(&self.tex.key), told);
        }
        let kind = match (kind, subtype.as_str()) {
            ("article" | "suppperiodical", "newspaper" | "newsarticle") => "article-newspaper",
            ("article" | "suppperiodical", "magazine") => "article-magazine",
            // BibTeX has no newspapers; what appears by the day is one.
            ("article", _) if self.is_daily() => "article-newspaper",
            ("unpublished", _) if self.tex.text("eventtitle").is_some() => "speech",
            ("misc", "interview") => "interview",
            ("misc" | "letter", "letter") => "personal_communication",
            ("misc", "speech") => "speech",
            _ => known.map_or("document", |(_, kind)| kind),
        };
        self.record.kind = kind.into();
    }

    /// An article with a day and without a volume or an issue.
    fn is_daily(&self) -> bool {
        let has = |field: &str| self.tex.text(field).is_some();
        let day = has("day") || self.tex.text("date").is_some_and(|date| date.len() == 10);
        let is_numbered = has("number") && !self.is_page_of_cnki();
        day && !is_numbered && !["volume", "issue", "doi", "eid"].iter().any(|field| has(field))
    }

    /// CNKI writes the page of a newspaper where others have the issue, with three digits.
    pub fn is_page_of_cnki(&self) -> bool {
        let number = self.tex.text("number").unwrap_or_default();
        let is_page = number.len() == 3 && number.starts_with('0');
        is_page && number.bytes().all(|b| b.is_ascii_digit()) || self.tex.kind == "newspaper"
    }

    fn titles(&mut self) {
        // What is added to the title of a page is its site.
        let is_online = self.tex.kind == "online";
        let addon = if is_online { "" } else { "titleaddon" };
        let title = self.titled("title", ["title", "subtitle", addon]);
        let main = self.titled("title", ["maintitle", "mainsubtitle", "maintitleaddon"]);
        let book = self.titled("container-title", ["booktitle", "booksubtitle", "booktitleaddon"]);
        let journal = ["journaltitle", "journal"].iter().find(|f| self.tex.text(f).is_some());
        let journal = self.titled(
            "container-title",
            [journal.unwrap_or(&"journaltitle"), "journalsubtitle", "journaltitleaddon"],
        );
        let issue = self.titled("volume-title", ["issuetitle", "issuesubtitle", "issuetitleaddon"]);
        let is_part = CONTAINERS.contains(&self.tex.kind.as_str());
        // What stands in a book and in a journal, stands in a series.
        let is_series = !book.is_empty() && !journal.is_empty() && book != journal;
        match main.is_empty() {
            false if is_part || !book.is_empty() => {
                self.record.set("container-title", main);
                self.record.set("volume-title", book);
                self.record.set("title", title);
                self.swap("title", "container-title", "main");
                self.swap("container-title", "volume-title", "book");
            }
            false if matches!(self.tex.kind.as_str(), "article" | "online" | "periodical") => {
                self.record.set("container-title", main);
                self.record.set("title", title);
                self.swap("title", "container-title", "main");
            }
            false => {
                self.record.set("title", main);
                self.record.set("volume-title", title);
                for field in ["title", "subtitle", "titleaddon"] {
                    self.used.push((field.into(), "volume-title".into()));
                }
            }
            true => {
                self.record.set("title", title);
                self.record.set("container-title", book);
            }
        }
        if is_series {
            self.record.set("collection-title", journal);
            self.swap("container-title", "collection-title", "journal");
        } else {
            self.record.set("container-title", journal);
        }
        self.record.set("volume-title", issue);
        if is_online {
            self.take("container-title", &["titleaddon"]);
        }
        if is_online && !self.record.has("container-title") {
            self.take_list("container-title", "organization");
        }
        self.take("title-short", &["shorttitle"]);
        self.take("container-title-short", &["shortjournal"]);
        self.take("collection-title", &["series"]);
        self.take("reviewed-title", &["reviewtitle"]);
    }

    /// The notes, without what Zotero leaves there of articles of Taylor & Francis.
    fn notes(&mut self) {
        self.join("note", &["note", "addendum"], ". ");
        let note = self.record.text("note").unwrap_or_default();
        let Some((before, after)) = note.split_once("_eprint: ") else { return };
        let after = after.split_once(' ').map_or("", |(_, after)| after);
        let (before, after) = (before.trim().to_string(), after.trim().to_string());
        let rest = match before.strip_prefix("Publisher: ") {
            Some(publisher) => {
                self.record.set("publisher", publisher);
                after
            }
            None => format!("{before} {after}"),
        };
        self.record.remove("note");
        self.record.set("note", rest);
        if !self.record.has("note") {
            self.swap("note", "publisher", "note");
        }
    }

    /// Says of fields that they became another variable.
    fn swap(&mut self, from: &str, to: &str, fields: &str) {
        for (field, variable) in &mut self.used {
            if variable == from && field.starts_with(fields) {
                *variable = to.into();
            }
        }
    }

    /// A title with its subtitle and what is added.
    fn titled(&mut self, variable: &str, fields: [&str; 3]) -> String {
        let [title, subtitle, addon] = fields.map(|field| {
            let text = self.formatted(field).unwrap_or_default();
            if !text.is_empty() {
                self.used.push((field.into(), variable.into()));
            }
            text
        });
        joined(&joined(&title, &subtitle, ":"), &addon, ".")
    }

    /// The text of a field; words in braces keep their case.
    fn formatted(&self, field: &str) -> Option<String> {
        let mut text = String::new();
        for chunk in self.tex.entry.get(field)? {
            match &chunk.v {
                Chunk::Verbatim(part) => {
                    let mut is_start =
                        text.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
                    for c in part.chars() {
                        if is_start && c.is_lowercase() {
                            text.push(marks::KEEP);
                        }
                        is_start = !c.is_alphanumeric() && !matches!(c, '’' | '\'');
                        text.push(c);
                    }
                }
                Chunk::Normal(part) | Chunk::Math(part) => text.push_str(part),
            }
        }
        let text = text.split_whitespace_but_nbsp();
        Some(text).filter(|text| !text.is_empty())
    }

    /// Sets a variable from the first of some fields that is there.
    pub fn take(&mut self, variable: &str, fields: &[&str]) {
        let found = fields.iter().find_map(|field| Some((*field, self.formatted(field)?)));
        if let Some((field, text)) = found
            && !self.record.has(variable)
        {
            self.record.set(variable, text);
            self.used.push((field.into(), variable.into()));
        }
    }

    /// Sets a variable from several fields together.
    pub fn join(&mut self, variable: &str, fields: &[&str], between: &str) {
        let mut parts: Vec<String> = vec![];
        for field in fields {
            if let Some(text) = self.formatted(field) {
                self.used.push(((*field).into(), variable.into()));
                if !parts.contains(&text) {
                    parts.push(text);
                }
            }
        }
        self.record.set(variable, parts.join(between));
    }

    /// A list of names of organisations or places.
    pub fn list(&self, field: &str) -> Option<String> {
        let names = self.tex.entry.get_as::<Vec<biblatex::Chunks>>(field).ok()?;
        let names = names.iter().map(|name| name.format_verbatim().trim().to_string());
        let names: Vec<_> = names.filter(|name| !name.is_empty()).collect();
        Some(names.join(marks::ALSO.encode_utf8(&mut [0; 4]))).filter(|names| !names.is_empty())
    }

    pub fn take_list(&mut self, variable: &str, field: &str) {
        if let Some(text) = self.list(field).filter(|_| !self.record.has(variable)) {
            self.used.push((field.into(), variable.into()));
            self.record.set(variable, text);
        }
    }
}

/// Text with single spaces; spaces that hold words together stay.
trait SingleSpaces {
    fn split_whitespace_but_nbsp(&self) -> String;
}

impl SingleSpaces for String {
    fn split_whitespace_but_nbsp(&self) -> String {
        let is_space = |c: char| c.is_whitespace() && c != '\u{a0}';
        self.split(is_space).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
