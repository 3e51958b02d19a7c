//! Export: from an edition and its pages to the bytes of files.
//!
//! Takes what a file is made of; gives PDF, PNG and SVG of pages, and HTML of the edition
//! itself. The same in gives the same bytes. Writes nothing.
//!
//! A new format has a module here, an arm in `files`, and its name in [`Format`].

mod html;
mod office;
mod pdf;
mod raster;

use crate::model::diagnostic::Diagnostics;
use crate::model::edition::Edition;
use crate::pandoc::{Pandoc, Target};
use crate::typeset::{Drawings, Pages};

pub use crate::model::format::Format;
pub use pdf::{ATTACHING_STANDARDS, DEFAULT_STANDARDS, Standards, pdf};

pub(crate) use pdf::is_standard;
pub(crate) use raster::contact;

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
    /// What makes the documents of word processors and their like, where any is asked for.
    pub pandoc: Option<Pandoc>,
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
            pandoc: None,
        }
    }
}

/// What files are made of.
#[derive(Clone, Copy)]
pub(crate) struct Matter<'a> {
    pub edition: &'a Edition,
    /// Its pages, where a format has pages.
    pub pages: Option<&'a Pages>,
    /// Its figures, each drawn alone, where a format has none.
    pub drawings: Option<&'a Drawings>,
}

/// Makes the files of one format: an image for each page, or one file. A file that can
/// say so says what the `creator` was. Nothing, where what the format is made of is not
/// there, or something was told.
pub(crate) fn files(
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
        Format::Docx => document(Target::Docx, matter, options, diagnostics).map(one),
        Format::Odt => document(Target::Odt, matter, options, diagnostics).map(one),
        Format::Epub => document(Target::Epub, matter, options, diagnostics).map(one),
        Format::Jats => document(Target::Jats, matter, options, diagnostics).map(one),
        Format::Html => Some(one(html::page(matter.edition, matter.drawings?).into_bytes())),
    }
}

/// Makes a document through pandoc.
fn document(
    target: Target,
    matter: Matter,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<u8>> {
    let made = match &options.pandoc {
        Some(pandoc) => {
            office::document(pandoc, target, matter.edition, matter.drawings?, options.timestamp)
        }
        None => Err(Pandoc::absent()),
    };
    made.map_err(|error| diagnostics.push(error)).ok()
}

/// The file of styles that a format is made with, by its path from the root.
pub(crate) fn styles(format: Format) -> Option<&'static str> {
    match format {
        Format::Docx => Some(office::STYLES_WORD),
        Format::Odt => Some(office::STYLES_OPEN_DOCUMENT),
        Format::Epub => Some(office::STYLES_BOOK),
        Format::Pdf | Format::Png | Format::Svg | Format::Sheet | Format::Html | Format::Jats => {
            None
        }
    }
}
