//! What the rules find, as the project wants it told.

use crate::load::files::Files;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::project::Project;
use crate::model::rule::{Rule, RuleLevel};

/// Collects what the rules find in a project.
pub struct Finder<'a> {
    pub project: &'a Project,
    pub files: &'a Files,
    pub found: Diagnostics,
}

/// What a rule is in a project.
pub fn level(project: &Project, rule: Rule) -> RuleLevel {
    project.rules.get(&rule).copied().unwrap_or(rule.level())
}

impl Finder<'_> {
    /// Tells what a rule has found.
    pub fn tell(&mut self, rule: Rule, found: Diagnostic) {
        let severity = match level(self.project, rule) {
            RuleLevel::Off => return,
            RuleLevel::Note | RuleLevel::Warning => Severity::Warning,
            RuleLevel::Error => Severity::Error,
        };
        self.found.push(Diagnostic { severity, ..found }.found_by(rule.id()));
    }
}
