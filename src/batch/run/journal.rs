//! The journal of a batch: a line for each row that is settled, below one for its table.
//!
//! Takes rows as they are settled, and writes each down in one write; gives
//! them back by number. Holds where each line begins, and no more. Held open,
//! it keeps other batches out of the folder.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::batch::{Row, Shard};
use crate::model::code::Code;

use crate::batch::error::BatchError;
use crate::batch::shard::file_name;
use crate::session::disk::unwritten;

/// That what was written down cannot be read.
pub fn unread(error: io::Error) -> BatchError {
    BatchError::failed(Code::BatchRecord, format!("cannot read the journal: {error}"))
}

/// Of which table the rows are that follow: its SHA-256.
#[derive(Serialize, Deserialize)]
struct Head {
    table: String,
}

pub struct Journal {
    path: PathBuf,
    file: File,
    /// How long it is, in bytes.
    end: u64,
    /// The table of the last rows.
    table: Option<String>,
    /// Where the last word on each row begins.
    settled: BTreeMap<usize, u64>,
}

impl Journal {
    /// Opens the journal in a folder, and holds it against other batches.
    pub fn open(folder: &Path, shard: Shard, resume: bool) -> Result<Self, BatchError> {
        let failed = |error: io::Error| {
            BatchError::failed(
                Code::UnwritableFile,
                format!("cannot write into `{}`: {error}", folder.display()),
            )
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let name = folder.join(file_name("journal", shard, "jsonl"));
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create(true).open(&name).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("another batch is writing into `{}`", folder.display());
                return Err(BatchError::usage(Code::OtherBatch, message)
                    .hint("wait for it, or choose another folder"));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let length = file.metadata().map_err(failed)?.len();
        if length > 0 && !resume {
            let message = format!("`{}` has a batch in it", folder.display());
            let hint = "`--resume` goes on with it; else choose another folder";
            return Err(BatchError::usage(Code::OtherBatch, message).hint(hint));
        }
        let mut journal = Self { path: name, file, end: 0, table: None, settled: BTreeMap::new() };
        journal.read().map_err(failed)?;
        if journal.end < length {
            // A killed program left a line torn: the next begins anew.
            journal.file.set_len(journal.end).map_err(failed)?;
        }
        Ok(journal)
    }

    /// Finds the rows. What is no row is as if it were not there.
    fn read(&mut self) -> io::Result<()> {
        let mut reader = BufReader::new(&self.file);
        let mut line = vec![];
        while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
            if let Ok(row) = serde_json::from_slice::<Row>(&line) {
                self.settled.insert(row.row, self.end);
            } else if let Ok(Head { table }) = serde_json::from_slice(&line) {
                self.table = Some(table);
            }
            self.end += line.len() as u64;
            line.clear();
        }
        Ok(())
    }

    /// Whether no row is settled.
    pub fn is_empty(&self) -> bool {
        self.settled.is_empty()
    }

    /// What became of a row, by number; nothing when it is not settled.
    pub fn row(&self, number: usize) -> io::Result<Option<Row>> {
        let Some(at) = self.settled.get(&number) else { return Ok(None) };
        let mut file = &self.file;
        file.seek(SeekFrom::Start(*at))?;
        let mut line = vec![];
        BufReader::with_capacity(1024, file).read_until(b'\n', &mut line)?;
        Ok(Some(serde_json::from_slice(&line)?))
    }

    /// All that was ever written down, also of rows that were settled anew since.
    pub fn rows(&self) -> io::Result<impl Iterator<Item = Row>> {
        // A file of its own, whose place does not move with the others'.
        let lines = BufReader::new(File::open(&self.path)?).lines();
        Ok(lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok()))
    }

    /// The table of the last rows, if it is known.
    pub fn table(&self) -> Option<&str> {
        self.table.as_deref()
    }

    /// Writes down of which table the rows are that come now, where that is not known.
    pub fn begin(&mut self, table: &str) -> Result<(), BatchError> {
        if self.table() == Some(table) {
            return Ok(());
        }
        self.table = Some(table.into());
        self.end += self.write(&Head { table: table.into() })?;
        Ok(())
    }

    /// Takes all rows out of what the next run reads.
    pub fn forget(&self) -> Result<(), BatchError> {
        self.file.set_len(0).map_err(|error| unwritten(&self.path, error).into())
    }

    /// Writes down that a row is settled.
    pub fn settle(&mut self, row: &Row) -> Result<(), BatchError> {
        let length = self.write(row)?;
        self.settled.insert(row.row, self.end);
        self.end += length;
        Ok(())
    }

    /// Writes a line; gives how long it is.
    fn write(&self, what: &impl Serialize) -> Result<u64, BatchError> {
        let line = format!("{}\n", serde_json::to_string(what).unwrap_or_default());
        // In one write, so that a line is there or not.
        (&self.file).write_all(line.as_bytes()).map_err(|error| {
            BatchError::failed(Code::BatchRecord, format!("cannot write the journal: {error}"))
        })?;
        Ok(line.len() as u64)
    }
}
