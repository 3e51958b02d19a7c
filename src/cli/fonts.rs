//! `diptych fonts`: what is loaded and covers what.

use crate::typeset::{Face, Fonts};

use super::args::Args;
use super::variants::table;
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
    print(&table(std::iter::once(head).chain(rows).collect()))
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
