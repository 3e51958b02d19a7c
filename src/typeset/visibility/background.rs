//! Backgrounds: what is under a text, and over it.
//!
//! Takes what is painted on a page; gives, for a point of a run of text, whether it is
//! covered, and the contrast that it has there. Fills blend as they do in PDF.

use std::cell::OnceCell;

use tiny_skia::Pixmap;
use typst::foundations::{Content, Smart};
use typst::layout::{Abs, Frame, FrameItem, Point, Sides, Size, Transform};
use typst::syntax::Span;
use typst::utils::Scalar;
use typst::visualize::{Color, Geometry, Image, Paint as Fill, Shape};
use typst_layout::Page;

use super::scene::{Bounds, Run, is_upright};
use crate::model::colour::{Colour, contrast};

/// Red, green, blue and opacity, from 0 to 1.
type Tone = [f32; 4];

/// What is as opaque as this hides what is under it.
const OPAQUE: f32 = 0.95;

/// How thick the stems of letters are, in em.
const STEM: f64 = 0.06;

/// How high a part of the page is that is searched at once, in points.
const BAND: f64 = 36.0;

/// What is painted at a place, of the size of its own.
pub enum Layer<'a> {
    Fill(&'a Shape, &'a Fill),
    Line(&'a Fill, Size),
    /// A picture, drawn when something is to be seen of it.
    Picture(&'a Image, Size, OnceCell<Pixmap>),
}

/// Something that is painted on a page, apart from text.
pub struct Paint<'a> {
    layer: Layer<'a>,
    order: usize,
    /// From points of the page to its own.
    inverse: Transform,
    /// What it covers at most, on the page.
    bounds: Bounds,
    /// Whether it covers all of that.
    is_whole: bool,
}

impl<'a> Paint<'a> {
    /// Nothing, for what cannot be seen.
    pub fn new(layer: Layer<'a>, order: usize, transform: Transform, clip: Bounds) -> Option<Self> {
        let (from, to) = match &layer {
            Layer::Fill(shape, _) => {
                let bounds = shape.geometry.bbox(None);
                (bounds.min, bounds.max)
            }
            Layer::Line(_, size) | Layer::Picture(_, size, _) => (Point::zero(), size.to_point()),
        };
        let corners = [from, Point::new(to.x, from.y), to, Point::new(from.x, to.y)];
        let bounds = Bounds::around(corners.map(|corner| corner.transform(transform)));
        let is_rectangle = match &layer {
            Layer::Fill(shape, fill) => {
                matches!(shape.geometry, Geometry::Rect(_)) && matches!(fill, Fill::Solid(_))
            }
            Layer::Line(fill, _) => matches!(fill, Fill::Solid(_)),
            Layer::Picture(..) => false,
        };
        let inverse = transform.invert()?;
        let is_whole = is_rectangle && is_upright(transform);
        Some(Self { layer, order, inverse, bounds: bounds.meet(clip), is_whole })
    }

    /// What is seen of it at a point of the page; nothing elsewhere than on it, and no
    /// tone where it cannot be told.
    fn at(&self, point: Point) -> Option<Option<Tone>> {
        let (x, y) = (point.x.to_pt(), point.y.to_pt());
        let here = Bounds { left: x, top: y, right: x, bottom: y };
        if !self.bounds.holds(here, 0.0) {
            return None;
        }
        let own = point.transform(self.inverse);
        match &self.layer {
            Layer::Fill(shape, fill) => {
                let is_inside = match &shape.geometry {
                    Geometry::Curve(curve) => curve.contains(shape.fill_rule, own),
                    Geometry::Rect(size) => is_in(*size, own),
                    Geometry::Line(_) => false,
                };
                let bounds = shape.geometry.bbox(None);
                is_inside.then(|| tone(fill, own - bounds.min, bounds.size()))
            }
            Layer::Line(fill, size) => is_in(*size, own).then(|| tone(fill, own, *size)),
            Layer::Picture(image, size, drawn) => {
                let drawn = drawn.get_or_init(|| draw(image, *size));
                let pixel =
                    |at: Abs, whole: Abs, count: u32| (at / whole * f64::from(count)) as u32;
                let pixel = drawn.pixel(
                    pixel(own.x, size.x, drawn.width()),
                    pixel(own.y, size.y, drawn.height()),
                )?;
                let pixel = pixel.demultiply();
                let parts = [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()];
                Some(Some(parts.map(|part| f32::from(part) / 255.0)))
            }
        }
    }
}

