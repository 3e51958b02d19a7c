//! Previews: pages as somebody sees them who is editing the data.
//!
//! Takes [`Pages`] and the project that they were made from; gives each page's
//! hash and size, where each block stands on them and in the data, and the
//! outline. A page is drawn only when it is asked for, by its hash, so that
//! what has not changed is neither drawn nor sent again. Serves nothing.

use serde::Serialize;
use typst::foundations::{NativeElement, Selector};
use typst::introspection::Introspector;
use typst::model::HeadingElem;
use typst::utils::hash128;

use crate::article::{Article, Block, Level, each_block};
use crate::compile::{Pages, marked};
use crate::diagnostic::Place;
use crate::files::Files;

/// Pages, and what stands where on them.
pub struct Preview {
    pages: Pages,
    pub sheets: Vec<Sheet>,
    pub units: Vec<Unit>,
    pub outline: Vec<Heading>,
}

/// A page: its hash, and its size in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    pub hash: String,
    pub width: f64,
    pub height: f64,
}

/// A block or figure on a page, which counts from 1; distances from its top
/// are in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unit {
    pub id: String,
    pub page: usize,
    pub from: f64,
    /// The last line.
    pub to: f64,
    #[serde(flatten)]
    pub origin: Option<Origin>,
}

/// Where a block or figure comes from, and who may see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Origin {
    pub level: Level,
    /// Everybody, when absent.
    pub audiences: Option<Vec<String>>,
    pub path: String,
    /// From 1, in characters.
    pub line: usize,
    pub column: usize,
}

/// An item of the outline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Heading {
    pub title: String,
    pub depth: usize,
    pub page: usize,
    pub y: f64,
}

impl Preview {
    /// Finds what stands where on pages.
    pub fn new(pages: Pages, article: &Article, files: &Files) -> Self {
        let sheet = |page: &typst_layout::Page| Sheet {
            hash: format!("{:032x}", hash128(page)),
            width: page.frame.width().to_pt(),
            height: page.frame.height().to_pt(),
        };
        Self {
            sheets: pages.document().pages().iter().map(sheet).collect(),
            units: units(&pages, article, files),
            outline: outline(&pages),
            pages,
        }
    }

    /// The pages.
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// Draws the page of a hash.
    pub fn svg(&self, hash: &str) -> Option<String> {
        let index = self.sheets.iter().position(|sheet| sheet.hash == hash)?;
        let page = self.pages.document().pages().get(index)?;
        Some(typst_svg::svg(page, &typst_svg::SvgOptions::default()))
    }
}

fn units(pages: &Pages, article: &Article, files: &Files) -> Vec<Unit> {
    let ends = marked(pages, "diptych-unit-end");
    let starts = marked(pages, "diptych-unit-start");
    let unit = |start: crate::compile::Marked| {
        let name = start.text("id");
        let own = ends.iter().filter(|end| end.page == start.page && end.text("id") == name);
        let to = own.map(|end| end.y).fold(start.y, f64::max);
        // A block may stand in several parts: `id#2`.
        let id = name.split('#').next().unwrap_or_default().to_string();
        let origin = origin(article, &id, files);
        Unit { id, page: start.page, from: start.y, to, origin }
    };
    starts.into_iter().map(unit).collect()
}

fn origin(article: &Article, id: &str, files: &Files) -> Option<Origin> {
    let found = places(article).into_iter().find(|(own, ..)| *own == id);
    let (_, place, level, audiences) = found?;
    let (line, column) = line_and_column(files, place);
    let path = place.path.clone();
    Some(Origin { level, audiences: audiences.map(<[String]>::to_vec), path, line, column })
}

/// An id, its place, its level and its audiences.
type Placed<'a> = (&'a str, &'a Place, Level, Option<&'a [String]>);

/// All blocks and figures.
fn places<'a>(article: &'a Article) -> Vec<Placed<'a>> {
    let mut all: Vec<Placed> = vec![];
    let mut add = |block: &'a Block| {
        all.push((&block.id, &block.place, block.level, block.audiences.as_deref()));
    };
    article.summary.iter().for_each(&mut add);
    each_block(&article.sections, &mut add);
    let figures = article.figures.iter();
    all.extend(figures.map(|f| (f.id.as_str(), &f.place, f.level, f.audiences.as_deref())));
    all
}

/// The block or figure that stands at a byte of a file, or last before it.
pub fn at<'a>(article: &'a Article, path: &str, offset: usize) -> Option<&'a str> {
    let before = |place: &Place| place.path == path && place.range.start <= offset;
    let all = places(article).into_iter().filter(|(_, place, ..)| before(place));
    all.max_by_key(|(_, place, ..)| place.range.start).map(|(id, ..)| id)
}

/// The line and the column of a place, from 1, in characters.
pub fn line_and_column(files: &Files, place: &Place) -> (usize, usize) {
    let text = files.text(&place.path).and_then(|text| text.get(..place.range.start));
    let before = text.unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

fn outline(pages: &Pages) -> Vec<Heading> {
    let introspector = pages.document().introspector();
    let headings = introspector.query(&Selector::Elem(HeadingElem::ELEM, None));
    let heading = |content: &typst::foundations::Content| {
        let position = introspector.position(content.location()?)?;
        let heading = content.to_packed::<HeadingElem>()?;
        Some(Heading {
            title: heading.body.plain_text().trim().into(),
            depth: heading.resolve_level(Default::default()).get(),
            page: position.page.get(),
            y: position.point.y.to_pt(),
        })
    };
    headings.iter().filter_map(heading).collect()
}
