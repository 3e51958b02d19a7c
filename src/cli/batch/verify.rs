//! `diptych batch verify`: what the reports of shards say together.

use std::cell::RefCell;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::batch::{FileRecord, Report, Verdict, verify as merge, write_csv};
use crate::files::write_whole;

use super::super::args::{Args, BatchVerify};
use super::super::report::Reporter;
use super::super::variants::json;
use super::super::{Ending, Outcome, Stop, print};
use super::location::Location;
use super::output::is_whole;
use super::store::{Listing, Store, is_record, is_same};

pub fn verify(command: &BatchVerify, args: &Args, reporter: &Reporter) -> Ending {
    let stop = Arc::default();
    let mut places = vec![];
    let mut reports: Vec<(usize, Report)> = vec![];
    for dir in &command.dirs {
        let place = Place::open(Location::open(dir, "`DIR`", &stop)?)?;
        reports.extend(place.reports()?.into_iter().map(|report| (places.len(), report)));
        places.push(place);
    }
    let (owners, reports): (Vec<usize>, Vec<Report>) = reports.into_iter().unzip();
    if reports.is_empty() {
        return Err(Stop::usage("there is no report of a batch in there")
            .hint("a batch writes `report.json` into its output folder when it is done"));
    }
    let unread = RefCell::new(None);
    let (whole, verdict) = merge(&reports, |index, file| {
        // One store that does not answer is enough.
        unread.borrow().is_some()
            || places[owners[index]].is_whole(file).unwrap_or_else(|stop| {
                unread.replace(Some(stop));
                true
            })
    });
    if let Some(stop) = unread.into_inner() {
        return Err(stop);
    }
    if let Some(dir) = &command.output_dir {
        let to = Location::open(dir, "`--output-dir`", &stop)?;
        let mut csv = vec![];
        write_csv(&mut csv, whole.results.iter().cloned().map(Ok))
            .map_err(|error| Stop::failed(format!("cannot write the report: {error}")))?;
        let json = format!("{}\n", json(&whole)).into_bytes();
        for (name, bytes) in [("merged.json", json), ("merged.csv", csv)] {
            write(&to, name, bytes)?;
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

/// Writes a file into a folder or a store.
fn write(to: &Location, name: &str, bytes: Vec<u8>) -> Result<(), Stop> {
    match to {
        Location::Store(store) => store.write(name, bytes),
        Location::Local(dir) => {
            let path = dir.join(name);
            write_whole(&path, &bytes).map_err(|error| {
                Stop::failed(format!("cannot write `{}`: {error}", path.display()))
            })
        }
    }
}

/// Where shards have written: what is there.
enum Place {
    Folder(PathBuf, Vec<String>),
    Store(Store, Listing),
}

impl Place {
    fn open(location: Location) -> Result<Self, Stop> {
        Ok(match location {
            Location::Store(store) => {
                let listing = store.list("")?;
                Self::Store(store, listing)
            }
            Location::Local(dir) => {
                let entries = std::fs::read_dir(&dir).map_err(|error| unreadable(&dir, error))?;
                let names = entries.flatten().map(|entry| entry.file_name());
                let mut names: Vec<String> = names.filter_map(|n| n.into_string().ok()).collect();
                names.sort();
                Self::Folder(dir, names)
            }
        })
    }

    /// The reports, in order of their names.
    fn reports(&self) -> Result<Vec<Report>, Stop> {
        let names: Vec<&String> = match self {
            Self::Folder(_, names) => names.iter().collect(),
            Self::Store(_, listing) => listing.keys().collect(),
        };
        let is_report = |name: &&String| {
            name.starts_with("report") && name.ends_with(".json") && !name.contains('/')
        };
        let mut reports = vec![];
        for name in names.into_iter().filter(is_report) {
            let (path, bytes) = match self {
                Self::Folder(dir, _) => {
                    let path = dir.join(name);
                    let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
                    (path, bytes)
                }
                Self::Store(store, _) => {
                    (store.url(name).into(), store.read(name)?.unwrap_or_default())
                }
            };
            reports.push(serde_json::from_slice(&bytes).map_err(|error| unreadable(&path, error))?);
        }
        Ok(reports)
    }

    /// Whether a file is as it was written. One whose ETag is still that of the
    /// writing need not be fetched.
    fn is_whole(&self, file: &FileRecord) -> Result<bool, Stop> {
        match self {
            Self::Folder(dir, _) => Ok(is_whole(dir, file)),
            Self::Store(store, listing) => match listing.get(&file.name) {
                Some((size, _)) if *size != file.bytes => Ok(false),
                Some((_, etag)) if is_same(etag, &file.etag) => Ok(true),
                Some(_) => Ok(store.read(&file.name)?.is_some_and(|bytes| is_record(file, &bytes))),
                None => Ok(false),
            },
        }
    }
}

fn unreadable(path: &Path, error: impl Display) -> Stop {
    Stop::usage(format!("cannot read `{}`: {error}", path.display()))
}
