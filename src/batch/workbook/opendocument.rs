//! OpenDocument: the sheets of an .ods, which holds what each cell shows as text.
//!
//! Takes the content of a package (ODF 1.3, part 3, 9); hands the cells of a sheet to a
//! [`Writer`], with what they show and what they are.

use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::super::date;
use super::Refused;
use super::book::SheetName;
use super::package::{Package, attribute, elements};
use super::writer::{Value, Writer};

const CONTENT: &str = "content.xml";

/// No sheet has more cells that repeat others.
const LARGEST: u64 = 4_000_000;

/// No cell has more text, in bytes.
const LONGEST: usize = 64 << 10;

/// The sheets, and whether each has a cell with something in it.
pub fn sheets(package: &mut Package) -> Result<Vec<(SheetName, bool)>, String> {
    let mut sheets: Vec<(SheetName, bool)> = vec![];
    elements(package, CONTENT, |element, _| {
        match element.local_name().as_ref() {
            b"table" => {
                let name = attribute(element, "name").unwrap_or_default();
                sheets.push((SheetName { name, is_hidden: false }, false));
            }
            b"p" => sheets.iter_mut().last().into_iter().for_each(|(_, is_full)| *is_full = true),
            _ => {}
        }
        true
    })?;
    Ok(sheets)
}

/// A cell, and how many times it is there.
struct Repeated {
    value: Value,
    times: u32,
    /// How many columns and rows it takes.
    spans: (u32, u32),
}

/// The cells of a sheet.
pub fn cells(package: &mut Package, sheet: &str, writer: &mut Writer) -> Result<(), Refused> {
    let part = package.by_name(CONTENT).map_err(|error| error.to_string())?;
    let mut xml = Reader::from_reader(BufReader::new(part));
    let mut buffer = vec![];
    let mut is_inside = false;
    let (mut row, mut column, mut written) = (0, 0, 0);
    // The row that is read: how many times it is there, and its cells.
    let mut times = 1;
    let mut cells: Vec<Repeated> = vec![];
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(|error| error.to_string())?;
        let (element, is_empty) = match &event {
            Event::Eof => return Ok(()),
            Event::End(end) => match end.local_name().as_ref() {
                b"table" if is_inside => return Ok(()),
                b"table-row" if is_inside => {
                    put(writer, row, times, std::mem::take(&mut cells), &mut written)?;
                    row = row.saturating_add(times).min(1 << 20);
                    continue;
                }
                _ => continue,
            },
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            _ => continue,
        };
        let count =
            |name| attribute(element, name).and_then(|n| n.parse().ok()).unwrap_or(1).max(1);
        let is_hidden =
            matches!(attribute(element, "visibility").as_deref(), Some("collapse" | "filter"));
        match element.local_name().as_ref() {
            b"table" => is_inside = attribute(element, "name").as_deref() == Some(sheet),
            _ if !is_inside => {}
            b"table-column" => {
                let next: u32 = column + count("number-columns-repeated").min(1 << 14);
                if is_hidden {
                    writer.layout.hide(column + 1, next);
                }
                column = next.min(1 << 14);
            }
            b"table-row" => {
                times = count("number-rows-repeated");
                if is_hidden {
                    writer
                        .layout
                        .hidden_rows
                        .extend((row..row.saturating_add(times)).take(1 << 20));
                }
                if is_empty {
                    row = row.saturating_add(times).min(1 << 20);
                }
            }
            name @ (b"table-cell" | b"covered-table-cell") => {
                let element = element.clone().into_owned();
                let times = count("number-columns-repeated");
                let spans = (count("number-columns-spanned"), count("number-rows-spanned"));
                let name = name.to_vec();
                let text = if is_empty { String::new() } else { text(&mut xml, &name)? };
                let value = match name.starts_with(b"covered") {
                    true => Value::default(),
                    false => value(&element, text),
                };
                cells.push(Repeated { value, times, spans });
            }
            _ => {}
        }
    }
}

