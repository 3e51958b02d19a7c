//! Dates that hayagriva 0.10 does not print: ranges, seasons, and dates in words.
//!
//! Takes what a style made of the first end of each date, and of the last; gives one
//! text of both. What both have in common, the order of day and month, and the marks
//! around, are the style's own.

use hayagriva::citationberg::TermForm;
use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatted};

use unicode_script::{Script, UnicodeScript};

use crate::model::language::Language;
use crate::model::source::marks;

use crate::model::style::{LOCALES, term};

/// What is printed in place of a year that nobody means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    pub year: i16,
    pub text: String,
}

impl Printed {
    /// The year that stands for the words of a date of a source.
    pub fn stand_in(index: usize) -> i16 {
        30_000 + i16::try_from(index).unwrap_or_default()
    }
}

/// A season of a year, in a language's words.
pub fn season(number: u8, year: i16, language: &Language) -> String {
    let name = match number {
        1 => OtherTerm::Season01,
        2 => OtherTerm::Season02,
        3 => OtherTerm::Season03,
        _ => OtherTerm::Season04,
    };
    let name = term(&[&LOCALES], &language.table.tag, Term::Other(name), TermForm::Long);
    let pattern = language.table.dates.season.as_deref().unwrap_or("{season} {year}");
    pattern.replace("{season}", name.unwrap_or_default()).replace("{year}", &year.to_string())
}

/// Puts the first and the last ends of dates together.
pub fn join_ranges(
    first: &mut ElemChildren,
    last: &ElemChildren,
    words: [&[Printed]; 2],
    dash: &str,
) {
    let mut others = vec![];
    each_date(last, &mut |date| others.push(text_of(date)));
    let mut others = others.into_iter();
    change_dates(first, &mut |date| {
        let from = spoken(text_of(date), words[0]);
        let to = spoken(others.next().unwrap_or_default(), words[1]);
        if from.changed || to.changed || from.text != to.text {
            set_text(date, &between(&from, &to, dash));
        }
    });
}

/// The text of a date, with words in place of a year that stands for them.
struct Spoken {
    text: String,
    /// Open: without a date of its own.
    is_open: bool,
    changed: bool,
}

fn spoken(text: String, words: &[Printed]) -> Spoken {
    for printed in words {
        let year = printed.year.to_string();
        let Some(start) = text.find(&year) else { continue };
        let (before, after) = (&text[..start], &text[start + year.len()..]);
        // A letter that follows years is none of words.
        let after = after.trim_start_matches(char::is_alphabetic);
        let is_open = printed.text.is_empty();
        return Spoken { text: format!("{before}{}{after}", printed.text), is_open, changed: true };
    }
    Spoken { text, is_open: false, changed: false }
}

fn between(from: &Spoken, to: &Spoken, dash: &str) -> String {
    let (a, b) = (&from.text, &to.text);
    if a == b {
        return a.clone();
    }
    let common: usize = shared(a.chars(), b.chars());
    let (head, tail) = edges(a, b, common);
    match (from.is_open, to.is_open) {
        // What is around a date is around the open one, too.
        (false, true) => {
            let tail = b.chars().rev().take_while(|c| !c.is_alphanumeric()).collect::<Vec<_>>();
            let tail: String = tail.into_iter().rev().collect();
            format!("{}{dash}{tail}", a.strip_suffix(tail.as_str()).unwrap_or(a))
        }
        (true, false) => {
            let head: String = b.chars().take_while(|c| !c.is_alphanumeric()).collect();
            format!("{head}{dash}{}", &b[head.len()..])
        }
        _ => format!("{}{dash}{}", &a[..a.len() - tail], &b[head..]),
    }
}

