//! What the reports of shards say together.
//!
//! Takes the parts of each report as they are read, one report after the other;
//! gives what is missing, doubled, altered or failed. Opens no file, and holds of
//! a row whether it was there, and of a file a hash of its name.

use std::collections::HashSet;

use typst::utils::hash128;

use super::Shard;
use super::report::{FileRecord, Part, Report, Status};

/// What the reports of shards say together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many rows are done and whole.
    pub whole: usize,
    /// Rows that are in no report.
    pub missing: Vec<usize>,
    /// Rows, and names of files, that are in more than one.
    pub doubled: Vec<String>,
    /// Files that are not there, or not as they were written.
    pub altered: Vec<String>,
    /// Rows that failed.
    pub failed: Vec<usize>,
    /// Reports of another table.
    pub foreign: usize,
}

impl Verdict {
    /// Whether a shard is to be run again.
    pub(crate) fn is_whole(&self) -> bool {
        self.missing.is_empty()
            && self.doubled.is_empty()
            && self.altered.is_empty()
            && self.foreign == 0
    }
}

/// Reports that are merged.
#[derive(Default)]
pub struct Merge {
    verdict: Verdict,
    /// The head of all: the first that came.
    whole: Option<Report<()>>,
    /// Whether a row was there, from the first.
    seen: Vec<bool>,
    /// A hash of each name of a file.
    names: HashSet<u128>,
    /// What the report is that is being read.
    now: Kind,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of another table: its rows say nothing.
    #[default]
    Foreign,
    /// Its files are in an archive.
    Archived,
    Loose,
}

impl Merge {
    /// Takes a part of a report; `is_whole` tells whether a file is as it was
    /// written. Gives whether the part is of the same table as the first report.
    ///
    /// # Errors
    /// Those of `is_whole`.
    pub(crate) fn add<E>(
        &mut self,
        part: &Part,
        mut is_whole: impl FnMut(&FileRecord) -> Result<bool, E>,
    ) -> Result<bool, E> {
        match part {
            Part::Head(head) => {
                let whole = self.whole.get_or_insert_with(|| {
                    let (batch, rows) = (head.batch.clone(), head.rows);
                    Report { batch, rows, shard: Shard::ALL, archive: None, results: () }
                });
                if (&head.batch, head.rows) != (&whole.batch, whole.rows) {
                    self.now = Kind::Foreign;
                    self.verdict.foreign += 1;
                } else if let Some(archive) = &head.archive {
                    self.now = Kind::Archived;
                    if !is_whole(archive)? {
                        self.verdict.altered.push(archive.name.clone());
                    }
                } else {
                    self.now = Kind::Loose;
                }
            }
            Part::Row(_) if self.now == Kind::Foreign => {}
            Part::Row(row) => {
                let mut whole = row.status == Status::Done;
                for file in &row.files {
                    if !self.names.insert(hash128(&file.name)) {
                        self.verdict.doubled.push(format!("file `{}`", file.name));
                    }
                    if self.now == Kind::Loose && !is_whole(file)? {
                        whole = false;
                        self.verdict.altered.push(file.name.clone());
                    }
                }
                self.verdict.whole += usize::from(whole);
                if row.status != Status::Done {
                    self.verdict.failed.push(row.row);
                }
                if self.seen.len() < row.row {
                    self.seen.resize(row.row, false);
                }
                if std::mem::replace(&mut self.seen[row.row - 1], true) {
                    self.verdict.doubled.push(format!("row {}", row.row));
                }
            }
        }
        Ok(self.now != Kind::Foreign)
    }

    /// The head of all reports as one, and what is wrong with them; nothing where
    /// there were none.
    pub(crate) fn end(self) -> Option<(Report<()>, Verdict)> {
        let Self { mut verdict, whole, seen, .. } = self;
        let whole = whole?;
        let is_missing = |row: &usize| !seen.get(row - 1).is_some_and(|seen| *seen);
        verdict.missing = (1..=whole.rows).filter(is_missing).collect();
        verdict.failed.sort_unstable();
        Some((whole, verdict))
    }
}
