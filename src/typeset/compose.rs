//! Composition: an edition before Typst.
//!
//! Takes a [`Base`] (library, fonts, templates), built once, and an
//! [`Edition`]; gives a [`typst::World`]. The edition is a file of values with
//! a constant name, so that its text never becomes code and a thousand
//! editions share one warm cache. Touches no disk, clock or network.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, dict};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;

use crate::load::files::{Files, built_in_templates};
use crate::load::picture;
use crate::model::digest::{Digest, digest};
use crate::model::edition::{Edition, FILE_NAME, Recipient};

use super::breaks::Breaks;
use super::fonts::{APART, Fonts};

/// Where templates find whom the document is addressed to, or null.
const RECIPIENT: &str = "recipient.json";

/// Where templates find what stands on each spread of facing pages, or null.
const SPREADS: &str = "spreads.json";

/// Where the template of an index finds the documents of a batch.
const INDEX: &str = "index.json";

/// What all editions of a project share.
#[derive(Clone)]
pub struct Base {
    library: LazyHash<Library>,
    fonts: Fonts,
    /// Templates, by their path from the root.
    templates: BTreeMap<String, Source>,
    files: HashMap<FileId, Bytes>,
    sources: HashMap<FileId, Source>,
}

impl Base {
    /// Builds the base from fonts, and from the program's templates with those
    /// of a project laid over them.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// use diptych::typeset::Base;
    ///
    /// let base = Base::new(session.fonts().clone(), session.files());
    /// ```
    pub fn new(fonts: Fonts, project: &Files) -> Self {
        Self::build(fonts, project, None)
    }

    /// Builds the base anew after a change. What is as it was stays in place,
    /// with what Typst has worked out about it.
    pub(crate) fn rebuilt(&self, fonts: Fonts, project: &Files) -> Self {
        Self::build(fonts, project, Some(self))
    }

    fn build(fonts: Fonts, project: &Files, before: Option<&Self>) -> Self {
        let mut all = built_in_templates();
        all.extend(project.below("templates").map(|(path, b)| (path.to_string(), b.to_vec())));
        all.extend(project.below("data").map(|(path, b)| (path.to_string(), b.to_vec())));
        let mut base = Self {
            library: before.map_or_else(|| LazyHash::new(library()), |old| old.library.clone()),
            fonts,
            templates: BTreeMap::new(),
            files: HashMap::new(),
            sources: HashMap::new(),
        };
        for (path, bytes) in all {
            // No output tells where a picture was taken.
            let bytes = picture::cleaned(&path, &bytes).unwrap_or(bytes);
            let Some(id) = file_id(&path) else { continue };
            let same = |old: &&Self| old.files.get(&id).is_some_and(|old| old.as_slice() == bytes);
            if let Some(old) = before.filter(same) {
                base.files.insert(id, old.files[&id].clone());
                if let Some(source) = old.sources.get(&id) {
                    base.templates.insert(path, source.clone());
                    base.sources.insert(id, source.clone());
                }
                continue;
            }
            if path.ends_with(".typ")
                && let Ok(text) = String::from_utf8(bytes.clone())
            {
                let source = Source::new(id, text);
                base.templates.insert(path, source.clone());
                base.sources.insert(id, source);
            }
            base.files.insert(id, Bytes::new(bytes));
        }
        base
    }

    /// The same base for one of the workers of a batch, with fonts of its own.
    pub(crate) fn for_worker(&self, worker: usize) -> Self {
        Self { fonts: self.fonts.for_worker(worker), ..self.clone() }
    }

    /// A file's bytes, by its path from the root.
    pub(crate) fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(&file_id(path)?).map(|bytes| bytes.as_slice())
    }

    /// The fonts.
    pub(crate) fn fonts(&self) -> &Fonts {
        &self.fonts
    }
}

/// Typst's library with what names the header cells of rows.
fn library() -> Library {
    Library::builder()
        .with_inputs(dict! { "apart" => APART })
        .with_features([Feature::A11yExtras].into_iter().collect())
        .build()
}

/// The id of a path from the root.
fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One edition before Typst.
#[derive(Clone)]
pub struct Composition {
    base: Arc<Base>,
    main: FileId,
    /// What is laid over the base, by path.
    own: BTreeMap<&'static str, Overlay>,
    /// The document, once it is settled where its pages begin, and where that is.
    settled: Option<(PagedDocument, Breaks)>,
    /// What Typst asked for, of this and of what is copied from it.
    used: Arc<Mutex<Used>>,
}

/// A file that is laid over the base, hashed once for all who share it.
#[derive(Clone)]
struct Overlay {
    bytes: Bytes,
    digest: Digest,
}

/// What Typst asked for while it compiled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Used {
    /// Templates and data, by path; not the edition.
    pub files: BTreeSet<String>,
    /// Families of fonts.
    pub families: BTreeSet<String>,
}

