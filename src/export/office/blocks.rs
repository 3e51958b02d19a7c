//! Blocks, boxes and sections.

use crate::model::edition::{Block as Unit, Section};
use crate::model::language::Language;
use crate::model::vocabulary::{BlockKind, Item};
use crate::pandoc::tree::{Attr, Block, Inline, NumberEnd, NumberStyle};

use super::build::{paragraph, style, text};
use super::writer::Writer;

/// The identifier of a block: its id, which Word has as a bookmark. What no identifier
/// may begin with has something before it.
pub fn block_id(id: &str) -> String {
    match id.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => id.into(),
        false => format!("block_{id}"),
    }
}

impl<'a> Writer<'a> {
    /// Sections, each with its blocks and what follows these.
    pub fn sections(&mut self, sections: &'a [Section]) -> Vec<Block> {
        let mut blocks = vec![];
        let edition = self.edition;
        for section in sections {
            let mut lines = vec![];
            for language in &edition.languages {
                let number = section.number.as_ref().and_then(|own| own.get(&language.key));
                let mut line: Vec<Inline> =
                    number.map(|own| text(format!("{own}{}", gap(own)))).into_iter().collect();
                if let Some(runs) = section.title.get(&language.key) {
                    line.extend(self.runs(language, runs));
                }
                lines.push((language, line));
            }
            blocks.push(self.heading(format!("section_{}", section.id), section.depth, lines));
            blocks.extend(self.units(&section.blocks, false));
            blocks.extend(self.sections(&section.sections));
        }
        blocks
    }

    /// Blocks, and the figures that follow them. Those of key messages `lead`.
    pub fn units(&mut self, units: &'a [Unit], lead: bool) -> Vec<Block> {
        let (mut blocks, mut rows) = (vec![], vec![]);
        for unit in units {
            rows.push(self.unit(unit, lead));
            if !unit.figures.is_empty() {
                blocks.extend(self.arranged(std::mem::take(&mut rows)));
                for figure in &unit.figures {
                    blocks.extend(self.figure(figure));
                }
            }
        }
        blocks.extend(self.arranged(rows));
        blocks
    }

    /// A block in each language; the first has its identifier.
    fn unit(&mut self, unit: &'a Unit, lead: bool) -> Vec<Vec<Block>> {
        let edition = self.edition;
        let mut row = vec![];
        for (at, language) in edition.languages.iter().enumerate() {
            let number = unit.number.filter(|_| at == 0);
            let said = self.voice(language, |own| own.said(unit, language, lead, number));
            row.push(match at {
                0 => vec![Block::Div(Attr::of(block_id(&unit.id)), said)],
                _ => said,
            });
        }
        row
    }

