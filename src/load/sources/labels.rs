//! Numbers of sources as programs write them: `Vol. 4`, `第38卷`, `2nd`, `II`, `pp. 5--9`.
//!
//! Takes what a field says; gives the number that a style puts its own label to. What
//! is no number of its kind (`Agenda item 5`, `第2册`) is marked, so that no style puts one to it.

use std::str::FromStr;

use hayagriva::types::Numeric;

use crate::model::source::{Record, marks};

/// What may stand before a number of a variable and behind it, and says only what it counts.
const LABELS: &[(&str, &[&str], &[&str])] = &[
    (
        "volume",
        &["volume", "vols", "vol", "vo", "v", "band", "bd", "tome", "t", "第", "卷"],
        &["卷"],
    ),
    (
        "issue",
        &["number", "nos", "no", "nr", "issue", "iss", "heft", "№", "#", "第", "期"],
        &["期"],
    ),
    (
        "page",
        &["pages", "page", "pp", "pgs", "pg", "p", "s", "页码", "页", "第"],
        &["pages", "pp", "页", "版"],
    ),
    ("edition", &["edition", "第"], &["editions", "edition", "edn", "ed", "版"]),
    ("number-of-volumes", &["共"], &["volumes", "volume", "vols", "vol", "卷"]),
    ("chapter-number", &["chapter", "chap", "ch", "第"], &["章"]),
    ("section", &["section", "sect", "sec", "§§", "§", "第"], &["节"]),
    ("part-number", &["part", "pt", "第"], &["部分"]),
    (
        "collection-number",
        &["volume", "vols", "vol", "number", "nos", "no", "nr", "bd", "第"],
        &["种"],
    ),
    ("number-of-pages", &["共"], &["pages", "pp", "p", "页"]),
    ("printing-number", &["第"], &["printing", "次印刷"]),
    ("supplement-number", &["supplement", "suppl", "增刊"], &[]),
    ("version", &["version", "ver", "v", "版本"], &[]),
];

const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

/// Gives each number of a record without its label, and as what it is.
pub fn tidy(record: &mut Record) {
    for (variable, text) in &mut record.texts {
        match variable.as_str() {
            "page" => *text = pages(text),
            // The number of a document is no range, and its commas part nothing.
            "number" => {
                *text = text.replace('-', &marks::HYPHEN.to_string());
                *text = text.replace(',', &marks::COMMA.to_string());
            }
            variable => {
                if let Some((_, before, after)) = LABELS.iter().find(|(name, ..)| *name == variable)
                {
                    *text = numbered(text, before, after, variable);
                }
            }
        }
    }
}

fn numbered(text: &str, before: &[&str], after: &[&str], variable: &str) -> String {
    let bare = unlabelled(text, before, after, variable == "version");
    let is_edition = variable == "edition";
    let arabic = (bare != text || is_edition).then(|| arabic(bare, is_edition)).flatten();
    let number = arabic.as_deref().unwrap_or(bare);
    if is_roman(number) {
        return unsaid('9', number);
    }
    if is_number(number) {
        let is_parted = |sign: char| {
            number.contains(sign) && number.chars().all(|c| c.is_ascii_digit() || c == sign)
        };
        return match variable {
            _ if is_parted('/') => format!("{}{}", number.replace('/', "-"), marks::SLASH),
            "version" => number.into(),
            _ if is_parted('.') => format!("{}{}", number.replace('.', "-"), marks::STOP),
            _ => hyphenated(number),
        };
    }
    // Something else than a number, though CSL would count it as one.
    let whole = hyphenated(text);
    match Numeric::from_str(&whole) {
        Ok(_) if variable != "version" => unsaid('-', text),
        _ => whole,
    }
}

