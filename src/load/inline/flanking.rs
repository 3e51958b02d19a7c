//! What an asterisk is: a mark of emphasis, a sign, or part of an address.
//!
//! Takes a text; gives the same for the parser of CommonMark, byte for byte, in which the
//! signs of addresses mark nothing, and bold begins and ends beside a letter as it does
//! beside a Han character: `GDP**（总值）**为`. Tells products from emphasis.

use std::ops::Range;
use std::sync::LazyLock;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use regex::Regex;

/// An address with all the signs that may be in one.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:https?://|www\.)[a-z0-9._~:/?#@!$&'()+,;=%*-]+")
        .expect("a pattern of this file")
});

/// A line to write on.
static BLANK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("_{3,}").expect("a pattern of this file"));

/// What stands for the signs of an address while CommonMark is read. No file has them.
const SIGNS: [(char, char); 3] = [('*', '\u{1}'), ('_', '\u{2}'), ('~', '\u{3}')];

/// A text as long, for the parser.
pub fn masked(text: &str) -> String {
    // That of a link is read as it stands.
    let is_in_text = |it: &Range<usize>| {
        let before = &text[..it.start];
        !before.ends_with("](") && !before.ends_with('<')
    };
    let addresses: Vec<Range<usize>> =
        ADDRESS.find_iter(text).map(|it| own(text, it.range())).filter(is_in_text).collect();
    // A line to write on is no emphasis.
    let blanks: Vec<Range<usize>> = BLANK.find_iter(text).map(|it| it.range()).collect();
    let is_in_address =
        |at: usize| addresses.iter().chain(&blanks).any(|range| range.contains(&at));
    let mut hidden = outer_letters(text, &is_in_address);
    hidden.sort();
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let sign = SIGNS.iter().find(|(sign, _)| *sign == c && is_in_address(at));
        match sign {
            Some((_, mask)) => out.push(*mask),
            None if hidden.binary_search(&at).is_ok() => out.push_str(mark(c)),
            None => out.push(c),
        }
    }
    out
}

/// A text of the parser with the signs of addresses in it.
pub fn unmasked(text: &str) -> String {
    SIGNS.iter().fold(text.to_string(), |text, (sign, mask)| text.replace(*mask, &sign.to_string()))
}

/// The part of an address before the asterisks that end an emphasis around it.
fn own(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text[..range.start].trim_end_matches(|c: char| !matches!(c, '*' | ' ' | '\n'));
    let around = before.len() - before.trim_end_matches('*').len();
    let address = &text[range.clone()];
    let end = match around {
        0 => None,
        around => address.find(&"*".repeat(around)),
    };
    let end = end.unwrap_or(address.len());
    range.start..range.start + address[..end].trim_end_matches('*').len()
}

/// Where letters stand outside of an emphasis that begins or ends with a mark there.
/// CommonMark would take such asterisks for the end or the begin of another one.
fn outer_letters(text: &str, is_in_address: &impl Fn(usize) -> bool) -> Vec<usize> {
    let mut found = vec![];
    let is_sign = signs(text);
    // How many runs of asterisks of each length the paragraph has had.
    let mut runs = [0_usize; 4];
    let mut at = 0;
    while let Some(next) = text[at..].find('*') {
        let start = at + next;
        let (behind, ahead) = (&text[..start], &text[start..]);
        if text[at..start].contains("\n\n") {
            runs = [0; 4];
        }
        let is_escaped = (behind.len() - behind.trim_end_matches('\\').len()) % 2 == 1;
        let length = if is_escaped { 1 } else { ahead.len() - ahead.trim_start_matches('*').len() };
        at = start + length;
        let (before, after) = (behind.chars().next_back(), text[at..].chars().next());
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        if is_escaped
            || is_in_address(start)
            || is_blank(before) && is_blank(after)
            || length == 1 && is_sign
        {
            continue;
        }
        let (Some(count), Some(before), Some(after)) = (runs.get_mut(length), before, after) else {
            if let Some(count) = runs.get_mut(length) {
                *count += 1;
            }
            continue;
        };
        *count += 1;
        let is_escape = behind[..behind.len() - before.len_utf8()].ends_with('\\');
        if *count % 2 == 1 && is_letter(before) && is_mark(after) && !is_escape {
            found.push(start - before.len_utf8());
        } else if *count % 2 == 0 && is_mark(before) && is_letter(after) {
            found.push(at);
        }
    }
    found.retain(|at| !is_in_address(*at));
    found
}

