//! The archive of a batch: the documents of all rows in one file.
//!
//! Takes documents out of the folder once the archive with them is whole, and only with
//! the bytes that were written down.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Deserialize;

use crate::batch::{Archive, FileRecord, Row, Status};
use crate::model::digest::{digest, digest_of};

use super::{Output, is_whole, recorded};
use crate::batch::error::{BatchError, ErrorKind};
use crate::batch::shard::{begun, file_name};
use crate::session::disk::{unwritten, write_with};

impl Output {
    /// The archive that the report of a run before this one tells of, if it is whole, and
    /// how many rows it has. It may be large, and is read once.
    pub(super) fn packed_before(&self) -> Option<&(FileRecord, usize)> {
        self.packed.get_or_init(|| self.find_packed()).as_ref()
    }

    /// That archive, if it is the one that is asked for now.
    pub(super) fn packed(&self, format: Archive) -> Option<&(FileRecord, usize)> {
        let name = self.archive_name(format);
        self.packed_before().filter(|(archive, _)| archive.name == name)
    }

    pub(super) fn archive_name(&self, format: Archive) -> String {
        file_name("batch", self.shard, format.extension())
    }

    fn find_packed(&self) -> Option<(FileRecord, usize)> {
        /// What is read of a report.
        #[derive(Deserialize)]
        struct RecordedReport {
            archive: Option<FileRecord>,
            results: Vec<RecordedRow>,
        }
        #[derive(Deserialize)]
        struct RecordedRow {
            status: Status,
        }
        let told: RecordedReport = recorded(&self.folder.path, self.shard)?;
        let archive = told.archive?;
        let rows = told.results.iter().filter(|row| row.status == Status::Done).count();
        is_whole(&self.folder.path, &archive).then_some((archive, rows))
    }

    /// Puts the files of all rows into one, in the order of the table, and takes them out of
    /// the folder. Where no row has any, the archive of a run before this one is left alone.
    ///
    /// # Errors
    /// When it cannot be written, a file is not as it was made, or the batch is to stop.
    pub fn pack<R: Iterator<Item = io::Result<Row>>>(
        &self,
        format: Archive,
        rows: impl Fn() -> R,
        stop: &AtomicBool,
    ) -> Result<Option<FileRecord>, BatchError> {
        let name = self.archive_name(format);
        let path = self.folder.path.join(&name);
        let failed = |error| BatchError::from(unwritten(&path, error));
        let place = |file: &FileRecord| self.folder.path.join(&file.name);
        let done = rows().flatten().filter(|row| row.status == Status::Done).count();
        if done == 0 {
            return Ok(None);
        }
        if let Some((archive, packed)) = self.packed(format)
            && *packed == done
            && !rows().flatten().any(|row| self.is_loose(&row))
        {
            return Ok(Some(archive.clone()));
        }
        let files = rows().flat_map(|row| match row {
            Ok(row) => row.files.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        });
        let files = files.map(|file| {
            let file = file?;
            let bytes = std::fs::read(place(&file))?;
            match () {
                () if stop.load(Ordering::Relaxed) => Err(io::ErrorKind::Interrupted.into()),
                () if digest(&bytes) == file.sha256 => Ok((file.name, bytes)),
                () => Err(io::Error::other(format!("`{}` was altered", file.name))),
            }
        });
        let written = write_with(&path, &begun(self.shard), |target| match format {
            Archive::Zip => zip(target, files),
            Archive::Tar => tar(target, files),
        });
        written.map_err(|failed| match stop.load(Ordering::Relaxed) {
            true => BatchError::from(failed).of_kind(ErrorKind::Interrupted),
            false => BatchError::from(failed),
        })?;
        for row in rows() {
            for file in row.map_err(failed)?.files {
                std::fs::remove_file(place(&file)).map_err(failed)?;
            }
        }
        let file = File::open(&path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let sha256 = digest_of(file).map_err(failed)?;
        Ok(Some(FileRecord { name, bytes, sha256, etag: None }))
    }
}

/// PDFs are compressed: they are stored as they are, without a date.
fn zip(
    target: impl Write + Seek,
    files: impl Iterator<Item = io::Result<(String, Vec<u8>)>>,
) -> io::Result<()> {
    let mut writer = zip::ZipWriter::new(target);
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for file in files {
        let (name, bytes) = file?;
        writer.start_file(name, options)?;
        writer.write_all(&bytes)?;
    }
    writer.finish()?;
    Ok(())
}

fn tar(
    target: impl Write,
    files: impl Iterator<Item = io::Result<(String, Vec<u8>)>>,
) -> io::Result<()> {
    let mut writer = tar::Builder::new(target);
    for file in files {
        let (name, bytes) = file?;
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        writer.append_data(&mut header, &name, bytes.as_slice())?;
    }
    writer.finish()
}
