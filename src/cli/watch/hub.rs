//! The hub: what there is to see, between the rebuilds and the browsers.
//!
//! Takes pages and complaints as they come; gives each browser the state of a
//! variant, as soon as it is newer than what the browser has.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::files::Files;
use crate::preview::{Preview, line_and_column};
use crate::project::Variant;

/// A browser asks again after this long without news.
const PATIENCE: Duration = Duration::from_secs(20);

/// Pages that can be looked at.
pub struct Shown {
    pub preview: Preview,
}

pub struct Hub {
    editor: String,
    root: PathBuf,
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Default)]
struct State {
    /// Counts what has happened.
    version: u64,
    variants: Vec<Entry>,
    /// What keeps every variant from being built.
    errors: Vec<Value>,
    /// The block that was edited last, and when.
    edited: Option<(String, u64)>,
    viewed: Option<String>,
}

struct Entry {
    name: String,
    languages: Vec<String>,
    /// The last good pages.
    shown: Option<Arc<Shown>>,
    errors: Vec<Value>,
}

impl Hub {
    pub fn new(editor: &str, root: &Path) -> Self {
        let (editor, root) = (editor.to_string(), root.to_path_buf());
        Self { editor, root, state: Mutex::default(), news: Condvar::new() }
    }

    /// A lock is poisoned only by a panic in here, and nothing in here panics.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        state.version += 1;
        self.news.notify_all();
    }

    /// A project that can be read, with these variants.
    pub fn open(&self, variants: &[&Variant], edited: Option<&str>) {
        let entry = |state: &State, variant: &&Variant| {
            let old = state.variants.iter().find(|entry| entry.name == variant.name);
            let (name, languages) = (variant.name.clone(), variant.languages.clone());
            let (shown, errors) =
                old.map(|old| (old.shown.clone(), old.errors.clone())).unwrap_or_default();
            Entry { name, languages, shown, errors }
        };
        let mut state = self.lock();
        state.variants = variants.iter().map(|variant| entry(&state, variant)).collect();
        if let Some(edited) = edited {
            state.edited = Some((edited.into(), state.version + 1));
        }
    }

    /// Every variant fails.
    pub fn fail(&self, diagnostics: Vec<Diagnostic>, files: &Files) {
        let errors = self.print(diagnostics, files);
        self.change(|state| state.errors = errors);
    }

    /// A variant's new pages, if there are any, and what there is to tell.
    pub fn show(
        &self,
        name: &str,
        shown: Option<Arc<Shown>>,
        diagnostics: Vec<Diagnostic>,
        files: &Files,
    ) {
        let errors = self.print(diagnostics, files);
        self.change(|state| {
            state.errors = vec![];
            if let Some(entry) = state.variants.iter_mut().find(|entry| entry.name == name) {
                entry.errors = errors;
                entry.shown = shown.or(entry.shown.take());
            }
        });
    }

    /// What there is to tell of a variant, if that has changed.
    pub fn tell(&self, name: &str, diagnostics: Vec<Diagnostic>, files: &Files) {
        let errors = self.print(diagnostics, files);
        let same = |entry: &Entry| entry.name != name || entry.errors == errors;
        if !self.lock().variants.iter().all(same) {
            self.change(|state| {
                let entry = state.variants.iter_mut().find(|entry| entry.name == name);
                entry.into_iter().for_each(|entry| entry.errors = errors.clone());
            });
        }
    }

    /// Whether a browser looks at a variant.
    pub fn is_viewed(&self, name: &str) -> bool {
        self.lock().viewed.as_deref() == Some(name)
    }

    /// The state of a variant, once it is newer than a version.
    pub fn state(&self, name: &str, after: u64) -> Value {
        let mut state = self.lock();
        state.viewed = Some(name.into());
        let waited = self.news.wait_timeout_while(state, PATIENCE, |state| state.version <= after);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let entry = state.variants.iter().find(|entry| entry.name == name);
        let entry = entry.or(state.variants.first());
        let preview = entry.and_then(|entry| entry.shown.as_ref()).map(|shown| &shown.preview);
        let variants = state.variants.iter();
        let units = preview.into_iter().flat_map(|preview| &preview.units).map(|unit| {
            let mut value = serde_json::to_value(unit).unwrap_or_default();
            if let Some(origin) = &unit.origin {
                value["link"] = self.link(&origin.path, origin.line, origin.column).into();
            }
            value
        });
        let errors = state.errors.iter().chain(entry.iter().flat_map(|entry| &entry.errors));
        json!({
            "version": state.version,
            "variants": variants
                .map(|entry| json!({ "name": entry.name, "languages": entry.languages }))
                .collect::<Vec<_>>(),
            "variant": entry.map(|entry| &entry.name),
            "pages": preview.map(|preview| preview.sheets.as_slice()).unwrap_or_default(),
            "outline": preview.map(|preview| preview.outline.as_slice()).unwrap_or_default(),
            "units": units.collect::<Vec<_>>(),
            "errors": errors.collect::<Vec<_>>(),
            "edited": state.edited.as_ref().map(|(id, at)| json!({ "id": id, "at": at })),
        })
    }

    /// Draws the page of a hash.
    pub fn page(&self, hash: &str) -> Option<String> {
        let all: Vec<_> = self.lock().variants.iter().filter_map(|e| e.shown.clone()).collect();
        all.iter().find_map(|shown| shown.preview.svg(hash))
    }

    fn print(&self, diagnostics: Vec<Diagnostic>, files: &Files) -> Vec<Value> {
        let print = |diagnostic: Diagnostic| {
            let mut value = json!({
                "severity": diagnostic.severity,
                "message": diagnostic.message,
                "hints": diagnostic.hints,
            });
            if let Some(place) = &diagnostic.place {
                let (line, column) = line_and_column(files, place);
                value["path"] = place.path.clone().into();
                value["line"] = line.into();
                value["column"] = column.into();
                value["link"] = self.link(&place.path, line, column).into();
            }
            value
        };
        diagnostics.into_iter().map(print).collect()
    }

    /// The link that opens a file in the editor.
    fn link(&self, path: &str, line: usize, column: usize) -> String {
        let path = self.root.join(path).display().to_string();
        let path = path.replace('%', "%25").replace(' ', "%20").replace('#', "%23");
        self.editor
            .replace("{path}", &path)
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
    }
}
