//! Sources: files of the works that the article cites.
//!
//! Takes Hayagriva YAML, BibLaTeX or CSL-JSON; gives what each source says by the
//! variables of CSL, and what is wrong with which. Does not look at what is cited,
//! and does not know the translated titles: [`super::load`] adds them.

mod addresses;
mod bib;
mod bib_dates;
mod bib_facts;
mod bib_fields;
mod bib_names;
mod bib_people;
mod bib_syntax;
mod csl;
mod csl_names;
mod dates;
mod inherit;
mod labels;
mod languages;
mod latex;
mod latex_names;
mod probe;
#[cfg(test)]
mod tests;
mod values;
mod yaml;
mod yaml_signs;
mod yaml_text;

use std::ops::Range;

use crate::model::code::Code;

use super::decode::quoted;
use crate::model::diagnostic::{Diagnostic, Place, line_and_column};
use crate::model::source::Source;
pub use csl::is_csl;
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
/// Hayagriva, `.bib` or `.bibtex` for BibLaTeX, `.json` for CSL-JSON. Of two with one key, the
/// first counts.
pub fn read(path: &str, text: &str, troubles: &mut Troubles) -> Vec<Source> {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    let found = match extension.as_deref() {
        Some("bib" | "bibtex") => bib::read(path, text, troubles),
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
    Diagnostic::error(
        Code::RepeatedSource,
        place.clone(),
        format!("the source `{key}` is given twice"),
    )
    .hint(format!("it is first given in line {line}; take one of them out or rename it"))
}

/// A range that lies in the text, on the boundaries of its characters.
fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start);
    start..text.floor_char_boundary(range.end).max(start)
}

/// Makes a stretch of text white, byte for byte.
fn blank_out(text: &mut String, range: Range<usize>) {
    let white: String =
        text[range.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(range, &white);
}
