//! The table of a batch, from where the command line says it is.
//!
//! Takes a path, a URL or the standard input; gives rows. What can be read only once waits
//! in a temporary file.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::batch::{Format, Reading, Sheet};
use crate::model::code::Code;
use crate::model::language::Language;
use crate::table::encoding::Hints;

use super::super::CommandError;
use super::super::args::Batch;
use super::location::open;
use crate::batch::store::Location;

/// What workbooks begin with: a ZIP file, or an old compound file.
const WORKBOOKS: [[u8; 4]; 2] = [*b"PK\x03\x04", [0xd0, 0xcf, 0x11, 0xe0]];

/// The table, from a file, a URL or the standard input, for a project in some languages.
pub fn sheet(
    command: &Batch,
    languages: &[Language],
    stop: &Arc<AtomicBool>,
) -> Result<Sheet, CommandError> {
    let path = command.audiences.as_deref().unwrap_or(Path::new("-"));
    let is_stdin = path == Path::new("-");
    let name = if is_stdin { "<stdin>".into() } else { path.display().to_string() };
    let failed = |error: std::io::Error| {
        CommandError::usage(Code::UnreadableFile, format!("cannot read `{name}`: {error}"))
    };
    let file = match open(path, "`AUDIENCES`", stop)? {
        _ if is_stdin => spooled(std::io::stdin().lock()),
        Location::Folder(path) => File::open(path).and_then(|file| {
            // A pipe can be read only once.
            if file.metadata()?.is_file() { Ok(file) } else { spooled(file) }
        }),
        Location::Store(store) => {
            store.fetch("")?.ok_or_else(|| std::io::ErrorKind::NotFound.into())
        }
    }
    .map_err(failed)?;
    let mut first = [0; 4];
    (&file).rewind().and_then(|()| (&file).read(&mut first)).map_err(failed)?;
    let format = match (command.input_format, first) {
        (Some(format), _) => format.into(),
        // A line of the standard input that begins so is no header.
        (None, [b'{', ..]) if is_stdin => Format::Jsonl,
        (None, first) if WORKBOOKS.contains(&first) => Format::Workbook,
        (None, _) => Format::of(&name),
    };
    let regions = languages.iter().filter_map(|language| language.region.clone()).collect();
    let reading = Reading {
        encoding: Hints { encoding: command.encoding, regions },
        separator: command.separator,
        sheet: command.sheet.clone(),
        skip_hidden: command.skip_hidden,
        ..Reading::new(format)
    };
    Ok(Sheet::read(&name, Box::new(file), &reading)?)
}

/// What comes through a pipe, in a file without a name.
fn spooled(mut from: impl Read) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    std::io::copy(&mut from, &mut file)?;
    Ok(file)
}
