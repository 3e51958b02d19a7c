//! Plans: the rows of a table, checked, in the order of work.
//!
//! Takes a table and a checked [`Project`]; gives a [`Plan`] of checked rows in the order of work, of which
//! each gives its [`Job`] when asked: a variant, a recipient and the name of a
//! file. A row narrows or re-arranges what its variant publishes, and never
//! shows what its audience may not see. Never writes a file, and holds 36 bytes
//! of a row, however many there are.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::model::digest::digest;
use crate::model::edition::Recipient;
use crate::model::project::{Project, Variant};
use crate::session::Session;

use super::name;
use super::row::Checker;
use super::sheet::Sheet;

/// What a row asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Stands for all recipients that have the same texts, each of which says what it
    /// is: a document for it tells how theirs will be.
    pub sample: Option<Recipient>,
}

impl Job {
    /// Whether two jobs differ in nothing but what their recipients' texts say, and
    /// their names.
    pub(crate) fn shares_edition(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    /// What decides about its edition and how that is divided, as text.
    pub(crate) fn key(&self) -> String {
        let Variant { name, audience, include, exclude, .. } = &self.variant;
        let ids = |ids: &BTreeSet<String>| Vec::from_iter(ids.iter().cloned()).join(" ");
        let audience = audience.as_deref().unwrap_or_default();
        let (include, exclude) = (ids(include), ids(exclude));
        let (arranged, sample) = (arrangement(&self.variant), &self.sample);
        format!("{name}\n{arranged}\n{audience}\n{include}\n{exclude}\n{sample:?}")
    }
}

fn arrangement(variant: &Variant) -> String {
    format!("{}\n{:?}", variant.languages.join(" "), variant.layout)
}

/// Some bits of a hash, the same on every machine.
fn hash(text: &str) -> u64 {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte))
}

/// What is kept of a row.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Where it stands in the table, in bytes.
    start: usize,
    length: u32,
    is_rejected: bool,
    /// The hash of its file's name.
    name: u64,
    /// Rows with one edition have one group. Groups of one variant are beside
    /// each other, and in these, those of one arrangement.
    group: u64,
}

/// A row that cannot be made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rejected {
    pub row: usize,
    pub id: String,
    pub variant: String,
    pub diagnostics: Vec<Diagnostic>,
}

/// The rows of a table, checked. Holds a few bytes for each.
pub struct Plan<'a> {
    sheet: &'a Sheet,
    project: &'a Project,
    checker: Checker<'a>,
    /// In the order of the table.
    entries: Vec<Entry>,
    /// Rows without fault, from 0, in the order of work.
    order: Vec<u32>,
    /// Rows that have the file of another, and which that is.
    doubles: BTreeMap<u32, u32>,
}

impl<'a> Plan<'a> {
    /// Checks every row of a table, and tells of those at fault as they are
    /// found, and last of those that share a file.
    ///
    /// # Errors
    /// When the columns are not those of a batch, the table has no rows, or it
    /// cannot be read to its end.
    pub(crate) fn new(
        sheet: &'a Sheet,
        session: &'a Session,
        maps: &[(String, String)],
        mut told: impl FnMut(&Rejected),
    ) -> Result<Self, Diagnostics> {
        let project = session.project();
        let checker = Checker::new(sheet, project, session.fonts(), session.files(), maps)?;
        let (entries, order, doubles) = (vec![], vec![], BTreeMap::new());
        let mut plan = Self { sheet, project, checker, entries, order, doubles };
        for raw in sheet.rows() {
            let (raw, end) = raw.map_err(one)?;
            let raw = plan.checker.mapped(raw);
            let row = plan.entries.len();
            let found = plan.checker.job(&raw, row + 1, &mut Diagnostics::default());
            plan.entries.push(Entry {
                start: raw.range.start,
                length: (end - raw.range.start) as u32,
                is_rejected: found.is_none(),
                name: found.as_ref().map_or(0, |job| hash(&job.name.to_lowercase())),
                group: found.as_ref().map_or(0, |job| plan.group(job)),
            });
            if found.is_none() {
                told(&plan.rejected(row));
            }
        }
        if plan.entries.is_empty() {
            let message = format!("`{}` has no rows", sheet.path);
            return Err(one(Diagnostic::error(
                Code::EmptyTable,
                Place::file(&sheet.path),
                message,
            )
            .hint("below the header, each row is a document")));
        }
        let Ok(rows) = u32::try_from(plan.entries.len()) else {
            let message = format!("`{}` has more rows than {}", sheet.path, u32::MAX);
            return Err(one(Diagnostic::error(Code::TooMuch, Place::file(&sheet.path), message)));
        };
        plan.order = (0..rows).collect();
        plan.settle_names();
        plan.doubles.keys().for_each(|row| told(&plan.rejected(*row as usize)));
        let entries = &plan.entries;
        plan.order.retain(|row| !entries[*row as usize].is_rejected);
        plan.order.sort_unstable_by_key(|row| (entries[*row as usize].group, *row));
        Ok(plan)
    }

    fn group(&self, job: &Job) -> u64 {
        let variant = &job.variant;
        let index = self.project.variants.iter().position(|own| own.name == variant.name);
        (index.unwrap_or_default() as u64) << 48
            | hash(&arrangement(variant)) >> 48 << 32
            | hash(&job.key()) >> 32
    }

