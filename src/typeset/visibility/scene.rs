//! Scenes: what is painted on a page, in its order.
//!
//! Takes the frame of a page; gives its runs of text, each with the place that it was
//! set in, and all that is painted under and over them. Judges nothing.

use std::collections::BTreeMap;
use std::rc::Rc;

use typst::foundations::{Content, Smart, StyleChain};
use typst::introspection::{Location, Tag};
use typst::layout::{
    Abs, Angle, Frame, FrameItem, GridCell, GridElem, Length, PlaceElem, Point, Rel, Sides, Size,
    Transform,
};
use typst::model::{TableCell, TableElem};
use typst::pdf::ArtifactElem;
use typst::text::{TextItem, is_default_ignorable};
use typst::utils::Numeric;
use typst::visualize::{Geometry, Shape};

use super::background::{Layer, Paint};
use crate::model::origin;

/// Farther than any page is wide, in points: no bound.
const FAR: f64 = 1e5;

/// How far above its baseline a text is looked for, and how far below, in em: within the
/// ink of most letters and characters.
const ABOVE: f64 = 0.75;
const BELOW: f64 = 0.05;

/// A rectangle on a page, in points from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Bounds {
    /// What bounds nothing.
    pub const ALL: Self = Self { left: -FAR, top: -FAR, right: FAR, bottom: FAR };

    /// The rectangle around points.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Self {
        let none = Self { left: FAR, top: FAR, right: -FAR, bottom: -FAR };
        points.into_iter().fold(none, |own, point| {
            let (x, y) = (point.x.to_pt(), point.y.to_pt());
            Self {
                left: own.left.min(x),
                top: own.top.min(y),
                right: own.right.max(x),
                bottom: own.bottom.max(y),
            }
        })
    }

    /// This rectangle of a frame, on the page; what bounds nothing, where it is aslant there.
    fn on_page(self, transform: Transform) -> Self {
        let Self { left, top, right, bottom } = self;
        let corner = |x, y| Point::new(Abs::pt(x), Abs::pt(y)).transform(transform);
        match is_upright(transform) {
            true => Self::around([corner(left, top), corner(right, bottom)]),
            false => Self::ALL,
        }
    }

    /// What both hold.
    pub fn meet(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// Whether it holds another, but for so many points.
    pub fn holds(self, other: Self, slack: f64) -> bool {
        other.left >= self.left - slack
            && other.top >= self.top - slack
            && other.right <= self.right + slack
            && other.bottom <= self.bottom + slack
    }

    /// Whether both have more than so many points in common, across and down.
    pub fn overlaps(self, other: Self, slack: f64) -> bool {
        let common = self.meet(other);
        common.width() > slack && common.height() > slack
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }
}

/// Whether what is transformed keeps its sides along those of the page.
pub fn is_upright(transform: Transform) -> bool {
    let is_zero = |share: typst::layout::Ratio| share.get().abs() < 1e-6;
    is_zero(transform.kx) && is_zero(transform.ky) || is_zero(transform.sx) && is_zero(transform.sy)
}

/// What a template says of a text: the key of its language, and its name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    pub language: String,
    pub name: String,
}

/// A run of text on a page.
pub struct Run<'a> {
    pub item: &'a TextItem,
    /// What else is painted before it has a lower number.
    pub order: usize,
    /// From its own points, with the baseline as the top edge, to those of the page.
    pub transform: Transform,
    /// Where its first visible glyph begins and its last one ends, in its own points.
    pub ends: (f64, f64),
    /// The corners of where it is looked for, on the page, and the rectangle around them.
    pub corners: [Point; 4],
    pub bounds: Bounds,
    /// Nothing for a word of the template.
    pub source: Option<Rc<Source>>,
    pub is_artifact: bool,
    /// Where it is to stand, and what of the page is not cut off.
    pub place: Bounds,
    pub clip: Bounds,
}

impl Run<'_> {
    /// Whether its lines run from right to left: it stands on its head.
    pub fn is_upside_down(&self) -> bool {
        let Transform { sx, ky, .. } = self.transform;
        sx.get() < -0.1 * sx.get().hypot(ky.get())
    }

    /// How large it is on the page, in points.
    pub fn size(&self) -> f64 {
        let Transform { sx, ky, kx, sy, .. } = self.transform;
        let area = (sx.get() * sy.get() - kx.get() * ky.get()).abs();
        self.item.size.to_pt() * area.sqrt()
    }
}

/// What is painted on a page.
#[derive(Default)]
pub struct Scene<'a> {
    pub runs: Vec<Run<'a>>,
    pub paints: Vec<Paint<'a>>,
}

/// What has begun, and not ended: a text that the template names, or an artifact.
enum Begun {
    Source(Rc<Source>),
    Artifact,
}

/// A walk through the pages of a document, in order.
#[derive(Default)]
pub struct Walk<'a> {
    open: Vec<(Location, Begun)>,
    scene: Scene<'a>,
    order: usize,
    printed: BTreeMap<Rc<Source>, String>,
}

impl<'a> Walk<'a> {
    /// All that has been printed so far of each text that the template names.
    pub fn printed(&self) -> &BTreeMap<Rc<Source>, String> {
        &self.printed
    }

