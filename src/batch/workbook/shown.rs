//! What a cell shows: its value in its number format (ECMA-376, part 1, 18.8.30 and 31).
//!
//! Takes a value and a format; gives text as Excel shows it in English, and for a
//! date what it is, as far as the format shows it. What a format takes from the machine
//! is in no file: such a date is given as ISO 8601 has it.

use std::collections::HashMap;

use calamine::DataRef;
use chrono::NaiveDate;
use ssfmt::ast::{DatePart, FormatPart};
use ssfmt::date_serial::serial_to_date;
use ssfmt::{DateSystem, FormatOptions, NumberFormat, Section};

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
    (34, "h\"时\"mm\"分\""),
    (35, "h\"时\"mm\"分\"ss\"秒\""),
    (36, "yyyy\"年\"m\"月\""),
    (50, "yyyy\"年\"m\"月\""),
    (51, "m\"月\"d\"日\""),
    (52, "yyyy\"年\"m\"月\""),
    (53, "m\"月\"d\"日\""),
    (54, "m\"月\"d\"日\""),
    (55, "h\"时\"mm\"分\""),
    (56, "h\"时\"mm\"分\"ss\"秒\""),
    (57, "yyyy\"年\"m\"月\""),
    (58, "m\"月\"d\"日\""),
];

/// Dates of the machine's own look.
const OF_THE_MACHINE: [u32; 2] = [14, 22];

/// How a cell is shown that has a format.
struct Format {
    code: String,
    parsed: NumberFormat,
    /// Whether its dates are of the machine's own look.
    is_machine: bool,
    /// Whether its dates have names or digits of another language.
    is_foreign: bool,
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
    known: HashMap<usize, Result<Format, String>>,
    options: FormatOptions,
    is_china: bool,
}

impl Formats {
    /// Reads the styles of a workbook.
    pub fn read(package: &mut Package, parts: &Parts, regions: &[String]) -> Result<Self, String> {
        let (mut styles, mut codes) = (vec![], HashMap::new());
        let mut is_inside = false;
        if let Some(part) = &parts.styles {
            elements(package, part, |element, _| {
                let id = || attribute(element, "numFmtId").and_then(|id| id.parse().ok());
                match element.local_name().as_ref() {
                    b"numFmt" => {
                        codes.extend(id().zip(attribute(element, "formatCode")));
                    }
                    b"cellXfs" => is_inside = true,
                    b"cellStyles" | b"dxfs" => is_inside = false,
                    b"xf" if is_inside => styles.push(id().unwrap_or(0)),
                    _ => {}
                }
                true
            })?;
        }
        let is_1904 = parts.is_1904;
        let date_system = if is_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
        let options = FormatOptions { date_system, ..FormatOptions::default() };
        let is_china = regions.iter().any(|region| region == "CN");
        Ok(Self { styles, codes, known: HashMap::new(), options, is_china })
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
        let around = match self.format(style) {
            Ok(format) => format.parsed.sections().iter().rev().find(|s| s.has_text_placeholder()),
            Err(_) => None,
        };
        let Some(section) = around else { return Value::text(text) };
        let parts = section.parts.iter().map(|part| match part {
            FormatPart::TextPlaceholder => text,
            FormatPart::Literal(own) | FormatPart::EscapedLiteral(own) => own,
            _ => "",
        });
        Value::text(parts.collect::<String>())
    }

