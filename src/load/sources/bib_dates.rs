//! Dates of BibLaTeX, and those of BibTeX in three fields.

use super::bib::Tex;
use crate::model::source::{Point, SourceDate, When};

/// A field that is a date by itself; one that is not, says why.
pub fn date_field(tex: &Tex, field: &str) -> Option<Result<SourceDate, String>> {
    tex.text(field).map(|text| SourceDate::parse(&text))
}

/// A date in `year`, `month` and `day`; else the field that is wrong, and why. A year
/// in words is printed as it is: BibTeX asks for no more.
pub fn three_fields(tex: &Tex) -> Option<Result<SourceDate, (&'static str, String)>> {
    let year = tex.text("year")?;
    let plain = year.replace("--", "/").replace(['–', '—'], "/");
    let parsed = SourceDate::parse(&plain).or_else(|_| SourceDate::parse(&plain.replace('-', "/")));
    let Ok(SourceDate { when: When::At(mut point), circa }) = parsed else {
        // A range, or words.
        let month = tex.text("month").map(|month| format!("{month} ")).unwrap_or_default();
        let words = || SourceDate::words(format!("{month}{year}").replace('~', " "));
        return Some(Ok(parsed.unwrap_or_else(|_| words())));
    };
    let Some(month) = tex.text("month") else {
        return Some(Ok(SourceDate { when: When::At(point), circa }));
    };
    let mut names = vec![];
    let mut numbers = vec![];
    for word in month.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = word.trim_end_matches('月');
        match (word.parse::<u8>(), month_named(word)) {
            (Ok(number), _) => numbers.push(number),
            (_, Some(found)) => names.push(found),
            _ if matches!(word, "th" | "st" | "nd" | "rd" | "and") => {}
            _ => return Some(Ok(SourceDate::words(format!("{month} {year}")))),
        }
    }
    let day = match tex.text("day") {
        Some(day) => match day.parse::<u8>() {
            Ok(day) => Some(day),
            Err(_) => return Some(Err(("day", "a day is a number".into()))),
        },
        None if names.is_empty() => None,
        None if numbers.len() > 1 => return Some(Ok(SourceDate::words(format!("{month} {year}")))),
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
            return Some(Ok(SourceDate {
                when: When::Span(Some(month(from)), Some(month(to))),
                circa,
            }));
        }
        _ => return Some(Ok(SourceDate::words(format!("{month} {year}")))),
    };
    point = Point { day, ..point_of };
    if let Err(reason) = point.check() {
        return Some(Err((if day.is_some() { "day" } else { "month" }, reason)));
    }
    Some(Ok(SourceDate { when: When::At(point), circa }))
}

enum Named {
    Month(u8),
    Season(u8),
}

/// A month or a season by its English name, in full or by three letters.
fn month_named(word: &str) -> Option<Named> {
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
        "spring" => Some(1),
        "summer" => Some(2),
        "autumn" | "fall" => Some(3),
        "winter" => Some(4),
        _ => None,
    };
    if let Some(season) = season {
        return Some(Named::Season(season));
    }
    let is_it = |name: &&str| word == **name || word.len() >= 3 && name.starts_with(&word);
    let month = MONTHS.iter().position(is_it)?;
    u8::try_from(month + 1).ok().map(Named::Month)
}
