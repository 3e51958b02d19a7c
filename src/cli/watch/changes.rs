//! Changes: when to look again, and what a save has changed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::Stop;
use crate::files::{FOLDERS, Files};

/// What the watch waits for.
pub enum Message {
    Changed,
    Stop,
}

/// A save is over when nothing has come for this long.
const QUIET: Duration = Duration::from_millis(5);

/// Changes of a project's folder.
pub struct Changes {
    root: PathBuf,
    watcher: RecommendedWatcher,
    receiver: Receiver<Message>,
}

impl Changes {
    pub fn new(
        root: &Path,
        sender: Sender<Message>,
        receiver: Receiver<Message>,
    ) -> Result<Self, Stop> {
        let failed = |error| Stop::failed(format!("cannot watch `{}`: {error}", root.display()));
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Reading is no change, and an event that was lost may have been one.
            if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
                drop(sender.send(Message::Changed));
            }
        });
        let mut watcher = watcher.map_err(failed)?;
        watcher.watch(root, RecursiveMode::NonRecursive).map_err(failed)?;
        let mut changes = Self { root: root.to_path_buf(), watcher, receiver };
        changes.watch_folders();
        Ok(changes)
    }

    /// Waits for a change. Says whether to go on.
    pub fn wait(&mut self) -> bool {
        if !matches!(self.receiver.recv(), Ok(Message::Changed)) {
            return false;
        }
        loop {
            match self.receiver.recv_timeout(QUIET) {
                Ok(Message::Changed) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        self.watch_folders();
        true
    }

    /// Folders come and go: those that are there are watched, again if need be.
    fn watch_folders(&mut self) {
        for folder in FOLDERS {
            let path = self.root.join(folder);
            if path.is_dir() {
                // One that goes this moment is seen to go by its parent.
                let _ = self.watcher.watch(&path, RecursiveMode::Recursive);
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
