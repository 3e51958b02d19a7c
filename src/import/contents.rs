//! Tables of contents that somebody typed: the titles of the document with numbers of pages.
//!
//! Takes an outline; gives it without them, as the program makes its own.

use std::sync::LazyLock;

use regex::Regex;

use super::outline::{Outline, Part, Section};
use super::text::{Text, bones};
use super::told::Told;

/// A title, what leads over to the page, and its number.
static LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(.+?)[\s.…·]+[0-9]{1,4}$").expect("a pattern of this file"));

/// What stands above is no longer, in characters.
const LONGEST: usize = 20;

/// Leaves out the lines of tables of contents, and what stands above them.
pub fn leave_out(outline: &mut Outline) {
    let titles = outline.sections.iter().filter_map(|section| section.title.as_ref());
    let titles: Vec<String> =
        titles.map(|title| bones(&title.plain())).filter(|title| !title.is_empty()).collect();
    let Outline { sections, told, .. } = outline;
    let mut is_first = true;
    sections.retain_mut(|section| {
        let is_emptied = is_emptied(section, &titles, told);
        // The first title may be that of the article.
        let has_title = std::mem::take(&mut is_first) && section.title.is_some();
        if let Some(title) = section.title.as_ref().filter(|_| is_emptied && !has_title) {
            leave(told, &title.plain());
        }
        !is_emptied || has_title
    });
}

/// Takes the lines out of a section; whether it was made of nothing else.
fn is_emptied(section: &mut Section, titles: &[String], told: &mut Told) -> bool {
    let lines: Vec<usize> =
        (0..section.parts.len()).filter(|at| is_line(&section.parts[*at], titles)).collect();
    // One alone may be words that happen to end in a number.
    let [first, _, ..] = lines[..] else { return false };
    let is_head = |part: &Part| part.words().chars().count() <= LONGEST;
    let above = first
        .checked_sub(1)
        .filter(|at| matches!(section.parts[*at], Part::Text(_)) && is_head(&section.parts[*at]));
    let mut at = 0;
    section.parts.retain(|part| {
        let is_left = lines.contains(&at) || (above == Some(at));
        at += 1;
        if is_left {
            leave(told, &part.words());
        }
        !is_left
    });
    section.parts.is_empty() && (above.is_none() || section.title.is_none())
}

fn leave(told: &mut Told, text: &str) {
    told.left("a line of a table of contents, as the program makes its own", text);
    told.accounted.push(text.to_string());
}

fn is_line(part: &Part, titles: &[String]) -> bool {
    let Part::Text(text) = part else { return false };
    let words = Text::plain(text);
    let title = LINE.captures(&words).map(|found| bones(&found[1]));
    title.is_some_and(|own| titles.iter().any(|title| own.ends_with(title.as_str())))
}
