//! Tables: from columns and rows as they are written to cells that fill a grid.

use crate::model::article::{Cell, Phrase, Table};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostics;
use crate::model::vocabulary::Localized;

use super::decode::Spanned;
use super::raw::{self, Texts};
use super::{File, Loader, inline};

impl Loader<'_> {
    pub(super) fn table(&mut self, file: File, id: &Spanned<String>, raw: raw::Table) -> Table {
        for (name, is_empty) in
            [("columns", raw.columns.0.is_empty()), ("rows", raw.rows.0.is_empty())]
        {
            if is_empty && !self.unread {
                let hint = format!("add `{name}: […]`");
                self.error(
                    Code::EmptyTable,
                    id.place(file.path),
                    format!("the table has no {name}"),
                    hint,
                );
            }
        }
        let depth = depth(&raw.columns.0);
        let mut head: Vec<Vec<Cell>> = (0..depth).map(|_| vec![]).collect();
        let columns = self.head(file, &raw.columns.0, (0, 0), &mut head);
        let rows = self.rows(file, &raw.rows.0, columns);
        Table { columns, head, rows }
    }

    /// Adds heads to the rows of a table's head, from a row and a column on; gives how many
    /// columns they are over. A column without others under it goes down to the last row.
    fn head(
        &mut self,
        file: File,
        columns: &[raw::Column],
        (row, first): (usize, usize),
        head: &mut [Vec<Cell>],
    ) -> usize {
        let mut next = first;
        for raw in columns {
            let at = raw.text.as_ref().map_or(raw.texts.place(file.path), |t| t.place(file.path));
            let text = self.cell_text(file, &raw.text, &raw.texts, "the column");
            let own = head[row].len();
            let cell = Cell { text, column: next, columns: 1, rows: 1, place: at };
            head[row].push(cell);
            match &raw.columns {
                Some(under) if !under.value.0.is_empty() => {
                    let below = (row + 1, next);
                    head[row][own].columns = self.head(file, &under.value.0, below, head);
                }
                Some(under) if !self.unread => {
                    let hint = "name the columns under it, or take `columns` out";
                    self.error(
                        Code::BadSpan,
                        under.place(file.path),
                        "there is no column under this",
                        hint,
                    );
                }
                _ => head[row][own].rows = head.len() - row,
            }
            next += head[row][own].columns;
        }
        next - first
    }

    /// The cells of rows, each where it comes to stand; tells which overlap or run out.
    fn rows(
        &mut self,
        file: File,
        raw: &[Spanned<super::decode::Each<Spanned<raw::Cell>>>],
        columns: usize,
    ) -> Vec<Vec<Cell>> {
        // How many rows more the cells above go over, by column.
        let mut taken = vec![0_usize; columns];
        let mut rows = vec![];
        for (index, row) in raw.iter().enumerate() {
            let free = taken.iter().filter(|rows| **rows == 0).count();
            let mut below = taken.iter().map(|rows| rows.saturating_sub(1)).collect::<Vec<_>>();
            let given: usize =
                row.value.0.iter().map(|c| c.value.columns.as_ref().map_or(1, |n| n.value)).sum();
            let mut cells = vec![];
            let mut next = 0;
            let mut is_whole = true;
            for cell in &row.value.0 {
                let (place, own) = (cell.place(file.path), &cell.value);
                let text = self.cell_text(file, &own.text, &own.texts, "the cell");
                let width = self.span(file, &own.columns);
                let height = self.span(file, &own.rows);
                if let Some(span) = own.rows.as_ref().filter(|_| height > raw.len() - index) {
                    let message = format!(
                        "this cell goes over {height} rows, and {} are left",
                        raw.len() - index
                    );
                    self.error(
                        Code::BadSpan,
                        span.place(file.path),
                        message,
                        "let it end with the last row",
                    );
                    is_whole = false;
                }
                while next < columns && taken[next] > 0 {
                    next += 1;
                }
                let room = taken[next.min(columns)..].iter().take_while(|rows| **rows == 0).count();
                if let Some(span) = own.columns.as_ref().filter(|_| width > room && given <= free) {
                    let message =
                        format!("this cell goes over {width} columns, and {room} are free");
                    let hint = "a cell over several rows has the place in the rows below it, too";
                    self.error(Code::BadSpan, span.place(file.path), message, hint);
                    is_whole = false;
                }
                let end = (next + width).min(columns);
                below[next.min(end)..end].fill(height - 1);
                cells.push(Cell { text, column: next, columns: width, rows: height, place });
                next += width;
            }
            if given != free && is_whole && !self.unread {
                let (message, hint) = if free == columns && given == row.value.0.len() {
                    let message =
                        format!("this row has {given} cells, and the table {columns} columns");
                    (message, "give each column its cell; `\"\"` is an empty one")
                } else {
                    let message =
                        format!("this row has cells for {given} columns, and {free} are free");
                    (message, "a cell over several rows stands in the first of them alone")
                };
                self.error(Code::RowLength, row.place(file.path), message, hint);
            }
            taken = below;
            rows.push(cells);
        }
        rows
    }

    /// Over how many rows or columns a cell goes.
    fn span(&mut self, file: File, raw: &Option<Spanned<usize>>) -> usize {
        let Some(span) = raw else { return 1 };
        if span.value == 0 {
            let hint = "a cell goes over 1 or more; for an empty cell write `\"\"`";
            self.error(Code::BadSpan, span.place(file.path), "a cell cannot go over 0", hint);
        }
        span.value.max(1)
    }

    /// What a cell says: a text for all languages, one for each, or nothing in any.
    fn cell_text(
        &mut self,
        file: File,
        all: &Option<Spanned<String>>,
        each: &Texts,
        what: &str,
    ) -> Localized<Phrase> {
        if let Some(text) = all {
            if text.value.trim().is_empty() {
                return Localized::new();
            }
            let source = inline::Source::new(file.path, file.text, text);
            let place = text.place(file.path);
            let mut phrases = Localized::new();
            let mut told = Diagnostics::default();
            for key in &self.languages {
                let mut own = Diagnostics::default();
                let context = inline::Context::new(key, self.tables, &self.keys);
                let pieces = inline::read_line(&source, context, &mut own);
                phrases.insert(key.clone(), Phrase { pieces, place: place.clone(), missing: None });
                // A mistake is one, whatever the language.
                if told.sorted().is_empty() {
                    told = own;
                }
            }
            self.diagnostics.extend(told.sorted().into_iter().cloned());
            return phrases;
        }
        let texts = &each.value.0;
        let is_empty = |text: &Spanned<String>| text.value.trim().is_empty();
        if !texts.is_empty() && texts.iter().all(|(_, text)| is_empty(text)) {
            // Tells of languages that are missing, or unknown.
            self.by_language(file, each, each.place(file.path), what);
            return Localized::new();
        }
        self.phrase(file, each, what)
    }
}

/// How many rows the head of columns has.
fn depth(columns: &[raw::Column]) -> usize {
    let under = |column: &raw::Column| column.columns.as_ref().map_or(0, |c| depth(&c.value.0));
    columns.iter().map(|column| 1 + under(column)).max().unwrap_or(0)
}
