//! The last touches on a packed document, which pandoc leaves out.
//!
//! It has no clock in its sandbox, and so dates every document 1970: the date of the article
//! is put in its place. It writes the address of a picture, which is the picture itself, into
//! the picture's description, once more: it is taken out. Characters of East Asia have their
//! language in an attribute of their own in Word. It counts the notes of a book anew in each
//! part, where ours are counted through. And a book gets its styles here: what pandoc
//! would read them from is not in its sandbox.

use std::io::{Cursor, Read, Write};

use chrono::DateTime;
use regex::{Captures, Regex};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::pandoc::Target;

/// The date that pandoc knows in its sandbox.
const NO_DATE: &str = "1970-01-01T00:00:00Z";

/// Finishes a document. Its files stay in their order, at the first time that a ZIP has.
///
/// # Errors
/// When it is no ZIP.
pub fn finish(
    target: Target,
    bytes: &[u8],
    timestamp: i64,
    styles: &[u8],
) -> Result<Vec<u8>, Diagnostic> {
    let failed =
        |_: ZipError| Diagnostic::bare(Code::PandocFailed, "what pandoc wrote is no document");
    let date = DateTime::from_timestamp(timestamp, 0).unwrap_or_default();
    let date = date.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    let mut notes = 0;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(failed)?;
        let name = file.name().to_string();
        let mut content = vec![];
        file.read_to_end(&mut content).map_err(|error| failed(error.into()))?;
        let is_plain = file.compression() == CompressionMethod::Stored;
        let method = if is_plain { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default());
        writer.start_file(&name, options).map_err(failed)?;
        let content = match target == Target::Epub && name.ends_with(".css") {
            true => styles.to_vec(),
            false => finished(target, &name, content, &date),
        };
        let content = match target == Target::Epub && name.ends_with(".xhtml") {
            true => counted(content, &mut notes),
            false => content,
        };
        writer.write_all(&content).map_err(|error| failed(error.into()))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(failed)
}

/// One of its files.
fn finished(target: Target, name: &str, content: Vec<u8>, date: &str) -> Vec<u8> {
    let is_told = |names: &[&str]| names.contains(&name);
    let changed: fn(&str, &str) -> String = match target {
        Target::Docx if is_told(&["word/document.xml", "word/footnotes.xml"]) => {
            |text: &str, _: &str| east_asian(&undescribed(text))
        }
        Target::Docx if is_told(&["docProps/core.xml"]) => dated,
        Target::Odt if is_told(&["meta.xml"]) => dated,
        Target::Epub if name.ends_with(".opf") => dated,
        _ => return content,
    };
    match std::str::from_utf8(&content) {
        Ok(text) => changed(text, date).into_bytes(),
        Err(_) => content,
    }
}

/// The page of a book with its notes counted on from those before it.
fn counted(content: Vec<u8>, before: &mut usize) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&content) else { return content };
    let mark = Regex::new(r#"(role="doc-noteref">)(\d+)</a>"#).expect("a constant");
    let number = |found: &Captures| {
        let number = found[2].parse::<usize>().unwrap_or_default() + *before;
        format!("{}{number}</a>", &found[1])
    };
    let counted = mark.replace_all(text, number).into_owned();
    *before += text.matches(r#"role="doc-footnote""#).count();
    counted.into_bytes()
}

fn dated(text: &str, date: &str) -> String {
    text.replace(NO_DATE, date)
}

fn undescribed(text: &str) -> String {
    let address = Regex::new(r#"descr="data:[^"]*""#).expect("a constant");
    address.replace_all(text, r#"descr="""#).into_owned()
}

fn east_asian(text: &str) -> String {
    let lang = Regex::new(r#"<w:lang w:val="([A-Za-z0-9-]+)" />"#).expect("a constant");
    let both = |found: &Captures| {
        let tag = &found[1];
        format!(r#"<w:lang w:val="{tag}" w:eastAsia="{tag}" />"#)
    };
    lang.replace_all(text, both).into_owned()
}
