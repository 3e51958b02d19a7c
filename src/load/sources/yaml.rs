//! Hayagriva YAML.
//!
//! Takes the text of a file; gives sources, and what is wrong with which entry.
//! hayagriva reads; what it passes over is told here.

use std::ops::Range;

use hayagriva::Library;
use hayagriva::types::EntryType;

use super::addresses::without_resolver;
use super::yaml_signs::Signs;
use super::{Troubles, blank_out, dates, probe, set_language, twice};
use crate::load::decode::{self, quoted};
use crate::load::tree::{self, Node, Value};
use crate::load::yaml::lost::lost;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean};
use crate::model::source::{Given, Source};

/// The types of hayagriva's format.
const TYPES: &[&str] = &[
    "article",
    "chapter",
    "entry",
    "anthos",
    "report",
    "thesis",
    "web",
    "scene",
    "artwork",
    "patent",
    "case",
    "newspaper",
    "legislation",
    "manuscript",
    "post",
    "misc",
    "performance",
    "periodical",
    "proceedings",
    "book",
    "blog",
    "reference",
    "conference",
    "anthology",
    "repository",
    "thread",
    "video",
    "audio",
    "exhibition",
    "original",
];

/// The fields of hayagriva's format, which itself passes over others.
const FIELDS: &[&str] = &[
    "type",
    "parent",
    "title",
    "author",
    "date",
    "editor",
    "affiliated",
    "publisher",
    "location",
    "organization",
    "issue",
    "chapter",
    "volume",
    "volume-total",
    "edition",
    "page-range",
    "page-total",
    "time-range",
    "runtime",
    "url",
    "serial-number",
    "language",
    "archive",
    "archive-location",
    "call-number",
    "note",
    "abstract",
    "genre",
    "serial",
];

/// Reads the entries.
pub fn read(path: &str, text: &str, troubles: &mut Troubles) -> Vec<Source> {
    let text = without_repeats(path, text, troubles);
    let root = match tree::parse(path, &text) {
        Ok(root) => root,
        Err(diagnostic) => {
            troubles.push(None::<&str>, diagnostic);
            return vec![];
        }
    };
    let entries = match root.value {
        Value::Map(entries) => entries,
        Value::Null => return vec![],
        _ => {
            let message = format!("expected sources by their keys, found {}", root.describe());
            let hint = "write each source as `key:` with its fields below, two spaces further in";
            let told = Diagnostic::error(Code::WrongType, Place::new(path, root.range), message);
            troubles.push(None::<&str>, told.hint(hint));
            return vec![];
        }
    };
    let mut sources = vec![];
    for (key, mut value) in entries {
        let name = match &key.value {
            Value::Scalar(name) => Some(name.clone()),
            _ => None,
        };
        let mut found = Diagnostics::default();
        found.extend(lost(path, &text, &mut value, &[]));
        sources.extend(entry(path, key, value, &mut found));
        for told in found.sorted() {
            troubles.push(name.clone(), told.clone());
        }
    }
    sources
}

