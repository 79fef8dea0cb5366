//! Trouble on demand.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};

use crate::{ids, reply::Reply};

/// Something that goes wrong on purpose.
///
/// Each constructor is one kind of trouble; the methods say whom it hits and how often. Without
/// [`on`](Self::on) and [`vendor`](Self::vendor) it hits the next request that arrives, whatever
/// that is. If several faults fit a request, the one that was injected first hits it, alone.
///
/// ```
/// use ccaas_sandbox::{Fault, Sandbox};
///
/// let sandbox = Sandbox::in_process();
/// sandbox.inject(Fault::status(429).header("Retry-After", "7").on("surveys.list").times(2));
/// sandbox.inject(Fault::reset().vendor("wesal-pulse"));
/// ```
///
/// # Before or after the work
///
/// A [`status`](Self::status), [`empty`](Self::empty), [`html`](Self::html),
/// [`garbage`](Self::garbage) or [`reset`](Self::reset) comes in the vendor's place: nothing was
/// checked, stored or counted. [`after_work`](Self::after_work) changes that. A
/// [`delay`](Self::delay), [`cut`](Self::cut) or [`wrong_content_type`](Self::wrong_content_type)
/// spoils the answer that the vendor gave, so the work is always done.
#[derive(Debug, Clone)]
#[must_use = "a fault does nothing until it is injected"]
pub struct Fault {
    trouble: Trouble,
    operation: Option<String>,
    vendor: Option<String>,
    times: u32,
    after_work: bool,
    headers: HeaderMap,
    body: Option<Bytes>,
}

/// What becomes of the answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trouble {
    Status(StatusCode),
    Empty,
    Html,
    Garbage,
    Reset,
    Delay(Duration),
    Cut,
    WrongContentType,
}

impl Fault {
    fn new(trouble: Trouble) -> Self {
        Self {
            trouble,
            operation: None,
            vendor: None,
            times: 1,
            after_work: false,
            headers: HeaderMap::new(),
            body: None,
        }
    }

    /// Answers with this status, and with an error body as the vendor words it. A number that
    /// can't be the status of a final answer (below 200, above 999) becomes 500.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|status| !status.is_informational())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(Trouble::Status(status))
    }

    /// Does the work at once and holds the answer up. The wait is tokio's, so a paused test
    /// skips it; without a tokio runtime there is nothing to wait with, and the answer comes
    /// immediately.
    pub fn delay(by: Duration) -> Self {
        Self::new(Trouble::Delay(by))
    }

    /// Drops the connection before anything of an answer. Where there is no connection, in
    /// [`Sandbox::router`](crate::Sandbox::router), a head with status 200 comes, and the first
    /// read of its body fails: a router has no other way to break off.
    pub fn reset() -> Self {
        Self::new(Trouble::Reset)
    }

    /// Sends the head and half of the body, then breaks the connection. An answer that has no
    /// body can't be cut; it is reset instead.
    pub fn cut() -> Self {
        Self::new(Trouble::Cut)
    }

    /// Labels the vendor's answer as plain text.
    pub fn wrong_content_type() -> Self {
        Self::new(Trouble::WrongContentType)
    }

    /// Answers 200 with bytes that are no JSON, labelled as JSON. They look random and are the
    /// same every time.
    pub fn garbage() -> Self {
        Self::new(Trouble::Garbage)
    }

    /// Answers 502 with a page of HTML, as a proxy does when the vendor is away.
    pub fn html() -> Self {
        Self::new(Trouble::Html)
    }

    /// Answers 200 with nothing: no body, no content type.
    pub fn empty() -> Self {
        Self::new(Trouble::Empty)
    }

    /// Hits requests for this operation only, such as `surveys.list`. An id that no vendor has
    /// is never hit; [`Sandbox::routes`](crate::Sandbox::routes) lists them all. A download from
    /// the storage host is `storage.get`, an upload `storage.upload`.
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Hits requests to this vendor only, such as `wesal-voc`.
    pub fn vendor(mut self, vendor: impl Into<String>) -> Self {
        self.vendor = Some(vendor.into());
        self
    }

    /// Hits this many requests; one if never called.
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Lets the vendor do its work first, so that only the answer is lost: the survey is stored,
    /// and the client can't know.
    pub fn after_work(mut self) -> Self {
        self.after_work = true;
        self
    }

    /// Adds a header to the answer, such as `Retry-After`. A name or a value that HTTP does not
    /// allow is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Replaces the body of the answer.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Replaces the content type of the answer.
    pub fn content_type(self, content_type: &str) -> Self {
        self.header(CONTENT_TYPE.as_str(), content_type)
    }

    pub(crate) fn trouble(&self) -> Trouble {
        self.trouble
    }

    /// Whether the vendor is asked at all.
    pub(crate) fn lets_work(&self) -> bool {
        self.after_work
            || matches!(
                self.trouble,
                Trouble::Delay(_) | Trouble::Cut | Trouble::WrongContentType
            )
    }

    fn hits(&self, vendor: Option<&str>, operation: Option<&str>) -> bool {
        let fits = |wanted: &Option<String>, given: Option<&str>| {
            wanted.is_none() || wanted.as_deref() == given
        };
        self.times > 0 && fits(&self.vendor, vendor) && fits(&self.operation, operation)
    }

    /// Puts the test's own headers and body over an answer.
    pub(crate) fn dress(self, mut reply: Reply) -> Reply {
        if let Some(body) = self.body {
            reply.body = body;
            // It was the other body's.
            reply.headers.remove(CONTENT_LENGTH);
        }
        for (name, value) in &self.headers {
            reply.headers.insert(name, value.clone());
        }
        reply
    }
}