/// Hands a row over, as many times as it is there.
fn put(
    writer: &mut Writer,
    row: u32,
    times: u32,
    cells: Vec<Repeated>,
    written: &mut u64,
) -> Result<(), Refused> {
    if cells.iter().all(|cell| cell.value.is_empty()) {
        return Ok(());
    }
    for row in (row..row.saturating_add(times)).take(1 << 20) {
        let mut column: u32 = 0;
        for cell in &cells {
            if cell.spans != (1, 1) {
                let last =
                    (row.saturating_add(cell.spans.1 - 1), column.saturating_add(cell.spans.0 - 1));
                writer.layout.merged.push(((row, column), last));
            }
            if !cell.value.is_empty() {
                for column in (column..column.saturating_add(cell.times)).take(1 << 14) {
                    *written += 1;
                    if *written > LARGEST {
                        return Err(format!("the sheet has more than {LARGEST} cells").into());
                    }
                    writer.cell((row, column), cell.value.clone())?;
                }
            }
            column = column.saturating_add(cell.times).min(1 << 14);
        }
    }
    Ok(())
}

/// What a cell is, with the text that it shows.
fn value(element: &BytesStart, text: String) -> Value {
    let own = |name: &str| attribute(element, name);
    // `office:value-type`, which `calcext:value-type` may follow.
    let kinds: Vec<String> = element
        .attributes()
        .flatten()
        .filter(|own| own.key.local_name().as_ref() == b"value-type")
        .map(|own| String::from_utf8_lossy(&own.value).into_owned())
        .collect();
    let is = |kind: &str| kinds.iter().any(|own| own == kind);
    if is("error") {
        let hint = "mend the formula, or write what the cell is to say";
        return Value::fault(format!("the error `{}`", text.trim()), hint);
    }
    if is("boolean") {
        return Value::fault("true or false, and not text", "write what the cell is to say");
    }
    if text.trim().is_empty() && own("formula").is_some() && !is("string") {
        return Value::valueless();
    }
    let date = own("date-value").filter(|_| is("date"));
    let date = date.map(|full| match date::read(text.trim(), &[]) {
        // As far as it is shown.
        Ok(shown) if shown.first_day().to_string()[..4] == full[..4.min(full.len())] => {
            let (_, month, day) = shown.parts();
            let length = 4 + 3 * (usize::from(month.is_some()) + usize::from(day.is_some()));
            full.chars().take(length).collect()
        }
        _ => full.chars().take(10).collect(),
    });
    Value { date: date.map(|iso| (iso, true)), ..Value::text(text) }
}

/// The text of a cell to its end: its paragraphs, without comments.
fn text(xml: &mut Reader<impl std::io::BufRead>, cell: &[u8]) -> Result<String, String> {
    let (mut text, mut buffer) = (String::new(), vec![]);
    let (mut is_first, mut comments) = (true, 0);
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(|error| error.to_string())?;
        match &event {
            Event::Eof => return Ok(text),
            Event::End(end) => match end.local_name().as_ref() {
                b"annotation" => comments -= 1,
                name if name == cell => return Ok(text),
                _ => {}
            },
            Event::Start(element) | Event::Empty(element) => {
                let is_start = matches!(event, Event::Start(_));
                match element.local_name().as_ref() {
                    b"annotation" if is_start => comments += 1,
                    _ if comments > 0 || text.len() > LONGEST => {}
                    b"p" if !std::mem::take(&mut is_first) => text.push('\n'),
                    b"line-break" => text.push('\n'),
                    b"tab" => text.push(' '),
                    b"s" => {
                        let count = attribute(element, "c").and_then(|n| n.parse().ok());
                        text.extend(std::iter::repeat_n(' ', count.unwrap_or(1).min(100)));
                    }
                    _ => {}
                }
            }
            _ if comments > 0 || text.len() > LONGEST => {}
            Event::Text(own) => text.push_str(&own.xml10_content().unwrap_or_default()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => {
                    let name = String::from_utf8_lossy(name);
                    text.push_str(resolve_predefined_entity(&name).unwrap_or_default());
                }
            },
            _ => {}
        }
    }
}
