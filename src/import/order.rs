//! Whether documents are in the languages that they are said to be in.
//!
//! Takes their texts and the tables of the languages; tells of a document that is surely in
//! another one of these. Files in the wrong order would make a project with each text in the
//! place of the other. Knows no language.

use std::collections::BTreeMap;

use crate::check::reads_as;
use crate::load::files::{Files, built_in_data};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;

/// What a table says of how its language is written.
#[derive(serde::Deserialize)]
struct Table {
    tag: String,
    script: String,
}

/// Refuses documents of which one is in the language of another.
///
/// # Errors
/// When a document reads as another of the languages.
pub fn check(
    names: &[&str],
    texts: &[String],
    languages: &[String],
    new: &BTreeMap<String, Vec<u8>>,
    project: Option<&Files>,
) -> Result<(), Diagnostic> {
    let tables: Vec<Option<Table>> = languages.iter().map(|key| table(key, new, project)).collect();
    let Some(tables) = tables.into_iter().collect::<Option<Vec<Table>>>() else { return Ok(()) };
    let known: Vec<(&str, &str)> = tables
        .iter()
        .map(|table| (table.script.as_str(), table.tag.split('-').next().unwrap_or_default()))
        .collect();
    let read: Vec<Option<usize>> = texts.iter().map(|text| reads_as(text, &known)).collect();
    let other =
        |(at, read): (usize, &Option<usize>)| read.filter(|own| *own != at).map(|own| (at, own));
    let Some((at, own)) = read.iter().enumerate().find_map(other) else { return Ok(()) };
    let message = format!(
        "{} is in `{}`, and stands in the place of `{}`",
        names[at], languages[own], languages[at]
    );
    let mut order = languages.to_vec();
    order.swap(at, own);
    let mut error = Diagnostic::bare(Code::BadDocument, message);
    if read.get(own).is_some_and(|other| *other == Some(at)) {
        let mut files: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        files.swap(at, own);
        let (files, languages) = (files.join(" "), languages.join(","));
        error = error.hint(format!(
            "the files are the other way round: `diptych import {files} --languages {languages}`"
        ));
        error = error.hint(format!(
            "if {} is the original, `--languages {}` says so",
            names[0],
            order.join(",")
        ));
    } else if names.get(own).is_some() && read[own] == Some(own) {
        error =
            error.hint(format!("{} is in that language too: is it the right file?", names[own]));
    } else {
        error = error.hint(format!("`--languages {}` names it first", order.join(",")));
    }
    Err(error)
}

fn table(key: &str, new: &BTreeMap<String, Vec<u8>>, project: Option<&Files>) -> Option<Table> {
    let path = format!("languages/{key}.yaml");
    let own = format!("data/{path}");
    let bytes = project.and_then(|files| files.bytes(&own));
    let bytes = bytes.or_else(|| new.get(&own).map(Vec::as_slice)).or_else(|| built_in_data(&path));
    serde_saphyr::from_slice(bytes?).ok()
}

/// A file's name as a shell takes it.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "._-/".contains(c);
    match name.chars().all(is_plain) {
        true => name.to_string(),
        false => format!("'{}'", name.replace('\'', r"'\''")),
    }
}
