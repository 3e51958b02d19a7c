//! People whose part in a work CSL has no variable for, or the program's styles no words:
//! who wrote a foreword, who chaired a meeting.
//!
//! Takes the names of a source by their roles; gives one text, in the words of the language
//! (`notes.roles`). Styles of the program print it as `keyword`, which official ones do not.

use hayagriva::citationberg::TermForm;
use hayagriva::citationberg::json::NameValue;
use hayagriva::citationberg::taxonomy::OtherTerm;
use unicode_script::{Script, UnicodeScript};

use crate::model::language::Language;
use crate::model::source::{Record, marks};
use crate::model::style::Style;

use super::entry::{is_cjk, with_apostrophes};

/// The variable that styles print it by; keywords themselves are for programs.
pub const VARIABLE: &str = "keyword";

/// What a source says of its people, in the words that a language has.
pub fn said(record: &Record, style: &Style, language: &Language) -> String {
    let notes = &language.table.notes;
    let patterns = notes.roles.iter().filter_map(|(role, pattern)| {
        let names = record.names.get(role)?.iter().map(shown).collect();
        Some(pattern.replace("{names}", &listed(names, style, language)))
    });
    patterns.collect::<Vec<_>>().join(&notes.comma)
}

/// Names as a sentence has them: `A, B and C`.
fn listed(mut names: Vec<String>, style: &Style, language: &Language) -> String {
    let notes = &language.table.notes;
    let term = |term| style.term(&language.table.tag, term, TermForm::Long);
    if names.last().is_some_and(|name| name == marks::OTHERS) {
        names.pop();
        let et_al = term(OtherTerm::EtAl).unwrap_or("et al.");
        let space = if et_al.chars().any(|c| c.script() == Script::Han) { "" } else { " " };
        return format!("{}{space}{et_al}", names.join(&notes.list));
    }
    let Some(last) = names.pop() else { return String::new() };
    if names.is_empty() {
        return last;
    }
    let and = notes.and.first().cloned();
    let and = and.unwrap_or_else(|| format!(" {} ", term(OtherTerm::And).unwrap_or("&")));
    format!("{}{and}{last}", names.join(&notes.list))
}

/// A name in the order of its language.
fn shown(name: &NameValue) -> String {
    let is_cjk = is_cjk(name);
    let name = match with_apostrophes(name) {
        NameValue::Literal(name) => return name.literal,
        NameValue::Item(name) => name,
    };
    let text = |part: Option<String>| part.unwrap_or_default();
    let given = text(name.given);
    if is_cjk && !given.contains(|c: char| c.script() == Script::Latin) {
        return format!("{}{given}", name.family);
    }
    let [dropping, particle] = [name.dropping_particle, name.non_dropping_particle].map(text);
    let parts = [given, dropping, particle, name.family, text(name.suffix)];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ").replace("’ ", "’")
}
