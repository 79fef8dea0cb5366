//! Repeats what may be repeated.
//!
//! Above the quotas and the credentials, so that each attempt asks for them anew; below the
//! deadline, which bounds all attempts together. It decides by the verdict's [`Repeat`] and the
//! operation's [`Effect`], never by the bare status. One budget for the client keeps an outage from
//! being made worse by those who try again.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Context as TaskContext, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep};
use tower::{Layer, Service};

use super::{Early, context_or_fail};
use crate::context::Context;
use crate::reply::Repeat;
use crate::{Effect, Error, Reply, Request};

/// How often, and after which waits, a call is repeated.
///
/// The wait before each repeat is drawn at random between nothing and a bound that doubles each
/// time (full jitter), and never shorter than what the server asked for.
///
/// ```
/// use std::time::Duration;
/// use ccaas_core::Retry;
///
/// let patient = Retry::attempts(6).longest_wait(Duration::from_secs(120));
/// let impatient = Retry::never();
/// # drop((patient, impatient));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    first: Duration,
    cap: Duration,
    longest: Duration,
}

impl Retry {
    /// One attempt. (A call whose credentials had run out is still made again with new ones.)
    pub const fn never() -> Self {
        Retry::attempts(1)
    }

    /// At most this many attempts, the first one included. The default is 4.
    pub const fn attempts(attempts: u32) -> Self {
        Retry {
            attempts: if attempts == 0 { 1 } else { attempts },
            first: Duration::from_millis(250),
            cap: Duration::from_secs(20),
            longest: Duration::from_secs(60),
        }
    }

    /// The bound of the first wait, 250 ms by default, and the one it doubles up to, 20 s by default.
    #[must_use]
    pub const fn backoff(mut self, first: Duration, cap: Duration) -> Self {
        self.first = first;
        self.cap = cap;
        self
    }

    /// The longest wait that a server may ask for, 60 s by default. Over it the error comes back at
    /// once, with [`retry_after`](Error::retry_after) set.
    #[must_use]
    pub const fn longest_wait(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// The wait before trying again after so many attempts, or `None` if that was the last one.
    pub(crate) fn wait_before(&self, attempts: u32, asked: Option<Duration>) -> Option<Duration> {
        let asked = asked.unwrap_or_default();
        (attempts < self.attempts && asked <= self.longest)
            .then(|| self.wait(attempts.saturating_sub(1)).max(asked))
    }

    fn wait(&self, repeats: u32) -> Duration {
        let bound = self
            .first
            .saturating_mul(1_u32.checked_shl(repeats.min(31)).unwrap_or(u32::MAX))
            .min(self.cap);
        bound.mul_f64(fastrand::f64())
    }
}

impl Default for Retry {
    fn default() -> Self {
        Retry::attempts(4)
    }
}

/// What a client may spend on repeats: one in ten calls, and a hundred in advance.
///
/// One atomic word; tower's budget has a lock, and the calls of a client would meet at it.
#[derive(Debug)]
pub struct Budget(AtomicU32);

impl Budget {
    const COST: u32 = 10;
    const FULL: u32 = 100 * Budget::COST;

    /// A full budget.
    pub const fn new() -> Self {
        Budget(AtomicU32::new(Budget::FULL))
    }

    fn deposit(&self) {
        // Full nearly always, and then nobody has to write.
        if self.0.load(Relaxed) < Budget::FULL {
            self.0.fetch_add(1, Relaxed);
        }
    }

    fn withdraw(&self) -> bool {
        self.0
            .fetch_update(Relaxed, Relaxed, |left| left.checked_sub(Budget::COST))
            .is_ok()
    }
}

impl Default for Budget {
    fn default() -> Self {
        Budget::new()
    }
}

/// Puts [`Retrying`] around a service.
#[derive(Clone, Debug, Default)]
pub struct RetryLayer {
    budget: Arc<Budget>,
}

impl RetryLayer {
    /// A layer that spends from `budget`.
    pub fn new(budget: Arc<Budget>) -> Self {
        RetryLayer { budget }
    }
}

impl<S> Layer<S> for RetryLayer {
    type Service = Retrying<S>;

