//! Dates as people and programs write them: `2014年5月3日`, `2014/5/3`, `May 5–7, 2014`.
//!
//! Takes the text of a date; gives the date, nothing where it is in words, or what is
//! wrong with it. EDTF, which it tries first, is read in [`SourceDate::parse`].

use super::labels::han;
use crate::model::source::{Point, SourceDate, When};

/// What a date looks like.
pub const HINT: &str =
    "a date is `2014`, `2014-05`, `2014-05-21`, or `2014/2016` from one to another";

/// Reads a date; gives nothing where it is words.
pub fn read(text: &str) -> Result<Option<SourceDate>, String> {
    let text = text.trim();
    let reason = match SourceDate::parse(text) {
        Ok(date) => return Ok(Some(date)),
        Err(reason) => reason,
    };
    if let Some(date) = in_figures(text)? {
        return Ok(Some(date));
    }
    if let Some(date) = in_words(text)? {
        return Ok(Some(date));
    }
    // Figures alone are no words.
    let has_words = text.chars().any(char::is_alphabetic);
    let is_edtf = text.split(['/', '-']).all(|part| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || "XxTZ~?%:+.".contains(c))
    });
    if has_words && !is_edtf || text.is_empty() { Ok(None) } else { Err(reason) }
}

/// A date of numbers with strokes, full stops or hyphens between them.
fn in_figures(text: &str) -> Result<Option<SourceDate>, String> {
    let Some(mark) = text.chars().find(|c| matches!(c, '/' | '.' | '-')) else { return Ok(None) };
    let parts: Vec<&str> = text.split(mark).map(str::trim).collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(is_number) {
        return Ok(None);
    }
    let number =
        |part: &str| part.parse::<u8>().map_err(|_| format!("`{part}` is no day or month"));
    let year = |part: &str| {
        part.parse::<i16>().map(Point::year).map_err(|_| format!("`{part}` is no year"))
    };
    let point = match parts.as_slice() {
        [y, m, d] if y.len() == 4 => {
            Point { month: Some(number(m)?), day: Some(number(d)?), ..year(y)? }
        }
        [y, m] if y.len() == 4 && m.len() <= 2 && mark != '-' => {
            let (first, second) = (year(y)?, number(m)?);
            let is_next = (first.year + 1) % 100 == i16::from(second);
            if is_next && !(1..=12).contains(&second) {
                let last = Point::year(first.year + 1);
                return Ok(Some(SourceDate {
                    when: When::Span(Some(first), Some(last)),
                    circa: false,
                }));
            }
            if is_next {
                return Err(format!(
                    "it may be month {second} of {y}, or {y} to {}",
                    first.year + 1
                ));
            }
            Point { month: Some(second), ..first }
        }
        [a, b, y] if y.len() == 4 => {
            let (first, second) = (number(a)?, number(b)?);
            let (day, month) = match (first, second) {
                _ if mark == '.' => (first, second),
                (13.., _) => (first, second),
                (_, 13..) => (second, first),
                _ if first == second => (first, second),
                _ => return Err("it may begin with its day or its month".into()),
            };
            Point { month: Some(month), day: Some(day), ..year(y)? }
        }
        _ => return Ok(None),
    };
    point.check()?;
    Ok(Some(SourceDate::at(point)))
}

/// One end of a date in words, as far as it is said.
#[derive(Default, Clone, Copy)]
struct End {
    year: Option<i16>,
    month: Option<u8>,
    season: Option<u8>,
    day: Option<u8>,
}

