//! CSL-JSON, as Zotero and others write it.
//!
//! Takes the text of a file; gives sources, and what is wrong with which item. What is
//! a variable of CSL stays it; `note` may hold more of them (`original-date: 1814`).

use std::collections::BTreeMap;
use std::ops::Range;

use hayagriva::citationberg::json::NameValue;
use serde_json::Value;

use super::addresses::{is_address, without_resolver};
use super::csl_names::{ALIASES, BOOKKEEPING, TYPES};
use super::values::{self, date, describe, parts, person, plain};
use super::{Troubles, clamp, dates, labels, set_language};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::model::source::{DATES, NAMES, ROLES, Record, TEXTS};
use crate::model::source::{Given, Source, SourceDate};

const SHAPE: &str = "CSL-JSON is a list of items: `[{ \"id\": \"key\", \"type\": \"book\", … }]`";

/// Whether a text is CSL-JSON: a list, an object with a list of items, or one item.
pub fn is_csl(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('[') || !values::items(text).is_empty()
}

/// Reads the items.
pub fn read(path: &str, text: &str, troubles: &mut Troubles) -> Vec<Source> {
    let list = text.trim_start_matches('\u{feff}');
    let mut items = values::items(list);
    if items.is_empty() {
        if let Err(error) = serde_json::from_str::<Vec<Value>>(list) {
            let told = json_error(path, text, text.len() - list.len(), &error).hint(SHAPE);
            troubles.push(None::<&str>, told);
            return vec![];
        }
        items = parts(list);
    }
    items.into_iter().filter_map(|item| read_item(path, text, item, troubles)).collect()
}

fn read_item(path: &str, text: &str, item: &str, troubles: &mut Troubles) -> Option<Source> {
    let range = span(text, item);
    if !item.starts_with('{') {
        let found = serde_json::from_str(item).unwrap_or_default();
        let message = format!("expected an item, found {}", describe(&found));
        let told = Diagnostic::error(Code::WrongType, Place::new(path, range), message).hint(SHAPE);
        troubles.push(None::<&str>, told);
        return None;
    }
    let mut pairs = parts(item).into_iter();
    let mut fields: BTreeMap<String, &str> = BTreeMap::new();
    let mut repeated = vec![];
    while let (Some(raw), Some(value)) = (pairs.next(), pairs.next()) {
        let Ok(name) = serde_json::from_str::<String>(raw) else { continue };
        if fields.insert(name.clone(), value).is_some_and(|first| first != value) {
            repeated.push((name, span(text, raw)));
        }
    }
    let id = fields.get("id").map(|id| (*id, serde_json::from_str::<Value>(id)));
    let (key, place) = match id {
        Some((raw, Ok(Value::String(key)))) if !key.is_empty() => (key, span(text, raw)),
        Some((raw, Ok(Value::Number(key)))) => (key.to_string(), span(text, raw)),
        _ => {
            let place = Place::new(path, clamp(text, range.start..range.start + 1));
            let error = Diagnostic::error(Code::SourceWithoutKey, place, "an item has no `id`");
            let told = error.hint("add `\"id\": \"key\"`, the key to cite it by");
            troubles.push(None::<&str>, told);
            return None;
        }
    };
    for (name, range) in repeated {
        let message = format!("`{name}` is given twice in `{key}`");
        let told = Diagnostic::warning(Code::RepeatedKey, Place::new(path, range), message);
        troubles.push(Some(&key), told.hint("the last one is printed"));
    }
    let place = Place::new(path, place);
    let record = Record::default();
    let mut item =
        Item { path, text, key, fields, place, record, given: vec![], bad: false, troubles };
    item.read();
    let Item { key, place, record, given, bad, .. } = item;
    (!bad).then(|| Source { given, ..Source::new(&key, record, place) })
}

/// Where a part of the text stands in it.
fn span(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    clamp(text, start..start + part.len())
}

fn json_error(path: &str, text: &str, skipped: usize, error: &serde_json::Error) -> Diagnostic {
    let lines = text[skipped..].split_inclusive('\n').take(error.line().saturating_sub(1));
    let at = skipped + lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let at = clamp(text, at..at).start;
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message);
    Diagnostic::error(
        Code::JsonSyntax,
        Place::new(path, at..end),
        format!("cannot read this JSON: {message}"),
    )
}

