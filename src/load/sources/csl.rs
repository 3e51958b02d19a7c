//! CSL-JSON, mapped here rather than by hayagriva, which formats it directly
//! and panics on ranges of dates.

use std::collections::BTreeMap;
use std::ops::Range;

use hayagriva::Entry;
use hayagriva::types::{
    Date, EntryType, FormatString, MaybeTyped, Numeric, PageRanges, Person, PersonRole,
    PersonsWithRoles, Publisher, QualifiedUrl, SerialNumber,
};
use serde_json::Value;

use super::values::{date, describe, parts, person, plain};
use super::{Source, clamp, hint, set_language};
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean};

use EntryType::*;

/// The types, what each is to hayagriva, and what it appears in.
const TYPES: &[(&str, EntryType, Option<EntryType>)] = &[
    ("article", Article, None),
    ("article-journal", Article, Some(Periodical)),
    ("article-magazine", Article, Some(Periodical)),
    ("article-newspaper", Article, Some(Newspaper)),
    ("bill", Legislation, None),
    ("book", Book, None),
    ("broadcast", Video, Some(Video)),
    ("chapter", Chapter, Some(Book)),
    ("classic", Book, None),
    ("collection", Anthology, None),
    ("document", Misc, None),
    ("entry", EntryType::Entry, Some(Reference)),
    ("entry-dictionary", EntryType::Entry, Some(Reference)),
    ("entry-encyclopedia", EntryType::Entry, Some(Reference)),
    ("event", Exhibition, None),
    ("figure", Artwork, Some(Article)),
    ("graphic", Artwork, None),
    ("legal_case", Case, None),
    ("legislation", Legislation, None),
    ("manuscript", Manuscript, None),
    ("motion_picture", Video, None),
    ("paper-conference", Article, Some(Proceedings)),
    ("patent", Patent, None),
    ("performance", Performance, None),
    ("periodical", Periodical, None),
    ("post", Post, Some(Thread)),
    ("post-weblog", Article, Some(Blog)),
    ("report", Report, None),
    ("software", Repository, None),
    ("song", Audio, Some(Audio)),
    ("thesis", Thesis, None),
    ("webpage", Web, Some(Web)),
];

/// Types of CSL without a counterpart; with a container, an article in it.
const OTHERS: &[&str] = &[
    "dataset",
    "hearing",
    "interview",
    "map",
    "musical_score",
    "pamphlet",
    "personal_communication",
    "regulation",
    "review",
    "review-book",
    "speech",
    "standard",
    "treaty",
];

/// Types whose title only describes them, unless they appeared somewhere.
const DESCRIBED: &[&str] = &["interview", "personal_communication"];

const SHAPE: &str = "CSL-JSON is a list of items: `[{ \"id\": \"key\", \"type\": \"book\", … }]`";

/// Reads the items; tells of each that cannot be read.
pub fn read(path: &str, text: &str, diagnostics: &mut Diagnostics) -> Vec<Source> {
    if let Err(error) = serde_json::from_str::<Vec<Value>>(text) {
        diagnostics.push(json_error(path, text, &error).hint(SHAPE));
        return vec![];
    }
    parts(text).into_iter().filter_map(|item| read_item(path, text, item, diagnostics)).collect()
}

fn read_item(path: &str, text: &str, item: &str, diagnostics: &mut Diagnostics) -> Option<Source> {
    let range = span(text, item);
    if !item.starts_with('{') {
        let found = serde_json::from_str(item).unwrap_or_default();
        let message = format!("expected an item, found {}", describe(&found));
        diagnostics.push(Diagnostic::error(Place::new(path, range), message).hint(SHAPE));
        return None;
    }
    let mut pairs = parts(item).into_iter();
    let mut fields = BTreeMap::new();
    while let (Some(name), Some(value)) = (pairs.next(), pairs.next()) {
        fields.extend(serde_json::from_str::<String>(name).ok().map(|name| (name, value)));
    }
    let id = fields.get("id").map(|id| (*id, serde_json::from_str::<Value>(id)));
    let (key, place) = match id {
        Some((raw, Ok(Value::String(key)))) if !key.is_empty() => (key, span(text, raw)),
        Some((raw, Ok(Value::Number(key)))) => (key.to_string(), span(text, raw)),
        _ => {
            let place = Place::new(path, clamp(text, range.start..range.start + 1));
            let error = Diagnostic::error(place, "an item has no `id`");
            diagnostics.push(error.hint("add `\"id\": \"key\"`, the key to cite it by"));
            return None;
        }
    };
    let place = Place::new(path, place);
    let mut item = Item { path, text, key, fields, place, bad: false, diagnostics };
    let entry = item.entry();
    (!item.bad).then(|| Source::new(&item.key, entry, item.place.clone()))
}

