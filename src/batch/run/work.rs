//! The work: plain threads, each with a process or a maker of its own, and the one that
//! writes it down.
//!
//! Plain threads, because jobs inside the pool that typst itself uses would
//! take each other's work.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::batch::{FileRecord, Job, Plan, Rejected, Row, Status};
use crate::export::Options;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::digest::digest;

use super::Observer;
use super::maker::{Made, Maker};
use super::output::{Folder, Output};
use crate::batch::error::BatchError;
use crate::batch::store::{Fault, Remote};
use crate::session::Session;
use crate::session::texts::SourceMap;
use crate::worker::{Limits, Lost, NamedFiles, Worker, serve};

/// How many generations of the cache are kept: enough for neighbours to share,
/// and few enough for memory to stay flat.
const GENERATIONS: usize = 3;

/// How long a document in the making may take once the batch is to stop.
const GRACE: Duration = Duration::from_millis(1500);

/// What all workers share.
pub struct Work<'a> {
    pub session: &'a Session,
    pub plan: &'a Plan<'a>,
    /// What decides the bytes of every document: a SHA-256.
    pub input: String,
    pub options: Options,
    pub texts: &'a SourceMap<'a>,
    pub stop: &'a AtomicBool,
    /// What a process may take that makes a document; nothing, when they are made in this one.
    pub limits: Option<Limits>,
}

/// The jobs that workers share.
struct Queue<'a> {
    todo: &'a [usize],
    threads: usize,
    next: AtomicUsize,
    made: AtomicUsize,
}

impl Queue<'_> {
    /// A job that nobody has taken.
    fn take(&self) -> Option<usize> {
        self.todo.get(self.next.fetch_add(1, Ordering::Relaxed)).copied()
    }

    /// A document is made here. After a round of workers, what has long not been used goes.
    fn made_here(&self) {
        if (self.made.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(self.threads) {
            comemo::evict(GENERATIONS);
        }
    }
}

/// What a worker hands over.
enum Delivery {
    /// A row without a document.
    Failed(Row),
    /// A row whose document is made, and what came of writing it.
    Written { row: Row, place: Place, files: Result<Vec<FileRecord>, Fault> },
    /// No document can be made.
    Stopped(BatchError),
}

/// Who makes documents.
enum Hand<'a> {
    Here(Box<Maker<'a>>),
    Apart(Worker),
}

/// Makes the documents that another process asks for, which has the table.
///
/// # Errors
/// When an answer cannot be written.
pub fn answer(session: &Session, options: &Options) -> io::Result<()> {
    let _pool = alone();
    let mut maker = Maker::new(session, options, 0);
    serve(&session.input(options), |job: Job| {
        let made = maker.make(job);
        comemo::evict(GENERATIONS);
        made
    })
}

/// Typst lays out the parts of a document in parallel: here on this thread alone, for the
/// others have documents of their own.
fn alone() -> Option<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok()
}

