//! Pandoc, called as a program on a file that may be hostile.
//!
//! Takes the bytes of a document; gives pandoc's JSON tree and the pictures of the document.
//! Pandoc runs in its sandbox, in an empty folder, without the user's environment and data,
//! with a deadline, a bound on its memory and one on what it writes. Nothing of a project
//! says which program that is.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;

/// The oldest pandoc whose sandbox and tree are as this program needs them.
const OLDEST: (u32, u32) = (3, 2);

/// The most memory of its own, as its runtime has it.
const MEMORY: &str = "-M1g";

/// No tree is longer, in bytes, and no picture.
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

/// What is done with changes that Word has tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changes {
    /// All stand in the tree, marked as changes.
    All,
    Accept,
    Reject,
}

/// Pandoc, found and old enough.
#[derive(Debug, Clone)]
pub struct Pandoc {
    program: PathBuf,
    deadline: Duration,
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
        let own = Self { program, deadline };
        let folder = tempfile::tempdir().map_err(no_folder)?;
        let told = own.run(folder.path(), &["--version".into()])?;
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
        Ok(own)
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
        let tree = self.run(folder.path(), &arguments)?;
        let mut found = vec![];
        gather(&media, "media", &mut found)?;
        Ok(Reading { tree, media: found })
    }

    /// Runs it in a folder; gives what it prints.
    fn run(&self, folder: &Path, arguments: &[String]) -> Result<Vec<u8>, Diagnostic> {
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
            return Err(Diagnostic::bare(
                Code::PandocFailed,
                "what pandoc makes of the document is over 256 MiB",
            ));
        }
        if !status.success() {
            let told = String::from_utf8_lossy(&told);
            let lines: Vec<&str> = told.lines().filter(|line| !line.trim().is_empty()).collect();
            let said = lines.first().copied().unwrap_or("it did not say why");
            return Err(Diagnostic::bare(
                Code::PandocFailed,
                format!("pandoc cannot read the document: {said}"),
            )
            .hint("open it in its own program, and save it again"));
        }
        Ok(out)
    }
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
