//! What came back, and what it means.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::{ApiError, DecodeError};

/// A reply, collected whole.
#[derive(Clone)]
#[non_exhaustive]
pub struct Reply {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most as large as the client's limit.
    pub body: Bytes,
}

impl Reply {
    /// A reply made by hand, for testing a decoder without a network.
    ///
    /// ```
    /// # use ccaas_core::Reply;
    /// # use http::StatusCode;
    /// let reply = Reply::new(StatusCode::OK, r#"{"total": 2}"#);
    /// # #[derive(serde::Deserialize)] struct Page { total: u64 }
    /// let page: Page = reply.json()?;
    /// assert_eq!(page.total, 2);
    /// # Ok::<(), ccaas_core::DecodeError>(())
    /// ```
    pub fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Reply {
            status,
            headers: HeaderMap::new(),
            body: body.into(),
        }
    }

    /// Reads the whole body as JSON.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] that names the place in the document.
    #[inline]
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        match serde_json::from_slice(&self.body) {
            Ok(value) => Ok(value),
            // Decoded again, with the path: only a reply that fails pays for it.
            Err(_) => Err(DecodeError::locate::<T>(&self.body)),
        }
    }

    /// A header's value, where it is there and readable.
    pub fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether this looks like a page that some proxy made, and not like an API's answer.
    pub fn is_html(&self) -> bool {
        let start = self.body.trim_ascii_start();
        // JSON is JSON, however it is labelled.
        if matches!(start.first(), Some(b'{' | b'[')) {
            return false;
        }
        let declared = self
            .header(header::CONTENT_TYPE)
            .is_some_and(|kind| starts_with_ignoring_case(kind.trim().as_bytes(), b"text/html"));
        declared
            || starts_with_ignoring_case(start, b"<!doctype html")
            || starts_with_ignoring_case(start, b"<html")
    }

    /// How long the `Retry-After` header asks to wait, from now.
    ///
    /// Both of its forms are read; a date in the past is no wait, and what can't be read is `None`.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.header(header::RETRY_AFTER)?;
        parse_retry_after(value, jiff::Timestamp::now())
    }
}

/// Tells status, size and content type, never the content.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("content_type", &self.header(header::CONTENT_TYPE))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

fn starts_with_ignoring_case(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Reads a `Retry-After` value: seconds, or an HTTP date seen from `now`.
pub(crate) fn parse_retry_after(value: &str, now: jiff::Timestamp) -> Option<Duration> {
    let value = value.trim();
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.parse().ok().map(Duration::from_secs);
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(value)
        .ok()?;
    Some(Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// What a reply means.
///
/// Made by [`Operation::judge`](crate::Operation::judge) or [`Vendor::check`](crate::Vendor::check)
/// on the collected reply, so that every layer of the stack decides by the vendor's meaning and
/// none by the bare HTTP status.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The call succeeded.
    Done,
    /// The credentials were refused. New ones may be worth one more try.
    Refused(ApiError),
    /// The call failed.
    Failed {
        /// What the vendor says.
        error: ApiError,
        /// When the same call may be made again.
        repeat: Repeat,
        /// How long to hold calls back.
        hold: Option<Hold>,
    },
}

impl Verdict {
    /// A failure that is final and holds nobody back.
    pub fn failed(error: ApiError) -> Self {
        Verdict::Failed {
            error,
            repeat: Repeat::Never,
            hold: None,
        }
    }

    /// The verdict that the HTTP status gives by itself, with what the vendor said about it.
    ///
    /// Any 2xx is done and 401 is a refusal; 429 was refused before any work; 408, 500, 502, 503 and
    /// 504 may be repeated where that does no harm; all else is final. A 429 or 503 holds back for
    /// as long as its `Retry-After` says.
    ///
    /// `error` is called for a failure only.
    pub fn by_status(reply: &Reply, error: impl FnOnce() -> ApiError) -> Self {
        if reply.status.is_success() {
            return Verdict::Done;
        }
        let repeat = match reply.status.as_u16() {
            401 => return Verdict::Refused(error()),
            429 => Repeat::NotStarted,
            408 | 500 | 502 | 503 | 504 => Repeat::IfHarmless,
            _ => Repeat::Never,
        };
        let hold = match reply.status.as_u16() {
            429 | 503 => reply.retry_after().map(Hold::all),
            _ => None,
        };
        Verdict::Failed {
            error: error(),
            repeat,
            hold,
        }
    }
}

/// When a failed call may be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Not at all: it would fail again.
    Never,
    /// Where a second effect does no harm: never for [`Effect::Once`](crate::Effect::Once).
    IfHarmless,
    /// In any case: the vendor refused it before doing anything.
    NotStarted,
    /// At once, and only once: the credentials have been renewed.
    Renewed,
}

/// How long the vendor wants calls held back, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hold {
    /// From the reply on.
    pub wait: Duration,
    /// The quota to hold, and of a keyed one only the key of this call; `None` holds every call of
    /// the client.
    pub quota: Option<&'static str>,
}

impl Hold {
    /// Holds every call of the client.
    pub const fn all(wait: Duration) -> Self {
        Hold { wait, quota: None }
    }

    /// Holds what counts against `quota`; if it is keyed, only the key of the call.
    pub const fn quota(quota: &'static str, wait: Duration) -> Self {
        Hold {
            wait,
            quota: Some(quota),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> jiff::Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn retry_after_reads_seconds_and_dates() {
        let now = at("2026-01-01T00:00:00Z");
        let wait = |value| parse_retry_after(value, now);
        assert_eq!(wait("120"), Some(Duration::from_secs(120)));
        assert_eq!(wait(" 0 "), Some(Duration::ZERO));
        assert_eq!(
            wait("Thu, 01 Jan 2026 00:00:30 GMT"),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            wait("Wed, 31 Dec 2025 23:00:00 GMT"),
            Some(Duration::ZERO),
            "a date in the past is no wait"
        );
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-1"), None);
        assert_eq!(wait("99999999999999999999999"), None);
    }

    proptest! {
        #[test]
        fn retry_after_never_panics(value in ".*") {
            let _ = parse_retry_after(&value, at("2026-01-01T00:00:00Z"));
        }

        #[test]
        fn retry_after_seconds_come_back(seconds in any::<u64>()) {
            prop_assert_eq!(
                parse_retry_after(&seconds.to_string(), at("2026-01-01T00:00:00Z")),
                Some(Duration::from_secs(seconds))
            );
        }

        #[test]
        fn html_is_seen_whatever_its_case(upper in any::<bool>()) {
            let page = if upper { "<HTML><body>" } else { "<html><body>" };
            prop_assert!(Reply::new(StatusCode::OK, page).is_html());
        }
    }
}
