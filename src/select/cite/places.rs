//! Places in sources, as a style prints them.
//!
//! Takes what notes cite; gives the locator that hayagriva is to print for each, and
//! what is to stand instead of what it prints. CSL knows one locator for a source: of
//! several, a sign stands for all of them, and each is printed by the style on its own.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::{self, OtherTerm, Term};
use hayagriva::citationberg::{LocaleCode, TermForm};
use hayagriva::types::Numeric;
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChildren,
    LocatorPayload, SpecificLocator,
};

use super::dates::text_of;
use super::entry::End;
use super::runs::Printer;
use super::{Citation, LocalizedSources};
use crate::model::edition::plain;
use crate::model::language::Language;
use crate::model::locator::Locator;
use crate::model::style::{LOCALES, Style, term};

/// The first of the signs, which no font and no text has.
const FIRST_SIGN: u32 = 0xf0000;

/// The first of the signs for places that a style may print as pages.
const FIRST_AS_PAGE: u32 = 0xf4000;

/// The places that the notes of an edition cite.
pub struct Places<'a> {
    /// For places in one source that are several: their sign, and what it stands for.
    several: BTreeMap<(&'a str, &'a [Locator]), (String, String)>,
    /// What stands between the ends of a range, and between the numbers of a list.
    range: Option<&'a str>,
    list: &'a str,
    /// What stands before the last number of a list.
    and: String,
    /// How the language writes places that CSL does not know.
    own: &'a BTreeMap<String, Vec<String>>,
    /// Places that stand alone and are no pages, each with the sign that stands for it.
    others: Vec<(&'a Locator, String)>,
}

