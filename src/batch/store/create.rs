//! Creation: an object where there is none, however often and from wherever it is tried.
//!
//! Takes bytes or a file with its name; gives the ETag, or why there is none. What is
//! there already with the same bytes is as good: another try of the same shard made it.
//! Writes over nothing.

use std::io;
use std::path::Path;

use futures_util::StreamExt as _;
use object_store::path::Path as Key;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload};
use sha2::{Digest as _, Sha256};

use crate::batch::FileRecord;
use crate::model::code::Code;
use crate::model::digest::hashed;

use super::{PIECE, Place, Store};
use crate::batch::error::BatchError;
use crate::session::disk::BEGUN;

/// How often an object is sent whose answer was lost.
const TRIES: usize = 3;

/// How many bytes S3 copies at once, at the most: 5 GiB
/// ([CopyObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html)).
const COPIED: u64 = 5 << 30;

/// Why an object was not created.
pub enum Fault {
    /// Its name is taken, by other bytes.
    Taken(String),
    /// The store refused, or did not answer.
    Stopped(BatchError),
}

impl From<BatchError> for Fault {
    fn from(stop: BatchError) -> Self {
        Self::Stopped(stop)
    }
}

impl From<Fault> for BatchError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Taken(message) => Self::failed(Code::FileExists, message),
            Fault::Stopped(stop) => stop,
        }
    }
}

/// What is there under the name of a file.
pub(super) enum Found {
    /// The bytes that were written down, under an ETag.
    Same(Option<String>),
    Other,
}

impl Found {
    /// What is there as what was to be created: its ETag.
    fn created(self, place: &Place, name: &str) -> Result<Option<String>, Fault> {
        match self {
            Self::Same(etag) => Ok(etag),
            Self::Other => {
                let message = format!("`{}` is there already, with other bytes", place.url(name));
                Err(Fault::Taken(message))
            }
        }
    }
}

impl Store {
    /// Creates an object; gives its ETag.
    pub fn create(&self, file: &FileRecord, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        self.wait(create(&*self.objects, &self.place, file, bytes.into()))?
    }

    /// Creates an object from a file, however large it is; gives its ETag.
    pub fn create_file(&self, file: &FileRecord, path: &Path) -> Result<Option<String>, Fault> {
        let unread = |error: io::Error| {
            Fault::Stopped(BatchError::failed(
                Code::UnreadableFile,
                format!("cannot read `{}`: {error}", path.display()),
            ))
        };
        if file.bytes < PIECE as u64 {
            return self.create(file, std::fs::read(path).map_err(unread)?);
        }
        if file.bytes > COPIED && self.place.url.starts_with("s3:") {
            let (url, bytes) = (self.place.url(&file.name), file.bytes);
            let message =
                format!("`{url}` would have {bytes} bytes; S3 takes no more than {COPIED}");
            return Err(BatchError::failed(Code::StoreFailed, message)
                .hint("divide the table into more shards")
                .into());
        }
        let key = self.place.key(&file.name)?;
        let failed = |error: &Error| self.place.failed("write", &file.name, error);
        let look = || self.wait(look(&*self.objects, &key, file))?.map_err(|error| failed(&error));
        let found = match look()? {
            Some(found) => found,
            // Parts cannot be put on condition that a name is free. They are put beside it,
            // and the store itself copies them on that condition.
            None => {
                // With a name of its own for each content: another try of this shard, with
                // another table, may be under way.
                let name = format!("{BEGUN}{}-{}", &file.sha256[..16], file.name);
                self.write_file(&name, path)?;
                let beside = self.place.key(&name)?;
                let copied = self.wait(self.objects.copy_if_not_exists(&beside, &key))?;
                // What cannot be taken away does no harm.
                let _ = self.wait(self.objects.delete(&beside))?;
                match copied {
                    Ok(()) => {
                        let head = self.wait(self.objects.head(&key))?;
                        Found::Same(head.map_err(|error| failed(&error))?.e_tag)
                    }
                    // Another try of the same shard may have been faster.
                    Err(error) => look()?.ok_or_else(|| failed(&error))?,
                }
            }
        };
        found.created(&self.place, &file.name)
    }

