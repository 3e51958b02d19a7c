//! The hub: what there is to see, between the rebuilds and the browsers.
//!
//! Takes pages and complaints as they come; gives each browser the state of
//! what it looks at, as soon as it is newer than what the browser has.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::load::files::Files;
use crate::model::diagnostic::{Diagnostic, Place, line_and_column};
use crate::model::origin;
use crate::model::project::Variant;
use crate::preview::{Preview, Target};

use super::changes::Message;
use crate::cli::workspace::Workspace;
use crate::session::Session;
use crate::session::texts::text_of;

/// A browser asks again after this long without news.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What can be looked at: a variant, or one of its languages alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub variant: String,
    pub language: Option<String>,
}

impl View {
    /// A variant as it is built.
    pub fn of(variant: &Variant) -> Self {
        Self { variant: variant.name.clone(), language: None }
    }
}

pub struct Hub {
    editor: String,
    root: PathBuf,
    state: Mutex<State>,
    /// The version, for those who wait for another.
    news: watch::Sender<u64>,
    /// Asks for pages that nobody has made yet.
    wishes: Sender<Message>,
}

#[derive(Default)]
struct State {
    /// Counts what has happened.
    version: u64,
    /// The last good state of the project, and which of them it is.
    workspace: Option<Arc<Workspace>>,
    round: u64,
    /// Names and languages.
    variants: Vec<(String, Vec<String>)>,
    states: Vec<ViewState>,
    /// What keeps every variant from being built.
    errors: Vec<Value>,
    /// What `check` finds.
    findings: Vec<Value>,
    /// What was edited last, and in which round.
    edited: Option<(String, u64)>,
    /// What browsers wait for news of, and what was last looked at.
    looking: Vec<View>,
    viewed: Option<View>,
}

/// What is to be seen of a view.
struct ViewState {
    view: View,
    /// The last good pages.
    preview: Option<Arc<Preview>>,
    errors: Vec<Value>,
    /// The state of the project that it shows, and the version that it came with.
    round: u64,
    version: u64,
}

impl State {
    fn state_of(&self, view: &View) -> Option<&ViewState> {
        self.states.iter().find(|state_of| state_of.view == *view)
    }

    /// Whether the pages are of the project as it is.
    fn is_fresh(&self, view: &View) -> bool {
        self.state_of(view).is_some_and(|state_of| state_of.round == self.round)
    }

    fn is_viewed(&self, view: &View) -> bool {
        self.viewed.as_ref() == Some(view) || self.looking.contains(view)
    }

    fn has(&self, view: &View) -> bool {
        self.variants.iter().any(|(name, languages)| {
            *name == view.variant && view.language.as_ref().is_none_or(|l| languages.contains(l))
        })
    }
}

impl Hub {
    pub fn new(editor: &str, root: &Path, wishes: Sender<Message>) -> Self {
        let (editor, root) = (editor.to_string(), root.to_path_buf());
        Self { editor, root, state: Mutex::default(), news: watch::Sender::new(0), wishes }
    }

