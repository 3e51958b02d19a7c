//! Sources: files of the works that the article cites.
//!
//! Takes Hayagriva YAML, BibLaTeX or CSL-JSON; gives what each source says by the
//! variables of CSL, and what is wrong with which. Does not look at what is cited,
//! and does not know the translated titles: [`super::load`] adds them.

mod bib;
mod bib_dates;
mod bib_facts;
mod bib_fields;
mod bib_names;
mod csl;
mod inherit;
mod languages;
mod latex;
mod latex_names;
mod probe;
#[cfg(test)]
mod tests;
mod values;
mod yaml;

use std::ops::Range;

use super::decode::quoted;
use crate::model::diagnostic::{Diagnostic, Place, line_and_column};
use crate::model::source::{Source, marks};
use languages::set_language;

/// What is wrong with the sources, by the key of the one that it is wrong with.
#[derive(Debug, Default)]
pub struct Troubles(pub Vec<(Option<String>, Diagnostic)>);

impl Troubles {
    fn push(&mut self, key: Option<impl Into<String>>, diagnostic: Diagnostic) {
        self.0.push((key.map(Into::into), diagnostic));
    }
}

/// Reads one file of sources by its extension: `.yaml` or `.yml` for
/// Hayagriva, `.bib` for BibLaTeX, `.json` for CSL-JSON. Of two with one key, the
/// first counts.
pub fn read(path: &str, text: &str, troubles: &mut Troubles) -> Vec<Source> {
    let found = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("bib") => bib::read(path, text, troubles),
        Some("json") => csl::read(path, text, troubles),
        _ => yaml::read(path, text, troubles),
    };
    let mut sources: Vec<Source> = vec![];
    for source in found {
        match sources.iter().find(|other| other.key == source.key) {
            Some(first) => {
                let told = twice(&source.key, &source.place, &first.place, text);
                troubles.push(Some(&source.key), told);
            }
            None => sources.push(source),
        }
    }
    sources
}

fn twice(key: &str, place: &Place, first: &Place, text: &str) -> Diagnostic {
    let (line, _) = line_and_column(text, first.range.start);
    Diagnostic::error(place.clone(), format!("the source `{key}` is given twice"))
        .hint(format!("it is first given in line {line}; take one of them out or rename it"))
}

/// Whether a text is an address of the web.
fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && url::Url::parse(text).is_ok()
}

/// A DOI without the address that resolves it.
fn without_resolver(doi: &str) -> String {
    let doi = doi.trim();
    let lower = doi.to_lowercase();
    let prefixes = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi:",
    ];
    let start = prefixes.iter().find(|prefix| lower.starts_with(*prefix)).map_or(0, |p| p.len());
    doi[start..].trim().into()
}

/// A number whose hyphens are no dashes: that of a document, not of two volumes.
fn hyphenated(number: &str) -> String {
    let is_range = number.chars().all(|c| c.is_ascii_digit() || "-–,& ".contains(c))
        && number.split('-').all(|part| part.trim().len() <= 3);
    if is_range { number.into() } else { number.replace('-', &marks::HYPHEN.to_string()) }
}

/// A range that lies in the text, on the boundaries of its characters.
fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let floor = |at: usize| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(range.start);
    start..floor(range.end).max(start)
}

/// Makes a stretch of text white, byte for byte.
fn blank_out(text: &mut String, range: Range<usize>) {
    let white: String =
        text[range.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(range, &white);
}
