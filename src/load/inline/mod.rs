//! Inline text: a small part of CommonMark, notes and references.
//!
//! Takes a text with its place; gives [`Piece`]s and a diagnostic for all
//! that is not part of it. Text stays text: nothing here is ever code.

mod address;
mod citation;
mod context;
mod flanking;
mod folded;
mod items;
mod locators;
mod lookalike;
mod marks;
mod numbers;
mod pieces;
mod place;
pub mod raw;
mod scripts;
mod source;
mod stretch;
mod terms;

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

use comrak::nodes::{AstNode, ListDelimType, ListType, NodeValue, Sourcepos};
use comrak::{Arena, Options};
use regex::Regex;

use crate::model::article::Piece;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::vocabulary::Item;

use stretch::Stretch;
use terms::Terms;

pub use context::Context;
pub use marks::is_note_id;
pub use source::Source;

/// What a link may lead to.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

const LIST: &str = "begin each item with `- ` or `1. `";

/// A text that has been read: its paragraphs, and what they are in a list.
#[derive(Default)]
pub struct Parts {
    pub pieces: Vec<Vec<Piece>>,
    pub items: Vec<Item>,
}

/// What a text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One paragraph, in one line.
    Line,
    Paragraphs,
    List,
}

/// Reads a text; gives the pieces of each paragraph.
pub fn read(source: &Source, context: Context, form: Form, diagnostics: &mut Diagnostics) -> Parts {
    let value = source.value();
    let marked = flanking::masked(value);
    let (lines, refused, terms) = (lines(value), false, OnceCell::new());
    let marked = marked.as_str();
    let mut reader = Reader { source, context, form, diagnostics, lines, marked, refused, terms };
    for found in ACCENT.captures_iter(value).filter_map(|all| all.name("a").or(all.name("b"))) {
        let hint = "write the letter itself (`é`, `ö`), or the sign without `\\`";
        reader.error(
            Code::ForeignMarkup,
            found.range(),
            "this looks like an accent of LaTeX, and would be printed as it stands",
            hint,
        );
    }
    reader.folded_lines();
    for (pattern, message, hint) in LATEX.iter() {
        let found = pattern.captures_iter(value).filter_map(|all| all.name("it"));
        found.for_each(|found| reader.error(Code::ForeignMarkup, found.range(), *message, hint));
    }
    if let Some(definition) = DEFINITION.find(value) {
        let (message, hint) = match definition.as_str().contains("[^") {
            true => {
                ("a note does not stand in its text", "write it under `notes`, beside the text")
            }
            false => (
                "a definition of a link is not possible here",
                "write `[words](https://…)`, or `\\[` for the bracket itself",
            ),
        };
        reader.error(Code::UnsupportedMarkdown, definition.range(), message, hint);
        return Parts::default();
    }
    let mut options = Options::default();
    options.extension.cjk_friendly_emphasis = true;
    options.parse.escaped_char_spans = true;
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, marked, &options);
    let mut parts = Parts::default();
    for block in root.children() {
        reader.block(block, &mut parts);
    }
    if !reader.refused && parts.pieces.iter().all(Vec::is_empty) {
        let what = match form {
            Form::List => "the list has no items",
            _ => "the text is empty",
        };
        diagnostics.push(Diagnostic::error(Code::EmptyText, source.whole(), what));
    }
    parts
}

/// Reads a text of one paragraph.
pub fn read_line(source: &Source, context: Context, diagnostics: &mut Diagnostics) -> Vec<Piece> {
    let mut parts = read(source, context, Form::Line, diagnostics).pieces;
    if parts.len() > 1 {
        let hint = "take out the empty line";
        let message = "this text is to be one paragraph";
        diagnostics
            .push(Diagnostic::error(Code::SeveralParagraphs, source.whole(), message).hint(hint));
    }
    if parts.is_empty() { vec![] } else { parts.swap_remove(0) }
}

/// A definition of a link. CommonMark prints nothing for it.
static DEFINITION: LazyLock<Regex> = LazyLock::new(|| {
    let pattern =
        r#"(?m)^(?:\s*[-*+]\s+)?[ ]{0,3}\[(?:[^\[\]\\]|\\.)+\]:\s*\S+[ \t]*(?:["'(].*)?$"#;
    Regex::new(pattern).expect("a pattern of this file")
});

