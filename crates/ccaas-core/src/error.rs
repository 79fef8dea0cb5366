//! What can go wrong: one error, with its facts behind accessors.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;

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

/// A reply that doesn't hold what it should.
///
/// It names the place and what was expected there, but not what stood there: that may be personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    reason: String,
}

impl DecodeError {
    /// The place, as `surveys[3].surveyDate`, and what is wrong with it.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        DecodeError {
            path: path.into(),
            reason: reason.into(),
        }
    }

    /// Decodes `body` again, to find out where it fails.
    pub(crate) fn locate<T: DeserializeOwned>(body: &[u8]) -> Self {
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
        DecodeError {
            path,
            reason: without_values(&error.inner().to_string()),
        }
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

impl StdError for DecodeError {}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Error::new(ErrorKind::Decode, format!("can't read the reply: {error}"))
            .with_delivery(Delivery::Answered)
            .with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "decoded to see where it fails")]
    struct Page {
        rows: Vec<Row>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "decoded to see where it fails")]
    struct Row {
        total: u64,
    }

    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn a_decode_error_names_the_place_and_hides_the_value() {
        let error = DecodeError::locate::<Page>(
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
        let reason = |body: &[u8]| DecodeError::locate::<Page>(body).to_string();
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
        let error = DecodeError::locate::<serde_json::Value>(deep.as_bytes());
        assert!(error.to_string().contains("recursion"), "{error}");
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
