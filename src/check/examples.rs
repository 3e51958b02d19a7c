//! Words that `init` and `add` wrote as examples, where an author has begun to write.
//!
//! Takes the texts of an article; tells of each that is still as the program wrote it. A
//! project in which all are is a new one.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::load::{starter, texts};
use crate::model::article::Piece;
use crate::model::diagnostic::Diagnostic;
use crate::model::rule::Rule;

use super::finder::Finder;
use super::text::{BETWEEN, place_of, reading};

/// What a word of the program has that is printed from elsewhere: notes and ids.
static PRINTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[@[^\]]*\]|\{[^}]*\}").expect("a pattern of this file"));

/// The words of the program, as texts are compared: those that no finished article has, and the
/// others. Read once: `watch` checks at each save.
static WORDS: LazyLock<[BTreeSet<String>; 2]> = LazyLock::new(|| {
    let bare = |word: &String| black(&PRINTED.replace_all(word, ""));
    starter::examples().map(|words| words.iter().map(bare).collect())
});

/// No more of a text is quoted, in characters.
const QUOTED: usize = 40;

/// Tells of each example that is left in an article of one's own.
pub fn check(finder: &mut Finder) {
    let [examples, others] = &*WORDS;
    let article = &finder.project.article;
    let mut left = vec![];
    let mut is_own = false;
    for (_, by_language) in texts(article) {
        for text in by_language.values() {
            // `init` itself may have been told the title.
            let is_title = article.title.values().any(|title| title.place == *text.place);
            for pieces in &text.parts {
                let words = words(pieces);
                match black(&words) {
                    own if examples.contains(&own) => left.push((text.place, words)),
                    own => is_own |= !is_title && !others.contains(&own),
                }
            }
        }
    }
    for (place, words) in left.into_iter().filter(|_| is_own) {
        let place = place_of(finder.files, place, &words, 0);
        let message = format!("`{}` is an example of a new project", short(words.trim()));
        let told = Diagnostic::warning(Rule::Leftovers, place, message)
            .hint("write your own text in its place, or take it out");
        finder.tell(told);
    }
}

/// A text without its notes, and without what an id prints.
fn words(pieces: &[Piece]) -> String {
    let text = reading(pieces, |_| Some(String::new())).0;
    text.split(BETWEEN).next().unwrap_or_default().to_string()
}

/// A text without spaces: a file may have its lines elsewhere.
fn black(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_string(),
    }
}
