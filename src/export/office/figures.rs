//! Figures and tables: what is drawn as a picture, and its words beside it.
//!
//! A picture of a chart has no words that can be searched, copied or read aloud, so what it
//! shows stands below it as a table or a list.

use typst_layout::Page;

use crate::model::edition::{
    Cell, Chart, ChartValue, DiagramLevel, DrawnTimeline, Figure, FigureContent, Note, Picture,
    Table, Text,
};
use crate::model::language::Language;
use crate::pandoc::Target;
use crate::pandoc::tree::{Alignment, Attr, Block, Inline, Row};

use super::build::{cell, columns, joined, paragraph, plain_cell, row, style, table, text};
use super::picture;
use super::writer::Writer;

impl<'a> Writer<'a> {
    /// A figure: its title, what it shows, and what stands below it.
    pub fn figure(&mut self, figure: &'a Figure) -> Vec<Block> {
        let mut blocks = self.each(|own, language| {
            let label = figure.label.get(&language.key).cloned().unwrap_or_default();
            let mut inlines = vec![own.styled("Figure Label", label), text("  ")];
            if let Some(runs) = figure.title.get(&language.key) {
                inlines.extend(own.runs(language, runs));
            }
            vec![paragraph(own.target, "Caption", inlines)]
        });
        blocks.extend(match &figure.content {
            FigureContent::Table(content) => vec![self.table(content)],
            FigureContent::Picture(picture) => self.picture(figure, picture),
            FigureContent::Chart(chart) => self.drawn(figure, |own| own.chart(chart)),
            FigureContent::Timeline(drawn) => self.drawn(figure, |own| own.drawn_timeline(drawn)),
            FigureContent::Diagram { levels } => self.drawn(figure, |own| own.diagram(levels)),
        });
        if let Some(remark) = &figure.remark {
            blocks.extend(self.each(|own, language| {
                let mut inlines = vec![text(language.word("remark"))];
                let Some(runs) = remark.get(&language.key) else { return vec![] };
                inlines.extend(own.runs(language, runs));
                vec![paragraph(own.target, "Remark", inlines)]
            }));
        }
        blocks.extend(self.below(&figure.notes));
        vec![Block::Div(Attr::of(format!("figure_{}", figure.id)), blocks)]
    }

    /// The notes of a figure or of the timeline, and those that one language alone has.
    pub fn below(&mut self, notes: &'a [Note]) -> Vec<Block> {
        let edition = self.edition;
        let mut blocks: Vec<Block> = notes.iter().flat_map(|note| self.lettered(note)).collect();
        for language in &edition.languages {
            blocks.extend(self.take_alone(language));
        }
        blocks
    }

    /// A drawing in each language, and then what it shows in words.
    fn drawn(
        &mut self,
        figure: &'a Figure,
        words: impl FnOnce(&mut Self) -> Vec<Block>,
    ) -> Vec<Block> {
        let mut blocks = self.each(|own, language| {
            let Some(page) = own.drawings.drawn(&figure.id, &language.key) else { return vec![] };
            own.page(page, alt(figure, language), 100).into_iter().collect()
        });
        let attr = style(self.target, Attr::default(), "Figure Data");
        blocks.push(Block::Div(attr, words(self)));
        blocks
    }

    /// A picture: once, where it is the same in all languages, or one for each.
    fn picture(&mut self, figure: &'a Figure, picture: &'a Picture) -> Vec<Block> {
        let edition = self.edition;
        let mut files: Vec<&String> = picture.files.values().collect();
        files.dedup();
        let mut blocks = match (files.as_slice(), edition.languages.first()) {
            ([file], Some(first)) => {
                let said: Vec<String> = edition.languages.iter().map(|l| alt(figure, l)).collect();
                let alt = match said.iter().all(|own| *own == said[0]) {
                    true => alt(figure, first),
                    false => said.join("\n"),
                };
                self.of_figure(figure, first, file, alt, picture.width).into_iter().collect()
            }
            _ => self.each(|own, language| {
                let file = picture.files.get(&language.key);
                let alt = alt(figure, language);
                file.and_then(|file| own.of_figure(figure, language, file, alt, picture.width))
                    .into_iter()
                    .collect()
            }),
        };
        let own: Vec<&Text> = picture.credit.iter().chain(&picture.licence).collect();
        blocks.extend(self.each(|writer, language| {
            let said = own.iter().filter_map(|text| text.get(&language.key));
            let said = said.map(|runs| writer.runs(language, runs)).collect();
            let inlines = joined(said, " · ");
            match inlines.is_empty() {
                true => vec![],
                false => vec![paragraph(writer.target, "Credit", inlines)],
            }
        }));
        blocks
    }

