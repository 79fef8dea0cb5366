//! What can go wrong: one error, with its facts behind accessors.

mod api;
mod decode;
mod encode;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

pub use api::ApiError;
pub use decode::DecodeError;
pub use encode::EncodeError;

use crate::reply::{Hold, Repeat};

/// Any error, as a source or from a user's own layer.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The longest text of a vendor that is shown in one line.
const SHOWN: usize = 300;
/// How much of a body an error keeps.
const KEPT: usize = 4 * 1024;

/// Why a call, or the making of a client, failed.
///
/// Its `Display` is one line that a person can act on: vendor, operation, status, the vendor's own
/// message, attempts. The facts stand behind accessors, for programs. Neither `Display` nor `Debug`
/// ever shows a credential, a query or a body.
///
/// # Examples
///
/// ```
/// use ccaas_core::{Delivery, Error, ErrorKind};
///
/// fn may_be_sent_again_by_hand(error: &Error) -> bool {
///     error.delivery() == Delivery::NotSent || error.kind() == ErrorKind::RateLimited
/// }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    vendor: &'static str,
    operation: Cow<'static, str>,
    status: Option<StatusCode>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    elapsed: Duration,
    delivery: Delivery,
    repeat: Repeat,
    hold: Option<Hold>,
    refused: bool,
    api: Option<ApiError>,
    body: Bytes,
    source: Option<BoxError>,
}

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's settings are wrong. Nothing was sent.
    ///
    /// # Troubleshooting
    ///
    /// The message names the setting, or the environment variable.
    Config,
    /// The parameters can't be sent. Nothing was sent.
    ///
    /// # Troubleshooting
    ///
    /// The message names the field and says what is wrong with it.
    Encode,
    /// The credentials were refused, or no token could be had.
    ///
    /// # Troubleshooting
    ///
    /// With a [`status`](Error::status) the vendor answered: check the credentials, and whether they
    /// may do this. Without one the login could not be made; its reason is the
    /// [`source`](StdError::source).
    Auth,
    /// A quota, the client's own count of it or the vendor's 429, would make the call wait for
    /// longer than it may.
    ///
    /// # Troubleshooting
    ///
    /// [`retry_after`](Error::retry_after) says how long. Send less, or allow a longer deadline.
    RateLimited,
    /// Time ran out: of one attempt, or of the whole call.
    ///
    /// # Troubleshooting
    ///
    /// Look at [`delivery`](Error::delivery) before you send the same thing again by hand.
    Timeout,
    /// The connection failed, or the reply broke off.
    Transport,
    /// The vendor answered with a failure.
    Api,
    /// The answer isn't the vendor's: some proxy's page.
    Gateway,
    /// The reply is a success, but doesn't hold what it should.
    ///
    /// # Troubleshooting
    ///
    /// The message names the place. [`Call::raw`](crate::Call::raw) and
    /// [`Call::decode_as`](crate::Call::decode_as) get at the reply all the same; please report it.
    Decode,
    /// The reply is larger than the client's limit.
    TooLarge,
    /// A list repeats a page, or doesn't end.
    Paging,
    /// A long job at the vendor has failed, or isn't known there.
    Job,
    /// A file or a writer of the caller's failed.
    Io,
    /// What was downloaded isn't what it should be.
    Integrity,
}

impl ErrorKind {
    /// The kind in one word, as traces carry it in `error.type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Config => "config",
            ErrorKind::Encode => "encode",
            ErrorKind::Auth => "auth",
            ErrorKind::RateLimited => "rate_limited",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Transport => "transport",
            ErrorKind::Api => "api",
            ErrorKind::Gateway => "gateway",
            ErrorKind::Decode => "decode",
            ErrorKind::TooLarge => "too_large",
            ErrorKind::Paging => "paging",
            ErrorKind::Job => "job",
            ErrorKind::Io => "io",
            ErrorKind::Integrity => "integrity",
        }
    }
}

/// How far a failed call got.
///
/// Over several attempts it is the furthest that any of them got. When in doubt, it is `Unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delivery {
    /// It never left: a quota, a login, a dial, a name or a handshake failed. Sending it again
    /// can't double anything.
    NotSent,
    /// The vendor's answer, or its beginning, arrived.
    Answered,
    /// It was on its way when the connection broke or time ran out: the vendor may have acted on
    /// it or not.
    Unknown,
}

