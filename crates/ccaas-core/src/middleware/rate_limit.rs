//! Asks the quotas.
//!
//! Below the retries, so that each attempt asks, and a retry can't break a quota; above the
//! credentials, so that a token can't run out while its request waits in a queue.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};

use pin_project_lite::pin_project;
use tower::{Layer, Service};

use super::{Early, context_or_fail};
use crate::context::Context;
use crate::quota::{Acquire, Denied, Limiter, Permit};
use crate::{BoxFuture, Error, Reply, Request};

/// Puts [`RateLimit`] around a service.
#[derive(Clone)]
pub struct RateLimitLayer {
    limiter: Arc<dyn Limiter>,
}

impl RateLimitLayer {
    /// A layer that asks `limiter`.
    pub fn new(limiter: Arc<dyn Limiter>) -> Self {
        RateLimitLayer { limiter }
    }
}

impl std::fmt::Debug for RateLimitLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RateLimitLayer")
    }
}

impl<S> Layer<S> for RateLimitLayer {
    type Service = RateLimit<S>;

    fn layer(&self, inner: S) -> RateLimit<S> {
        RateLimit {
            inner,
            limiter: self.limiter.clone(),
        }
    }
}

/// Lets an attempt leave when its quotas allow, and tells them when the vendor wants to be left
/// alone.
#[derive(Clone)]
pub struct RateLimit<S> {
    inner: S,
    limiter: Arc<dyn Limiter>,
}

impl<S> std::fmt::Debug for RateLimit<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RateLimit")
    }
}

impl<S> Service<Request> for RateLimit<S>
where
    S: Service<Request, Response = Reply, Error = Error> + Clone,
{
    type Response = Reply;
    type Error = Error;
    type Future = Limited<S>;

    fn poll_ready(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, request: Request) -> Self::Future {
        let context = context_or_fail!(request, Limited::failed);
        let state = match self.limiter.acquire(&context.facts, context.deadline) {
            Acquire::Ready(Ok(permit)) => State::Inner {
                future: self.inner.call(request),
                permit: Some(permit),
            },
            Acquire::Ready(Err(denied)) => State::Failed {
                error: Some(Error::from(denied)),
            },
            Acquire::Wait(wait) => State::Waiting {
                wait,
                call: Some((self.inner.clone(), request)),
            },
        };
        Limited {
            limiter: Some((self.limiter.clone(), context)),
            state,
        }
    }
}

pin_project! {
    /// The future of [`RateLimit`].
    pub struct Limited<S: Service<Request>> {
        limiter: Option<(Arc<dyn Limiter>, Arc<Context>)>,
        #[pin]
        state: State<S>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<S: Service<Request>> {
        Failed { error: Early },
        Waiting {
            wait: BoxFuture<'static, Result<Permit, Denied>>,
            call: Option<(S, Request)>,
        },
        Inner {
            #[pin]
            future: S::Future,
            permit: Option<Permit>,
        },
    }
}

impl<S: Service<Request>> Limited<S> {
    fn failed(error: Error) -> Self {
        Limited {
            limiter: None,
            state: State::Failed { error: Some(error) },
        }
    }
}

impl<S> Future for Limited<S>
where
    S: Service<Request, Response = Reply, Error = Error>,
{
    type Output = Result<Reply, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let next = match this.state.as_mut().project() {
                StateProjection::Failed { error } => {
                    return Poll::Ready(Err(super::taken(error)));
                }
                StateProjection::Waiting { wait, call } => {
                    match (ready!(wait.as_mut().poll(cx)), call.take()) {
                        (Ok(permit), Some((mut inner, request))) => State::Inner {
                            future: inner.call(request),
                            permit: Some(permit),
                        },
                        (Err(denied), _) => return Poll::Ready(Err(denied.into())),
                        (Ok(_), None) => return Poll::Ready(Err(super::taken(&mut None))),
                    }
                }
                StateProjection::Inner { future, permit } => {
                    let result = ready!(future.poll(cx));
                    if let Some((limiter, context)) = this.limiter {
                        match &result {
                            Ok(_) if context.keeps_lease() => {
                                if let Some(permit) = permit.take() {
                                    context.keep_lease(permit);
                                }
                            }
                            Ok(_) => {}
                            Err(error) => {
                                if let Some(hold) = error.hold() {
                                    limiter.hold(&context.facts, hold);
                                }
                            }
                        }
                    }
                    return Poll::Ready(result);
                }
            };
            this.state.set(next);
        }
    }
}
