//! Changes: when to look again, and what a save has changed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::Stop;
use crate::files::{FOLDERS, Files};

/// What the watch waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Something in the project's folder.
    Changed,
    /// Something in a folder of fonts.
    Fonts,
    /// A browser looks at what nobody has made yet.
    Look,
    Stop,
}

/// What to do now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wake {
    pub changed: bool,
    pub fonts: bool,
}

/// A save is over when nothing has come for this long.
const QUIET: Duration = Duration::from_millis(5);

/// Changes of a project's folder and of the folders of fonts.
pub struct Changes {
    root: PathBuf,
    fonts: Vec<PathBuf>,
    watcher: RecommendedWatcher,
    receiver: Receiver<Message>,
}

impl Changes {
    /// Watches folders whose paths are absolute.
    pub fn new(
        root: &Path,
        fonts: Vec<PathBuf>,
        sender: Sender<Message>,
        receiver: Receiver<Message>,
    ) -> Result<Self, Stop> {
        let failed = |error| Stop::failed(format!("cannot watch `{}`: {error}", root.display()));
        let folders = fonts.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let is_font = |path: &PathBuf| folders.iter().any(|f| path.starts_with(f));
            let messages = match &event {
                // Reading is no change.
                Ok(Event { kind: EventKind::Access(_), .. }) => &[][..],
                Ok(event) if !event.paths.iter().any(is_font) => &[Message::Changed],
                // An event that was lost may have been one of any kind.
                _ => &[Message::Changed, Message::Fonts],
            };
            for message in messages {
                // A session that is gone needs none.
                let _ = sender.send(*message);
            }
        });
        let mut watcher = watcher.map_err(failed)?;
        watcher.watch(root, RecursiveMode::NonRecursive).map_err(failed)?;
        let mut changes = Self { root: root.to_path_buf(), fonts, watcher, receiver };
        changes.watch_folders();
        Ok(changes)
    }

    /// Waits for something to do; nothing, when it is to stop.
    pub fn wait(&mut self) -> Option<Wake> {
        let mut wake = Wake::default();
        let mut message = self.receiver.recv().ok()?;
        loop {
            match message {
                Message::Changed => wake.changed = true,
                Message::Fonts => wake.fonts = true,
                // What somebody waits for need not wait.
                Message::Look if wake == Wake::default() => return Some(wake),
                Message::Look => {}
                Message::Stop => return None,
            }
            match self.receiver.recv_timeout(QUIET) {
                Ok(next) => message = next,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        self.watch_folders();
        Some(wake)
    }

    /// Folders come and go: those that are there are watched, again if need be.
    /// What is above them tells when one comes; one that goes this moment is
    /// seen to go by that, too.
    fn watch_folders(&mut self) {
        for above in self.fonts.iter().filter_map(|path| path.parent()) {
            let _ = self.watcher.watch(above, RecursiveMode::NonRecursive);
        }
        for path in FOLDERS.map(|folder| self.root.join(folder)).iter().chain(&self.fonts) {
            if path.is_dir() {
                let _ = self.watcher.watch(path, RecursiveMode::Recursive);
            }
        }
    }
}

/// A file that has changed, and the first byte that differs.
pub struct Edit {
    pub path: String,
    pub offset: usize,
}

/// The files that differ: changed, new or gone.
pub fn edits(old: &Files, new: &Files) -> Vec<Edit> {
    let mut edits = vec![];
    for (path, bytes) in new.all() {
        let before = old.bytes(path).unwrap_or_default();
        if old.bytes(path) != Some(bytes) {
            let same = before.iter().zip(bytes).take_while(|(a, b)| a == b).count();
            edits.push(Edit { path: path.into(), offset: same });
        }
    }
    let gone = old.all().filter(|(path, _)| new.bytes(path).is_none());
    edits.extend(gone.map(|(path, _)| Edit { path: path.into(), offset: 0 }));
    edits
}
