//! Sections of number format codes (ECMA-376, part 1, 18.8.31): a number in one of them.
//!
//! Takes the tokens of a section; gives what it shows of a number. [`ssfmt`] prints; what its
//! version 0.1.2 does otherwise than Excel is done here: scaling, rounding, signs, months behind
//! hours, and what is of East Asia.

use rust_decimal::prelude::{Decimal, RoundingStrategy, ToPrimitive};
use ssfmt::date_serial::{serial_to_date, serial_to_weekday};
use ssfmt::{DateSystem, FormatOptions, NumberFormat};

use super::code::Shown;
use super::east::{Calendar, Numerals, weekday};
use super::token::{Token, is_elapsed};

/// From here on, numbers have more digits than Excel keeps.
const LARGEST: f64 = 1e15;

/// From here on, what has no format of its own is shown in powers of ten.
const LARGEST_GENERAL: f64 = 1e11;

/// Stands in a text for a number without a format.
const GENERAL: char = '\u{f8ff}';

/// Stands in a text for a part that is filled in after it.
const MARK: u32 = 0xe000;

/// What a section shows for a part of a date.
#[derive(Debug, Clone, Copy)]
enum Mark {
    Month(usize),
    Minute(usize),
    Era(usize),
    EraYear(usize),
    Weekday(usize),
}

/// What a section shows numbers as.
#[derive(Debug, PartialEq)]
pub enum Kind {
    Hidden,
    General,
    Number,
    /// Fractions and powers of ten are rounded otherwise than to decimal places.
    Fraction,
    Scientific,
    Date,
}

/// A section.
pub struct Section {
    pub kind: Kind,
    /// The numbers that it is for: a sign, and what they are held against.
    pub condition: Option<(String, f64)>,
    format: NumberFormat,
    marks: Vec<Mark>,
    /// By which power of ten a number is multiplied, and to how many places it is rounded.
    scale: i32,
    places: u32,
    /// Whether one digit stands before the point.
    has_one_digit: bool,
    /// Whether years, months and days are shown.
    shows: [bool; 3],
    calendar: Option<Calendar>,
    numerals: Option<Numerals>,
    /// The words before and after noon.
    halves: Option<(&'static str, &'static str)>,
    /// Whether it has names or digits of a language that is not known.
    is_foreign: bool,
}

impl Section {
    /// Reads a section, for a workbook of some regions.
    pub fn read(tokens: &[Token], regions: &[String]) -> Option<Self> {
        let brackets = || {
            tokens.iter().filter_map(|token| match token {
                Token::Bracket(own) => Some(own.as_str()),
                _ => None,
            })
        };
        let language = brackets().find_map(language).unwrap_or(0);
        let runs = || {
            tokens.iter().filter_map(|token| match token {
                Token::Run(letter, length) => Some((*letter, *length)),
                _ => None,
            })
        };
        let halves = tokens.iter().find_map(|token| match token {
            Token::Halves(before, after) => Some((*before, *after)),
            _ => None,
        });
        let has = |wanted: &[Token]| tokens.iter().any(|token| wanted.contains(token));
        let kind = match tokens {
            [] => Kind::Hidden,
            _ if runs().next().is_some() || halves.is_some() || brackets().any(is_elapsed) => {
                Kind::Date
            }
            _ if has(&[Token::General]) => Kind::General,
            _ if tokens.iter().all(|token| matches!(token, Token::Bracket(_))) => Kind::General,
            _ if tokens.iter().all(|token| token.code().is_empty()) => Kind::Hidden,
            _ if has(&[Token::Power('+'), Token::Power('-')]) => Kind::Scientific,
            _ if has(&[Token::Other('/')]) && tokens.iter().any(is_digit) => Kind::Fraction,
            _ => Kind::Number,
        };
        let calendar = Calendar::of(language, regions);
        let numerals = brackets().find_map(|own| Numerals::of(own, language, regions));
        let mut section = Self {
            condition: brackets().find_map(condition),
            format: NumberFormat::from_sections(vec![]),
            marks: vec![],
            scale: 0,
            places: 0,
            has_one_digit: false,
            shows: [false; 3],
            halves,
            is_foreign: false,
            kind,
            calendar,
            numerals,
        };
        let code = match section.kind {
            Kind::Date => section.date_code(tokens),
            _ => section.number_code(tokens),
        };
        section.format =
            NumberFormat::parse(if code.is_empty() { "General" } else { &code }).ok()?;
        let is_date = section.kind == Kind::Date;
        let upper = |own: &str| own.to_uppercase();
        let is_unread = |own: &str| {
            upper(own).starts_with("NATNUM")
                || upper(own).starts_with("DBNUM") && numerals.is_none()
        };
        let has_names = runs().any(|(letter, length)| "md".contains(letter) && length > 2)
            || halves == Some(("AM", "PM"));
        let is_read = |(letter, length): (char, usize)| match letter {
            'g' | 'e' => calendar.is_some() || letter == 'e' && is_western(language),
            'a' => weekday(1, length, language, regions).is_some(),
            'y' => numerals.is_none() || length > 2,
            letter => letter != 'b',
        };
        // Primary languages are the ten lowest bits; English is 9. Above 16 bits are the calendar
        // and the shape of digits: 1 is ours.
        section.is_foreign = language >> 16 & !0x0101 != 0
            || brackets().any(is_unread)
            || is_date
                && (!runs().all(is_read) || has_names && ![0, 9].contains(&(language & 0x3ff)));
        Some(section)
    }

