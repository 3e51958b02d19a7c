//! Notes that a style loses: of which it prints nothing, or not where in the source.
//!
//! Takes an edition; tells of each such note at its citation. Changes nothing.

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::edition::{Edition, Note, plain};
use crate::model::locator::Locator;
use crate::model::project::Project;

/// Notes of which a style prints nothing, or not where in its source.
pub fn lost(project: &Project, edition: &Edition) -> Vec<Diagnostic> {
    let mut lost = vec![];
    let before = std::iter::once(None).chain(edition.notes.iter().map(Some));
    for (note, before) in edition.notes.iter().zip(before) {
        for (key, runs) in &note.body {
            let Some((first, _)) = note.at.get(key).and_then(|at| at.first()) else { continue };
            let text = plain(runs);
            let language = project.languages.iter().find(|language| language.key == *key);
            let style = language.map_or("", |language| &language.table.notes.style);
            let hint = "another style may print it: `notes.style` in the table of the language";
            if !text.contains(char::is_alphanumeric) {
                let message =
                    format!("note {} is empty in `{key}`: `{style}` prints nothing", note.label);
                lost.push(Diagnostic::error(Code::EmptyNote, first.clone(), message).hint(hint));
            } else if let Some(place) = lost_place(note, before, key, &text) {
                let message = format!(
                    "note {} does not say where in its source in `{key}`: `{style}` leaves it out",
                    note.label
                );
                lost.push(Diagnostic::error(Code::LostLocator, place.clone(), message).hint(hint));
            }
        }
    }
    lost
}

/// The first citation of a note whose places its text does not give, in a language. The
/// same places of the same source, twice running, are ibid. and complete.
fn lost_place<'a>(
    note: &'a Note,
    before: Option<&'a Note>,
    language: &str,
    text: &str,
) -> Option<&'a Place> {
    type Cited<'a> = Vec<(&'a String, &'a (Place, Vec<Locator>))>;
    let cited = |note: &'a Note| -> Cited<'a> {
        note.cites.iter().zip(note.at.get(language).into_iter().flatten()).collect()
    };
    // After a note on several sources, nothing is the same.
    let last = before.map(cited).filter(|cited| cited.len() == 1).unwrap_or_default();
    let all: Cited = last.iter().copied().chain(cited(note)).collect();
    let is_same =
        |at: usize| at > 0 && all[at - 1].0 == all[at].0 && all[at - 1].1.1 == all[at].1.1;
    let is_lost = |at: &usize| {
        let (_, (_, locators)) = all[*at];
        !is_same(*at) && !locators.iter().all(|locator| gives(text, &locator.value))
    };
    (last.len()..all.len()).find(is_lost).map(|at| &all[at].1.0)
}

/// Whether a text has the first number of a place. A style may shorten the end of a range.
fn gives(text: &str, value: &str) -> bool {
    let mut words = value.split(|c: char| !c.is_alphanumeric());
    let Some(word) = words.find(|word| !word.is_empty()) else { return true };
    // Page 2 is not in 2011, and volume 2 is in 2nd.
    let is_one = |before: Option<char>, after: Option<char>| match (before, after) {
        (Some(before), Some(after)) => {
            before.is_ascii_digit() != after.is_ascii_digit()
                || !before.is_ascii_alphanumeric()
                || !after.is_ascii_alphanumeric()
        }
        _ => true,
    };
    let ends = (word.chars().next(), word.chars().next_back());
    text.match_indices(word).any(|(start, _)| {
        is_one(text[..start].chars().next_back(), ends.0)
            && is_one(ends.1, text[start + word.len()..].chars().next())
    })
}
