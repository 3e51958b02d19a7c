//! BibLaTeX and BibTeX: from a file to entries with all that they inherit.
//!
//! Takes the text of a file; gives sources, and what is wrong with which entry.
//! The crate biblatex reads; what it gets wrong (0.12) is mended before and after:
//! syntax ([`super::bib_syntax`]), LaTeX ([`super::latex`]), names ([`super::bib_people`])
//! and inheritance, in which it runs in circles.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use biblatex::{
    Bibliography, ChunksExt, Field, Pair, ParseErrorKind, RawBibliography, RawChunk, RawEntry,
    Spanned,
};

use super::addresses::mend_address;
use super::bib_fields::record;
use super::bib_names::is_bookkeeping;
use super::bib_syntax::{entry_around, key_of, strays, syntax, tidied, too_deep};
use super::inherit::inherit;
use super::labels::tied;
use super::latex::mend;
use super::values::plain;
use super::{Troubles, blank_out, clamp, twice};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::limits;
use crate::model::source::Source;

/// After this many errors of syntax, what follows is no BibLaTeX.
const MOST_ERRORS: usize = 100;

/// Fields that name entries to inherit from, the nearest first.
pub const LINKS: [&str; 2] = ["xdata", "crossref"];

/// Fields that are addresses.
const ADDRESSES: &[&str] = &["url", "doi", "file", "eprint", "urlraw", "uri", "pdf"];

/// An entry: its fields by their names in lower case.
pub struct Tex {
    pub key: String,
    /// The type as it is written, in lower case.
    pub kind: String,
    pub entry: biblatex::Entry,
    /// The entries that it inherits from: its `xdata` and its `crossref`.
    pub links: BTreeMap<&'static str, String>,
    /// Where the fields of the entry itself stand.
    pub places: BTreeMap<String, Range<usize>>,
    pub place: Range<usize>,
}

impl Tex {
    /// The text of a field, if there is any.
    pub fn text(&self, field: &str) -> Option<String> {
        let text = self.entry.get(field)?.format_verbatim();
        Some(text.trim().to_string()).filter(|text| !text.is_empty())
    }
}

/// Reads the entries.
pub fn read(path: &str, text: &str, troubles: &mut Troubles) -> Vec<Source> {
    let mut rest = tidied(text);
    for (key, range) in strays(&rest) {
        let whose = key.as_ref().map_or("an entry".into(), |key| format!("`{key}`"));
        let message = format!("`{}` stands behind the end of {whose}", &rest[range.clone()]);
        let told = Diagnostic::error(Code::BibSyntax, Place::new(path, range), message);
        troubles
            .push(key, told.hint("a `}` or a `\"` too many ends an entry before its fields end"));
    }
    while let Some(at) = too_deep(&rest) {
        let entry = entry_around(&rest, at).unwrap_or(0..rest.len());
        let message = format!("braces go more than {} deep here", limits::DEPTH);
        let told = Diagnostic::error(Code::TooMuch, Place::new(path, at..at + 1), message);
        troubles.push(key_of(&rest[entry.clone()]), told.hint("take out those that do nothing"));
        blank_out(&mut rest, entry);
    }
    let mut told = 0;
    let mut unclosed = false;
    let entries = loop {
        let error = match RawBibliography::parse(&rest) {
            Ok(raw) => break entries(path, text, raw, troubles),
            Err(error) => error,
        };
        // An entry that is not closed swallows the rest of the file, so that
        // only the first such error says anything.
        let is_end = error.kind == ParseErrorKind::UnexpectedEof;
        let at = if is_end { error.span.end } else { error.span.start };
        let bad = entry_around(&rest, at);
        if !(is_end && unclosed) {
            let key = bad.as_ref().and_then(|range| key_of(&rest[range.clone()]));
            troubles.push(key, syntax(path, text, &rest, &error));
        }
        unclosed |= is_end;
        told += 1;
        match bad.filter(|_| told < MOST_ERRORS) {
            Some(range) => blank_out(&mut rest, range),
            None => return vec![],
        }
    };
    let inherited = inherit(path, text, entries, troubles);
    inherited
        .iter()
        .filter(|tex| tex.kind != "xdata")
        .filter_map(|tex| {
            let place = Place::new(path, clamp(text, tex.place.clone()));
            if tex.key.is_empty() {
                let message = format!("an entry of type `@{}` has no key", tex.kind);
                let hint = "write `@article{key, …}`";
                troubles.push(
                    None::<&str>,
                    Diagnostic::error(Code::SourceWithoutKey, place, message).hint(hint),
                );
                return None;
            }
            record(path, text, tex, troubles)
        })
        .collect()
}

