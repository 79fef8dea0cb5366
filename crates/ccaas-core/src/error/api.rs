//! What the vendor says.

use std::fmt;

use serde::de::DeserializeOwned;

/// What the vendor says about a failure.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// The vendor's own code, where it has one.
    pub code: Option<String>,
    /// The vendor's own message.
    pub message: Option<String>,
    /// Whatever else the error body holds.
    pub details: Option<serde_json::Value>,
    /// Whether the body is the vendor's own error format beyond doubt, so that a 404 speaks of a
    /// missing thing and not of a wrong path.
    pub recognised: bool,
}

impl ApiError {
    /// An error of which nothing is known but the HTTP status.
    pub const fn unknown() -> Self {
        ApiError {
            code: None,
            message: None,
            details: None,
            recognised: false,
        }
    }

    /// Marks the body as the vendor's own error format beyond doubt.
    pub fn recognised(mut self) -> Self {
        self.recognised = true;
        self
    }

    /// An error with the vendor's message.
    pub fn message(message: impl Into<String>) -> Self {
        ApiError {
            message: Some(message.into()),
            ..ApiError::unknown()
        }
    }

    /// Sets the vendor's code.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Keeps what else the body holds.
    pub fn details(mut self, details: serde_json::Value) -> Self {
        self.details = Some(details);
        self
    }

    /// The details as a type of the vendor's, or of yours.
    pub fn details_as<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(self.details.as_ref()?).ok()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, "{message} ({code})"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => Ok(()),
        }
    }
}
