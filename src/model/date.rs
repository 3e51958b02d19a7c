//! Dates at the precision given: EDTF (ISO 8601-2) level 0, and open intervals.
//!
//! Takes text such as `2002-06` or `2014-05/..`; gives a [`Edtf`] that sorts
//! and prints by a language's patterns. Never adds a month or a day that
//! nobody gave.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::model::language::DatePatterns;

/// A date of the proleptic Gregorian calendar, to a year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

/// A date or an interval of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edtf {
    /// One date.
    Date(Date),
    /// From one date to another; open when there is no end yet.
    Interval(Date, Option<Date>),
}

/// What is wrong with a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadDate(pub String);

impl fmt::Display for BadDate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Date {
    /// The first day that the date covers.
    pub fn first_day(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            .expect("dates are checked when they are read")
    }

    /// Year, month and day, as far as they are given.
    pub fn parts(&self) -> (i32, Option<u32>, Option<u32>) {
        (self.year, self.month, self.day)
    }

    /// Prints the date by a language's patterns.
    pub fn print(&self, patterns: &DatePatterns) -> String {
        let pattern = match (self.month, self.day) {
            (None, _) => &patterns.year,
            (Some(_), None) => &patterns.month,
            (Some(_), Some(1)) => patterns.first_day.as_ref().unwrap_or(&patterns.day),
            (Some(_), Some(_)) => &patterns.day,
        };
        let month = self.month.and_then(|m| patterns.months.get(m as usize - 1));
        pattern
            .replace("{year}", &self.year.to_string())
            .replace("{month}", month.map_or("", String::as_str))
            .replace("{day}", &self.day.map(|d| d.to_string()).unwrap_or_default())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        [self.month, self.day].into_iter().flatten().try_for_each(|part| write!(f, "-{part:02}"))
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Interval(from, None) => write!(f, "{from}/.."),
            Self::Interval(from, Some(to)) => write!(f, "{from}/{to}"),
        }
    }
}

impl FromStr for Date {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        let wrong = || BadDate(format!("`{text}` is not a date"));
        let mut parts = text.split('-');
        let mut digits = |width: usize| match parts.next() {
            None => Ok(None),
            Some(p) if p.len() == width && p.bytes().all(|b| b.is_ascii_digit()) => {
                p.parse::<u32>().map(Some).map_err(|_| wrong())
            }
            Some(_) => Err(wrong()),
        };
        let year = digits(4)?.ok_or_else(wrong)? as i32;
        let (month, day) = (digits(2)?, digits(2)?);
        if parts.next().is_some() {
            return Err(wrong());
        }
        if NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_none() {
            return Err(BadDate(format!("`{text}` is not in the calendar")));
        }
        Ok(Self { year, month, day })
    }
}

impl Edtf {
    /// The first day that the date or interval covers: what sorts it.
    pub fn first_day(&self) -> NaiveDate {
        match self {
            Self::Date(date) | Self::Interval(date, _) => date.first_day(),
        }
    }

    /// The first day of an interval's end; nothing for one date or an open end.
    pub fn end(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(_) | Self::Interval(_, None) => None,
            Self::Interval(_, Some(to)) => Some(to.first_day()),
        }
    }

    /// Whether a day lies between the first day and the first day of the end,
    /// the end left out: one period begins where another ends.
    pub fn contains(&self, day: NaiveDate) -> bool {
        match self {
            Self::Date(date) => date.first_day() == day,
            Self::Interval(from, to) => {
                from.first_day() <= day && to.is_none_or(|to| day < to.first_day())
            }
        }
    }

    /// Prints the date or interval by a language's patterns.
    pub fn print(&self, patterns: &DatePatterns) -> String {
        match self {
            Self::Date(date) => date.print(patterns),
            Self::Interval(from, None) => patterns.open.replace("{from}", &from.print(patterns)),
            Self::Interval(from, Some(to)) => {
                let (from, to) = (from.print(patterns), to.print(patterns));
                let spaced = [&from, &to].iter().any(|d| d.contains(char::is_whitespace));
                let pattern = match &patterns.spaced_range {
                    Some(pattern) if spaced => pattern,
                    _ => &patterns.range,
                };
                pattern.replace("{from}", &from).replace("{to}", &to)
            }
        }
    }
}

impl FromStr for Edtf {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        let Some((from, to)) = text.split_once('/') else {
            return Ok(Self::Date(text.parse()?));
        };
        let from: Date = from.parse()?;
        if matches!(to, ".." | "") {
            return Ok(Self::Interval(from, None));
        }
        let to: Date = to.parse()?;
        if to.first_day() < from.first_day() {
            return Err(BadDate(format!("`{text}` ends before it begins")));
        }
        Ok(Self::Interval(from, Some(to)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns() -> DatePatterns {
        DatePatterns {
            year: "{year}".into(),
            month: "{month} {year}".into(),
            day: "{day} {month} {year}".into(),
            first_day: Some("{day}st {month} {year}".into()),
            range: "{from}–{to}".into(),
            spaced_range: Some("{from} – {to}".into()),
            open: "since {from}".into(),
            season: None,
            before_christ: None,
            anno_domini: None,
            months: "January February March April May June July August September October \
                     November December"
                .split_whitespace()
                .map(str::to_string)
                .collect(),
        }
    }

    fn printed(text: &str) -> String {
        text.parse::<Edtf>().unwrap().print(&patterns())
    }

    #[test]
    fn a_date_prints_at_the_precision_given() {
        assert_eq!(printed("2014"), "2014");
        assert_eq!(printed("2002-06"), "June 2002");
        assert_eq!(printed("1992-10-05"), "5 October 1992");
        assert_eq!(printed("1992-10-01"), "1st October 1992");
    }

    #[test]
    fn an_interval_prints_with_its_own_dash() {
        assert_eq!(printed("2000/2011"), "2000–2011");
        assert_eq!(printed("1992-10/2001-01"), "October 1992 – January 2001");
        assert_eq!(printed("2014-05/.."), "since May 2014");
    }

    #[test]
    fn what_is_not_in_the_calendar_is_refused() {
        for text in
            ["", "14", "2014-13", "2015-02-29", "2014-5", "2014-05-1", "2014-05-01-02", "05/2014"]
        {
            assert!(text.parse::<Edtf>().is_err(), "{text}");
        }
        assert_eq!(
            "2009-10/2001-01".parse::<Edtf>(),
            Err(BadDate("`2009-10/2001-01` ends before it begins".into()))
        );
    }

    #[test]
    fn a_month_that_ends_one_period_begins_the_next() {
        let day = "2009-10".parse::<Edtf>().unwrap().first_day();
        assert!(!"2001-01/2009-10".parse::<Edtf>().unwrap().contains(day));
        assert!("2009-10/2014-05".parse::<Edtf>().unwrap().contains(day));
        assert!("2009-10/..".parse::<Edtf>().unwrap().contains(day));
    }
}
