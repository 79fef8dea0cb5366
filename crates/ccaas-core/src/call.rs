//! One operation on its way: what is different for this one call, then `.await`.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};

use http::header::{HeaderMap, HeaderName};
use serde::de::DeserializeOwned;

use crate::context::{Context, Options};
use crate::encoder::{Encoded, header_value};
use crate::prepared::Prepared;
use crate::quota::Permit;
use crate::types::secret::hiding;
use crate::{BoxFuture, Client, DecodeError, Effect, Error, Operation, Reply, Vendor};

/// An operation that is about to be sent. Awaiting it sends it; to spawn it or to join it with others,
/// take its future with [`into_future`](IntoFuture::into_future).
///
/// What is set here holds for this one call and comes before the client's defaults.
///
/// # Cancellation
///
/// Dropping the call, or its future, at any point gives everything back: a place in a queue, a
/// lease, a login that others wait for. Whether the vendor got the request is then not known.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<O: Operation> {
    client: Client<O::Vendor>,
    operation: O,
    policy: Policy,
}

/// What a call, or each page of a list, is sent with.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) options: Options,
    headers: HeaderMap,
    effect: Option<Effect>,
    broken: Option<String>,
}

impl Policy {
    pub(crate) fn new(options: Options) -> Self {
        Policy {
            options,
            headers: HeaderMap::new(),
            effect: None,
            broken: None,
        }
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        let parsed = HeaderName::try_from(name)
            .map_err(|_| format!("header: \"{}\" is no header's name", name.escape_debug()))
            .and_then(|name| {
                let value = header_value(&name, value).map_err(|error| error.to_string())?;
                Ok((name, value))
            });
        match parsed {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(reason) => self.broken = Some(reason),
        }
    }

    pub(crate) fn set_effect(&mut self, effect: Effect) {
        self.effect = Some(effect);
    }

    /// Encodes an operation as this call sends it.
    pub(crate) fn encode<O: Operation>(
        &self,
        client: &Client<O::Vendor>,
        operation: &O,
    ) -> Result<Encoded, Error> {
        let mut encoded = client.frame().encode(operation);
        if let Ok(encoded) = &mut encoded {
            self.amend(encoded)?;
        }
        encoded
    }

    fn amend(&self, encoded: &mut Encoded) -> Result<(), Error> {
        if let Some(reason) = &self.broken {
            return Err(Error::new(crate::ErrorKind::Encode, reason.clone()));
        }
        encoded.facts.priority = self.options.priority;
        if let Some(effect) = self.effect {
            encoded.facts.effect = effect;
        }
        if !self.headers.is_empty() {
            for (name, value) in &self.headers {
                encoded.headers.insert(name.clone(), value.clone());
            }
        }
        Ok(())
    }

    /// Begins a call.
    pub(crate) fn begin<O: Operation, T>(
        &self,
        client: &Client<O::Vendor>,
        operation: &O,
        decode: fn(Reply) -> Result<T, DecodeError>,
    ) -> Sending<T> {
        let state = match self.encode(client, operation) {
            Err(error) => State::Failed(Some(
                error.of(<O::Vendor as Vendor>::NAME, O::SPEC.id.into()),
            )),
            Ok(encoded) => {
                let (request, context) = client.frame().request(encoded, &self.options);
                State::Sent(client.exec().exec(request), context)
            }
        };
        Sending {
            state,
            decode,
            output: PhantomData,
        }
    }
}

