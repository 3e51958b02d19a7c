//! How a style prints the title of an original beside its translation for readers.
//!
//! CSL's `original-title` is that of a work which appeared in translation, and official
//! styles say so: “originally published as”. That is not what a title translated for
//! the reader of a note is, and only a style without such words may be given it.

use std::collections::BTreeMap;

use hayagriva::citationberg::LocaleCode;
use hayagriva::citationberg::json::{Item, Value};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};

use super::dates::text_of;
use crate::model::style::{LOCALES, Style};

/// Whether a style sets an original title beside the other one, without words of its own.
#[comemo::memoize]
pub fn stand_beside(style: &Style, tag: &str) -> bool {
    const ORIGINAL: &str = "Qqqq";
    let with = printed(style, tag, Some(ORIGINAL));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    with.contains(ORIGINAL)
        && letters(&with) == letters(&printed(style, tag, None)) + ORIGINAL.len()
}

/// A note on a book of which no more than its titles is known.
fn printed(style: &Style, tag: &str, original: Option<&str>) -> String {
    let fields = [("id", Some("a")), ("type", Some("book")), ("title", Some("A"))];
    let fields = fields.into_iter().chain([("original-title", original)]);
    let fields = fields
        .filter_map(|(field, text)| Some((field.to_string(), Value::String(text?.to_string()))));
    let item = Item(fields.collect::<BTreeMap<_, _>>());
    let locale = Some(LocaleCode(tag.to_string()));
    let mut driver = BibliographyDriver::new();
    let items = vec![CitationItem::with_entry(&item)];
    driver.citation(CitationRequest::new(items, &style.notes, locale.clone(), &LOCALES, Some(1)));
    let rendered = driver.finish(BibliographyRequest::new(&style.notes, locale, &LOCALES));
    rendered.citations.first().map(|note| text_of(&note.citation)).unwrap_or_default()
}
