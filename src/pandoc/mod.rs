//! Pandoc, called as a program: to read a file that may be hostile, and to write one.
//!
//! Takes the bytes of a document, and gives pandoc's JSON tree and the pictures of the
//! document; or takes a tree, and gives the bytes of a document. Pandoc runs in its sandbox, in an empty folder, without the user's environment and data,
//! with a deadline, a bound on its memory and one on what it writes. Nothing of a project
//! says which program that is.

pub mod tree;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;

/// The oldest pandoc whose sandbox and tree are as this program needs them.
const OLDEST: (u32, u32) = (3, 2);

/// The most memory of its own, as its runtime has it.
const MEMORY: &str = "-M1g";

/// No tree is longer, in bytes, and no picture; no document that is written, either.
const LARGEST: u64 = 256 << 20;

const INSTALL: &str = "install pandoc 3.2 or newer from https://pandoc.org/installing.html or with \
                       `pip install pypandoc_binary`; DIPTYCH_PANDOC names a program elsewhere";

/// What a file is written in. No other format is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Docx,
    Odt,
    Markdown,
    Html,
}

impl Format {
    /// The format of a file by its name.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "docx" => Some(Self::Docx),
            "odt" => Some(Self::Odt),
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Odt => "odt",
            // TeX in a text is text.
            Self::Markdown => "markdown-raw_tex-tex_math_dollars",
            Self::Html => "html",
        }
    }
}

/// What is written. No other format is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Docx,
    Odt,
    Epub,
    Jats,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Epub => "epub3",
            Self::Jats => "jats_archiving",
        }
    }
}

/// What pandoc warns of though all is well: it has no words of a language, and needs none.
const EXPECTED: [&str; 2] = ["CouldNotLoadTranslations", "NoTranslation"];

/// What is done with changes that Word has tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changes {
    /// All stand in the tree, marked as changes.
    All,
    Accept,
    Reject,
}

/// Pandoc, found and old enough.
#[derive(Clone)]
pub struct Pandoc {
    program: PathBuf,
    deadline: Duration,
    version: String,
}

/// What of it decides the bytes of a document: where it is does not.
impl std::fmt::Debug for Pandoc {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "pandoc {}", self.version)
    }
}

/// What pandoc reads of a document.
pub struct Reading {
    /// Its JSON tree.
    pub tree: Vec<u8>,
    /// The pictures by the path that they have in the tree.
    pub media: Vec<(String, Vec<u8>)>,
}

