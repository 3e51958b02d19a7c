//! What the file itself holds, read without pandoc.
//!
//! Takes the bytes of a .docx or .odt, which are a ZIP of XML; gives its paragraphs with
//! the part that each is in, and what else is in it. By these it is measured whether
//! anything was lost.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::text::{bones, clean};

/// No part of a file is longer, in bytes: XML packs well, and files may be hostile.
const LARGEST: u64 = 128 << 20;

/// What a file holds.
#[derive(Debug, Default)]
pub struct Original {
    /// Paragraphs: where each stands, and its words.
    pub paragraphs: Vec<(Place, String)>,
    /// Charts, formulas, drawings and the like, with how many of each there are.
    pub objects: BTreeMap<&'static str, usize>,
    /// Words that Word does not show, each run of them (`w:vanish`, ISO/IEC 29500-1, 17.3.2.41).
    pub hidden: Vec<String>,
    /// Whether an OpenDocument file has tracked changes.
    pub has_changes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Body,
    TextBox,
    Header,
    Footer,
    Comment,
    Deleted,
}

impl Place {
    pub fn name(self) -> &'static str {
        match self {
            Self::Body => "text",
            Self::TextBox => "the text of a box",
            Self::Header => "a header",
            Self::Footer => "a footer",
            Self::Comment => "a comment",
            Self::Deleted => "deleted text",
        }
    }
}

/// Which side of tracked changes is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    Inserted,
    Deleted,
}

/// Reads a file. Gives nothing for one that is no ZIP.
pub fn original(bytes: &[u8], kept: Kept) -> Option<Original> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut found = Original::default();
    let mut names: Vec<String> = archive.file_names().map(str::to_string).collect();
    names.sort();
    for name in names {
        let Some(place) = part(&name) else { continue };
        let Ok(file) = archive.by_name(&name) else { continue };
        let mut text = vec![];
        if file.take(LARGEST).read_to_end(&mut text).is_ok() {
            read(&text, place, kept, &mut found);
        }
    }
    Some(found)
}

/// Where the paragraphs of a part stand; nothing for a part without any.
fn part(name: &str) -> Option<Place> {
    let own = name.strip_prefix("word/");
    match own.unwrap_or(name) {
        "document.xml" | "footnotes.xml" | "endnotes.xml" if own.is_some() => Some(Place::Body),
        "comments.xml" if own.is_some() => Some(Place::Comment),
        part if own.is_some() && part.starts_with("header") && part.ends_with(".xml") => {
            Some(Place::Header)
        }
        part if own.is_some() && part.starts_with("footer") && part.ends_with(".xml") => {
            Some(Place::Footer)
        }
        "content.xml" | "styles.xml" if own.is_none() => Some(Place::Body),
        _ => None,
    }
}

/// Objects by the local names of their elements.
const OBJECTS: [(&str, &str); 7] = [
    ("chart", "chart"),
    ("relIds", "diagram of SmartArt"),
    ("OLEObject", "embedded object"),
    ("object", "embedded object"),
    ("altChunk", "embedded document"),
    ("ruby", "reading above its words"),
    ("sym", "sign of a symbol font"),
];

