//! Workbooks: the first sheet of one as CSV, a line for each row.
//!
//! Takes the bytes of a file of Excel or LibreOffice, which can be read only as
//! a whole; gives text that is read as any other table.

use std::io::Cursor;

use calamine::{Data, Reader as _};

use crate::diagnostic::{Diagnostic, Place};

/// The first sheet of a workbook as CSV.
///
/// # Errors
/// When the bytes are no workbook, or have no sheet.
pub fn csv(path: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Diagnostic> {
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
