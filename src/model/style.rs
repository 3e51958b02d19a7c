//! Citation styles, and the terms that CSL has for each language.

mod sound;

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::citationberg::{self, IndependentStyle, Locale, LocalizedTerm, TermForm};

/// A citation style: CSL 1.0.2, as hayagriva understands it.
#[derive(Debug, Clone)]
pub struct Style {
    /// The style without its bibliography, which each note would pay for.
    pub(crate) notes: Arc<IndependentStyle>,
    pub(crate) list: Arc<IndependentStyle>,
    /// The text that it was read from.
    pub(crate) text: Arc<str>,
}

impl std::hash::Hash for Style {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// Why a style cannot be read, and where: an empty range, where nobody can say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fault {
    /// The bytes of its text.
    pub range: Range<usize>,
    pub message: String,
}

/// The terms of the languages that CSL knows: constant, and slow to decode.
pub(crate) static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(hayagriva::archive::locales);

impl Style {
    /// Reads a style, which must be whole: not one that names another.
    ///
    /// # Errors
    /// When it is no CSL, or would print without end.
    #[comemo::memoize]
    pub fn parse(text: &str) -> Result<Style, Fault> {
        if let Some(fault) = sound::fault(text) {
            return Err(fault);
        }
        let fault = |message| Fault { range: 0..0, message };
        let list = match citationberg::Style::from_xml(text) {
            Ok(citationberg::Style::Independent(style)) => style,
            Ok(citationberg::Style::Dependent(style)) => {
                let parent = &style.parent_link.href;
                return Err(fault(format!("the style only names another one, `{parent}`")));
            }
            Err(error) => {
                let place = error.path.map(|path| format!(" at `{path}`")).unwrap_or_default();
                return Err(fault(format!("cannot read this CSL{place}: {}", error.source)));
            }
        };
        let notes = IndependentStyle { bibliography: None, ..list.clone() };
        Ok(Style { notes: Arc::new(notes), list: Arc::new(list), text: text.into() })
    }

    /// A term in a language, of the style before CSL's own.
    pub(crate) fn term(&self, tag: &str, term: OtherTerm, form: TermForm) -> Option<&str> {
        self::term(&[&self.list.locale, &LOCALES], tag, Term::Other(term), form)
    }

    /// A style by its name in hayagriva's archive, which has the official ones.
    pub fn named(name: &str) -> Option<Style> {
        let archived = ArchivedStyle::by_name(name)?;
        let citationberg::Style::Independent(style) = archived.get() else { return None };
        let notes = IndependentStyle { bibliography: None, ..style.clone() };
        Some(Style { notes: Arc::new(notes), list: Arc::new(style), text: name.into() })
    }

    /// What stands between the ends of a range of pages.
    pub(crate) fn range_delimiter(&self, tag: &str) -> Option<&str> {
        self.term(tag, OtherTerm::PageRangeDelimiter, TermForm::Long)
    }
}

/// A term in a language: with its region, without, or in any; of the first that has it.
pub(crate) fn term<'a>(
    locales: &[&'a [Locale]],
    tag: &str,
    term: Term,
    form: TermForm,
) -> Option<&'a str> {
    localized(locales, tag, term, form)?.single()
}

/// The same with its plural.
pub(crate) fn localized<'a>(
    locales: &[&'a [Locale]],
    tag: &str,
    term: Term,
    form: TermForm,
) -> Option<&'a LocalizedTerm> {
    let base = tag.split('-').next();
    let find = |locale: &'a Locale| locale.term(term, form).filter(|term| term.single().is_some());
    let of = |locales: &'a [Locale], tag: Option<&str>| {
        let is_it = |l: &&Locale| l.lang.as_ref().map(|code| code.0.as_str()) == tag;
        locales.iter().filter(is_it).find_map(find)
    };
    let ranks = [Some(tag), base, None];
    let regions = |locales: &'a [Locale]| {
        // Only with some region.
        let is_it =
            |l: &&Locale| l.lang.as_ref().is_some_and(|code| code.0.split('-').next() == base);
        locales.iter().filter(is_it).find_map(find)
    };
    locales.iter().find_map(|locales| {
        ranks.iter().find_map(|tag| of(locales, *tag)).or_else(|| regions(locales))
    })
}
