//! `diptych check`: everything short of layout, and `--fix`.

use super::args::{Args, Check};
use super::report::Reporter;
use super::workspace::Workspace;
use super::{CommandError, CommandResult, Outcome};
use crate::check::mend::mended;
use crate::model::code::Code;
use crate::session::disk::write;

pub fn check(args: &Args, command: &Check, reporter: &Reporter) -> CommandResult {
    let mut workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    if command.fix && mend(&workspace, reporter)? {
        workspace = match Workspace::open(args, reporter) {
            Ok(workspace) => workspace,
            Err(outcome) => return Ok(outcome),
        };
    }
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

/// Mends what has one right answer, and writes the files that are others for it. Says
/// whether there are any.
fn mend(workspace: &Workspace, reporter: &Reporter) -> Result<bool, CommandError> {
    let Some(root) = &workspace.root else {
        return Err(CommandError::usage(
            Code::Usage,
            "the built-in project has no files to mend".to_string(),
        )
        .hint("`diptych init DIR` writes it into a folder"));
    };
    let (files, places) = mended(workspace.session.project(), workspace.session.files());
    for (path, text) in &files {
        write(&root.join(path), text.as_bytes())?;
    }
    if places > 0 {
        let count = |n: usize, what| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let (places, files) = (count(places, "place"), count(files.len(), "file"));
        reporter.note(&format!("mended {places} in {files}"));
    }
    Ok(places > 0)
}
