//! `diptych show`: the texts of a unit, how it stands with them, and what has changed.

use similar::{ChangeTag, TextDiff};
use unicode_segmentation::UnicodeSegmentation;

use crate::concordance::{Concord, State, concords};
use crate::model::code::Code;
use crate::model::diagnostic::did_you_mean;
use crate::model::project::Project;

use super::args::{Args, Show};
use super::report::Reporter;
use super::workspace::Workspace;
use super::{CommandError, CommandResult, print};

pub fn show(command: &Show, args: &Args, reporter: &Reporter) -> CommandResult {
    let workspace = match Workspace::open(args, reporter) {
        Ok(workspace) => workspace,
        Err(outcome) => return Ok(outcome),
    };
    let project = workspace.session.project();
    known_languages(project, &command.language)?;
    let all = concords(project);
    let is_asked = |own: &&Concord| {
        command.language.is_empty() || command.language.iter().any(|key| key == own.language)
    };
    let shown: Vec<String> = chosen(&all, &command.ids)?
        .into_iter()
        .filter(is_asked)
        .map(|own| shown(project, own, &workspace.line(own.unit.place)))
        .collect();
    print(&shown.join("\n"))
}

/// The pairs of ids, in the order of the article. An id may be of one thing alone; the
/// article's own texts go by their names.
pub fn chosen<'c, 'a>(
    all: &'c [Concord<'a>],
    ids: &[String],
) -> Result<Vec<&'c Concord<'a>>, CommandError> {
    let is_it = |own: &Concord, id: &str| own.unit.id == id || own.unit.name() == id;
    for id in ids {
        if !all.iter().any(|own| is_it(own, id)) {
            let known = all.iter().map(|own| own.unit.id);
            let hint = did_you_mean(id, known)
                .unwrap_or_else(|| "`diptych status --format json` lists all".into());
            return Err(CommandError::usage(Code::UnknownId, format!("no text has the id `{id}`"))
                .hint(hint));
        }
    }
    Ok(all.iter().filter(|own| ids.iter().any(|id| is_it(own, id))).collect())
}

/// Tells of a language that is no translation of the project.
pub fn known_languages(project: &Project, keys: &[String]) -> Result<(), CommandError> {
    let others: Vec<&str> = project.languages.iter().skip(1).map(|l| l.key.as_str()).collect();
    match keys.iter().find(|key| !others.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let message = format!("`{key}` is no translation of the project");
            let hint = format!("its translations are {}", crate::load::quoted(&others));
            Err(CommandError::usage(Code::UndeclaredLanguage, message).hint(hint))
        }
    }
}

fn shown(project: &Project, own: &Concord, place: &str) -> String {
    let original = project.languages.first().map_or("", |language| language.key.as_str());
    let state = match &own.state {
        State::Stale(_, changes) => format!("stale: {}", changes.sentence(original, own.language)),
        state => state.name().to_string(),
    };
    let mut out = format!("{} {} ({place})\n{state}\n", own.unit.name(), own.language);
    for (stage, signature) in own.signatures() {
        let on = signature.on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
        out.push_str(&format!("{} by {}{on}\n", stage.name(), signature.by));
    }
    let is_stale = matches!(own.state, State::Stale(..));
    let sides = [
        (original, &own.original, own.entry.map(|entry| &entry.original)),
        (own.language, &own.text, own.entry.map(|entry| &entry.text)),
    ];
    for (key, now, was) in sides {
        let Some(now) = now else {
            out.push_str(&format!("{key}: missing\n"));
            continue;
        };
        match was.filter(|was| is_stale && *was != now) {
            None => now.iter().for_each(|line| out.push_str(&format!("{key}: {line}\n"))),
            Some(was) => {
                let changed = compared(&was.join("\n"), &now.join("\n"));
                changed.lines().for_each(|line| out.push_str(&format!("{key}: {line}\n")));
            }
        }
    }
    out
}

/// A text with what it has lost and gained since: `[-old-]{+new+}`.
fn compared(was: &str, now: &str) -> String {
    let mut out = String::new();
    let mut last = ChangeTag::Equal;
    let close = |tag| match tag {
        ChangeTag::Equal => "",
        ChangeTag::Delete => "-]",
        ChangeTag::Insert => "+}",
    };
    // A Han character is a word.
    let [was, now] = [was, now].map(|text| text.split_word_bounds().collect::<Vec<_>>());
    for change in TextDiff::from_slices(&was, &now).iter_all_changes() {
        if change.tag() != last {
            out.push_str(close(last));
            out.push_str(match change.tag() {
                ChangeTag::Equal => "",
                ChangeTag::Delete => "[-",
                ChangeTag::Insert => "{+",
            });
            last = change.tag();
        }
        out.push_str(change.value());
    }
    out.push_str(close(last));
    out
}
