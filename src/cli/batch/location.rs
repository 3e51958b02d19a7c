//! What a path on the command line names: a folder here, or a store by its URL.
//!
//! Takes `s3://`, `gs://` and `az://` URLs, and from the environment what opens
//! them, under the names that the stores' own tools know. Asks nothing yet.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, S3CopyIfNotExists};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{BackoffConfig, Error, ObjectStore, ObjectStoreScheme, RetryConfig};
use url::Url;

use super::super::CommandError;
use crate::batch::store::{Location, Place, Store, cause};
use crate::model::code::Code;

/// Tells a path from a URL. A `file://` URL is a path.
///
/// # Errors
/// When a URL is of no known kind, or its store cannot be set up from the
/// environment.
pub fn open(
    path: &Path,
    argument: &'static str,
    stop: &Arc<AtomicBool>,
) -> Result<Location, CommandError> {
    let Some(text) = path.to_str().filter(|_| is_url(path)) else {
        return Ok(Location::Folder(path.into()));
    };
    let wrong = |why: String| {
        CommandError::usage(Code::BadLocation, format!("cannot use `{text}` as {argument}: {why}"))
            .hint(
                "a URL is `s3://BUCKET/PREFIX`, `gs://BUCKET/PREFIX`, `az://CONTAINER/PREFIX` or \
                 `file:///FOLDER`",
            )
    };
    let url = Url::parse(text).map_err(|error| wrong(error.to_string()))?;
    if url.scheme() == "file" {
        let path = url.to_file_path();
        return path
            .map(Location::Folder)
            .map_err(|()| wrong("it names no path of this machine".into()));
    }
    if url.query().or(url.fragment()).is_some() {
        return Err(wrong("it has a `?` or a `#`".into()));
    }
    // Time alone limits it. With a base of 3, waits grow by half each time, on average.
    let backoff = BackoffConfig { base: 3.0, ..BackoffConfig::default() };
    let retry = RetryConfig { backoff, max_retries: usize::MAX, retry_timeout: patience()? };
    let (scheme, prefix) = match ObjectStoreScheme::parse(&url) {
        Ok(found) if ["s3", "gs", "az"].contains(&url.scheme()) => found,
        _ => return Err(wrong("it names no store that is known".into())),
    };
    // One process has one; a second call finds it set, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let objects: Result<Arc<dyn ObjectStore>, Error> = match scheme {
        ObjectStoreScheme::AmazonS3 => {
            let mut store = AmazonS3Builder::from_env().with_url(text).with_retry(retry);
            if store.get_config_value(&AmazonS3ConfigKey::CopyIfNotExists).is_none() {
                store = store.with_copy_if_not_exists(S3CopyIfNotExists::Multipart);
            }
            store.build().map(|store| Arc::new(store) as _)
        }
        ObjectStoreScheme::GoogleCloudStorage => GoogleCloudStorageBuilder::from_env()
            .with_url(text)
            .with_retry(retry)
            .build()
            .map(|store| Arc::new(store) as _),
        _ => MicrosoftAzureBuilder::from_env()
            .with_url(text)
            .with_retry(retry)
            .build()
            .map(|store| Arc::new(store) as _),
    };
    let objects = objects.map_err(|error| {
        let message = format!("cannot use `{text}` as {argument}: {}", cause(&error));
        CommandError::usage(Code::BadLocation, message)
            .hint(format!("set {} in the environment", opens(text).0))
    })?;
    let url = text.trim_end_matches('/').to_string();
    let credentials = credentials(&url);
    let place = Place { url, argument, prefix, credentials };
    Ok(Store::new(objects, place, stop.clone()).map(Location::Store)?)
}

/// Whether a path is a URL.
pub fn is_url(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.contains("://"))
}

/// How long a store that does not answer is asked again.
fn patience() -> Result<Duration, CommandError> {
    let Ok(text) = std::env::var("DIPTYCH_RETRY_SECONDS") else {
        return Ok(RetryConfig::default().retry_timeout);
    };
    text.parse().map(Duration::from_secs).map_err(|_| {
        CommandError::usage(
            Code::BadEnvironment,
            format!("`DIPTYCH_RETRY_SECONDS` is `{text}`, which is no number of seconds"),
        )
    })
}

/// The variables that open the store of a URL, and how those begin that may.
fn opens(url: &str) -> (&'static str, &'static [&'static str]) {
    match url.split_once("://").map(|(scheme, _)| scheme) {
        Some("s3") => (
            "`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`",
            &["AWS_ACCESS_KEY", "AWS_WEB_IDENTITY", "AWS_CONTAINER_", "AWS_SKIP_SIGNATURE"],
        ),
        Some("gs") => ("`GOOGLE_SERVICE_ACCOUNT`", &["GOOGLE_"]),
        _ => ("`AZURE_STORAGE_ACCOUNT_NAME` and `AZURE_STORAGE_ACCOUNT_KEY`", &["AZURE_"]),
    }
}

/// What to set where the environment has no credentials for a URL.
fn credentials(url: &str) -> Option<String> {
    let (names, prefixes) = opens(url);
    let is_set = |name: &str| prefixes.iter().any(|prefix| name.starts_with(prefix));
    match std::env::vars_os().any(|(name, _)| name.to_str().is_some_and(is_set)) {
        true => None,
        false => Some(format!(
            "the environment has no credentials, and those of the machine were asked for: set {names}"
        )),
    }
}
