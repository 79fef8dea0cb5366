//! Bounds the whole call.
//!
//! Above the retries, so that waiting for a quota, a login and the time between attempts all count.
//! The deadline also travels down as an instant: layers below refuse a wait that can't end in time,
//! instead of being cut off in it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep_until};
use tower::{Layer, Service};

use super::{Early, context_or_fail};
use crate::context::Context;
use crate::{Error, Reply, Request};

/// Puts [`Deadline`] around a service.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeadlineLayer;

impl<S> Layer<S> for DeadlineLayer {
    type Service = Deadline<S>;

    fn layer(&self, inner: S) -> Deadline<S> {
        Deadline { inner }
    }
}

/// Ends the call when its deadline passes.
#[derive(Clone, Debug)]
pub struct Deadline<S> {
    inner: S,
}

impl<S> Service<Request> for Deadline<S>
where
    S: Service<Request, Response = Reply, Error = Error>,
{
    type Response = Reply;
    type Error = Error;
    type Future = Bounded<S::Future>;

    fn poll_ready(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, request: Request) -> Self::Future {
        let context = context_or_fail!(request, Bounded::failed);
        Bounded {
            early: None,
            inner: Some(self.inner.call(request)),
            context: Some(context),
            sleep: None,
        }
    }
}

pin_project! {
    /// The future of [`Deadline`].
    #[derive(Debug)]
    pub struct Bounded<F> {
        early: Early,
        #[pin]
        inner: Option<F>,
        context: Option<Arc<Context>>,
        // Seldom needed, and large: the allocator's fast path ends just above a kilobyte.
        sleep: Option<Pin<Box<Sleep>>>,
    }
}

impl<F> Bounded<F> {
    fn failed(error: Error) -> Self {
        Bounded {
            early: Some(error),
            inner: None,
            context: None,
            sleep: None,
        }
    }
}

impl<F> Future for Bounded<F>
where
    F: Future<Output = Result<Reply, Error>>,
{
    type Output = Result<Reply, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let (Some(inner), Some(context)) = (this.inner.as_mut().as_pin_mut(), this.context) else {
            return Poll::Ready(Err(super::taken(this.early)));
        };
        if let Poll::Ready(result) = inner.poll(cx) {
            return Poll::Ready(result);
        }
        let Some(deadline) = context.deadline else {
            return Poll::Pending;
        };
        // An attempt that is out ends at the deadline by its own timer: one timer for a call, not two.
        if context.is_sending() {
            return Poll::Pending;
        }
        let sleep = this
            .sleep
            .get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        sleep
            .as_mut()
            .poll(cx)
            .map(|()| Err(context.deadline_passed()))
    }
}
