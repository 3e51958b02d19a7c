//! PDF: the pages of an edition as one file, to standards.

use chrono::{DateTime, Datelike, Timelike};
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::typeset::Pages;

use super::Options;

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
    ///
    /// ```
    /// use diptych::export::Standards;
    ///
    /// assert!(Standards::new(&["ua-1", "a-2a"]).is_ok());
    /// assert!(Standards::new(&["a-1b", "a-2b"]).is_err());
    /// ```
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
    ///
    /// ```
    /// use diptych::export::{DEFAULT_STANDARDS, Standards};
    ///
    /// let mut names = Standards::default().names();
    /// names.sort();
    /// assert_eq!(names, ["a-2a", "ua-1"]);
    /// ```
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
pub(crate) fn is_standard(name: &str) -> bool {
    standard(name).is_some()
}

fn standard(name: &str) -> Option<PdfStandard> {
    serde_json::from_value(serde_json::Value::String(name.to_string())).ok()
}

/// Makes the file of pages, which says what the `creator` was.
///
/// ```
/// # use diptych::load::files::Files;
/// # use diptych::session::Session;
/// # use diptych::typeset::Fonts;
/// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
/// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
/// # let (options, mut found) = (Options::default(), Diagnostics::default());
/// # let builder = Builder::new(&session, &options);
/// # let variant = session.project().variant("brief").unwrap();
/// # let edition = builder.edition(variant, &mut found);
/// # let (pages, _) = builder.pages(variant, &edition, &mut found).unwrap();
/// let file = diptych::export::pdf(&pages, &options, "an example", &mut found).unwrap();
/// assert!(file.starts_with(b"%PDF-"));
/// ```
pub fn pdf(
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
