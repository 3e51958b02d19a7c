//! Quotation marks within others: 《论〈论语〉》, “‘十二五’规划”, ‘Lakes and “rivers”’.
//!
//! Takes the texts of a source before a style has them, and the runs of a note behind it;
//! gives runs in which the marks of a source, in those of a style or in its own, are of
//! the other sort. hayagriva 0.10 changes none, and leaves out a mark that it has just set.

use crate::model::edition::{Run, each_text_mut};

/// Before an opening mark of a source, and behind its closing one; behind a sign that opens
/// and closes nothing, as an apostrophe. No text and no font has them.
const OPEN: char = '\u{f8f2}';
const CLOSE: char = '\u{f8f3}';
const ALONE: char = '\u{f8f4}';

/// Marks, and those that stand within them (GB/T 15834).
const PAIRS: &[[char; 4]] = &[
    ['《', '》', '〈', '〉'],
    ['“', '”', '‘', '’'],
    ['‘', '’', '“', '”'],
    ['「', '」', '『', '』'],
    ['『', '』', '「', '」'],
    ['«', '»', '‹', '›'],
];

fn pair(open: char) -> Option<&'static [char; 4]> {
    PAIRS.iter().find(|[own, ..]| *own == open)
}

/// A text of a source in which each of its marks is known as one.
pub fn guarded(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is_word = |at: Option<&char>| at.is_some_and(|c| c.is_alphanumeric());
    // Where each mark has its other one.
    let mut open: Vec<(usize, char)> = vec![];
    let mut role: Vec<char> = vec!['\0'; chars.len()];
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let is_apostrophe = *c == '’' && is_word(before) && is_word(chars.get(at + 1));
        if let Some([.., close, _, _]) = pair(*c).filter(|_| !is_apostrophe) {
            open.push((at, *close));
        } else if let Some(start) = open.iter().rposition(|(_, close)| close == c)
            && !is_apostrophe
        {
            role[open[start].0] = OPEN;
            role[at] = CLOSE;
            open.truncate(start);
        } else if PAIRS.iter().any(|[_, close, ..]| close == c) {
            role[at] = ALONE;
        }
    }
    let mut out = String::new();
    for (c, role) in chars.into_iter().zip(role) {
        match role {
            OPEN => out.extend([OPEN, c]),
            CLOSE | ALONE => out.extend([c, role]),
            _ => out.push(c),
        }
    }
    out
}

/// Runs with the marks of sources as they are within others.
pub fn nested(runs: &mut Vec<Run>) {
    let mut text = vec![];
    each_text_mut(runs, &mut |run| text.extend(run.chars()));
    let mut printed = resolved(&text).into_iter();
    each_text_mut(runs, &mut |run| {
        let own: String = printed.by_ref().take(run.chars().count()).flatten().collect();
        *run = own;
    });
    runs.retain(|run| !matches!(run, Run::Text { text } if text.is_empty()));
}

/// What is printed of each character.
fn resolved(text: &[char]) -> Vec<Option<char>> {
    // The marks that are open: as they stand in the text, and as they are printed.
    let mut open: Vec<[char; 2]> = vec![];
    let mut out = vec![];
    for (at, c) in text.iter().enumerate() {
        let next = text.get(at + 1).copied();
        let is_own = at > 0 && text[at - 1] == OPEN;
        let is_apostrophe = *c == '’' && next.is_some_and(|c| c == ALONE || c.is_alphanumeric());
        out.push(match *c {
            OPEN | CLOSE | ALONE => None,
            c if let Some([own, close, inner, inner_close]) = pair(c) => {
                let is_within = is_own && open.last().is_some_and(|[_, last]| last == close);
                open.push([*close, if is_within { *inner_close } else { *close }]);
                Some(if is_within { *inner } else { *own })
            }
            c if !is_apostrophe && open.last().is_some_and(|[close, _]| *close == c) => {
                open.pop().map(|[_, printed]| printed)
            }
            c => Some(c),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edition::plain;

    fn printed(before: &str, text: &str, after: &str) -> String {
        let mut runs = vec![Run::text(format!("{before}{}{after}", guarded(text)))];
        nested(&mut runs);
        plain(&runs)
    }

    #[test]
    fn marks_within_the_same_are_of_the_other_sort() {
        assert_eq!(printed("《", "诗经", "》"), "《诗经》");
        assert_eq!(printed("《", "《诗经》", "》"), "《〈诗经〉》");
        assert_eq!(printed("《", "论《论语》中的水", "》"), "《论〈论语〉中的水》");
        assert_eq!(printed("", "论《论语》中的水", ""), "论《论语》中的水");
        assert_eq!(printed("“", "“十二五”丛书", "”"), "“‘十二五’丛书”");
        assert_eq!(printed("‘", "Lakes and ‘rivers’", "’"), "‘Lakes and “rivers”’");
        assert_eq!(printed("", "“Inner “deep” x” p", ""), "“Inner ‘deep’ x” p");
        assert_eq!(printed("‘", "Asia’s rivers’ banks", "’, p. 3"), "‘Asia’s rivers’ banks’, p. 3");
        assert_eq!(printed("‘", "The “deep” sea", "’"), "‘The “deep” sea’");
    }
}
