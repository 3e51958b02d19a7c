//! `diptych init`: a project to edit.

use crate::load::files::{Files, built_in_templates};

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
    for (path, bytes) in &files {
        write(&dir.join(path), bytes)?;
    }
    print(&format!(
        "wrote {} files into {}\nedit data/, then run `diptych build` in there\n",
        files.len(),
        dir.display()
    ))
}