fn read(xml: &[u8], place: Place, kept: Kept, found: &mut Original) {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = false;
    let mut buffer = vec![];
    // Paragraphs stand in paragraphs: a box is anchored in one.
    let mut open: Vec<String> = vec![];
    let mut places = vec![place];
    let mut names: Vec<String> = vec![];
    let mut skipped = 0_usize;
    let mut is_text = false;
    let mut is_hidden = false;
    let gone = match kept {
        Kept::Inserted => ["del", "moveFrom"],
        Kept::Deleted => ["ins", "moveTo"],
    };
    let is_word = |names: &[String]| {
        names.first().is_some_and(|name| name != "document-content" && name != "document-styles")
    };
    loop {
        let event = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => event.into_owned(),
        };
        buffer.clear();
        match event {
            Event::Start(start) => {
                let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                names.push(name.clone());
                // The same once more, for old programs, and the numbers of notes.
                if skipped > 0 || name == "Fallback" || name == "note-citation" {
                    skipped += 1;
                    continue;
                }
                match name.as_str() {
                    "p" | "h" => open.push(String::new()),
                    "t" | "delText" => is_text = true,
                    "r" => is_hidden = false,
                    "vanish" => is_hidden = is_on(&start),
                    "txbxContent" | "text-box" => places.push(Place::TextBox),
                    "header" | "header-left" | "header-first" => places.push(Place::Header),
                    "footer" | "footer-left" | "footer-first" => places.push(Place::Footer),
                    "annotation" => {
                        places.push(Place::Comment);
                        open.push(String::new());
                    }
                    "tracked-changes" => {
                        found.has_changes = true;
                        places.push(Place::Deleted);
                    }
                    name if gone.contains(&name) => places.push(Place::Deleted),
                    _ => {}
                }
                count(&name, found);
            }
            Event::Empty(empty) => {
                let name = String::from_utf8_lossy(empty.local_name().as_ref()).into_owned();
                if skipped == 0 {
                    count(&name, found);
                    is_hidden |= name == "vanish" && is_on(&empty);
                    if matches!(name.as_str(), "tab" | "br" | "s" | "line-break") {
                        open.last_mut().into_iter().for_each(|text| text.push(' '));
                    }
                }
            }
            Event::End(end) => {
                names.pop();
                if skipped > 0 {
                    skipped -= 1;
                    continue;
                }
                let name = String::from_utf8_lossy(end.local_name().as_ref()).into_owned();
                let own = places.last().copied().unwrap_or(place);
                match name.as_str() {
                    "p" | "h" => {
                        let text = open.pop().unwrap_or_default();
                        if !bones(&text).is_empty() {
                            found.paragraphs.push((own, text));
                        }
                    }
                    "t" | "delText" => is_text = false,
                    "r" => is_hidden = false,
                    "annotation" => {
                        open.pop();
                        places.pop();
                    }
                    "txbxContent" | "text-box" | "header" | "header-left" | "header-first"
                    | "footer" | "footer-left" | "footer-first" | "tracked-changes"
                        if places.len() > 1 =>
                    {
                        places.pop();
                    }
                    name if gone.contains(&name) && places.len() > 1 => {
                        places.pop();
                    }
                    _ => {}
                }
            }
            Event::Text(text) if skipped == 0 && (is_text || !is_word(&names)) => {
                let text = text.decode().map(|text| text.into_owned()).unwrap_or_default();
                if is_hidden && is_text {
                    found.hidden.push(text.clone());
                }
                add(&mut open, &places, &text, is_word(&names));
            }
            Event::GeneralRef(entity) if skipped == 0 && (is_text || !is_word(&names)) => {
                let name = String::from_utf8_lossy(&entity).into_owned();
                let c = match (entity.resolve_char_ref(), name.as_str()) {
                    (Ok(Some(c)), _) => c.to_string(),
                    (_, "amp") => "&".into(),
                    (_, "lt") => "<".into(),
                    (_, "gt") => ">".into(),
                    _ => " ".into(),
                };
                add(&mut open, &places, &c, is_word(&names));
            }
            _ => {}
        }
    }
}

/// Whether a property of a run is on: it is, unless it says otherwise.
fn is_on(property: &BytesStart) -> bool {
    let value = property.attributes().flatten().find(|own| own.key.local_name().as_ref() == b"val");
    value.is_none_or(|own| !matches!(own.value.as_ref(), b"0" | b"false" | b"off"))
}

/// Adds words to the paragraph that is open; those deleted inside of one are none of it.
fn add(open: &mut [String], places: &[Place], text: &str, is_word: bool) {
    if is_word && places.last() == Some(&Place::Deleted) {
        return;
    }
    open.last_mut().into_iter().for_each(|own| own.push_str(text));
}

fn count(name: &str, found: &mut Original) {
    if let Some((_, what)) = OBJECTS.iter().find(|(own, _)| *own == name) {
        *found.objects.entry(what).or_default() += 1;
    }
}

