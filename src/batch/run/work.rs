//! The work: plain threads over one base, and the one that writes it down.
//!
//! Plain threads, because jobs inside the pool that typst itself uses would
//! take each other's work.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::batch::{FileRecord, Job, Plan, Rejected, Row, Status};
use crate::export::{Matter, Options, files};
use crate::load::files::built_in_templates;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::model::digest::digest;
use crate::model::edition::Edition;
use crate::select::select;
use crate::typeset::{Base, Composition, Drawings, Pages, settle, typeset};

use super::Observer;
use super::output::{Folder, Output};
use crate::batch::error::BatchError;
use crate::batch::store::{Fault, Remote};
use crate::session::texts::SourceMap;
use crate::session::{Session, named};

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

    /// A document is made. After a round of workers, what has long not been used goes.
    fn made(&self) {
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
}

/// What becomes of a document: pages and files, and what there is to tell.
type Made = (Option<(usize, Vec<(String, Vec<u8>)>)>, Diagnostics);

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
                let (queue, base) = (&queue, Arc::new(self.session.base().for_worker(worker)));
                scope.spawn(move || self.worker(&base, queue, &folder, &send));
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

    fn worker(&self, base: &Arc<Base>, queue: &Queue, folder: &Folder, send: &Sender<Delivery>) {
        // Typst lays out the parts of a document in parallel: here on this thread alone,
        // for the others have documents of their own.
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
        let _pool = alone.build();
        // The edition that the last document had and what is wrong with it, which
        // the next often shares.
        let mut last: Option<(Job, Edition, Composition, Diagnostics)> = None;
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
            let (edition, composition, faults) = match last.take() {
                Some((before, edition, composition, faults)) if before.shares_edition(&job) => {
                    (edition, composition, faults)
                }
                _ => self.edition(base, &job),
            };
            let composition = composition.addressed(job.recipient.as_ref());
            // A fault of the typesetter in one document is that document's.
            let result = catch_unwind(AssertUnwindSafe(|| {
                self.make(&job, &edition, &composition, faults.clone())
            }));
            let (files, diagnostics) = result.unwrap_or_else(|_| {
                let message = format!("the typesetter gave up on `{}`", job.name);
                let mut diagnostics = Diagnostics::default();
                diagnostics.push(Diagnostic::error(Code::Internal, job.place.clone(), message));
                (None, diagnostics)
            });
            queue.made();
            let told: Vec<Diagnostic> = diagnostics.sorted().into_iter().cloned().collect();
            let (pages, files) = files.unwrap_or_default();
            let row = Row {
                row: job.row,
                id: job.id.clone(),
                variant: job.variant.name.clone(),
                status: Status::Failed,
                pages,
                files: vec![],
                input: self.input_of(&job),
                diagnostics: self.texts.lines(&told),
                milliseconds: begun.elapsed().as_millis() as u64,
            };
            // Who listens no more has stopped the batch.
            let (send, place) = (send.clone(), job.place.clone());
            if files.is_empty() {
                let _ = send.send(Delivery::Failed(row));
            } else {
                folder.write(files, move |files| {
                    let _ = send.send(Delivery::Written { row, place, files });
                });
            }
            last = Some((job, edition, composition, faults));
        }
    }

    /// What is written down of a row whose document is written, or could not be.
    fn row(&self, handed: Delivery) -> Result<Row, BatchError> {
        match handed {
            Delivery::Failed(row) => Ok(row),
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
            variant: String::new(),
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

    /// The edition of a job for a sample of its recipients, divided as for all of them,
    /// with all that is wrong with it short of layout.
    fn edition(&self, base: &Arc<Base>, job: &Job) -> (Edition, Composition, Diagnostics) {
        let edition = select(self.session.project(), &job.variant);
        let edition = Edition { recipient: job.sample.clone(), ..edition };
        let mut found = Diagnostics::default();
        self.session.check_edition(&job.variant, &edition, &mut found);
        let composition = Composition::new(base.clone(), &edition);
        // What fails here fails for the document, too, and is told there.
        let settled = catch_unwind(AssertUnwindSafe(|| {
            settle(&composition, &edition, self.session.project(), &job.variant)
        }));
        let composition = settled.ok().flatten().unwrap_or(composition);
        (edition, composition, found)
    }

    fn make(
        &self,
        job: &Job,
        edition: &Edition,
        composition: &Composition,
        mut diagnostics: Diagnostics,
    ) -> Made {
        let made = self.files(job, edition, composition, &mut diagnostics);
        (made.filter(|_| !diagnostics.has_errors()), diagnostics)
    }

    /// How many pages a document has, and its files in all formats.
    fn files(
        &self,
        job: &Job,
        edition: &Edition,
        composition: &Composition,
        diagnostics: &mut Diagnostics,
    ) -> Option<(usize, Vec<(String, Vec<u8>)>)> {
        let formats = &self.options.formats;
        let pages = match formats.iter().any(|format| format.has_pages()) {
            true => {
                let project = self.session.project();
                Some(typeset(composition, edition, project, &job.variant, diagnostics)?)
            }
            false => None,
        };
        // The edition is that of a sample of recipients.
        let own = (!formats.iter().all(|format| format.has_pages()))
            .then(|| Edition { recipient: job.recipient.clone(), ..edition.clone() });
        let drawings = match &own {
            Some(own) => Some(Drawings::new(composition.base(), own, diagnostics)?.0),
            None => None,
        };
        let matter = Matter {
            edition: own.as_ref().unwrap_or(edition),
            pages: pages.as_ref(),
            drawings: drawings.as_ref(),
        };
        let mut all = vec![];
        for format in formats {
            let made = files(*format, matter, &self.options, &edition.program, diagnostics)?;
            all.extend(named(*format, &job.name, made));
        }
        Some((pages.as_ref().map_or(0, Pages::len), all))
    }
}

/// What decides the bytes of every document of a batch.
pub fn input(session: &Session, options: &Options) -> String {
    let mut all = format!("{} {options:?}\n", env!("CARGO_PKG_VERSION"));
    let templates = built_in_templates();
    let templates = templates.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    for (path, bytes) in templates.chain(session.files().all()) {
        all.push_str(&format!("{path} {}\n", digest(bytes)));
    }
    for face in session.fonts().faces().iter().filter(|face| face.origin.is_some()) {
        all.push_str(&format!("{}\n", face.digest()));
    }
    digest(all.as_bytes())
}
