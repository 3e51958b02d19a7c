//! `diptych explain`: why each block is in a variant or not, and what a code means.

use crate::model::code::Code;
use crate::model::diagnostic::did_you_mean;
use crate::select::{self, length, select};

use super::args::{Args, Explain, ListFormat};
use super::report::Reporter;
use super::variants::{json, table};
use super::workspace::Workspace;
use super::{CommandError, CommandResult, print};

/// All codes with an example of each, by their ids.
const ERRORS: &str = include_str!("../../docs/errors.md");

pub fn explain(command: &Explain, args: &Args, reporter: &Reporter) -> CommandResult {
    match (&command.code, &command.variant) {
        (Some(id), _) => explain_code(id),
        (None, Some(name)) => explain_variant(name, command.format, args, reporter),
        (None, None) => Err(CommandError::usage(Code::Usage, "no variant is named")),
    }
}

/// What a code means, and what is printed for it.
fn explain_code(id: &str) -> CommandResult {
    let Some(code) = Code::named(id) else {
        let hint = did_you_mean(id, Code::all().map(Code::id));
        let error = CommandError::usage(Code::UnknownWord, format!("there is no code `{id}`"));
        return Err(error.hint(hint.unwrap_or_else(|| "`docs/errors.md` lists them".into())));
    };
    let head = format!("\n## `{id}`\n");
    let section = ERRORS.split_once(&head).map_or(code.meaning(), |(_, rest)| rest);
    let section = section.split("\n## ").next().unwrap_or_default();
    let lines: Vec<&str> = section.lines().filter(|line| !line.starts_with("```")).collect();
    print(&format!("{}\n", lines.join("\n").trim()))
}

fn explain_variant(
    name: &str,
    format: ListFormat,
    args: &Args,
    reporter: &Reporter,
) -> CommandResult {
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let variant = workspace.variant(name)?;
    let edition = select(workspace.session.project(), variant);
    if format == ListFormat::Json {
        return print(&format!("{}\n", json(&edition)));
    }
    let decisions = select::explain(workspace.session.project(), variant);
    let rows = decisions.iter().map(|decision| {
        let place = decision.section.as_deref().unwrap_or("timeline");
        vec![place.to_string(), decision.id.clone(), decision.sentence(variant)]
    });
    let mut out = table(rows.collect());
    for language in &edition.languages {
        let unit = super::variants::word(&language.table.length);
        out.push_str(&format!("{}: {} {unit}\n", language.key, length(&edition, language)));
    }
    out.push_str(&format!("notes: {}\n", edition.notes.len()));
    print(&out)
}
