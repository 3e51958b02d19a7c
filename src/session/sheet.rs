//! The sheet for a sign-off as a PDF: the template `concordance` in the look of the project.
//!
//! Takes an open project and its sheets; gives the bytes of a file. The same sheets give the
//! same bytes.

use serde::Serialize;

use crate::concordance::Sheet;
use crate::export::{Options, pdf};
use crate::model::diagnostic::Diagnostics;
use crate::select::select;
use crate::typeset::{Composition, typeset};

use super::Session;

/// A name, and the key of a language whose fonts have its characters.
#[derive(Serialize)]
struct Name {
    text: String,
    language: String,
}

/// `/index.json`, as the template reads it.
#[derive(Serialize)]
struct Printed<'a> {
    sheets: &'a [Sheet<'a>],
    /// The names of all who signed, by sheet and row.
    names: Vec<Vec<Vec<Name>>>,
}

/// Makes the PDF of sheets; tells why there is none.
pub(crate) fn sheet(
    session: &Session,
    sheets: &[Sheet],
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<u8>> {
    let project = session.project();
    let variant = project.list_variant("concordance")?;
    let rows = |sheet: &Sheet| -> Vec<Vec<Name>> {
        let rows = sheet.rows.iter();
        rows.map(|row| row.signatures.iter().map(|own| name(session, &own.by)).collect()).collect()
    };
    let printed = Printed { sheets, names: sheets.iter().map(rows).collect() };
    let edition = select(project, &variant);
    let json = serde_json::to_vec(&printed).ok()?;
    let composition = Composition::new(session.base().clone(), &edition).with_index(json);
    typeset(&composition, &edition, project, &variant, diagnostics)
        .and_then(|pages| pdf(&pages, options, &edition.program, diagnostics))
}

/// A name in a language that has its characters. What no font has is written by its number.
fn name(session: &Session, text: &str) -> Name {
    let (languages, fonts) = (&session.project().languages, session.fonts());
    let has = |text: &str, at: usize| fonts.fault(&languages[at], text).is_none();
    if let Some(at) = (0..languages.len()).find(|at| has(text, *at)) {
        return Name { text: text.into(), language: languages[at].key.clone() };
    }
    let each = |c: char| match has(c.encode_utf8(&mut [0; 4]), 0) {
        true => c.to_string(),
        false => format!("U+{:04X}", c as u32),
    };
    Name { text: text.chars().map(each).collect(), language: languages[0].key.clone() }
}
