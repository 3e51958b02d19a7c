//! What a document is made of: titles, sections, paragraphs, lists, tables.
//!
//! Takes pandoc's tree; gives an [`Outline`], and a line for each thing that it changes or
//! has no place for.

use std::collections::BTreeSet;

use super::text::{Care, Pen, Run, Style, Text, clean, is_wide};
use super::told::Told;
use super::tree::{self, Block, Inline, Meta, Pandoc, Quote};
use super::{headings, tables};

/// A document in one language.
#[derive(Debug, Default)]
pub struct Outline {
    pub title: Option<Text>,
    pub subtitle: Option<Text>,
    pub summary: Vec<Text>,
    pub sections: Vec<Section>,
    pub told: Told,
}

/// What stands below a heading, up to the next one of any level.
#[derive(Debug, Default)]
pub struct Section {
    /// From 1 on.
    pub level: usize,
    /// Nothing for what stands before the first heading.
    pub title: Option<Text>,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Text(Text),
    List(Vec<Text>),
    Table(Table),
}

impl Part {
    /// The texts in it, in order.
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(items) => items.iter().collect(),
            Self::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                table.title.iter().chain(cells.map(|cell| &cell.text)).collect()
            }
        }
    }

    /// The same, to be changed.
    pub fn texts_mut(&mut self) -> Vec<&mut Text> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(items) => items.iter_mut().collect(),
            Self::Table(table) => {
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                table.title.iter_mut().chain(cells.map(|cell| &mut cell.text)).collect()
            }
        }
    }

    /// All its words.
    pub fn words(&self) -> String {
        let words: Vec<String> = self.texts().into_iter().map(Text::plain).collect();
        words.join(" ")
    }
}

/// A table: heads of its columns, and rows of cells. All rows fill all columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub title: Option<Text>,
    pub columns: usize,
    pub head: Vec<Cell>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    pub text: Text,
    pub rows: usize,
    pub columns: usize,
}

/// Reads a document.
pub fn outline(tree: Pandoc) -> Outline {
    let mut reader = Reader::default();
    let mut out = Outline::default();
    for (key, value) in tree.meta {
        match (key.as_str(), value) {
            ("title", value) => out.title = reader.meta(value).into_iter().next(),
            ("subtitle", value) => out.subtitle = reader.meta(value).into_iter().next(),
            ("abstract", value) => out.summary = reader.meta(value),
            ("lang" | "generator" | "viewport", _) => {}
            (key, value) => {
                let words: Vec<_> = reader.meta(value).iter().map(Text::plain).collect();
                reader.told.left(&format!("the document's {key}"), &words.join("; "));
                reader.told.accounted.extend(words);
            }
        }
    }
    reader.blocks(tree.blocks);
    let characters = std::mem::take(&mut reader.characters);
    characters.into_iter().for_each(|line| reader.told.note(line));
    out.sections = reader.sections;
    out.told = reader.told;
    headings::arrange(&mut out);
    out
}

#[derive(Default)]
pub struct Reader {
    sections: Vec<Section>,
    pub told: Told,
    characters: BTreeSet<String>,
}

/// How the words around a stretch are.
#[derive(Clone, Copy, Default)]
struct Around<'a> {
    style: Style,
    link: Option<&'a str>,
}

impl Reader {
    fn meta(&mut self, value: Meta) -> Vec<Text> {
        match value {
            Meta::MetaInlines(inlines) => vec![self.text(inlines)],
            Meta::MetaBlocks(blocks) => self.paragraphs(blocks),
            Meta::MetaString(text) => vec![Text::of(&clean(&text, &mut self.characters)).tidy()],
            Meta::MetaList(list) => list.into_iter().flat_map(|item| self.meta(item)).collect(),
            Meta::MetaMap(map) => map.into_values().flat_map(|item| self.meta(item)).collect(),
            Meta::MetaBool(_) => vec![],
        }
    }

    fn push(&mut self, part: Part) {
        if self.sections.is_empty() {
            self.sections.push(Section { level: 1, ..Section::default() });
        }
        if let Some(section) = self.sections.last_mut() {
            section.parts.push(part);
        }
    }

