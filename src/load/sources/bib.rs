//! BibLaTeX.

use std::collections::BTreeMap;
use std::ops::Range;

use biblatex::{Bibliography, ChunksExt, ParseErrorKind, RawBibliography};
use hayagriva::types::{EntryType, FormatString};
use hayagriva::{Entry, Library};

use super::{Source, blank_out, clamp, set_language, twice};
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean};

/// Entry types, for hints.
const TYPES: &[&str] = &[
    "article",
    "book",
    "booklet",
    "collection",
    "dataset",
    "inbook",
    "incollection",
    "inproceedings",
    "inreference",
    "manual",
    "mastersthesis",
    "misc",
    "online",
    "patent",
    "periodical",
    "phdthesis",
    "proceedings",
    "reference",
    "report",
    "software",
    "techreport",
    "thesis",
    "unpublished",
];

/// Types of BibLaTeX that the crate that reads it does not know.
const OTHERS: &[(&str, EntryType)] = &[
    ("artwork", EntryType::Artwork),
    ("audio", EntryType::Audio),
    ("image", EntryType::Artwork),
    ("jurisdiction", EntryType::Case),
    ("legal", EntryType::Legislation),
    ("legislation", EntryType::Legislation),
    ("movie", EntryType::Video),
    ("music", EntryType::Audio),
    ("performance", EntryType::Performance),
    ("standard", EntryType::Report),
    ("video", EntryType::Video),
];

/// After this many errors of syntax, what follows is no BibLaTeX.
const MOST_ERRORS: usize = 100;

/// Reads the entries; tells of each that cannot be read.
pub fn read(path: &str, text: &str, diagnostics: &mut Diagnostics) -> Vec<Source> {
    let mut rest = text.to_string();
    let mut told = 0;
    let mut unclosed = false;
    let (bibliography, keys) = loop {
        let error = match parse(&rest) {
            Ok(found) => break found,
            Err(error) => error,
        };
        // An entry that is not closed swallows the rest of the file, so that
        // only the first such error says anything.
        let is_end = error.kind == ParseErrorKind::UnexpectedEof;
        if !(is_end && unclosed) {
            diagnostics.push(syntax(path, text, &rest, &error));
        }
        unclosed |= is_end;
        told += 1;
        let is_whole = is_end || matches!(error.kind, ParseErrorKind::DuplicateKey(_));
        let at = if is_whole { error.span.end } else { error.span.start };
        let bad = entry_around(&rest, at);
        match bad.filter(|_| told < MOST_ERRORS) {
            Some(range) => blank_out(&mut rest, range),
            None => return vec![],
        }
    };
    bibliography.iter().filter_map(|tex| entry(path, text, tex, &keys, diagnostics)).collect()
}

type Keys = BTreeMap<String, Range<usize>>;

