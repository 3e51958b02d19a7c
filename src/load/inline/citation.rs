//! Citations as Pandoc writes them: `[see @key, vol. 2, p. 14, and more; @other]`.
//!
//! Takes the text between square brackets; gives for each source its key, the places
//! in it, and where the words before and after stand. What looks like a place in a
//! source and cannot be read is an error, never words.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Unreadable;
use crate::model::article::Locator;
use crate::model::language::NoteStyle;

/// One source that is cited; all ranges are bytes of the text.
pub struct Found {
    pub before: Range<usize>,
    pub key: Range<usize>,
    pub without_author: bool,
    pub locators: Vec<Locator>,
    pub after: Range<usize>,
    /// Whether a comma stands before the words after.
    pub has_comma: bool,
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}

/// The key of a source, or any words in braces. What stands before it is no part of
/// an address of mail.
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:^|[^A-Za-z0-9._%+-])(?P<it>(?P<minus>-?)@(?:\{(?P<braced>[^{}]+)\}|(?P<key>[\p{L}\p{N}_]+(?:[:.#$%&+?~/-]+[\p{L}\p{N}_]+)*)))",
    )
});

/// Whether a bracket that is never closed opens a citation.
pub fn is_open(text: &str) -> bool {
    text.starts_with("[@") || text.starts_with("[-@")
}

/// Where the citation ends that a bracket opens, if it does.
pub fn end(text: &str, at: usize) -> Option<usize> {
    let inner = text[at..].strip_prefix('[')?;
    let length = inner.find([']', '['])?;
    let cites = inner[length..].starts_with(']') && KEY.is_match(&inner[..length]);
    cites.then_some(at + 1 + length + 1)
}

/// The parts of a citation between semicolons.
pub fn parts(text: &str, inner: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = vec![];
    let mut start = inner.start;
    for (offset, mark) in text[inner.clone()].match_indices([';', '；']) {
        parts.push(start..inner.start + offset);
        start = inner.start + offset + mark.len();
    }
    parts.push(start..inner.end);
    parts
}

/// Reads what a part cites.
pub fn read(text: &str, part: Range<usize>, notes: &NoteStyle) -> Result<Found, Unreadable> {
    let words = &text[part.clone()];
    let mut keys = KEY.captures_iter(words);
    let Some(first) = keys.next() else {
        return Err(Unreadable {
            range: trimmed(text, part),
            message: format!("`{}` cites no source", words.trim()),
            hint: "each part between `;` has a key: `[see @key; @other]`".into(),
        });
    };
    let group = |name: &str| {
        let found = first.name(name)?;
        Some(part.start + found.start()..part.start + found.end())
    };
    let whole = group("it").unwrap_or(part.clone());
    if let Some(second) = keys.next().and_then(|keys| keys.name("it")) {
        return Err(Unreadable {
            range: part.start + second.start()..part.start + second.end(),
            message: "this is a second source in one part of a citation".into(),
            hint: "put `;` between sources: `[@key; @other]`".into(),
        });
    }
    let mut rest = Rest { text, at: whole.end, end: part.end };
    rest.skip_blank();
    let comma = rest.skip_comma();
    let locators = locators(&mut rest, comma, notes)?;
    let has_comma = if locators.is_empty() { comma } else { rest.skip_comma() };
    rest.skip_blank();
    let mut after = trimmed(text, rest.at..part.end);
    // The style ends the note.
    if matches!(&text[after.clone()], "." | "。") {
        after.end = after.start;
    }
    let mut before = part.start..whole.start;
    before.start += text[before.clone()].len() - text[before.clone()].trim_start().len();
    Ok(Found {
        before,
        key: group("braced").or_else(|| group("key")).unwrap_or(whole),
        without_author: first.name("minus").is_some_and(|minus| !minus.is_empty()),
        locators,
        after,
        has_comma,
    })
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + words.len() - words.trim_start().len();
    start..start + words.trim().len()
}

/// What of a part is still to be read.
struct Rest<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Rest<'a> {
    fn words(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    fn skip_blank(&mut self) {
        let words = self.words();
        self.at += words.len() - words.trim_start().len();
    }

    fn skip_comma(&mut self) -> bool {
        self.skip_blank();
        let comma = self.words().chars().next().filter(|c| matches!(c, ',' | '，' | '、'));
        self.at += comma.map_or(0, char::len_utf8);
        self.skip_blank();
        comma.is_some()
    }
}

/// The places in a source, one after the other, with a comma between them or without.
fn locators(rest: &mut Rest, comma: bool, notes: &NoteStyle) -> Result<Vec<Locator>, Unreadable> {
    let mut found: Vec<Locator> = vec![];
    loop {
        let start = rest.at;
        if !found.is_empty() {
            rest.skip_comma();
        }
        let own = notes.locators.iter().flat_map(|(label, forms)| {
            forms.iter().map(move |form| (label.as_str(), form.split_once("{n}")))
        });
        let own =
            own.filter_map(|(label, form)| form.map(|(before, after)| (label, before, after)));
        let pandoc = WORDS.iter().map(|(word, label)| (*label, *word, ""));
        // The longest word that fits: `pp.` before `p.`, 第…部分 before 第…部.
        let fits = own.chain(pandoc).filter_map(|(label, before, after)| {
            let (value, end) = value_between(rest.words(), before, after)?;
            Some((before.len() + after.len(), end, Locator { label: label.into(), value }))
        });
        let best = fits.max_by_key(|(words, end, _)| (*words, *end));
        let bare = || {
            let is_first = found.is_empty() && comma;
            let fits = is_first && rest.words().starts_with(|c: char| c.is_ascii_digit());
            let (value, end) = fits.then(|| value_between(rest.words(), "", ""))??;
            Some((0, end, Locator { label: "page".into(), value }))
        };
        match best.or_else(bare) {
            Some((_, end, locator)) => {
                rest.at += end;
                found.push(locator);
            }
            None if is_unread(rest.words(), notes, comma || !found.is_empty()) => {
                let range = trimmed(rest.text, rest.at..rest.end);
                return Err(Unreadable {
                    message: format!("`{}` is no place in a source", &rest.text[range.clone()]),
                    range,
                    hint: "write `p. 22`, `pp. 34, 37-39`, `vol. 2, p. 14`, `ch. 3`, `n. 5`, \
                           or words that do not begin like one"
                        .into(),
                });
            }
            None => {
                rest.at = start;
                return Ok(found);
            }
        }
    }
}

/// A value behind one word and before another, and where it ends.
fn value_between(words: &str, before: &str, after: &str) -> Option<(String, usize)> {
    let is_word = before.ends_with(|c: char| c.is_ascii_alphabetic());
    let head = words.get(..before.len()).filter(|head| head.eq_ignore_ascii_case(before))?;
    let rest = &words[head.len()..];
    // A whole word ends where it ends: `page 3`, and not `pages`.
    if is_word && rest.starts_with(|c: char| c.is_alphabetic()) {
        return None;
    }
    let blank = rest.len() - rest.trim_start().len();
    let (value, length) = value(&rest[blank..], after)?;
    Some((value, head.len() + blank + length))
}

/// A number, roman or with letters; `A` of an appendix.
const ITEM: &str = r"(?:[A-Za-z]{0,3}[0-9]+[0-9A-Za-z]*(?:[.:/][0-9A-Za-z]+)*|[ivxlcdm]+|[IVXLCDM]+|[A-Za-z])(?:\([0-9A-Za-z]{1,5}\))*";

static RANGE: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"^{ITEM}(?:\s*(?:-{{1,3}}|[‐‑–—~～至])\s*{ITEM})*")));

