//! Dates of tables: as EDTF has them, and as Excel and people write them.
//!
//! Takes text, and the names of months; gives a date where there is one reading, or
//! tells all that there are. Never guesses whether a day or a month comes first; a year of
//! two digits is one of this century where Excel takes it for that, behind a month by name.

use chrono::{Days, Month, NaiveDate, Weekday};

use crate::model::date::Date;
use crate::model::language::Language;
use crate::model::locator::han;

/// What is wrong with a date, and how to mend it.
pub type Doubt = (String, String);

const FORMS: &str = "dates are `2015`, `2015-06` or `2015-06-23`";

/// A part of a date, with what stands before it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    /// A number, how many digits it has, and the unit behind it: `y`, `m`, `d`.
    Number(u32, usize, Option<char>),
    Month(u32),
}

/// Reads a date.
///
/// # Errors
/// When it is none, or is one in more than one way.
pub fn read(text: &str, languages: &[Language]) -> Result<Date, Doubt> {
    let error = match text.parse::<Date>() {
        Ok(date) => return Ok(date),
        Err(error) => error.0,
    };
    let none = || (error.clone(), FORMS.to_string());
    let plain: String = numbered(text).chars().map(narrow).collect();
    let parts = parts(without_time(&plain), languages).ok_or_else(none)?;
    if let [Part::Number(serial, 5, None)] = parts[..] {
        let first = NaiveDate::from_ymd_opt(1899, 12, 30);
        let day = first.and_then(|day| day.checked_add_days(Days::new(u64::from(serial))));
        let day = day.ok_or_else(none)?.format("%Y-%m-%d");
        let hint = format!("as Excel counts days, `{serial}` is {day}: give it as `{day}`");
        return Err((error, hint));
    }
    if let Some(hint) = yearless(&parts, &plain) {
        return Err((format!("`{text}` does not say its year"), hint));
    }
    let mut readings = readings(&parts).ok_or_else(none)?;
    readings.dedup();
    match &readings[..] {
        [] => Err(none()),
        [iso] if !is_short(&parts) || has_name(&parts) => iso.parse().map_err(|_| none()),
        [iso] => {
            let message = format!("`{text}` may be {iso}, or of another century");
            Err((message, format!("write the year in full: `{iso}`")))
        }
        all => {
            let said: Vec<String> = all.iter().map(|iso| format!("`{iso}`")).collect();
            let message = format!("`{text}` may be {}", said.join(" or "));
            Err((message, format!("write {}", said.join(" or "))))
        }
    }
}

/// A date whose numbers are in digits: 二〇二四年五月一日 is 2024年5月1日.
fn numbered(text: &str) -> String {
    let mut all = String::new();
    let mut numeral = String::new();
    for c in text.chars() {
        if c == '零' || c == '〇' || han(c.encode_utf8(&mut [0; 4])).is_some_and(|n| n < 11) {
            numeral.push(if c == '零' { '〇' } else { c });
            continue;
        }
        let number = han(&numeral).filter(|_| unit(c).is_some());
        all += &number.map_or_else(|| numeral.clone(), |number| number.to_string());
        numeral.clear();
        all.push(c);
    }
    all + &numeral
}

/// Full-width forms as ASCII.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '／' | '．' | '－' | '，' | '（' | '）' => {
            char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
        }
        '\u{3000}' | '\u{a0}' => ' ',
        '–' | '\u{2010}' | '\u{2011}' => '-',
        _ => c,
    }
}

/// A date without the time of day behind it, as databases write one.
fn without_time(text: &str) -> &str {
    let Some((date, time)) = text.split_once(['T', ' ']).filter(|(date, _)| date.len() >= 8) else {
        return text;
    };
    let time = time.trim().trim_end_matches('Z');
    let is_time = time.split(':').count() >= 2
        && time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'));
    if is_time { date } else { text }
}

