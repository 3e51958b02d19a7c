//! A source as readers of one language are to see it.
//!
//! Takes a source with its translated titles; gives an item for the style to
//! print. Translates nothing by itself.

use hayagriva::citationberg::json::{
    DateValue, Item, NameItem, NameValue, Value, VecDate, VecDateRange,
};
use unicode_script::{Script, UnicodeScript};

use crate::model::language::Language;
use crate::model::source::{Point, Record, Source, SourceDate, SourceTitle, When, marks};

use super::dates::{Printed, season};
use super::{case, originals, quotes, roles};
use crate::model::style::Style;

/// Where the entry is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Note,
    List,
}

/// Which end of its ranges of dates an item has: hayagriva 0.10 prints no ranges, so
/// that each end is printed by itself, and both are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    First,
    Last,
}

/// Gives a source the title, the container and the authors that readers of a
/// language know it by, with its own title as that of the original, or behind the
/// translated one where a style says something else of originals.
pub fn localized(source: &Source, language: &Language, style: &Style, form: Form) -> Record {
    let mut record = source.record.clone();
    for (variable, text) in &mut record.texts {
        match variable.as_str() {
            "genre" | "status" => *text = language.genre(text),
            _ => *text = text.replace(marks::ALSO, language.word("separator")),
        }
    }
    let Some(titles) = source.titles.get(&language.key) else { return record };
    let is_foreign = source.language.as_ref() != Some(&language.lang);
    let SourceTitle { title, container, short, publisher, place, authors } = titles;
    if let Some(title) = title.as_ref().filter(|_| is_foreign) {
        let own = source.record.text("title").filter(|own| marks::bare(own) != *title);
        record.texts.insert("title".into(), title.clone());
        record.texts.remove("title-short");
        if let Some(own) = own {
            match originals::stand_beside(style, &language.table.tag) {
                true => record.texts.insert("original-title".into(), own.into()),
                false => {
                    record.texts.insert("title-short".into(), title.clone());
                    record.texts.insert("title".into(), format!("{title} [{own}]"))
                }
            };
        }
        // The text case of a style is for the language that it prints.
        record.texts.insert("language".into(), language.table.tag.clone());
    }
    let mut put = |variable: &str, text: &Option<String>| {
        if let Some(text) = text {
            record.texts.insert(variable.into(), text.clone());
        }
    };
    put("title-short", short);
    if is_foreign {
        put("container-title", container);
        put("publisher", publisher);
        put("publisher-place", place);
    }
    if let Some(authors) = authors {
        let own = source.record.names.get("author").map(Vec::as_slice).unwrap_or_default();
        let names = authors.iter().enumerate();
        let names = names.map(|(i, name)| person(name, own.get(i), form)).collect();
        record.names.insert("author".into(), names);
    }
    record
}

/// An item for hayagriva, and what its dates print that hayagriva cannot.
pub fn item(
    key: &str,
    record: &Record,
    end: End,
    style: &Style,
    language: &Language,
) -> (Item, Vec<Printed>) {
    let mut fields = std::collections::BTreeMap::new();
    fields.insert("id".to_string(), Value::String(key.into()));
    fields.insert("type".to_string(), Value::String(record.kind.clone()));
    for (variable, text) in &record.texts {
        let text = match variable.as_str() {
            "URL" | "DOI" => text.clone(),
            title if title.ends_with("title") || title.ends_with("title-short") => {
                quotes::guarded(&case::kept(text))
            }
            _ => quotes::guarded(text),
        };
        fields.insert(variable.clone(), Value::String(text));
    }
    let roles = quotes::guarded(&roles::said(record, style, language));
    fields.insert(roles::VARIABLE.into(), Value::String(roles));
    // citationberg 0.7 asks for two variables by names that they do not have.
    for (variable, asked) in [("archive-place", "archive_place"), ("event-title", "event")] {
        if let Some(text) = fields.get(variable).cloned() {
            fields.insert(asked.to_string(), text);
        }
    }
    for (variable, names) in &record.names {
        let names = names.iter().map(with_apostrophes).collect();
        fields.insert(variable.clone(), Value::Names(names));
    }
    let mut printed = vec![];
    for (index, (variable, date)) in record.dates.iter().enumerate() {
        let (value, other) = value(date, end, index, language);
        printed.extend(other);
        fields.insert(variable.clone(), Value::Date(value));
    }
    (Item(fields), printed)
}

