//! The values of CSL-JSON: names, dates, and text.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use hayagriva::citationberg::json::{NameItem, NameValue};
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};

use super::dates::{Named, named, read};
use super::latex::raised;
use crate::model::source::{Point, SourceDate, When};
use crate::model::source::{literal, marks, name};

/// The values in a list, or the keys and values in an object, as parts of the
/// text, which must be well-formed JSON.
pub fn parts(text: &str) -> Vec<&str> {
    let mut parts = vec![];
    let mut rest = text.trim_start().strip_prefix(['[', '{']).unwrap_or_default();
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', ',', ':']);
        let mut stream = Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        let Some(Ok(_)) = stream.next() else { return parts };
        let (part, after) = rest.split_at(stream.byte_offset());
        parts.push(part);
        rest = after;
    }
}

/// The items of an object that has a list of them, or is one; none of any other text.
pub fn items(text: &str) -> Vec<&str> {
    if !text.trim_start().starts_with('{') || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return vec![];
    }
    let pairs = parts(text);
    let value = |name: &str| {
        let name = format!("\"{name}\"");
        pairs.chunks(2).find(|pair| pair.first() == Some(&name.as_str()))?.get(1).copied()
    };
    match (value("items"), value("id").and(value("type"))) {
        (Some(items), _) if items.starts_with('[') => parts(items),
        (_, Some(_)) => vec![text.trim()],
        _ => vec![],
    }
}

/// What a value is, in a sentence.
pub fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Text with what the tags and the entities in it stand for. Other tags are taken out.
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.trim();
    // What is between tags that raise or lower, or keep the case of words.
    let mut open: Vec<(&str, usize)> = vec![];
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((text, after)) = entity(rest) {
            out.push_str(&text);
            rest = after;
            continue;
        }
        let Some((tag, after)) = tag(rest) else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
            continue;
        };
        rest = after;
        let end = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let name = name.split([' ', '/']).next().unwrap_or(name);
        match name {
            "i" | "em" | "cite" => out.push(if end { marks::EMPH_END } else { marks::EMPH }),
            "br" | "p" => out.push(' '),
            "sup" | "sub" | "span" if !end => {
                open.push((if name == "span" { tag } else { name }, out.len()))
            }
            "sup" | "sub" | "span" => {
                let Some((opened, start)) = open.pop() else { continue };
                let inner = out.split_off(start);
                match opened {
                    "sup" | "sub" => out.push_str(&raised(&inner, opened == "sup")),
                    tag if tag.contains("nocase") => {
                        for (index, word) in inner.split(' ').enumerate() {
                            if index > 0 {
                                out.push(' ');
                            }
                            out.push(marks::KEEP);
                            out.push_str(word);
                        }
                    }
                    _ => out.push_str(&inner),
                }
            }
            _ => {}
        }
    }
    out.push_str(rest);
    let is_space = |c: char| c.is_whitespace() && c != '\u{a0}';
    out.split(is_space).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The tag that a text begins with, and what follows.
fn tag(text: &str) -> Option<(&str, &str)> {
    const TAGS: &[&str] = &[
        "i",
        "em",
        "b",
        "strong",
        "sup",
        "sub",
        "sc",
        "span",
        "br",
        "p",
        "u",
        "cite",
        "a",
        "div",
        "jats:i",
        "jats:italic",
        "jats:p",
        "jats:sub",
        "jats:sup",
        "inf",
    ];
    let (tag, after) = text.strip_prefix('<')?.split_once('>')?;
    let inner = tag.trim_start_matches('/');
    let name = inner.split([' ', '/']).next()?.to_lowercase();
    // What follows the name are attributes: `a<b and c>d` is no tag.
    let rest = inner[name.len()..].trim();
    let is_tag = rest.is_empty() || rest == "/" || rest.contains('=');
    (is_tag && TAGS.contains(&name.as_str())).then_some((tag, after))
}

