//! The output folder of a batch: its files, its journal and its report.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::batch::{FileRecord, Report, Row, Shard, Status, journal};
use crate::export::Format;
use crate::files::{write_new, write_whole};
use crate::manifest::digest;

use super::super::Stop;
use super::super::args::Archive;
use super::super::variants::json;
use super::store::{Fault, Store, is_record};

/// Where documents are written, by any number of workers.
#[derive(Clone)]
pub struct Folder {
    path: PathBuf,
    /// Whether files of a run before this one are written over.
    resumed: bool,
    /// The store that has the documents in its stead.
    store: Option<Store>,
}

impl Folder {
    /// Writes the files of a document, now or while the caller goes on; hands
    /// over what was written.
    ///
    /// # Errors
    /// When one cannot be written, or its name is taken by a stranger.
    pub fn write(
        &self,
        name: &str,
        format: Format,
        files: Vec<Vec<u8>>,
        done: impl FnOnce(Result<Vec<FileRecord>, Fault>) + Send + 'static,
    ) {
        let count = files.len();
        let files = files
            .into_iter()
            .enumerate()
            .map(|(index, bytes)| (record(format.file_name(name, index, count), &bytes), bytes));
        match &self.store {
            Some(store) => store.send(files.collect(), done),
            None => done(files.map(|(file, bytes)| self.write_here(file, &bytes)).collect()),
        }
    }

    fn write_here(&self, file: FileRecord, bytes: &[u8]) -> Result<FileRecord, Fault> {
        let path = self.path.join(&file.name);
        let result = if self.resumed { write_whole(&path, bytes) } else { write_new(&path, bytes) };
        result.map(|()| file).map_err(|error| {
            Fault::Taken(match error.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    format!("`{}` is there already, and not of this batch", path.display())
                }
                _ => format!("cannot write `{}`: {error}", path.display()),
            })
        })
    }
}

/// The folder while one batch, or one shard of it, has its journal.
pub struct Output {
    folder: Folder,
    shard: Shard,
    journal: File,
    settled: BTreeMap<usize, Row>,
}

impl Output {
    /// Opens the journal in a folder, and holds it against other batches.
    pub fn open(
        path: &Path,
        shard: Shard,
        resume: bool,
        store: Option<Store>,
    ) -> Result<Self, Stop> {
        let failed = |error: std::io::Error| {
            Stop::failed(format!("cannot write into `{}`: {error}", path.display()))
        };
        std::fs::create_dir_all(path).map_err(failed)?;
        let name = path.join(file_name("journal", shard, "jsonl"));
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(&name).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("another batch is writing into `{}`", path.display());
                return Err(Stop::usage(message).hint("wait for it, or choose another folder"));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut text = vec![];
        file.read_to_end(&mut text).map_err(failed)?;
        if !text.is_empty() && !resume {
            let message = format!("`{}` has a batch in it", path.display());
            let hint = "`--resume` goes on with it; else choose another folder";
            return Err(Stop::usage(message).hint(hint));
        }
        if text.last().is_some_and(|last| *last != b'\n') {
            // A killed program left a line torn: the next begins anew.
            let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            file.set_len(whole as u64).map_err(failed)?;
            file.rewind().map_err(failed)?;
        }
        let settled = journal(&String::from_utf8_lossy(&text));
        let folder = Folder { path: path.into(), resumed: resume, store };
        Ok(Self { folder, shard, journal: file, settled })
    }

    /// Where workers write.
    pub fn folder(&self) -> Folder {
        self.folder.clone()
    }

    /// The places of work that are not finished and whole. `wanted` gives the
    /// row at a place, and what it is made from.
    pub fn unfinished(
        &self,
        range: Range<usize>,
        archive: Option<Archive>,
        wanted: impl Fn(usize) -> Option<(usize, String)>,
    ) -> Result<Vec<usize>, Stop> {
        if self.settled.is_empty() {
            return Ok(range.collect());
        }
        let same = |index: usize| {
            let (row, input) = wanted(index)?;
            self.settled.get(&row).filter(|row| row.status == Status::Done && row.input == input)
        };
        if archive.is_some_and(|format| self.is_packed(format))
            && range.clone().all(|index| same(index).is_some())
        {
            return Ok(vec![]);
        }
        if let Some(store) = &self.folder.store {
            let (known, mut todo): (Vec<usize>, Vec<usize>) =
                range.partition(|index| same(*index).is_some());
            let files = known.iter().filter_map(|index| same(*index)).map(|row| row.files.clone());
            let whole = store.whole(files.collect())?;
            todo.extend(known.iter().zip(whole).filter(|(_, whole)| !whole).map(|(at, _)| at));
            todo.sort_unstable();
            return Ok(todo);
        }
        let is_whole = |row: &Row| row.files.iter().all(|file| is_whole(&self.folder.path, file));
        Ok(range.filter(|index| !same(*index).is_some_and(is_whole)).collect())
    }

