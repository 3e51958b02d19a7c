//! Fields: the cells of a record of CSV (RFC 4180), each with its place.
//!
//! Takes the bytes that begin with a record, and where these are in the table; gives
//! the fields and where the next record begins, or nothing when the bytes end before
//! the record does.

use std::ops::Range;

use csv_core::ReaderBuilder;

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

/// What reads records with a separator. It takes longer to make than a record to read.
pub fn reader(separator: u8) -> csv_core::Reader {
    ReaderBuilder::new().delimiter(separator).build()
}

/// The fields of a record, and where the next one begins.
pub fn fields(
    from: Bytes,
    reader: &mut csv_core::Reader,
    separator: u8,
) -> Option<(Vec<Field>, usize)> {
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
                let range = inside(bytes, start..position, fields.is_empty(), separator);
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

/// Whether a field, as it is written, begins with a quote that is not closed at its end.
pub fn is_open(field: &[u8]) -> bool {
    let Some(mut rest) = field.strip_prefix(b"\"") else { return false };
    while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
        match rest[at + 1..].strip_prefix(b"\"") {
            Some(after) => rest = after,
            None => return !rest[at + 1..].trim_ascii().is_empty(),
        }
    }
    true
}

/// A field without what ends it; the first of a record without the empty lines
/// before it.
fn inside(bytes: &[u8], range: Range<usize>, first: bool, separator: u8) -> Range<usize> {
    let is_break = |byte: &&u8| matches!(byte, b'\r' | b'\n');
    let field = &bytes[range.clone()];
    let skipped = field.iter().take_while(is_break).count();
    let broken = field.iter().rev().take_while(is_break).count();
    let start = range.start + if first { skipped } else { 0 };
    let end = match broken {
        1.. => range.end - broken,
        // The separator, of one byte; the last field of a file has none.
        _ if range.end < bytes.len() || field.last() == Some(&separator) => range.end - 1,
        _ => range.end,
    };
    start..end.max(start)
}
