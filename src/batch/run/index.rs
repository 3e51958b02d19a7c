//! The index of a batch: a PDF that lists the documents that were made.
//!
//! Takes the rows that are done, in the order of the table; gives the bytes of
//! a file, made by the template `index` in the languages of the project. The
//! same rows give the same bytes.

use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::batch::{Plan, Row, Status};
use crate::export::{Options, pdf};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostics;
use crate::model::edition::PerLanguage;
use crate::model::language::Language;
use crate::select::select;
use crate::typeset::{Composition, typeset};

use super::journal::unread;
use super::work::Work;
use crate::batch::error::BatchError;

/// What stands for itself in a relative link (RFC 3986, 2.3).
const LINK: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// How much of a SHA-256 is printed, in characters.
const SHORT: usize = 12;

/// `/index.json`, as the template reads it.
#[derive(Serialize)]
struct Index {
    columns: Vec<PerLanguage<String>>,
    rows: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: TaggedText,
    recipient: Option<TaggedText>,
    variant: TaggedText,
    pages: usize,
    files: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    name: TaggedText,
    /// Where the file is from the index; nothing, for one in an archive.
    link: Option<String>,
    sha256: String,
}

/// Text, and the key of a language whose fonts have its characters.
#[derive(Serialize)]
struct TaggedText {
    text: String,
    language: String,
}

/// Makes the index.
pub fn index(
    work: &Work,
    rows: impl Iterator<Item = io::Result<Row>>,
    archived: bool,
) -> Result<Vec<u8>, BatchError> {
    let languages = &work.session.project().languages;
    let words =
        |name: &str| languages.iter().map(|l| (l.key.clone(), l.word(name).to_string())).collect();
    let columns = ["id", "recipient", "file", "variant", "pages"].map(words).to_vec();
    let mut index = Index { columns, rows: vec![] };
    for row in rows {
        let row = row.map_err(unread)?;
        if row.status == Status::Done {
            index.rows.push(line(work, row, archived));
        }
    }
    let json = serde_json::to_vec(&index).map_err(|error| {
        BatchError::failed(Code::BatchRecord, format!("cannot write the index: {error}"))
    })?;
    made(work, json)
}

fn line(work: &Work, row: Row, archived: bool) -> Line {
    let say = |text: &str| said(work, text);
    let item = |file: crate::batch::FileRecord| Item {
        link: (!archived).then(|| utf8_percent_encode(&file.name, LINK).to_string()),
        sha256: file.sha256.chars().take(SHORT).collect(),
        name: say(&file.name),
    };
    Line {
        recipient: recipient(work.plan, row.row),
        id: say(&row.id),
        variant: say(&row.variant),
        pages: row.pages,
        files: row.files.into_iter().map(item).collect(),
    }
}

/// The name of the recipient of a row, in the first language that it has one in.
fn recipient(plan: &Plan, row: usize) -> Option<TaggedText> {
    let job = plan.job(row).ok()?;
    let names = job.recipient?.remove("name")?;
    let first = job.variant.languages.iter().find(|key| names.contains_key(*key))?;
    Some(TaggedText { text: names.get(first)?.clone(), language: first.clone() })
}

/// A text in a language that has its characters. What no font has is written by
/// its number: a name of a file may hold anything.
fn said(work: &Work, text: &str) -> TaggedText {
    let (languages, fonts) = (&work.session.project().languages, work.session.fonts());
    let has = |language: &&Language| fonts.fault(language, text).is_none();
    if let Some(language) = languages.iter().find(has) {
        return TaggedText { text: text.into(), language: language.key.clone() };
    }
    let first = &languages[0];
    let each = |c: char| match fonts.fault(first, c.encode_utf8(&mut [0; 4])) {
        Some(_) => format!("U+{:04X}", c as u32),
        None => c.to_string(),
    };
    TaggedText { text: text.chars().map(each).collect(), language: first.key.clone() }
}

fn made(work: &Work, index: Vec<u8>) -> Result<Vec<u8>, BatchError> {
    let project = work.session.project();
    let failed = |causes: &Diagnostics| {
        let error = BatchError::failed(Code::BatchRecord, "cannot make the index of the batch");
        BatchError { causes: causes.clone(), ..error }
    };
    let mut diagnostics = Diagnostics::default();
    let Some(variant) = project.list_variant("index") else { return Err(failed(&diagnostics)) };
    let edition = select(project, &variant);
    let composition = Composition::new(work.session.base().clone(), &edition).with_index(index);
    let options = Options { attach: false, ..work.options.clone() };
    typeset(&composition, &edition, project, &variant, &mut diagnostics)
        .and_then(|pages| pdf(&pages, &options, &edition.program, &mut diagnostics))
        .ok_or_else(|| failed(&diagnostics))
}