static DASH: LazyLock<Regex> = LazyLock::new(|| regex(r"\s*(?:-{1,3}|[‐‑–—~～至])\s*"));

/// A list of numbers and ranges before a word, as `34, 37-39`, and where the word ends.
fn value(words: &str, after: &str) -> Option<(String, usize)> {
    let mut items = vec![];
    let mut at = 0;
    let mut end = None;
    while let Some(item) = RANGE.find(&words[at..]) {
        let stop = at + item.end();
        let rest = &words[stop..];
        let next = rest.trim_start();
        let blank = rest.len() - next.len();
        let close = next
            .starts_with(after)
            .then_some(stop + if after.is_empty() { 0 } else { blank + after.len() });
        let comma = next.chars().next().filter(|c| matches!(c, ',' | '，' | '、' | '&'));
        let is_whole = !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        // A word may follow the first number, and ends a list: `p. 3, 5 in all`.
        let goes_on = !items.is_empty() && after.is_empty() && comma.is_none() && !ends(next);
        if !is_whole || goes_on {
            break;
        }
        items.push(DASH.replace_all(item.as_str(), "-").into_owned());
        if close.is_some() {
            end = close.map(|end| (items.len(), end));
        }
        let Some(comma) = comma else { break };
        let behind = &next[comma.len_utf8()..];
        at = stop + blank + comma.len_utf8() + behind.len() - behind.trim_start().len();
    }
    let (count, end) = end?;
    Some((items[..count].join(", "), end))
}

