//! `diptych status`: what is missing, stale, unconfirmed and ready, and the sheet for a
//! sign-off.

use serde::Serialize;

use crate::concordance::{Concord, Row, Sheet, State, concords, csv, html, orphans};
use crate::export::Options;
use crate::model::concordance::Stage;
use crate::model::diagnostic::Diagnostics;
use crate::model::project::Project;
use crate::session::disk::write;
use crate::session::sheet;

use super::args::{Args, Status, StatusFormat};
use super::build::timestamp;
use super::report::Reporter;
use super::variants::{json, table};
use super::workspace::Workspace;
use super::{CommandResult, Outcome, print};

/// How many texts there are of each state.
#[derive(Debug, Default, Clone, Serialize)]
struct Counts {
    missing: usize,
    stale: usize,
    unconfirmed: usize,
    /// All that is confirmed, as whatever.
    ready: usize,
    translated: usize,
    reviewed: usize,
    r#final: usize,
}

impl Counts {
    fn add(&mut self, state: &State) {
        match state {
            State::Missing => self.missing += 1,
            State::Stale(..) => self.stale += 1,
            State::Unconfirmed => self.unconfirmed += 1,
            State::Confirmed(stage) => {
                self.ready += 1;
                match stage {
                    Stage::Translated => self.translated += 1,
                    Stage::Reviewed => self.reviewed += 1,
                    Stage::Final => self.r#final += 1,
                }
            }
        }
    }

    fn cells(&self) -> Vec<String> {
        let all = [self.missing, self.stale, self.unconfirmed, self.ready];
        let of = [self.translated, self.reviewed, self.r#final];
        all.into_iter().chain(of).map(|n| n.to_string()).collect()
    }
}

/// A language, and the parts of the article in it.
#[derive(Serialize)]
struct Language<'a> {
    language: &'a str,
    #[serde(flatten)]
    counts: Counts,
    sections: Vec<Part<'a>>,
    texts: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    id: &'a str,
    #[serde(flatten)]
    counts: Counts,
}

/// All of a project, as JSON has it.
#[derive(Serialize)]
struct All<'a> {
    original: &'a str,
    languages: Vec<Language<'a>>,
    /// Entries of the record that are of nothing.
    orphans: Vec<String>,
}

pub fn status(command: &Status, args: &Args, reporter: &Reporter) -> CommandResult {
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let project = workspace.session.project();
    let all = concords(project);
    let sheets = || Sheet::all(project, &all);
    let (name, bytes) = match command.format {
        StatusFormat::Human => return print(&counted(&workspace, &all)),
        StatusFormat::Json => return print(&format!("{}\n", json(&gathered(project, &all)))),
        StatusFormat::Html => ("concordance.html", html(&sheets()).into_bytes()),
        StatusFormat::Csv => ("concordance.csv", csv(&sheets())),
        StatusFormat::Pdf => {
            let timestamp = timestamp(command.creation_timestamp, &project.article)?;
            let options = Options { timestamp, ..Options::default() };
            let mut diagnostics = Diagnostics::default();
            let made = sheet(&workspace.session, &sheets(), &options, &mut diagnostics);
            reporter.print_all(&diagnostics, &workspace.texts());
            let Some(bytes) = made.filter(|_| !diagnostics.has_errors()) else {
                return Ok(Outcome::Failed);
            };
            ("concordance.pdf", bytes)
        }
    };
    let path = command.output_dir.join(name);
    write(&path, &bytes)?;
    match args.quiet {
        true => Ok(Outcome::Done),
        false => print(&format!("{}\n", path.display())),
    }
}

/// The parts of a language, in the order of the article.
fn parts<'a>(all: &[Concord<'a>], language: &str) -> Vec<Part<'a>> {
    let mut parts: Vec<Part> = vec![];
    for own in all.iter().filter(|own| own.language == language) {
        let id = own.unit.part_of;
        let at = parts.iter().position(|part| part.id == id).unwrap_or_else(|| {
            parts.push(Part { id, counts: Counts::default() });
            parts.len() - 1
        });
        parts[at].counts.add(&own.state);
    }
    parts
}

fn total(all: &[Concord], language: &str) -> Counts {
    let mut counts = Counts::default();
    all.iter().filter(|own| own.language == language).for_each(|own| counts.add(&own.state));
    counts
}

fn gathered<'a>(project: &'a Project, all: &[Concord<'a>]) -> All<'a> {
    let languages = project.languages.iter().skip(1).map(|language| {
        let key = language.key.as_str();
        let own = all.iter().filter(|own| own.language == key);
        Language {
            language: key,
            counts: total(all, key),
            sections: parts(all, key),
            texts: own.map(|own| Row::of(project, own)).collect(),
        }
    });
    let orphans = orphans(project).into_iter();
    All {
        original: project.languages.first().map_or("", |language| &language.key),
        languages: languages.collect(),
        orphans: orphans.map(|pair| format!("{}.{}", pair.unit, pair.language)).collect(),
    }
}

/// A table of numbers, and below it what is missing and stale, each at its place.
fn counted(workspace: &Workspace, all: &[Concord]) -> String {
    let project = workspace.session.project();
    let Some((original, others)) = project.languages.split_first() else { return String::new() };
    let head = [
        "language",
        "part",
        "missing",
        "stale",
        "unconfirmed",
        "ready",
        "translated",
        "reviewed",
        "final",
    ];
    let mut rows = vec![head.map(str::to_string).to_vec()];
    for language in others {
        let cells = |part: &str, counts: &Counts| {
            let own = [language.key.clone(), part.to_string()];
            own.into_iter().chain(counts.cells()).collect()
        };
        let parts = parts(all, &language.key);
        rows.extend(parts.iter().map(|part| cells(part.id, &part.counts)));
        rows.push(cells("all", &total(all, &language.key)));
    }
    let mut out = table(rows);
    for own in all {
        let what = match &own.state {
            State::Missing => {
                let languages: Vec<_> = own.unit.missing.keys().map(|k| format!("`{k}`")).collect();
                format!("missing in {}", languages.join(", "))
            }
            State::Stale(stage, changes) => {
                let changes = changes.sentence(&original.key, own.language);
                format!("stale since {}: {changes}", stage.name())
            }
            State::Unconfirmed | State::Confirmed(_) => continue,
        };
        let place = workspace.line(own.unit.place);
        out.push_str(&format!("{place}: {} {}: {what}\n", own.language, own.unit.name()));
    }
    let orphans = orphans(project);
    if !orphans.is_empty() {
        let names: Vec<_> = orphans.iter().map(|p| format!("{}.{}", p.unit, p.language)).collect();
        out.push_str(&format!("the record has entries of nothing: {}\n", names.join(", ")));
    }
    out
}