impl Composition {
    /// Lays an edition over the base.
    ///
    /// # Panics
    /// Never: an edition serialises, and the names are constant.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use std::sync::Arc;
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # use diptych::typeset::{Base, Composition};
    /// # let (project, mut found) = (session.project(), Diagnostics::default());
    /// # let variant = project.variant("brief").unwrap();
    /// # let edition = session.edition(variant, &mut found);
    /// # let base = Arc::new(Base::new(session.fonts().clone(), session.files()));
    /// # let composition = Composition::new(base, &edition);
    /// assert!(diptych::typeset::typeset(&composition, &edition, project, variant, &mut found).is_some());
    /// ```
    pub fn new(base: Arc<Base>, edition: &Edition) -> Self {
        Self::with_template(base, edition, &edition.template)
    }

    /// Lays an edition over the base, for another template than its own.
    ///
    /// # Panics
    /// Never, as [`Composition::new`].
    pub(crate) fn with_template(base: Arc<Base>, edition: &Edition, template: &str) -> Self {
        let json = serde_json::to_vec(edition).expect("an edition holds only text and numbers");
        let path = format!("templates/{template}.typ");
        Self {
            base,
            main: file_id(&path).expect("the template's name has been checked"),
            own: BTreeMap::new(),
            settled: None,
            used: Arc::default(),
        }
        .with(FILE_NAME, json)
        .with(SPREADS, b"null".to_vec())
        .addressed(edition.recipient.as_ref())
    }

    /// The same edition for another recipient.
    ///
    /// # Panics
    /// Never: a recipient serialises.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use std::sync::Arc;
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # use diptych::typeset::{Base, Composition};
    /// # let (project, mut found) = (session.project(), Diagnostics::default());
    /// # let variant = project.variant("brief").unwrap();
    /// # let edition = session.edition(variant, &mut found);
    /// # let base = Arc::new(Base::new(session.fonts().clone(), session.files()));
    /// # let composition = Composition::new(base, &edition);
    /// // To nobody, as it was.
    /// let again = composition.addressed(None);
    /// ```
    pub fn addressed(&self, recipient: Option<&Recipient>) -> Self {
        let json = serde_json::to_vec(&recipient).expect("a recipient is text");
        self.clone().with(RECIPIENT, json)
    }

    /// What it is laid over.
    pub(crate) fn base(&self) -> &Arc<Base> {
        &self.base
    }

    /// Whom it is addressed to.
    pub(crate) fn recipient(&self) -> Option<Recipient> {
        serde_json::from_slice(&self.own.get(RECIPIENT)?.bytes).ok().flatten()
    }

    /// Lays the index of a batch over the base.
    pub(crate) fn with_index(self, index: Vec<u8>) -> Self {
        self.with(INDEX, index)
    }

    fn with(mut self, path: &'static str, bytes: Vec<u8>) -> Self {
        self.own.insert(path, Overlay { digest: digest(&bytes), bytes: Bytes::new(bytes) });
        self
    }

    /// What makes the document itself: all that is laid over the base.
    pub(crate) fn identity(&self) -> Digest {
        digest(self.own.values().map(|own| &*own.digest).collect::<String>().as_bytes())
    }

    /// The same edition, whose pages begin where it is said.
    ///
    /// # Panics
    /// Never: breaks serialise as the edition does.
    pub(crate) fn broken(&self, edition: &Edition, breaks: &Breaks) -> Self {
        let mut json = serde_json::to_value(edition).expect("an edition holds only text");
        breaks.put(&mut json);
        let spreads = serde_json::to_vec(&breaks.spreads).expect("spreads are numbers and names");
        self.clone().with(FILE_NAME, json.to_string().into_bytes()).with(SPREADS, spreads)
    }

    /// The same, whose pages begin once and for all where they do in a document.
    pub(crate) fn with_layout(self, document: PagedDocument, breaks: Breaks) -> Self {
        Self { settled: Some((document, breaks)), ..self }
    }

    /// The document in which it is settled where its pages begin, and where that is.
    pub(crate) fn settled(&self) -> Option<&(PagedDocument, Breaks)> {
        self.settled.as_ref()
    }

    /// What has been used so far.
    pub(crate) fn used(&self) -> Used {
        self.noted(|used| used.clone())
    }

    /// A lock is poisoned only by a panic in here, and nothing in here panics.
    fn noted<T>(&self, note: impl FnOnce(&mut Used) -> T) -> T {
        note(&mut self.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn note_file(&self, id: FileId) {
        self.noted(|used| used.files.insert(id.vpath().get_without_slash().into()));
    }
}

impl World for Composition {
    fn library(&self) -> &LazyHash<Library> {
        &self.base.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.base.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.note_file(id);
        self.base.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(own) = self.own.get(id.vpath().get_without_slash()) {
            return Ok(own.bytes.clone());
        }
        self.note_file(id);
        self.base.files.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        let font = self.base.fonts.font(index)?;
        self.noted(|used| used.families.insert(font.info().family.clone()));
        Some(font)
    }

    /// Never: the same input gives the same bytes on any day.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Files and packages that are not in the program or the project are not there.
fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
