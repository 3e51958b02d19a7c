//! Separators: what stands between the cells of a table.
//!
//! Takes the first lines of a text; gives the separator, and where the header begins:
//! below a line `sep=;`, as Excel writes one.

use super::fields::{Bytes, fields, reader};

/// What may stand between cells. Of those that part a header alike, the first is it.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// How many records a separator is tried on.
const RECORDS: usize = 10;

/// The separator of a table, and the byte at which its header begins.
pub fn find(text: &[u8], preferred: u8, is_end: bool) -> (u8, usize) {
    let bom = if text.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    let line = text[bom..].split(|byte| *byte == b'\n').next().unwrap_or_default();
    if let Some([separator]) = line.trim_ascii_end().strip_prefix(b"sep=") {
        return (*separator, (bom + line.len() + 1).min(text.len()));
    }
    // `sep=` and a tab.
    if line.strip_prefix(b"sep=").is_some_and(|rest| rest.starts_with(b"\t")) {
        return (b'\t', (bom + line.len() + 1).min(text.len()));
    }
    let others = SEPARATORS.into_iter().filter(|separator| *separator != preferred);
    let parted = [preferred].into_iter().chain(others).map(|separator| {
        let widths = widths(&text[bom..], separator, is_end);
        let columns = widths.first().copied().unwrap_or(0);
        let alike = widths.iter().filter(|width| **width == columns).count();
        // One that parts all records alike is better than one that parts the header more.
        ((columns > 1 && alike == widths.len(), columns), separator)
    });
    // Of those that are as good, the first.
    let best = parted.reduce(|best, next| if next.0 > best.0 { next } else { best });
    (best.map_or(preferred, |(_, separator)| separator), bom)
}

/// How many cells each of the first records has.
fn widths(text: &[u8], separator: u8, is_end: bool) -> Vec<usize> {
    let mut reader = reader(separator);
    let (mut at, mut widths) = (0, vec![]);
    while at < text.len() && widths.len() < RECORDS {
        let from = Bytes { bytes: &text[at..], start: at, is_end };
        let Some((cells, end)) = fields(from, &mut reader, separator) else { break };
        if cells.iter().any(|(cell, _)| !cell.trim().is_empty()) {
            widths.push(cells.len());
        }
        at = end;
    }
    widths
}

/// What people call a separator.
pub fn name(separator: u8) -> String {
    match separator {
        b'\t' => "a tab".into(),
        other => format!("`{}`", other as char),
    }
}

/// The separator that a word names: a character, or `tab`.
///
/// # Errors
/// When it is none.
pub fn named(word: &str) -> Result<u8, String> {
    match word.as_bytes() {
        _ if word == "tab" || word == "\\t" => Ok(b'\t'),
        [byte]
            if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n ".contains(byte) =>
        {
            Ok(*byte)
        }
        _ => Err("a separator is one character, such as `;` or `|`, or `tab`".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (char, usize) {
        let (separator, start) = find(text.as_bytes(), b',', true);
        (separator as char, start)
    }

    #[test]
    fn the_header_tells_what_stands_between_cells() {
        for (text, separator) in [
            ("id,variant,name\na,note,\"B; C; D\"\n", ','),
            ("id;variant;name\na;note;B, C\n", ';'),
            ("id\tvariant\tname\na\tnote\tB, C\n", '\t'),
            ("id|variant|name\na|note|B\n", '|'),
            ("id;variant;name, office\na;note;B, C, D\n", ';'),
            ("\"id;x\",variant\na,note\n", ','),
            ("id;variant\n", ';'),
            ("id\n", ','),
            ("", ','),
            ("\n\nid;variant;\"a\nb\"\nx;y;z\n", ';'),
        ] {
            assert_eq!(of(text), (separator, 0), "{text}");
        }
    }

    #[test]
    fn a_line_of_excel_names_it() {
        assert_eq!(of("sep=;\r\nid;variant\r\n"), (';', 7));
        assert_eq!(of("\u{feff}sep=|\nid|variant\n"), ('|', 9));
        assert_eq!(of("sep=\t\nid\tvariant\n"), ('\t', 6));
    }
}
