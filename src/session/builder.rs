//! The builder: from a variant to its files and their manifests.
//!
//! Takes an open project and options; gives files in memory, and writes those of each format
//! with their manifest. Reads the files of an earlier build, to tell whether they are current.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::export::{self, Format, Matter, Options};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::digest::digest;
use crate::model::edition::Edition;
use crate::model::project::Variant;
use crate::select::attach;
use crate::typeset::{Composition, Drawings, Pages, Used, look_ahead, typeset};

use super::disk::write;
use super::{Inputs, Manifest, Session};

/// Makes the files of variants in one way.
#[derive(Clone, Copy)]
pub struct Builder<'a> {
    pub session: &'a Session,
    pub options: &'a Options,
}

/// The files of a variant in one format by name, and what they were made of.
pub struct Made {
    pub format: Format,
    pub files: Vec<(String, Vec<u8>)>,
    pub manifest: Manifest,
}

impl<'a> Builder<'a> {
    /// A builder of the files of an open project.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// use diptych::{export::Options, session::Builder};
    ///
    /// let options = Options::default();
    /// let builder = Builder::new(&session, &options);
    /// assert_eq!(builder.options.formats.len(), 1);
    /// ```
    pub fn new(session: &'a Session, options: &'a Options) -> Self {
        Self { session, options }
    }

    /// The edition of a variant, with all that is wrong with it short of layout, and with
    /// its data where the options ask for that.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// let edition = builder.edition(variant, &mut found);
    /// assert!(!found.has_errors() && edition.variant == "brief");
    /// ```
    pub fn edition(&self, variant: &Variant, diagnostics: &mut Diagnostics) -> Edition {
        let Session { project, files, .. } = self.session;
        let mut edition = self.session.edition(variant, diagnostics);
        if self.options.attach {
            let data: Vec<&str> = files.below("data").map(|(path, _)| path).collect();
            if !attach(&mut edition, project, variant, &data) {
                let message = format!("the data is not attached to `{}`", variant.name);
                let hint = "it has what these readers may not see; the edition is attached";
                diagnostics.push(
                    Diagnostic::warning(Code::DataNotAttached, variant.place.clone(), message)
                        .hint(hint),
                );
            }
        }
        edition
    }

    /// The pages of an edition, and what they were made of.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// let edition = builder.edition(variant, &mut found);
    /// let (pages, used) = builder.pages(variant, &edition, &mut found).unwrap();
    /// assert!(pages.len() <= 4 && used.files.contains("templates/brief.typ"));
    /// ```
    pub fn pages(
        &self,
        variant: &Variant,
        edition: &Edition,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Pages, Used)> {
        let composition = self.composition(edition);
        let project = &self.session.project;
        let pages = typeset(&composition, edition, project, variant, diagnostics)?;
        Some((pages, composition.used()))
    }

    /// The pages of an edition after an edit, where what was settled before it holds.
    pub(crate) fn ahead(
        &self,
        variant: &Variant,
        edition: &Edition,
        before: &Pages,
    ) -> Option<(Pages, Used)> {
        let composition = self.composition(edition);
        let pages = look_ahead(&composition, edition, before, &self.session.project, variant)?;
        Some((pages, composition.used()))
    }

    fn composition(&self, edition: &Edition) -> Composition {
        Composition::new(self.session.base().clone(), edition)
    }

    /// The files in one format of what was made of an edition, using what is said.
    pub(crate) fn files(
        &self,
        format: Format,
        (matter, used): (Matter, &Used),
        diagnostics: &mut Diagnostics,
    ) -> Option<Made> {
        let mut used = used.clone();
        used.files.extend(export::styles(format).map(str::to_string));
        let manifest = self.manifest(format, matter.edition, &used);
        let creator = manifest.creator();
        let files = export::files(format, matter, self.options, &creator, diagnostics)?;
        let files = named(format, &matter.edition.variant, files);
        let pages = matter.pages.map_or(0, Pages::len);
        Some(Made { format, manifest: manifest.made(pages, &files), files })
    }

    /// The files of a variant that has no fault in each format that the options ask for,
    /// and what they were made of.
    ///
    /// # Errors
    /// When anything is wrong with its edition or its pages.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// let made = builder.make(variant).unwrap();
    /// assert_eq!(made[0].files[0].0, "brief.pdf");
    /// ```
    pub fn make(&self, variant: &Variant) -> Result<Vec<Made>, Diagnostics> {
        let mut found = Diagnostics::default();
        let edition = self.edition(variant, &mut found);
        let made = self.build(variant, &edition, &self.options.formats, &mut found);
        made.filter(|_| !found.has_errors()).ok_or(found)
    }

