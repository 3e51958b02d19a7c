//! Checks of the languages against each other, and of the house style.
//!
//! Takes a loaded project; gives what each [`Rule`] finds: where the languages say
//! different things, and what an editor would mend in one of them. Changes nothing and
//! forbids no build.

mod figures;
mod finder;
mod numbers;
mod sources;
mod text;
mod wording;

use crate::load::files::Files;
use crate::load::texts;
use crate::model::diagnostic::Diagnostics;
use crate::model::project::Project;
use crate::model::rule::{Rule, RuleLevel};

use figures::Side;
use finder::{Finder, level};
use numbers::Grammar;

/// Checks a project; tells of all that is in the files, when `all` is set.
pub fn check(project: &Project, files: &Files, all: bool) -> Diagnostics {
    let mut finder = Finder { project, files, found: Diagnostics::default() };
    let avoided = wording::avoided(project);
    let grammars: Vec<Grammar> = project.languages.iter().map(Grammar::new).collect();
    for (_, by_language) in texts(&project.article) {
        let sides = project.languages.iter().zip(&grammars).filter_map(|(language, grammar)| {
            by_language.get(&language.key).map(|text| Side { language, grammar, text })
        });
        let sides: Vec<Side> = sides.collect();
        // Each against the original.
        if let [original, others @ ..] = sides.as_slice() {
            others.iter().for_each(|other| figures::check(&mut finder, original, other));
        }
        wording::check_wording(&mut finder, &by_language, &avoided);
    }
    sources::check_titles(&mut finder);
    sources::check_fields(&mut finder, all);
    sources::check_later_notes(&mut finder);
    if all {
        sources::check_uncited(&mut finder);
    }
    finder.found
}

/// Whether anything that was found is more than a note.
pub fn is_apart(project: &Project, found: &Diagnostics) -> bool {
    let rule = |id: &str| Rule::ALL.into_iter().find(|rule| rule.id() == id);
    found
        .sorted()
        .iter()
        .filter_map(|told| rule(told.rule?))
        .any(|rule| level(project, rule) != RuleLevel::Note)
}
