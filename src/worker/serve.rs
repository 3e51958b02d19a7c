//! The other side: a process that answers until nobody asks any more.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;

use serde::Serialize;
use serde::de::DeserializeOwned;
use signal_hook::consts::{SIGINT, SIGTERM};

use super::{Head, NamedFiles};

/// Holds this process to so many bytes of memory, and to no image of it when it dies. What
/// the system does not do is left out: the parent has the deadline. A signal to all of a
/// terminal is for the parent alone.
pub fn confine(memory: u64) {
    for signal in [SIGINT, SIGTERM] {
        let _ = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
    }
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limits = [(Resource::As, memory), (Resource::Core, 0)];
        for (resource, wanted) in limits {
            let Rlimit { maximum, .. } = getrlimit(resource);
            let own = maximum.map_or(wanted, |maximum| maximum.min(wanted));
            let _ = setrlimit(resource, Rlimit { current: Some(own), maximum: Some(own) });
        }
    }
    #[cfg(not(unix))]
    let _ = memory;
}

/// Says that it is ready, and for what; then answers each line of the standard input, until
/// that ends, as it does when the parent dies.
///
/// # Errors
/// When an answer cannot be written.
pub fn serve<Q: DeserializeOwned, A: Serialize>(
    input: &str,
    mut answer: impl FnMut(Q) -> (A, NamedFiles),
) -> io::Result<()> {
    let (send, questions) = channel();
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            let _ = send.send(line);
        }
        // Whatever is in the making, nobody waits for it.
        std::process::exit(0);
    });
    say(input, &[])?;
    for line in questions {
        let (answer, files) = answer(serde_json::from_str(&line)?);
        say(answer, &files)?;
    }
    Ok(())
}

fn say(answer: impl Serialize, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    let lengths = files.iter().map(|(name, bytes)| (name.clone(), bytes.len())).collect();
    let mut line = serde_json::to_vec(&Head { answer, files: lengths })?;
    line.push(b'\n');
    let mut out = io::stdout().lock();
    out.write_all(&line)?;
    files.iter().try_for_each(|(_, bytes)| out.write_all(bytes))?;
    out.flush()
}