    /// The files of an edition of a variant in some formats. It is laid out, and its figures
    /// are drawn, once for all that need it.
    pub(crate) fn build(
        &self,
        variant: &Variant,
        edition: &Edition,
        formats: &[Format],
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<Made>> {
        let pages = match formats.iter().any(|format| format.has_pages()) {
            true => Some(self.pages(variant, edition, diagnostics)?),
            false => None,
        };
        let drawings = match formats.iter().all(|format| format.has_pages()) {
            true => None,
            false => Some(Drawings::new(self.session.base(), edition, diagnostics)?),
        };
        let made = formats.iter().map(|format| match format.has_pages() {
            true => {
                let (pages, used) = pages.as_ref()?;
                let matter = Matter { edition, pages: Some(pages), drawings: None };
                self.files(*format, (matter, used), diagnostics)
            }
            false => {
                let (drawings, used) = drawings.as_ref()?;
                let matter = Matter { edition, pages: None, drawings: Some(drawings) };
                self.files(*format, (matter, used), diagnostics)
            }
        });
        made.collect()
    }

    /// What an edition would be made of now in a format, if it uses what it used before.
    pub(crate) fn manifest(&self, format: Format, edition: &Edition, used: &Used) -> Manifest {
        let Session { files, project, .. } = self.session;
        Manifest::new(
            Inputs { files, project, base: self.session.base() },
            edition,
            (format, self.options),
            used,
        )
    }

    /// What a build would write beside the files of an earlier one in a format, if it
    /// would make the same files.
    pub(crate) fn current(
        &self,
        folder: &Path,
        variant: &Variant,
        edition: &Edition,
        format: Format,
    ) -> Option<Manifest> {
        let was = read_manifest(&manifest_path(folder, &variant.name, format))?;
        let now = self.manifest(format, edition, &was.used());
        let fits = variant.max_pages.is_none_or(|limit| was.pages <= limit);
        let is_current = fits && was.outdated_by(&now).is_empty() && is_unaltered(&was, folder);
        is_current.then_some(Manifest { pages: was.pages, outputs: was.outputs, ..now })
    }
}

/// The files of a document in a format, by name.
pub(crate) fn named(format: Format, document: &str, files: Vec<Vec<u8>>) -> Vec<(String, Vec<u8>)> {
    let count = files.len();
    let named = files.into_iter().enumerate();
    named.map(|(index, bytes)| (format.file_name(document, index, count), bytes)).collect()
}

/// Where the manifest of a variant is.
pub(crate) fn manifest_path(folder: &Path, variant: &str, format: Format) -> PathBuf {
    folder.join(format!("{variant}.{}.manifest.json", format.extension()))
}

/// Reads a manifest. One that cannot be read is none.
pub(crate) fn read_manifest(path: &Path) -> Option<Manifest> {
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
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write_manifest(
    folder: &Path,
    manifest: &Manifest,
    format: Format,
) -> Result<(), Diagnostic> {
    let path = manifest_path(folder, &manifest.variant, format);
    let text = format!("{}\n", json(manifest));
    match std::fs::read(&path) {
        Ok(bytes) if bytes == text.as_bytes() => Ok(()),
        _ => write(&path, text.as_bytes()),
    }
}

/// Writes the files of a variant and then their manifest, so that one that was
/// interrupted is not current; gives the files' paths. The pages of an earlier build that
/// these do not have are removed.
///
/// # Errors
/// When one of them cannot be written.
///
/// ```
/// # use diptych::load::files::Files;
/// # use diptych::session::Session;
/// # use diptych::typeset::Fonts;
/// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
/// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
/// # let (options, mut found) = (Options::default(), Diagnostics::default());
/// # let builder = Builder::new(&session, &options);
/// # let variant = session.project().variant("brief").unwrap();
/// use diptych::session::write_all;
///
/// let folder = tempfile::tempdir().unwrap();
/// for made in builder.make(variant).unwrap() {
///     write_all(folder.path(), &made).unwrap();
/// }
/// assert!(folder.path().join("brief.pdf").is_file());
/// ```
pub fn write_all(folder: &Path, made: &Made) -> Result<Vec<PathBuf>, Diagnostic> {
    let format = made.format;
    let mut paths = vec![];
    for (name, bytes) in &made.files {
        let path = folder.join(name);
        write(&path, bytes)?;
        paths.push(path);
    }
    if let Some(was) = read_manifest(&manifest_path(folder, &made.manifest.variant, format)) {
        remove_left(folder, &was, made)?;
    }
    write_manifest(folder, &made.manifest, format)?;
    Ok(paths)
}

/// Removes what a manifest names and what has been made does not: files of the same
/// variant and format, as they were made. What a person has changed since is theirs.
fn remove_left(folder: &Path, was: &Manifest, made: &Made) -> Result<(), Diagnostic> {
    let variant = Some(made.manifest.variant.as_str());
    if was.options.format != made.manifest.options.format {
        return Ok(());
    }
    let left = was.outputs.iter().filter(|(name, _)| !made.manifest.outputs.contains_key(*name));
    for (name, hash) in left.filter(|(name, _)| made.format.document(name) == variant) {
        let path = folder.join(name);
        if std::fs::read(&path).is_ok_and(|bytes| digest(&bytes) == *hash) {
            std::fs::remove_file(&path).map_err(|error| {
                Diagnostic::bare(
                    Code::UnwritableFile,
                    format!("cannot remove `{}`: {error}", path.display()),
                )
                .hint("it is a page of the edition before this one")
            })?;
        }
    }
    Ok(())
}

/// A value as JSON for people.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
