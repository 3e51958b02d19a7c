//! Composition: an edition before Typst.
//!
//! Takes a [`Base`] (library, fonts, templates), built once, and an
//! [`Edition`]; gives a [`typst::World`]. The edition is a file of values with
//! a constant name, so that its text never becomes code and a thousand
//! editions share one warm cache. Touches no disk, clock or network.

mod fonts;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::edition::Edition;
use crate::files::{Files, built_in_templates};

pub use fonts::{Face, Fonts};

/// Where templates find the edition.
pub const EDITION: &str = "edition.json";

/// Where templates find whom the document is addressed to, or null.
const RECIPIENT: &str = "recipient.json";

/// Where the template of an index finds the documents of a batch.
const INDEX: &str = "index.json";

/// What all editions of a project share.
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
    pub fn new(fonts: Fonts, project: &Files) -> Self {
        let mut all = built_in_templates();
        all.extend(project.below("templates").map(|(path, b)| (path.to_string(), b.to_vec())));
        all.extend(project.below("data").map(|(path, b)| (path.to_string(), b.to_vec())));
        let mut base = Self {
            library: LazyHash::new(library()),
            fonts,
            templates: BTreeMap::new(),
            files: HashMap::new(),
            sources: HashMap::new(),
        };
        for (path, bytes) in all {
            let Some(id) = file_id(&path) else { continue };
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

    /// A file's bytes, by its path from the root.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(&file_id(path)?).map(|bytes| bytes.as_slice())
    }

    /// The fonts.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }
}

/// Typst's library with what names the header cells of rows.
fn library() -> Library {
    Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build()
}

/// The id of a path from the root.
fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One edition before Typst.
pub struct Composition {
    base: Arc<Base>,
    main: FileId,
    /// What is laid over the base.
    own: HashMap<FileId, Bytes>,
    used: Mutex<Used>,
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
    pub fn new(base: Arc<Base>, edition: &Edition) -> Self {
        let json = serde_json::to_vec(edition).expect("an edition holds only text and numbers");
        let recipient = serde_json::to_vec(&edition.recipient).expect("a recipient is text");
        let path = format!("templates/{}.typ", edition.template);
        Self {
            base,
            main: file_id(&path).expect("the template's name has been checked"),
            own: HashMap::new(),
            used: Mutex::default(),
        }
        .with(EDITION, json)
        .with(RECIPIENT, recipient)
    }

    /// Lays the index of a batch over the base.
    pub fn with_index(self, index: Vec<u8>) -> Self {
        self.with(INDEX, index)
    }

    fn with(mut self, path: &str, bytes: Vec<u8>) -> Self {
        self.own.insert(file_id(path).expect("a constant path"), Bytes::new(bytes));
        self
    }

    /// What has been used so far.
    pub fn used(&self) -> Used {
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
        if let Some(bytes) = self.own.get(&id) {
            return Ok(bytes.clone());
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
