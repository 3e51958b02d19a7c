//! Files on the disk, each whole or not at all.
//!
//! Takes a path and bytes; writes them beside it, under a hidden name, and renames that.
//! What was there before is untouched until then. Reads nothing.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;

/// How the names of files begin that are being written.
pub const BEGUN: &str = ".diptych-";

/// Writes a file and syncs it. Makes its folder.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    write_with(path, BEGUN, |file| file.write_all(bytes))
}

/// Writes a file as [`write()`] does, piece by piece; its name begins so until then.
///
/// # Errors
/// When it cannot be written.
pub fn write_with(
    path: &Path,
    begun: &str,
    fill: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> Result<(), Diagnostic> {
    let synced = begin(path, begun, fill).and_then(|file| {
        file.as_file().sync_all()?;
        Ok(file.persist(path)?)
    });
    synced.map(drop).map_err(|error| unwritten(path, error))
}

/// Writes a file as [`write()`] does, under a name that nothing has.
///
/// # Errors
/// When it cannot be written, and when something has the name.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let synced = begin(path, BEGUN, |file| file.write_all(bytes)).and_then(|file| {
        file.as_file().sync_all()?;
        Ok(file.persist_noclobber(path)?)
    });
    synced.map(drop).map_err(|error| unwritten(path, error))
}

/// That a file, or a folder, cannot be written.
pub fn unwritten(path: &Path, error: io::Error) -> Diagnostic {
    Diagnostic::bare(Code::UnwritableFile, format!("cannot write `{}`: {error}", path.display()))
}

/// Where many files are written, and synced at once: each on its own would wait for the
/// disk, some milliseconds, which is longer than a short document takes to make.
pub struct Disk {
    /// How the names of its files begin while they are being written.
    pub begun: String,
    /// Open from the first file on, so that it hears of what fails in between.
    #[cfg(target_os = "linux")]
    folder: File,
}

impl Disk {
    /// That of a folder, in which others may write, with names that begin otherwise.
    ///
    /// # Errors
    /// When the folder cannot be opened.
    pub fn of(folder: &Path, begun: String) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        return Ok(Self { begun, folder: File::open(folder)? });
        #[cfg(not(target_os = "linux"))]
        folder.metadata().map(|_| Self { begun })
    }

    /// Writes a file, whole or not at all if the program is killed; a `new` one under a
    /// name that nothing has.
    ///
    /// # Errors
    /// When the file cannot be written, and when the name is taken: of two that write it,
    /// one succeeds.
    pub fn write(&self, path: &Path, bytes: &[u8], new: bool) -> io::Result<()> {
        let file = begin(path, &self.begun, |file| file.write_all(bytes))?;
        #[cfg(not(target_os = "linux"))]
        file.as_file().sync_all()?;
        if new {
            file.persist_noclobber(path)?
        } else {
            file.persist(path)?
        };
        Ok(())
    }

    /// Waits until all that was written is on the disk.
    ///
    /// # Errors
    /// When something is not.
    pub fn sync(&self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        rustix::fs::syncfs(&self.folder)?;
        Ok(())
    }
}

/// Takes away what a killed program had begun to write into a folder. What another program
/// is writing this moment it holds, and that stays.
pub fn sweep(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let begun = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(BEGUN));
    // What cannot be taken away does no harm.
    for path in begun.map(|entry| entry.path()) {
        if File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = std::fs::remove_file(path);
        }
    }
}

fn begin(
    path: &Path,
    begun: &str,
    fill: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(begun);
    // A temporary file is for its owner alone; a published one for whom the umask lets.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    // Who sweeps leaves it alone, where the system can say that.
    let _ = file.as_file().try_lock();
    let mut writer = BufWriter::new(file.as_file_mut());
    fill(&mut writer)?;
    writer.flush()?;
    drop(writer);
    Ok(file)
}
