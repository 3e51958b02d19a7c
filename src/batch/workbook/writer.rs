//! The text of a sheet: CSV, a line for each of its rows.
//!
//! Takes the cells of a sheet row by row; gives lines from the first row that has
//! something in it, which is the header and says how far the table goes. Line breaks
//! within cells become [`LINE_SEPARATOR`], so that lines are rows.

use std::collections::{BTreeMap, BTreeSet};

use super::super::record::LINE_SEPARATOR;
use super::layout::Layout;
use super::{Known, Origin, Refused, Workbook, letters, name_of};

/// No sheet has more text, in bytes.
const LARGEST: usize = 256 << 20;

/// No cell is further below those before it, in rows.
const FURTHEST: u32 = 1 << 19;

/// How many hidden rows and cells are told by name.
const TOLD: usize = 8;

/// What a cell has.
#[derive(Debug, Clone, Default)]
pub struct Value {
    pub text: String,
    /// A date, and whether the text is what the sheet shows.
    pub date: Option<(String, bool)>,
    /// What is wrong with it, and how to mend it.
    pub fault: Option<(String, String)>,
    /// Whether its format hides what it has.
    pub is_hidden: bool,
}

impl Value {
    /// A formula whose value is not in the file.
    pub fn valueless() -> Self {
        let what = "a formula, and the file does not have its value";
        Self::fault(what, "open the workbook in Excel or LibreOffice and save it")
    }

    /// Text as it is.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A cell whose format shows nothing of it.
    pub fn hidden() -> Self {
        Self { is_hidden: true, ..Self::default() }
    }

    /// A cell that cannot be printed.
    pub fn fault(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { fault: Some((what.into(), hint.into())), ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.fault.is_none()
    }
}

pub struct Writer {
    pub(super) layout: Layout,
    skip_hidden: bool,
    csv: Vec<u8>,
    known: BTreeMap<usize, Known>,
    /// How many lines are written.
    lines: u32,
    /// The columns of the header.
    columns: Option<(u32, u32)>,
    /// The last column that has something in it.
    last: u32,
    /// The row that is being read, and its cells so far.
    row: u32,
    cells: BTreeMap<u32, Value>,
    /// Merged areas from the next that begins below, and those that reach into this row.
    next_merged: usize,
    merged: Vec<((u32, u32), (u32, u32))>,
    hidden_rows: BTreeSet<u32>,
    hidden_columns: BTreeSet<u32>,
    /// Cells that their format hides: some by name, and how many there are.
    unshown: (Vec<String>, usize),
    /// Whether a cell held a number or a date.
    pub has_numbers: bool,
}

impl Writer {
    pub fn new(layout: Layout, skip_hidden: bool) -> Self {
        Self {
            layout,
            skip_hidden,
            csv: vec![],
            known: BTreeMap::new(),
            lines: 0,
            columns: None,
            last: 0,
            row: 0,
            cells: BTreeMap::new(),
            next_merged: 0,
            merged: vec![],
            hidden_rows: BTreeSet::new(),
            hidden_columns: BTreeSet::new(),
            unshown: (vec![], 0),
            has_numbers: false,
        }
    }

    /// Takes a cell, of the same row as the one before or of one below.
    pub fn cell(&mut self, (row, column): (u32, u32), value: Value) -> Result<(), Refused> {
        if row < self.row || row >= 1 << 20 || column >= 1 << 14 {
            return Err(format!("the cell {} is out of place", named(row, column)).into());
        }
        if row > self.row {
            self.flush()?;
            self.row = row;
        }
        if value.is_hidden {
            self.unshown.1 += 1;
            if self.unshown.1 <= TOLD {
                self.unshown.0.push(named(row, column));
            }
        }
        if !value.is_empty() {
            self.cells.insert(column, value);
        }
        Ok(())
    }

    /// Writes the row that is read.
    fn flush(&mut self) -> Result<(), Refused> {
        let row = self.row;
        let mut cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return Ok(());
        }
        if self.layout.hidden_rows.contains(&row) {
            self.hidden_rows.insert(row);
            if self.skip_hidden {
                return Ok(());
            }
        }
        let hidden = cells.keys().filter(|column| self.layout.hides(**column));
        self.hidden_columns.extend(hidden);
        if self.skip_hidden {
            cells.retain(|column, _| !self.hidden_columns.contains(column));
        }
        let (Some((first, _)), Some((last, _))) = (cells.first_key_value(), cells.last_key_value())
        else {
            return Ok(());
        };
        let is_header = self.columns.is_none();
        let (left, right) = *self.columns.get_or_insert((*first, *last));
        if *first < left {
            let (cell, head) = (named(row, *first), letters(left as usize));
            return Err(Refused::hint(
                format!(
                    "its first row begins in the column {head}, and the cell {cell} is left of it"
                ),
                "the first row names the columns: take out what stands above or beside the table",
            ));
        }
        let right = right.max(*last);
        self.last = self.last.max(right);
        self.tell_merged(row, left..=right, &mut cells)?;
        if row - self.lines > FURTHEST {
            let cell = named(row, *cells.first_key_value().map_or(&left, |(column, _)| column));
            let message = format!("the cell {cell} is far below the table");
            return Err(Refused::hint(message, "clear the cell, or take out the rows above it"));
        }
        while self.lines < row {
            self.csv.push(b'\n');
            self.lines += 1;
        }
        let mut is_first = true;
        for column in left..=right {
            if self.leaves_out(column) {
                continue;
            }
            if !std::mem::take(&mut is_first) {
                self.csv.push(b',');
            }
            let mut value = cells.remove(&column).unwrap_or_default();
            let is_beside = self.columns.is_some_and(|(_, end)| column > end);
            if !is_header && is_beside && !value.is_empty() {
                let what = "something in it, and the header names no column there";
                value.fault = Some((what.into(), "name the column, or clear the cell".into()));
            }
            self.write(named(row, column), value);
        }
        self.csv.push(b'\n');
        self.lines += 1;
        match self.csv.len() > LARGEST {
            true => Err(format!("the sheet has more than {} MiB of text", LARGEST >> 20).into()),
            false => Ok(()),
        }
    }