    fn layer(&self, inner: S) -> Retrying<S> {
        Retrying {
            inner,
            budget: self.budget.clone(),
        }
    }
}

/// Repeats what may be repeated.
#[derive(Clone, Debug)]
pub struct Retrying<S> {
    inner: S,
    budget: Arc<Budget>,
}

impl<S> Service<Request> for Retrying<S>
where
    S: Service<Request, Response = Reply, Error = Error> + Clone,
{
    type Response = Reply;
    type Error = Error;
    type Future = Attempts<S>;

    fn poll_ready(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, request: Request) -> Self::Future {
        let context = context_or_fail!(request, Attempts::failed);
        let again = copy(&request);
        let mut inner = self.inner.clone();
        Attempts {
            state: State::Attempt {
                future: inner.call(request),
            },
            call: Some(Call {
                inner,
                budget: self.budget.clone(),
                context,
                again,
                repeats: 0,
            }),
        }
    }
}

/// The request as it can be sent once more; `None` where its body can be read only once.
fn copy(request: &Request) -> Option<Request> {
    request.body().is_repeatable().then(|| request.clone())
}

struct Call<S> {
    inner: S,
    budget: Arc<Budget>,
    context: Arc<Context>,
    again: Option<Request>,
    repeats: u32,
}

impl<S> Call<S> {
    /// How long to wait before the next attempt, or the error to end with.
    fn next(&mut self, mut error: Error) -> Result<Duration, Error> {
        let context = &self.context;
        let policy = &context.retry;
        let allowed = match error.repeat() {
            Repeat::Never => false,
            Repeat::IfHarmless => context.facts.effect != Effect::Once,
            Repeat::NotStarted => true,
            Repeat::Renewed => {
                error.set_repeat(Repeat::Never);
                return if self.again.is_some() && context.may_renew() {
                    Ok(Duration::ZERO)
                } else {
                    Err(error)
                };
            }
        };
        if !allowed || self.again.is_none() || self.repeats + 1 >= policy.attempts {
            return Err(error);
        }
        let asked = error.retry_after().unwrap_or_default();
        let wait = policy.wait(self.repeats).max(asked);
        let in_time = context
            .deadline
            .is_none_or(|deadline| deadline.saturating_duration_since(Instant::now()) > wait);
        if !in_time || asked > policy.longest {
            return Err(error.with_retry_after(wait));
        }
        if !self.budget.withdraw() {
            return Err(error);
        }
        self.repeats += 1;
        Ok(wait)
    }
}

pin_project! {
    /// The future of [`Retrying`].
    pub struct Attempts<S: Service<Request>> {
        #[pin]
        state: State<S::Future>,
        call: Option<Call<S>>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F> {
        Failed { error: Early },
        Attempt { #[pin] future: F },
        Waiting { #[pin] sleep: Sleep },
    }
}

impl<S: Service<Request>> Attempts<S> {
    fn failed(error: Error) -> Self {
        Attempts {
            state: State::Failed { error: Some(error) },
            call: None,
        }
    }
}

impl<S> Future for Attempts<S>
where
    S: Service<Request, Response = Reply, Error = Error>,
{
    type Output = Result<Reply, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let wait = match this.state.as_mut().project() {
                StateProjection::Failed { error } => {
                    return Poll::Ready(Err(super::taken(error)));
                }
                StateProjection::Attempt { future } => {
                    let result = ready!(future.poll(cx));
                    let Some(call) = this.call else {
                        return Poll::Ready(result);
                    };
                    match result {
                        Ok(reply) => {
                            call.budget.deposit();
                            return Poll::Ready(Ok(reply));
                        }
                        Err(error) => match call.next(error) {
                            Ok(wait) => wait,
                            Err(error) => return Poll::Ready(Err(error)),
                        },
                    }
                }
                StateProjection::Waiting { sleep } => {
                    ready!(sleep.poll(cx));
                    Duration::ZERO
                }
            };
            if !wait.is_zero() {
                this.state.set(State::Waiting { sleep: sleep(wait) });
                continue;
            }
            let Some(call) = this.call else {
                return Poll::Ready(Err(super::taken(&mut None)));
            };
            let Some(request) = call.again.as_ref().and_then(copy) else {
                return Poll::Ready(Err(super::taken(&mut None)));
            };
            let future = call.inner.call(request);
            this.state.set(State::Attempt { future });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_random_below_a_bound_that_doubles() {
        let retry = Retry::attempts(10).backoff(Duration::from_secs(1), Duration::from_secs(5));
        for _ in 0..100 {
            assert!(retry.wait(0) <= Duration::from_secs(1));
            assert!(retry.wait(1) <= Duration::from_secs(2));
            assert!(retry.wait(40) <= Duration::from_secs(5));
        }
        let spread: Vec<Duration> = (0..100).map(|_| retry.wait(2)).collect();
        assert!(spread.iter().any(|wait| *wait < Duration::from_secs(2)));
        assert!(spread.iter().any(|wait| *wait > Duration::from_secs(2)));
    }

    #[test]
    fn a_budget_runs_out_and_fills_by_calls_that_succeed() {
        let budget = Budget::new();
        let spent = std::iter::from_fn(|| budget.withdraw().then_some(())).count();
        assert_eq!(spent, 100);
        for _ in 0..Budget::COST {
            assert!(!budget.withdraw());
            budget.deposit();
        }
        assert!(budget.withdraw());
    }

    #[test]
    fn a_body_that_can_be_read_once_is_never_copied() {
        let once = crate::Body::once(Box::pin(futures_util::stream::empty()));
        assert!(copy(&Request::new(once)).is_none());
        assert!(copy(&Request::new("x".to_owned().into())).is_some());
    }
}
