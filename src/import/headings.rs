//! Titles and headings: which of them is the article's, and how deep the others are.
//!
//! Takes an outline as the document has it; gives it with a title, with levels from 1 to 3
//! without gaps, and without numbers that the program prints itself.

use std::sync::LazyLock;

use regex::Regex;

use super::contents;
use super::outline::{Outline, Part, Section};
use super::text::{Run, Style, Text};
use crate::pandoc::tree::Inline;

/// The deepest section of a project.
const DEEPEST: usize = 3;

pub fn arrange(outline: &mut Outline) {
    if outline.sections.iter().all(|section| section.title.is_none()) {
        bold_paragraphs(outline);
    }
    contents::leave_out(outline);
    find_title(outline);
    once(outline);
    without_numbers(outline);
    levels(outline);
    without_notes(outline);
}

/// Titles have no notes: those of a heading stand behind the first paragraph below it, those
/// of the article's title are said of the whole.
fn without_notes(outline: &mut Outline) {
    let titles = outline.title.iter_mut().chain(&mut outline.subtitle);
    for note in titles.flat_map(Text::take_notes) {
        outline.told.changed("a note of the title is at the end, in `colophon`", &note.plain());
        outline.colophon.push(note);
    }
    for section in &mut outline.sections {
        let notes = section.title.as_mut().map(Text::take_notes).unwrap_or_default();
        for note in notes {
            let what = "a note of a heading stands behind the first paragraph below it";
            outline.told.changed(what, &note.plain());
            let is_text = |part: &&mut Part| matches!(part, Part::Text(_) | Part::Quote(_));
            let first = section.parts.iter_mut().find(is_text);
            match first.and_then(|part| part.texts_mut().into_iter().next()) {
                Some(text) => text.runs.push(Run::Note(note)),
                None => section.parts.push(Part::Text(note)),
            }
        }
    }
}

/// Whether a paragraph is a line of a table of contents that Word has made.
pub fn is_contents(inlines: &[Inline]) -> bool {
    let is_blank = |inline: &Inline| matches!(inline, Inline::Space | Inline::SoftBreak);
    let is_link = |inline: &Inline| match inline {
        Inline::Link(_, _, (url, _)) => url.starts_with("#_Toc"),
        _ => false,
    };
    inlines.iter().any(is_link) && inlines.iter().all(|inline| is_link(inline) || is_blank(inline))
}

/// Where nothing has the style of a heading, short bold paragraphs are headings.
fn bold_paragraphs(outline: &mut Outline) {
    let mut sections: Vec<Section> = vec![];
    let parts = std::mem::take(&mut outline.sections).into_iter().flat_map(|s| s.parts);
    for part in parts {
        match part {
            Part::Text(text) if is_bold_title(&text) => {
                outline
                    .told
                    .changed("a short bold paragraph was taken for a heading", &text.plain());
                let title = Some(Text::of(&text.plain()));
                sections.push(Section { level: 1, title, parts: vec![] });
            }
            part => {
                if sections.is_empty() {
                    sections.push(Section { level: 1, ..Section::default() });
                }
                sections
                    .last_mut()
                    .into_iter()
                    .for_each(|section| section.parts.push(part.clone()));
            }
        }
    }
    outline.sections = sections;
}

fn is_bold_title(text: &Text) -> bool {
    let is_strong = |run: &Run| match run {
        Run::Words { text, style, .. } => *style == Style::Strong || text.trim().is_empty(),
        _ => false,
    };
    let plain = text.plain();
    !plain.is_empty()
        && plain.chars().count() <= 80
        && !plain.ends_with(['.', '。', '!', '！', '?', '？', ';', '；', ':', '：', ',', '，'])
        && text.runs.iter().all(is_strong)
}

/// Without a title of its own, the one heading of the first level is the title, if it
/// comes first and others stand below it; or the first heading, if it alone has no number.
fn find_title(outline: &mut Outline) {
    let top = outline.sections.iter().filter(|s| s.title.is_some()).map(|s| s.level).min();
    let Some(top) = top.filter(|_| outline.title.is_none()) else { return };
    let tops = outline.sections.iter().filter(|s| s.title.is_some() && s.level == top).count();
    let is_first = outline.sections.first().is_some_and(|s| s.title.is_some() && s.level == top);
    let mut titles = outline.sections.iter().filter_map(|s| Some(s.title.as_ref()?.plain()));
    let is_alone = titles.next().is_some_and(|first| !NUMBER.is_match(&first))
        && titles.clone().count() > 1
        && titles.all(|title| NUMBER.is_match(&title));
    if (tops == 1 || is_alone) && is_first && outline.sections.len() > 1 {
        let first = outline.sections.remove(0);
        outline.title = first.title;
        if !first.parts.is_empty() {
            outline.sections.insert(0, Section { level: top + 1, title: None, parts: first.parts });
        }
    }
}

/// Web pages say their title once more as the first heading.
fn once(outline: &mut Outline) {
    let title = outline.title.as_ref().map(Text::plain);
    if let Some(first) = outline.sections.first_mut()
        && first.title.as_ref().map(Text::plain) == title
    {
        first.title = None;
        if first.parts.is_empty() {
            outline.sections.remove(0);
        }
    }
}

/// `1.`, `2.1`, `一、`, `（二）`, `第三章`: a number that stands before a heading.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let han = "[一二三四五六七八九十百]+";
    let pattern = format!(
        r"^(?:\d+(?:\.\d+)*[.)]?\s+|\d+[.．、）]\s*|[IVX]+\.\s+|{han}[、.．]\s*|[（(](?:{han}|\d+)[）)]\s*|第(?:{han}|\d+)[章节部分]+[\s　：:]*)"
    );
    Regex::new(&pattern).expect("a pattern of this file")
});

/// Templates number sections: where most headings have a number, it is taken off all.
fn without_numbers(outline: &mut Outline) {
    let titles: Vec<String> =
        outline.sections.iter().filter_map(|s| Some(s.title.as_ref()?.plain())).collect();
    let numbered = titles.iter().filter(|title| NUMBER.is_match(title)).count();
    if numbered < 2 || numbered * 2 < titles.len() {
        return;
    }
    for title in outline.sections.iter_mut().filter_map(|section| section.title.as_mut()) {
        if let Some(Run::Words { text, .. }) = title.runs.first_mut()
            && let Some(found) = NUMBER.find(text)
            && found.end() < text.len()
        {
            outline.told.accounted.push(text.clone());
            let line = format!(
                "the number “{}” of a heading was left out, as the program prints one",
                found.as_str().trim()
            );
            *text = text[found.end()..].to_string();
            outline.told.changed(&line, text);
        }
    }
}

/// Levels from 1 on, each at most one deeper than what it stands in.
fn levels(outline: &mut Outline) {
    let mut open: Vec<usize> = vec![];
    for section in &mut outline.sections {
        if section.title.is_none() {
            section.level = 1;
            continue;
        }
        while open.last().is_some_and(|level| *level >= section.level) {
            open.pop();
        }
        open.push(section.level);
        if open.len() > DEEPEST {
            let title = section.title.as_ref().map(Text::plain).unwrap_or_default();
            outline
                .told
                .changed("a heading is deeper than three levels, and stands at the third", &title);
        }
        section.level = open.len().min(DEEPEST);
    }
}
