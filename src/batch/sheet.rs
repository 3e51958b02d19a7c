//! Tables: rows of cells, each with its place.
//!
//! Takes what can be read and sought in (a file, or bytes in memory) as CSV,
//! JSON Lines or a workbook; gives rows one after the other, or the one at a place,
//! and tells what had to be found: an encoding, a separator, a sheet. Places are those
//! of the table as text in UTF-8, whose lines and columns are the user's own. Holds a
//! few bytes for every 64 KiB of it.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::digest::hashed;
use crate::session::texts::{Cell, Excerpt, Outside};
use crate::table::fields::{Bytes, Field, fields, is_open, reader};
use crate::table::{encoding, separator};

use super::locked;
use super::reading::{Format, Reading};
use super::record::{RawRow, csv_row, json_row, open_quote, quoted_text, read_formulas};
use super::workbook::{self, Known, Origin};

/// How much is read at once, in bytes; lines are counted for each such block.
const BLOCK: usize = 64 << 10;

/// No row is longer than this, in bytes: one that is has a quote left open.
const LONGEST: usize = 1 << 20;

/// What a table is read from.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// A table. That of a workbook is its sheet as CSV, a line for each row.
pub struct Sheet {
    /// The file's name, as its user knows it.
    pub path: String,
    /// What was found that the file's name does not say, a sentence each.
    pub notes: Vec<String>,
    source: Mutex<Box<dyn Source>>,
    length: usize,
    /// How many lines end before each block.
    lines: Vec<usize>,
    digest: String,
    /// What reads a record, and what stands between its cells; none for JSON Lines.
    reader: Option<(Mutex<csv_core::Reader>, u8)>,
    /// Columns and their places; empty for JSON Lines.
    header: Vec<Field>,
    body: usize,
    /// What is wrong with the table as a whole.
    fault: Option<Diagnostic>,
    /// What is known of cells of a workbook beside their text, by the byte where each begins.
    known: BTreeMap<usize, Known>,
    /// Where the cells of a workbook stand in it.
    origin: Option<Origin>,
}

/// A part of the table in memory, which moves on as it is read.
struct Window {
    bytes: Vec<u8>,
    start: usize,
}

impl Sheet {
    /// Reads a table through. What is wrong with its text is told when it is planned.
    ///
    /// # Errors
    /// When it cannot be read, or is no workbook.
    ///
    /// ```
    /// use std::io::Cursor;
    ///
    /// use diptych::batch::{Format, Reading, Sheet};
    ///
    /// let table = Cursor::new("id;name\n1;Ann\n");
    /// let sheet = Sheet::read("t.csv", Box::new(table), &Reading::new(Format::Csv)).unwrap();
    /// assert_eq!(sheet.rows().count(), 1);
    /// ```
    pub fn read(
        path: &str,
        mut source: Box<dyn Source>,
        reading: &Reading,
    ) -> Result<Self, Diagnostic> {
        let failed = |error: io::Error| unreadable(path, &error);
        source.rewind().map_err(failed)?;
        let (mut notes, mut fault) = (vec![], None);
        let (mut known, mut origin) = (BTreeMap::new(), None);
        if reading.format == Format::Workbook {
            let mut bytes = vec![];
            source.read_to_end(&mut bytes).map_err(failed)?;
            let book = workbook::read(path, bytes, reading)?;
            (known, notes, origin) = (book.known, book.notes, Some(book.origin));
            source = Box::new(Cursor::new(book.csv));
        } else {
            let decoded = encoding::read(&mut source, &reading.encoding).map_err(failed)?;
            fault = decoded.fault;
            let name = decoded.name.filter(|_| fault.is_none());
            notes.extend(name.map(|name| format!("`{path}` is read as {name}")));
            if let Some(text) = decoded.text {
                source = Box::new(text);
            }
        }
        let fault = fault.map(|(range, message, hint)| {
            Diagnostic::error(Code::UnclearEncoding, Place::new(path, range), message).hint(hint)
        });
        let mut sheet = Self {
            path: path.into(),
            notes,
            source: Mutex::new(source),
            length: 0,
            lines: vec![],
            digest: String::new(),
            reader: None,
            header: vec![],
            body: 0,
            fault,
            known,
            origin,
        };
        sheet.survey()?;
        match reading.format {
            Format::Jsonl => sheet.body = sheet.beginning()?,
            Format::Workbook => sheet.head(Some(b','), b',')?,
            Format::Csv => sheet.head(reading.separator, b',')?,
            Format::Tsv => sheet.head(reading.separator, b'\t')?,
        }
        Ok(sheet)
    }