fn shared(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// How much of the end of the first and of the start of the second need not be said
/// twice: marks around; what follows the year, where it differs; and where it does not,
/// all that both have.
fn edges(a: &str, b: &str, common: usize) -> (usize, usize) {
    let common_end = shared(a.chars().rev(), b.chars().rev());
    let numbers = |text: &str| {
        let mut all = vec![];
        let mut number = String::new();
        for c in text.chars().chain([' ']) {
            match c.is_ascii_digit() {
                true => number.push(c),
                false if !number.is_empty() => all.push(std::mem::take(&mut number)),
                false => {}
            }
        }
        all
    };
    let years = |text: &str| numbers(text).into_iter().find(|n| n.len() >= 3);
    let same_year = years(a) == years(b);
    // A day is said of both ends, unless their month is one: it stands with the year, then.
    let is_day = |part: &str, of: &str| {
        let (year, other): (Vec<_>, Vec<_>) =
            numbers(part).into_iter().partition(|number| number.len() >= 3);
        !other.is_empty() && (year.is_empty() || numbers(of).is_empty())
    };
    // Neither divides a number or a word.
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let mut head = common;
    while head > 0 {
        let (before, after) = (a[..head].chars().next_back(), [&a[head..], &b[head..]]);
        let divides = after.iter().any(|rest| is_latin(before) && is_latin(rest.chars().next()));
        // Only marks may go where the years differ.
        let is_marks = a[..head].chars().all(|c| !c.is_alphanumeric());
        if !divides && (same_year || is_marks) && !is_day(&a[..head], &a[head..]) {
            break;
        }
        head -= before.map_or(1, char::len_utf8);
    }
    let mut tail = common_end.min(a.len() - head).min(b.len() - head);
    while tail > 0 {
        let cut = |text: &str| text.len() - tail;
        let (a_cut, b_cut) = (cut(a), cut(b));
        let boundary = a.is_char_boundary(a_cut) && b.is_char_boundary(b_cut);
        if boundary {
            let after = a[a_cut..].chars().next();
            let before = [&a[..a_cut], &b[..b_cut]].map(|text| text.chars().next_back());
            let divides = before.iter().any(|c| is_latin(*c) && is_latin(after));
            let rest = &a[head..a_cut];
            let is_marks = !a[a_cut..].chars().any(|c| is_word(Some(c)));
            let is_bare = numbers(rest).len() == 1 && rest.chars().all(|c| !c.is_alphabetic());
            let is_bare = is_bare && b[head..b_cut].chars().all(|c| !c.is_alphabetic());
            let has_year = same_year && numbers(&a[a_cut..]).iter().any(|n| n.len() >= 3);
            let is_day = is_day(&a[a_cut..], rest);
            if !divides && !is_day && (is_marks || is_bare || has_year) {
                break;
            }
        }
        tail -= 1;
    }
    (head, tail)
}

fn each_date(children: &ElemChildren, visit: &mut impl FnMut(&ElemChildren)) {
    for child in &children.0 {
        if let ElemChild::Elem(elem) = child {
            match elem.meta {
                Some(ElemMeta::Date) => visit(&elem.children),
                _ => each_date(&elem.children, visit),
            }
        }
    }
}

fn change_dates(children: &mut ElemChildren, change: &mut impl FnMut(&mut ElemChildren)) {
    for child in &mut children.0 {
        if let ElemChild::Elem(elem) = child {
            match elem.meta {
                Some(ElemMeta::Date) => change(&mut elem.children),
                _ => change_dates(&mut elem.children, change),
            }
        }
    }
}

/// The text of elements.
pub fn text_of(children: &ElemChildren) -> String {
    let text = |child: &ElemChild| match child {
        ElemChild::Text(text) => text.text.clone(),
        ElemChild::Elem(elem) => text_of(&elem.children),
        ElemChild::Markup(text) => text.clone(),
        ElemChild::Link { text, .. } => text.text.clone(),
        ElemChild::Transparent { .. } => String::new(),
    };
    children.0.iter().map(text).collect()
}

/// Gives elements one text, in the form of their first.
fn set_text(children: &mut ElemChildren, text: &str) {
    fn formatting(children: &ElemChildren) -> Option<hayagriva::Formatting> {
        children.0.iter().find_map(|child| match child {
            ElemChild::Text(text) => Some(text.formatting),
            ElemChild::Elem(elem) => formatting(&elem.children),
            _ => None,
        })
    }
    let formatting = formatting(children).unwrap_or_default();
    children.0 = vec![ElemChild::Text(Formatted { text: text.into(), formatting })];
}

/// Says `et al.` where names end in others that are not named.
pub fn others(children: &mut ElemChildren, and: &str, et_al: &str, has_comma: bool) {
    for child in &mut children.0 {
        let ElemChild::Elem(elem) = child else { continue };
        if !matches!(elem.meta, Some(ElemMeta::Names(_))) {
            others(&mut elem.children, and, et_al, has_comma);
            continue;
        }
        let text = text_of(&elem.children);
        let is_wide = et_al.chars().next().is_some_and(|c| c.script() == Script::Han);
        let (before, after) = match text.split_once(marks::OTHERS) {
            Some(parts) => parts,
            // hayagriva puts a space before it in any script.
            None if is_wide => match text.split_once(&format!(" {et_al}")) {
                Some(parts) => parts,
                None => continue,
            },
            None => continue,
        };
        let is_between = |c: char| c.is_whitespace() || ",、，&".contains(c);
        let is_several = before.trim_end_matches(is_between).contains(is_between);
        let before = before.trim_end_matches(is_between);
        let before = before.strip_suffix(and).unwrap_or(before).trim_end_matches(is_between);
        let space = match (has_comma && is_several, is_wide) {
            (true, _) => ", ",
            (false, true) => "",
            (false, false) => " ",
        };
        let text = format!("{before}{space}{et_al}{after}");
        set_text(&mut elem.children, &text);
    }
}
