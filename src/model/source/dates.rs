//! Dates of sources: EDTF (ISO 8601-2) level 1, as BibLaTeX and CSL have it.
//!
//! Takes text; gives a date at the precision given, or what is wrong with it.
//! Never adds a month or a day that nobody gave.

use chrono::NaiveDate;

/// A year, a month of it, a day, or a season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Point {
    /// Of the Christian era; 0 is 1 BC.
    pub year: i16,
    /// From 1.
    pub month: Option<u8>,
    pub day: Option<u8>,
    /// From 1, spring, to 4.
    pub season: Option<u8>,
}

/// When something was.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum When {
    At(Point),
    /// From one time to another, either of which may be open.
    Span(Option<Point>, Option<Point>),
    /// In words, printed as they are.
    Words(String),
}

/// A date of a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SourceDate {
    pub when: When,
    /// Uncertain or approximate.
    pub circa: bool,
}

impl SourceDate {
    pub(crate) fn at(point: Point) -> Self {
        Self { when: When::At(point), circa: false }
    }

    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self { when: When::Words(text.into()), circa: false }
    }

    /// Reads a date or a range of dates.
    ///
    /// # Errors
    /// When it is neither, with what is wrong with it.
    ///
    /// ```
    /// use diptych::model::source::SourceDate;
    ///
    /// assert!(SourceDate::parse("2019-01/2019-03").is_ok());
    /// assert!(SourceDate::parse("2019/2018").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (plain, circa) = certain(text);
        let when = match plain.split_once('/') {
            None => covered(plain)?,
            Some((from, to)) => {
                let end = |text: &str| match certain(text.trim()).0 {
                    "" | ".." | "open" | "unknown" => Ok(None),
                    text => covered(text).map(Some),
                };
                let first = end(from)?.and_then(|when| when.first());
                let last = end(to)?.and_then(|when| when.last());
                if let (Some(first), Some(last)) = (&first, &last)
                    && last.key() < first.key()
                {
                    return Err("it ends before it begins".into());
                }
                if first.is_none() && last.is_none() {
                    return Err("it neither begins nor ends".into());
                }
                When::Span(first, last)
            }
        };
        let circa = circa || text.split('/').any(|part| certain(part.trim()).1);
        Ok(Self { when, circa })
    }
}

/// Text without the signs that it is uncertain, and whether it has them.
fn certain(text: &str) -> (&str, bool) {
    let plain = text.trim_end_matches(['?', '~', '%']);
    (plain, plain.len() < text.len())
}

/// A date as written; one with unknown digits covers several years.
fn covered(text: &str) -> Result<When, String> {
    let text = text.split(['T', 't']).next().unwrap_or(text).trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix(['y', 'Y']).unwrap_or(text)),
    };
    let mut parts = digits.split('-');
    let year = parts.next().unwrap_or_default();
    let (month, day) = (parts.next(), parts.next());
    let is_unknown = |part: &&str| part.chars().all(|c| matches!(c, 'X' | 'x' | 'u'));
    if parts.next().is_some() {
        return Err("a date has a year, a month and a day".into());
    }
    let known = year.trim_end_matches(['X', 'x', 'u']);
    let wide = year.len() - known.len();
    let is_long = text.starts_with(['y', 'Y']) && year.len() > 4;
    let is_year = known.bytes().all(|b| b.is_ascii_digit()) && (year.len() == 4 || is_long);
    if known.is_empty() || !is_year {
        return Err("it does not begin with a year of four digits".into());
    }
    let number = |text: &str| text.parse::<i16>().map(|n| sign * n);
    let far = |_| "its year is too far off".to_string();
    if wide > 0 {
        if wide > 2 || month.is_some_and(|month| !is_unknown(&month)) {
            return Err("a year with unknown digits stands alone".into());
        }
        let first = number(&format!("{known}{}", "0".repeat(wide))).map_err(far)?;
        let last = number(&format!("{known}{}", "9".repeat(wide))).map_err(far)?;
        return Ok(When::Span(Some(Point::year(first)), Some(Point::year(last))));
    }
    let mut point = Point::year(number(known).map_err(far)?);
    let part = |text: &str| text.parse::<u8>().ok().filter(|_| text.len() <= 2);
    if let Some(month) = month.filter(|month| !is_unknown(month)) {
        match part(month) {
            Some(n @ 1..=12) => point.month = Some(n),
            Some(n @ 21..=24) => point.season = Some(n - 20),
            _ => return Err(format!("`{month}` is no month")),
        }
    }
    if let Some(day) = day.filter(|day| !is_unknown(day)) {
        point.day = Some(part(day).ok_or(format!("`{day}` is no day"))?);
        point.check()?;
    }
    Ok(When::At(point))
}

impl When {
    fn first(self) -> Option<Point> {
        match self {
            Self::At(point) => Some(point),
            Self::Span(from, _) => from,
            Self::Words(_) => None,
        }
    }

    fn last(self) -> Option<Point> {
        match self {
            Self::At(point) => Some(point),
            Self::Span(_, to) => to,
            Self::Words(_) => None,
        }
    }
}

impl Point {
    pub(crate) fn year(year: i16) -> Self {
        Self { year, month: None, day: None, season: None }
    }

    /// Whether its month and its day are in the calendar.
    pub(crate) fn check(&self) -> Result<(), String> {
        if let Some(month) = self.month.filter(|month| !(1..=12).contains(month)) {
            return Err(format!("`{month}` is no month"));
        }
        let Some(day) = self.day else { return Ok(()) };
        let Some(month) = self.month else { return Err("it has a day without a month".into()) };
        NaiveDate::from_ymd_opt(self.year.into(), month.into(), day.into())
            .map(|_| ())
            .ok_or(format!("`{day}` is no day of month {month}"))
    }

    fn key(&self) -> (i16, u8, u8) {
        let month = self.month.or(self.season.map(|season| season * 3)).unwrap_or_default();
        (self.year, month, self.day.unwrap_or_default())
    }
}
