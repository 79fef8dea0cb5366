//! One attempt: send, collect the reply, and pass the verdict.
//!
//! Innermost, around the transport. The body is collected in here, so that a reply that is cut off
//! in the middle counts as a failed attempt; and the verdict falls in here, on the whole reply, so
//! that every layer above decides by what the vendor meant.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::Body as HttpBody;
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};
use tower::util::Oneshot;
use tower::{Layer, Service, ServiceExt};

use super::{Early, context_or_fail};
use crate::context::Context;
use crate::error::BoxError;
use crate::reply::{Repeat, Verdict};
use crate::transport::classify;
use crate::{Delivery, Error, ErrorKind, Facts, Reply, Request, Source, Vendor};

/// What the innermost layer has to know of a vendor.
pub(crate) trait Check: Send + Sync + 'static {
    fn check(&self, facts: &Facts, reply: &Reply) -> Verdict;
    fn request_id(&self, reply: &Reply) -> Option<String>;
}

impl<V: Vendor> Check for V {
    fn check(&self, facts: &Facts, reply: &Reply) -> Verdict {
        Vendor::check(self, facts, reply)
    }

    fn request_id(&self, reply: &Reply) -> Option<String> {
        Vendor::request_id(self, reply)
    }
}

/// Puts [`Attempt`] around a transport.
#[derive(Clone)]
pub struct AttemptLayer {
    check: Arc<dyn Check>,
}

impl AttemptLayer {
    /// A layer that asks `vendor` what a reply means.
    pub fn new<V: Vendor>(vendor: Arc<V>) -> Self {
        AttemptLayer { check: vendor }
    }
}

impl std::fmt::Debug for AttemptLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AttemptLayer")
    }
}

impl<T> Layer<T> for AttemptLayer {
    type Service = Attempt<T>;

    fn layer(&self, transport: T) -> Attempt<T> {
        Attempt {
            transport,
            check: self.check.clone(),
        }
    }
}

/// Sends a request through a transport, collects the reply and judges it.
#[derive(Clone)]
pub struct Attempt<T> {
    transport: T,
    check: Arc<dyn Check>,
}

impl<T> std::fmt::Debug for Attempt<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attempt")
    }
}

impl<T, B> Service<Request> for Attempt<T>
where
    T: Service<Request, Response = http::Response<B>> + Clone,
    T::Error: Into<BoxError>,
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Response = Reply;
    type Error = Error;
    type Future = Attempting<T, B>;

    /// Always: the transport is driven to ready in the future, so that no permit of its is lost.
    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    #[inline]
    fn call(&mut self, request: Request) -> Self::Future {
        let context = context_or_fail!(request, Attempting::failed);
        context.attempt_begins();
        Attempting {
            ends: ends(&context),
            guard: Some(Guard {
                context,
                delivery: Delivery::Unknown,
            }),
            check: Some(self.check.clone()),
            state: State::Sending {
                future: self.transport.clone().oneshot(request),
            },
            sleep: None,
        }
    }
}

/// When the attempt runs out of time: by its own timeout, or with the whole call.
fn ends(context: &Context) -> Option<Instant> {
    let own = context
        .attempt_timeout
        .and_then(|timeout| Instant::now().checked_add(timeout));
    match (own, context.deadline) {
        (Some(own), Some(deadline)) => Some(own.min(deadline)),
        (one, other) => one.or(other),
    }
}

/// Tells the context how far the attempt got, also when it is dropped on its way.
struct Guard {
    context: Arc<Context>,
    delivery: Delivery,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.context.attempt_ended(self.delivery);
    }
}

pin_project! {
    /// The future of [`Attempt`].
    pub struct Attempting<T: Service<Request>, B> {
        guard: Option<Guard>,
        check: Option<Arc<dyn Check>>,
        ends: Option<Instant>,
        #[pin]
        state: State<T, B>,
        #[pin]
        sleep: Option<Sleep>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<T: Service<Request>, B> {
        Failed { error: Early },
        Sending { #[pin] future: Oneshot<T, Request> },
        Collecting {
            head: Option<http::response::Parts>,
            #[pin]
            body: B,
            chunks: Chunks,
        },
    }
}

impl<T: Service<Request>, B> Attempting<T, B> {
    fn failed(error: Error) -> Self {
        Attempting {
            guard: None,
            check: None,
            ends: None,
            state: State::Failed { error: Some(error) },
            sleep: None,
        }
    }
}

impl<T, B> Future for Attempting<T, B>
where
    T: Service<Request, Response = http::Response<B>>,
    T::Error: Into<BoxError>,
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Output = Result<Reply, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let Some(guard) = this.guard else {
            let mut early = match this.state.project() {
                StateProjection::Failed { error } => error.take(),
                _ => None,
            };
            return Poll::Ready(Err(super::taken(&mut early)));
        };
        let result = match poll_reply(this.state.as_mut(), guard, cx) {
            Poll::Ready(Ok(reply)) => match &this.check {
                Some(check) => judge(&**check, &guard.context, reply),
                None => Ok(reply),
            },
            Poll::Ready(Err(error)) => {
                guard.delivery = error.delivery();
                Err(error)
            }
            Poll::Pending => {
                let Some(ends) = *this.ends else {
                    return Poll::Pending;
                };
                // Made only now: a reply that is there at once needs no timer.
                if this.sleep.is_none() {
                    this.sleep.set(Some(sleep_until(ends)));
                }
                if let Some(sleep) = this.sleep.as_pin_mut() {
                    ready!(sleep.poll(cx));
                }
                Err(timed_out(guard, ends))
            }
        };
        note(&guard.context, &result);
        // Dropped here and not with the future, which the layers above may keep for a while.
        *this.guard = None;
        Poll::Ready(result)
    }
}

