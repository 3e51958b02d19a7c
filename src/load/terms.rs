//! Terms: what is approved in each language, and what is to be avoided.

use std::collections::BTreeMap;

use crate::model::article::{Reference, Term};

use super::decode::{Each, Entries, Spanned};
use super::{Loader, raw};

impl Loader<'_> {
    /// Reads the terms; adds each to what `{id}` prints.
    pub(super) fn terms(&mut self, references: &mut BTreeMap<String, Reference>) {
        let Some((raw, file)) = self.read::<Entries<Spanned<raw::Term>>>("data/terms.yaml") else {
            return;
        };
        for (id, raw) in raw.0 {
            self.waive(file, &raw.value.waive, &[id.place(file.path), raw.place(file.path)]);
            let raw = raw.value;
            self.claim(file, "term", &id);
            let what = format!("the term `{}`", id.value);
            let forms = [("long", Some(&raw.long)), ("short", raw.short.as_ref())];
            for (form, texts) in forms.into_iter().filter_map(|(form, t)| Some((form, t?))) {
                for (key, text) in &texts.value.0 {
                    let name = format!("term/{}/{form}", id.value);
                    self.origin(name, Some(&key.value), text.place(file.path));
                }
            }
            for (key, _) in raw.avoid.0.iter().chain(&raw.forms.0) {
                self.check_language(file, key);
            }
            let (long, mut missing) = self.plain(file, &raw.long, &what);
            let short = raw.short.map(|texts| {
                let (short, own) = self.plain(file, &texts, &format!("the short form of {what}"));
                for (key, own) in own {
                    missing.entry(key).or_insert(own);
                }
                short
            });
            let words = |raw: Entries<Each<String>>| {
                raw.0.into_iter().map(|(key, words)| (key.value, words.0)).collect()
            };
            let (avoid, forms) = (words(raw.avoid), words(raw.forms));
            let term = Term { long, short, missing, avoid, forms, place: id.place(file.path) };
            references.insert(id.value, Reference::Term(term));
        }
    }
}