/// Pages, with `-` in ranges and `,` in lists: hayagriva takes others for one page.
fn pages(text: &str) -> String {
    fn bare(text: &str) -> &str {
        let page = LABELS.iter().find(|(name, ..)| *name == "page");
        page.map_or(text, |(_, before, after)| unlabelled(text, before, after, false))
    }
    let text = text.trim().trim_end_matches('.');
    // `101+` is page 101 and those that follow it.
    if let Some(first) = text.strip_suffix('+').map(bare).filter(|first| is_number(first)) {
        return unsaid('8', &format!("{first}+"));
    }
    let text = text.replace([';', '+', '、', '，'], ",");
    let text = text.replace("---", "–").replace("--", "–");
    let text = text.replace(['−', '—', '~', '～'], "–").replace(" – ", "–");
    // A total behind the pages is none of them: `101, 12 pages`.
    let number = |text: &str| {
        let digits = text.trim().trim_end_matches(|c: char| !c.is_ascii_digit());
        digits.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok()
    };
    if let Some((pages, total)) = text.rsplit_once(',')
        && (total.ends_with("pages") || total.ends_with('页'))
        && number(total) < number(pages)
    {
        return unsaid('-', &text);
    }
    let whole = bare(&text);
    if whole.contains(['-', '–']) && whole.split(['-', '–']).all(is_thousand) {
        return whole.replace(',', "").replace('–', "-");
    }
    // Where there are both, a hyphen is part of a page's name: `12-3--12-9`.
    let dash = |range: &str| if range.contains('–') { '–' } else { '-' };
    let is_page = |page: &str| is_number(page) || is_roman(page);
    let ranges = || whole.split(',').map(str::trim);
    let is_plain = ranges().all(|range| range.split(dash(range)).all(|page| is_page(bare(page))));
    let is_word = |word: &str| word.chars().count() > 2 && !is_roman(word);
    if !is_plain && whole.split(|c: char| !c.is_alphabetic()).any(is_word) {
        let is_counted = whole.contains(|c: char| c.is_ascii_digit());
        return if is_counted { unsaid('-', &text) } else { text };
    }
    let range = |range: &str| {
        let pages = range.split(dash(range)).enumerate().map(|(at, page)| match bare(page) {
            page if is_roman(page) => unsaid(if at == 0 { '8' } else { '9' }, page),
            page => page.to_string(),
        });
        let pages: Vec<_> = pages.collect();
        if pages.iter().any(|page| page.contains('-')) {
            return pages.join("–").replace('-', &marks::HYPHEN.to_string());
        }
        pages.join("-")
    };
    ranges().map(range).collect::<Vec<_>>().join(", ")
}

/// Pages with a dash where a tie stands between their numbers, as in `23~25` of BibTeX.
pub fn tied(text: &str) -> String {
    let mut out = String::new();
    for part in text.split('~') {
        if !out.is_empty() {
            let is_between = out.ends_with(|c: char| c.is_ascii_digit())
                && part.starts_with(|c: char| c.is_ascii_digit());
            out.push_str(if is_between { "--" } else { "~" });
        }
        out.push_str(part);
    }
    out
}

/// Whether a number has a comma between its thousands.
fn is_thousand(number: &str) -> bool {
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let parts = number.trim().split_once(',');
    parts.is_some_and(|(a, b)| {
        (1..=3).contains(&a.len()) && b.len() == 3 && is_digits(a) && is_digits(b)
    })
}

/// A text without what only says what it counts.
fn unlabelled<'t>(text: &'t str, before: &[&str], after: &[&str], joined: bool) -> &'t str {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '.' | ':' | '：');
    let text = text.trim();
    let mut rest = text;
    for label in before {
        let Some(stripped) = strip_start(rest, label) else { continue };
        // `卷三` is how old books are counted.
        if *label == "卷" && !stripped.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let is_word = label.chars().all(char::is_alphabetic) && label.is_ascii();
        let next = stripped.chars().next();
        let goes_on = next
            .is_some_and(|c| c.is_alphabetic() || !joined && label.len() == 1 && !is_between(c));
        if !(is_word && goes_on) {
            rest = stripped.trim_start_matches(is_between);
            break;
        }
    }
    let ends = rest.trim_end_matches('.');
    for label in after {
        let Some(stripped) = strip_end(ends, label) else { continue };
        let goes_on = label.is_ascii() && stripped.ends_with(char::is_alphabetic);
        if !goes_on {
            rest = stripped.trim_end();
            break;
        }
    }
    // `第` belongs to what is counted, where that is not the label.
    let is_whole = !rest.is_empty() && (is_number(rest) || is_roman(rest) || is_listed(rest));
    if is_whole || arabic(rest, true).is_some() { rest } else { text }
}

