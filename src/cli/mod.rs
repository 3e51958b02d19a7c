//! The command line: the only module that prints, writes and reads the
//! environment.
//!
//! Raw arguments are turned into checked ones once; each command is a file.

mod add;
mod args;
mod batch;
mod build;
mod check;
mod clip;
mod confirm;
mod deps;
mod explain;
mod fonts;
mod import;
mod init;
mod pandoc;
mod report;
mod schema;
mod show;
mod status;
mod terms;
mod variants;
mod verify;
mod watch;
mod workspace;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::batch::{BatchError, ErrorKind};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use args::{Args, Command};
use report::Reporter;

#[doc(hidden)]
// The types of clap are not ours to promise; the test of docs/cli.md reads them.
pub use args::Args as Arguments;

/// How a command ended; the number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was done.
    Done = 0,
    /// A document or its data failed.
    Failed = 1,
    /// The command line or the project file is wrong.
    Usage = 2,
    /// The languages are apart.
    Apart = 3,
    /// A batch came to its end, and rows of it failed.
    Rows = 4,
    /// A store did not answer: run the same again (`EX_TEMPFAIL` of sysexits.h).
    Again = 75,
    /// A signal stopped a batch before its end.
    Interrupted = 130,
}

/// Runs the program on its arguments.
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     diptych::cli::run()
/// }
/// ```
pub fn run() -> ExitCode {
    let args = Args::parse();
    let reporter = Reporter::new(args.diagnostic_format, args.color);
    let outcome = match args.command {
        Command::Build(ref command) => build::build(command, &args, &reporter),
        Command::Watch(ref command) => watch::watch(command, &args, &reporter),
        Command::Verify(ref command) => verify::verify(command, &args, &reporter),
        Command::Batch(ref command) => batch::batch(command, &args, &reporter),
        Command::Check(ref command) => check::check(&args, command, &reporter),
        Command::Status(ref command) => status::status(command, &args, &reporter),
        Command::Show(ref command) => show::show(command, &args, &reporter),
        Command::Confirm(ref command) => confirm::confirm(command, &args, &reporter),
        Command::Terms(ref command) => terms::terms(command, &args, &reporter),
        Command::Explain(ref command) => explain::explain(command, &args, &reporter),
        Command::Variants(ref command) => variants::variants(command, &args, &reporter),
        Command::Init(ref command) => init::init(command),
        Command::Import(ref command) => import::import(command, &args),
        Command::Add(ref command) => add::add(command, &args),
        Command::Schema(ref command) => schema::schema(command),
        Command::Fonts => fonts::fonts(&args),
        Command::Completions { shell } => {
            let mut command = Args::command();
            let mut script = vec![];
            clap_complete::generate(shell, &mut command, "diptych", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
    };
    let outcome = outcome.unwrap_or_else(|error| {
        reporter.print(&error.diagnostic);
        error.outcome
    });
    ExitCode::from(outcome as u8)
}

/// Why a command went no further, and how that ends.
struct CommandError {
    diagnostic: Diagnostic,
    outcome: Outcome,
}

impl CommandError {
    fn usage(code: Code, message: impl Into<String>) -> Self {
        Self { diagnostic: Diagnostic::bare(code, message), outcome: Outcome::Usage }
    }

    fn failed(code: Code, message: impl Into<String>) -> Self {
        Self { diagnostic: Diagnostic::bare(code, message), outcome: Outcome::Failed }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.hint(hint);
        self
    }
}

impl From<Diagnostic> for CommandError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, outcome: Outcome::Failed }
    }
}

impl From<BatchError> for CommandError {
    fn from(error: BatchError) -> Self {
        let outcome = match error.kind {
            ErrorKind::Usage => Outcome::Usage,
            ErrorKind::Failed => Outcome::Failed,
            ErrorKind::Unanswered => Outcome::Again,
            ErrorKind::Interrupted => Outcome::Interrupted,
        };
        Self { diagnostic: *error.diagnostic, outcome }
    }
}

/// What a command gives.
type CommandResult = Result<Outcome, CommandError>;

/// Prints a result. A reader that goes away early is no failure.
fn print(text: &str) -> CommandResult {
    use std::io::{ErrorKind, Write};
    match std::io::stdout().write_all(text.as_bytes()).and_then(|()| std::io::stdout().flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CommandError::failed(
            Code::UnwritableFile,
            format!("cannot write to the standard output: {error}"),
        )),
        _ => Ok(Outcome::Done),
    }
}
