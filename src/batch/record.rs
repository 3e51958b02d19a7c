//! Records: a row of CSV or a line of JSON Lines, as cells with their places.
//!
//! Takes the bytes that begin with a record, and where these are in the table;
//! gives the row and where the next one begins, or nothing when the bytes end
//! before the record does. Knows nothing of what the columns mean.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::model::diagnostic::{Diagnostic, Place};

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

/// The bytes of a table from some place on.
#[derive(Clone, Copy)]
pub struct Bytes<'a> {
    pub bytes: &'a [u8],
    /// Where they begin in the table.
    pub start: usize,
    /// Whether the table, or the record, ends with them.
    pub is_end: bool,
}

/// A name or a value, and its place.
pub type Field = (String, Range<usize>);

/// The fields of a CSV record, and where the next one begins. A reader, which takes longer
/// to make than a record to read, reads one after the other.
pub fn fields(from: Bytes, reader: &mut csv_core::Reader) -> Option<(Vec<Field>, usize)> {
    use csv_core::ReadFieldResult::{End, Field, InputEmpty, OutputFull};
    let bytes = from.bytes;
    reader.reset();
    let (mut fields, mut value, mut position, mut start) = (vec![], vec![], 0, 0);
    let mut buffer = [0; 256];
    loop {
        // To the reader, nothing more to read is the end.
        if position == bytes.len() && !from.is_end {
            return None;
        }
        let (result, read, written) = reader.read_field(&bytes[position..], &mut buffer);
        value.extend_from_slice(&buffer[..written]);
        position += read;
        match result {
            OutputFull => {}
            // The reader asks once more at the end, with nothing to read.
            InputEmpty => {}
            End => return Some((fields, from.start + position)),
            Field { record_end } => {
                let text = String::from_utf8_lossy(&value).into_owned();
                let range = inside(bytes, start..position, fields.is_empty());
                fields.push((text, from.start + range.start..from.start + range.end));
                value.clear();
                start = position;
                if record_end {
                    return Some((fields, from.start + position));
                }
            }
        }
    }
}

/// A field without what ends it; the first of a record without the empty lines
/// before it.
fn inside(bytes: &[u8], range: Range<usize>, first: bool) -> Range<usize> {
    let is_break = |byte: &&u8| matches!(byte, b'\r' | b'\n');
    let field = &bytes[range.clone()];
    let skipped = field.iter().take_while(is_break).count();
    let broken = field.iter().rev().take_while(is_break).count();
    let start = range.start + if first { skipped } else { 0 };
    let end = match broken {
        1.. => range.end - broken,
        // The delimiter, of one byte; the last field of a file has none.
        _ if range.end < bytes.len() || field.ends_with(b",") || field.ends_with(b"\t") => {
            range.end - 1
        }
        _ => range.end,
    };
    start..end.max(start)
}

/// A row of a table at a path, whose columns are in the header.
pub fn csv_row(
    from: Bytes,
    reader: &mut csv_core::Reader,
    path: &str,
    header: &[Field],
) -> Option<(RawRow, usize)> {
    let (fields, end) = fields(from, reader)?;
    let start = fields.first().map_or(from.start, |(_, range)| range.start);
    let last = fields.last().map_or(start, |(_, range)| range.end);
    let empty = fields.iter().all(|(value, _)| value.trim().is_empty());
    let mut row = RawRow { range: start..last, ..RawRow::default() };
    if fields.len() != header.len() && !empty {
        let message =
            format!("the row has {} cells, and the header {}", fields.len(), header.len());
        let hint = "a cell with a comma in it needs quotes: `\"Smith, Ann\"`";
        let place = Place::new(path, row.range.clone());
        row.fault = Some(Diagnostic::error(place, message).hint(hint));
    }
    for ((value, range), (column, _)) in fields.into_iter().zip(header) {
        let value = value.trim();
        if !value.is_empty() {
            row.cells.push(Cell { column: column.clone(), value: value.into(), range });
        }
    }
    Some((row, end))
}

/// A line of a table at a path.
pub fn json_row(from: Bytes, path: &str) -> Option<(RawRow, usize)> {
    let line = from.bytes.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    if !from.is_end && !line.ends_with(b"\n") {
        return None;
    }
    let end = from.start + line.len();
    let line = String::from_utf8_lossy(line);
    let start = from.start + (line.len() - line.trim_start().len());
    let line = line.trim();
    let mut row = RawRow { range: start..start + line.len(), ..RawRow::default() };
    if line.is_empty() {
        return Some((row, end));
    }
    match serde_json::from_str::<Pairs>(line) {
        Err(error) => {
            let column = error.column().saturating_sub(1).min(line.len());
            let column = (0..=column).rev().find(|i| line.is_char_boundary(*i)).unwrap_or(0);
            let place = Place::new(path, start + column..start + column);
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
                    let fault = Diagnostic::error(Place::new(path, range), fault);
                    row.fault.get_or_insert(fault);
                }
            }
        }
    }
    Some((row, end))
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
        if cells.iter().any(|cell| cell.column == column) {
            return Err(format!("`{column}` is given twice"));
        }
        let cell = Cell { column: column.into(), value: text.into(), range: range.clone() };
        cells.push(cell);
    }
    Ok(())
}
