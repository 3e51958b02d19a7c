//! The grammar of numbers of one language, made ready to read by.
//!
//! Takes the table of a language; gives what a run of characters means there. Compares
//! without regard to case, and a word never within another.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::model::language::Language;
use crate::model::reading::{NumberGrammar, Worth, worth};

/// What a word is in a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Word {
    Value(Decimal),
    Scale(Decimal),
    Ordinal(Decimal),
    Part(Decimal),
    Amount(Decimal),
    Aside(Decimal),
    Month(Decimal),
    Weekday(Decimal),
    HalfYear(Decimal),
    /// A year that is not named.
    Year,
    /// No number, whatever it looks like.
    Idiom,
}

/// What stands around a number: the characters before it and behind it.
#[derive(Debug, Clone)]
pub struct Around {
    before: Vec<char>,
    after: Vec<char>,
    /// How many characters may stand between what is before and the number.
    gap: usize,
}

/// What `…` stands for at most.
const GAP: usize = 6;

/// A pattern for two numbers: whether that of all parts is the first, and what stands between.
#[derive(Debug)]
pub struct Fraction {
    pub parts_first: bool,
    pub between: Vec<char>,
}

/// What a language knows of numbers.
pub struct Grammar {
    /// Whether it reads words at all.
    pub reads_words: bool,
    pub group: Option<char>,
    pub decimal: Option<char>,
    words: HashMap<char, Vec<(Vec<char>, Word)>>,
    pub and: Vec<Vec<char>>,
    pub points: Vec<Vec<char>>,
    pub odd: Vec<Vec<char>>,
    pub joiners: Vec<Vec<char>>,
    /// The longest first, with what the number is multiplied by.
    pub forms: Vec<(Around, Decimal)>,
    pub increases: Vec<Around>,
    pub remainders: Vec<Around>,
    pub fractions: Vec<Fraction>,
    pub shares: Vec<Around>,
    pub halves: Vec<Around>,
    pub decades: Vec<Around>,
    pub centuries: Vec<Around>,
    pub clock: Vec<Around>,
    pub afternoon: Vec<Around>,
    pub below: Vec<Around>,
    pub above: Vec<Around>,
    denials: Vec<Vec<char>>,
    pub counters: Vec<Vec<char>>,
    pub loose: Vec<Around>,
    pub vague: Vec<Around>,
    pub units: Vec<(Vec<char>, String)>,
    /// Whether months begin with a capital.
    pub capital_months: bool,
    pub digit_by_digit: bool,
    pub shortened: bool,
}

