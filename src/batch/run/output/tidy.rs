//! What an edited table makes no more.
//!
//! Takes out of the folder what runs before this one made, by their journal and report,
//! and no row has now. Never touches what somebody has changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::batch::{Archive, FileRecord, Plan, Row, Status};
use crate::export::Format;
use crate::model::code::Code;

use super::super::journal::unread;
use super::{Output, is_whole};
use crate::batch::error::BatchError;

impl Output {
    /// Takes away the documents of a run before this one that no row of the table has now,
    /// unless somebody has changed them, and an archive in another format. What belongs to a
    /// row that failed stays: it is the last good one.
    pub fn tidy(&self, plan: &Plan, archive: Option<Archive>) -> Result<(), BatchError> {
        if !self.resumed || self.folder.store.is_some() {
            return Ok(());
        }
        let mut own = vec![false; plan.rows() + 1];
        self.range.clone().filter_map(|at| plan.number(at)).for_each(|number| own[number] = true);
        let is_done = |row: &Option<Row>| row.as_ref().is_some_and(|r| r.status == Status::Done);
        // Whether a row of this shard has a file now. Systems differ in whether `A` is `a`.
        let has = |number: usize, name: &str| match own.get(number) {
            Some(true) => self.journal.row(number).map(|row| {
                let mut files = row.iter().flat_map(|row| &row.files);
                !is_done(&row) || files.any(|file| file.name.to_lowercase() == name)
            }),
            _ => Ok(false),
        };
        let mut before = BTreeMap::new();
        let rejected = plan.at_fault().filter_map(|number| plan.job(number).err());
        let rejected: BTreeSet<String> = rejected.map(|row| row.id).collect();
        let rows = self.journal.rows().map_err(unread)?;
        for row in rows.filter(|row| !rejected.contains(&row.id)) {
            for file in row.files {
                let name = file.name.to_lowercase();
                if !has(row.row, &name).map_err(unread)? {
                    before.insert(name, file);
                }
            }
        }
        let named = plan.named(before.keys().flat_map(|name| documents(name)));
        for (name, file) in &before {
            let rows = documents(name).filter_map(|document| plan.number(*named.get(document)?));
            let mut is_had = false;
            for number in rows {
                is_had |= !own[number] || has(number, name).map_err(unread)?;
            }
            if !is_had && is_whole(&self.folder.path, file) {
                self.take_away(file)?;
            }
        }
        let wanted = archive.map(|format| self.archive_name(format));
        let before = self.packed_before().map(|(archive, _)| archive);
        if let Some(other) = before.filter(|archive| Some(&archive.name) != wanted.as_ref()) {
            let mut numbers = (1..own.len()).filter(|number| own[*number]);
            if numbers.all(|number| self.journal.row(number).is_ok_and(|row| is_done(&row))) {
                self.take_away(other)?;
            }
        }
        Ok(())
    }

    fn take_away(&self, file: &FileRecord) -> Result<(), BatchError> {
        let path = self.folder.path.join(&file.name);
        std::fs::remove_file(&path).map_err(|error| {
            BatchError::failed(
                Code::UnwritableFile,
                format!("cannot take away `{}`: {error}", path.display()),
            )
        })
    }
}

/// The documents that a file may be of, in whatever format.
fn documents(file_name: &str) -> impl Iterator<Item = &str> {
    Format::ALL.into_iter().filter_map(move |format| format.document(file_name))
}
