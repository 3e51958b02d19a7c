//! Figures: charts, drawn timelines, diagrams and tables.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::article::{
    Chart, ChartValue, DiagramBox, DiagramLevel, DrawnTimeline, Event, Figure, FigureContent,
    Phrase, Picture, PictureFile, Piece, Quantity, Reference, Section, Series, each_block,
};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::model::language::Pattern;
use crate::model::vocabulary::{BlockKind, ChartForm, Level, Localized};
use crate::table::fields::{self, Bytes, Field};
use crate::table::{self, separator};

use super::decode::{Entries, Spanned, quoted};
use super::links::phrase_of;
use super::picture::{self, Checked};
use super::raw;
use super::{File, Loader};

const PATH: &str = "data/figures.yaml";

/// What a chart can draw: numbers up to this one, with this many decimals at most.
const LARGEST: i64 = 1_000_000_000_000_000;
const FINEST: u32 = 15;

impl<'a> Loader<'a> {
    /// Reads the figures; adds each to what `{id}` prints.
    pub(super) fn figures(
        &mut self,
        events: &[Event],
        units: &BTreeMap<String, Localized<Pattern>>,
        references: &mut BTreeMap<String, Reference>,
    ) -> Vec<Figure> {
        let Some((raw, file)) = self.read::<Entries<Spanned<raw::Figure>>>(PATH) else {
            return vec![];
        };
        for (id, _) in &raw.0 {
            self.claim(file, "figure", id);
            // One that cannot be read is not missed where `{id}` is.
            references.entry(id.value.clone()).or_insert(Reference::Figure);
        }
        for unit in raw.0.iter().filter_map(|(_, raw)| raw.value.chart.as_ref()?.unit.as_ref()) {
            self.check_unit(file, unit, units);
        }
        (raw.0.into_iter())
            .filter_map(|(id, raw)| self.figure(file, id, raw, events, references))
            .collect()
    }

    fn figure(
        &mut self,
        file: File,
        id: Spanned<String>,
        raw: Spanned<raw::Figure>,
        events: &[Event],
        references: &BTreeMap<String, Reference>,
    ) -> Option<Figure> {
        let what = format!("the figure `{}`", id.value);
        self.waive(file, &raw.value.waive, &[raw.place(file.path)]);
        let raw = raw.value;
        let given = [
            raw.chart.is_some(),
            raw.timeline.is_some(),
            raw.diagram.is_some(),
            raw.table.is_some(),
            raw.picture.is_some(),
        ];
        let given = given.into_iter().filter(|is_given| *is_given).count();
        if given != 1 {
            let message = format!("{what} has {given} contents");
            let hint = "give it one of `chart`, `timeline`, `diagram`, `table` and `picture`";
            self.error(Code::FigureContents, id.place(file.path), message, hint);
        }
        if raw.table.is_none() && raw.alt.is_none() {
            let hint = "add `alt: …`: what the drawing shows, for those who do not see it";
            self.error(Code::MissingAlt, id.place(file.path), format!("{what} has no `alt`"), hint);
        }
        self.open_notes(file, &format!("figure/{}", id.value), &raw.notes);
        let content = if let Some(chart) = raw.chart {
            let place = id.place(file.path);
            self.chart(file, chart, place, references).map(FigureContent::Chart)
        } else if let Some(timeline) = raw.timeline {
            Some(FigureContent::Timeline(self.drawn_timeline(file, timeline, events)))
        } else if let Some(levels) = raw.diagram {
            let levels: Vec<_> =
                levels.0.into_iter().map(|level| self.level(file, level)).collect();
            if levels.iter().all(|level| level.boxes.is_empty()) && !self.unread {
                let hint = "add `- { title: …, boxes: [{ title: … }] }`";
                self.error(Code::EmptyDrawing, id.place(file.path), "the diagram has no box", hint);
            }
            Some(FigureContent::Diagram(levels))
        } else if let Some(picture) = raw.picture {
            self.picture(file, &id, picture).map(FigureContent::Picture)
        } else {
            raw.table.map(|table| FigureContent::Table(self.table(file, &id, table)))
        };
        let figure = Figure {
            place: id.place(file.path),
            anchor: raw.after.place(file.path),
            after: raw.after.value,
            level: self.choice(file, raw.level.as_ref()),
            audiences: self.audiences(file, raw.audiences.as_ref()),
            title: self.phrase(file, &raw.title, &what),
            alt: raw.alt.map(|alt| self.title(file, &alt, &what)),
            remark: raw.remark.map(|remark| self.phrase(file, &remark, &what)),
            content: content?,
            id: id.value,
        };
        let texts: Vec<_> = figure.phrases().into_iter().map(phrase_of).collect();
        self.close_notes(&texts, true);
        Some(figure)
    }

