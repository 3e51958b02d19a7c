//! A build that does not end: given up when its author saves again.
//!
//! Nothing interrupts Typst. So the program takes its own place, with the same arguments
//! and the same port, where a browser that looks on asks again.

use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::cli::report::say;
use crate::load::files::Files;

/// How long a build may go on after a save that it knows nothing of, from its beginning.
const PATIENCE: Duration = Duration::from_secs(10);

/// The build that is under way.
#[derive(Clone, Default)]
pub struct Keeper(Arc<Mutex<Option<(Instant, Files)>>>);

impl Keeper {
    /// Does what may not end, with files as they are.
    pub fn keep<T>(&self, files: &Files, build: impl FnOnce() -> T) -> T {
        self.set(Some((Instant::now(), files.clone())));
        let done = build();
        self.set(None);
        done
    }

    fn set(&self, build: Option<(Instant, Files)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = build;
    }

    fn build(&self) -> Option<(Instant, Files)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for saves from now on; gives up a build that goes on for too long and is of
    /// other files than those that are there.
    pub fn listen(self, saves: Receiver<()>, root: PathBuf, port: u16) {
        std::thread::spawn(move || {
            while saves.recv().is_ok() {
                // What a save begins is under way by then.
                std::thread::sleep(PATIENCE / 10);
                while saves.try_recv().is_ok() {}
                while let Some((begun, files)) = self.build()
                    && Files::read(&root).is_ok_and(|now| now != files)
                {
                    if begun.elapsed() >= PATIENCE {
                        say("the build before this save does not end, and is given up");
                        begin_anew(port);
                        break;
                    }
                    std::thread::sleep(PATIENCE.saturating_sub(begun.elapsed()));
                }
            }
        });
    }
}

/// The program in its own place; gives back where the system cannot do that.
#[cfg(unix)]
fn begin_anew(port: u16) {
    use std::os::unix::process::CommandExt;
    let mut arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let has_port = |argument: &std::ffi::OsString| {
        argument.to_str().is_some_and(|text| text.starts_with("--port"))
    };
    if !arguments.iter().any(has_port) {
        let end = arguments.iter().position(|argument| argument == "--");
        arguments.insert(end.unwrap_or(arguments.len()), format!("--port={port}").into());
    }
    if let Ok(program) = crate::worker::program() {
        let error = std::process::Command::new(program).args(arguments).exec();
        say(&format!("cannot begin anew: {error}"));
    }
}

#[cfg(not(unix))]
fn begin_anew(_: u16) {
    say("end the program, and start it again");
}
