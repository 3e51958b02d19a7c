//! The old .xls: how many cells a file asks for, before it is read, and what it hides.
//!
//! Takes the bytes of a compound file (MS-CFB); walks the records of its workbook
//! (MS-XLS, 2.3) and adds up the areas of its sheets, each of which becomes a table in
//! memory, however few cells it has. Gives hidden rows and columns of one.

use std::collections::BTreeMap;
use std::io::Read;

use super::Refused;
use super::layout::Layout;
use super::package::Bytes;

/// What a compound file begins with.
pub const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// No workbook has more cells, full or empty.
const LARGEST: u64 = 8_000_000;

/// A sheet: where it begins, and its name.
const SHEET: u16 = 0x0085;

/// Records of cells, which begin with a row and a column.
const CELLS: [u16; 9] = [0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x00fd, 0x00bd, 0x0006, 0x0201];

/// The records of a workbook, unless it would not fit into memory, or is protected.
pub fn measured(bytes: Bytes) -> Result<Vec<u8>, Refused> {
    let broken = |error: std::io::Error| Refused::from(error.to_string());
    let mut file = cfb::CompoundFile::open(bytes).map_err(broken)?;
    if file.exists("/EncryptedPackage") {
        return Err(Refused::hint("it is protected by a password", "save it without one"));
    }
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.exists(name));
    let Some(name) = name else { return Err("it has no workbook in it".to_string().into()) };
    let mut stream = vec![];
    file.open_stream(name).and_then(|mut from| from.read_to_end(&mut stream)).map_err(broken)?;
    let mut areas: BTreeMap<usize, u64> = BTreeMap::new();
    let mut all = 0;
    for (kind, data) in records(&stream) {
        if kind == SHEET {
            let at = number(data, 0, 4) as usize;
            all += *areas.entry(at).or_insert_with(|| area(stream.get(at..).unwrap_or_default()));
            if all > LARGEST {
                return Err(format!("it has room for more than {LARGEST} cells").into());
            }
        }
    }
    Ok(stream)
}

/// What the sheet with an index hides.
pub fn layout(stream: &[u8], index: usize) -> Layout {
    let mut layout = Layout::default();
    let sheet = records(stream).filter(|(kind, _)| *kind == SHEET).nth(index);
    let start = sheet.map_or(stream.len(), |(_, data)| number(data, 0, 4) as usize);
    let mut depth = 0;
    for (kind, data) in records(stream.get(start..).unwrap_or_default()) {
        let has = |byte: usize, bit: u8| data.get(byte).is_some_and(|flags| flags & bit != 0);
        let at = |place| number(data, place, 2) as u32;
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            // A row that has no height, and columns.
            0x0208 if has(12, 0x20) => drop(layout.hidden_rows.insert(at(0))),
            0x007d if has(8, 1) => layout.hide(at(0) + 1, at(2) + 1),
            _ => {}
        }
    }
    layout
}

fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (head, after) = rest.split_at_checked(4)?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let (data, after) = after.split_at_checked(length)?;
        rest = after;
        Some((u16::from_le_bytes([head[0], head[1]]), data))
    })
}

/// A little-endian number of so many bytes.
fn number(data: &[u8], at: usize, size: usize) -> u64 {
    let bytes = data.get(at..at + size).unwrap_or_default();
    bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte))
}

/// How many cells the sheet that begins here asks for.
fn area(stream: &[u8]) -> u64 {
    let (mut rows, mut columns) = ((u64::MAX, 0), (u64::MAX, 0));
    let (mut declared, mut depth) = (0, 0);
    for (kind, data) in records(stream) {
        match kind {
            0x0809 => depth += 1,
            // The end of the sheet, or of a chart in it.
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            0x0200 => {
                let size = if data.len() >= 14 { 4 } else { 2 };
                let sides = |at, size| (number(data, at, size), number(data, at + size, size));
                let ((top, bottom), (left, right)) = (sides(0, size), sides(2 * size, 2));
                let area =
                    (bottom.saturating_sub(top) + 1).saturating_mul(right.saturating_sub(left) + 1);
                declared = area.max(declared);
            }
            _ if CELLS.contains(&kind) => {
                let (row, column) = (number(data, 0, 2), number(data, 2, 2));
                // The last column of a row of numbers.
                let last = match kind {
                    0x00bd => number(data, data.len().saturating_sub(2), 2).max(column),
                    _ => column,
                };
                rows = (rows.0.min(row), rows.1.max(row));
                columns = (columns.0.min(column), columns.1.max(last));
            }
            _ => {}
        }
    }
    let used = match rows.0 == u64::MAX {
        true => 0,
        false => (rows.1 - rows.0 + 1) * (columns.1 - columns.0 + 1),
    };
    used.max(declared)
}
