//! `diptych import`: from Word, OpenDocument, Markdown and HTML to a project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{Args, Import};
use super::init::doubled;
use super::pandoc::pandoc;
use super::workspace::root;
use super::{CommandError, CommandResult, Outcome, print};
use crate::import::{Document, Imported, Request, import as imported};
use crate::load::files::Files;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::pandoc::{Changes, Format};
use crate::scaffold;
use crate::session::disk::{BEGUN, unwritten, write, write_new};
use crate::typeset::Fonts;

/// No document is longer, in bytes.
const LARGEST: u64 = 256 << 20;

/// The report, in the folder of a project.
const REPORT: &str = "import-report";

pub fn import(command: &Import, args: &Args) -> CommandResult {
    let paths: Vec<&PathBuf> =
        std::iter::once(&command.original).chain(&command.translation).collect();
    let target = target(command, args)?;
    let project = match &target {
        Target::New(_) => None,
        Target::Project(root) => Some(Files::read(root).map_err(|(path, error)| {
            CommandError::usage(
                Code::UnreadableFile,
                format!("cannot read `{}`: {error}", path.display()),
            )
        })?),
    };
    let languages = languages(command, project.as_ref(), paths.len())?;
    let mut documents = vec![];
    for path in &paths {
        documents.push(document(path)?);
    }
    let mut sources = vec![];
    for path in &command.sources {
        sources.push((source_name(path)?, bytes(path)?));
    }
    let fonts = Fonts::load(&args.font_paths)
        .map_err(|diagnostic| CommandError { diagnostic, outcome: Outcome::Usage })?;
    let pandoc = pandoc()?;
    let changes = match (command.accept_changes, command.reject_changes) {
        (true, _) => Some(Changes::Accept),
        (_, true) => Some(Changes::Reject),
        _ => None,
    };
    let request = Request { documents, languages, changes, sources, project };
    let done = imported(request, &pandoc, fonts)?;
    match target {
        Target::New(dir) => {
            write_project(&dir, &done)?;
            let dir = dir.display();
            print(&format!(
                "wrote {} files into {dir}\nread {dir}/{REPORT}.md: {}\nnext: `cd {dir}`, then \
                 `diptych watch`\n",
                done.new.len() + 1,
                lines(done.open),
            ))
        }
        Target::Project(root) => {
            let report = add_to_project(&root, &done)?;
            let mut told: String = done.new.keys().map(|path| format!("wrote {path}\n")).collect();
            told.push_str("changed data/article.yaml\n");
            print(&format!("{told}read {report}: {}\n", lines(done.open)))
        }
    }
}

fn lines(open: usize) -> String {
    match open {
        0 => "everything was taken as it was".into(),
        1 => "one line needs your eye".into(),
        open => format!("{open} lines need your eye"),
    }
}

enum Target {
    /// A folder to make.
    New(PathBuf),
    /// The root of a project to add to.
    Project(PathBuf),
}

fn target(command: &Import, args: &Args) -> Result<Target, CommandError> {
    let Some(dir) = &command.output_dir else {
        return match root(args)? {
            Some(root) => Ok(Target::Project(root)),
            None => Err(CommandError::usage(
                Code::NoProject,
                "there is no project here or above to add to",
            )
            .hint("`-o DIR` names a folder for a new one")),
        };
    };
    let is_free = match std::fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => std::fs::symlink_metadata(dir).is_err(),
    };
    match is_free {
        true => Ok(Target::New(dir.clone())),
        false => Err(CommandError::usage(
            Code::FolderNotEmpty,
            format!("`{}` is not empty", dir.display()),
        )
        .hint("name a folder that is new or empty")),
    }
}

/// The languages of the project, those of the documents first.
fn languages(
    command: &Import,
    project: Option<&Files>,
    documents: usize,
) -> Result<Vec<String>, CommandError> {
    let own = project.map(scaffold::languages).unwrap_or_default();
    let mut languages = command.languages.clone();
    if languages.is_empty() {
        languages = own.clone();
    }
    if languages.is_empty() {
        return Err(CommandError::usage(Code::Usage, "in what languages are the documents?")
            .hint("`--languages zh,en` names them, the original first"));
    }
    if let Some(twice) = doubled(&languages) {
        return Err(CommandError::usage(
            Code::RepeatedLanguage,
            format!("the language `{twice}` is named twice"),
        ));
    }
    if languages.len() < documents {
        return Err(CommandError::usage(Code::Usage, "there are more documents than languages")
            .hint("name a language for each: `--languages zh,en`"));
    }
    if project.is_some() {
        if let Some(other) = languages.iter().find(|key| !own.contains(key)) {
            return Err(CommandError::usage(
                Code::UndeclaredLanguage,
                format!("`{other}` is not a language of the project"),
            )
            .hint(format!("its languages are {}", own.join(", "))));
        }
        let rest = own.into_iter().filter(|key| !command.languages.contains(key));
        let rest: Vec<String> = rest.filter(|key| !languages.contains(key)).collect();
        languages.extend(rest);
    }
    Ok(languages)
}