fn parse(text: &str) -> Result<(Bibliography, Keys), biblatex::ParseError> {
    let raw = RawBibliography::parse(text)?;
    let keys = raw.entries.iter().map(|e| (e.v.key.v.to_string(), e.v.key.span.clone())).collect();
    Ok((Bibliography::from_raw(raw)?, keys))
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

fn syntax(path: &str, text: &str, rest: &str, error: &biblatex::ParseError) -> Diagnostic {
    let place = Place::new(path, clamp(text, error.span.clone()));
    match &error.kind {
        ParseErrorKind::DuplicateKey(key) => {
            let raw = RawBibliography::parse(rest).ok();
            let entries = raw.iter().flat_map(|raw| &raw.entries);
            let mut places = entries
                .filter(|e| e.v.key.v == key)
                .map(|e| Place::new(path, clamp(text, e.v.key.span.clone())));
            let first = places.next().unwrap_or_else(|| place.clone());
            twice(key, &places.next().unwrap_or(place), &first, text)
        }
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
        ParseErrorKind::ResolutionError(kind) => {
            Diagnostic::error(place, format!("cannot follow a cross-reference: {kind}"))
        }
        kind => Diagnostic::error(place, format!("cannot read this BibLaTeX: {kind}"))
            .hint("a field is `name = {value}`, with a comma between fields"),
    }
}

fn entry(
    path: &str,
    text: &str,
    tex: &biblatex::Entry,
    keys: &Keys,
    diagnostics: &mut Diagnostics,
) -> Option<Source> {
    let key = keys.get(&tex.key).cloned().unwrap_or_default();
    let place = Place::new(path, clamp(text, key));
    if tex.key.is_empty() {
        let message = format!("an entry of type `@{}` has no key", tex.entry_type);
        diagnostics.push(Diagnostic::error(place, message).hint("write `@article{key, …}`"));
        return None;
    }
    let unknown = match &tex.entry_type {
        biblatex::EntryType::Unknown(name) => Some(name.to_lowercase()),
        _ => None,
    };
    let other = OTHERS.iter().find(|(name, _)| unknown.as_deref() == Some(*name));
    if let Some(name) = unknown.as_ref().filter(|_| other.is_none()) {
        let message = format!("`{}` has the type `@{name}`, which has no counterpart", tex.key);
        let hint = did_you_mean(name, TYPES.iter().copied());
        let hint = hint.unwrap_or_else(|| "it is printed as `@misc`".into());
        diagnostics.push(Diagnostic::warning(place.clone(), message).hint(hint));
    }
    let mut entry = match Entry::try_from(tex) {
        Ok(entry) => entry,
        Err(error) => {
            diagnostics.push(misfit(path, text, tex, &place, &error));
            return None;
        }
    };
    // What is not of its type, hayagriva leaves out without a word.
    let mut lost = vec![];
    if entry.date().is_none() {
        lost.extend(["date", "year"]);
    }
    if entry.url().is_none() {
        lost.push("url");
    }
    let mut is_whole = true;
    for field in lost {
        let Some(value) = tex.get(field) else { continue };
        let at = Place::new(path, clamp(text, value.span()));
        let message =
            format!("the `{field}` of `{}` cannot be read: `{}`", tex.key, value.format_verbatim());
        diagnostics.push(Diagnostic::error(at, message).hint(hint(field)));
        is_whole = false;
    }
    if !is_whole {
        return None;
    }
    website(tex, &mut entry);
    if let Some((_, kind)) = other {
        entry = of_type(entry, *kind);
    }
    language(tex, &mut entry, &place, diagnostics);
    Some(Source::new(&tex.key, entry, place))
}

/// A field whose value is not what its name asks for.
fn misfit(
    path: &str,
    text: &str,
    tex: &biblatex::Entry,
    place: &Place,
    error: &biblatex::TypeError,
) -> Diagnostic {
    let holds = |chunk: &biblatex::Spanned<biblatex::Chunk>| {
        !chunk.is_detached()
            && chunk.span.start <= error.span.start
            && error.span.end <= chunk.span.end
            && chunk.span.end <= text.len()
    };
    let field = tex.fields.iter().find(|(_, chunks)| chunks.iter().any(holds));
    let (place, message) = match field {
        Some((name, value)) => (
            Place::new(path, clamp(text, error.span.clone())),
            format!(
                "the `{name}` of `{}` is `{}`: {}",
                tex.key,
                value.format_verbatim(),
                error.kind
            ),
        ),
        None => (place.clone(), format!("a field of `{}` cannot be read: {}", tex.key, error.kind)),
    };
    Diagnostic::error(place, message).hint(hint(field.map_or("", |(name, _)| name)))
}

/// What a field should look like.
fn hint(field: &str) -> &'static str {
    match field {
        "date" | "year" | "month" | "day" | "urldate" | "eventdate" => {
            "a date is `2014`, `2014-05` or `2014-05-21`"
        }
        "pages" => "pages are `85--100`",
        "url" => "a URL begins with `https://` or `http://`",
        _ => "the manual of BibLaTeX says what this field may be",
    }
}

/// An entry as one of another type.
fn of_type(entry: Entry, kind: EntryType) -> Entry {
    let key = entry.key().to_string();
    let typed = serde_json::to_value(&entry).ok().and_then(|mut fields| {
        fields["type"] = serde_json::to_value(kind).ok()?;
        serde_json::from_value::<Library>(serde_json::json!({ &key: fields })).ok()
    });
    typed.and_then(|library| library.get(&key).cloned()).unwrap_or(entry)
}

/// The website of an online source, which hayagriva leaves out.
fn website(tex: &biblatex::Entry, entry: &mut Entry) {
    if tex.entry_type != biblatex::EntryType::Online || !entry.parents().is_empty() {
        return;
    }
    let fields = ["maintitle", "journaltitle", "titleaddon", "organization"];
    if let Some(title) = fields.iter().find_map(|field| tex.get(field)) {
        let mut site = Entry::new(&tex.key, EntryType::Web);
        site.set_title(FormatString::with_value(title.format_verbatim()));
        entry.set_parents(vec![site]);
    }
}

/// Sets the language, which hayagriva reads where the crate that reads BibLaTeX knows it.
fn language(
    tex: &biblatex::Entry,
    entry: &mut Entry,
    place: &Place,
    diagnostics: &mut Diagnostics,
) {
    let names = ["language", "langid"].map(|field| Some(tex.get(field)?.format_verbatim()));
    let mut names = names.iter().flatten();
    let Some(first) = names.clone().next() else { return };
    if !names.any(|name| set_language(entry, name)) && entry.language().is_none() {
        let message = format!("the language of `{}` is `{first}`, which is not known", tex.key);
        let hint = "write the code of the language: `langid = {ru}`";
        diagnostics.push(Diagnostic::warning(place.clone(), message).hint(hint));
    }
}
