//! The words of a text, and its letters: spelling, and the variety of the language.
//!
//! Takes a text, what the table of its language says of words, and the dictionary that it
//! names; gives each flaw with the bytes of the text. Knows no language.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use spellbook::Dictionary;
use unicode_segmentation::UnicodeSegmentation;

use crate::load::files::{Files, built_in_dictionary};
use crate::model::article::{Reference, written};
use crate::model::language::{Language, LengthUnit};
use crate::model::project::Project;
use crate::model::rule::{Rule, RuleLevel};
use crate::model::script;
use crate::model::source::SourceTitle;

use super::editor::Flaw;
use super::finder::level;
use super::text::{BETWEEN, sentences};

/// Words of the project that no dictionary has, one a line.
const OWN_WORDS: &str = "data/words.txt";

/// What is known of the words of one language.
pub struct Words<'a> {
    language: &'a Language,
    dictionary: Option<Arc<Dictionary>>,
    letters: HashMap<char, char>,
    variety: BTreeMap<String, &'a str>,
}

/// The words that a project knows beside its dictionaries: its list, terms and sources.
pub fn known(project: &Project, files: &Files) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    let mut add =
        |text: &str| known.extend(text.unicode_words().map(|word| bare(word).to_lowercase()));
    let lines = files.text(OWN_WORDS).unwrap_or_default().lines();
    lines.map(|line| line.split('#').next().unwrap_or_default()).for_each(&mut add);
    for reference in project.article.references.values() {
        if let Reference::Term(term) = reference {
            let names =
                term.long.values().chain(term.short.iter().flat_map(|short| short.values()));
            names.chain(term.forms.values().flatten()).for_each(|name| add(name));
        }
    }
    for (key, source) in &project.article.sources {
        add(key);
        source.record.printable().for_each(|text| add(&text));
        for own in source.titles.values() {
            let SourceTitle { title, container, short, publisher, place, authors } = own;
            let texts = [title, container, short, publisher, place].into_iter().flatten();
            texts.chain(authors.iter().flatten()).for_each(|text| add(text));
        }
    }
    for author in &project.article.imprint.authors {
        author.name.values().for_each(|name| add(&written(&name.pieces)));
    }
    for credit in &project.article.credits {
        credit.name.values().for_each(|name| add(&written(&name.pieces)));
    }
    known
}

/// A dictionary, which takes long to read: after an edit it is the one from before.
#[comemo::memoize]
fn dictionary(affixes: &str, words: &str) -> Option<Arc<Dictionary>> {
    Dictionary::new(affixes, words).ok().map(Arc::new)
}

impl<'a> Words<'a> {
    /// Reads the dictionary of a language, if its spelling is to be looked at.
    pub fn new(language: &'a Language, project: &Project, files: &Files) -> Self {
        let spelling = &language.table.spelling;
        let wanted = level(project, Rule::Spelling) != RuleLevel::Off;
        let dictionary = spelling.dictionary.as_deref().filter(|_| wanted).and_then(|name| {
            let file = |ending: &str| {
                let path = format!("{name}.{ending}");
                let own = files.text(&format!("data/dictionaries/{path}"));
                own.or_else(|| std::str::from_utf8(built_in_dictionary(&path)?).ok())
            };
            dictionary(file("aff")?, file("dic")?)
        });
        let mut letters = spelling.letters.chars().filter(|c| !c.is_whitespace());
        Self {
            language,
            dictionary,
            letters: std::iter::from_fn(|| Some((letters.next()?, letters.next()?))).collect(),
            variety: (spelling.variety.iter())
                .map(|(word, own)| (word.to_lowercase(), own.as_str()))
                .collect(),
        }
    }

    /// Whether it knows the words of a language.
    pub fn is_of(&self, language: &Language) -> bool {
        self.language.key == language.key
    }

    /// All flaws of a text, where `known` are words that are right.
    pub fn flaws(&self, text: &str, known: &BTreeSet<String>) -> Vec<Flaw> {
        let mut found = vec![];
        self.letters(text, &mut found);
        for sentence in sentences(text, self.language) {
            let start = sentence.as_ptr() as usize - text.as_ptr() as usize;
            self.length(sentence, start, &mut found);
            for (index, (at, word)) in sentence.unicode_word_indices().enumerate() {
                let is_first = index == 0 && !begins_name(word, &sentence[at + word.len()..]);
                self.word(word, start + at, is_first, known, &mut found);
            }
        }
        found
    }

