//! Mending: what has one right answer, put into the files.
//!
//! Takes a project and its files; gives the edits that take flaws away, each at its bytes.
//! Where a place cannot be told for certain, nothing is edited. Writes nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::load::files::Files;
use crate::load::load;
use crate::model::diagnostic::{Diagnostics, Place};
use crate::model::rule::RuleLevel;

use super::editor::Flaw;
use super::finder::level;
use super::text::reading;
use super::{Project, editor, leftovers, texts};

/// Text that stands for other text.
#[derive(Debug, Clone, PartialEq)]
struct Edit {
    place: Place,
    text: String,
}

/// The edits of all texts of a project, by file, in order; none touches another.
fn edits(project: &Project, files: &Files) -> BTreeMap<String, Vec<Edit>> {
    let leftovers = leftovers(project);
    let waived = |flaw: &Flaw, place: &Place| {
        project
            .article
            .waivers
            .iter()
            .any(|waiver| waiver.rule == flaw.rule && super::finder::covers(waiver, place))
    };
    let mut all: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
    for (_, by_language) in texts(&project.article) {
        for (key, text) in &by_language {
            let Some(language) = project.language(key) else { continue };
            for pieces in &text.parts {
                let own = reading(pieces, |_| None).0;
                let flaws = editor::flaws(&own, language, &leftovers);
                for flaw in flaws {
                    let is_off = level(project, flaw.rule) == RuleLevel::Off;
                    if !is_off && !waived(&flaw, text.place) {
                        all.entry(text.place.path.clone())
                            .or_default()
                            .extend(edit(files, text.place, &own, &flaw));
                    }
                }
            }
        }
    }
    for edits in all.values_mut() {
        edits.sort_by_key(|edit| (edit.place.range.start, edit.place.range.end));
        let mut end = 0;
        edits.retain(|edit| {
            let is_free = edit.place.range.start >= end;
            end = end.max(edit.place.range.end);
            is_free
        });
    }
    all
}

/// A project in which everything is mended that has one right answer: its files that are
/// others than before, and how many places were.
pub(crate) fn mended(project: &Project, files: &Files) -> (BTreeMap<String, String>, usize) {
    let mut files = files.clone();
    let (mut changed, mut count) = (BTreeMap::new(), 0);
    let mut own = edits(project, &files);
    // What is mended may show what else is to be: a space behind a mark.
    for _ in 0..ROUNDS {
        let mut next = files.clone();
        let mut texts = vec![];
        for (path, edits) in &own {
            let text = edited(files.text(path).unwrap_or_default(), edits);
            next.insert(path, text.clone().into_bytes());
            texts.push((path.clone(), text));
        }
        let read = load(&next, &mut Diagnostics::default()).filter(|_| !own.is_empty());
        let Some(project) = read else { break };
        count += own.values().map(Vec::len).sum::<usize>();
        changed.extend(texts);
        files = next;
        own = edits(&project, &files);
    }
    (changed, count)
}

/// A file with edits in it.
fn edited(text: &str, edits: &[Edit]) -> String {
    let mut out = text.to_string();
    for edit in edits.iter().rev() {
        out.replace_range(edit.place.range.clone(), &edit.text);
    }
    out
}

/// How often what was mended is looked at again.
const ROUNDS: usize = 4;

/// How many characters beside a flaw may tell where it stands.
const AROUND: usize = 16;

/// The edit that mends a flaw, where its words and those around it stand once in the file.
fn edit(files: &Files, place: &Place, text: &str, flaw: &Flaw) -> Option<Edit> {
    let right = flaw.right.as_ref()?;
    let source = files.text(&place.path)?.get(place.range.clone())?;
    let quote = source.chars().next().filter(|c| matches!(c, '"' | '\''));
    let written = |text: &str| match quote {
        Some('"') => text.replace('\\', "\\\\").replace('"', "\\\""),
        Some(_) => text.replace('\'', "''"),
        None => text.to_string(),
    };
    let Range { start, end } = flaw.range;
    for around in (0..=AROUND).rev() {
        let before = text[..start].char_indices().rev().nth(around.max(1) - 1);
        let from = if around == 0 { start } else { before.map_or(0, |(at, _)| at) };
        let to = text[end..].char_indices().nth(around).map_or(text.len(), |(at, _)| end + at);
        let (before, after) = (written(&text[from..start]), written(&text[end..to]));
        let wrong = written(&text[flaw.range.clone()]);
        let wanted = format!("{before}{wrong}{after}");
        let mut found = source.match_indices(&wanted);
        if let (Some((at, _)), None) = (found.next(), found.next()) {
            let at = place.range.start + at + before.len();
            let place = Place::new(&place.path, at..at + wrong.len());
            return Some(Edit { place, text: right.clone() });
        }
    }
    None
}
