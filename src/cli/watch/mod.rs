//! `diptych watch`: builds again on each save, and shows the pages.
//!
//! Every save is taken as it comes: files are read anew and compared by their
//! bytes, so that it does not matter how an editor saves, and a state that is
//! broken is told over the last good pages. typst-kit's watcher waits 100 ms
//! after each save and cannot watch a folder that comes and goes, and its
//! server takes no question; so notify and tiny_http are used as they are.

mod changes;
mod hub;
mod server;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Instant;

use crate::compose::Fonts;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::export::{Format, Options};
use crate::files::Files;
use crate::manifest::Manifest;
use crate::preview::Preview;
use crate::project::Variant;

use super::args::{Args, Watch};
use super::build::{standards, timestamp};
use super::make::{Shop, write_all};
use super::report::Reporter;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::workspace::{Workspace, root};
use super::{Ending, Outcome, Stop, print};

use changes::{Changes, Message};
use hub::{Hub, Shown};

/// Unused results of Typst are kept for this many rebuilds.
const MEMORY: usize = 10;

pub fn watch(command: &Watch, args: &Args, reporter: &Reporter) -> Ending {
    let Some(root) = root(args)? else {
        return Err(Stop::usage("there is no project here to watch")
            .hint("`diptych init DIR` writes a project to begin with"));
    };
    let fonts = Fonts::load(&args.font_paths)
        .map_err(|diagnostic| Stop { diagnostic, outcome: Outcome::Usage })?;
    let (sender, receiver) = channel();
    let stop = sender.clone();
    let mut signals = Signals::new([SIGINT, SIGTERM])
        .map_err(|error| Stop::failed(format!("cannot wait for Ctrl-C: {error}")))?;
    std::thread::spawn(move || {
        // A reader that is gone has stopped already.
        signals.forever().next().map(|_| stop.send(Message::Stop))
    });
    let mut changes = Changes::new(&root, sender, receiver)?;
    let full = std::fs::canonicalize(&root).unwrap_or_else(|_| root.clone());
    let hub = Arc::new(Hub::new(&command.editor, &full));
    let port = server::serve(hub.clone(), command.port)
        .map_err(|error| Stop::usage(format!("cannot serve the preview: {error}")))?;
    print(&format!("http://127.0.0.1:{port}/\n"))?;

    let mut watch =
        Session { command, args, reporter, root, fonts, hub, files: None, last: vec![] };
    watch.rebuild()?;
    while changes.wait() {
        watch.rebuild()?;
    }
    Ok(Outcome::Done)
}

/// What is known between two rebuilds.
struct Session<'a> {
    command: &'a Watch,
    args: &'a Args,
    reporter: &'a Reporter,
    root: PathBuf,
    fonts: Fonts,
    hub: Arc<Hub>,
    /// The files as they were last read.
    files: Option<Files>,
    /// What the last good pages of each variant were made of.
    last: Vec<Manifest>,
}

