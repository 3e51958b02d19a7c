//! Places in sources: what is counted, and the numbers.
//!
//! A place is kept as each language writes it; whether two languages mean the same one
//! is told from its numbers, in whatever digits. Reads no citations.

use std::sync::LazyLock;

use hayagriva::citationberg::taxonomy;
use regex::Regex;

use super::source::marks;

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locator {
    /// The CSL name of what is counted (`page`), or one that a table of a language has
    /// beside these (`annex`).
    pub label: String,
    /// Numbers and ranges, as written: `34, 85-100`, `三`.
    pub value: String,
    /// The pattern of the language that it is written in.
    pub form: Option<String>,
    /// What that pattern is said of alone: a type of source, or the place before it.
    pub within: Option<String>,
}

impl Locator {
    /// Whether CSL knows what is counted.
    pub fn is_known(label: &str) -> bool {
        label.parse::<taxonomy::Locator>().is_ok()
    }

    /// The type of source that such a place is one of alone.
    pub fn of_type(&self) -> Option<&str> {
        self.within.as_deref().filter(|within| within.parse::<taxonomy::Kind>().is_ok())
    }

    /// What is counted, and the numbers: `page 3`.
    pub fn name(&self) -> String {
        let value = marks::bare(&self.value);
        format!("{} {value}", self.label.trim_end_matches("-locator"))
    }
}

/// Whether two languages mean the same places: `art. 2(4)` is 第二条第四款.
pub fn same_places(a: &[Locator], b: &[Locator]) -> bool {
    let (a, b) = (steps(a), steps(b));
    // The last volume of a set is its second or its third.
    let is_last = |last: &str, other: &str| {
        last.contains(LAST) && ["2", "3"].iter().any(|n| last.replace(LAST, n) == other)
    };
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a == b || is_last(a, b) || is_last(b, a))
}

const LAST: &str = "下";

/// What a language says of an article that was inserted behind another: 第…条之一.
pub const INSERTION: &str = "insertion";

/// An article that was inserted, in Latin letters: `120a`, `3 bis`.
static INSERTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)([0-9]+)\s?(bis|ter|quater|[a-z])(?-u:\b)")
        .expect("a pattern of this file")
});

/// Its number with that of the one before it.
fn inserted(found: &regex::Captures) -> String {
    let word = found[2].to_lowercase();
    let count = match (word.as_str(), word.as_bytes()) {
        ("bis", _) => 2,
        ("ter", _) => 3,
        ("quater", _) => 4,
        (_, [letter, ..]) => u32::from(letter - b'a') + 1,
        _ => 0,
    };
    format!("{}{}{count}", &found[1], marks::HYPHEN)
}

/// What stands below an article, whatever it is called.
const BELOW: &[&str] = &["paragraph", "item", "subitem"];

/// Places as numbers, from the widest to the narrowest.
fn steps(locators: &[Locator]) -> Vec<String> {
    let mut steps: Vec<String> = vec![];
    let mut is_law = false;
    for Locator { label, value, .. } in locators {
        if label == INSERTION
            && let Some(last) = steps.last_mut()
        {
            *last = format!("{last}{}{}", marks::HYPHEN, number(value, false, false));
            continue;
        }
        is_law = label == "article-locator" || (is_law && BELOW.contains(&label.as_str()));
        let is_article = label == "article-locator";
        // Books of one work are volumes, in some languages.
        let label = match label.as_str() {
            "book" => "volume",
            label if is_law && BELOW.contains(&label) => "",
            label => label,
        };
        let value = value.replace(", &", ",").replace(" &", ",");
        let value = if is_article { INSERTED.replace_all(&value, inserted).into() } else { value };
        let value = value.replace(['（', '）'], "(").replace(')', "(");
        let parts = value.split('(').map(str::trim).filter(|part| !part.is_empty());
        for (index, part) in parts.enumerate() {
            let is_inner = index > 0 || (label.is_empty() && value.starts_with('('));
            let number = |found: &regex::Captures| number(&found[0], label == "page", is_inner);
            let part = WORD.replace_all(part, number);
            let part = SHORT.replace_all(&part, |range: &regex::Captures| {
                // 100-4 is 100-104.
                let (first, last) = (&range[1], &range[2]);
                let kept = first.len().saturating_sub(last.len());
                format!("{first}-{}{last}", &first[..kept])
            });
            steps.push(if is_inner || label.is_empty() {
                part.into()
            } else {
                format!("{label} {part}")
            });
        }
    }
    steps
}

