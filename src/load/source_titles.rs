//! The sources of a project, with their titles in the other languages.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::characters;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place, Severity, did_you_mean};

use super::decode::Entries;
use super::sources::{self, Troubles};
use super::{Loader, checked_text, inline, raw, read, value_with, where_is};
use crate::model::source::{Source, SourceTitle};

impl<'a> Loader<'a> {
    /// Reads the sources, and what readers of each language know them by.
    pub(super) fn sources(&mut self) -> BTreeMap<String, Source> {
        let mut sources: BTreeMap<String, Source> = BTreeMap::new();
        for path in self.source_files() {
            let Some(text) = checked_text(self.files, path, self.diagnostics) else {
                self.unread_sources = true;
                continue;
            };
            let mut troubles = Troubles::default();
            let found = sources::read(path, text, &mut troubles);
            troubles.0.extend(private(path, text, &found));
            for source in found {
                if let Some(first) = sources.get(&source.key) {
                    let message = format!("the source `{}` is given twice", source.key);
                    let hint = format!(
                        "it is first given in {}; take one of them out",
                        where_is(self.files, &first.place)
                    );
                    let told =
                        Diagnostic::error(Code::RepeatedSource, source.place, message).hint(hint);
                    troubles.0.push((Some(source.key), told));
                    continue;
                }
                sources.insert(source.key.clone(), source);
            }
            for (key, told) in troubles.0 {
                match key {
                    Some(key) => self.troubles.push((key, told)),
                    None => {
                        self.unread_sources |= told.severity == Severity::Error;
                        self.diagnostics.push(told);
                    }
                }
            }
        }
        type Titles = Entries<Entries<raw::SourceTitle>>;
        let titles = read::<Titles>(
            self.files,
            "data/source-titles.yaml",
            &self.languages,
            &mut false,
            self.diagnostics,
        );
        let Some((titles, file)) = titles else { return sources };
        for (key, by_language) in titles.0 {
            let Some(source) = sources.get_mut(&key.value) else {
                if !self.unread_sources && !self.is_bad_source(&key.value) {
                    let hint = did_you_mean(&key.value, sources.keys().map(String::as_str));
                    let message = format!("`{}` is not in the sources", key.value);
                    self.diagnostics.push(
                        Diagnostic::error(Code::UnknownSource, key.place(file.path), message)
                            .maybe_hint(hint),
                    );
                }
                continue;
            };
            for (language, title) in by_language.0 {
                self.check_language(file, &language);
                let texts =
                    [&title.title, &title.container, &title.short, &title.publisher, &title.place];
                let texts = texts.into_iter().flatten().chain(title.authors.iter().flatten());
                for text in texts {
                    let place = |_| {
                        let keys = [key.value.as_str(), language.value.as_str()];
                        let place = value_with(self.files, file.path, &keys, text);
                        place.unwrap_or_else(|| language.place(file.path))
                    };
                    self.diagnostics.extend(inline::raw::tell(text, false, place));
                }
                let title = SourceTitle {
                    title: title.title,
                    container: title.container,
                    short: title.short,
                    publisher: title.publisher,
                    place: title.place,
                    authors: title.authors,
                };
                let origin = crate::model::article::Origin {
                    name: format!("source/{}/title", key.value),
                    place: language.place(file.path),
                    language: Some(language.value.clone()),
                };
                self.origins.push(origin);
                source.titles.insert(language.value, title);
            }
        }
        sources
    }

    /// The files of sources: `sources.yaml`, and what bibliography programs write.
    fn source_files(&mut self) -> Vec<&'a str> {
        let files = self.files;
        let in_data = |path: &&str| path.strip_prefix("data/").is_some_and(|n| !n.contains('/'));
        let mut paths = vec![];
        for path in files.all().map(|(path, _)| path).filter(in_data) {
            let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
            let hint = match extension.as_deref().unwrap_or_default() {
                "yaml" | "yml" if matches!(path, "data/sources.yaml" | "data/sources.yml") => None,
                "bib" | "bibtex" => None,
                "json" if path == "data/sources.json" => None,
                "json" if files.bytes(path).is_some_and(is_utf_16) => Some("save it as UTF-8"),
                "json" if files.text(path).is_some_and(sources::is_csl) => None,
                "json" => Some(
                    "sources in JSON are a list of items, as CSL has them; \
                     what else belongs to the project has a folder of its own",
                ),
                "ris" | "enw" | "nbib" | "ciw" | "rdf" | "xml" | "mods" | "enl" | "net" => Some(
                    "have the program that wrote it export BibLaTeX (`.bib`) or CSL-JSON (`.json`)",
                ),
                _ => continue,
            };
            match hint {
                None => paths.push(path),
                Some(hint) => {
                    let message = format!("`{path}` is not read");
                    self.diagnostics.push(
                        Diagnostic::warning(Code::UnreadFile, Place::file(path), message)
                            .hint(hint),
                    );
                }
            }
        }
        paths
    }

    /// Whether a source is in the files, and wrong.
    pub(super) fn is_bad_source(&self, key: &str) -> bool {
        let is_error = |told: &Diagnostic| told.severity == Severity::Error;
        self.troubles.iter().any(|(of, told)| of == key && is_error(told))
    }

    /// Tells what is wrong with the sources that are cited; gives what is wrong with
    /// the others, which is nobody's business.
    pub(super) fn tell_of_sources(&mut self, cited: &BTreeSet<String>) -> Vec<Diagnostic> {
        let (told, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.troubles)
            .into_iter()
            .partition(|(key, _)| cited.contains(key));
        self.diagnostics.extend(told.into_iter().map(|(_, told)| told));
        left.into_iter().map(|(_, told)| told).collect()
    }
}

/// Tells of characters for private use in a file, each with the source that it stands in.
/// They mean nothing to readers, and something of its own to what writes citations.
fn private(path: &str, text: &str, sources: &[Source]) -> Vec<(Option<String>, Diagnostic)> {
    let is_private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    let found = text.char_indices().filter(|(_, c)| is_private(*c));
    let told = found.flat_map(|(at, c)| {
        let before = sources.iter().filter(|source| source.place.range.start <= at);
        let owner = before.max_by_key(|source| source.place.range.start);
        let faults = characters::faults(c.encode_utf8(&mut [0; 4]));
        faults.into_iter().map(move |fault| {
            let place = Place::new(path, at..at + c.len_utf8());
            let told = Diagnostic::error(Code::UnprintableCharacter, place, fault.message)
                .hint(fault.hint);
            (owner.map(|source| source.key.clone()), told)
        })
    });
    told.collect()
}

/// Whether a file begins with the mark of UTF-16.
fn is_utf_16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}
