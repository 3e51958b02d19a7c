//! Export: from pages to the bytes of a file.
//!
//! Takes [`Pages`]; gives PDF, PNG or SVG. The same pages and options give the
//! same bytes. Writes nothing.

use chrono::{DateTime, Datelike, Timelike};
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::compile::Pages;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::edition::Edition;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One file.
    Pdf,
    /// A file a page.
    Png,
    /// A file a page.
    Svg,
}

impl Format {
    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }
}

/// How a file is made.
#[derive(Debug, Clone)]
pub struct Options {
    pub format: Format,
    /// The standards that a PDF conforms to.
    pub standards: PdfStandards,
    /// Whether a PDF has tags: yes, unless a standard of old forbids them.
    pub tagged: bool,
    /// Seconds since 1970 that stand as the date of a PDF.
    pub timestamp: i64,
    /// Pixels an inch of a PNG.
    pub resolution: f64,
}

/// PDF/UA-1 and PDF/A-2a: a reader with a screen reader and an archive both
/// get a file that they can keep.
pub const DEFAULT_STANDARDS: [PdfStandard; 2] = [PdfStandard::Ua_1, PdfStandard::A_2a];

/// Makes the files of an edition: one PDF, or an image for each page.
pub fn export(
    pages: &Pages,
    edition: &Edition,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Vec<u8>>> {
    let document = pages.document();
    match options.format {
        Format::Pdf => pdf(pages, edition, options, diagnostics).map(|file| vec![file]),
        Format::Svg => {
            let options = typst_svg::SvgOptions::default();
            Some(
                document.pages().iter().map(|p| typst_svg::svg(p, &options).into_bytes()).collect(),
            )
        }
        Format::Png => {
            let render = typst_render::RenderOptions {
                pixel_per_pt: (options.resolution / 72.0).into(),
                ..Default::default()
            };
            let files = document.pages().iter().map(|page| {
                let image = typst_render::render(page, &render).encode_png();
                image.map_err(|error| Diagnostic::bare(format!("cannot make a PNG: {error}")))
            });
            let files: Result<Vec<_>, _> = files.collect();
            files.map_err(|diagnostic| diagnostics.push(diagnostic)).ok()
        }
    }
}

fn pdf(
    pages: &Pages,
    edition: &Edition,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<u8>> {
    let timestamp = timestamp(options.timestamp);
    if timestamp.is_none() {
        let message = format!("`{}` is not a time that a PDF can have", options.timestamp);
        diagnostics.push(Diagnostic::bare(message));
    }
    let options = PdfOptions {
        // Two editions of one title are two documents.
        ident: Smart::Custom(ident(edition)),
        creator: Smart::Custom(Some(format!("Diptych {}", env!("CARGO_PKG_VERSION")))),
        timestamp: Some(timestamp?),
        page_ranges: None,
        standards: options.standards.clone(),
        tagged: options.tagged,
        pretty: false,
    };
    match typst_pdf::pdf(pages.document(), &options) {
        Ok(bytes) => Some(bytes),
        Err(errors) => {
            diagnostics.extend(errors.iter().map(|error| {
                let diagnostic = Diagnostic::bare(error.message.to_string());
                error.hints.iter().fold(diagnostic, |d, hint| d.hint(hint.v.to_string()))
            }));
            None
        }
    }
}

/// What makes an edition itself: everything in it.
fn ident(edition: &Edition) -> String {
    serde_json::to_string(edition).unwrap_or_default()
}

fn timestamp(seconds: i64) -> Option<Timestamp> {
    let time = DateTime::from_timestamp(seconds, 0)?;
    let year = u16::try_from(time.year()).ok().filter(|year| *year <= 9999)?;
    let datetime = Datetime::from_ymd_hms(
        year.into(),
        time.month() as u8,
        time.day() as u8,
        time.hour() as u8,
        time.minute() as u8,
        time.second() as u8,
    )?;
    Some(Timestamp::new_utc(datetime))
}