/// The entries, one by one, so that a bad one costs itself.
fn entries(path: &str, text: &str, raw: RawBibliography, troubles: &mut Troubles) -> Vec<Tex> {
    let abbreviations = expanded(path, text, owned(&raw.abbreviations).0, troubles);
    let mut found: Vec<Tex> = vec![];
    let mut keys = BTreeMap::new();
    for entry in &raw.entries {
        let RawEntry { key, kind, fields } = &entry.v;
        let place = Place::new(path, clamp(text, key.span.clone()));
        if let Some(first) = keys.get(key.v).filter(|_| !key.v.is_empty()) {
            troubles.push(Some(key.v), twice(key.v, &place, first, text));
            continue;
        }
        keys.insert(key.v, place.clone());
        tell_of_repeats(path, text, key.v, fields, troubles);
        let (fields, unknown) = owned(fields);
        let places: BTreeMap<_, _> =
            fields.iter().map(|f| (f.name.clone(), f.place.clone())).collect();
        for (field, commands) in unknown {
            let at = places.get(&field).cloned().unwrap_or_default();
            let message = format!(
                "`{field}` of `{}` has {}, which means nothing here",
                key.v,
                super::quoted(&commands)
            );
            let told = Diagnostic::warning(
                Code::UnknownCommand,
                Place::new(path, clamp(text, at)),
                message,
            );
            troubles.push(
                Some(key.v),
                told.hint(
                    "what is in its braces is printed; without braces, write what it stands for",
                ),
            );
        }
        // The crate follows these itself, without end where they run in a circle.
        let is_link = |field: &Owned| LINKS.contains(&field.name.as_str());
        let (linking, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(is_link);
        let links = LINKS.iter().filter_map(|link| {
            let field = linking.iter().find(|field| field.name == *link)?;
            Some((*link, field.spans.iter().map(|(.., text)| text.as_str()).collect()))
        });
        let links: BTreeMap<&'static str, String> = links.collect();
        let one = RawBibliography {
            preamble: String::new(),
            entries: vec![Spanned::new(
                RawEntry { key: key.clone(), kind: kind.clone(), fields: pairs(&fields) },
                entry.span.clone(),
            )],
            abbreviations: pairs(&abbreviations),
        };
        match Bibliography::from_raw(one).map(Bibliography::into_vec) {
            Ok(entries) => found.extend(entries.into_iter().map(|entry| Tex {
                key: key.v.into(),
                kind: kind.v.to_lowercase(),
                entry,
                links: links.clone(),
                places: places.clone(),
                place: key.span.clone(),
            })),
            Err(error) => troubles.push(Some(key.v), syntax(path, text, text, &error)),
        }
    }
    found
}

/// Abbreviations as the texts that they stand for. As in BibTeX, one can name those that
/// stand before it.
fn expanded(
    path: &str,
    text: &str,
    abbreviations: Vec<Owned>,
    troubles: &mut Troubles,
) -> Vec<Owned> {
    let names: BTreeSet<String> = abbreviations.iter().map(|one| one.name.clone()).collect();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut found = vec![];
    for mut one in abbreviations {
        let mut whole = String::new();
        let mut fault = None;
        let mut is_text = true;
        for (_, is_name, part) in &one.spans {
            match known.get(part).filter(|_| *is_name) {
                Some(value) => whole += value,
                None if *is_name && names.contains(part) => {
                    let message = match *part == one.name {
                        true => format!("the abbreviation `{part}` names itself"),
                        false => format!("`{part}` is not defined before `{}`", one.name),
                    };
                    fault = Some((message, "an abbreviation can name those that stand above it"));
                }
                // Of BibLaTeX itself, such as a month.
                None if *is_name => is_text = false,
                None => whole += part,
            }
            if whole.len() > limits::ABBREVIATION {
                let message = format!("`{}` stands for more than 64 KiB", one.name);
                fault = Some((message, "write out less of it"));
                break;
            }
        }
        if let Some((message, hint)) = fault {
            let place = Place::new(path, clamp(text, one.place.clone()));
            troubles.push(
                None::<&str>,
                Diagnostic::error(Code::BadAbbreviation, place, message).hint(hint),
            );
            one.spans.clear();
        } else if is_text {
            known.insert(one.name.clone(), whole.clone());
            one.spans = vec![(one.place.clone(), false, whole)];
        }
        found.push(one);
    }
    found
}

/// Tells of fields that an entry has twice: the last counts.
fn tell_of_repeats(path: &str, text: &str, key: &str, fields: &[Pair], troubles: &mut Troubles) {
    let mut values: BTreeMap<String, &Field> = BTreeMap::new();
    for Pair { key: name, value } in fields {
        let field = name.v.to_lowercase();
        let Some(first) = values.insert(field.clone(), &value.v) else { continue };
        if !is_bookkeeping(&field) && !first.iter().map(|c| &c.v).eq(value.v.iter().map(|c| &c.v)) {
            let message = format!("`{}` is given twice in `{key}`", name.v);
            let place = Place::new(path, clamp(text, name.span.clone()));
            let told = Diagnostic::warning(Code::RepeatedKey, place, message)
                .hint("the last one is printed");
            troubles.push(Some(key), told);
        }
    }
}

/// A field with its text mended.
struct Owned {
    name: String,
    spans: Vec<(Range<usize>, bool, String)>,
    place: Range<usize>,
}

/// Fields with their texts mended, and the commands that mean nothing, by field.
fn owned(fields: &[Pair]) -> (Vec<Owned>, Vec<(String, Vec<String>)>) {
    let mut commands = vec![];
    let fields = fields.iter().map(|pair| {
        let name = pair.key.v.to_lowercase();
        let is_date = name.ends_with("date") || name == "year";
        let chunk = |chunk: &Spanned<RawChunk>| match chunk.v {
            RawChunk::Abbreviation(name) => (chunk.span.clone(), true, name.to_lowercase()),
            RawChunk::Normal(value) if ADDRESSES.contains(&name.as_str()) => {
                (chunk.span.clone(), false, mend_address(&tagless(value)))
            }
            // In a date, `~` is a sign of EDTF.
            RawChunk::Normal(value) if is_date && !value.contains('\\') => {
                (chunk.span.clone(), false, value.to_string())
            }
            RawChunk::Normal(value) => {
                let value = if name == "pages" { tied(value) } else { value.to_string() };
                let mended = mend(&tagless(&value));
                if !mended.unknown.is_empty() {
                    commands.push((name.clone(), mended.unknown));
                }
                (chunk.span.clone(), false, mended.text)
            }
        };
        let spans = pair.value.v.iter().map(chunk).collect();
        Owned { spans, place: pair.value.span.clone(), name: name.clone() }
    });
    (fields.collect(), commands)
}

/// A value without the tags and entities of HTML that publishers leave in it.
fn tagless(value: &str) -> Cow<'_, str> {
    let has_some = value.contains('&') && value.contains(';') || value.contains('<');
    if has_some { Cow::Owned(plain(value)) } else { Cow::Borrowed(value) }
}

fn pairs(fields: &[Owned]) -> Vec<Pair<'_>> {
    fn pair(field: &Owned) -> Pair<'_> {
        let chunks = field.spans.iter().map(|(span, is_name, text)| {
            let chunk = match is_name {
                true => RawChunk::Abbreviation(text.as_str()),
                false => RawChunk::Normal(text.as_str()),
            };
            Spanned::new(chunk, span.clone())
        });
        let name = Spanned::new(field.name.as_str(), field.place.clone());
        Pair::new(name, Spanned::new(chunks.collect(), field.place.clone()))
    }
    fields.iter().map(pair).collect()
}
