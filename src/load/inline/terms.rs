//! The words for places in sources that a text may use.
//!
//! Takes the tables of the project's languages, and CSL's terms; gives the words of one
//! language before those of others. Pandoc's, which are CSL's English ones, do in all.

use std::collections::BTreeMap;
use std::sync::Arc;

use hayagriva::citationberg::taxonomy::{Locator as Label, NumberVariable, OtherTerm, Term};
use hayagriva::citationberg::{LocalizedTerm, TermForm};

use crate::model::language::Language;
use crate::model::locator::Locator;
use crate::model::style::{LOCALES, localized};

/// What stands around the numbers of a place.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub label: String,
    pub before: String,
    pub after: String,
    /// The pattern of the text's own language.
    pub form: Option<String>,
    /// What it is said of alone.
    pub within: Option<String>,
    /// Whether it says that there are several numbers; absent where one word says both.
    pub is_plural: Option<bool>,
    /// Whether the text's language can print it.
    pub is_printable: bool,
}

/// All words for places that may stand in a text.
#[derive(Debug, Default)]
pub struct Terms {
    pub words: Vec<Words>,
    /// Words that join the last two numbers of a list: `and`.
    pub ands: Vec<String>,
    /// Words for an edition, which is no place.
    pub editions: Vec<String>,
    /// Words of letters that readers of the language do not have.
    pub foreign: Vec<String>,
    /// What parts of a citation.
    pub comma: String,
}

impl Terms {
    /// The words that a text in a language may use.
    pub fn new(language: &Language, tables: &[Language]) -> Self {
        let mut terms = Self { comma: language.table.notes.comma.clone(), ..Self::default() };
        let own = &language.table.notes.locators;
        terms.add_table(own, |_| true, true);
        let tag = language.table.tag.as_str();
        let says = |label: &str| own.keys().any(|key| key == label);
        let of_csl = csl(tag);
        terms.words.extend(of_csl.words.iter().filter(|words| !says(&words.label)).cloned());
        let english = csl("en-US");
        terms.words.extend(english.words.iter().chain(&csl("en-GB").words).cloned());
        terms.words.extend(PANDOC.iter().map(|(word, label, is_plural)| Words {
            is_plural: Some(*is_plural),
            ..plain(label, word)
        }));
        for other in tables.iter().filter(|other| other.key != language.key) {
            let says = |label: &str| Locator::is_known(label) || says(label);
            terms.add_table(&other.table.notes.locators, says, false);
        }
        for of in [&of_csl, &english] {
            terms.ands.extend(of.ands.iter().cloned());
            terms.editions.extend(of.editions.iter().cloned());
        }
        terms.ands.extend(language.table.notes.and.iter().map(|and| and.trim().to_string()));
        terms.editions.push("edn".into());
        // A language of Latin letters may well have these words itself.
        if language.table.script != "Latn" {
            let is_latin = |word: &&Words| {
                word.before.starts_with(|c: char| c.is_ascii_alphabetic()) && word.form.is_none()
            };
            let words = terms.words.iter().filter(is_latin).map(|words| words.before.clone());
            terms.foreign = words.chain(["edition".into(), "edn".into()]).collect();
        }
        terms
    }

    fn add_table(
        &mut self,
        patterns: &BTreeMap<String, Vec<String>>,
        is_printable: impl Fn(&str) -> bool,
        is_own: bool,
    ) {
        for (key, forms) in patterns {
            let (within, label) = match key.split_once(' ') {
                Some((within, label)) => (Some(within.to_string()), label),
                None => (None, key.as_str()),
            };
            for form in forms {
                let Some((before, after)) = form.split_once("{n}") else { continue };
                self.words.push(Words {
                    label: label.into(),
                    before: before.trim_end().into(),
                    after: after.trim_start().into(),
                    form: is_own.then(|| form.clone()),
                    within: within.clone(),
                    is_plural: None,
                    is_printable: is_printable(label),
                });
            }
        }
    }
}

fn plain(label: &str, word: &str) -> Words {
    Words {
        label: label.into(),
        before: word.into(),
        after: String::new(),
        form: None,
        within: None,
        is_plural: None,
        is_printable: true,
    }
}

/// CSL's labels of places that have numbers.
const LABELS: &[(&str, Label)] = &[
    ("act", Label::Act),
    ("appendix", Label::Appendix),
    ("article-locator", Label::ArticleLocator),
    ("book", Label::Book),
    ("canon", Label::Canon),
    ("chapter", Label::Chapter),
    ("column", Label::Column),
    ("equation", Label::Equation),
    ("figure", Label::Figure),
    ("folio", Label::Folio),
    ("issue", Label::Issue),
    ("line", Label::Line),
    ("note", Label::Note),
    ("opus", Label::Opus),
    ("page", Label::Page),
    ("paragraph", Label::Paragraph),
    ("part", Label::Part),
    ("rule", Label::Rule),
    ("scene", Label::Scene),
    ("section", Label::Section),
    ("supplement", Label::Supplement),
    ("table", Label::Table),
    ("timestamp", Label::Timestamp),
    ("title-locator", Label::TitleLocator),
    ("verse", Label::Verse),
    ("volume", Label::Volume),
];

/// What Pandoc and people write beside the terms of CSL, and whether it is a plural.
const PANDOC: &[(&str, &str, bool)] = &[
    ("ch.", "chapter", false),
    ("chs.", "chapter", true),
    ("footnote", "note", false),
    ("footnotes", "note", true),
    ("fn.", "note", false),
    ("eqs.", "equation", true),
    ("endnote", "note", false),
    ("endnotes", "note", true),
    ("number", "issue", false),
    ("numbers", "issue", true),
    ("pg.", "page", false),
    ("pgs.", "page", true),
    ("tab.", "table", false),
    ("tabs.", "table", true),
];

/// CSL's terms in a language: long and short, of one and of several.
#[comemo::memoize]
fn csl(tag: &str) -> Arc<Terms> {
    let mut terms = Terms::default();
    let forms = |term: Term, form| -> [Option<String>; 2] {
        let found = localized(&[&LOCALES], tag, term, form);
        let text = |of: Option<&str>| of.filter(|text| !text.is_empty()).map(str::to_string);
        [text(found.and_then(LocalizedTerm::single)), text(found.and_then(LocalizedTerm::multiple))]
    };
    for (name, label) in LABELS {
        for form in [TermForm::Long, TermForm::Short, TermForm::Symbol] {
            let [one, several] = forms(Term::Locator(*label), form);
            let is_same = one == several;
            for (word, is_plural) in [(one, false), (several, true)] {
                // The symbol of a chapter is a letter, and that of circa.
                let is_sign =
                    |w: &String| form != TermForm::Symbol || !w.starts_with(char::is_alphabetic);
                let Some(word) = word.filter(is_sign) else { continue };
                let is_plural = (!is_same).then_some(is_plural);
                terms.words.push(Words { is_plural, ..plain(name, &word) });
            }
        }
    }
    let both = [TermForm::Long, TermForm::Short];
    let all = |term: Term, of: &[TermForm]| -> Vec<String> {
        of.iter().flat_map(|form| forms(term, *form)).flatten().collect()
    };
    terms.ands = all(Term::Other(OtherTerm::And), &[TermForm::Long, TermForm::Symbol]);
    terms.editions = all(Term::NumberVariable(NumberVariable::Edition), &both);
    Arc::new(terms)
}
