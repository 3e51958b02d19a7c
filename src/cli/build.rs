//! `diptych build`: the files of variants, all or none.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use typst_pdf::{PdfStandard, PdfStandards};

use crate::article::Article;
use crate::compile::compile;
use crate::compose::{Base, Composition};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::export::{ATTACHING_STANDARDS, DEFAULT_STANDARDS, Format, Options, export};
use crate::files::write_whole;
use crate::project::Variant;
use crate::select::{attach, faults, select};

use super::args::{Args, Build, Making};
use super::report::Reporter;
use super::workspace::Workspace;
use super::{Ending, Outcome, Stop, print};

pub fn build(command: &Build, args: &Args, reporter: &Reporter) -> Ending {
    let mut workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let options = options(&command.making, &workspace.project.article)?;
    let mut variants: Vec<&Variant> = vec![];
    for name in &command.variants {
        let variant = workspace.variant(name)?;
        if !variants.contains(&variant) {
            variants.push(variant);
        }
    }
    if command.variants.is_empty() {
        variants.extend(&workspace.project.variants);
    }
    let jobs = command.making.jobs.map_or_else(cores, usize::from);
    let made = make(&workspace, &variants, &options, jobs);

    let names: Vec<String> = variants.iter().map(|variant| variant.name.clone()).collect();
    let mut outputs = vec![];
    for (name, (files, diagnostics)) in names.iter().zip(made) {
        workspace.diagnostics.extend(diagnostics.sorted().into_iter().cloned());
        outputs.push((name, files));
    }
    reporter.print_all(&workspace.diagnostics, &workspace.texts());
    // All or none: a failed build leaves the last good files.
    if workspace.diagnostics.has_errors() {
        return Ok(Outcome::Failed);
    }
    for (name, files) in outputs {
        let written = write(&command.making, options.format, name, files.unwrap_or_default())?;
        if !args.quiet {
            print(&written)?;
        }
    }
    Ok(Outcome::Done)
}

/// What becomes of a variant: its files, and what there is to tell.
type Made = (Option<Vec<Vec<u8>>>, Diagnostics);

/// Makes the files of variants, several at once. Plain threads, because jobs
/// inside the pool that typst itself uses would take each other's work.
fn make(workspace: &Workspace, variants: &[&Variant], options: &Options, jobs: usize) -> Vec<Made> {
    // A second call finds the pool built, which is as good.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    let base = Arc::new(Base::new(workspace.fonts.clone(), &workspace.files));
    let next = AtomicUsize::new(0);
    let made: Mutex<Vec<Option<Made>>> = Mutex::new(variants.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(variants.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(variant) = variants.get(index) else { break };
                    let result = make_one(workspace, &base, variant, options);
                    made.lock().expect("no job panics while it holds this")[index] = Some(result);
                }
            });
        }
    });
    let made = made.into_inner().expect("no job panics while it holds this");
    made.into_iter().map(|made| made.unwrap_or_default()).collect()
}

fn make_one(workspace: &Workspace, base: &Arc<Base>, variant: &Variant, options: &Options) -> Made {
    let mut diagnostics = Diagnostics::default();
    let mut edition = select(&workspace.project, variant);
    if options.attach {
        let data: Vec<&str> = workspace.files.below("data").map(|(path, _)| path).collect();
        if !attach(&mut edition, &workspace.project, variant, &data) {
            let message = format!("the data is not attached to `{}`", variant.name);
            let hint = "it has what these readers may not see; the edition is attached";
            diagnostics.push(Diagnostic::warning(variant.place.clone(), message).hint(hint));
        }
    }
    diagnostics.extend(faults(&workspace.project, variant, &edition));
    workspace.fonts.check_edition(&edition, &variant.place, &mut diagnostics);
    let composition = Composition::new(base.clone(), &edition);
    let pages = compile(&composition, &edition, &workspace.project, variant, &mut diagnostics);
    let files = pages.and_then(|pages| export(&pages, &edition, options, &mut diagnostics));
    (files, diagnostics)
}

/// Writes the files of a variant; gives their paths, a line each.
fn write(
    command: &Making,
    format: Format,
    name: &str,
    files: Vec<Vec<u8>>,
) -> Result<String, Stop> {
    let extension = format.extension();
    let width = files.len().to_string().len();
    let mut written = String::new();
    for (index, bytes) in files.iter().enumerate() {
        let file = match format {
            Format::Pdf | Format::Sheet => format!("{name}.{extension}"),
            Format::Png | Format::Svg => format!("{name}-{:0width$}.{extension}", index + 1),
        };
        let path: PathBuf = command.output_dir.join(file);
        write_whole(&path, bytes)
            .map_err(|error| Stop::failed(format!("cannot write `{}`: {error}", path.display())))?;
        written.push_str(&format!("{}\n", path.display()));
    }
    Ok(written)
}

pub fn options(command: &Making, article: &Article) -> Result<Options, Stop> {
    let standards: &[PdfStandard] = match command.pdf_standard.as_slice() {
        [] if command.attach_data => &ATTACHING_STANDARDS,
        [] => &DEFAULT_STANDARDS,
        given => given,
    };
    let checked = PdfStandards::new(standards).map_err(|error| {
        let stop = Stop::usage(error.message().to_string());
        error.hints().iter().fold(stop, |stop, hint| stop.hint(hint.to_string()))
    })?;
    Ok(Options {
        format: command.format.into(),
        standards: checked,
        tagged: true,
        timestamp: timestamp(command, article)?,
        resolution: command.ppi,
        attach: command.attach_data,
    })
}

/// The date of the files: asked for, of the environment, or of the article.
fn timestamp(command: &Making, article: &Article) -> Result<i64, Stop> {
    if let Some(seconds) = command.creation_timestamp {
        return Ok(seconds);
    }
    if let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH") {
        return value.to_str().and_then(|v| v.parse().ok()).ok_or_else(|| {
            let value = value.to_string_lossy();
            Stop::usage(format!("`SOURCE_DATE_EPOCH` is `{value}`, which is no time"))
                .hint("it counts seconds since 1970")
        });
    }
    let date = article.revised.or(article.received).map(|date| date.first_day());
    let date = date.or_else(|| {
        let year = i32::try_from(article.issue?.year).ok()?;
        chrono::NaiveDate::from_ymd_opt(year, 1, 1)
    });
    let midnight = date.and_then(|date| date.and_hms_opt(0, 0, 0));
    Ok(midnight.map_or(0, |midnight| midnight.and_utc().timestamp()))
}

pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}