static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}]+").expect("a pattern of this file"));

static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)([0-9]+)-([0-9]+)(?-u:\b)").expect("a pattern of this file")
});

/// A number in digits, where it is one. Roman pages are none of the others; a letter in
/// brackets is its place in the alphabet.
fn number(written: &str, is_page: bool, is_inner: bool) -> String {
    let lower = written.to_lowercase();
    let letter = match lower.as_bytes() {
        [letter @ b'a'..=b'z'] if is_inner && !matches!(letter, b'i' | b'v' | b'x') => {
            Some(u32::from(letter - b'a') + 1)
        }
        _ => None,
    };
    let digits = lower.parse::<u32>().ok();
    let found =
        letter.or(digits).or_else(|| han(written)).or_else(|| roman(&lower).filter(|_| !is_page));
    found.map_or(lower, |number| number.to_string())
}

/// The number of Han numerals: 十二, 一百零三, 二〇一; 上 and 中 are the first two volumes.
pub fn han(written: &str) -> Option<u32> {
    match written {
        "上" => return Some(1),
        "中" => return Some(2),
        _ => {}
    }
    let (mut total, mut digits, mut is_placed) = (0_u32, None, false);
    for c in written.chars() {
        if let Some(digit) = "〇一二三四五六七八九".chars().position(|d| d == c) {
            let digit = u32::try_from(digit).ok()?;
            digits = Some(digits.unwrap_or(0_u32).checked_mul(10)?.checked_add(digit)?);
        } else if let Some(power) = "十百千".chars().position(|d| d == c) {
            let unit = 10_u32.pow(u32::try_from(power).ok()? + 1);
            total = total.checked_add(digits.take().unwrap_or(1).checked_mul(unit)?)?;
            is_placed = true;
        } else if !(matches!(c, '零') && is_placed) {
            return None;
        }
    }
    Some(total + digits.unwrap_or(0)).filter(|_| !written.is_empty())
}

/// The number of a roman numeral in small letters, of the usual form alone: `xiv`.
pub fn roman(lower: &str) -> Option<u32> {
    const SIGNS: [(&str, u32); 13] = [
        ("m", 1000),
        ("cm", 900),
        ("d", 500),
        ("cd", 400),
        ("c", 100),
        ("xc", 90),
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
    ];
    let (mut rest, mut total) = (lower, 0_u32);
    for (sign, value) in SIGNS {
        while let Some(after) = rest.strip_prefix(sign) {
            (rest, total) = (after, total.checked_add(value)?);
        }
    }
    // Of two ways to write a number, one is usual: `x`, and not `vv`.
    let (mut left, mut usual) = (total, String::new());
    for (sign, value) in SIGNS {
        while left >= value && usual.len() < lower.len() {
            usual.push_str(sign);
            left -= value;
        }
    }
    (total > 0 && usual == lower).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_numbers_in_any_script() {
        for (written, expected) in
            [("十", 10), ("十二", 12), ("一百零三", 103), ("二〇一", 201), ("二十", 20)]
        {
            assert_eq!(han(written), Some(expected), "{written}");
        }
        assert_eq!(han("甲"), None);
        for (written, expected) in [
            ("xiv", Some(14)),
            ("iii", Some(3)),
            ("mix", Some(1009)),
            ("civil", None),
            ("vv", None),
        ] {
            assert_eq!(roman(written), expected, "{written}");
        }
    }
}
