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

use crate::compose::{Base, Fonts, Used};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::edition::Edition;
use crate::export::{Format, Options};
use crate::files::Files;
use crate::manifest::Manifest;
use crate::preview::Preview;
use crate::project::{Layout, Variant};

use super::args::{Args, Watch};
use super::build::{standards, timestamp};
use super::make::{Made, Shop, write, write_all, write_manifest};
use super::report::Reporter;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::workspace::{Broken, Workspace, root};
use super::{Ending, Outcome, Stop, print};

use changes::{Changes, Message};
use hub::{Hub, View};

/// Unused results of Typst are kept for this many rebuilds.
const MEMORY: usize = 3;

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
    let full = |path: &PathBuf| std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let folders = args.font_paths.iter().map(full).collect();
    let hub = Arc::new(Hub::new(&command.editor, &full(&root), sender.clone()));
    let mut changes = Changes::new(&full(&root), folders, sender, receiver)?;
    let port = server::serve(hub.clone(), command.port)
        .map_err(|error| Stop::usage(format!("cannot serve the preview: {error}")))?;
    print(&format!("http://127.0.0.1:{port}/\n"))?;

    let mut watch = Session {
        command,
        args,
        reporter,
        root,
        fonts: Ok(fonts),
        hub,
        files: None,
        workspace: None,
        base: None,
        last: vec![],
    };
    let read = watch.read(false);
    watch.rebuild(read)?;
    while let Some(mut wake) = changes.wait() {
        if wake.changed || wake.fonts {
            // While the project is read, a save may still go on.
            let mut read = watch.read(wake.fonts);
            while !changes.is_over(&mut wake) {
                read = watch.read(wake.fonts);
            }
            watch.rebuild(read)?;
        }
        if wake.look {
            watch.look()?;
        }
    }
    Ok(Outcome::Done)
}

/// What is known between two rebuilds.
struct Session<'a> {
    command: &'a Watch,
    args: &'a Args,
    reporter: &'a Reporter,
    root: PathBuf,
    /// The fonts, or why they cannot be read.
    fonts: Result<Fonts, Diagnostic>,
    hub: Arc<Hub>,
    /// The files as they were last read.
    files: Option<Files>,
    /// The last good state of the project, and what its pages were made on.
    workspace: Option<Arc<Workspace>>,
    base: Option<Arc<Base>>,
    /// What the last good pages of each view were made of.
    last: Vec<(View, Manifest)>,
}

/// The project as a save has left it.
struct Read {
    start: Instant,
    files: Result<Files, (PathBuf, std::io::Error)>,
    /// The fonts, where they are others than before.
    fonts: Option<Result<Fonts, Diagnostic>>,
    /// What is in the files, where there is anything new.
    loaded: Option<Result<Workspace, Broken>>,
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
struct Ahead {
    preview: Arc<Preview>,
    used: Used,
    made: Option<Made>,
    /// The file that was there before.
    before: Option<Vec<u8>>,
}

impl Session<'_> {
    /// Reads the project, and the fonts if they may be others.
    fn read(&self, fonts: bool) -> Read {
        let start = Instant::now();
        let files = Files::read(&self.root);
        let fonts = fonts.then(|| self.other_fonts()).flatten();
        let loaded = match (&files, fonts.as_ref().unwrap_or(&self.fonts)) {
            (Ok(files), Ok(own)) if fonts.is_some() || self.files.as_ref() != Some(files) => {
                Some(Workspace::load(files.clone(), own.clone(), Some(self.root.clone())))
            }
            _ => None,
        };
        Read { start, files, fonts, loaded }
    }

