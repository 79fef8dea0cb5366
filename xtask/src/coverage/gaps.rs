//! What is missing, or differs.

use std::fmt;

use serde::Serialize;

/// One thing that is missing, or differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Gap {
    /// The operation's id.
    pub(crate) operation: String,
    /// Where the crate and the catalogue don't meet.
    pub(crate) kind: Kind,
    /// Which one of that kind, in a few words: an [exception](super::exceptions) names it.
    pub(crate) subject: String,
    /// What is wrong, for a person.
    pub(crate) message: String,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.message)
    }
}

/// Where a crate and the catalogue can fail to meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// The operation isn't in the catalogue.
    Catalogue,
    /// The operation isn't in `OPERATIONS`, or its facts differ.
    Spec,
    /// The operation isn't in the registry, or its parameters differ.
    Registry,
    /// A snapshot of the request isn't there, or can't be read.
    Snapshot,
    /// What the request has on the wire differs.
    Wire,
    /// A documented answer has no test.
    Reply,
    /// A documented call of the vendor has no test.
    Event,
    /// The sandbox doesn't serve the operation, or elsewhere.
    Sandbox,
    /// The tour doesn't go there.
    Tour,
    /// An exception isn't needed.
    Exception,
}