/// Whether every single asterisk of a text is a sign behind a word: `A*, B* and C*`.
fn signs(text: &str) -> bool {
    static ONE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)(^|[^*])\*([^*]|$)").expect("a pattern of this file"));
    let is_behind = |before: &str| before.ends_with(char::is_alphanumeric);
    let is_end = |after: &str| {
        after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || is_closing(c))
    };
    ONE.captures_iter(text).all(|found| is_behind(&found[1]) && is_end(&found[2]))
}

fn is_mark(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    GeneralCategoryGroup::Punctuation.union(GeneralCategoryGroup::Symbol).contains(category)
}

/// A character that is no mark, of a script whose words spaces part: beside others bold
/// is what it looks like.
fn is_letter(c: char) -> bool {
    let is_narrow = c < '\u{1100}' || ('\u{2000}'..'\u{2e80}').contains(&c);
    is_narrow && !c.is_whitespace() && !is_mark(c)
}

/// A mark as long as a character, which means nothing to the parser.
fn mark(c: char) -> &'static str {
    match c.len_utf8() {
        1 => ",",
        2 => "·",
        _ => "‐",
    }
}

/// Whether what stands between asterisks in a text is a factor of a product: `5*6*7`,
/// `长*宽*高`, `p*(1-p)*n`.
pub fn is_product(text: &str, all: Range<usize>, length: usize) -> bool {
    let inner = &text[all.start + length..all.end - length];
    let (before, after) = (text[..all.start].chars().next_back(), text[all.end..].chars().next());
    let (Some(before), Some(after)) = (before, after) else { return false };
    let is_ascii = |c: char| c.is_ascii_alphanumeric() || c == ')';
    let is_number = !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit() || c == '.');
    if length > 1 {
        return is_number && is_ascii(before) && is_ascii(after);
    }
    if is_ascii(before) && (is_ascii(after) || after == '(') && inner.is_ascii() {
        return true;
    }
    let is_one = inner.chars().nth(1).is_none() && !is_number;
    let is_of_numbers = before.is_ascii_digit() && inner.ends_with(|c: char| c.is_ascii_digit());
    let is_near = is_number && (is_ascii(before) || is_ascii(after));
    before.is_alphanumeric() && after.is_alphanumeric() && (is_one || is_near || is_of_numbers)
}

/// Whether a mark ends what stands before it, so that no emphasis begins with it.
pub fn is_closing(c: char) -> bool {
    "，。；：、！？》」』】〕）”’,.;:!?)]".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_for_the_parser() {
        for text in [
            "在APEC**“北京纲领”**中",
            "½**²**é**“”**①",
            "https://example.org/a*b_c*",
            "*",
            "\\**a**",
        ] {
            assert_eq!(masked(text).len(), text.len(), "{text}");
        }
        for text in [r"\A*,", r"甲\A**“词”**文", "A*, B* and C*", "5*, she 4*"] {
            assert_eq!(masked(text), text, "no letter is changed");
        }
        assert!(!masked("姓名：____，年龄：____").contains('_'), "a line to write on");
        assert_eq!(unmasked(&masked("https://example.org/a*b_c")), "https://example.org/a*b_c");
        assert_eq!(masked("**https://example.org/a**"), "**https://example.org/a**");
    }

    #[test]
    fn a_product_is_no_emphasis() {
        for (text, is) in [
            ("5*6*7", true),
            ("长*宽*高", true),
            ("p*(1-p)*n", true),
            ("x*y*z", true),
            ("长5*宽6*高7", true),
            ("第*3*章", false),
            ("他*强调*说", false),
            ("在APEC*《纲领》*中", false),
            ("a *b* c", false),
        ] {
            let (start, end) = (text.find('*').unwrap_or(0), text.rfind('*').unwrap_or(0) + 1);
            assert_eq!(is_product(text, start..end, 1), is, "{text}");
        }
    }
}
