//! Blocks of pandoc's tree as parts of an outline.
//!
//! Takes the tree; gives an [`Outline`], and a line for each thing that it changes or has no
//! place for.

use std::collections::BTreeSet;

use super::outline::{ListItem, Outline, Part, Picture, Section};
use super::text::{Run, Text, clean};
use super::told::Told;
use super::{headings, tables};
use crate::model::vocabulary::Item;
use crate::pandoc::tree::{self, Block, Meta, Pandoc};

/// Lists stand in lists no deeper than this, from 0 on.
const DEEPEST: usize = 2;

/// Reads a document.
pub fn outline(tree: Pandoc) -> Outline {
    let mut reader = Reader::default();
    let mut out = Outline::default();
    for (key, value) in tree.meta {
        match (key.as_str(), value) {
            ("title", value) => out.title = reader.meta(value).into_iter().next(),
            ("subtitle", value) => out.subtitle = reader.meta(value).into_iter().next(),
            ("abstract", value) => out.summary = reader.meta(value),
            ("author", value) => out.authors = reader.meta(value),
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
    /// Pictures of the block that is read, which stand behind it.
    pub(super) pictures: Vec<Picture>,
    pub(super) characters: BTreeSet<String>,
}

impl Reader {
    fn meta(&mut self, value: Meta) -> Vec<Text> {
        match value {
            Meta::MetaInlines(inlines) => vec![self.line(inlines)],
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
            self.block(block);
            for picture in std::mem::take(&mut self.pictures) {
                self.push(Part::Picture(picture));
            }
        }
    }

    fn block(&mut self, block: Block) {
        match block {
            Block::Header(level, _, inlines) => {
                let title = self.line(inlines);
                if !title.is_blank() {
                    let level = usize::try_from(level).unwrap_or(1).max(1);
                    self.sections.push(Section { level, title: Some(title), parts: vec![] });
                }
            }
            Block::Plain(inlines) | Block::Para(inlines) => {
                if headings::is_contents(&inlines) {
                    let line = self.text(inlines).plain();
                    self.told
                        .left("a line of a table of contents, as the program makes its own", &line);
                    self.told.accounted.push(line);
                    return;
                }
                let text = self.text(inlines);
                if !text.is_blank() {
                    self.push(Part::Text(text));
                }
            }
            Block::OrderedList(..) | Block::BulletList(_) => {
                let mut items = vec![];
                self.list(block, 0, &mut items);
                if !items.is_empty() {
                    self.push(Part::List(items));
                }
            }
            Block::DefinitionList(entries) => {
                let mut items = vec![];
                for (term, definitions) in entries {
                    let text = self.text(term);
                    let of = |goes_on| Item { goes_on, ..Item::default() };
                    let mut has_term = !text.is_blank();
                    items.extend(has_term.then_some(ListItem { item: of(false), text }));
                    for text in self.paragraphs(definitions.into_iter().flatten().collect()) {
                        items.push(ListItem { item: of(has_term), text });
                        has_term = true;
                    }
                }
                if !items.is_empty() {
                    let words = items.iter().map(|own| own.text.plain()).next();
                    self.told
                        .changed("definitions became items of a list", &words.unwrap_or_default());
                    self.push(Part::List(items));
                }
            }
            Block::BlockQuote(blocks) => {
                let paragraphs = self.paragraphs(blocks);
                if !paragraphs.is_empty() {
                    self.push(Part::Quote(paragraphs));
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
                let last = self.sections.last_mut().and_then(|own| own.parts.last_mut());
                match last {
                    _ if caption.is_blank() => {}
                    Some(Part::Picture(picture)) if picture.title.is_none() => {
                        picture.title = Some(caption);
                    }
                    _ => {
                        self.told.changed("a caption became a paragraph", &caption.plain());
                        self.push(Part::Text(caption));
                    }
                }
            }
            Block::Div(attr, blocks) if !attr.is("comment") => self.blocks(blocks),
            Block::LineBlock(lines) => {
                let mut text = Text::default();
                for line in lines {
                    let line = self.text(line);
                    text.runs.push(Run::Break);
                    text.runs.extend(line.runs);
                }
                let text = text.tidy();
                if !text.is_blank() {
                    self.push(Part::Text(text));
                }
            }
            Block::CodeBlock(_, code) => {
                self.told.changed("code became a paragraph", &code);
                let text = Text::of(&clean(&code, &mut self.characters)).tidy();
                self.push(Part::Text(text));
            }
            Block::RawBlock(format, raw) => self.told.left(&format!("{format} code"), &raw),
            Block::HorizontalRule => self.told.note("a rule across the page was left out".into()),
            Block::Div(..) => {}
        }
    }

    pub fn caption(&mut self, caption: tree::Caption) -> Text {
        let mut text = Text::default();
        self.paragraphs(caption.1).into_iter().for_each(|paragraph| text.join(paragraph));
        self.unbroken(text)
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
                    Part::Quote(paragraphs) => found.extend(paragraphs),
                    Part::List(items) => {
                        let words = items.iter().map(|own| own.text.plain()).next();
                        self.told.changed(
                            "a list inside of something became its items, one behind the other",
                            &words.unwrap_or_default(),
                        );
                        found.extend(items.into_iter().map(|own| own.text));
                    }
                    Part::Table(table) => {
                        self.told.changed(
                            "a table inside of something became its cells, one behind the other",
                            "",
                        );
                        let texts =
                            Part::Table(table).texts().into_iter().cloned().collect::<Vec<_>>();
                        found.extend(texts.into_iter().filter(|text| !text.is_blank()));
                    }
                    Part::Picture(picture) => self.pictures.push(picture),
                }
            }
        }
        found
    }

    /// Adds the paragraphs of a list, and of those in it.
    fn list(&mut self, list: Block, depth: usize, out: &mut Vec<ListItem>) {
        let (first, entries) = match list {
            Block::OrderedList((first, ..), entries) => (usize::try_from(first).ok(), entries),
            Block::BulletList(entries) => (None, entries),
            _ => return,
        };
        for (index, blocks) in entries.into_iter().enumerate() {
            let number = first.map(|first| first + index);
            let mut item = Item { depth: depth.min(DEEPEST), number, goes_on: false };
            let mut own = vec![];
            for block in blocks {
                let is_list = matches!(&block, Block::BulletList(_) | Block::OrderedList(..));
                if !is_list {
                    own.push(block);
                    continue;
                }
                self.item(std::mem::take(&mut own), &mut item, out);
                // A list in an item without words is in the outer one.
                let inner = if item.goes_on { depth + 1 } else { depth };
                if inner > DEEPEST {
                    let words = out.last().map(|own| own.text.plain()).unwrap_or_default();
                    self.told
                        .changed("a list is deeper than three, and went into the third", &words);
                }
                self.list(block, inner, out);
            }
            self.item(own, &mut item, out);
        }
    }

    /// Adds the paragraphs of an item.
    fn item(&mut self, blocks: Vec<Block>, item: &mut Item, out: &mut Vec<ListItem>) {
        for text in self.paragraphs(blocks) {
            out.push(ListItem { item: *item, text });
            item.goes_on = true;
        }
    }

    /// Blocks as one line; tells where they were several.
    pub fn one(&mut self, blocks: Vec<Block>, what: &str) -> Text {
        let mut out = Text::default();
        let paragraphs = self.paragraphs(blocks);
        let is_several = paragraphs.len() > 1;
        paragraphs.into_iter().for_each(|paragraph| out.join(paragraph));
        if is_several {
            self.told.changed(what, &out.plain());
        }
        self.unbroken(out)
    }

    /// A text of one line; tells where it had several.
    pub fn unbroken(&mut self, mut text: Text) -> Text {
        if text.unbreak() {
            self.told.changed("the end of a line became a space", &text.plain());
        }
        text
    }
}