/// The paragraphs of a file that are in none of the texts that were taken from it. What
/// stands there twice must have been taken twice; what runs over every page is never.
pub fn lost<'a>(original: &'a Original, taken: &[String]) -> Vec<(Place, &'a str)> {
    // As what was taken from it is.
    let bones = |text: &str| bones(&clean(text, &mut BTreeSet::new()));
    let mut rest: BTreeMap<String, usize> = BTreeMap::new();
    for text in taken {
        *rest.entry(bones(text)).or_default() += 1;
    }
    let runs = |place: &Place| matches!(place, Place::Header | Place::Footer);
    // A number alone at the head or foot is that of the page.
    let is_page = |text: &str| bones(text).chars().all(char::is_numeric);
    let own = original
        .paragraphs
        .iter()
        .filter(|(place, text)| *place != Place::Comment && !(runs(place) && is_page(text)));
    let mut missing: Vec<(Place, &str)> = vec![];
    for (place, text) in own {
        match rest.get_mut(&bones(text)).filter(|count| **count > 0 && !runs(place)) {
            Some(count) => *count -= 1,
            None => missing.push((*place, text.as_str())),
        }
    }
    // Some were joined.
    let mut rest: Vec<String> =
        rest.into_iter().flat_map(|(text, count)| std::iter::repeat_n(text, count)).collect();
    missing.retain(|(place, text)| {
        let own = bones(text);
        let whole = rest.iter_mut().find(|text| !runs(place) && text.contains(&own));
        if let Some(whole) = whole {
            *whole = whole.replacen(&own, "\n", 1);
            return false;
        }
        true
    });
    missing.dedup();
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn original(xml: &str, kept: Kept) -> Original {
        let mut found = Original::default();
        read(xml.as_bytes(), Place::Body, kept, &mut found);
        found
    }

    #[test]
    fn what_was_not_taken_is_lost() {
        let xml = "<w:document><w:p><w:r><w:t>One &amp; two</w:t></w:r></w:p>\
                   <w:p><w:r><w:t>A</w:t></w:r><mc:AlternateContent><mc:Choice><w:txbxContent>\
                   <w:p><w:t>In a box</w:t></w:p></w:txbxContent></mc:Choice><mc:Fallback>\
                   <w:txbxContent><w:p><w:t>In a box</w:t></w:p></w:txbxContent></mc:Fallback>\
                   </mc:AlternateContent><w:r><w:t>B</w:t></w:r></w:p><w:p><w:t>twice</w:t></w:p>\
                   <w:p><w:t>twice</w:t></w:p><c:chart/></w:document>";
        let found = original(xml, Kept::Inserted);
        assert_eq!(found.objects["chart"], 1);
        let taken = ["one", "One two twice", "AB"].map(String::from);
        assert_eq!(lost(&found, &taken), [(Place::TextBox, "In a box"), (Place::Body, "twice")]);
    }

    #[test]
    fn words_that_are_not_shown_are_found() {
        let run = |property: &str, words: &str| {
            format!("<w:r><w:rPr>{property}</w:rPr><w:t>{words}</w:t></w:r>")
        };
        let runs = [
            run("<w:b/>", "shown"),
            run("<w:vanish/>", "hidden"),
            run("<w:vanish w:val=\"0\"/>", "shown again"),
            run("<w:vanish w:val=\"true\"></w:vanish>", "hidden too"),
        ];
        let xml = format!("<w:document><w:p>{}</w:p></w:document>", runs.concat());
        assert_eq!(original(&xml, Kept::Inserted).hidden, ["hidden", "hidden too"]);
    }

    #[test]
    fn a_change_is_what_was_asked_for() {
        let xml = "<w:document><w:p><w:t>a</w:t><w:ins><w:t>new</w:t></w:ins><w:del><w:delText>old\
                   </w:delText></w:del></w:p></w:document>";
        assert_eq!(original(xml, Kept::Inserted).paragraphs, [(Place::Body, "anew".into())]);
        assert_eq!(original(xml, Kept::Deleted).paragraphs, [(Place::Body, "aold".into())]);
    }
}
