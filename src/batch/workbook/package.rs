//! Packages: what a workbook unpacks to, and where its sheets are in it.
//!
//! Takes the bytes of a ZIP file; measures its parts by unpacking them, and follows its
//! relationships (ECMA-376, part 2). Keeps no part.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// No workbook unpacks to more, in bytes: a million rows of ten cells do not.
const LARGEST: u64 = 512 << 20;

/// The bytes of a file, which several read.
pub type Bytes = Cursor<Arc<[u8]>>;

/// No workbook has more texts.
const MOST_TEXTS: u64 = 20_000_000;

pub type Package = ZipArchive<Bytes>;

/// Opens a package, none of whose parts that are read is too large.
pub fn open(bytes: Bytes) -> Result<Package, String> {
    let mut package = ZipArchive::new(bytes).map_err(|error| error.to_string())?;
    let mut rest = LARGEST;
    for index in 0..package.len() {
        let part = package.by_index(index).map_err(|error| error.to_string())?;
        if [".xml", ".rels", ".bin"].iter().any(|end| part.name().to_lowercase().ends_with(end)) {
            let read = io::copy(&mut part.take(rest + 1), &mut io::sink());
            rest = rest
                .checked_sub(read.map_err(|error| error.to_string())?)
                .ok_or_else(|| format!("it unpacks to more than {} MiB", LARGEST >> 20))?;
        }
    }
    Ok(package)
}

/// Refuses a list of texts that says it has more than a package can hold: room is made for
/// as many as it says.
pub fn check_texts(package: &mut Package) -> Result<(), String> {
    let Some(texts) = part(package, "xl/sharedStrings.xml") else { return Ok(()) };
    let mut said = 0;
    elements(package, &texts, |element, _| {
        let count = attribute(element, "uniqueCount").and_then(|count| count.parse().ok());
        said = count.unwrap_or(0);
        element.local_name().as_ref() != b"sst"
    })?;
    match said > MOST_TEXTS {
        true => Err(format!("it has more than {MOST_TEXTS} texts")),
        false => Ok(()),
    }
}

/// The name of a part, without regard to case, as Excel looks for it.
pub fn part(package: &Package, name: &str) -> Option<String> {
    package.file_names().find(|known| known.eq_ignore_ascii_case(name)).map(str::to_string)
}

/// The elements of a part, one after the other, until one is enough.
pub fn elements(
    package: &mut Package,
    name: &str,
    mut each: impl FnMut(&BytesStart, bool) -> bool,
) -> Result<(), String> {
    let part = package.by_name(name).map_err(|error| error.to_string())?;
    let mut xml = Reader::from_reader(io::BufReader::new(part));
    let mut buffer = vec![];
    loop {
        buffer.clear();
        let goes_on = match xml.read_event_into(&mut buffer).map_err(|error| error.to_string())? {
            Event::Start(element) => each(&element, false),
            Event::Empty(element) => each(&element, true),
            Event::Eof => false,
            _ => true,
        };
        if !goes_on {
            return Ok(());
        }
    }
}

/// The value of an attribute, by its name without a prefix.
pub fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let is_it = |own: &Attribute| own.key.local_name().as_ref() == name.as_bytes();
    let found = element.attributes().flatten().find(is_it)?;
    found.decode_and_unescape_value(element.decoder()).ok().map(Cow::into_owned)
}

/// The parts of a workbook that a worksheet takes.
#[derive(Debug, Default)]
pub struct Parts {
    pub sheet: String,
    /// Number formats.
    pub styles: Option<String>,
    /// Whether days are counted from 1904.
    pub is_1904: bool,
}

/// The parts of a worksheet by its name.
pub fn worksheet(package: &mut Package, sheet: &str) -> Result<Option<Parts>, String> {
    let kind = |end: &'static str| {
        move |own: &BytesStart| attribute(own, "Type").is_some_and(|kind| kind.ends_with(end))
    };
    let Some(book) = related(package, "", kind("/officeDocument"))? else { return Ok(None) };
    let (mut id, mut parts) = (None, Parts::default());
    elements(package, &book, |element, _| {
        match element.local_name().as_ref() {
            // `r:id`; `sheetId` is another.
            b"sheet" if attribute(element, "name").as_deref() == Some(sheet) => {
                id = attribute(element, "id");
            }
            b"workbookPr" => {
                let value = attribute(element, "date1904");
                parts.is_1904 = matches!(value.as_deref(), Some("1" | "true"));
            }
            _ => {}
        }
        true
    })?;
    parts.styles = related(package, &book, kind("/styles"))?;
    let is_it = |own: &BytesStart| id.is_some() && attribute(own, "Id") == id;
    let Some(part) = related(package, &book, is_it)? else { return Ok(None) };
    Ok(Some(Parts { sheet: part, ..parts }))
}

/// The target of a relationship of a part, or of the package itself.
pub fn related(
    package: &mut Package,
    of: &str,
    is_it: impl Fn(&BytesStart) -> bool,
) -> Result<Option<String>, String> {
    let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
    let joined = |folder: &str, name: &str| match folder {
        "" => name.to_string(),
        _ => format!("{folder}/{name}"),
    };
    let Some(path) = part(package, &joined(folder, &format!("_rels/{name}.rels"))) else {
        return Ok(None);
    };
    let mut target = None;
    elements(package, &path, |element, _| {
        let found = element.local_name().as_ref() == b"Relationship" && is_it(element);
        if found {
            target = attribute(element, "Target");
        }
        !found
    })?;
    let full = target.map(|target| match target.strip_prefix('/') {
        Some(target) => target.to_string(),
        None => joined(folder, &target),
    });
    Ok(full.and_then(|target| part(package, &target)))
}
