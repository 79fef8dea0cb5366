//! What a vendor has sent to people: codes by e-mail or text message.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

/// A message that a vendor would have sent to a person, kept for the test to read.
///
/// [`Sandbox::outbox`](crate::Sandbox::outbox) gives them in the order they were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub(crate) vendor: &'static str,
    pub(crate) channel: &'static str,
    pub(crate) to: String,
    pub(crate) code: String,
    pub(crate) at: Timestamp,
}

impl Message {
    /// The vendor that sent it, such as `wesal-voc`.
    pub fn vendor(&self) -> &str {
        self.vendor
    }

    /// The way it took: `email` or `phone`.
    pub fn channel(&self) -> &str {
        self.channel
    }

    /// The address or the number that it went to.
    pub fn to(&self) -> &str {
        &self.to
    }

    /// The code in it.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// When it was sent, by the sandbox's clock.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

#[derive(Debug, Default)]
pub(crate) struct Outbox(Mutex<Vec<Message>>);

impl Outbox {
    pub(crate) fn send(&self, message: Message) {
        self.messages().push(message);
    }

    pub(crate) fn all(&self) -> Vec<Message> {
        self.messages().clone()
    }

    fn messages(&self) -> MutexGuard<'_, Vec<Message>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