impl Pandoc {
    /// Pandoc as a program, of which a call may take so long.
    ///
    /// # Errors
    /// When it does not run, or is too old.
    pub fn find(program: PathBuf, deadline: Duration) -> Result<Self, Diagnostic> {
        let mut own = Self { program, deadline, version: String::new() };
        let folder = tempfile::tempdir().map_err(no_folder)?;
        let told = own.run(folder.path(), &["--version".into()], READING)?;
        let told = String::from_utf8_lossy(&told);
        let version = told.split_whitespace().nth(1).unwrap_or_default();
        let mut numbers = version.split('.').map(|number| number.parse::<u32>());
        let found = match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => (major, minor),
            _ => {
                let message = format!("`{}` is not pandoc", own.program.display());
                return Err(Diagnostic::bare(Code::NoPandoc, message).hint(INSTALL));
            }
        };
        if found < OLDEST {
            return Err(Diagnostic::bare(Code::NoPandoc, format!("pandoc {version} is too old"))
                .hint(INSTALL));
        }
        own.version = version.into();
        Ok(own)
    }

    /// That a document cannot be made without it.
    pub fn absent() -> Diagnostic {
        Diagnostic::bare(Code::NoPandoc, "this format is made by pandoc").hint(INSTALL)
    }

    /// Its version: `3.9`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Reads a document.
    ///
    /// # Errors
    /// When pandoc cannot read it, takes too long or needs too much memory.
    pub fn read(
        &self,
        bytes: &[u8],
        format: Format,
        changes: Changes,
    ) -> Result<Reading, Diagnostic> {
        let folder = tempfile::tempdir().map_err(no_folder)?;
        let sub = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir(&path).map(|()| path).map_err(no_folder)
        };
        let (data, media) = (sub("data")?, sub("media")?);
        // Under a name of our own: pandoc takes some names for addresses or options.
        let file = folder.path().join("document");
        std::fs::write(&file, bytes).map_err(no_folder)?;
        let mut arguments = vec![
            "--sandbox".to_string(),
            format!("--data-dir={}", data.display()),
            format!("--from={}", format.name()),
            "--to=json".into(),
        ];
        if format == Format::Docx || format == Format::Odt {
            arguments.push("--extract-media=media".into());
        }
        if format == Format::Docx {
            arguments.push(format!(
                "--track-changes={}",
                match changes {
                    Changes::All => "all",
                    Changes::Accept => "accept",
                    Changes::Reject => "reject",
                }
            ));
        }
        arguments.push(file.display().to_string());
        arguments.extend(["+RTS", MEMORY, "-RTS"].map(String::from));
        let tree = self.run(folder.path(), &arguments, READING)?;
        let mut found = vec![];
        gather(&media, "media", &mut found)?;
        Ok(Reading { tree, media: found })
    }

    /// Writes a document. An option names the file that goes with it: `--template`, and what
    /// is in it. The same tree and files give the same bytes: its sandbox has no clock.
    ///
    /// # Errors
    /// When pandoc cannot write it, or leaves something out.
    pub fn write(
        &self,
        tree: &tree::Pandoc,
        target: Target,
        options: &[(&str, &[u8])],
        flags: &[&str],
    ) -> Result<Vec<u8>, Diagnostic> {
        let folder = tempfile::tempdir().map_err(no_folder)?;
        let path = |name: &str| folder.path().join(name);
        let put = |name: &str, bytes: &[u8]| std::fs::write(path(name), bytes).map_err(no_folder);
        std::fs::create_dir(path("data")).map_err(no_folder)?;
        put("tree", &serde_json::to_vec(tree).unwrap_or_default())?;
        let mut arguments: Vec<String> = [
            "--sandbox",
            "--standalone",
            "--wrap=none",
            "--from=json",
            "--log=log",
            "--output=made",
        ]
        .map(String::from)
        .into();
        arguments.push(format!("--data-dir={}", path("data").display()));
        arguments.push(format!("--to={}", target.name()));
        for (at, (option, bytes)) in options.iter().enumerate() {
            // With an extension, or pandoc adds one of its own.
            let name = format!("option{at}.file");
            put(&name, bytes)?;
            arguments.push(format!("{option}={name}"));
        }
        arguments.extend(flags.iter().map(|flag| flag.to_string()));
        arguments.push("tree".into());
        arguments.extend(["+RTS", MEMORY, "-RTS"].map(String::from));
        self.run(folder.path(), &arguments, WRITING)?;
        let log = std::fs::read(path("log")).unwrap_or_default();
        if let Some(told) = lost(&log) {
            let message = format!("pandoc does not write all of the document: {told}");
            return Err(Diagnostic::bare(Code::PandocFailed, message));
        }
        let made = std::fs::File::open(path("made")).map_err(no_folder)?;
        let mut bytes = vec![];
        made.take(LARGEST + 1).read_to_end(&mut bytes).map_err(no_folder)?;
        match bytes.len() as u64 > LARGEST {
            true => Err(too_long()),
            false => Ok(bytes),
        }
    }

    /// Runs it in a folder; gives what it prints.
    fn run(
        &self,
        folder: &Path,
        arguments: &[String],
        (work, advice): (&str, &str),
    ) -> Result<Vec<u8>, Diagnostic> {
        let shown = self.program.display();
        let mut child = Command::new(&self.program)
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("LANG", "C.UTF-8")
            .env("HOME", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| {
                Diagnostic::bare(Code::NoPandoc, format!("cannot run pandoc as `{shown}`: {error}"))
                    .hint(INSTALL)
            })?;
        let (out, told) = (collected(child.stdout.take()), collected(child.stderr.take()));
        let ended = ended(&mut child, Instant::now() + self.deadline);
        let Some(status) = ended else {
            child.kill().and_then(|()| child.wait()).ok();
            let seconds = self.deadline.as_secs();
            return Err(Diagnostic::bare(
                Code::PandocFailed,
                format!("pandoc did not end within {seconds} seconds"),
            )
            .hint("DIPTYCH_PANDOC_SECONDS gives it more"));
        };
        let (out, told) = (out.join().unwrap_or_default(), told.join().unwrap_or_default());
        if out.len() as u64 > LARGEST {
            return Err(too_long());
        }
        if !status.success() {
            let told = String::from_utf8_lossy(&told);
            let lines: Vec<&str> = told.lines().filter(|line| !line.trim().is_empty()).collect();
            let said = lines.first().copied().unwrap_or("it did not say why");
            return Err(Diagnostic::bare(
                Code::PandocFailed,
                format!("pandoc cannot {work} the document: {said}"),
            )
            .hint(advice));
        }
        Ok(out)
    }
}