    /// Letters of another variety, together where they stand together.
    fn letters(&self, text: &str, found: &mut Vec<Flaw>) {
        let mut rest = 0;
        let is_other = |c: char| self.letters.contains_key(&c);
        while let Some(start) = text[rest..].find(is_other).map(|at| rest + at) {
            let length = text[start..].find(|c| !is_other(c)).unwrap_or(text.len() - start);
            rest = start + length;
            let words = &text[start..rest];
            let right: String = words.chars().filter_map(|c| self.letters.get(&c)).collect();
            let message = format!("`{words}` is not written so in `{}`", self.language.table.tag);
            let hint = Some(format!("write `{right}`"));
            found.push(Flaw { hint, ..Flaw::new(Rule::Variety, start..rest, message) });
        }
    }

    /// A sentence that is longer than the table allows.
    fn length(&self, sentence: &str, start: usize, found: &mut Vec<Flaw>) {
        let most = self.language.table.marks.as_ref().and_then(|marks| marks.sentence);
        let (length, what) = match self.language.table.length {
            LengthUnit::Words => (sentence.unicode_words().count(), "words"),
            LengthUnit::Characters => {
                (sentence.chars().filter(|c| c.is_alphanumeric()).count(), "characters")
            }
        };
        if most.is_some_and(|most| length > most) {
            let message = format!("a sentence of {length} {what}");
            let range = start..start + sentence.trim_end().len();
            let hint = Some("readers follow shorter ones".into());
            found.push(Flaw { hint, ..Flaw::new(Rule::Sentences, range, message) });
        }
    }

    fn word(
        &self,
        word: &str,
        at: usize,
        is_first: bool,
        known: &BTreeSet<String>,
        found: &mut Vec<Flaw>,
    ) {
        let range = at..at + word.len();
        let is_plain =
            |c: char| script::is_of(&self.language.table.script, c) || c == '’' || c == '\'';
        let mut letters = word.chars();
        let has_capital = letters.next().is_some_and(char::is_uppercase);
        if !word.chars().all(is_plain) || letters.any(char::is_uppercase) {
            return;
        }
        // What has a capital within a sentence is a name.
        if has_capital && !is_first {
            return;
        }
        let lower = bare(word).to_lowercase();
        if let Some(right) = self.variety.get(&lower) {
            let message = format!("`{word}` is not spelt so in `{}`", self.language.table.tag);
            let hint = Some(format!("write `{right}`"));
            found.push(Flaw { hint, ..Flaw::new(Rule::Variety, range, message) });
            return;
        }
        let Some(dictionary) = &self.dictionary else { return };
        let spelling = &self.language.table.spelling;
        let is_there = |word: &str| {
            dictionary.check(&word.replace('’', "'"))
                || known.contains(word)
                || spelling.words.iter().any(|own| own == word)
        };
        let is_known = |word: &str| {
            let mut also = spelling.also.iter().filter(|(own, _)| word.contains(own.as_str()));
            is_there(word) || also.any(|(own, other)| is_there(&word.replace(own.as_str(), other)))
        };
        let is_made = |prefix: &String| {
            let rest = lower.strip_prefix(prefix.as_str());
            rest.is_some_and(|rest| rest.chars().count() >= 5 && is_known(rest))
        };
        let is_short = lower.chars().count() < 3;
        if is_short
            || is_known(&lower)
            || is_known(bare(word))
            || spelling.prefixes.iter().any(is_made)
        {
            return;
        }
        let mut suggested = vec![];
        dictionary.suggest(&lower.replace('’', "'"), &mut suggested);
        // A name may begin a sentence: only what is nearly a word is told.
        let is_near = |other: &String| {
            other.starts_with(char::is_lowercase) && strsim::damerau_levenshtein(other, &lower) <= 1
        };
        if has_capital && !suggested.first().is_some_and(is_near) {
            return;
        }
        let message = format!("`{word}` is in no dictionary");
        let hint = match suggested.first() {
            Some(other) => format!(
                "did you mean `{}`? a word that is right goes into `{OWN_WORDS}`",
                other.replace('\'', "’")
            ),
            None => format!("a word that is right goes into `{OWN_WORDS}`"),
        };
        found.push(Flaw { hint: Some(hint), ..Flaw::new(Rule::Spelling, range, message) });
    }
}

/// Whether the first word of a sentence is a name by what it has within it or behind it: of
/// `Viet Nam`, `Chang’e-6`.
fn begins_name(word: &str, behind: &str) -> bool {
    let mut behind = behind.chars();
    let is_joined = match (behind.next(), behind.next()) {
        (Some('-'), Some(next)) => next.is_ascii_digit(),
        (Some(' '), Some(next)) => next.is_uppercase(),
        _ => false,
    };
    is_joined && word.starts_with(char::is_uppercase)
}

/// A word without the ending of a genitive.
fn bare(word: &str) -> &str {
    let word = word.trim_matches(BETWEEN);
    ["’s", "'s", "’", "'"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}
