//! Number format codes (ECMA-376, part 1, 18.8.31): how a cell shows a number.
//!
//! Takes a code; gives what Excel shows of a number in English, and the date that this is.
//! Chooses the section of a number; [`ssfmt`] 0.1.2 has no sections that hide, and takes some
//! signs for others.

use ssfmt::DateSystem;

use super::section::{Kind, Section};
use super::token::{Token, sections};

/// The last day of Excel, 31 December 9999.
const LAST_DAY: f64 = 2_958_465.0;

/// A format.
pub struct Code {
    numbers: Vec<Section>,
    /// What stands around a text: nothing, where the format says nothing of texts.
    text: Option<Vec<Token>>,
}

/// What a cell shows of a number.
#[derive(Debug, PartialEq)]
pub enum Shown {
    /// Nothing: the format hides it.
    Hidden,
    Number(String),
    /// A date or time; in ISO 8601, as far as it is shown from the year down. The text is none
    /// where its names or digits are of a language that is not known.
    Date(Option<String>, Option<String>),
    /// A number of more digits than are shown, and as what it is.
    Cut(String),
    /// The format cannot show it.
    Unshown,
}

impl Code {
    /// Reads a code, for a workbook of some regions.
    pub fn read(code: &str, regions: &[String]) -> Option<Self> {
        let mut all = sections(code);
        let is_text = |tokens: &Vec<Token>| tokens.contains(&Token::Other('@'));
        let text = match all.len() {
            0..4 if !all.last().is_some_and(is_text) => None,
            length => all.drain(length.min(4) - 1..).next(),
        };
        let all = if all.is_empty() { sections("General") } else { all };
        let numbers = all.iter().map(|tokens| Section::read(tokens, regions));
        Some(Self { numbers: numbers.collect::<Option<_>>()?, text })
    }

    /// What a cell shows of a text; none, where the format hides it.
    pub fn text(&self, text: &str) -> Option<String> {
        let Some(around) = &self.text else { return Some(text.into()) };
        let shown = around.iter().filter_map(|token| match token {
            Token::Other('@') | Token::General => Some(text.to_string()),
            Token::Text(own) => Some(own.clone()),
            Token::Other(own) => Some(own.to_string()),
            _ => None,
        });
        let shown: String = shown.collect();
        (text.is_empty() || !shown.is_empty()).then_some(shown)
    }

    /// What a cell shows of a number.
    pub fn number(&self, number: f64, system: DateSystem) -> Shown {
        let Some((index, section)) = self.section(number) else { return Shown::Unshown };
        let is_negative = number < 0.0 && !self.is_negative(index);
        match section.kind {
            Kind::Hidden => Shown::Hidden,
            Kind::Date if !(0.0..=LAST_DAY).contains(&number) => Shown::Unshown,
            Kind::Date => section.date(number, system).unwrap_or(Shown::Unshown),
            _ => section.number(number.abs(), is_negative),
        }
    }

    /// The section of a number.
    fn section(&self, number: f64) -> Option<(usize, &Section)> {
        let first = self.numbers.first()?;
        let count = self.numbers.len();
        let fits = |(index, section): &(usize, &Section)| match (&section.condition, index) {
            (Some((sign, than)), _) => match sign.as_str() {
                ">" => number > *than,
                "<" => number < *than,
                ">=" => number >= *than,
                "<=" => number <= *than,
                "<>" => number != *than,
                _ => number == *than,
            },
            (None, 0) => count < 2 || number > 0.0 || number == 0.0 && count < 3,
            (None, 1) => number < 0.0 || first.condition.is_some() && count < 3,
            (None, _) => true,
        };
        let found = self.numbers.iter().enumerate().find(fits);
        // One with a condition alone is followed by that of all other numbers.
        found.or_else(|| (count == 1).then_some((0, first)))
    }

    /// Whether a section is for negative numbers alone, and writes their sign itself.
    fn is_negative(&self, index: usize) -> bool {
        let Some(section) = self.numbers.get(index) else { return false };
        let first = self.numbers.first().and_then(|first| first.condition.as_ref());
        match &section.condition {
            Some((sign, than)) => {
                *than <= 0.0 && ["<", "<="].contains(&&**sign) || *than < 0.0 && sign == "="
            }
            None => {
                let is_rest =
                    first.is_none_or(|(sign, than)| *than == 0.0 && [">", ">="].contains(&&**sign));
                index == 1 && is_rest
            }
        }
    }
}