    fn blocks(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Header(level, _, inlines) => {
                    let title = self.text(inlines);
                    if !title.is_blank() {
                        let level = usize::try_from(level).unwrap_or(1).max(1);
                        self.sections.push(Section { level, title: Some(title), parts: vec![] });
                    }
                }
                Block::Plain(inlines) | Block::Para(inlines) => {
                    if headings::is_contents(&inlines) {
                        let line = self.text(inlines).plain();
                        self.told.left(
                            "a line of a table of contents, as the program makes its own",
                            &line,
                        );
                        self.told.accounted.push(line);
                        continue;
                    }
                    let text = self.text(inlines);
                    if !text.is_blank() {
                        self.push(Part::Text(text));
                    }
                }
                Block::OrderedList((first, ..), items) => {
                    let count = items.len();
                    let items = self.items(items);
                    if !items.is_empty() {
                        let last = first + i64::try_from(count).unwrap_or_default() - 1;
                        let words = items.first().map(Text::plain).unwrap_or_default();
                        let numbers = match count {
                            1 => format!("the number {first} of an item"),
                            _ => format!("the numbers {first} to {last} of a list"),
                        };
                        self.told.changed(&format!("{numbers} became bullets"), &words);
                        self.push(Part::List(items));
                    }
                }
                Block::BulletList(items) => {
                    let items = self.items(items);
                    if !items.is_empty() {
                        self.push(Part::List(items));
                    }
                }
                Block::DefinitionList(entries) => {
                    let mut items = vec![];
                    for (term, definitions) in entries {
                        let mut item = self.text(term);
                        for definition in definitions {
                            self.paragraphs(definition)
                                .into_iter()
                                .for_each(|text| item.join(text));
                        }
                        items.push(item);
                    }
                    self.told.changed(
                        "definitions became items of a list",
                        &items.first().map(Text::plain).unwrap_or_default(),
                    );
                    self.push(Part::List(items));
                }
                Block::BlockQuote(blocks) => {
                    let paragraphs = self.paragraphs(blocks);
                    for text in paragraphs {
                        self.told
                            .changed("a quotation set apart became a paragraph", &text.plain());
                        self.push(Part::Text(text));
                    }
                }
                Block::Table(_, caption, columns, head, bodies, foot) => {
                    let rows = tables::Rows { head, bodies, foot };
                    match tables::table(self, caption, columns.len(), rows) {
                        Some(table) => self.push(Part::Table(table)),
                        None => self.told.note("a table without words was left out".into()),
                    }
                }
                Block::Figure(_, caption, blocks) => {
                    self.blocks(blocks);
                    let caption = self.caption(caption);
                    if !caption.is_blank() {
                        self.told.changed(
                            "the caption of a picture became a paragraph",
                            &caption.plain(),
                        );
                        self.push(Part::Text(caption));
                    }
                }
                Block::Div(attr, blocks) if !attr.is("comment") => self.blocks(blocks),
                Block::LineBlock(lines) => {
                    let mut text = Text::default();
                    for line in lines {
                        let line = self.text(line);
                        text.join(line);
                    }
                    self.told.changed("lines of their own became one paragraph", &text.plain());
                    self.push(Part::Text(text));
                }
                Block::CodeBlock(_, code) => {
                    self.told.changed("code became a paragraph", &code);
                    let text = Text::of(&clean(&code, &mut self.characters)).tidy();
                    self.push(Part::Text(text));
                }
                Block::RawBlock(format, raw) => self.told.left(&format!("{format} code"), &raw),
                Block::HorizontalRule => {
                    self.told.note("a rule across the page was left out".into())
                }
                Block::Div(..) => {}
            }
        }
    }

    pub fn caption(&mut self, caption: tree::Caption) -> Text {
        let mut text = Text::default();
        self.paragraphs(caption.1).into_iter().for_each(|paragraph| text.join(paragraph));
        text
    }

    /// Blocks as paragraphs, whatever they were.
    pub fn paragraphs(&mut self, blocks: Vec<Block>) -> Vec<Text> {
        let mut inner =
            Self { characters: std::mem::take(&mut self.characters), ..Self::default() };
        inner.blocks(blocks);
        self.characters = inner.characters;
        self.told.append(inner.told);
        let mut found = vec![];
        for section in inner.sections {
            found.extend(section.title);
            for part in section.parts {
                match part {
                    Part::Text(text) => found.push(text),
                    Part::List(items) => found.extend(items),
                    Part::Table(table) => {
                        self.told.changed(
                            "a table inside of something became its cells, one behind the other",
                            "",
                        );
                        found.extend(table.title);
                        let cells = table.head.into_iter().chain(table.rows.into_iter().flatten());
                        found.extend(cells.map(|cell| cell.text).filter(|text| !text.is_blank()));
                    }
                }
            }
        }
        found
    }

    fn items(&mut self, items: Vec<Vec<Block>>) -> Vec<Text> {
        let mut found = vec![];
        for blocks in items {
            let (inner, own): (Vec<_>, Vec<_>) = blocks
                .into_iter()
                .partition(|block| matches!(block, Block::BulletList(_) | Block::OrderedList(..)));
            let own = self.one(own, "the paragraphs of an item became one");
            let words = own.plain();
            if !own.is_blank() {
                found.push(own);
            }
            for list in inner {
                if let Block::BulletList(items) | Block::OrderedList(_, items) = list {
                    self.told.changed("a list in a list became items of the outer one", &words);
                    found.extend(self.items(items));
                }
            }
        }
        found
    }

    /// Blocks as one text; tells where they were several.
    pub fn one(&mut self, blocks: Vec<Block>, what: &str) -> Text {
        let mut out = Text::default();
        let paragraphs = self.paragraphs(blocks);
        let is_several = paragraphs.len() > 1;
        paragraphs.into_iter().for_each(|paragraph| out.join(paragraph));
        if is_several {
            self.told.changed(what, &out.plain());
        }
        out
    }

    pub fn text(&mut self, inlines: Vec<Inline>) -> Text {
        let mut out = Text::default();
        self.inlines(inlines, Around::default(), &mut out);
        let mut out = out.tidy();
        for words in out.part() {
            self.told.changed("emphasis that touches another one was left out", &words);
        }
        out
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
                Inline::LineBreak => {
                    let words = out.plain();
                    self.told
                        .changed("the end of a line inside of a paragraph became a space", &words);
                    self.words(" ", around, out);
                }
                Inline::Emph(inner) | Inline::Underline(inner) => {
                    let style =
                        if around.style == Style::Strong { Style::Strong } else { Style::Emph };
                    self.inlines(inner, Around { style, ..around }, out);
                }
                Inline::Strong(inner) => {
                    self.inlines(inner, Around { style: Style::Strong, ..around }, out);
                }
                Inline::Superscript(inner) => self.raised(inner, SUPER, "raised", around, out),
                Inline::Subscript(inner) => self.raised(inner, SUB, "lowered", around, out),
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
                Inline::Image(_, words, (path, _)) => {
                    let alt = self.text(words).plain();
                    self.told.pictures.push((path, alt, out.plain()));
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

    /// Words above or below the line, as characters where there are such.
    fn raised(
        &mut self,
        inner: Vec<Inline>,
        forms: &str,
        what: &str,
        around: Around,
        out: &mut Text,
    ) {
        let words = self.text(inner).plain();
        let form = |c: char| {
            let at = BASE.chars().position(|base| base == c)?;
            forms.chars().nth(at).filter(|form| *form != ' ')
        };
        match words.chars().map(form).collect::<Option<String>>() {
            Some(raised) => self.words(&raised, around, out),
            None => {
                self.told.changed(&format!("{what} words stand on the line"), &words);
                self.words(&words, around, out);
            }
        }
    }

    /// A citation by its key becomes one of the project, if it has the source; that is told later.
    fn cite(&mut self, citations: Vec<tree::Citation>, inner: Vec<Inline>, out: &mut Text) {
        let words = self.text(inner).plain();
        let keys = citations.iter().map(|citation| citation.citation_id.clone()).collect();
        let mut written = vec![];
        for citation in citations {
            let prefix = self.text(citation.citation_prefix).plain();
            let suffix = self.text(citation.citation_suffix).plain();
            let key = citation.citation_id;
            let plain =
                |text: &str| Pen::default().write(&Text::of(text.trim()), Care::Common, &mut 0);
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
