//! Citations: notes and lists of sources as a CSL style prints them.
//!
//! Takes what each note of an edition cites, in the order of print, and gives
//! its text in one language. What is a repeat (同上, ibid.) follows from the
//! sequence given, so that must be the edition's own. Numbers nothing, looks
//! nothing up, never asks which language it has.

mod case;
mod dates;
mod entry;
mod et_al;
mod loss;
mod originals;
mod pages;
mod places;
mod quotes;
mod roles;
mod runs;
mod seams;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hash::{Hash, Hasher};
use std::io::Write;

use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::OtherTerm;
use hayagriva::citationberg::{LocaleCode, TermForm};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild,
    ElemChildren, ElemMeta,
};

use crate::model::edition::{Run, plain};
use crate::model::language::Language;
use crate::model::locator::Locator;
use crate::model::source::{Record, Source};
use crate::model::style::{LOCALES, Style};

use dates::Printed;
use entry::{End, Form};
use places::Places;
use runs::Printer;

pub use loss::{later, says_circa, says_day, unprinted};
pub use runs::capitalized;

/// A source cited, and where in it.
#[derive(Debug, Clone, Copy)]
pub struct Citation<'a> {
    pub source: &'a Source,
    pub locators: &'a [Locator],
    pub without_author: bool,
    pub words: Option<&'a Words>,
}

/// The words of an author around a source in a note.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    pub before: Vec<Run>,
    pub after: Vec<Run>,
}

/// The text of a note, as it is within a sentence.
#[derive(Debug, Clone, Default)]
pub struct NoteText {
    pub runs: Vec<Run>,
    /// Whether a name or a title begins it, which keeps its first letter.
    keeps_case: bool,
}

impl NoteText {
    /// It at the begin of a sentence.
    pub fn begun(self) -> Vec<Run> {
        if self.keeps_case { self.runs } else { capitalized(self.runs) }
    }
}

/// The text of each note. One that cites nothing has none, and nothing after it
/// is "the same" as what stands before.
pub fn notes(notes: &[Vec<Citation>], style: &Style, language: &Language) -> Vec<NoteText> {
    printed(&Printing { notes, style, language })
}

/// All that decides the text of notes, or of a list. Its hash stands for it in
/// the cache that Typst keeps: editions that cite the same in the same order, as
/// after most edits, have it printed once.
struct Printing<'a> {
    notes: &'a [Vec<Citation<'a>>],
    style: &'a Style,
    language: &'a Language,
}

impl Hash for Printing<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.style.text.hash(state);
        // What no template reads of the language, no style does.
        let _ = serde_json::to_writer(Into(&mut *state), self.language);
        for note in self.notes {
            note.len().hash(state);
            for Citation { source, locators, without_author, words } in note {
                let source = (&source.record, &source.language, &source.titles);
                hash_as_text(&(source, locators, without_author, words), state);
            }
        }
    }
}

/// A hasher that text is written into. It takes all that comes.
struct Into<'h, H>(&'h mut H);

impl<H: Hasher> std::io::Write for Into<'_, H> {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.write(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Hashes what has no hash of its own.
fn hash_as_text<H: Hasher>(value: &dyn Debug, state: &mut H) {
    let _ = write!(Into(&mut *state), "{value:?}");
    state.write_u8(0xff);
}

