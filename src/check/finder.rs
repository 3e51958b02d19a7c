//! What the rules find, as the project wants it told.

use std::collections::BTreeSet;

use crate::load::files::Files;
use crate::model::article::Waiver;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use crate::model::project::Project;
use crate::model::rule::{Rule, RuleLevel};

/// Collects what the rules find in a project.
pub struct Finder<'a> {
    pub project: &'a Project,
    pub files: &'a Files,
    pub found: Diagnostics,
    /// The waivers that were needed, by their indices.
    needed: BTreeSet<usize>,
}

/// What a rule is in a project.
pub fn level(project: &Project, rule: Rule) -> RuleLevel {
    project.rules.get(&rule).copied().unwrap_or(rule.level())
}

/// Whether something is found in a place for which it is waived.
pub fn covers(waiver: &Waiver, place: &Place) -> bool {
    waiver.covers.iter().any(|own| {
        own.path == place.path
            && own.range.start <= place.range.start
            && place.range.start <= own.range.end
    })
}

impl<'a> Finder<'a> {
    pub fn new(project: &'a Project, files: &'a Files) -> Self {
        Self { project, files, found: Diagnostics::default(), needed: BTreeSet::new() }
    }

    /// Tells what a rule has found, unless that is waived where it is.
    pub fn tell(&mut self, found: Diagnostic) {
        let Code::Rule(rule) = found.code else { return self.found.push(found) };
        let severity = match level(self.project, rule) {
            RuleLevel::Off => return,
            RuleLevel::Note | RuleLevel::Warning => Severity::Warning,
            RuleLevel::Error => Severity::Error,
        };
        let waivers = self.project.article.waivers.iter().enumerate();
        let here = found.place.as_ref().into_iter().chain(found.other());
        let places: Vec<&Place> = here.collect();
        let is_waived = |waiver: &Waiver| {
            waiver.rule == rule && places.iter().any(|place| covers(waiver, place))
        };
        let waived: Vec<usize> =
            waivers.filter(|(_, waiver)| is_waived(waiver)).map(|(index, _)| index).collect();
        if waived.is_empty() {
            self.found.push(Diagnostic { severity, ..found });
        }
        self.needed.extend(waived);
    }

    /// Tells of each waiver without which nothing would be found, of rules that have been
    /// asked.
    pub fn check_waivers(&mut self, least: RuleLevel) {
        for (index, waiver) in self.project.article.waivers.iter().enumerate() {
            let is_asked = level(self.project, waiver.rule) >= least;
            if is_asked && !self.needed.contains(&index) {
                let message = format!("`{}` finds nothing here", waiver.rule.id());
                let told = Diagnostic::warning(Rule::Waivers, waiver.place.clone(), message);
                self.tell(told.hint("take the waiver out"));
            }
        }
    }
}
