//! What the fields of Hayagriva YAML say: their texts, names and dates.
//!
//! hayagriva knows what a field is to CSL, by the types of an entry and its parents. What
//! a field says is read as in the other formats: to hayagriva 0.10 a `$` begins a formula,
//! a date has one form, and a text one name. So each is a sign to it, of which it is told
//! only where it goes, and which gives way to what it stands for.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::NameValue;

use super::bib_people::listed;
use super::dates;
use super::yaml_text::{formatted, give_role};
use crate::load::tree::{Node, Value};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::model::source::{Given, Record, SourceDate, When, marks};

/// The first sign, of a plane without characters; and the first year that is one.
const FIRST: u32 = 0xf8000;
const FIRST_YEAR: i16 = 1000;

/// What a sign stands for.
#[derive(Clone, PartialEq)]
enum Said {
    Text(String),
    Names(Vec<NameValue>),
    Date(SourceDate),
}

/// A work that an entry appeared in.
#[derive(Default)]
struct Parent {
    kind: String,
    title: Option<usize>,
    location: Option<usize>,
    date: Option<usize>,
    volume: Option<String>,
    issue: Option<String>,
}

/// The signs of an entry and of its parents.
pub struct Signs<'a> {
    path: &'a str,
    /// The key of the entry.
    key: &'a str,
    said: Vec<Said>,
    /// The fields that say them, by the place of the sign.
    fields: Vec<(String, Place)>,
    /// What those named by a sign did, by hayagriva's name for it.
    roles: BTreeMap<usize, String>,
    parents: Vec<Parent>,
    pages: Option<(String, Place)>,
}

impl<'a> Signs<'a> {
    pub fn new(path: &'a str, key: &'a str) -> Self {
        Self {
            path,
            key,
            said: vec![],
            fields: vec![],
            roles: BTreeMap::new(),
            parents: vec![],
            pages: None,
        }
    }

    /// Puts signs in place of what fields say; tells of what cannot be read.
    pub fn take(&mut self, fields: &mut Vec<(Node, Node)>, found: &mut Diagnostics) {
        self.within(fields, "", found);
    }

    fn within(&mut self, fields: &mut Vec<(Node, Node)>, prefix: &str, found: &mut Diagnostics) {
        fields.retain(|(field, value)| match (&field.value, &value.value) {
            (Value::Scalar(name), Value::Scalar(pages))
                if name == "page-range" && prefix.is_empty() =>
            {
                self.pages = Some((pages.clone(), Place::new(self.path, field.range.clone())));
                false
            }
            _ => true,
        });
        let at = self.parents.len();
        if !prefix.is_empty() {
            self.parents.push(Parent::default());
        }
        for (field, value) in fields {
            let Value::Scalar(name) = field.value.clone() else { continue };
            let place = Place::new(self.path, field.range.clone());
            let full = format!("{prefix}{name}");
            let first = self.said.len();
            match (name.as_str(), &mut value.value) {
                ("parent", Value::Map(fields)) => {
                    self.within(fields, &format!("{prefix}parent."), found);
                }
                ("parent", Value::List(parents)) => {
                    for parent in parents {
                        if let Value::Map(fields) = &mut parent.value {
                            self.within(fields, &format!("{prefix}parent."), found);
                        }
                    }
                }
                ("author" | "editor", _) => self.names(value, &full, &place, found),
                ("affiliated", Value::List(roles)) => {
                    roles.iter_mut().for_each(|role| self.role(role, &full, found));
                }
                ("affiliated", _) => self.role(value, &full, found),
                ("date", _) => self.date(value, &full, &place, found),
                ("url", Value::Map(parts)) => {
                    let date = parts.iter_mut().find(|(part, _)| part.describe() == "`date`");
                    if let Some((_, date)) = date {
                        self.date(date, &full, &place, found);
                    }
                }
                (
                    "title" | "note" | "abstract" | "genre" | "archive" | "archive-location"
                    | "call-number" | "organization" | "location" | "publisher",
                    _,
                ) => self.text(value, &full, &place),
                _ => {}
            }
            let Some(parent) = self.parents.get_mut(at).filter(|_| !prefix.is_empty()) else {
                continue;
            };
            let is_said = self.said.len() > first;
            match (name.as_str(), &value.value) {
                ("type", Value::Scalar(kind)) => parent.kind = kind.to_lowercase(),
                ("volume", Value::Scalar(text)) => parent.volume = Some(text.clone()),
                ("issue", Value::Scalar(text)) => parent.issue = Some(text.clone()),
                ("title", _) if is_said => parent.title = Some(first),
                ("location", _) if is_said => parent.location = Some(first),
                ("date", _) if is_said => parent.date = Some(first),
                _ => {}
            }
        }
    }

