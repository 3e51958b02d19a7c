//! The project that a command works on, found and loaded.

use std::path::{Path, PathBuf};

use crate::load::files::{Files, PROJECT_FILE};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostics, Place, Severity, did_you_mean, line_and_column};
use crate::model::project::Variant;
use crate::session::texts::SourceMap;
use crate::session::{OpenError, Session};
use crate::typeset::Fonts;

use super::args::Args;
use super::report::Reporter;
use super::{CommandError, Outcome};

/// An open project, and where it is.
pub struct Workspace {
    pub session: Session,
    /// The folder of the project; nothing for the built-in one.
    pub root: Option<PathBuf>,
    /// What stands before the paths of files when they are told.
    prefix: String,
}

impl Workspace {
    /// Loads the project. Tells every mistake and stops when there is one.
    pub fn open(args: &Args, reporter: &Reporter) -> Result<Self, Outcome> {
        Self::open_as(args, reporter, false)
    }

    /// The same, if it is asked for as drafts of all its variants.
    pub fn open_as(args: &Args, reporter: &Reporter, is_draft: bool) -> Result<Self, Outcome> {
        let told = |error: CommandError| {
            reporter.print(&error.diagnostic);
            error.outcome
        };
        let root = root(args).map_err(told)?;
        let fonts = Fonts::load(&args.font_paths)
            .map_err(|diagnostic| told(CommandError { diagnostic, outcome: Outcome::Usage }))?;
        let files = match &root {
            None => Files::built_in(),
            Some(root) => Files::read(root).map_err(|(path, error)| {
                told(CommandError::usage(
                    Code::UnreadableFile,
                    format!("cannot read `{}`: {error}", path.display()),
                ))
            })?,
        };
        Self::load(files, fonts, root, is_draft).map_err(|unopened| {
            reporter.print_all(&unopened.broken.diagnostics, &unopened.texts());
            blame(&unopened.broken.diagnostics)
        })
    }

    /// Loads the project from its files.
    pub fn load(
        files: Files,
        fonts: Fonts,
        root: Option<PathBuf>,
        is_draft: bool,
    ) -> Result<Self, WorkspaceError> {
        let prefix = prefix(root.as_deref());
        match Session::open_as(files, fonts, is_draft) {
            Ok(session) => Ok(Self { session, root, prefix }),
            Err(broken) => Err(WorkspaceError { broken, prefix }),
        }
    }

    /// The texts that diagnostics point into.
    pub fn texts(&self) -> SourceMap<'_> {
        SourceMap { files: self.session.files(), prefix: &self.prefix, outside: None }
    }

    /// The variants of names, each once; all, when none is named.
    pub fn variants(&self, names: &[String]) -> Result<Vec<&Variant>, CommandError> {
        let mut variants: Vec<&Variant> = vec![];
        for name in names {
            let variant = self.variant(name)?;
            if !variants.contains(&variant) {
                variants.push(variant);
            }
        }
        if names.is_empty() {
            variants.extend(&self.session.project().variants);
        }
        Ok(variants)
    }

    /// The path of a file of the project as a reader of messages needs it;
    /// nothing for one of the program.
    pub fn path(&self, path: &str) -> Option<String> {
        let own = self.session.files().bytes(path).is_some() && self.root.is_some();
        own.then(|| format!("{}{path}", self.prefix))
    }

    /// A place as `path:line`.
    pub fn line(&self, place: &Place) -> String {
        let text = self.session.files().text(&place.path).unwrap_or_default();
        let (line, _) = line_and_column(text, place.range.start);
        format!("{}{}:{line}", self.prefix, place.path)
    }

    /// The variant of a name.
    pub fn variant(&self, name: &str) -> Result<&Variant, CommandError> {
        self.session.project().variant(name).ok_or_else(|| {
            let names = self.session.project().variants.iter().map(|v| v.name.as_str());
            let hint = did_you_mean(name, names)
                .unwrap_or_else(|| "`diptych variants` lists those that can be built".into());
            CommandError::usage(Code::UnknownVariant, format!("there is no variant `{name}`"))
                .hint(hint)
        })
    }
}

/// A project that cannot be opened, and where it is.
pub struct WorkspaceError {
    pub broken: OpenError,
    prefix: String,
}

impl WorkspaceError {
    /// The texts that diagnostics point into.
    pub fn texts(&self) -> SourceMap<'_> {
        SourceMap { files: &self.broken.files, prefix: &self.prefix, outside: None }
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
pub fn root(args: &Args) -> Result<Option<PathBuf>, CommandError> {
    if let Some(dir) = &args.project {
        return match dir.join(PROJECT_FILE).is_file() {
            true => Ok(Some(dir.clone())),
            false => Err(CommandError::usage(
                Code::NoProject,
                format!("there is no `diptych.toml` in `{}`", dir.display()),
            )
            .hint("`diptych init DIR` writes a project to begin with")),
        };
    }
    let here = std::env::current_dir().map_err(|error| {
        CommandError::usage(Code::System, format!("cannot tell the current folder: {error}"))
    })?;
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
