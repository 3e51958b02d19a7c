//! Tables: rows of cells, each with its place.
//!
//! Takes the bytes of CSV, tab-separated values, JSON Lines or a workbook;
//! gives rows one after the other, or the one at a place, so that nothing but
//! the text is held. Knows nothing of what the columns mean.

use std::fmt;
use std::io::Cursor;
use std::ops::Range;

use calamine::{Data, Reader as _};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::diagnostic::{Diagnostic, Place};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a header.
    Csv,
    /// The same with tabs.
    Tsv,
    /// An object a line.
    Jsonl,
    /// The first sheet of a workbook of Excel or LibreOffice.
    Workbook,
}

impl Format {
    /// The format that a file's name says; CSV where it says nothing.
    pub fn of(path: &str) -> Self {
        match path.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
            Some("tsv" | "tab") => Self::Tsv,
            Some("jsonl" | "ndjson" | "json") => Self::Jsonl,
            Some("xlsx" | "xlsm" | "xls" | "ods") => Self::Workbook,
            _ => Self::Csv,
        }
    }
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub column: String,
    pub value: String,
    pub range: Range<usize>,
}

/// A row: its cells, and what is wrong with it as a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawRow {
    pub range: Range<usize>,
    pub cells: Vec<Cell>,
    pub fault: Option<Diagnostic>,
}

impl RawRow {
    /// The value in a column.
    pub fn value(&self, column: &str) -> Option<&str> {
        self.cell(column).map(|cell| cell.value.as_str())
    }

    /// The cell in a column.
    pub fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.column == column)
    }
}

/// A table's text. That of a workbook is its first sheet as CSV, a line for
/// each row.
pub struct Sheet {
    /// The file's name, as its user knows it.
    pub path: String,
    text: String,
    delimiter: Option<u8>,
    /// Columns and their places; empty for JSON Lines.
    header: Vec<(String, Range<usize>)>,
    body: usize,
}

impl Sheet {
    /// Reads a table.
    ///
    /// # Errors
    /// When the bytes are not text, or no workbook, or have no header.
    pub fn read(path: &str, bytes: Vec<u8>, format: Format) -> Result<Self, Diagnostic> {
        let bytes = if format == Format::Workbook { workbook(path, bytes)? } else { bytes };
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Diagnostic::error(Place::new(path, at..at), format!("`{path}` is not UTF-8"))
                .hint("save it as CSV UTF-8")
        })?;
        let delimiter = match format {
            Format::Jsonl => None,
            Format::Tsv => Some(b'\t'),
            Format::Csv | Format::Workbook => Some(b','),
        };
        let body = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut sheet = Self { path: path.into(), text, delimiter, header: vec![], body };
        if let Some(delimiter) = delimiter {
            let (cells, end) = sheet.record(body, delimiter);
            if cells.iter().all(|(name, _)| name.is_empty()) {
                return Err(Diagnostic::error(
                    sheet.place(0..0),
                    format!("`{path}` has no header"),
                )
                .hint("the first line names the columns: `id,variant,name`"));
            }
            sheet.header = cells.into_iter().map(|(n, at)| (n.trim().to_string(), at)).collect();
            sheet.body = end;
        }
        Ok(sheet)
    }

    /// The text, for those who show places in it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns of a table that names them once.
    pub fn header(&self) -> &[(String, Range<usize>)] {
        &self.header
    }

    /// A place in the table.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place::new(&self.path, range)
    }

    /// The line, from 1, on which a byte stands.
    pub fn line(&self, at: usize) -> usize {
        self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|b| **b == b'\n').count() + 1
    }

    /// The rows that have something in them.
    pub fn rows(&self) -> impl Iterator<Item = RawRow> {
        let mut at = self.body;
        std::iter::from_fn(move || {
            loop {
                let (row, end) = self.next(at)?;
                at = end;
                if !row.cells.is_empty() || row.fault.is_some() {
                    return Some(row);
                }
            }
        })
    }

    /// The row that begins at a byte.
    pub fn row_at(&self, start: usize) -> Option<RawRow> {
        self.next(start).map(|(row, _)| row)
    }

    fn next(&self, at: usize) -> Option<(RawRow, usize)> {
        if at >= self.text.len() {
            return None;
        }
        match self.delimiter {
            Some(delimiter) => Some(self.csv_row(at, delimiter)),
            None => Some(self.json_row(at)),
        }
    }

    fn csv_row(&self, at: usize, delimiter: u8) -> (RawRow, usize) {
        let (fields, end) = self.record(at, delimiter);
        let start = fields.first().map_or(at, |(_, range)| range.start);
        let last = fields.last().map_or(start, |(_, range)| range.end);
        let empty = fields.iter().all(|(value, _)| value.trim().is_empty());
        let mut row = RawRow { range: start..last, ..RawRow::default() };
        if fields.len() != self.header.len() && !empty {
            let message =
                format!("the row has {} cells, and the header {}", fields.len(), self.header.len());
            let hint = "a cell with a comma in it needs quotes: `\"Smith, Ann\"`";
            let place = self.place(row.range.clone());
            row.fault = Some(Diagnostic::error(place, message).hint(hint));
        }
        for ((value, range), (column, _)) in fields.into_iter().zip(&self.header) {
            let value = value.trim();
            if !value.is_empty() {
                row.cells.push(Cell { column: column.clone(), value: value.into(), range });
            }
        }
        (row, end)
    }

    /// The fields of a record with their places, and where the next one begins.
    fn record(&self, at: usize, delimiter: u8) -> (Vec<(String, Range<usize>)>, usize) {
        use csv_core::ReadFieldResult::{End, Field, InputEmpty, OutputFull};
        let bytes = self.text.as_bytes();
        let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        let (mut fields, mut value, mut position, mut start) = (vec![], vec![], at, at);
        let mut buffer = [0; 256];
        loop {
            let (result, read, written) = reader.read_field(&bytes[position..], &mut buffer);
            value.extend_from_slice(&buffer[..written]);
            position += read;
            match result {
                OutputFull => {}
                // The reader asks once more at the end, with nothing to read.
                InputEmpty => {}
                End => return (fields, position),
                Field { record_end } => {
                    let text = String::from_utf8_lossy(&value).into_owned();
                    let range = inside(&self.text, start..position, fields.is_empty());
                    fields.push((text, range));
                    value.clear();
                    start = position;
                    if record_end {
                        return (fields, position);
                    }
                }
            }
        }
    }

    fn json_row(&self, at: usize) -> (RawRow, usize) {
        let rest = &self.text[at..];
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        let end = at + line.len();
        let start = at + (line.len() - line.trim_start().len());
        let line = line.trim();
        let mut row = RawRow { range: start..start + line.len(), ..RawRow::default() };
        if line.is_empty() {
            return (row, end);
        }
        match serde_json::from_str::<Pairs>(line) {
            Err(error) => {
                let column = error.column().saturating_sub(1).min(line.len());
                let column = (0..=column).rev().find(|i| line.is_char_boundary(*i)).unwrap_or(0);
                let place = self.place(start + column..start + column);
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or(&message);
                let message = format!("cannot read this line as a JSON object: {message}");
                row.fault =
                    Some(Diagnostic::error(place, message).hint("each line is one object, `{…}`"));
            }
            Ok(Pairs(pairs)) => {
                let mut from = 0;
                for (column, value) in pairs {
                    // Keys stand in their order; one that is written with
                    // escapes is placed at the line.
                    let key = format!("\"{column}\"");
                    let found = line[from..].find(&key).map(|at| from + at);
                    let range = found.map_or(0..line.len(), |at| at..at + key.len());
                    from = found.map_or(from, |at| at + key.len());
                    let range = start + range.start..start + range.end;
                    if let Err(fault) = flatten(&column, value, &range, &mut row.cells) {
                        let fault = Diagnostic::error(self.place(range), fault);
                        row.fault.get_or_insert(fault);
                    }
                }
            }
        }
        (row, end)
    }
}