    /// A picture, if each of its files is one.
    fn picture(&mut self, file: File, id: &Spanned<String>, raw: raw::Picture) -> Option<Picture> {
        let what = format!("the picture `{}`", id.value);
        let credit = raw.credit.map(|texts| self.title(file, &texts, &what));
        let licence = raw.licence.map(|texts| self.title(file, &texts, &what));
        let width = raw.width.as_ref().map_or(100, |width| width.value);
        if let Some(own) = raw.width.as_ref().filter(|_| !(10..=100).contains(&width)) {
            let message = format!("`{width}` is not the width of a picture");
            let hint = "write from 10 to 100: its share of the width of the text, in per cent";
            self.error(Code::BadWidth, own.place(file.path), message, hint);
        }
        let named: Vec<(String, &Spanned<String>)> = match &raw.file.text {
            Some(text) => self.languages.iter().map(|key| (key.clone(), text)).collect(),
            None => self.by_language(file, &raw.file.texts, id.place(file.path), &what),
        };
        let (mut files, mut told) = (Localized::new(), vec![]);
        for (key, name) in named {
            match picture::check(self.files, &name.value) {
                Ok(checked) => {
                    let Checked { path, size, is_raster } = checked;
                    let place = name.place(file.path);
                    files.insert(key, PictureFile { path, size, is_raster, place });
                }
                Err(_) if told.contains(&name.range) => {}
                Err((message, hint)) => {
                    told.push(name.range.clone());
                    self.error(Code::BadPicture, name.place(file.path), message, hint);
                }
            }
        }
        (!files.is_empty()).then_some(Picture { files, width, credit, licence })
    }

    /// Tells of each figure that stands behind nothing.
    pub(super) fn check_anchors(&mut self, figures: &[Figure], sections: &[Section]) {
        let mut known = vec![];
        each_block(sections, &mut |block| known.push((block.id.as_str(), block.level, block.kind)));
        for figure in figures {
            match known.iter().find(|(id, ..)| *id == figure.after) {
                None if self.unread => {}
                None => {
                    let message = format!("there is no block `{}`", figure.after);
                    let hint = did_you_mean(&figure.after, known.iter().map(|(id, ..)| *id))
                        .unwrap_or_else(|| "name the block that the figure stands behind".into());
                    self.error(Code::UnknownBlock, figure.anchor.clone(), message, hint);
                }
                Some((.., BlockKind::Recommendation)) => {
                    let message = format!("`{}` is a recommendation", figure.after);
                    let hint =
                        "it may be put at the front: let the figure stand behind another block";
                    self.error(Code::MisplacedFigure, figure.anchor.clone(), message, hint);
                }
                Some((_, Level::Key, _)) => {
                    let message = format!("`{}` is a key message", figure.after);
                    let hint = "a figure stands behind a block of level `brief` or `full`";
                    self.error(Code::MisplacedFigure, figure.anchor.clone(), message, hint);
                }
                Some(_) => {}
            }
        }
    }

    fn chart(
        &mut self,
        file: File,
        raw: raw::Chart,
        place: Place,
        references: &BTreeMap<String, Reference>,
    ) -> Option<Chart> {
        let form: ChartForm = self.choice(file, raw.form.as_ref());
        match (&raw.csv, raw.values.0.is_empty()) {
            (Some(_), true) => return self.csv(file, &raw, form),
            (None, false) => {}
            _ => {
                let message = "a chart is of `values`, or of the columns of a `csv` file";
                self.error(Code::FigureContents, place, message, "give it one of the two");
                return None;
            }
        }
        let mut categories = vec![];
        let mut values = vec![];
        for value in raw.values.0 {
            categories.push(self.title(file, &value.label, "the label"));
            let text = value.text.map(|text| self.title(file, &text, "the text"));
            let id = &value.quantity;
            match references.get(&id.value) {
                Some(Reference::Quantity(quantity)) => {
                    self.check_drawn(form, quantity.value, id.place(file.path));
                    let (quantity, id) = (quantity.clone(), Some(id.value.clone()));
                    values.push(ChartValue { quantity, id, text });
                }
                _ if self.unread => return None,
                _ => {
                    let is_quantity = |(id, reference): (&'_ String, &Reference)| {
                        matches!(reference, Reference::Quantity(_)).then(|| id.clone())
                    };
                    let known: Vec<String> = references.iter().filter_map(is_quantity).collect();
                    let hint = did_you_mean(&id.value, known.iter().map(String::as_str))
                        .unwrap_or_else(|| "add it to `data/quantities.yaml`".into());
                    let message = format!("there is no quantity `{}`", id.value);
                    self.error(Code::UnknownQuantity, id.place(file.path), message, hint);
                    return None;
                }
            }
        }
        match form {
            // Parts of one whole, each a series with a label.
            ChartForm::Share => {
                let series = categories.into_iter().zip(values);
                let series =
                    series.map(|(label, v)| Series { label: Some(label), values: vec![v] });
                Some(Chart { form, categories: vec![], series: series.collect() })
            }
            _ => Some(Chart { form, categories, series: vec![Series { label: None, values }] }),
        }
    }

