//! Room: whether tables and titles have as much as they need.
//!
//! Takes pages and what templates have marked on them; gives a diagnostic for each table
//! that no page is wide enough for, each cell of a table or the timeline that is not on
//! the pages as a whole, and each title that is too long for a head. Changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::article::{Figure, FigureContent};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::edition::{self, Edition, Run, Text};
use crate::model::origin::{self, origins};
use crate::model::project::{Project, Variant};

use super::Pages;
use super::checks::{Marked, SLACK, marked};
use super::mark::Mark;

/// A head or foot of more lines has no room on its page.
const MOST_LINES: f64 = 4.5;

/// Tells of all that has no room, and adds the ids of tables that are too wide, and the
/// names of texts that are too long, to `known`.
pub fn check(
    pages: &Pages,
    edition: &Edition,
    (project, variant): (&Project, &Variant),
    known: &mut BTreeSet<String>,
    faults: &mut Diagnostics,
) {
    known.extend(check_widths(pages, project, variant, faults));
    // What is too tall has been told.
    if !faults.has_errors() {
        check_cells(pages, edition, project, variant, faults);
    }
    known.extend(check_titles(pages, project, variant, faults));
}

/// A table that is too wide, though its text is small and its page is turned. Gives the ids
/// of those.
fn check_widths(
    pages: &Pages,
    project: &Project,
    variant: &Variant,
    faults: &mut Diagnostics,
) -> BTreeSet<String> {
    let mut told = BTreeSet::new();
    for wide in marked(pages, Mark::Wide) {
        let id = wide.text("id");
        let column = wide.number("column").unwrap_or_default() as usize;
        let is_it = |figure: &&Figure| figure.id == id;
        let Some(figure) = project.article.figures.iter().find(is_it) else { continue };
        let FigureContent::Table(table) = &figure.content else { continue };
        if !told.insert(id.clone()) {
            continue;
        }
        let heads = table.head.iter().flatten();
        let head = heads.filter(|cell| cell.column <= column).max_by_key(|c| (c.column, c.rows));
        let name = head.and_then(|head| head.text.values().next());
        let name =
            name.map(|phrase| crate::model::article::written(&phrase.pieces)).unwrap_or_default();
        let message = format!("the table `{id}` is too wide for a page of `{}`", variant.name);
        let place = head.map_or(&figure.place, |head| &head.place);
        let hint = format!(
            "the column `{name}` needs the most: divide its longest word, or make two tables"
        );
        faults.push(Diagnostic::error(Code::WiderThanPage, place.clone(), message).hint(hint));
    }
    told
}