fn entry(path: &str, key: Node, value: Node, diagnostics: &mut Diagnostics) -> Option<Source> {
    let place = Place::new(path, key.range.clone());
    let Value::Scalar(name) = key.value.clone() else {
        let message = format!("expected the key of a source, found {}", key.describe());
        diagnostics.push(Diagnostic::error(Code::WrongType, place, message));
        return None;
    };
    let Value::Map(fields) = &value.value else {
        let message = format!("expected the fields of `{name}`, found {}", value.describe());
        let hint = "a source has at least `type: …` and `title: …`";
        diagnostics.push(Diagnostic::error(Code::WrongType, place, message).hint(hint));
        return None;
    };
    let mut found = Diagnostics::default();
    if !fields.iter().any(|(field, _)| field.value == Value::Scalar("type".into())) {
        let message = format!("the source `{name}` has no `type`");
        let hint = "add `type: …`: `article`, `book`, `chapter`, `report`, `web`, `misc`, …";
        found.push(Diagnostic::error(Code::SourceWithoutType, place.clone(), message).hint(hint));
    }
    check_fields(path, fields, &mut found);
    let named: Vec<_> = fields.iter().map(|(f, v)| (f.describe(), v.range.start)).collect();
    let is_bad = found.has_errors();
    diagnostics.extend(found.sorted().into_iter().cloned());
    if is_bad {
        return None;
    }

    let is_language = |(field, value): &(Node, Node)| {
        field.value == Value::Scalar("language".into()) && matches!(value.value, Value::Scalar(_))
    };
    let (language, mut fields) = fields.iter().cloned().partition::<Vec<_>, _>(is_language);
    let mut signs = Signs::new(path, &name);
    let mut unread = Diagnostics::default();
    signs.take(&mut fields, &mut unread);
    let range = value.range.clone();
    let fields = Node { range: range.clone(), value: Value::Map(fields) };
    let tree = Node { range, value: Value::Map(vec![(key.clone(), fields)]) };
    let mut found = Diagnostics::default();
    let library: Option<Library> = decode::decode(&tree, path, &[], &mut found).value;
    diagnostics.extend(found.sorted().into_iter().map(|told| {
        let at = told.place.as_ref().map_or(0, |place| place.range.start);
        let field = named.iter().rfind(|(_, start)| *start <= at);
        let field = field.map_or("`type`", |(name, _)| name);
        // What may be one thing or another is said to be none of them.
        let reason = Some(told.message.as_str()).filter(|m| !m.starts_with("data did not match"));
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let message = format!("the {field} of `{name}` cannot be read{reason}");
        let missing = told.hints.is_empty().then(|| hint(field));
        Diagnostic { message, ..told.clone() }.maybe_hint(missing.map(str::to_string))
    }));
    let is_bad = found.has_errors() || unread.has_errors();
    diagnostics.extend(unread.sorted().into_iter().cloned());
    let entry = library.filter(|_| !is_bad)?.into_iter().next()?;
    let mut record = probe::record(&entry);
    signs.restore(&mut record);
    if let Some(doi) = record.texts.get_mut("DOI") {
        *doi = without_resolver(doi);
    }
    // A style gives a number with dashes between its parts, and what something appeared in,
    // or its volume, by other names too.
    let serial = entry.serial_number().and_then(|numbers| numbers.0.get("serial"));
    if let Some(serial) = serial.filter(|_| record.has("number")) {
        record.texts.insert("number".into(), serial.clone());
    }
    super::labels::tidy(&mut record);
    if let Some(title) = record.texts.remove("volume-title") {
        record.set("container-title", title);
    }
    for (number, other) in
        [("part-number", "volume"), ("chapter-number", "volume"), ("number", "chapter-number")]
    {
        if record.text(number) == record.text(other) {
            record.remove(number);
        }
    }
    if let Some((_, Node { range, value: Value::Scalar(said) })) = language.first()
        && !set_language(&mut record, said)
    {
        let message = format!("the language of `{name}` is `{said}`, which is not known");
        let told = Diagnostic::error(
            Code::UnknownSourceLanguage,
            Place::new(path, range.clone()),
            message,
        );
        diagnostics.push(told.hint(hint("`language`")));
        return None;
    }
    let mut given = given(path, &tree);
    given.retain(|given| !signs.has(&given.field));
    given.extend(signs.given(&record));
    Some(Source { given, ..Source::new(&name, record, place) })
}

/// Tells of what hayagriva passes over, here and in the parents.
fn check_fields(path: &str, fields: &[(Node, Node)], diagnostics: &mut Diagnostics) {
    for (field, value) in fields {
        let (Value::Scalar(name), place) = (&field.value, Place::new(path, field.range.clone()))
        else {
            continue;
        };
        match (name.as_str(), &value.value) {
            ("type", Value::Scalar(kind)) if kind.parse::<EntryType>().is_err() => {
                let place = Place::new(path, value.range.clone());
                let known = did_you_mean(&kind.to_lowercase(), TYPES.iter().copied());
                let message = format!("`{kind}` is not a type of source");
                let hint = known.unwrap_or_else(|| format!("the types are {}", quoted(TYPES)));
                diagnostics
                    .push(Diagnostic::error(Code::UnknownSourceType, place, message).hint(hint));
            }
            ("parent", Value::Map(fields)) => check_fields(path, fields, diagnostics),
            ("parent", Value::List(parents)) => {
                for parent in parents {
                    if let Value::Map(fields) = &parent.value {
                        check_fields(path, fields, diagnostics);
                    }
                }
            }
            (name, _) if !FIELDS.contains(&name) => {
                let message = format!("unknown key `{name}`");
                let hint = did_you_mean(name, FIELDS.iter().copied());
                let hint = hint.unwrap_or_else(|| format!("the keys here are {}", quoted(FIELDS)));
                diagnostics.push(Diagnostic::error(Code::UnknownKey, place, message).hint(hint));
            }
            _ => {}
        }
    }
}

/// What a field should look like.
fn hint(field: &str) -> &'static str {
    match field {
        "`date`" => dates::HINT,
        "`url`" => "a URL begins with `https://` or `http://`",
        "`author`" | "`editor`" => {
            "a name is `Family, Given` or `{ name: Family, given-name: Given }`"
        }
        "`language`" => "a language is a BCP 47 tag: `zh`, `ru`, `en-GB`",
        "`page-range`" => "pages are `26` or `85-100`",
        _ => "the fields are described in hayagriva’s `docs/file-format.md`",
    }
}