    /// A table, with the languages of a cell below each other.
    fn table(&mut self, content: &'a Table) -> Block {
        let numbers = &content.numbers;
        let made = |own: &mut Self, is_head: bool, rows: &'a [Vec<Cell>]| {
            let mut all: Vec<Row> = vec![];
            for cells in rows {
                let mut own_row = vec![];
                for own_cell in cells {
                    let is_number = numbers.get(own_cell.column).copied().unwrap_or_default();
                    let alignment = match is_number && !is_head {
                        true => Alignment::AlignRight,
                        false => Alignment::AlignDefault,
                    };
                    let said = own.distinct(&own_cell.text);
                    let size = (own_cell.rows, own_cell.columns);
                    own_row.push(cell(alignment, size, vec![Block::Plain(said)]));
                }
                all.push(row(own_row));
            }
            all
        };
        let head = made(self, true, &content.head);
        let rows = made(self, false, &content.rows);
        let attr = style(self.target, Attr::default(), "Data");
        let widths = vec![None; numbers.len()];
        table(attr, columns(&widths), head, vec![(vec![], rows)], 1)
    }

    /// The numbers of a chart.
    fn chart(&mut self, chart: &'a Chart) -> Vec<Block> {
        let cells = |own: &mut Self, text: Option<&'a Text>| {
            let said = text.map(|text| own.distinct(text)).unwrap_or_default();
            plain_cell(vec![Block::Plain(said)])
        };
        let mut head = vec![cells(self, None)];
        for series in &chart.series {
            head.push(cells(self, series.label.as_ref()));
        }
        // A chart of one series without a name needs no head.
        let has_head = chart.series.iter().any(|series| series.label.is_some());
        let mut rows = vec![];
        for (at, category) in chart.categories.iter().enumerate() {
            let mut own = vec![cells(self, Some(category))];
            for series in &chart.series {
                let said = series.values.get(at).map(|value| self.value(value));
                let said = vec![Block::Plain(said.unwrap_or_default())];
                own.push(cell(Alignment::AlignRight, (1, 1), said));
            }
            rows.push(row(own));
        }
        let attr = style(self.target, Attr::default(), "Data");
        let widths = vec![None; chart.series.len() + 1];
        let head = if has_head { vec![row(head)] } else { vec![] };
        vec![table(attr, columns(&widths), head, vec![(vec![], rows)], 1)]
    }

    /// A value as it is printed, or as a number where the chart has it on its axis alone.
    fn value(&mut self, value: &'a ChartValue) -> Vec<Inline> {
        match value.text.values().all(Vec::is_empty) {
            true => vec![text(&value.amount)],
            false => self.distinct(&value.text),
        }
    }

    /// Periods and events, in the order of time.
    fn drawn_timeline(&mut self, drawn: &'a DrawnTimeline) -> Vec<Block> {
        let periods = drawn.periods.iter().map(|own| (own.from, &own.date, &own.title));
        let events = drawn.events.iter().map(|own| (own.day, &own.date, &own.label));
        let mut all: Vec<_> = periods.chain(events).collect();
        all.sort_by_key(|(day, ..)| *day);
        let mut rows = vec![];
        for (_, date, title) in all {
            let (date, title) = (self.phrases(date), self.distinct(title));
            let cells = [date, title].map(|said| plain_cell(vec![Block::Plain(said)]));
            rows.push(row(cells.into()));
        }
        let attr = style(self.target, Attr::default(), "Data");
        vec![table(attr, columns(&[None, None]), vec![], vec![(vec![], rows)], 1)]
    }

    /// Levels with their boxes.
    fn diagram(&mut self, levels: &'a [DiagramLevel]) -> Vec<Block> {
        let mut items = vec![];
        for level in levels {
            let mut boxes = vec![];
            for own in &level.boxes {
                let mut blocks = vec![Block::Plain(self.distinct(&own.title))];
                if let Some(text) = &own.text {
                    blocks.push(Block::Plain(self.distinct(text)));
                }
                boxes.push(blocks);
            }
            items.push(vec![Block::Plain(self.distinct(&level.title)), Block::BulletList(boxes)]);
        }
        vec![Block::BulletList(items)]
    }

    /// The picture of a figure: as it is, or drawn where a format has no such pictures.
    fn of_figure(
        &self,
        figure: &Figure,
        language: &Language,
        file: &str,
        alt: String,
        share: usize,
    ) -> Option<Block> {
        match (self.target, self.drawings.drawn(&figure.id, &language.key)) {
            (Target::Docx | Target::Odt, Some(page)) => self.page(page, alt, share),
            _ => self.file(file, alt, share),
        }
    }

    /// A drawing as a picture.
    fn page(&self, page: &Page, alt: String, share: usize) -> Option<Block> {
        let (kind, bytes) = picture::of_page(page, self.target)?;
        Some(self.image(kind, &bytes, alt, share))
    }

    /// A file of the project as a picture.
    pub fn file(&self, path: &str, alt: String, share: usize) -> Option<Block> {
        let bytes = self.drawings.picture(path)?;
        Some(self.image(picture::kind(path), bytes, alt, share))
    }

    /// A picture in the document itself, as wide as a share of its column in per cent.
    fn image(&self, kind: &str, bytes: &[u8], alt: String, share: usize) -> Block {
        let width = match self.target {
            // Of a cell they know no width: those of the page of the reference document.
            Target::Docx | Target::Odt => {
                let column = if self.is_beside() { 7.6 } else { 16.0 };
                format!("{:.2}cm", column * share as f64 / 100.0)
            }
            Target::Epub | Target::Jats => format!("{share}%"),
        };
        let mut attr = Attr::default().with("width", width);
        if let (Target::Jats, Some((kind, detail))) = (self.target, kind.split_once('/')) {
            // It does not look into an address.
            attr = attr.with("mimetype", kind).with("mime-subtype", detail);
        }
        let address = picture::address(kind, bytes);
        let image = Inline::Image(attr, vec![text(alt)], (address, String::new()));
        paragraph(self.target, "Figure", vec![image])
    }
}

/// What a figure shows, for those who do not see it.
fn alt(figure: &Figure, language: &Language) -> String {
    let alt = figure.alt.as_ref().and_then(|alt| alt.get(&language.key));
    alt.cloned().unwrap_or_default()
}
