//! What a style sets between names and "et al.", of which it has no word for those that a
//! source does not name either.

use hayagriva::citationberg::LocaleCode;
use hayagriva::citationberg::json::{Item, Value};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};

use super::dates::text_of;
use crate::model::source::literal;
use crate::model::style::{LOCALES, Style};

/// Whether a comma stands between several names and the words for all others.
#[comemo::memoize]
pub fn has_comma(style: &Style, tag: &str, et_al: &str) -> bool {
    let names = (b'A'..=b'Z').map(|letter| literal(char::from(letter))).collect();
    let fields = [
        ("id", Value::String("a".into())),
        ("type", Value::String("book".into())),
        ("author", Value::Names(names)),
    ];
    let item = Item(fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect());
    let locale = Some(LocaleCode(tag.to_string()));
    let mut driver = BibliographyDriver::new();
    let items = vec![CitationItem::with_entry(&item)];
    driver.citation(CitationRequest::new(items, &style.notes, locale.clone(), &LOCALES, Some(1)));
    let rendered = driver.finish(BibliographyRequest::new(&style.notes, locale, &LOCALES));
    let text = rendered.citations.first().map(|note| text_of(&note.citation)).unwrap_or_default();
    text.split_once(et_al).is_some_and(|(names, _)| names.trim_end().ends_with(','))
}
