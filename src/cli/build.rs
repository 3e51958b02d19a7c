//! `diptych build`: the files of variants, all or none.
//!
//! What is current is left alone. What is not is made by workers, each in a process of its
//! own.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use crate::check::{counted, findings};
use crate::export::{ATTACHING_STANDARDS, Format, Options, Standards, contact};
use crate::model::article::Article;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::project::{Project, Variant};
use crate::session::{Builder, Made, Manifest, write_all, write_manifest};
use crate::worker::{NamedFiles, Worker, confine, serve};

use super::args::{Args, Build, OutputArgs};
use super::batch::location::is_url;
use super::report::{Reporter, say};
use super::workspace::Workspace;
use super::{CommandError, CommandResult, Outcome, deps, print};
use crate::session::disk::{sweep, write};

pub fn build(command: &Build, args: &Args, reporter: &Reporter) -> CommandResult {
    if is_url(&command.making.output_dir) {
        return Err(CommandError::usage(
            Code::Usage,
            "`build` writes into a folder, and `--output-dir` is a URL",
        )
        .hint("`diptych batch` writes into object stores"));
    }
    if args.worker {
        confine(command.limits.memory_limit);
    }
    let workspace = match Workspace::open_as(args, reporter, command.draft) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let options = options(&command.making, &workspace.session.project().article)?;
    if command.contact.is_some() && options.format != Format::Sheet {
        return Err(CommandError::usage(Code::Usage, "a contact sheet is made of sheets")
            .hint("add `--format sheet`"));
    }
    let variants = workspace.variants(&command.variants)?;
    let jobs = command.making.jobs.map_or_else(cores, usize::from);
    let builder = Builder::new(&workspace.session, &options);
    if args.worker {
        let input = workspace.session.input(&options);
        // Who asked may be gone.
        let _ = serve(&input, |name: String| Built::new(&builder, workspace.variant(&name).ok()));
        return Ok(Outcome::Done);
    }
    let (project, files) = (workspace.session.project(), workspace.session.files());
    let (done, found) = std::thread::scope(|scope| {
        let found = scope.spawn(|| counted(project, files));
        (
            make(&builder, &variants, command, jobs),
            found.join().unwrap_or_else(|panic| resume_unwind(panic)),
        )
    });

    let mut diagnostics = workspace.session.warnings().clone();
    match command.strict || variants.iter().any(|variant| variant.strict) {
        true => diagnostics.extend(
            findings(project, &found)
                .map(|told| Diagnostic { severity: Severity::Error, ..told.clone() }),
        ),
        false => diagnostics.extend(summary(project, &found)),
    }
    let mut results = vec![];
    for (result, own) in done {
        diagnostics.extend(own.sorted().into_iter().cloned());
        results.extend(result);
    }
    reporter.print_all(&diagnostics, &workspace.texts());
    // All or none: a failed build leaves the last good files.
    if diagnostics.has_errors() {
        return Ok(Outcome::Failed);
    }
    sweep(&command.making.output_dir);
    let mut manifests = vec![];
    for result in results {
        let folder = &command.making.output_dir;
        match result {
            Done::Made(made) => {
                let written = write_all(folder, &made, options.format)?;
                if !args.quiet {
                    print(
                        &written
                            .iter()
                            .map(|path| format!("{}\n", path.display()))
                            .collect::<String>(),
                    )?;
                }
                manifests.push(made.manifest);
            }
            Done::Current(manifest) => {
                write_manifest(folder, &manifest, options.format)?;
                if !args.quiet {
                    say(&format!("`{}` is current", manifest.variant));
                }
                manifests.push(manifest);
            }
        }
    }
    if let Some(path) = &command.contact {
        write_contact(path, &command.making.output_dir, &manifests)?;
    }
    if let Some(path) = &command.deps {
        let deps =
            deps::print(command.deps_format, &command.making.output_dir, &manifests, &workspace);
        write(path, deps.as_bytes())?;
    }
    Ok(Outcome::Done)
}