/// A cell that ends below the last line of a page, or nowhere.
fn check_cells(
    pages: &Pages,
    edition: &Edition,
    project: &Project,
    variant: &Variant,
    faults: &mut Diagnostics,
) {
    let mut ends = BTreeMap::<(String, String), Vec<Marked>>::new();
    for end in marked(pages, Mark::CellEnd) {
        ends.entry((end.text("id"), end.text("lang"))).or_default().push(end);
    }
    let heights: Vec<f64> =
        pages.document.pages().iter().map(|p| p.frame.height().to_pt()).collect();
    let body = marked(pages, Mark::Body);
    let bottom = body.first().and_then(|body| body.number("bottom"));
    // A page may be turned; its margins are those of the others.
    let is_on_page = |end: &&Marked| {
        let below = bottom.map(|bottom| heights[0] - bottom);
        below.is_none_or(|below| end.y < heights[end.page - 1] - below + SLACK)
    };
    let is_whole = |name: &str, text: &Text| {
        text.iter().filter(|(_, runs)| !runs.is_empty()).all(|(key, runs)| {
            let parts = 1 + runs.iter().filter(|run| **run == Run::Step).count();
            let own = ends.get(&(name.into(), key.clone())).map_or(&[][..], Vec::as_slice);
            own.iter().filter(is_on_page).count() >= parts
        })
    };
    // What a template does not print is not missed.
    let is_printed = |root: &str| ends.keys().any(|(name, _)| name.starts_with(root));
    let mut lost: Vec<String> = vec![];
    for figure in edition.figures() {
        let root = format!("figure/{}/cell/", figure.id);
        let edition::FigureContent::Table(table) = &figure.content else { continue };
        let rows = table.head.iter().chain(&table.rows).enumerate();
        let cells = rows.flat_map(|(row, cells)| cells.iter().map(move |cell| (row, cell)));
        let mut named = cells.map(|(row, cell)| (format!("{root}{row}/{}", cell.column), cell));
        // The first of a table is enough.
        let found = named.find(|(name, cell)| !is_whole(name, &cell.text));
        lost.extend(found.filter(|_| is_printed(&root)).map(|(name, _)| name));
    }
    if is_printed("event/") {
        let periods = edition.timeline.iter().flat_map(|timeline| &timeline.periods);
        for event in periods.flat_map(|period| &period.events) {
            let name = format!("event/{}", event.id);
            if !is_whole(&name, &event.body) {
                lost.push(name);
            }
        }
    }
    if lost.is_empty() {
        return;
    }
    let all = origins(&project.article);
    for name in lost {
        let place = edition.languages.first().and_then(|l| origin::place(&all, &name, &l.key));
        let what = if name.starts_with("event/") { "row of the timeline" } else { "cell" };
        let message = format!("this {what} has no room on the pages of `{}`", variant.name);
        let place = place.unwrap_or(&variant.place).clone();
        faults.push(
            Diagnostic::error(Code::NoRoom, place, message).hint("make it shorter, or two of it"),
        );
    }
}

/// A title that is in more lines than languages in a head or foot.
fn check_titles(
    pages: &Pages,
    project: &Project,
    variant: &Variant,
    faults: &mut Diagnostics,
) -> BTreeSet<String> {
    let all = origins(&project.article);
    let (mut told, mut cut) = (BTreeSet::new(), BTreeSet::new());
    for long in marked(pages, Mark::Long) {
        let name = long.text("id");
        let lines = long.number("lines");
        if !told.insert(name.clone()) {
            continue;
        }
        let first = variant.languages.first().map(String::as_str).unwrap_or_default();
        let place = origin::place(&all, &name, first).unwrap_or(&variant.place).clone();
        let (message, hint) = match lines {
            None if name != "title" && name != "marking" => {
                let (what, hint) = below_title(&name);
                let room = format!("no room on the title page of `{}`", variant.name);
                (format!("this {what} has {room}"), hint)
            }
            _ if name == "marking" => (
                format!("the `marking` is too long for the heads of pages of `{}`", variant.name),
                "make it shorter",
            ),
            None => (
                format!("this title has no room on the title page of `{}`", variant.name),
                "make it shorter, and put the rest into the subtitle",
            ),
            Some(_) => (
                format!("this title is too long for the heads of pages of `{}`", variant.name),
                "give a shorter one for these: `short-title: …`",
            ),
        };
        let is_lost = lines.is_none_or(|lines| lines > MOST_LINES);
        if is_lost {
            cut.insert(name);
        }
        faults.push(
            match is_lost {
                true => Diagnostic::error(Code::NoRoom, place, message),
                false => Diagnostic::warning(Code::NoRoom, place, message),
            }
            .hint(hint),
        );
    }
    cut
}

/// What a text of the title page that is not its title is called, and how to mend it.
fn below_title(name: &str) -> (&'static str, &'static str) {
    match name.split('/').next() {
        Some("author") => ("byline", "name fewer authors, or shorter places"),
        Some("credit" | "received") => ("list of dates and credits", "make it shorter"),
        Some("attribution") => ("attribution", "make it shorter"),
        _ => ("subtitle", "make it shorter"),
    }
}
