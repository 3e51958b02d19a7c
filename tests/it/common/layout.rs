//! What stands where on the pages of a variant, read from the layout.

use std::sync::Arc;

use diptych::load::files::Files;
use diptych::model::diagnostic::Diagnostics;
use diptych::model::edition::Edition;
use diptych::select::select;
use diptych::typeset::{Base, Composition, Fonts, Pages, typeset};
use typst::layout::{Frame, FrameItem, Point};
use typst::text::TextItem;
use typst::visualize::{Geometry, Paint};

use crate::common;

/// A page is so many points below the one before it.
pub const PAGE: f64 = 10_000.0;

/// A piece of text, in points from the left and the top of the first page.
#[derive(Debug)]
pub struct Piece {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub text: String,
    pub family: String,
    pub weight: u16,
    pub italic: bool,
    pub size: f64,
    pub lang: String,
    /// As `#rrggbb`, where it is one colour.
    pub fill: String,
}

/// What is on the pages.
#[derive(Default)]
pub struct Layout {
    pub pieces: Vec<Piece>,
    /// Lines that are drawn: where they begin.
    pub lines: Vec<(f64, f64)>,
    /// Pictures.
    pub images: usize,
    /// The size of the first page.
    pub size: (f64, f64),
}

/// What became of a variant.
pub struct Built {
    pub edition: Edition,
    pub pages: Option<Pages>,
    pub diagnostics: Diagnostics,
}

/// Typesets a variant of a project.
pub fn build(files: &Files, variant: &str) -> Built {
    let project = common::loaded(files);
    let variant = project.variant(variant).expect("a variant");
    let edition = select(&project, variant);
    let composition = composition(files, &edition);
    let mut diagnostics = Diagnostics::default();
    let pages = typeset(&composition, &edition, &project, variant, &mut diagnostics);
    Built { edition, pages, diagnostics }
}

/// What is typeset of an edition.
pub fn composition(files: &Files, edition: &Edition) -> Composition {
    let base = Base::new(Fonts::load(&[]).expect("fonts"), files);
    Composition::new(Arc::new(base), edition)
}

/// Lays out a variant of a project without fault.
pub fn layout(files: &Files, variant: &str) -> Layout {
    let Built { pages, diagnostics, .. } = build(files, variant);
    layout_of(&pages.unwrap_or_else(|| panic!("{:?}", diagnostics.sorted())))
}

/// What stands where on pages.
pub fn layout_of(pages: &Pages) -> Layout {
    let mut out = Layout::default();
    for (index, page) in pages.document().pages().iter().enumerate() {
        if index == 0 {
            out.size = (page.frame.width().to_pt(), page.frame.height().to_pt());
        }
        walk(&page.frame, Point::zero(), index as f64 * PAGE, &mut out);
    }
    out
}

/// The layout of a variant of the specimen.
pub fn specimen(variant: &str) -> Layout {
    layout(&Files::read(&common::here("examples/specimen")).expect("the specimen"), variant)
}

fn walk(frame: &Frame, at: Point, below: f64, out: &mut Layout) {
    for (offset, item) in frame.items() {
        let at = at + *offset;
        match item {
            FrameItem::Group(group) => walk(&group.frame, at, below, out),
            FrameItem::Text(text) => out.pieces.push(piece(text, at, below)),
            FrameItem::Shape(shape, _) if matches!(shape.geometry, Geometry::Line(_)) => {
                out.lines.push((at.x.to_pt(), at.y.to_pt() + below));
            }
            FrameItem::Image(..) => out.images += 1,
            _ => {}
        }
    }
}

fn piece(text: &TextItem, at: Point, below: f64) -> Piece {
    let info = text.font.info();
    Piece {
        x: at.x.to_pt(),
        y: at.y.to_pt() + below,
        width: text.width().to_pt(),
        text: text.text.to_string(),
        family: info.family.to_string(),
        weight: info.variant.weight.to_number(),
        italic: info.variant.style == typst::text::FontStyle::Italic,
        size: text.size.to_pt(),
        lang: text.lang.as_str().to_string(),
        fill: match &text.fill {
            Paint::Solid(color) => color.to_hex().to_string(),
            _ => String::new(),
        },
    }
}

/// The lines of text of a size, each as its pieces.
pub fn lines(pieces: &[Piece], size: f64) -> Vec<Vec<&Piece>> {
    let mut lines: Vec<Vec<&Piece>> = vec![];
    for piece in pieces.iter().filter(|p| (p.size - size).abs() < 0.01) {
        match lines.last_mut().filter(|line| (line[0].y - piece.y).abs() < 0.1) {
            Some(line) => line.push(piece),
            None => lines.push(vec![piece]),
        }
    }
    lines
}

/// The text of a line.
pub fn text(line: &[&Piece]) -> String {
    let text: String = line.iter().map(|piece| piece.text.as_str()).collect();
    text.replace('\u{2060}', "")
}

/// The first lines of the paragraph that begins with some text.
pub fn paragraph<'a>(
    lines: &'a [Vec<&'a Piece>],
    begins: &str,
    count: usize,
) -> &'a [Vec<&'a Piece>] {
    let at = lines.iter().position(|line| text(line).starts_with(begins));
    let at = at.unwrap_or_else(|| panic!("no line begins with {begins}"));
    &lines[at..at + count]
}

/// Where a word is divided by the end of a line. What stands for the hyphen is no
/// text.
pub fn divided(lines: &[String], word: &str) -> Option<(String, String)> {
    let breaks = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
    let is_there = |(head, tail): &(&str, &str)| {
        lines.windows(2).any(|pair| {
            let end = pair[0].trim_end_matches(['-', '\u{2010}', '\u{ad}']);
            end.ends_with(head) && pair[1].starts_with(tail)
        })
    };
    let mut found = breaks.filter(is_there).map(|(a, b)| (a.to_string(), b.to_string()));
    found.next()
}
