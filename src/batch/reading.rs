//! How a table is to be read: what its user says of it, and what its name does.

use crate::table::encoding::Hints;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// RFC 4180, with a header.
    Csv,
    /// The same with tabs.
    Tsv,
    /// An object a line.
    Jsonl,
    /// A sheet of a workbook of Excel or LibreOffice.
    Workbook,
}

impl Format {
    /// The format that a file's name says; CSV where it says nothing.
    ///
    /// ```
    /// use diptych::batch::Format;
    ///
    /// assert_eq!(Format::of("members.XLSX"), Format::Workbook);
    /// assert_eq!(Format::of("members"), Format::Csv);
    /// ```
    pub fn of(path: &str) -> Self {
        match path.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
            Some("tsv" | "tab") => Self::Tsv,
            Some("jsonl" | "ndjson" | "json") => Self::Jsonl,
            Some("xlsx" | "xlsm" | "xlsb" | "xls" | "ods") => Self::Workbook,
            _ => Self::Csv,
        }
    }
}

/// How a table is to be read.
#[derive(Debug, Clone)]
pub struct Reading {
    pub format: Format,
    /// What its text is written in, as far as that is known before.
    pub(crate) encoding: Hints,
    /// What stands between the cells of CSV; else what parts its header.
    pub separator: Option<u8>,
    /// The sheet of a workbook; else the first one with something in it.
    pub sheet: Option<String>,
    /// Whether hidden rows and columns of a workbook are left out.
    pub skip_hidden: bool,
}

impl Reading {
    /// A table about which nothing more is known.
    ///
    /// ```
    /// use diptych::batch::{Format, Reading};
    ///
    /// let mut reading = Reading::new(Format::Workbook);
    /// reading.sheet = Some("Members".into());
    /// ```
    pub fn new(format: Format) -> Self {
        let encoding = Hints::default();
        Self { format, encoding, separator: None, sheet: None, skip_hidden: false }
    }

    /// The same, for readers in some regions, as in `zh-CN`: by these, the encoding of a text
    /// is guessed, and what a workbook shows of dates and numbers is told.
    ///
    /// ```
    /// use diptych::batch::{Format, Reading};
    ///
    /// let reading = Reading::new(Format::Csv).in_regions(vec!["CN".into()]);
    /// assert_eq!(reading.format, Format::Csv);
    /// ```
    pub fn in_regions(mut self, regions: Vec<String>) -> Self {
        self.encoding.regions = regions;
        self
    }
}
