//! What a cell shows: its value in its number format (ECMA-376, part 1, 18.8.30 and 31).
//!
//! Takes a value and a format; gives text as Excel shows it in English, and for a
//! date what it is, as far as the format shows it. What a format takes from the machine
//! is in no file: such a date is given as ISO 8601 has it.

use std::collections::HashMap;

use calamine::DataRef;
use ssfmt::DateSystem;

use super::code::{Code, Shown};
use super::package::{Package, Parts, attribute, elements};
use super::writer::Value;

/// Formats that Excel names by a number alone and shows in another way in each country:
/// those of China.
const CHINA: [(u32, &str); 19] = [
    (27, "yyyy\"年\"m\"月\""),
    (28, "m\"月\"d\"日\""),
    (29, "m\"月\"d\"日\""),
    (30, "m-d-yy"),
    (31, "yyyy\"年\"m\"月\"d\"日\""),
    (32, "h\"时\"mm\"分\""),
    (33, "h\"时\"mm\"分\"ss\"秒\""),
    (34, "上午/下午h\"时\"mm\"分\""),
    (35, "上午/下午h\"时\"mm\"分\"ss\"秒\""),
    (36, "yyyy\"年\"m\"月\""),
    (50, "yyyy\"年\"m\"月\""),
    (51, "m\"月\"d\"日\""),
    (52, "yyyy\"年\"m\"月\""),
    (53, "m\"月\"d\"日\""),
    (54, "m\"月\"d\"日\""),
    (55, "上午/下午h\"时\"mm\"分\""),
    (56, "上午/下午h\"时\"mm\"分\"ss\"秒\""),
    (57, "yyyy\"年\"m\"月\""),
    (58, "m\"月\"d\"日\""),
];

/// Dates of the machine's own look.
const OF_THE_MACHINE: [u32; 2] = [14, 22];

/// How a cell is shown that has a format.
struct Format {
    name: String,
    code: Code,
    /// Whether its dates are of the machine's own look.
    is_machine: bool,
}

/// Formats with a number alone that [`ssfmt`] does not know: accounting.
const ACCOUNTING: [(u32, &str); 4] = [
    (41, "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)"),
    (42, "_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)"),
    (43, "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)"),
    (44, "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)"),
];

/// The formats of a workbook, each of which is read once.
pub struct Formats {
    /// The number of the format of each style.
    styles: Vec<u32>,
    /// The codes that the workbook itself gives to numbers.
    codes: HashMap<u32, String>,
    /// Whether each differential format has one for numbers.
    differential: Vec<bool>,
    known: HashMap<usize, Result<Format, String>>,
    date_system: DateSystem,
    regions: Vec<String>,
}

impl Formats {
    /// Reads the styles of a workbook.
    pub fn read(package: &mut Package, parts: &Parts, regions: &[String]) -> Result<Self, String> {
        let (mut styles, mut codes, mut differential) = (vec![], HashMap::new(), vec![]);
        let (mut is_inside, mut is_differential) = (false, false);
        if let Some(part) = &parts.styles {
            elements(package, part, |element, _| {
                let id = || attribute(element, "numFmtId").and_then(|id| id.parse().ok());
                match element.local_name().as_ref() {
                    b"dxf" => differential.push(false),
                    b"numFmt" if is_differential => {
                        differential.iter_mut().last().into_iter().for_each(|last| *last = true);
                    }
                    b"numFmt" => {
                        codes.extend(id().zip(attribute(element, "formatCode")));
                    }
                    b"cellXfs" => is_inside = true,
                    b"cellStyles" => is_inside = false,
                    b"dxfs" => (is_inside, is_differential) = (false, true),
                    b"tableStyles" => is_differential = false,
                    b"xf" if is_inside => styles.push(id().unwrap_or(0)),
                    _ => {}
                }
                true
            })?;
        }
        let is_1904 = parts.is_1904;
        let date_system = if is_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
        let regions = regions.to_vec();
        Ok(Self { styles, codes, differential, known: HashMap::new(), date_system, regions })
    }