/// Drives the attempt to a whole reply.
fn poll_reply<T, B>(
    mut state: Pin<&mut State<T, B>>,
    guard: &mut Guard,
    cx: &mut TaskContext<'_>,
) -> Poll<Result<Reply, Error>>
where
    T: Service<Request, Response = http::Response<B>>,
    T::Error: Into<BoxError>,
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    let limit = guard.context.max_reply;
    loop {
        let next = match state.as_mut().project() {
            StateProjection::Failed { error } => return Poll::Ready(Err(super::taken(error))),
            StateProjection::Sending { future } => {
                let response = ready!(future.poll(cx)).map_err(|error| classify(error.into()))?;
                guard.delivery = Delivery::Answered;
                let (head, body) = response.into_parts();
                if body.size_hint().lower() > limit as u64 {
                    return Poll::Ready(Err(too_large(head.status, limit)));
                }
                State::Collecting {
                    head: Some(head),
                    body,
                    chunks: Chunks::None,
                }
            }
            StateProjection::Collecting {
                head,
                mut body,
                chunks,
            } => {
                while let Some(frame) = ready!(body.as_mut().poll_frame(cx)) {
                    let frame = frame.map_err(|error| cut_off(head.as_ref(), error.into()))?;
                    if let Ok(data) = frame.into_data() {
                        chunks.push(data, body.size_hint().lower());
                        if chunks.len() > limit {
                            let status = head.as_ref().map(|head| head.status);
                            return Poll::Ready(Err(too_large(status.unwrap_or_default(), limit)));
                        }
                    }
                }
                let Some(head) = head.take() else {
                    return Poll::Ready(Err(super::taken(&mut None)));
                };
                return Poll::Ready(Ok(Reply {
                    status: head.status,
                    headers: head.headers,
                    body: std::mem::take(chunks).into_bytes(),
                }));
            }
        };
        state.set(next);
    }
}

fn timed_out(guard: &Guard, ends: Instant) -> Error {
    if guard.context.deadline == Some(ends) {
        return guard
            .context
            .deadline_passed()
            .with_delivery(guard.delivery);
    }
    let limit = guard.context.attempt_timeout.unwrap_or(Duration::ZERO);
    Error::new(
        ErrorKind::Timeout,
        format!("no whole reply within {:.1} s", limit.as_secs_f64()),
    )
    .with_delivery(guard.delivery)
    .with_repeat(Repeat::IfHarmless)
}

fn cut_off(head: Option<&http::response::Parts>, source: BoxError) -> Error {
    let error = Error::new(ErrorKind::Transport, "the reply was cut off")
        .with_delivery(Delivery::Answered)
        .with_repeat(Repeat::IfHarmless)
        .with_source(source);
    match head {
        Some(head) => error.with_status(head.status),
        None => error,
    }
}

fn too_large(status: http::StatusCode, limit: usize) -> Error {
    Error::new(
        ErrorKind::TooLarge,
        format!("the reply is larger than {limit} bytes"),
    )
    .with_delivery(Delivery::Answered)
    .with_status(status)
}

