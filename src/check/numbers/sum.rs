//! One number as it is added up: two hundred and fifty thousand, 3亿5000万.
//!
//! Takes characters and the place where a number begins; gives what its words and digits
//! come to. Looks at nothing around it.

use rust_decimal::Decimal;

use super::digits::digits;
use super::grammar::{Grammar, Word, beginning};
use super::read::{Chars, Kind, Raw};

/// A part of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    Digits(Decimal),
    Word(Word),
}

pub(super) fn token(chars: &Chars, grammar: &Grammar, at: usize) -> Option<(Token, usize)> {
    let c = chars.plain.get(at)?;
    let idiom = || matches!(grammar.word(&chars.plain, at), Some((Word::Idiom, _)));
    if c.is_ascii_digit() && !idiom() {
        let (value, end) = digits(&chars.plain, at, grammar)?;
        return Some((Token::Digits(value), end));
    }
    let (word, end) = grammar.word(&chars.plain, at)?;
    // `may` is no month.
    let is_lower = |at: usize| chars.written[at].is_lowercase();
    if matches!(word, Word::Month(_)) && is_lower(at) && grammar.capital_months {
        return None;
    }
    Some((Token::Word(word), end))
}

/// A number as it is added up.
pub(super) struct Sum {
    parts: Vec<Decimal>,
    start: usize,
    end: usize,
    last: Option<Token>,
    first_digits: Option<Decimal>,
    /// How many tokens, and whether any says how many.
    tokens: usize,
    counts: bool,
    passed_zero: bool,
    /// What it may be as well: the first three quarters of a year are three.
    some: Vec<Decimal>,
    kind: Option<Kind>,
    factor: Decimal,
}

impl Sum {
    pub(super) fn new(start: usize) -> Self {
        Self {
            parts: vec![],
            start,
            end: start,
            last: None,
            first_digits: None,
            tokens: 0,
            counts: false,
            passed_zero: false,
            some: vec![],
            kind: None,
            factor: Decimal::ONE,
        }
    }

    pub(super) fn read(mut self, chars: &Chars, grammar: &Grammar) -> Raw {
        let text = &chars.plain;
        while self.kind.is_none() {
            let gap = match self.tokens {
                0 => self.end,
                _ => self.end + gap(&text[self.end..]),
            };
            let takes = |(token, end): &(Token, usize)| {
                self.takes(*token, gap > self.end, scale_at(chars, grammar, *end))
            };
            // Within a number a scale goes before the idiom that begins with it: 三万一千.
            let scale = || {
                let (scale, end) = grammar.scale(text, gap).filter(|_| self.tokens > 0)?;
                Some((Token::Word(Word::Scale(scale)), end)).filter(takes)
            };
            let direct = token(chars, grammar, gap).filter(takes).or_else(scale);
            let joined = || {
                let past = grammar.and.iter().find_map(|and| beginning(text, gap, and))?;
                let start = past + gap_of_spaces(&text[past..]);
                let (token, end) = token(chars, grammar, start).filter(|_| past > gap)?;
                self.takes_after_and(token).then_some((token, end))
            };
            // The 多 of 3 400多亿.
            let odd = || {
                let past = grammar.odd.iter().find_map(|odd| beginning(text, self.end, odd))?;
                let (token, end) = token(chars, grammar, past).filter(|_| self.tokens > 0)?;
                let is_scale = matches!(token, Token::Word(Word::Scale(_)));
                (is_scale && self.takes(token, false, false)).then_some((token, end))
            };
            // The million of two and a half million.
            let half = || {
                let past = grammar.halves.iter().find_map(|half| half.behind(text, self.end))?;
                let (token, end) = token(chars, grammar, past + gap_of_spaces(&text[past..]))?;
                let is_scale = matches!(token, Token::Word(Word::Scale(_)));
                (is_scale && self.parts.len() == 1).then_some((token, end))
            };
            if let Some((token, end)) = direct.or_else(joined).or_else(odd) {
                self.add(token, end);
            } else if let Some((token, end)) = half() {
                self.parts[0] = self.parts[0].saturating_add(Decimal::new(5, 1));
                self.some = vec![self.parts[0]];
                self.add(token, end);
            } else {
                break;
            }
        }
        let decimals = self.decimals(chars, grammar);
        let mut raw = self.finish(grammar);
        if let Some((decimals, end)) = decimals.filter(|_| raw.values[0].is_integer()) {
            raw.values[0] = raw.values[0].saturating_add(decimals);
            raw.kind = Kind::Words { many: true };
            raw.range.1 = end;
        }
        raw
    }

