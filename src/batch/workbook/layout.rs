//! Layouts: what a worksheet says of its cells beside what they hold.
//!
//! Takes the part of a worksheet (ECMA-376, part 1, 18.3.1); gives hidden rows and
//! columns, merged cells, and formulas whose value is not in the file.

use std::collections::{BTreeSet, HashSet};

use super::package::{Package, attribute, elements};

/// No sheet has more columns.
const COLUMNS: u32 = 1 << 14;

/// The first and the last cell of an area, by row and column.
type Area = ((u32, u32), (u32, u32));

/// Rows and columns count from 0.
#[derive(Debug, Default)]
pub struct Layout {
    pub hidden_rows: BTreeSet<u32>,
    hidden_columns: Vec<bool>,
    pub merged: Vec<Area>,
    /// Cells with a formula, which have no value if they are empty.
    pub formulas: HashSet<(u32, u32)>,
    /// Areas whose look depends on what is in them, and by which differential format.
    conditional: Vec<(Area, usize)>,
    /// The style of each cell that has one, in the order of the file.
    styles: Vec<((u32, u32), u32)>,
}

impl Layout {
    /// The style of a cell.
    pub fn style(&self, at: (u32, u32)) -> usize {
        let found = self.styles.binary_search_by_key(&at, |(own, _)| *own);
        found.map_or(0, |index| self.styles[index].1 as usize)
    }

    /// The formats that a cell may have by what is in it.
    pub fn conditional(&self, (row, column): (u32, u32)) -> impl Iterator<Item = usize> {
        let is_in = move |((top, left), (bottom, right)): Area| {
            (top..=bottom).contains(&row) && (left..=right).contains(&column)
        };
        self.conditional.iter().filter(move |(area, _)| is_in(*area)).map(|(_, format)| *format)
    }

    /// Whether a column is hidden.
    pub fn hides(&self, column: u32) -> bool {
        self.hidden_columns.get(column as usize).copied().unwrap_or(false)
    }

    /// Hides columns, from 1.
    pub fn hide(&mut self, first: u32, last: u32) {
        let (first, last) = (first.max(1) as usize - 1, last.min(COLUMNS) as usize);
        if self.hidden_columns.len() < last {
            self.hidden_columns.resize(last, false);
        }
        self.hidden_columns.iter_mut().take(last).skip(first).for_each(|own| *own = true);
    }

    /// Reads a worksheet.
    pub fn read(package: &mut Package, part: &str) -> Result<Self, String> {
        let mut layout = Self::default();
        let (mut row, mut column) = (0, 0);
        // The cell that is being read, if it has a formula and so far no text: an empty one
        // would be a value.
        let (mut waiting, mut is_text) = (None, false);
        let mut areas: Vec<Area> = vec![];
        let is_true = |value: Option<String>| matches!(value.as_deref(), Some("1" | "true"));
        let number = |value: Option<String>| value.and_then(|value| value.parse::<u32>().ok());
        elements(package, part, |element, _| {
            let is_zero = |name| attribute(element, name).is_some_and(|v| v.parse() == Ok(0.0));
            match element.local_name().as_ref() {
                b"col" => {
                    let ends =
                        number(attribute(element, "min")).zip(number(attribute(element, "max")));
                    if let Some((min, max)) = ends
                        && (is_true(attribute(element, "hidden")) || is_zero("width"))
                    {
                        layout.hide(min, max);
                    }
                }
                b"row" => {
                    layout.formulas.extend(waiting.take());
                    row = number(attribute(element, "r")).map_or(row + 1, |r| r).max(1);
                    column = 0;
                    if is_true(attribute(element, "hidden")) || is_zero("ht") {
                        layout.hidden_rows.insert(row - 1);
                    }
                }
                b"c" => {
                    layout.formulas.extend(waiting.take());
                    let own = attribute(element, "r").and_then(|name| position(&name));
                    column = own.map_or(column, |(_, column)| column);
                    is_text = attribute(element, "t").as_deref() == Some("str");
                    if let Some(style) = number(attribute(element, "s")).filter(|s| *s != 0) {
                        layout.styles.push(((row.max(1) - 1, column), style));
                    }
                    column = column.saturating_add(1);
                }
                b"f" => waiting = Some((row.max(1) - 1, column.max(1) - 1)),
                b"v" if is_text => waiting = None,
                b"mergeCell" => {
                    let own = attribute(element, "ref").filter(|own| own.contains(':'));
                    layout.merged.extend(own.and_then(|own| area(&own)));
                }
                b"conditionalFormatting" => {
                    let own = attribute(element, "sqref").unwrap_or_default();
                    areas = own.split_whitespace().filter_map(area).collect();
                }
                b"cfRule" => {
                    let format = number(attribute(element, "dxfId"));
                    let own = areas.iter().filter_map(|area| Some((*area, format? as usize)));
                    layout.conditional.extend(own);
                }
                _ => {}
            }
            true
        })?;
        layout.formulas.extend(waiting);
        layout.merged.sort_unstable();
        Ok(layout)
    }
}

/// An area by its name, `D2:D9` or `D2`.
fn area(name: &str) -> Option<Area> {
    let (first, last) = name.split_once(':').unwrap_or((name, name));
    Some((position(first)?, position(last)?))
}

/// The row and column, from 0, of a cell's name.
fn position(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(digits);
    let mut column: u32 = 0;
    for letter in letters.bytes().filter(|byte| *byte != b'$') {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(value) + 1)?;
    }
    let row: u32 = digits.trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}
