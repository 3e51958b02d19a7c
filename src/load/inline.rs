//! Inline text: a small part of CommonMark, notes and references.
//!
//! Takes a text with its place; gives [`Piece`]s and a diagnostic for all
//! that is not part of it. Text stays text: nothing here is ever code.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::decode::Spanned;
use crate::model::article::{Cite, Locator, Piece, TermForm};
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};

/// What a link may lead to.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// A text in a file.
pub struct Source<'a> {
    /// The path of the file.
    pub path: &'a str,
    /// All of the file.
    pub file: &'a str,
    /// The text and where it stands.
    pub text: &'a Spanned<String>,
}

impl Source<'_> {
    /// Where a part of the text stands in the file. Exact for text on one
    /// line; in folded or quoted text, the same words at their turn.
    pub fn place(&self, part: Range<usize>) -> Place {
        let all: Range<usize> = self.text.range.clone();
        let (value, slice) = (&self.text.value, self.file.get(all.clone()).unwrap_or_default());
        let fragment = value.get(part.clone()).unwrap_or_default();
        if let Some(offset) = slice.find(value.as_str()) {
            let start = all.start + offset;
            return Place::new(self.path, start + part.start..start + part.end);
        }
        let turn = value[..part.start].matches(fragment).count();
        match slice.match_indices(fragment).nth(turn) {
            Some((offset, _)) if !fragment.is_empty() => {
                let start = all.start + offset;
                Place::new(self.path, start..start + fragment.len())
            }
            _ => Place::new(self.path, all),
        }
    }
}

/// Reads a text of paragraphs, or of one list; gives the pieces of each.
pub fn read(source: &Source, list: bool, diagnostics: &mut Diagnostics) -> Vec<Vec<Piece>> {
    let mut reader = Reader {
        source,
        diagnostics,
        parts: vec![],
        stack: vec![],
        list,
        depth: 0,
        skipped: 0,
        refused: false,
    };
    let mut events = Parser::new_ext(&source.text.value, Options::empty()).into_offset_iter();
    for (event, range) in events.by_ref() {
        reader.event(event, range);
    }
    for (_, definition) in events.reference_definitions().iter() {
        let hint = "write `[words](https://…)`, or `\\[` for the bracket itself";
        reader.error(definition.span.clone(), "a definition of a link is not possible here", hint);
        reader.refused = true;
    }
    let (parts, refused) = (reader.parts, reader.refused);
    if !refused && parts.iter().all(Vec::is_empty) {
        let place = source.place(0..source.text.value.len());
        let what = if list { "the list has no items" } else { "the text is empty" };
        diagnostics.push(Diagnostic::error(place, what));
    }
    parts
}

/// Reads a text of one paragraph.
pub fn read_line(source: &Source, diagnostics: &mut Diagnostics) -> Vec<Piece> {
    let mut parts = read(source, false, diagnostics);
    if parts.len() > 1 {
        let place = source.place(0..source.text.value.len());
        let hint = "take out the empty line";
        diagnostics.push(Diagnostic::error(place, "this text is to be one paragraph").hint(hint));
    }
    if parts.is_empty() { vec![] } else { parts.swap_remove(0) }
}

struct Reader<'a, 'd> {
    source: &'a Source<'a>,
    diagnostics: &'d mut Diagnostics,
    parts: Vec<Vec<Piece>>,
    stack: Vec<Open>,
    list: bool,
    depth: usize,
    /// How deep in something that is not possible, and whether there was any.
    skipped: usize,
    refused: bool,
}

/// A paragraph, or an emphasis or link in it, that is not yet closed.
#[derive(Default)]
struct Open {
    link: Option<String>,
    pieces: Vec<Piece>,
    /// Text not yet searched for notes and references, with the offset of
    /// each of its bytes in the value, and whether it was escaped.
    text: Vec<(char, Range<usize>, bool)>,
}

impl Open {
    fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.text.is_empty()
    }
}

