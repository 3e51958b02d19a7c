//! The parts of a document that stand after its sections: the timeline, the sources, the
//! glossary with its index, and where the text comes from.

use crate::model::edition::{Block as Unit, Edition, GlossaryTerm, Text, Timeline};
use crate::model::language::Language;
use crate::pandoc::tree::{Alignment, Attr, Block, Inline};

use super::blocks::block_id;
use super::build::{
    cell, columns, joined, lang, paragraph, plain_cell, row, said, style, table, text,
};
use super::front::BETWEEN;
use super::writer::Writer;

impl<'a> Writer<'a> {
    /// The timeline: a table with a row for each event, under its period.
    pub fn timeline(&mut self, timeline: &'a Timeline) -> Vec<Block> {
        let edition = self.edition;
        let beside = self.is_beside();
        let count = if beside { 3 } else { 2 };
        let apart = |own: &mut Self, all: &dyn Fn(&mut Self, &'a Language) -> Vec<Inline>| {
            let mut cells: Vec<Vec<Block>> = vec![];
            for language in &edition.languages {
                let inlines = all(own, language);
                let block = Block::Div(lang(language), vec![Block::Para(inlines)]);
                match cells.last_mut().filter(|_| !beside) {
                    Some(cell) => cell.push(block),
                    None => cells.push(vec![block]),
                }
            }
            cells
        };
        let dates = edition.languages.iter().map(|l| (l, vec![text(l.word("date"))])).collect();
        let dates = self.lines(dates);
        let mut head = vec![plain_cell(vec![Block::Plain(dates)])];
        head.extend(apart(self, &|_, l| vec![text(l.word("event"))]).into_iter().map(plain_cell));
        let mut bodies = vec![];
        for period in &timeline.periods {
            let mut own = vec![];
            if let Some(title) = &period.title {
                let titles = apart(self, &|own, language| {
                    let date = period.date.as_ref().and_then(|date| date.get(&language.key));
                    let date = date.map(|date| vec![text(date)]).unwrap_or_default();
                    joined(vec![own.runs(language, said(title, language)), date], "  ")
                });
                let last = titles.len();
                let cells = titles.into_iter().enumerate().map(|(at, blocks)| {
                    let over =
                        if at + 1 == last && beside { 1 } else { count - usize::from(beside) };
                    let style = style(self.target, Attr::default(), "Period");
                    cell(Alignment::AlignDefault, (1, over), vec![Block::Div(style, blocks)])
                });
                own.push(row(cells.collect()));
            }
            for event in &period.events {
                let date = vec![Block::Plain(self.phrases(&event.date))];
                let date = Block::Div(Attr::of(format!("event_{}", event.id)), date);
                let mut cells = vec![plain_cell(vec![date])];
                let events =
                    apart(self, &|own, language| own.runs(language, said(&event.body, language)));
                cells.extend(events.into_iter().map(plain_cell));
                own.push(row(cells));
            }
            bodies.push((vec![], own));
        }
        let widths: &[Option<f64>] = match beside {
            true => &[Some(0.2), Some(0.4), Some(0.4)],
            false => &[Some(0.25), Some(0.75)],
        };
        let attr = style(self.target, Attr::default(), "Data");
        let mut blocks = vec![self.part("timeline")];
        blocks.push(table(attr, columns(widths), vec![row(head)], bodies, 1));
        blocks.extend(self.below(&timeline.notes));
        blocks
    }

    pub fn sources(&mut self) -> Vec<Block> {
        let edition = self.edition;
        if edition.sources.is_empty() {
            return vec![];
        }
        let mut blocks = vec![self.part("sources")];
        let mut rows = vec![];
        for source in &edition.sources {
            rows.push(self.row_of("Source", &source.body));
        }
        blocks.extend(self.arranged(rows));
        blocks
    }

