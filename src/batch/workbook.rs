//! Workbooks: the first sheet of one as CSV, a line for each row.
//!
//! Takes the bytes of a file of Excel or LibreOffice, which can be read only as
//! a whole; gives text that is read as any other table.

use std::io::Cursor;

use calamine::{Data, Reader as _};

use crate::model::diagnostic::{Diagnostic, Place};

/// How many cells at fault are told.
const TOLD: usize = 20;

/// The first sheet of a workbook as CSV.
///
/// # Errors
/// When the bytes are no workbook or have no sheet, or a cell has an error in it.
pub fn csv(path: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Diagnostic> {
    let failed = |why: String| {
        Diagnostic::error(Place::file(path), format!("cannot read the workbook `{path}`: {why}"))
            .hint("mend it, or save it as CSV UTF-8")
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|error| failed(error.to_string()))?;
    let Some(range) = book.worksheet_range_at(0) else {
        return Err(failed("it has no sheet".into()));
    };
    let range = range.map_err(|error| failed(error.to_string()))?;
    let (first, left) = range.start().unwrap_or_default();
    // Empty lines for what is above the first row that is used: lines are those of the sheet.
    let mut writer = csv::Writer::from_writer(vec![b'\n'; first as usize]);
    let mut faults = vec![];
    for (row, cells) in range.rows().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let text = text_of(cell).unwrap_or_else(|what| {
                let at = (first as usize + row, left as usize + column);
                faults.push(format!("the cell {} has {what}", name_of(at)));
                String::new()
            });
            writer.write_field(text).map_err(|error| failed(error.to_string()))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|error| failed(error.to_string()))?;
    }
    if faults.len() > TOLD {
        let more = format!("and {} cells more", faults.len() - TOLD);
        faults.splice(TOLD.., [more]);
    }
    match faults.is_empty() {
        true => writer.into_inner().map_err(|error| failed(error.to_string())),
        false => Err(failed(faults.join("; "))),
    }
}

/// A cell as people name it: `B7`.
fn name_of((row, column): (usize, usize)) -> String {
    let (mut letters, mut left) = (String::new(), column + 1);
    while left > 0 {
        letters.insert(0, (b'A' + ((left - 1) % 26) as u8).into());
        left = (left - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

/// A cell's text on one line; dates as ISO 8601 has them.
///
/// # Errors
/// With what it has in place of text.
fn text_of(cell: &Data) -> Result<String, String> {
    let text = match cell {
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(date) => date.chars().take(10).collect(),
        Data::Error(error) => return Err(format!("the error `{error}`")),
        Data::Bool(_) => return Err("true or false, and not text".into()),
        other => other.to_string(),
    };
    Ok(text.split(['\r', '\n']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}
