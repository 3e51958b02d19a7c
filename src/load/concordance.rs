//! The record of concordance: `data/concordance.toml`.
//!
//! Takes its text; gives what it records, and a diagnostic for each mistake. What it says of
//! units and languages that a project has not is kept.

use crate::model::code::Code;
use crate::model::concordance::{Concordance, Entry, Pair, Signature, Stage};
use crate::model::date::Date;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};

use super::decode::{self, Entries, Spanned};
use super::{Loader, checked_text, raw, tree};

/// Where it is.
pub const RECORD: &str = "data/concordance.toml";

impl Loader<'_> {
    /// Reads the record; without one, nothing is confirmed.
    pub(super) fn concordance(&mut self) -> Concordance {
        let text = checked_text(self.files, RECORD, self.diagnostics);
        text.map(|text| read(text, self.diagnostics)).unwrap_or_default()
    }
}

/// Reads the text of a record.
///
/// ```
/// use diptych::load::concordance::read;
/// use diptych::model::diagnostic::Diagnostics;
///
/// let mut told = Diagnostics::default();
/// assert!(read("", &mut told).is_empty());
/// read("[block", &mut told);
/// assert!(told.has_errors());
/// ```
pub fn read(text: &str, diagnostics: &mut Diagnostics) -> Concordance {
    let tree::Tree { root, faults } = tree::read(RECORD, text);
    let is_cut = !faults.is_empty();
    diagnostics.extend(faults);
    let raw = root.and_then(|root| {
        decode::decode_rest::<Entries<Entries<Entries<raw::Agreement>>>>(
            &root,
            RECORD,
            &[],
            is_cut,
            diagnostics,
        )
        .value
    });
    let mut concordance = Concordance::new();
    for (kind, units) in raw.into_iter().flat_map(|kinds| kinds.0) {
        for (id, languages) in units.0 {
            for (language, own) in languages.0 {
                let unit = format!("{}.{}", kind.value, id.value);
                let place = Some(language.place(RECORD));
                let pair = Pair { unit, language: language.value };
                concordance.insert(pair, Entry { place, ..entry(own, diagnostics) });
            }
        }
    }
    concordance
}

fn entry(raw: raw::Agreement, diagnostics: &mut Diagnostics) -> Entry {
    let stages = Stage::ALL.into_iter().zip([raw.translated, raw.reviewed, raw.r#final]);
    let signed = |(stage, raw): (Stage, Option<Spanned<raw::Signature>>)| {
        Some((stage, signature(raw?, diagnostics)?))
    };
    Entry {
        signatures: stages.filter_map(signed).collect(),
        original: raw.original.0,
        text: raw.text.0,
        place: None,
    }
}

/// A signature; nothing of an empty one.
fn signature(raw: Spanned<raw::Signature>, diagnostics: &mut Diagnostics) -> Option<Signature> {
    let mut tell = |code: Code, place: Place, message: &str, hint: &str| {
        diagnostics.push(Diagnostic::error(code, place, message).hint(hint));
    };
    let by = raw.value.by.as_ref().map(|by| by.trim()).filter(|by| !by.is_empty());
    if by.is_none() && (raw.value.on.is_some() || raw.value.by.is_some()) {
        let hint = "write `{ by = \"…\", on = 2026-11-30 }`, or `{}` for nobody";
        tell(Code::BadSignature, raw.place(RECORD), "nobody is named who said so", hint);
    }
    if let Some(on) = raw.value.on.as_ref().filter(|on| !is_day(&on.value)) {
        let message = format!("`{}` is no day of the calendar", on.value);
        tell(Code::BadDate, on.place(RECORD), &message, "write it as `2026-11-30`");
    }
    Some(Signature { by: by?.to_string(), on: raw.value.on.map(|on| on.value) })
}

/// Whether a text is a day.
pub(crate) fn is_day(text: &str) -> bool {
    text.parse::<Date>().is_ok_and(|date| matches!(date.parts(), (_, _, Some(_))))
}