    /// A chart of the columns of a CSV file (RFC 4180).
    fn csv(&mut self, file: File, raw: &raw::Chart, form: ChartForm) -> Option<Chart> {
        let name = raw.csv.as_ref()?;
        let path = format!("data/{}", name.value);
        let files = self.files;
        if files.bytes(&path).is_none() {
            let message = format!("there is no file `{path}`");
            self.error(
                Code::MissingFile,
                name.place(file.path),
                message,
                "its path is from `data`",
            );
            return None;
        }
        let text = self.cells_of(&path)?;
        let records = self.records(&path, text.as_bytes())?;
        let (header, records) = records.split_first()?;
        let header: Vec<String> = header.iter().map(|(name, _)| name.trim().into()).collect();
        let column = |name: &str| header.iter().position(|h| h == name);
        let labels: Vec<usize> =
            self.languages.iter().map(|key| column(key).unwrap_or_default()).collect();
        let mut series = vec![];
        for wanted in &raw.series.0 {
            let label = Some(self.title(file, &wanted.label, "the label"));
            match column(&wanted.column.value) {
                Some(at) => series.push((at, Series { label, values: vec![] })),
                None => {
                    let message = format!("`{path}` has no column `{}`", wanted.column.value);
                    let hint = format!("its columns are {}", quoted(&header));
                    self.error(Code::UnknownColumn, wanted.column.place(file.path), message, hint);
                }
            }
        }
        if series.is_empty() {
            let hint = "add `series: [{ column: …, label: … }]`";
            self.error(
                Code::EmptyDrawing,
                name.place(file.path),
                "no column of the file is drawn",
                hint,
            );
            return None;
        }
        let mut categories = vec![];
        for record in records {
            let cell = |at: usize| record.get(at).map_or("", |(cell, _)| cell.trim());
            let place = |at: usize| {
                Place::new(&path, record.get(at).map_or(0..0, |(_, range)| range.clone()))
            };
            let label = |at: &usize| {
                let text = cell(*at).to_string();
                Phrase { place: place(*at), pieces: vec![Piece::Text(text)], missing: None }
            };
            let own: Localized<Phrase> =
                self.languages.iter().cloned().zip(labels.iter().map(label)).collect();
            categories.push(own);
            for (at, series) in &mut series {
                let number = cell(*at);
                let Ok(value) = Decimal::from_str_exact(number) else {
                    let (message, hint) = match number {
                        "" => ("this cell is empty".into(), "a series has a number in each row"),
                        _ if number.contains([',', '，', ' ', '\'']) => (
                            format!("`{number}` is not a number"),
                            "write nothing between groups of digits, and a point before decimals",
                        ),
                        _ => (
                            format!("`{number}` is not a number"),
                            "write digits, with a point before decimals",
                        ),
                    };
                    self.diagnostics
                        .push(Diagnostic::error(Code::BadNumber, place(*at), message).hint(hint));
                    return None;
                };
                self.check_drawn(form, value, place(*at));
                let unit = raw.unit.as_ref().map(|unit| unit.value.clone());
                let quantity = Quantity {
                    value,
                    style: Default::default(),
                    unit,
                    source: None,
                    parts: vec![],
                    whole: None,
                };
                series.values.push(ChartValue { quantity, id: None, text: None });
            }
        }
        if categories.is_empty() {
            let hint = "give it a row for each label, below the header";
            self.error(
                Code::EmptyTable,
                name.place(file.path),
                format!("`{path}` has no rows"),
                hint,
            );
        }
        let series = series.into_iter().map(|(_, series)| series).collect();
        Some(Chart { form, categories, series })
    }