    /// A lock is poisoned only by a panic in here, and nothing in here panics.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        state.version += 1;
        self.news.send_replace(state.version);
    }

    /// A project that can be read, with these variants.
    pub fn open(&self, workspace: &Arc<Workspace>, variants: &[&Variant], edited: Option<String>) {
        let mut state = self.lock();
        state.workspace = Some(workspace.clone());
        state.round += 1;
        state.errors.clear();
        state.variants = variants.iter().map(|v| (v.name.clone(), v.languages.clone())).collect();
        // A language alone is kept for those who look at it.
        let states = std::mem::take(&mut state.states);
        let is_kept = |state_of: &ViewState| {
            let view = &state_of.view;
            state.has(view) && (view.language.is_none() || state.is_viewed(view))
        };
        let states = states.into_iter().filter(is_kept).collect();
        state.states = states;
        if let Some(edited) = edited {
            state.edited = Some((edited, state.round));
        }
    }

    /// Every variant fails.
    pub fn fail(&self, diagnostics: Vec<Diagnostic>, files: &Files) {
        let errors = self.print(diagnostics, files);
        self.change(|state| state.errors = errors);
    }

    /// A view's new pages, if there are any, and what there is to tell.
    pub fn show(
        &self,
        view: &View,
        preview: Option<Arc<Preview>>,
        diagnostics: Vec<Diagnostic>,
        files: &Files,
    ) {
        let errors = self.print(diagnostics, files);
        self.change(|state| {
            let at = state.states.iter().position(|state_of| state_of.view == *view);
            let old = at.and_then(|at| state.states.swap_remove(at).preview);
            let (view, preview) = (view.clone(), preview.or(old));
            let (round, version) = (state.round, state.version + 1);
            state.states.push(ViewState { view, preview, errors, round, version });
        });
    }

    /// What there is to tell of a view, if that has changed.
    pub fn tell(&self, view: &View, diagnostics: Vec<Diagnostic>, files: &Files) {
        let errors = self.print(diagnostics, files);
        let same = |state_of: &ViewState| state_of.view != *view || state_of.errors == errors;
        if !self.lock().states.iter().all(same) {
            self.change(|state| {
                let state_of = state.states.iter_mut().find(|state_of| state_of.view == *view);
                state_of.into_iter().for_each(|state_of| state_of.errors = errors.clone());
            });
        }
    }

    /// What `check` finds in the project; says whether that has changed.
    pub fn find(&self, diagnostics: Vec<Diagnostic>, session: &Session) -> bool {
        let article = &session.project().article;
        let name = |told: &Diagnostic| {
            let place = told.place.as_ref()?;
            origin::at(article, &place.path, place.range.start)
        };
        let names: Vec<_> = diagnostics.iter().map(name).collect();
        let mut findings = self.print(diagnostics, session.files());
        for (finding, name) in findings.iter_mut().zip(names) {
            finding["name"] = json!(name);
        }
        let is_news = self.lock().findings != findings;
        if is_news {
            self.change(|state| state.findings = findings);
        }
        is_news
    }

    /// The last good pages of a view.
    pub fn preview(&self, view: &View) -> Option<Arc<Preview>> {
        self.lock().state_of(view)?.preview.clone()
    }

    /// Whether a browser looks at a view.
    pub fn is_viewed(&self, view: &View) -> bool {
        self.lock().is_viewed(view)
    }

    /// The languages alone that a browser looks at, and that are not of the
    /// project as it is.
    pub fn wanted(&self) -> Vec<View> {
        let state = self.lock();
        let views = state.looking.iter().chain(&state.viewed);
        let views = views.filter(|v| v.language.is_some() && state.has(v) && !state.is_fresh(v));
        let mut wanted: Vec<View> = vec![];
        for view in views {
            if !wanted.contains(view) {
                wanted.push(view.clone());
            }
        }
        wanted
    }

    /// The state of a view, once it is newer than a version, or after a while.
    pub async fn state(&self, variant: &str, language: Option<&str>, after: u64) -> Value {
        let mut news = self.news.subscribe();
        let looking = self.look(variant, language);
        let view = &looking.view;
        let new = async {
            // The hub holds the sender.
            while self.is_old(view, after) && news.changed().await.is_ok() {}
        };
        // A browser that has waited long enough is told what there is.
        let _ = timeout(PATIENCE, new).await;
        answer(&self.lock(), view, after)
    }

    /// Notes that a browser looks at a view, until what it gets is dropped.
    fn look(&self, variant: &str, language: Option<&str>) -> Looking<'_> {
        let mut state = self.lock();
        let mut view = View { variant: variant.into(), language: language.map(Into::into) };
        // One that is no more, or has not come yet.
        if !state.has(&view)
            && let Some((first, _)) = state.variants.first()
        {
            let name =
                if state.variants.iter().any(|(n, _)| n == variant) { variant } else { first };
            view = View { variant: name.into(), language: None };
        }
        state.viewed = Some(view.clone());
        state.looking.push(view.clone());
        if view.language.is_some() && !state.is_fresh(&view) {
            // A session that is gone answers nobody.
            let _ = self.wishes.send(Message::Look);
        }
        Looking { hub: self, view }
    }

    /// Whether there is nothing newer than a version to tell of a view.
    fn is_old(&self, view: &View, after: u64) -> bool {
        let state = self.lock();
        let is_coming = view.language.is_some() && state.state_of(view).is_none();
        state.version <= after || (is_coming && state.errors.is_empty())
    }

    /// Draws the page of a hash.
    pub fn page(&self, hash: &str) -> Option<String> {
        self.previews().find_map(|preview| preview.svg(hash))
    }

    /// Whether a page is among those that are shown.
    pub fn knows(&self, hash: &str) -> bool {
        self.previews().any(|preview| preview.sheets.iter().any(|sheet| sheet.hash == hash))
    }

    /// What stands at a point of the page of a hash, whose number is also
    /// given: pages may look the same.
    pub fn at(&self, hash: &str, page: usize, point: (f64, f64)) -> Option<Value> {
        let workspace = self.lock().workspace.clone()?;
        let is_own = |preview: &Arc<Preview>| {
            let sheet = page.checked_sub(1).and_then(|index| preview.sheets.get(index));
            sheet.is_some_and(|sheet| sheet.hash == hash)
        };
        let preview = self.previews().find(is_own)?;
        let Target { what, language, level, audiences, places, area } =
            preview.at(page, point, workspace.session.project(), workspace.session.files())?;
        let places: Vec<_> =
            places.iter().map(|p| self.place(p, workspace.session.files())).collect();
        Some(json!({
            "what": what, "language": language, "level": level, "audiences": audiences,
            "places": places, "areas": [area],
        }))
    }

    /// Where something of the article is to be seen in a view.
    pub fn shown(&self, view: &View, name: &str) -> Option<Value> {
        let workspace = self.lock().workspace.clone()?;
        Some(json!(self.preview(view)?.shown(&workspace.session.project().article, name)))
    }

    fn previews(&self) -> impl Iterator<Item = Arc<Preview>> {
        let state = self.lock();
        let all: Vec<_> =
            state.states.iter().filter_map(|state_of| state_of.preview.clone()).collect();
        all.into_iter()
    }

    fn print(&self, diagnostics: Vec<Diagnostic>, files: &Files) -> Vec<Value> {
        let print = |diagnostic: Diagnostic| {
            json!({
                "severity": diagnostic.severity,
                "rule": diagnostic.rule(),
                "message": diagnostic.message,
                "hints": diagnostic.hints,
                "place": diagnostic.place.as_ref().map(|place| self.place(place, files)),
                "other": diagnostic.other().map(|place| self.place(place, files)),
            })
        };
        diagnostics.into_iter().map(print).collect()
    }

    /// A place, with the link that opens it in the editor.
    fn place(&self, place: &Place, files: &Files) -> Value {
        let text = text_of(files, &place.path);
        let (line, column) = line_and_column(&text, place.range.start);
        let path = self.root.join(&place.path).display().to_string();
        let path = path.replace('%', "%25").replace(' ', "%20").replace('#', "%23");
        let link = self.editor.replace("{path}", &path);
        let link = link.replace("{line}", &line.to_string());
        let link = link.replace("{column}", &column.to_string());
        json!({ "path": place.path, "line": line, "column": column, "link": link })
    }
}

