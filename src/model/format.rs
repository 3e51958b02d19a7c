//! Formats: what a variant is published as.
//!
//! Gives their names and those of their files. What is in a file, `export` decides.

use serde::{Deserialize, Serialize};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// One file with all that it needs in it.
    Html,
    /// A document of Word, through pandoc.
    Docx,
    /// One of OpenDocument, through pandoc.
    Odt,
    /// A book for readers of such, through pandoc.
    Epub,
    /// An article in the XML of archives, through pandoc.
    Jats,
}

impl Format {
    /// All there are.
    pub const ALL: [Self; 9] = [
        Self::Pdf,
        Self::Png,
        Self::Svg,
        Self::Sheet,
        Self::Html,
        Self::Docx,
        Self::Odt,
        Self::Epub,
        Self::Jats,
    ];

    /// Whether it is made of pages; else it is made of the edition, and nothing is paginated.
    ///
    /// ```
    /// use diptych::export::Format;
    ///
    /// assert!(Format::Pdf.has_pages());
    /// assert!(!Format::Html.has_pages());
    /// ```
    pub fn has_pages(self) -> bool {
        match self {
            Self::Pdf | Self::Png | Self::Svg | Self::Sheet => true,
            Self::Html | Self::Docx | Self::Odt | Self::Epub | Self::Jats => false,
        }
    }

    /// Whether pandoc makes it.
    pub(crate) fn needs_pandoc(self) -> bool {
        matches!(self, Self::Docx | Self::Odt | Self::Epub | Self::Jats)
    }

    /// Whether each page is a file of its own.
    pub(crate) fn is_paged(self) -> bool {
        matches!(self, Self::Png | Self::Svg)
    }

    /// Its name, as on the command line.
    ///
    /// ```
    /// use diptych::export::Format;
    ///
    /// assert_eq!(Format::Pdf.name(), "pdf");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Jats => "jats",
            other => other.extension(),
        }
    }

    /// The extension of its files.
    ///
    /// ```
    /// use diptych::export::Format;
    ///
    /// assert_eq!(Format::Svg.extension(), "svg");
    /// ```
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png | Self::Sheet => "png",
            Self::Svg => "svg",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Epub => "epub",
            Self::Jats => "xml",
        }
    }

    /// The name of one of several files of a document: its page from 1, where
    /// each page is a file of its own.
    ///
    /// ```
    /// use diptych::export::Format;
    ///
    /// assert_eq!(Format::Pdf.file_name("brief", 0, 1), "brief.pdf");
    /// ```
    pub fn file_name(self, document: &str, index: usize, count: usize) -> String {
        let extension = self.extension();
        let width = count.to_string().len();
        match self.is_paged() {
            false => format!("{document}.{extension}"),
            true => format!("{document}-{:0width$}.{extension}", index + 1),
        }
    }

    /// The document that a file may be of, by its name.
    pub(crate) fn document(self, file_name: &str) -> Option<&str> {
        let stem = file_name.strip_suffix(self.extension())?.strip_suffix('.')?;
        if !self.is_paged() {
            return Some(stem);
        }
        let (document, page) = stem.rsplit_once('-')?;
        page.parse::<usize>().ok().map(|_| document)
    }

    /// Two of some formats whose files would have the same names.
    pub(crate) fn clash(all: &[Self]) -> Option<(Self, Self)> {
        let pairs = all.iter().enumerate().flat_map(|(i, a)| all[..i].iter().map(|b| (*b, *a)));
        pairs.into_iter().find(|(a, b)| a.extension() == b.extension())
    }
}
