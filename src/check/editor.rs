//! A text as an editor reads it: marks, doubled words, what was left in.
//!
//! Takes a text and the marks of its language; gives each flaw with the bytes of the text.
//! Knows no language.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::language::Language;
use crate::model::marks::{Instead, Marks};
use crate::model::rule::Rule;
use crate::model::script;
use crate::select::is_wide;

use super::text::BETWEEN;

/// What an editor would mend.
#[derive(Debug, PartialEq)]
pub struct Flaw {
    pub rule: Rule,
    pub range: Range<usize>,
    pub message: String,
    pub hint: Option<String>,
    /// What is to stand there, where that is certain.
    pub right: Option<String>,
}

impl Flaw {
    pub fn new(rule: Rule, range: Range<usize>, message: String) -> Self {
        Self { rule, range, message, hint: None, right: None }
    }
}

/// All flaws of a text, where `leftovers` are words that no finished text has.
pub fn flaws(text: &str, language: &Language, leftovers: &[&str]) -> Vec<Flaw> {
    let none = Marks::default();
    let marks = language.table.marks.as_ref().unwrap_or(&none);
    let reader = Reader { text, language };
    let mut found = vec![];
    let kinds = [
        (Rule::Width, &marks.width),
        (Rule::Quotes, &marks.quotes),
        (Rule::Ellipsis, &marks.ellipsis),
        (Rule::Dashes, &marks.dashes),
    ];
    let all: Vec<&str> =
        kinds.iter().flat_map(|(_, instead)| instead.keys()).map(String::as_str).collect();
    for (rule, instead) in kinds {
        reader.instead(rule, instead, &all, &mut found);
    }
    reader.unpaired(marks, &mut found);
    reader.doubled_marks(marks, &mut found);
    reader.doubled_words(marks, &mut found);
    reader.spaces(marks, &mut found);
    reader.full_width(&mut found);
    reader.leftovers(leftovers, &mut found);
    reader.keep_pairs(marks, &mut found);
    found
}

struct Reader<'a> {
    text: &'a str,
    language: &'a Language,
}

