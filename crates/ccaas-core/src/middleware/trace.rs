//! One span for the call.
//!
//! Outermost, so that it covers all waiting, and sees what the caller sees. Names are those of
//! OpenTelemetry's HTTP client conventions. There is never a secret, a query or a body in it: the
//! template stands for the path.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};

use pin_project_lite::pin_project;
use tower::{Layer, Service};
use tracing::{Span, field::Empty};

use super::{Early, context_or_fail};
use crate::context::Context;
use crate::{Error, Reply, Request};

/// Puts [`Trace`] around a service.
#[derive(Clone, Copy, Debug, Default)]
pub struct TraceLayer;

impl<S> Layer<S> for TraceLayer {
    type Service = Trace<S>;

    fn layer(&self, inner: S) -> Trace<S> {
        Trace { inner }
    }
}

/// Makes the call's span, and fills in how the call ended.
#[derive(Clone, Debug)]
pub struct Trace<S> {
    inner: S,
}

impl<S> Service<Request> for Trace<S>
where
    S: Service<Request, Response = Reply, Error = Error>,
{
    type Response = Reply;
    type Error = Error;
    type Future = Traced<S::Future>;

    fn poll_ready(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, request: Request) -> Self::Future {
        let context = context_or_fail!(request, Traced::failed);
        let span = span(&context, &request);
        let inner = {
            let _entered = span.enter();
            self.inner.call(request)
        };
        Traced {
            early: None,
            inner: Some(inner),
            call: Some((context, span)),
        }
    }
}

fn span(context: &Context, request: &Request) -> Span {
    let facts = &context.facts;
    tracing::info_span!(
        target: "ccaas",
        "request",
        otel.name = tracing::field::display(format_args!("{} {}", facts.method, facts.template)),
        otel.kind = "client",
        ccaas.vendor = context.vendor,
        ccaas.operation = &*facts.id,
        http.request.method = facts.method.as_str(),
        url.template = &*facts.template,
        server.address = request.uri().host().unwrap_or_default(),
        server.port = request.uri().port_u16(),
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        error.type = Empty,
    )
}

pin_project! {
    /// The future of [`Trace`].
    #[derive(Debug)]
    pub struct Traced<F> {
        early: Early,
        #[pin]
        inner: Option<F>,
        call: Option<(Arc<Context>, Span)>,
    }
}

impl<F> Traced<F> {
    fn failed(error: Error) -> Self {
        Traced {
            early: Some(error),
            inner: None,
            call: None,
        }
    }
}

impl<F> Future for Traced<F>
where
    F: Future<Output = Result<Reply, Error>>,
{
    type Output = Result<Reply, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let (Some(inner), Some((context, span))) = (this.inner.as_mut().as_pin_mut(), this.call)
        else {
            return Poll::Ready(Err(super::taken(this.early)));
        };
        let _entered = span.enter();
        let result = ready!(inner.poll(cx)).map_err(|error| context.finish(error));
        if !span.is_disabled() {
            let status = match &result {
                Ok(reply) => Some(reply.status),
                Err(error) => error.status(),
            };
            if let Some(status) = status {
                span.record("http.response.status_code", status.as_u16());
            }
            if let Err(error) = &result {
                span.record("error.type", error.kind().as_str());
            }
            span.record(
                "http.request.resend_count",
                context.attempts().saturating_sub(1),
            );
        }
        Poll::Ready(result)
    }
}