    /// A text in each language, as cells of a row.
    fn row_of(&mut self, name: &str, all: &'a Text) -> Vec<Vec<Block>> {
        let edition = self.edition;
        let own = |language: &'a Language| match all.get(&language.key) {
            None => vec![],
            Some(runs) => self.voice(language, |own| {
                let inlines = own.runs(language, runs);
                vec![paragraph(own.target, name, inlines)]
            }),
        };
        edition.languages.iter().map(own).collect()
    }

    /// The terms in all languages; of one language alone the index has them.
    pub fn glossary(&mut self) -> Vec<Block> {
        let edition = self.edition;
        let languages = &edition.languages;
        if edition.glossary.is_empty() || languages.len() < 2 {
            return vec![];
        }
        let named = languages.iter().map(|l| {
            plain_cell(vec![Block::Plain(vec![Inline::Span(lang(l), vec![text(&l.table.name)])])])
        });
        let head = vec![row(named.collect())];
        let mut rows = vec![];
        for term in &edition.glossary {
            let cells = languages.iter().enumerate().map(|(at, language)| {
                let block =
                    Block::Div(lang(language), vec![Block::Plain(term_in(self, term, language))]);
                match at {
                    0 => plain_cell(vec![Block::Div(
                        Attr::of(format!("term_{}", term.id)),
                        vec![block],
                    )]),
                    _ => plain_cell(vec![block]),
                }
            });
            rows.push(row(cells.collect()));
        }
        let share = 1.0 / languages.len() as f64;
        let attr = style(self.target, Attr::default(), "Data");
        let widths = vec![Some(share); languages.len()];
        vec![self.part("glossary"), table(attr, columns(&widths), head, vec![(vec![], rows)], 0)]
    }

    /// The names of terms, with the blocks that use them.
    pub fn index(&mut self) -> Vec<Block> {
        let edition = self.edition;
        if edition.glossary.is_empty() {
            return vec![];
        }
        let mut blocks = vec![self.part("index")];
        for language in &edition.languages {
            let mut own = vec![];
            if edition.languages.len() > 1 {
                own.push(paragraph(self.target, "Index Heading", vec![text(&language.table.name)]));
            }
            for entry in edition.index.get(&language.key).into_iter().flatten() {
                let mut inlines = vec![text(&entry.name)];
                if let Some(short) = &entry.short {
                    inlines.extend([text("  "), self.styled("Quiet", short)]);
                }
                let used = edition.glossary.get(entry.term).map(|term| &term.blocks);
                let links = used.into_iter().flatten().filter_map(|id| link(edition, id, language));
                let links = joined(links.map(|link| vec![link]).collect(), ", ");
                if !links.is_empty() {
                    inlines.push(text("  "));
                    inlines.extend(links);
                }
                own.push(paragraph(self.target, "Index Entry", inlines));
            }
            blocks.push(Block::Div(lang(language), own));
        }
        blocks
    }

    /// Where the text comes from, who publishes it, and what made the document.
    pub fn colophon(&mut self) -> Vec<Block> {
        let edition = self.edition;
        let mut blocks = vec![];
        if edition.colophon.is_some() || !edition.imprint.is_empty() {
            blocks.push(self.part("colophon"));
        }
        if let Some(colophon) = &edition.colophon {
            blocks.extend(self.texts("Fine Print", colophon));
        }
        let mut rows = vec![];
        for line in &edition.imprint {
            let own = |language: &'a Language| {
                self.voice(language, |own| {
                    let label = line.label.get(&language.key).cloned().unwrap_or_default();
                    let label = format!("{label}{}", language.colon());
                    let mut inlines = vec![own.styled("Imprint Label", label)];
                    inlines.extend(own.runs(language, said(&line.text, language)));
                    vec![paragraph(own.target, "Fine Print", inlines)]
                })
            };
            rows.push(edition.languages.iter().map(own).collect());
        }
        blocks.extend(self.arranged(rows));
        let made = format!("{}{BETWEEN}{}", edition.program, edition.variant);
        blocks.push(paragraph(self.target, "Fine Print", vec![text(made)]));
        blocks
    }
}

/// A term with its short form in a language.
fn term_in(writer: &Writer, term: &GlossaryTerm, language: &Language) -> Vec<Inline> {
    let long = term.long.get(&language.key).cloned().unwrap_or_default();
    let short = term.short.as_ref().and_then(|own| own.get(&language.key));
    let short = short.filter(|short| **short != long);
    let mut inlines = vec![text(long)];
    if let Some(short) = short {
        inlines.extend([text("  "), writer.styled("Quiet", short)]);
    }
    inlines
}

/// A link to a block, which has a number or stands in a part that has a name.
fn link(edition: &Edition, id: &str, language: &Language) -> Option<Inline> {
    let block = edition.blocks().find(|block| block.id == id)?;
    let label = block.label.as_ref().and_then(|label| label.get(&language.key));
    let is_in = |all: &[Unit]| all.iter().any(|own| own.id == id);
    let said = match (block.number, label) {
        (Some(number), _) => number.to_string(),
        (None, Some(label)) => label.clone(),
        (None, None) if is_in(&edition.key_messages) => language.word("key-messages").into(),
        (None, None) => language.word("summary").into(),
    };
    let address = (format!("#{}", block_id(id)), String::new());
    Some(Inline::Link(Attr::default(), vec![text(said)], address))
}