    fn number(&mut self, number: f64, style: usize) -> Value {
        let options = self.options.clone();
        let format = match self.format(style) {
            Ok(format) => format,
            Err(code) => {
                let what = format!("the number format `{code}`, which is not known");
                return Value::fault(what, "choose another format for the cell, or write text");
            }
        };
        let unshown = || {
            let what = format!("`{number}`, which its format `{}` cannot show", format.code);
            Value::fault(what, "choose another format for the cell, or write text")
        };
        let Ok(text) = format.parsed.try_format(number, &options) else { return unshown() };
        let section = section(&format.parsed, number);
        if section.is_some_and(Section::has_date_parts) {
            let Some(iso) = date(number, section, options.date_system) else { return unshown() };
            let as_shown = !format.is_foreign && !format.is_machine;
            return match iso {
                Some(iso) if !as_shown => {
                    Value { date: Some((iso.clone(), !format.is_foreign)), ..Value::text(iso) }
                }
                Some(iso) => Value { date: Some((iso, true)), ..Value::text(text.trim()) },
                None if format.is_foreign => unshown(),
                None => Value::text(text.trim()),
            };
        }
        if format.is_foreign {
            return unshown();
        }
        let text = text.trim();
        // Twelve digits and more, which nobody means to be rounded.
        if format.code == "General" && text.contains('E') {
            let what = format!("a number that its format shows as `{text}`");
            return Value::fault(what, "give the cell the format of text, and type it anew");
        }
        Value::text(text)
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
            .or_else(|| listed(&CHINA).filter(|_| self.is_china));
        let read = || {
            let code = code.ok_or_else(|| id.to_string())?;
            let parsed = NumberFormat::parse(code).map_err(|_| code.to_string())?;
            let is_machine = OF_THE_MACHINE.contains(&id) || is_system(code);
            let is_foreign = !is_machine && is_foreign(code, &parsed);
            Ok(Format { code: code.into(), parsed, is_machine, is_foreign })
        };
        self.known.entry(style).or_insert_with(read).as_ref().map_err(String::clone)
    }
}

/// The long date of the machine, `[$-F800]`.
fn is_system(code: &str) -> bool {
    code.to_uppercase().contains("[$-F800]")
}

/// Whether a format prints names or digits that are not English.
fn is_foreign(code: &str, parsed: &NumberFormat) -> bool {
    let parts = || parsed.sections().iter().flat_map(|section| &section.parts);
    let has_names = parts().any(|part| {
        use DatePart::{DayAbbr, DayFull, MonthAbbr, MonthFull, MonthLetter};
        let is_name = |part: &DatePart| {
            matches!(part, DayAbbr | DayFull | MonthAbbr | MonthFull | MonthLetter)
        };
        matches!(part, FormatPart::AmPm(_)) || matches!(part, FormatPart::DatePart(p) if is_name(p))
    });
    // Primary languages are the ten lowest bits; English is 9. Above 16 bits are the calendar
    // and the shape of digits: 1 is ours.
    let mut lcids = parts().filter_map(|part| match part {
        FormatPart::Locale(locale) => locale.lcid,
        _ => None,
    });
    let upper = code.to_uppercase();
    lcids.any(|lcid| lcid >> 16 & !0x0101 != 0 || has_names && lcid & 0x3ff != 9 && lcid != 0)
        || ["[DBNUM", "[NATNUM", "AAA"].iter().any(|mark| upper.contains(mark))
}

/// The section that a number is shown by, as far as signs tell.
fn section(format: &NumberFormat, number: f64) -> Option<&Section> {
    let sections = format.sections();
    let index = match sections.len() {
        2.. if number < 0.0 => 1,
        3.. if number == 0.0 => 2,
        _ => 0,
    };
    sections.get(index)
}

/// The date of a number as far as a section shows it: none, where that is not from the year
/// down. Nothing at all where there is no such day.
fn date(number: f64, section: Option<&Section>, system: DateSystem) -> Option<Option<String>> {
    use DatePart::*;
    let parts = section.map_or(&[][..], |section| &section.parts);
    let has = |wanted: fn(&DatePart) -> bool| {
        parts.iter().any(|part| matches!(part, FormatPart::DatePart(part) if wanted(part)))
    };
    let year = has(|part| matches!(part, Year2 | Year3 | Year4));
    let month = has(|p| matches!(p, Month | Month2 | MonthAbbr | MonthFull | MonthLetter));
    let day = has(|part| matches!(part, Day | Day2));
    if !year || day && !month {
        return Some(None);
    }
    let (y, m, d) = serial_to_date(number, system)?;
    NaiveDate::from_ymd_opt(y, m, d)?;
    Some(Some(match (month, day) {
        (true, true) => format!("{y:04}-{m:02}-{d:02}"),
        (true, false) => format!("{y:04}-{m:02}"),
        _ => format!("{y:04}"),
    }))
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