/// The numbers and months of a date, if it is of nothing else.
fn parts(text: &str, languages: &[Language]) -> Option<Vec<Part>> {
    let mut parts = vec![];
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let end = |is_in: fn(char) -> bool| rest.find(|c| !is_in(c)).unwrap_or(rest.len());
        let taken = if first.is_ascii_digit() {
            let taken = end(|c| c.is_ascii_digit());
            let number = rest[..taken].parse().ok().filter(|_| taken <= 8)?;
            parts.push(Part::Number(number, taken, None));
            taken
        } else if let Some(unit) = unit(first) {
            match parts.last_mut() {
                Some(Part::Number(_, _, own @ None)) => *own = Some(unit),
                _ => return None,
            }
            first.len_utf8()
        } else if first.is_alphabetic() {
            let taken = end(char::is_alphabetic);
            let word = &rest[..taken];
            match month(word, languages) {
                Some(month) => parts.push(Part::Month(month)),
                // A day of the week and the ending of a number add nothing.
                None if word.parse::<Weekday>().is_ok() || is_weekday(word) => {}
                None if matches!(parts.last(), Some(Part::Number(_, 1 | 2, None)))
                    && ["st", "nd", "rd", "th"].contains(&word) => {}
                None => return None,
            }
            taken
        } else if matches!(first, ' ' | '/' | '-' | '.' | ',' | '(' | ')') {
            first.len_utf8()
        } else {
            return None;
        };
        rest = &rest[taken..];
    }
    Some(parts)
}

/// Whether a word is a day of the week, as Chinese formats of Excel have it.
fn is_weekday(word: &str) -> bool {
    let day = ["星期", "礼拜", "周", "週"].into_iter().find_map(|start| word.strip_prefix(start));
    day.is_some_and(|day| ["一", "二", "三", "四", "五", "六", "日", "天"].contains(&day))
}

/// What a number is that has a unit, as in `2015年6月23日`.
fn unit(c: char) -> Option<char> {
    match c {
        '年' => Some('y'),
        '月' => Some('m'),
        '日' | '号' | '號' => Some('d'),
        _ => None,
    }
}

/// The month that a word names in one of the languages, or in English, as Excel writes it.
fn month(word: &str, languages: &[Language]) -> Option<u32> {
    let word = word.to_lowercase();
    let own = languages.iter().map(|language| &language.table.dates.months);
    let named = |names: &Vec<String>| {
        let is_it = |name: &String| {
            let name = name.to_lowercase();
            name == word || word.chars().count() >= 3 && name.starts_with(&word)
        };
        let mut found = (1..).zip(names).filter(|(_, name)| is_it(name)).map(|(month, _)| month);
        found.next().filter(|_| found.next().is_none())
    };
    let english = || word.parse::<Month>().ok().map(|month| month.number_from_month());
    let short = || (word == "sept").then_some(9);
    own.filter(|names| names.len() == 12).find_map(named).or_else(english).or_else(short)
}

/// How to mend a day that has no year. `May-24` is a month, as Excel writes one, and `24-May` a
/// day.
fn yearless(parts: &[Part], text: &str) -> Option<String> {
    use Part::{Month, Number};
    let written = |m: u32, d: u32| format!("write it with its year, as `2015-{m:02}-{d:02}`");
    let day = |m: u32, d: u32| NaiveDate::from_ymd_opt(2000, m, d).map(|_| written(m, d));
    match *parts {
        [Number(d, 1 | 2, None), Month(m)] | [Month(m), Number(d, 1, None)] => day(m, d),
        [Month(m), Number(d, 2, None)] if !text.contains('-') => {
            day(m, d).map(|hint| format!("{hint}; or the month as `20{d:02}-{m:02}`"))
        }
        [Number(m, 1 | 2, Some('m')), Number(d, 1 | 2, Some('d') | None)] => day(m, d),
        [Number(a, 1 | 2, None), Number(b, 1 | 2, None)] => {
            day(a, b).or(day(b, a)).map(|_| FORMS.to_string())
        }
        _ => None,
    }
}

/// Whether a month has its name.
fn has_name(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part, Part::Month(_)))
}

/// Whether a year has two digits.
fn is_short(parts: &[Part]) -> bool {
    !parts.iter().any(|part| matches!(part, Part::Number(_, 4 | 8, _)))
}

