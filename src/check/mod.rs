//! Checks of the languages against each other, and of the house style.
//!
//! Takes a loaded project; gives what each [`Rule`] finds: where the languages say
//! different things, and what an editor would mend in one of them. Changes nothing and
//! forbids no build.

mod agreement;
mod editor;
mod examples;
mod figures;
mod finder;
mod language;
pub mod mend;
mod numbers;
mod pictures;
mod sources;
mod terms;
pub(crate) mod text;
mod wording;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use rust_decimal::Decimal;

use crate::load::files::Files;
use crate::load::texts;
use crate::model::article::{FigureContent, Quantity, Reference};
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::model::project::Project;
use crate::model::rule::{Rule, RuleLevel};

use agreement::Lengths;
use editor::Flaw;
use figures::Side;
use finder::{Finder, level};
use language::Detector;
pub(crate) use language::reads_as;
use numbers::Grammar;
use terms::Terms;
use text::{place_of, reading, reading_of_own};
use words::Words;

/// How much is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Depth {
    /// What is more than a note: a build says how much there is of it.
    Counted,
    /// What the variants print.
    Printed,
    /// All that is in the files.
    All,
}

/// Checks a project; tells of all that is in the files, when `all` is set.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// let found = diptych::check::check(&project, &files, false);
/// assert!(!found.has_errors());
/// ```
pub fn check(project: &Project, files: &Files, all: bool) -> Diagnostics {
    found(project, files, if all { Depth::All } else { Depth::Printed })
}

/// What rules find that are more than notes to a project, in less time.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// let found = diptych::check::counted(&project, &files);
/// assert!(!found.has_errors());
/// ```
pub fn counted(project: &Project, files: &Files) -> Diagnostics {
    found(project, files, Depth::Counted)
}

fn found(project: &Project, files: &Files, depth: Depth) -> Diagnostics {
    let all = depth == Depth::All;
    let mut finder = Finder::new(project, files);
    let mut terms = Terms::new(project);
    let detector = Detector::new();
    let known = words::known(project, files);
    let words: Vec<Words> =
        project.languages.iter().map(|language| Words::new(language, project, files)).collect();
    let avoided = wording::avoided(project);
    let grammars: Vec<Grammar> = project.languages.iter().map(Grammar::new).collect();
    let leftovers = leftovers(project);
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
        terms.check(&mut finder, &sides);
        for side in &sides {
            detector.check(&mut finder, side);
            agreement::check_labels(&mut finder, side);
            check_marks(&mut finder, side, &leftovers);
            if let Some(words) = words.iter().find(|words| words.is_of(side.language)) {
                check_words(&mut finder, side, words, &known);
            }
        }
        wording::check_wording(&mut finder, &by_language, &avoided);
    }
    lengths.into_iter().for_each(|lengths| lengths.check(&mut finder));
    examples::check(&mut finder);
    check_dates(&mut finder);
    pictures::check(&mut finder);
    check_shares(&mut finder);
    sources::check_titles(&mut finder);
    let least = if depth == Depth::Counted { RuleLevel::Warning } else { RuleLevel::Note };
    // It takes as long as all others together.
    if level(project, Rule::Fields) >= least {
        sources::check_fields(&mut finder, all);
        sources::check_later_notes(&mut finder);
    }
    if all {
        sources::check_uncited(&mut finder);
        terms.check_unused(&mut finder);
    }
    finder.check_waivers(least);
    finder.found
}

/// Words that no finished text has, of all languages: a draft has those of its author.
fn leftovers(project: &Project) -> Vec<&str> {
    let marks = project.languages.iter().filter_map(|language| language.table.marks.as_ref());
    marks.flat_map(|marks| marks.leftovers.iter().map(String::as_str)).collect()
}

/// What an editor would mend in a text.
fn check_marks(finder: &mut Finder, side: &Side, leftovers: &[&str]) {
    let parts = side.text.parts.iter().map(|pieces| reading(pieces, |_| None).0).collect();
    tell_flaws(finder, side, parts, |text| editor::flaws(text, side.language, leftovers));
}

/// What is wrong with the words of a text.
fn check_words(finder: &mut Finder, side: &Side, words: &Words, known: &BTreeSet<String>) {
    let parts = side.text.parts.iter().map(|pieces| reading_of_own(pieces)).collect();
    tell_flaws(finder, side, parts, |text| words.flaws(text, known));
}

