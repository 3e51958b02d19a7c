//! Workers: processes of this program that make documents, so that one that never ends,
//! or takes all memory, costs itself.
//!
//! Takes questions, and how much time and memory an answer may take; gives answers with
//! files, or why there is none. A worker is this program with the same arguments, so it has
//! opened the same project; it answers until its standard input ends. Knows nothing of what
//! is asked, and writes no file.

mod serve;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;

pub use serve::{confine, serve};

/// The flag that makes the program a worker.
const FLAG: &str = "--worker";

/// How much of what a worker says at its end is kept, in bytes.
const TAIL: usize = 4 << 10;

/// How many times the timeout may pass by the clock, where the machine has more to do than
/// it can and a worker has had less of its processors than that.
const PATIENCE: u32 = 10;

/// What a worker may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For one document, or to open the project: of processors, where the system tells (Linux).
    pub timeout: Duration,
    /// Of memory, in bytes, where the system can hold it to that.
    pub memory: u64,
}

/// Files of a document: their names and bytes.
pub type NamedFiles = Vec<(String, Vec<u8>)>;

/// What stands before the files of an answer.
#[derive(Serialize, Deserialize)]
struct Head<A> {
    answer: A,
    /// The name of each file, and its length in bytes.
    files: Vec<(String, usize)>,
}

/// Why a question has no answer.
#[derive(Debug)]
pub enum Lost {
    /// There is no worker, or not of the same project: no question will have an answer.
    Unusable(Diagnostic),
    /// It did not come in time.
    Late,
    /// It would have taken more memory.
    Memory,
    /// The worker ended, and this is how.
    Died(String),
}

impl Lost {
    /// What is told of what was not made.
    pub fn told(self, what: &str, limits: Limits) -> Diagnostic {
        match self {
            Self::Unusable(diagnostic) => diagnostic,
            Self::Late => {
                let seconds = limits.timeout.as_secs();
                let message = format!("{what} was not ready within {seconds} seconds");
                Diagnostic::bare(Code::OutOfTime, message)
                    .hint("does its template loop without end? `--timeout` gives it more")
            }
            Self::Memory => {
                let size = limits.memory >> 20;
                let message = format!("{what} takes more than {size} MiB of memory");
                Diagnostic::bare(Code::OutOfMemory, message)
                    .hint("does its template grow without end? `--memory-limit` gives it more")
            }
            Self::Died(how) => {
                let message = format!("the process that made {what} ended: {how}");
                Diagnostic::bare(Code::WorkerDied, message)
            }
        }
    }
}

/// One who is asked, in a process that is there from the first question on.
pub struct Worker {
    limits: Limits,
    threads: usize,
    /// What decides the bytes of its files, which must be the same there as here.
    input: String,
    process: Option<Process>,
}

