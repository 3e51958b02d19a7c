//! `diptych batch verify`: what the reports of shards say together.

use std::sync::Arc;

use crate::batch::{self, Verdict, Verified};

use super::super::args::{Args, BatchVerify};
use super::super::report::Reporter;
use super::super::{CommandError, CommandResult, Outcome, print};
use super::location::open;

pub fn verify(command: &BatchVerify, args: &Args, reporter: &Reporter) -> CommandResult {
    let stop = Arc::default();
    let places = command.dirs.iter().map(|dir| open(dir, "`DIR`", &stop));
    let places = places.collect::<Result<Vec<_>, CommandError>>()?;
    let to = command.output_dir.as_ref().map(|dir| open(dir, "`--output-dir`", &stop));
    let Verified { rows, reports, verdict } = batch::verify(places, to.transpose()?.as_ref())?;
    for line in lines(&verdict) {
        reporter.note(&line);
    }
    if !args.quiet {
        let done = verdict.whole;
        print(&format!("{done} of {rows} rows are whole, in {reports} reports\n"))?;
    }
    Ok(match (verdict.is_whole(), verdict.failed.is_empty()) {
        (false, _) => Outcome::Failed,
        (true, false) => Outcome::Rows,
        (true, true) => Outcome::Done,
    })
}

/// What is wrong, a line each.
fn lines(verdict: &Verdict) -> Vec<String> {
    let mut lines = vec![];
    let rows = |rows: &[usize]| {
        let rows: Vec<String> = rows.iter().map(usize::to_string).collect();
        rows.join(", ")
    };
    if !verdict.missing.is_empty() {
        lines.push(format!("missing: rows {}", rows(&verdict.missing)));
    }
    lines.extend(verdict.doubled.iter().map(|what| format!("doubled: {what}")));
    lines.extend(verdict.altered.iter().map(|name| format!("altered: `{name}`")));
    if !verdict.failed.is_empty() {
        lines.push(format!("failed: rows {}", rows(&verdict.failed)));
    }
    if verdict.foreign > 0 {
        lines.push(format!("{} reports are of another table", verdict.foreign));
    }
    lines
}
