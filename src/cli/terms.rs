//! `diptych terms`: the terms of a project as a TBX file, and those of such a file in it.

use std::path::Path;

use crate::exchange::{Version, merged, read, tbx};
use crate::load::load;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostics;
use crate::session::disk::write;
use crate::session::texts::SourceMap;

use super::args::{Args, TbxVersion, Terms, TermsCommand, TermsExport, TermsImport};
use super::report::Reporter;
use super::workspace::Workspace;
use super::{CommandError, CommandResult, Outcome, print};

/// The file of the terms.
const TERMS: &str = "data/terms.yaml";

pub fn terms(command: &Terms, args: &Args, reporter: &Reporter) -> CommandResult {
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    match &command.command {
        TermsCommand::Export(command) => export(command, &workspace),
        TermsCommand::Import(command) => import(command, &workspace, args, reporter),
    }
}

fn export(command: &TermsExport, workspace: &Workspace) -> CommandResult {
    let version = match command.tbx {
        TbxVersion::Two => Version::Two,
        TbxVersion::Three => Version::Three,
    };
    let text = tbx(workspace.session.project(), version);
    match &command.output {
        Some(path) => {
            write(path, text.as_bytes())?;
            Ok(Outcome::Done)
        }
        None => print(&text),
    }
}

fn import(
    command: &TermsImport,
    workspace: &Workspace,
    args: &Args,
    reporter: &Reporter,
) -> CommandResult {
    let Some(root) = &workspace.root else {
        return Err(CommandError::usage(Code::Usage, "the built-in project takes no terms")
            .hint("`diptych init DIR` writes it as a project of your own"));
    };
    let name = command.file.display();
    let bytes = std::fs::read(&command.file).map_err(|error| {
        CommandError::usage(Code::UnreadableFile, format!("cannot read `{name}`: {error}"))
    })?;
    let terms = read(&bytes).map_err(|unread| {
        CommandError::failed(
            Code::BadDocument,
            format!("{name}:{}: {}", unread.line, unread.message),
        )
        .hint("a TBX file is XML: `diptych terms export` writes one")
    })?;
    let (project, files) = (workspace.session.project(), workspace.session.files());
    let merged = merged(project, &terms.concepts);
    if !merged.ids.is_empty() {
        let mut text = files.text(TERMS).unwrap_or_default().to_string();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&merged.entries);
        // Nothing is written that does not load.
        let mut after = files.clone();
        after.insert(TERMS, text.clone().into_bytes());
        let mut diagnostics = Diagnostics::default();
        load(&after, &mut diagnostics);
        if diagnostics.has_errors() {
            let texts = SourceMap { files: &after, prefix: "", outside: None };
            reporter.print_all(&diagnostics, &texts);
            let message = format!("`{TERMS}` is left as it is: terms of `{name}` do not do");
            return Err(
                CommandError::failed(Code::BadDocument, message).hint("mend them in the file")
            );
        }
        write(&root.join(Path::new(TERMS)), text.as_bytes())?;
    }
    reporter.print_some(&merged.told, &workspace.texts());
    if !args.quiet {
        print(&said(&merged, terms.others))?;
    }
    Ok(Outcome::Done)
}

/// What was done, and what was not kept.
fn said(merged: &crate::exchange::Merged, others: usize) -> String {
    let count = merged.ids.len();
    let mut out = format!("{TERMS}: {count} new, {} there already\n", merged.known);
    for id in &merged.ids {
        out.push_str(&format!("  {id}\n"));
    }
    if !merged.foreign.is_empty() {
        let tags: Vec<&str> = merged.foreign.iter().map(String::as_str).collect();
        out.push_str(&format!("not read: wordings in {}\n", tags.join(", ")));
    }
    if others > 0 {
        out.push_str(&format!("not read: {others} definitions, contexts, notes and the like\n"));
    }
    out
}