impl Worker {
    /// A worker with so many threads for a document, for what an input decides.
    pub fn new(limits: Limits, threads: usize, input: String) -> Self {
        Self { limits, threads, input, process: None }
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Asks; waits for the answer and its files.
    ///
    /// # Errors
    /// When there is none in time, or ever.
    pub fn ask<A: DeserializeOwned>(
        &mut self,
        question: &impl Serialize,
    ) -> Result<(A, NamedFiles), Lost> {
        let mut process = match self.process.take() {
            Some(process) => process,
            None => self.start()?,
        };
        let found = process.ask(question, self.limits.timeout)?;
        // One that has given no answer is not asked again.
        self.process = Some(process);
        Ok(found)
    }

    fn start(&self) -> Result<Process, Lost> {
        let unusable = |message: String| {
            let hint = "`--in-process` makes documents without workers";
            Lost::Unusable(Diagnostic::bare(Code::System, message).hint(hint))
        };
        let mut process = Process::start(self.threads)
            .map_err(|error| unusable(format!("cannot start a worker: {error}")))?;
        match process.answer::<String>(self.limits.timeout) {
            Ok((input, _)) if input == self.input => Ok(process),
            Ok(_) => {
                let message = "the project has changed since it was opened";
                Err(Lost::Unusable(
                    Diagnostic::bare(Code::ProjectChanged, message).hint("run the same again"),
                ))
            }
            Err(lost) => Err(Lost::Unusable(lost.told("the project", self.limits))),
        }
    }
}

/// A process that answers.
struct Process {
    child: Child,
    questions: ChildStdin,
    answers: Receiver<io::Result<(Vec<u8>, NamedFiles)>>,
    /// The end of what it says beside its answers.
    said: Option<JoinHandle<String>>,
}

impl Process {
    fn start(threads: usize) -> io::Result<Self> {
        let mut child = Command::new(program()?)
            .arg(FLAG)
            .args(std::env::args_os().skip(1))
            .env("RAYON_NUM_THREADS", threads.to_string())
            // The allocator asks for no more addresses, in KiB, than it needs soon: they count.
            .env("MIMALLOC_ARENA_RESERVE", "65536")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (Some(questions), Some(out), Some(mut err)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (send, answers) = channel();
        std::thread::spawn(move || {
            let mut out = BufReader::new(out);
            loop {
                let answer = read(&mut out);
                let is_last = answer.is_err();
                if send.send(answer).is_err() || is_last {
                    break;
                }
            }
        });
        let said = std::thread::spawn(move || tail(&mut err));
        Ok(Self { child, questions, answers, said: Some(said) })
    }

    fn ask<A: DeserializeOwned>(
        &mut self,
        question: &impl Serialize,
        timeout: Duration,
    ) -> Result<(A, NamedFiles), Lost> {
        let mut line = serde_json::to_vec(question).map_err(|error| self.died(&error))?;
        line.push(b'\n');
        // One that has died says so in its answer.
        let _ = self.questions.write_all(&line);
        self.answer(timeout)
    }

    fn answer<A: DeserializeOwned>(&mut self, timeout: Duration) -> Result<(A, NamedFiles), Lost> {
        let (began, before) = (Instant::now(), self.busy());
        let mut wait = timeout;
        let answer = loop {
            let answer = self.answers.recv_timeout(wait);
            let busy = self.busy().zip(before).map(|(now, before)| now.saturating_sub(before));
            match (&answer, busy) {
                (Err(RecvTimeoutError::Timeout), Some(busy))
                    if busy < timeout && began.elapsed() < timeout * PATIENCE =>
                {
                    wait = timeout - busy;
                }
                _ => break answer,
            }
        };
        match answer {
            Ok(Ok((line, files))) => match serde_json::from_slice::<Head<A>>(&line) {
                Ok(head) => Ok((head.answer, files)),
                Err(error) => Err(self.died(&error)),
            },
            Ok(Err(error)) => Err(self.died(&error)),
            Err(RecvTimeoutError::Timeout) => Err(Lost::Late),
            Err(RecvTimeoutError::Disconnected) => Err(self.died(&"it is gone")),
        }
    }

    /// How long it and the programs that it ran have had a processor (`proc_pid_stat(5)`).
    fn busy(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The name before may have blanks and brackets. Ticks are hundredths of a second.
        let (_, fields) = stat.rsplit_once(')')?;
        let ticks = fields.split_whitespace().skip(11).take(4).map(str::parse::<u64>);
        Some(Duration::from_millis(ticks.sum::<Result<u64, _>>().ok()? * 10))
    }

    /// Why it has ended, as far as that can be known.
    fn died(&mut self, error: &dyn std::fmt::Display) -> Lost {
        let _ = self.child.kill();
        let status = self.child.wait();
        let said = self.said.take().and_then(|said| said.join().ok()).unwrap_or_default();
        if said.contains("memory allocation of ") {
            return Lost::Memory;
        }
        // A panic says why in its second line; all else in its last one.
        let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
        let why = lines.clone().skip_while(|line| !line.contains(" panicked at ")).nth(1);
        let said = why.or_else(|| lines.next_back()).map(String::from);
        let status = || status.map_or_else(|_| error.to_string(), |status| status.to_string());
        Lost::Died(said.unwrap_or_else(status))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has nothing that is worth waiting for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program as it was started, though another may have its name by now.
///
/// # Errors
/// When the system does not tell which it is.
pub fn program() -> io::Result<std::path::PathBuf> {
    #[cfg(target_os = "linux")]
    {
        let own = std::path::PathBuf::from("/proc/self/exe");
        if own.exists() {
            return Ok(own);
        }
    }
    std::env::current_exe()
}

/// Reads an answer: its line, and the files behind it.
fn read(out: &mut BufReader<ChildStdout>) -> io::Result<(Vec<u8>, NamedFiles)> {
    let mut line = vec![];
    out.read_until(b'\n', &mut line)?;
    if !line.ends_with(b"\n") {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let head: Head<serde::de::IgnoredAny> = serde_json::from_slice(&line)?;
    let mut files = vec![];
    for (name, length) in head.files {
        let mut bytes = vec![0; length];
        out.read_exact(&mut bytes)?;
        files.push((name, bytes));
    }
    Ok((line, files))
}

/// The end of what there is to read.
fn tail(from: &mut impl Read) -> String {
    let (mut tail, mut piece) = (vec![], [0; TAIL]);
    while let Ok(count @ 1..) = from.read(&mut piece) {
        tail.extend_from_slice(&piece[..count]);
        tail.drain(..tail.len().saturating_sub(TAIL));
    }
    String::from_utf8_lossy(&tail).into_owned()
}
