//! `diptych batch`: a document for each row of a table.
//!
//! Rows are checked before the first page is made; then [`crate::batch::run`] makes
//! their documents, while this shows how far it is and listens for signals.

pub mod location;
mod progress;
mod scheduler;
mod table;
mod verify;

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::batch::run::{self, Ended, Observer, Settings, Summary, index_name};
use crate::batch::{Plan, Shard};
use crate::check::counted;
use crate::export::Format;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostics;
use crate::session::texts::SourceMap;
use crate::worker::confine;

use super::args::{Args, Batch, BatchCommand};
use super::build::{cores, errors, options};
use super::report::Reporter;
use super::workspace::{self, Workspace};
use super::{CommandError, CommandResult, Outcome, print};

use progress::Progress;

pub fn batch(command: &Batch, args: &Args, reporter: &Reporter) -> CommandResult {
    if let Some(BatchCommand::Verify(command)) = &command.command {
        return verify::verify(command, args, reporter);
    }
    if command.making.attach_data {
        return Err(CommandError::usage(Code::Usage, "a batch attaches no data")
            .hint("it could show one reader what is for another: `diptych build` attaches it"));
    }
    // A table of somebody's readers is hardly meant for somebody else's article.
    if !command.sample && workspace::root(args)?.is_none() {
        return Err(CommandError::usage(
            Code::NoProject,
            "there is no `diptych.toml` here, nor above",
        )
        .hint("name its folder with `--project`, or `--sample` for the article of the program"));
    }
    if args.worker {
        return answer(command, args, reporter);
    }
    let signals = Signals::listen()?;
    let shard = scheduler::shard(command.shard)?;
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let session = &workspace.session;
    let sheet = table::sheet(command, &session.project().languages, &signals.stop)?;
    sheet.notes.iter().for_each(|note| reporter.note(note));
    let texts = SourceMap { outside: Some(&sheet), ..workspace.texts() };
    reporter.print_all(session.warnings(), &texts);
    let mut at_fault = 0;
    let plan = Plan::new(&sheet, session, &command.map, |rejected| {
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
    if plan.variants().any(|variant| variant.strict) {
        let found = counted(session.project(), session.files());
        let mut told = Diagnostics::default();
        told.extend(errors(session.project(), &found));
        reporter.print_all(&told, &texts);
        if told.has_errors() {
            return Ok(Outcome::Failed);
        }
    }
    check_index(command, &plan, shard)?;
    let settings = Settings {
        options: options(&command.making, &session.project().article)?,
        shard,
        resume: command.resume,
        retry: command.retry,
        archive: command.archive.map(Into::into),
        index: command.index,
        jobs: command.making.jobs.map_or_else(cores, usize::from),
        limits: command.limits.of_workers(),
    };
    let to = location::open(&command.making.output_dir, "`--output-dir`", &signals.stop)?;
    let bar = OnceCell::new();
    let watched = Watched { args, reporter, signals: &signals, bar };
    let ended = run::run(session, &plan, settings, to, &texts, &signals.stop, &watched);
    let ended = ended.inspect_err(|error| reporter.print_all(&error.causes, &texts))?;
    let Ended::Done(summary) = ended else {
        reporter.note(STOPPED);
        return Ok(Outcome::Interrupted);
    };
    tell(&summary, reporter, args)?;
    Ok(if summary.failed > 0 { Outcome::Rows } else { Outcome::Done })
}

/// Makes documents for the process that has the table.
fn answer(command: &Batch, args: &Args, reporter: &Reporter) -> CommandResult {
    confine(command.limits.memory_limit);
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let options = options(&command.making, &workspace.session.project().article)?;
    // Who asked is gone.
    let _ = run::answer(&workspace.session, &options);
    Ok(Outcome::Done)
}

/// What is said of a batch that did not come to its end.
const STOPPED: &str = "stopped; `--resume` goes on where this ended";

/// No row may have the file that the index is to have.
fn check_index(command: &Batch, plan: &Plan, shard: Shard) -> Result<(), CommandError> {
    let index = index_name(shard);
    let named = plan.named(Format::Pdf.document(&index));
    match named.values().find_map(|at| plan.number(*at)).filter(|_| command.index) {
        Some(row) => {
            let message = format!("row {row} has the file `{index}`, and so has the index");
            Err(CommandError::usage(Code::RepeatedFile, message)
                .hint("give the row another `file`"))
        }
        None => Ok(()),
    }
}

/// Signals that end a batch. One sets the first flag, and a second ends the program; while
/// the second flag is set, before and after documents are made, one does. Each file is
/// whole.
struct Signals {
    stop: Arc<AtomicBool>,
    at_once: Arc<AtomicBool>,
}

impl Signals {
    fn listen() -> Result<Self, CommandError> {
        let (stop, at_once) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
        let status = Outcome::Interrupted as i32;
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_shutdown(signal, status, at_once.clone())
                .and_then(|_| flag::register_conditional_shutdown(signal, status, stop.clone()))
                .and_then(|_| flag::register(signal, stop.clone()))
                .map_err(|error| {
                    CommandError::failed(
                        Code::System,
                        format!("cannot listen for signals: {error}"),
                    )
                })?;
        }
        Ok(Self { stop, at_once })
    }
}

/// A batch as its user sees it.
struct Watched<'a> {
    args: &'a Args,
    reporter: &'a Reporter,
    signals: &'a Signals,
    bar: OnceCell<Progress>,
}

impl Observer for Watched<'_> {
    fn begin(&self, todo: usize, whole: usize) {
        self.bar
            .get_or_init(|| Progress::new(todo, whole, self.args.quiet, self.reporter.is_human()));
    }

    fn passed_over(&self, rows: usize) {
        let rows = if rows == 1 { "1 row".into() } else { format!("{rows} rows") };
        self.reporter.note(&format!(
            "passes over {rows} that took too long or too much memory before; `--retry` makes \
             them again"
        ));
    }

    fn made(&self, failed: usize) {
        self.bar.get().into_iter().for_each(|bar| bar.made(failed));
    }

    fn finish(&self) {
        self.bar.get().into_iter().for_each(Progress::finish);
    }

    fn hold(&self, hold: bool) {
        self.signals.at_once.store(!hold, Ordering::SeqCst);
    }

    fn abandon(&self) -> ! {
        self.reporter.note(STOPPED);
        std::process::exit(Outcome::Interrupted as i32);
    }
}

/// Says how it ended, and why rows failed.
fn tell(summary: &Summary, reporter: &Reporter, args: &Args) -> Result<(), CommandError> {
    let Summary { report, done, pages, failed, reasons, untold } = summary;
    reasons.iter().for_each(|line| reporter.note(line));
    if *untold > 0 {
        reporter.note(&format!("and {untold} rows more: the report has them all"));
    }
    if !args.quiet {
        reporter.note(&format!("{done} documents, {pages} pages; {failed} rows failed"));
        print(&format!("{report}\n"))?;
    }
    Ok(())
}