/// An accent as LaTeX writes it, which CommonMark takes for an escape.
static ACCENT: LazyLock<Regex> = LazyLock::new(|| {
    let behind_letter = r#"[A-Za-z](?P<a>\\["'][aeiouyAEIOUYcnz])"#;
    let anywhere = r"(?:^|[^\\])(?P<b>\\(?:`[aeiou]|\^[aeiou]|~[nao]))(?:$|[^\\^~`])";
    Regex::new(&format!("{behind_letter}|{anywhere}")).expect("a pattern of this file")
});

/// Signs of LaTeX that CommonMark takes for escapes.
static LATEX: LazyLock<[(Regex, &str, &str); 2]> = LazyLock::new(|| {
    let pattern = |pattern: &str| Regex::new(pattern).expect("a pattern of this file");
    [
        (
            pattern(
                // An escaped sign is meant as it stands, and makes no formula.
                r"(?x) (?:^|[^\\]) (?P<it>
                    \\\( (?:[^()\\\n]|\\[[:punct:]&&[^()]])*? (?:[+=^_<>]|\\[A-Za-z]) [^()\n]* \\\)
                  | \\\[ (?:[^\[\]\\\n]|\\[[:punct:]&&[^\[\]]])*? (?:[+=^_<>]|\\[A-Za-z]) [^\[\]\n]* \\\])",
            ),
            "this looks like a formula, and would be printed as it stands",
            "write it as text",
        ),
        (
            pattern(r"(?:\d|[A-Z]\.)(?P<it>\\,)[A-Z\d]"),
            "this looks like a thin space of LaTeX, and would be printed as a comma",
            "write a no-break space, or nothing",
        ),
    ]
});

/// A character by its name or number, as HTML has it.
static ENTITY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
        .expect("a pattern of this file")
});

/// The bytes at which the lines of a text begin, as CommonMark has them.
fn lines(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let is_end = |at: usize| match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    std::iter::once(0).chain((0..bytes.len()).filter(|at| is_end(*at)).map(|at| at + 1)).collect()
}

/// Why something cannot be read: where, what it is, and what to write instead.
struct Unreadable {
    range: Range<usize>,
    message: String,
    hint: String,
}

struct Reader<'a, 'd> {
    source: &'a Source<'a>,
    context: Context<'a>,
    form: Form,
    diagnostics: &'d mut Diagnostics,
    lines: Vec<usize>,
    /// The text as the parser has it.
    marked: &'a str,
    /// Whether something is not possible, so that what is missing is no mistake.
    refused: bool,
    /// The words for places in sources, once they are asked for.
    terms: OnceCell<Rc<Terms>>,
}

type Node<'n> = &'n AstNode<'n>;

impl Reader<'_, '_> {
    fn error(&mut self, code: Code, range: Range<usize>, message: impl Into<String>, hint: &str) {
        let place = self.source.place(range);
        self.diagnostics.push(Diagnostic::error(code, place, message).hint(hint));
    }

    /// The bytes of the value at a place that the parser gives.
    fn range(&self, of: Sourcepos) -> Range<usize> {
        let value = self.source.value();
        let byte = |line: usize, column: usize| {
            let line = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(value.len());
            value.floor_char_boundary(line + column)
        };
        let start = byte(of.start.line, of.start.column.saturating_sub(1));
        start..byte(of.end.line, of.end.column).max(start)
    }

    fn block(&mut self, node: Node, parts: &mut Parts) {
        let range = self.range(node.data.borrow().sourcepos);
        let is_list = self.form == Form::List;
        match &node.data.borrow().value {
            NodeValue::List(own) if is_list => self.list(node, own, 0, parts),
            NodeValue::Paragraph => {
                if is_list {
                    self.error(
                        Code::LineWithoutItem,
                        range,
                        "this block is a list, and this is no item of it",
                        LIST,
                    );
                }
                parts.pieces.push(self.inlines(node, false));
            }
            other => self.refuse(other, range),
        }
    }

