//! What can't be read.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{Delivery, Error, ErrorKind, SHOWN};

/// A reply that doesn't hold what it should.
///
/// It names the place and what was expected there, but not what stood there: that may be personal.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    reason: String,
    /// For [`Error::body`]. Kept here, so that a reply that can be read needn't be kept for it.
    body: Bytes,
}

impl DecodeError {
    /// The place, as `surveys[3].surveyDate`, and what is wrong with it.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        DecodeError {
            path: path.into(),
            reason: reason.into(),
            body: Bytes::new(),
        }
    }

    /// Decodes `body` again, to find out where it fails.
    pub(crate) fn locate<T: DeserializeOwned>(body: &Bytes) -> Self {
        let mut error = DecodeError::find::<T>(body);
        error.body = body.clone();
        error
    }

    fn find<T: DeserializeOwned>(body: &[u8]) -> Self {
        if body.trim_ascii().is_empty() {
            return DecodeError::new("", "the body is empty");
        }
        if std::str::from_utf8(body).is_err() {
            return DecodeError::new("", "the body is not UTF-8");
        }
        let mut json = serde_json::Deserializer::from_slice(body);
        let error = match serde_path_to_error::deserialize::<_, T>(&mut json) {
            Err(error) => error,
            // The value is whole, so it is what follows it that failed.
            Ok(_) => return DecodeError::new("", "something follows the JSON document"),
        };
        let path = match error.path().to_string() {
            root if root == "." => String::new(),
            path => path,
        };
        DecodeError::new(path, without_values(&error.inner().to_string()))
    }

    /// The place in the document; empty for its root.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// Takes out of a message of serde's what it quotes of the document.
fn without_values(message: &str) -> String {
    let Some((kind, rest)) = message.split_once(": ") else {
        return message.to_owned();
    };
    if !kind.starts_with("invalid") && !kind.starts_with("unknown") {
        return message.to_owned();
    }
    match (rest.find(['"', '`']), rest.rfind(", expected ")) {
        (Some(quote), Some(expected)) if quote < expected => {
            let what = rest.get(..quote).unwrap_or_default().trim_end();
            let expected = rest.get(expected..).unwrap_or_default();
            format!("{kind}: {what}{expected}")
        }
        _ => message.to_owned(),
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return f.write_str(&self.reason);
        }
        // The reason has to fit on the same line, however deep the place is.
        match self.path.char_indices().nth(SHOWN / 2) {
            Some((end, _)) => write!(
                f,
                "{}…: {}",
                self.path.get(..end).unwrap_or_default(),
                self.reason
            ),
            None => write!(f, "{}: {}", self.path, self.reason),
        }
    }
}

/// Tells the place and the reason, never the body.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("path", &self.path)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl StdError for DecodeError {}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Error::new(ErrorKind::Decode, format!("can't read the reply: {error}"))
            .with_delivery(Delivery::Answered)
            .with_body(&error.body)
            .with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Page {
        rows: Vec<Row>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        total: u64,
    }

    #[test]
    fn a_decode_error_names_the_place_and_hides_the_value() {
        let error = DecodeError::find::<Page>(
            br#"{"rows":[{"total":1},{"total":"0500 000, expected x"}]}"#,
        );
        assert_eq!(error.path(), "rows[1].total");
        let text = error.to_string();
        assert!(!text.contains("0500"), "{text}");
        assert!(
            text.contains("invalid type: string, expected u64"),
            "{text}"
        );
    }

    #[test]
    fn a_body_that_is_no_document_says_so() {
        let reason = |body: &[u8]| DecodeError::find::<Page>(body).to_string();
        assert_eq!(reason(b"  "), "the body is empty");
        assert_eq!(reason(b"\xff\xfe"), "the body is not UTF-8");
        assert_eq!(
            reason(br#"{"rows":[]} x"#),
            "something follows the JSON document"
        );
        assert!(reason(b"{\"rows\":[").contains("EOF"));
    }

    #[test]
    fn nesting_without_end_is_an_error_and_no_overflow() {
        let deep = "[".repeat(200_000);
        let error = DecodeError::find::<serde_json::Value>(deep.as_bytes());
        assert!(error.to_string().contains("recursion"), "{error}");
    }
}
