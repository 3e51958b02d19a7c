//! `diptych add`: one more thing in a project.

use super::args::{Add, Args};
use super::workspace::root;
use super::{CommandError, CommandResult, print};
use crate::load::files::Files;
use crate::model::code::Code;
use crate::scaffold;
use crate::session::disk::{write, write_new};

pub fn add(command: &Add, args: &Args) -> CommandResult {
    let root = root(args)?.ok_or_else(|| {
        CommandError::usage(Code::NoProject, "there is no project here or above")
            .hint("`diptych init DIR` writes a project to begin with")
    })?;
    let files = Files::read(&root).map_err(|(path, error)| {
        CommandError::usage(
            Code::UnreadableFile,
            format!("cannot read `{}`: {error}", path.display()),
        )
    })?;
    let (new, next) = scaffold::add(&files, command.kind, &command.name)?;
    // New files first: what refers to them is changed when they are there.
    let (changed, added): (Vec<_>, Vec<_>) =
        new.iter().partition(|(path, _)| files.bytes(path).is_some());
    for (path, text) in &added {
        write_new(&root.join(path), text.as_bytes())?;
    }
    for (path, text) in &changed {
        write(&root.join(path), text.as_bytes())?;
    }
    let line = |verb: &str, path: &str| format!("{verb} {path}\n");
    let mut told: String = added.iter().map(|(path, _)| line("wrote", path)).collect();
    told.extend(changed.iter().map(|(path, _)| line("changed", path)));
    print(&format!("{told}next: {next}\n"))
}