fn is_in(size: Size, own: Point) -> bool {
    let within = |at: Abs, whole: Abs| at >= whole.min(Abs::zero()) && at <= whole.max(Abs::zero());
    within(own.x, size.x) && within(own.y, size.y)
}

/// The tone of a fill at a point of it; nothing for a pattern.
fn tone(fill: &Fill, at: Point, size: Size) -> Option<Tone> {
    match fill {
        Fill::Solid(colour) => Some(tone_of(colour)),
        Fill::Gradient(gradient) => {
            let [x, y, width, height] = [at.x, at.y, size.x, size.y].map(|it| it.to_pt() as f32);
            Some(tone_of(&gradient.sample_at((x, y), (width, height))))
        }
        Fill::Tiling(_) => None,
    }
}

fn tone_of(colour: &Color) -> Tone {
    colour.to_rgb().into()
}

/// What is seen of a run's letters: a stroke is painted over their fill, and one that is
/// about as thick as their stems hides it.
fn ink<'r>(run: &'r Run) -> &'r Fill {
    let stroke = run.item.stroke.as_ref();
    let thick = stroke.filter(|stroke| stroke.thickness > run.item.size * STEM);
    thick.map_or(&run.item.fill, |stroke| &stroke.paint)
}

fn draw(image: &Image, size: Size) -> Pixmap {
    let mut frame = Frame::hard(size);
    frame.push(Point::zero(), FrameItem::Image(image.clone(), size, Span::detached()));
    let page = Page {
        frame,
        bleed: Sides::default(),
        fill: Smart::Custom(None),
        numbering: None,
        supplement: Content::empty(),
        number: 1,
    };
    let options =
        typst_render::RenderOptions { pixel_per_pt: Scalar::new(1.0), render_bleed: false };
    typst_render::render(&page, &options)
}

/// What is seen of a run of text.
pub enum Visibility {
    Covered,
    /// It is filled with a pattern.
    Patterned,
    /// The least contrast that it has with what is under it; nothing where it cannot be told.
    Contrast(Option<f32>),
}

/// All that is painted on a page, in bands from its top.
pub struct Backgrounds<'s, 'a> {
    paints: &'s [Paint<'a>],
    bands: Vec<Vec<usize>>,
    page: Colour,
}

