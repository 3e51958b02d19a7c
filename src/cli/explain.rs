//! `diptych explain`: why each block is in a variant or not.

use crate::select::{self, length, select};

use super::args::{Args, Explain, ListFormat};
use super::report::Reporter;
use super::variants::{json, table};
use super::workspace::Workspace;
use super::{CommandResult, print};

pub fn explain(command: &Explain, args: &Args, reporter: &Reporter) -> CommandResult {
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let variant = workspace.variant(&command.variant)?;
    let edition = select(workspace.session.project(), variant);
    if command.format == ListFormat::Json {
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
