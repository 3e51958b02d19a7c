//! BibLaTeX and BibTeX: from a file to entries with all that they inherit.
//!
//! Takes the text of a file; gives sources, and what is wrong with which entry.
//! The crate biblatex reads; what it gets wrong (0.12) is mended before and after:
//! `@book(…)`, `@preamble` in parts and comments with braces, which it refuses; LaTeX
//! ([`super::latex`]); and inheritance, in which it runs in circles.

use std::collections::BTreeMap;
use std::ops::Range;

use biblatex::{
    Bibliography, ChunksExt, Pair, ParseError, ParseErrorKind, RawBibliography, RawChunk, RawEntry,
    Spanned,
};

use super::bib_fields::record;
use super::inherit::inherit;
use super::latex::{mend, mend_address};
use super::{Troubles, blank_out, clamp, twice};
use crate::model::diagnostic::{Diagnostic, Place};
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
                troubles.push(None::<&str>, Diagnostic::error(place, message).hint(hint));
                return None;
            }
            record(path, text, tex, troubles)
        })
        .collect()
}

/// The text, byte for byte, without what is no entry, and with entries in braces.
fn tidied(text: &str) -> String {
    let mut out = text.to_string();
    if text.starts_with('\u{feff}') {
        blank_out(&mut out, 0..3);
    }
    let mut from = 0;
    while let Some(at) = out[from..].find('@').map(|at| from + at) {
        from = at + 1;
        let name = out[at + 1..].find(|c: char| !c.is_ascii_alphabetic());
        let name = &out[at + 1..name.map_or(out.len(), |end| at + 1 + end)];
        let open = at + 1 + name.len();
        let open = open + out[open..].len() - out[open..].trim_start().len();
        let is_other = ["comment", "preamble"].contains(&name.to_lowercase().as_str());
        let Some(mark @ ('{' | '(')) = out[open..].chars().next() else { continue };
        if name.is_empty() || !is_other && mark == '{' {
            continue;
        }
        let Some(close) = closing(&out, open, mark) else { continue };
        if is_other {
            blank_out(&mut out, at..close + 1);
        } else {
            out.replace_range(open..open + 1, "{");
            out.replace_range(close..close + 1, "}");
        }
        from = close + 1;
    }
    out
}

/// Where the bracket that opens at a byte is closed.
fn closing(text: &str, open: usize, mark: char) -> Option<usize> {
    let mut depth = 0;
    let mut escaped = false;
    for (at, c) in text[open + 1..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '}' if depth == 0 && mark == '{' => return Some(open + 1 + at),
            ')' if depth == 0 && mark == '(' => return Some(open + 1 + at),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The key that an entry begins with.
fn key_of(entry: &str) -> Option<String> {
    let key = entry.split_once('{')?.1.split([',', '\n', '}']).next()?.trim();
    let is_key = !key.is_empty() && !key.contains(['=', ' ', '"']);
    is_key.then(|| key.to_string())
}

/// The entries, one by one, so that a bad one costs itself.
fn entries(path: &str, text: &str, raw: RawBibliography, troubles: &mut Troubles) -> Vec<Tex> {
    let abbreviations = owned(&raw.abbreviations).0;
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
            let told = Diagnostic::warning(Place::new(path, clamp(text, at)), message);
            troubles.push(Some(key.v), told.hint("what is in its braces is printed"));
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
                (chunk.span.clone(), false, mend_address(value))
            }
            // In a date, `~` is a sign of EDTF.
            RawChunk::Normal(value) if is_date && !value.contains('\\') => {
                (chunk.span.clone(), false, value.to_string())
            }
            RawChunk::Normal(value) => {
                let mended = mend(value);
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

/// The entry that an error before a byte is in: from its `@` to the next one
/// that begins a line.
fn entry_around(text: &str, at: usize) -> Option<Range<usize>> {
    let at = clamp(text, at..at).start;
    let begins_line =
        |at: usize| text[..at].trim_end_matches(' ').ends_with(['\n', '\r']) || at == 0;
    let signs = || text.match_indices('@').map(|(at, _)| at);
    let start = signs().take_while(|sign| *sign < at).filter(|sign| begins_line(*sign)).last();
    let start = start.or_else(|| signs().next())?;
    let next = signs().find(|sign| *sign > start && *sign >= at && begins_line(*sign));
    Some(start..next.unwrap_or(text.len()))
}

fn syntax(path: &str, text: &str, rest: &str, error: &ParseError) -> Diagnostic {
    let place = Place::new(path, clamp(text, error.span.clone()));
    match &error.kind {
        ParseErrorKind::UnexpectedEof => {
            let start = entry_around(rest, error.span.end).map_or(0, |range| range.start);
            let place = Place::new(path, start..clamp(text, start + 1..start + 1).start);
            Diagnostic::error(place, "an entry from here on has no end")
                .hint("every `{` needs a `}`, and every quotation mark another one")
        }
        ParseErrorKind::UnknownAbbreviation(name) => {
            Diagnostic::error(place, format!("the abbreviation `{name}` is not defined"))
                .hint(format!("put the value in braces, or define `@string{{{name} = …}}`"))
        }
        kind => Diagnostic::error(place, format!("cannot read this BibLaTeX: {kind}"))
            .hint("a field is `name = {value}`, with a comma between fields"),
    }
}
