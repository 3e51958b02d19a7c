//! Lowered and raised signs, as Pandoc writes them: `CO~2~`, `m^2^`.
//!
//! Takes the text where one may begin; gives it. A tilde of a range and a caret of a power
//! (`3~5`, `2^10`) are text.

use std::sync::LazyLock;

use regex::Regex;

use super::stretch::Stretch;
use crate::model::article::Piece;

static SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    let inner = r"[0-9A-Za-z+−-]{1,6}";
    let pattern = format!(r"^(?:~(?P<low>{inner})~|\^(?P<high>{inner})\^)");
    Regex::new(&pattern).expect("a pattern of this file")
});

/// What is lowered or raised at a byte of a text, and where it ends; `is_next` tells whether
/// another such stands right before it.
pub fn at(stretch: &Stretch, text: &str, at: usize, is_next: bool) -> Option<(usize, Piece)> {
    let found = SCRIPT.captures(&text[at..])?;
    let (before, end) = (text[..at].chars().next_back()?, at + found[0].len());
    let (inner, is_low) = match (found.name("low"), found.name("high")) {
        (Some(low), _) => (low, true),
        (_, high) => (high?, false),
    };
    // Behind a number, letters alone are lowered: `5~6,7~8` are ranges.
    let is_behind = is_next || before.is_alphabetic() || matches!(before, ')' | ']');
    let is_word = || inner.as_str().chars().all(|c| c.is_ascii_alphabetic());
    if !is_behind && !(before.is_numeric() && (!is_low || is_word())) {
        return None;
    }
    let inner = at + inner.start()..at + inner.end();
    // Between digits and letters so small, a hyphen is a minus.
    let body = vec![Piece::Text(stretch.text[inner].replace('-', "−"))];
    Some((end, if is_low { Piece::Sub(body) } else { Piece::Super(body) }))
}
