//! What the notes leave out: titles for a language, fields, sources that nothing cites.

use std::collections::{BTreeMap, BTreeSet};

use crate::load::{cited, quoted};
use crate::model::diagnostic::Diagnostic;
use crate::model::rule::Rule;
use crate::model::source::Given;
use crate::select::cite::{later, says_circa, says_day, unprinted};

use super::finder::Finder;

/// A source in another language has a title for each language's readers.
pub fn check_titles(finder: &mut Finder) {
    let project = finder.project;
    let cited = cited(&project.article);
    for source in cited.iter().filter_map(|key| project.article.sources.get(key)) {
        for language in &project.languages {
            let own = source.language.as_deref() == Some(&language.lang);
            let translated = source.titles.get(&language.key).is_some_and(|t| t.title.is_some());
            if !own && !translated {
                let message =
                    format!("the source `{}` has no title in `{}`", source.key, language.key);
                let told = Diagnostic::error(Rule::Titles, source.place.clone(), message);
                finder.tell(told.hint("add it to `data/source-titles.yaml`"));
            }
        }
    }
}

/// What identifies a source or counts its pages: few styles print it, and few readers miss it.
const IDENTIFIERS: &[&str] =
    &["ISBN", "ISSN", "PMID", "PMCID", "number-of-pages", "call-number", "license"];

const ELSEWHERE: &str = "another style may print it, or `note` may say it";

/// A field of a source that is cited, and that a style of the project does not print.
pub fn check_fields(finder: &mut Finder, all: bool) {
    let project = finder.project;
    let cited = cited(&project.article);
    for source in cited.iter().filter_map(|key| project.article.sources.get(key)) {
        let mut lost: BTreeMap<&str, (&Given, Vec<&str>)> = BTreeMap::new();
        let mut sure: Vec<&str> = vec![];
        let mut undated: Vec<&str> = vec![];
        for language in &project.languages {
            let name = language.table.notes.style.as_str();
            let Some(style) = project.styles.get(name) else { continue };
            let given = unprinted(source, style, language);
            let is_lost = |variable: &str| {
                given.iter().any(|given| given.variables.iter().any(|v| v == variable))
            };
            for given in &given {
                let says = |variable: &str| given.variables.iter().any(|v| v == variable);
                let is_identifier = IDENTIFIERS.iter().any(|variable| says(variable));
                // A DOI is an address.
                let is_double = says("URL") && source.record.has("DOI") && !is_lost("DOI")
                    || says("DOI") && source.record.has("URL") && !is_lost("URL");
                if all || !is_identifier && !is_double {
                    let (_, styles) = lost.entry(&given.field).or_insert((given, vec![]));
                    if !styles.contains(&name) {
                        styles.push(name);
                    }
                }
            }
            if !says_circa(source, style, language) && !sure.contains(&name) {
                sure.push(name);
            }
            if all && !says_day(source, style, language) && !undated.contains(&name) {
                undated.push(name);
            }
        }
        for (field, (given, styles)) in lost {
            let message =
                format!("`{field}` of `{}` is not printed by {}", source.key, quoted(&styles));
            let hint = match given.variables.is_empty() {
                true if given.field.starts_with("parent.") => ELSEWHERE,
                true => "CSL has nothing for it; what readers need goes into `note`",
                false => ELSEWHERE,
            };
            finder.tell(Diagnostic::warning(Rule::Fields, given.place.clone(), message).hint(hint));
        }
        let dates =
            [("the month or the day", "", undated), ("that the date", " is not certain", sure)];
        for (what, so, styles) in dates.into_iter().filter(|(.., styles)| !styles.is_empty()) {
            let of = format!("{what} of `{}`{so}", source.key);
            let message = format!("{of} is not printed by {}", quoted(&styles));
            let told =
                Diagnostic::warning(Rule::Fields, source.place.clone(), message).hint(ELSEWHERE);
            finder.tell(told);
        }
    }
}

/// Two sources that later notes call the same.
pub fn check_later_notes(finder: &mut Finder) {
    let project = finder.project;
    let cited = cited(&project.article);
    let sources: Vec<_> = cited.iter().filter_map(|key| project.article.sources.get(key)).collect();
    let mut told = BTreeSet::new();
    for language in &project.languages {
        let Some(style) = project.styles.get(&language.table.notes.style) else { continue };
        let mut notes: BTreeMap<String, &str> = BTreeMap::new();
        // The numbers of notes tell nothing apart where the style does not print them.
        let says_number = sources
            .first()
            .is_some_and(|one| later(one, 0, style, language) != later(one, 1, style, language));
        for (at, source) in sources.iter().enumerate() {
            let note = later(source, if says_number { at } else { 0 }, style, language);
            let Some(first) = notes.get(&note).copied().filter(|_| !note.is_empty()) else {
                notes.insert(note, &source.key);
                continue;
            };
            if told.insert(&source.key) {
                let message =
                    format!("later notes call `{first}` and `{}` alike: {note}", source.key);
                let hint = "give one of them a `short` title in `data/source-titles.yaml`";
                let told =
                    Diagnostic::warning(Rule::Fields, source.place.clone(), message).hint(hint);
                finder.tell(told);
            }
        }
    }
}

/// Sources that nothing cites, and what is wrong with them.
pub fn check_uncited(finder: &mut Finder) {
    let project = finder.project;
    let cited = cited(&project.article);
    for source in project.article.sources.values().filter(|s| !cited.contains(&s.key)) {
        let message = format!("nothing cites the source `{}`", source.key);
        finder.tell(Diagnostic::warning(Rule::Uncited, source.place.clone(), message));
    }
    for told in &project.article.uncited {
        finder.tell(Diagnostic { code: Rule::Uncited.into(), ..told.clone() });
    }
}