/// How many findings of `check` there are, by rule.
pub fn summary(project: &Project, found: &Diagnostics) -> Option<Diagnostic> {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    findings(project, found).filter_map(|told| told.rule()).for_each(|rule| {
        *rules.entry(rule).or_default() += 1;
    });
    let total: usize = rules.values().sum();
    let list: Vec<String> = rules.iter().map(|(rule, n)| format!("{n} of `{rule}`")).collect();
    let message = format!("`diptych check` finds {total}: {}", list.join(", "));
    let told =
        Diagnostic { severity: Severity::Warning, ..Diagnostic::bare(Code::Findings, message) };
    (total > 0).then_some(told)
}

/// Writes one PNG with the sheets of all variants.
fn write_contact(path: &Path, folder: &Path, manifests: &[Manifest]) -> Result<(), CommandError> {
    let names = manifests.iter().flat_map(|manifest| manifest.outputs.keys());
    let sheets: Result<Vec<_>, _> = names.map(|name| std::fs::read(folder.join(name))).collect();
    let png = sheets.ok().and_then(|sheets| contact(&sheets));
    let png = png.ok_or_else(|| {
        CommandError::failed(Code::ExportFailed, "cannot put the sheets on one".to_string())
    })?;
    Ok(write(path, &png)?)
}

/// What becomes of a variant.
enum Done {
    Made(Made),
    /// The files are there; this is what they are made of.
    Current(Manifest),
}

/// A variant's end, and what there is to tell.
type Told = (Option<Done>, Diagnostics);

/// Makes the files of variants, several at once. Plain threads, because jobs
/// inside the pool that typst itself uses would take each other's work.
fn make(builder: &Builder, variants: &[&Variant], command: &Build, jobs: usize) -> Vec<Told> {
    if command.limits.in_process {
        // A second call finds the pool built, which is as good.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    let workers = jobs.min(variants.len());
    let next = AtomicUsize::new(0);
    let made: Mutex<Vec<Option<Told>>> = Mutex::new(variants.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut worker = command.limits.of_workers().map(|limits| {
                    Worker::new(limits, jobs / workers, builder.session.input(builder.options))
                });
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(variant) = variants.get(index) else { break };
                    let result = make_one(builder, variant, command, worker.as_mut());
                    made.lock().expect("no job panics while it holds this")[index] = Some(result);
                }
            });
        }
    });
    let made = made.into_inner().expect("no job panics while it holds this");
    made.into_iter().map(|made| made.unwrap_or_default()).collect()
}

fn make_one(
    builder: &Builder,
    variant: &Variant,
    command: &Build,
    worker: Option<&mut Worker>,
) -> Told {
    let mut diagnostics = Diagnostics::default();
    let edition = builder.edition(variant, &mut diagnostics);
    if !command.force
        && let Some(manifest) = builder.current(&command.making.output_dir, variant, &edition)
    {
        return (Some(Done::Current(manifest)), diagnostics);
    }
    let made = match worker {
        Some(worker) => built(worker, variant, &mut diagnostics),
        None => builder.build(variant, &edition, &mut diagnostics),
    };
    if made.is_none() && !diagnostics.has_errors() {
        let message = format!("`{}` was not made, and nothing says why", variant.name);
        diagnostics.push(Diagnostic::error(Code::Internal, variant.place.clone(), message));
    }
    (made.map(Done::Made), diagnostics)
}

/// What a worker answers beside the files: what they were made of, and all there is to tell.
#[derive(Serialize, Deserialize)]
struct Built {
    manifest: Option<Manifest>,
    diagnostics: Vec<Diagnostic>,
}

impl Built {
    fn new(builder: &Builder, variant: Option<&Variant>) -> (Self, NamedFiles) {
        let mut told = Diagnostics::default();
        let made = variant.and_then(|variant| {
            let edition = builder.edition(variant, &mut told);
            builder.build(variant, &edition, &mut told)
        });
        let (manifest, files) = made.map(|made| (made.manifest, made.files)).unzip();
        let diagnostics = told.into_iter().collect();
        (Self { manifest, diagnostics }, files.unwrap_or_default())
    }
}

