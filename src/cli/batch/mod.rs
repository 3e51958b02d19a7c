//! `diptych batch`: a document for each row of a table.
//!
//! Rows are checked before the first page is made; what is made goes into the
//! output folder as it is done; a journal there says what is finished, so that
//! a batch that was stopped can go on.

pub mod location;
mod output;
mod progress;
mod remote;
mod store;
mod verify;
mod work;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::batch::{Format, Plan, Report, Row, Shard, Sheet, Status};
use crate::compose::Base;

use super::args::{Args, Batch, BatchCommand};
use super::build::{cores, options};
use super::report::{Reporter, Texts};
use super::workspace::Workspace;
use super::{Ending, Outcome, Stop, print};

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
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, stop.clone())
            .map_err(|error| Stop::failed(format!("cannot listen for signals: {error}")))?;
    }
    let shard = shard(command.shard)?;
    let sheet = sheet(command, &stop)?;
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let texts = Texts { outside: Some((&sheet.path, sheet.text())), ..workspace.texts() };
    let plan = match Plan::new(&sheet, &workspace.project, &workspace.fonts) {
        Ok(plan) => plan,
        Err(diagnostics) => {
            reporter.print_all(&diagnostics, &texts);
            return Ok(Outcome::Failed);
        }
    };
    let mut found = workspace.diagnostics.clone();
    plan.rejected.iter().for_each(|rejected| found.append(rejected.diagnostics.clone()));
    reporter.print_all(&found, &texts);
    if !plan.rejected.is_empty() && !command.keep_going {
        reporter.note("nothing was made; `--keep-going` makes the rows that are without fault");
        return Ok(Outcome::Failed);
    }
    let options = options(&command.making, &workspace.project.article)?;
    let (folder, mut remote) =
        match Location::open(&command.making.output_dir, "`--output-dir`", &stop)? {
            Location::Local(folder) => (folder, None),
            Location::Store(store) => {
                let remote = Remote::open(store, command, shard)?;
                (remote.folder().to_path_buf(), Some(remote))
            }
        };
    let documents = remote.as_ref().and_then(Remote::documents);
    let mut output = Output::open(&folder, shard, command.resume, documents)?;
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
    let todo: Vec<usize> =
        output.unfinished(range.clone(), command.archive, |index| work.wanted(index))?;
    let bar = Progress::new(todo.len(), range.len() - todo.len(), args.quiet, reporter.is_human());
    let threads = command.making.jobs.map_or_else(cores, usize::from);
    let ended = work.run(&todo, threads, &mut output, &mut remote, &bar)?;
    bar.finish();
    if !ended {
        remote.as_mut().map_or(Ok(()), Remote::checkpoint)?;
        reporter.note("stopped; `--resume` goes on where this ended");
        return Ok(Outcome::Interrupted);
    }
    let wanted: Vec<usize> = range.filter_map(|index| plan.number(index)).collect();
    let mut results: Vec<Row> = output.settled(&wanted);
    if shard.index == 1 {
        results.extend(plan.rejected.iter().map(|rejected| Row {
            row: rejected.row,
            id: rejected.id.clone(),
            variant: String::new(),
            status: Status::Rejected,
            pages: 0,
            files: vec![],
            input: String::new(),
            diagnostics: reporter.lines(&rejected.diagnostics, &work.texts),
            milliseconds: 0,
        }));
    }
    results.sort_by_key(|row| row.row);
    let mut report =
        Report { batch: plan.digest(), rows: plan.rows, shard, archive: None, results };
    if let Some(format) = command.archive {
        let archive = output.pack(format, &report.results)?;
        report.archive = Some(match &remote {
            Some(remote) => remote.archive(archive)?,
            None => archive,
        });
    }
    let path = output.report(&report)?;
    let path = match &mut remote {
        Some(remote) => remote.report()?,
        None => path.display().to_string(),
    };
    tell(&report, reporter, args)?;
    if !args.quiet {
        print(&format!("{path}\n"))?;
    }
    Ok(if report.failed() > 0 { Outcome::Rows } else { Outcome::Done })
}

