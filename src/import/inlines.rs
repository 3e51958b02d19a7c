//! Words of pandoc's tree.
//!
//! Takes inlines; gives a [`Text`], and a line for each thing that it changes.

use std::sync::LazyLock;

use regex::Regex;

use super::outline::Picture;
use super::pen::{Care, Pen};
use super::read::Reader;
use super::text::{Run, Style, Text, clean, is_wide};
use crate::pandoc::tree::{self, Inline, Quote};

/// How the words around a stretch are.
#[derive(Clone, Copy, Default)]
struct Around<'a> {
    style: Style,
    link: Option<&'a str>,
}

impl Reader {
    pub fn text(&mut self, inlines: Vec<Inline>) -> Text {
        let mut out = Text::default();
        self.inlines(inlines, Around::default(), &mut out);
        let mut out = out.tidy();
        for words in out.part() {
            self.told.changed("emphasis that touches another one was left out", &words);
        }
        out
    }

    /// The same as one line.
    pub fn line(&mut self, inlines: Vec<Inline>) -> Text {
        let text = self.text(inlines);
        self.unbroken(text)
    }

    fn words(&mut self, words: &str, around: Around, out: &mut Text) {
        let words = clean(words, &mut self.characters);
        out.push(&words, around.style, around.link);
    }

    fn inlines(&mut self, inlines: Vec<Inline>, around: Around, out: &mut Text) {
        let mut inlines = inlines.into_iter().peekable();
        while let Some(inline) = inlines.next() {
            match inline {
                Inline::Str(words) => self.words(&words, around, out),
                Inline::Space => self.words(" ", around, out),
                Inline::SoftBreak => {
                    // A line's end in the file is nothing between Han characters.
                    let before = out.plain().chars().next_back().is_some_and(is_wide);
                    let next = matches!(inlines.peek(), Some(Inline::Str(words)) if words.starts_with(is_wide));
                    if !(before && next) {
                        self.words(" ", around, out);
                    }
                }
                Inline::LineBreak => out.runs.push(Run::Break),
                Inline::Emph(inner) | Inline::Underline(inner) => {
                    let style =
                        if around.style == Style::Strong { Style::Strong } else { Style::Emph };
                    self.inlines(inner, Around { style, ..around }, out);
                }
                Inline::Strong(inner) => {
                    self.inlines(inner, Around { style: Style::Strong, ..around }, out);
                }
                Inline::Superscript(inner) => self.script(inner, true, around, out),
                Inline::Subscript(inner) => self.script(inner, false, around, out),
                Inline::Strikeout(inner) => {
                    let at = out.plain().len();
                    self.inlines(inner, around, out);
                    let plain = out.plain();
                    self.told.changed(
                        "words struck out are printed without the line",
                        plain.get(at..).unwrap_or(&plain),
                    );
                }
                Inline::SmallCaps(inner) => self.inlines(inner, around, out),
                Inline::Quoted(quote, inner) => {
                    let (open, close) = match quote {
                        Quote::SingleQuote => ("‘", "’"),
                        Quote::DoubleQuote => ("“", "”"),
                    };
                    self.words(open, around, out);
                    self.inlines(inner, around, out);
                    self.words(close, around, out);
                }
                Inline::Cite(citations, inner) => self.cite(citations, inner, out),
                Inline::Code(_, code) => self.words(&code, around, out),
                Inline::Math(_, code) => {
                    self.told.changed("a formula became its code in TeX", &code);
                    self.words(&code, around, out);
                }
                Inline::RawInline(format, raw) => self.told.left(&format!("{format} code"), &raw),
                Inline::Link(_, inner, (url, _)) => {
                    let is_web =
                        ["https://", "http://", "mailto:"].iter().any(|s| url.starts_with(s));
                    if !is_web && !url.starts_with('#') {
                        self.told.changed(
                            "a link to a place that no reader can reach became its words",
                            &url,
                        );
                    }
                    let link = is_web.then_some(url.as_str());
                    self.inlines(inner, Around { link, ..around }, out);
                }
                Inline::Image(attr, words, (path, _)) => {
                    let alt = self.line(words).plain();
                    let width = attr.value("width").and_then(width);
                    self.pictures.push(Picture { path, alt, width, title: None });
                }
                Inline::Note(blocks) => {
                    let note = self.one(blocks, "the paragraphs of a note became one");
                    if !note.is_blank() {
                        out.runs.push(Run::Note(note));
                    }
                }
                Inline::Span(attr, inner) => {
                    let is_mark = [
                        "comment-start",
                        "comment-end",
                        "paragraph-insertion",
                        "paragraph-deletion",
                    ]
                    .iter()
                    .any(|class| attr.is(class));
                    if !is_mark {
                        self.inlines(inner, around, out);
                    }
                }
            }
        }
    }

