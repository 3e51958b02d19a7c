//! The binary .xlsb: hidden rows and columns, and merged cells.
//!
//! Takes the records of a worksheet's part (MS-XLSB, 2.1.4); gives its [`Layout`].

use std::io::Read;

use super::layout::Layout;
use super::package::{Package, attribute, part, related};

/// A row: its index, and in the second byte of its flags whether it has no height.
const ROW: u32 = 0;
const COLUMNS: u32 = 60;
const SHEET: u32 = 156;
const MERGED: u32 = 176;
/// Cells that do not say their column, which calamine 0.35 passes over.
const SHORT: std::ops::RangeInclusive<u32> = 12..=18;

/// The layout of a sheet by its name.
pub fn layout(package: &mut Package, sheet: &str) -> Result<Layout, String> {
    let Some(book) = part(package, "xl/workbook.bin") else { return Ok(Layout::default()) };
    let bytes = bytes(package, &book)?;
    let id = records(&bytes).filter(|(kind, _)| *kind == SHEET).find_map(|(_, data)| {
        let (id, rest) = text(data.get(8..)?)?;
        (text(rest)?.0 == sheet).then_some(id)
    });
    let is_it = |own: &quick_xml::events::BytesStart| id.is_some() && attribute(own, "Id") == id;
    let Some(part) = related(package, &book, is_it)? else { return Ok(Layout::default()) };
    let bytes = self::bytes(package, &part)?;
    let mut layout = Layout::default();
    let mut merged = vec![];
    for (kind, data) in records(&bytes) {
        let at = |index: usize| number(data, 4 * index);
        let has = |byte: usize, bit: u8| data.get(byte).is_some_and(|flags| flags & bit != 0);
        match kind {
            ROW if has(11, 0x10) => drop(layout.hidden_rows.insert(at(0))),
            COLUMNS if has(16, 1) => layout.hide(at(0).saturating_add(1), at(1).saturating_add(1)),
            kind if SHORT.contains(&kind) => {
                return Err(format!("the sheet `{sheet}` has cells in a short form"));
            }
            MERGED => merged.push(((at(0), at(2)), (at(1), at(3)))),
            _ => {}
        }
    }
    merged.sort_unstable();
    layout.merged = merged;
    Ok(layout)
}

fn bytes(package: &mut Package, part: &str) -> Result<Vec<u8>, String> {
    let mut bytes = vec![];
    let mut part = package.by_name(part).map_err(|error| error.to_string())?;
    part.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Records: a kind and a length, in seven bits a byte, and what they have.
fn records(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let kind = varied(&mut rest, 2)?;
        let length = varied(&mut rest, 4)?;
        let (data, after) = rest.split_at_checked(length as usize)?;
        rest = after;
        Some((kind, data))
    })
}

/// A number of at most so many bytes, each but the last with its highest bit.
fn varied(rest: &mut &[u8], most: u32) -> Option<u32> {
    let mut all = 0;
    for index in 0..most {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        all |= u32::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(all)
}

fn number(data: &[u8], at: usize) -> u32 {
    let bytes = data.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, u32::from_le_bytes)
}

/// A text in UTF-16, and what follows it.
fn text(data: &[u8]) -> Option<(String, &[u8])> {
    let length = number(data, 0);
    let length = if length == u32::MAX { 0 } else { length as usize };
    let (text, rest) = data.get(4..)?.split_at_checked(length.checked_mul(2)?)?;
    let units = text.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some((String::from_utf16_lossy(&units.collect::<Vec<_>>()), rest))
}
