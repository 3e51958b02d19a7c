//! `diptych check`: everything short of layout.

use super::args::{Args, Check};
use super::report::Reporter;
use super::workspace::Workspace;
use super::{CommandResult, Outcome};

pub fn check(args: &Args, command: &Check, reporter: &Reporter) -> CommandResult {
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let session = &workspace.session;
    let mut found = session.warnings().clone();
    for variant in &session.project().variants {
        session.edition(variant, &mut found);
    }
    let failed = found.has_errors();
    let project = session.project();
    let apart = crate::check::check(project, session.files(), command.all);
    found.extend(apart.sorted().into_iter().cloned());
    reporter.print_all(&found, &workspace.texts());
    Ok(match (failed, crate::check::findings(project, &apart).next().is_some()) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Apart,
        (false, false) => Outcome::Done,
    })
}