/// A date for hayagriva. What it cannot print is a year that nobody means.
fn value(
    date: &SourceDate,
    end: End,
    index: usize,
    language: &Language,
) -> (DateValue, Option<Printed>) {
    let stand_in = Printed::stand_in(index);
    let mut printed = None;
    let mut words = |text: String| {
        printed = Some(Printed { year: stand_in, text });
        Point::year(stand_in)
    };
    let point = match (&date.when, end) {
        (When::Words(text), _) => words(text.clone()),
        (When::At(point) | When::Span(Some(point), None), End::First)
        | (When::At(point) | When::Span(None, Some(point)), End::Last) => *point,
        (When::Span(Some(first), Some(_)), End::First) => *first,
        (When::Span(Some(_), Some(last)), End::Last) => *last,
        // An open end.
        (When::Span(None, _), End::First) | (When::Span(_, None), End::Last) => {
            words(String::new())
        }
    };
    let point = match point.season {
        Some(number) if point.month.is_none() => words(season(number, point.year, language)),
        _ => match era(point.year, language) {
            Some(year) => Point { year: words(year).year, ..point },
            None => point,
        },
    };
    let parts = [Some(point.year), point.month.map(i16::from), point.day.map(i16::from)];
    let parts = parts.into_iter().map_while(|part| part).collect();
    let value = DateValue::DateParts {
        date_parts: VecDateRange(vec![VecDate(parts)]),
        literal: None,
        season: None,
        circa: date.circa,
    };
    (value, printed)
}

/// A year that is said with its era: hayagriva puts that behind the number in any language.
fn era(year: i16, language: &Language) -> Option<String> {
    let dates = &language.table.dates;
    let (pattern, number) = match year {
        ..=0 => (&dates.before_christ, 1 - i32::from(year)),
        1..1000 => (&dates.anno_domini, i32::from(year)),
        _ => return None,
    };
    Some(pattern.as_ref()?.replace("{year}", &number.to_string()))
}

/// A name with the apostrophe that texts have: O’Shea.
pub fn with_apostrophes(name: &NameValue) -> NameValue {
    let curly = |text: &str| text.replace('\'', "’");
    match name.clone() {
        NameValue::Literal(mut name) => {
            name.literal = curly(&name.literal);
            NameValue::Literal(name)
        }
        NameValue::Item(mut name) => {
            name.family = curly(&name.family);
            name.given = name.given.as_deref().map(curly);
            name.non_dropping_particle = name.non_dropping_particle.as_deref().map(curly);
            name.dropping_particle = name.dropping_particle.as_deref().map(curly);
            NameValue::Item(name)
        }
    }
}

/// A name as given; one written `Family, Given` is known by its family name
/// in later notes, and keeps the order of the original.
fn person(name: &str, own: Option<&NameValue>, form: Form) -> NameValue {
    let (family, given) = match name.split_once(',') {
        Some((family, given)) => (family.trim(), Some(given.trim().to_string())),
        None => (name.trim(), None),
    };
    let mut person = NameItem {
        family: family.to_string(),
        given,
        non_dropping_particle: None,
        dropping_particle: None,
        suffix: None,
        comma_suffix: None,
    };
    // CSL prints the family name of a Latin name last. A suffix follows it,
    // and is left out together with a given name.
    if own.is_some_and(is_cjk) {
        match (form, person.given.take()) {
            (Form::List, Some(given)) => person.family = format!("{} {given}", person.family),
            (_, given) => person.suffix = given,
        }
    }
    match (&person.given, &person.suffix) {
        (None, None) => crate::model::source::literal(person.family),
        (given, suffix) => {
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            crate::model::source::name(&person.family, &part(given), "", &part(suffix))
        }
    }
}

/// Whether the family name stands first in the language of a name.
pub fn is_cjk(name: &NameValue) -> bool {
    let text = match name {
        NameValue::Literal(name) => &name.literal,
        NameValue::Item(name) => &name.family,
    };
    let scripts = [Script::Han, Script::Hiragana, Script::Katakana, Script::Hangul];
    text.chars().next().is_some_and(|c| scripts.contains(&c.script()))
}
