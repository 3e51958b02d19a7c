//! The rows of many reports, in the order of the table.
//!
//! Takes rows in any order, and writes them into a file without a name; gives
//! the last word on each, in order of their numbers. Holds where each begins, 8
//! bytes of a row, and no more.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Seek as _, Write as _};

use crate::batch::Row;

/// Where a row is that has not come.
const NOWHERE: u64 = u64::MAX;

pub struct RowStore {
    file: File,
    /// How long it is, in bytes.
    end: u64,
    /// Where each row begins, from the first.
    places: Vec<u64>,
}

impl RowStore {
    pub fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, end: 0, places: vec![] })
    }

    /// Takes a row, in place of one with the same number.
    pub fn add(&mut self, row: &Row) -> io::Result<()> {
        let line = format!("{}\n", serde_json::to_string(row)?);
        self.file.write_all(line.as_bytes())?;
        if self.places.len() < row.row {
            self.places.resize(row.row, NOWHERE);
        }
        self.places[row.row - 1] = self.end;
        self.end += line.len() as u64;
        Ok(())
    }

    /// The rows, in order. One run through them at a time.
    pub fn rows(&self) -> impl Iterator<Item = io::Result<Row>> {
        let begun = (&self.file).rewind();
        let (mut reader, mut at, mut line) = (BufReader::new(&self.file), 0, vec![]);
        let places = self.places.iter().filter(|place| **place != NOWHERE);
        let rows = places.map(move |place| {
            // What is read ahead serves the next row, where that is near.
            reader.seek_relative(place.wrapping_sub(at).cast_signed())?;
            line.clear();
            at = place + reader.read_until(b'\n', &mut line)? as u64;
            Ok(serde_json::from_slice(&line)?)
        });
        begun.err().map(Err).into_iter().chain(rows)
    }
}