    /// The sign for what a field says.
    fn sign(&mut self, said: Said, field: &str, place: &Place) -> usize {
        self.said.push(said);
        self.fields.push((field.into(), place.clone()));
        self.said.len() - 1
    }

    fn put(&mut self, value: &mut Node, said: Said, field: &str, place: &Place) {
        let index = self.sign(said, field, place);
        let sign = u32::try_from(index).ok().and_then(|index| char::from_u32(FIRST + index));
        value.value = Value::Scalar(sign.map(String::from).unwrap_or_default());
    }

    fn text(&mut self, value: &mut Node, field: &str, place: &Place) {
        match &mut value.value {
            Value::Scalar(text) if !text.trim().is_empty() => {
                let said = Said::Text(formatted(text, false));
                self.put(value, said, field, place);
            }
            Value::Map(parts) => {
                let is_kept = parts.iter().any(|(part, value)| {
                    part.describe() == "`verbatim`" && value.describe() == "`true`"
                });
                for (part, value) in parts {
                    let Value::Scalar(text) = &value.value else { continue };
                    let is_text = ["`value`", "`short`", "`name`", "`location`"];
                    if is_text.iter().any(|name| part.describe() == *name) {
                        let said = Said::Text(formatted(text, is_kept));
                        self.put(value, said, field, place);
                    }
                }
            }
            _ => {}
        }
    }

    fn names(&mut self, value: &mut Node, field: &str, place: &Place, found: &mut Diagnostics) {
        match &mut value.value {
            Value::List(names) => {
                names.iter_mut().for_each(|name| self.names(name, field, place, found));
            }
            Value::Scalar(text) if !text.trim().is_empty() => match listed(text) {
                Ok(names) => self.put(value, Said::Names(names), field, place),
                Err(reason) => {
                    let message =
                        format!("the `{field}` of `{}` cannot be read: {reason}", self.key);
                    let told = Diagnostic::error(
                        Code::BadSourceField,
                        Place::new(self.path, value.range.clone()),
                        message,
                    );
                    found.push(told.hint("make it a list with one name in each item"));
                }
            },
            _ => {}
        }
    }

    /// The names of one role: hayagriva has roles that CSL has not.
    fn role(&mut self, role: &mut Node, field: &str, found: &mut Diagnostics) {
        let place = Place::new(self.path, role.range.clone());
        let Value::Map(parts) = &mut role.value else { return };
        let first = self.said.len();
        let mut said = String::new();
        for (part, value) in parts {
            if part.describe() == "`names`" {
                self.names(value, field, &place, found);
            } else if let ("`role`", Value::Scalar(role)) = (&*part.describe(), &value.value) {
                said = role.to_lowercase();
            }
        }
        self.roles.extend((first..self.said.len()).map(|index| (index, said.clone())));
    }

    fn date(&mut self, value: &mut Node, field: &str, place: &Place, found: &mut Diagnostics) {
        let Value::Scalar(text) = &value.value else { return };
        let text = text.trim();
        let (plain, is_circa) = text.strip_prefix('~').map_or((text, false), |text| (text, true));
        match dates::read(plain) {
            Ok(date) => {
                let mut date = date.unwrap_or_else(|| SourceDate::words(plain));
                date.circa |= is_circa;
                let index = self.sign(Said::Date(date), field, place);
                let year = i16::try_from(index).map_or(9999, |index| FIRST_YEAR + index);
                value.value = Value::Scalar(year.to_string());
            }
            Err(reason) => {
                let message =
                    format!("the `{field}` of `{}` cannot be read: `{text}`: {reason}", self.key);
                let told = Diagnostic::error(
                    Code::BadSourceField,
                    Place::new(self.path, value.range.clone()),
                    message,
                );
                found.push(told.hint(dates::HINT));
                value.value = Value::Scalar(FIRST_YEAR.to_string());
            }
        }
    }

    /// Gives a record what its signs stand for, and what hayagriva passes over.
    pub fn restore(&self, record: &mut Record) {
        for text in record.texts.values_mut() {
            *text = text
                .chars()
                .map(|c| match self.of(c) {
                    Some(Said::Text(text)) => text.clone(),
                    _ => c.to_string(),
                })
                .collect();
        }
        for names in record.names.values_mut() {
            let all = names.drain(..).flat_map(|name| match (self.names_of(&name), name) {
                (Some(names), _) => names,
                (None, name) => vec![name],
            });
            *names = all.collect();
        }
        for date in record.dates.values_mut() {
            let When::At(point) = &date.when else { continue };
            let index = usize::try_from(point.year - FIRST_YEAR).ok();
            if let Some(Said::Date(said)) = index.and_then(|index| self.said.get(index)) {
                *date = said.clone();
            }
        }
        if let Some((pages, _)) = &self.pages {
            record.texts.insert("page".into(), pages.clone());
        }
        self.parents.iter().for_each(|parent| self.give(parent, record));
        // What has a role that CSL does not know, or that hayagriva knows of other types alone.
        for (index, role) in &self.roles {
            let said = self.said.get(*index);
            if let Some(said @ Said::Names(names)) = said
                && variables(said, record).is_empty()
            {
                give_role(role, names, record);
            }
        }
    }

