//! `diptych verify`: whether files are what a build would make now.
//!
//! A file with its manifest beside it is compared by hashes. A PDF alone says
//! what it was made of, and is compared with what a build makes in memory.

use std::path::Path;

use crate::export::{Format, Options};
use crate::model::PROGRAM;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostics;
use crate::model::digest::{Digest, digest};
use crate::model::project::Variant;
use crate::session::{Builder, Manifest, Stamp, read_manifest};
use crate::typeset::Used;

use super::args::{Args, Verify};
use super::build::standards;
use super::report::Reporter;
use super::workspace::Workspace;
use super::{CommandError, CommandResult, Outcome, print};

/// What a file is outdated by that a build would refuse to make: `build` tells why.
const UNBUILDABLE: &str = "what keeps it from being built";

/// What a file is found to be.
enum FileState {
    Current,
    /// By what.
    Outdated(Vec<String>),
    Altered,
}

pub fn verify(command: &Verify, args: &Args, reporter: &Reporter) -> CommandResult {
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let mut outcome = Outcome::Done;
    for path in &command.files {
        let verdict = match verdict(path, &workspace) {
            Ok(FileState::Current) => "current".to_string(),
            Ok(FileState::Outdated(by)) => format!("outdated by {}", by.join(", ")),
            Ok(FileState::Altered) => "altered".to_string(),
            Err(stop) => {
                reporter.print(&stop.diagnostic);
                outcome = Outcome::Failed;
                continue;
            }
        };
        if verdict != "current" {
            outcome = Outcome::Failed;
        }
        print(&format!("{}: {verdict}\n", path.display()))?;
    }
    Ok(outcome)
}

fn verdict(path: &Path, workspace: &Workspace) -> Result<FileState, CommandError> {
    let file = std::fs::read(path).map_err(|error| {
        CommandError::failed(
            Code::UnreadableFile,
            format!("cannot read `{}`: {error}", path.display()),
        )
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let manifests = [Some(name.clone()), whole(&name)].into_iter().flatten();
    let manifests = manifests.map(|of| path.with_file_name(format!("{of}.manifest.json")));
    for manifest in manifests.filter_map(|beside| read_manifest(&beside)) {
        match manifest.outputs.get(&name) {
            Some(hash) if *hash == digest(&file) => return with_manifest(&manifest, workspace),
            Some(_) => return Ok(FileState::Altered),
            None => {}
        }
    }
    match Stamp::read(&file) {
        Some(stamp) => alone(&file, &stamp, workspace),
        None => Err(CommandError::failed(
            Code::NotOurs,
            format!("`{}` was not made by Diptych", path.display()),
        )
        .hint("a file that is no PDF needs its manifest beside it")),
    }
}

/// The name that all pages of a variant go by: `brief.png` for `brief-01.png`.
fn whole(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let (variant, page) = stem.rsplit_once('-')?;
    page.parse::<usize>().ok().map(|_| format!("{variant}.{extension}"))
}

fn with_manifest(was: &Manifest, workspace: &Workspace) -> Result<FileState, CommandError> {
    let settings = &was.options;
    let options =
        options(&settings.standards, settings.timestamp.unwrap_or_default(), settings.attached)?;
    let Some(variant) = workspace.session.project().variant(&was.variant) else {
        return Ok(gone(&was.variant));
    };
    let builder = Builder::new(&workspace.session, &options);
    let variant = &as_made(&builder, variant, &was.edition);
    let mut diagnostics = Diagnostics::default();
    let edition = builder.edition(variant, &mut diagnostics);
    // The options are the file's own: nobody has asked for others.
    let now = Manifest {
        options: settings.clone(),
        ..builder.manifest(Format::Pdf, &edition, &was.used())
    };
    let mut by = was.outdated_by(&now);
    if variant.max_pages.is_some_and(|limit| was.pages > limit) {
        by.push("`max-pages` of the variant".into());
    }
    if diagnostics.has_errors() {
        by.push(UNBUILDABLE.into());
    }
    Ok(match by {
        by if by.is_empty() => FileState::Current,
        by => FileState::Outdated(by),
    })
}

fn alone(file: &[u8], was: &Stamp, workspace: &Workspace) -> Result<FileState, CommandError> {
    let options = options(&was.standards, was.timestamp, was.attached)?;
    let Some(variant) = workspace.session.project().variant(&was.variant) else {
        return Ok(gone(&was.variant));
    };
    let mut by = vec![];
    if was.program != PROGRAM {
        by.push(format!("the program, which was `{}`", was.program));
    }
    let builder = Builder::new(&workspace.session, &options);
    let variant = &as_made(&builder, variant, &was.edition);
    let mut diagnostics = Diagnostics::default();
    let edition = builder.edition(variant, &mut diagnostics);
    if was.edition != builder.manifest(Format::Pdf, &edition, &Used::default()).edition {
        by.push("the data".into());
    }
    let made = builder.build(variant, &edition, &[Format::Pdf], &mut diagnostics);
    let made = made.and_then(|made| made.into_iter().next());
    let Some(made) = made.filter(|_| !diagnostics.has_errors()) else {
        by.push(UNBUILDABLE.into());
        return Ok(FileState::Outdated(by));
    };
    if was.inputs != made.manifest.inputs() {
        by.push("a template, font or attached file".into());
    }
    let same = made.files.iter().any(|(_, bytes)| bytes == file);
    Ok(match by.is_empty() {
        false => FileState::Outdated(by),
        true if same => FileState::Current,
        true => FileState::Altered,
    })
}

/// A variant, or the draft of it, if a file is made of that.
fn as_made(builder: &Builder, variant: &Variant, edition: &Digest) -> Variant {
    let draft = variant.drafted();
    let own = builder.edition(&draft, &mut Diagnostics::default());
    let is_draft = builder.manifest(Format::Pdf, &own, &Used::default()).edition == *edition;
    if is_draft { draft } else { variant.clone() }
}

fn gone(variant: &str) -> FileState {
    FileState::Outdated(vec![format!("the project file, which has no variant `{variant}`")])
}

/// The options that a PDF was made with.
fn options(names: &[String], timestamp: i64, attach: bool) -> Result<Options, CommandError> {
    Ok(Options {
        formats: vec![Format::Pdf],
        standards: standards(names, attach)?,
        tagged: true,
        timestamp,
        resolution: 144.0,
        attach,
        pandoc: None,
    })
}