    /// Creates objects while the caller goes on, and hands over how that ended.
    /// The caller waits here while too many are under way.
    pub fn send(
        &self,
        files: Vec<(FileRecord, Vec<u8>)>,
        done: impl FnOnce(Result<Vec<FileRecord>, Fault>) + Send + 'static,
    ) {
        // Closed when a request failed for good: the batch ends.
        let Ok(room) = self.runtime.block_on(self.room.clone().acquire_owned()) else { return };
        // The runtime itself must not be held by what runs on it.
        let (objects, place) = (self.objects.clone(), self.place.clone());
        self.runtime.spawn(async move {
            let mut written = vec![];
            for (mut file, bytes) in files {
                match create(&*objects, &place, &file, bytes.into()).await {
                    Ok(etag) => file.etag = etag,
                    Err(fault) => {
                        if matches!(fault, Fault::Stopped(_)) {
                            room.semaphore().close();
                        }
                        return done(Err(fault));
                    }
                }
                written.push(file);
            }
            drop(room);
            done(Ok(written));
        });
    }
}

/// Creates an object; gives its ETag. One that has these bytes already is as
/// good: another try of the same shard made it.
async fn create(
    objects: &dyn ObjectStore,
    place: &Place,
    file: &FileRecord,
    bytes: PutPayload,
) -> Result<Option<String>, Fault> {
    let key = place.key(&file.name)?;
    let failed = |error: &Error| Fault::Stopped(place.failed("write", &file.name, error));
    let mut attempt = 1;
    loop {
        let error = match objects.put_opts(&key, bytes.clone(), PutMode::Create.into()).await {
            Ok(put) => return Ok(put.e_tag),
            // Without an answer it may have arrived all the same: look, and send
            // it again if not. The looking waits until the store is back.
            Err(error @ (Error::AlreadyExists { .. } | Error::Generic { .. })) => error,
            Err(error) => return Err(failed(&error)),
        };
        match look(objects, &key, file).await {
            Ok(Some(found)) => return found.created(place, &file.name),
            Ok(None) if attempt < TRIES => attempt += 1,
            Ok(None) | Err(_) => return Err(failed(&error)),
        }
    }
}

/// Looks at an object, if there is one: whether it has the bytes that were written down.
pub(super) async fn look(
    objects: &dyn ObjectStore,
    key: &Key,
    file: &FileRecord,
) -> Result<Option<Found>, Error> {
    let found = match objects.get(key).await {
        Ok(found) => found,
        Err(Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let etag = found.meta.e_tag.clone();
    if found.meta.size != file.bytes {
        return Ok(Some(Found::Other));
    }
    let (mut hash, mut pieces) = (Sha256::new(), found.into_stream());
    while let Some(piece) = pieces.next().await {
        hash.update(piece?);
    }
    Ok(Some(if hashed(hash) == file.sha256 { Found::Same(etag) } else { Found::Other }))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use object_store::memory::InMemory;

    use super::*;

    /// Why a file that is not there, and is said to be so large, is not sent.
    fn refusal(url: &str, bytes: u64) -> BatchError {
        let objects = Arc::new(InMemory::new());
        let place = Place {
            url: url.into(),
            argument: "the output",
            prefix: Key::default(),
            credentials: None,
        };
        let store = Store::new(objects, place, Arc::default());
        let file = FileRecord { bytes, ..FileRecord::of("batch.zip".into(), b"") };
        let created = store.and_then(|store| Ok(store.create_file(&file, Path::new("/none"))?));
        created.expect_err("there is no such file")
    }

    #[test]
    fn what_s3_does_not_copy_is_not_sent() {
        let told = |url, bytes| refusal(url, bytes).diagnostic.message;
        let message =
            "`s3://b/batch.zip` would have 5368709121 bytes; S3 takes no more than 5368709120";
        assert_eq!(told("s3://b", COPIED + 1), message);
        assert!(told("s3://b", COPIED).starts_with("cannot read"));
        assert!(told("gs://b", COPIED + 1).starts_with("cannot read"));
    }
}
