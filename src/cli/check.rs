//! `diptych check`: everything short of layout.

use crate::select::{faults, select};

use super::args::{Args, Check};
use super::report::Reporter;
use super::workspace::Workspace;
use super::{Ending, Outcome};

pub fn check(args: &Args, command: &Check, reporter: &Reporter) -> Ending {
    let mut workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let Workspace { project, files, fonts, diagnostics, .. } = &mut workspace;
    for variant in &project.variants {
        let edition = select(project, variant);
        diagnostics.extend(faults(project, variant, &edition));
        fonts.check_edition(&edition, project, files, &variant.place, diagnostics);
    }
    let failed = workspace.diagnostics.has_errors();
    let apart = crate::check::check(&workspace.project, &workspace.files, command.all);
    workspace.diagnostics.extend(apart.sorted().into_iter().cloned());
    reporter.print_all(&workspace.diagnostics, &workspace.texts());
    Ok(match (failed, apart.has_errors()) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Apart,
        (false, false) => Outcome::Done,
    })
}
