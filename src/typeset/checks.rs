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
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::model::project::{Project, Variant};

use super::Pages;

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

/// All metadata with a label, in the order of the pages.
pub fn marked(pages: &Pages, label: &str) -> Vec<Marked> {
    let introspector = pages.document.introspector();
    let Some(label) = Label::new(PicoStr::intern(label)) else { return vec![] };
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

/// A unit that is taller than a page loses text, and says nothing. Gives the ids of those.
pub fn check_units(
    pages: &Pages,
    project: &Project,
    variant: &Variant,
    faults: &mut Diagnostics,
) -> BTreeSet<String> {
    let body = marked(pages, "diptych-body");
    let bottom = body.first().and_then(|body| body.number("bottom"));
    let mut ends = BTreeMap::<_, Vec<_>>::new();
    for end in marked(pages, "diptych-unit-end") {
        ends.entry((end.text("id"), end.text("lang"))).or_default().push(end);
    }
    let mut told = BTreeSet::new();
    for start in marked(pages, "diptych-unit-start") {
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
            let id = id.split('#').next().unwrap_or_default();
            if !told.insert(id.to_string()) {
                continue;
            }
            let (what, hint, place) =
                match blocks(&project.article).into_iter().find(|block| block.id == id) {
                    Some(block) => ("block", "divide it into two blocks", &block.place),
                    None => other(project, variant, id),
                };
            let message = format!("the {what} `{id}` is taller than a page of `{}`", variant.name);
            faults.push(Diagnostic::error(place.clone(), message).hint(hint));
        }
    }
    told
}

/// Promise 3: a note stands on the page of its mark.
pub fn check_notes(pages: &Pages, variant: &Variant, faults: &mut Diagnostics) {
    let of = |m: &Marked| (m.text("id"), m.text("lang"), m.page);
    let entries: BTreeSet<_> = marked(pages, "diptych-entry").iter().map(of).collect();
    for mark in marked(pages, "diptych-mark") {
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
            Diagnostic::error(variant.place.clone(), message)
                .hint("divide the block that it belongs to, so that fewer notes come together"),
        );
    }
}

/// On facing pages, each unit stands on a left (even) page in the first language,
/// and on the right (odd) page beside it in the second.
pub fn check_spreads(pages: &Pages, variant: &Variant, faults: &mut Diagnostics) {
    let units = |lang: &String| -> Vec<(String, usize)> {
        let own = marked(pages, "diptych-unit-start").into_iter();
        own.filter(|u| u.text("lang") == *lang).map(|u| (u.text("id"), u.page)).collect()
    };
    let [first, second] = variant.languages.as_slice() else { return };
    let (left, right) = (units(first), units(second));
    let beside: Vec<_> = left.iter().map(|(id, page)| (id.clone(), page + 1)).collect();
    if marked(pages, "diptych-spreads").is_empty()
        || left.iter().any(|(_, page)| page % 2 == 1)
        || beside != right
    {
        let message = format!("`{}` does not have its languages on facing pages", variant.name);
        let hint =
            format!("the template `{}` is not made for `facing`: use another", variant.template);
        faults.push(Diagnostic::error(variant.place.clone(), message).hint(hint));
    }
}

/// What is not a block: what it is called, what to do when it is too tall, its place.
fn other<'p>(
    project: &'p Project,
    variant: &'p Variant,
    id: &str,
) -> (&'static str, &'static str, &'p Place) {
    if let Some(figure) = project.article.figures.iter().find(|figure| figure.id == id) {
        return ("figure", "show less in it, or make it two figures", &figure.place);
    }
    let event = project.article.origins.iter().find(|origin| origin.name == format!("event/{id}"));
    ("entry", "make it shorter", event.map_or(&variant.place, |event| &event.place))
}