#[comemo::memoize]
fn printed(printing: &Printing) -> Vec<NoteText> {
    let Printing { notes, style, language } = printing;
    let works = LocalizedSources::new(
        notes.iter().flatten().map(|c| c.source),
        language,
        style,
        Form::Note,
    );
    let places = Places::new(notes, &works, style, language);
    let rendered = |end, as_page| rendered(printing, &works, &places, end, as_page);
    let first = rendered(End::First, false);
    // Only ranges of dates have another end.
    let last = if works.has_ranges { rendered(End::Last, false) } else { first.clone() };
    // What a style prints as a page, though it is none: official ones do so in later notes.
    let as_pages = if places.has_others() { rendered(End::First, true) } else { vec![] };
    let print = |(index, note): (usize, &Vec<Citation>)| {
        let (mut printed, last) = (first[index].clone(), last[index].clone());
        let as_page = as_pages.get(index).filter(|page| places.are_pages(&printed, page, note));
        if let Some(as_page) = as_page {
            printed = as_page.clone();
        }
        let is_as_page = as_page.is_some();
        let sources: Vec<&Source> = note.iter().map(|citation| citation.source).collect();
        works.finish(&mut printed, &last, &sources, style, language);
        let mut printer = Printer::new(note.iter().map(|c| works.foreign(c.source)).collect());
        for citation in note {
            printer.places.push(match is_as_page {
                true => places.labelled(citation, style, language),
                false => places.printed(citation),
            });
            printer.words.push(citation.words.cloned().unwrap_or_default());
            printer.without_author.push(citation.without_author);
        }
        let runs = printer.print(&printed);
        let text = plain(&runs);
        let begins = |word: String| {
            let rest = text.strip_prefix(&word).filter(|_| !word.is_empty());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        let first = note.first().and_then(|citation| works.record(citation.source));
        let keeps_case = first.is_some_and(|record| record.titles_and_names().any(begins));
        NoteText { runs, keeps_case }
    };
    notes.iter().enumerate().map(print).collect()
}

/// What the style makes of each note, with one end of each date.
fn rendered(
    printing: &Printing,
    works: &LocalizedSources,
    places: &Places,
    end: End,
    as_page: bool,
) -> Vec<ElemChildren> {
    let Printing { notes, style, language } = printing;
    let locale = LocaleCode(language.table.tag.clone());
    let nothing = Item(BTreeMap::new());
    let mut driver = BibliographyDriver::new();
    for (index, note) in notes.iter().enumerate() {
        let items = note.iter().filter_map(|citation| {
            let item = works.item(citation.source, end)?;
            let place = if as_page { places.as_page(citation) } else { places.of(citation) };
            Some(CitationItem::with_locator(item, place))
        });
        let request = |items| {
            let locale = Some(locale.clone());
            CitationRequest::new(items, &style.notes, locale, &LOCALES, Some(index + 1))
        };
        if !note.is_empty() {
            driver.citation(request(items.collect()));
        }
        // After a note on several sources, "the same" would be ambiguous: CSL
        // has ibid only after a single cite, hayagriva after the last one. A
        // note on none parts notes of two sorts.
        if note.len() != 1 {
            driver.citation(request(vec![CitationItem::with_entry(&nothing)]));
        }
    }
    let request = BibliographyRequest::new(&style.notes, Some(locale.clone()), &LOCALES);
    let mut citations = driver.finish(request).citations.into_iter();
    let note = |note: &Vec<Citation>| {
        let printed = if note.is_empty() { None } else { citations.next() };
        if note.len() != 1 {
            citations.next();
        }
        printed.map(|printed| printed.citation).unwrap_or_default()
    };
    notes.iter().map(note).collect()
}

/// The list of sources, in the style's order, by their keys. Empty when the
/// style has none.
pub fn bibliography(
    sources: &[&Source],
    style: &Style,
    language: &Language,
) -> Vec<(String, Vec<Run>)> {
    let cited = sources.iter().map(|source| Citation {
        source,
        locators: &[],
        without_author: false,
        words: None,
    });
    listed(&Printing { notes: &[cited.collect()], style, language })
}

#[comemo::memoize]
fn listed(printing: &Printing) -> Vec<(String, Vec<Run>)> {
    let Printing { notes, style, language } = printing;
    let sources: Vec<&Source> = notes.iter().flatten().map(|citation| citation.source).collect();
    let works = LocalizedSources::new(sources.iter().copied(), language, style, Form::List);
    let locale = Some(LocaleCode(language.table.tag.clone()));
    let rendered = |end: End| {
        let mut driver = BibliographyDriver::new();
        let items = sources.iter().filter_map(|s| works.item(s, end)).map(CitationItem::with_entry);
        driver.citation(CitationRequest::from_items(items.collect(), &style.list, &LOCALES));
        let request = BibliographyRequest::new(&style.list, locale.clone(), &LOCALES);
        let items = driver.finish(request).bibliography.map(|list| list.items);
        let content = |item: hayagriva::BibliographyItem| {
            let first = item.first_field.map(|first| ElemChildren(vec![first]));
            let mut content = first.unwrap_or_default();
            content.0.extend(item.content.0);
            (item.key, content)
        };
        items.unwrap_or_default().into_iter().map(content).collect::<Vec<_>>()
    };
    let last: BTreeMap<_, _> =
        if works.has_ranges { rendered(End::Last).into_iter().collect() } else { BTreeMap::new() };
    let print = |(key, mut content): (String, ElemChildren)| {
        let source = sources.iter().find(|s| s.key == key);
        let last = last.get(&key).unwrap_or(&content).clone();
        works.finish_entry(&mut content, &last, source.copied(), style, language);
        let foreign = source.and_then(|s| works.foreign(s));
        (key, Printer::new(vec![foreign]).print(&content))
    };
    rendered(End::First).into_iter().map(print).collect()
}

/// The sources as one language prints them.
struct LocalizedSources<'a> {
    books: BTreeMap<&'a str, LocalizedSource>,
    /// Whether a date of any is a range or in words.
    has_ranges: bool,
}

