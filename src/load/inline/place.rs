//! One place in a source: `pp. 34, 37-39`, 第二条, or a number alone.
//!
//! Takes what is left of the words behind a key; gives the place that it begins with, or
//! says that it looks like one and cannot be read.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::numbers::{Value, and, ends, head, strip, value};
use super::terms::{Terms, Words};
use crate::model::locator::{Locator, roman};
use crate::model::source::marks;

/// What is still to be read.
pub struct Rest<'a> {
    pub text: &'a str,
    pub at: usize,
    pub terms: &'a Terms,
}

pub type Place = Option<(usize, Locator)>;
pub type Refused = (String, &'static str);

impl<'a> Rest<'a> {
    pub fn words(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn trimmed(&self) -> Range<usize> {
        let words = self.words();
        let start = self.text.len() - words.trim_start().len();
        start..start + words.trim().len()
    }

    pub fn skip_blank(&mut self) {
        self.at = self.text.len() - self.words().trim_start().len();
    }

    pub fn skip_comma(&mut self) -> bool {
        self.skip_blank();
        let comma = self.words().chars().next().filter(|c| matches!(c, ',' | '，' | '、'));
        self.at += comma.map_or(0, char::len_utf8);
        self.skip_blank();
        comma.is_some()
    }

    /// Passes over a word that joins places, where a place follows it.
    pub fn skip_and(&mut self) -> bool {
        let Some(length) = and(self.words(), self.terms) else { return false };
        let start = self.at;
        self.at += length;
        self.skip_blank();
        let follows = self.place().is_ok_and(|place| place.is_some());
        if !follows {
            self.at = start;
        }
        follows
    }

    /// The place that the words begin with: by the longest word that fits, `pp.` before
    /// `p.`, 第…部分 before 第…部.
    pub fn place(&self) -> Result<Place, Refused> {
        if CITED.is_match(self.words()) {
            return Ok(None);
        }
        let fits = self.terms.words.iter().filter_map(|words| {
            let rest = strip(self.words(), &words.before)?;
            let (value, length) = value(rest.trim_start(), words, self.terms)?;
            let end = self.words().len() - rest.trim_start().len() + length;
            Some((words.before.len() + words.after.len(), end, words, value))
        });
        let mut best: Option<(usize, usize, &Words, Value)> = None;
        for found in fits {
            if best.as_ref().is_none_or(|best| (found.0, found.1) > (best.0, best.1)) {
                best = Some(found);
            }
        }
        let Some((_, end, words, value)) = best else { return Ok(None) };
        if value.is_unclear {
            return Err((
                format!("`{}` is one number or two", value.text),
                "write `1234` for one number, and `1, 234` with a space for two",
            ));
        }
        if !words.is_printable {
            return Err((
                format!("a place of the kind `{}` cannot be said in this language", words.label),
                "give its table a pattern: `notes.locators`",
            ));
        }
        // A form of its own matters where CSL has none, or where it counts something else: 第三编
        // is not 第三部分.
        let first = self.terms.words.iter().find(|own| {
            own.label == words.label && own.within == words.within && own.form.is_some()
        });
        let counts =
            |after: &str| !after.is_empty() && !words.after.is_empty() && after != words.after;
        let is_own = first.is_some_and(|first| counts(&first.after))
            || !Locator::is_known(&words.label)
            || words.within.is_some()
            || value.text.contains(['上', '中', '下']);
        let form = words.form.clone().filter(|_| is_own);
        let within = words.within.clone().filter(|_| form.is_some());
        let value = numbered(&words.label, value.text, words.is_plural);
        Ok(Some((end, Locator { label: words.label.clone(), value, form, within })))
    }

    /// A number alone: a page, or a time.
    pub fn bare(&self, has_comma: bool) -> Result<Place, Refused> {
        let words = self.words();
        let of = |label: &str, value: &str| Locator {
            label: label.into(),
            value: value.into(),
            form: None,
            within: None,
        };
        if let Some(time) = TIME.find(words).filter(|_| has_comma) {
            return Ok(Some((time.end(), of("timestamp", time.as_str()))));
        }
        if has_comma && RATIO.is_match(words) {
            let hint = "write `vol. 2, p. 14`, or a time with hours: `00:02:14`";
            return Err((format!("it is not clear what `{}` counts", words.trim()), hint));
        }
        let page = Words { label: "page".into(), is_plural: Some(true), ..Words::default() };
        let starts = words.starts_with(|c: char| c.is_ascii_digit());
        let is_roman = || {
            let word = words.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
            word.len() > 1 && roman(word).is_some() && ends(&words[word.len()..], self.terms)
        };
        if !starts && !is_roman() {
            return Ok(None);
        }
        let Some((value, end)) = value(words, &page, self.terms) else { return Ok(None) };
        let behind = words[end..].trim_start();
        let is_edition = self.terms.editions.iter().any(|word| strip(behind, word).is_some());
        if ORDINAL.is_match(&value.text) || (is_edition && has_comma) {
            let hint = "an edition is told with the source (`edition`); a page is `p. 22`";
            return Err((format!("`{}` is no place in a source", words.trim()), hint));
        }
        if value.is_unclear {
            let hint = "write `1234` for one number, and `1, 234` with a space for two";
            return Err((format!("`{}` is one number or two", value.text), hint));
        }
        let is_page = has_comma || ends(behind, self.terms);
        Ok(is_page.then(|| (end, of("page", &value.text))))
    }

    /// A range both of whose ends have their words: 第26页至第28页, `p. 3 to p. 5`.
    pub fn through(&mut self, first: Locator) -> Locator {
        let Some(dash) = THROUGH.find(self.words()) else { return first };
        let start = self.at;
        self.at += dash.end();
        let is_one = |own: &Locator| !own.value.contains([',', '-', '&', '上', '中', '下']);
        if let Ok(Some((length, last))) = self.place()
            && (&last.label, &last.within) == (&first.label, &first.within)
            && is_one(&first)
            && is_one(&last)
        {
            self.at += length;
            // 第3条至第5条第2款 ends within an article.
            let is_within = |next: &Locator| next.within.as_ref() == Some(&first.label);
            if !self.place().is_ok_and(|next| next.is_some_and(|(_, next)| is_within(&next))) {
                return Locator { value: format!("{}-{}", first.value, last.value), ..first };
            }
        }
        self.at = start;
        first
    }

    /// What is wrong with a range that has been read.
    pub fn fault(&self, locator: &Locator, start: usize) -> Option<(usize, String)> {
        let start =
            self.text.len() - self.text[start..].trim_start_matches([' ', ',', '，', '、']).len();
        let written = self.text[start..self.at].trim();
        let behind = OPEN.find(self.words());
        if let Some(dash) = behind {
            return Some((start, format!("`{written}{}` has no end", dash.as_str().trim())));
        }
        let items = locator.value.split([',', '&']).map(str::trim);
        let is_back = |item: &str| {
            let Some((first, last)) = item.split_once('-') else { return false };
            match (first.parse::<u64>(), last.parse::<u64>()) {
                // 100-4 is 100-104.
                (Ok(_), Ok(_)) if last.len() < first.len() => {
                    format!("{}{last}", &first[..first.len() - last.len()]).as_str() < first
                }
                (Ok(from), Ok(to)) => to < from,
                _ => false,
            }
        };
        let back = items.into_iter().find(|item| is_back(item))?;
        Some((start, format!("`{back}` ends before it begins")))
    }

    /// Whether words begin like a place in a source, and are none.
    pub fn is_unread(&self, comma: bool) -> bool {
        let words = self.words();
        let of_table = self.terms.words.iter().any(|own| {
            let rest = words.strip_prefix(own.before.as_str()).filter(|_| own.form.is_some());
            let near = |rest: &str| rest.chars().take(12).collect::<String>().contains(&own.after);
            !own.before.is_empty() && !own.after.is_empty() && rest.is_some_and(near)
        });
        let abbreviated = self.terms.words.iter().any(|own| {
            let bare = own.before.trim_end_matches('.');
            let Some(rest) = head(words, bare).filter(|_| !bare.is_empty()) else { return false };
            if !bare.ends_with(|c: char| c.is_ascii_alphabetic()) {
                return false;
            }
            let has_stop = own.before.ends_with('.') && rest.starts_with('.');
            let is_place = PLACES.contains(&bare) && !rest.starts_with(char::is_alphabetic);
            let is_number = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
            has_stop || is_place || is_number
        });
        let is_like = of_table || (comma && (abbreviated || UNREAD.is_match(words)));
        is_like && !CITED.is_match(words)
    }
}

/// A figure with the number of its chapter, `3-2`, and an article that was inserted, `120-1`,
/// are no ranges.
fn numbered(label: &str, value: String, is_plural: Option<bool>) -> String {
    let is_kind = match label {
        "figure" | "table" | "equation" | "section" => true,
        "article-locator" => is_plural != Some(true),
        _ => false,
    };
    match value.split_once('-').map(|(a, b)| (a.parse::<u32>(), b.parse::<u32>())) {
        Some((Ok(first), Ok(second))) if is_kind && first > second => {
            value.replace('-', &marks::HYPHEN.to_string())
        }
        _ if label == "page" => whole(&value),
        _ => value,
    }
}

/// Pages whose ends begin with a nought in full: 103-05 are 103-105, and would be 103-5.
fn whole(pages: &str) -> String {
    let in_full = |range: &Captures| {
        let (first, last) = (&range[1], &range[2]);
        let missing = first.len().saturating_sub(last.len());
        format!("{first}-{}{last}", &first[..missing])
    };
    RANGE.replace_all(pages, in_full).into_owned()
}

/// Those of the whole words that hardly begin anything but a place.
const PLACES: &[&str] = &[
    "page",
    "pages",
    "chapter",
    "chapters",
    "paragraph",
    "paragraphs",
    "section",
    "sections",
    "volume",
];

/// A number, or one behind an abbreviation: `S. 3`, `3rd`.
static UNREAD: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:\p{L}{1,5}\.\s*)?[0-9]"));

/// `op. cit.` and its kin are words, and so is a year that is about right.
static CITED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:(?:op|art|loc)\.\s*(?:cit|laud)|l\.\s*c|n\.\s*[pd]|s\.\s*(?:[dlp]|vv?)|v\.\s*(?:infra|supra)|ca?\.\s*[0-9]{3,4})(?-u:\b)",
    )
});

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:[0-9]{1,2}:[0-5][0-9]:[0-5][0-9]|0[0-9]:[0-5][0-9])(?:\s*[-–—]+\s*(?:[0-9]{1,2}:)?[0-5]?[0-9]:[0-5][0-9])?(?-u:\b)",
    )
});

static RATIO: LazyLock<Regex> = LazyLock::new(|| regex(r"^[0-9]+:[0-9]+"));

static ORDINAL: LazyLock<Regex> = LazyLock::new(|| regex(r"^[0-9]+(?:st|nd|rd|th)(?-u:\b)"));

/// What leads from one end of a range to the other.
static THROUGH: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*(?:-{1,3}|[‐‑–—~～至到]|to\s)\s*"));

/// A range of pages, once it has been read.
static RANGE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?-u:\b)([0-9]+)-(0[0-9]*)(?-u:\b)"));

static OPEN: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*(?:-{1,3}|[‐‑–—~～])\s*(?:[,，、;；.。)）]|$)"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}
