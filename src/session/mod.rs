//! Sessions: an open project, and the one way from it to editions, pages and files.
//!
//! Takes the files of a project and fonts; opens only where nothing in them is wrong, so
//! that no front end can typeset what is unchecked. A [`Builder`] makes the files of
//! variants; a [`Manifest`] says what they were made of. Prints nothing.

mod builder;
pub(crate) mod disk;
mod manifest;
mod sheet;
pub(crate) mod texts;

use std::sync::{Arc, OnceLock};

use crate::concordance::unconfirmed;
use crate::export::Options;
use crate::load::draft;
use crate::load::files::{Files, built_in_templates};
use crate::model::diagnostic::Diagnostics;
use crate::model::digest::digest;
use crate::model::edition::Edition;
use crate::model::project::{Project, Variant};
use crate::select::{faults, missing, select};
use crate::typeset::{Base, Fonts};

pub use builder::{Builder, Made, write_all};
pub use manifest::{FontFace, Manifest, Settings};

pub(crate) use builder::{named, read_manifest, write_manifest};
pub(crate) use manifest::{Inputs, Stamp};
pub(crate) use sheet::sheet;

/// An open project: checked, with its files and fonts.
pub struct Session {
    files: Files,
    project: Project,
    fonts: Fonts,
    warnings: Diagnostics,
    /// Built when the first page is asked for.
    base: OnceLock<Arc<Base>>,
}

/// The files of a project that cannot be opened, and all that is wrong with them.
#[derive(Debug)]
pub struct OpenError {
    pub files: Files,
    pub diagnostics: Diagnostics,
}

impl Session {
    /// Opens a project.
    ///
    /// # Errors
    /// When anything in it is wrong, with every mistake at its place.
    ///
    /// ```
    /// use diptych::load::files::Files;
    /// use diptych::session::Session;
    /// use diptych::typeset::Fonts;
    ///
    /// let fonts = Fonts::load(&[]).unwrap();
    /// assert!(Session::open(Files::built_in(), fonts.clone()).is_ok());
    /// let broken = Session::open(Files::default(), fonts).err().unwrap();
    /// assert!(broken.diagnostics.has_errors());
    /// ```
    pub fn open(files: Files, fonts: Fonts) -> Result<Self, OpenError> {
        Self::open_as(files, fonts, false)
    }

    /// Opens a project, if it is asked for as drafts of all its variants.
    ///
    /// # Errors
    /// When anything in it is wrong, with every mistake at its place.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// let fonts = Fonts::load(&[]).unwrap();
    /// let session = Session::open_as(Files::built_in(), fonts, true).unwrap();
    /// assert!(session.project().variants.iter().all(|variant| variant.theme.draft));
    /// ```
    pub fn open_as(files: Files, fonts: Fonts, is_draft: bool) -> Result<Self, OpenError> {
        let mut diagnostics = Diagnostics::default();
        let mut project = draft(&files, &mut diagnostics);
        if let Some(project) = &mut project {
            for variant in project.variants.iter_mut().filter(|_| is_draft) {
                *variant = variant.drafted();
            }
            fonts.add_fallbacks(project);
            fonts.check(project, &files, &mut diagnostics);
        }
        match project {
            Some(project) if !diagnostics.has_errors() => {
                Ok(Self { files, project, fonts, warnings: diagnostics, base: OnceLock::new() })
            }
            project => {
                // What is missing is told with the other mistakes.
                if let Some(project) = &project {
                    let variants = project.variants.iter();
                    diagnostics.extend(variants.flat_map(|variant| missing(project, variant)));
                }
                Err(OpenError { files, diagnostics })
            }
        }
    }

    /// Goes on with what Typst has worked out for the state of the project before an
    /// edit. Does nothing once a page has been asked for.
    pub(crate) fn reuse_cache(&self, before: &Self) {
        if let Some(base) = before.base.get() {
            self.base.get_or_init(|| Arc::new(base.rebuilt(self.fonts.clone(), &self.files)));
        }
    }

    /// The files of the project.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// assert_eq!(*session.files(), Files::built_in());
    /// ```
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The checked project.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// assert_eq!(session.project().languages[0].key, "zh");
    /// ```
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The fonts that it is set in.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// assert!(!session.fonts().faces().is_empty());
    /// ```
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// What decides the bytes of every document that is made of it in one way: a SHA-256.
    pub(crate) fn input(&self, options: &Options) -> String {
        let mut all = format!("{} {options:?}\n", env!("CARGO_PKG_VERSION"));
        let templates = built_in_templates();
        let templates = templates.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        for (path, bytes) in templates.chain(self.files.all()) {
            all.push_str(&format!("{path} {}\n", digest(bytes)));
        }
        for face in self.fonts.faces().iter().filter(|face| face.origin.is_some()) {
            all.push_str(&format!("{}\n", face.digest()));
        }
        digest(all.as_bytes())
    }

    /// What was told when it was opened, none of it an error.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// assert!(!session.warnings().has_errors());
    /// ```
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// The edition of a variant, with all that is wrong with it short of layout.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// use diptych::model::diagnostic::Diagnostics;
    ///
    /// let mut found = Diagnostics::default();
    /// let variant = session.project().variant("brief").unwrap();
    /// let edition = session.edition(variant, &mut found);
    /// assert!(!found.has_errors() && !edition.notes.is_empty());
    /// ```
    pub fn edition(&self, variant: &Variant, diagnostics: &mut Diagnostics) -> Edition {
        let edition = select(&self.project, variant);
        self.check_edition(variant, &edition, diagnostics);
        edition
    }

    /// Tells all that is wrong with an edition short of layout.
    pub(crate) fn check_edition(
        &self,
        variant: &Variant,
        edition: &Edition,
        diagnostics: &mut Diagnostics,
    ) {
        diagnostics.extend(faults(&self.project, variant, edition));
        diagnostics.extend(unconfirmed(&self.project, variant));
        let place = &variant.place;
        self.fonts.check_edition(edition, &self.project, &self.files, place, diagnostics);
    }

    /// What all its editions share before Typst.
    pub(crate) fn base(&self) -> &Arc<Base> {
        self.base.get_or_init(|| Arc::new(Base::new(self.fonts.clone(), &self.files)))
    }
}
