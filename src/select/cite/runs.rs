//! From what hayagriva prints to runs of text.
//!
//! Takes the elements of a note and what is foreign in each of its sources;
//! gives runs in which every stretch of another language is marked. Changes
//! no text but the dash in a range of pages and the first letter of a note.

use std::ops::Range;

use hayagriva::citationberg::{FontStyle, FontWeight};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatting};
use icu_locale::{LanguageIdentifier, LocaleExpander};
use unicode_script::{Script, UnicodeScript};

use super::{Words, quotes, seams};
use crate::model::edition::Run;
use crate::model::language::Language;
use crate::model::source::{Record, Source, marks};

/// What of a source is words of its language.
const TITLES: &[&str] = &[
    "title",
    "title-short",
    "container-title",
    "container-title-short",
    "collection-title",
    "volume-title",
    "event-title",
    "publisher",
];

/// Scripts of ISO 15924 that are several of Unicode, or another name for one.
const COMPOUND: &[(&str, &[Script])] = &[
    ("Hans", &[Script::Han]),
    ("Hant", &[Script::Han]),
    ("Jpan", &[Script::Han, Script::Hiragana, Script::Katakana]),
    ("Kore", &[Script::Hangul, Script::Han]),
];

fn scripts(code: &str) -> Vec<Script> {
    match COMPOUND.iter().find(|(name, _)| *name == code) {
        Some((_, scripts)) => scripts.to_vec(),
        None => Script::from_short_name(code).into_iter().collect(),
    }
}

/// What of a source is in another language than the note.
#[derive(Debug)]
pub struct Foreign {
    lang: String,
    region: Option<String>,
    /// Its own titles, as they are printed.
    titles: Vec<String>,
    /// The scripts of its language that are not the note's.
    scripts: Vec<Script>,
}

impl Foreign {
    /// Nothing, when the source is in the note's language or in no known one.
    pub fn new(source: &Source, printed: &Record, language: &Language) -> Option<Self> {
        let lang = source.language.clone().filter(|lang| *lang != language.lang)?;
        // The likely region and script, from CLDR.
        let mut likely: LanguageIdentifier = lang.parse().ok()?;
        LocaleExpander::new_extended().maximize(&mut likely);
        let note = scripts(&language.table.script);
        let mut scripts = scripts(likely.script?.as_str());
        scripts.retain(|script| !note.contains(script));

        // What has been translated is not foreign any more. The original of a
        // translated book may be in any language.
        let own = &source.record;
        let titles = TITLES.iter().filter_map(|variable| own.text(variable)).filter(|title| {
            let is_printed = |variable: &&str| match printed.text(variable) {
                // Behind a translated title.
                Some(text) => text == *title || text.ends_with(&format!("[{title}]")),
                None => false,
            };
            TITLES.iter().chain([&"original-title"]).any(is_printed)
        });
        let titles = titles.map(|title| quotes::guarded(&marks::bare(title))).collect();
        let region = source.region.clone().or(likely.region.map(|r| r.as_str().to_string()));
        Some(Self { lang, region, titles, scripts })
    }

    /// The stretches of a text that are foreign, in order.
    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges: Vec<_> = self.titles.iter().flat_map(|t| occurrences(text, t)).collect();
        let mut written: Vec<Range<usize>> = vec![];
        for (start, c) in text.char_indices().filter(|(_, c)| self.scripts.contains(&c.script())) {
            let end = start + c.len_utf8();
            match written.last_mut().filter(|last| text[last.end..start].chars().all(is_inside)) {
                Some(last) => last.end = end,
                None => written.push(start..end),
            }
        }
        ranges.extend(written);
        ranges.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = vec![];
        for range in ranges {
            match merged.last_mut().filter(|last| range.start <= last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => merged.push(range),
            }
        }
        merged
    }
}

/// Whether a character keeps words of one script together.
fn is_inside(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '.' | '-' | '\'' | '’' | '·' | '—' | '–')
}

