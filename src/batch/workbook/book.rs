//! The kinds of workbooks, as one.
//!
//! Takes the bytes of an .xlsx, .xlsm, .xlsb, .xls or .ods; gives its sheets, and hands
//! the cells of one to a [`Writer`]. All but .xls are read cell by cell; what an .xls
//! asks for is measured before.

use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, Reader as _, SheetType, SheetVisible, Xls, Xlsb, Xlsx, XlsxError,
    open_workbook_from_rs,
};

use super::layout::Layout;
use super::package::{self, Bytes, Package, Parts};
use super::shown::{Formats, plain};
use super::writer::{Value, Writer};
use super::{Refused, binary, legacy, name_of, opendocument};

/// No file has more bytes.
const LARGEST: usize = 256 << 20;

/// A sheet by name.
#[derive(Debug, Clone)]
pub struct SheetName {
    pub name: String,
    pub is_hidden: bool,
}

pub struct Book {
    kind: Kind,
    regions: Vec<String>,
}

enum Kind {
    Xlsx(Box<Xlsx<Bytes>>, Package, Parts),
    Xlsb(Box<Xlsb<Bytes>>, Package),
    /// With its records.
    Xls(Box<Xls<Bytes>>, Vec<u8>),
    /// Its sheets, and whether each has cells.
    Ods(Vec<(SheetName, bool)>, Package),
}

impl Book {
    /// Opens a workbook by what its bytes say that it is.
    pub fn open(bytes: Vec<u8>, regions: &[String]) -> Result<Self, Refused> {
        if bytes.len() > LARGEST {
            return Err(format!("it has more than {} MiB", LARGEST >> 20).into());
        }
        let bytes: Bytes = Cursor::new(bytes.into());
        let kind = if bytes.get_ref().starts_with(b"PK") {
            let mut package = package::open(bytes.clone())?;
            let has = |name: &str| package::part(&package, name).is_some();
            if has("content.xml") {
                Kind::Ods(opendocument::sheets(&mut package)?, package)
            } else if has("xl/workbook.bin") {
                Kind::Xlsb(Box::new(opened(bytes)?), package)
            } else {
                package::check_texts(&mut package)?;
                Kind::Xlsx(Box::new(opened(bytes)?), package, Parts::default())
            }
        } else if bytes.get_ref().starts_with(&legacy::SIGNATURE) {
            let stream = legacy::measured(bytes.clone())?;
            Kind::Xls(Box::new(opened(bytes)?), stream)
        } else {
            return Err(Refused::hint(
                "it is none: it does not begin as one",
                "a table of text has the name .csv or .tsv, or `--input-format csv`",
            ));
        };
        Ok(Self { kind, regions: regions.to_vec() })
    }

    /// Its sheets with cells, in their order.
    pub fn sheets(&self) -> Vec<SheetName> {
        let all = match &self.kind {
            Kind::Ods(sheets, _) => {
                return sheets.iter().map(|(sheet, _)| sheet.clone()).collect();
            }
            Kind::Xlsx(book, ..) => book.sheets_metadata(),
            Kind::Xlsb(book, _) => book.sheets_metadata(),
            Kind::Xls(book, _) => book.sheets_metadata(),
        };
        let sheets = all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let named = sheets.map(|sheet| SheetName {
            name: sheet.name.clone(),
            is_hidden: sheet.visible != SheetVisible::Visible,
        });
        named.collect()
    }

    /// Whether a sheet has a cell with something in it.
    pub fn has_cells(&mut self, sheet: &str) -> Result<bool, Refused> {
        Ok(match &mut self.kind {
            Kind::Ods(sheets, _) => {
                sheets.iter().any(|(own, is_full)| own.name == sheet && *is_full)
            }
            Kind::Xls(book, _) => !book.worksheet_range(sheet).map_err(broken)?.is_empty(),
            Kind::Xlsx(book, ..) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
                loop {
                    match cells.next_cell().map_err(broken)? {
                        Some(cell) if Data::from(cell.get_value().clone()) == Data::Empty => {}
                        found => break found.is_some(),
                    }
                }
            }
            Kind::Xlsb(book, _) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
                cells.next_cell().map_err(broken)?.is_some()
            }
        })
    }

    /// Whether numbers are read as they are stored.
    pub fn is_stored(&self) -> bool {
        matches!(self.kind, Kind::Xls(..) | Kind::Xlsb(..))
    }

    /// What a sheet says of its cells, as far as that stands apart from them.
    pub fn layout(&mut self, sheet: &str) -> Result<Layout, Refused> {
        Ok(match &mut self.kind {
            Kind::Xlsx(_, package, parts) => match package::worksheet(package, sheet)? {
                Some(found) => {
                    *parts = found;
                    Layout::read(package, &parts.sheet)?
                }
                None => return Err(format!("the sheet `{sheet}` has no part in it").into()),
            },
            Kind::Xls(book, stream) => {
                let index = book.sheets_metadata().iter().position(|own| own.name == sheet);
                let mut layout = legacy::layout(stream, index.unwrap_or(usize::MAX));
                let areas = book.worksheet_merge_cells(sheet).unwrap_or_default();
                let areas = areas.into_iter().map(|Dimensions { start, end }| (start, end));
                layout.merged.extend(areas);
                layout.merged.sort_unstable();
                layout
            }
            Kind::Xlsb(_, package) => binary::layout(package, sheet)?,
            Kind::Ods(..) => Layout::default(),
        })
    }

    /// The cells of a sheet.
    pub fn cells(&mut self, sheet: &str, writer: &mut Writer) -> Result<(), Refused> {
        match &mut self.kind {
            Kind::Xlsx(book, package, parts) => {
                let mut formats = Formats::read(package, parts, &self.regions)?;
                let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
                let mut last = (0, 0);
                let behind = |error: XlsxError, (row, column): (u32, u32)| {
                    let name = name_of(row as usize, column as usize);
                    Refused::from(format!("{error}, behind the cell {name}"))
                };
                while let Some(cell) = cells.next_cell().map_err(|error| behind(error, last))? {
                    last = cell.get_position();
                    let value = match cell.get_value() {
                        DataRef::Empty if writer.layout.formulas.contains(&last) => {
                            Value::valueless()
                        }
                        value => formats
                            .conditional(value, writer.layout.conditional(last))
                            .unwrap_or_else(|| formats.shown(value, writer.layout.style(last))),
                    };
                    writer.cell(last, value)?;
                }
            }
            Kind::Xlsb(book, _) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
                while let Some(cell) = cells.next_cell().map_err(broken)? {
                    stored(cell.get_position(), &cell.get_value().clone().into(), writer)?;
                }
            }
            Kind::Xls(book, _) => {
                let range = book.worksheet_range(sheet).map_err(broken)?;
                let (top, left) = range.start().unwrap_or_default();
                for (row, column, value) in range.used_cells() {
                    stored((top + row as u32, left + column as u32), value, writer)?;
                }
            }
            Kind::Ods(_, package) => opendocument::cells(package, sheet, writer)?,
        }
        writer.finish()
    }
}

fn opened<B: calamine::Reader<Bytes>>(bytes: Bytes) -> Result<B, Refused>
where
    B::Error: std::fmt::Display,
{
    open_workbook_from_rs(bytes).map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> Refused {
    error.to_string().into()
}

/// A cell whose format is not known.
fn stored(at: (u32, u32), value: &Data, writer: &mut Writer) -> Result<(), Refused> {
    writer.has_numbers |= matches!(value, Data::Float(_) | Data::Int(_) | Data::DateTime(_));
    writer.cell(at, plain(value))
}