impl Reader<'_> {
    /// Whether a character is a letter of the language; what an id prints is.
    fn is_own(&self, c: char) -> bool {
        c == BETWEEN || script::is_of(&self.language.table.script, c)
    }

    /// The characters before and behind a range, over a space.
    fn beside(&self, range: &Range<usize>) -> [Option<char>; 2] {
        let before = self.text[..range.start].trim_end_matches(' ').chars().next_back();
        [before, self.text[range.end..].trim_start_matches(' ').chars().next()]
    }

    fn instead(&self, rule: Rule, instead: &Instead, all: &[&str], found: &mut Vec<Flaw>) {
        for (wrong, right) in instead {
            let is_wrong = |range: &Range<usize>| {
                let [before, after] = self.beside(range);
                let own = |c: Option<char>| c.is_some_and(|c| self.is_own(c));
                let foreign = |c: Option<char>| {
                    c.is_some_and(|c| is_wide(c) && c.is_alphanumeric() && !self.is_own(c))
                };
                match wrong.chars().all(is_wide) {
                    // It may belong to words of another language.
                    true => !foreign(before) && !foreign(after),
                    // A point numbers items, and ends what is shortened.
                    false if wrong == "." => {
                        own(before) && !after.is_some_and(|c| c.is_ascii_alphanumeric())
                    }
                    false => (own(before) || own(after)) && !self.is_letter_of_list(range),
                }
            };
            let is_longer = |at: usize| {
                all.iter().any(|longer| {
                    longer.len() > wrong.len()
                        && longer.match_indices(wrong.as_str()).any(|(offset, _)| {
                            at.checked_sub(offset).is_some_and(|start| {
                                self.text.get(start..).is_some_and(|rest| rest.starts_with(longer))
                            })
                        })
                })
            };
            let places = self.text.match_indices(wrong.as_str());
            let places: Vec<_> = places.filter(|(at, _)| !is_longer(*at)).collect();
            let ranges = places.into_iter().map(|(at, _)| at..at + wrong.len());
            let (bad, good): (Vec<_>, Vec<_>) = ranges.partition(is_wrong);
            // Half a pair is not mended alone.
            let is_whole = good.is_empty() || !right.contains(' ');
            found.extend(bad.into_iter().map(|range| Flaw {
                hint: Some(format!("write `{right}`")),
                right: self.right(wrong, right, &range).filter(|_| is_whole),
                ..Flaw::new(
                    rule,
                    range,
                    format!("`{wrong}` is no mark of `{}` here", self.language.key),
                )
            }));
        }
    }

    /// Whether a bracket is one of the `(b)` of 第1款(b)项, which UN texts set so.
    fn is_letter_of_list(&self, range: &Range<usize>) -> bool {
        let within = match &self.text[range.clone()] {
            "(" => self.text[range.end..].split(')').next(),
            ")" => self.text[..range.start].rsplit('(').next(),
            _ => None,
        };
        within.is_some_and(|item| {
            (1..=4).contains(&item.len()) && item.chars().all(|c| c.is_ascii_lowercase())
        })
    }

    /// What stands for a wrong mark, where only one thing can.
    fn right(&self, wrong: &str, right: &str, range: &Range<usize>) -> Option<String> {
        let before = self.text[..range.start].chars().next_back();
        let after = self.text[range.end..].chars().next();
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_straight = wrong.chars().all(|c| c == '"' || c == '\'');
        match right.split_once(' ') {
            // Quotes turn by what is before them, or one after the other where words have no
            // spaces between them.
            Some((open, close)) if is_straight => {
                let is_spaced = !before.is_some_and(is_wide) && !after.is_some_and(is_wide);
                let nth = self.text[..range.start].matches(wrong).count();
                let is_even = self.text.matches(wrong).count().is_multiple_of(2);
                let opens = before.is_none_or(|c| c.is_whitespace() || "([—–-‘“".contains(c));
                match is_spaced {
                    true => Some(if opens { open } else { close }.into()),
                    false if is_even => {
                        Some(if nth.is_multiple_of(2) { open } else { close }.into())
                    }
                    false => None,
                }
            }
            Some(_) => None,
            // One that begins a word may open a quotation.
            None if is_straight => is_letter(before).then(|| right.into()),
            // Between words without spaces, a short dash would be a range.
            None if wrong.starts_with('-') && right.chars().count() == 1 => {
                (before == Some(' ') && after == Some(' ')).then(|| right.into())
            }
            None if wrong.chars().all(is_wide)
                && !right.chars().any(is_wide)
                && is_letter(after)
                && !after.is_some_and(is_wide) =>
            {
                Some(if right == "(" { right.into() } else { format!("{right} ") })
            }
            None => Some(right.into()),
        }
    }

    /// Spaces that are one too many, or stand where a mark has none beside it.
    fn spaces(&self, marks: &Marks, found: &mut Vec<Flaw>) {
        let mut rest = 0;
        while let Some(at) = self.text[rest..].find(' ').map(|at| rest + at) {
            let length = self.text[at..].bytes().take_while(|b| *b == b' ').count();
            rest = at + length;
            let before = self.text[..at].chars().next_back();
            let after = self.text[rest..].chars().next();
            let (Some(before), Some(after)) = (before, after) else { continue };
            let is_none =
                marks.no_space_before.contains(after) || marks.no_space_behind.contains(before);
            // What an id prints may bring its own.
            if before == BETWEEN || after == BETWEEN || !is_none && length < 2 {
                continue;
            }
            let space = if is_none { "" } else { " " };
            let range = at - before.len_utf8()..rest + after.len_utf8();
            let message = match is_none {
                true => format!("`{}` has a space too many", &self.text[range.clone()]),
                false => format!("{length} spaces stand beside each other"),
            };
            let right = Some(format!("{before}{space}{after}"));
            found.push(Flaw { right, ..Flaw::new(Rule::Spaces, range, message) });
        }
    }

    /// Marks of pairs of which the other is missing.
    fn unpaired(&self, marks: &Marks, found: &mut Vec<Flaw>) {
        let ends = |pair: &String| {
            let mut ends = pair.chars();
            Some((ends.next()?, ends.next()?))
        };
        let pairs: Vec<(char, char)> = marks.pairs.iter().filter_map(ends).collect();
        let half: Vec<(char, char)> = marks.half_pairs.iter().filter_map(ends).collect();
        let mut tell = |at: usize, c: char, other: char, what: &str| {
            found.push(Flaw {
                hint: Some(format!("its other half is `{other}`")),
                ..Flaw::new(Rule::Pairs, at..at + c.len_utf8(), format!("`{c}` is not {what}"))
            });
        };
        let mut open: Vec<(usize, char, char)> = vec![];
        for (at, c) in self.text.char_indices() {
            if let Some((_, close)) = pairs.iter().chain(&half).find(|(first, _)| *first == c) {
                open.push((at, c, *close));
            } else if let Some((first, _)) = pairs.iter().find(|(_, close)| *close == c) {
                match open.iter().rposition(|(_, _, close)| *close == c) {
                    Some(index) => {
                        for (at, c, close) in open.drain(index + 1..).collect::<Vec<_>>() {
                            tell(at, c, close, "closed");
                        }
                        open.pop();
                    }
                    // `a)` and `1)` number items.
                    None if self.is_counter(at) => {}
                    None => tell(at, c, *first, "opened"),
                }
            } else if half.iter().any(|(_, close)| *close == c)
                && let Some(index) = open.iter().rposition(|(_, _, close)| *close == c)
                && !self.is_within_word(at, c)
            {
                open.remove(index);
            }
        }
        for (at, c, close) in open {
            tell(at, c, close, "closed");
        }
    }

    /// Mends no brackets of which others would then be without their halves.
    fn keep_pairs(&self, marks: &Marks, found: &mut [Flaw]) {
        let unpaired = |text: &str| {
            let mut found = vec![];
            Reader { text, language: self.language }.unpaired(marks, &mut found);
            found.len()
        };
        let mut edits: Vec<_> = found
            .iter()
            .filter_map(|flaw| Some((flaw.range.clone(), flaw.right.clone()?)))
            .collect();
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let (mut mended, mut first) = (self.text.to_string(), usize::MAX);
        for (range, right) in edits {
            if range.end <= first {
                first = range.start;
                mended.replace_range(range, &right);
            }
        }
        if unpaired(&mended) > unpaired(self.text) {
            let is_half = |c: char| marks.pairs.iter().any(|pair| pair.contains(c));
            let halves =
                found.iter_mut().filter(|flaw| self.text[flaw.range.clone()].chars().all(is_half));
            halves.for_each(|flaw| flaw.right = None);
        }
    }

    fn is_within_word(&self, at: usize, c: char) -> bool {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        letter(self.text[..at].chars().next_back())
            && letter(self.text[at + c.len_utf8()..].chars().next())
    }

    fn is_counter(&self, at: usize) -> bool {
        let mut words = self.text[..at].rsplit(|c: char| !c.is_ascii_alphanumeric());
        (1..=3).contains(&words.next().unwrap_or_default().len())
    }

    fn doubled_marks(&self, marks: &Marks, found: &mut Vec<Flaw>) {
        let mut chars = self.text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let Some((_, next)) = chars.peek().copied() else { break };
            let is_single = |c: char| marks.single.contains(c);
            let is_run = at > 0 && self.text[..at].ends_with(c);
            let after = self.text[at + c.len_utf8()..].chars().nth(1);
            // `...` is no full stop, and `etc.,` is right.
            let is_ellipsis = c == '.' && (next != '.' || after == Some('.'));
            let is_told = marks.ellipsis.keys().any(|own| self.text[at..].starts_with(own));
            if is_single(c) && is_single(next) && !is_run && !is_ellipsis && !is_told {
                let range = at..at + c.len_utf8() + next.len_utf8();
                let message = format!("`{}` are two marks", &self.text[range.clone()]);
                let hint = Some("one is enough".into());
                let right = (c == next).then(|| c.to_string());
                found.push(Flaw { hint, right, ..Flaw::new(Rule::DoubledMarks, range, message) });
            }
        }
    }

    fn doubled_words(&self, marks: &Marks, found: &mut Vec<Flaw>) {
        let mut tell = |range: Range<usize>, word: &str| {
            let message = format!("`{word}` stands twice");
            let hint = Some("take one out".into());
            found.push(Flaw { hint, ..Flaw::new(Rule::DoubledWords, range, message) });
        };
        let may = |word: &str| marks.repeatable.iter().any(|own| own.to_lowercase() == word);
        let mut before: Option<(usize, String)> = None;
        let mut at = 0;
        for part in self.text.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            let lower = word.to_lowercase();
            let is_word = word.chars().all(|c| c.is_alphabetic() || matches!(c, '’' | '-'));
            if is_word && !word.is_empty() && !word.contains(is_wide) {
                if let Some((start, last)) = &before
                    && *last == lower
                    && !may(&lower)
                {
                    tell(*start..at + word.len(), word);
                }
                before = Some((at, lower));
            } else if !word.is_empty() {
                // The last word before a mark may still double the one before it.
                let bare = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
                if let Some((start, last)) = &before
                    && last == bare
                    && !may(bare)
                {
                    tell(*start..at + word.len(), bare);
                }
                before = None;
            }
            at += part.len();
        }
        for (twice, within) in &marks.never_twice {
            for (at, _) in self.text.match_indices(twice.as_str()) {
                let is_part = within.iter().any(|longer| {
                    longer.match_indices(twice.as_str()).any(|(offset, _)| {
                        let start = at.checked_sub(offset);
                        start
                            .and_then(|start| self.text.get(start..))
                            .is_some_and(|rest| rest.starts_with(longer))
                    })
                });
                if !is_part {
                    tell(at..at + twice.len(), &twice[..twice.len() / 2]);
                }
            }
        }
    }

    /// Digits and letters of Latin as wide as Han characters.
    fn full_width(&self, found: &mut Vec<Flaw>) {
        let is_full = |c: char| matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
        let mut rest = 0;
        while let Some(start) = self.text[rest..].find(is_full).map(|at| rest + at) {
            let length =
                self.text[start..].find(|c| !is_full(c)).unwrap_or(self.text.len() - start);
            let range = start..start + length;
            rest = range.end;
            let narrow = |c: char| char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
            let right: String = self.text[range.clone()].chars().map(narrow).collect();
            let message = format!("`{}` is as wide as Han characters", &self.text[range.clone()]);
            let hint = Some(format!("write `{right}`"));
            let right = Some(right);
            found.push(Flaw { hint, right, ..Flaw::new(Rule::FullWidth, range, message) });
        }
    }

    fn leftovers(&self, words: &[&str], found: &mut Vec<Flaw>) {
        let mut ranges: BTreeMap<usize, usize> = BTreeMap::new();
        for word in words {
            for (at, _) in self.text.match_indices(word) {
                let end = at + word.len();
                let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
                let starts = word.chars().next().is_some_and(char::is_alphanumeric);
                let ends = word.chars().next_back().is_some_and(char::is_alphanumeric);
                let is_within = starts && joins(self.text[..at].chars().next_back())
                    || ends && joins(self.text[end..].chars().next());
                let is_letter = word.contains(is_wide);
                if is_letter || !is_within {
                    let own = ranges.entry(at).or_insert(end);
                    *own = end.max(*own);
                }
            }
        }
        for (start, end) in ranges {
            // An opened bracket is left over up to its end.
            let close = self.text[end..].find(']').filter(|_| self.text[start..].starts_with('['));
            let range = start..close.map_or(end, |at| end + at + 1);
            let message = format!("`{}` is no finished text", &self.text[range.clone()]);
            found.push(Flaw::new(Rule::Leftovers, range, message));
        }
    }
}
