//! The values of CSL-JSON: names, dates, and text.

use hayagriva::types::{Date, Person};
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};

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

/// Text without the tags that CSL-JSON allows in it.
pub fn plain(text: &str) -> String {
    let mut text = text.trim().to_string();
    for tag in ["<i>", "</i>", "<b>", "</b>", "<sup>", "</sup>", "<sub>", "</sub>", "<sc>", "</sc>"]
    {
        text = text.replace(tag, "");
    }
    text
}

/// A name: `family` and `given`, or `literal`.
pub fn person(value: &Value) -> Option<Person> {
    let part = |name: &str| {
        let text = value.get(name)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_string())
    };
    let family = match (part("non-dropping-particle"), part("family")) {
        (Some(particle), Some(family)) => Some(format!("{particle} {family}")),
        (_, family) => family,
    };
    let name = family.or_else(|| part("literal")).or_else(|| part("given"))?;
    let given_name = part("given").filter(|given| *given != name);
    Some(Person {
        name,
        given_name,
        prefix: part("dropping-particle"),
        suffix: part("suffix"),
        comma_suffix: value.get("comma-suffix").and_then(Value::as_bool).unwrap_or_default(),
        alias: None,
    })
}

/// The first date, and whether it is all there is.
pub fn date(value: &Value) -> Option<(Date, bool)> {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let text = ["raw", "literal"].iter().find_map(|name| value.get(name)).unwrap_or(value).as_str();
    let Some(parts) = value.get("date-parts") else {
        let text = text?.trim();
        let (first, rest) = text.split_once('/').unwrap_or((text, ""));
        return Some((first.parse().ok()?, rest.is_empty()));
    };
    let dates = parts.as_array()?;
    let first: Option<Vec<i64>> = dates.first()?.as_array()?.iter().map(number).collect();
    let first = first?;
    let within = |index: usize, most: i64| match first.get(index) {
        None => Some(None),
        Some(n) if (1..=most).contains(n) => u8::try_from(n - 1).ok().map(Some),
        Some(_) => None,
    };
    let mut date = Date::from_year(i32::try_from(*first.first()?).ok()?);
    date.month = within(1, 12)?;
    date.day = within(2, 31)?;
    date.approximate = value.get("circa").is_some_and(|c| *c != Value::Bool(false) && !c.is_null());
    Some((date, dates.len() == 1))
}
