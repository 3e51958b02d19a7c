//! Verifying: what the reports of shards say together.
//!
//! Takes folders and prefixes; reads the reports in there row by row, and looks
//! at every file that they tell of; gives what is wrong and, if asked, all rows
//! as one report. Never changes what is there, and holds no report.

use std::collections::HashSet;
use std::fmt::Display;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use typst::utils::hash128;

use super::run::output::{is_whole, write_report};
use super::run::row_store::RowStore;
use super::store::{Location, Store};
use super::{BatchError, ErrorKind};
use super::{FileRecord, Merge, Part, Report, Verdict, read};
use crate::model::code::Code;

/// What the reports of a batch say together.
pub struct Verified {
    /// How many rows the table has.
    pub rows: usize,
    /// How many reports there are.
    pub reports: usize,
    pub verdict: Verdict,
}

/// Reads the reports of some places, and looks at every file that they tell of. Writes
/// all rows as one report where `to` says.
///
/// # Errors
/// When there is no report, one cannot be read, or that of all cannot be written.
pub(crate) fn verify(places: Vec<Location>, to: Option<&Location>) -> Result<Verified, BatchError> {
    let unwritten = |error| {
        BatchError::failed(Code::UnwritableFile, format!("cannot write a temporary file: {error}"))
    };
    let places: Vec<ReportLocation> =
        places.into_iter().map(ReportLocation::open).collect::<Result<_, _>>()?;
    let mut stored = match to {
        Some(to) => Some((to, RowStore::new().map_err(unwritten)?)),
        None => None,
    };
    let mut merge = Merge::default();
    let mut reports = 0;
    for place in &places {
        for name in &place.reports {
            let (path, file) = place.report(name)?;
            read(BufReader::new(file), |part| {
                let is_ours = merge.add(&part, |file| place.is_whole(file))?;
                match (&part, &mut stored) {
                    (Part::Row(row), Some((_, stored))) if is_ours => {
                        stored.add(row).map_err(unwritten)
                    }
                    _ => Ok(()),
                }
            })
            .map_err(|error| {
                let hint = "run its shard again with `--resume`, which writes the report anew";
                unreadable(&path, error).hint(hint).of_kind(ErrorKind::Failed)
            })??;
            reports += 1;
        }
    }
    let Some((whole, verdict)) = merge.end() else {
        return Err(BatchError::usage(Code::BatchRecord, "there is no report of a batch in there")
            .hint("a batch writes `report.json` into its output folder when it is done"));
    };
    let rows = whole.rows;
    if let Some((to, stored)) = stored {
        write(to, whole, &stored)?;
    }
    Ok(Verified { rows, reports, verdict })
}

/// Writes all rows as one report, into a folder or a store.
fn write(to: &Location, head: Report<()>, rows: &RowStore) -> Result<(), BatchError> {
    match to {
        Location::Folder(dir) => write_report(dir, "merged", head, || rows.rows()).map(drop),
        Location::Store(store) => {
            let scratch = tempfile::tempdir().map_err(|error| {
                BatchError::failed(
                    Code::UnwritableFile,
                    format!("cannot make a folder for the report: {error}"),
                )
            })?;
            write_report(scratch.path(), "merged", head, || rows.rows())?;
            ["merged.csv", "merged.json"]
                .iter()
                .try_for_each(|name| store.write_file(name, &scratch.path().join(name)))
        }
    }
}

/// Where shards have written.
struct ReportLocation {
    root: Root,
    /// The names of the reports, in order.
    reports: Vec<String>,
}

enum Root {
    Folder(PathBuf),
    /// With a hash of the name, size and ETag of each object.
    Store(Store, HashSet<u128>),
}

impl ReportLocation {
    fn open(location: Location) -> Result<Self, BatchError> {
        let mut reports = vec![];
        let mut keep = |name: String| {
            if name.starts_with("report") && name.ends_with(".json") && !name.contains('/') {
                reports.push(name);
            }
        };
        let root = match location {
            Location::Store(store) => {
                let mut objects = HashSet::new();
                store.list("", |name, bytes, etag| {
                    objects.extend(etag.map(|etag| listed(&name, bytes, &etag)));
                    keep(name);
                })?;
                Root::Store(store, objects)
            }
            Location::Folder(dir) => {
                let entries = std::fs::read_dir(&dir).map_err(|error| unreadable(&dir, error))?;
                let names = entries.flatten().map(|entry| entry.file_name());
                names.filter_map(|name| name.into_string().ok()).for_each(keep);
                Root::Folder(dir)
            }
        };
        reports.sort();
        Ok(Self { root, reports })
    }

    /// A report, and where it is. One in a store is fetched first: its rows may
    /// be read slowly, when their files are fetched too.
    fn report(&self, name: &str) -> Result<(PathBuf, File), BatchError> {
        match &self.root {
            Root::Folder(dir) => {
                let path = dir.join(name);
                let file = File::open(&path).map_err(|error| unreadable(&path, error))?;
                Ok((path, file))
            }
            Root::Store(store, _) => {
                let path = PathBuf::from(store.url(name));
                let file = store.fetch(name)?.ok_or_else(|| unreadable(&path, "it is gone"))?;
                Ok((path, file))
            }
        }
    }

    /// Whether a file is as it was written. One whose ETag is still that of the
    /// writing need not be fetched.
    fn is_whole(&self, file: &FileRecord) -> Result<bool, BatchError> {
        match &self.root {
            Root::Folder(dir) => Ok(is_whole(dir, file)),
            Root::Store(store, objects) => {
                let etag = file.etag.as_ref();
                if etag.is_some_and(|e| objects.contains(&listed(&file.name, file.bytes, e))) {
                    return Ok(true);
                }
                store.is_whole(file)
            }
        }
    }
}

/// A hash of what a listing tells of an object. Azure's has ETags without the
/// quotes that they have elsewhere.
fn listed(name: &str, bytes: u64, etag: &str) -> u128 {
    hash128(&(name, bytes, etag.trim_matches('"')))
}

fn unreadable(path: &Path, error: impl Display) -> BatchError {
    BatchError::usage(Code::UnreadableFile, format!("cannot read `{}`: {error}", path.display()))
}