    /// What a number shows whose format may be another by what it is: that is not worked out.
    pub fn conditional(
        &self,
        value: &DataRef,
        mut formats: impl Iterator<Item = usize>,
    ) -> Option<Value> {
        let is_number = matches!(value, DataRef::Float(_) | DataRef::Int(_) | DataRef::DateTime(_));
        let is_other = |format: usize| self.differential.get(format) == Some(&true);
        (is_number && formats.any(is_other)).then(|| {
            let what = "a number whose format depends on a condition, which is not worked out";
            Value::fault(what, "write what it shows as text, or take the conditional format away")
        })
    }

    /// What a cell shows.
    pub fn shown(&mut self, value: &DataRef, style: usize) -> Value {
        match value {
            DataRef::Empty => Value::default(),
            DataRef::String(text) => self.text(text, style),
            DataRef::SharedString(text) => self.text(text, style),
            DataRef::Float(number) => self.number(*number, style),
            DataRef::Int(number) => self.number(*number as f64, style),
            DataRef::DateTime(date) => self.number(date.as_f64(), style),
            other => plain(&other.clone().into()),
        }
    }

    fn text(&mut self, text: &str, style: usize) -> Value {
        match self.format(style).map(|format| format.code.text(text)) {
            Ok(None) => Value::hidden(),
            Ok(Some(text)) => Value::text(text),
            Err(_) => Value::text(text),
        }
    }

    fn number(&mut self, number: f64, style: usize) -> Value {
        let system = self.date_system;
        let format = match self.format(style) {
            Ok(format) => format,
            Err(code) => {
                let what = format!("the number format `{code}`, which is not known");
                return Value::fault(what, "choose another format for the cell, or write text");
            }
        };
        match format.code.number(number, system) {
            Shown::Hidden => Value::hidden(),
            Shown::Number(text) => Value::text(text),
            Shown::Date(_, Some(iso)) if format.is_machine => self::iso(iso),
            Shown::Date(Some(text), iso) => {
                Value { date: iso.map(|iso| (iso, true)), ..Value::text(text) }
            }
            Shown::Date(None, Some(iso)) => {
                Value { date: Some((iso.clone(), false)), ..Value::text(iso) }
            }
            Shown::Cut(digits) => {
                let what =
                    format!("a number of which Excel keeps `{digits}` and may have lost more");
                Value::fault(what, "give the cell the format of text, and type it anew")
            }
            Shown::Date(None, None) | Shown::Unshown => {
                let what = format!("`{number}`, which its format `{}` cannot show", format.name);
                Value::fault(what, "choose another format for the cell, or write text")
            }
        }
    }

    /// The format of a style; its code, where that is not known.
    fn format(&mut self, style: usize) -> Result<&Format, String> {
        let id = self.styles.get(style).copied().unwrap_or(0);
        let listed = |list: &'static [(u32, &str)]| {
            list.iter().find(|(known, _)| *known == id).map(|(_, code)| *code)
        };
        let code = (self.codes.get(&id).map(String::as_str))
            .or_else(|| ssfmt::format_code_from_id(id))
            .or_else(|| listed(&ACCOUNTING))
            .or_else(|| listed(&CHINA).filter(|_| self.regions.iter().any(|own| own == "CN")));
        let regions = &self.regions;
        let read = || {
            let name = code.ok_or_else(|| id.to_string())?.to_string();
            let code = Code::read(&name, regions).ok_or_else(|| name.clone())?;
            let is_machine = OF_THE_MACHINE.contains(&id) || is_system(&name);
            Ok(Format { name, code, is_machine })
        };
        self.known.entry(style).or_insert_with(read).as_ref().map_err(String::clone)
    }
}

/// The long date of the machine, `[$-F800]`.
fn is_system(code: &str) -> bool {
    code.to_uppercase().contains("[$-F800]")
}

/// A value without a format.
pub fn plain(value: &calamine::Data) -> Value {
    use calamine::Data;
    match value {
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            iso(format!("{year:04}-{month:02}-{day:02}"))
        }
        Data::DateTimeIso(date) => iso(date.chars().take(10).collect()),
        Data::Error(error) => {
            let hint = "mend the formula, or write what the cell is to say";
            Value::fault(format!("the error `{error}`"), hint)
        }
        Data::Bool(_) => {
            Value::fault("true or false, and not text", "write what the cell is to say")
        }
        other => Value::text(other.to_string()),
    }
}

fn iso(date: String) -> Value {
    Value { date: Some((date.clone(), true)), ..Value::text(date) }
}