    /// The text of a table of the project, in whatever encoding it is.
    fn cells_of(&mut self, path: &str) -> Option<String> {
        let (text, name, fault) = table::text(self.files.bytes(path)?, &self.regions);
        if let Some((range, message, hint)) = fault {
            let place = Place::new(path, range);
            self.diagnostics
                .push(Diagnostic::error(Code::UnclearEncoding, place, message).hint(hint));
            return None;
        }
        if let Some(name) = name {
            let message = format!("`{path}` is read as {name}");
            let hint = "save it as CSV UTF-8, so that no program has to guess";
            self.diagnostics.push(
                Diagnostic::warning(Code::OtherEncoding, Place::file(path), message).hint(hint),
            );
        }
        let hidden = |c: char| super::is_hidden(c) && !matches!(c, '\n' | '\r' | '\t');
        for (at, c) in text.char_indices().filter(|(_, c)| hidden(*c)) {
            let message = format!("the hidden character U+{:04X} is not allowed", c as u32);
            let place = Place::new(path, at..at + c.len_utf8());
            self.diagnostics
                .push(Diagnostic::error(Code::HiddenCharacter, place, message).hint("take it out"));
        }
        Some(text)
    }

    /// The records of a table that have something in them, the header first.
    fn records(&mut self, path: &str, bytes: &[u8]) -> Option<Vec<Vec<Field>>> {
        let (separator, mut at) = separator::find(bytes, b',', true);
        let mut reader = fields::reader(separator);
        let mut records: Vec<Vec<Field>> = vec![];
        while at < bytes.len() {
            let from = Bytes { bytes: &bytes[at..], start: at, is_end: true };
            let (cells, end) = fields::fields(from, &mut reader, separator)?;
            at = end;
            let Some((first, last)) = cells.first().zip(cells.last()) else { continue };
            if cells.iter().all(|(cell, _)| cell.trim().is_empty()) {
                continue;
            }
            let columns = records.first().map_or(cells.len(), Vec::len);
            if cells.len() != columns {
                let message =
                    format!("this row has {} cells, and the header {columns}", cells.len());
                let place = Place::new(path, first.1.start..last.1.end);
                let hint = format!(
                    "give each column its cell; one with {} in it needs quotes",
                    separator::name(separator)
                );
                self.diagnostics
                    .push(Diagnostic::error(Code::RowLength, place, message).hint(hint));
                return None;
            }
            records.push(cells);
        }
        Some(records)
    }

    /// Tells of a number that a chart cannot draw.
    fn check_drawn(&mut self, form: ChartForm, value: Decimal, place: Place) {
        if form != ChartForm::Line && value < Decimal::ZERO {
            let hint = "draw the chart with `form: line`";
            self.error(
                Code::UndrawableNumber,
                place,
                format!("{value} is below zero, which no bar shows"),
                hint,
            );
        } else if value.abs() > Decimal::from(LARGEST) || value.normalize().scale() > FINEST {
            let hint = format!("a chart has numbers to {LARGEST}, with {FINEST} decimals at most");
            self.error(Code::UndrawableNumber, place, format!("{value} cannot be drawn"), hint);
        }
    }

    fn drawn_timeline(
        &mut self,
        file: File,
        raw: raw::DrawnTimeline,
        events: &[Event],
    ) -> DrawnTimeline {
        let mut kinds: Vec<&str> = events.iter().filter_map(|e| e.kind.as_deref()).collect();
        kinds.sort();
        kinds.dedup();
        for kind in raw.above.0.iter().chain(&raw.below.0) {
            if !kinds.contains(&kind.value.as_str()) && !self.unread {
                let message = format!("no event is of the kind `{}`", kind.value);
                let hint =
                    did_you_mean(&kind.value, kinds.iter().copied()).unwrap_or_else(|| match kinds
                        .as_slice()
                    {
                        [] => "give events a `kind`".into(),
                        kinds => format!("the kinds are {}", quoted(kinds)),
                    });
                self.error(Code::UnknownEventKind, kind.place(file.path), message, hint);
            }
        }
        let words = |each: super::decode::Each<Spanned<String>>| {
            each.0.into_iter().map(|word| word.value).collect()
        };
        DrawnTimeline { above: words(raw.above), below: words(raw.below) }
    }

    fn level(&mut self, file: File, raw: raw::DiagramLevel) -> DiagramLevel {
        DiagramLevel {
            title: self.title(file, &raw.title, "the level"),
            boxes: (raw.boxes.0.into_iter())
                .map(|raw| DiagramBox {
                    title: self.title(file, &raw.title, "the box"),
                    text: raw.text.map(|text| self.title(file, &text, "the box")),
                })
                .collect(),
        }
    }
}
