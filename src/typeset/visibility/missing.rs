//! Missing text: what pages lack of the texts that a template prints.
//!
//! Takes an edition, and what has been printed of each text by its name; gives the texts
//! of which something is nowhere: hidden, left out, or in a font that is not there. A text
//! that a template does not print at all is not missed. Tells nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use typst::text::is_default_ignorable;

use super::scene::Source;
use crate::model::edition::{Edition, FigureContent, Run, Section, Text, each_run};

/// A text that is not whole, with the first piece of it that is nowhere.
pub struct Missing {
    pub source: Source,
    pub piece: String,
}

/// What is nowhere of the texts that are printed.
pub fn missing(edition: &Edition, printed: &BTreeMap<Rc<Source>, String>) -> Vec<Missing> {
    let names: BTreeSet<&str> = printed.keys().map(|source| source.name.as_str()).collect();
    // A table whose title is printed is printed: each cell, in one language at least.
    let is_expected = |name: &str| {
        let table = name.split_once("/cell/").map(|(table, _)| format!("{table}/title"));
        !names.contains(name) && table.is_some_and(|title| names.contains(title.as_str()))
    };
    let mut found = vec![];
    each_text(edition, &mut |name, language, parts: &[&[Run]]| {
        let source = Source { language: language.into(), name: name.into() };
        let own = printed.get(&source);
        if own.is_none() && !is_expected(name) {
            return;
        }
        let own = own.map_or("", String::as_str);
        let whole = parts.iter().map(|runs| said(runs)).collect::<Vec<_>>().join(" ");
        if !holds(own, &whole) {
            let piece = lost(own, &whole);
            found.push(Missing { source, piece });
        }
    });
    found
}

/// The texts of an edition by the names that templates give them, in each language.
fn each_text(edition: &Edition, visit: &mut impl FnMut(&str, &str, &[&[Run]])) {
    let mut one = |name: &str, text: &Text| {
        text.iter().for_each(|(language, runs)| visit(name, language, &[runs]));
    };
    one("title", &edition.title);
    edition.subtitle.iter().for_each(|text| one("subtitle", text));
    edition.attribution.iter().for_each(|text| one("attribution", text));
    edition.affiliations.iter().for_each(|own| one(&own.name, &own.text));
    for line in &edition.imprint {
        line.name.iter().for_each(|name| one(name, &line.text));
    }
    each_section(&edition.sections, &mut |section| {
        one(&format!("section/{}", section.id), &section.title);
    });
    for figure in edition.figures() {
        let name = format!("figure/{}", figure.id);
        one(&format!("{name}/title"), &figure.title);
        figure.remark.iter().for_each(|text| one(&format!("{name}/remark"), text));
        let FigureContent::Table(table) = &figure.content else { continue };
        for (row, cells) in table.head.iter().chain(&table.rows).enumerate() {
            for cell in cells {
                one(&format!("{name}/cell/{row}/{}", cell.column), &cell.text);
            }
        }
    }
    let periods = edition.timeline.iter().flat_map(|timeline| &timeline.periods);
    for event in periods.flat_map(|period| &period.events) {
        one(&format!("event/{}", event.id), &event.body);
    }
    for note in &edition.notes {
        let name = note.from.clone().unwrap_or_else(|| format!("note/{}", note.id));
        one(&name, &note.body);
    }
    for source in &edition.sources {
        one(&format!("source/{}", source.key), &source.body);
    }
    for block in edition.blocks() {
        for (language, parts) in &block.body {
            let parts: Vec<&[Run]> = parts.iter().map(Vec::as_slice).collect();
            visit(&format!("block/{}", block.id), language, &parts);
        }
    }
}

fn each_section<'a>(all: &'a [Section], visit: &mut impl FnMut(&'a Section)) {
    for section in all {
        visit(section);
        each_section(&section.sections, visit);
    }
}

/// The text of runs, without the marks of notes.
fn said(runs: &[Run]) -> String {
    let mut said = String::new();
    each_run(runs, &mut |run| {
        if let Run::Text { text } = run {
            said.push_str(text);
        }
    });
    said
}

/// Whether all characters of a text are printed, as often as they are in it. More may be:
/// hyphens at the ends of lines, marks of notes, a text that stands twice.
fn holds(printed: &str, whole: &str) -> bool {
    let (mut needed, mut there): (Vec<char>, Vec<char>) =
        (counted(whole).collect(), counted(printed).collect());
    // As it nearly always is.
    if needed == there {
        return true;
    }
    needed.sort_unstable();
    there.sort_unstable();
    let mut there = there.into_iter();
    needed.into_iter().all(|c| there.by_ref().find(|other| *other >= c) == Some(c))
}

/// The first word, or phrase between marks, that is not printed; else the whole.
fn lost(printed: &str, whole: &str) -> String {
    let printed: String = counted(printed).collect();
    let parts = whole.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let is_lost = |part: &&str| !printed.contains(&counted(part).collect::<String>());
    let mut lost = parts.filter(is_lost);
    lost.next().unwrap_or(whole).into()
}

/// The characters of a text that count: those that have ink, in no case.
fn counted(text: &str) -> impl Iterator<Item = char> {
    let is_seen = |c: &char| !c.is_whitespace() && !is_default_ignorable(*c);
    let seen = text.chars().filter(is_seen);
    seen.flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}
