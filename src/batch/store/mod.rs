//! Object stores: what lies below a URL of S3, Google Cloud Storage or Azure.
//!
//! Takes names below a [`Place`]; reads, lists and writes
//! objects, and creates those that are never written over. Nothing else in the program
//! touches the network, and this does only where the user gave a URL.

mod create;
mod remote;

use std::error::Error as _;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::ready;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use object_store::path::Path as Key;
use object_store::{Error, ObjectStore, ObjectStoreExt as _};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

use crate::batch::FileRecord;
use crate::model::code::Code;

use crate::batch::error::{BatchError, ErrorKind};

use create::{Found, look};

pub use create::Fault;
pub use remote::Remote;

/// How many requests are under way at once: enough to hide the way to the
/// store behind the making of documents.
const AT_ONCE: usize = 64;

/// How large the parts are in which a large object is written, in bytes: a store
/// takes at most 10,000.
const PIECE: usize = 16 << 20;

/// How long a request may still take once the batch is to stop.
const GRACE: Duration = Duration::from_millis(400);

/// Where the files of a batch are.
pub enum Location {
    Folder(PathBuf),
    Store(Store),
}

/// A prefix of a store. Clones share it.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    place: Arc<Place>,
    runtime: Arc<Runtime>,
    room: Arc<Semaphore>,
    stop: Arc<AtomicBool>,
}

/// Where a store begins.
pub struct Place {
    pub url: String,
    /// Which argument says so.
    pub argument: &'static str,
    pub prefix: Key,
    /// What to set where the environment has no credentials for it.
    pub credentials: Option<String>,
}

impl Place {
    fn key(&self, name: &str) -> Result<Key, BatchError> {
        let whole = match (self.prefix.as_ref(), name) {
            (prefix, "") => prefix.to_string(),
            ("", name) => name.to_string(),
            (prefix, name) => format!("{prefix}/{name}"),
        };
        Key::parse(whole).map_err(|error| {
            BatchError::failed(Code::StoreFailed, format!("`{name}` cannot be an object: {error}"))
        })
    }

    fn url(&self, name: &str) -> String {
        if name.is_empty() { self.url.clone() } else { format!("{}/{name}", self.url) }
    }

    /// What a request came to, in the user's words: a mistake where the store
    /// refuses, else to be tried again.
    fn failed(&self, what: &str, name: &str, error: &Error) -> BatchError {
        let why = cause(error);
        let message = format!("cannot {what} `{}` ({}): {why}", self.url(name), self.argument);
        // A listing that is refused comes without a kind of its own.
        let statuses = ["401", "403", "404"].map(|code| format!("status code: {code}"));
        let is_refused = matches!(
            error,
            Error::NotFound { .. }
                | Error::PermissionDenied { .. }
                | Error::Unauthenticated { .. }
                | Error::InvalidPath { .. }
                | Error::NotSupported { .. }
                | Error::NotImplemented { .. }
        ) || statuses.iter().any(|status| why.contains(status));
        let stop = if is_refused {
            BatchError::usage(Code::StoreFailed, message)
                .hint("the bucket, the region and the credentials come from the environment")
        } else {
            BatchError::failed(Code::StoreFailed, message)
                .of_kind(ErrorKind::Unanswered)
                .hint("the store did not answer as it should: run this again")
        };
        match &self.credentials {
            Some(hint) => stop.hint(hint),
            None => stop,
        }
    }
}