    /// The scene of the next page.
    pub fn page(&mut self, frame: &'a Frame) -> Scene<'a> {
        self.order = 0;
        self.frame(frame, Transform::identity(), Bounds::ALL, Bounds::ALL);
        std::mem::take(&mut self.scene)
    }

    /// Walks through a frame, whose text is to stand in `place`. What a template places
    /// beside the flow, turns or scales is bound by the page, and by what it holds itself.
    fn frame(&mut self, frame: &'a Frame, transform: Transform, mut place: Bounds, clip: Bounds) {
        let cells = cells(frame);
        let mut next_cell = 0;
        let mut outer = vec![];
        for (index, (at, item)) in frame.items().enumerate() {
            let here = transform.pre_concat(Transform::translate(at.x, at.y));
            match item {
                FrameItem::Group(group) => {
                    let inner = here.pre_concat(group.transform);
                    let around = match group.transform.is_only_translate() {
                        true => place,
                        false => Bounds::ALL,
                    };
                    let own = room(group.frame.size()).on_page(inner);
                    let clip = match &group.clip {
                        Some(curve) => {
                            let cut = curve.bbox(None);
                            clip.meet(Bounds::around([cut.min, cut.max]).on_page(inner))
                        }
                        None => clip,
                    };
                    self.frame(&group.frame, inner, around.meet(own), clip);
                }
                FrameItem::Tag(Tag::Start(content, _)) => {
                    let Some(location) = content.location() else { continue };
                    self.begin(content, location);
                    if content.is::<PlaceElem>() {
                        outer.push((location, place));
                        place = Bounds::ALL;
                    } else if let Some((_, cell)) =
                        cells.get(next_cell).filter(|(cell, _)| *cell == index)
                    {
                        next_cell += 1;
                        outer.push((location, place));
                        place = place.meet(cell.on_page(transform));
                    }
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    if let Some(at) = self.open.iter().rposition(|(own, _)| own == location) {
                        self.open.remove(at);
                    }
                    if let Some((_, before)) = outer.pop_if(|(own, _)| own == location) {
                        place = before;
                    }
                }
                FrameItem::Text(text) => self.text(text, here, place, clip),
                FrameItem::Shape(shape, _) => self.shape(shape, here, clip),
                FrameItem::Image(image, size, _) => {
                    let layer = Layer::Picture(image, *size, Default::default());
                    self.paint(layer, here, clip);
                }
                FrameItem::Link(..) => {}
            }
        }
    }

    fn begin(&mut self, content: &Content, location: Location) {
        if content.is::<ArtifactElem>() {
            self.open.push((location, Begun::Artifact));
        } else if let Some(label) = content.label()
            && let Some((language, name)) = origin::mark(label.resolve().as_str())
        {
            let source = Source { language: language.into(), name: name.into() };
            self.open.push((location, Begun::Source(Rc::new(source))));
        }
    }

    fn shape(&mut self, shape: &'a Shape, transform: Transform, clip: Bounds) {
        if let Some(fill) = &shape.fill {
            self.paint(Layer::Fill(shape, fill), transform, clip);
        }
        // A line as thick as a text is high may lie over one.
        if let (Geometry::Line(to), Some(stroke)) = (&shape.geometry, &shape.stroke)
            && stroke.dash.is_none()
        {
            let (x, y) = (to.x.to_pt(), to.y.to_pt());
            let length = Abs::pt(x.hypot(y));
            let along = Transform::rotate(Angle::rad(y.atan2(x)));
            let middle = Transform::translate(Abs::zero(), -stroke.thickness / 2.0);
            let size = Size::new(length, stroke.thickness);
            let transform = transform.pre_concat(along).pre_concat(middle);
            self.paint(Layer::Line(&stroke.paint, size), transform, clip);
        }
    }

    fn paint(&mut self, layer: Layer<'a>, transform: Transform, clip: Bounds) {
        self.order += 1;
        self.scene.paints.extend(Paint::new(layer, self.order, transform, clip));
    }

    fn text(&mut self, item: &'a TextItem, transform: Transform, place: Bounds, clip: Bounds) {
        // In the head of a page no name holds that has begun on the page before.
        let source = self.open.iter().rev().map_while(|(_, begun)| match begun {
            Begun::Source(source) => Some(source.clone()),
            Begun::Artifact => None,
        });
        let source = source.take(1).next();
        if let Some(source) = &source {
            self.printed.entry(source.clone()).or_default().push_str(&item.text);
        }
        let Some(ends) = ends(item) else { return };
        self.order += 1;
        let size = item.size.to_pt();
        let corner = |x, em: f64| Point::new(Abs::pt(x), Abs::pt(em * size)).transform(transform);
        let corners = [
            corner(ends.0, -ABOVE),
            corner(ends.1, -ABOVE),
            corner(ends.1, BELOW),
            corner(ends.0, BELOW),
        ];
        self.scene.runs.push(Run {
            item,
            order: self.order,
            transform,
            ends,
            corners,
            bounds: Bounds::around(corners),
            source,
            is_artifact: self.open.iter().any(|(_, begun)| matches!(begun, Begun::Artifact)),
            place,
            clip,
        });
    }
}

/// Where the visible glyphs of a run begin and end; nothing for spaces, and for marks on
/// a letter of another run.
fn ends(item: &TextItem) -> Option<(f64, f64)> {
    let is_seen = |c: char| !c.is_whitespace() && !is_default_ignorable(c);
    let is_visible = |glyph: &&typst::text::Glyph| {
        item.text.get(glyph.range()).is_none_or(|text| text.chars().any(is_seen))
    };
    let advance = |glyph: &typst::text::Glyph| glyph.x_advance.at(item.size).to_pt();
    let before = item.glyphs.iter().take_while(|glyph| !is_visible(glyph));
    let after = item.glyphs.iter().rev().take_while(|glyph| !is_visible(glyph));
    let left: f64 = before.map(advance).sum();
    // Behind the ink of the last one is what its line is stretched by, or half its square.
    let blank = item.glyphs.iter().rev().find(is_visible).map_or(0.0, |glyph| {
        let last = TextItem { glyphs: vec![glyph.clone()], ..item.clone() };
        let ink = last.bbox().max.x;
        if ink.is_finite() { (last.width() - ink).to_pt().max(0.0) } else { 0.0 }
    });
    let right = item.width().to_pt() - after.map(advance).sum::<f64>() - blank;
    if right - left > 0.05 * item.size.to_pt() {
        return Some((left, right));
    }
    // Letters that are set on each other.
    let ink = item.bbox().max.x.to_pt();
    (item.glyphs.iter().filter(is_visible).count() > 2).then_some((0.0, ink))
}

/// The room that a frame gives to its text: its width, and what is above its lower edge.
fn room(size: Size) -> Bounds {
    let (width, height) = (size.x.to_pt(), size.y.to_pt());
    // What has no size is only a point to hang something on.
    let (left, right) = if width > 0.5 { (0.0, width) } else { (-FAR, FAR) };
    let bottom = if height > 0.5 { height } else { FAR };
    Bounds { left, right, bottom, ..Bounds::ALL }
}

/// The cells of tables and grids whose content stands in a frame itself and not in one of
/// its own: by the index of where each begins, with the room from there to the next cell
/// of its row.
fn cells(frame: &Frame) -> Vec<(usize, Bounds)> {
    struct Begin {
        /// Nothing for a cell with a frame of its own.
        index: Option<usize>,
        at: Point,
        grid: Option<Location>,
        inset: (f64, f64),
    }
    let mut begins: Vec<Begin> = vec![];
    let mut open: Vec<Location> = vec![];
    for (index, (at, item)) in frame.items().enumerate() {
        let own = match item {
            FrameItem::Tag(Tag::Start(content, _)) => {
                let Some(location) = content.location() else { continue };
                let inset = inset(content);
                let grid = open.last().copied();
                if inset.is_some()
                    || content.is::<GridElem>()
                    || content.is::<TableElem>()
                    || content.is::<PlaceElem>()
                {
                    open.push(location);
                }
                inset.map(|inset| Begin { index: Some(index), at: *at, grid, inset })
            }
            FrameItem::Tag(Tag::End(location, ..)) => {
                open.pop_if(|own| own == location);
                None
            }
            FrameItem::Group(group) => {
                let first = group.frame.items().next();
                let cell = first.and_then(|(_, item)| match item {
                    FrameItem::Tag(Tag::Start(content, _)) => inset(content),
                    _ => None,
                });
                let grid = open.last().copied();
                cell.map(|inset| Begin { index: None, at: *at, grid, inset })
            }
            _ => None,
        };
        begins.extend(own);
    }
    let room = |(i, begin): (usize, &Begin)| {
        let beside = |next: &&Begin| next.grid == begin.grid;
        let next = begins[i + 1..]
            .iter()
            .find(beside)
            .filter(|next| (next.at.y - begin.at.y).abs() < Abs::pt(0.5) && next.at.x > begin.at.x);
        let left = begin.at.x.to_pt() + begin.inset.0;
        let right = next.map_or(FAR, |next| next.at.x.to_pt() - begin.inset.1);
        Some((begin.index?, Bounds { left, right, ..Bounds::ALL }))
    };
    begins.iter().enumerate().filter_map(room).collect()
}

/// The inset of a cell at the left and the right, as far as it is known, in points;
/// nothing for what is no cell.
fn inset(content: &Content) -> Option<(f64, f64)> {
    let styles = StyleChain::default();
    let table = content.to_packed::<TableCell>().map(|cell| cell.inset.get(styles));
    let own = table.or_else(|| Some(content.to_packed::<GridCell>()?.inset.get(styles)))?;
    let known = |side: Option<Rel<Length>>| match side {
        Some(side) if side.rel.is_zero() && side.abs.em.is_zero() => side.abs.abs.to_pt(),
        _ => 0.0,
    };
    Some(match own {
        Smart::Custom(Sides { left, right, .. }) => (known(left), known(right)),
        Smart::Auto => (0.0, 0.0),
    })
}
