//! `diptych confirm`: who says that texts agree, put into the record.

use std::collections::BTreeMap;

use crate::concordance::{Concord, State, concords, with};
use crate::load::concordance::RECORD;
use crate::model::code::Code;
use crate::model::concordance::{Pair, Signature, Stage};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::session::disk::write;

use super::args::{Args, Confirm};
use super::report::Reporter;
use super::show::{chosen, known_languages};
use super::workspace::Workspace;
use super::{CommandError, CommandResult, Outcome, print};

pub fn confirm(command: &Confirm, args: &Args, reporter: &Reporter) -> CommandResult {
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let Some(root) = &workspace.root else {
        return Err(CommandError::usage(
            Code::Usage,
            "the built-in project is confirmed by nobody",
        )
        .hint("`diptych init DIR` writes it as a project of your own"));
    };
    let session = &workspace.session;
    let project = session.project();
    known_languages(project, &command.language)?;
    let all = concords(project);
    let pairs: Vec<Pair> = all.iter().map(Concord::pair).collect();
    let is_asked = |own: &&Concord| {
        command.language.is_empty() || command.language.iter().any(|key| key == own.language)
    };
    let mut changes = BTreeMap::new();
    if let (Some(stage), Some(by)) = (command.stage.map(Stage::from), &command.by) {
        let wanted: Vec<&Concord> = if !command.ids.is_empty() {
            let wanted = chosen(&all, &command.ids)?;
            let wanted: Vec<&Concord> = wanted.into_iter().filter(is_asked).collect();
            let missing = missing(&wanted);
            if missing.has_errors() {
                reporter.print_all(&missing, &workspace.texts());
                return Ok(Outcome::Failed);
            }
            wanted
        } else if command.all || command.section.is_some() {
            let section = command.section.as_deref();
            let is_in = |own: &&Concord| section.is_none_or(|id| own.unit.part_of == id);
            // What somebody has confirmed stays theirs.
            let is_open = |own: &&Concord| match &own.state {
                State::Missing => false,
                State::Confirmed(own) => *own < stage,
                State::Unconfirmed | State::Stale(..) => true,
            };
            if !all.iter().any(|own| is_in(&own)) {
                let message = format!("there is no section `{}`", section.unwrap_or_default());
                return Err(CommandError::usage(Code::UnknownSection, message).hint(
                    "a section is one of `sections` in `data/article.yaml`; beside them stand \
                     `article`, `timeline` and `terms`",
                ));
            }
            all.iter().filter(is_asked).filter(is_in).filter(is_open).collect()
        } else {
            return Err(CommandError::usage(Code::Usage, "nothing is named that is confirmed")
                .hint("name texts by their ids, or give `--section ID` or `--all`"));
        };
        for own in wanted {
            let signature = Signature { by: by.clone(), on: command.on.clone() };
            changes.extend(own.confirmed(stage, signature).map(|entry| (own.pair(), entry)));
        }
    }
    let before = session.files().text(RECORD);
    let after = with(before, &pairs, &changes).map_err(|_| {
        CommandError::failed(
            Code::BadSignature,
            format!("`{RECORD}` is not written as this program writes it"),
        )
        .hint("each pair is a table, `[block.rivers.en]`, with a line for each key")
    })?;
    if before != Some(after.as_str()) {
        write(&root.join(RECORD), after.as_bytes())?;
    }
    if args.quiet {
        return Ok(Outcome::Done);
    }
    let path = root.join(RECORD);
    let count = changes.len();
    print(&match command.stage.map(Stage::from) {
        None => format!("{}: an entry for each of {} texts\n", path.display(), pairs.len()),
        Some(stage) => {
            let texts = if count == 1 { "text" } else { "texts" };
            format!("{}: {count} {texts} {}\n", path.display(), stage.name())
        }
    })
}

/// Tells of each pair that cannot be confirmed.
fn missing(wanted: &[&Concord]) -> Diagnostics {
    let mut found = Diagnostics::default();
    for own in wanted.iter().filter(|own| own.state == State::Missing) {
        for (key, missing) in &own.unit.missing {
            let message = format!("{} has no `{key}` text to confirm", missing.what);
            let told = Diagnostic::error(Code::MissingText, missing.place.clone(), message);
            found.push(told.hint(format!("add `{key}: …`")));
        }
    }
    found
}
