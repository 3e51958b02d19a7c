//! `diptych batch verify`: what the reports of shards say together.

use std::path::{Path, PathBuf};

use crate::batch::{Report, Verdict, verify as merge, write_csv};
use crate::files::write_whole;

use super::super::args::{Args, BatchVerify};
use super::super::report::Reporter;
use super::super::variants::json;
use super::super::{Ending, Outcome, Stop, print};
use super::output::is_whole;

pub fn verify(command: &BatchVerify, args: &Args, reporter: &Reporter) -> Ending {
    let mut found: Vec<(PathBuf, Report)> = vec![];
    for dir in &command.dirs {
        found.extend(reports(dir)?);
    }
    let (folders, reports): (Vec<PathBuf>, Vec<Report>) = found.into_iter().unzip();
    if reports.is_empty() {
        return Err(Stop::usage("there is no report of a batch in there")
            .hint("a batch writes `report.json` into its output folder when it is done"));
    }
    let (whole, verdict) = merge(&reports, |index, file| is_whole(&folders[index], file));
    if let Some(dir) = &command.output_dir {
        let mut csv = vec![];
        write_csv(&mut csv, whole.results.iter().cloned().map(Ok))
            .map_err(|error| Stop::failed(format!("cannot write the report: {error}")))?;
        let json = format!("{}\n", json(&whole)).into_bytes();
        for (name, bytes) in [("merged.json", json), ("merged.csv", csv)] {
            let path = dir.join(name);
            write_whole(&path, &bytes).map_err(|error| {
                Stop::failed(format!("cannot write `{}`: {error}", path.display()))
            })?;
        }
    }
    for line in lines(&verdict) {
        reporter.note(&line);
    }
    if !args.quiet {
        let parts = reports.len();
        print(&format!(
            "{} of {} rows are whole, in {parts} reports\n",
            verdict.whole, whole.rows
        ))?;
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

/// The reports in a folder, in order of their names.
fn reports(dir: &Path) -> Result<Vec<(PathBuf, Report)>, Stop> {
    let failed = |path: &Path, error: String| {
        Stop::usage(format!("cannot read `{}`: {error}", path.display()))
    };
    let entries = std::fs::read_dir(dir).map_err(|error| failed(dir, error.to_string()))?;
    let is_report = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("report") && name.ends_with(".json")
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(is_report).collect();
    paths.sort();
    let mut reports = vec![];
    for path in paths {
        let bytes = std::fs::read(&path).map_err(|error| failed(&path, error.to_string()))?;
        let report = serde_json::from_slice(&bytes);
        let report = report.map_err(|error| failed(&path, error.to_string()))?;
        reports.push((dir.to_path_buf(), report));
    }
    Ok(reports)
}
