//! Views: what a browser is shown of each variant, and the files that are written.
//!
//! Takes a state of the project that can be built; shows the pages that it changes,
//! those that somebody looks at first, and writes them. Knows what the last good
//! pages of each view were made of; reads nothing of the project itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::report::Reporter;
use crate::cli::workspace::Workspace;
use crate::export::{Format, Matter};
use crate::load::files::Files;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::edition::Edition;
use crate::model::project::Variant;
use crate::model::vocabulary::Layout;
use crate::preview::Preview;
use crate::session::disk::write;
use crate::session::{Builder, Made, Manifest, write_all, write_manifest};
use crate::typeset::{Pages, Used};

use super::hub::{Hub, View};

/// A state of the project that can be built.
pub struct State<'a> {
    pub workspace: &'a Workspace,
    pub builder: Builder<'a>,
}

/// What is shown and written.
pub struct Views<'a> {
    pub hub: Arc<Hub>,
    pub reporter: &'a Reporter,
    /// Where files are written.
    pub folder: &'a Path,
    /// What the last good pages of each view were made of.
    pub last: Vec<(View, Manifest)>,
}

/// Pages that are shown, and are yet to be written.
struct Ready {
    edition: Edition,
    preview: Arc<Preview>,
    used: Used,
    diagnostics: Diagnostics,
    /// Their files, where they have been written.
    made: Option<Made>,
}

/// Pages that are most likely right, what they were made of, and their files.
struct Speculative {
    preview: Arc<Preview>,
    used: Used,
    made: Option<Made>,
    /// The file that was there before.
    before: Option<Vec<u8>>,
}