    /// Measures the table.
    fn survey(&mut self) -> Result<(), Diagnostic> {
        let source = self.source.get_mut().unwrap_or_else(PoisonError::into_inner);
        source.rewind().map_err(|error| unreadable(&self.path, &error))?;
        let mut hash = Sha256::new();
        let mut newlines = 0;
        loop {
            let mut block = Vec::with_capacity(BLOCK);
            let read = source.by_ref().take(BLOCK as u64).read_to_end(&mut block);
            read.map_err(|error| unreadable(&self.path, &error))?;
            if block.is_empty() {
                break;
            }
            self.lines.push(newlines);
            newlines += count(&block);
            self.length += block.len();
            hash.update(&block);
        }
        self.digest = hashed(hash);
        Ok(())
    }

    /// Where the text begins, behind a byte order mark.
    fn beginning(&self) -> Result<usize, Diagnostic> {
        let mark = "\u{feff}".as_bytes();
        Ok(if self.bytes(0..mark.len())? == mark { mark.len() } else { 0 })
    }

    /// Finds what stands between cells, and reads the header.
    fn head(&mut self, separator: Option<u8>, preferred: u8) -> Result<(), Diagnostic> {
        let start = self.bytes(0..BLOCK)?;
        let (found, body) = separator::find(&start, preferred, start.len() == self.length);
        let separator = match separator {
            Some(separator) => separator,
            None => {
                if found != preferred {
                    let name = separator::name(found);
                    self.notes.push(format!("`{}` has {name} between its cells", self.path));
                }
                found
            }
        };
        self.reader = Some((Mutex::new(reader(separator)), separator));
        self.body = body;
        let (cells, end) = self.records(body).next().transpose()?.unwrap_or_default();
        if cells.iter().all(|(name, _)| name.trim().is_empty()) && self.fault.is_none() {
            let message = format!("`{}` has no header", self.path);
            let fault = Diagnostic::error(Code::NoHeader, self.place(body..body), message)
                .hint("the first line names the columns: `id,variant,name`");
            self.fault = Some(fault);
        }
        for (_, at) in &cells {
            if self.fault.is_none() && is_open(&self.bytes(at.clone())?) {
                self.fault = Some(open_quote(&self.path, at));
            }
        }
        let name = |name: &str| match quoted_text(name.trim()) {
            Some(Some(text)) if self.origin.is_none() => text,
            _ => name.trim().to_string(),
        };
        // A name may be broken in two lines.
        let line = |name: String| name.split_whitespace().collect::<Vec<_>>().join(" ");
        self.header = cells.iter().map(|(own, at)| (line(name(own)), at.clone())).collect();
        // Excel writes all columns that once had something in them.
        let named = self.header.iter().rposition(|(name, _)| !name.is_empty());
        self.header.truncate(named.map_or(self.header.len(), |last| last + 1));
        self.body = end;
        Ok(())
    }