/// What a whole reply means: first the operation's word, then what no API answers, then the
/// vendor's word.
fn judge(check: &dyn Check, context: &Context, reply: Reply) -> Result<Reply, Error> {
    let facts = &context.facts;
    let verdict = match (facts.judge)(&reply) {
        Some(verdict) => verdict,
        None if reply.is_html() => return Err(gateway(check, facts, &reply)),
        None if reply.status.is_redirection() => return Err(redirected(check, &reply)),
        None => check.check(facts, &reply),
    };
    let refused = matches!(verdict, Verdict::Refused(_));
    let (kind, message, api, repeat, hold) = match verdict {
        Verdict::Done => return Ok(reply),
        Verdict::Refused(api) => (
            ErrorKind::Auth,
            "the credentials were refused",
            api,
            Repeat::Never,
            None,
        ),
        Verdict::Failed {
            error,
            repeat,
            hold,
        } => {
            let kind = match reply.status.as_u16() {
                401 | 403 => ErrorKind::Auth,
                429 => ErrorKind::RateLimited,
                _ => ErrorKind::Api,
            };
            (kind, "the call failed", error, repeat, hold)
        }
    };
    let wrong_path = reply.status == http::StatusCode::NOT_FOUND && !api.recognised;
    let mut error = Error::new(kind, message)
        .refusal(refused)
        .with_repeat(repeat)
        .with_hold(hold.or_else(|| default_hold(repeat, &reply)))
        .with_api(api);
    if wrong_path {
        hint_at_path(facts, &mut error);
    }
    Err(answered(error, check, &reply))
}

/// What was refused before it was worked on is a sign that all should slow down a little, even if
/// the vendor doesn't say for how long.
fn default_hold(repeat: Repeat, reply: &Reply) -> Option<crate::reply::Hold> {
    let limited = reply.status == http::StatusCode::TOO_MANY_REQUESTS;
    (limited && repeat == Repeat::NotStarted)
        .then(|| crate::reply::Hold::all(reply.retry_after().unwrap_or(Duration::from_secs(1))))
}

fn gateway(check: &dyn Check, facts: &Facts, reply: &Reply) -> Error {
    let repeat = match reply.status.as_u16() {
        500..=599 => Repeat::IfHarmless,
        _ => Repeat::Never,
    };
    let mut error = Error::new(
        ErrorKind::Gateway,
        "the answer is a web page, not the vendor's",
    )
    .with_repeat(repeat);
    if reply.status == http::StatusCode::NOT_FOUND {
        hint_at_path(facts, &mut error);
    }
    answered(error, check, reply)
}

fn redirected(check: &dyn Check, reply: &Reply) -> Error {
    let target = reply.header(http::header::LOCATION).unwrap_or_default();
    let host = url::Url::parse(target)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| "another place on the same host".to_owned());
    let error = Error::new(
        ErrorKind::Api,
        format!("redirected to {host}, which is not followed; check the base URL"),
    );
    answered(error, check, reply)
}

fn hint_at_path(facts: &Facts, error: &mut Error) {
    if facts.source == Source::Inferred {
        error.add_message(
            "; its path is not documented and may be wrong, ClientBuilder::route replaces it",
        );
    }
}

fn answered(error: Error, check: &dyn Check, reply: &Reply) -> Error {
    error
        .with_delivery(Delivery::Answered)
        .with_status(reply.status)
        .with_request_id(check.request_id(reply))
        .with_body(&reply.body)
}

/// One event an attempt, in the call's span.
fn note(context: &Context, result: &Result<Reply, Error>) {
    let (status, kind) = match result {
        Ok(reply) => (Some(reply.status), None),
        Err(error) => (error.status(), Some(error.kind().as_str())),
    };
    tracing::event!(
        target: "ccaas",
        tracing::Level::DEBUG,
        http.request.resend_count = context.attempts().saturating_sub(1),
        http.response.status_code = status.map(|status| status.as_u16()),
        error.type = kind,
        "attempt"
    );
}

/// The body so far. Most arrive in one piece, which is then not copied.
#[derive(Default)]
enum Chunks {
    #[default]
    None,
    One(Bytes),
    Many(BytesMut),
}

impl Chunks {
    fn len(&self) -> usize {
        match self {
            Chunks::None => 0,
            Chunks::One(chunk) => chunk.len(),
            Chunks::Many(chunks) => chunks.len(),
        }
    }

    fn push(&mut self, chunk: Bytes, to_come: u64) {
        *self = match std::mem::take(self) {
            Chunks::None => Chunks::One(chunk),
            Chunks::One(first) => {
                // Bounded: a server can announce any length.
                let to_come = usize::try_from(to_come).unwrap_or(0).min(1024 * 1024);
                let mut chunks = BytesMut::with_capacity(first.len() + chunk.len() + to_come);
                chunks.extend_from_slice(&first);
                chunks.extend_from_slice(&chunk);
                Chunks::Many(chunks)
            }
            Chunks::Many(mut chunks) => {
                chunks.extend_from_slice(&chunk);
                Chunks::Many(chunks)
            }
        };
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Chunks::None => Bytes::new(),
            Chunks::One(chunk) => chunk,
            Chunks::Many(chunks) => chunks.freeze(),
        }
    }
}