/// A field without what ends it; the first of a record without the empty lines
/// before it.
fn inside(text: &str, range: Range<usize>, first: bool) -> Range<usize> {
    let field = &text[range.clone()];
    let skipped = field.len() - field.trim_start_matches(['\r', '\n']).len();
    let start = range.start + if first { skipped } else { 0 };
    let end = match field.trim_end_matches(['\r', '\n']) {
        trimmed if trimmed.len() < field.len() => range.start + trimmed.len(),
        // The delimiter, of one byte; the last field of a file has none.
        _ if range.end < text.len() || field.ends_with([',', '\t']) => range.end - 1,
        _ => range.end,
    };
    start..end.max(start)
}

/// An object's members in their order.
struct Pairs(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs: Vec<(String, serde_json::Value)> = vec![];
                while let Some((key, value)) = map.next_entry()? {
                    if pairs.iter().any(|(known, _)| *known == key) {
                        let message = format!("`{key}` is given twice");
                        return Err(serde::de::Error::custom(message));
                    }
                    pairs.push((key, value));
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// A member as cells: `{"name": {"en": …}}` is the column `name.en`, and a list
/// of words is one cell.
fn flatten(
    column: &str,
    value: serde_json::Value,
    range: &Range<usize>,
    cells: &mut Vec<Cell>,
) -> Result<(), String> {
    use serde_json::Value;
    let text = match value {
        Value::Null => return Ok(()),
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Bool(_) => return Err(format!("`{column}` is neither true nor false, but text")),
        Value::Array(items) => {
            let words: Option<Vec<&str>> = items.iter().map(|item| item.as_str()).collect();
            words.ok_or(format!("the list `{column}` holds words, in quotes"))?.join(" ")
        }
        Value::Object(members) => {
            for (key, value) in members {
                if !value.is_string() && !value.is_null() {
                    return Err(format!("`{column}.{key}` is text, in quotes"));
                }
                flatten(&format!("{column}.{key}"), value, range, cells)?;
            }
            return Ok(());
        }
    };
    let text = text.trim();
    if !text.is_empty() {
        let cell = Cell { column: column.into(), value: text.into(), range: range.clone() };
        cells.push(cell);
    }
    Ok(())
}

/// The first sheet of a workbook as CSV.
fn workbook(path: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Diagnostic> {
    let failed = |why: String| {
        Diagnostic::error(Place::file(path), format!("cannot read the workbook `{path}`: {why}"))
            .hint("save it as CSV UTF-8")
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|error| failed(error.to_string()))?;
    let Some(range) = book.worksheet_range_at(0) else {
        return Err(failed("it has no sheet".into()));
    };
    let range = range.map_err(|error| failed(error.to_string()))?;
    let mut writer = csv::Writer::from_writer(vec![]);
    // Rows above the first that is used, so that lines are those of the sheet.
    for _ in 0..range.start().map_or(0, |(row, _)| row) {
        writer.write_record([""]).map_err(|error| failed(error.to_string()))?;
    }
    for row in range.rows() {
        let cells = row.iter().map(text_of);
        writer.write_record(cells).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// A cell's text on one line; dates as ISO 8601 has them.
fn text_of(cell: &Data) -> String {
    let text = match cell {
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(date) => date.chars().take(10).collect(),
        other => other.to_string(),
    };
    text.split(['\r', '\n']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
