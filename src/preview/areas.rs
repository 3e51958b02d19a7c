//! Areas: which text stands where on the pages.
//!
//! Takes pages; gives a box for each text that a template has marked (`from` in
//! `runs.typ`), and for each run of text that it has not.

use serde::Serialize;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst_layout::PagedDocument;

use crate::model::origin::mark;

/// The box of a text on a page, which counts from 1; in points from its top
/// left corner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Area {
    pub page: usize,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    /// What the text is; nothing for a word of the template.
    #[serde(skip)]
    pub name: Option<String>,
    /// The key of the language for a marked text, else its ISO 639 code.
    #[serde(skip)]
    pub language: String,
    /// The text, where it has no name.
    #[serde(skip)]
    pub text: String,
}

impl Area {
    /// How far a point is away, in points; 0 inside.
    ///
    /// ```
    /// # let at = |left: f64| diptych::preview::Area {
    /// #     page: 1, left, top: 0.0, right: left + 30.0, bottom: 10.0,
    /// #     name: None, language: "en".into(), text: "A word".into(),
    /// # };
    /// assert_eq!(at(10.0).distance(20.0, 5.0), 0.0);
    /// assert_eq!(at(10.0).distance(0.0, 5.0), 10.0);
    /// ```
    pub fn distance(&self, x: f64, y: f64) -> f64 {
        let across = (self.left - x).max(x - self.right).max(0.0);
        across.hypot((self.top - y).max(y - self.bottom).max(0.0))
    }

    /// How large it is, in square points.
    ///
    /// ```
    /// # let at = |left: f64| diptych::preview::Area {
    /// #     page: 1, left, top: 0.0, right: left + 30.0, bottom: 10.0,
    /// #     name: None, language: "en".into(), text: "A word".into(),
    /// # };
    /// assert_eq!(at(10.0).size(), 300.0);
    /// ```
    pub fn size(&self) -> f64 {
        (self.right - self.left) * (self.bottom - self.top)
    }

    fn join(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
    }
}

/// The areas of all pages, in their order.
pub fn all(document: &PagedDocument) -> Vec<Area> {
    walk(document, None)
}

/// The areas of marked texts whose names are wanted.
pub fn named(document: &PagedDocument, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Area> {
    walk(document, Some(is_wanted))
}

/// The runs of text on a page, marked or not.
pub fn runs(document: &PagedDocument, page: usize) -> Vec<Area> {
    let own = page.checked_sub(1).and_then(|index| document.pages().get(index));
    let mut walk = Walk { page, passes_marks: true, ..Walk::default() };
    own.into_iter().for_each(|own| walk.frame(&own.frame, Transform::identity()));
    walk.areas
}

fn walk(document: &PagedDocument, is_wanted: Option<&dyn Fn(&str) -> bool>) -> Vec<Area> {
    let mut walk = Walk { is_wanted, ..Walk::default() };
    for (index, page) in document.pages().iter().enumerate() {
        walk.page = index + 1;
        walk.frame(&page.frame, Transform::identity());
        // What goes on from page to page would take their heads along.
        walk.areas.extend(walk.open.drain(..).filter_map(|open| open.area));
    }
    walk.areas
}

/// A marked text that has begun.
struct Open {
    location: Location,
    language: String,
    name: String,
    is_wanted: bool,
    area: Option<Area>,
}

#[derive(Default)]
struct Walk<'a> {
    /// Which names are wanted; all, and what has none, when absent.
    is_wanted: Option<&'a dyn Fn(&str) -> bool>,
    passes_marks: bool,
    page: usize,
    open: Vec<Open>,
    areas: Vec<Area>,
}

impl Walk<'_> {
    fn frame(&mut self, frame: &Frame, transform: Transform) {
        for (at, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    let moved = transform.pre_concat(Transform::translate(at.x, at.y));
                    self.frame(&group.frame, moved.pre_concat(group.transform));
                }
                FrameItem::Tag(Tag::Start(content, _)) if !self.passes_marks => {
                    let label = content.label().map(|label| label.resolve());
                    let marked = label.and_then(|label| {
                        let (language, name) = mark(label.as_str())?;
                        Some((language.to_string(), name.to_string()))
                    });
                    if let (Some((language, name)), Some(location)) = (marked, content.location()) {
                        let is_wanted = self.is_wanted.is_none_or(|is_wanted| is_wanted(&name));
                        self.open.push(Open { location, language, name, is_wanted, area: None });
                    }
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    let at = self.open.iter().rposition(|open| open.location == *location);
                    self.areas.extend(at.and_then(|at| self.open.remove(at).area));
                }
                FrameItem::Text(text) => self.text(text, *at, transform),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &TextItem, at: Point, transform: Transform) {
        if !self.open.last().map_or(self.is_wanted.is_none(), |open| open.is_wanted) {
            return;
        }
        let metrics = text.font.metrics();
        let (up, down) = (metrics.ascender.at(text.size), metrics.descender.at(text.size));
        let corners = [
            Point::new(at.x, at.y - up),
            Point::new(at.x + text.width(), at.y - down),
            Point::new(at.x, at.y - down),
            Point::new(at.x + text.width(), at.y - up),
        ]
        .map(|corner| corner.transform(transform));
        let (xs, ys) = (corners.map(|p| p.x.to_pt()), corners.map(|p| p.y.to_pt()));
        let area = Area {
            page: self.page,
            left: xs.into_iter().fold(f64::INFINITY, f64::min),
            top: ys.into_iter().fold(f64::INFINITY, f64::min),
            right: xs.into_iter().fold(f64::NEG_INFINITY, f64::max),
            bottom: ys.into_iter().fold(f64::NEG_INFINITY, f64::max),
            name: None,
            language: String::new(),
            text: String::new(),
        };
        match self.open.last_mut() {
            None => {
                let (language, text) = (text.lang.as_str().into(), text.text.to_string());
                self.areas.push(Area { language, text, ..area });
            }
            Some(Open { area: Some(own), .. }) => own.join(&area),
            Some(open) => {
                let (name, language) = (Some(open.name.clone()), open.language.clone());
                open.area = Some(Area { name, language, ..area });
            }
        }
    }
}