    fn write(&mut self, name: String, value: Value) {
        let start = self.csv.len();
        let lines = value.text.lines().collect::<Vec<_>>();
        let text = lines.join(&LINE_SEPARATOR.to_string()).replace('\r', "");
        if text.contains([',', '"']) {
            self.csv.extend(format!("\"{}\"", text.replace('"', "\"\"")).as_bytes());
        } else {
            self.csv.extend(text.as_bytes());
        }
        let length = self.csv.len() - start;
        if let Some((what, hint)) = value.fault {
            let message = format!("the cell {name} has {what}");
            self.known.insert(start, Known::Fault { length, message, hint });
        } else if let Some((iso, is_shown)) = value.date {
            self.known.insert(start, Known::Date { iso, is_shown });
        }
    }

    /// Cells of the table that are merged with one that has their text.
    fn tell_merged(
        &mut self,
        row: u32,
        columns: std::ops::RangeInclusive<u32>,
        cells: &mut BTreeMap<u32, Value>,
    ) -> Result<(), Refused> {
        let areas = &self.layout.merged;
        while let Some(area) = areas.get(self.next_merged).filter(|(first, _)| first.0 <= row) {
            self.merged.push(*area);
            self.next_merged += 1;
        }
        self.merged.retain(|(_, last)| last.0 >= row);
        if self.merged.len() > 1 << 14 {
            return Err("its merged cells overlap".to_string().into());
        }
        for (first, last) in &self.merged {
            let covered = (first.1.max(*columns.start())..=last.1.min(*columns.end()))
                .find(|column| (row, *column) != *first);
            if let Some(column) = covered {
                let what = format!(
                    "no text of its own: {} to {} are merged",
                    named(first.0, first.1),
                    named(last.0, last.1)
                );
                cells.insert(column, Value::fault(what, "unmerge them, and fill in each cell"));
            }
        }
        Ok(())
    }

    /// What was hidden, as a sentence.
    pub fn hidden(&mut self, path: &str) -> Option<String> {
        let rows: Vec<String> = self.hidden_rows.iter().map(|row| (row + 1).to_string()).collect();
        let columns: Vec<String> =
            self.hidden_columns.iter().map(|column| letters(*column as usize)).collect();
        let some = |what: &str, all: Vec<String>| {
            let told = all.iter().take(TOLD).cloned().collect::<Vec<_>>().join(", ");
            let more = all.len().checked_sub(TOLD).filter(|more| *more > 0);
            let more = more.map_or(String::new(), |more| format!(" and {more} more"));
            (!all.is_empty()).then(|| format!("{what} {told}{more}"))
        };
        let all = [some("rows", rows), some("columns", columns)];
        let all: Vec<String> = all.into_iter().flatten().collect();
        let what = match self.skip_hidden {
            true => "are left out",
            false => "are read all the same: `--skip-hidden` leaves them out",
        };
        (!all.is_empty()).then(|| format!("hidden {} of `{path}` {what}", all.join(" and ")))
    }

    /// What formats hid, as a sentence.
    pub fn unshown(&self, path: &str) -> Option<String> {
        let (names, count) = &self.unshown;
        let more = count - names.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let names = names.join(", ");
        (*count > 0).then(|| {
            format!(
                "the cells {names}{more} of `{path}` are empty: their formats hide what is in them"
            )
        })
    }

    /// The text.
    pub fn end(self, sheet: Option<String>, notes: Vec<String>) -> Workbook {
        let (left, _) = self.columns.unwrap_or_default();
        let columns = (left..=self.last.max(left)).filter(|column| !self.leaves_out(*column));
        let columns = columns.map(|column| column as usize).collect();
        Workbook { csv: self.csv, known: self.known, origin: Origin { sheet, columns }, notes }
    }

    fn leaves_out(&self, column: u32) -> bool {
        self.skip_hidden && self.layout.hides(column)
    }

    /// Writes what is left.
    pub fn finish(&mut self) -> Result<(), Refused> {
        self.flush()
    }
}

fn named(row: u32, column: u32) -> String {
    name_of(row as usize, column as usize)
}