/// A date with names of months, or with 年, 月 and 日.
fn in_words(text: &str) -> Result<Option<SourceDate>, String> {
    let mut ends = vec![End::default()];
    let mut circa = false;
    for (word, unit) in words(text) {
        let Some(end) = ends.last_mut() else { return Ok(None) };
        let number = word.parse::<i16>().ok().or_else(|| han(&word).map(i16::from));
        let part = |number: i16| u8::try_from(number).ok();
        let is_free = match (unit, number, named(&word)) {
            ('年', Some(number), _) if word.len() >= 4 => end.year.replace(number).is_none(),
            ('月', Some(number), _) => end.month.replace(part(number).unwrap_or(0)).is_none(),
            ('日' | '号', Some(number), _) => {
                end.day.replace(part(number).unwrap_or(0)).is_none()
            }
            (_, Some(number), _) if word.len() == 4 && word.is_ascii() => {
                end.year.replace(number).is_none()
            }
            (_, Some(number @ 1..=31), _) => end.day.replace(part(number).unwrap_or(0)).is_none(),
            (_, None, Some(Named::Month(month))) => end.month.replace(month).is_none(),
            (_, None, Some(Named::Season(season))) => end.season.replace(season).is_none(),
            (_, None, None) if matches!(word.as_str(), "-" | "to" | "至" | "到") => {
                ends.push(End::default());
                true
            }
            (_, None, None) if matches!(word.as_str(), "c" | "ca" | "circa" | "约") => {
                circa = true;
                true
            }
            (_, None, None)
                if matches!(
                    word.as_str(),
                    "th" | "st" | "nd" | "rd" | "of" | "the" | "and" | "季"
                ) =>
            {
                true
            }
            _ => false,
        };
        if !is_free {
            return Ok(None);
        }
    }
    let [first, rest @ ..] = ends.as_mut_slice() else { return Ok(None) };
    let when = match rest {
        [] => match point(first)? {
            Some(point) => When::At(point),
            None => return Ok(None),
        },
        [last] => {
            // What is said once holds for both: `5–7 May 2014`, `2014年5—6月`.
            if first.month.is_none() && last.day.is_none() && last.month.is_some() {
                first.month = first.day.take().or(last.month);
            }
            first.year = first.year.or(last.year);
            last.year = last.year.or(first.year);
            if first.season.is_none() && first.month.is_none() && first.day.is_some() {
                first.month = last.month;
            }
            if last.month.is_none() && last.day.is_some() {
                last.month = first.month;
            }
            match (point(first)?, point(last)?) {
                (Some(first), Some(last)) if last.year < first.year => {
                    return Err("it ends before it begins".into());
                }
                (Some(first), Some(last)) => When::Span(Some(first), Some(last)),
                _ => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    Ok(Some(SourceDate { when, circa }))
}

fn point(end: &End) -> Result<Option<Point>, String> {
    let Some(year) = end.year else { return Ok(None) };
    if end.day.is_some() && end.month.is_none() || end.season.is_some() && end.day.is_some() {
        return Ok(None);
    }
    let point = Point { year, month: end.month, day: end.day, season: end.season };
    point.check()?;
    Ok(Some(point))
}

/// The words and numbers of a text, each with the sign that says what it counts; dashes are `-`.
fn words(text: &str) -> Vec<(String, char)> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Digit,
        Han,
        Letter,
    }
    let kind = |c: char| match c {
        _ if c.is_ascii_digit() => Some(Kind::Digit),
        _ if "〇一二三四五六七八九十".contains(c) => Some(Kind::Han),
        _ if c.is_alphabetic() => Some(Kind::Letter),
        _ => None,
    };
    let mut words: Vec<(String, char)> = vec![];
    let mut last = None;
    for c in text.chars() {
        let now = kind(c);
        let counted = matches!(last, Some(Kind::Digit | Kind::Han));
        match (words.last_mut(), now) {
            (Some((_, unit)), _) if counted && "年月日号".contains(c) => {
                *unit = c;
                last = None;
                continue;
            }
            (Some((word, _)), Some(_))
                if now == last && c.is_ascii() | (now == Some(Kind::Han)) =>
            {
                word.extend(c.to_lowercase());
            }
            (_, Some(_)) => words.push((c.to_lowercase().collect(), ' ')),
            (_, None) if matches!(c, '-' | '–' | '—' | '~' | '～') => {
                // Two dashes are one.
                if words.last().is_none_or(|(word, _)| word != "-") {
                    words.push(("-".into(), ' '));
                }
            }
            (_, None) if c.is_whitespace() || ".,，、".contains(c) => {}
            (_, None) => words.push((c.into(), ' ')),
        }
        last = now;
    }
    // A year in Han numerals.
    for (word, unit) in &mut words {
        if *unit == '年' && word.chars().count() == 4 && !word.is_ascii() {
            let digit = |c| "〇一二三四五六七八九".chars().position(|han| han == c);
            *word = word.chars().filter_map(digit).map(|digit| digit.to_string()).collect();
        }
    }
    words
}

pub enum Named {
    Month(u8),
    Season(u8),
}

/// A month or a season by its English name, in full or by three letters; a season in Chinese.
pub fn named(word: &str) -> Option<Named> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let season = match word.as_str() {
        "spring" | "春" => Some(1),
        "summer" | "夏" => Some(2),
        "autumn" | "fall" | "秋" => Some(3),
        "winter" | "冬" => Some(4),
        _ => None,
    };
    if let Some(season) = season {
        return Some(Named::Season(season));
    }
    let is_it = |name: &&str| word == **name || word.len() >= 3 && name.starts_with(&word);
    let month = MONTHS.iter().position(is_it)?;
    u8::try_from(month + 1).ok().map(Named::Month)
}