/// The setters that [`Call`], [`Items`](crate::Items) and [`Pages`](crate::Pages) share.
macro_rules! policy_setters {
    ($policy:ident $(. $path:ident)*) => {
        /// The time that one attempt may take.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.$policy$(.$path)*.options.timeout = Some(timeout);
            self
        }

        /// The time that the whole call may take, all attempts and all waiting included.
        pub fn deadline(mut self, deadline: ::std::time::Duration) -> Self {
            self.$policy$(.$path)*.options.deadline = Some(deadline);
            self
        }

        /// How the call is repeated.
        pub fn retry(mut self, retry: $crate::Retry) -> Self {
            self.$policy$(.$path)*.options.retry = retry;
            self
        }

        /// Who goes first where calls wait for a quota.
        pub fn priority(mut self, priority: $crate::Priority) -> Self {
            self.$policy$(.$path)*.options.priority = priority;
            self
        }

        /// Sends one more header. A name or value that can't be one is an error when the call is
        /// awaited. Credentials can't be replaced this way: they go on last.
        pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
            self.$policy$(.$path)*.header(name.as_ref(), value.as_ref());
            self
        }

        /// Says what sending this twice does, where you know better than the operation: for a create
        /// whose id you chose yourself, for example.
        pub fn idempotency(mut self, effect: $crate::Effect) -> Self {
            self.$policy$(.$path)*.set_effect(effect);
            self
        }
    };
}
pub(crate) use policy_setters;

impl<O: Operation> Call<O> {
    pub(crate) fn new(client: Client<O::Vendor>, operation: O) -> Self {
        let policy = client.policy();
        Call {
            client,
            operation,
            policy,
        }
    }

    policy_setters!(policy);

    /// The reply as it came, once it was judged a success.
    pub fn raw(self) -> Sending<Reply> {
        self.policy.begin(&self.client, &self.operation, Ok)
    }

    /// The output, and the reply that it was read from.
    pub fn with_reply(self) -> Sending<(O::Output, Reply)> {
        self.policy.begin(&self.client, &self.operation, |reply| {
            Ok((O::decode(reply.clone())?, reply))
        })
    }

    /// The payload as a type of your own, inside the vendor's envelope.
    pub fn decode_as<T: DeserializeOwned>(self) -> Sending<T> {
        self.policy
            .begin(&self.client, &self.operation, |reply| O::payload(&reply))
    }

    /// The request that would go out, without credentials, to be looked at or printed.
    ///
    /// Nothing is sent.
    ///
    /// # Errors
    ///
    /// The parameters can't be sent.
    pub fn prepare(&self) -> Result<Prepared, Error> {
        let encoded = hiding(|| self.policy.encode(&self.client, &self.operation))?;
        let placeholders = self.client.authorizer().placeholders(encoded.facts.auth);
        Ok(Prepared::new(encoded, placeholders))
    }
}

impl<O: Operation> std::fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("operation", &O::SPEC.id)
            .finish_non_exhaustive()
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Output, Error>;
    type IntoFuture = Sending<O::Output>;

    fn into_future(self) -> Sending<O::Output> {
        self.policy.begin(&self.client, &self.operation, O::decode)
    }
}

/// A call under way: the future of a [`Call`].
#[must_use = "a call does nothing until it is awaited"]
pub struct Sending<T> {
    state: State,
    decode: fn(Reply) -> Result<T, DecodeError>,
    output: PhantomData<fn() -> T>,
}

enum State {
    Failed(Option<Error>),
    Sent(BoxFuture<'static, Result<Reply, Error>>, Arc<Context>),
}

impl<T> Sending<T> {
    /// What the call was lent and kept.
    pub(crate) fn take_lease(&self) -> Option<Permit> {
        match &self.state {
            State::Failed(_) => None,
            State::Sent(_, context) => context.take_lease(),
        }
    }

    /// The error that ends this call from the outside, with how far the call has come.
    pub(crate) fn ended_by(&self, error: Error) -> Error {
        match &self.state {
            State::Failed(_) => error,
            State::Sent(_, context) => context.finish(error),
        }
    }
}

impl<T> Future for Sending<T> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let (future, context) = match &mut this.state {
            State::Failed(error) => return Poll::Ready(Err(crate::middleware::taken(error))),
            State::Sent(future, context) => (future, context),
        };
        let reply = match ready!(future.as_mut().poll(cx)) {
            Ok(reply) => reply,
            // It comes out of a layer around the call, above those that fill this in.
            Err(error) if error.operation().is_empty() => {
                return Poll::Ready(Err(context.finish(error)));
            }
            Err(error) => return Poll::Ready(Err(error)),
        };
        let status = reply.status;
        Poll::Ready(
            (this.decode)(reply)
                .map_err(|error| context.finish(Error::from(error).with_status(status))),
        )
    }
}

impl<T> std::fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sending")
    }
}
