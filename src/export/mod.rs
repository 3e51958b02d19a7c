//! Export: from an edition and its pages to the bytes of files.
//!
//! Takes what a file is made of; gives PDF, PNG and SVG of pages, and HTML of the edition
//! itself. The same in gives the same bytes. Writes nothing.
//!
//! A new format has a module here, an arm in [`files`], and its name in [`Format`].

mod html;
mod pdf;
mod raster;

use crate::model::diagnostic::Diagnostics;
use crate::model::edition::Edition;
use crate::typeset::{Drawings, Pages};

pub use crate::model::format::Format;
pub use pdf::{ATTACHING_STANDARDS, DEFAULT_STANDARDS, Standards, is_standard, pdf};
pub use raster::contact;

/// How files are made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// What is made of each edition.
    pub formats: Vec<Format>,
    /// The standards that a PDF conforms to.
    pub standards: Standards,
    /// Whether a PDF has tags: yes, unless a standard of old forbids them.
    pub tagged: bool,
    /// Seconds since 1970 that stand as the date of a PDF.
    pub timestamp: i64,
    /// Pixels an inch of a PNG.
    pub resolution: f64,
    /// Whether the edition and its data are attached to a PDF.
    pub attach: bool,
}

impl Default for Options {
    /// A PDF for readers and archives, dated 1970.
    fn default() -> Self {
        Self {
            formats: vec![Format::Pdf],
            standards: Standards::default(),
            tagged: true,
            timestamp: 0,
            resolution: 144.0,
            attach: false,
        }
    }
}

/// What files are made of.
#[derive(Clone, Copy)]
pub struct Matter<'a> {
    pub edition: &'a Edition,
    /// Its pages, where a format has pages.
    pub pages: Option<&'a Pages>,
    /// Its figures, each drawn alone, where a format has none.
    pub drawings: Option<&'a Drawings>,
}

/// Makes the files of one format: an image for each page, or one file. A file that can
/// say so says what the `creator` was. Nothing, where what the format is made of is not
/// there, or something was told.
pub fn files(
    format: Format,
    matter: Matter,
    options: &Options,
    creator: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Vec<u8>>> {
    let one = |file: Vec<u8>| vec![file];
    match format {
        Format::Pdf => pdf(matter.pages?, options, creator, diagnostics).map(one),
        Format::Svg => {
            let options = typst_svg::SvgOptions::default();
            let pages = matter.pages?.document().pages().iter();
            Some(pages.map(|page| typst_svg::svg(page, &options).into_bytes()).collect())
        }
        Format::Png => {
            let images = raster::images(matter.pages?, options);
            images.iter().map(|image| raster::png(image, diagnostics)).collect()
        }
        Format::Sheet => {
            let sheet = raster::sheet(&raster::images(matter.pages?, options))?;
            raster::png(&sheet, diagnostics).map(one)
        }
        Format::Html => Some(one(html::page(matter.edition, matter.drawings?).into_bytes())),
    }
}
