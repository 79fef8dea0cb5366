//! The stack, put together in one place.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use pin_project_lite::pin_project;
use tower::util::BoxCloneSyncService;
use tower::{Layer, Service, ServiceExt};

use crate::auth::{Authorize, Login};
use crate::context::Options;
use crate::error::BoxError;
use crate::fetch::{Bare, Fetch};
use crate::frame::Frame;
use crate::middleware::{
    AttemptLayer, AuthorizeLayer, Budget, DeadlineLayer, RateLimitLayer, RetryLayer, TraceLayer,
};
use crate::quota::Limiter;
use crate::{BoxFuture, Error, Reply, Request};

/// A finished stack.
///
/// Implemented once, for every service that is cheap to clone: there is no worker task between a
/// client and its stack that could die, no lock, and no runtime needed to build one.
pub trait Exec: Send + Sync + 'static {
    /// Sends a request through the stack.
    fn exec(&self, request: Request) -> BoxFuture<'static, Result<Reply, Error>>;
}

impl<S> Exec for S
where
    S: Service<Request, Response = Reply, Error = Error> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    fn exec(&self, request: Request) -> BoxFuture<'static, Result<Reply, Error>> {
        // It is called when it is first polled: until then a call takes nothing from any quota, and
        // needs no runtime.
        Box::pin(Lazy::New {
            call: Some((self.clone(), request)),
        })
    }
}

pin_project! {
    /// Calls a service of ours when it is first polled. They are always ready.
    #[project = LazyProjection]
    enum Lazy<S: Service<Request>> {
        New { call: Option<(S, Request)> },
        Called { #[pin] future: S::Future },
    }
}

impl<S> Future for Lazy<S>
where
    S: Service<Request, Response = Reply, Error = Error>,
{
    type Output = Result<Reply, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            match self.as_mut().project() {
                LazyProjection::Called { future } => return future.poll(cx),
                LazyProjection::New { call } => match call.take() {
                    Some((mut service, request)) => {
                        let future = service.call(request);
                        self.set(Lazy::Called { future });
                    }
                    None => return Poll::Ready(Err(crate::middleware::taken(&mut None))),
                },
            }
        }
    }
}

/// A service that a user's own layer works on.
pub type LayeredService = BoxCloneSyncService<Request, Reply, BoxError>;

/// A user's own layer, erased.
pub(crate) type UserLayer = Arc<dyn Fn(LayeredService) -> LayeredService + Send + Sync>;

/// What a stack is made of, apart from its transport.
pub(crate) struct Assembly {
    pub(crate) attempt: AttemptLayer,
    pub(crate) authorizer: Arc<dyn Authorize>,
    pub(crate) limiter: Arc<dyn Limiter>,
    pub(crate) budget: Arc<Budget>,
    pub(crate) frame: Arc<Frame>,
    pub(crate) login: Options,
    pub(crate) call_layers: Vec<UserLayer>,
    pub(crate) attempt_layers: Vec<UserLayer>,
}

/// A finished client's ways out: through the stack to the vendor, and bare to other hosts.
pub(crate) struct Ways {
    pub(crate) exec: Arc<dyn Exec>,
    pub(crate) fetch: Arc<dyn Fetch>,
}

impl Assembly {
    /// The stack over a transport: see [`crate::middleware`] for its order, and each layer for why
    /// it stands where it does.
    pub(crate) fn over<T, B>(self, transport: T) -> Ways
    where
        T: Service<Request, Response = http::Response<B>> + Clone + Send + Sync + 'static,
        T::Error: Into<BoxError>,
        T::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let fetch = Arc::new(Bare(transport.clone()));
        let attempt = self.attempt.layer(transport);
        let limit = RateLimitLayer::new(self.limiter.clone());

        let authorize = |login| AuthorizeLayer::new(self.authorizer.clone(), login);
        let small = TraceLayer
            .layer(DeadlineLayer.layer(limit.layer(authorize(None).layer(attempt.clone()))));
        let login = Login {
            exec: Arc::new(small),
            frame: self.frame.clone(),
            options: self.login,
        };

        let authorized = authorize(Some(login)).layer(attempt);
        let exec = if self.attempt_layers.is_empty() {
            self.around(limit.layer(authorized))
        } else {
            self.around(limit.layer(wrap(authorized, &self.attempt_layers)))
        };
        Ways { exec, fetch }
    }

    fn around<S>(&self, limited: S) -> Arc<dyn Exec>
    where
        S: Service<Request, Response = Reply, Error = Error> + Clone + Send + Sync + 'static,
        S::Future: Send,
    {
        let retry = RetryLayer::new(self.budget.clone());
        let call = TraceLayer.layer(DeadlineLayer.layer(retry.layer(limited)));
        if self.call_layers.is_empty() {
            Arc::new(call)
        } else {
            Arc::new(wrap(call, &self.call_layers))
        }
    }
}

/// Puts the user's layers around a service; the first one given is the outermost.
fn wrap<S>(service: S, layers: &[UserLayer]) -> Layered
where
    S: Service<Request, Response = Reply, Error = Error> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    let service = BoxCloneSyncService::new(service.map_err(BoxError::from));
    Layered(
        layers
            .iter()
            .rev()
            .fold(service, |inner, layer| layer(inner)),
    )
}

/// The user's layers, with our errors again on the outside.
#[derive(Clone)]
struct Layered(LayeredService);

impl Service<Request> for Layered {
    type Response = Reply;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Reply, Error>>;

    /// Always: a layer of the user's is driven to ready in the future, so that what it reserves is
    /// given back when the call is dropped.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let service = self.0.clone();
        Box::pin(async move { service.oneshot(request).await.map_err(Error::from_layer) })
    }
}
