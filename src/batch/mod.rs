//! Batches: a table of recipients, a document for each row.
//!
//! Takes the bytes of a table (CSV, JSON Lines or a sheet of a workbook) and a
//! checked [`Project`]; gives a [`Plan`] of checked rows in the order of work,
//! of which each gives its [`Job`] when asked: a variant, a recipient and the
//! name of a file. A row narrows or re-arranges what its variant publishes, and
//! never shows what its audience may not see. Never writes a file.

mod name;
mod report;
mod row;
mod schema;
mod shard;
mod sheet;

use std::collections::HashMap;

use crate::compose::Fonts;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::project::{Project, Variant};

pub use report::{FileRecord, Report, Row, Status, Verdict, journal, verify};
pub use schema::schema;
pub use shard::Shard;
pub use sheet::{Format, Sheet};

use crate::edition::Recipient;
use name::Names;
use row::Checker;

/// What a row asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The row's number, from 1, without the header.
    pub row: usize,
    /// The row's id.
    pub id: String,
    /// The name of the file, without its extension.
    pub name: String,
    /// Where the row stands.
    pub place: Place,
    /// The project's variant as the row changes it.
    pub variant: Variant,
    pub recipient: Option<Recipient>,
}

impl Job {
    /// Whether two jobs differ in nothing but their recipients and names.
    pub fn shares_edition(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    /// What decides about its edition, as text.
    pub fn key(&self) -> String {
        key(&self.variant)
    }
}

/// What decides about an edition, as text: sorted, neighbours share content.
fn key(variant: &Variant) -> String {
    let ids = |ids: &std::collections::BTreeSet<String>| {
        ids.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    let (layout, audience) = (variant.layout, variant.audience.as_deref().unwrap_or_default());
    let languages = variant.languages.join(" ");
    let (include, exclude) = (ids(&variant.include), ids(&variant.exclude));
    format!("{}\n{languages}\n{layout:?}\n{audience}\n{include}\n{exclude}", variant.name)
}

/// A row that is without fault: where it stands, and which rows it goes with.
#[derive(Debug, Clone, Copy)]
struct Entry {
    start: usize,
    row: usize,
    group: usize,
}

/// A row that cannot be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected {
    pub row: usize,
    pub id: String,
    pub diagnostics: Vec<Diagnostic>,
}

/// The rows of a table, checked. Holds a few bytes for each.
pub struct Plan<'a> {
    sheet: &'a Sheet,
    checker: Checker<'a>,
    entries: Vec<Entry>,
    /// The rows at fault, in the order of the table.
    pub rejected: Vec<Rejected>,
    /// How many rows there are, with those at fault.
    pub rows: usize,
}

impl<'a> Plan<'a> {
    /// Checks every row of a table.
    ///
    /// # Errors
    /// When the columns are not those of a batch, or the table has no rows;
    /// rows at fault are in `rejected`.
    pub fn new(
        sheet: &'a Sheet,
        project: &'a Project,
        fonts: &'a Fonts,
    ) -> Result<Self, Diagnostics> {
        let checker = Checker::new(sheet, project, fonts)?;
        let mut plan = Self { sheet, checker, entries: vec![], rejected: vec![], rows: 0 };
        let mut names = Names::default();
        let mut groups: HashMap<String, usize> = HashMap::new();
        for raw in sheet.rows() {
            plan.rows += 1;
            let row = plan.rows;
            let start = raw.range.start;
            let mut diagnostics = Diagnostics::default();
            let job = plan.checker.job(&raw, row, &mut diagnostics);
            let job = job.filter(|job| names.claim(job, sheet, &mut diagnostics));
            match job.filter(|_| !diagnostics.has_errors()) {
                Some(job) => {
                    let next = groups.len();
                    let group = *groups.entry(key(&job.variant)).or_insert(next);
                    plan.entries.push(Entry { start, row, group });
                }
                None => {
                    let id = raw.value("id").unwrap_or_default().to_string();
                    let diagnostics = diagnostics.sorted().into_iter().cloned().collect();
                    plan.rejected.push(Rejected { row, id, diagnostics });
                }
            }
        }
        if plan.rows == 0 {
            let place = Place::file(&sheet.path);
            let mut diagnostics = Diagnostics::default();
            diagnostics.push(
                Diagnostic::error(place, format!("`{}` has no rows", sheet.path))
                    .hint("below the header, each row is a document"),
            );
            return Err(diagnostics);
        }
        plan.order(groups);
        Ok(plan)
    }

    /// Puts rows that share content beside each other.
    fn order(&mut self, groups: HashMap<String, usize>) {
        let mut keys: Vec<(String, usize)> = groups.into_iter().collect();
        keys.sort();
        let mut ranks = vec![0; keys.len()];
        for (rank, (_, group)) in keys.into_iter().enumerate() {
            ranks[group] = rank;
        }
        for entry in &mut self.entries {
            entry.group = ranks[entry.group];
        }
        self.entries.sort_by_key(|entry| (entry.group, entry.row));
    }

    /// How many rows are without fault.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of the row at a place of the order of work.
    pub fn number(&self, index: usize) -> Option<usize> {
        self.entries.get(index).map(|entry| entry.row)
    }

    /// The job at a place of the order of work.
    pub fn job(&self, index: usize) -> Option<Job> {
        let entry = self.entries.get(index)?;
        let raw = self.sheet.row_at(entry.start)?;
        self.checker.job(&raw, entry.row, &mut Diagnostics::default())
    }

    /// What tells this table from others: a SHA-256 in hexadecimal.
    pub fn digest(&self) -> String {
        crate::manifest::digest(self.sheet.text().as_bytes())
    }
}
