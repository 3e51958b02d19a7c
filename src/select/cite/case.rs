//! Words of titles that the text case of a style leaves as they are.
//!
//! Takes a title; gives it with marks at what must not change. By CSL 1.0.2 a style raises
//! the words of English titles that are in small letters, and those alone: hayagriva 0.10 makes
//! `Tev` of TeV, `Tidetable` of TideTable, `V.` of v. and `, And` of `, and`.

use crate::model::source::marks;

/// Words in small letters that stay so, which hayagriva raises.
const SMALL: &[&str] =
    &["v", "v.", "vs", "vs.", "de", "la", "van", "von", "et", "al.", "per", "c.", "ca."];

/// Words that stay small behind a comma, too.
const BEHIND_COMMA: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on",
    "onto", "or", "over", "so", "the", "to", "up", "via", "with", "within", "yet",
];

/// A title in which each word that is not in small letters is kept.
pub fn kept(title: &str) -> String {
    // What is in capitals throughout says nothing of its words.
    if !title.chars().any(char::is_lowercase) {
        return title.into();
    }
    let mut out = String::new();
    let mut is_emphasised = false;
    let mut before = "";
    for word in title.split_inclusive(char::is_whitespace) {
        let bare = word.trim_matches(|c: char| c.is_whitespace() || marks::is_mark(c));
        let is_inner = |(at, c): (usize, char)| at > 0 && c.is_uppercase();
        let letters = bare.trim_start_matches(|c: char| !c.is_alphanumeric());
        let is_mixed = letters.char_indices().any(is_inner);
        let is_small = SMALL.contains(&bare) && !out.is_empty()
            || BEHIND_COMMA.contains(&bare) && before.ends_with([',', ';', ')']);
        is_emphasised |= word.starts_with(marks::EMPH);
        let is_kept = is_mixed || is_emphasised || is_small;
        match is_kept {
            // The order of a list goes by first letters: that of a title is raised by any style.
            true => {
                let is_first = out.is_empty();
                out.extend(word.chars().enumerate().map(|(at, c)| {
                    if is_first && at == 0 && c.is_uppercase() { c } else { marks::fixed(c) }
                }));
            }
            false => out.push_str(word),
        }
        is_emphasised &= !word.contains(marks::EMPH_END);
        before = bare;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_title_reads_as_before() {
        for title in ["Eddies at 13 TeV", "Rivers rise, and eBird v. DNA", "ALL OF IT", "河"] {
            assert_eq!(marks::bare(&kept(title)), title);
        }
        assert_eq!(kept("ALL OF IT"), "ALL OF IT");
        assert_ne!(kept("of TeV"), "of TeV");
    }
}
