//! What has arrived.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header, request::Parts};
use jiff::Timestamp;

/// A request that the sandbox received, and how it was answered.
///
/// [`Sandbox::requests`](crate::Sandbox::requests) gives them in the order they arrived. The
/// accessors tell everything; `Debug` keeps the query, the body and most headers back, because
/// those hold credentials and a failed test prints them.
#[derive(Clone)]
pub struct Recorded {
    pub(crate) vendor: Option<&'static str>,
    pub(crate) operation: Option<&'static str>,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) status: Option<StatusCode>,
    pub(crate) at: Timestamp,
}

impl Recorded {
    pub(crate) fn new(parts: &Parts, body: Bytes, at: Timestamp) -> Self {
        Self {
            vendor: None,
            operation: None,
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: parts.headers.clone(),
            body,
            status: None,
            at,
        }
    }

    /// The vendor that it was for; `None` on the storage host, and for a path that belongs to
    /// no vendor.
    pub fn vendor(&self) -> Option<&'static str> {
        self.vendor
    }

    /// The id of the operation, such as `surveys.list`, or `storage.get` and `storage.upload` on
    /// the storage host; `None` if method and path fit none.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The whole path, with the vendor's prefix, as it was sent: still percent-encoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What stood behind the question mark, as it was sent.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header's value, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The status that was answered; `None` while the answer is being held up, and for good if
    /// the connection was dropped instead.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// When it arrived, by the sandbox's clock.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded")
            .field("vendor", &self.vendor)
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query.as_ref().map(|_| Withheld))
            .field("headers", &Headers(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("status", &self.status)
            .field("at", &self.at)
            .finish()
    }
}

/// Shows the headers that never hold a secret. Naming those that may would miss the next
/// vendor's invention.
struct Headers<'a>(&'a HeaderMap);

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            let harmless = [
                header::ACCEPT,
                header::ACCEPT_ENCODING,
                header::CONTENT_LENGTH,
                header::CONTENT_TYPE,
                header::HOST,
                header::USER_AGENT,
            ];
            if harmless.contains(name) {
                map.entry(name, value);
            } else {
                map.entry(name, &Withheld);
            }
        }
        map.finish()
    }
}

struct Withheld;

impl fmt::Debug for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Where an entry of the log is found again, unless the log was cleared since.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(u64);

#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    cleared: u64,
    rows: Vec<Recorded>,
}

impl Log {
    /// Notes a request when it arrives, not when it is answered: a test that waits for a held
    /// up answer wants to see it.
    pub(crate) fn arrived(&self, request: Recorded) -> Place {
        let mut entries = self.entries();
        entries.rows.push(request);
        Place(entries.cleared + entries.rows.len() as u64 - 1)
    }

    pub(crate) fn answered(&self, place: Place, status: StatusCode) {
        let mut entries = self.entries();
        let row = place
            .0
            .checked_sub(entries.cleared)
            .and_then(|row| usize::try_from(row).ok());
        if let Some(request) = row.and_then(|row| entries.rows.get_mut(row)) {
            request.status = Some(status);
        }
    }

    pub(crate) fn all(&self) -> Vec<Recorded> {
        self.entries().rows.clone()
    }

    pub(crate) fn clear(&self) {
        let mut entries = self.entries();
        entries.cleared += entries.rows.len() as u64;
        entries.rows.clear();
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CLOCK_START;

    fn request() -> Recorded {
        let (parts, ()) = http::Request::post("/x?key=hush")
            .header("Authorization", "Bearer hush")
            .header("X-Api-Key", "hush")
            .header("Content-Type", "text/plain")
            .body(())
            .unwrap()
            .into_parts();
        Recorded::new(&parts, Bytes::from_static(b"hush"), CLOCK_START)
    }

    #[test]
    fn debug_keeps_secrets() {
        let shown = format!("{:?}", request());
        assert!(!shown.contains("hush"), "{shown}");
        assert!(shown.contains("authorization"), "{shown}");
        assert!(shown.contains("text/plain"), "{shown}");
    }

    #[test]
    fn an_answer_after_clearing_marks_nobody_else() {
        let log = Log::default();
        let old = log.arrived(request());
        log.clear();
        let new = log.arrived(request());
        log.answered(old, StatusCode::OK);
        assert_eq!(log.all()[0].status(), None);
        log.answered(new, StatusCode::CREATED);
        assert_eq!(log.all()[0].status(), Some(StatusCode::CREATED));
    }
}
