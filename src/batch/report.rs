//! What became of the rows: a journal while they are made, a report after.
//!
//! Takes rows that are settled, one after the other, and the reports of shards;
//! gives JSON and CSV, and what is missing, doubled or altered. Opens no file.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::ser::{Error as _, SerializeSeq as _, Serializer};
use serde::{Deserialize, Serialize};

use super::Shard;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Its files are there.
    Done,
    /// Its document failed.
    Failed,
    /// The row itself is wrong.
    Rejected,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
    /// What a store called its bytes, where it is in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
}

/// A row that is settled: a line of the journal, and an entry of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number, from 1.
    pub row: usize,
    pub id: String,
    pub variant: String,
    pub status: Status,
    pub pages: usize,
    pub files: Vec<FileRecord>,
    /// What it was made from: a SHA-256 of everything that decides its bytes.
    pub input: String,
    /// What there is to tell, a line each.
    pub diagnostics: Vec<String>,
    /// How long it took; says nothing about the bytes.
    pub milliseconds: u64,
}

/// What became of a batch, or of a shard of it: its rows in memory, or
/// [`Streamed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report<R = Vec<Row>> {
    /// The SHA-256 of the table.
    pub batch: String,
    /// How many rows the whole table has.
    pub rows: usize,
    pub shard: Shard,
    /// The archive that holds the files, if they are in one.
    pub archive: Option<FileRecord>,
    /// In the order of the table.
    pub results: R,
}

impl Report<()> {
    /// The report with its rows.
    pub fn with<R>(self, results: R) -> Report<R> {
        let Self { batch, rows, shard, archive, .. } = self;
        Report { batch, rows, shard, archive, results }
    }
}

/// Rows that come one after the other, and are written once, as a list.
pub struct Streamed<I>(Cell<Option<I>>);

impl<I> Streamed<I> {
    /// Takes the rows.
    pub fn new(rows: I) -> Self {
        Self(Cell::new(Some(rows)))
    }
}

impl<I: Iterator<Item = io::Result<Row>>> Serialize for Streamed<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for row in self.0.take().into_iter().flatten() {
            list.serialize_element(&row.map_err(S::Error::custom)?)?;
        }
        list.end()
    }
}

/// The columns of the report as CSV.
const COLUMNS: [&str; 10] = [
    "row",
    "id",
    "variant",
    "status",
    "pages",
    "file",
    "bytes",
    "sha256",
    "milliseconds",
    "diagnostics",
];

/// Writes rows as CSV, a line for each.
///
/// # Errors
/// When a row cannot be read, or not be written.
pub fn write_csv(out: impl Write, rows: impl Iterator<Item = io::Result<Row>>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for row in rows {
        let row = row?;
        let status = match row.status {
            Status::Done => "done",
            Status::Failed => "failed",
            Status::Rejected => "rejected",
        };
        let each =
            |of: fn(&FileRecord) -> String| row.files.iter().map(of).collect::<Vec<_>>().join(" ");
        writer.write_record([
            row.row.to_string(),
            row.id.clone(),
            row.variant.clone(),
            status.into(),
            row.pages.to_string(),
            each(|file| file.name.clone()),
            each(|file| file.bytes.to_string()),
            each(|file| file.sha256.clone()),
            row.milliseconds.to_string(),
            row.diagnostics.join("; "),
        ])?;
    }
    writer.flush()
}

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
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
            && self.doubled.is_empty()
            && self.altered.is_empty()
            && self.foreign == 0
    }
}

/// Merges reports; `is_whole` tells whether a file of one is as it was written.
/// Gives the whole report, and what is wrong with it.
pub fn verify(
    reports: &[Report],
    mut is_whole: impl FnMut(usize, &FileRecord) -> bool,
) -> (Report, Verdict) {
    let mut verdict = Verdict::default();
    let (batch, rows) =
        reports.first().map_or((String::new(), 0), |report| (report.batch.clone(), report.rows));
    let mut results: BTreeMap<usize, Row> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (index, report) in reports.iter().enumerate() {
        if report.batch != batch || report.rows != rows {
            verdict.foreign += 1;
            continue;
        }
        let archived = report.archive.as_ref();
        if let Some(archive) = archived.filter(|archive| !is_whole(index, archive)) {
            verdict.altered.push(archive.name.clone());
        }
        for row in &report.results {
            let mut whole = row.status == Status::Done;
            for file in &row.files {
                if !names.insert(file.name.clone()) {
                    verdict.doubled.push(format!("file `{}`", file.name));
                }
                if archived.is_none() && !is_whole(index, file) {
                    whole = false;
                    verdict.altered.push(file.name.clone());
                }
            }
            verdict.whole += usize::from(whole);
            if row.status != Status::Done {
                verdict.failed.push(row.row);
            }
            if results.insert(row.row, row.clone()).is_some() {
                verdict.doubled.push(format!("row {}", row.row));
            }
        }
    }
    verdict.missing = (1..=rows).filter(|row| !results.contains_key(row)).collect();
    verdict.failed.sort();
    let results = results.into_values().collect();
    (Report { batch, rows, shard: Shard::ALL, archive: None, results }, verdict)
}