/// What it does, and what to do when it cannot.
const READING: (&str, &str) = ("read", "open it in its own program, and save it again");
const WRITING: (&str, &str) =
    ("write", "a file of the project that pandoc is given may be spoilt; else tell us");

fn too_long() -> Diagnostic {
    Diagnostic::bare(Code::PandocFailed, "what pandoc makes of the document is over 256 MiB")
}

/// The first thing in pandoc's log that it would not say of a document that is whole. A
/// log that is no log says so itself.
fn lost(log: &[u8]) -> Option<String> {
    let Ok(said) = serde_json::from_slice::<Vec<Value>>(log) else {
        return Some("it did not say what became of it".into());
    };
    let kind = |told: &Value| told["type"].as_str().unwrap_or_default().to_string();
    let is_grave = |told: &&Value| {
        ["WARNING", "ERROR"].iter().any(|level| told["verbosity"] == *level)
            && !EXPECTED.contains(&kind(told).as_str())
    };
    said.iter().find(is_grave).map(|told| {
        // An address of a picture is as long as the picture.
        let words = told["pretty"].as_str().unwrap_or_default().lines().next().unwrap_or_default();
        words.chars().take(120).collect()
    })
}

/// How a program ended; nothing, when it has not at the deadline.
fn ended(child: &mut Child, deadline: Instant) -> Option<std::process::ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(10));
            }
            _ => return None,
        }
    }
}

/// Reads what a program prints, up to a bound, while it runs.
fn collected(from: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = vec![];
        if let Some(from) = from {
            from.take(LARGEST + 1).read_to_end(&mut bytes).ok();
        }
        bytes
    })
}

/// The plain files below a folder; links and whatever else is there are passed over.
fn gather(folder: &Path, name: &str, found: &mut Vec<(String, Vec<u8>)>) -> Result<(), Diagnostic> {
    let mut entries: Vec<_> = std::fs::read_dir(folder).map_err(no_folder)?.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (Ok(kind), Ok(own)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        let name = format!("{name}/{own}");
        if kind.is_dir() {
            gather(&entry.path(), &name, found)?;
        } else if kind.is_file() && entry.metadata().is_ok_and(|data| data.len() <= LARGEST) {
            found.push((name, std::fs::read(entry.path()).map_err(no_folder)?));
        }
    }
    Ok(())
}

fn no_folder(error: std::io::Error) -> Diagnostic {
    Diagnostic::bare(Code::UnwritableFile, format!("cannot use a temporary folder: {error}"))
}
