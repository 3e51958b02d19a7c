//! A page of the docs as a script: what a reader of it does, from its first line to its last.
//!
//! A block of `sh` is run by bash, in the folder in which the block before it ended. Comments
//! right before a block, which no reader sees, say what else it is:
//!
//! - `<!-- file: PATH -->`: it is written to this file; `<!-- add: PATH -->`: to its end;
//! - `<!-- in PATH: OLD -->`: it stands in the place of this text in a file;
//! - `<!-- exit: N -->`: its last command ends with N;
//! - `<!-- says -->`: the block of commands before it prints these lines, in this order; `…`
//!   stands for anything;
//! - `<!-- workbook: PATH -->`: the table that follows is the sheet of a workbook;
//! - `<!-- not run: REASON -->`: nothing is done with it.
//!
//! `<!-- run: COMMAND -->` anywhere is run, too.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::spreadsheets::{data, workbook};

/// A piece of a page that something is done with.
#[derive(Debug)]
pub struct Step {
    /// Where it begins, for messages.
    pub line: usize,
    /// The language of a block; `table` for a table, `run` for a hidden command.
    pub kind: String,
    /// What the comments before it say: a name and a value.
    pub marks: Vec<(String, String)>,
    /// What is in it.
    pub text: String,
}

impl Step {
    pub fn mark(&self, name: &str) -> Option<&str> {
        self.marks.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The steps of a page in Markdown.
pub fn steps(page: &str) -> Vec<Step> {
    let (mut steps, mut marks) = (vec![], vec![]);
    let mut lines = page.lines().enumerate().map(|(index, line)| (index + 1, line)).peekable();
    while let Some((number, line)) = lines.next() {
        let own = line.trim_start();
        let step = |kind: &str, marks, text| Step { line: number, kind: kind.into(), marks, text };
        if let Some(comment) = own.strip_prefix("<!-- ").and_then(|own| own.strip_suffix(" -->")) {
            let (name, value) = comment.split_once(": ").unwrap_or((comment, ""));
            match name {
                "run" => steps.push(step("run", vec![], value.into())),
                "file" | "add" | "exit" | "says" | "workbook" | "not run" => {
                    marks.push((name.to_string(), value.to_string()));
                }
                _ if name.starts_with("in ") => marks.push((name.to_string(), value.to_string())),
                _ => {}
            }
        } else if let Some(kind) = own.strip_prefix("```") {
            let indent = line.len() - own.len();
            let mut text = String::new();
            for (_, line) in lines.by_ref().take_while(|(_, line)| line.trim() != "```") {
                text += line.get(indent..).unwrap_or_default();
                text.push('\n');
            }
            steps.push(step(kind, std::mem::take(&mut marks), text));
        } else if own.starts_with('|') {
            let mut text = format!("{line}\n");
            while let Some((_, line)) = lines.next_if(|(_, line)| line.starts_with('|')) {
                text += line;
                text.push('\n');
            }
            if !marks.is_empty() {
                steps.push(step("table", std::mem::take(&mut marks), text));
            }
        } else if !own.is_empty() {
            marks.clear();
        }
    }
    steps
}

/// A reader who does what a page says.
pub struct Reader<'a> {
    page: &'a str,
    folder: PathBuf,
    said: String,
}

impl<'a> Reader<'a> {
    /// One who begins in a folder.
    pub fn new(page: &'a str, folder: &Path) -> Self {
        Self { page, folder: folder.into(), said: String::new() }
    }

    /// The folder where the reader is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Does one step; panics where it does not come out as the page says.
    pub fn act(&mut self, step: &Step) {
        let at = format!("{}:{}", self.page, step.line);
        let path = |name: &str| self.folder.join(name);
        if step.mark("not run").is_some() {
        } else if let Some(name) = step.mark("file") {
            std::fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            std::fs::write(path(name), &step.text).unwrap();
        } else if let Some(name) = step.mark("add") {
            let text = std::fs::read_to_string(path(name)).unwrap_or_else(|e| panic!("{at}: {e}"));
            std::fs::write(path(name), text + &step.text).unwrap();
        } else if let Some((mark, old)) = step.marks.iter().find(|(m, _)| m.starts_with("in ")) {
            let name = path(&mark[3..]);
            let text = std::fs::read_to_string(&name).unwrap_or_else(|e| panic!("{at}: {e}"));
            assert_eq!(text.matches(old.as_str()).count(), 1, "{at}: `{old}` in {text}");
            std::fs::write(name, text.replace(old.as_str(), step.text.trim())).unwrap();
        } else if let Some(name) = step.mark("workbook") {
            std::fs::write(path(name), sheet(&step.text)).unwrap();
        } else if step.mark("says").is_some() {
            let mut rest = self.said.as_str();
            for line in step.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                for part in line.split('…').filter(|part| !part.is_empty()) {
                    let found = rest.find(part);
                    let found = found.unwrap_or_else(|| panic!("{at}: `{part}` in {}", self.said));
                    rest = &rest[found + part.len()..];
                }
            }
        } else if matches!(step.kind.as_str(), "sh" | "run") {
            self.run(&step.text, step.mark("exit").unwrap_or("0"), &at);
        } else {
            panic!("{at}: a block that nothing is done with; `<!-- not run: REASON -->` says why");
        }
    }

    fn run(&mut self, commands: &str, code: &str, at: &str) {
        let end = tempfile::NamedTempFile::new().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_diptych")).parent().unwrap();
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(program.to_path_buf()).chain(std::env::split_paths(&paths));
        let script = format!("set -euo pipefail\ntrap 'pwd >\"$END\"' EXIT\n{commands}");
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(&self.folder)
            .env("PATH", std::env::join_paths(paths).unwrap())
            .env("END", end.path())
            .env("REPOSITORY", env!("CARGO_MANIFEST_DIR"))
            .env_remove("SOURCE_DATE_EPOCH")
            .output()
            .expect("bash runs");
        self.said = String::from_utf8_lossy(&output.stdout).into_owned();
        self.said += &String::from_utf8_lossy(&output.stderr);
        let ended = output.status.code().map(|code| code.to_string()).unwrap_or_default();
        assert_eq!(ended, code, "{at}: {commands}{}", self.said);
        self.folder = std::fs::read_to_string(end.path()).unwrap().trim_end().into();
    }
}

/// A workbook with the cells of a table in Markdown.
fn sheet(table: &str) -> Vec<u8> {
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| !line.starts_with("|--"))
        .map(|line| line.trim().trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    workbook(&[("Guests", &data(&rows))], &[])
}