    /// The records from a place on, as fields, and where each ends.
    fn records(
        &self,
        mut at: usize,
    ) -> impl Iterator<Item = Result<(Vec<Field>, usize), Diagnostic>> {
        let mut window = Window { bytes: vec![], start: at };
        std::iter::from_fn(move || {
            let (reader, separator) = self.reader.as_ref()?;
            if at >= self.length {
                return None;
            }
            let parse = |bytes: Bytes| fields(bytes, &mut locked(reader), *separator);
            let found = self.take(&mut window, at, parse);
            at = found.as_ref().map_or(self.length, |(_, end)| *end);
            Some(found)
        })
    }

    /// The first records below the header, as texts of cells.
    pub(crate) fn first_records(&self, count: usize) -> Vec<Vec<Field>> {
        self.records(self.body).take(count).map_while(Result::ok).map(|(cells, _)| cells).collect()
    }

    /// What is wrong with the table as a whole.
    pub(crate) fn fault(&self) -> Option<&Diagnostic> {
        self.fault.as_ref()
    }

    /// The cell of a workbook that a range begins in; the first of its row, where it is in none.
    fn cell(&self, range: &Range<usize>) -> Option<Cell> {
        let origin = self.origin.as_ref()?;
        let at = match self.header.first() {
            // The table as a whole.
            Some((_, first)) if *range == (0..0) => first.start,
            _ => range.start.min(self.length),
        };
        let start = self.line_start(at);
        let line = self.bytes(start..range.end.max(at) + 1).unwrap_or_default();
        let (reader, separator) = self.reader.as_ref()?;
        let from = Bytes { bytes: &line, start, is_end: true };
        let cells = fields(from, &mut locked(reader), *separator).unwrap_or_default().0;
        let index = cells.iter().position(|(_, own)| (own.start..=own.end).contains(&at));
        Some(origin.cell(self.line(start) - 1, index.unwrap_or_default()))
    }

    /// A row as people name it, by the byte where it begins: `line 3`.
    pub(crate) fn row_name(&self, at: usize) -> String {
        let what = if self.origin.is_some() { "row" } else { "line" };
        format!("{what} {}", self.line(at))
    }

    /// What tells this table from others: a SHA-256 in hexadecimal.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    /// The columns of a table that names them once.
    pub(crate) fn header(&self) -> &[Field] {
        &self.header
    }

    /// A place in the table.
    pub(crate) fn place(&self, range: Range<usize>) -> Place {
        Place::new(&self.path, range)
    }

    /// The line, from 1, on which a byte stands.
    pub(crate) fn line(&self, at: usize) -> usize {
        let block = (at / BLOCK).min(self.lines.len().saturating_sub(1));
        let before = self.bytes(block * BLOCK..at).unwrap_or_default();
        self.lines.get(block).unwrap_or(&0) + count(&before) + 1
    }

    fn line_start(&self, at: usize) -> usize {
        let mut reach = 256;
        loop {
            let from = at.saturating_sub(reach);
            let before = self.bytes(from..at).unwrap_or_default();
            match before.iter().rposition(|byte| *byte == b'\n') {
                Some(newline) => return from + newline + 1,
                None if from == 0 || reach > LONGEST => return from,
                None => reach *= 2,
            }
        }
    }

    /// The rows that have something in them. Ends with an error when what
    /// follows cannot be told apart into rows.
    ///
    /// ```
    /// # use std::io::Cursor;
    /// # use diptych::batch::{Format, Reading, Sheet};
    /// # let table = Cursor::new("id,name\n1,Ann\n");
    /// # let sheet = Sheet::read("t.csv", Box::new(table), &Reading::new(Format::Csv)).unwrap();
    /// for row in sheet.rows() {
    ///     let (row, _end) = row.unwrap();
    ///     assert_eq!(row.value("id"), Some("1"));
    /// }
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = Result<(RawRow, usize), Diagnostic>> {
        let mut at = self.body;
        let mut window = Window { bytes: vec![], start: at };
        std::iter::from_fn(move || {
            while at < self.length {
                let (row, end) = match self.take(&mut window, at, |bytes| self.row(bytes)) {
                    Ok(found) => found,
                    Err(fault) => {
                        at = self.length;
                        return Some(Err(fault));
                    }
                };
                at = end;
                if !row.cells.is_empty() || row.fault.is_some() {
                    return Some(Ok((row, end)));
                }
            }
            None
        })
    }