impl<'s, 'a> Backgrounds<'s, 'a> {
    pub fn new(page: &Page, paints: &'s [Paint<'a>]) -> Self {
        let height = page.frame.height().to_pt();
        let mut bands = vec![vec![]; (height / BAND) as usize + 1];
        for (index, paint) in paints.iter().enumerate() {
            let bounds = paint.bounds;
            let (from, to) = (band(bounds.top), band(bounds.bottom).min(bands.len() - 1));
            bands.iter_mut().take(to + 1).skip(from).for_each(|band| band.push(index));
        }
        let white = [1.0; 3];
        let page = match page.fill_or_white() {
            Some(Fill::Solid(colour)) => over(tone_of(&colour), white),
            _ => white,
        };
        Self { paints, bands, page }
    }

    /// What is seen of a run of text.
    pub fn look(&self, run: &Run) -> Visibility {
        let size = run.size();
        let mut near: Vec<usize> = (self.bands.iter())
            .take(band(run.bounds.bottom) + 1)
            .skip(band(run.bounds.top))
            .flatten()
            .copied()
            .filter(|index| {
                let bounds = self.paints[*index].bounds;
                // A rule through a text hides nothing of it.
                bounds.width().min(bounds.height()) > 0.2 * size
                    && bounds.overlaps(run.bounds, 0.1 * size)
            })
            .collect();
        near.sort_unstable();
        near.dedup();
        let near: Vec<&Paint> = near.into_iter().map(|index| &self.paints[index]).collect();
        let inks: Vec<Tone> = match ink(run) {
            Fill::Solid(colour) => vec![tone_of(colour)],
            Fill::Gradient(gradient) => {
                gradient.stops_ref().iter().map(|(colour, _)| tone_of(colour)).collect()
            }
            Fill::Tiling(_) => return Visibility::Patterned,
        };
        let is_even =
            near.iter().all(|paint| paint.is_whole && paint.bounds.holds(run.bounds, 0.0));
        let mut least: Option<f32> = None;
        for point in points(run, is_even) {
            match self.at(point, run.order, &near, &inks) {
                own @ (Visibility::Covered | Visibility::Patterned) => return own,
                Visibility::Contrast(own) => {
                    least = own.into_iter().chain(least).min_by(f32::total_cmp);
                }
            }
        }
        Visibility::Contrast(least)
    }

    fn at(&self, point: Point, order: usize, near: &[&Paint], inks: &[Tone]) -> Visibility {
        let mut ground = Some(self.page);
        let mut seen: Option<Vec<Colour>> = None;
        for paint in near {
            let Some(tone) = paint.at(point) else { continue };
            if paint.order > order {
                let Some(tone) = tone.filter(|tone| tone[3] < OPAQUE) else {
                    return Visibility::Covered;
                };
                let own = seen.get_or_insert_with(|| blended(inks, ground));
                own.iter_mut().for_each(|ink| *ink = over(tone, *ink));
                ground = ground.map(|ground| over(tone, ground));
            } else {
                ground = match (tone, ground) {
                    (Some(tone), Some(ground)) => Some(over(tone, ground)),
                    (Some([r, g, b, opacity]), None) if opacity >= OPAQUE => Some([r, g, b]),
                    _ => None,
                };
            }
        }
        let seen = seen.unwrap_or_else(|| blended(inks, ground));
        let contrasts = ground.map(|ground| seen.into_iter().map(move |ink| contrast(ink, ground)));
        Visibility::Contrast(contrasts.into_iter().flatten().min_by(f32::total_cmp))
    }
}

/// Inks on their ground.
fn blended(inks: &[Tone], ground: Option<Colour>) -> Vec<Colour> {
    let on = |ground| inks.iter().map(move |ink| over(*ink, ground));
    ground.into_iter().flat_map(on).collect()
}

/// A tone over a colour.
fn over([r, g, b, opacity]: Tone, under: Colour) -> Colour {
    let [r, g, b] = [r, g, b].map(|part| part * opacity);
    let rest = under.map(|part| part * (1.0 - opacity));
    [r + rest[0], g + rest[1], b + rest[2]]
}

/// The band of a distance from the top of the page.
fn band(y: f64) -> usize {
    (y / BAND) as usize
}

/// Points of a run of text at which it is looked at: two for each half em; one, where
/// what is under it is the same everywhere.
fn points(run: &Run, is_even: bool) -> Vec<Point> {
    let size = run.item.size.to_pt();
    let (left, right) = run.ends;
    let at = |x: f64, em: f64| Point::new(Abs::pt(x), Abs::pt(-em * size)).transform(run.transform);
    if is_even {
        return vec![at((left + right) / 2.0, 0.35)];
    }
    let count = ((right - left) / (0.5 * size)).ceil().clamp(1.0, 1000.0) as usize;
    let x = |index: usize| left + (index as f64 + 0.5) / count as f64 * (right - left);
    (0..count).flat_map(|index| [at(x(index), 0.12), at(x(index), 0.5)]).collect()
}
