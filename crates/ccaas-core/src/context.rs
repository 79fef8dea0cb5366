//! What travels with a request through the stack.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::middleware::Retry;
use crate::quota::Permit;
use crate::vendor::BaseUrl;
use crate::{Delivery, Error, ErrorKind, Facts, Priority, Request};

/// What every layer knows of a call: the facts, the deadline, the call's options, and how far it
/// has come. One allocation for each call, carried by the request's body.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) vendor: &'static str,
    pub(crate) facts: Facts,
    pub(crate) base: BaseUrl,
    pub(crate) started: Instant,
    pub(crate) deadline: Option<Instant>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Retry,
    pub(crate) max_reply: usize,
    attempts: AtomicU32,
    furthest: AtomicU8,
    sending: AtomicBool,
    renewed: AtomicBool,
    keeps_lease: bool,
    lease: Mutex<Option<Permit>>,
}

impl Context {
    pub(crate) fn new(
        vendor: &'static str,
        facts: Facts,
        base: BaseUrl,
        options: &Options,
    ) -> Self {
        let started = Instant::now();
        Context {
            vendor,
            facts,
            base,
            started,
            deadline: options.deadline.and_then(|wait| started.checked_add(wait)),
            attempt_timeout: options.timeout,
            retry: options.retry,
            max_reply: options.max_reply,
            attempts: AtomicU32::new(0),
            furthest: AtomicU8::new(Delivery::NotSent as u8),
            sending: AtomicBool::new(false),
            renewed: AtomicBool::new(false),
            keeps_lease: options.keeps_lease,
            lease: Mutex::new(None),
        }
    }

    /// Whether what the call was lent outlives it.
    pub(crate) fn keeps_lease(&self) -> bool {
        self.keeps_lease
    }

    /// Puts aside what a successful attempt was lent, for whoever goes on with what it started.
    pub(crate) fn keep_lease(&self, permit: Permit) {
        *self.lease.lock().unwrap_or_else(PoisonError::into_inner) = Some(permit);
    }

    pub(crate) fn take_lease(&self) -> Option<Permit> {
        self.lease
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// The context of a request.
    ///
    /// # Errors
    ///
    /// A layer of the user's made a request with a body of its own.
    pub(crate) fn of(request: &Request) -> Result<Arc<Context>, Error> {
        request.body().context().cloned().ok_or_else(|| {
            Error::config(
                "a layer gave a request a new body; Body::replaced_by gives the old one a new content",
            )
        })
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.load(Relaxed)
    }

    /// Marks that an attempt goes out.
    pub(crate) fn attempt_begins(&self) {
        self.attempts.fetch_add(1, Relaxed);
        self.sending.store(true, Relaxed);
    }

    pub(crate) fn attempt_ended(&self, delivery: Delivery) {
        self.sending.store(false, Relaxed);
        self.furthest.fetch_max(delivery as u8, Relaxed);
    }

    /// Whether an attempt is out, with its own timer running.
    pub(crate) fn is_sending(&self) -> bool {
        self.sending.load(Relaxed)
    }

    /// How far any attempt got; one that is out now may have got anywhere.
    pub(crate) fn delivery(&self) -> Delivery {
        if self.is_sending() {
            return Delivery::Unknown;
        }
        match self.furthest.load(Relaxed) {
            0 => Delivery::NotSent,
            1 => Delivery::Answered,
            _ => Delivery::Unknown,
        }
    }

    /// True the first time: credentials are renewed once for a call.
    pub(crate) fn may_renew(&self) -> bool {
        !self.renewed.swap(true, Relaxed)
    }

    /// Time ran out for the whole call.
    pub(crate) fn deadline_passed(&self) -> Error {
        Error::new(ErrorKind::Timeout, "the deadline of the call passed")
    }

    /// Fills in what an error says about the call.
    pub(crate) fn finish(&self, error: Error) -> Error {
        let mut error = error.of(self.vendor, self.facts.id.clone());
        error.counted(self.attempts(), self.started.elapsed());
        error.set_delivery(self.delivery());
        error
    }
}

/// The options of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Retry,
    pub(crate) max_reply: usize,
    pub(crate) priority: Priority,
    /// Whether what the call is lent of the quotas goes on to whoever made it.
    pub(crate) keeps_lease: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            timeout: Some(Duration::from_secs(30)),
            deadline: Some(Duration::from_secs(300)),
            retry: Retry::default(),
            max_reply: 64 * 1024 * 1024,
            priority: Priority::Interactive,
            keeps_lease: false,
        }
    }
}