impl Error {
    /// An error made by a vendor crate, a token source or a layer of your own.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            vendor: "",
            operation: Cow::Borrowed(""),
            status: None,
            request_id: None,
            retry_after: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            delivery: Delivery::NotSent,
            repeat: Repeat::Never,
            hold: None,
            refused: false,
            api: None,
            body: Bytes::new(),
            source: None,
        }))
    }

    /// A wrong setting.
    pub fn config(message: impl Into<Cow<'static, str>>) -> Self {
        Error::new(ErrorKind::Config, message)
    }

    /// Sets the error that caused this one.
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Sets how far the call got.
    pub fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.0.delivery = delivery;
        self
    }

    /// Sets when the call may be made again.
    pub fn with_repeat(mut self, repeat: Repeat) -> Self {
        self.0.repeat = repeat;
        self
    }

    /// Sets how long to wait before that.
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    pub(crate) fn with_api(mut self, api: ApiError) -> Self {
        self.0.api = Some(api);
        self
    }

    pub(crate) fn with_body(mut self, body: &Bytes) -> Self {
        // Copied rather than sliced: a slice would keep a large body alive.
        self.0.body = match body.get(..KEPT) {
            Some(head) => Bytes::copy_from_slice(head),
            None => body.clone(),
        };
        self
    }

    pub(crate) fn with_hold(mut self, hold: Option<Hold>) -> Self {
        if let Some(hold) = &hold {
            self.0.retry_after = Some(hold.wait);
        }
        self.0.hold = hold;
        self
    }

    /// Marks that the verdict was a refusal of the credentials.
    pub(crate) fn refusal(mut self, refused: bool) -> Self {
        self.0.refused = refused;
        self
    }

    pub(crate) fn is_refusal(&self) -> bool {
        self.0.refused
    }

    pub(crate) fn of(mut self, vendor: &'static str, operation: Cow<'static, str>) -> Self {
        if self.0.operation.is_empty() {
            self.0.vendor = vendor;
            self.0.operation = operation;
        }
        self
    }

    pub(crate) fn counted(&mut self, attempts: u32, elapsed: Duration) {
        self.0.attempts = attempts;
        self.0.elapsed = elapsed;
    }

    pub(crate) fn add_message(&mut self, more: &str) {
        let message = format!("{}{more}", self.0.message);
        self.0.message = Cow::Owned(message);
    }

    pub(crate) fn set_delivery(&mut self, delivery: Delivery) {
        self.0.delivery = delivery;
    }

    pub(crate) fn set_repeat(&mut self, repeat: Repeat) {
        self.0.repeat = repeat;
    }

    /// The error that a caller gets who waited for a login that failed for everybody.
    pub(crate) fn shared(error: &std::sync::Arc<Error>) -> Self {
        let first = &error.0;
        let mut own = Error::new(ErrorKind::Auth, "no token could be had")
            .with_source(SharedError(error.clone()));
        own.0.status = first.status;
        own.0.request_id = first.request_id.clone();
        own.0.retry_after = first.retry_after;
        own.0.api = first.api.clone();
        // Whatever became of the login, this call itself was never sent.
        own.0.repeat = if error.is_retryable() {
            Repeat::NotStarted
        } else {
            Repeat::Never
        };
        own
    }

    /// An error that a user's layer passed through: ours again, or theirs wrapped.
    pub(crate) fn from_layer(error: BoxError) -> Self {
        match error.downcast::<Error>() {
            Ok(ours) => *ours,
            Err(theirs) => Error::new(ErrorKind::Transport, "a layer of the client failed")
                .with_delivery(Delivery::Unknown)
                .with_source(theirs),
        }
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The vendor, where a call failed; else empty.
    pub fn vendor(&self) -> &'static str {
        self.0.vendor
    }

    /// The operation's id, where a call failed; else empty.
    pub fn operation(&self) -> &str {
        &self.0.operation
    }

    /// The HTTP status, where there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The id that the vendor gave the request: what its support will ask for.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long to wait before the call can work, where that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many attempts were made.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the call took, waiting included.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// How far the call got.
    pub fn delivery(&self) -> Delivery {
        self.0.delivery
    }

    /// Whether the same call, made again later, may succeed. It doesn't say that repeating is
    /// harmless: that is for the operation and for [`delivery`](Error::delivery) to say.
    pub fn is_retryable(&self) -> bool {
        self.0.repeat != Repeat::Never
            || matches!(self.0.kind, ErrorKind::Timeout | ErrorKind::RateLimited)
    }

    /// Whether this is a timeout, of an attempt or of the whole call.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// What the vendor says about it.
    pub fn api(&self) -> Option<&ApiError> {
        self.0.api.as_ref()
    }

    /// The beginning of the reply's body, at most 4 KiB. It may hold personal data.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    pub(crate) fn repeat(&self) -> Repeat {
        self.0.repeat
    }

    pub(crate) fn hold(&self) -> Option<&Hold> {
        self.0.hold.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if !inner.operation.is_empty() {
            write!(f, "{} {}: ", inner.vendor, inner.operation)?;
        }
        f.write_str(&one_line(&inner.message))?;
        if let Some(status) = inner.status {
            write!(f, ": {status}")?;
        }
        if let Some(api) = &inner.api {
            let said = api.to_string();
            if !said.is_empty() {
                write!(f, ": {}", one_line(&said))?;
            }
        }
        if inner.attempts > 1 {
            write!(f, " ({} attempts)", inner.attempts)?;
        }
        if let Some(id) = &inner.request_id {
            write!(f, " [request {}]", one_line(id))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("message", &self.to_string())
            .field("status", &inner.status)
            .field("retry_after", &inner.retry_after)
            .field("attempts", &inner.attempts)
            .field("elapsed", &inner.elapsed)
            .field("delivery", &inner.delivery)
            .field("source", &inner.source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[derive(Debug)]
struct SharedError(std::sync::Arc<Error>);

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for SharedError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// A vendor's text, cut and without line breaks: it goes into a log line.
fn one_line(text: &str) -> Cow<'_, str> {
    if text.len() <= SHOWN && !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut line: String = text
        .chars()
        .take(SHOWN)
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    if line.len() < text.len() {
        line.push('…');
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn a_vendors_message_stays_on_one_line() {
        let error = Error::new(ErrorKind::Api, "failed")
            .with_api(ApiError::message(format!("a\nb{}", "é".repeat(400))));
        let line = error.to_string();
        assert!(!line.contains('\n'));
        assert!(line.ends_with('…'));
    }

    #[test]
    fn the_kept_body_is_bounded() {
        let error =
            Error::new(ErrorKind::Api, "failed").with_body(&Bytes::from(vec![b'x'; 10_000]));
        assert_eq!(error.body().len(), KEPT);
    }
}