    /// Rejects rows whose file is that of a row before them. Systems differ in
    /// whether `A` is `a`: here it is.
    fn settle_names(&mut self) {
        let entries = &mut self.entries;
        let name = |row: &u32| entries[*row as usize].name;
        self.order.sort_unstable_by_key(|row| (name(row), *row));
        for rows in self.order.chunk_by(|a, b| name(a) == name(b)).filter(|rows| rows.len() > 1) {
            let mut taken: Vec<(String, u32)> = vec![];
            for row in rows {
                let entry = entries[*row as usize];
                let Some(job) = look(self.sheet, &self.checker, entry, *row as usize).1 else {
                    continue;
                };
                let name = job.name.to_lowercase();
                match taken.iter().find(|(known, _)| *known == name) {
                    Some((_, first)) => drop(self.doubles.insert(*row, *first)),
                    None => taken.push((name, *row)),
                }
            }
        }
        self.doubles.keys().for_each(|row| entries[*row as usize].is_rejected = true);
    }

    /// The variants that its rows are made of.
    pub(crate) fn variants(&self) -> impl Iterator<Item = &'a Variant> {
        let groups = self.order.iter().map(|row| self.entries[*row as usize].group >> 48);
        let (indices, project): (BTreeSet<u64>, _) = (groups.collect(), self.project);
        indices.into_iter().filter_map(|index| project.variants.get(index as usize))
    }

    /// How many rows the table has.
    pub(crate) fn rows(&self) -> usize {
        self.entries.len()
    }

    /// How many rows are without fault.
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    /// The number of the row, from 1, at a place of the order of work.
    pub(crate) fn number(&self, index: usize) -> Option<usize> {
        self.order.get(index).map(|row| *row as usize + 1)
    }

    /// Tells whether a name is that of a document of the rows at some places of the order of
    /// work.
    pub(crate) fn wants(&self, places: Range<usize>) -> impl Fn(&str) -> bool {
        let rows = self.order[places].iter();
        let names: HashSet<u64> = rows.map(|row| self.entries[*row as usize].name).collect();
        move |name| names.contains(&hash(&name.to_lowercase()))
    }

    /// The documents among some names that are those of rows, with the places of these in
    /// the order of work.
    pub(crate) fn named<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> BTreeMap<&'n str, usize> {
        let names = names.into_iter().map(|name| (hash(&name.to_lowercase()), name));
        let names: BTreeMap<u64, &str> = names.collect();
        let rows = self.order.iter().enumerate();
        rows.filter_map(|(at, row)| Some((*names.get(&self.entries[*row as usize].name)?, at)))
            .collect()
    }

    /// The numbers of the rows at fault, in the order of the table.
    pub(crate) fn at_fault(&self) -> impl Iterator<Item = usize> {
        let faulty = self.entries.iter().enumerate().filter(|(_, entry)| entry.is_rejected);
        faulty.map(|(row, _)| row + 1)
    }

    /// Whether a row, by number, is at fault.
    pub(crate) fn is_rejected(&self, number: usize) -> bool {
        self.entries[number - 1].is_rejected
    }

    /// The job of a row, by number.
    ///
    /// # Errors
    /// With what is wrong with it.
    pub(crate) fn job(&self, number: usize) -> Result<Job, Rejected> {
        let entry = self.entries[number - 1];
        let ([id, variant], job, mut diagnostics) =
            look(self.sheet, &self.checker, entry, number - 1);
        let first = self.doubles.get(&((number - 1) as u32));
        match job {
            Some(job) if let Some(first) = first => {
                let first = self.sheet.row_name(self.entries[*first as usize].start);
                diagnostics.push(name::doubled(&job, &first));
            }
            Some(job) if hash(&job.name.to_lowercase()) == entry.name => return Ok(job),
            Some(job) => diagnostics.push(changed(job.place)),
            None if !diagnostics.has_errors() => {
                diagnostics.push(changed(self.sheet.place(entry.start..entry.start)));
            }
            None => {}
        }
        let diagnostics = diagnostics.sorted().into_iter().cloned().collect();
        Err(Rejected { row: number, id, variant, diagnostics })
    }

    fn rejected(&self, row: usize) -> Rejected {
        let nothing = || Rejected { row: row + 1, ..Rejected::default() };
        self.job(row + 1).err().unwrap_or_else(nothing)
    }

    /// What tells this table from others: a SHA-256 in hexadecimal.
    pub(crate) fn digest(&self) -> String {
        let header = self.sheet.header().iter();
        let mapped: Vec<&String> =
            header.filter_map(|(name, _)| self.checker.mapped.get(name)).collect();
        match &mapped[..] {
            [] => self.sheet.digest().into(),
            _ => digest(format!("{}\n{mapped:?}", self.sheet.digest()).as_bytes()),
        }
    }
}

/// Reads a row again: its id and variant, its job if it is without fault, and its faults.
fn look(
    sheet: &Sheet,
    checker: &Checker,
    entry: Entry,
    row: usize,
) -> ([String; 2], Option<Job>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    match sheet.row_at(entry.start..entry.start + entry.length as usize) {
        Ok(raw) => {
            let raw = checker.mapped(raw);
            let job = checker.job(&raw, row + 1, &mut diagnostics);
            let said = ["id", "variant"].map(|column| raw.value(column).unwrap_or_default().into());
            (said, job, diagnostics)
        }
        Err(fault) => (Default::default(), None, one(fault)),
    }
}

fn changed(place: Place) -> Diagnostic {
    Diagnostic::error(Code::TableChanged, place, "the table has changed since it was checked")
        .hint("run the batch again with `--resume`")
}

pub fn one(diagnostic: Diagnostic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    diagnostics
}
