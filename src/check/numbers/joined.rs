//! Numbers that are two as they stand, and two that are one: 四分之三, 9.30 a.m.
//!
//! Takes numbers as they were added up; gives them joined or parted. Weighs nothing.

use rust_decimal::Decimal;

use super::grammar::{Grammar, beginning};
use super::read::{Chars, Kind, Raw};
use super::senses::any;

/// Joins the numbers of fractions: 四分之三.
pub(super) fn fractions(raws: Vec<Raw>, chars: &Chars, grammar: &Grammar) -> Vec<Raw> {
    let mut out: Vec<Raw> = vec![];
    for raw in raws {
        let Some(before) = out.last_mut() else {
            out.push(raw);
            continue;
        };
        let joins = |between: &[char]| {
            let end = beginning(&chars.plain, before.range.1, between)?;
            let spaces = raw.range.0.checked_sub(end)?;
            (chars.plain[end..raw.range.0].iter().filter(|c| **c == ' ').count() == spaces)
                .then_some(())
        };
        let is_aside = before.kind == Kind::Aside || raw.kind == Kind::Aside;
        let mut patterns = grammar.fractions.iter().filter(|_| !is_aside);
        let pattern = patterns.find(|fraction| joins(&fraction.between).is_some());
        let (Some(pattern), Some(a), Some(b)) =
            (pattern, before.values.first().copied(), raw.values.first().copied())
        else {
            out.push(raw);
            continue;
        };
        let (all, some) = if pattern.parts_first { (a, b) } else { (b, a) };
        // `one in five` may be one and five; 9/11 stays as it is.
        let in_words = pattern.between.iter().any(|c| c.is_alphabetic()) && !pattern.parts_first;
        let value = some.checked_div(all).filter(|_| all >= Decimal::TWO);
        match value {
            Some(value) if in_words && value < Decimal::ONE => {
                before.values.push(value);
                before.whole = Some(all);
                out.push(Raw { is_whole_of_last: true, ..raw });
            }
            Some(value) if pattern.parts_first || value < Decimal::ONE => {
                before.values = vec![value];
                before.kind = Kind::Fraction;
                before.typed = before.typed.or(raw.typed);
                before.range.1 = raw.range.1;
            }
            _ => out.push(raw),
        }
    }
    out
}

/// Parts the hours from the minutes: 9.30 a.m.
pub(super) fn clock(raws: Vec<Raw>, chars: &Chars, grammar: &Grammar) -> Vec<Raw> {
    let mut out = vec![];
    for mut raw in raws {
        if any(&grammar.afternoon, chars, raw.range) {
            raw.values.push(raw.values[0].trunc().saturating_add(Decimal::from(12)));
        }
        let (start, end) = raw.range;
        let point = (start..end).find(|at| chars.plain[*at] == '.');
        match point.filter(|_| any(&grammar.clock, chars, raw.range)) {
            Some(point) => {
                let minutes = raw.values[0].fract().saturating_mul(Decimal::ONE_HUNDRED);
                raw.values[0] = raw.values[0].trunc();
                let rest = Raw { values: vec![minutes], range: (point + 1, end), ..raw.clone() };
                raw.range.1 = point;
                out.extend([raw, rest]);
            }
            None => out.push(raw),
        }
    }
    out
}
