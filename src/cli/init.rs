//! `diptych init`: a project to edit.

use std::collections::BTreeMap;

use crate::concordance::{Concord, concords, with};
use crate::load::concordance::RECORD;
use crate::load::files::{Files, built_in_templates};
use crate::load::load;
use crate::model::concordance::Pair;
use crate::model::diagnostic::Diagnostics;

use super::args::Init;
use super::{CommandError, CommandResult, print};
use crate::session::disk::write;

/// What the program brings, and a project need not have.
const OWN: [&str; 2] = ["data/languages/", "data/styles/"];

pub fn init(command: &Init) -> CommandResult {
    let dir = &command.dir;
    let taken = match std::fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => dir.exists(),
    };
    if taken {
        return Err(CommandError::usage(format!("`{}` is not empty", dir.display()))
            .hint("name a folder that is new or empty"));
    }
    let project = Files::built_in();
    let mut files: Vec<(String, Vec<u8>)> = project
        .all()
        .filter(|(path, _)| command.with_templates || !OWN.iter().any(|own| path.starts_with(own)))
        .map(|(path, bytes)| (path.to_string(), bytes.to_vec()))
        .collect();
    if command.with_templates {
        files.extend(built_in_templates());
    }
    // An entry for each text from the start: what is confirmed on two branches then merges.
    let project = load(&project, &mut Diagnostics::default());
    let record = project.and_then(|own| {
        let pairs: Vec<Pair> = concords(&own).iter().map(Concord::pair).collect();
        with(None, &pairs, &BTreeMap::new()).ok()
    });
    files.extend(record.map(|record| (RECORD.to_string(), record.into_bytes())));
    for (path, bytes) in &files {
        write(&dir.join(path), bytes)?;
    }
    print(&format!(
        "wrote {} files into {}\nedit data/, then run `diptych build` in there\n",
        files.len(),
        dir.display()
    ))
}