    /// The decimals that stand behind a number in words: the 点五 of 三点五.
    fn decimals(&self, chars: &Chars, grammar: &Grammar) -> Option<(Decimal, usize)> {
        let mut end =
            grammar.points.iter().find_map(|point| beginning(&chars.plain, self.end, point))?;
        let (mut value, mut unit) = (Decimal::ZERO, Decimal::ONE);
        let next = |end: usize| token(chars, grammar, end + gap(&chars.plain[end..]));
        while let Some((Token::Word(Word::Value(digit)), after)) = next(end)
            && digit < Decimal::TEN
            && unit > Decimal::new(1, 9)
        {
            unit /= Decimal::TEN;
            value += digit * unit;
            end = after;
        }
        // 三点五十分 is an hour.
        let is_hour = matches!(next(end), Some((Token::Word(Word::Scale(scale)), _)) if scale < Decimal::ONE_HUNDRED);
        (unit < Decimal::ONE && !is_hour && self.kind.is_none() && self.first_digits.is_none())
            .then_some((value, end))
    }

    /// Whether a number goes on with a token.
    fn takes(&self, token: Token, apart: bool, before_scale: bool) -> bool {
        let Some(last) = self.last else { return true };
        let room = self.parts.last().copied().map(granularity).unwrap_or_default();
        let whole = || self.parts.len() == 1 && self.parts[0].is_integer();
        match token {
            Token::Word(Word::Scale(scale)) => match last {
                Token::Word(Word::Scale(before)) => before < scale,
                Token::Word(Word::Value(value)) => value < scale && !value.is_zero(),
                _ => true,
            },
            Token::Word(Word::Value(value)) => {
                matches!(last, Token::Word(_))
                    && (value < room
                        || value.is_zero() && matches!(last, Token::Word(Word::Scale(_))))
            }
            Token::Word(Word::Ordinal(value)) => {
                let is_part = whole() && value > Decimal::TWO && self.parts[0] < value;
                matches!(last, Token::Word(_)) && (value < room || is_part)
            }
            Token::Word(Word::Part(_)) => whole() && self.parts[0] < Decimal::ONE_HUNDRED,
            Token::Digits(value) => {
                matches!(last, Token::Word(Word::Scale(_)))
                    && value < room
                    && (!apart || before_scale)
            }
            _ => false,
        }
    }

    /// The same behind a word such as `and`: of a hundred and one, or vingt et un.
    fn takes_after_and(&self, token: Token) -> bool {
        let room = self.parts.last().copied().map(granularity).unwrap_or_default();
        let after_scale = matches!(self.last, Some(Token::Word(Word::Scale(_))));
        match token {
            Token::Word(Word::Value(value) | Word::Ordinal(value)) => {
                value < room && (after_scale || value == Decimal::ONE && room == Decimal::TEN)
            }
            _ => false,
        }
    }