/// Where a title stands in a text as words of their own.
fn occurrences<'t>(text: &'t str, title: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    text.match_indices(title).map(|(start, _)| start..start + title.len()).filter(|range| {
        let before = text[..range.start].chars().next_back();
        let after = text[range.end..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Prints the elements of one note or one item of a list.
pub struct Printer<'a> {
    /// By the place of the source in the note.
    foreign: Vec<Option<&'a Foreign>>,
    /// The places in sources to be printed otherwise, by place in the note.
    pub places: Vec<Option<(String, String)>>,
    /// The words around each source.
    pub words: Vec<Words>,
    /// Whether the author of a source goes unsaid.
    pub without_author: Vec<bool>,
}

impl<'a> Printer<'a> {
    pub fn new(foreign: Vec<Option<&'a Foreign>>) -> Self {
        Self { foreign, places: vec![], words: vec![], without_author: vec![] }
    }

    /// The text of elements.
    pub fn print(&self, children: &ElemChildren) -> Vec<Run> {
        let mut runs = vec![];
        self.children(children, 0, &mut runs);
        quotes::nested(&mut runs);
        seams::closed(runs)
    }

    fn children(&self, children: &ElemChildren, source: usize, runs: &mut Vec<Run>) {
        for child in &children.0 {
            match child {
                ElemChild::Elem(elem) => match elem.meta {
                    Some(ElemMeta::Entry(source)) => {
                        let mut children = elem.children.clone();
                        if let Some(Some((printed, wanted))) = self.places.get(source) {
                            replace_last(&mut children, printed, wanted);
                        }
                        if self.without_author.get(source) == Some(&true) {
                            drop_author(&mut children);
                        }
                        let words = self.words.get(source);
                        words.into_iter().for_each(|words| append(runs, words.before.clone()));
                        self.children(&children, source, runs);
                        let after = words.map(|words| words.after.clone()).unwrap_or_default();
                        if !after.is_empty() {
                            append(runs, seams::around(after));
                        }
                    }
                    _ => self.children(&elem.children, source, runs),
                },
                ElemChild::Text(text) => {
                    for (part, is_emph) in emphasised(&text.text) {
                        // Emphasis within italics is upright.
                        let italic = text.formatting.font_style == FontStyle::Italic;
                        let font_style = match italic != is_emph {
                            true => FontStyle::Italic,
                            false => FontStyle::Normal,
                        };
                        let formatting = Formatting { font_style, ..text.formatting };
                        append(runs, formatted(&formatting, self.text(&part, source)));
                    }
                }
                ElemChild::Markup(text) => append(runs, vec![Run::text(text)]),
                ElemChild::Link { text, url } => {
                    let body = vec![Run::text(marks::bare(&text.text))];
                    // As a browser asks for it: without spaces or letters of other scripts.
                    let url = url::Url::parse(&marks::bare(url)).ok();
                    let url = url.filter(|url| matches!(url.scheme(), "https" | "http"));
                    let body = match url {
                        Some(url) => vec![Run::Link { url: url.into(), body }],
                        None => body,
                    };
                    append(runs, formatted(&text.formatting, body));
                }
                // Only for locators that a caller prints by itself.
                ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn text(&self, text: &str, source: usize) -> Vec<Run> {
        let Some(Some(foreign)) = self.foreign.get(source) else { return vec![Run::text(text)] };
        let mut runs = vec![];
        let mut done = 0;
        for range in foreign.ranges(text) {
            append(&mut runs, vec![Run::text(&text[done..range.start])]);
            let (lang, region) = (foreign.lang.clone(), foreign.region.clone());
            let body = vec![Run::text(&text[range.clone()])];
            append(&mut runs, vec![Run::Foreign { lang, region, body }]);
            done = range.end;
        }
        append(&mut runs, vec![Run::text(&text[done..])]);
        runs
    }
}

/// The parts of a text, without marks, and whether each is emphasised.
fn emphasised(text: &str) -> Vec<(String, bool)> {
    let mut parts = vec![];
    let mut depth = 0_usize;
    for part in text.split_inclusive([marks::EMPH, marks::EMPH_END]) {
        parts.push((marks::bare(part), depth > 0));
        match part.chars().next_back() {
            Some(marks::EMPH) => depth += 1,
            Some(marks::EMPH_END) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    parts
}

fn formatted(formatting: &Formatting, mut body: Vec<Run>) -> Vec<Run> {
    if formatting.font_weight == FontWeight::Bold {
        body = vec![Run::Strong { body }];
    }
    if formatting.font_style == FontStyle::Italic {
        body = vec![Run::Emph { body }];
    }
    body
}

/// Adds runs to others; text that follows text of its kind becomes one run.
fn append(runs: &mut Vec<Run>, more: Vec<Run>) {
    for run in more {
        match (runs.last_mut(), run) {
            (_, Run::Text { text }) if text.is_empty() => {}
            (Some(Run::Text { text: last }), Run::Text { text }) => last.push_str(&text),
            (Some(Run::Emph { body: last }), Run::Emph { body })
            | (Some(Run::Strong { body: last }), Run::Strong { body }) => append(last, body),
            (_, run) => runs.push(run),
        }
    }
}

/// Leaves out the names that a note begins with, and what parts them from the rest.
fn drop_author(children: &mut ElemChildren) {
    let is_names = |child: &ElemChild| match child {
        ElemChild::Elem(elem) => matches!(elem.meta, Some(ElemMeta::Names(_))),
        _ => false,
    };
    if !children.0.first().is_some_and(is_names) {
        return;
    }
    children.0.remove(0);
    if let Some(ElemChild::Text(text)) = children.0.first_mut() {
        let parts =
            |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '.' | '，' | '：' | '。');
        text.text = text.text.trim_start_matches(parts).to_string();
    }
}

/// Replaces the last occurrence of a text: a locator stands behind the titles.
pub fn replace_last(children: &mut ElemChildren, printed: &str, wanted: &str) -> bool {
    children.0.iter_mut().rev().any(|child| match child {
        ElemChild::Elem(elem) => replace_last(&mut elem.children, printed, wanted),
        ElemChild::Text(text) => match text.text.rfind(printed) {
            Some(start) => {
                text.text.replace_range(start..start + printed.len(), wanted);
                true
            }
            None => false,
        },
        _ => false,
    })
}

/// Begins a note with a capital: a style's terms are those of running text.
pub fn capitalized(mut runs: Vec<Run>) -> Vec<Run> {
    match runs.first_mut() {
        Some(Run::Text { text }) => {
            let mut chars = text.chars();
            if let Some(first) = chars.next().filter(|c| c.is_lowercase()) {
                *text = first.to_uppercase().chain(chars).collect();
            }
        }
        Some(Run::Emph { body } | Run::Strong { body } | Run::Stress { body }) => {
            *body = capitalized(std::mem::take(body));
        }
        _ => {}
    }
    runs
}