/// Whether nothing follows but a full stop, or another place does.
fn ends(words: &str) -> bool {
    words.trim_end_matches(['.', '。']).is_empty()
        || WORDS.iter().any(|(word, _)| value_between(words, word, "").is_some())
}

/// Whether words begin like a place in a source, and are none.
fn is_unread(words: &str, notes: &NoteStyle, comma: bool) -> bool {
    let own = notes.locators.values().flatten().filter_map(|form| form.split_once("{n}"));
    let own = own.filter(|(before, _)| !before.is_empty());
    let of_table = own.into_iter().any(|(before, after)| {
        words.strip_prefix(before).is_some_and(|rest| {
            let near: String = rest.chars().take(12).collect();
            !after.is_empty() && near.contains(after)
        })
    });
    let abbreviated = WORDS.iter().any(|(word, _)| {
        let bare = word.trim_end_matches('.');
        let head = words.get(..bare.len()).filter(|head| head.eq_ignore_ascii_case(bare));
        head.is_some_and(|head| {
            let rest = &words[head.len()..];
            let has_stop = word.ends_with('.') && rest.starts_with(['.', '．']);
            let is_place = PLACES.contains(word) && !rest.starts_with(char::is_alphabetic);
            let is_number = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
            has_stop || is_place || is_number
        })
    });
    of_table || (comma && (abbreviated || UNREAD.is_match(words)))
}

/// A number, or one behind an abbreviation: `S. 3`, `3rd`.
static UNREAD: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:\p{L}{1,5}[.．]\s*)?[0-9]"));

/// Those of the whole words that hardly begin anything but a place.
const PLACES: &[&str] = &[
    "page",
    "pages",
    "volume",
    "chapter",
    "chapters",
    "paragraph",
    "paragraphs",
    "section",
    "sections",
];

/// The words of Pandoc for a place in a source, and the CSL locators that they stand
/// for. They are the same in all languages.
const WORDS: &[(&str, &str)] = &[
    ("pp.", "page"),
    ("p.", "page"),
    ("pages", "page"),
    ("page", "page"),
    ("bks.", "book"),
    ("bk.", "book"),
    ("book", "book"),
    ("chapters", "chapter"),
    ("chapter", "chapter"),
    ("chaps.", "chapter"),
    ("chap.", "chapter"),
    ("chs.", "chapter"),
    ("ch.", "chapter"),
    ("cols.", "column"),
    ("col.", "column"),
    ("column", "column"),
    ("figs.", "figure"),
    ("fig.", "figure"),
    ("figure", "figure"),
    ("fols.", "folio"),
    ("fol.", "folio"),
    ("folio", "folio"),
    ("ll.", "line"),
    ("l.", "line"),
    ("lines", "line"),
    ("line", "line"),
    ("nn.", "note"),
    ("n.", "note"),
    ("notes", "note"),
    ("note", "note"),
    ("nos.", "issue"),
    ("no.", "issue"),
    ("op.", "opus"),
    ("paras.", "paragraph"),
    ("para.", "paragraph"),
    ("paragraphs", "paragraph"),
    ("paragraph", "paragraph"),
    ("¶¶", "paragraph"),
    ("¶", "paragraph"),
    ("pts.", "part"),
    ("pt.", "part"),
    ("part", "part"),
    ("secs.", "section"),
    ("sec.", "section"),
    ("sections", "section"),
    ("section", "section"),
    ("§§", "section"),
    ("§", "section"),
    ("tbl.", "table"),
    ("table", "table"),
    ("vv.", "verse"),
    ("v.", "verse"),
    ("vols.", "volume"),
    ("vol.", "volume"),
    ("volume", "volume"),
    ("arts.", "article-locator"),
    ("art.", "article-locator"),
    ("articles", "article-locator"),
    ("article", "article-locator"),
    ("apps.", "appendix"),
    ("app.", "appendix"),
    ("appendix", "appendix"),
    ("annex", "appendix"),
];