    /// Builds what a change affects. Only a wrong name on the command line
    /// stops it.
    fn rebuild(&mut self, read: Read) -> Result<(), Stop> {
        let Read { start, files, fonts: other_fonts, loaded } = read;
        let files = match files {
            Ok(files) => files,
            Err((path, error)) => {
                let message = format!("cannot read `{}`: {error}", path.display());
                self.fail(vec![Diagnostic::bare(message)], &Files::default());
                self.files = None;
                return Ok(());
            }
        };
        let fonts = other_fonts.is_some();
        if self.files.as_ref() == Some(&files) && !fonts {
            return Ok(());
        }
        other_fonts.into_iter().for_each(|fonts| self.fonts = fonts);
        let is_first = self.files.is_none() && self.last.is_empty();
        let edits = self.files.as_ref().map(|old| changes::edits(old, &files)).unwrap_or_default();
        self.files = Some(files.clone());
        if let Err(diagnostic) = &self.fonts {
            self.fail(vec![diagnostic.clone()], &files);
        }
        let Some(loaded) = loaded else { return Ok(()) };
        let workspace = match loaded {
            Ok(workspace) => Arc::new(workspace),
            Err(broken) => {
                self.reporter.print_all(&broken.diagnostics, &broken.texts());
                self.hub.fail(told(&broken.diagnostics), &broken.files);
                return Ok(());
            }
        };
        let variants = match workspace.variants(&self.command.variants) {
            Ok(variants) => variants,
            Err(stop) if is_first => return Err(stop),
            Err(stop) => {
                self.fail(vec![stop.diagnostic], &workspace.files);
                return Ok(());
            }
        };
        // Since the last good state: between two there may be any number of broken ones.
        let good =
            self.workspace.as_ref().map(|good| changes::edits(&good.files, &workspace.files));
        let article = &workspace.project.article;
        let mut good = good.iter().flatten();
        let edited = good.find_map(|edit| crate::origin::at(article, &edit.path, edit.offset));
        self.hub.open(&workspace, &variants, edited);
        let is_kept = |view: &View| variants.iter().any(|variant| variant.name == view.variant);
        self.last.retain(|(view, _)| is_kept(view));
        self.workspace = Some(workspace.clone());
        let rebuilt = self.build(&workspace, variants)?;
        // Typst keeps what it has worked out; what is not used again goes.
        comemo::evict(MEMORY);
        if !self.args.quiet {
            let changed =
                edits.iter().map(|edit| edit.path.as_str()).chain(fonts.then_some("fonts"));
            let changed = changed.collect::<Vec<_>>().join(", ");
            let what = if changed.is_empty() { "all".into() } else { changed };
            let names = if rebuilt.is_empty() { "no variant".into() } else { rebuilt.join(", ") };
            eprintln!("{what}: {names} in {} ms", start.elapsed().as_millis());
        }
        Ok(())
    }

    /// Tells what keeps every variant from being built.
    fn fail(&self, diagnostics: Vec<Diagnostic>, files: &Files) {
        diagnostics.iter().for_each(|diagnostic| self.reporter.print(diagnostic));
        self.hub.fail(diagnostics, files);
    }

    /// The fonts, if they are others than before.
    fn other_fonts(&self) -> Option<Result<Fonts, Diagnostic>> {
        let fonts = Fonts::load(&self.args.font_paths);
        let is_same = match (&self.fonts, &fonts) {
            (Ok(old), Ok(new)) => old.is_same(new),
            (Err(old), Err(new)) => old == new,
            _ => false,
        };
        (!is_same).then_some(fonts)
    }

    /// Shows the pages of what a browser looks at and nobody has made yet.
    fn look(&mut self) -> Result<(), Stop> {
        let Some(workspace) = self.workspace.clone() else { return Ok(()) };
        let options = options(&workspace)?;
        let shop = self.shop(&workspace, &options);
        self.show_languages(&shop);
        Ok(())
    }

    /// A shop that goes on with what Typst worked out for the last one.
    fn shop<'w>(&mut self, workspace: &'w Workspace, options: &'w Options) -> Shop<'w> {
        let shop = match &self.base {
            Some(base) => Shop::rebuilt(base, workspace, options),
            None => Shop::new(workspace, options),
        };
        self.base = Some(shop.base.clone());
        shop
    }

    /// Shows the languages alone that a browser looks at. They are never
    /// written.
    fn show_languages(&mut self, shop: &Shop) {
        for view in self.hub.wanted() {
            let Some(variant) = shop.workspace.project.variant(&view.variant) else { continue };
            let languages = view.language.iter().cloned().collect();
            let variant = Variant { languages, layout: Layout::Single, ..variant.clone() };
            if let Some(ready) = self.show(shop, &view, &variant) {
                let manifest = shop.manifest(&ready.edition, &ready.used);
                self.remember(view, Manifest { pages: ready.preview.sheets.len(), ..manifest });
            }
        }
    }

    /// Shows the pages of a view; gives them if they are new.
    fn show(&mut self, shop: &Shop, view: &View, variant: &Variant) -> Option<Ready> {
        let files = &shop.workspace.files;
        let mut diagnostics = shop.workspace.diagnostics.clone();
        let edition = shop.edition(variant, &mut diagnostics);
        let last = self.last.iter().find(|(of, _)| of == view);
        let is_affected = !self.hub.has_pages(view)
            || last.is_none_or(|(_, last)| {
                let fits = variant.max_pages.is_none_or(|limit| last.pages <= limit);
                !fits || !last.outdated_by(&shop.manifest(&edition, &last.used())).is_empty()
            });
        let ahead = (is_affected && self.hub.is_viewed(view))
            .then(|| self.ahead(shop, view, variant, &edition, &diagnostics))
            .flatten();
        let pages = is_affected.then(|| shop.pages(variant, &edition, &mut diagnostics));
        let Some(Some((pages, used))) = pages else {
            if is_affected {
                self.reporter.print_all(&diagnostics, &shop.workspace.texts());
            }
            self.hub.show(view, None, told(&diagnostics), files);
            ahead.into_iter().for_each(|ahead| self.take_back(view, ahead));
            return None;
        };
        if let Some(Ahead { preview, used: own, made, .. }) = ahead
            && (preview.pages().identity(), &own) == (pages.identity(), &used)
        {
            self.hub.tell(view, told(&diagnostics), files);
            return Some(Ready { edition, preview, used, diagnostics, made });
        }
        let preview = self.look_at(view, Preview::new(pages, &edition), &diagnostics, files);
        Some(Ready { edition, preview, used, diagnostics, made: None })
    }

