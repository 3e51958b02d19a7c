//! Tables: rows of cells, each with its place.
//!
//! Takes what can be read and sought in (a file, or bytes in memory) as CSV,
//! tab-separated values, JSON Lines or a workbook; gives rows one after the
//! other, or the one at a place. Holds a few bytes for every 64 KiB of it.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use csv_core::ReaderBuilder;
use sha2::{Digest as _, Sha256};

use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::digest::hashed;
use crate::session::texts::{Excerpt, Outside};

use super::record::{Bytes, Field, RawRow, csv_row, fields, json_row};
use super::{locked, workbook};

/// How much is read at once, in bytes; lines are counted for each such block.
const BLOCK: usize = 64 << 10;

/// No row is longer than this, in bytes: one that is has a quote left open.
const LONGEST: usize = 1 << 20;

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

/// What a table is read from.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// A table. That of a workbook is its first sheet as CSV, a line for each row.
pub struct Sheet {
    /// The file's name, as its user knows it.
    pub path: String,
    source: Mutex<Box<dyn Source>>,
    length: usize,
    /// How many lines end before each block.
    lines: Vec<usize>,
    digest: String,
    /// What reads a record; none for JSON Lines.
    reader: Option<Mutex<csv_core::Reader>>,
    /// Columns and their places; empty for JSON Lines.
    header: Vec<Field>,
    body: usize,
}

/// A part of the table in memory, which moves on as it is read.
struct Window {
    bytes: Vec<u8>,
    start: usize,
}

impl Sheet {
    /// Reads a table through once.
    ///
    /// # Errors
    /// When it cannot be read, or is not text, or no workbook, or has no header.
    pub fn read(
        path: &str,
        mut source: Box<dyn Source>,
        format: Format,
    ) -> Result<Self, Diagnostic> {
        source.rewind().map_err(|error| unreadable(path, &error))?;
        if format == Format::Workbook {
            let mut bytes = vec![];
            source.read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
            source = Box::new(Cursor::new(workbook::csv(path, bytes)?));
        }
        let delimiter = match format {
            Format::Jsonl => None,
            Format::Tsv => Some(b'\t'),
            Format::Csv | Format::Workbook => Some(b','),
        };
        let mut sheet = Self {
            path: path.into(),
            source: Mutex::new(source),
            length: 0,
            lines: vec![],
            digest: String::new(),
            reader: delimiter.map(|d| Mutex::new(ReaderBuilder::new().delimiter(d).build())),
            header: vec![],
            body: 0,
        };
        sheet.survey()?;
        if sheet.bytes(0..3)? == "\u{feff}".as_bytes() {
            sheet.body = 3;
        }
        if let Some(reader) = &sheet.reader {
            let mut window = Window { bytes: vec![], start: sheet.body };
            let (cells, end) = match sheet.body < sheet.length {
                true => {
                    sheet.take(&mut window, sheet.body, |at| fields(at, &mut locked(reader)))?
                }
                false => (vec![], sheet.length),
            };
            if cells.iter().all(|(name, _)| name.is_empty()) {
                let message = format!("`{path}` has no header");
                return Err(Diagnostic::error(sheet.place(0..0), message)
                    .hint("the first line names the columns: `id,variant,name`"));
            }
            sheet.header = cells.into_iter().map(|(n, at)| (n.trim().to_string(), at)).collect();
            sheet.body = end;
        }
        Ok(sheet)
    }

    /// Measures the table, and checks that it is text.
    fn survey(&mut self) -> Result<(), Diagnostic> {
        let source = self.source.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut hash = Sha256::new();
        // What may be the beginning of a character that the next block ends.
        let (mut rest, mut newlines): (Vec<u8>, usize) = (vec![], 0);
        loop {
            let mut block = Vec::with_capacity(BLOCK);
            let read = source.by_ref().take(BLOCK as u64).read_to_end(&mut block);
            read.map_err(|error| unreadable(&self.path, &error))?;
            let start = self.length - rest.len();
            rest.extend(&block);
            let valid = match std::str::from_utf8(&rest) {
                Ok(_) => rest.len(),
                Err(error) if error.error_len().is_none() && !block.is_empty() => {
                    error.valid_up_to()
                }
                Err(error) => {
                    let at = start + error.valid_up_to();
                    let message = format!("`{}` is not UTF-8", self.path);
                    return Err(Diagnostic::error(Place::new(&self.path, at..at), message)
                        .hint("save it as CSV UTF-8"));
                }
            };
            if block.is_empty() {
                break;
            }
            rest.drain(..valid);
            self.lines.push(newlines);
            newlines += count(&block);
            self.length += block.len();
            hash.update(&block);
        }
        self.digest = hashed(hash);
        Ok(())
    }

    /// What tells this table from others: a SHA-256 in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The columns of a table that names them once.
    pub fn header(&self) -> &[Field] {
        &self.header
    }

    /// A place in the table.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place::new(&self.path, range)
    }

    /// The line, from 1, on which a byte stands.
    pub fn line(&self, at: usize) -> usize {
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
    pub fn row_at(&self, range: Range<usize>) -> Result<RawRow, Diagnostic> {
        let start = range.start;
        let bytes = self.bytes(range)?;
        let row = self.row(Bytes { bytes: &bytes, start, is_end: true });
        Ok(row.map(|(row, _)| row).unwrap_or_default())
    }

    fn row(&self, from: Bytes) -> Option<(RawRow, usize)> {
        match &self.reader {
            Some(reader) => csv_row(from, &mut locked(reader), &self.path, &self.header),
            None => json_row(from, &self.path),
        }
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
                return Err(Diagnostic::error(self.place(at..at), message)
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
        Excerpt { text, start, line: self.line(start) }
    }
}

fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Place::file(path), format!("cannot read `{path}`: {error}"))
}
