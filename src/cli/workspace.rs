//! The project that a command works on, found and loaded.

use std::path::{Path, PathBuf};

use crate::compose::Fonts;
use crate::diagnostic::{Diagnostics, Severity, did_you_mean};
use crate::files::{Files, PROJECT_FILE};
use crate::load::load;
use crate::project::{Project, Variant};

use super::args::Args;
use super::report::{Reporter, Texts};
use super::{Outcome, Stop};

/// A project with its files and fonts.
pub struct Workspace {
    pub files: Files,
    pub project: Project,
    pub fonts: Fonts,
    pub diagnostics: Diagnostics,
    /// What stands before the paths of files when they are told.
    prefix: String,
}

impl Workspace {
    /// Loads the project. Tells every mistake and stops when there is one.
    pub fn open(args: &Args, reporter: &Reporter) -> Result<Self, Outcome> {
        let told = |stop: Stop| {
            reporter.print(&stop.diagnostic);
            stop.outcome
        };
        let root = root(args).map_err(told)?;
        let files = match &root {
            None => Files::built_in(),
            Some(root) => Files::read(root).map_err(|(path, error)| {
                told(Stop::usage(format!("cannot read `{}`: {error}", path.display())))
            })?,
        };
        let prefix = prefix(root.as_deref());
        let mut diagnostics = Diagnostics::default();
        let project = load(&files, &mut diagnostics);
        let fonts = Fonts::load(&args.font_paths)
            .map_err(|diagnostic| told(Stop { diagnostic, outcome: Outcome::Usage }))?;
        if let Some(project) = &project {
            fonts.check(project, &files, &mut diagnostics);
        }
        match project {
            Some(project) if !diagnostics.has_errors() => {
                Ok(Self { files, project, fonts, diagnostics, prefix })
            }
            _ => {
                reporter.print_all(
                    &diagnostics,
                    &Texts { files: &files, prefix: &prefix, outside: None },
                );
                Err(blame(&diagnostics))
            }
        }
    }

    /// The texts that diagnostics point into.
    pub fn texts(&self) -> Texts<'_> {
        Texts { files: &self.files, prefix: &self.prefix, outside: None }
    }

    /// The variant of a name.
    pub fn variant(&self, name: &str) -> Result<&Variant, Stop> {
        self.project.variant(name).ok_or_else(|| {
            let names = self.project.variants.iter().map(|v| v.name.as_str());
            let hint = did_you_mean(name, names)
                .unwrap_or_else(|| "`diptych variants` lists those that can be built".into());
            Stop::usage(format!("there is no variant `{name}`")).hint(hint)
        })
    }
}

/// Whether the project file is at fault, or the data.
fn blame(diagnostics: &Diagnostics) -> Outcome {
    let errors = diagnostics.sorted().into_iter().filter(|d| d.severity == Severity::Error);
    let mut places = errors.map(|d| d.place.as_ref().map(|p| p.path.as_str()));
    match places.any(|path| path == Some(PROJECT_FILE)) {
        true => Outcome::Usage,
        false => Outcome::Failed,
    }
}

/// The folder of the project; nothing for the built-in one.
fn root(args: &Args) -> Result<Option<PathBuf>, Stop> {
    if let Some(dir) = &args.project {
        return match dir.join(PROJECT_FILE).is_file() {
            true => Ok(Some(dir.clone())),
            false => Err(Stop::usage(format!("there is no `diptych.toml` in `{}`", dir.display()))
                .hint("`diptych init DIR` writes a project to begin with")),
        };
    }
    let here = std::env::current_dir()
        .map_err(|error| Stop::usage(format!("cannot tell the current folder: {error}")))?;
    Ok(here.ancestors().find(|dir| dir.join(PROJECT_FILE).is_file()).map(Path::to_path_buf))
}

/// The path of the project as a reader of messages needs it.
fn prefix(root: Option<&Path>) -> String {
    let here = std::env::current_dir().ok();
    match root {
        None => String::new(),
        Some(root) if here.as_deref() == Some(root) || root == Path::new(".") => String::new(),
        Some(root) => {
            let root = root.display().to_string();
            format!("{}/", root.trim_end_matches('/'))
        }
    }
}