    /// The pieces of a paragraph, or of an emphasis or link in it.
    fn inlines(&mut self, parent: Node, in_link: bool) -> Vec<Piece> {
        let mut stretch = Stretch::default();
        for node in parent.children() {
            let data = node.data.borrow();
            let range = self.range(data.sourcepos);
            match &data.value {
                NodeValue::Text(text) => self.text(text, range, &mut stretch),
                NodeValue::Escaped => {
                    for child in node.children() {
                        if let NodeValue::Text(text) = &child.data.borrow().value {
                            stretch.push(text, range.start + 1, true);
                        }
                    }
                }
                NodeValue::SoftBreak => stretch.push_at("\n", range.start),
                NodeValue::LineBreak if self.may_break(&range) => {
                    stretch.push_piece(Piece::Break, range.start);
                }
                NodeValue::HtmlInline(tag)
                    if is_comparison(tag, self.source.value(), range.end) =>
                {
                    self.text(tag, range, &mut stretch);
                }
                NodeValue::Emph | NodeValue::Strong | NodeValue::Link(_) => {
                    let at = range.start;
                    stretch.push_piece(self.inner(node, &data.value, range, in_link), at);
                }
                other => self.refuse(other, range),
            }
        }
        self.pieces(&stretch, in_link)
    }

    fn terms(&self) -> Rc<Terms> {
        let Context { language, tables, .. } = self.context;
        self.terms.get_or_init(|| Rc::new(Terms::new(language, tables))).clone()
    }

    fn inner(
        &mut self,
        node: Node,
        value: &NodeValue,
        range: Range<usize>,
        in_link: bool,
    ) -> Piece {
        match value {
            NodeValue::Link(link) => {
                let written = self.source.value()[range.clone()].starts_with('<');
                let url =
                    self.checked_url(&flanking::unmasked(&link.url), &link.title, range.clone());
                // Of an address in angle brackets, nothing is anything else.
                let body = match written {
                    true => vec![Piece::Text(url.trim_start_matches("mailto:").to_string())],
                    false => self.inlines(node, true),
                };
                let is_blank = |p: &Piece| matches!(p, Piece::Text(text) if text.trim().is_empty());
                if body.iter().all(is_blank) && !self.refused {
                    let hint = "write `[words](https://…)`, or the address alone";
                    self.error(Code::BadLink, range, "a link without words is not printed", hint);
                }
                Piece::Link { url, body }
            }
            value => {
                let is_strong = matches!(value, NodeValue::Strong);
                self.check_emphasis(range, if is_strong { 2 } else { 1 });
                let body = self.inlines(node, in_link);
                if is_strong { Piece::Strong(body) } else { emphasis(body) }
            }
        }
    }

    /// Tells of what is emphasis to CommonMark, and hardly to its author.
    fn check_emphasis(&mut self, range: Range<usize>, length: usize) {
        let value = self.source.value();
        let sign = &value[range.start..range.start + length];
        if sign.starts_with('_') {
            let message = format!("`{sign}` marks nothing here");
            let hint = "write `*…*` or `**…**`, or `\\_` for the sign itself";
            self.error(Code::StrayEmphasis, range, message, hint);
        } else if length == 1 && value[range.start + 1..].starts_with(flanking::is_closing) {
            let message = "an emphasis cannot begin with a mark that ends something";
            let hint = "write `\\*` for the sign itself";
            self.error(Code::StrayEmphasis, range.start..range.start + 1, message, hint);
        } else if flanking::is_product(value, range.clone(), length) {
            let message = "this looks like a product, whose `*` would not be printed";
            let hint = "write `×`, or `\\*` for the sign itself; `**…**` is bold";
            self.error(Code::StrayEmphasis, range, message, hint);
        }
    }

    /// Adds text, with a line break where there is one in the file.
    fn text(&mut self, text: &str, range: Range<usize>, stretch: &mut Stretch) {
        let written = &self.marked[range.clone()];
        if written != text {
            // What has no such name is left as it is.
            for found in ENTITY.find_iter(written).filter(|found| !text.contains(found.as_str())) {
                let at = range.start + found.start()..range.start + found.end();
                let message = format!("`{}` is a character of HTML", found.as_str());
                self.error(
                    Code::HtmlCharacter,
                    at,
                    message,
                    "write the character itself, or `\\&` for the sign",
                );
            }
            self.refused = true;
            stretch.push_at(text, range.start);
            return;
        }
        let value = self.source.value();
        for (offset, c) in value[range.clone()].char_indices() {
            let at = range.start + offset;
            // Templates indent.
            if c == '\u{3000}' && self.begins_line(at) {
                continue;
            }
            match c == ' ' && self.source.is_fold(at) {
                true => stretch.push("\n", at, false),
                false => stretch.push(c.encode_utf8(&mut [0; 4]), at, false),
            }
        }
    }