    /// Words above or below the line: as such, where a project has them, else as characters.
    fn script(&mut self, inner: Vec<Inline>, is_raised: bool, around: Around, out: &mut Text) {
        let text = self.line(inner).plain();
        let stands_behind = |c: char| {
            let is_word = c.is_alphabetic() || matches!(c, ')' | ']');
            is_word || c.is_numeric() && (is_raised || text.chars().all(|c| c.is_alphabetic()))
        };
        let is_behind = match out.runs.last() {
            Some(Run::Words { text, style: Style::Plain, link: None }) => {
                text.chars().next_back().is_some_and(stands_behind)
            }
            _ => false,
        };
        let is_plain = around.style == Style::Plain && around.link.is_none();
        if is_plain && is_behind && SCRIPT.is_match(&text) {
            out.runs.push(Run::Script { text, is_raised });
            return;
        }
        let forms = if is_raised { SUPER } else { SUB };
        let form = |c: char| {
            let at = BASE.chars().position(|base| base == c)?;
            forms.chars().nth(at).filter(|form| *form != ' ')
        };
        match text.chars().map(form).collect::<Option<String>>() {
            Some(formed) => self.words(&formed, around, out),
            None => {
                let what = if is_raised { "raised" } else { "lowered" };
                self.told.changed(&format!("{what} words stand on the line"), &text);
                self.words(&text, around, out);
            }
        }
    }

    /// A citation by its key becomes one of the project, if it has the source; that is told later.
    fn cite(&mut self, citations: Vec<tree::Citation>, inner: Vec<Inline>, out: &mut Text) {
        let words = self.line(inner).plain();
        let keys = citations.iter().map(|citation| citation.citation_id.clone()).collect();
        let mut written = vec![];
        for citation in citations {
            let prefix = self.line(citation.citation_prefix).plain();
            let suffix = self.line(citation.citation_suffix).plain();
            let key = citation.citation_id;
            let plain =
                |text: &str| Pen::default().write(&Text::of(text.trim()), Care::Common, None);
            let gap = if prefix.is_empty() { "" } else { " " };
            let suffix = suffix.trim_start_matches([',', ' ']);
            let comma = if suffix.is_empty() { "" } else { ", " };
            written.push(format!("{}{gap}@{key}{comma}{}", plain(&prefix), plain(suffix)));
        }
        out.runs.push(Run::Cite { keys, written: format!("[{}]", written.join("; ")), words });
    }
}

const BASE: &str = "0123456789+-=()ni";
const SUPER: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ";
const SUB: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎  ";

/// What can be lowered or raised.
static SCRIPT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[0-9A-Za-z+−-]{1,6}$").expect("a pattern of this file"));

/// The width of a page's text, in inches.
const PAGE: f64 = 6.3;

/// A picture's share of a page's width, in per cent: `3.2in`, `50%`.
fn width(text: &str) -> Option<usize> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f64 = text[..text.len() - unit.len()].parse().ok()?;
    let share = match unit {
        "%" => number,
        "in" => number / PAGE * 100.0,
        "cm" => number / 2.54 / PAGE * 100.0,
        _ => return None,
    };
    // In steps of five, as somebody would write it.
    Some(((share / 5.0).round() * 5.0).clamp(10.0, 100.0) as usize)
}