    /// Shows and writes the pages that come of what was settled before an edit. Their
    /// manifest is not written: until it is known that they are right, they are not
    /// current.
    fn ahead(
        &self,
        shop: &Shop,
        view: &View,
        variant: &Variant,
        edition: &Edition,
        diagnostics: &Diagnostics,
    ) -> Option<Ahead> {
        let (pages, used) = shop.ahead(variant, edition, &self.hub.breaks(view)?)?;
        let files = &shop.workspace.files;
        let preview = self.look_at(view, Preview::new(pages, edition), diagnostics, files);
        let mut ahead = Ahead { preview, used, made: None, before: None };
        if view.language.is_none() {
            let mut faults = Diagnostics::default();
            let made = shop.files(edition, (ahead.preview.pages(), &ahead.used), &mut faults);
            ahead.before = std::fs::read(self.path(view)).ok();
            ahead.made = made.filter(|made| {
                let written = |(_, bytes): &(_, Vec<u8>)| write(&self.path(view), bytes).is_ok();
                faults.sorted().is_empty() && made.files.iter().all(written)
            });
        }
        Some(ahead)
    }

    /// Puts back the file that was there before pages which are not right.
    fn take_back(&self, view: &View, ahead: Ahead) {
        if let (Some(_), Some(before)) = (ahead.made, ahead.before)
            && let Err(stop) = write(&self.path(view), &before)
        {
            self.reporter.print(&stop.diagnostic);
        }
    }

    /// Where the PDF of a view is.
    fn path(&self, view: &View) -> PathBuf {
        self.command.output_dir.join(Format::Pdf.file_name(&view.variant, 0, 1))
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
        if self.hub.is_viewed(view) && self.hub.has_pages(view) {
            preview.draw_ahead(|hash| self.hub.knows(hash));
        }
        self.hub.show(view, Some(preview.clone()), told(diagnostics), files);
        preview
    }

    /// Shows the pages of the variants that are affected, and then writes them.
    fn build(
        &mut self,
        workspace: &Workspace,
        mut variants: Vec<&Variant>,
    ) -> Result<Vec<String>, Stop> {
        let options = options(workspace)?;
        let shop = self.shop(workspace, &options);
        // What is looked at comes first.
        self.show_languages(&shop);
        variants.sort_by_key(|variant| !self.hub.is_viewed(&View::of(variant)));
        let mut ready = vec![];
        for variant in variants {
            ready.extend(self.show(&shop, &View::of(variant), variant));
        }
        let mut rebuilt = vec![];
        for Ready { edition, preview, used, mut diagnostics, made } in ready {
            let view = View { variant: edition.variant.clone(), language: None };
            let is_written = made.is_some();
            let anew = || shop.files(&edition, (preview.pages(), &used), &mut diagnostics);
            let made = made.or_else(anew);
            self.reporter.print_all(&diagnostics, &workspace.texts());
            self.hub.tell(&view, told(&diagnostics), &workspace.files);
            // What could not be written is affected by the next change, whatever it is.
            self.last.retain(|(last, _)| *last != view);
            let Some(made) = made.filter(|_| !diagnostics.has_errors()) else { continue };
            let folder = &self.command.output_dir;
            let written = match is_written {
                true => write_manifest(folder, &made.manifest, Format::Pdf),
                false => write_all(folder, &made, Format::Pdf).map(|_| ()),
            };
            match written {
                Ok(()) => {
                    rebuilt.push(edition.variant);
                    self.remember(view, made.manifest);
                }
                Err(stop) => self.reporter.print(&stop.diagnostic),
            }
        }
        Ok(rebuilt)
    }

    fn remember(&mut self, view: View, manifest: Manifest) {
        self.last.retain(|(last, _)| *last != view);
        self.last.push((view, manifest));
    }
}

fn options(workspace: &Workspace) -> Result<Options, Stop> {
    Ok(Options {
        format: Format::Pdf,
        standards: standards(&[], false)?,
        tagged: true,
        timestamp: timestamp(None, &workspace.project.article)?,
        resolution: 144.0,
        attach: false,
    })
}

fn told(diagnostics: &Diagnostics) -> Vec<Diagnostic> {
    diagnostics.sorted().into_iter().cloned().collect()
}