/// Tells of the flaws of each part of a text.
fn tell_flaws(
    finder: &mut Finder,
    side: &Side,
    parts: Vec<String>,
    flaws: impl Fn(&str) -> Vec<Flaw>,
) {
    for (index, text) in parts.iter().enumerate() {
        for flaw in flaws(text) {
            let words = &text[flaw.range.clone()];
            // A note may stand between the two.
            let source = finder.files.text(&side.text.place.path).unwrap_or_default();
            let source = source.get(side.text.place.range.clone()).unwrap_or_default();
            if flaw.rule == Rule::Spaces && !source.contains(words) {
                continue;
            }
            let before: usize = parts[..index].iter().map(|part| part.matches(words).count()).sum();
            let before = before + text[..flaw.range.start].matches(words).count();
            let place = place_of(finder.files, side.text.place, words, before);
            let told = Diagnostic::warning(flaw.rule, place, flaw.message).maybe_hint(flaw.hint);
            finder.tell(told);
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
        let told = Diagnostic::warning(
            Rule::Chronology,
            whole(),
            "the article is revised before it is received",
        );
        finder.tell(told);
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
            finder.tell(Diagnostic::warning(Rule::Chronology, place, message));
        }
    }
}

/// The shares of one whole that a chart draws, or a sentence asks for, come to no more than
/// all of it. Of shares that are typed it is not known what they are of.
fn check_shares(finder: &mut Finder) {
    let article = &finder.project.article;
    for figure in &article.figures {
        let FigureContent::Chart(chart) = &figure.content else { continue };
        let values = chart.series.iter().flat_map(|series| &series.values);
        let ids = values.filter_map(|value| value.id.as_deref()).collect();
        tell_shares(finder, ids, || figure.place.clone());
    }
    let Some(original) = finder.project.languages.first() else { return };
    for (_, by_language) in texts(article) {
        let Some(text) = by_language.get(&original.key) else { continue };
        for pieces in &text.parts {
            let (words, ids) = reading(pieces, |id| Some(format!("{{{id}}}")));
            for sentence in text::sentences(&words, original) {
                let start = sentence.as_ptr() as usize - words.as_ptr() as usize;
                let here =
                    ids.iter().filter(|own| (start..start + sentence.len()).contains(&own.start));
                let here: BTreeSet<&str> =
                    here.map(|own| &words[own.start + 1..own.end - 1]).collect();
                let first = here.first().map(|id| format!("{{{id}}}")).unwrap_or_default();
                let (files, place) = (finder.files, text.place);
                tell_shares(finder, here, || place_of(files, place, &first, 0));
            }
        }
    }
}

/// Tells of ids of shares of one whole that come to more than it.
fn tell_shares(finder: &mut Finder, ids: BTreeSet<&str>, place: impl FnOnce() -> Place) {
    let mut wholes: BTreeMap<&str, (Decimal, Decimal)> = BTreeMap::new();
    for id in ids {
        if let Some(Reference::Quantity(Quantity { value, whole: Some(whole), .. })) =
            finder.project.article.references.get(id)
        {
            let (sum, rounding) = wholes.entry(whole).or_default();
            *sum = sum.saturating_add(*value);
            *rounding += Decimal::new(5, value.scale() + 1);
        }
    }
    let is_more =
        |(_, (sum, rounding)): &(&str, (Decimal, Decimal))| *sum > Decimal::ONE_HUNDRED + rounding;
    if let Some((whole, (sum, _))) = wholes.into_iter().find(is_more) {
        let message = format!("the shares of `{whole}` come to {sum} per cent");
        let told = Diagnostic::warning(Rule::Shares, place(), message)
            .hint("something is counted twice, or is a share of another whole");
        finder.tell(told);
    }
}

/// What was found that is more than a note.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::check::{check, findings};
///
/// let found = check(&project, &files, true);
/// assert!(findings(&project, &found).all(|told| told.rule().is_some()));
/// ```
pub fn findings<'a>(
    project: &'a Project,
    found: &'a Diagnostics,
) -> impl Iterator<Item = &'a Diagnostic> {
    found.sorted().into_iter().filter(move |told| {
        let rule = told.code.rule();
        rule.is_some_and(|rule| level(project, rule) != RuleLevel::Note)
    })
}
