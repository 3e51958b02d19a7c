//! `diptych schema`: the JSON Schemas of the data files.

use crate::load::schemas;
use crate::model::code::Code;
use crate::model::diagnostic::did_you_mean;

use super::args::Schema;
use super::variants::json;
use super::{CommandError, CommandResult, print};
use crate::session::disk::write;
use crate::session::texts::Line;

pub fn schema(command: &Schema) -> CommandResult {
    // In the order of the pipeline: what batches read comes before the languages.
    let mut schemas = schemas();
    schemas.insert(schemas.len() - 1, ("audiences", json(&crate::batch::schema())));
    schemas.push(("diagnostic", json(&schemars::schema_for!(Line))));
    if let Some(dir) = &command.output_dir {
        for (name, schema) in &schemas {
            let path = dir.join(format!("{name}.schema.json"));
            let text = format!("{schema}\n");
            write(&path, text.as_bytes())?;
            print(&format!("{}\n", path.display()))?;
        }
        return Ok(super::Outcome::Done);
    }
    let Some(name) = &command.name else {
        return print(&schemas.iter().map(|(name, _)| format!("{name}\n")).collect::<String>());
    };
    match schemas.iter().find(|(known, _)| known == name) {
        Some((_, schema)) => print(&format!("{schema}\n")),
        None => {
            let names = schemas.iter().map(|(name, _)| *name);
            let hint = did_you_mean(name, names)
                .unwrap_or_else(|| "`diptych schema` lists the names".into());
            Err(CommandError::usage(Code::Usage, format!("there is no schema `{name}`")).hint(hint))
        }
    }
}