    fn add(&mut self, token: Token, end: usize) {
        match token {
            Token::Digits(value) => {
                self.first_digits = self.first_digits.or(Some(value));
                self.counts = true;
                self.parts.push(value);
            }
            Token::Word(Word::Value(value)) => {
                self.counts = true;
                // The zero of 一百零五.
                match value.is_zero() && !self.parts.is_empty() {
                    true => self.passed_zero = true,
                    false => self.parts.push(value),
                }
            }
            Token::Word(Word::Scale(scale)) => {
                // Digits before it are multiplied whatever they are: 12000万.
                let digits = matches!(self.last, Some(Token::Digits(_)));
                let mut sum = self.parts.pop_if(|_| digits).unwrap_or_default();
                while let Some(part) = self.parts.last().filter(|part| **part < scale) {
                    sum = sum.saturating_add(*part);
                    self.parts.pop();
                }
                let times = if sum.is_zero() { Decimal::ONE } else { sum };
                self.factor = match self.parts.is_empty() {
                    true => self.factor.saturating_mul(scale),
                    false => Decimal::ONE,
                };
                self.parts.push(times.saturating_mul(scale));
            }
            Token::Word(Word::Ordinal(value)) => {
                let room = self.parts.last().copied().map(granularity).unwrap_or_default();
                if value < room {
                    self.parts.push(value);
                    self.kind = Some(Kind::Ordinal);
                } else {
                    let is_one = self.parts[0] == Decimal::ONE;
                    self.share(value);
                    // The article of `un onzième train` is no number.
                    self.some.extend(Some(value).filter(|_| is_one));
                }
            }
            Token::Word(Word::Part(value)) if !value.is_zero() => self.share(value),
            _ => {}
        }
        self.last = Some(token);
        self.tokens += 1;
        self.end = end;
    }

    /// Takes the number for so many parts of a whole.
    fn share(&mut self, parts: Decimal) {
        self.some = vec![self.parts[0]];
        self.parts = vec![self.parts[0] / parts];
        self.kind = Some(Kind::Fraction);
    }

    fn finish(mut self, grammar: &Grammar) -> Raw {
        // 两千三: what is left out is the next lower scale.
        if grammar.shortened
            && let [.., before, value] = self.parts[..]
            && let Some(Token::Word(Word::Value(_))) = self.last
            && value < Decimal::TEN
            && self.tokens > 1
            && !self.passed_zero
        {
            let scale = granularity(before) / Decimal::TEN;
            if scale >= Decimal::TEN
                && let Some(last) = self.parts.last_mut()
            {
                *last = value * scale;
            }
        }
        let value: Decimal =
            self.parts.iter().fold(Decimal::ZERO, |sum, part| sum.saturating_add(*part));
        let kind = self.kind.unwrap_or(match self.first_digits {
            Some(_) => Kind::Digits,
            None if !(self.counts || grammar.digit_by_digit && value < Decimal::ONE_HUNDRED) => {
                Kind::Scale
            }
            None => Kind::Words { many: self.tokens > 1 },
        });
        let values = std::iter::once(value).chain(self.some).collect();
        Raw {
            typed: self.first_digits,
            factor: if self.counts { self.factor } else { Decimal::ONE },
            ..Raw::new(values, kind, (self.start, self.end))
        }
    }
}

/// The largest power of ten in a number: 300 has room for what is less than 100.
fn granularity(value: Decimal) -> Decimal {
    let mut power = Decimal::ONE;
    if value.is_zero() || !value.is_integer() {
        return Decimal::ZERO;
    }
    while let Some(next) = power.checked_mul(Decimal::TEN).filter(|next| (value % next).is_zero()) {
        power = next;
    }
    power
}

fn scale_at(chars: &Chars, grammar: &Grammar, end: usize) -> bool {
    let at = end + gap(&chars.plain[end..]);
    matches!(token(chars, grammar, at), Some((Token::Word(Word::Scale(_)), _)))
}

/// The spaces, or the hyphen, before the next part of a number.
fn gap(text: &[char]) -> usize {
    let spaces = gap_of_spaces(text);
    match text.first() {
        Some('-') => 1,
        _ if spaces <= 2 => spaces,
        _ => 0,
    }
}

fn gap_of_spaces(text: &[char]) -> usize {
    text.iter().take_while(|c| **c == ' ').count()
}
