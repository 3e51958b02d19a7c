//! What a style does not print of a source.
//!
//! Takes a source; gives the fields without which it is printed the same. Asks the
//! style, so that it holds for every style and knows none.

use hayagriva::citationberg::LocaleCode;
use hayagriva::citationberg::json::Item;
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};

use crate::model::edition::plain;
use crate::model::language::Language;
use crate::model::source::{Given, Point, Record, Source, SourceDate, When};

use super::{Citation, notes};

use super::dates::text_of;
use super::entry::{self, End, Form};
use crate::model::style::{LOCALES, Style};

/// The fields of a source that a style prints neither in a first note nor in the list.
pub fn unprinted<'a>(source: &'a Source, style: &Style, language: &Language) -> Vec<&'a Given> {
    let record = entry::localized(source, language, style, Form::Note);
    let whole = text(&source.key, &record, style, language);
    let doi = record.text("DOI").unwrap_or_default().to_lowercase();
    let url = record.text("URL").unwrap_or_default().to_lowercase();
    let is_doi = !doi.is_empty() && url.contains("doi.org/") && url.ends_with(&doi);
    let is_lost = |given: &&Given| {
        let mut rest = record.clone();
        let mut there = false;
        for variable in &given.variables {
            there |= rest.remove(variable);
            // What is translated is printed with its original, or in its place.
            if variable == "title" {
                rest.remove("original-title");
            }
            // An address that is the one of the DOI says the same.
            if is_doi && matches!(variable.as_str(), "DOI" | "URL") {
                rest.remove("DOI");
                rest.remove("URL");
            }
        }
        !there || text(&source.key, &rest, style, language) == whole
    };
    source.given.iter().filter(is_lost).collect()
}

/// Whether a style says that a date is approximate.
pub fn says_circa(source: &Source, style: &Style, language: &Language) -> bool {
    let record = entry::localized(source, language, style, Form::Note);
    let mut sure = record.clone();
    sure.dates.values_mut().for_each(|date| date.circa = false);
    record == sure
        || text(&source.key, &record, style, language) != text(&source.key, &sure, style, language)
}

/// Whether a style says in which month, and on which day, a source appeared.
pub fn says_day(source: &Source, style: &Style, language: &Language) -> bool {
    let record = entry::localized(source, language, style, Form::Note);
    let mut year = record.clone();
    if let Some(SourceDate { when: When::At(point), .. }) = year.dates.get_mut("issued") {
        *point = Point::year(point.year);
    }
    record == year
        || text(&source.key, &record, style, language) != text(&source.key, &year, style, language)
}

/// What a note says of a source that an earlier note cites, though not the one before. Some
/// styles say the number of that note, which is the source's own: `at`.
pub fn later(source: &Source, at: usize, style: &Style, language: &Language) -> String {
    let citation = Citation { source, locators: &[], without_author: false, words: None };
    let mut all = vec![vec![]; at];
    all.extend([vec![citation], vec![], vec![citation]]);
    let printed = notes(&all, style, language);
    printed.last().map(|note| plain(&note.runs)).unwrap_or_default()
}

/// A first note and an item of the list, one after the other.
fn text(key: &str, record: &Record, style: &Style, language: &Language) -> String {
    let locale = Some(LocaleCode(language.table.tag.clone()));
    let [first, last] =
        [End::First, End::Last].map(|end| entry::item(key, record, end, style, language).0);
    let of = |item: &Item| {
        let mut driver = BibliographyDriver::new();
        let items = vec![CitationItem::with_entry(item)];
        let request = CitationRequest::new(items, &style.list, locale.clone(), &LOCALES, Some(1));
        driver.citation(request);
        let request = BibliographyRequest::new(&style.list, locale.clone(), &LOCALES);
        let rendered = driver.finish(request);
        let notes = rendered.citations.iter().map(|note| text_of(&note.citation));
        let list = rendered.bibliography.into_iter().flat_map(|list| list.items);
        notes.chain(list.map(|item| text_of(&item.content))).collect::<String>()
    };
    // Only ranges of dates have another end.
    if first == last { of(&first).repeat(2) } else { [of(&first), of(&last)].concat() }
}