/// The years that two digits may be. To Excel, 00 to 29 are of this century.
fn centuries(short: u32) -> impl Iterator<Item = u32> {
    [1900 + short, 2000 + short].into_iter().skip(usize::from(short < 30))
}

/// What a date may be, in ISO 8601; nothing, where it is none.
fn readings(parts: &[Part]) -> Option<Vec<String>> {
    use Part::{Month, Number};
    let day = |y: u32, m: u32, d: u32| {
        NaiveDate::from_ymd_opt(y as i32, m, d).map(|_| format!("{y:04}-{m:02}-{d:02}"))
    };
    let month = |y: u32, m: u32| (1..=12).contains(&m).then(|| format!("{y:04}-{m:02}"));
    let full = |short: u32| if short < 100 { 2000 + short } else { short };
    let one = |iso: Option<String>| iso.into_iter().collect::<Vec<_>>();
    Some(match *parts {
        [Number(y, 4, Some('y'))] => vec![format!("{y:04}")],
        [Number(y, 4, Some('y')), Number(m, 1 | 2, Some('m'))] => one(month(y, m)),
        [
            Number(y, 4, Some('y')),
            Number(m, 1 | 2, Some('m')),
            Number(d, 1 | 2, Some('d') | None),
        ] => one(day(y, m, d)),
        [Number(all, 8, None)] => one(day(all / 10_000, all / 100 % 100, all % 100)),
        [Number(y, 4, None), Number(m, 1 | 2, None)]
        | [Number(m, 1 | 2, None), Number(y, 4, None)] => one(month(y, m)),
        [Number(y, 4, None), Month(m)] | [Month(m), Number(y, 4, None)] => one(month(y, m)),
        // A year first has the month next, everywhere.
        [Number(y, 4, None), Number(m, 1 | 2, None), Number(d, 1 | 2, None)] => one(day(y, m, d)),
        [Number(y, 4, None), Month(m), Number(d, 1 | 2, None)]
        | [Number(d, 1 | 2, None), Month(m), Number(y, 4, None)]
        | [Month(m), Number(d, 1 | 2, None), Number(y, 4, None)]
        | [Number(y, 4, None), Number(d, 1 | 2, None), Month(m)] => one(day(y, m, d)),
        [Number(a, 1 | 2, None), Number(b, 1 | 2, None), Number(y, 4, None)] => {
            [day(y, a, b), day(y, b, a)].into_iter().flatten().collect()
        }
        [Month(m), Number(y, 2, None)] => centuries(y).filter_map(|y| month(y, m)).collect(),
        [Number(d, 1 | 2, None), Month(m), Number(y, 2, None)]
        | [Month(m), Number(d, 1 | 2, None), Number(y, 2, None)] => {
            centuries(y).filter_map(|y| day(y, m, d)).collect()
        }
        [Number(a, 1 | 2, None), Number(b, 1 | 2, None), Number(c, 1 | 2, None)] => {
            let all = [day(full(c), a, b), day(full(c), b, a), day(full(a), b, c)];
            all.into_iter().flatten().collect()
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let read = read(text, &[]);
        match &read {
            Ok(date) => {
                let (y, m, d) = date.parts();
                let part = |n: Option<u32>| n.map_or(String::new(), |n| format!("-{n:02}"));
                format!("{y:04}{}{}", part(m), part(d))
            }
            Err((message, _)) => message.clone(),
        }
    }

    #[test]
    fn a_date_with_one_reading_is_read() {
        for (text, iso) in [
            ("2024", "2024"),
            ("2024-05", "2024-05"),
            ("2024-05-01", "2024-05-01"),
            ("2024/5/1", "2024-05-01"),
            ("2024.5.1", "2024-05-01"),
            ("2024-5-1", "2024-05-01"),
            ("2024/05", "2024-05"),
            ("5/2024", "2024-05"),
            ("20240501", "2024-05-01"),
            ("2024年5月1日", "2024-05-01"),
            ("2024 年 5 月 1 日", "2024-05-01"),
            ("2024年05月", "2024-05"),
            ("2024年", "2024"),
            ("２０２４／５／１", "2024-05-01"),
            ("1 Dec 2026", "2026-12-01"),
            ("1-Dec-2026", "2026-12-01"),
            ("Dec 1, 2026", "2026-12-01"),
            ("1st December 2026", "2026-12-01"),
            ("Tuesday, 1 December 2026", "2026-12-01"),
            ("Sept 2026", "2026-09"),
            ("December 2026", "2026-12"),
            ("13/1/2026", "2026-01-13"),
            ("1/13/2026", "2026-01-13"),
            ("31.12.2026", "2026-12-31"),
            ("04/04/2026", "2026-04-04"),
            ("2026-12-01 00:00:00", "2026-12-01"),
            ("2026-12-01T09:30:00Z", "2026-12-01"),
            ("2026/12/1 9:30", "2026-12-01"),
            ("1-Dec-26", "2026-12-01"),
            ("24-May-24", "2024-05-24"),
            ("Dec 1, 26", "2026-12-01"),
            ("May-24", "2024-05"),
            ("2024年5月1日星期三", "2024-05-01"),
            ("2024年5月1日（周三）", "2024-05-01"),
            ("2024/5/1 星期三", "2024-05-01"),
            ("星期三, 2024-05-01", "2024-05-01"),
            ("二〇二四年五月一日", "2024-05-01"),
            ("二零二四年十二月三十一日", "2024-12-31"),
            ("二〇二四年五月", "2024-05"),
            ("2024年十月", "2024-10"),
        ] {
            assert_eq!(said(text), iso, "{text}");
        }
    }

    #[test]
    fn a_date_with_two_readings_tells_both() {
        for (text, message) in [
            ("03/04/2026", "`03/04/2026` may be `2026-03-04` or `2026-04-03`"),
            ("3.4.2026", "`3.4.2026` may be `2026-03-04` or `2026-04-03`"),
            ("1-Dec-46", "`1-Dec-46` may be `1946-12-01` or `2046-12-01`"),
            ("May-85", "`May-85` may be `1985-05` or `2085-05`"),
            ("5/1/24", "`5/1/24` may be `2024-05-01` or `2024-01-05` or `2005-01-24`"),
            ("13/13/26", "`13/13/26` is not a date"),
            ("25/12/31", "`25/12/31` may be `2031-12-25` or `2025-12-31`"),
        ] {
            assert_eq!(said(text), message, "{text}");
        }
    }

    #[test]
    fn a_day_without_its_year_says_how_to_write_it() {
        for (text, hint) in [
            ("24-May", "write it with its year, as `2015-05-24`"),
            ("1 Dec", "write it with its year, as `2015-12-01`"),
            ("May 24", "write it with its year, as `2015-05-24`; or the month as `2024-05`"),
            ("May 1", "write it with its year, as `2015-05-01`"),
            ("5月1日", "write it with its year, as `2015-05-01`"),
            ("3/4", FORMS),
        ] {
            let told = (format!("`{text}` does not say its year"), hint.to_string());
            assert_eq!(read(text, &[]).unwrap_err(), told, "{text}");
        }
    }

    #[test]
    fn a_day_as_excel_counts_it_is_named() {
        let hint = "as Excel counts days, `46115` is 2026-04-03: give it as `2026-04-03`";
        assert_eq!(read("46115", &[]).unwrap_err().1, hint);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "June",
            "soon",
            "45413",
            "2024-13-01",
            "2024/13/1",
            "2024/2/30",
            "3/4",
            "1 Dec",
            "2024年13月",
            "5月1日",
            "2024-05-01/2024-06-01",
            "1.2.3.4",
            "2024-05-01 soon",
            "99999999",
            "Dec Dec 2026",
            "2024日5月1年",
            "十二月",
            "二〇二四年二十日",
            "二〇二四五一",
            "2024年5月1日星期",
        ] {
            assert!(read(text, &[]).is_err(), "{text}");
        }
    }
}
