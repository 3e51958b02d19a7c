//! Places in sources behind a key: `vol. 2, pp. 14, 16-18`, 第二条第四款.
//!
//! Takes the words behind the key; gives the places that they begin with, and where
//! these end. What looks like a place and cannot be read is an error, never words.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Unreadable;
use super::numbers::{Value, and, ends, head, strip, value};
use super::terms::{Terms, Words};
use crate::model::locator::{Locator, roman};
use crate::model::source::marks;

/// The places of a citation.
pub struct Read {
    pub locators: Vec<Locator>,
    /// Where the words behind them begin, in bytes of the text.
    pub end: usize,
    /// Whether a comma stands before these words.
    pub has_comma: bool,
}

const HINT: &str = "write `p. 22`, `pp. 34, 37-39`, `vol. 2, p. 14`, `ch. 3`, `n. 5`, or words \
                    that do not begin like one";

/// Reads the places behind a key, in a range of a text.
pub fn read(text: &str, range: Range<usize>, terms: &Terms) -> Result<Read, Unreadable> {
    let folded = Folded::new(text, range);
    let mut rest = Rest { text: &folded.text, at: 0, terms };
    let start = rest.at;
    let mut has_comma = rest.skip_comma();
    if !has_comma && rest.words().starts_with([':', '：', '.']) {
        // Before a place these are as good as a comma.
        rest.at += rest.words().chars().next().map_or(0, char::len_utf8);
        rest.skip_blank();
        if rest.place().is_ok_and(|place| place.is_some()) {
            has_comma = true;
        } else {
            rest.at = start;
        }
    }
    let is_wrong = |at: Range<usize>, message: String, hint: &str| Unreadable {
        range: folded.range(at),
        message,
        hint: hint.into(),
    };
    let mut locators: Vec<Locator> = vec![];
    let mut end = rest.at;
    let mut is_and = false;
    loop {
        let place = match rest.place() {
            Ok(None) if locators.is_empty() => rest.bare(has_comma),
            other => other,
        };
        match place {
            Ok(Some((length, locator))) => {
                rest.at += length;
                let locator = rest.numbered(locator);
                if let Some((start, message)) = rest.fault(&locator, end) {
                    return Err(is_wrong(
                        start..rest.at,
                        message,
                        "write both ends, the smaller one first",
                    ));
                }
                for locator in levels(locator, terms) {
                    push(&mut locators, locator, is_and);
                }
                end = rest.at;
                rest.skip_comma();
                is_and = rest.skip_and();
            }
            Err((message, hint)) => {
                let at = rest.trimmed();
                return Err(is_wrong(at, message, hint));
            }
            Ok(None) if rest.is_unread(has_comma || !locators.is_empty()) => {
                let at = rest.trimmed();
                let message =
                    format!("`{}` is no place in a source", &text[folded.range(at.clone())]);
                return Err(is_wrong(at, message, HINT));
            }
            Ok(None) => break,
        }
    }
    rest.at = end;
    if !locators.is_empty() {
        has_comma = rest.skip_comma();
    } else if has_comma {
        rest.skip_comma();
    }
    Ok(Read { locators, end: folded.at[rest.at], has_comma })
}

/// Whether words begin with a place in a source.
pub fn begins_with_place(text: &str, terms: &Terms) -> bool {
    let folded = Folded::new(text, 0..text.len());
    let mut rest = Rest { text: &folded.text, at: 0, terms };
    rest.skip_comma();
    rest.place().is_ok_and(|place| place.is_some())
}

/// A word for a place, with a number, in letters that readers of the language do not have.
pub fn foreign_place(text: &str, terms: &Terms) -> Option<Range<usize>> {
    let folded = Folded::new(text, 0..text.len());
    let words = folded.text.as_str();
    let starts = words.char_indices().filter(|(at, c)| {
        c.is_ascii_alphabetic() && !words[..*at].ends_with(|c: char| c.is_ascii_alphanumeric())
    });
    let found = starts.filter_map(|(start, _)| {
        let ends = terms.foreign.iter().filter_map(|word| {
            let rest = strip(&words[start..], word)?;
            let number = NUMBER.find(rest)?;
            Some(words.len() - rest.len() + number.end())
        });
        ends.max().map(|end| folded.range(start..end))
    });
    found.into_iter().next()
}

/// A number behind a word, in digits, roman or English.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\s*(?:[0-9]+|\([0-9a-z]{1,4}\)|[ivx]+(?-u:\b)|[IVX]+(?-u:\b)|(?i:one|two|three|four|five|six|seven|eight|nine|ten)(?-u:\b))",
    )
});

/// An article with its paragraph and item as the language has them, where it has words
/// for these: `art. 2(4)` is 第2条第4款.
fn levels(locator: Locator, terms: &Terms) -> Vec<Locator> {
    const LEVELS: [&str; 3] = ["paragraph", "item", "subitem"];
    let is_one = locator.label == "article-locator" && !locator.value.contains([',', '-', '&']);
    let says = |within: &str, label: &str| {
        terms.words.iter().any(|own| {
            own.within.as_deref() == Some(within) && own.label == label && own.form.is_some()
        })
    };
    let parts: Vec<&str> = locator.value.split(['(', '（']).map(str::trim).collect();
    if !is_one || parts.len() < 2 || parts[0].is_empty() || !says("article-locator", "paragraph") {
        return vec![locator];
    }
    let mut all = vec![Locator { value: parts[0].into(), ..locator.clone() }];
    let mut depth = 0;
    for part in &parts[1..] {
        let number = part.trim_end_matches([')', '）']);
        let is_number = number.starts_with(|c: char| c.is_ascii_digit());
        depth += usize::from(depth == 0 && !is_number);
        let Some(label) = LEVELS.get(depth) else { return vec![locator] };
        let value = if is_number { number.to_string() } else { format!("（{number}）") };
        all.push(Locator { label: (*label).into(), value, form: None, within: None });
        depth += 1;
    }
    all
}