/// Tells of sources that are given twice, and blanks all but the first, so
/// that YAML, where a repeated key spoils the file, goes on to the others.
fn without_repeats(path: &str, text: &str, troubles: &mut Troubles) -> String {
    let mut keys: Vec<(&str, Range<usize>)> = vec![];
    let mut blank: Vec<Range<usize>> = vec![];
    let mut repeated = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let key = line.trim_end().split_once(':').map(|(key, _)| key).filter(|key| {
            !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
        });
        if let Some(key) = key {
            let place = range.start..range.start + key.len();
            repeated = match keys.iter().find(|(other, _)| *other == key) {
                Some((_, first)) => {
                    let (place, first) = (Place::new(path, place), Place::new(path, first.clone()));
                    troubles.push(Some(key), twice(key, &place, &first, text));
                    true
                }
                None => {
                    keys.push((key, place));
                    false
                }
            };
        }
        if repeated {
            blank.push(range);
        }
    }
    let mut text = text.to_string();
    for range in blank {
        blank_out(&mut text, range);
    }
    text
}

/// The variables of CSL that a field may become, in an entry or in what it appeared in.
const VARIABLES: &[(&str, &[&str], &[&str])] = &[
    (
        "title",
        &["title"],
        &["container-title", "collection-title", "event-title", "original-title"],
    ),
    ("author", &["author"], &["container-author", "original-author"]),
    ("date", &["issued"], &["issued", "event-date", "original-date"]),
    ("editor", &["editor"], &["editor", "collection-editor"]),
    (
        "publisher",
        &["publisher", "publisher-place"],
        &["publisher", "publisher-place", "original-publisher"],
    ),
    ("location", &["publisher-place", "event-place"], &["event-place", "publisher-place"]),
    ("organization", &["authority", "publisher"], &["authority"]),
    ("issue", &["issue"], &["issue"]),
    ("chapter", &["chapter-number", "number"], &[]),
    ("volume", &["volume", "chapter-number"], &["volume", "collection-number", "chapter-number"]),
    ("volume-total", &["number-of-volumes"], &[]),
    ("edition", &["edition"], &["edition"]),
    ("page-range", &["page"], &[]),
    ("page-total", &["number-of-pages"], &[]),
    ("time-range", &[], &[]),
    ("runtime", &["dimensions"], &[]),
    ("url", &["URL"], &["URL"]),
    (
        "serial-number",
        &["DOI", "number", "ISBN", "ISSN", "PMID", "PMCID", "version"],
        &["ISSN", "ISBN", "printing-number"],
    ),
    ("archive", &["archive"], &["archive"]),
    ("archive-location", &["archive_location"], &[]),
    ("call-number", &["call-number"], &[]),
    ("note", &["note"], &[]),
    ("genre", &["genre"], &["genre"]),
    (
        "affiliated",
        &[
            "translator",
            "compiler",
            "director",
            "composer",
            "illustrator",
            "performer",
            "producer",
            "script-writer",
            "contributor",
            "narrator",
        ],
        &[],
    ),
];

/// The fields that say something to readers, of an entry and of its parents.
fn given(path: &str, tree: &Node) -> Vec<Given> {
    let Value::Map(entries) = &tree.value else { return vec![] };
    let mut given = vec![];
    for (_, entry) in entries {
        given_by(path, entry, "", &mut given);
    }
    // Where a parent says it, once is enough.
    let mut seen = std::collections::BTreeSet::new();
    given.retain(|field: &Given| seen.insert(field.field.clone()));
    given
}

fn given_by(path: &str, entry: &Node, prefix: &str, given: &mut Vec<Given>) {
    let Value::Map(fields) = &entry.value else { return };
    for (field, value) in fields {
        let Value::Scalar(name) = &field.value else { continue };
        if name == "parent" {
            match &value.value {
                Value::List(parents) => {
                    parents.iter().for_each(|parent| given_by(path, parent, "parent.", given));
                }
                _ => given_by(path, value, "parent.", given),
            }
        }
        let Some((_, own, parents)) = VARIABLES.iter().find(|(known, ..)| known == name) else {
            continue;
        };
        let variables = if prefix.is_empty() { own } else { parents };
        given.push(Given {
            field: format!("{prefix}{name}"),
            variables: variables.iter().map(|variable| (*variable).to_string()).collect(),
            place: Place::new(path, field.range.clone()),
        });
    }
}