    fn of(&self, c: char) -> Option<&Said> {
        let index = u32::from(c).checked_sub(FIRST)?;
        self.said.get(usize::try_from(index).ok()?)
    }

    fn names_of(&self, name: &NameValue) -> Option<Vec<NameValue>> {
        let text = match name {
            NameValue::Literal(name) => &name.literal,
            NameValue::Item(name) => &name.family,
        };
        match self.of(text.chars().next()?)? {
            Said::Names(names) => Some(names.clone()),
            _ => None,
        }
    }

    /// Of several works that an entry appeared in hayagriva gives one.
    fn give(&self, parent: &Parent, record: &mut Record) {
        let said = |index: Option<usize>| index.and_then(|index| self.said.get(index));
        let Some(title @ Said::Text(text)) = said(parent.title) else { return };
        let is_event = ["conference", "exhibition", "performance"].contains(&parent.kind.as_str());
        let is_journal = ["periodical", "newspaper"].contains(&parent.kind.as_str());
        if is_event {
            record.set("event-title", text.clone());
            if record.text("event-title") == Some(text) {
                if let Some(Said::Date(date)) =
                    said(parent.date).filter(|date| variables(date, record).is_empty())
                {
                    record.set_date("event-date", date.clone());
                }
                if let Some(Said::Text(place)) = said(parent.location) {
                    record.set("event-place", place.clone());
                }
            }
            return;
        }
        let is_event_twice = record.text("container-title").is_some()
            && record.text("container-title") == record.text("event-title");
        if is_journal && is_event_twice {
            record.texts.insert("container-title".into(), text.clone());
            record.kind =
                if parent.kind == "newspaper" { "article-newspaper" } else { "article-journal" }
                    .into();
            for (variable, number) in [("volume", &parent.volume), ("issue", &parent.issue)] {
                record.set(variable, number.clone().unwrap_or_default());
            }
        } else if variables(title, record).is_empty() && !record.has("collection-title") {
            record.set("collection-title", text.clone());
            record.set("collection-number", parent.volume.clone().unwrap_or_default());
        }
    }

    /// The fields that say something, each with the variables that say it.
    pub fn given(&self, record: &Record) -> Vec<Given> {
        let of = |(said, (field, place)): (&Said, &(String, Place))| Given {
            field: field.clone(),
            variables: variables(said, record),
            place: place.clone(),
        };
        let pages = self.pages.iter().map(|(_, place)| Given {
            field: "page-range".into(),
            variables: vec!["page".into()],
            place: place.clone(),
        });
        self.said.iter().zip(&self.fields).map(of).chain(pages).collect()
    }

    /// Whether a field is one of the signs.
    pub fn has(&self, field: &str) -> bool {
        field == "page-range" || self.fields.iter().any(|(name, _)| name == field)
    }
}

/// The variables of a record that say something.
fn variables(said: &Said, record: &Record) -> Vec<String> {
    let names: Vec<&String> = match said {
        Said::Text(text) => {
            let text = marks::bare(text);
            let says = |own: &String| marks::bare(own).contains(text.trim());
            record.texts.iter().filter(|(_, own)| says(own)).map(|(name, _)| name).collect()
        }
        Said::Names(names) => {
            let says = |own: &Vec<NameValue>| names.iter().all(|name| own.contains(name));
            record.names.iter().filter(|(_, own)| says(own)).map(|(name, _)| name).collect()
        }
        Said::Date(date) => {
            record.dates.iter().filter(|(_, own)| *own == date).map(|(name, _)| name).collect()
        }
    };
    names.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::literal;

    #[test]
    fn a_name_without_a_comma_is_whole() {
        let whole = |text: &str| listed(text).map(|names| names == [literal(text)]);
        assert_eq!(whole("World Bank"), Ok(true));
        assert_eq!(whole("Simon and Schuster"), Ok(true));
        assert_eq!(listed("韩江;罗溪"), Ok(vec![literal("韩江"), literal("罗溪")]));
    }
}