/// Adds a place; numbers of what stands just before make one place with it.
fn push(locators: &mut Vec<Locator>, locator: Locator, is_and: bool) {
    let is_same =
        |last: &&mut Locator| last.label == locator.label && last.within == locator.within;
    match locators.last_mut().filter(is_same) {
        Some(last) => {
            last.value.push_str(if is_and { " & " } else { ", " });
            last.value.push_str(&locator.value);
        }
        None => locators.push(locator),
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}

/// A roman numeral that is one character, as input methods give it.
fn numeral(c: char) -> &'static str {
    const NUMERALS: [&str; 12] =
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let code = u32::from(c);
    let at = code.checked_sub(u32::from('ⅰ')).unwrap_or(code.saturating_sub(u32::from('Ⅰ')));
    usize::try_from(at).ok().and_then(|at| NUMERALS.get(at)).copied().unwrap_or("I")
}

/// Words with full-width letters and digits as plain ones, and where each byte stands.
struct Folded {
    text: String,
    at: Vec<usize>,
}

impl Folded {
    fn new(text: &str, range: Range<usize>) -> Self {
        let mut folded = Self { text: String::new(), at: vec![] };
        for (offset, c) in text[range.clone()].char_indices() {
            let plain = match c {
                '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '．' => {
                    char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_string()
                }
                '－' => "-".into(),
                'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ' => numeral(c).into(),
                '①'..='⑳' => (u32::from(c) - u32::from('①') + 1).to_string(),
                c if c.is_whitespace() => " ".into(),
                c => c.to_string(),
            };
            folded.at.extend(std::iter::repeat_n(range.start + offset, plain.len()));
            folded.text.push_str(&plain);
        }
        folded.at.push(range.end);
        folded
    }

    /// Where a part stands in the text.
    fn range(&self, part: Range<usize>) -> Range<usize> {
        self.at[part.start]..self.at[part.end]
    }
}

/// What is still to be read.
struct Rest<'a> {
    text: &'a str,
    at: usize,
    terms: &'a Terms,
}

type Place = Option<(usize, Locator)>;
type Refused = (String, &'static str);

impl<'a> Rest<'a> {
    fn words(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn trimmed(&self) -> Range<usize> {
        let words = self.words();
        let start = self.text.len() - words.trim_start().len();
        start..start + words.trim().len()
    }

    fn skip_blank(&mut self) {
        self.at = self.text.len() - self.words().trim_start().len();
    }

    fn skip_comma(&mut self) -> bool {
        self.skip_blank();
        let comma = self.words().chars().next().filter(|c| matches!(c, ',' | '，' | '、'));
        self.at += comma.map_or(0, char::len_utf8);
        self.skip_blank();
        comma.is_some()
    }

    /// Passes over a word that joins places, where a place follows it.
    fn skip_and(&mut self) -> bool {
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
    fn place(&self) -> Result<Place, Refused> {
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
        Ok(Some((end, Locator { label: words.label.clone(), value: value.text, form, within })))
    }

    /// A number alone: a page, or a time.
    fn bare(&self, has_comma: bool) -> Result<Place, Refused> {
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

    /// A figure with the number of its chapter, `3-2`, which is no range.
    fn numbered(&self, mut locator: Locator) -> Locator {
        const KINDS: [&str; 4] = ["figure", "table", "equation", "section"];
        let ends = locator.value.split_once('-').map(|(a, b)| (a.parse(), b.parse()));
        if let Some((Ok(chapter), Ok(number))) = ends
            && u32::gt(&chapter, &number)
            && KINDS.contains(&locator.label.as_str())
        {
            locator.value = locator.value.replace('-', &marks::HYPHEN.to_string());
        }
        locator
    }

    /// What is wrong with a range that has been read.
    fn fault(&self, locator: &Locator, start: usize) -> Option<(usize, String)> {
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
    fn is_unread(&self, comma: bool) -> bool {
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
        r"(?i)^(?:(?:op|art|loc)\.\s*(?:cit|laud)|l\.\s*c|n\.\s*[pd]|v\.\s*(?:infra|supra)|ca?\.\s*[0-9]{3,4})(?-u:\b)",
    )
});

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:[0-9]{1,2}:[0-5][0-9]:[0-5][0-9]|0[0-9]:[0-5][0-9])(?:\s*[-–—]+\s*(?:[0-9]{1,2}:)?[0-5]?[0-9]:[0-5][0-9])?(?-u:\b)",
    )
});

static RATIO: LazyLock<Regex> = LazyLock::new(|| regex(r"^[0-9]+:[0-9]+"));

static ORDINAL: LazyLock<Regex> = LazyLock::new(|| regex(r"^[0-9]+(?:st|nd|rd|th)(?-u:\b)"));

static OPEN: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*(?:-{1,3}|[‐‑–—~～])\s*(?:[,，、;；.。)）]|$)"));