    /// Whether only full-width spaces stand before a byte in its line.
    fn begins_line(&self, at: usize) -> bool {
        let before = self.source.value()[..at].trim_end_matches('\u{3000}');
        let end = before.len().saturating_sub(1);
        before.is_empty() || before.ends_with(['\n', '\r']) || self.source.is_fold(end)
    }

    fn checked_url(&mut self, url: &str, title: &str, range: Range<usize>) -> String {
        if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
            let hint = "a link begins with `https://`, `http://` or `mailto:`; write `\\[` for the \
                        bracket itself";
            self.error(Code::BadLink, range, format!("a link cannot lead to `{url}`"), hint);
        } else if !title.is_empty() {
            let message = format!("the title of a link, `{title}`, is not printed");
            self.error(Code::BadLink, range, message, "write `[words](https://…)`");
        }
        url.to_string()
    }

    fn refuse(&mut self, value: &NodeValue, range: Range<usize>) {
        let (what, hint) = match value {
            NodeValue::List(list) if list.list_type == ListType::Bullet => {
                let hint = match list.bullet_char {
                    b'*' => {
                        "a block with a list says `kind: list`; write `\\*` for the sign itself"
                    }
                    b'+' => {
                        "a block with a list says `kind: list`; write `\\+` for the sign itself"
                    }
                    _ => "a block with a list says `kind: list`; write `\\-` for the sign itself",
                };
                ("a list", hint)
            }
            NodeValue::List(list) => {
                let hint = match list.delimiter {
                    ListDelimType::Paren => {
                        "a block with a list says `kind: list`; write `1\\)` for a number that \
                         begins a text"
                    }
                    ListDelimType::Period => {
                        "a block with a list says `kind: list`; write `1\\.` for a number that \
                         begins a text"
                    }
                };
                ("a numbered list", hint)
            }
            NodeValue::Heading(_) => {
                ("a heading", "sections have titles; write `\\#` for the sign itself")
            }
            NodeValue::Image(_) => ("an image", "figures and tables go to `data/figures.yaml`"),
            NodeValue::BlockQuote => (
                "a block quotation",
                "a block with one says `kind: quote`; write `\\>` for the sign itself",
            ),
            NodeValue::CodeBlock(code) if code.fenced => {
                ("code", "take out the lines of `~~~` or backticks around it")
            }
            NodeValue::CodeBlock(_) => ("code", "take out the indent"),
            NodeValue::Code(_) => ("code", "write `\\`` for a backtick itself"),
            NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => {
                ("HTML", "write `\\<` for the sign itself")
            }
            NodeValue::LineBreak => (
                "a line break",
                "begin a paragraph with an empty line; in a block, `\\` at its end breaks a line",
            ),
            NodeValue::ThematicBreak => ("a rule", "take it out"),
            _ => ("this", "write it as plain text"),
        };
        self.refused = true;
        self.error(Code::UnsupportedMarkdown, range, format!("{what} is not possible here"), hint);
    }
}

/// Whether what looks like a tag compares two things: `a<b and c>d`.
fn is_comparison(tag: &str, text: &str, end: usize) -> bool {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^<[A-Za-z]\w*(?:\s+[A-Za-z0-9]+)+\s*>$").expect("a pattern of this file")
    });
    let name = tag.trim_matches(['<', '>']);
    let is_letter = name.len() == 1 && name.chars().all(char::is_alphabetic);
    let is_between = text[..end - tag.len()].ends_with(char::is_alphanumeric)
        && text[end..].starts_with(char::is_alphanumeric);
    WORDS.is_match(tag) || is_letter && is_between && !text.contains(&format!("</{name}>"))
}

/// An emphasis; `***words***`, which is one of nothing but a strong one, is stress.
fn emphasis(mut body: Vec<Piece>) -> Piece {
    match body.as_mut_slice() {
        [Piece::Strong(inner)] => Piece::Stress(std::mem::take(inner)),
        _ => Piece::Emph(body),
    }
}