impl<'a> Places<'a> {
    pub fn new(
        notes: &[Vec<Citation<'a>>],
        localized: &LocalizedSources,
        style: &'a Style,
        language: &'a Language,
    ) -> Self {
        let locale = LocaleCode(language.table.tag.clone());
        let tag = &language.table.tag;
        let notes_of = &language.table.notes;
        let and = notes_of.and.first().cloned().unwrap_or_else(|| {
            format!(" {} ", style.term(tag, OtherTerm::And, TermForm::Long).unwrap_or("&"))
        });
        let mut places = Self {
            several: BTreeMap::new(),
            range: style.range_delimiter(tag),
            list: &notes_of.list,
            and,
            own: &notes_of.locators,
            others: vec![],
        };
        for Citation { source, locators, .. } in notes.iter().flatten() {
            let key = (source.key.as_str(), *locators);
            let is_special = |l: &Locator| is_uncounted(l) || places.form(l, None).is_some();
            let is_plain = locators.len() < 2 && !locators.iter().any(is_special);
            for other in locators.iter().filter(|at| is_plain && at.label != "page") {
                if places.others.iter().all(|(known, _)| *known != other) {
                    let sign = u32::try_from(places.others.len()).ok();
                    let sign = sign.and_then(|n| char::from_u32(FIRST_AS_PAGE + n));
                    places.others.push((other, sign.unwrap_or('\u{f4fff}').to_string()));
                }
            }
            if is_plain || places.several.contains_key(&key) {
                continue;
            }
            let Some(item) = localized.item(source, End::First) else { continue };
            let bare = bare(item);
            let mut text = String::new();
            let before = std::iter::once(None).chain(locators.iter().map(Some));
            for (locator, before) in locators.iter().zip(before) {
                if !text.is_empty() && !places.follows(locator, before) {
                    text.push_str(&notes_of.comma);
                }
                let (printed, wanted) = places.wanted(locator);
                text += &if let Some(form) = places.form(locator, before) {
                    // A number is not parted from its word.
                    form.replace(" {n}", "\u{a0}{n}").replace("{n}", &wanted)
                } else if is_uncounted(locator)
                    && let Some((before, after)) = around_numbers(&bare, locator, style, &locale)
                {
                    format!("{before}{wanted}{after}")
                } else {
                    alone(&bare, locator, style, &locale).replace(&printed, &wanted)
                };
            }
            let sign = u32::try_from(places.several.len()).ok().map(|n| FIRST_SIGN + n);
            let sign = sign.and_then(char::from_u32).unwrap_or('\u{f0000}').to_string();
            places.several.insert(key, (sign, text));
        }
        places
    }

    /// What hayagriva is to print.
    pub fn of<'b>(&'b self, citation: &Citation<'b>) -> Option<SpecificLocator<'b>> {
        match self.several.get(&(citation.source.key.as_str(), citation.locators)) {
            Some((sign, _)) => {
                Some(SpecificLocator(taxonomy::Locator::Custom, LocatorPayload::Str(sign)))
            }
            None => citation.locators.first().map(specific),
        }
    }

    pub fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// The same, where all are pages.
    pub fn as_page<'b>(&'b self, citation: &Citation<'b>) -> Option<SpecificLocator<'b>> {
        match self.other(citation) {
            Some((_, sign)) => {
                Some(SpecificLocator(taxonomy::Locator::Page, LocatorPayload::Str(sign)))
            }
            None => self.of(citation),
        }
    }

    /// The place of a citation that is alone and no page, and its sign.
    fn other(&self, citation: &Citation) -> Option<&(&'a Locator, String)> {
        let [one] = citation.locators else { return None };
        let key = (citation.source.key.as_str(), citation.locators);
        let is_several = self.several.contains_key(&key);
        self.others.iter().find(|(other, _)| *other == one && !is_several)
    }

    /// Whether a note reads the same when its places are said to be pages.
    pub fn are_pages(
        &self,
        printed: &ElemChildren,
        as_page: &ElemChildren,
        note: &[Citation],
    ) -> bool {
        let signed = text_of(as_page);
        let mut text = signed.clone();
        for (other, sign) in note.iter().filter_map(|citation| self.other(citation)) {
            text = text.replacen(sign, &other.value, 1);
        }
        text != signed && text == text_of(printed)
    }

    /// What stands for a place that a style prints as a page: its number with the words that
    /// the language has for it.
    pub fn labelled(
        &self,
        citation: &Citation,
        style: &Style,
        language: &Language,
    ) -> Option<(String, String)> {
        let Some((one, sign)) = self.other(citation) else { return self.printed(citation) };
        let (_, number) = self.wanted(one);
        let form = self.own.get(&one.label).and_then(|forms| forms.first());
        let text = match form {
            Some(form) => form.replace(" {n}", "\u{a0}{n}").replace("{n}", &number),
            None => {
                let locales: [&[_]; 2] = [&style.list.locale, &LOCALES];
                let term = one.label.parse().ok().and_then(|label| {
                    term(&locales, &language.table.tag, Term::Locator(label), TermForm::Short)
                });
                format!("{}\u{a0}{number}", term.unwrap_or(&one.label))
            }
        };
        Some((sign.clone(), text))
    }

    /// What hayagriva prints, and what is to stand instead.
    pub fn printed(&self, citation: &Citation) -> Option<(String, String)> {
        match self.several.get(&(citation.source.key.as_str(), citation.locators)) {
            Some(several) => Some(several.clone()),
            None => citation.locators.first().map(|locator| self.wanted(locator)),
        }
    }

    /// What hayagriva prints for the numbers of a place, and the language's own form of
    /// it: hayagriva heeds the delimiter of a style in page fields only.
    fn wanted(&self, locator: &Locator) -> (String, String) {
        let numeric = locator.value.parse::<Numeric>();
        let printed = numeric.map_or_else(|_| locator.value.clone(), |n| n.to_string());
        let range = self.range.unwrap_or("–");
        // A comma before the last number is one of the marks of its language.
        let and = match self.list.starts_with(',') {
            true => format!(",{}", self.and),
            false => self.and.clone(),
        };
        let wanted = printed.replace(['–', '-'], range).replace(", & ", &and);
        (printed, wanted.replace(" & ", &self.and).replace(", ", self.list))
    }

    /// The language's own pattern for a place that CSL has no words for.
    fn form<'l>(&'l self, locator: &'l Locator, before: Option<&Locator>) -> Option<&'l str> {
        let first = |key: &str| self.own.get(key).and_then(|forms| forms.first());
        let within = || first(&format!("{} {}", before?.label, locator.label));
        let form = match &locator.form {
            // The style knows the types of sources.
            Some(_) if locator.of_type().is_some() => None,
            Some(form) => Some(form),
            None => within()
                .or_else(|| first(&locator.label).filter(|_| !Locator::is_known(&locator.label))),
        };
        form.map(String::as_str)
    }

    /// Whether a place follows the one before it without a comma.
    fn follows(&self, locator: &Locator, before: Option<&Locator>) -> bool {
        before.is_some_and(|before| {
            self.own.contains_key(&format!("{} {}", before.label, locator.label))
        })
    }
}

/// Whether CSL does not see that a place is several: those of roman numbers are none to it.
fn is_uncounted(locator: &Locator) -> bool {
    locator.value.contains(['-', ',', '&']) && locator.value.parse::<Numeric>().is_err()
}

/// What a style prints around the numbers of several places, where they stand apart.
fn around_numbers(
    item: &Item,
    locator: &Locator,
    style: &Style,
    locale: &LocaleCode,
) -> Option<(String, String)> {
    let numbers = Locator { value: "9001-9002".into(), ..locator.clone() };
    let text = alone(item, &numbers, style, locale);
    let (before, rest) = text.split_once("9001")?;
    let (_, after) = rest.split_once("9002")?;
    Some((before.to_string(), after.to_string()))
}

fn specific(locator: &Locator) -> SpecificLocator<'_> {
    let label = locator.label.parse().unwrap_or(taxonomy::Locator::Custom);
    SpecificLocator(label, LocatorPayload::Str(&locator.value))
}

/// A source of the same type of which nothing else is known.
fn bare(item: &Item) -> Item {
    let kept = ["id", "type"].map(|field| Some((field.into(), item.0.get(field)?.clone())));
    Item(kept.into_iter().flatten().collect())
}

/// What a style prints for a place in a source, without all else.
fn alone(item: &Item, locator: &Locator, style: &Style, locale: &LocaleCode) -> String {
    let print = |locator| {
        let mut driver = BibliographyDriver::new();
        let items = vec![CitationItem::with_locator(item, locator)];
        let of = Some(locale.clone());
        driver.citation(CitationRequest::new(items, &style.notes, of, &LOCALES, Some(1)));
        let request = BibliographyRequest::new(&style.notes, Some(locale.clone()), &LOCALES);
        let printed = driver.finish(request).citations.into_iter().next();
        let printer = Printer::new(vec![]);
        plain(&printed.map(|note| printer.print(&note.citation)).unwrap_or_default())
    };
    let (with, without) = (print(Some(specific(locator))), print(None));
    let same = |(a, b): &(char, char)| a == b;
    let start = with.chars().zip(without.chars()).take_while(same).map(|(c, _)| c.len_utf8());
    let start: usize = start.sum();
    let (rest, other) = (&with[start..], &without[start..]);
    let end = rest.chars().rev().zip(other.chars().rev()).take_while(same);
    let end: usize = end.map(|(c, _)| c.len_utf8()).sum();
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    rest[..rest.len() - end].trim_matches(is_between).to_string()
}
