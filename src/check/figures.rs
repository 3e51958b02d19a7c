//! Numbers, dates, and the `{id}`s that print some: the same in both languages.
//!
//! An `{id}` that both languages ask for says the same by itself; one that only one asks
//! for is read as it prints, beside what the other types.

use std::collections::BTreeMap;

use crate::load::Text;
use crate::model::article::{Piece, Reference, each_piece};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::language::Language;
use crate::model::rule::Rule;
use crate::select::quantity_in;

use super::finder::Finder;
use super::numbers::{Bound, Grammar, Number, Weight, differences, numbers};
use super::text::{BETWEEN, place_of, reading, start_of};

/// A text in one language, with what its language knows.
pub struct Side<'a> {
    pub language: &'a Language,
    pub grammar: &'a Grammar,
    pub text: &'a Text<'a>,
}

/// The numbers of one part of a text.
struct Part {
    text: String,
    numbers: Vec<Number>,
    /// Which of them an `{id}` prints.
    printed: Vec<bool>,
}

/// How often a text asks for each figure, date or drawing.
fn ids<'a>(finder: &Finder<'a>, text: &Text<'a>) -> BTreeMap<&'a str, usize> {
    let mut ids = BTreeMap::new();
    for pieces in &text.parts {
        each_piece(pieces, &mut |piece| {
            if let Piece::Ref { id, .. } = piece
                && !matches!(finder.project.article.references.get(id), Some(Reference::Term(_)))
            {
                *ids.entry(id.as_str()).or_default() += 1;
            }
        });
    }
    ids
}

/// Tells where two languages say different numbers.
pub fn check(finder: &mut Finder, a: &Side, b: &Side) {
    let (of_a, of_b) = (ids(finder, a.text), ids(finder, b.text));
    let mut is_alone = of_a.keys().chain(of_b.keys()).any(|id| {
        let is_drawing =
            matches!(finder.project.article.references.get(*id), Some(Reference::Figure));
        is_drawing && of_a.get(id) != of_b.get(id)
    });
    let parts = |side: &Side, other: &BTreeMap<&str, usize>| {
        let mut shared = other.clone();
        side.text.parts.iter().map(|pieces| part(finder, side, pieces, &mut shared)).collect()
    };
    let (parts_a, parts_b): (Vec<Part>, Vec<Part>) = (parts(a, &of_b), parts(b, &of_a));
    let both_read = a.grammar.reads_words && b.grammar.reads_words;
    for (index, (own, other)) in parts_a.iter().zip(&parts_b).enumerate() {
        let mut found = differences(&own.numbers, &other.numbers, both_read);
        let [only_a, only_b] = &mut found.only;
        let is_printed =
            only_a.iter().any(|i| own.printed[*i]) || only_b.iter().any(|i| other.printed[*i]);
        if is_printed {
            is_alone = true;
        } else if !only_a.is_empty() || !only_b.is_empty() {
            let told = told(finder, (a, &parts_a, only_a), (b, &parts_b, only_b), index);
            finder.tell(told);
        }
        for (rule, pairs) in [(Rule::Units, found.units), (Rule::Bounds, found.bounds)] {
            for (i, j) in pairs {
                let told = of_pair(finder, rule, (a, &parts_a, i), (b, &parts_b, j), index);
                finder.tell(told);
            }
        }
    }
    if is_alone {
        let list = |own: &BTreeMap<&str, usize>, other: &BTreeMap<&str, usize>| {
            let alone = own.iter().filter(|(id, n)| other.get(**id).is_none_or(|m| m < *n));
            let alone: Vec<_> = alone.map(|(id, _)| format!("`{{{id}}}`")).collect();
            if alone.is_empty() { "none".to_string() } else { alone.join(", ") }
        };
        let message = format!(
            "the figures and dates differ: {} in `{}`, {} in `{}`",
            list(&of_a, &of_b),
            a.language.key,
            list(&of_b, &of_a),
            b.language.key
        );
        let first = alone(a.text, &of_a, &of_b).map(|place| (place, start_of(b.text.place)));
        let first =
            first.or(alone(b.text, &of_b, &of_a).map(|place| (place, start_of(a.text.place))));
        if let Some((place, other)) = first {
            let told = Diagnostic::error(Rule::References, place.clone(), message)
                .hint("write each in both languages, as often")
                .beside(other);
            finder.tell(told);
        }
    }
}

/// Where a text asks for the first id that another language does not ask for as often.
fn alone<'a>(
    text: &Text<'a>,
    own: &BTreeMap<&str, usize>,
    other: &BTreeMap<&str, usize>,
) -> Option<&'a Place> {
    let mut left = other.clone();
    let mut found = None;
    for pieces in &text.parts {
        each_piece(pieces, &mut |piece| {
            if let Piece::Ref { id, place, .. } = piece
                && own.contains_key(id.as_str())
            {
                match left.get_mut(id.as_str()).filter(|left| **left > 0) {
                    Some(left) => *left -= 1,
                    None => found = found.or(Some(place)),
                }
            }
        });
    }
    found
}

