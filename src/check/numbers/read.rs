//! From a text to the numbers in it, by value.
//!
//! Takes a text and the grammar of its language; gives each number with what it may be
//! worth. Compares nothing.

use std::ops::Range;

use rust_decimal::Decimal;

use super::digits::{digits, roman};
use super::grammar::{Around, Grammar, Word, joins, plain};
use super::senses;
use super::sum::{Sum, Token, token};

/// How much it means that a number is in one text and not in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nothing, whatever the other text says: 一个, `one`, `both`.
    Mute,
    /// Something, if the other text has another of its class: 第一, `half`, `over a hundred`.
    Slight,
    /// Something, if the other text has another there: `the two`.
    Faint,
    /// More: three, 四个.
    Firm,
    /// That they disagree.
    Strong,
}

/// Whether a number is the least or the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    Below,
    Above,
}

/// Numbers of one class say different things when they differ, however slight they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Less than the whole: `half`, 三分之一.
    Share,
    /// A place in an order: 第一, `the second`.
    Order,
    /// A scale alone: `over a hundred`.
    Many,
    /// The name of a day, and of a half of a year: the same as none but their own.
    Weekday,
    HalfYear,
    Other,
}

/// A number in a text.
#[derive(Debug, Clone)]
pub struct Number {
    /// What it may be worth; the first is what it says by itself.
    pub values: Vec<Decimal>,
    /// The digits of it alone, where it has some.
    pub typed: Option<Decimal>,
    /// Whether it is a year that is not named.
    pub is_some_year: bool,
    pub weight: Weight,
    pub class: Class,
    /// Whether the number before it is so many of this: the 100,000 of `5 per 100,000`.
    pub is_whole_of_last: bool,
    pub bound: Option<Bound>,
    pub unit: Option<String>,
    /// Its unit, or that of the number it is in a range with.
    pub measure: Option<String>,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// What a number in a text is made of, in characters.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    pub values: Vec<Decimal>,
    pub typed: Option<Decimal>,
    /// What the last word multiplies by, for numbers that stand before it in a list.
    pub factor: Decimal,
    /// What it is so many of, for the same; and whether the number before it is of this.
    pub whole: Option<Decimal>,
    pub is_whole_of_last: bool,
    pub kind: Kind,
    pub range: (usize, usize),
}

impl Raw {
    pub fn new(values: Vec<Decimal>, kind: Kind, range: (usize, usize)) -> Self {
        let (factor, whole, is_whole_of_last) = (Decimal::ONE, None, false);
        Self { values, typed: None, factor, whole, is_whole_of_last, kind, range }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Digits,
    /// In words; of several, or of one.
    Words {
        many: bool,
    },
    /// A scale without a number: 百, `a million`.
    Scale,
    Ordinal,
    Fraction,
    Amount,
    Aside,
    Month,
    Weekday,
    HalfYear,
    /// Some year.
    Year,
    Roman,
    /// One of two neighbours: 三四个.
    Either,
}

/// A text as characters.
pub(super) struct Chars {
    /// As compared.
    pub plain: Vec<char>,
    /// As written.
    pub written: Vec<char>,
    /// The byte of each, and the end.
    bytes: Vec<usize>,
}

impl Chars {
    fn new(text: &str) -> Self {
        let written: Vec<char> = text.chars().collect();
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        Self { plain: written.iter().copied().map(plain).collect(), written, bytes }
    }

