//! From a variant to its files and their manifest, for every command that
//! makes some.
//!
//! Takes a workspace; gives files in memory. Reads the files of an earlier
//! build, to tell whether they are current.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::compile::{Pages, compile, look_ahead};
use crate::compose::{Base, Composition, Used};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::edition::Edition;
use crate::export::{Format, Options, export};
use crate::manifest::{Inputs, Manifest, digest};
use crate::project::Variant;
use crate::select::{attach, faults, select};

use super::Stop;
use super::disk::write;
use super::workspace::Workspace;

/// What jobs share.
pub struct Shop<'a> {
    pub workspace: &'a Workspace,
    pub base: Arc<Base>,
    pub options: &'a Options,
}

/// The files of a variant by name, and what they were made of.
pub struct Made {
    pub files: Vec<(String, Vec<u8>)>,
    pub manifest: Manifest,
}

impl<'a> Shop<'a> {
    pub fn new(workspace: &'a Workspace, options: &'a Options) -> Self {
        let base = Base::new(workspace.fonts.clone(), &workspace.files);
        Self { workspace, base: Arc::new(base), options }
    }

    /// A shop after a change, on the base of the one before.
    pub fn rebuilt(before: &Base, workspace: &'a Workspace, options: &'a Options) -> Self {
        let base = before.rebuilt(workspace.fonts.clone(), &workspace.files);
        Self { workspace, base: Arc::new(base), options }
    }

    /// The edition of a variant, with all that is wrong with it short of layout.
    pub fn edition(&self, variant: &Variant, diagnostics: &mut Diagnostics) -> Edition {
        let project = &self.workspace.project;
        let mut edition = select(project, variant);
        if self.options.attach {
            let data: Vec<&str> =
                self.workspace.files.below("data").map(|(path, _)| path).collect();
            if !attach(&mut edition, project, variant, &data) {
                let message = format!("the data is not attached to `{}`", variant.name);
                let hint = "it has what these readers may not see; the edition is attached";
                diagnostics.push(Diagnostic::warning(variant.place.clone(), message).hint(hint));
            }
        }
        diagnostics.extend(faults(project, variant, &edition));
        let Workspace { fonts, files, .. } = self.workspace;
        fonts.check_edition(&edition, project, files, &variant.place, diagnostics);
        edition
    }

    /// The pages of an edition, and what they were made of.
    pub fn pages(
        &self,
        variant: &Variant,
        edition: &Edition,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Pages, Used)> {
        let composition = Composition::new(self.base.clone(), edition);
        let project = &self.workspace.project;
        let pages = compile(&composition, edition, project, variant, diagnostics)?;
        Some((pages, composition.used()))
    }

    /// The pages of an edition after an edit, where what was settled before it holds.
    pub fn ahead(
        &self,
        variant: &Variant,
        edition: &Edition,
        before: &Pages,
    ) -> Option<(Pages, Used)> {
        let composition = Composition::new(self.base.clone(), edition);
        let project = &self.workspace.project;
        let pages = look_ahead(&composition, edition, before, project, variant)?;
        Some((pages, composition.used()))
    }

    /// The files of pages.
    pub fn files(
        &self,
        edition: &Edition,
        (pages, used): (&Pages, &Used),
        diagnostics: &mut Diagnostics,
    ) -> Option<Made> {
        let manifest = self.manifest(edition, used);
        let files = export(pages, self.options, &manifest.creator(), diagnostics)?;
        let count = files.len();
        let name = |index: usize| self.options.format.file_name(&edition.variant, index, count);
        let named = files.into_iter().enumerate().map(|(index, bytes)| (name(index), bytes));
        let files: Vec<_> = named.collect();
        Some(Made { manifest: manifest.made(pages.len(), &files), files })
    }

    /// What an edition would be made of now, if it uses what it used before.
    pub fn manifest(&self, edition: &Edition, used: &Used) -> Manifest {
        let Workspace { files, project, .. } = self.workspace;
        Manifest::new(Inputs { files, project, base: &self.base }, edition, self.options, used)
    }

    /// What a build would write beside the files of an earlier one, if it
    /// would make the same files.
    pub fn current(&self, folder: &Path, variant: &Variant, edition: &Edition) -> Option<Manifest> {
        let was = read(&path(folder, &variant.name, self.options.format))?;
        let now = self.manifest(edition, &was.used());
        let fits = variant.max_pages.is_none_or(|limit| was.pages <= limit);
        let is_current = fits && was.outdated_by(&now).is_empty() && is_unaltered(&was, folder);
        is_current.then_some(Manifest { pages: was.pages, outputs: was.outputs, ..now })
    }
}

/// Where the manifest of a variant is.
pub fn path(folder: &Path, variant: &str, format: Format) -> PathBuf {
    folder.join(format!("{variant}.{}.manifest.json", format.extension()))
}

/// Reads a manifest. One that cannot be read is none.
pub fn read(path: &Path) -> Option<Manifest> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// Whether the files are there as they were made.
fn is_unaltered(manifest: &Manifest, folder: &Path) -> bool {
    let same = |(name, hash): (&String, &String)| {
        std::fs::read(folder.join(name)).is_ok_and(|bytes| digest(&bytes) == *hash)
    };
    !manifest.outputs.is_empty() && manifest.outputs.iter().all(same)
}

/// Writes a manifest, unless it is there.
pub fn write_manifest(folder: &Path, manifest: &Manifest, format: Format) -> Result<(), Stop> {
    let path = path(folder, &manifest.variant, format);
    let text = format!("{}\n", super::variants::json(manifest));
    match std::fs::read(&path) {
        Ok(bytes) if bytes == text.as_bytes() => Ok(()),
        _ => write(&path, text.as_bytes()),
    }
}

/// Writes the files of a variant and then their manifest, so that one that was
/// interrupted is not current; gives the files' paths.
pub fn write_all(folder: &Path, made: &Made, format: Format) -> Result<Vec<PathBuf>, Stop> {
    let mut paths = vec![];
    for (name, bytes) in &made.files {
        let path = folder.join(name);
        write(&path, bytes)?;
        paths.push(path);
    }
    write_manifest(folder, &made.manifest, format)?;
    Ok(paths)
}
