//! Markup in what is printed as it stands: names, terms, units and words.
//!
//! Takes such a text; gives what in it is markup elsewhere, and would be printed raw.
//! A lone sign is text.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lookalike::lookalikes;
use super::stretch::hidden;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::language::Language;

/// How to mend it.
const HINT: &str = "there is no markup here: write plain text";

/// What is markup in running text.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"\*{1,3}[^\s*](?:[^*\n]*[^\s*])?\*{1,3}|\[-?@[^\]]*\]|\[[^\[\]]+\]\(\S+\)|</?[A-Za-z][^<>]*>|`[^`]+`|[\p{L})\]](?:~[0-9A-Za-z+−-]{1,6}~|\^[0-9A-Za-z+−-]{1,6}\^)|\p{N}(?:~[A-Za-z]{1,6}~|\^[0-9A-Za-z+−-]{1,6}\^)";
    Regex::new(pattern).expect("a pattern of this file")
});

/// A reference, or a place for a number in a pattern.
static BRACES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{[a-z0-9:-]*\}").expect("a pattern of this file"));

/// Tells of markup in a text that is printed as it stands. A pattern has places in braces.
pub fn tell(
    text: &str,
    is_pattern: bool,
    place: impl FnOnce(Range<usize>) -> Place,
) -> Option<Diagnostic> {
    let (part, what) = markup(text, is_pattern)?;
    let message = format!("this looks like {what}, and would be printed as it stands");
    Some(Diagnostic::error(Code::ForeignMarkup, place(part), message).hint(HINT))
}

/// What a letter still has where a name was to be filled in: a place of a template, as
/// `«Name»` and `{name}`; what programs print for nothing; or one of the words of the
/// languages for it, alone or within brackets; `[…]` is a word within brackets only.
pub struct Unfilled {
    /// The words of the languages, in lower case.
    words: HashSet<String>,
}

impl Unfilled {
    pub fn new(languages: &[Language]) -> Self {
        let marks = languages.iter().filter_map(|own| own.table.marks.as_ref());
        Self {
            words: marks.flat_map(|own| &own.unfilled).map(|word| word.to_lowercase()).collect(),
        }
    }

    /// The first such place of a text.
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        static PLACE: LazyLock<Regex> = LazyLock::new(|| {
            let pattern = r"\$?\{+%?[^{}]*\}+|<[<%][^<>]*>>?|«\s*\w+\s*»|%[A-Z][A-Z_]{2,}%|%\(\w+\)s|@@\w+@@|\[[xX]{2,}\]|^\s*(?:NULL|null|None|nan|NaN|undefined|XXX+)\s*$";
            Regex::new(pattern).expect("a pattern of this file")
        });
        static BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"\[([^\[\]]+)\]|【([^【】]+)】").expect("a pattern of this file")
        });
        if let Some(found) = PLACE.find(text) {
            return Some(found.as_str().trim());
        }
        let is_word = |part: &str| self.words.contains(&part.trim().to_lowercase());
        let is_empty = |inner: &str| is_word(inner) || is_word(&format!("[{}]", inner.trim()));
        let bracket = BRACKETS
            .captures_iter(text)
            .find(|found| found.iter().skip(1).flatten().any(|inner| is_empty(inner.as_str())));
        let bracket = bracket.and_then(|found| found.get(0)).map(|found| found.as_str());
        bracket.or(Some(text.trim()).filter(|text| is_word(text)))
    }
}

/// The first markup in a text, and what it looks like. A pattern has places in braces.
fn markup(text: &str, is_pattern: bool) -> Option<(Range<usize>, &'static str)> {
    let braces: Vec<_> = BRACES.find_iter(text).map(|found| found.range()).collect();
    let text = hidden(text, ' ', |at| braces.iter().any(|range| range.contains(&at)));
    let reference = braces.into_iter().next().filter(|_| !is_pattern);
    let found = MARKUP.find(&text).map(|found| (found.range(), "markup"));
    found.or_else(|| reference.map(|range| (range, "a reference"))).or_else(|| {
        // A backslash is itself here, and of a path: only `\textbf{…}` is a command.
        let is_path = |part: &str| part.starts_with('\\') && !part.contains('{');
        let found = lookalikes(&text, &[]);
        let found = found.into_iter().find(|found| !is_path(&text[found.range.clone()]))?;
        Some((found.range, found.what))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_nobody_filled_in_is_seen() {
        let words = ["to do", "[office]", "待填"].map(String::from).into();
        let unfilled = Unfilled { words };
        for text in
            ["Dear «Name»", "{name}:", "${name}", "TO DO", "NULL", "[Office]", "{{x}}", "【待填】"]
        {
            assert!(unfilled.find(text).is_some(), "{text}");
        }
        for text in [
            "Li Wei",
            "王芳",
            "Office",
            "Office of To Do",
            "A & B <a@example.org>",
            "Nullarbor [AU]",
        ] {
            assert_eq!(unfilled.find(text), None, "{text}");
        }
    }

    #[test]
    fn what_marks_something_in_running_text_is_markup() {
        for text in ["**密**", "*x*", "[@gao]", "<b>x</b>", "{wells}", "CO~2~", "$x^2$", "`x`"] {
            assert!(markup(text, false).is_some(), "{text}");
        }
        for text in
            ["5*", "R&D", "a < b", "C++", "[1]", "第（一）", r"C:\new", "e-mail: info@example.org"]
        {
            assert_eq!(markup(text, false), None, "{text}");
        }
        assert_eq!(markup("{n} km", true), None);
        assert!(markup("{n} *km*", true).is_some());
    }
}