/// The numbers of a part, where `shared` says how often the other language asks for ids.
fn part(
    finder: &Finder,
    side: &Side,
    pieces: &[Piece],
    shared: &mut BTreeMap<&str, usize>,
) -> Part {
    let article = &finder.project.article;
    let (text, printed) = reading(pieces, |id| {
        if let Some(left) = shared.get_mut(id).filter(|left| **left > 0) {
            *left -= 1;
            return None;
        }
        match article.references.get(id) {
            Some(Reference::Date(date)) => Some(date.print(&side.language.table.dates)),
            Some(Reference::Quantity(own)) => Some(quantity_in(own, article, side.language)),
            _ => None,
        }
    });
    let mut numbers = numbers(&text, side.grammar);
    let by_id = |number: &Number| {
        printed.iter().any(|own| own.start < number.range.end && number.range.start < own.end)
    };
    let printed: Vec<bool> = numbers.iter().map(by_id).collect();
    for (number, _) in numbers.iter_mut().zip(&printed).filter(|(_, printed)| **printed) {
        number.weight = Weight::Strong;
    }
    Part { text, numbers, printed }
}

/// A number as it is written.
fn written(part: &Part, index: usize) -> String {
    let text = part.text[part.numbers[index].range.clone()].replace(BETWEEN, "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a number stands, in a part of a text.
fn place(finder: &Finder, side: &Side, parts: &[Part], part: usize, number: usize) -> Place {
    let words = written(&parts[part], number);
    let before: usize = parts[..part].iter().map(|part| part.text.matches(&words).count()).sum();
    let start = parts[part].numbers[number].range.start;
    let before = before + parts[part].text[..start].matches(&words).count();
    place_of(finder.files, side.text.place, &words, before)
}

type Several<'a> = (&'a Side<'a>, &'a [Part], &'a [usize]);

/// The most numbers that are listed of a text.
const MOST: usize = 4;

fn told(
    finder: &Finder,
    (a, parts_a, only_a): Several,
    (b, parts_b, only_b): Several,
    part: usize,
) -> Diagnostic {
    let list = |parts: &[Part], only: &[usize]| {
        let mut all: Vec<_> =
            only.iter().take(MOST).map(|i| format!("`{}`", written(&parts[part], *i))).collect();
        if only.len() > MOST {
            all.push("…".into());
        }
        if all.is_empty() { "none".into() } else { all.join(", ") }
    };
    let message = format!(
        "the numbers differ: {} in `{}`, {} in `{}`",
        list(parts_a, only_a),
        a.language.key,
        list(parts_b, only_b),
        b.language.key
    );
    let at =
        |side, parts, only: &[usize]| only.first().map(|i| place(finder, side, parts, part, *i));
    let (of_a, of_b) = (at(a, parts_a, only_a), at(b, parts_b, only_b));
    let (first, second) = match (of_a, of_b) {
        (Some(of_a), of_b) => (of_a, of_b.unwrap_or_else(|| start_of(b.text.place))),
        (None, of_b) => (of_b.unwrap_or(b.text.place.clone()), start_of(a.text.place)),
    };
    Diagnostic::warning(Rule::Numbers, first, message)
        .hint("write the same in both languages; what an id prints is the same by itself")
        .beside(second)
}

type One<'a> = (&'a Side<'a>, &'a [Part], usize);

fn of_pair(
    finder: &Finder,
    rule: Rule,
    (a, parts_a, i): One,
    (b, parts_b, j): One,
    part: usize,
) -> Diagnostic {
    let (own, other) = (written(&parts_a[part], i), written(&parts_b[part], j));
    let (x, y) = (&parts_a[part].numbers[i], &parts_b[part].numbers[j]);
    let word = |bound: Option<Bound>| match bound {
        Some(Bound::Below) => "at most",
        _ => "at least",
    };
    let name = |unit: &Option<String>| unit.clone().unwrap_or_default();
    let (of_a, of_b, what) = match rule {
        Rule::Units => (name(&x.unit), name(&y.unit), "the units differ"),
        _ => (word(x.bound).into(), word(y.bound).into(), "the limits differ"),
    };
    let message = format!(
        "{what}: `{own}` is {of_a} in `{}`, `{other}` is {of_b} in `{}`",
        a.language.key, b.language.key
    );
    let first = place(finder, a, parts_a, part, i);
    Diagnostic::warning(rule, first, message).beside(place(finder, b, parts_b, part, j))
}