fn document(path: &Path) -> Result<Document, CommandError> {
    let format = Format::of(path).ok_or_else(|| {
        CommandError::usage(
            Code::BadDocument,
            format!("`{}` is in no format that is read", path.display()),
        )
        .hint("these are .docx, .odt, .md and .html; save a .doc or .rtf as .docx")
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Document { name: name.unwrap_or_default(), format, bytes: bytes(path)? })
}

fn bytes(path: &Path) -> Result<Vec<u8>, CommandError> {
    let failed = |error: std::io::Error| {
        CommandError::usage(
            Code::UnreadableFile,
            format!("cannot read `{}`: {error}", path.display()),
        )
    };
    let data = std::fs::metadata(path).map_err(failed)?;
    if !data.is_file() || data.len() > LARGEST {
        let message = format!("`{}` is no file of at most 256 MiB", path.display());
        return Err(CommandError::usage(Code::BadDocument, message));
    }
    std::fs::read(path).map_err(failed)
}

/// The name of a file of sources in `data`.
fn source_name(path: &Path) -> Result<String, CommandError> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_source = ["bib", "json"]
        .iter()
        .any(|own| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(own)));
    match is_source && !name.starts_with('.') {
        true => Ok(name.to_string()),
        false => Err(CommandError::usage(
            Code::BadDocument,
            format!("`{}` is no file of sources", path.display()),
        )
        .hint("these are BibLaTeX (.bib) and CSL-JSON (.json)")),
    }
}

/// Writes the whole folder beside where it is to be, and renames it.
fn write_project(dir: &Path, done: &Imported) -> Result<(), Diagnostic> {
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(|error| unwritten(parent, error))?;
    let beside = tempfile::Builder::new()
        .prefix(BEGUN)
        .tempdir_in(parent)
        .map_err(|error| unwritten(dir, error))?;
    let inner = beside.path().join("project");
    let mut files: BTreeMap<String, &[u8]> =
        done.new.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())).collect();
    files.insert(format!("{REPORT}.md"), done.report.as_bytes());
    for (path, bytes) in files {
        write_new(&inner.join(path), bytes)?;
    }
    // An empty folder is replaced; one that has got files since is left.
    std::fs::remove_dir(dir).ok();
    match std::fs::symlink_metadata(dir) {
        Ok(_) => {
            Err(Diagnostic::bare(Code::FolderNotEmpty, format!("`{}` is not empty", dir.display())))
        }
        Err(_) => std::fs::rename(&inner, dir).map_err(|error| unwritten(dir, error)),
    }
}

/// Writes new files, and then the article that names them; takes the new ones back if one
/// cannot be written. Gives the name of the report.
fn add_to_project(root: &Path, done: &Imported) -> Result<String, Diagnostic> {
    let is_free = |name: &String| std::fs::symlink_metadata(root.join(name)).is_err();
    let names = std::iter::once(format!("{REPORT}.md"))
        .chain((2..).map(|number| format!("{REPORT}-{number}.md")));
    let report = names.into_iter().find(is_free).unwrap_or_default();
    let mut files: Vec<(&str, &[u8])> =
        done.new.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    files.push((&report, done.report.as_bytes()));
    let mut written: Vec<PathBuf> = vec![];
    let mut all = || -> Result<(), Diagnostic> {
        for (path, bytes) in &files {
            let path = root.join(path);
            write_new(&path, bytes)?;
            written.push(path);
        }
        let article = done.article.as_deref().unwrap_or_default();
        write(&root.join("data/article.yaml"), article.as_bytes())
    };
    let result = all();
    if result.is_err() {
        for path in &written {
            std::fs::remove_file(path).ok();
        }
    }
    result.map(|()| report)
}
