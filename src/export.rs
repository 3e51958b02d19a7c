//! Export: from pages to the bytes of a file.
//!
//! Takes [`Pages`]; gives PDF, PNG or SVG. The same pages and options give the
//! same bytes. Writes nothing.

use chrono::{DateTime, Datelike, Timelike};
use tiny_skia::{Color, Pixmap, PixmapPaint, Transform};
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::typeset::Pages;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// One file.
    Pdf,
    /// A file a page.
    Png,
    /// A file a page.
    Svg,
    /// One PNG with all pages on it, to see them at a glance.
    Sheet,
}

impl Format {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Png, Self::Svg, Self::Sheet];

    /// The name of one of several files of a document: its page from 1, where
    /// each page is a file of its own.
    pub fn file_name(self, document: &str, index: usize, count: usize) -> String {
        let extension = self.extension();
        let width = count.to_string().len();
        match self.is_paged() {
            false => format!("{document}.{extension}"),
            true => format!("{document}-{:0width$}.{extension}", index + 1),
        }
    }

    /// The document that a file may be of, by its name.
    pub fn document(self, file_name: &str) -> Option<&str> {
        let stem = file_name.strip_suffix(self.extension())?.strip_suffix('.')?;
        if !self.is_paged() {
            return Some(stem);
        }
        let (document, page) = stem.rsplit_once('-')?;
        page.parse::<usize>().ok().map(|_| document)
    }

    /// Whether each page is a file of its own.
    pub fn is_paged(self) -> bool {
        matches!(self, Self::Png | Self::Svg)
    }

    /// Its name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            other => other.extension(),
        }
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png | Self::Sheet => "png",
            Self::Svg => "svg",
        }
    }
}

/// How a file is made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    pub format: Format,
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
            format: Format::Pdf,
            standards: Standards::default(),
            tagged: true,
            timestamp: 0,
            resolution: 144.0,
            attach: false,
        }
    }
}

/// The standards of a PDF, which have been found to go together.
#[derive(Debug, Clone)]
pub struct Standards {
    list: Vec<PdfStandard>,
    checked: PdfStandards,
}

impl Standards {
    /// The standards of names, such as `ua-1` and `a-2a`.
    ///
    /// # Errors
    /// When there is none of a name, or they do not go together.
    pub fn new(names: &[impl AsRef<str>]) -> Result<Self, Diagnostic> {
        let unknown =
            |name: &str| Diagnostic::bare(Code::Usage, format!("`{name}` is no standard of a PDF"));
        let each = names.iter().map(AsRef::as_ref);
        let list: Vec<_> = each
            .map(|name| standard(name).ok_or_else(|| unknown(name)))
            .collect::<Result<_, _>>()?;
        let checked = PdfStandards::new(&list).map_err(|error| {
            let told = Diagnostic::bare(Code::Usage, error.message().to_string());
            error.hints().iter().fold(told, |told, hint| told.hint(hint.to_string()))
        })?;
        Ok(Self { list, checked })
    }

    /// Their names, as on the command line.
    pub fn names(&self) -> Vec<String> {
        let name = |standard| serde_json::to_value(standard).ok()?.as_str().map(str::to_string);
        self.list.iter().filter_map(name).collect()
    }
}

impl Default for Standards {
    fn default() -> Self {
        Self::new(&DEFAULT_STANDARDS).expect("the standards of every file go together")
    }
}

/// PDF/UA-1 and PDF/A-2a: a reader with a screen reader and an archive both
/// get a file that they can keep.
pub const DEFAULT_STANDARDS: [&str; 2] = ["ua-1", "a-2a"];

/// The same with files attached, which PDF/A-2 forbids.
pub const ATTACHING_STANDARDS: [&str; 2] = ["ua-1", "a-3a"];

/// Whether there is a standard of a name.
pub fn is_standard(name: &str) -> bool {
    standard(name).is_some()
}

fn standard(name: &str) -> Option<PdfStandard> {
    serde_json::from_value(serde_json::Value::String(name.to_string())).ok()
}

