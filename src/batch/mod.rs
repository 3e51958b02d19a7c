//! Batches: a table of recipients, a document for each row.
//!
//! ```text
//! Sheet ──plan──▶ Plan ──run──▶ documents, journal, report
//! ```
//!
//! Takes a table (CSV, JSON Lines or a sheet of a workbook) and an open project. The
//! `Plan` holds the checked rows; `run` makes their documents in a folder or a
//! `store`, and can go on where it was stopped. Prints nothing.

mod columns;
mod date;
mod error;
mod merge;
mod name;
mod plan;
mod reading;
mod recipient;
mod record;
mod report;
mod row;
pub(crate) mod run;
mod schema;
mod shard;
mod sheet;
pub(crate) mod store;
mod verify;
mod workbook;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use reading::{Format, Reading};
pub use record::{Cell, RawRow};
pub use report::{FileRecord, Part, Report, Row, Status};
pub use shard::Shard;
pub use sheet::{Sheet, Source};

pub(crate) use error::{BatchError, ErrorKind};
pub(crate) use merge::{Merge, Verdict};
pub(crate) use plan::{Job, Plan, Rejected};
pub(crate) use report::{Streamed, read, write_csv};
pub(crate) use run::output::Archive;
pub(crate) use schema::schema;
pub(crate) use shard::file_name;
pub(crate) use verify::{Verified, verify};

/// What a lock holds, also after a panic: nothing is left half done in these.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
