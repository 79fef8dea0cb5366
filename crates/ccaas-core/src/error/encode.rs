//! What can't be sent.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use super::{Error, ErrorKind};

/// A parameter that can't be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    field: Cow<'static, str>,
    reason: Cow<'static, str>,
}

impl EncodeError {
    /// The field, by its name on the wire, and what is wrong with it.
    pub fn new(field: impl Into<Cow<'static, str>>, reason: impl Into<Cow<'static, str>>) -> Self {
        EncodeError {
            field: field.into(),
            reason: reason.into(),
        }
    }

    /// The field, by its name on the wire.
    pub fn field(&self) -> &str {
        &self.field
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)
    }
}

impl StdError for EncodeError {}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Error::new(ErrorKind::Encode, error.to_string()).with_source(error)
    }
}