/// Says how it ended, and why rows failed.
fn tell(report: &Report, reporter: &Reporter, args: &Args) -> Result<(), Stop> {
    let failed = report.results.iter().filter(|row| row.status == Status::Failed);
    for row in failed.clone().take(TOLD) {
        for line in &row.diagnostics {
            reporter.note(line);
        }
    }
    if failed.clone().count() > TOLD {
        reporter.note(&format!("and {} rows more: the report has them all", failed.count() - TOLD));
    }
    if !args.quiet {
        let done = report.results.len() - report.failed();
        let pages: usize = report.results.iter().map(|row| row.pages).sum();
        reporter.note(&format!("{done} documents, {pages} pages; {} rows failed", report.failed()));
    }
    Ok(())
}

/// The table, from a file, a URL or the standard input.
fn sheet(command: &Batch, stop: &Arc<AtomicBool>) -> Result<Sheet, Stop> {
    let path = command.audiences.as_deref().unwrap_or(Path::new("-"));
    let is_stdin = path == Path::new("-");
    let name = if is_stdin { "<stdin>".into() } else { path.display().to_string() };
    let failed = |error: std::io::Error| Stop::usage(format!("cannot read `{name}`: {error}"));
    let mut bytes = vec![];
    match Location::open(path, "`AUDIENCES`", stop)? {
        _ if is_stdin => std::io::stdin().lock().read_to_end(&mut bytes).map(drop),
        Location::Local(path) => std::fs::read(path).map(|read| bytes = read),
        Location::Store(store) => match store.read("")? {
            Some(read) => Ok(bytes = read),
            None => Err(std::io::ErrorKind::NotFound.into()),
        },
    }
    .map_err(failed)?;
    let format = match (command.input_format, bytes.first()) {
        (Some(format), _) => format.into(),
        // A line of the standard input that begins so is no header.
        (None, Some(b'{')) if is_stdin => Format::Jsonl,
        (None, _) => Format::of(&name),
    };
    Sheet::read(&name, bytes, format)
        .map_err(|diagnostic| Stop { diagnostic, outcome: Outcome::Failed })
}

/// The shard: asked for, or the part that a scheduler gave this process.
fn shard(asked: Option<Shard>) -> Result<Shard, Stop> {
    if let Some(shard) = asked {
        return Ok(shard);
    }
    let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let number = |name: &str, value: String| {
        value
            .parse::<usize>()
            .map_err(|_| Stop::usage(format!("`{name}` is `{value}`, which is no number")))
    };
    let first = |name: &str| read(name).map(|value| number(name, value)).transpose();
    let own_count = first("DIPTYCH_SHARDS")?;
    // Slurm counts from where the array begins, the others from 0.
    let slurm = first("SLURM_ARRAY_TASK_ID")?.zip(first("SLURM_ARRAY_TASK_COUNT")?.or(own_count));
    let found = if let Some((id, count)) = slurm {
        let from = first("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
        Some((id.wrapping_sub(from), own_count.unwrap_or(count), "SLURM_ARRAY_TASK_ID"))
    } else {
        let mut found = None;
        for name in ["JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"] {
            if let Some(index) = first(name)? {
                let Some(count) = own_count else {
                    return Err(Stop::usage(format!(
                        "`{name}` is set, and `DIPTYCH_SHARDS` is not"
                    ))
                    .hint("set `DIPTYCH_SHARDS` to how many there are, or give `--shard I/N`"));
                };
                found = Some((index, count, name));
            }
        }
        found
    };
    let Some((index, count, name)) = found else { return Ok(Shard::ALL) };
    format!("{}/{count}", index.wrapping_add(1)).parse().map_err(|_| {
        Stop::usage(format!("`{name}` is outside the {count} shards"))
            .hint("give `--shard I/N` to run one shard again")
    })
}