    fn range(&self, (start, end): (usize, usize)) -> Range<usize> {
        self.bytes[start]..self.bytes[end]
    }
}

/// The numbers of a text, in order.
pub fn numbers(text: &str, grammar: &Grammar) -> Vec<Number> {
    let chars = Chars::new(text);
    let mut raws = vec![];
    let mut at = 0;
    while at < chars.plain.len() {
        match number(&chars, grammar, at) {
            Found::Number(raw) => {
                at = raw.range.1;
                raws.push(raw);
            }
            Found::Nothing(end) => {
                raws.extend(of_idiom(&chars, grammar, (at, end)));
                at = end;
            }
        }
    }
    let found = senses::settle(raws, &chars, grammar);
    found
        .into_iter()
        .map(|(number, range)| Number { range: chars.range(range), ..number })
        .collect()
}

enum Found {
    Number(Raw),
    /// Nothing up to a place.
    Nothing(usize),
}

/// The number that begins at a place.
fn number(chars: &Chars, grammar: &Grammar, at: usize) -> Found {
    if let Some((value, end)) = roman(&chars.written, at).or_else(|| one_roman(chars, grammar, at))
    {
        return Found::Number(Raw::new(vec![value], Kind::Roman, (at, end)));
    }
    let Some((first, end)) = token(chars, grammar, at) else {
        return Found::Nothing(at + 1);
    };
    let whole = |value, kind| Found::Number(Raw::new(vec![value], kind, (at, end)));
    match first {
        Token::Word(Word::Part(_)) => {
            let amount = grammar.amount(&chars.plain, at);
            return amount.map_or(Found::Nothing(end), |value| whole(value, Kind::Amount));
        }
        Token::Word(Word::Idiom) => return Found::Nothing(end),
        Token::Word(word @ (Word::Amount(_) | Word::Aside(_))) => {
            let kind = if matches!(word, Word::Amount(_)) { Kind::Amount } else { Kind::Aside };
            let values = grammar.worths(&chars.plain, (at, end));
            return Found::Number(Raw::new(values, kind, (at, end)));
        }
        Token::Word(Word::Weekday(value)) => return whole(value, Kind::Weekday),
        Token::Word(Word::HalfYear(value)) => return whole(value, Kind::HalfYear),
        Token::Word(Word::Month(value)) => return whole(value, Kind::Month),
        Token::Word(Word::Year) => return whole(Decimal::ZERO, Kind::Year),
        Token::Word(Word::Ordinal(value)) => return whole(value, Kind::Ordinal),
        Token::Word(Word::Value(_)) if grammar.digit_by_digit => {
            if let Some(raw) = one_by_one(chars, grammar, at) {
                return Found::Number(raw);
            }
        }
        _ => {}
    }
    Found::Number(Sum::new(at).read(chars, grammar))
}

/// A Roman number of one letter, where letters behind it say so: Ve. Not the L of `Le`.
fn one_roman(chars: &Chars, grammar: &Grammar, at: usize) -> Option<(Decimal, usize)> {
    let value = match chars.written[at] {
        'V' => Decimal::from(5),
        'X' => Decimal::TEN,
        _ => return None,
    };
    let is_form = |(around, _): &(Around, Decimal)| {
        let span = around.behind(&chars.plain, at + 1);
        span.is_some_and(|end| (at + 1..end).all(|at| joins(chars.plain[at])))
    };
    let is_alone = !beside_letter(chars, at.checked_sub(1));
    (is_alone && grammar.forms.iter().any(is_form)).then_some((value, at + 1))
}

/// The digits of an idiom, and months with them: the other text may have the date of 9/11.
fn of_idiom(chars: &Chars, grammar: &Grammar, (mut at, idiom_end): (usize, usize)) -> Vec<Raw> {
    let mut raws = vec![];
    while at < idiom_end {
        let month = || match grammar.word(&chars.plain, at) {
            Some((Word::Month(value), end)) if end - at > 2 => Some((value, end)),
            _ => None,
        };
        let is_digit = chars.plain[at].is_ascii_digit();
        let found = if is_digit { digits(&chars.plain, at, grammar) } else { month() };
        if let Some((value, end)) = found {
            raws.push(Raw::new(vec![value], Kind::Aside, (at, end)));
        }
        at = found.map_or(at + 1, |(_, end)| end);
    }
    match raws.iter().any(|raw| chars.plain[raw.range.0].is_ascii_digit()) {
        true => raws,
        false => vec![],
    }
}

/// Digits in words that stand one by one: 二〇一四; or one of two: 三四个, 七八十.
fn one_by_one(chars: &Chars, grammar: &Grammar, at: usize) -> Option<Raw> {
    let mut run: Vec<Decimal> = vec![];
    let mut end = at;
    while let Some((Token::Word(Word::Value(value)), next)) = token(chars, grammar, end)
        && value < Decimal::TEN
    {
        run.push(value);
        end = next;
    }
    let joined = || run.iter().fold(Decimal::ZERO, |sum, digit| sum * Decimal::TEN + digit);
    let (mut values, kind) = match run[..] {
        [] | [_] => return None,
        [zero, _] if zero.is_zero() => return None,
        [a, b] if b - a == Decimal::ONE && !a.is_zero() => (vec![a, b], Kind::Either),
        // Before a scale the first stands alone: 九一百货.
        // 六 and 两 of 第六两项 stand apart; 九二 may be the year.
        [_, _] if grammar.is_counted(&chars.plain, end) => return None,
        [_, _] => ([0, 1900, 2000].map(|from| joined() + Decimal::from(from)).into(), Kind::Aside),
        _ if run.len() <= 20 => (vec![joined()], Kind::Words { many: true }),
        _ => return None,
    };
    let mut after = end;
    while let Some((Token::Word(Word::Scale(scale)), next)) = token(chars, grammar, after) {
        if kind != Kind::Either {
            return None;
        }
        values.iter_mut().for_each(|value| *value = value.saturating_mul(scale));
        after = next;
    }
    Some(Raw::new(values, kind, (at, after)))
}

/// Whether a place is beside a letter that makes a word with it.
pub(super) fn beside_letter(chars: &Chars, at: Option<usize>) -> bool {
    at.and_then(|at| chars.plain.get(at)).is_some_and(|c| joins(*c))
}
