//! The words of new projects and entries, from `starter/words`.
//!
//! Takes a language's key and a name; gives the text. A language without words of its own
//! has those of English, for its author to replace.

use std::collections::BTreeMap;

use crate::load::starter;
pub use crate::load::starter::Word;

/// Whose words stand in for those of a language that has none.
const FALLBACK: &str = "en";

/// The words for the languages of a project, in its order.
pub struct Words {
    languages: Vec<(String, BTreeMap<String, Word>)>,
}

impl Words {
    pub fn of(languages: &[String]) -> Self {
        let own = |key: &String| {
            let words = starter::words(key).or_else(|| starter::words(FALLBACK));
            let words = words.expect("a file of the program");
            (key.clone(), words)
        };
        Self { languages: languages.iter().map(own).collect() }
    }

    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(|(key, _)| key.as_str())
    }

    /// A word in a language.
    pub fn word(&self, language: &str, name: &str) -> Option<&Word> {
        self.languages.iter().find(|(key, _)| key == language)?.1.get(name)
    }

    /// A text in each language.
    pub fn texts(&self, name: &str) -> Vec<(String, String)> {
        let text = |(key, words): &(String, BTreeMap<String, Word>)| match words.get(name) {
            Some(Word::Text(text)) => (key.clone(), text.clone()),
            _ => (key.clone(), name.to_string()),
        };
        self.languages.iter().map(text).collect()
    }

    /// Puts a text in place of the word of a language.
    pub fn replace(&mut self, language: usize, name: &str, text: &str) {
        if let Some((_, words)) = self.languages.get_mut(language) {
            words.insert(name.to_string(), Word::Text(text.to_string()));
        }
    }
}
