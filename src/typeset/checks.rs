//! Checks: whether pages keep what templates promise.
//!
//! Takes pages and what templates have marked on them; gives a diagnostic for each unit
//! that runs off its page, each note that is not on the page of its mark, and facing
//! pages that do not hold the same units. Changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use typst::foundations::{Content, Dict, Label, Selector, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;

use crate::model::article::blocks;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::model::origin::{self, origins};
use crate::model::project::{Project, Variant};

use super::Pages;
use super::mark::Mark;

/// How far below the text's last line a point may be by rounding, in points.
pub const SLACK: f64 = 0.5;

/// What a template marked, and where it came to stand: the metadata's fields,
/// the page from 1 and the distance from its top in points.
pub struct Marked {
    fields: Dict,
    pub page: usize,
    pub y: f64,
}

impl Marked {
    pub fn text(&self, field: &str) -> String {
        match self.fields.get(field) {
            Ok(Value::Str(text)) => text.to_string(),
            _ => String::new(),
        }
    }

    pub fn number(&self, field: &str) -> Option<f64> {
        match self.fields.get(field) {
            Ok(Value::Float(number)) => Some(*number),
            Ok(Value::Int(number)) => Some(*number as f64),
            _ => None,
        }
    }
}

/// All marks of a kind, in the order of the pages.
pub fn marked(pages: &Pages, mark: Mark) -> Vec<Marked> {
    let introspector = pages.document.introspector();
    let Some(label) = Label::new(PicoStr::intern(mark.label())) else { return vec![] };
    let found = introspector.query(&Selector::Label(label));
    let mark = |content: &Content| {
        let position = introspector.position(content.location()?)?;
        let fields = match content.to_packed::<MetadataElem>()?.value.clone() {
            Value::Dict(fields) => fields,
            _ => return None,
        };
        Some(Marked { fields, page: position.page.get(), y: position.point.y.to_pt() })
    };
    found.iter().filter_map(mark).collect()
}

/// Units that are taller than a page, and texts that are too long for their place, by name;
/// and the pages on which units begin.
#[derive(Default)]
pub struct Cut {
    pub units: BTreeSet<String>,
    pub pages: BTreeSet<usize>,
}

/// A unit that is taller than a page loses text, and says nothing. Gives those.
pub fn check_units(
    pages: &Pages,
    project: &Project,
    variant: &Variant,
    faults: &mut Diagnostics,
) -> Cut {
    let body = marked(pages, Mark::Body);
    let bottom = body.first().and_then(|body| body.number("bottom"));
    let mut ends = BTreeMap::<_, Vec<_>>::new();
    for end in marked(pages, Mark::UnitEnd) {
        ends.entry((end.text("id"), end.text("lang"))).or_default().push(end);
    }
    let mut cut = Cut::default();
    for start in marked(pages, Mark::UnitStart) {
        let id = start.text("id");
        // A unit that has one language says which.
        let own = Some(start.text("lang")).filter(|lang| !lang.is_empty());
        let languages = own.as_ref().map_or(variant.languages.as_slice(), std::slice::from_ref);
        let is_whole = languages.iter().all(|key| {
            let own = ends.get(&(id.clone(), key.clone()));
            own.into_iter().flatten().any(|end| {
                end.page == start.page && bottom.is_none_or(|bottom| end.y < bottom + SLACK)
            })
        });
        if !is_whole {
            // A block may stand in several parts: `id#2`.
            let unit = id.split('#').next().unwrap_or_default();
            cut.pages.insert(start.page);
            if !cut.units.insert(table_of(unit).unwrap_or(unit).to_string()) {
                continue;
            }
            let (what, hint, place) = described(project, variant, unit);
            let message = format!("{what} is taller than a page of `{}`", variant.name);
            faults.push(Diagnostic::error(Code::TallerThanPage, place, message).hint(hint));
        }
    }
    cut
}

/// Promise 3: a note stands on the page of its mark.
pub fn check_notes(pages: &Pages, variant: &Variant, faults: &mut Diagnostics) {
    let of = |m: &Marked| (m.text("id"), m.text("lang"), m.page);
    let entries: BTreeSet<_> = marked(pages, Mark::NoteEntry).iter().map(of).collect();
    for mark in marked(pages, Mark::NoteSign) {
        let id = mark.text("id");
        if entries.contains(&of(&mark)) || id.contains('.') {
            continue;
        }
        let number = id.trim_start_matches('n');
        let message = format!(
            "note {number} of `{}` does not fit on page {}, where its mark is",
            variant.name, mark.page
        );
        faults.push(
            Diagnostic::error(Code::NoteWithoutRoom, variant.place.clone(), message)
                .hint("divide the block that it belongs to, so that fewer notes come together"),
        );
    }
}

/// On facing pages, each unit stands on a left (even) page in the first language,
/// and on the right (odd) page beside it in the second.
pub fn check_spreads(pages: &Pages, variant: &Variant, faults: &mut Diagnostics) {
    let units = |lang: &String| -> Vec<(String, usize)> {
        let own = marked(pages, Mark::UnitStart).into_iter();
        own.filter(|u| u.text("lang") == *lang).map(|u| (u.text("id"), u.page)).collect()
    };
    let [first, second] = variant.languages.as_slice() else { return };
    let (left, right) = (units(first), units(second));
    let beside: Vec<_> = left.iter().map(|(id, page)| (id.clone(), page + 1)).collect();
    if marked(pages, Mark::Spreads).is_empty()
        || left.iter().any(|(_, page)| page % 2 == 1)
        || beside != right
    {
        let message = format!("`{}` does not have its languages on facing pages", variant.name);
        let hint =
            format!("the template `{}` is not made for `facing`: use another", variant.template);
        faults.push(Diagnostic::error(Code::NotFacing, variant.place.clone(), message).hint(hint));
    }
}

/// The table of a row, which goes by the name of one of its cells.
fn table_of(unit: &str) -> Option<&str> {
    unit.strip_prefix("figure/")?.split('/').next()
}

/// What to do with a row that is too tall.
const ROW: &str = "it is divided where sentences end in all languages: give it full stops, or \
                   make two rows of it";

/// What a unit that is too tall is called, what to do with it, and its place.
fn described(project: &Project, variant: &Variant, unit: &str) -> (String, &'static str, Place) {
    let article = &project.article;
    if let Some(block) = blocks(article).into_iter().find(|block| block.id == unit) {
        return (format!("the block `{unit}`"), "divide it into two blocks", block.place.clone());
    }
    if let Some(figure) = article.figures.iter().find(|figure| figure.id == unit) {
        let hint = "show less in it, or make it two figures";
        return (format!("the figure `{unit}`"), hint, figure.place.clone());
    }
    let all = origins(article);
    let first = variant.languages.first().map(String::as_str).unwrap_or_default();
    let place = |name: &str| origin::place(&all, name, first).unwrap_or(&variant.place).clone();
    if let Some(table) = table_of(unit) {
        return (format!("this row of the table `{table}`"), ROW, place(unit));
    }
    if article.events.iter().any(|event| event.id == unit) {
        return (format!("the event `{unit}`"), ROW, place(&format!("event/{unit}")));
    }
    (format!("the entry `{unit}`"), "make it shorter", variant.place.clone())
}
