//! A batch whose output folder is a prefix of a store.
//!
//! Takes a scratch folder of this machine, in which the batch runs as in any
//! other, and keeps in the store what another machine needs to go on: documents
//! as they are made, the journal in pieces, at the end the archive, the index and
//! the report. Nothing but these last two is ever written over.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::batch::{Archive, FileRecord, Shard};
use crate::model::code::Code;

use crate::batch::error::BatchError;
use crate::batch::shard::file_name;
use crate::batch::store::{Fault, Store};

/// How many rows are settled before the store learns of them. A machine that
/// is lost takes no more than so many with it.
const CHECKPOINT: usize = 100;

/// The prefix, and the folder that stands for it here.
pub struct Remote {
    store: Store,
    scratch: TempDir,
    shard: Shard,
    /// Documents stay here until they are in the archive, if there is to be one.
    archive_format: Option<Archive>,
    /// How many pieces of the journal there are, how many bytes of it are in
    /// them, and how many rows are not.
    pieces: usize,
    sent: u64,
    unsent: usize,
}

impl Remote {
    /// Makes a scratch folder, with what a run before this one left in the store.
    pub fn open(
        store: Store,
        archive: Option<Archive>,
        resume: bool,
        shard: Shard,
    ) -> Result<Self, BatchError> {
        let scratch = tempfile::Builder::new().prefix("diptych-").tempdir().map_err(|error| {
            BatchError::failed(
                Code::UnwritableFile,
                format!("cannot make a folder for what is under way: {error}"),
            )
        })?;
        let mut remote =
            Self { store, scratch, shard, archive_format: archive, pieces: 0, sent: 0, unsent: 0 };
        remote.fetch(resume)?;
        Ok(remote)
    }

    /// The folder in which the batch runs.
    pub fn folder(&self) -> &Path {
        self.scratch.path()
    }

    fn name(&self, name: &str, extension: &str) -> String {
        file_name(name, self.shard, extension)
    }

    /// The name under which the pieces of the journal are.
    fn journal(&self) -> String {
        self.name("journal", "jsonl").replace(".jsonl", "")
    }

    /// Brings in the journal and, of a shard in an archive, the archive.
    fn fetch(&mut self, resume: bool) -> Result<(), BatchError> {
        let report = self.name("report", "json");
        let mut pieces = BTreeSet::new();
        self.store.list(&self.journal(), |name, _, _| {
            pieces.insert(name);
        })?;
        let journal = self.store.read_all(&pieces)?;
        let is_known = self.keep(&report)?;
        if (!pieces.is_empty() || is_known) && !resume {
            let message = format!("`{}` has a batch in it", self.store.url(""));
            let hint = "`--resume` goes on with it; else choose another prefix";
            return Err(BatchError::usage(Code::OtherBatch, message).hint(hint));
        }
        let last = pieces.last().and_then(|name| name.rsplit(['/', '.']).nth(1));
        self.pieces = last.and_then(|number| number.parse().ok()).unwrap_or(0);
        self.sent = journal.len() as u64;
        let path = self.path(&self.name("journal", "jsonl"));
        std::fs::write(&path, journal).map_err(|error| failed(&path, &error))?;
        if let Some(format) = self.archive_format.filter(|_| is_known) {
            self.keep(&self.name("batch", format.extension()))?;
        }
        Ok(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// Brings in an object, if it is there.
    fn keep(&self, name: &str) -> Result<bool, BatchError> {
        let path = self.path(name);
        let mut file = File::create(&path).map_err(|error| failed(&path, &error))?;
        let is_there = self.store.load(name, &mut file)?;
        if !is_there {
            std::fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
        }
        Ok(is_there)
    }

    /// Where documents go as they are made, unless they wait for the archive.
    pub fn documents(&self) -> Option<Store> {
        self.archive_format.is_none().then(|| self.store.clone())
    }

    /// Counts a settled row, and after some tells the store of them.
    pub fn settled(&mut self) -> Result<(), BatchError> {
        self.unsent += 1;
        // Without its document, which waits for the archive, a row is nothing.
        if self.unsent < CHECKPOINT || self.archive_format.is_some() {
            Ok(())
        } else {
            self.checkpoint()
        }
    }

    /// Puts what is new in the journal into the store, as one more piece of it.
    pub fn checkpoint(&mut self) -> Result<(), BatchError> {
        let path = self.path(&self.name("journal", "jsonl"));
        let mut new = vec![];
        File::open(&path)
            .and_then(|mut file| {
                file.seek(SeekFrom::Start(self.sent))?;
                file.read_to_end(&mut new)
            })
            .map_err(|error| failed(&path, &error))?;
        self.unsent = 0;
        if new.is_empty() {
            return Ok(());
        }
        self.sent += new.len() as u64;
        loop {
            self.pieces += 1;
            let name = format!("{}/{:06}.jsonl", self.journal(), self.pieces);
            match self.store.create(&FileRecord::of(name, &new), new.clone()) {
                Ok(_) => return Ok(()),
                // Another try of this shard is alive. What it writes is as true.
                Err(Fault::Taken(_)) => {}
                Err(Fault::Stopped(stop)) => return Err(stop),
            }
        }
    }

    /// Puts the archive into the store; gives it with its ETag. One that has an ETag is
    /// that of a run before this one.
    pub fn archive(&self, archive: FileRecord) -> Result<FileRecord, BatchError> {
        if archive.etag.is_some() {
            return Ok(archive);
        }
        let etag = self.store.create_file(&archive, &self.path(&archive.name))?;
        Ok(FileRecord { etag, ..archive })
    }

    /// Puts the report into the store, last of all; gives where it is.
    pub fn report(&mut self) -> Result<String, BatchError> {
        self.checkpoint()?;
        for (name, extension) in [("index", "pdf"), ("report", "csv"), ("report", "json")] {
            let name = self.name(name, extension);
            let path = self.path(&name);
            if path.is_file() {
                self.store.write_file(&name, &path)?;
            }
        }
        Ok(self.store.url(&self.name("report", "json")))
    }
}

fn failed(path: &Path, error: &std::io::Error) -> BatchError {
    BatchError::failed(Code::StoreFailed, format!("cannot use `{}`: {error}", path.display()))
}