    /// The row in a range.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn row_at(&self, range: Range<usize>) -> Result<RawRow, Diagnostic> {
        let start = range.start;
        let bytes = self.bytes(range)?;
        let row = self.row(Bytes { bytes: &bytes, start, is_end: true });
        Ok(row.map(|(row, _)| row).unwrap_or_default())
    }

    fn row(&self, from: Bytes) -> Option<(RawRow, usize)> {
        let Some((reader, separator)) = &self.reader else { return json_row(from, &self.path) };
        let reader = (&mut *locked(reader), *separator);
        let (mut row, end) = csv_row(from, reader, &self.path, &self.header)?;
        if self.origin.is_none() {
            read_formulas(&mut row, &self.path);
        }
        for (at, known) in self.known.range(row.range.start..=row.range.end) {
            match known {
                Known::Date { iso, is_shown } => {
                    let cell = row.cells.iter_mut().find(|cell| cell.range.start == *at);
                    cell.into_iter().for_each(|cell| {
                        (cell.date, cell.is_unshown) = (Some(iso.clone()), !is_shown);
                    });
                }
                Known::Fault { length, message, hint } => {
                    let place = self.place(*at..*at + length);
                    row.fault =
                        Some(Diagnostic::error(Code::UnclearCell, place, message).hint(hint));
                    break;
                }
            }
        }
        Some((row, end))
    }

    /// What is parsed from a place on, with as much in memory as that takes.
    fn take<T>(
        &self,
        window: &mut Window,
        at: usize,
        parse: impl Fn(Bytes) -> Option<T>,
    ) -> Result<T, Diagnostic> {
        loop {
            let bytes = &window.bytes[at - window.start..];
            let is_end = window.start + window.bytes.len() == self.length;
            if let Some(found) = parse(Bytes { bytes, start: at, is_end }) {
                return Ok(found);
            }
            let held = bytes.len();
            if held > LONGEST {
                let message = "the row that begins here has more than 1 MiB";
                return Err(Diagnostic::error(Code::TooMuch, self.place(at..at), message)
                    .hint("is there a quote that is left open?"));
            }
            let size = (held * 2).clamp(BLOCK, LONGEST + 1);
            *window = Window { bytes: self.bytes(at..at + size)?, start: at };
        }
    }

    /// Bytes of the table, as far as it has them.
    fn bytes(&self, range: Range<usize>) -> Result<Vec<u8>, Diagnostic> {
        let range = range.start..range.end.min(self.length).max(range.start);
        let mut bytes = vec![0; range.len()];
        let mut source = locked(&self.source);
        let read = source.seek(SeekFrom::Start(range.start as u64));
        read.and_then(|_| source.read_exact(&mut bytes))
            .map_err(|error| unreadable(&self.path, &error))?;
        Ok(bytes)
    }
}

impl Outside for Sheet {
    fn path(&self) -> &str {
        &self.path
    }

    fn excerpt(&self, range: &Range<usize>) -> Excerpt {
        let read = |range: Range<usize>| self.bytes(range).unwrap_or_default();
        let start = self.line_start(range.start.min(self.length));
        let mut bytes = read(start..range.end + BLOCK);
        let inside = range.end.saturating_sub(start).min(bytes.len());
        let rest = bytes[inside..].iter().position(|byte| *byte == b'\n');
        bytes.truncate(rest.map_or(bytes.len(), |at| inside + at + 1));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Excerpt { text, start, line: self.line(start), cell: self.cell(range) }
    }
}

fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        Code::UnreadableFile,
        Place::file(path),
        format!("cannot read `{path}`: {error}"),
    )
}