/// Lower case, one kind of space, one kind of hyphen, and digits of ASCII: as many
/// characters as before.
pub fn plain(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' => char::from(b'0' + (c as u32 - 0xff10) as u8),
        '％' => '%',
        '\u{2010}' | '\u{2011}' => '-',
        '\'' => '’',
        c if c.is_whitespace() => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

fn chars(text: &str) -> Vec<char> {
    text.chars().map(plain).collect()
}

/// Whether a letter is one of those that make words with their neighbours.
pub fn joins(c: char) -> bool {
    c.is_alphabetic() && !crate::select::is_wide(c)
}

impl Around {
    fn new(pattern: &str) -> Self {
        let (before, after) = pattern.split_once("{n}").unwrap_or((pattern, ""));
        let (before, gap) = match before.trim().strip_suffix('…') {
            Some(before) => (before, GAP),
            None => (before, 0),
        };
        Self { before: chars(before.trim()), after: chars(after.trim_end()), gap }
    }

    fn len(&self) -> usize {
        self.before.len() + self.after.len()
    }

    /// Whether nothing of it stands before the number.
    pub fn is_behind(&self) -> bool {
        self.before.is_empty()
    }

    /// Where it ends behind a number that ends at a place, if it is there and all behind.
    pub fn behind(&self, text: &[char], at: usize) -> Option<usize> {
        self.is_behind().then(|| beginning(text, at, &self.after)).flatten()
    }

    /// The range of a number with what stands around it, if that is there.
    pub fn fits(&self, text: &[char], number: (usize, usize)) -> Option<(usize, usize)> {
        let (at, gap) = (number.0, self.gap.min(number.0));
        let is_clear = |from: &usize| !text[*from..at].iter().any(|c| parts(*c));
        let places = (at - gap..=at).rev().take_while(is_clear);
        let start = places.into_iter().find_map(|at| ending(text, at, &self.before))?;
        let end = beginning(text, number.1, &self.after)?;
        Some((start, end))
    }
}

/// Whether a character is a mark or a digit: what stands before it is of something else.
fn parts(c: char) -> bool {
    !c.is_alphabetic() && c != ' '
}

/// Where a word begins that ends at a place, spaces between left out.
fn ending(text: &[char], at: usize, word: &[char]) -> Option<usize> {
    if word.is_empty() {
        return Some(at);
    }
    let end = at - text[..at].iter().rev().take_while(|c| **c == ' ').count();
    let start = end.checked_sub(word.len())?;
    let is_apart = !joins(word[0]) || !start.checked_sub(1).is_some_and(|i| joins(text[i]));
    let is_joined =
        joins(word[word.len() - 1]) && end == at && text.get(at).is_some_and(|c| joins(*c));
    (text[start..end] == *word && is_apart && !is_joined).then_some(start)
}

/// Where a word ends that begins at a place, spaces between left out.
pub fn beginning(text: &[char], at: usize, word: &[char]) -> Option<usize> {
    if word.is_empty() {
        return Some(at);
    }
    // A space in a word is any number of spaces, or a hyphen.
    let mut here = at + text[at..].iter().take_while(|c| **c == ' ').count();
    let wanted = word.iter().position(|c| *c != ' ').unwrap_or(0);
    for c in &word[wanted..] {
        if *c == ' ' {
            let gap =
                text[here.min(text.len())..].iter().take_while(|c| matches!(c, ' ' | '-')).count();
            if gap == 0 {
                return None;
            }
            here += gap;
        } else if text.get(here) == Some(c) {
            here += 1;
        } else {
            return None;
        }
    }
    let is_apart = !joins(word[word.len() - 1]) || !text.get(here).is_some_and(|c| joins(*c));
    is_apart.then_some(here)
}

impl Grammar {
    /// The grammar of a language; one that reads digits alone where the table has none.
    pub fn new(language: &Language) -> Self {
        let numbers = &language.table.numbers;
        let none = NumberGrammar::default();
        let own = numbers.reading.as_ref().unwrap_or(&none);
        let all = |list: &[String]| list.iter().map(|word| chars(word)).collect::<Vec<_>>();
        let around = |list: &[String]| list.iter().map(|p| Around::new(p)).collect::<Vec<_>>();
        let mut forms: Vec<(Around, Decimal)> =
            pairs(&own.forms).map(|(pattern, factor)| (Around::new(pattern), factor)).collect();
        forms.sort_by_key(|(around, _)| std::cmp::Reverse(around.len()));
        let mut units: Vec<(Vec<char>, String)> = own
            .units
            .iter()
            .flat_map(|(unit, words)| words.iter().map(|word| (chars(word), unit.clone())))
            .collect();
        units.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let mut counters = all(&own.counters);
        counters.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self {
            reads_words: numbers.reading.is_some(),
            group: numbers.group.chars().next().map(plain),
            decimal: numbers.decimal.chars().next(),
            words: words(own, &language.table.dates.months, numbers.reading.is_some()),
            and: all(&own.and),
            points: all(&own.points),
            odd: all(&own.odd),
            joiners: all(&own.joiners),
            forms,
            increases: around(&own.increases),
            remainders: around(&own.remainders),
            fractions: own.fractions.iter().filter_map(|pattern| fraction(pattern)).collect(),
            shares: around(&own.shares),
            halves: around(&own.halves),
            decades: around(&own.decades),
            centuries: around(&own.centuries),
            clock: around(&own.clock),
            afternoon: around(&own.afternoon),
            below: around(&own.below),
            above: around(&own.above),
            denials: all(&own.denials),
            counters,
            loose: around(&own.loose),
            vague: around(&own.vague),
            units,
            capital_months: language
                .table
                .dates
                .months
                .iter()
                .all(|m| m.starts_with(char::is_uppercase)),
            digit_by_digit: own.digit_by_digit,
            shortened: own.shortened,
        }
    }

    /// The longest word that begins at a place, and where it ends.
    pub fn word(&self, text: &[char], at: usize) -> Option<(Word, usize)> {
        let is_within = at > 0 && joins(text[at - 1]) && joins(text[at]);
        let candidates = self.words.get(&text[at]).filter(|_| !is_within)?;
        // A month that ends with a point stands behind a day: a sentence may end with `sept.`
        let before = text[..at].iter().rev().find(|c| **c != ' ');
        let is_dated = before.is_none_or(char::is_ascii_digit);
        let found = |(word, what): &(Vec<char>, Word)| {
            let is_short = matches!(what, Word::Month(_)) && word.ends_with(&['.']) && !is_dated;
            beginning(text, at, word).filter(|_| !is_short).map(|end| (*what, end))
        };
        candidates.iter().find_map(found)
    }

    /// The scale that begins at a place, whatever longer words do.
    pub fn scale(&self, text: &[char], at: usize) -> Option<(Decimal, usize)> {
        self.words.get(text.get(at)?)?.iter().find_map(|(word, what)| match what {
            Word::Scale(scale) => Some((*scale, beginning(text, at, word)?)),
            _ => None,
        })
    }

    /// The number that a word is by itself, though it is a part of others.
    pub fn amount(&self, text: &[char], at: usize) -> Option<Decimal> {
        self.words.get(text.get(at)?)?.iter().find_map(|(word, what)| match what {
            Word::Amount(value) => beginning(text, at, word).map(|_| *value),
            _ => None,
        })
    }

    /// All that a word between two places is worth by itself: `a fortnight` is 14 days and
    /// two weeks.
    pub fn worths(&self, text: &[char], (start, end): (usize, usize)) -> Vec<Decimal> {
        let value = |(word, what): &(Vec<char>, Word)| match what {
            Word::Amount(value) | Word::Aside(value) => {
                (beginning(text, start, word) == Some(end)).then_some(*value)
            }
            _ => None,
        };
        self.words.get(&text[start]).into_iter().flatten().filter_map(value).collect()
    }

    /// Whether a counter stands behind a number that ends at a place.
    pub fn is_counted(&self, text: &[char], end: usize) -> bool {
        self.counter(text, end).is_some()
    }

    /// Where the counter ends that stands behind a number.
    pub fn counter(&self, text: &[char], end: usize) -> Option<usize> {
        self.counters.iter().find_map(|counter| beginning(text, end, counter))
    }

    /// Whether a word before a place, in the same clause, may turn round what is said there.
    pub fn is_denied(&self, text: &[char], at: usize) -> bool {
        let clause = text[..at].iter().rposition(|c| parts(*c) && *c != '’').map_or(0, |i| i + 1);
        let begins = |from: &usize| !joins(text[*from]) || *from == 0 || !joins(text[*from - 1]);
        let is_there = |from: usize, word: &[char]| {
            text[from] == word[0] && beginning(text, from, word).is_some_and(|end| end <= at)
        };
        (clause..at).filter(begins).any(|from| self.denials.iter().any(|word| is_there(from, word)))
    }

    /// The name of the unit that a number has behind it, or of the currency before it, and
    /// the range of the two.
    pub fn unit(
        &self,
        text: &[char],
        (start, end): (usize, usize),
    ) -> Option<(&str, (usize, usize))> {
        let mut units = self.units.iter();
        let behind = units.find_map(|(word, unit)| Some((unit, beginning(text, end, word)?)));
        if let Some((unit, end)) = behind {
            return Some((unit, (start, end)));
        }
        // Currencies have the names of ISO 4217. The 吨 of 每吨50至100欧元 is not that of 50.
        let is_currency = |unit: &str| unit.chars().all(char::is_uppercase);
        let mut currencies = self.units.iter().filter(|(_, unit)| is_currency(unit));
        currencies.find_map(|(word, unit)| Some((unit.as_str(), (ending(text, start, word)?, end))))
    }
}

fn pairs(worths: &Worth) -> impl Iterator<Item = (&str, Decimal)> {
    let each = |(key, words): (&'_ String, _)| worth(key).map(|value| (words, value));
    worths.iter().filter_map(each).flat_map(|(words, value): (&Vec<String>, _)| {
        words.iter().map(move |word| (word.as_str(), value))
    })
}

/// The words of a grammar by their first characters, the longest first.
fn words(
    own: &NumberGrammar,
    months: &[String],
    reads: bool,
) -> HashMap<char, Vec<(Vec<char>, Word)>> {
    let mut all: Vec<(Vec<char>, Word)> = vec![];
    type Kind = fn(Decimal) -> Word;
    let kinds = [
        (&own.values, Word::Value as Kind),
        (&own.scales, Word::Scale),
        (&own.ordinals, Word::Ordinal),
        (&own.parts, Word::Part),
        (&own.amounts, Word::Amount),
        (&own.asides, Word::Aside),
        (&own.months, Word::Month),
        (&own.weekdays, Word::Weekday),
        (&own.half_years, Word::HalfYear),
    ];
    for (worths, kind) in kinds {
        all.extend(pairs(worths).map(|(word, value)| (chars(word), kind(value))));
    }
    let named = |name: &&String| name.chars().any(char::is_alphabetic);
    for (index, name) in months.iter().enumerate().filter(|(_, name)| reads && named(name)) {
        all.push((chars(name), Word::Month(Decimal::from(index + 1))));
    }
    all.extend(own.years.iter().map(|word| (chars(word), Word::Year)));
    all.extend(own.idioms.iter().map(|word| (chars(word), Word::Idiom)));
    let mut by_first: HashMap<char, Vec<(Vec<char>, Word)>> = HashMap::new();
    for (word, what) in all {
        if let Some(first) = word.first() {
            by_first.entry(*first).or_default().push((word, what));
        }
    }
    for list in by_first.values_mut() {
        list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    }
    by_first
}

/// `{d}分之{n}`, `{n} in {d}`.
fn fraction(pattern: &str) -> Option<Fraction> {
    let (d, n) = (pattern.find("{d}")?, pattern.find("{n}")?);
    let between = pattern.get(d.min(n) + 3..d.max(n))?;
    Some(Fraction { parts_first: d < n, between: chars(between.trim()) })
}
