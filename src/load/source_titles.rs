//! The sources of a project, with their titles in the other languages.

use std::collections::BTreeMap;

use crate::model::diagnostic::{Diagnostic, Diagnostics, did_you_mean};

use super::decode::Entries;
use super::sources::{self, Source};
use super::{Loader, checked_text, raw, read};

impl Loader<'_> {
    /// Reads the sources, and what readers of each language know them by.
    pub(super) fn sources(&mut self) -> BTreeMap<String, Source> {
        let mut sources: BTreeMap<String, Source> = BTreeMap::new();
        for extension in ["yaml", "yml", "bib", "json"] {
            let path = format!("data/sources.{extension}");
            let Some(text) = checked_text(self.files, &path, self.diagnostics) else {
                self.unread_sources |= self.files.bytes(&path).is_some();
                continue;
            };
            let mut found = Diagnostics::default();
            let read = sources::read(&path, text, &mut found);
            self.unread_sources |= found.has_errors();
            self.diagnostics.extend(found.sorted().into_iter().cloned());
            for source in read {
                if sources.contains_key(&source.key) {
                    let message = format!("the source `{}` is given twice", source.key);
                    self.error(source.place.clone(), message, "take one of them out");
                }
                sources.insert(source.key.clone(), source);
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
                if !self.unread_sources {
                    let hint = did_you_mean(&key.value, sources.keys().map(String::as_str));
                    let message = format!("`{}` is not in the sources", key.value);
                    self.diagnostics
                        .push(Diagnostic::error(key.place(file.path), message).maybe_hint(hint));
                }
                continue;
            };
            for (language, title) in by_language.0 {
                self.check_language(file, &language);
                let title = sources::SourceTitle {
                    title: title.title,
                    container: title.container,
                    short: title.short,
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
}
