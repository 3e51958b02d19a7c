//! `diptych build`: the files of variants in each format, all or none.
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
use super::pandoc::pandoc;
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
    if command.contact.is_some() && !options.formats.contains(&Format::Sheet) {
        return Err(CommandError::usage(Code::Usage, "a contact sheet is made of sheets")
            .hint("add `--format sheet`"));
    }
    let variants = workspace.variants(&command.variants)?;
    let jobs = command.making.jobs.map_or_else(cores, usize::from);
    let builder = Builder::new(&workspace.session, &options);
    if args.worker {
        let input = workspace.session.input(&options);
        // Who asked may be gone.
        let _ = serve(&input, |wanted: Wanted| {
            Built::new(&builder, workspace.variant(&wanted.variant).ok(), &wanted.formats)
        });
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
        true => diagnostics.extend(errors(project, &found)),
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
                let written = write_all(folder, &made)?;
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
            Done::Current(format, manifest) => {
                write_manifest(folder, &manifest, format)?;
                if !args.quiet {
                    let of = match options.formats.len() {
                        1 => String::new(),
                        _ => format!(" as {}", format.name()),
                    };
                    say(&format!("`{}` is current{of}", manifest.variant));
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

/// The findings of `check` as errors: what `strict` makes of them.
pub fn errors<'a>(
    project: &'a Project,
    found: &'a Diagnostics,
) -> impl Iterator<Item = Diagnostic> + use<'a> {
    findings(project, found).map(|told| Diagnostic { severity: Severity::Error, ..told.clone() })
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
    let sheets = manifests.iter().filter(|own| own.options.format == Format::Sheet.name());
    let names = sheets.flat_map(|manifest| manifest.outputs.keys());
    let sheets: Result<Vec<_>, _> = names.map(|name| std::fs::read(folder.join(name))).collect();
    let png = sheets.ok().and_then(|sheets| contact(&sheets));
    let png = png.ok_or_else(|| {
        CommandError::failed(Code::ExportFailed, "cannot put the sheets on one".to_string())
    })?;
    Ok(write(path, &png)?)
}

/// What becomes of a variant in a format.
enum Done {
    Made(Made),
    /// The files are there; this is what they are made of.
    Current(Format, Manifest),
}

/// A variant's end in each format, and what there is to tell.
type Told = (Vec<Done>, Diagnostics);

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
    let folder = &command.making.output_dir;
    let (mut done, mut rest) = (vec![], vec![]);
    for format in &builder.options.formats {
        let current = || builder.current(folder, variant, &edition, *format);
        match (!command.force).then(current).flatten() {
            Some(manifest) => done.push(Done::Current(*format, manifest)),
            None => rest.push(*format),
        }
    }
    let made = match worker {
        _ if rest.is_empty() => Some(vec![]),
        Some(worker) => built(worker, variant, &rest, &mut diagnostics),
        None => builder.build(variant, &edition, &rest, &mut diagnostics),
    };
    if made.is_none() && !diagnostics.has_errors() {
        let message = format!("`{}` was not made, and nothing says why", variant.name);
        diagnostics.push(Diagnostic::error(Code::Internal, variant.place.clone(), message));
    }
    done.extend(made.into_iter().flatten().map(Done::Made));
    (done, diagnostics)
}

/// What a worker is asked for.
#[derive(Serialize, Deserialize)]
struct Wanted {
    variant: String,
    formats: Vec<Format>,
}

/// What a worker answers beside the files: for each format what its files, which are as many,
/// were made of; and all there is to tell.
#[derive(Serialize, Deserialize)]
struct Built {
    made: Option<Vec<(Manifest, usize)>>,
    diagnostics: Vec<Diagnostic>,
}

impl Built {
    fn new(builder: &Builder, variant: Option<&Variant>, formats: &[Format]) -> (Self, NamedFiles) {
        let mut told = Diagnostics::default();
        let made = variant.and_then(|variant| {
            let edition = builder.edition(variant, &mut told);
            builder.build(variant, &edition, formats, &mut told)
        });
        let mut files = NamedFiles::new();
        let made = made.map(|made| {
            let mut counted = |made: Made| {
                let count = made.files.len();
                files.extend(made.files);
                (made.manifest, count)
            };
            made.into_iter().map(&mut counted).collect()
        });
        (Self { made, diagnostics: told.into_iter().collect() }, files)
    }
}

/// What a worker makes of a variant.
fn built(
    worker: &mut Worker,
    variant: &Variant,
    formats: &[Format],
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Made>> {
    let wanted = Wanted { variant: variant.name.clone(), formats: formats.to_vec() };
    match worker.ask::<Built>(&wanted) {
        Ok((Built { made, diagnostics: told }, files)) => {
            diagnostics.extend(told);
            let mut files = files.into_iter();
            let made = made?.into_iter().zip(formats).map(|((manifest, count), format)| {
                let files = files.by_ref().take(count).collect();
                Made { format: *format, manifest, files }
            });
            Some(made.collect())
        }
        Err(lost) => {
            let told = lost.told(&format!("`{}`", variant.name), worker.limits());
            diagnostics.push(Diagnostic { place: Some(variant.place.clone()), ..told });
            None
        }
    }
}

pub fn options(command: &OutputArgs, article: &Article) -> Result<Options, CommandError> {
    let mut formats = command.format.clone();
    formats.sort();
    formats.dedup();
    if let Some((one, other)) = Format::clash(&formats) {
        let (one, other, extension) = (one.name(), other.name(), other.extension());
        let message = format!("files of `{one}` and `{other}` could have the same name");
        return Err(CommandError::usage(Code::Usage, message).hint(format!(
            "both end in `.{extension}`: make one after the other, into two folders"
        )));
    }
    let is_pdf = formats.contains(&Format::Pdf);
    let is_drawn = formats.contains(&Format::Png) || formats.contains(&Format::Sheet);
    let foreign = [
        ("--pdf-standard", !command.pdf_standard.is_empty() && !is_pdf, "it is for `--format pdf`"),
        ("--attach-data", command.attach_data && !is_pdf, "it is for `--format pdf`"),
        (
            "--ppi",
            command.ppi.is_some() && !is_drawn,
            "it is for `--format png` and `--format sheet`",
        ),
    ];
    if let Some((option, _, hint)) = foreign.into_iter().find(|(_, is_foreign, _)| *is_foreign) {
        let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
        let message = format!("`{option}` says nothing of `--format {}`", names.join(","));
        return Err(CommandError::usage(Code::Usage, message).hint(hint));
    }
    Ok(Options {
        formats: formats.clone(),
        standards: standards(&command.pdf_standard, command.attach_data)?,
        tagged: true,
        timestamp: timestamp(command.creation_timestamp, article)?,
        resolution: command.ppi.unwrap_or(RESOLUTION),
        attach: command.attach_data,
        pandoc: match formats.iter().any(|format| format.needs_pandoc()) {
            true => Some(pandoc()?),
            false => None,
        },
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
