//! `diptych variants`: what can be built.

use serde::Serialize;

use crate::model::project::Variant;
use crate::model::vocabulary::{Layout, Level, NoteNumbering};

use super::args::{Args, ListFormat, Variants};
use super::report::Reporter;
use super::workspace::Workspace;
use super::{CommandResult, print};

/// A variant as JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Entry<'a> {
    name: &'a str,
    template: &'a str,
    languages: &'a [String],
    layout: Layout,
    level: Level,
    audience: Option<&'a str>,
    notes: NoteNumbering,
}

impl<'a> From<&'a Variant> for Entry<'a> {
    fn from(variant: &'a Variant) -> Self {
        Self {
            name: &variant.name,
            template: &variant.template,
            languages: &variant.languages,
            layout: variant.layout,
            level: variant.level,
            audience: variant.audience.as_deref(),
            notes: variant.notes,
        }
    }
}

pub fn variants(command: &Variants, args: &Args, reporter: &Reporter) -> CommandResult {
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let entries: Vec<Entry> =
        workspace.session.project().variants.iter().map(Entry::from).collect();
    if command.format == ListFormat::Json {
        return print(&format!("{}\n", json(&entries)));
    }
    let rows = entries.iter().map(|entry| {
        vec![
            entry.name.to_string(),
            entry.template.to_string(),
            entry.languages.join("+"),
            word(&entry.layout),
            word(&entry.level),
            entry.audience.unwrap_or("everybody").to_string(),
        ]
    });
    let head = ["variant", "template", "languages", "layout", "level", "audience"];
    let head = head.map(str::to_string).to_vec();
    print(&table(std::iter::once(head).chain(rows).collect()))
}

/// A value as indented JSON.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// A word of a choice, as it is written in the project file.
pub fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_string()
}

/// Rows with their columns aligned.
pub fn table(rows: Vec<Vec<String>>) -> String {
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}
