//! Dependency files: which files each output is made of, for make and others.
//!
//! Takes manifests; gives text. Files of the program are left out: they have
//! no path.

use std::collections::BTreeSet;
use std::path::Path;

use super::args::DepsFormat;
use super::workspace::Workspace;
use crate::session::Manifest;

/// Prints the dependencies of variants.
pub fn print(
    format: DepsFormat,
    folder: &Path,
    manifests: &[Manifest],
    workspace: &Workspace,
) -> String {
    let rules: Vec<(Vec<String>, BTreeSet<String>)> = manifests
        .iter()
        .map(|manifest| (outputs(manifest, folder), inputs(manifest, workspace)))
        .collect();
    match format {
        DepsFormat::Make => rules
            .iter()
            .map(|(outputs, inputs)| {
                let words = |paths: &mut dyn Iterator<Item = &String>| {
                    paths.map(|path| escaped(path)).collect::<Vec<_>>().join(" ")
                };
                format!("{}: {}\n", words(&mut outputs.iter()), words(&mut inputs.iter()))
            })
            .collect(),
        DepsFormat::Json => {
            let outputs: BTreeSet<&String> = rules.iter().flat_map(|(o, _)| o).collect();
            let inputs: BTreeSet<&String> = rules.iter().flat_map(|(_, i)| i).collect();
            let all = serde_json::json!({ "inputs": inputs, "outputs": outputs });
            format!("{}\n", super::variants::json(&all))
        }
    }
}

fn outputs(manifest: &Manifest, folder: &Path) -> Vec<String> {
    manifest.outputs.keys().map(|name| folder.join(name).display().to_string()).collect()
}

fn inputs(manifest: &Manifest, workspace: &Workspace) -> BTreeSet<String> {
    let files = manifest.data.keys().chain(manifest.templates.keys());
    let files = files.filter_map(|path| workspace.path(path));
    let chosen = |family: &str| manifest.fonts.iter().any(|font| font.family == family);
    let faces = workspace.session.fonts().faces().iter().filter(|face| chosen(&face.info.family));
    let fonts = faces.filter_map(|face| Some(face.origin.as_ref()?.display().to_string()));
    files.chain(fonts).collect()
}

/// A path as make reads it.
fn escaped(path: &str) -> String {
    path.replace('$', "$$").replace('#', "\\#").replace(' ', "\\ ")
}
