//! Sheets: what stands where on laid-out pages, in the order in which it was set.
//!
//! Takes a document; gives the marks that templates have left, and the text between them.
//! Measures nothing, and judges nothing.

use std::collections::HashMap;

use typst::foundations::{Content, Dict, Value};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Frame, FrameItem, Point};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use super::mark::Mark;

/// The marks that pagination reads.
const MARKS: [Mark; 10] = [
    Mark::Body,
    Mark::Lane,
    Mark::Room,
    Mark::Top,
    Mark::Bottom,
    Mark::UnitStart,
    Mark::NoteEntry,
    Mark::Row,
    Mark::Head,
    Mark::CellEnd,
];

/// What has been found: where, in points from the top of its page.
#[derive(Debug, Clone)]
pub struct Found {
    pub page: usize,
    pub y: f64,
    pub what: What,
}

#[derive(Debug, Clone)]
pub enum What {
    /// A mark, and its fields.
    Mark(Mark, Dict),
    /// Letters and digits of a text of a size.
    Text { count: usize, size: f64 },
}

impl Found {
    pub fn text(&self, field: &str) -> String {
        match self.field(field) {
            Some(Value::Str(text)) => text.to_string(),
            _ => String::new(),
        }
    }

    pub fn number(&self, field: &str) -> Option<f64> {
        match self.field(field) {
            Some(Value::Float(number)) => Some(*number),
            Some(Value::Int(number)) => Some(*number as f64),
            _ => None,
        }
    }

    pub fn is(&self, field: &str) -> bool {
        matches!(self.field(field), Some(Value::Bool(true)))
    }

    fn field(&self, field: &str) -> Option<&Value> {
        match &self.what {
            What::Mark(_, fields) => fields.get(field).ok(),
            What::Text { .. } => None,
        }
    }
}

/// All that stands on the pages of a document.
pub fn read(document: &PagedDocument) -> Vec<Found> {
    let marks = MARKS.map(|mark| (PicoStr::intern(mark.label()), mark));
    let marks = marks.into_iter().collect();
    let mut found = vec![];
    for (number, page) in document.pages().iter().enumerate() {
        go(&page.frame, Point::zero(), number + 1, &marks, &mut found);
    }
    found
}

/// How many letters and digits a text has: what no line end adds to or takes from.
pub fn count(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

fn go(
    frame: &Frame,
    at: Point,
    page: usize,
    marks: &HashMap<PicoStr, Mark>,
    found: &mut Vec<Found>,
) {
    for (pos, item) in frame.items() {
        let here = at + *pos;
        let y = here.y.to_pt();
        let what = match item {
            FrameItem::Group(group) => {
                let moved = Point::new(group.transform.tx, group.transform.ty);
                go(&group.frame, here + moved, page, marks, found);
                None
            }
            FrameItem::Tag(Tag::Start(content, _)) => mark(content, marks),
            FrameItem::Text(text) => {
                let count = count(&text.text);
                let size = text.size.to_pt();
                (count > 0).then_some(What::Text { count, size })
            }
            _ => None,
        };
        found.extend(what.map(|what| Found { page, y, what }));
    }
}

fn mark(content: &Content, marks: &HashMap<PicoStr, Mark>) -> Option<What> {
    let mark = *marks.get(&content.label()?.into_inner())?;
    match &content.to_packed::<MetadataElem>()?.value {
        Value::Dict(fields) => Some(What::Mark(mark, fields.clone())),
        _ => None,
    }
}
