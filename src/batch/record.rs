//! Records: a row of CSV or a line of JSON Lines, as cells with their places.
//!
//! Takes the bytes that begin with a record, and where these are in the table;
//! gives the row and where the next one begins, or nothing when the bytes end
//! before the record does. Knows nothing of what the columns mean. Line breaks in
//! a cell are `\n`, however the table has them.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::table::fields::{Bytes, Field, fields, is_open};
use crate::table::separator;

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub column: String,
    pub value: String,
    pub range: Range<usize>,
    /// What a cell of a workbook holds, where that is a date: in ISO 8601, as far as it is shown.
    pub date: Option<String>,
    /// Whether its text is not what the workbook shows.
    pub is_unshown: bool,
}

impl Cell {
    fn new(column: &str, value: &str, range: Range<usize>) -> Self {
        let lines = value.split(LINE_BREAKS).map(str::trim).filter(|line| !line.is_empty());
        let value = lines.collect::<Vec<_>>().join("\n");
        Self { column: column.into(), value, range, date: None, is_unshown: false }
    }
}

/// What ends a line within a cell; the last stands in the text of workbooks.
const LINE_BREAKS: [char; 3] = ['\r', '\n', LINE_SEPARATOR];

/// A line break in a table whose lines are the rows of a workbook.
pub const LINE_SEPARATOR: char = '\u{2028}';

/// A row: its cells, and what is wrong with it as a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawRow {
    pub range: Range<usize>,
    pub cells: Vec<Cell>,
    pub fault: Option<Diagnostic>,
}

impl RawRow {
    /// The value in a column.
    ///
    /// ```
    /// # use std::io::Cursor;
    /// # use diptych::batch::{Format, Reading, Sheet};
    /// # let table = Cursor::new("id,name\n1,Ann\n");
    /// # let sheet = Sheet::read("t.csv", Box::new(table), &Reading::new(Format::Csv)).unwrap();
    /// let (row, _) = sheet.rows().next().unwrap().unwrap();
    /// assert_eq!(row.value("name"), Some("Ann"));
    /// ```
    pub fn value(&self, column: &str) -> Option<&str> {
        self.cell(column).map(|cell| cell.value.as_str())
    }

    /// The cell in a column.
    ///
    /// ```
    /// # use std::io::Cursor;
    /// # use diptych::batch::{Format, Reading, Sheet};
    /// # let table = Cursor::new("id,name\n1,Ann\n");
    /// # let sheet = Sheet::read("t.csv", Box::new(table), &Reading::new(Format::Csv)).unwrap();
    /// let (row, _) = sheet.rows().next().unwrap().unwrap();
    /// assert_eq!(row.cell("name").unwrap().range, 10..13);
    /// ```
    pub fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.column == column)
    }
}

/// A row of a table at a path, whose columns are in the header.
pub fn csv_row(
    from: Bytes,
    (reader, separator): (&mut csv_core::Reader, u8),
    path: &str,
    header: &[Field],
) -> Option<(RawRow, usize)> {
    let (fields, end) = fields(from, reader, separator)?;
    let start = fields.first().map_or(from.start, |(_, range)| range.start);
    let last = fields.last().map_or(start, |(_, range)| range.end);
    let empty = fields.iter().all(|(value, _)| value.trim().is_empty());
    let mut row = RawRow { range: start..last, ..RawRow::default() };
    let written = |at: &Range<usize>| &from.bytes[at.start - from.start..at.end - from.start];
    let beside = fields.get(header.len()..).unwrap_or_default();
    if let Some((_, at)) = fields.iter().find(|(_, at)| is_open(written(at))) {
        row.fault = Some(open_quote(path, at));
    } else if !empty && let Some((first, _)) = header.get(fields.len()) {
        let message =
            format!("the row has {} cells, and the header {}", fields.len(), header.len());
        let place = Place::new(path, row.range.clone());
        row.fault = Some(Diagnostic::error(Code::RowLength, place, message).hint(format!(
            "the cells from `{first}` on are missing: {} stands before each, also an empty one",
            separator::name(separator)
        )));
    } else if beside.iter().any(|(value, _)| !value.trim().is_empty()) {
        let message =
            format!("the row has {} cells, and the header {}", fields.len(), header.len());
        let hint = match separator {
            b',' => "a cell with a comma in it needs quotes: `\"Smith, Ann\"`".into(),
            _ => format!("a cell with {} in it needs quotes", separator::name(separator)),
        };
        let place = Place::new(path, row.range.clone());
        row.fault = Some(Diagnostic::error(Code::RowLength, place, message).hint(hint));
    }
    for ((value, range), (column, _)) in fields.into_iter().zip(header) {
        let cell = Cell::new(column, &value, range);
        if !cell.value.is_empty() {
            row.cells.push(cell);
        }
    }
    Some((row, end))
}

/// What is told of a field whose quote is left open.
pub fn open_quote(path: &str, field: &Range<usize>) -> Diagnostic {
    let place = Place::new(path, field.start..field.start + 1);
    Diagnostic::error(
        Code::UnclosedQuote,
        place,
        "the quote that opens here is not closed where its cell ends",
    )
    .hint("close it behind the text of the cell; a quote within it is written twice: `\"\"`")
}

/// Reads cells that begin with `=` as Excel does, which writes text that looks like a number as
/// `="007"`. A formula has no value in a table of text.
pub fn read_formulas(row: &mut RawRow, path: &str) {
    for cell in row.cells.iter_mut().filter(|cell| cell.value.len() > 1) {
        match quoted_text(&cell.value) {
            Some(Some(text)) => cell.value = text,
            Some(None) => {
                let message = format!("`{}` is a formula, and its value is not here", cell.value);
                let hint = "write what the cell is to say";
                let place = Place::new(path, cell.range.clone());
                row.fault
                    .get_or_insert(Diagnostic::error(Code::Formula, place, message).hint(hint));
            }
            None => {}
        }
    }
    row.cells.retain(|cell| !cell.value.is_empty());
}

/// The text of `="…"`; none of another formula, and nothing at all where there is no formula.
pub fn quoted_text(value: &str) -> Option<Option<String>> {
    let formula = value.strip_prefix('=')?.trim();
    let text = formula.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let text = text.map(|text| text.replace("\"\"", "\u{0}")).filter(|text| !text.contains('"'));
    Some(text.map(|text| text.replace('\u{0}', "\"").trim().to_string()))
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
            let column = line.floor_char_boundary(error.column().saturating_sub(1));
            let place = Place::new(path, start + column..start + column);
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            let message = format!("cannot read this line as a JSON object: {message}");
            row.fault = Some(
                Diagnostic::error(Code::JsonSyntax, place, message)
                    .hint("each line is one object, `{…}`"),
            );
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
                    let fault = Diagnostic::error(Code::WrongType, Place::new(path, range), fault);
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
    let cell = Cell::new(column, &text, range.clone());
    if !cell.value.is_empty() {
        if cells.iter().any(|cell| cell.column == column) {
            return Err(format!("`{column}` is given twice"));
        }
        cells.push(cell);
    }
    Ok(())
}
