//! Text: runs and phrases, each language in its own element.
//!
//! What stands in several languages is a pair: an element with a side for each, which the
//! style puts beside or below each other, and hides where one language is read alone.

use crate::model::edition::{PerLanguage, Run, Text};
use crate::model::language::Language;

use super::Page;
use super::writer::{Attributes, anchor, is};

impl<'a> Page<'a> {
    /// Writes an element.
    pub fn element(
        &mut self,
        name: &'static str,
        attributes: &Attributes,
        body: impl FnOnce(&mut Self),
    ) {
        self.html.open(name, attributes);
        body(self);
        self.html.close(name);
    }

    /// An element with a class.
    pub fn classed(&mut self, name: &'static str, class: &str, body: impl FnOnce(&mut Self)) {
        self.element(name, &[is("class", class)], body);
    }

    /// An element with a side for each language, in which `say` writes; those of which it
    /// says nothing are left out.
    pub fn pair(
        &mut self,
        name: &'static str,
        (class, id): (&str, Option<String>),
        side: &'static str,
        mut say: impl FnMut(&mut Self, &'a Language),
    ) {
        let class = format!("pair {class}");
        let class = class.trim_end().to_string();
        self.element(name, &[is("class", class), ("id", id.map(Into::into))], |page| {
            page.sides(side, &mut say);
        });
    }

    /// A side for each language.
    pub fn sides(&mut self, name: &'static str, mut say: impl FnMut(&mut Self, &'a Language)) {
        let edition = self.edition;
        for (at, language) in edition.languages.iter().enumerate() {
            self.side(name, at, |page| say(page, language));
        }
    }

    /// The side of a language, by its place.
    pub fn side(&mut self, name: &'static str, at: usize, body: impl FnOnce(&mut Self)) {
        let tag = &self.edition.languages[at].table.tag;
        self.element(name, &[is("class", format!("side l{at}")), is("lang", tag)], body);
    }

    /// A word of the languages' tables as a pair; nothing of a language that has none.
    pub fn word_pair(&mut self, name: &'static str, class: &str, word: &'static str) {
        self.pair(name, (class, None), "span", |page, language| page.word(language, word));
    }

    /// A word of a language's table.
    pub fn word(&mut self, language: &Language, word: &str) {
        self.html.text(word_of(language, word).unwrap_or_default());
    }

    /// A text in each language: what all say alike is there once, for all of them.
    pub fn distinct(&mut self, text: &'a Text) {
        let edition = self.edition;
        let said: Vec<_> = edition.languages.iter().map(|l| text.get(&l.key)).collect();
        match said.first() {
            Some(Some(first)) if said.iter().all(|own| *own == Some(*first)) => {
                let first_language = &edition.languages[0];
                if !first.is_empty() {
                    self.runs(first_language, first);
                }
            }
            _ => self.sides("span", |page, language| page.said(language, text)),
        }
    }

    /// A phrase in each language, in the same way.
    pub fn distinct_words(&mut self, words: &PerLanguage<String>) {
        let edition = self.edition;
        let first = edition.languages.first().and_then(|l| words.get(&l.key));
        match first {
            Some(first) if edition.languages.iter().all(|l| words.get(&l.key) == Some(first)) => {
                self.html.text(first);
            }
            _ => self.sides("span", |page, language| {
                page.html.text(words.get(&language.key).map_or("", String::as_str));
            }),
        }
    }

    /// A text in a language, if it is in it.
    pub fn said(&mut self, language: &'a Language, text: &'a Text) {
        if let Some(runs) = text.get(&language.key) {
            self.runs(language, runs);
        }
    }

    /// Writes runs in a language.
    pub fn runs(&mut self, language: &Language, runs: &[Run]) {
        for run in runs {
            self.run(language, run);
        }
    }

    fn run(&mut self, language: &Language, run: &Run) {
        match run {
            Run::Text { text } => self.html.text(text),
            Run::Emph { body } => self.within("em", language, body),
            Run::Strong { body } => self.within("strong", language, body),
            Run::Stress { body } => self.element("em", &[is("class", "stress")], |page| {
                page.runs(language, body);
            }),
            Run::Sub { body } => self.within("sub", language, body),
            Run::Super { body } => self.within("sup", language, body),
            Run::Break => self.html.void("br", &[]),
            Run::Link { body, .. } if self.is_listed => self.runs(language, body),
            Run::Link { url, body } => self.element("a", &[is("href", url)], |page| {
                page.runs(language, body);
            }),
            Run::Foreign { lang, region, body } => {
                let tag = match region {
                    Some(region) => format!("{lang}-{region}"),
                    None => lang.clone(),
                };
                self.element("span", &[is("lang", tag)], |page| page.runs(language, body));
            }
            Run::Mark { .. } if self.is_listed => {}
            Run::Mark { id, label, .. } => self.mark(language, id, label),
            // Pages may be divided here.
            Run::Step => {}
        }
    }

    fn within(&mut self, name: &'static str, language: &Language, body: &[Run]) {
        self.element(name, &[], |page| page.runs(language, body));
    }

    /// The mark of a note, which leads to it. The note leads back to the first one of its
    /// language.
    fn mark(&mut self, language: &Language, id: &str, label: &str) {
        let own = mark_anchor(language, id);
        let is_first = self.marks.insert(own.clone());
        let to = format!("#{}", anchor("n", id));
        self.element("sup", &[is("class", "mark")], |page| {
            let id = is_first.then(|| own.into());
            page.element("a", &[("id", id), is("href", to), is("role", "doc-noteref")], |page| {
                page.html.text(label);
            });
        });
    }
}

/// The id of the first mark of a note in a language.
pub fn mark_anchor(language: &Language, id: &str) -> String {
    anchor("m", &format!("{}:{id}", language.key))
}

/// A word of a language's table, if it has it.
pub fn word_of<'l>(language: &'l Language, word: &str) -> Option<&'l str> {
    language.table.words.get(word).map(String::as_str)
}