/// A source as one language prints it: with the first end of its dates, and the last.
struct LocalizedSource {
    record: Record,
    ends: [(Item, Vec<Printed>); 2],
    foreign: Option<runs::Foreign>,
}

impl<'a> LocalizedSources<'a> {
    fn new(
        sources: impl Iterator<Item = &'a Source>,
        language: &Language,
        style: &Style,
        form: Form,
    ) -> Self {
        let mut books = BTreeMap::new();
        for source in sources {
            books.entry(source.key.as_str()).or_insert_with(|| {
                let record = entry::localized(source, language, style, form);
                let foreign = runs::Foreign::new(source, &record, language);
                let ends = [End::First, End::Last]
                    .map(|end| entry::item(&source.key, &record, end, style, language));
                LocalizedSource { record, ends, foreign }
            });
        }
        let has_ranges = books.values().any(|book| book.ends[0] != book.ends[1]);
        Self { books, has_ranges }
    }

    fn item(&self, source: &Source, end: End) -> Option<&Item> {
        self.books.get(source.key.as_str()).map(|book| &book.ends[end as usize].0)
    }

    fn record(&self, source: &Source) -> Option<&Record> {
        self.books.get(source.key.as_str()).map(|book| &book.record)
    }

    fn foreign(&self, source: &Source) -> Option<&runs::Foreign> {
        self.books.get(source.key.as_str())?.foreign.as_ref()
    }

    /// Prints what hayagriva does not, in a note on several sources.
    fn finish(
        &self,
        printed: &mut ElemChildren,
        last: &ElemChildren,
        sources: &[&Source],
        style: &Style,
        language: &Language,
    ) {
        for (child, last) in printed.0.iter_mut().zip(&last.0) {
            let (ElemChild::Elem(elem), ElemChild::Elem(last)) = (child, last) else { continue };
            match elem.meta {
                Some(ElemMeta::Entry(index)) => {
                    let source = sources.get(index).copied();
                    self.finish_entry(&mut elem.children, &last.children, source, style, language);
                }
                _ => self.finish(&mut elem.children, &last.children, sources, style, language),
            }
        }
    }

    fn finish_entry(
        &self,
        printed: &mut ElemChildren,
        last: &ElemChildren,
        source: Option<&Source>,
        style: &Style,
        language: &Language,
    ) {
        let book = source.and_then(|source| self.books.get(source.key.as_str()));
        let Some(book) = book else { return };
        let tag = &language.table.tag;
        let dash = style.range_delimiter(tag).unwrap_or("–");
        let words = [0, 1].map(|end: usize| book.ends[end].1.as_slice());
        dates::join_ranges(printed, last, words, dash);
        pages::list(printed, &book.ends[0].0, dash, &language.table.notes.list);
        let and = style.term(tag, OtherTerm::And, TermForm::Long).unwrap_or_default();
        let et_al = style.term(tag, OtherTerm::EtAl, TermForm::Long).unwrap_or("et al.");
        dates::others(printed, and, et_al, et_al::has_comma(style, tag, et_al));
    }
}