/// What a worker makes of a variant.
fn built(worker: &mut Worker, variant: &Variant, diagnostics: &mut Diagnostics) -> Option<Made> {
    match worker.ask::<Built>(&variant.name) {
        Ok((Built { manifest, diagnostics: told }, files)) => {
            diagnostics.extend(told);
            Some(Made { manifest: manifest?, files })
        }
        Err(lost) => {
            let told = lost.told(&format!("`{}`", variant.name), worker.limits());
            diagnostics.push(Diagnostic { place: Some(variant.place.clone()), ..told });
            None
        }
    }
}

pub fn options(command: &OutputArgs, article: &Article) -> Result<Options, CommandError> {
    let format: Format = command.format.into();
    let is_pdf = format == Format::Pdf;
    let foreign = [
        ("--pdf-standard", !command.pdf_standard.is_empty() && !is_pdf, "it is for `--format pdf`"),
        ("--attach-data", command.attach_data && !is_pdf, "it is for `--format pdf`"),
        (
            "--ppi",
            command.ppi.is_some() && !matches!(format, Format::Png | Format::Sheet),
            "it is for `--format png` and `--format sheet`",
        ),
    ];
    if let Some((option, _, hint)) = foreign.into_iter().find(|(_, is_foreign, _)| *is_foreign) {
        let message = format!("`{option}` says nothing of `--format {}`", format.name());
        return Err(CommandError::usage(Code::Usage, message).hint(hint));
    }
    Ok(Options {
        format,
        standards: standards(&command.pdf_standard, command.attach_data)?,
        tagged: true,
        timestamp: timestamp(command.creation_timestamp, article)?,
        resolution: command.ppi.unwrap_or(RESOLUTION),
        attach: command.attach_data,
    })
}

/// The standards that were asked for, or those of every file.
pub fn standards(given: &[String], attach: bool) -> Result<Standards, CommandError> {
    let standards = match given {
        [] if attach => Standards::new(&ATTACHING_STANDARDS),
        [] => Ok(Standards::default()),
        given => Standards::new(given),
    };
    let standards =
        standards.map_err(|diagnostic| CommandError { diagnostic, outcome: Outcome::Usage })?;
    let holds = |name: &String| {
        !name.starts_with("a-")
            || name.starts_with("a-3")
            || ["a-4e", "a-4f"].contains(&name.as_str())
    };
    match standards.names().iter().find(|name| attach && !holds(name)) {
        Some(name) => {
            let message = format!("no file can be attached to a PDF of the standard `{name}`");
            let hint =
                "`a-3a`, `a-3b`, `a-3u` and `a-4f` allow it; so does a PDF for no archive, `1.7`";
            Err(CommandError::usage(Code::Usage, message).hint(hint))
        }
        None => Ok(standards),
    }
}

/// The date of the files: asked for, of the environment, or of the article.
pub fn timestamp(given: Option<i64>, article: &Article) -> Result<i64, CommandError> {
    if let Some(seconds) = given {
        return Ok(seconds);
    }
    if let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH") {
        return value.to_str().and_then(|v| v.parse().ok()).ok_or_else(|| {
            let value = value.to_string_lossy();
            CommandError::usage(
                Code::BadEnvironment,
                format!("`SOURCE_DATE_EPOCH` is `{value}`, which is no time"),
            )
            .hint("it counts seconds since 1970")
        });
    }
    let published = article.imprint.published;
    let date = published.or(article.revised).or(article.received).map(|date| date.first_day());
    let date = date.or_else(|| {
        let year = i32::try_from(article.issue?.year).ok()?;
        chrono::NaiveDate::from_ymd_opt(year, 1, 1)
    });
    let midnight = date.and_then(|date| date.and_hms_opt(0, 0, 0));
    Ok(midnight.map_or(0, |midnight| midnight.and_utc().timestamp()))
}

/// Pixels an inch, where nobody asks for others.
const RESOLUTION: f64 = 144.0;

pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}