    /// The code of a number without what is done here: signs, scaling.
    fn number_code(&mut self, tokens: &[Token]) -> String {
        let power = tokens.iter().position(|token| matches!(token, Token::Power(_)));
        let power = power.unwrap_or(tokens.len());
        let point = tokens.iter().position(|token| *token == Token::Other('.'));
        let last = tokens.iter().rposition(is_digit).max(point);
        // Commas behind the last digit, and before the point, are thousands.
        let before = point.map_or(0, |at| {
            tokens[..at].iter().rev().take_while(|own| **own == Token::Other(',')).count()
        });
        let whole = &tokens[..point.unwrap_or(power)];
        self.has_one_digit = whole.iter().filter(|own| is_digit(own)).count() == 1;
        let mut code = String::new();
        for (index, token) in tokens.iter().enumerate() {
            let is_behind = last.is_some_and(|last| index > last)
                || point.is_some_and(|point| (point - before..point).contains(&index));
            match token {
                // Put in afterwards: ssfmt sets all text behind it.
                Token::General => code.extend(['"', GENERAL, '"']),
                Token::Other(',') if is_behind && self.kind == Kind::Number => self.scale -= 3,
                Token::Other('%') => {
                    self.scale += 2;
                    code += "\"%\"";
                }
                own => {
                    let is_place = point.is_some_and(|point| (point..power).contains(&index));
                    self.places += u32::from(is_digit(own) && is_place);
                    code.push_str(&own.code());
                }
            }
        }
        code
    }

    /// The code of a date, with marks for what is done here.
    fn date_code(&mut self, tokens: &[Token]) -> String {
        let part = |token: &Token| match token {
            Token::Run(letter, _) => Some(*letter),
            Token::Bracket(own) if own.eq_ignore_ascii_case("h") => Some('h'),
            Token::Bracket(own) if own.eq_ignore_ascii_case("hh") => Some('h'),
            _ => None,
        };
        let mut code = String::new();
        let mut before = None;
        for (index, token) in tokens.iter().enumerate() {
            let after = || tokens[index + 1..].iter().find_map(part);
            let mark = match token {
                Token::Run('m', length) => {
                    let is_minute = *length < 3 && (before == Some('h') || after() == Some('s'));
                    self.shows[1] |= !is_minute;
                    match is_minute {
                        true => Some(Mark::Minute(*length)),
                        false if *length < 3 => Some(Mark::Month(*length)),
                        false => None,
                    }
                }
                Token::Run('g', length) => Some(Mark::Era(*length)),
                Token::Run('e', length) if self.calendar.is_some() => Some(Mark::EraYear(*length)),
                Token::Run('a', length) => Some(Mark::Weekday(*length)),
                _ => None,
            };
            self.shows[0] |= matches!(token, Token::Run('y' | 'e', _));
            self.shows[2] |= matches!(token, Token::Run('d', 1 | 2));
            before = part(token).or(before);
            match mark {
                Some(mark) => {
                    let c = char::from_u32(MARK + self.marks.len() as u32).unwrap_or('?');
                    self.marks.push(mark);
                    code.push_str(&Token::Text(c.into()).code());
                }
                None => code.push_str(&token.code()),
            }
        }
        code
    }

    /// What is shown of a number that is not negative, with its sign.
    pub fn number(&self, number: f64, is_negative: bool) -> Shown {
        if self.is_foreign {
            return Shown::Unshown;
        }
        let largest = if self.kind == Kind::General { LARGEST_GENERAL } else { LARGEST };
        let value = match self.kind {
            Kind::General | Kind::Number if number * 10f64.powi(self.scale) >= largest => {
                return Shown::Cut(format!(
                    "{}{}",
                    if is_negative { "-" } else { "" },
                    kept(number)
                ));
            }
            Kind::Number => rounded(number, self.scale, self.places),
            // Eleven characters have room for so many places.
            Kind::General if number >= 1.0 => rounded(number, 0, 9 - number.log10() as u32),
            Kind::Scientific if self.has_one_digit => {
                let size = magnitude(number);
                rounded(number, -size, self.places) * 10f64.powi(size)
            }
            _ => number,
        };
        let format = |code: &NumberFormat| code.format(value, &FormatOptions::default());
        let mut text = format(&self.format);
        if text.contains(GENERAL)
            && let Ok(general) = NumberFormat::parse("General")
        {
            text = text.replace(GENERAL, &format(&general));
        }
        let sign = if is_negative && value != 0.0 { "-" } else { "" };
        let text = format!("{sign}{}", trimmed(&text));
        Shown::Number(match &self.numerals {
            Some(numerals) if self.kind == Kind::General => numerals.spelled_in(&text),
            Some(numerals) => numerals.digits(&text),
            None => text,
        })
    }