impl Session<'_> {
    /// Builds what a change affects. Only a wrong name on the command line
    /// stops it.
    fn rebuild(&mut self) -> Result<(), Stop> {
        let start = Instant::now();
        let files = match Files::read(&self.root) {
            Ok(files) => files,
            Err((path, error)) => {
                let message = format!("cannot read `{}`: {error}", path.display());
                let diagnostic = Diagnostic::bare(message);
                self.reporter.print(&diagnostic);
                self.hub.fail(vec![diagnostic], &Files::default());
                self.files = None;
                return Ok(());
            }
        };
        if self.files.as_ref() == Some(&files) {
            return Ok(());
        }
        let is_first = self.files.is_none() && self.last.is_empty();
        let edits = self.files.as_ref().map(|old| changes::edits(old, &files)).unwrap_or_default();
        self.files = Some(files.clone());
        let loaded = Workspace::load(files, self.fonts.clone(), Some(self.root.clone()));
        let workspace = match loaded {
            Ok(workspace) => workspace,
            Err(broken) => {
                self.reporter.print_all(&broken.diagnostics, &broken.texts());
                let told = broken.diagnostics.sorted().into_iter().cloned().collect();
                self.hub.fail(told, &broken.files);
                return Ok(());
            }
        };
        let variants = match workspace.variants(&self.command.variants) {
            Ok(variants) => variants,
            Err(stop) if is_first => return Err(stop),
            Err(stop) => {
                self.reporter.print(&stop.diagnostic);
                self.hub.fail(vec![stop.diagnostic], &workspace.files);
                return Ok(());
            }
        };
        let article = &workspace.project.article;
        let edited = edits.iter().find_map(|e| crate::preview::at(article, &e.path, e.offset));
        self.hub.open(&variants, edited);
        self.last.retain(|last| variants.iter().any(|variant| variant.name == last.variant));
        let rebuilt = self.build(&workspace, variants)?;
        // Typst keeps what it has worked out; what is not used again goes.
        comemo::evict(MEMORY);
        if !self.args.quiet {
            let changed: Vec<_> = edits.iter().map(|edit| edit.path.as_str()).collect();
            let what = if changed.is_empty() { "all".into() } else { changed.join(", ") };
            let names = if rebuilt.is_empty() { "no variant".into() } else { rebuilt.join(", ") };
            eprintln!("{what}: {names} in {} ms", start.elapsed().as_millis());
        }
        Ok(())
    }

    /// Shows the pages of the variants that are affected, and then writes them.
    fn build(
        &mut self,
        workspace: &Workspace,
        variants: Vec<&Variant>,
    ) -> Result<Vec<String>, Stop> {
        let options = Options {
            format: Format::Pdf,
            standards: standards(&[], false)?,
            tagged: true,
            timestamp: timestamp(None, &workspace.project.article)?,
            resolution: 144.0,
            attach: false,
        };
        let shop = Shop::new(workspace, &options);
        // The one that is looked at comes first.
        let mut variants = variants;
        variants.sort_by_key(|variant| !self.hub.is_viewed(&variant.name));
        let mut ready = vec![];
        for variant in variants {
            let mut diagnostics = workspace.diagnostics.clone();
            let edition = shop.edition(variant, &mut diagnostics);
            let last = self.last.iter().find(|last| last.variant == variant.name);
            let is_affected = last.is_none_or(|last| {
                let fits = variant.max_pages.is_none_or(|limit| last.pages <= limit);
                !fits || !last.outdated_by(&shop.manifest(&edition, &last.used())).is_empty()
            });
            if !is_affected {
                self.hub.show(&variant.name, None, told(&diagnostics), &workspace.files);
                continue;
            }
            let Some((pages, used)) = shop.pages(variant, &edition, &mut diagnostics) else {
                self.reporter.print_all(&diagnostics, &workspace.texts());
                self.hub.show(&variant.name, None, told(&diagnostics), &workspace.files);
                continue;
            };
            let preview = Preview::new(pages, &workspace.project.article, &workspace.files);
            let shown = Arc::new(Shown { preview });
            self.hub.show(&variant.name, Some(shown.clone()), told(&diagnostics), &workspace.files);
            ready.push((edition, shown, used, diagnostics));
        }
        let mut rebuilt = vec![];
        for (edition, shown, used, mut diagnostics) in ready {
            let pages = shown.preview.pages();
            let made = shop.files(&edition, (pages, &used), &mut diagnostics);
            self.reporter.print_all(&diagnostics, &workspace.texts());
            self.hub.tell(&edition.variant, told(&diagnostics), &workspace.files);
            // What could not be written is affected by the next change, whatever it is.
            self.last.retain(|last| last.variant != edition.variant);
            let Some(made) = made.filter(|_| !diagnostics.has_errors()) else { continue };
            match write_all(&self.command.output_dir, &made, Format::Pdf) {
                Ok(_) => {
                    rebuilt.push(edition.variant);
                    self.last.push(made.manifest);
                }
                Err(stop) => self.reporter.print(&stop.diagnostic),
            }
        }
        Ok(rebuilt)
    }
}

fn told(diagnostics: &Diagnostics) -> Vec<Diagnostic> {
    diagnostics.sorted().into_iter().cloned().collect()
}
