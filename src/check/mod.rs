//! Checks of the languages against each other, and of the house style.
//!
//! Takes a loaded project; gives what each [`Rule`] finds: where the languages say
//! different things, and what an editor would mend in one of them. Changes nothing and
//! forbids no build.

mod agreement;
mod editor;
mod figures;
mod finder;
mod numbers;
mod pictures;
mod sources;
pub(crate) mod text;
mod wording;

use chrono::Datelike;

use crate::load::files::Files;
use crate::load::texts;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::model::project::Project;
use crate::model::rule::{Rule, RuleLevel};

use agreement::Lengths;
use figures::Side;
use finder::{Finder, level};
use numbers::Grammar;
use text::{place_of, reading};

/// Checks a project; tells of all that is in the files, when `all` is set.
pub fn check(project: &Project, files: &Files, all: bool) -> Diagnostics {
    let mut finder = Finder { project, files, found: Diagnostics::default() };
    let avoided = wording::avoided(project);
    let grammars: Vec<Grammar> = project.languages.iter().map(Grammar::new).collect();
    let leftovers: Vec<&str> = project
        .languages
        .iter()
        .filter_map(|language| language.table.marks.as_ref())
        .flat_map(|marks| marks.leftovers.iter().map(String::as_str))
        .collect();
    let mut lengths: Vec<Lengths> = project.languages.iter().map(|_| Lengths::default()).collect();
    for (_, by_language) in texts(&project.article) {
        let sides = project.languages.iter().zip(&grammars).filter_map(|(language, grammar)| {
            by_language.get(&language.key).map(|text| Side { language, grammar, text })
        });
        let sides: Vec<Side> = sides.collect();
        // Each against the original.
        if let [original, others @ ..] = sides.as_slice() {
            for (other, lengths) in others.iter().zip(&mut lengths) {
                figures::check(&mut finder, original, other);
                agreement::check(&mut finder, original, other);
                lengths.add(original, other);
            }
        }
        for side in &sides {
            agreement::check_script(&mut finder, side);
            agreement::check_labels(&mut finder, side);
            check_marks(&mut finder, side, &leftovers);
        }
        wording::check_wording(&mut finder, &by_language, &avoided);
    }
    lengths.into_iter().for_each(|lengths| lengths.check(&mut finder));
    check_dates(&mut finder);
    pictures::check(&mut finder);
    sources::check_titles(&mut finder);
    sources::check_fields(&mut finder, all);
    sources::check_later_notes(&mut finder);
    if all {
        sources::check_uncited(&mut finder);
    }
    finder.found
}

/// What an editor would mend in a text.
fn check_marks(finder: &mut Finder, side: &Side, leftovers: &[&str]) {
    let parts = side.text.parts.iter().map(|pieces| reading(pieces, |_| None).0);
    let parts: Vec<String> = parts.collect();
    for (index, text) in parts.iter().enumerate() {
        for flaw in editor::flaws(text, side.language, leftovers) {
            let words = &text[flaw.range.clone()];
            let before: usize = parts[..index].iter().map(|part| part.matches(words).count()).sum();
            let before = before + text[..flaw.range.start].matches(words).count();
            let place = place_of(finder.files, side.text.place, words, before);
            let told = Diagnostic::warning(place, flaw.message).maybe_hint(flaw.hint);
            finder.tell(flaw.rule, told);
        }
    }
}

/// The article is received before it is revised, and tells of nothing that is to come.
fn check_dates(finder: &mut Finder) {
    let article = &finder.project.article;
    let whole = || Place::file("data/article.yaml");
    if let (Some(received), Some(revised)) = (article.received, article.revised)
        && revised.first_day() < received.first_day()
    {
        let told = Diagnostic::warning(whole(), "the article is revised before it is received");
        finder.tell(Rule::Chronology, told);
    }
    let Some(own) = article.revised.or(article.received) else { return };
    let (year, month, day) = own.parts();
    for event in &article.events {
        let first = event.date.first_day();
        let is_later = match (month, day) {
            (None, _) => first.year() > year,
            (Some(month), None) => (first.year(), first.month()) > (year, month),
            (Some(_), Some(_)) => first > own.first_day(),
        };
        if is_later {
            let place = event.body.values().next().map_or_else(whole, |text| text.place.clone());
            let message = format!("the event `{}` is later than the article", event.id);
            finder.tell(Rule::Chronology, Diagnostic::warning(place, message));
        }
    }
}

/// What was found that is more than a note.
pub fn findings<'a>(
    project: &'a Project,
    found: &'a Diagnostics,
) -> impl Iterator<Item = &'a Diagnostic> {
    let rule = |id: &str| Rule::ALL.into_iter().find(|rule| rule.id() == id);
    found.sorted().into_iter().filter(move |told| {
        let rule = told.rule().and_then(rule);
        rule.is_some_and(|rule| level(project, rule) != RuleLevel::Note)
    })
}
