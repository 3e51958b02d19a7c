//! Changes: when to look again, and what a save has changed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::CommandError;
use crate::load::files::{FOLDERS, Files};
use crate::model::code::Code;

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
pub struct WatchEvent {
    pub changed: bool,
    pub fonts: bool,
    pub look: bool,
}

/// A save is over when nothing has come for this long.
const QUIET: Duration = Duration::from_millis(5);

/// Changes of a project's folder and of the folders of fonts.
pub struct Changes {
    root: PathBuf,
    fonts: Vec<PathBuf>,
    watcher: RecommendedWatcher,
    receiver: Receiver<Message>,
    /// When the last message was taken.
    last: Instant,
    is_stopped: bool,
}

impl Changes {
    /// Watches folders whose paths are absolute.
    pub fn new(
        root: &Path,
        fonts: Vec<PathBuf>,
        sender: Sender<Message>,
        saves: Sender<()>,
        receiver: Receiver<Message>,
    ) -> Result<Self, CommandError> {
        let failed = |error| {
            CommandError::failed(
                Code::System,
                format!("cannot watch `{}`: {error}", root.display()),
            )
        };
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
            // A session that is gone needs none.
            for message in messages {
                let _ = (sender.send(*message), saves.send(()));
            }
        });
        let mut watcher = watcher.map_err(failed)?;
        watcher.watch(root, RecursiveMode::NonRecursive).map_err(failed)?;
        let (last, is_stopped) = (Instant::now(), false);
        let root = root.to_path_buf();
        let mut changes = Self { root, fonts, watcher, receiver, last, is_stopped };
        changes.watch_folders();
        Ok(changes)
    }

    /// Waits for something to do; nothing, when it is to stop.
    pub fn wait(&mut self) -> Option<WatchEvent> {
        let mut wake = WatchEvent::default();
        if !self.is_stopped {
            self.take(self.receiver.recv().ok()?, &mut wake);
            self.watch_folders();
        }
        (!self.is_stopped).then_some(wake)
    }

    /// Whether nothing comes for a while after the last message. What comes is
    /// added to the wake.
    pub fn is_over(&mut self, wake: &mut WatchEvent) -> bool {
        let rest = QUIET.saturating_sub(self.last.elapsed());
        let Ok(message) = self.receiver.recv_timeout(rest) else { return true };
        self.take(message, wake);
        while let Ok(message) = self.receiver.try_recv() {
            self.take(message, wake);
        }
        self.watch_folders();
        self.is_stopped
    }

    fn take(&mut self, message: Message, wake: &mut WatchEvent) {
        self.last = Instant::now();
        match message {
            Message::Changed => wake.changed = true,
            Message::Fonts => wake.fonts = true,
            Message::Look => wake.look = true,
            Message::Stop => self.is_stopped = true,
        }
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