    /// What is shown of a date.
    pub fn date(&self, number: f64, system: DateSystem) -> Option<Shown> {
        let mut options = FormatOptions { date_system: system, ..FormatOptions::default() };
        if let Some((before, after)) = self.halves {
            (options.locale.am_string, options.locale.pm_string) = (before, after);
        }
        let [year, month, day] = self.shows;
        let (y, m, d) = serial_to_date(number, system).unwrap_or((1900, 1, 0));
        let iso = match (month, day) {
            (true, true) => Some(format!("{y:04}-{m:02}-{d:02}")),
            (true, false) => Some(format!("{y:04}-{m:02}")),
            (false, false) => Some(format!("{y:04}")),
            (false, true) => None,
        };
        let iso = iso.filter(|_| year);
        if iso.is_some() && chrono::NaiveDate::from_ymd_opt(y, m, d).is_none() {
            return None;
        }
        if self.is_foreign {
            return iso.map(|iso| Shown::Date(None, Some(iso)));
        }
        let format = |code: &str| {
            NumberFormat::parse(code).ok().map(|format| format.format(number, &options))
        };
        let two = |value: u32, length: usize| format!("{value:0width$}", width = length.min(2));
        let mut text = self.format.try_format(number, &options).ok()?;
        for (index, mark) in self.marks.iter().enumerate() {
            let own = match mark {
                Mark::Month(length) => two(m, *length),
                Mark::Minute(length) => {
                    let whole = format("h:mm:ss")?;
                    two(whole.split(':').nth(1)?.parse().ok()?, *length)
                }
                Mark::Era(length) => self.calendar?.era((y, m, d), *length)?,
                Mark::EraYear(length) => two(self.calendar?.year((y, m, d))?, *length),
                Mark::Weekday(length) => {
                    let day = serial_to_weekday(number, system);
                    weekday(day, *length, 0x804, &[])?
                }
            };
            text = text.replace(char::from_u32(MARK + index as u32)?, &own);
        }
        let text = trimmed(&text);
        let text = self.numerals.map_or(text.clone(), |numerals| numerals.date(&text));
        Some(Shown::Date(Some(text), iso))
    }
}

fn is_digit(token: &Token) -> bool {
    matches!(token, Token::Other('0' | '#' | '?'))
}

/// The language of `[$€-407]` or `[$-zh-CN]`, as a Windows LCID; none of the machine's own.
fn language(bracket: &str) -> Option<u32> {
    let (_, tag) = bracket.strip_prefix('$')?.split_once('-')?;
    let tag = tag.to_lowercase();
    let known =
        [("en", 0x409), ("zh-cn", 0x804), ("zh-hans", 0x804), ("zh-tw", 0x404), ("ja", 0x411)];
    let named = || known.into_iter().find(|(own, _)| tag.starts_with(own)).map(|(_, id)| id);
    match u32::from_str_radix(&tag, 16) {
        Ok(0xf800 | 0xf400) => None,
        Ok(id) => Some(id),
        Err(_) => Some(named().unwrap_or(0x3ff)),
    }
}

/// Whether years of no era are those of the language.
fn is_western(language: u32) -> bool {
    language & 0x3ff == 9 || [0, 0x804].contains(&(language & 0xffff))
}

/// The condition of `[>=100]`.
fn condition(bracket: &str) -> Option<(String, f64)> {
    let end = bracket.find(|c| !"<>=".contains(c)).filter(|end| *end > 0)?;
    let (sign, number) = bracket.split_at(end);
    Some((sign.into(), number.trim().parse().ok()?))
}

/// The power of ten that a number begins with.
fn magnitude(number: f64) -> i32 {
    let text = format!("{number:e}");
    text.split_once('e').and_then(|(_, size)| size.parse().ok()).unwrap_or(0)
}

/// A number times a power of ten, rounded to decimal places as Excel does: half away from zero,
/// of the 15 digits that it keeps. [`ssfmt`] rounds the binary number.
fn rounded(number: f64, power: i32, places: u32) -> f64 {
    let digits = format!("{number:.14e}");
    let moved = digits.split_once('e').and_then(|(digits, size)| {
        Decimal::from_scientific(&format!("{digits}e{}", size.parse::<i32>().ok()? + power)).ok()
    });
    let to = |number: Decimal| {
        number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero).to_f64()
    };
    // What is too small for a decimal is nothing in any format.
    moved.and_then(to).unwrap_or(0.0)
}

/// A large number with the digits that Excel keeps.
fn kept(number: f64) -> String {
    let size = magnitude(number).max(0) as usize;
    match size {
        0..30 => {
            let digits = format!("{number:.14e}").replace('.', "");
            let digits = digits.split('e').next().unwrap_or_default();
            format!("{digits:0<width$}", width = size + 1)[..size + 1].into()
        }
        _ => format!("{number:E}"),
    }
}

/// A text without the gaps that align it with others.
fn trimmed(text: &str) -> String {
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