impl Views<'_> {
    /// Forgets all variants but some.
    pub fn keep(&mut self, variants: &[&Variant]) {
        let is_kept = |view: &View| variants.iter().any(|variant| variant.name == view.variant);
        self.last.retain(|(view, _)| is_kept(view));
    }

    /// Shows the pages of the variants that are affected, and then writes them.
    pub fn build(&mut self, state: &State, mut variants: Vec<&Variant>) -> Vec<String> {
        let workspace = state.workspace;
        // What is looked at comes first.
        self.show_languages(state);
        variants.sort_by_key(|variant| !self.hub.is_viewed(&View::of(variant)));
        let mut ready = vec![];
        for variant in variants {
            ready.extend(self.show(state, &View::of(variant), variant));
        }
        let mut rebuilt = vec![];
        for Ready { edition, preview, used, mut diagnostics, made } in ready {
            let view = View { variant: edition.variant.clone(), language: None };
            let is_written = made.is_some();
            let anew = || pdf_of(state, &edition, preview.pages(), &used, &mut diagnostics);
            let made = made.or_else(anew);
            self.reporter.print_all(&diagnostics, &workspace.texts());
            self.hub.tell(&view, as_told(&diagnostics), workspace.session.files());
            // What could not be written is affected by the next change, whatever it is.
            self.last.retain(|(last, _)| *last != view);
            let Some(made) = made.filter(|_| !diagnostics.has_errors()) else { continue };
            let written = match is_written {
                true => write_manifest(self.folder, &made.manifest, Format::Pdf),
                false => write_all(self.folder, &made).map(|_| ()),
            };
            match written {
                Ok(()) => {
                    rebuilt.push(edition.variant);
                    self.remember(view, made.manifest);
                }
                Err(diagnostic) => self.reporter.print(&diagnostic),
            }
        }
        rebuilt
    }

    /// Tells what keeps every variant from being built.
    pub fn fail(&self, diagnostics: Vec<Diagnostic>, files: &Files) {
        diagnostics.iter().for_each(|diagnostic| self.reporter.print(diagnostic));
        self.hub.fail(diagnostics, files);
    }

    fn remember(&mut self, view: View, manifest: Manifest) {
        self.last.retain(|(last, _)| *last != view);
        self.last.push((view, manifest));
    }

    /// Shows the languages alone that a browser looks at. They are never
    /// written.
    pub fn show_languages(&mut self, state: &State) {
        for view in self.hub.wanted() {
            let Some(variant) = state.builder.session.project().variant(&view.variant) else {
                continue;
            };
            let languages = view.language.iter().cloned().collect();
            let variant = Variant { languages, layout: Layout::Single, ..variant.clone() };
            if let Some(ready) = self.show(state, &view, &variant) {
                let manifest = state.builder.manifest(Format::Pdf, &ready.edition, &ready.used);
                self.remember(view, Manifest { pages: ready.preview.sheets.len(), ..manifest });
            }
        }
    }

    /// Shows the pages of a view; gives them if they are new.
    fn show(&mut self, state: &State, view: &View, variant: &Variant) -> Option<Ready> {
        let files = state.builder.session.files();
        let mut diagnostics = state.builder.session.warnings().clone();
        let edition = state.builder.edition(variant, &mut diagnostics);
        let last = self.last.iter().find(|(of, _)| of == view);
        let is_affected = self.hub.preview(view).is_none()
            || last.is_none_or(|(_, last)| {
                let fits = variant.max_pages.is_none_or(|limit| last.pages <= limit);
                !fits || {
                    let now = state.builder.manifest(Format::Pdf, &edition, &last.used());
                    !last.outdated_by(&now).is_empty()
                }
            });
        let ahead = (is_affected && self.hub.is_viewed(view))
            .then(|| self.ahead(state, view, variant, &edition, &diagnostics))
            .flatten();
        let pages = is_affected.then(|| state.builder.pages(variant, &edition, &mut diagnostics));
        let Some(Some((pages, used))) = pages else {
            if is_affected {
                self.reporter.print_all(&diagnostics, &state.workspace.texts());
            }
            self.hub.show(view, None, as_told(&diagnostics), files);
            ahead.into_iter().for_each(|ahead| self.take_back(view, ahead));
            return None;
        };
        let preview = Preview::new(pages, &edition);
        if let Some(Speculative { preview: own, used: before, made, .. }) = ahead
            && own.is_same(&preview)
            && before == used
        {
            self.hub.tell(view, as_told(&diagnostics), files);
            return Some(Ready { edition, preview: own, used, diagnostics, made });
        }
        let preview = self.look_at(view, preview, &diagnostics, files);
        Some(Ready { edition, preview, used, diagnostics, made: None })
    }

    /// Shows and writes the pages that come of what was settled before an edit. Their
    /// manifest is not written: until it is known that they are right, they are not
    /// current.
    fn ahead(
        &self,
        state: &State,
        view: &View,
        variant: &Variant,
        edition: &Edition,
        diagnostics: &Diagnostics,
    ) -> Option<Speculative> {
        let (pages, used) =
            state.builder.ahead(variant, edition, self.hub.preview(view)?.pages())?;
        let files = state.builder.session.files();
        let preview = self.look_at(view, Preview::new(pages, edition), diagnostics, files);
        let mut ahead = Speculative { preview, used, made: None, before: None };
        if view.language.is_none() {
            let mut faults = Diagnostics::default();
            let made = pdf_of(state, edition, ahead.preview.pages(), &ahead.used, &mut faults);
            ahead.before = std::fs::read(self.path(view)).ok();
            ahead.made = made.filter(|made| {
                let written = |(_, bytes): &(_, Vec<u8>)| write(&self.path(view), bytes).is_ok();
                faults.sorted().is_empty() && made.files.iter().all(written)
            });
        }
        Some(ahead)
    }

    /// Puts back the file, if any, that was there before pages which are not right.
    fn take_back(&self, view: &View, ahead: Speculative) {
        let Speculative { made: Some(_), before, .. } = ahead else { return };
        match before.map(|bytes| write(&self.path(view), &bytes)) {
            Some(Ok(())) => {}
            Some(Err(diagnostic)) => self.reporter.print(&diagnostic),
            // What cannot be removed was not current either: it has no manifest.
            None => drop(std::fs::remove_file(self.path(view))),
        }
    }

    /// Where the PDF of a view is.
    fn path(&self, view: &View) -> PathBuf {
        self.folder.join(Format::Pdf.file_name(&view.variant, 0, 1))
    }

    /// Shows pages.
    fn look_at(
        &self,
        view: &View,
        preview: Preview,
        diagnostics: &Diagnostics,
        files: &Files,
    ) -> Arc<Preview> {
        let preview = Arc::new(preview);
        // A core that draws what is shown has by then other things to do.
        if self.hub.is_viewed(view) && self.hub.preview(view).is_some() {
            preview.draw_ahead(|hash| self.hub.knows(hash));
        }
        self.hub.show(view, Some(preview.clone()), as_told(diagnostics), files);
        preview
    }
}

/// The PDF of pages.
fn pdf_of(
    state: &State,
    edition: &Edition,
    pages: &Pages,
    used: &Used,
    diagnostics: &mut Diagnostics,
) -> Option<Made> {
    let matter = Matter { edition, pages: Some(pages), drawings: None };
    state.builder.files(Format::Pdf, (matter, used), diagnostics)
}

/// Diagnostics in the order of their places.
pub fn as_told(diagnostics: &Diagnostics) -> Vec<Diagnostic> {
    diagnostics.sorted().into_iter().cloned().collect()
}
