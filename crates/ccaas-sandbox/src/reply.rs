//! What a vendor answers, before it becomes HTTP.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use serde_json::Value;
use std::time::Duration;

/// What a handler gives back.
pub(crate) type Answer = Result<Reply, Refusal>;

/// A whole answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn new(
        status: StatusCode,
        content_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            body: body.into(),
            ..Self::empty(status)
        }
        .header(CONTENT_TYPE, HeaderValue::from_static(content_type))
    }

    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    pub(crate) fn ok(body: &Value) -> Self {
        Self::json(StatusCode::OK, body)
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

/// Why a vendor turns a request down. The vendor's [`Envelope`] makes the body of it.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// The vendor's own code for it, where the status alone does not say it.
    pub(crate) code: Option<&'static str>,
    pub(crate) message: String,
    // Mostly empty, and a list of that is far smaller than a map: refusals travel by value.
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// How a vendor words a refusal. A text is sent as plain text, anything else as JSON.
pub(crate) type Envelope = fn(&Refusal) -> Value;

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            code: None,
            message: message.into(),
            headers: Vec::new(),
        }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Tells the client when to come back. HTTP knows whole seconds only, so it is rounded up:
    /// who obeys must not be too early.
    pub(crate) fn retry_after(self, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.header(RETRY_AFTER, HeaderValue::from(seconds))
    }

    pub(crate) fn into_reply(self, envelope: Envelope) -> Reply {
        let mut reply = match envelope(&self) {
            Value::String(text) => Reply::new(self.status, "text/plain; charset=utf-8", text),
            body => Reply::json(self.status, &body),
        };
        reply.headers.extend(self.headers);
        reply
    }
}