/// An error on one line, with what lies at the bottom of it.
pub fn cause(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let inner = error.to_string();
        if error.source().is_none() && !text.contains(&inner) {
            text = format!("{text}: {inner}");
        }
        source = error.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Store {
    /// Takes what speaks to the store, and where in it to begin.
    pub fn new(
        objects: Arc<dyn ObjectStore>,
        place: Place,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, BatchError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("store")
            .enable_all()
            .build()
            .map_err(|error| {
                BatchError::failed(Code::System, format!("cannot start a thread: {error}"))
            })?;
        Ok(Self {
            objects,
            place: Arc::new(place),
            runtime: Arc::new(runtime),
            room: Arc::new(Semaphore::new(AT_ONCE)),
            stop,
        })
    }

    /// The URL of an object, or of the prefix where the name is empty.
    pub fn url(&self, name: &str) -> String {
        self.place.url(name)
    }

    /// An object in a file without a name, if it is there, however large it is.
    pub fn fetch(&self, name: &str) -> Result<Option<File>, BatchError> {
        let mut file = tempfile::tempfile().map_err(unwritten)?;
        let is_there = self.load(name, &mut file)?;
        file.rewind().map_err(unwritten)?;
        Ok(is_there.then_some(file))
    }

    /// Writes an object into a file, however large it is; gives whether it is there.
    pub fn load(&self, name: &str, file: &mut File) -> Result<bool, BatchError> {
        let key = self.place.key(name)?;
        let loaded = self.wait(async {
            let mut pieces = match self.objects.get(&key).await {
                Ok(found) => found.into_stream(),
                Err(Error::NotFound { .. }) => return Ok(false),
                Err(error) => return Err(self.place.failed("read", name, &error)),
            };
            while let Some(piece) = pieces.next().await {
                let piece = piece.map_err(|error| self.place.failed("read", name, &error))?;
                file.write_all(&piece).map_err(unwritten)?;
            }
            Ok(true)
        });
        loaded?
    }

    /// Whether an object is there, with the bytes that were written down.
    pub fn is_whole(&self, file: &FileRecord) -> Result<bool, BatchError> {
        let key = self.place.key(&file.name)?;
        let found = self.wait(look(&*self.objects, &key, file))?;
        let found = found.map_err(|error| self.place.failed("read", &file.name, &error))?;
        Ok(matches!(found, Some(Found::Same(_))))
    }

    /// Goes through all objects below a name: their names, sizes and ETags.
    pub fn list(
        &self,
        name: &str,
        mut found: impl FnMut(String, u64, Option<String>),
    ) -> Result<(), BatchError> {
        let (below, root) = (self.place.key(name)?, self.place.prefix.as_ref());
        let listed = self.wait(self.objects.list(Some(&below)).try_for_each(|object| {
            let key = object.location.as_ref();
            let name = key.strip_prefix(root).unwrap_or(key).trim_start_matches('/');
            found(name.to_string(), object.size, object.e_tag);
            ready(Ok(()))
        }))?;
        listed.map_err(|error| self.place.failed("list", name, &error))
    }

    /// Writes a file as an object, over what was there: whole or not at all,
    /// however large it is.
    pub fn write_file(&self, name: &str, path: &Path) -> Result<(), BatchError> {
        let key = self.place.key(name)?;
        let failed = |error: &Error| self.place.failed("write", name, error);
        let unread = |error: io::Error| {
            BatchError::failed(
                Code::UnreadableFile,
                format!("cannot read `{}`: {error}", path.display()),
            )
        };
        let mut file = File::open(path).map_err(unread)?;
        let mut next = || -> Result<Vec<u8>, BatchError> {
            let mut piece = vec![];
            let read = (&mut file).take(PIECE as u64).read_to_end(&mut piece);
            read.map(|_| piece).map_err(unread)
        };
        let first = next()?;
        if first.len() < PIECE {
            let put = self.wait(async { self.objects.put(&key, first.into()).await })?;
            return put.map(drop).map_err(|error| failed(&error));
        }
        let written = self.wait(async {
            let mut upload =
                self.objects.put_multipart(&key).await.map_err(|error| failed(&error))?;
            let sent = async {
                let mut piece = first;
                while !piece.is_empty() {
                    upload.put_part(piece.into()).await.map_err(|error| failed(&error))?;
                    piece = next()?;
                }
                upload.complete().await.map(drop).map_err(|error| failed(&error))
            };
            let sent = sent.await;
            if sent.is_err() {
                // What was sent is nothing yet, but takes room.
                let _ = upload.abort().await;
            }
            sent
        });
        written?
    }

    /// The places of work whose files are not there, or are not what was written. Of some
    /// it is known that nothing was.
    pub fn unwritten(
        &self,
        places: impl Iterator<Item = (usize, Option<Vec<FileRecord>>)>,
    ) -> Result<Vec<usize>, BatchError> {
        let checks = places.map(|(place, files)| async move {
            let Some(files) = files else { return Ok(Some(place)) };
            for file in files {
                let key = self.place.key(&file.name)?;
                match self.objects.head(&key).await {
                    Ok(found) if found.size == file.bytes && is_same(&file.etag, &found.e_tag) => {}
                    Ok(_) | Err(Error::NotFound { .. }) => return Ok(Some(place)),
                    Err(error) => return Err(self.place.failed("read", &file.name, &error)),
                }
            }
            Ok(None)
        });
        let found = stream::iter(checks).buffered(AT_ONCE);
        self.wait(found.try_filter_map(|place| ready(Ok(place))).try_collect())?
    }

    /// The bytes of some objects, one after the other. One that is gone has none.
    pub fn read_all<'n>(
        &self,
        names: impl IntoIterator<Item = &'n String>,
    ) -> Result<Vec<u8>, BatchError> {
        let reads = names.into_iter().map(|name| async move {
            let key = self.place.key(name)?;
            match async { self.objects.get(&key).await?.bytes().await }.await {
                Ok(bytes) => Ok(bytes.to_vec()),
                Err(Error::NotFound { .. }) => Ok(vec![]),
                Err(error) => Err(self.place.failed("read", name, &error)),
            }
        });
        self.wait(stream::iter(reads).buffered(AT_ONCE).try_concat())?
    }

    /// Waits for a request; not long any more once the batch is to stop.
    fn wait<T>(&self, request: impl Future<Output = T>) -> Result<T, BatchError> {
        self.runtime.block_on(async {
            let (mut request, mut stopped) = (pin!(request), None);
            loop {
                let tick = Duration::from_millis(50);
                if let Ok(ended) = tokio::time::timeout(tick, &mut request).await {
                    return Ok(ended);
                }
                if self.stop.load(Ordering::Relaxed)
                    && stopped.get_or_insert_with(Instant::now).elapsed() > GRACE
                {
                    let message = format!("stopped while `{}` was waited for", self.place.url);
                    let error =
                        BatchError::failed(Code::Interrupted, message).hint("`--resume` goes on");
                    return Err(error.of_kind(ErrorKind::Interrupted));
                }
            }
        })
    }
}

/// Whether two ETags are known, and the same: then so are the bytes.
pub fn is_same(one: &Option<String>, other: &Option<String>) -> bool {
    one.is_some() && one == other
}

fn unwritten(error: io::Error) -> BatchError {
    BatchError::failed(Code::UnwritableFile, format!("cannot write a temporary file: {error}"))
}
