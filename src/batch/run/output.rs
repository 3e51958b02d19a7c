//! The output folder of a batch: its files and its report.
//!
//! Takes documents as they are made; keeps the folder from other batches, says what a run
//! before this one left to do, and writes over nothing that is not of this batch.

mod archive;
mod tidy;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::batch::shard::{begun, file_name};
use crate::batch::{FileRecord, Plan, Report, Row, Shard, Status, Streamed, write_csv};
use crate::export::Format;
use crate::model::code::Code;
use crate::model::digest::digest_of;

use super::journal::{Journal, unread};
use crate::batch::error::BatchError;
use crate::batch::store::{Fault, Store};
use crate::session::disk::{Disk, unwritten, write_with};

/// One file that holds the documents of all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archive {
    Zip,
    Tar,
}

impl Archive {
    /// The extension of its file.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Tar => "tar",
        }
    }
}

/// The files of a batch that are none of its documents.
const OWN: [(&str, &str); 5] =
    [("report", "json"), ("report", "csv"), ("index", "pdf"), ("batch", "zip"), ("batch", "tar")];

/// Of a report, which table it is of.
#[derive(Deserialize)]
struct Ended {
    batch: String,
}

/// What is wanted of the report of a run before this one, if there is one.
fn recorded<T: DeserializeOwned>(folder: &Path, shard: Shard) -> Option<T> {
    let report = File::open(folder.join(file_name("report", shard, "json"))).ok()?;
    serde_json::from_reader(BufReader::new(report)).ok()
}

/// Where documents are written, by any number of workers.
#[derive(Clone)]
pub struct Folder {
    path: PathBuf,
    disk: Arc<Disk>,
    /// Whether files of a run before this one may be there, and are written over.
    resumed: bool,
    /// The store that has the documents in its stead.
    store: Option<Store>,
}

impl Folder {
    /// Writes the files of a document, now or while the caller goes on; hands over what was
    /// written, or that a name is taken by a stranger.
    pub fn write(
        &self,
        files: Vec<(String, Vec<u8>)>,
        done: impl FnOnce(Result<Vec<FileRecord>, Fault>) + Send + 'static,
    ) {
        let files = files.into_iter();
        let files = files.map(|(name, bytes)| (FileRecord::of(name, &bytes), bytes));
        match &self.store {
            Some(store) => store.send(files.collect(), done),
            None => done(files.map(|(file, bytes)| self.write_here(file, &bytes)).collect()),
        }
    }

    fn write_here(&self, file: FileRecord, bytes: &[u8]) -> Result<FileRecord, Fault> {
        let path = self.path.join(&file.name);
        let result = self.disk.write(&path, bytes, !self.resumed);
        result.map(|()| file).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Fault::Taken(format!(
                "`{}` is there already, and not of this batch",
                path.display()
            )),
            // The disk is full, say: the batch is to be run again.
            _ => Fault::Stopped(unwritten(&path, error).into()),
        })
    }
}

/// The folder while one batch, or one shard of it, has its journal.
pub struct Output {
    folder: Folder,
    shard: Shard,
    /// Its places in the order of work.
    range: Range<usize>,
    /// Whether a run before this one has settled rows.
    resumed: bool,
    pub journal: Journal,
    /// The archive of a run before this one, once it has been looked for, and how many rows
    /// it has.
    packed: OnceCell<Option<(FileRecord, usize)>>,
}

impl Output {
    /// Opens the folder, and holds it against other batches. What begins here finds no file
    /// with a name that it will want; nor does an edited table, but those of the rows before
    /// it, where these came to their end and all are known: without shards.
    pub fn open(
        path: &Path,
        shard: Shard,
        resume: bool,
        store: Option<Store>,
        plan: &Plan,
        formats: &[Format],
    ) -> Result<Self, BatchError> {
        let range = shard.range(plan.len());
        let documents = |known: &HashSet<String>| {
            let wants = plan.wants(range.clone());
            let mut names = names_in(path).filter(|name| !known.contains(name));
            names.find(|name| formats.iter().any(|own| own.document(name).is_some_and(&wants)))
        };
        let refused = |name: String| {
            let name = path.join(name);
            let message = format!("`{}` is there already, and not of this batch", name.display());
            BatchError::usage(Code::OtherBatch, message)
                .hint("choose another folder, or move the file away")
        };
        let is_begun = path.join(file_name("journal", shard, "jsonl")).exists();
        if !is_begun {
            let own = OWN.into_iter().map(|(name, extension)| file_name(name, shard, extension));
            let mut own = own.filter(|name| path.join(name).exists());
            if let Some(name) = own.next().or_else(|| documents(&HashSet::new())) {
                return Err(refused(name));
            }
        }
        let mut journal = Journal::open(path, shard, resume)?;
        let resumed = !journal.is_empty();
        if store.is_none() {
            let before = journal.table().filter(|table| *table != plan.digest());
            if shard == Shard::ALL
                && let Some(table) = before
                && recorded(path, shard).is_some_and(|ended: Ended| ended.batch == table)
            {
                let rows = journal.rows().map_err(unread)?;
                let known = rows.flat_map(|row| row.files).map(|file| file.name).collect();
                if let Some(name) = documents(&known) {
                    return Err(refused(name));
                }
            }
            journal.begin(&plan.digest())?;
        }
        let begun = begun(shard);
        // What a killed program had begun to write. What cannot be taken away does no harm.
        for name in names_in(path).filter(|name| name.starts_with(&begun)) {
            let _ = std::fs::remove_file(path.join(name));
        }
        let disk = Disk::of(path, begun).map(Arc::new).map_err(|error| unwritten(path, error))?;
        let folder = Folder { path: path.into(), disk, resumed: is_begun, store };
        Ok(Self { folder, shard, range, resumed, journal, packed: OnceCell::new() })
    }

