//! Dates of BibLaTeX, and those of BibTeX in three fields.

use super::bib::Tex;
use super::dates::{Named, named, read};
use super::labels::han;
use crate::model::source::{Point, SourceDate, When};

/// A field that is a date by itself; one that is not, says why.
pub fn date_field(tex: &Tex, field: &str) -> Option<Result<SourceDate, String>> {
    let text = tex.text(field)?;
    Some(read(&text).and_then(|date| date.map_or_else(|| SourceDate::parse(&text), Ok)))
}

/// Two years in one: `1920-21`, `2019/20`. BibTeX has no seasons by number, and what may be
/// a month as well stays as it is.
struct TwoYears {
    written: String,
    ends: Option<(i16, i16)>,
}

fn two_years(text: &str) -> Option<TwoYears> {
    let plain = text.replace("--", "-").replace(['–', '—', '/'], "-");
    let (first, second) = plain.split_once('-')?;
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if first.len() != 4 || second.len() != 2 || !is_digits(first) || !is_digits(second) {
        return None;
    }
    let (first, second) = (first.parse::<i16>().ok()?, second.parse::<i16>().ok()?);
    let is_later = second > first % 100;
    match (is_later, (1..=12).contains(&second)) {
        (true, false) => Some(TwoYears {
            written: text.into(),
            ends: Some((first, first - first % 100 + second)),
        }),
        (true, true) if second == first % 100 + 1 => {
            Some(TwoYears { written: text.into(), ends: None })
        }
        _ => None,
    }
}

impl TwoYears {
    /// The date, with the season that `month` may have: a winter is of both years.
    fn in_season(self, month: Option<&str>) -> SourceDate {
        match (self.ends, month) {
            (Some((first, last)), None) => {
                let ends = When::Span(Some(Point::year(first)), Some(Point::year(last)));
                SourceDate { when: ends, circa: false }
            }
            (_, Some(month)) => {
                SourceDate::words(format!("{month} {}", self.written.replace("--", "–")))
            }
            (None, None) => SourceDate::words(self.written.replace("--", "–")),
        }
    }
}

/// A date in `year`, `month` and `day`; else the field that is wrong, and why. A year
/// in words is printed as it is: BibTeX asks for no more.
pub fn three_fields(tex: &Tex) -> Option<Result<SourceDate, (&'static str, String)>> {
    let year = tex.text("year")?;
    if let Some(two) = two_years(&year) {
        return Some(Ok(two.in_season(tex.text("month").as_deref())));
    }
    let plain = year.replace("--", "/").replace(['–', '—'], "/");
    let parsed = SourceDate::parse(&plain)
        .or_else(|_| SourceDate::parse(&plain.replace('-', "/")))
        .map(Some)
        .or_else(|_| read(&year));
    let in_words = || {
        let fields = ["day", "month"].iter().filter_map(|field| tex.text(field));
        let text = fields.chain([year.clone()]).collect::<Vec<_>>().join(" ").replace('~', " ");
        match read(&text) {
            Ok(Some(date)) => Ok(date),
            Ok(None) => Ok(SourceDate::words(text)),
            Err(reason) if tex.text("month").is_some() => Err(("month", reason)),
            Err(_) => Ok(SourceDate::words(text)),
        }
    };
    let (mut point, circa) = match parsed {
        Ok(Some(SourceDate { when: When::At(point), circa })) => (point, circa),
        // A range, or words.
        Ok(Some(date)) => return Some(Ok(date)),
        Ok(None) | Err(_) => return Some(in_words()),
    };
    let Some(month) = tex.text("month").filter(|_| point.month.is_none()) else {
        return Some(Ok(SourceDate { when: When::At(point), circa }));
    };
    let mut names = vec![];
    let mut numbers = vec![];
    for word in month.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = word.trim_end_matches('月');
        match (word.parse::<u8>().ok().or_else(|| han(word)), named(word)) {
            (Some(number), _) => numbers.push(number),
            (_, Some(found)) => names.push(found),
            _ if matches!(word, "th" | "st" | "nd" | "rd" | "and") => {}
            _ => return Some(in_words()),
        }
    }
    let mut last_day = None;
    let day = match tex.text("day") {
        Some(day) => {
            let days = day.replace("--", "-").replace(['–', '—'], "-");
            let days = days.split('-').map(|day| day.trim().trim_end_matches(['日', '号']).parse());
            match days.collect::<Result<Vec<u8>, _>>().as_deref() {
                Ok([day]) => Some(*day),
                Ok([first, last]) if first < last => {
                    last_day = Some(*last);
                    Some(*first)
                }
                _ => return Some(Err(("day", "a day is a number".into()))),
            }
        }
        None if names.is_empty() => None,
        None if numbers.len() > 1 => return Some(in_words()),
        None => numbers.first().copied(),
    };
    let at = |named: &Named| match *named {
        Named::Month(month) => Point { month: Some(month), ..point },
        Named::Season(season) => Point { season: Some(season), ..point },
    };
    let point_of = match (names.as_slice(), numbers.as_slice()) {
        ([first, last], []) => {
            let when = When::Span(Some(at(first)), Some(at(last)));
            return Some(Ok(SourceDate { when, circa }));
        }
        ([one], _) => at(one),
        ([], [month]) => Point { month: Some(*month), ..point },
        ([], [from, to]) => {
            let month = |month: &u8| Point { month: Some(*month), ..point };
            if let Err(reason) = month(from).check().and(month(to).check()) {
                return Some(Err(("month", reason)));
            }
            let when = When::Span(Some(month(from)), Some(month(to)));
            return Some(Ok(SourceDate { when, circa }));
        }
        _ => return Some(in_words()),
    };
    point = Point { day, ..point_of };
    let last = last_day.map(|day| Point { day: Some(day), ..point });
    if let Err(reason) = point.check().and(last.map_or(Ok(()), |last| last.check())) {
        return Some(Err((if day.is_some() { "day" } else { "month" }, reason)));
    }
    let when = match last {
        Some(last) => When::Span(Some(point), Some(last)),
        None => When::At(point),
    };
    Some(Ok(SourceDate { when, circa }))
}