/// What the entity that a text begins with stands for, and what follows.
fn entity(text: &str) -> Option<(String, &str)> {
    let end = text.strip_prefix('&')?.find(';')? + 2;
    let entity = &text[..end];
    let is_entity = entity[1..end - 1].chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
    if !is_entity {
        return None;
    }
    let arena = Arena::new();
    let root = parse_document(&arena, entity, &Options::default());
    let printed = root.descendants().filter_map(|node| match &node.data.borrow().value {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let printed = printed.collect::<String>();
    (printed != entity).then(|| (printed, &text[end..]))
}

/// A name: `family` and `given`, or `literal`.
pub fn person(value: &Value) -> Option<NameValue> {
    if let Some(text) = value.as_str() {
        return Some(literal(plain(text)));
    }
    let part = |name: &str| {
        let text = plain(value.get(name)?.as_str()?);
        (!text.is_empty()).then_some(text)
    };
    let (family, given) = (part("family"), part("given"));
    let (Some(family), given) = (family, given.clone()) else {
        let only = part("literal").or(given).or_else(|| part("name"))?;
        return Some(literal(if only == "others" || only == "et al." {
            marks::OTHERS.into()
        } else {
            only
        }));
    };
    let particle = part("non-dropping-particle").unwrap_or_default();
    let suffix = part("suffix").unwrap_or_default();
    let dropping = part("dropping-particle");
    if given.is_none() && suffix.is_empty() && particle.is_empty() && dropping.is_none() {
        return Some(literal(family));
    }
    let mut person = name(&family, &given.unwrap_or_default(), &particle, &suffix);
    if let NameValue::Item(NameItem { dropping_particle, comma_suffix, .. }) = &mut person {
        *dropping_particle = dropping;
        *comma_suffix = value.get("comma-suffix").map(|comma| *comma != Value::Bool(false));
    }
    Some(person)
}

/// A date; nothing where the value has none, and why, where it cannot be read.
pub fn date(value: &Value) -> Result<Option<SourceDate>, String> {
    let is_set = |value: Option<&Value>| match value {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::String(text)) => !matches!(text.as_str(), "" | "false" | "0"),
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        Some(_) => true,
    };
    let circa = is_set(value.get("circa"));
    let words = ["edtf", "literal", "raw"].iter().find_map(|name| value.get(name)?.as_str());
    let words = words.or(value.as_str()).map(str::trim).filter(|words| !words.is_empty());
    let season = match value.get("season") {
        Some(Value::Number(number)) => number.as_u64().and_then(|n| u8::try_from(n).ok()),
        Some(Value::String(text)) => {
            text.trim().parse().ok().or_else(|| match named(text.trim()) {
                Some(Named::Season(season)) => Some(season),
                _ => None,
            })
        }
        _ => None,
    };
    let parts = match value {
        // A date by itself, or one in a list.
        Value::Array(dates) if dates.len() == 1 && dates[0].is_object() => return date(&dates[0]),
        Value::Array(parts) => vec![parts.clone()],
        Value::Number(_) => vec![vec![value.clone()]],
        _ => match value.get("date-parts").and_then(Value::as_array) {
            Some(parts) if parts.iter().any(|part| !part.is_array()) => vec![parts.clone()],
            Some(ends) => ends.iter().filter_map(Value::as_array).cloned().collect(),
            None => {
                let part = |name| value.get(name).filter(|part| !part.is_null()).cloned();
                vec![["year", "month", "day"].into_iter().map_while(part).collect()]
            }
        },
    };
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|parts| parts.iter().any(|part| !part.is_null() && *part != ""))
        .collect();
    if parts.is_empty() {
        let Some(words) = words else {
            return match value {
                Value::Null | Value::String(_) => Ok(None),
                Value::Object(fields) if !fields.values().any(|field| is_set(Some(field))) => {
                    Ok(None)
                }
                Value::Object(fields) if fields.contains_key("date-parts") => Ok(None),
                other => Err(format!("it is {}", describe(other))),
            };
        };
        // A wrong month is a mistake; what is said to be words, is words.
        let is_literal = value.get("literal").is_some_and(|text| text.as_str().is_some());
        let is_figures = words.chars().all(|c| c.is_ascii_digit() || c == '-');
        let date = match read(words) {
            Err(_) if is_literal && !(is_figures && words.len() > 7) => None,
            read => read?,
        };
        let mut date = date.unwrap_or_else(|| SourceDate::words(plain(words)));
        date.circa |= circa;
        return Ok(Some(date));
    }
    let mut points = parts.iter().map(|parts| point(parts, season));
    let first = points.next().ok_or("it has no parts")??;
    let when = match points.next() {
        None => When::At(first),
        // Zotero writes 0 for an end that is open.
        Some(last) => match last? {
            Point { year: 0, .. } => When::Span(Some(first), None),
            last => When::Span(Some(first), Some(last)),
        },
    };
    Ok(Some(SourceDate { when, circa }))
}

fn point(parts: &[Value], season: Option<u8>) -> Result<Point, String> {
    let text = |value: &Value| match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.trim().to_string()).filter(|text| !text.is_empty()),
        _ => None,
    };
    let year = parts.first().and_then(text).ok_or("it has no year")?;
    let year: i16 = year.parse().map_err(|_| format!("`{year}` is no year"))?;
    // Before Christ, EDTF counts from 0.
    let year = if year < 0 { year + 1 } else { year };
    let mut point = Point { season: season.filter(|s| (1..=4).contains(s)), ..Point::year(year) };
    if let Some(month) = parts.get(1).and_then(text) {
        let named = month.strip_prefix("season-").and_then(|s| s.parse::<u8>().ok());
        match (named, month.parse::<u8>()) {
            (Some(season @ 1..=4), _) => point.season = Some(season),
            (_, Ok(season @ 21..=24)) => point.season = Some(season - 20),
            (_, Ok(0)) => {}
            (_, Ok(month)) => point.month = Some(month),
            _ => return Err(format!("`{month}` is no month")),
        }
    }
    if let Some(day) = parts.get(2).and_then(text).filter(|day| day != "0") {
        point.day = Some(day.parse().map_err(|_| format!("`{day}` is no day"))?);
    }
    if point.month.is_some() {
        point.season = None;
    }
    point.check()?;
    Ok(point)
}