    /// Where workers write.
    pub fn folder(&self) -> Folder {
        self.folder.clone()
    }

    /// The places of work that are not finished and whole. `wanted` gives the
    /// row at a place, and what it is made from.
    pub fn unfinished(
        &self,
        archive: Option<Archive>,
        wanted: impl Fn(usize) -> Option<(usize, String)>,
    ) -> Result<Vec<usize>, BatchError> {
        let range = self.range.clone();
        if !self.resumed {
            return Ok(range.collect());
        }
        let same = |index: usize| {
            let (row, input) = wanted(index)?;
            let row = self.journal.row(row).ok()??;
            (row.status == Status::Done && row.input == input).then_some(row)
        };
        let is_packed = |index| same(index).is_some_and(|row| !self.is_loose(&row));
        let packed = archive.and_then(|format| self.packed(format));
        if packed.is_some_and(|(_, rows)| *rows == range.len()) && range.clone().all(is_packed) {
            return Ok(vec![]);
        }
        if let Some(store) = &self.folder.store {
            return store.unwritten(range.map(|index| (index, same(index).map(|row| row.files))));
        }
        let is_whole = |row: Row| row.files.iter().all(|file| is_whole(&self.folder.path, file));
        Ok(range.filter(|index| !same(*index).is_some_and(is_whole)).collect())
    }

    /// Whether the process was ended that made the document of a row, from the same as now.
    pub fn is_aborted(&self, wanted: Option<(usize, String)>) -> bool {
        let Some((row, input)) = wanted.filter(|_| self.resumed) else { return false };
        let before = self.journal.row(row).ok().flatten();
        before.is_some_and(|row| row.status == Status::Aborted && row.input == input)
    }

    /// Whether a file of a row is in the folder by itself, whole or not.
    fn is_loose(&self, row: &Row) -> bool {
        row.files.iter().any(|file| self.folder.path.join(&file.name).is_file())
    }

    /// Writes the index.
    pub fn index(&self, bytes: &[u8]) -> Result<(), BatchError> {
        let path = self.folder.path.join(file_name("index", self.shard, "pdf"));
        write_with(&path, &begun(self.shard), |file| file.write_all(bytes))?;
        Ok(())
    }

    /// Writes the report, for people and for programs, once all that it tells of is on the
    /// disk; gives where the last is.
    pub fn report<R: Iterator<Item = io::Result<Row>>>(
        &self,
        head: Report<()>,
        rows: impl Fn() -> R,
    ) -> Result<PathBuf, BatchError> {
        let path = &self.folder.path;
        if head.archive.is_none()
            && self.folder.store.is_none()
            && let Err(error) = self.folder.disk.sync()
        {
            // What is read now may be in memory alone: nothing is known of any row.
            self.journal.forget()?;
            return Err(unwritten(path, error).into());
        }
        write_report(path, "report", head, rows)
    }
}

/// Writes a report into a folder, as CSV and as JSON; gives where the latter is.
pub fn write_report<R: Iterator<Item = io::Result<Row>>>(
    folder: &Path,
    name: &str,
    head: Report<()>,
    rows: impl Fn() -> R,
) -> Result<PathBuf, BatchError> {
    let csv = folder.join(file_name(name, head.shard, "csv"));
    let begun = begun(head.shard);
    write_with(&csv, &begun, |file| write_csv(file, rows()))?;
    let json = folder.join(file_name(name, head.shard, "json"));
    let report = head.with(Streamed::new(rows()));
    write_with(&json, &begun, |file| {
        serde_json::to_writer_pretty(&mut *file, &report)?;
        file.write_all(b"\n")
    })?;
    Ok(json)
}

/// The names of the files in a folder, if it is there.
fn names_in(folder: &Path) -> impl Iterator<Item = String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}

/// Whether a file is as it was written.
pub fn is_whole(folder: &Path, file: &FileRecord) -> bool {
    let path = folder.join(&file.name);
    // One of another length need not be read.
    path.metadata().is_ok_and(|found| found.len() == file.bytes)
        && File::open(path).and_then(digest_of).is_ok_and(|sha256| sha256 == file.sha256)
}
