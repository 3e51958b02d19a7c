//! Workbooks: a sheet of one as CSV, a line for each row, as the sheet shows it.
//!
//! Takes the bytes of a file of Excel or LibreOffice, which can be read only as
//! a whole; gives text that is read as any other table, and beside it what the text
//! does not say: which date a cell holds, and what is wrong with one. What a file
//! unpacks to is measured before it is read: a small one can hold a sheet of a
//! thousand million cells.

mod binary;
mod book;
mod code;
mod east;
mod layout;
mod legacy;
mod opendocument;
mod package;
mod section;
mod shown;
mod token;
mod writer;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::load::quoted;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::session::texts::Cell;

use super::reading::Reading;
use book::Book;
use writer::Writer;

/// What is known of a cell beside its text.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// It holds a date: in ISO 8601, as far as it is shown. Its text may be of another
    /// country's look, which the file does not tell.
    Date { iso: String, is_shown: bool },
    /// It cannot be printed: what it has, and how to mend it. Its text has so many bytes.
    Fault { length: usize, message: String, hint: String },
}

/// A sheet as text.
#[derive(Debug)]
pub struct Workbook {
    pub csv: Vec<u8>,
    /// By the byte of the text at which a cell begins.
    pub known: BTreeMap<usize, Known>,
    /// Where its cells stand.
    pub origin: Origin,
    /// What else there is, a sentence each.
    pub notes: Vec<String>,
}

/// Where the cells of a text stand in their workbook.
#[derive(Debug, Default)]
pub struct Origin {
    /// The sheet's name, where the workbook has several.
    pub sheet: Option<String>,
    /// For each cell of a line, its column, from 0.
    pub columns: Vec<usize>,
}

impl Origin {
    /// A cell of a line, both from 0, as people name it: `Sheet2!C28`.
    pub fn cell(&self, row: usize, index: usize) -> Cell {
        let column = self.columns.get(index).or(self.columns.first()).copied().unwrap_or_default();
        let name = name_of(row, column);
        let is_plain = |sheet: &&String| {
            sheet.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
                && !sheet.starts_with(|c: char| c.is_ascii_digit())
        };
        let name = match &self.sheet {
            None => name,
            Some(sheet) if is_plain(&sheet) => format!("{sheet}!{name}"),
            // As Excel writes it in a formula.
            Some(sheet) => format!("'{}'!{name}", sheet.replace('\'', "''")),
        };
        Cell { name, row: row + 1, column: column + 1 }
    }
}

/// Reads a sheet of a workbook.
///
/// # Errors
/// When the bytes are no workbook, or too large, or have no such sheet.
pub fn read(path: &str, bytes: Vec<u8>, reading: &Reading) -> Result<Workbook, Diagnostic> {
    // What reads these files stumbles over some that were tampered with.
    let read = catch_unwind(AssertUnwindSafe(|| sheet(path, bytes, reading)));
    read.unwrap_or_else(|_| Err("it is broken".to_string().into())).map_err(|refused| {
        let message = format!("cannot read the workbook `{path}`: {}", refused.message);
        let hint = refused.hint.unwrap_or_else(|| "mend it, or save it as CSV UTF-8".into());
        Diagnostic::error(Code::UnreadableWorkbook, Place::file(path), message).hint(hint)
    })
}

/// Why a workbook is not read, and how to mend it.
struct Refused {
    message: String,
    hint: Option<String>,
}

impl From<String> for Refused {
    fn from(message: String) -> Self {
        Self { message, hint: None }
    }
}

impl Refused {
    fn hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: Some(hint.into()) }
    }
}

fn sheet(path: &str, bytes: Vec<u8>, reading: &Reading) -> Result<Workbook, Refused> {
    let mut book = Book::open(bytes, &reading.encoding.regions)?;
    let sheets = book.sheets();
    let mut notes = vec![];
    let chosen = match &reading.sheet {
        Some(wanted) => match sheets.iter().find(|sheet| sheet.name == *wanted) {
            Some(sheet) => sheet.clone(),
            None => {
                let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
                let hint = did_you_mean(wanted, names.iter().copied())
                    .unwrap_or_else(|| format!("its sheets are {}", quoted(&names)));
                return Err(Refused::hint(format!("it has no sheet `{wanted}`"), hint));
            }
        },
        None => {
            let mut full = vec![];
            for sheet in &sheets {
                if book.has_cells(&sheet.name)? {
                    full.push(sheet);
                }
            }
            let first = full.iter().find(|sheet| !sheet.is_hidden).or(full.first());
            let Some(first) = first.copied().or(sheets.first()) else {
                return Err("it has no sheet".to_string().into());
            };
            let others: Vec<&str> =
                full.iter().map(|sheet| sheet.name.as_str()).filter(|n| *n != first.name).collect();
            if !others.is_empty() {
                let (name, others) = (&first.name, quoted(&others));
                notes.push(format!(
                    "the sheet `{name}` of `{path}` is read; there is more in {others}: `--sheet` \
                     names another"
                ));
            }
            first.clone()
        }
    };
    if chosen.is_hidden {
        notes.push(format!("the sheet `{}` of `{path}` is hidden", chosen.name));
    }
    let mut writer = Writer::new(book.layout(&chosen.name)?, reading.skip_hidden);
    book.cells(&chosen.name, &mut writer)?;
    notes.extend(writer.hidden(path));
    notes.extend(writer.unshown(path));
    if book.is_stored() && writer.has_numbers {
        notes.push(format!(
            "numbers and dates of `{path}` are read as it holds them, not as it shows them: save \
             it as .xlsx for that"
        ));
    }
    let sheet = Some(chosen.name).filter(|_| sheets.len() > 1);
    Ok(writer.end(sheet, notes))
}

/// A cell, by row and column from 0, as people name it: `B7`.
pub fn name_of(row: usize, column: usize) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// A column as people name it: `B`.
fn letters(column: usize) -> String {
    let (mut letters, mut left) = (String::new(), column + 1);
    while left > 0 {
        letters.insert(0, (b'A' + ((left - 1) % 26) as u8).into());
        left = (left - 1) / 26;
    }
    letters
}