impl Reader<'_, '_> {
    fn error(&mut self, range: Range<usize>, message: impl Into<String>, hint: &str) {
        let place = self.source.place(range);
        self.diagnostics.push(Diagnostic::error(place, message).hint(hint));
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(_) if self.skipped > 0 => self.skipped += 1,
            Event::End(_) if self.skipped > 0 => self.skipped -= 1,
            _ if self.skipped > 0 => {}
            Event::Start(Tag::Paragraph) if !self.list => self.stack.push(Open::default()),
            Event::End(TagEnd::Paragraph) if !self.list => self.close_part(),
            Event::Start(Tag::Item) if self.list => self.stack.push(Open::default()),
            Event::End(TagEnd::Item) if self.list => self.close_part(),
            Event::Start(Tag::Paragraph) => match self.stack.last() {
                None => {
                    self.error(range, "this block is a list, and this is no item of it", LIST);
                    self.stack.push(Open::default());
                }
                Some(item) if self.depth > 0 && !item.is_empty() => {
                    self.error(range, "an item is one paragraph", LIST);
                }
                Some(_) => {}
            },
            Event::End(TagEnd::Paragraph) => {}
            Event::Start(Tag::List(first)) if self.list => {
                if first.is_some() {
                    self.error(range.clone(), "items are not numbered", LIST);
                }
                self.depth += 1;
                if self.depth > 1 {
                    self.error(range, "a list in a list is not possible", "make it one list");
                }
            }
            Event::End(TagEnd::List(_)) if self.list => self.depth -= 1,
            Event::Start(Tag::Emphasis | Tag::Strong) => self.stack.push(Open::default()),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let link = Some(self.checked_url(&dest_url, range));
                self.stack.push(Open { link, ..Open::default() });
            }
            Event::End(TagEnd::Emphasis) => self.close_inner(|body, _| emphasis(body)),
            Event::End(TagEnd::Strong) => self.close_inner(|body, _| Piece::Strong(body)),
            Event::End(TagEnd::Link) => {
                self.close_inner(|body, link| Piece::Link { url: link.unwrap_or_default(), body })
            }
            Event::Text(text) => self.text(&text, range),
            Event::SoftBreak => self.push_text('\n', range, true),
            other => self.refuse(&other, range),
        }
    }

    fn refuse(&mut self, event: &Event, range: Range<usize>) {
        let (what, hint) = match event {
            Event::Start(Tag::List(None)) => ("a list", "a block with a list says `kind: list`"),
            Event::Start(Tag::List(_)) => {
                ("a numbered list", "write `1\\.` for a number that begins a text")
            }
            Event::Start(Tag::Heading { .. }) => ("a heading", "sections have titles"),
            Event::Start(Tag::Image { .. }) => {
                ("an image", "figures and tables go to `data/figures.yaml`")
            }
            Event::Start(Tag::BlockQuote(_)) => ("a block quotation", "write it as running text"),
            Event::Start(Tag::CodeBlock(_)) => ("code", "take out the indent"),
            Event::Code(_) => ("code", "write `\\`` for a backtick itself"),
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => {
                ("HTML", "write `\\<` for the sign itself")
            }
            Event::HardBreak => ("a line break", "begin a paragraph with an empty line"),
            Event::Rule => ("a rule", "take it out"),
            _ => return,
        };
        self.refused = true;
        self.skipped += usize::from(matches!(event, Event::Start(_)));
        self.error(range, format!("{what} is not possible here"), hint);
    }

    fn checked_url(&mut self, url: &str, range: Range<usize>) -> String {
        if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
            let hint = "a link begins with `https://`, `http://` or `mailto:`";
            self.error(range, format!("a link cannot lead to `{url}`"), hint);
        }
        url.to_string()
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let value = &self.source.text.value;
        let escaped = value[..range.start].ends_with('\\');
        let exact = value.get(range.clone()) == Some(text);
        for (offset, c) in text.char_indices() {
            let at = match exact {
                true => range.start + offset..range.start + offset + c.len_utf8(),
                // A character reference such as `&amp;`.
                false => range.clone(),
            };
            self.push_text(c, at, !exact || (escaped && offset == 0));
        }
    }

    fn push_text(&mut self, c: char, range: Range<usize>, literal: bool) {
        if let Some(open) = self.stack.last_mut() {
            open.text.push((c, range, literal));
        } else if !c.is_whitespace() {
            self.error(range, "this text belongs to no paragraph", LIST);
        }
    }

    fn close_part(&mut self) {
        self.flush();
        if let Some(open) = self.stack.pop() {
            self.parts.push(open.pieces);
        }
    }

    fn close_inner(&mut self, make: impl Fn(Vec<Piece>, Option<String>) -> Piece) {
        self.flush();
        let Some(open) = self.stack.pop() else { return };
        self.flush();
        if let Some(outer) = self.stack.last_mut() {
            outer.pieces.push(make(open.pieces, open.link));
        }
    }

    /// Searches the text gathered so far for notes and references.
    fn flush(&mut self) {
        let Some(open) = self.stack.last_mut() else { return };
        let text = std::mem::take(&mut open.text);
        let mut pieces = vec![];
        let mut plain = String::new();
        let mut rest = text.as_slice();
        while let Some(((c, range, literal), tail)) = rest.split_first() {
            rest = tail;
            let close = match c {
                '{' if !literal => '}',
                '[' if !literal && tail.first().is_some_and(|(c, ..)| *c == '@') => ']',
                '}' | '*' if !literal => {
                    let message = match c {
                        '*' => "this `*` neither opens nor closes an emphasis",
                        _ => "this `}` closes nothing",
                    };
                    self.error(
                        range.clone(),
                        message,
                        &format!("write `\\{c}` for the sign itself"),
                    );
                    continue;
                }
                _ => {
                    plain.push(*c);
                    continue;
                }
            };
            let Some(end) = tail.iter().position(|(c, _, literal)| *c == close && !literal) else {
                let hint = format!("add `{close}`, or write `\\{c}` for the sign itself");
                self.error(range.clone(), format!("this `{c}` is not closed"), &hint);
                continue;
            };
            let inner: String = tail[..end].iter().map(|(c, ..)| *c).collect();
            let span = range.start..tail[end].1.end;
            rest = &tail[end + 1..];
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            match close {
                '}' => pieces.extend(self.reference(&inner, span)),
                _ => pieces.extend(self.note(&inner, span)),
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        if let Some(open) = self.stack.last_mut() {
            open.pieces.extend(pieces);
        }
    }

    fn reference(&mut self, inner: &str, span: Range<usize>) -> Option<Piece> {
        let (id, form) = match inner.split_once(':') {
            None => (inner, TermForm::ByUse),
            Some((id, "long")) => (id, TermForm::Long),
            Some((id, "short")) => (id, TermForm::Short),
            Some((_, form)) => {
                let hint = "write `{id}`, `{id:long}` or `{id:short}`";
                self.error(span, format!("`{form}` is not a form of a term"), hint);
                return None;
            }
        };
        let place = self.source.place(span);
        Some(Piece::Ref { id: id.trim().to_string(), form, place })
    }

    fn note(&mut self, inner: &str, span: Range<usize>) -> Option<Piece> {
        let mut cites = vec![];
        let mut next = span.start + 1;
        for part in inner.split(';') {
            let start = next;
            next += part.len() + 1;
            let (key, locator) = match part.split_once(',') {
                Some((key, locator)) => (key.trim(), Some(locator.trim())),
                None => (part.trim(), None),
            };
            let Some(key) = key.strip_prefix('@').filter(|key| !key.is_empty()) else {
                let hint = "write `[@key]` or `[@key, p. 22; @other]`";
                self.error(span, format!("`{key}` is not a citation"), hint);
                return None;
            };
            let locator = match locator.map(parse_locator) {
                Some(None) => {
                    let hint = "write `p. 22`, `pp. 85-100`, `ch. 3`, `sec. 2`, `vol. 1`, `n. 5`";
                    self.error(span, format!("`{part}` ends with no place in a source"), hint);
                    return None;
                }
                other => other.flatten(),
            };
            let at = start + part.find(key).unwrap_or(0);
            let key_span = at..at + key.len();
            let exact = self.source.text.value.get(key_span.clone()) == Some(key);
            let place = self.source.place(if exact { key_span } else { span.clone() });
            cites.push(Cite { key: key.to_string(), locator, place });
        }
        Some(Piece::Note(cites))
    }
}

/// An emphasis; `***words***`, which is one of nothing but a strong one, is stress.
fn emphasis(mut body: Vec<Piece>) -> Piece {
    match body.as_mut_slice() {
        [Piece::Strong(inner)] => Piece::Stress(std::mem::take(inner)),
        _ => Piece::Emph(body),
    }
}

const LIST: &str = "begin each item with `- `";

/// Abbreviations of Pandoc, and the CSL locators that they stand for.
const LOCATORS: &[(&str, &str)] = &[
    ("pp.", "page"),
    ("p.", "page"),
    ("chs.", "chapter"),
    ("ch.", "chapter"),
    ("secs.", "section"),
    ("sec.", "section"),
    ("vols.", "volume"),
    ("vol.", "volume"),
    ("arts.", "article-locator"),
    ("art.", "article-locator"),
    ("app.", "appendix"),
    ("paras.", "paragraph"),
    ("para.", "paragraph"),
    ("nos.", "issue"),
    ("no.", "issue"),
    ("n.", "note"),
];

fn parse_locator(text: &str) -> Option<Locator> {
    LOCATORS.iter().find_map(|(abbreviation, label)| {
        let value = text.strip_prefix(abbreviation)?.trim();
        let fits = value.chars().any(|c| c.is_ascii_digit()) && value.len() <= 40;
        fits.then(|| Locator { label: label.to_string(), value: value.to_string() })
    })
}