    /// Whether the archive that the last report tells of is there, and whole.
    fn is_packed(&self, format: Archive) -> bool {
        let path = self.folder.path.join(file_name("report", self.shard, "json"));
        let report = std::fs::read(path).ok();
        let report = report.and_then(|bytes| serde_json::from_slice::<Report>(&bytes).ok());
        let name = file_name("batch", self.shard, format.extension());
        report
            .and_then(|report| report.archive)
            .is_some_and(|archive| archive.name == name && is_whole(&self.folder.path, &archive))
    }

    /// Writes down that a row is settled.
    pub fn settle(&mut self, row: Row) -> Result<(), Stop> {
        let line = serde_json::to_string(&row).unwrap_or_default();
        // In one write, so that a line is there or not.
        self.journal
            .write_all(format!("{line}\n").as_bytes())
            .map_err(|error| Stop::failed(format!("cannot write the journal: {error}")))?;
        self.settled.insert(row.row, row);
        Ok(())
    }

    /// What became of some rows.
    pub fn settled(&self, rows: &[usize]) -> Vec<Row> {
        rows.iter().filter_map(|row| self.settled.get(row)).cloned().collect()
    }

    /// Puts all files into one, in the order of the table, and takes them out
    /// of the folder.
    pub fn pack(&self, format: Archive, rows: &[Row]) -> Result<FileRecord, Stop> {
        let name = file_name("batch", self.shard, format.extension());
        let path = self.folder.path.join(&name);
        let failed = |error: std::io::Error| {
            Stop::failed(format!("cannot write `{}`: {error}", path.display()))
        };
        let files: Vec<&FileRecord> = rows.iter().flat_map(|row| &row.files).collect();
        // Packed by the run before this one.
        if self.is_packed(format) && !files.iter().any(|f| self.folder.path.join(&f.name).is_file())
        {
            return std::fs::read(&path).map(|bytes| record(name, &bytes)).map_err(failed);
        }
        let target = tempfile::NamedTempFile::new_in(&self.folder.path).map_err(failed)?;
        let read = |file: &FileRecord| std::fs::read(self.folder.path.join(&file.name));
        match format {
            Archive::Zip => zip(target.as_file(), &files, read),
            Archive::Tar => tar(target.as_file(), &files, read),
        }
        .map_err(failed)?;
        target.as_file().sync_all().map_err(failed)?;
        target.persist(&path).map_err(|error| failed(error.error))?;
        for file in files {
            std::fs::remove_file(self.folder.path.join(&file.name)).map_err(failed)?;
        }
        std::fs::read(&path).map(|bytes| record(name, &bytes)).map_err(failed)
    }

    /// Writes the report, for programs and for people; gives where the first is.
    pub fn report(&self, report: &Report) -> Result<PathBuf, Stop> {
        let write = |extension: &str, text: String| {
            let path = self.folder.path.join(file_name("report", self.shard, extension));
            write_whole(&path, text.as_bytes()).map_err(|error| {
                Stop::failed(format!("cannot write `{}`: {error}", path.display()))
            })?;
            Ok(path)
        };
        write("csv", report.csv())?;
        write("json", format!("{}\n", json(report)))
    }
}

/// The name of a file that each shard has.
pub fn file_name(name: &str, shard: Shard, extension: &str) -> String {
    match shard {
        Shard::ALL => format!("{name}.{extension}"),
        Shard { index, count } => {
            let width = count.to_string().len();
            format!("{name}-{index:0width$}-of-{count}.{extension}")
        }
    }
}

/// Whether a file is as it was written.
pub fn is_whole(folder: &Path, file: &FileRecord) -> bool {
    std::fs::read(folder.join(&file.name)).is_ok_and(|bytes| is_record(file, &bytes))
}

fn record(name: String, bytes: &[u8]) -> FileRecord {
    FileRecord { name, bytes: bytes.len() as u64, sha256: digest(bytes), etag: None }
}

/// PDFs are compressed: they are stored as they are, without a date.
fn zip(
    target: &File,
    files: &[&FileRecord],
    read: impl Fn(&FileRecord) -> std::io::Result<Vec<u8>>,
) -> std::io::Result<()> {
    let mut writer = zip::ZipWriter::new(target);
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for file in files {
        writer.start_file(file.name.as_str(), options)?;
        writer.write_all(&read(file)?)?;
    }
    writer.finish()?;
    Ok(())
}

fn tar(
    target: &File,
    files: &[&FileRecord],
    read: impl Fn(&FileRecord) -> std::io::Result<Vec<u8>>,
) -> std::io::Result<()> {
    let mut writer = tar::Builder::new(target);
    for file in files {
        let bytes = read(file)?;
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        writer.append_data(&mut header, &file.name, bytes.as_slice())?;
    }
    writer.finish()
}
