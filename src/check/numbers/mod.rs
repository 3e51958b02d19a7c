//! Numbers by value: whether two texts in different languages say the same ones.
//!
//! Takes the numbers of two texts; gives those that disagree. Knows no language.

mod digits;
mod grammar;
mod joined;
mod measures;
mod read;
mod senses;
mod sum;

use rust_decimal::Decimal;

pub use grammar::Grammar;
use measures::same_quantity;
use read::Class;
pub use read::{Bound, Number, Weight, numbers};

/// What is wrong between two texts, by the indices of their numbers.
#[derive(Debug, Default, PartialEq)]
pub struct Differences {
    /// In the first text and not in the second, and the other way round.
    pub only: [Vec<usize>; 2],
    /// The same number with another unit.
    pub units: Vec<(usize, usize)>,
    /// One is at least what the other is at most.
    pub bounds: Vec<(usize, usize)>,
}

/// Compares the numbers of two texts. Where one of the languages has no grammar, only
/// what is typed in digits can be.
pub fn differences(a: &[Number], b: &[Number], both_read: bool) -> Differences {
    let mut of_a: Vec<Option<usize>> = vec![None; a.len()];
    let mut of_b: Vec<Option<usize>> = vec![None; b.len()];
    // The surest first: the same value and unit, the same value, what may be the same.
    let ways: [fn(&Number, &Number) -> bool; 5] = [
        |a, b| same(a.values[0], b.values[0]) && a.unit == b.unit && a.weight == b.weight,
        |a, b| same(a.values[0], b.values[0]),
        |a, b| may_be_same(a, b),
        |a, b| same_quantity(a, b),
        |a, b| a.is_some_year && is_year(b) || b.is_some_year && is_year(a),
    ];
    for way in ways {
        for (i, own) in a.iter().enumerate().filter(|(i, _)| of_a[*i].is_none()).collect::<Vec<_>>()
        {
            let is_free = |j: &usize| of_b[*j].is_none();
            let typed = |x: &Number| x.typed.unwrap_or(x.values[0]);
            let fits = |other: &Number| {
                is_like(own, other)
                    && (way(own, other) || !both_read && same(typed(own), typed(other)))
            };
            let found = (0..b.len()).filter(is_free).find(|j| fits(&b[*j]));
            if let Some(j) = found {
                (of_a[i], of_b[j]) = (Some(j), Some(i));
            }
        }
    }
    let left = |own: &[Number], of: &[Option<usize>], other: &[Number]| -> Vec<usize> {
        // What the number before is so many of is said with that: 十万分之五.
        let is_said = |i: usize| {
            let before = i.checked_sub(1).filter(|_| own[i].is_whole_of_last);
            before
                .zip(before.and_then(|before| of[before]))
                .is_some_and(|(before, j)| !same(own[before].values[0], other[j].values[0]))
        };
        let is_left = |i: &usize| {
            of[*i].is_none()
                && !is_said(*i)
                && own[*i].weight > Weight::Mute
                && (both_read || own[*i].typed.is_some())
        };
        (0..own.len()).filter(is_left).collect()
    };
    let only = [left(a, &of_a, b), left(b, &of_b, a)];
    // What is said once more than in the other text is no matter by itself.
    let new = |list: &[usize], own: &[Number], other: &[Number], weight: Weight| {
        list.iter().any(|i| {
            let is_there = |other: &Number| {
                is_like(&own[*i], other)
                    && (may_be_same(&own[*i], other) || same_quantity(&own[*i], other))
            };
            own[*i].weight >= weight && !other.iter().any(is_there)
        })
    };
    let any_new = |weight| new(&only[0], a, b, weight) || new(&only[1], b, a, weight);
    let strong =
        |list: &[usize], own: &[Number]| list.iter().any(|i| own[*i].weight == Weight::Strong);
    let both_strong = strong(&only[0], a) && strong(&only[1], b);
    let faint =
        |list: &[usize], own: &[Number]| list.iter().any(|i| own[*i].weight > Weight::Slight);
    let new_of = |class: Class| {
        let of = |list: &[usize], own: &[Number], other: &[Number]| {
            list.iter().any(|i| own[*i].class == class && new(&[*i], own, other, Weight::Slight))
        };
        of(&only[0], a, b) && of(&only[1], b, a)
    };
    let is_alarm = any_new(Weight::Strong)
        || faint(&only[0], a) && faint(&only[1], b) && (any_new(Weight::Faint) || both_strong)
        || [Class::Share, Class::Order, Class::Many, Class::Weekday, Class::HalfYear]
            .into_iter()
            .any(new_of);
    let pairs = of_a.iter().enumerate().filter_map(|(i, j)| Some((i, (*j)?)));
    let (mut units, mut bounds) = (vec![], vec![]);
    for (i, j) in pairs {
        let differ =
            |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
        if differ(&a[i].unit, &b[j].unit) && !same_quantity(&a[i], &b[j]) {
            units.push((i, j));
        }
        if matches!((a[i].bound, b[j].bound), (Some(a), Some(b)) if a != b) {
            bounds.push((i, j));
        }
    }
    Differences { only: if is_alarm { only } else { Default::default() }, units, bounds }
}

fn same(a: Decimal, b: Decimal) -> bool {
    a.checked_sub(b).is_some_and(|difference| difference.abs() <= Decimal::new(1, 9))
}

/// Whether two may be compared: a name is never what a number is.
fn is_like(a: &Number, b: &Number) -> bool {
    let is_name = |number: &Number| matches!(number.class, Class::Weekday | Class::HalfYear);
    a.class == b.class || !is_name(a) && !is_name(b)
}

/// Whether a number may be a year of our time.
fn is_year(number: &Number) -> bool {
    let value = number.values[0];
    value >= Decimal::from(1800) && value < Decimal::from(2200) && value.is_integer()
}

/// Whether what one says by itself is what the other may be worth.
fn may_be_same(a: &Number, b: &Number) -> bool {
    let says = |own: &Number, other: &Number| other.values.iter().any(|y| same(own.values[0], *y));
    says(a, b) || says(b, a)
}