/// A browser that waits for news of a view.
struct Looking<'a> {
    hub: &'a Hub,
    view: View,
}

impl Drop for Looking<'_> {
    fn drop(&mut self) {
        let mut state = self.hub.lock();
        let own = state.looking.iter().position(|other| *other == self.view);
        own.map(|own| state.looking.swap_remove(own));
    }
}

/// The state of a view for a browser that has seen a version.
fn answer(state: &State, view: &View, after: u64) -> Value {
    let state_of = state.state_of(view);
    let preview = state_of.and_then(|state_of| state_of.preview.as_ref());
    let errors = state.errors.iter().chain(state_of.iter().flat_map(|state_of| &state_of.errors));
    let variants = state.variants.iter();
    // Told once, with the pages that show it.
    let is_news = |round| state_of.is_some_and(|s| s.round == round && s.version > after);
    let edited = state.edited.as_ref().filter(|(_, round)| is_news(*round));
    let edited = edited.zip(preview).zip(state.workspace.as_ref());
    json!({
        "version": state.version,
        "variants": variants
            .map(|(name, languages)| json!({ "name": name, "languages": languages }))
            .collect::<Vec<_>>(),
        "variant": view.variant,
        "language": view.language,
        "pages": preview.map(|preview| preview.sheets.as_slice()).unwrap_or_default(),
        "outline": preview.map(|preview| preview.outline.as_slice()).unwrap_or_default(),
        "errors": errors.collect::<Vec<_>>(),
        "findings": state.findings,
        "edited": edited.map(|(((name, round), preview), workspace)| {
            let areas = preview.shown(&workspace.session.project().article, name);
            json!({ "name": name, "round": round, "areas": areas })
        }),
    })
}
