//! Digests: SHA-256 hashes, by which a file or an edition is known again.
//!
//! Takes bytes, or what can be read; gives text. Opens nothing itself.

use std::io::{self, BufRead as _, BufReader, Read};

use sha2::{Digest as _, Sha256};

/// A SHA-256 hash in lower-case hexadecimal.
pub type Digest = String;

/// Hashes bytes.
///
/// ```
/// use diptych::model::digest::digest;
///
/// assert_eq!(digest(b"a"), digest(b"a"));
/// assert_ne!(digest(b"a"), digest(b"b"));
/// ```
pub fn digest(bytes: &[u8]) -> Digest {
    hashed(Sha256::new_with_prefix(bytes))
}

/// Hashes what can be read, and holds none of it.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn digest_of(source: impl Read) -> io::Result<Digest> {
    let (mut hash, mut source) = (Sha256::new(), BufReader::with_capacity(1 << 16, source));
    loop {
        let piece = source.fill_buf()?;
        if piece.is_empty() {
            return Ok(hashed(hash));
        }
        hash.update(piece);
        let read = piece.len();
        source.consume(read);
    }
}

/// The hash of all that a hasher was given.
pub(crate) fn hashed(hash: Sha256) -> Digest {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
