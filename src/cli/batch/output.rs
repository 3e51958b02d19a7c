//! The output folder of a batch: its files, its archive and its report.

use std::cell::OnceCell;
use std::fs::File;
use std::io::{self, BufReader, Seek, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use crate::batch::{FileRecord, Report, Row, Shard, Status, Streamed, write_csv};
use crate::export::Format;
use crate::files::{BEGUN, Disk, write_whole, write_whole_with};
use crate::manifest::digest_of;

use super::super::Stop;
use super::super::args::Archive;
use super::journal::Journal;
use super::store::{Fault, Store};

/// Where documents are written, by any number of workers.
#[derive(Clone)]
pub struct Folder {
    path: PathBuf,
    disk: Arc<Disk>,
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
        let files = files.into_iter().enumerate().map(|(index, bytes)| {
            (FileRecord::of(format.file_name(name, index, count), &bytes), bytes)
        });
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
            _ => Fault::Stopped(unwritten(&path, error)),
        })
    }
}

/// The folder while one batch, or one shard of it, has its journal.
pub struct Output {
    folder: Folder,
    shard: Shard,
    pub journal: Journal,
    /// The archive of a run before this one, once it has been looked for.
    packed: OnceCell<Option<FileRecord>>,
}

impl Output {
    /// Opens the folder, and holds it against other batches.
    pub fn open(
        path: &Path,
        shard: Shard,
        resume: bool,
        store: Option<Store>,
    ) -> Result<Self, Stop> {
        let journal = Journal::open(path, shard, resume)?;
        if shard == Shard::ALL {
            sweep(path);
        }
        let disk = Disk::of(path).map(Arc::new).map_err(|error| unwritten(path, error))?;
        let folder = Folder { path: path.into(), disk, resumed: resume, store };
        Ok(Self { folder, shard, journal, packed: OnceCell::new() })
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
        if self.journal.is_empty() {
            return Ok(range.collect());
        }
        let same = |index: usize| {
            let (row, input) = wanted(index)?;
            let row = self.journal.row(row).ok()??;
            (row.status == Status::Done && row.input == input).then_some(row)
        };
        if archive.is_some_and(|format| self.packed(format).is_some())
            && range.clone().all(|index| same(index).is_some())
        {
            return Ok(vec![]);
        }
        if let Some(store) = &self.folder.store {
            let (known, mut todo): (Vec<usize>, Vec<usize>) =
                range.partition(|index| same(*index).is_some());
            let files = known.iter().filter_map(|index| same(*index)).map(|row| row.files);
            let whole = store.whole(files.collect())?;
            todo.extend(known.iter().zip(whole).filter(|(_, whole)| !whole).map(|(at, _)| at));
            todo.sort_unstable();
            return Ok(todo);
        }
        let is_whole = |row: Row| row.files.iter().all(|file| is_whole(&self.folder.path, file));
        Ok(range.filter(|index| !same(*index).is_some_and(is_whole)).collect())
    }

    /// The archive that the report of a run before this one tells of, if it is whole. It
    /// may be large, and is read once.
    fn packed(&self, format: Archive) -> Option<&FileRecord> {
        self.packed.get_or_init(|| self.find_packed(format)).as_ref()
    }

    fn find_packed(&self, format: Archive) -> Option<FileRecord> {
        /// What is read of a report: not its rows.
        #[derive(Deserialize)]
        struct Head {
            archive: Option<FileRecord>,
        }
        let report = self.folder.path.join(file_name("report", self.shard, "json"));
        let report = BufReader::new(File::open(report).ok()?);
        let archive = serde_json::from_reader::<_, Head>(report).ok()?.archive?;
        let name = file_name("batch", self.shard, format.extension());
        (archive.name == name && is_whole(&self.folder.path, &archive)).then_some(archive)
    }