pub(crate) fn html_page() -> Reply {
    Reply::new(
        StatusCode::BAD_GATEWAY,
        "text/html",
        "<html><head><title>502 Bad Gateway</title></head>\
         <body><h1>Bad Gateway</h1><p>The upstream server did not answer.</p></body></html>\n",
    )
}

pub(crate) fn noise() -> Reply {
    // The first byte occurs in no UTF-8 text, so nothing that reads JSON can take to it.
    let bytes: Vec<u8> = std::iter::once(0xff)
        .chain((0..8).flat_map(|part| ids::mix(part).to_be_bytes()))
        .collect();
    Reply::new(StatusCode::OK, "application/json", bytes)
}

/// The faults that still wait for their request.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn inject(&self, fault: Fault) {
        self.waiting().push(fault);
    }

    pub(crate) fn take(&self, vendor: Option<&str>, operation: Option<&str>) -> Option<Fault> {
        let mut waiting = self.waiting();
        let fault = waiting
            .iter_mut()
            .find(|fault| fault.hits(vendor, operation))?;
        fault.times -= 1;
        let hit = fault.clone();
        waiting.retain(|fault| fault.times > 0);
        Some(hit)
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_fault_that_fits_hits_first() {
        let faults = Faults::default();
        faults.inject(Fault::status(500).on("a").times(2));
        faults.inject(Fault::status(503));
        let status = |operation| {
            faults
                .take(Some("v"), Some(operation))
                .map(|fault| match fault.trouble() {
                    Trouble::Status(status) => status.as_u16(),
                    _ => 0,
                })
        };
        assert_eq!(status("a"), Some(500));
        assert_eq!(status("b"), Some(503));
        assert_eq!(status("a"), Some(500));
        assert_eq!(status("a"), None);
    }

    #[test]
    fn a_fault_keeps_to_its_vendor() {
        let faults = Faults::default();
        faults.inject(Fault::reset().vendor("v"));
        assert!(faults.take(Some("w"), None).is_none());
        assert!(faults.take(None, None).is_none());
        assert!(faults.take(Some("v"), None).is_some());
    }

    #[test]
    fn impossible_statuses_become_500() {
        for status in [0, 100, 199, 1000] {
            assert!(matches!(
                Fault::status(status).trouble(),
                Trouble::Status(StatusCode::INTERNAL_SERVER_ERROR)
            ));
        }
    }
}
