//! Values of options: from what is typed to what it means, or what is wrong with it.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::export::{self, Format};
use crate::load::concordance::is_day;

/// The least memory in which the program can open a project.
const LEAST: u64 = 256 << 20;

/// A size of memory, in bytes.
pub fn memory(text: &str) -> Result<u64, String> {
    let (number, shift) = match text.strip_suffix(['G', 'g']) {
        Some(number) => (number, 30),
        None => (text.strip_suffix(['M', 'm']).unwrap_or(text), 20),
    };
    let size = number.parse::<u64>().ok().filter(|number| *number < 1 << 30);
    let size = size.map(|size| size << shift).filter(|_| number != text);
    let size = size.ok_or("sizes are `512M` or `4G`, for instance")?;
    if size < LEAST { Err("256M is the least".into()) } else { Ok(size) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TbxVersion {
    /// ISO 30042:2008
    #[value(name = "2")]
    Two,
    /// ISO 30042:2019
    #[value(name = "3")]
    Three,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticFormat {
    /// With the lines of the file
    Human,
    /// A line each
    Short,
    /// A JSON object each
    Json,
    /// All together in SARIF 2.1.0
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DepsFormat {
    /// A rule for each variant
    Make,
    /// An object with all inputs and outputs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Human,
    Json,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.name());
        Some(match self {
            Self::Pdf | Self::Png | Self::Svg => value,
            Self::Sheet => value.help("One PNG with all pages on it"),
            Self::Html => value.help("One file for a browser"),
            Self::Docx => value.help("A document of Word, by way of pandoc"),
            Self::Odt => value.help("A document of OpenDocument, by way of pandoc"),
            Self::Epub => value.help("A book, by way of pandoc"),
            Self::Jats => value.help("An article in XML, by way of pandoc"),
        })
    }
}

pub fn standard(name: &str) -> Result<String, String> {
    match export::is_standard(name) {
        true => Ok(name.into()),
        false => {
            Err("the standards are 1.4 to 1.7, 2.0, a-1b, a-1a, a-2b, a-2u, a-2a, a-3b, a-3u, \
                      a-3a, a-4, a-4f, a-4e and ua-1"
                .into())
        }
    }
}

pub fn person(name: &str) -> Result<String, String> {
    match name.trim() {
        "" => Err("it is a name".into()),
        name if name.contains(char::is_control) => Err("it is on one line".into()),
        name => Ok(name.into()),
    }
}

pub fn day(text: &str) -> Result<String, String> {
    match is_day(text) {
        true => Ok(text.into()),
        false => Err("it is a day of the calendar: `2026-11-30`".into()),
    }
}

pub fn editor(link: &str) -> Result<String, String> {
    let scheme = link.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("javascript" | "data") | None => Err("the link begins with an editor's scheme".into()),
        _ if !link.contains("{path}") => Err("the link has no `{path}`".into()),
        _ => Ok(link.into()),
    }
}

pub fn resolution(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(ppi) if (10.0..=1200.0).contains(&ppi) => Ok(ppi),
        _ => Err("the resolution is a number from 10 to 1200".into()),
    }
}
