//! Where pandoc is, and how long it may take: by the environment, never by a project.

use std::path::PathBuf;
use std::time::Duration;

use super::{CommandError, Outcome};
use crate::model::code::Code;
use crate::pandoc::Pandoc;

/// How long pandoc may take, in seconds.
const SECONDS: u64 = 120;

/// Finds it.
pub fn pandoc() -> Result<Pandoc, CommandError> {
    let program = std::env::var_os("DIPTYCH_PANDOC").filter(|name| !name.is_empty());
    let program = program.map_or_else(|| PathBuf::from("pandoc"), PathBuf::from);
    let seconds = match std::env::var("DIPTYCH_PANDOC_SECONDS") {
        Err(_) => SECONDS,
        Ok(text) => text.parse().map_err(|_| {
            CommandError::usage(Code::BadEnvironment, format!("DIPTYCH_PANDOC_SECONDS is `{text}`"))
                .hint("give it a number of seconds")
        })?,
    };
    Pandoc::find(program, Duration::from_secs(seconds))
        .map_err(|diagnostic| CommandError { diagnostic, outcome: Outcome::Usage })
}
