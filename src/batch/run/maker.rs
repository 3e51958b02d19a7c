//! The maker: the document of a job.
//!
//! Takes an open project and jobs, best such that neighbours share an edition; gives the
//! files of each, or what is wrong with it. Writes nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::batch::Job;
use crate::export::{Matter, Options, files};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::edition::Edition;
use crate::select::select;
use crate::session::{Session, named};
use crate::typeset::{Base, Composition, Drawings, Pages, settle, typeset};
use crate::worker::NamedFiles;

/// Makes documents, one after the other.
pub struct Maker<'a> {
    session: &'a Session,
    options: &'a Options,
    base: Arc<Base>,
    /// The edition that the last document had and what is wrong with it, which
    /// the next often shares.
    last: Option<(Job, Edition, Composition, Diagnostics)>,
}

/// What there is to tell of a document beside its files.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Made {
    pub pages: usize,
    /// In the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Maker<'a> {
    /// A maker with fonts of its own, by its number among others in this process.
    pub fn new(session: &'a Session, options: &'a Options, number: usize) -> Self {
        let base = Arc::new(session.base().for_worker(number));
        Self { session, options, base, last: None }
    }

    /// Makes a document; gives no file where something is wrong.
    pub fn make(&mut self, job: Job) -> (Made, NamedFiles) {
        let (edition, composition, faults) = match self.last.take() {
            Some((before, edition, composition, faults)) if before.shares_edition(&job) => {
                (edition, composition, faults)
            }
            _ => self.edition(&job),
        };
        let composition = composition.addressed(job.recipient.as_ref());
        // A fault of the typesetter in one document is that document's.
        let made = catch_unwind(AssertUnwindSafe(|| {
            self.document(&job, &edition, &composition, faults.clone())
        }));
        let (files, diagnostics) = made.unwrap_or_else(|_| {
            let message = format!("the typesetter gave up on `{}`", job.name);
            (None, Diagnostic::error(Code::Internal, job.place.clone(), message).into())
        });
        self.last = Some((job, edition, composition, faults));
        let (pages, files) = files.unwrap_or_default();
        (Made { pages, diagnostics: diagnostics.sorted().into_iter().cloned().collect() }, files)
    }

    /// The edition of a job for a sample of its recipients, divided as for all of them,
    /// with all that is wrong with it short of layout.
    fn edition(&self, job: &Job) -> (Edition, Composition, Diagnostics) {
        let edition = select(self.session.project(), &job.variant);
        let edition = Edition { recipient: job.sample.clone(), ..edition };
        let mut found = Diagnostics::default();
        self.session.check_edition(&job.variant, &edition, &mut found);
        let composition = Composition::new(self.base.clone(), &edition);
        // What fails here fails for the document, too, and is told there.
        let settled = catch_unwind(AssertUnwindSafe(|| {
            settle(&composition, &edition, self.session.project(), &job.variant)
        }));
        let composition = settled.ok().flatten().unwrap_or(composition);
        (edition, composition, found)
    }

    /// Pages and files, and what there is to tell.
    fn document(
        &self,
        job: &Job,
        edition: &Edition,
        composition: &Composition,
        mut diagnostics: Diagnostics,
    ) -> (Option<(usize, NamedFiles)>, Diagnostics) {
        let files = self.files(job, edition, composition, &mut diagnostics);
        (files.filter(|_| !diagnostics.has_errors()), diagnostics)
    }

    /// How many pages a document has, and its files in all formats.
    fn files(
        &self,
        job: &Job,
        edition: &Edition,
        composition: &Composition,
        diagnostics: &mut Diagnostics,
    ) -> Option<(usize, NamedFiles)> {
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
        let mut all = NamedFiles::new();
        for format in formats {
            let made = files(*format, matter, self.options, &edition.program, diagnostics)?;
            all.extend(named(*format, &job.name, made));
        }
        Some((pages.as_ref().map_or(0, Pages::len), all))
    }
}
