//! `diptych batch`: a document for each row of a table.
//!
//! Rows are checked before the first page is made; what is made goes into the
//! output folder as it is done; a journal there says what is finished, so that
//! a batch that was stopped can go on.

mod index;
mod journal;
pub mod location;
mod output;
mod progress;
mod remote;
mod scheduler;
mod spool;
mod store;
mod table;
mod verify;
mod work;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::batch::{Plan, Report, Row, Status};
use crate::compose::Base;
use crate::export::Format;

use super::args::{Args, Batch, BatchCommand};
use super::build::{cores, options};
use super::report::{Reporter, Texts};
use super::workspace::Workspace;
use super::{Ending, Outcome, Stop, print};

use journal::unread;
use location::Location;
use output::Output;
use progress::Progress;
use remote::Remote;
use work::Work;

/// How many failed rows are told; the report has all.
const TOLD: usize = 20;

pub fn batch(command: &Batch, args: &Args, reporter: &Reporter) -> Ending {
    if let Some(BatchCommand::Verify(command)) = &command.command {
        return verify::verify(command, args, reporter);
    }
    if command.making.attach_data {
        return Err(Stop::usage("a batch attaches no data")
            .hint("it could show one reader what is for another: `diptych build` attaches it"));
    }
    let (stop, at_once) = listen()?;
    let shard = scheduler::shard(command.shard)?;
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let sheet = table::sheet(command, &workspace.project.languages, &stop)?;
    sheet.notes.iter().for_each(|note| reporter.note(note));
    let texts = Texts { outside: Some(&sheet), ..workspace.texts() };
    reporter.print_all(&workspace.diagnostics, &texts);
    let mut at_fault = 0;
    let Workspace { project, fonts, files, .. } = &workspace;
    let plan = Plan::new(&sheet, project, fonts, files, &command.map, |rejected| {
        at_fault += 1;
        reporter.print_some(&rejected.diagnostics, &texts);
    });
    let plan = match plan {
        Ok(plan) => plan,
        Err(diagnostics) => {
            reporter.print_all(&diagnostics, &texts);
            return Ok(Outcome::Failed);
        }
    };
    if at_fault > 0 && !command.keep_going {
        reporter.note(&format!(
            "{at_fault} of {} rows are at fault, and nothing was made; `--keep-going` makes the \
             others",
            plan.rows()
        ));
        return Ok(Outcome::Failed);
    }
    let index_name = output::file_name("index", shard, "pdf");
    let named = plan.named(Format::Pdf.document(&index_name));
    if let Some(row) = named.values().find_map(|at| plan.number(*at)).filter(|_| command.index) {
        let message = format!("row {row} has the file `{index_name}`, and so has the index");
        return Err(Stop::usage(message).hint("give the row another `file`"));
    }
    let options = options(&command.making, &workspace.project.article)?;
    let (folder, mut remote) =
        match Location::open(&command.making.output_dir, "`--output-dir`", &stop)? {
            Location::Local(folder) => (folder, None),
            Location::Store(store) => {
                // What is under way here would stay behind; requests end soon by themselves.
                at_once.store(false, Ordering::SeqCst);
                let remote = Remote::open(store, command, shard)?;
                (remote.folder().to_path_buf(), Some(remote))
            }
        };
    let documents = remote.as_ref().and_then(Remote::documents);
    let mut output =
        Output::open(&folder, shard, command.resume, documents, &plan, options.format)?;
    let work = Work {
        base: Arc::new(Base::new(workspace.fonts.clone(), &workspace.files)),
        project: &workspace.project,
        plan: &plan,
        input: work::input(&workspace, &options),
        options,
        texts,
        reporter,
        stop: &stop,
    };
    let range = shard.range(plan.len());
    let todo: Vec<usize> = output.unfinished(command.archive, |index| work.wanted(index))?;
    let bar = Progress::new(todo.len(), range.len() - todo.len(), args.quiet, reporter.is_human());
    let threads = command.making.jobs.map_or_else(cores, usize::from);
    at_once.store(false, Ordering::SeqCst);
    let ended = work.run(&todo, threads, &mut output, &mut remote, &bar)?;
    bar.finish();
    if !ended {
        remote.as_mut().map_or(Ok(()), Remote::checkpoint)?;
        reporter.note("stopped; `--resume` goes on where this ended");
        return Ok(Outcome::Interrupted);
    }
    output.tidy(&plan, command.archive)?;
    let mut numbers: Vec<usize> = range.filter_map(|index| plan.number(index)).collect();
    if shard.index == 1 {
        numbers.extend(plan.at_fault());
    }
    numbers.sort_unstable();
    let rows = || work.settled(&output, &numbers);
    let pack = |format| output.pack(format, rows, &stop).transpose();
    let mut archive = command.archive.and_then(pack).transpose()?;
    at_once.store(remote.is_none(), Ordering::SeqCst);
    if let (Some(remote), Some(made)) = (&remote, archive.take_if(|_| remote.is_some())) {
        archive = Some(remote.archive(made)?);
    }
    let batch = plan.digest();
    let head = Report { batch, rows: plan.rows(), shard, archive, results: () };
    if command.index {
        output.index(&index::index(&work, rows(), command.archive.is_some())?)?;
    }
    let path = output.report(head, rows)?;
    let path = match &mut remote {
        Some(remote) => remote.report()?,
        None => path.display().to_string(),
    };
    let failed = tell(rows(), reporter, args)?;
    if !args.quiet {
        print(&format!("{path}\n"))?;
    }
    Ok(if failed > 0 { Outcome::Rows } else { Outcome::Done })
}

/// Listens for signals. One sets the first flag, and a second ends the program; while the
/// second flag is set, before and after documents are made, one does. Each file is whole.
fn listen() -> Result<(Arc<AtomicBool>, Arc<AtomicBool>), Stop> {
    let (stop, at_once) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
    let status = Outcome::Interrupted as i32;
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, status, at_once.clone())
            .and_then(|_| flag::register_conditional_shutdown(signal, status, stop.clone()))
            .and_then(|_| flag::register(signal, stop.clone()))
            .map_err(|error| Stop::failed(format!("cannot listen for signals: {error}")))?;
    }
    Ok((stop, at_once))
}

/// Says how it ended, and why rows failed; gives how many did.
fn tell(
    rows: impl Iterator<Item = std::io::Result<Row>>,
    reporter: &Reporter,
    args: &Args,
) -> Result<usize, Stop> {
    let (mut done, mut pages, mut rejected, mut failed) = (0, 0, 0, 0);
    for row in rows {
        let row = row.map_err(unread)?;
        pages += row.pages;
        match row.status {
            Status::Done => done += 1,
            Status::Rejected => rejected += 1,
            Status::Failed => {
                failed += 1;
                if failed <= TOLD {
                    row.diagnostics.iter().for_each(|line| reporter.note(line));
                }
            }
        }
    }
    if failed > TOLD {
        reporter.note(&format!("and {} rows more: the report has them all", failed - TOLD));
    }
    let failed = failed + rejected;
    if !args.quiet {
        reporter.note(&format!("{done} documents, {pages} pages; {failed} rows failed"));
    }
    Ok(failed)
}
