//! The language itself: whether a text is in the language that it stands for.
//!
//! Takes a text and the languages of the project; tells of one that is in the letters, or in
//! the words, of another. Knows no language.

use icu_locale::{Locale, LocaleCanonicalizer};
use whatlang::Lang;

use crate::model::diagnostic::Diagnostic;
use crate::model::language::Language;
use crate::model::rule::Rule;
use crate::model::script;

use super::agreement::written;
use super::figures::Side;
use super::finder::Finder;
use super::text::{BETWEEN, place_of, sentences};

/// The fewest letters of which a text is known to be in a script, and a sentence of one.
const LETTERS: usize = 8;
const LETTERS_OF_SENTENCE: usize = 24;

/// The fewest letters of which a text is known to be in a language.
const LETTERS_OF_LANGUAGE: usize = 80;

/// So many characters tell what language a text is in.
const ENOUGH: usize = 600;

/// Languages by what the detector knows of them.
pub struct Detector {
    /// By the code of a table's tag.
    known: Vec<(Lang, String)>,
}

impl Detector {
    pub fn new() -> Self {
        let canonicalizer = LocaleCanonicalizer::new_common();
        let code = |lang: &Lang| {
            let mut locale: Locale = lang.code().parse().ok()?;
            canonicalizer.canonicalize(&mut locale);
            Some((*lang, locale.id.language.to_string()))
        };
        Self { known: Lang::all().iter().filter_map(code).collect() }
    }

    /// The language that a text is in, by its code, if that is sure and it is not its own.
    fn other(&self, text: &str, language: &Language) -> Option<Lang> {
        let is_own = |(_, code): &&(Lang, String)| *code == language.lang;
        let own = self.known.iter().find(is_own)?;
        let found = detected(text)?;
        (found != own.0).then_some(found)
    }

    /// Tells of a text, or a sentence of it, that is in another language.
    pub fn check(&self, finder: &mut Finder, side: &Side) {
        let text = written(side);
        if is_foreign(finder, side.language, &text, LETTERS) {
            let message = format!("the text is not in the letters of `{}`", side.language.key);
            finder.tell(Diagnostic::warning(Rule::Language, side.text.place.clone(), message));
            return;
        }
        for sentence in sentences(&text, side.language) {
            let sentence = sentence.trim();
            if is_foreign(finder, side.language, sentence, LETTERS_OF_SENTENCE) {
                let message =
                    format!("the sentence is not in the letters of `{}`", side.language.key);
                let place = place_of(finder.files, side.text.place, sentence, 0);
                finder.tell(Diagnostic::warning(Rule::Language, place, message));
            }
        }
        if letters(&text, &side.language.table.script) >= LETTERS_OF_LANGUAGE
            && let Some(other) = self.other(&text.replace(BETWEEN, " "), side.language)
        {
            let message = format!("the text reads as {}", other.eng_name());
            let told = Diagnostic::warning(Rule::Language, side.text.place.clone(), message)
                .hint(format!("write it in `{}`", side.language.key));
            finder.tell(told);
        }
    }
}

/// How many letters of a script a text has.
fn letters(text: &str, script: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic() && script::is_of(script, *c)).count()
}

/// The language that the words of a text are surely in.
fn detected(text: &str) -> Option<Lang> {
    let end = text.char_indices().nth(ENOUGH).map_or(text.len(), |(at, _)| at);
    let found = whatlang::detect(&text[..end]).filter(whatlang::Info::is_reliable)?;
    Some(found.lang())
}

/// Which of some languages, each by its script and its code, a text is surely in: the one whose
/// letters it has or, of several with the same letters, whose words.
pub(crate) fn reads_as(text: &str, languages: &[(&str, &str)]) -> Option<usize> {
    let counts: Vec<usize> = languages.iter().map(|(script, _)| letters(text, script)).collect();
    let most = *counts.iter().max()?;
    let is_mixed = counts.iter().any(|own| *own < most && own * 8 >= most);
    if most < LETTERS_OF_SENTENCE || is_mixed {
        return None;
    }
    let mut alike: Vec<usize> = (0..counts.len()).filter(|at| counts[*at] == most).collect();
    if alike.len() > 1 {
        let found = detected(text)?;
        let detector = Detector::new();
        let (_, code) = detector.known.iter().find(|(lang, _)| *lang == found)?;
        alike.retain(|at| most >= LETTERS_OF_LANGUAGE && languages[*at].1 == code);
    }
    match alike[..] {
        [one] => Some(one),
        _ => None,
    }
}

/// Whether a text is mostly in the letters of another language of the project.
fn is_foreign(finder: &Finder, language: &Language, text: &str, least: usize) -> bool {
    let own = &language.table.script;
    let all = text.chars().filter(|c| c.is_alphabetic()).count();
    if all < least || text.contains(BETWEEN) {
        return false;
    }
    let foreign = finder.project.languages.iter().map(|other| &other.table.script);
    let most = foreign
        .filter(|code| *code != own)
        .map(|code| letters(text, code))
        .max()
        .unwrap_or_default();
    // Half the letters of a Han text may be those of a name.
    most > all / 2 && letters(text, own) * 8 < most && !is_names(text)
}

/// Whether a text is a name, or names: one word, or words with capitals.
fn is_names(text: &str) -> bool {
    let is_lower = |word: &str| word.chars().count() > 3 && word.starts_with(char::is_lowercase);
    let mut words = text.split_whitespace();
    !text.contains(crate::select::is_wide)
        && (!text.contains(char::is_whitespace) || !words.any(is_lower))
}