/// One item while it is read.
struct Item<'a> {
    path: &'a str,
    text: &'a str,
    key: String,
    /// The JSON of each value, as a part of the text.
    fields: BTreeMap<String, &'a str>,
    place: Place,
    record: Record,
    given: Vec<Given>,
    bad: bool,
    troubles: &'a mut Troubles,
}

impl Item<'_> {
    fn read(&mut self) {
        self.kind();
        for field in self.fields.keys().cloned().collect::<Vec<_>>() {
            let alias = ALIASES.iter().find(|(name, _)| *name == field);
            let variable = alias.map_or(field.as_str(), |(_, variable)| variable).to_string();
            match variable.as_str() {
                "id" | "type" | "language" | "note" => {}
                name if DATES.contains(&name) => {
                    if let Some(date) = self.date(&field) {
                        self.record.set_date(name, date);
                    }
                }
                name if NAMES.contains(&name) || ROLES.contains(&name) => {
                    let names = self.names(&field);
                    self.record.add_names(name, names);
                }
                name if TEXTS.contains(&name) => {
                    if let Some(text) = self.string(&field) {
                        self.record.set(name, text);
                    }
                }
                _ => self.give(&field, vec![]),
            }
            if self.record.has(&variable) {
                self.give(&field, vec![variable]);
            }
        }
        self.note();
        if let Some(doi) = self.record.texts.get_mut("DOI") {
            *doi = without_resolver(doi);
        }
        labels::tidy(&mut self.record);
        if let Some(url) = self.record.texts.get_mut("URL") {
            *url = url.replace(' ', "%20");
        }
        if let Some(url) = self.record.text("URL").filter(|url| !is_address(url)) {
            let message = format!("`{url}` is not a URL");
            let hint = "it is printed without a link; a URL begins with `https://` or `http://`";
            self.warning(Code::BadSourceAddress, "URL", message, hint);
        }
        self.language();
    }

    /// Notes a field that says something to readers.
    fn give(&mut self, field: &str, variables: Vec<String>) {
        let is_empty = matches!(self.fields.get(field), Some(&("\"\"" | "null" | "[]" | "{}")));
        if !BOOKKEEPING.contains(&field) && !is_empty {
            let place = self.at(Some(field));
            self.given.push(Given { field: field.into(), variables, place });
        }
    }

    fn kind(&mut self) {
        let Some(name) = self.string("type") else {
            let message = format!("the item `{}` has no `type`", self.key);
            return self.error(
                Code::SourceWithoutType,
                None,
                message,
                "add `\"type\": \"book\"` or another type of CSL",
            );
        };
        if !TYPES.contains(&name.as_str()) {
            let hint = did_you_mean(&name, TYPES.iter().copied())
                .unwrap_or_else(|| "see CSL 1.0.2 for its types".into());
            self.error(
                Code::UnknownSourceType,
                Some("type"),
                format!("`{name}` is not a type of CSL"),
                &hint,
            );
        }
        self.record.kind = name;
    }

    /// The note, and the variables that are written in it.
    fn note(&mut self) {
        let Some(note) = self.raw_string("note") else { return };
        let mut rest = vec![];
        let mut variables = vec![];
        for line in note.lines().flat_map(|line| line.split("{:")) {
            let line = line.trim().trim_end_matches('}');
            let Some((name, value)) = line.split_once(':') else {
                rest.push(line.to_string());
                continue;
            };
            let (name, value) = (name.trim(), plain(value));
            let lower = name.to_lowercase().replace(' ', "-");
            let all = TEXTS.iter().chain(NAMES).chain(DATES);
            let variable = all.copied().find(|known| known.to_lowercase() == lower);
            let alias = || ALIASES.iter().find(|(name, _)| *name == lower);
            let variable = variable.or_else(|| alias().map(|(_, variable)| *variable));
            match variable {
                Some(variable) if DATES.contains(&variable) => {
                    if let Ok(Some(date)) = dates::read(&value) {
                        self.record.set_date(variable, date);
                        variables.push(variable.to_string());
                        continue;
                    }
                    rest.push(line.into());
                }
                Some(variable) if NAMES.contains(&variable) => {
                    let (family, given) = value.split_once("||").unwrap_or((&value, ""));
                    let name = match given {
                        "" => crate::model::source::literal(family.trim()),
                        given => crate::model::source::name(family, given, "", ""),
                    };
                    self.record.add_names(variable, [name]);
                    variables.push(variable.into());
                }
                Some(variable) if !matches!(variable, "note" | "title" | "annote") => {
                    self.record.set(variable, value);
                    variables.push(variable.into());
                }
                // What a line may begin with anyhow is a role only of what is a name.
                None if ROLES.contains(&lower.as_str()) && value.contains("||") => {
                    let (family, given) = value.split_once("||").unwrap_or_default();
                    let name = crate::model::source::name(family.trim(), given, "", "");
                    self.record.add_names(&lower, [name]);
                    variables.push(lower);
                }
                _ if lower == "type" && TYPES.contains(&value.as_str()) => {
                    self.record.kind = value;
                }
                // What programs keep for themselves.
                _ if lower.starts_with("tex.")
                    || matches!(lower.as_str(), "citation-key" | "bibtex" | "_eprint") => {}
                _ => rest.push(line.into()),
            }
        }
        let rest = rest.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
        let text = plain(&rest.collect::<Vec<_>>().join(". "));
        if !text.is_empty() {
            self.record.set("note", text);
            variables.insert(0, "note".into());
        }
        for variable in variables {
            self.give("note", vec![variable]);
        }
    }

    fn language(&mut self) {
        let Some(text) = self.string("language") else { return };
        if !set_language(&mut self.record, &text) {
            let message = format!("the language of `{}` is `{text}`, which is not known", self.key);
            let hint = "a language is a BCP 47 tag: `zh`, `ru`, `en-GB`";
            self.warning(Code::UnknownSourceLanguage, "language", message, hint);
        }
    }

    fn value(&self, field: &str) -> Option<Value> {
        serde_json::from_str(self.fields.get(field)?).ok()
    }

    fn string(&mut self, field: &str) -> Option<String> {
        let text = self.raw_string(field)?;
        Some(plain(&text)).filter(|text| !text.is_empty())
    }

    /// A text or a number.
    fn raw_string(&mut self, field: &str) -> Option<String> {
        match self.value(field)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Null => None,
            other => {
                let message = format!("expected text, found {}", describe(&other));
                self.error(
                    Code::WrongType,
                    Some(field),
                    message,
                    &format!("write `\"{field}\": \"…\"`"),
                );
                None
            }
        }
    }

    fn names(&mut self, field: &str) -> Vec<NameValue> {
        let names = match self.value(field) {
            None | Some(Value::Null) => return vec![],
            Some(Value::Array(names)) => names,
            Some(other) => vec![other],
        };
        let people: Option<Vec<NameValue>> = names.iter().map(person).collect();
        if people.is_none() {
            let message = format!("`{field}` of `{}` has a name that cannot be read", self.key);
            let hint =
                "a name is `{ \"family\": \"…\", \"given\": \"…\" }` or `{ \"literal\": \"…\" }`";
            self.error(Code::BadSourceField, Some(field), message, hint);
        }
        people.unwrap_or_default()
    }

    fn date(&mut self, field: &str) -> Option<SourceDate> {
        let value = self.value(field)?;
        match date(&value) {
            Ok(date) => date,
            Err(reason) => {
                let message = format!("`{field}` of `{}` is no date: {reason}", self.key);
                self.error(
                    Code::BadSourceField,
                    Some(field),
                    message,
                    "a date is `{ \"date-parts\": [[2014, 5, 21]] }`",
                );
                None
            }
        }
    }

    fn at(&self, field: Option<&str>) -> Place {
        let raw = field.and_then(|field| self.fields.get(field));
        raw.map_or(self.place.clone(), |raw| Place::new(self.path, span(self.text, raw)))
    }

    fn error(&mut self, code: Code, field: Option<&str>, message: String, hint: &str) {
        self.bad = true;
        let told = Diagnostic::error(code, self.at(field), message).hint(hint);
        self.troubles.push(Some(&self.key), told);
    }

    fn warning(&mut self, code: Code, field: &str, message: String, hint: &str) {
        let told = Diagnostic::warning(code, self.at(Some(field)), message).hint(hint);
        self.troubles.push(Some(&self.key), told);
    }
}