/// Numbers with commas, dashes and labels between them.
fn is_listed(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.contains([',', '-'])
}

fn strip_start<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let head = text.get(..label.len())?;
    (head.to_lowercase() == *label).then(|| &text[label.len()..])
}

fn strip_end<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(label.len())?;
    (text.get(at..)?.to_lowercase() == *label).then(|| &text[..at])
}

/// A number in digits: `2nd`, `Second`, `二`.
fn arabic(text: &str, ordinal: bool) -> Option<String> {
    let lower = text.to_lowercase();
    if ordinal {
        if let Some(at) = ORDINALS.iter().position(|word| *word == lower) {
            return Some((at + 1).to_string());
        }
        let digits = lower.trim_end_matches(|c: char| !c.is_ascii_digit());
        let ending = lower[digits.len()..].trim_matches(['.', ' ']);
        let is_ordinal =
            matches!(ending, "" | "st" | "nd" | "rd" | "th" | "e" | "ème" | "a" | "ª" | "º");
        let is_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if is_digits && is_ordinal {
            return Some(digits.into());
        }
    }
    han(text).map(|number| number.to_string())
}

/// A number up to 99 in Han numerals.
pub fn han(text: &str) -> Option<u8> {
    let digit = |text: &str| -> Option<u8> {
        let mut chars = text.chars();
        let last = chars.next_back()?;
        let at = "〇一二三四五六七八九".chars().position(|c| c == last)?;
        if chars.next_back().is_some() { None } else { u8::try_from(at).ok() }
    };
    match text.split_once('十') {
        None => digit(text).filter(|n| *n > 0),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens)? };
            let ones = if ones.is_empty() { 0 } else { digit(ones)? };
            Some(tens * 10 + ones)
        }
    }
}

/// Digits, perhaps with letters at them: `A4`, `9A`, `3-4`, `12/1`, `1.2`.
fn is_number(text: &str) -> bool {
    let part = |part: &str| {
        let part = part.trim();
        let digits = part.trim_matches(|c: char| c.is_ascii_alphabetic());
        let letters = part.len() - digits.len();
        letters <= 3 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    text.split(['-', '–', '/', '.', ',', '&', marks::HYPHEN]).all(part)
}

fn is_roman(text: &str) -> bool {
    let upper = text.to_uppercase();
    if upper.is_empty() || upper != text && text.to_lowercase() != text {
        return false;
    }
    let mut rest = upper.trim_start_matches('M');
    for [nine, four, five, one] in
        [["CM", "CD", "D", "C"], ["XC", "XL", "L", "X"], ["IX", "IV", "V", "I"]]
    {
        let low = |text: &str| text.len() - text.trim_start_matches(one).len();
        rest = match rest.strip_prefix(nine).or(rest.strip_prefix(four)) {
            Some(rest) => rest,
            None => {
                let tail = rest.strip_prefix(five).unwrap_or(rest);
                &tail[low(tail).min(3)..]
            }
        };
    }
    rest.is_empty()
}

/// Text behind a sign that only says to CSL whether it is a number.
fn unsaid(sign: char, text: &str) -> String {
    format!("{sign}{}{text}", marks::UNSAID)
}

/// A number whose hyphens are no dashes: that of a document, not of two volumes.
fn hyphenated(number: &str) -> String {
    let is_range = number.chars().all(|c| c.is_ascii_digit() || "-–,& ".contains(c))
        && number.split('-').all(|part| part.trim().len() <= 3);
    if is_range { number.into() } else { number.replace('-', &marks::HYPHEN.to_string()) }
}