impl Work<'_> {
    /// The row at a place of the order of work, and what it is made from.
    pub fn wanted(&self, index: usize) -> Option<(usize, String)> {
        let job = self.plan.job(self.plan.number(index)?).ok()?;
        Some((job.row, self.input_of(&job)))
    }

    fn input_of(&self, job: &Job) -> String {
        let recipient = serde_json::to_string(&job.recipient).unwrap_or_default();
        let Job { id, name, .. } = job;
        digest(format!("{}\n{}\n{id}\n{name}\n{recipient}", self.input, job.key()).as_bytes())
    }

    /// Makes documents; gives whether it came to the end.
    pub fn run(
        &self,
        todo: &[usize],
        threads: usize,
        output: &mut Output,
        remote: &mut Option<Remote>,
        observer: &dyn Observer,
    ) -> Result<bool, BatchError> {
        let queue = Queue { todo, threads, next: AtomicUsize::new(0), made: AtomicUsize::new(0) };
        let (send, receive) = channel();
        let folder = output.folder();
        std::thread::scope(|scope| {
            for worker in 0..threads.min(todo.len()) {
                let (send, folder) = (send.clone(), folder.clone());
                let queue = &queue;
                scope.spawn(move || self.worker(self.hand(worker), queue, &folder, &send));
            }
            drop(send);
            let (mut settled, mut failed, mut stopped) = (0, 0, None);
            loop {
                match receive.recv_timeout(Duration::from_millis(50)) {
                    Ok(handed) => {
                        let settle = |row: Row| {
                            settled += 1;
                            failed += usize::from(row.status != Status::Done);
                            output.journal.settle(&row)?;
                            remote.as_mut().map_or(Ok(()), Remote::settled)
                        };
                        if let Err(stop) = self.row(handed).and_then(settle) {
                            self.stop.store(true, Ordering::Relaxed);
                            return Err(stop);
                        }
                        observer.made(failed);
                    }
                    Err(RecvTimeoutError::Disconnected) => return Ok(settled == todo.len()),
                    Err(RecvTimeoutError::Timeout) => {}
                }
                if self.stop.load(Ordering::Relaxed)
                    && stopped.get_or_insert_with(Instant::now).elapsed() > GRACE
                {
                    // A page is in the making that nothing can interrupt. The
                    // journal and each file are whole at any moment.
                    if let Some(mut remote) = remote.take() {
                        let _ = remote.checkpoint();
                    }
                    observer.abandon();
                }
            }
        })
    }

    fn hand(&self, number: usize) -> Hand<'_> {
        match self.limits {
            Some(limits) => {
                let input = self.session.input(&self.options);
                Hand::Apart(Worker::new(limits, 1, input))
            }
            None => Hand::Here(Box::new(Maker::new(self.session, &self.options, number))),
        }
    }

    fn worker(&self, mut hand: Hand, queue: &Queue, folder: &Folder, send: &Sender<Delivery>) {
        let _pool = matches!(hand, Hand::Here(_)).then(alone);
        while !self.stop.load(Ordering::Relaxed) {
            let Some(index) = queue.take() else { break };
            let Some(number) = self.plan.number(index) else { continue };
            let begun = Instant::now();
            let job = match self.plan.job(number) {
                Ok(job) => job,
                Err(rejected) => {
                    let row = self.failed(&rejected, Status::Failed);
                    match send.send(Delivery::Failed(row)) {
                        Ok(()) => continue,
                        Err(_) => break,
                    }
                }
            };
            let (name, place) = (job.name.clone(), job.place.clone());
            let mut row = Row {
                row: job.row,
                id: job.id.clone(),
                variant: job.variant.name.clone(),
                status: Status::Failed,
                pages: 0,
                files: vec![],
                input: self.input_of(&job),
                diagnostics: vec![],
                milliseconds: 0,
            };
            let made = match &mut hand {
                Hand::Here(maker) => {
                    let made = maker.make(job);
                    queue.made_here();
                    Ok(made)
                }
                Hand::Apart(worker) => worker.ask(&job).map_err(|lost| (lost, worker.limits())),
            };
            let (Made { pages, diagnostics }, files) = match made {
                Ok(made) => made,
                // The signal that stops the batch may have ended it, too.
                Err(_) if self.stop.load(Ordering::Relaxed) => break,
                Err((Lost::Unusable(why), _)) => {
                    let _ = send.send(Delivery::Stopped(why.into()));
                    break;
                }
                Err((lost, limits)) => {
                    row.status = Status::Aborted;
                    let told = lost.told(&format!("`{name}`"), limits);
                    let told = Diagnostic { place: Some(place.clone()), ..told };
                    (Made { pages: 0, diagnostics: vec![told] }, NamedFiles::new())
                }
            };
            row.pages = pages;
            row.diagnostics = self.texts.lines(&diagnostics);
            row.milliseconds = begun.elapsed().as_millis() as u64;
            // Who listens no more has stopped the batch.
            let send = send.clone();
            if files.is_empty() {
                let _ = send.send(Delivery::Failed(row));
            } else {
                folder.write(files, move |files| {
                    let _ = send.send(Delivery::Written { row, place, files });
                });
            }
        }
    }

    /// What is written down of a row whose document is written, or could not be.
    fn row(&self, handed: Delivery) -> Result<Row, BatchError> {
        match handed {
            Delivery::Failed(row) => Ok(row),
            Delivery::Stopped(stop) => Err(stop),
            Delivery::Written { row, files: Ok(files), .. } => {
                Ok(Row { status: Status::Done, files, ..row })
            }
            Delivery::Written { row, place, files: Err(Fault::Taken(message)) } => {
                let told = self.texts.lines(&[Diagnostic::error(Code::FileExists, place, message)]);
                Ok(Row { pages: 0, diagnostics: [row.diagnostics, told].concat(), ..row })
            }
            Delivery::Written { files: Err(Fault::Stopped(stop)), .. } => Err(stop),
        }
    }

    /// What is written down of a row that cannot be made.
    pub fn failed(&self, rejected: &Rejected, status: Status) -> Row {
        Row {
            row: rejected.row,
            id: rejected.id.clone(),
            variant: rejected.variant.clone(),
            status,
            pages: 0,
            files: vec![],
            input: String::new(),
            diagnostics: self.texts.lines(&rejected.diagnostics),
            milliseconds: 0,
        }
    }

    /// What became of rows, by number, in the order given.
    pub fn settled<'o>(
        &'o self,
        output: &'o Output,
        numbers: &'o [usize],
    ) -> impl Iterator<Item = io::Result<Row>> + 'o {
        numbers.iter().filter_map(|number| match self.plan.is_rejected(*number) {
            true => self.plan.job(*number).err().map(|row| Ok(self.failed(&row, Status::Rejected))),
            false => output.journal.row(*number).transpose(),
        })
    }
}
