//! Citations: notes and lists of sources as a CSL style prints them.
//!
//! Takes what each note of an edition cites, in the order of print, and gives
//! its text in one language. What is a repeat (同上, ibid.) follows from the
//! sequence given, so that must be the edition's own. Numbers nothing, looks
//! nothing up, never asks which language it has.

mod entry;
mod places;
mod runs;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::citationberg::{self, IndependentStyle, Locale, LocaleCode, TermForm};
use hayagriva::types::EntryType;
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, Entry};

use crate::article::Locator;
use crate::edition::Run;
use crate::language::Language;
use crate::load::sources::Source;

use entry::Form;
use places::Places;
use runs::Printer;

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

/// A citation style: CSL 1.0.2, as hayagriva understands it.
#[derive(Debug, Clone)]
pub struct Style {
    /// The style without its bibliography, which each note would pay for.
    notes: Arc<IndependentStyle>,
    list: Arc<IndependentStyle>,
    /// The text that it was read from.
    text: Arc<str>,
}

/// The terms of the languages that CSL knows: constant, and slow to decode.
static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(hayagriva::archive::locales);

impl Style {
    /// Reads a style, which must be whole: not one that names another.
    #[comemo::memoize]
    pub fn parse(text: &str) -> Result<Style, String> {
        let list = match citationberg::Style::from_xml(text) {
            Ok(citationberg::Style::Independent(style)) => style,
            Ok(citationberg::Style::Dependent(style)) => {
                let parent = &style.parent_link.href;
                return Err(format!("the style only names another one, `{parent}`"));
            }
            Err(error) => {
                let place = error.path.map(|path| format!(" at `{path}`")).unwrap_or_default();
                return Err(format!("cannot read this CSL{place}: {}", error.source));
            }
        };
        let notes = IndependentStyle { bibliography: None, ..list.clone() };
        Ok(Style { notes: Arc::new(notes), list: Arc::new(list), text: text.into() })
    }

    /// What stands between the ends of a range of pages.
    fn range_delimiter<'a>(&'a self, locale: &LocaleCode) -> Option<&'a str> {
        let base = locale.0.split('-').next();
        let term = Term::Other(OtherTerm::PageRangeDelimiter);
        let of = |locales: &'a [Locale], tag: Option<&str>| {
            let is_it = |l: &&Locale| l.lang.as_ref().map(|code| code.0.as_str()) == tag;
            locales.iter().find(is_it)?.term(term, TermForm::Long)?.single()
        };
        let ranks = [Some(locale.0.as_str()), base, None];
        let search = |locales| ranks.iter().find_map(|tag| of(locales, *tag));
        search(&self.list.locale).or_else(|| search(&LOCALES))
    }
}

/// The text of each note. One that cites nothing has none, and nothing after it
/// is "the same" as what stands before.
pub fn notes(notes: &[Vec<Citation>], style: &Style, language: &Language) -> Vec<Vec<Run>> {
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
        hash_as_text(self.language, state);
        for note in self.notes {
            note.len().hash(state);
            for Citation { source, locators, without_author, words } in note {
                let source = (&source.entry, &source.language, &source.titles);
                hash_as_text(&(source, locators, without_author, words), state);
            }
        }
    }
}

/// Hashes what has no hash of its own.
fn hash_as_text<H: Hasher>(value: &dyn Debug, state: &mut H) {
    struct Into<'h, H>(&'h mut H);
    impl<H: Hasher> Write for Into<'_, H> {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }
    // A hasher takes all that comes.
    let _ = write!(Into(state), "{value:?}");
    state.write_u8(0xff);
}

#[comemo::memoize]
fn printed(printing: &Printing) -> Vec<Vec<Run>> {
    let Printing { notes, style, language } = printing;
    let shelf = Shelf::new(notes.iter().flatten().map(|c| c.source), language, Form::Note);
    let locale = LocaleCode(language.table.tag.clone());
    let nothing = Entry::new("", EntryType::Misc);
    let places = Places::new(notes, &shelf, style, language);
    let mut driver = BibliographyDriver::new();
    for (index, note) in notes.iter().enumerate() {
        let items = note.iter().filter_map(|citation| {
            Some(CitationItem::with_locator(shelf.entry(citation.source)?, places.of(citation)))
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
    let rendered = driver.finish(request);
    let mut citations = rendered.citations.into_iter();
    notes
        .iter()
        .map(|note| {
            let printed = if note.is_empty() { None } else { citations.next() };
            if note.len() != 1 {
                citations.next();
            }
            let mut printer = Printer::new(note.iter().map(|c| shelf.foreign(c.source)).collect());
            for citation in note {
                printer.places.push(places.printed(citation));
                printer.words.push(citation.words.cloned().unwrap_or_default());
                printer.without_author.push(citation.without_author);
            }
            let runs = printed.map(|p| printer.print(&p.citation)).unwrap_or_default();
            capitalized(runs)
        })
        .collect()
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
    let shelf = Shelf::new(sources.iter().copied(), language, Form::List);
    let locale = Some(LocaleCode(language.table.tag.clone()));
    let mut driver = BibliographyDriver::new();
    let items = sources.iter().filter_map(|s| shelf.entry(s)).map(CitationItem::with_entry);
    driver.citation(CitationRequest::from_items(items.collect(), &style.list, &LOCALES));
    let request = BibliographyRequest::new(&style.list, locale, &LOCALES);
    let items = driver.finish(request).bibliography.map(|list| list.items).unwrap_or_default();
    let print = |item: hayagriva::BibliographyItem| {
        let foreign = sources.iter().find(|s| s.key == item.key).and_then(|s| shelf.foreign(s));
        let mut runs = vec![];
        let printer = Printer::new(vec![foreign]);
        if let Some(first) = item.first_field {
            runs.extend(printer.print(&hayagriva::ElemChildren(vec![first])));
        }
        runs.extend(printer.print(&item.content));
        (item.key, runs)
    };
    items.into_iter().map(print).collect()
}

/// The sources as one language prints them.
struct Shelf<'a> {
    books: BTreeMap<&'a str, (Entry, Option<runs::Foreign>)>,
}

impl<'a> Shelf<'a> {
    fn new(sources: impl Iterator<Item = &'a Source>, language: &Language, form: Form) -> Self {
        let mut books = BTreeMap::new();
        for source in sources {
            books.entry(source.key.as_str()).or_insert_with(|| {
                let entry = entry::localized(source, language, form);
                let foreign = runs::Foreign::new(source, &entry, language);
                (entry, foreign)
            });
        }
        Self { books }
    }

    fn entry(&self, source: &Source) -> Option<&Entry> {
        self.books.get(source.key.as_str()).map(|(entry, _)| entry)
    }

    fn foreign(&self, source: &Source) -> Option<&runs::Foreign> {
        self.books.get(source.key.as_str())?.1.as_ref()
    }
}