/// Where a part of the text stands in it.
fn span(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    clamp(text, start..start + part.len())
}

fn json_error(path: &str, text: &str, error: &serde_json::Error) -> Diagnostic {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let at = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let at = clamp(text, at..at).start;
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message);
    Diagnostic::error(Place::new(path, at..end), format!("cannot read this JSON: {message}"))
}

/// One item while it is mapped.
struct Item<'a> {
    path: &'a str,
    text: &'a str,
    key: String,
    /// The JSON of each value, as a part of the text.
    fields: BTreeMap<String, &'a str>,
    place: Place,
    bad: bool,
    diagnostics: &'a mut Diagnostics,
}

impl Item<'_> {
    fn entry(&mut self) -> Entry {
        let (kind, container) = self.kind();
        let mut entry = Entry::new(&self.key, kind);
        let mut parent = container.map(|kind| Entry::new(&self.key, kind));

        if let Some(title) = self.title("title", &["title-short", "shortTitle"]) {
            entry.set_title(title);
        }
        self.people(&mut entry, &mut parent);
        if let Some(date) = self.date("issued") {
            entry.set_date(date);
        }
        let holder = parent.as_mut().unwrap_or(&mut entry);
        if let Some(volume) = self.string("volume") {
            let Ok(volume) = volume.parse::<MaybeTyped<Numeric>>();
            holder.set_volume(volume);
        }
        if let Some(issue) = self.string("issue") {
            let Ok(issue) = issue.parse::<MaybeTyped<Numeric>>();
            holder.set_issue(issue);
        }
        if let Some(parent) = &mut parent {
            let short = ["container-title-short", "journalAbbreviation"];
            if let Some(title) = self.title("container-title", &short) {
                parent.set_title(title);
            }
        }
        if let Some(edition) = self.string("edition") {
            let Ok(edition) = edition.parse::<MaybeTyped<Numeric>>();
            entry.set_edition(edition);
        }
        if let Some(pages) = self.string("page") {
            let Ok(pages) = pages.parse::<MaybeTyped<PageRanges>>();
            entry.set_page_range(pages);
        }
        let (name, at) = (self.string("publisher"), self.string("publisher-place"));
        if name.is_some() || at.is_some() {
            entry.set_publisher(Publisher::new(name.map(Into::into), at.map(Into::into)));
        }
        self.numbers(&mut entry);
        self.url(&mut entry);
        self.language(&mut entry);
        self.notes(&mut entry);

        let original = self.string("original-title").map(|title| {
            let mut original = Entry::new(&self.key, Original);
            original.set_title(title.into());
            original
        });
        let parent = parent.filter(|p| p.title().is_some() || p.volume().or(p.issue()).is_some());
        entry.set_parents(parent.into_iter().chain(original).collect());
        entry
    }

    fn kind(&mut self) -> (EntryType, Option<EntryType>) {
        let Some(name) = self.string("type") else {
            self.error(
                None,
                format!("the item `{}` has no `type`", self.key),
                "add `\"type\": \"book\"` or another type of CSL",
            );
            return (Misc, None);
        };
        if let Some((_, kind, container)) = TYPES.iter().find(|(csl, ..)| *csl == name) {
            return (*kind, *container);
        }
        let has_container = self.fields.contains_key("container-title");
        if OTHERS.contains(&name.as_str()) {
            let (kind, container, printed) = match has_container {
                true => (Article, Some(Periodical), "an article"),
                false => (Misc, None, "a document"),
            };
            let message = format!("the type `{name}` of `{}` has no counterpart", self.key);
            self.warning("type", message, &format!("it is printed as {printed}"));
            return (kind, container);
        }
        let known = TYPES.iter().map(|(csl, ..)| *csl).chain(OTHERS.iter().copied());
        let hint =
            did_you_mean(&name, known).unwrap_or_else(|| "see CSL 1.0.2 for its types".into());
        self.error(Some("type"), format!("`{name}` is not a type of CSL"), &hint);
        (Misc, None)
    }

    fn people(&mut self, entry: &mut Entry, parent: &mut Option<Entry>) {
        let authors = self.names("author");
        if !authors.is_empty() {
            entry.set_authors(authors);
        }
        let editors = self.names("editor");
        if !editors.is_empty() {
            parent.as_mut().unwrap_or(entry).set_editors(editors);
        }
        let translators = self.names("translator");
        if !translators.is_empty() {
            let role = PersonRole::Translator;
            entry.set_affiliated(vec![PersonsWithRoles::new(translators, role)]);
        }
    }

    fn numbers(&mut self, entry: &mut Entry) {
        let mut numbers = BTreeMap::new();
        let fields = [
            ("DOI", "doi"),
            ("ISBN", "isbn"),
            ("ISSN", "issn"),
            ("PMID", "pmid"),
            ("PMCID", "pmcid"),
            ("number", "serial"),
        ];
        for (csl, ours) in fields {
            if let Some(number) = self.string(csl) {
                numbers.insert(ours.to_string(), number);
            }
        }
        if !numbers.is_empty() {
            entry.set_serial_number(SerialNumber(numbers));
        }
    }

    fn url(&mut self, entry: &mut Entry) {
        let visited = self.date("accessed");
        let Some(text) = self.string("URL") else { return };
        match text.parse::<QualifiedUrl>() {
            Ok(mut url) => {
                url.visit_date = visited;
                entry.set_url(url);
            }
            Err(_) => self.error(
                Some("URL"),
                format!("`{text}` is not a URL"),
                "a URL begins with `https://` or `http://`",
            ),
        }
    }

    fn language(&mut self, entry: &mut Entry) {
        let Some(text) = self.string("language") else { return };
        if !set_language(entry, &text) {
            let message = format!("the language of `{}` is `{text}`, which is not known", self.key);
            self.error(Some("language"), message, hint("`language`"));
        }
    }

    fn notes(&mut self, entry: &mut Entry) {
        let genre = self.string("genre");
        // What marks a title as a description, for a style to see.
        let genre =
            genre.or_else(|| self.string("type").filter(|t| DESCRIBED.contains(&t.as_str())));
        if let Some(genre) = genre {
            entry.set_genre(genre.into());
        }
        if let Some(note) = self.string("note") {
            entry.set_note(note.into());
        }
        if let Some(archive) = self.string("archive") {
            entry.set_archive(archive.into());
        }
    }

    fn value(&mut self, field: &str) -> Option<Value> {
        serde_json::from_str(self.fields.get(field)?).ok()
    }

    /// A text or a number.
    fn string(&mut self, field: &str) -> Option<String> {
        match self.value(field)? {
            Value::String(text) => Some(plain(&text)).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null => None,
            other => {
                let message = format!("expected text, found {}", describe(&other));
                self.error(Some(field), message, &format!("write `\"{field}\": \"…\"`"));
                None
            }
        }
    }

    fn title(&mut self, long: &str, short: &[&str]) -> Option<FormatString> {
        let long = self.string(long)?;
        let short = short.iter().find_map(|field| self.string(field));
        Some(match short {
            Some(short) => FormatString::with_short(long, short),
            None => FormatString::with_value(long),
        })
    }

    fn names(&mut self, field: &str) -> Vec<Person> {
        let names = match self.value(field) {
            None | Some(Value::Null) => return vec![],
            Some(Value::Array(names)) => names,
            Some(other) => vec![other],
        };
        let people: Option<Vec<Person>> = names.iter().map(person).collect();
        if people.is_none() {
            let message = format!("`{field}` of `{}` has a name that cannot be read", self.key);
            let hint =
                "a name is `{ \"family\": \"…\", \"given\": \"…\" }` or `{ \"literal\": \"…\" }`";
            self.error(Some(field), message, hint);
        }
        people.unwrap_or_default()
    }

    fn date(&mut self, field: &str) -> Option<Date> {
        let value = self.value(field)?;
        let hint = "a date is `{ \"date-parts\": [[2014, 5, 21]] }`";
        match date(&value) {
            Some((date, is_whole)) => {
                if !is_whole {
                    let message = format!("`{field}` of `{}` is a range of dates", self.key);
                    self.warning(field, message, "only its first date is printed");
                }
                Some(date)
            }
            None if value.is_null() => None,
            None if value.get("literal").or(value.get("raw")).is_some() => {
                let message = format!("`{field}` of `{}` is in words", self.key);
                self.warning(field, message, &format!("it is not printed; {hint}"));
                None
            }
            None => {
                self.error(Some(field), format!("`{field}` of `{}` is no date", self.key), hint);
                None
            }
        }
    }

    fn at(&self, field: Option<&str>) -> Place {
        let raw = field.and_then(|field| self.fields.get(field));
        raw.map_or(self.place.clone(), |raw| Place::new(self.path, span(self.text, raw)))
    }

    fn error(&mut self, field: Option<&str>, message: String, hint: &str) {
        self.bad = true;
        self.diagnostics.push(Diagnostic::error(self.at(field), message).hint(hint));
    }

    fn warning(&mut self, field: &str, message: String, hint: &str) {
        self.diagnostics.push(Diagnostic::warning(self.at(Some(field)), message).hint(hint));
    }
}
