//! Columns: what the header of a table names, and what that is for a batch.
//!
//! Takes the header and the names that the command line and the project give to columns;
//! gives the column of each header, and tells of those that nobody knows. A header that
//! stands below the first row is found, and told.

use crate::load::quoted;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean};

use super::record::RawRow;
use super::row::{COLUMNS, Checker, split};

/// What stands between the cells of no table.
const FULL_WIDTH: [char; 3] = ['，', '；', '、'];
const PARTED: &str = "cells are parted by `,`, `;`, a tab or `|`";

/// How many rows the header is looked for in.
const LOOKED_AT: usize = 10;

impl Checker<'_> {
    /// Finds the column of each header, and checks that it is known and there once.
    pub(super) fn check_header(&mut self, maps: &[(String, String)]) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        let header = self.sheet.header();
        if let [(cell, range)] = header
            && cell.contains(FULL_WIDTH)
        {
            let message = "the names of the columns are parted by full-width marks";
            let fault =
                Diagnostic::error(Code::FullWidthSign, self.sheet.place(range.clone()), message);
            diagnostics.push(fault.hint(PARTED));
            return diagnostics;
        }
        let has = |name: &str| header.is_empty() || header.iter().any(|(own, _)| own == name);
        // Spaces and ends of lines in a name are those of its cell.
        let own = |name: &str| {
            let found = header.iter().find(|(own, _)| squeezed(own) == squeezed(name));
            found.map_or(name, |(own, _)| own).to_string()
        };
        let (maps, unknown): (Vec<_>, Vec<_>) = maps
            .iter()
            .map(|(column, name)| (column.clone(), own(name)))
            .partition(|(column, _)| self.knows(column));
        for (column, name) in unknown {
            let hint = match self.knows(&name) && has(&column) {
                true => format!("the column comes first: `--map {name}={column}`"),
                false => did_you_mean(&column.to_lowercase(), self.columns())
                    .unwrap_or_else(|| format!("the columns are {}", quoted(&self.columns()))),
            };
            let message = format!("`--map {column}={name}`: the column `{column}` is not known");
            diagnostics.push(
                Diagnostic::error(Code::UnknownColumn, Place::file(&self.sheet.path), message)
                    .hint(hint),
            );
        }
        for (column, name) in maps.iter().filter(|(_, name)| !has(name)) {
            let message = format!("`--map {column}={name}` names no column of the table");
            let names: Vec<&str> = header.iter().map(|(name, _)| name.as_str()).collect();
            let hint = did_you_mean(name, names.iter().copied())
                .unwrap_or_else(|| format!("its columns are {}", quoted(&names)));
            let place = Place::file(&self.sheet.path);
            diagnostics.push(Diagnostic::error(Code::UnknownColumn, place, message).hint(hint));
        }
        for (column, place) in self.project.columns.values() {
            check(self, column, place.clone(), &mut diagnostics);
        }
        let columns = self.project.columns.iter();
        self.mapped = columns.map(|(name, (column, _))| (own(name), column.clone())).collect();
        // The command line has the last word.
        self.mapped.retain(|_, column| !maps.iter().any(|(own, _)| own == column));
        self.mapped.extend(maps.iter().map(|(column, name)| (name.clone(), column.clone())));
        // Names in capitals are those of the columns, too.
        for (name, _) in header {
            let lower = name.to_lowercase();
            if !self.knows(name) && self.knows(&lower) {
                self.mapped.entry(name.clone()).or_insert(lower);
            }
        }
        let columns: Vec<&str> = header.iter().map(|(name, _)| self.column(name)).collect();
        if let Some(fault) = self.title(&columns) {
            diagnostics.push(fault);
            return diagnostics;
        }
        for (index, (name, range)) in header.iter().enumerate() {
            let place = self.sheet.place(range.clone());
            let column = columns[index];
            let mut told = Diagnostics::default();
            if column.is_empty() {
                told.push(Diagnostic::error(
                    Code::ColumnWithoutName,
                    place,
                    "the column has no name",
                ));
            } else if let Some(first) = columns[..index].iter().position(|own| *own == column) {
                let message = format!("the column `{column}` is there twice");
                let as_well = (name != column || header[first].0 != *name)
                    .then(|| format!("`{}` and `{name}` are both this column", header[first].0));
                told.push(
                    Diagnostic::error(Code::RepeatedColumn, place, message).maybe_hint(as_well),
                );
            } else {
                check(self, column, place, &mut told);
            }
            diagnostics.extend(told.sorted().into_iter().cloned());
        }
        for column in ["id", "variant"] {
            if !header.is_empty() && !columns.contains(&column) {
                let place = self.sheet.place(header[0].1.clone());
                let message = format!("there is no column `{column}`");
                diagnostics.push(
                    Diagnostic::error(Code::MissingColumn, place, message)
                        .hint("every batch has the columns `id` and `variant`"),
                );
            }
        }
        diagnostics
    }

    /// Whether a column is known.
    fn knows(&self, column: &str) -> bool {
        let (field, language) = split(column);
        COLUMNS.contains(&column)
            || self.fields.contains(field)
                && language.is_none_or(|language| self.project.language(language).is_some())
    }

    /// All columns that are known.
    fn columns(&self) -> Vec<&str> {
        COLUMNS.into_iter().chain(self.fields.iter().copied()).collect()
    }

    /// The column of a header.
    fn column<'n>(&'n self, name: &'n str) -> &'n str {
        self.mapped.get(name).map_or(name, String::as_str)
    }

    /// A row whose cells have the columns of their headers.
    pub(super) fn mapped(&self, mut row: RawRow) -> RawRow {
        if !self.mapped.is_empty() {
            for cell in &mut row.cells {
                cell.column = self.column(&cell.column).to_string();
            }
        }
        row
    }

    /// What is wrong with a table whose header stands below other rows.
    fn title(&self, columns: &[&str]) -> Option<Diagnostic> {
        let is_header = |columns: &[&str]| ["id", "variant"].iter().all(|c| columns.contains(c));
        if columns.is_empty() || ["id", "variant"].iter().any(|c| columns.contains(c)) {
            return None;
        }
        let records = self.sheet.first_records(LOOKED_AT);
        let found = records.iter().find(|record| {
            let columns = record.iter().map(|(cell, _)| self.column(cell.trim()));
            is_header(&columns.collect::<Vec<_>>())
        })?;
        let row = self.sheet.row_name(found[0].1.start);
        let (first, range) = self.sheet.header().iter().find(|(name, _)| !name.is_empty())?;
        let message = format!("`{first}` stands above the header, which is {row}");
        let hint = "the first row names the columns: take out what is above it";
        Some(Diagnostic::error(Code::NoHeader, self.sheet.place(range.clone()), message).hint(hint))
    }
}

/// A name without its spaces.
fn squeezed(name: &str) -> String {
    name.split_whitespace().collect()
}

/// Tells of a column that is not known.
pub fn check(checker: &Checker, column: &str, place: Place, diagnostics: &mut Diagnostics) {
    if checker.knows(column) {
        return;
    }
    let all = checker.columns();
    let hint = match did_you_mean(&column.to_lowercase(), all.iter().copied()) {
        Some(near) => near,
        None if column.contains(FULL_WIDTH) => PARTED.into(),
        None => format!(
            "`--map {}`, for instance, or `\"{column}\" = \"name\"` under `[columns]` in `diptych.toml`, \
             reads it as `name`; the columns are {}",
            match column.contains(' ') {
                true => format!("'name={column}'"),
                false => format!("name={column}"),
            },
            quoted(&all)
        ),
    };
    let message = format!("the column `{column}` is not known");
    diagnostics.push(Diagnostic::error(Code::UnknownColumn, place, message).hint(hint));
}
