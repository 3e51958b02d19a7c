//! A TBX file as concepts: version 2 or 3, in either style (DCA, DCT).
//!
//! Takes bytes, which may be hostile; gives concepts, and how much else there was. Reads no
//! declared entity and fetches nothing.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::model::diagnostic::line_and_column;

use super::{Concept, Shape, Status, Wording};

/// Why a file is not read: the line, and a sentence.
#[derive(Debug, PartialEq)]
pub struct Unread {
    pub line: usize,
    pub message: String,
}

/// What a file holds.
#[derive(Debug, Default, PartialEq)]
pub struct Terms {
    pub concepts: Vec<Concept>,
    /// Definitions, contexts, notes and pictures, which have no place in a project.
    pub others: usize,
}

/// Elements around terms, by their names in versions 2 and 3.
const CONCEPTS: [&str; 2] = ["termEntry", "conceptEntry"];
const LANGUAGES: [&str; 2] = ["langSet", "langSec"];
const TERMS: [&str; 3] = ["tig", "ntig", "termSec"];

/// Elements that say more of a concept than a project keeps, in the styles DCA and DCT.
const OTHERS: [&str; 9] = [
    "descrip",
    "note",
    "xref",
    "definition",
    "context",
    "subjectField",
    "externalCrossReference",
    "xGraphic",
    "crossReference",
];

/// Elements stand no deeper in each other.
const DEEPEST: usize = 64;

/// Reads a file.
pub fn read(bytes: &[u8]) -> Result<Terms, Unread> {
    let text = decoded(bytes);
    let mut reader = Reader::from_str(&text);
    let mut found = Found::default();
    loop {
        let at = |reader: &Reader<&[u8]>| {
            let at = usize::try_from(reader.error_position()).unwrap_or_default();
            line_and_column(&text, at.min(text.len())).0
        };
        match reader.read_event() {
            Ok(Event::Start(_)) if found.open.len() >= DEEPEST => {
                let message = format!("it is nested more than {DEEPEST} deep");
                return Err(Unread { line: at(&reader), message });
            }
            Ok(Event::Start(element)) => found.open(&element),
            Ok(Event::Empty(element)) => {
                found.open(&element);
                found.close();
            }
            Ok(Event::End(_)) => found.close(),
            Ok(Event::Text(own)) => found.text.push_str(&own.xml10_content().unwrap_or_default()),
            Ok(Event::CData(own)) => found.text.push_str(&own.decode().unwrap_or_default()),
            Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                Ok(Some(c)) => found.text.push(c),
                _ => {
                    let name = String::from_utf8_lossy(&name).into_owned();
                    let Some(own) = resolve_predefined_entity(&name) else {
                        let line = at(&reader);
                        let message = format!("`&{name};` is an entity that XML does not have");
                        return Err(Unread { line, message });
                    };
                    found.text.push_str(own);
                }
            },
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let line = at(&reader);
                return Err(Unread { line, message: format!("it is no XML: {error}") });
            }
        }
    }
    if !found.is_tbx {
        return Err(Unread {
            line: 1,
            message: "it is no TBX: it has no `tbx` or `martif`".into(),
        });
    }
    if let Some(open) = found.open.last() {
        let line = text.lines().count();
        return Err(Unread { line, message: format!("it ends within `{open}`") });
    }
    Ok(found.terms)
}

/// The text of a file, by its byte order mark, else by what its first line says.
fn decoded(bytes: &[u8]) -> String {
    let declared = || {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        let rest = head.split_once("encoding=")?.1;
        let name = rest.get(1..)?.split(['"', '\'']).next()?.to_string();
        // What is read in bytes of eight cannot be of sixteen.
        encoding_rs::Encoding::for_label(name.as_bytes()).filter(|own| own.is_ascii_compatible())
    };
    let by_mark = encoding_rs::Encoding::for_bom(bytes).map(|(own, _)| own);
    let own = by_mark.or_else(declared).unwrap_or(encoding_rs::UTF_8);
    own.decode(bytes).0.into_owned()
}

/// What has been read so far.
#[derive(Default)]
struct Found {
    is_tbx: bool,
    terms: Terms,
    /// The elements that are open, and the text since the last mark-up that counts.
    open: Vec<String>,
    text: String,
    /// What `type` says of the last `termNote`.
    kind: String,
    wording: Option<Wording>,
}

impl Found {
    fn open(&mut self, element: &BytesStart) {
        let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
        let attribute = |wanted: &str| {
            let mut all = element.attributes().flatten();
            let own = all.find(|own| own.key.local_name().as_ref() == wanted.as_bytes())?;
            Some(own.decode_and_unescape_value(element.decoder()).ok()?.trim().to_string())
        };
        self.is_tbx |= self.open.is_empty() && matches!(name.as_str(), "tbx" | "martif");
        let is = |names: &[&str]| names.contains(&name.as_str());
        if is(&CONCEPTS) {
            let id = attribute("id").unwrap_or_default();
            self.terms.concepts.push(Concept { id, wordings: vec![] });
        } else if is(&LANGUAGES) {
            if let Some(concept) = self.terms.concepts.last_mut() {
                concept.wordings.push((attribute("lang").unwrap_or_default(), vec![]));
            }
        } else if is(&TERMS) {
            self.wording = Some(Wording::default());
        } else if is(&OTHERS) && self.is_within(&CONCEPTS) {
            self.terms.others += 1;
        }
        // Marks within a term are of its text.
        if !self.is_within(&["term"]) {
            self.text.clear();
            self.kind = match name.as_str() {
                "termNote" => attribute("type").unwrap_or_default(),
                _ => name.clone(),
            };
        }
        self.open.push(name);
    }

    fn close(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if self.is_within(&["term"]) {
            return;
        }
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if TERMS.contains(&name.as_str()) {
            let own = self.wording.take().filter(|own| !own.text.is_empty());
            let languages = self.terms.concepts.last_mut().map(|own| &mut own.wordings);
            if let (Some(own), Some((_, all))) = (own, languages.and_then(|own| own.last_mut())) {
                all.push(own);
            }
        } else if let Some(own) = &mut self.wording {
            match self.kind.as_str() {
                "term" if name == "term" => own.text = text,
                "administrativeStatus" => own.status = status(&text),
                "termType" => own.shape = shape(&text),
                _ => {}
            }
            self.kind.clear();
        }
        self.text.clear();
    }

    fn is_within(&self, names: &[&str]) -> bool {
        self.open.iter().any(|own| names.contains(&own.as_str()))
    }
}

fn status(text: &str) -> Status {
    let is = |word: &str| text.starts_with(word);
    match () {
        () if is("preferred") || is("standardized") => Status::Preferred,
        () if is("admitted") => Status::Admitted,
        () if is("deprecated") || is("superseded") => Status::Deprecated,
        () => Status::Unsaid,
    }
}

fn shape(text: &str) -> Shape {
    match text {
        "fullForm" | "phrase" => Shape::Full,
        "acronym" | "abbreviation" | "shortForm" | "initialism" => Shape::Short,
        "variant" => Shape::Variant,
        _ => Shape::Unsaid,
    }
}
