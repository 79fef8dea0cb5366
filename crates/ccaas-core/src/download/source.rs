//! What a download is of, and the hash of what has arrived.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What the bytes are from, and how many of them are there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    /// What tells this content from another: a strong ETag, or else the time of its last change.
    pub(super) validator: Option<String>,
    pub(super) total: Option<u64>,
    #[serde(skip)]
    pub(super) offset: u64,
}

/// The hash of what arrived, if anybody wants it.
pub(super) struct Digest(Option<Sha256>);

impl Digest {
    pub(super) fn new(wanted: bool) -> Self {
        Digest(wanted.then(Sha256::new))
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        if let Some(hash) = &mut self.0 {
            hash.update(bytes);
        }
    }

    pub(super) fn restart(&mut self) {
        if let Some(hash) = &mut self.0 {
            *hash = Sha256::new();
        }
    }

    pub(super) fn finish(&mut self) -> Option<[u8; 32]> {
        Some(self.0.take()?.finalize().into())
    }
}
