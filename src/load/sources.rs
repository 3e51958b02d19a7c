//! Sources: one file of the works that the article cites.
//!
//! Takes Hayagriva YAML, BibLaTeX or CSL-JSON; gives sources, and a diagnostic
//! for each entry that cannot be read, with its place. Does not look at what
//! is cited, and does not know the translated titles: [`super::load`] adds
//! them.

mod bib;
mod csl;
mod languages;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::ops::Range;

use hayagriva::types::EntryType;
use hayagriva::{Entry, Library};

use super::decode::{self, quoted};
use super::tree::{self, Node, Value};
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean, line_and_column};
use languages::set_language;

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

/// A work that can be cited.
#[derive(Debug, Clone)]
pub struct Source {
    pub key: String,
    /// With the titles in the source's own language.
    pub entry: Entry,
    /// The ISO 639 code of the source's language; unknown, when absent.
    pub language: Option<String>,
    /// Its key in the user's file.
    pub place: Place,
    /// What readers of other languages know it by, by language key.
    pub titles: BTreeMap<String, SourceTitle>,
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
    /// The authors, printed as given (`Liu Zhenmin`). A comma after the family
    /// name (`Liu, Zhenmin`) is not printed in notes; it lets later notes
    /// print the family name alone.
    pub authors: Option<Vec<String>>,
}

/// Reads one file of sources by its extension: `.yaml` or `.yml` for
/// Hayagriva, `.bib` for BibLaTeX, `.json` for CSL-JSON.
pub fn read(path: &str, text: &str, diagnostics: &mut Diagnostics) -> Vec<Source> {
    let found = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("bib") => bib::read(path, text, diagnostics),
        Some("json") => csl::read(path, text, diagnostics),
        _ => hayagriva(path, text, diagnostics),
    };
    let mut sources: Vec<Source> = vec![];
    for source in found {
        match sources.iter().find(|other| other.key == source.key) {
            Some(first) => diagnostics.push(twice(&source.key, &source.place, &first.place, text)),
            None => sources.push(source),
        }
    }
    sources
}

impl Source {
    fn new(key: &str, entry: Entry, place: Place) -> Self {
        let language = entry.language().map(|l| l.language.as_str().to_string());
        let language = language.filter(|code| code != "und");
        Self { key: key.into(), entry, language, place, titles: BTreeMap::new() }
    }
}

fn twice(key: &str, place: &Place, first: &Place, text: &str) -> Diagnostic {
    let (line, _) = line_and_column(text, first.range.start);
    Diagnostic::error(place.clone(), format!("the source `{key}` is given twice"))
        .hint(format!("it is first given in line {line}; take one of them out or rename it"))
}

/// A range that lies in the text, on the boundaries of its characters.
fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let floor = |at: usize| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(range.start);
    start..floor(range.end).max(start)
}

fn hayagriva(path: &str, text: &str, diagnostics: &mut Diagnostics) -> Vec<Source> {
    let text = without_repeats(path, text, diagnostics);
    let root = match tree::parse(path, &text) {
        Ok(root) => root,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return vec![];
        }
    };
    let entries =
        match root.value {
            Value::Map(entries) => entries,
            Value::Null => return vec![],
            _ => {
                let message = format!("expected sources by their keys, found {}", root.describe());
                diagnostics.push(Diagnostic::error(Place::new(path, root.range), message).hint(
                    "write each source as `key:` with its fields below, two spaces further in",
                ));
                return vec![];
            }
        };
    entries.into_iter().filter_map(|(key, value)| entry(path, key, value, diagnostics)).collect()
}

fn entry(path: &str, key: Node, value: Node, diagnostics: &mut Diagnostics) -> Option<Source> {
    let place = Place::new(path, key.range.clone());
    let Value::Scalar(name) = key.value.clone() else {
        let message = format!("expected the key of a source, found {}", key.describe());
        diagnostics.push(Diagnostic::error(place, message));
        return None;
    };
    let Value::Map(fields) = &value.value else {
        let message = format!("expected the fields of `{name}`, found {}", value.describe());
        let hint = "a source has at least `type: …` and `title: …`";
        diagnostics.push(Diagnostic::error(place, message).hint(hint));
        return None;
    };
    let mut found = Diagnostics::default();
    if !fields.iter().any(|(field, _)| field.value == Value::Scalar("type".into())) {
        let message = format!("the source `{name}` has no `type`");
        let hint = "add `type: …`: `article`, `book`, `chapter`, `report`, `web`, `misc`, …";
        found.push(Diagnostic::error(place.clone(), message).hint(hint));
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
    let (language, fields) = fields.iter().cloned().partition::<Vec<_>, _>(is_language);
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
    let mut entry = library.filter(|_| !found.has_errors())?.into_iter().next()?;
    if let Some((_, Node { range, value: Value::Scalar(said) })) = language.first()
        && !set_language(&mut entry, said)
    {
        let message = format!("the language of `{name}` is `{said}`, which is not known");
        let told = Diagnostic::error(Place::new(path, range.clone()), message);
        diagnostics.push(told.hint(hint("`language`")));
        return None;
    }
    Some(Source::new(&name, entry, place))
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
                diagnostics.push(Diagnostic::error(place, message).hint(hint));
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
                diagnostics.push(Diagnostic::error(place, message).hint(hint));
            }
            _ => {}
        }
    }
}

/// What a field should look like.
fn hint(field: &str) -> &'static str {
    match field {
        "`date`" => "a date is `2014`, `2014-05` or `2014-05-21`",
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
fn without_repeats(path: &str, text: &str, diagnostics: &mut Diagnostics) -> String {
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
                    diagnostics.push(twice(key, &place, &first, text));
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

/// Makes a stretch of text white, byte for byte.
fn blank_out(text: &mut String, range: Range<usize>) {
    let white: String =
        text[range.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(range, &white);
}
