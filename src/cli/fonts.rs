//! `diptych fonts`: what is loaded and covers what, and which families stand behind those
//! that the languages name.

use crate::load::draft;
use crate::load::files::Files;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostics;
use crate::model::language::{FontFamily, FontStacks, Language};
use crate::typeset::{Face, Fonts};

use super::args::Args;
use super::variants::table;
use super::workspace::root;
use super::{CommandError, CommandResult, Outcome, print};

/// Ranges of Unicode that are counted.
const SCRIPTS: [(&str, u32, u32); 3] =
    [("Latin", 0x41, 0x24f), ("Cyrillic", 0x400, 0x4ff), ("Han", 0x4e00, 0x9fff)];

pub fn fonts(args: &Args) -> CommandResult {
    let fonts = Fonts::load(&args.font_paths)
        .map_err(|diagnostic| CommandError { diagnostic, outcome: Outcome::Usage })?;
    let mut head = vec!["family".to_string(), "style".into()];
    head.extend(SCRIPTS.iter().map(|(name, ..)| name.to_string()));
    head.push("from".into());
    let rows = fonts.faces().iter().map(row);
    print(&table(std::iter::once(head).chain(rows).collect()))?;
    if fonts.faces().iter().all(|face| face.origin.is_none()) {
        return Ok(Outcome::Done);
    }
    print(&format!("\n{}", table(behind(args, &fonts)?)))
}

/// The families of each language and kind of text, and those that stand behind them.
fn behind(args: &Args, fonts: &Fonts) -> Result<Vec<Vec<String>>, CommandError> {
    let files = match root(args)? {
        None => Files::built_in(),
        Some(root) => Files::read(&root).map_err(|(path, error)| {
            CommandError::usage(
                Code::UnreadableFile,
                format!("cannot read `{}`: {error}", path.display()),
            )
        })?,
    };
    let head = ["language", "text", "families", "behind them"].map(str::to_string).to_vec();
    let mut rows = vec![head];
    // What is wrong with the project, `check` tells.
    let Some(mut project) = draft(&files, &mut Diagnostics::default()) else { return Ok(rows) };
    let before = project.languages.clone();
    fonts.add_fallbacks(&mut project);
    for (before, after) in before.iter().zip(&project.languages) {
        for ((name, own), (_, all)) in stacks(before).into_iter().zip(stacks(after)) {
            let (own, added) = all.split_at(own.len());
            rows.push(vec![before.key.clone(), name.into(), names(own), names(added)]);
        }
    }
    Ok(rows)
}

fn stacks(language: &Language) -> Vec<(&'static str, &[FontFamily])> {
    let FontStacks { serif, sans, emphasis } = &language.table.fonts;
    let emphasis = emphasis.iter().map(|stack| ("emphasis", stack.as_slice()));
    [("serif", serif.as_slice()), ("sans", sans)].into_iter().chain(emphasis).collect()
}

fn names(families: &[FontFamily]) -> String {
    let mut names: Vec<&str> = vec![];
    for family in families.iter().map(FontFamily::name) {
        if !names.contains(&family) {
            names.push(family);
        }
    }
    names.join(", ")
}

fn row(face: &Face) -> Vec<String> {
    let mut row = vec![face.info.family.to_string(), face.style()];
    for (_, first, last) in SCRIPTS {
        let covered = (first..=last).filter_map(char::from_u32).filter(|c| face.covers(*c));
        row.push(covered.count().to_string());
    }
    row.push(match &face.origin {
        Some(path) => path.display().to_string(),
        None => "the program".into(),
    });
    row
}
