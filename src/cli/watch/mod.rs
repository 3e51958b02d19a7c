//! `diptych watch`: builds again on each save, and shows the pages.
//!
//! Every save is taken as it comes: files are read anew and compared by their
//! bytes, so that it does not matter how an editor saves, and a state that is
//! broken is told over the last good pages. typst-kit's watcher waits 100 ms
//! after each save and cannot watch a folder that comes and goes, and its
//! server takes no question; so notify and hyper are used as they are.

mod changes;
mod hub;
mod keeper;
mod server;
mod views;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::export::Options;
use crate::load::files::Files;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::typeset::Fonts;

use super::args::{Args, Watch};
use super::build::{summary, timestamp};
use super::report::{Reporter, say};
use super::workspace::{Workspace, WorkspaceError, root};
use super::{CommandError, CommandResult, Outcome, print};
use crate::session::Builder;
use crate::session::disk::sweep;

use changes::{Changes, Message};
use hub::Hub;
use keeper::Keeper;
use views::{State, Views, as_told};

/// How long what is under way may take once the program is to stop.
const GRACE: Duration = Duration::from_millis(500);

/// Unused results of Typst are kept for this many rebuilds.
const MEMORY: usize = 3;

pub fn watch(command: &Watch, args: &Args, reporter: &Reporter) -> CommandResult {
    let Some(root) = root(args)? else {
        return Err(CommandError::usage(Code::NoProject, "there is no project here to watch")
            .hint("`diptych init DIR` writes a project to begin with"));
    };
    let fonts = Fonts::load(&args.font_paths)
        .map_err(|diagnostic| CommandError { diagnostic, outcome: Outcome::Usage })?;
    let (sender, receiver) = channel();
    let stop = sender.clone();
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(|error| {
        CommandError::failed(Code::System, format!("cannot wait for Ctrl-C: {error}"))
    })?;
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            // A reader that is gone has stopped already. Each file is whole at any moment.
            let _ = stop.send(Message::Stop);
            std::thread::sleep(GRACE);
            std::process::exit(Outcome::Done as i32);
        }
    });
    let full = |path: &PathBuf| std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let folders = args.font_paths.iter().map(full).collect();
    let hub = Arc::new(Hub::new(&command.editor, &full(&root), sender.clone()));
    let (saves, saved) = channel();
    let mut changes = Changes::new(&full(&root), folders, sender, saves, receiver)?;
    let port = server::serve(hub.clone(), command.port).map_err(|error| {
        CommandError::usage(Code::System, format!("cannot serve the preview: {error}"))
    })?;
    print(&format!("http://127.0.0.1:{port}/\n"))?;
    let keeper = Keeper::default();
    keeper.clone().listen(saved, full(&root), port);
    sweep(&command.output_dir);

    let mut watch = Watching {
        command,
        args,
        root,
        fonts: Ok(fonts),
        views: Views { hub, reporter, folder: &command.output_dir, last: vec![] },
        files: None,
        workspace: None,
        keeper,
    };
    let read = watch.read(false, None);
    watch.rebuild(read)?;
    while let Some(mut wake) = changes.wait() {
        if wake.changed || wake.fonts {
            // While the project is read, a save may still go on.
            let mut read = watch.read(wake.fonts, None);
            while !changes.is_over(&mut wake) {
                read = watch.read(wake.fonts, Some(read));
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
struct Watching<'a> {
    command: &'a Watch,
    args: &'a Args,
    root: PathBuf,
    /// The fonts, or why they cannot be read.
    fonts: Result<Fonts, Diagnostic>,
    views: Views<'a>,
    /// The files as they were last read.
    files: Option<Files>,
    /// The last good state of the project.
    workspace: Option<Arc<Workspace>>,
    keeper: Keeper,
}

/// The project as a save has left it.
struct Read {
    start: Instant,
    files: Result<Files, (PathBuf, std::io::Error)>,
    /// The fonts, where they are others than before.
    fonts: Option<Result<Fonts, Diagnostic>>,
    /// What is in the files, where there is anything new.
    loaded: Option<Result<Workspace, WorkspaceError>>,
}

impl Watching<'_> {
    /// Reads the project, and the fonts if they may be others. What was read a moment
    /// before is loaded again only if it has changed since.
    fn read(&self, fonts: bool, before: Option<Read>) -> Read {
        let start = before.as_ref().map_or_else(Instant::now, |before| before.start);
        let files = Files::read(&self.root);
        let is_same = |before: &Read| match (&before.files, &files) {
            (Ok(old), Ok(new)) => old == new && !fonts,
            _ => false,
        };
        if let Some(before) = before.filter(is_same) {
            return before;
        }
        let fonts = fonts.then(|| self.other_fonts()).flatten();
        let loaded = match (&files, fonts.as_ref().unwrap_or(&self.fonts)) {
            (Ok(files), Ok(own)) if fonts.is_some() || self.files.as_ref() != Some(files) => {
                let root = Some(self.root.clone());
                Some(Workspace::load(files.clone(), own.clone(), root, self.command.draft))
            }
            _ => None,
        };
        Read { start, files, fonts, loaded }
    }

    /// Builds what a change affects. Only a wrong name on the command line
    /// stops it.
    fn rebuild(&mut self, read: Read) -> Result<(), CommandError> {
        let Read { start, files, fonts: other_fonts, loaded } = read;
        let files = match files {
            Ok(files) => files,
            Err((path, error)) => {
                let message = format!("cannot read `{}`: {error}", path.display());
                self.views
                    .fail(vec![Diagnostic::bare(Code::UnreadableFile, message)], &Files::default());
                self.files = None;
                return Ok(());
            }
        };
        let fonts = other_fonts.is_some();
        if self.files.as_ref() == Some(&files) && !fonts {
            return Ok(());
        }
        other_fonts.into_iter().for_each(|fonts| self.fonts = fonts);
        let is_first = self.files.is_none() && self.views.last.is_empty();
        let edits = self.files.as_ref().map(|old| changes::edits(old, &files)).unwrap_or_default();
        self.files = Some(files.clone());
        if let Err(diagnostic) = &self.fonts {
            self.views.fail(vec![diagnostic.clone()], &files);
        }
        let Some(loaded) = loaded else { return Ok(()) };
        let workspace = match loaded {
            Ok(workspace) => Arc::new(workspace),
            Err(unopened) => {
                let broken = &unopened.broken;
                self.views.reporter.print_all(&broken.diagnostics, &unopened.texts());
                self.views.hub.fail(as_told(&broken.diagnostics), &broken.files);
                return Ok(());
            }
        };
        let variants = match workspace.variants(&self.command.variants) {
            Ok(variants) => variants,
            Err(stop) if is_first => return Err(stop),
            Err(stop) => {
                self.views.fail(vec![stop.diagnostic], workspace.session.files());
                return Ok(());
            }
        };
        // Since the last good state: between two there may be any number of broken ones.
        let good = self
            .workspace
            .as_ref()
            .map(|good| changes::edits(good.session.files(), workspace.session.files()));
        let article = &workspace.session.project().article;
        let mut good = good.iter().flatten();
        let edited =
            good.find_map(|edit| crate::model::origin::at(article, &edit.path, edit.offset));
        self.views.hub.open(&workspace, &variants, edited);
        self.views.keep(&variants);
        // To drop a project takes longer than it should while somebody waits.
        let before = self.workspace.replace(workspace.clone());
        if let Some(before) = &before {
            workspace.session.reuse_cache(&before.session);
        }
        let options = options(&workspace)?;
        let builder = Builder::new(&workspace.session, &options);
        let state = State { workspace: &workspace, builder };
        let rebuilt = self.keeper.keep(&files, || self.views.build(&state, variants));
        self.check(&workspace);
        // Typst keeps what it has worked out; what is not used again goes.
        comemo::evict(MEMORY);
        if !self.args.quiet {
            let changed =
                edits.iter().map(|edit| edit.path.as_str()).chain(fonts.then_some("fonts"));
            let changed = changed.collect::<Vec<_>>().join(", ");
            let what = if changed.is_empty() { "all".into() } else { changed };
            let names = if rebuilt.is_empty() { "no variant".into() } else { rebuilt.join(", ") };
            say(&format!("{what}: {names} in {} ms", start.elapsed().as_millis()));
        }
        Ok(())
    }

    /// Tells what `check` finds, when the pages are there.
    fn check(&self, workspace: &Workspace) {
        let (project, files) = (workspace.session.project(), workspace.session.files());
        let found = crate::check::counted(project, files);
        let told: Vec<_> = crate::check::findings(project, &found).cloned().collect();
        let is_news = self.views.hub.find(told, &workspace.session);
        if let Some(summary) = summary(project, &found).filter(|_| is_news) {
            self.views.reporter.print(&summary);
        }
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
    fn look(&mut self) -> Result<(), CommandError> {
        let Some(workspace) = self.workspace.clone() else { return Ok(()) };
        let options = options(&workspace)?;
        let builder = Builder::new(&workspace.session, &options);
        let state = State { workspace: &workspace, builder };
        let files = workspace.session.files();
        self.keeper.keep(files, || self.views.show_languages(&state));
        Ok(())
    }
}

fn options(workspace: &Workspace) -> Result<Options, CommandError> {
    let timestamp = timestamp(None, &workspace.session.project().article)?;
    Ok(Options { timestamp, ..Options::default() })
}
