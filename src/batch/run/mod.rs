//! The run of a batch: a document for each row of a plan, made by workers.
//!
//! Takes an open project and a plan; gives files in a folder or a store as they are done,
//! a journal of what is finished, by which a batch that was stopped can go on, and at the
//! end a report. What it has to say goes to an [`Observer`].

mod index;
mod journal;
mod maker;
pub(super) mod output;
pub(super) mod row_store;
mod work;

use std::io;
use std::sync::atomic::AtomicBool;

use crate::export::Options;
use crate::session::Session;
use crate::session::texts::SourceMap;
use crate::worker::Limits;

use super::store::{Location, Remote};
use super::{Archive, BatchError, Plan, Report, Row, Shard, Status, file_name};
use journal::unread;
use output::Output;
use work::Work;

pub use work::answer;

/// How many failed rows are told; the report has all.
const TOLD: usize = 20;

/// How a batch is made.
pub struct Settings {
    pub options: Options,
    pub shard: Shard,
    /// Whether it goes on with what a run before it left.
    pub resume: bool,
    /// Whether it makes those again whose process was ended.
    pub retry: bool,
    pub archive: Option<Archive>,
    /// Whether a list of the documents is made, too.
    pub index: bool,
    /// How many documents are made at once.
    pub jobs: usize,
    /// What a process may take that makes a document; nothing, when there are none but this.
    pub limits: Option<Limits>,
}

/// Who follows a batch while it runs.
pub trait Observer {
    /// So many documents are to be made, and so many are whole already.
    fn begin(&self, todo: usize, whole: usize);

    /// So many rows are not made again, whose process was ended.
    fn passed_over(&self, rows: usize);

    /// One more row is settled; so many have failed.
    fn made(&self, failed: usize);

    /// All documents are made.
    fn finish(&self);

    /// Whether a signal must wait from now on for what is under way.
    fn hold(&self, hold: bool);

    /// Time is up, and a document is in the making that nothing can interrupt: ends the
    /// program. The journal and each file are whole at any moment.
    fn abandon(&self) -> !;
}

/// How a batch ended.
pub enum Ended {
    /// It was told to stop before its end.
    Stopped,
    Done(Summary),
}

/// What became of the rows of a batch.
#[derive(Default)]
pub struct Summary {
    /// Where the report is.
    pub report: String,
    pub done: usize,
    pub pages: usize,
    pub failed: usize,
    /// Why the first rows failed, a line each.
    pub reasons: Vec<String>,
    /// How many rows more have failed in the making.
    pub untold: usize,
}

/// Runs a batch.
///
/// # Errors
/// When the place has files of others, cannot be written or does not answer; when
/// the index cannot be made.
pub fn run(
    session: &Session,
    plan: &Plan,
    settings: Settings,
    to: Location,
    texts: &SourceMap,
    stop: &AtomicBool,
    observer: &dyn Observer,
) -> Result<Ended, BatchError> {
    let Settings { options, shard, resume, retry, archive, index, jobs, limits } = settings;
    let (folder, mut remote) = match to {
        Location::Folder(folder) => (folder, None),
        Location::Store(store) => {
            // What is under way here would stay behind; requests end soon by themselves.
            observer.hold(true);
            let remote = Remote::open(store, archive, resume, shard)?;
            (remote.folder().to_path_buf(), Some(remote))
        }
    };
    let documents = remote.as_ref().and_then(Remote::documents);
    let mut output = Output::open(&folder, shard, resume, documents, plan, &options.formats)?;
    let input = session.input(&options);
    let work = Work { session, plan, input, options, texts, stop, limits };
    let range = shard.range(plan.len());
    let mut todo: Vec<usize> = output.unfinished(archive, |index| work.wanted(index))?;
    let unfinished = todo.len();
    todo.retain(|index| retry || !output.is_aborted(work.wanted(*index)));
    if todo.len() < unfinished {
        observer.passed_over(unfinished - todo.len());
    }
    observer.begin(todo.len(), range.len() - unfinished);
    observer.hold(true);
    let ended = work.run(&todo, jobs, &mut output, &mut remote, observer)?;
    observer.finish();
    if !ended {
        remote.as_mut().map_or(Ok(()), Remote::checkpoint)?;
        return Ok(Ended::Stopped);
    }
    output.tidy(plan, archive)?;
    let mut numbers: Vec<usize> = range.filter_map(|index| plan.number(index)).collect();
    if shard.index == 1 {
        numbers.extend(plan.at_fault());
    }
    numbers.sort_unstable();
    let rows = || work.settled(&output, &numbers);
    let pack = |format| output.pack(format, rows, stop).transpose();
    let mut packed = archive.and_then(pack).transpose()?;
    observer.hold(remote.is_some());
    if let (Some(remote), Some(made)) = (&remote, packed.take_if(|_| remote.is_some())) {
        packed = Some(remote.archive(made)?);
    }
    let batch = plan.digest().to_string();
    let head = Report { batch, rows: plan.rows(), shard, archive: packed, results: () };
    if index {
        output.index(&index::index(&work, rows(), archive.is_some())?)?;
    }
    let path = output.report(head, rows)?;
    let report = match &mut remote {
        Some(remote) => remote.report()?,
        None => path.display().to_string(),
    };
    summary(report, rows()).map(Ended::Done)
}

/// The name of the index of a shard.
pub fn index_name(shard: Shard) -> String {
    file_name("index", shard, "pdf")
}

fn summary(
    report: String,
    rows: impl Iterator<Item = io::Result<Row>>,
) -> Result<Summary, BatchError> {
    let mut all = Summary { report, ..Summary::default() };
    let mut failed = 0;
    for row in rows {
        let row = row.map_err(unread)?;
        all.pages += row.pages;
        match row.status {
            Status::Done => all.done += 1,
            Status::Rejected => all.failed += 1,
            Status::Failed | Status::Aborted => {
                failed += 1;
                if failed <= TOLD {
                    all.reasons.extend(row.diagnostics);
                }
            }
        }
    }
    all.untold = failed.saturating_sub(TOLD);
    all.failed += failed;
    Ok(all)
}
