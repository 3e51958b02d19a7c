//! What became of the rows: a journal while they are made, a report after.
//!
//! Takes rows that are settled, one after the other, and gives JSON and CSV; takes
//! the JSON of a report, and gives its rows one after the other. Opens no file,
//! and never holds more than one row.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read, Write};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeSeq as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::digest::digest;

use super::Shard;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// Its files are there.
    Done,
    /// Its document failed.
    Failed,
    /// Its process was ended: it took too long, or too much memory, or broke down.
    Aborted,
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

impl FileRecord {
    /// The record of bytes that are to be written.
    pub(crate) fn of(name: String, bytes: &[u8]) -> Self {
        Self { name, bytes: bytes.len() as u64, sha256: digest(bytes), etag: None }
    }
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
/// `Streamed`.
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
    pub(crate) fn with<R>(self, results: R) -> Report<R> {
        let Self { batch, rows, shard, archive, .. } = self;
        Report { batch, rows, shard, archive, results }
    }
}

/// Rows that come one after the other, and are written once, as a list.
pub struct Streamed<I>(Cell<Option<I>>);

impl<I> Streamed<I> {
    /// Takes the rows.
    pub(crate) fn new(rows: I) -> Self {
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
pub(crate) fn write_csv(
    out: impl Write,
    rows: impl Iterator<Item = io::Result<Row>>,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for row in rows {
        let row = row?;
        let status = match row.status {
            Status::Done => "done",
            Status::Failed => "failed",
            Status::Aborted => "aborted",
            Status::Rejected => "rejected",
        };
        let each =
            |of: fn(&FileRecord) -> String| row.files.iter().map(of).collect::<Vec<_>>().join(" ");
        writer.write_record([
            row.row.to_string(),
            inert(&row.id),
            inert(&row.variant),
            status.into(),
            row.pages.to_string(),
            inert(&each(|file| file.name.clone())),
            each(|file| file.bytes.to_string()),
            each(|file| file.sha256.clone()),
            row.milliseconds.to_string(),
            inert(&row.diagnostics.join("; ")),
        ])?;
    }
    writer.flush()
}

/// A text that no program for tables takes for a formula (OWASP, CSV Injection).
fn inert(text: &str) -> String {
    let mark = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("{mark}{text}")
}

/// A part of a report that is being read.
pub enum Part {
    /// What stands before its rows.
    Head(Report<()>),
    Row(Row),
}

/// Reads a report, and hands over its head and each of its rows as they come.
/// Ends early when these are not taken.
///
/// # Errors
/// When it is no report, or its rows are not in order.
pub(crate) fn read<E>(
    from: impl Read,
    mut each: impl FnMut(Part) -> Result<(), E>,
) -> serde_json::Result<Result<(), E>> {
    let mut refused = None;
    let mut json = serde_json::Deserializer::from_reader(from);
    let parts = Parts(|part| each(part).map_err(|error| refused = Some(error)));
    let read = parts.deserialize(&mut json).and_then(|()| json.end());
    refused.map_or_else(|| read.map(Ok), |error| Ok(Err(error)))
}

/// A report, as serde reads it.
struct Parts<F>(F);

impl<'de, F: FnMut(Part) -> Result<(), ()>> DeserializeSeed<'de> for Parts<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(Part) -> Result<(), ()>> Visitor<'de> for Parts<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the report of a batch")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut fields = serde_json::Map::new();
        let mut is_read = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "results" {
                fields.insert(key, Value::Null);
                let head = Report::<()>::deserialize(Value::Object(std::mem::take(&mut fields)))
                    .map_err(A::Error::custom)?;
                let rows = head.rows;
                self.0(Part::Head(head)).map_err(|()| A::Error::custom("not taken"))?;
                map.next_value_seed(Rows { rows, each: &mut self.0 })?;
                is_read = true;
            } else {
                fields.insert(key, map.next_value()?);
            }
        }
        if is_read { Ok(()) } else { Err(A::Error::missing_field("results")) }
    }
}

/// The rows of a report of a table of so many.
struct Rows<'a, F> {
    rows: usize,
    each: &'a mut F,
}

impl<'de, F: FnMut(Part) -> Result<(), ()>> DeserializeSeed<'de> for Rows<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Part) -> Result<(), ()>> Visitor<'de> for Rows<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the rows of a report")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut last = 1;
        while let Some(row) = list.next_element::<Row>()? {
            let (number, rows) = (row.row, self.rows);
            if number < last {
                return Err(A::Error::custom(format!("row {number} is not in order")));
            }
            if number > rows {
                return Err(A::Error::custom(format!("row {number} of a table of {rows} rows")));
            }
            last = number;
            (self.each)(Part::Row(row)).map_err(|()| A::Error::custom("not taken"))?;
        }
        Ok(())
    }
}