/// Makes the files of pages: one PDF, or an image for each page. A PDF
/// says what the `creator` was.
pub fn export(
    pages: &Pages,
    options: &Options,
    creator: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Vec<u8>>> {
    let document = pages.document();
    match options.format {
        Format::Pdf => pdf(pages, options, creator, diagnostics).map(|file| vec![file]),
        Format::Svg => {
            let options = typst_svg::SvgOptions::default();
            Some(
                document.pages().iter().map(|p| typst_svg::svg(p, &options).into_bytes()).collect(),
            )
        }
        Format::Png => {
            let files: Option<Vec<_>> =
                images(pages, options).iter().map(|image| png(image, diagnostics)).collect();
            files
        }
        Format::Sheet => {
            let file = sheet(&images(pages, options)).and_then(|sheet| png(&sheet, diagnostics));
            file.map(|file| vec![file])
        }
    }
}

fn images(pages: &Pages, options: &Options) -> Vec<Pixmap> {
    let render = typst_render::RenderOptions {
        pixel_per_pt: (options.resolution / 72.0).into(),
        ..Default::default()
    };
    pages.document().pages().iter().map(|page| typst_render::render(page, &render)).collect()
}

fn png(image: &Pixmap, diagnostics: &mut Diagnostics) -> Option<Vec<u8>> {
    let failed =
        |error| Diagnostic::bare(Code::ExportFailed, format!("cannot make a PNG: {error}"));
    image.encode_png().map_err(|error| diagnostics.push(failed(error))).ok()
}

/// Pages side by side on a grey ground, in rows that make the sheet about twice
/// as wide as it is high.
fn sheet(pages: &[Pixmap]) -> Option<Pixmap> {
    let width = pages.iter().map(Pixmap::width).max()?;
    let height = pages.iter().map(Pixmap::height).max()?;
    let gap = (width / 24).max(2);
    let columns = (1..).find(|n| n * n >= pages.len() * 3)?;
    let rows = pages.len().div_ceil(columns);
    let (columns, rows) = (u32::try_from(columns).ok()?, u32::try_from(rows).ok()?);
    let mut sheet = Pixmap::new(columns * (width + gap) + gap, rows * (height + gap) + gap)?;
    sheet.fill(ground());
    for (page, index) in pages.iter().zip(0..) {
        let x = gap + (index % columns) * (width + gap);
        let y = gap + (index / columns) * (height + gap);
        let (x, y) = (i32::try_from(x).ok()?, i32::try_from(y).ok()?);
        sheet.draw_pixmap(
            x,
            y,
            page.as_ref(),
            &PixmapPaint::default(),
            Transform::identity(),
            None,
        );
    }
    Some(sheet)
}

/// Puts sheets, as PNGs, on one: side by side as long as there is room, none
/// wider than the widest.
pub fn contact(sheets: &[Vec<u8>]) -> Option<Vec<u8>> {
    let sheets: Option<Vec<_>> = sheets.iter().map(|png| Pixmap::decode_png(png).ok()).collect();
    let sheets = sheets?;
    let width = sheets.iter().map(Pixmap::width).max()?;
    let (mut x, mut y, mut height) = (0, 0, 0);
    let mut places = vec![];
    for sheet in &sheets {
        if x + sheet.width() > width {
            (x, y, height) = (0, y + height, 0);
        }
        places.push((i32::try_from(x).ok()?, i32::try_from(y).ok()?));
        (x, height) = (x + sheet.width(), height.max(sheet.height()));
    }
    let mut all = Pixmap::new(width, y + height)?;
    all.fill(ground());
    for (sheet, (x, y)) in sheets.iter().zip(places) {
        let paint = PixmapPaint::default();
        all.draw_pixmap(x, y, sheet.as_ref(), &paint, Transform::identity(), None);
    }
    all.encode_png().ok()
}

/// What sheets lie on.
fn ground() -> Color {
    Color::from_rgba8(0xd5, 0xd9, 0xdc, 0xff)
}

fn pdf(
    pages: &Pages,
    options: &Options,
    creator: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<u8>> {
    let timestamp = timestamp(options.timestamp);
    if timestamp.is_none() {
        let message = format!("`{}` is not a time that a PDF can have", options.timestamp);
        diagnostics.push(Diagnostic::bare(Code::Usage, message));
    }
    let options = PdfOptions {
        // Two editions of one title are two documents.
        ident: Smart::Custom(pages.identity().into()),
        creator: Smart::Custom(Some(creator.into())),
        timestamp: Some(timestamp?),
        page_ranges: None,
        standards: options.standards.checked.clone(),
        tagged: options.tagged,
        pretty: false,
    };
    match typst_pdf::pdf(pages.document(), &options) {
        Ok(bytes) => Some(bytes),
        Err(errors) => {
            diagnostics.extend(errors.iter().map(|error| {
                let diagnostic = Diagnostic::bare(Code::PdfRefused, error.message.to_string());
                error.hints.iter().fold(diagnostic, |d, hint| d.hint(hint.v.to_string()))
            }));
            None
        }
    }
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
