//! Puts the credentials on.
//!
//! As far in as can be: nothing above ever sees them, and a token is fresh when its request leaves.
//! They go on no request whose origin isn't the vendor's, whoever made its URL.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};

use pin_project_lite::pin_project;
use tower::{Layer, Service};

use super::{Early, context_or_fail};
use crate::auth::{Applied, Authorize, Grant, Login};
use crate::context::Context;
use crate::reply::Repeat;
use crate::{AuthClass, BoxFuture, Error, ErrorKind, Reply, Request};

/// How often a caller goes back for a token that somebody else had refused before it was used.
const ROUNDS: u32 = 3;

/// Puts [`Authorized`] around a service.
#[derive(Clone)]
pub struct AuthorizeLayer {
    shared: Arc<Shared>,
}

struct Shared {
    authorizer: Arc<dyn Authorize>,
    /// The stack that logins go through; the login's own layer has none.
    login: Option<Login>,
}

impl AuthorizeLayer {
    pub(crate) fn new(authorizer: Arc<dyn Authorize>, login: Option<Login>) -> Self {
        AuthorizeLayer {
            shared: Arc::new(Shared { authorizer, login }),
        }
    }
}

impl std::fmt::Debug for AuthorizeLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuthorizeLayer")
    }
}

impl<S> Layer<S> for AuthorizeLayer {
    type Service = Authorized<S>;

    fn layer(&self, inner: S) -> Authorized<S> {
        Authorized {
            inner,
            shared: self.shared.clone(),
        }
    }
}

/// Puts the credentials on each attempt, and learns from their refusal.
#[derive(Clone)]
pub struct Authorized<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> std::fmt::Debug for Authorized<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authorized")
    }
}

impl<S> Service<Request> for Authorized<S>
where
    S: Service<Request, Response = Reply, Error = Error> + Clone,
{
    type Response = Reply;
    type Error = Error;
    type Future = Authorizing<S>;

    fn poll_ready(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, mut request: Request) -> Self::Future {
        let context = context_or_fail!(request, Authorizing::failed);
        let state = match self.shared.apply(&context, &mut request) {
            Ok(Applied::Done(grant)) => State::Inner {
                future: self.inner.call(request),
                grant,
            },
            Ok(Applied::NeedsLogin) => match self.shared.renew(&context) {
                Ok(renewal) => State::Renewing {
                    renewal,
                    call: Some((self.inner.clone(), request)),
                    rounds: 1,
                },
                Err(error) => return Authorizing::failed(error),
            },
            Err(error) => return Authorizing::failed(error),
        };
        Authorizing {
            call: Some((self.shared.clone(), context)),
            state,
        }
    }
}

impl Shared {
    fn apply(&self, context: &Context, request: &mut Request) -> Result<Applied, Error> {
        let facts = &context.facts;
        if facts.auth == AuthClass::None {
            return Ok(Applied::Done(Grant::NONE));
        }
        if !context.base.is_origin_of(request.uri()) {
            return Err(Error::config(
                "the request isn't for the vendor's own host, so no credentials go with it",
            ));
        }
        self.authorizer.apply(facts, request)
    }

    fn renew(&self, context: &Context) -> Result<BoxFuture<'static, Result<(), Error>>, Error> {
        match &self.login {
            Some(login) => Ok(self.authorizer.renew(&context.facts, login.clone())),
            None => Err(Error::config("a login can't itself need a login")),
        }
    }

    fn ended(&self, context: &Context, grant: Grant, result: &mut Result<Reply, Error>) {
        match result {
            Ok(_) if context.facts.ends_session => self.authorizer.ended(grant),
            Err(error) if error.is_refusal() && self.authorizer.refused(&context.facts, grant) => {
                error.set_repeat(Repeat::Renewed);
            }
            _ => {}
        }
    }
}

pin_project! {
    /// The future of [`Authorized`].
    pub struct Authorizing<S: Service<Request>> {
        call: Option<(Arc<Shared>, Arc<Context>)>,
        #[pin]
        state: State<S>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<S: Service<Request>> {
        Failed { error: Early },
        Renewing {
            renewal: BoxFuture<'static, Result<(), Error>>,
            call: Option<(S, Request)>,
            rounds: u32,
        },
        Inner {
            #[pin]
            future: S::Future,
            grant: Grant,
        },
    }
}

impl<S: Service<Request>> Authorizing<S> {
    fn failed(error: Error) -> Self {
        Authorizing {
            call: None,
            state: State::Failed { error: Some(error) },
        }
    }
}

impl<S> Future for Authorizing<S>
where
    S: Service<Request, Response = Reply, Error = Error>,
{
    type Output = Result<Reply, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let next = match (this.state.as_mut().project(), &this.call) {
                (StateProjection::Failed { error }, _) => {
                    return Poll::Ready(Err(super::taken(error)));
                }
                (_, None) => return Poll::Ready(Err(super::taken(&mut None))),
                (StateProjection::Inner { future, grant }, Some((shared, context))) => {
                    let mut result = ready!(future.poll(cx));
                    shared.ended(context, *grant, &mut result);
                    return Poll::Ready(result);
                }
                (
                    StateProjection::Renewing {
                        renewal,
                        call,
                        rounds,
                    },
                    Some((shared, context)),
                ) => {
                    ready!(renewal.as_mut().poll(cx))?;
                    let Some((mut inner, mut request)) = call.take() else {
                        return Poll::Ready(Err(super::taken(&mut None)));
                    };
                    match shared.apply(context, &mut request)? {
                        Applied::Done(grant) => State::Inner {
                            future: inner.call(request),
                            grant,
                        },
                        Applied::NeedsLogin if *rounds < ROUNDS => State::Renewing {
                            renewal: shared.renew(context)?,
                            call: Some((inner, request)),
                            rounds: *rounds + 1,
                        },
                        Applied::NeedsLogin => {
                            return Poll::Ready(Err(Error::new(
                                ErrorKind::Auth,
                                "every new token is refused at once",
                            )));
                        }
                    }
                }
            };
            this.state.set(next);
        }
    }
}
