//! `diptych init`: a project to edit, or what a folder lacks of one.

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal, Write};

use super::args::Init;
use super::{CommandError, CommandResult, print};
use crate::concordance::{Concord, concords, with};
use crate::load::concordance::RECORD;
use crate::load::files::{Files, PROJECT_FILE, built_in_templates};
use crate::load::load;
use crate::model::code::Code;
use crate::model::concordance::Pair;
use crate::model::diagnostic::Diagnostics;
use crate::scaffold::{self, Start};
use crate::session::disk::write_new;

/// What the program brings, and a project need not have.
const OWN: [&str; 2] = ["data/languages/", "data/styles/"];

/// The languages of a project that is not told any.
const LANGUAGES: &str = "zh,en";

pub fn init(command: &Init) -> CommandResult {
    let dir = &command.dir;
    if dir.exists() && !dir.is_dir() {
        return Err(CommandError::usage(
            Code::Usage,
            format!("`{}` is not a folder", dir.display()),
        )
        .hint("name a folder, new or with files in it"));
    }
    // Of what is there, only what the new files must fit to.
    let mut own = Files::default();
    for path in [PROJECT_FILE, "data/article.yaml"] {
        if let Ok(bytes) = std::fs::read(dir.join(path)) {
            own.insert(path, bytes);
        }
    }
    let mut files: BTreeMap<String, Vec<u8>> = match command.sample {
        true => sample(),
        false => {
            let new = scaffold::project(&start(command, &own)?).map_err(wrong_language)?;
            new.into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
        }
    };
    if command.with_templates {
        files.extend(brought());
    }
    if own.bytes(PROJECT_FILE).is_none() {
        files.extend(record(&files).map(|record| (RECORD.to_string(), record)));
    }
    let is_there = |path: &str| std::fs::symlink_metadata(dir.join(path)).is_ok();
    let files = scaffold::missing(files, &own, is_there);
    // The project file last: what stops halfway is no project.
    let is_project = |path: &str| path == PROJECT_FILE;
    let (last, first): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| is_project(path));
    for (path, bytes) in first.into_iter().chain(last) {
        write_new(&dir.join(path), bytes)?;
    }
    print(&told(command, files.len()))
}

/// The record of concordance of a new project, with an entry for each text from the start:
/// what is confirmed on two branches then merges.
fn record(files: &BTreeMap<String, Vec<u8>>) -> Option<Vec<u8>> {
    let mut all = Files::default();
    for (path, bytes) in files {
        all.insert(path, bytes.clone());
    }
    let project = load(&all, &mut Diagnostics::default())?;
    let pairs: Vec<Pair> = concords(&project).iter().map(Concord::pair).collect();
    with(None, &pairs, &BTreeMap::new()).ok().map(String::into_bytes)
}

fn told(command: &Init, count: usize) -> String {
    let dir = command.dir.display();
    match count {
        0 => format!("{dir} has all files of a project already\n"),
        count => format!(
            "wrote {count} files into {dir}\nnext: `cd {dir}`, then `diptych watch`; README.md \
             there says what is where\n"
        ),
    }
}

/// The built-in project.
fn sample() -> BTreeMap<String, Vec<u8>> {
    let project = Files::built_in();
    let files = project.all().filter(|(path, _)| !OWN.iter().any(|own| path.starts_with(own)));
    files.map(|(path, bytes)| (path.to_string(), bytes.to_vec())).collect()
}

/// The templates, languages and note styles of the program.
fn brought() -> BTreeMap<String, Vec<u8>> {
    let project = Files::built_in();
    let files = project.all().filter(|(path, _)| OWN.iter().any(|own| path.starts_with(own)));
    let data = files.map(|(path, bytes)| (path.to_string(), bytes.to_vec()));
    data.chain(built_in_templates()).collect()
}

/// What the project is to be: as told, as the folder has it, as answered, as it mostly is.
fn start(command: &Init, own: &Files) -> Result<Start, CommandError> {
    let stdin = std::io::stdin();
    let asks = stdin.is_terminal() && std::io::stderr().is_terminal();
    let there = scaffold::languages(own);
    let mut start = Start { languages: command.languages.clone(), titles: command.title.clone() };
    if !there.is_empty() {
        if !start.languages.is_empty() && start.languages != there {
            let message = format!("the project has other languages: {}", there.join(", "));
            return Err(CommandError::usage(Code::Usage, message)
                .hint("leave `--languages` out, or change `languages` in `diptych.toml`"));
        }
        start.languages = there;
    } else if asks {
        answer(&mut start, &mut stdin.lock(), &mut std::io::stderr());
    }
    if start.languages.is_empty() {
        start.languages = listed(LANGUAGES);
    }
    if let Some(twice) = doubled(&start.languages) {
        return Err(CommandError::usage(
            Code::RepeatedLanguage,
            format!("the language `{twice}` is named twice"),
        ));
    }
    Ok(start)
}

/// Asks for what is not told. An empty answer leaves it open, and so does the end of input.
fn answer(start: &mut Start, input: &mut impl BufRead, output: &mut impl Write) {
    let mut ask = |question: String| {
        let mut line = String::new();
        let asked = write!(output, "{question} ").and_then(|()| output.flush());
        asked.and_then(|()| input.read_line(&mut line)).ok();
        line.trim().to_string()
    };
    if start.languages.is_empty() {
        let question = format!("Languages, the original first, with commas ({LANGUAGES}):");
        start.languages = match ask(question) {
            none if none.is_empty() => listed(LANGUAGES),
            answer => listed(&answer),
        };
    }
    for language in start.languages.iter().skip(start.titles.len()) {
        match ask(format!("Title in `{language}` (a line to replace later):")) {
            none if none.is_empty() => break,
            title => start.titles.push(title),
        }
    }
}

fn listed(text: &str) -> Vec<String> {
    let keys = text.split([',', '，', '、', ' ']).map(str::trim);
    keys.filter(|key| !key.is_empty()).map(str::to_string).collect()
}

pub fn doubled(keys: &[String]) -> Option<&String> {
    keys.iter().enumerate().find(|(at, key)| keys[..*at].contains(key)).map(|(_, key)| key)
}

pub fn wrong_language(diagnostic: crate::model::diagnostic::Diagnostic) -> CommandError {
    CommandError { diagnostic, outcome: super::Outcome::Usage }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(told: Start, lines: &str) -> (Start, String) {
        let (mut start, mut asked) = (told, vec![]);
        answer(&mut start, &mut lines.as_bytes(), &mut asked);
        (start, String::from_utf8(asked).unwrap())
    }

    #[test]
    fn only_what_is_not_told_is_asked() {
        let told = Start { languages: vec!["fr".into()], titles: vec!["Mètre".into()] };
        let (start, asked) = answered(told, "never read\n");
        assert_eq!((start.languages, asked), (vec!["fr".to_string()], String::new()));

        let (start, asked) = answered(Start::default(), "en，zh\nThe lake\n湖\n");
        assert_eq!(start.languages, ["en", "zh"]);
        assert_eq!(start.titles, ["The lake", "湖"]);
        assert_eq!(asked.matches(':').count(), 3);
    }

    #[test]
    fn an_empty_answer_and_the_end_of_input_leave_it_open() {
        for lines in ["\n\n", ""] {
            let (start, _) = answered(Start::default(), lines);
            assert_eq!((start.languages, start.titles), (listed(LANGUAGES), vec![]));
        }
    }
}
