//! The record as a file: `data/concordance.toml`.
//!
//! Takes the text of the record, or none, with what is to be said in it; gives the text
//! with no other line changed. Each pair has a table of its own, in the order of their
//! names, from the start: what two people confirm on two branches are lines apart, and a
//! merge of these is none of neighbours.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::load::concordance::read;
use crate::model::concordance::{Concordance, Entry, Pair, Stage};
use crate::model::diagnostic::Diagnostics;

const HEAD: &str = "\
# Who said that the texts of two languages agree, as what, and of which words.
# `diptych confirm` writes it; docs/concordance.md of Diptych explains it.
";

static TABLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\[([a-z]+)\.([a-z0-9-]+)\.("?)([^"\]]+)"?\]\s*$"#)
        .expect("a pattern of this file")
});

/// That a record is not as the program writes it, so that nothing can be put into it.
#[derive(Debug)]
pub struct Faulty;

/// The text of a record with entries put into it, and an empty one for each pair that has
/// none.
///
/// # Errors
/// When the text has a form that only people write.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use diptych::concordance::with;
/// use diptych::model::concordance::Pair;
///
/// let pair = Pair { unit: "block.rivers".into(), language: "en".into() };
/// let record = with(None, &[pair], &BTreeMap::new()).unwrap();
/// assert!(record.contains("[block.rivers.en]"));
/// ```
pub fn with(
    text: Option<&str>,
    pairs: &[Pair],
    changes: &BTreeMap<Pair, Entry>,
) -> Result<String, Faulty> {
    let text = text.unwrap_or(HEAD);
    let is_windows = text.contains("\r\n");
    let before = whole(text)?;
    let (head, mut tables) = tables(&text.replace("\r\n", "\n"));
    let nothing = Entry::default();
    let new = pairs.iter().filter(|pair| !before.contains_key(pair));
    let new = new.filter(|pair| !changes.contains_key(pair)).map(|pair| (pair, &nothing));
    for (pair, entry) in changes.iter().chain(new) {
        match tables.iter().position(|(own, _)| own == pair) {
            Some(at) => tables[at].1 = replaced(&tables[at].1, pair, entry),
            None => {
                let at = tables.iter().position(|(own, _)| own > pair).unwrap_or(tables.len());
                tables.insert(at, (pair.clone(), written(pair, entry)));
            }
        }
    }
    let mut out = head;
    for (_, table) in &tables {
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(table);
    }
    let out = format!("{}\n", out.trim_end_matches('\n'));
    // What is written says what was to be said, and nothing else.
    let after = whole(&out)?;
    let expected = |pair: &Pair| changes.get(pair).or(before.get(pair)).unwrap_or(&nothing);
    let is_right = after.iter().all(|(pair, own)| is_same(own, expected(pair)));
    let is_whole = before.keys().chain(changes.keys()).all(|pair| after.contains_key(pair));
    match is_right && is_whole {
        true if is_windows => Ok(out.replace('\n', "\r\n")),
        true => Ok(out),
        false => Err(Faulty),
    }
}

/// What a text records, if nothing in it is wrong.
fn whole(text: &str) -> Result<Concordance, Faulty> {
    let mut faults = Diagnostics::default();
    let record = read(text, &mut faults);
    if faults.has_errors() { Err(Faulty) } else { Ok(record) }
}

/// Whether two entries say the same, wherever they stand.
fn is_same(a: &Entry, b: &Entry) -> bool {
    a.signatures == b.signatures && a.original == b.original && a.text == b.text
}

/// What stands before the first table of a record, and its tables.
fn tables(text: &str) -> (String, Vec<(Pair, String)>) {
    let (mut head, mut tables) = (String::new(), Vec::<(Pair, String)>::new());
    for line in text.split_inclusive('\n') {
        if let Some(found) = TABLE.captures(line.trim_end()) {
            let unit = format!("{}.{}", &found[1], &found[2]);
            tables.push((Pair { unit, language: found[4].to_string() }, String::new()));
        }
        match tables.last_mut() {
            Some((_, table)) => table.push_str(line),
            None => head.push_str(line),
        }
    }
    (head, tables)
}

/// A table with the lines that are to say something else; its comments stay.
fn replaced(table: &str, pair: &Pair, entry: &Entry) -> String {
    let lines = lines(entry);
    let mut left: BTreeMap<&str, &String> = lines.iter().map(|(key, line)| (*key, line)).collect();
    let mut out = String::new();
    for line in table.split_inclusive('\n') {
        let key = line.split_once('=').map_or("", |(key, _)| key.trim());
        match left.remove(key) {
            Some(new) => out.push_str(&format!("{new}\n")),
            None => out.push_str(line),
        }
    }
    if left.is_empty() { out } else { written(pair, entry) }
}

fn written(pair: &Pair, entry: &Entry) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let language = match pair.language.chars().all(bare) {
        true => pair.language.clone(),
        false => quoted(&pair.language),
    };
    let mut out = format!("[{}.{language}]\n", pair.unit);
    for (_, line) in lines(entry) {
        out.push_str(&format!("{line}\n"));
    }
    out
}

/// The lines of an entry by their keys.
fn lines(entry: &Entry) -> Vec<(&'static str, String)> {
    let mut lines = vec![];
    for stage in Stage::ALL {
        let value = match entry.signatures.get(&stage) {
            None => "{}".to_string(),
            Some(own) => {
                let on = own.on.as_ref().map(|on| format!(", on = {on}")).unwrap_or_default();
                format!("{{ by = {}{on} }}", quoted(&own.by))
            }
        };
        lines.push((stage.name(), format!("{} = {value}", stage.name())));
    }
    for (key, text) in [("original", &entry.original), ("text", &entry.text)] {
        let parts: Vec<String> = text.iter().map(|line| quoted(line)).collect();
        lines.push((key, format!("{key} = [{}]", parts.join(", "))));
    }
    lines
}

/// A text in quotes: what JSON writes, TOML reads.
fn quoted(text: &str) -> String {
    serde_json::Value::String(text.into()).to_string()
}