    /// A block in a language.
    fn said(
        &mut self,
        unit: &'a Unit,
        language: &'a Language,
        lead: bool,
        number: Option<usize>,
    ) -> Vec<Block> {
        let target = self.target;
        let mut paragraphs: Vec<Vec<Inline>> = vec![];
        for runs in unit.body.get(&language.key).into_iter().flatten() {
            paragraphs.push(self.runs(language, runs));
        }
        let attribution = unit.attributed.then(|| paragraphs.pop()).flatten();
        let mut before = vec![];
        if let Some(number) = number {
            before.push(self.styled("Pair Number", number.to_string()));
            before.push(text(" "));
        }
        if let Some(label) = unit.label.as_ref().and_then(|own| own.get(&language.key)) {
            before.push(self.styled("Recommendation Label", label));
            before.push(text(" "));
        }
        if let Some(first) = paragraphs.first_mut() {
            before.append(first);
            *first = before;
        }
        let running = match (&unit.boxed, lead) {
            (_, true) => "Key Message".to_string(),
            (Some(_), _) => "Box".into(),
            // A language has an indent of its own.
            (None, _) => format!("Text {}", language.table.tag),
        };
        let styled = |name: &str, paragraphs: Vec<Vec<Inline>>| {
            let blocks = paragraphs.into_iter().map(Block::Para).collect();
            Block::Div(style(target, Attr::default(), name), blocks)
        };
        let mut blocks = vec![];
        let title = unit.boxed.as_ref().filter(|own| own.begins).and_then(|own| own.title.as_ref());
        if let Some(runs) = title.and_then(|title| title.get(&language.key)) {
            let inlines = self.runs(language, runs);
            blocks.push(paragraph(target, "Box Title", inlines));
        }
        blocks.push(match unit.kind {
            BlockKind::Text => styled(&running, paragraphs),
            BlockKind::List => {
                let plain = vec![Item::default(); paragraphs.len()];
                let items = if unit.items.is_empty() { &plain } else { &unit.items };
                let mut entries = items.iter().zip(paragraphs).peekable();
                let lists = list(&mut entries, 0);
                match unit.boxed.is_some() || lead {
                    true => Block::Div(style(target, Attr::default(), &running), lists),
                    false => Block::Div(Attr::default(), lists),
                }
            }
            BlockKind::Quote => {
                Block::BlockQuote(paragraphs.into_iter().map(Block::Para).collect())
            }
            BlockKind::Epigraph => styled("Epigraph", paragraphs),
            BlockKind::PullQuote => styled("Pull Quote", paragraphs),
            BlockKind::Recommendation => styled("Recommendation", paragraphs),
        });
        if let Some(attribution) = attribution {
            blocks.push(paragraph(target, "Attribution", attribution));
        }
        if let Some(runs) = unit.editorial.as_ref().and_then(|own| own.get(&language.key)) {
            let mut inlines = vec![text(language.word("editorial"))];
            inlines.extend(self.runs(language, runs));
            blocks.push(paragraph(target, "Editorial Note", inlines));
        }
        blocks.extend(self.take_alone(language));
        blocks
    }

    /// Words in a style of their own.
    pub fn styled(&self, name: &str, words: impl Into<String>) -> Inline {
        Inline::Span(style(self.target, Attr::default(), name), vec![text(words)])
    }
}

/// What separates a number from a title: nothing after full-width characters.
fn gap(number: &str) -> &'static str {
    match number.chars().last() {
        Some(last) if last >= '\u{2e80}' => "",
        _ => " ",
    }
}

/// The lists of a depth, with those that stand in their items.
fn list<'i>(
    entries: &mut std::iter::Peekable<impl Iterator<Item = (&'i Item, Vec<Inline>)>>,
    depth: usize,
) -> Vec<Block> {
    let mut lists: Vec<(Option<usize>, Vec<Vec<Block>>)> = vec![];
    while let Some((item, _)) = entries.peek() {
        if item.depth < depth {
            break;
        }
        if item.depth > depth {
            // One without an item above it has one of its own.
            if lists.is_empty() {
                lists.push((None, vec![vec![]]));
            }
            let inner = list(entries, depth + 1);
            if let Some(last) = lists.last_mut().and_then(|(_, items)| items.last_mut()) {
                last.extend(inner);
            }
            continue;
        }
        let Some((item, inlines)) = entries.next() else { break };
        let block = Block::Para(inlines);
        let last = lists.last_mut();
        match last {
            Some((_, items)) if item.goes_on => match items.last_mut() {
                Some(last) => last.push(block),
                None => items.push(vec![block]),
            },
            Some((Some(first), items)) if item.number == Some(*first + items.len()) => {
                items.push(vec![block]);
            }
            Some((None, items)) if item.number.is_none() => items.push(vec![block]),
            _ => lists.push((item.number, vec![vec![block]])),
        }
    }
    let made = lists.into_iter().map(|(first, items)| match first {
        None => Block::BulletList(items),
        Some(first) => {
            let first = i64::try_from(first).unwrap_or(i64::MAX);
            let (numbers, end) = match depth {
                0 => (NumberStyle::Decimal, NumberEnd::Period),
                1 => (NumberStyle::LowerAlpha, NumberEnd::OneParen),
                _ => (NumberStyle::LowerRoman, NumberEnd::OneParen),
            };
            Block::OrderedList((first, numbers, end), items)
        }
    });
    made.collect()
}
