//! Documents for word processors, readers of books and archives, through pandoc.
//!
//! Takes an edition with its drawings; gives the bytes of a Word, OpenDocument, EPUB or JATS
//! file. The tree that pandoc is given has all that is printed, in the order of the report:
//! each language tagged, notes as notes, tables as tables, each block under its id. The same
//! edition and the same pandoc give the same bytes. Lays nothing out.

mod back;
mod blocks;
mod build;
mod figures;
mod finish;
mod flat;
mod front;
mod inlines;
mod meta;
mod picture;
mod writer;

use crate::model::diagnostic::Diagnostic;
use crate::model::edition::Edition;
use crate::pandoc::tree::Pandoc as Tree;
use crate::pandoc::{Pandoc, Target};
use crate::typeset::Drawings;

use writer::Writer;

/// What is written into, but for the text: without the title and so on that pandoc would
/// print before it.
const WORD: &str = "templates/office/template.openxml";
const OPEN_DOCUMENT: &str = "templates/office/template.opendocument";
const JATS: &str = "templates/office/template.jats";

/// The styles: those of the project, laid over those that `templates/office/make.py` makes.
pub const STYLES_WORD: &str = "templates/office/reference.docx";
pub const STYLES_OPEN_DOCUMENT: &str = "templates/office/reference.odt";
pub const STYLES_BOOK: &str = "templates/office/book.css";

/// Makes a document, dated so many seconds after 1970.
///
/// # Errors
/// When pandoc cannot write it, or leaves something out.
pub fn document(
    pandoc: &Pandoc,
    target: Target,
    edition: &Edition,
    drawings: &Drawings,
    timestamp: i64,
) -> Result<Vec<u8>, Diagnostic> {
    let tree = tree(target, edition, drawings, timestamp);
    let file = |option: &'static str, path: &str| (option, drawings.file(path).unwrap_or_default());
    let options = match target {
        Target::Docx => vec![file("--template", WORD), file("--reference-doc", STYLES_WORD)],
        Target::Odt => {
            let styles = file("--reference-doc", STYLES_OPEN_DOCUMENT);
            vec![file("--template", OPEN_DOCUMENT), styles]
        }
        // It has no option for styles in its sandbox.
        Target::Epub => vec![],
        Target::Jats => vec![file("--template", JATS)],
    };
    let flags: &[&str] = match target {
        Target::Epub => &["--epub-title-page=false", "--split-level=1", "--toc-depth=2"],
        Target::Docx | Target::Odt | Target::Jats => &[],
    };
    let bytes = pandoc.write(&tree, target, &options, flags)?;
    match target {
        Target::Docx | Target::Odt | Target::Epub => {
            let styles = drawings.file(STYLES_BOOK).unwrap_or_default();
            finish::finish(target, &bytes, timestamp, styles)
        }
        Target::Jats => Ok(bytes),
    }
}

/// An edition as pandoc's tree.
fn tree(target: Target, edition: &Edition, drawings: &Drawings, timestamp: i64) -> Tree {
    let mut writer = Writer::new(edition, drawings, target);
    let blocks = match target {
        Target::Jats => flat::flat(writer.document()),
        Target::Docx | Target::Odt | Target::Epub => writer.document(),
    };
    let meta = meta::meta(&mut writer, timestamp);
    Tree { version: vec![1, 23], meta, blocks }
}