    /// Puts the files of all rows into one, in the order of the table, and
    /// takes them out of the folder.
    pub fn pack<R: Iterator<Item = io::Result<Row>>>(
        &self,
        format: Archive,
        rows: impl Fn() -> R,
    ) -> Result<FileRecord, Stop> {
        let name = file_name("batch", self.shard, format.extension());
        let path = self.folder.path.join(&name);
        let failed = |error| unwritten(&path, error);
        let place = |file: &FileRecord| self.folder.path.join(&file.name);
        let mut loose = rows().flatten().flat_map(|row| row.files);
        if let Some(archive) = self.packed(format)
            && !loose.any(|file| place(&file).is_file())
        {
            return Ok(archive.clone());
        }
        let files = rows().flat_map(|row| match row {
            Ok(row) => row.files.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        });
        let files = files.map(|file| {
            let file = file?;
            let bytes = std::fs::read(place(&file))?;
            Ok((file.name, bytes))
        });
        write_whole_with(&path, |target| match format {
            Archive::Zip => zip(target, files),
            Archive::Tar => tar(target, files),
        })
        .map_err(failed)?;
        for row in rows() {
            for file in row.map_err(failed)?.files {
                std::fs::remove_file(place(&file)).map_err(failed)?;
            }
        }
        let file = File::open(&path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        Ok(FileRecord { name, bytes, sha256: digest_of(file).map_err(failed)?, etag: None })
    }

    /// Writes the index.
    pub fn index(&self, bytes: &[u8]) -> Result<(), Stop> {
        let path = self.folder.path.join(file_name("index", self.shard, "pdf"));
        write_whole(&path, bytes).map_err(|error| unwritten(&path, error))
    }

    /// Writes the report, for people and for programs, once all that it tells of is on the
    /// disk; gives where the last is.
    pub fn report<R: Iterator<Item = io::Result<Row>>>(
        &self,
        head: Report<()>,
        rows: impl Fn() -> R,
    ) -> Result<PathBuf, Stop> {
        let path = &self.folder.path;
        if head.archive.is_none() && self.folder.store.is_none() {
            self.folder.disk.sync().map_err(|error| unwritten(path, error))?;
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
) -> Result<PathBuf, Stop> {
    let csv = folder.join(file_name(name, head.shard, "csv"));
    write_whole_with(&csv, |file| write_csv(file, rows()))
        .map_err(|error| unwritten(&csv, error))?;
    let json = folder.join(file_name(name, head.shard, "json"));
    let report = head.with(Streamed::new(rows()));
    write_whole_with(&json, |file| {
        serde_json::to_writer_pretty(&mut *file, &report)?;
        file.write_all(b"\n")
    })
    .map_err(|error| unwritten(&json, error))?;
    Ok(json)
}

fn unwritten(path: &Path, error: io::Error) -> Stop {
    Stop::failed(format!("cannot write `{}`: {error}", path.display()))
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

/// Takes away what a killed program had begun to write, in a folder that no
/// other shard writes into. What cannot be taken away does no harm.
fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(BEGUN)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Whether a file is as it was written.
pub fn is_whole(folder: &Path, file: &FileRecord) -> bool {
    let path = folder.join(&file.name);
    // One of another length need not be read.
    path.metadata().is_ok_and(|found| found.len() == file.bytes)
        && File::open(path).and_then(digest_of).is_ok_and(|sha256| sha256 == file.sha256)
}

/// PDFs are compressed: they are stored as they are, without a date.
fn zip(
    target: impl Write + Seek,
    files: impl Iterator<Item = io::Result<(String, Vec<u8>)>>,
) -> io::Result<()> {
    let mut writer = zip::ZipWriter::new(target);
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for file in files {
        let (name, bytes) = file?;
        writer.start_file(name, options)?;
        writer.write_all(&bytes)?;
    }
    writer.finish()?;
    Ok(())
}

fn tar(
    target: impl Write,
    files: impl Iterator<Item = io::Result<(String, Vec<u8>)>>,
) -> io::Result<()> {
    let mut writer = tar::Builder::new(target);
    for file in files {
        let (name, bytes) = file?;
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        writer.append_data(&mut header, &name, bytes.as_slice())?;
    }
    writer.finish()
}
