//! Webhooks: the calls that a vendor makes to your own server.
//!
//! A vendor crate says what events there are and how they are signed, if they are. A [`Receiver`] does the
//! rest: it bounds the body, verifies who sent it, and reads the event. With the feature `axum`,
//! [`Received`] is an extractor.
//!
//! ```
//! use bytes::Bytes;
//! use ccaas_core::webhook::{Event, Receiver, Rejection, SharedSecret};
//!
//! /// Whatever arrives, as JSON. A vendor crate has an enum here.
//! struct Anything(serde_json::Value);
//!
//! impl Event for Anything {
//!     fn read(_: &http::request::Parts, body: Bytes) -> Result<Self, Rejection> {
//!         serde_json::from_slice(&body).map(Anything).map_err(Rejection::unreadable)
//!     }
//! }
//!
//! let secret = SharedSecret::in_query("token", "s3cret")?;
//! let receiver = Receiver::<Anything>::verified(secret);
//! let (head, ()) = http::Request::post("/hooks?token=s3cret").body(()).unwrap().into_parts();
//! let event = receiver.receive(&head, Bytes::from(r#"{"event": "new"}"#)).unwrap();
//! assert_eq!(event.0["event"], "new");
//! # Ok::<(), ccaas_core::Error>(())
//! ```

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, StatusCode};
use http_body_util::{BodyExt, Limited};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::error::BoxError;
use crate::vendor::require;
use crate::{EncodeError, Error};

/// The largest body that is read, unless told otherwise: events are small.
const LIMIT: usize = 1024 * 1024;

/// What a vendor calls about.
pub trait Event: Sized {
    /// Reads an event from a call whose sender was verified.
    ///
    /// What isn't known yet is an event too; only what can't be read at all is rejected.
    ///
    /// # Errors
    ///
    /// The body is none of the vendor's.
    fn read(head: &Parts, body: Bytes) -> Result<Self, Rejection>;
}

/// Tells whether a call is from the vendor.
pub trait Verify: Send + Sync + 'static {
    /// Passes a call, or rejects it.
    ///
    /// # Errors
    ///
    /// [`Rejection::unverified`], and never why.
    fn verify(&self, head: &Parts, body: &[u8]) -> Result<(), Rejection>;
}

/// Whether two secrets are the same, in a time that doesn't tell how much of them is.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    // Hashed first, because the time would tell whether they are of one length.
    Sha256::digest(one).ct_eq(&Sha256::digest(other)).into()
}

/// A secret that you chose yourself, and wrote into the URL or the header that the vendor calls with.
///
/// It keeps out those who don't know the URL. It doesn't tell whether the body was changed on the way, nor
/// whether an old call is played again, and whoever sees the URL in a log knows it: take https, and
/// believe of an event only what the vendor's API confirms.
#[derive(Clone)]
pub struct SharedSecret {
    place: Place,
    secret: SecretString,
}

#[derive(Clone)]
enum Place {
    Header(HeaderName),
    Query(String),
}

impl SharedSecret {
    /// A secret in a header.
    ///
    /// # Errors
    ///
    /// The name can't be a header's, or the secret is empty.
    pub fn in_header(name: &str, secret: impl Into<SecretString>) -> Result<Self, Error> {
        let name = HeaderName::try_from(name).map_err(|_| {
            let error = EncodeError::new(name.escape_debug().to_string(), "is no header's name");
            Error::config(error.to_string())
        })?;
        SharedSecret::new(Place::Header(name), secret.into())
    }

    /// A secret in a parameter of the URL's query.
    ///
    /// # Errors
    ///
    /// The name or the secret is empty.
    pub fn in_query(
        name: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> Result<Self, Error> {
        let name = name.into();
        require("the parameter's name", &name)?;
        SharedSecret::new(Place::Query(name), secret.into())
    }

    fn new(place: Place, secret: SecretString) -> Result<Self, Error> {
        require("the webhook's secret", secret.expose_secret())?;
        Ok(SharedSecret { place, secret })
    }

    fn is(&self, given: &[u8]) -> bool {
        same(self.secret.expose_secret().as_bytes(), given)
    }
}

impl Verify for SharedSecret {
    fn verify(&self, head: &Parts, _: &[u8]) -> Result<(), Rejection> {
        let known = match &self.place {
            Place::Header(name) => head
                .headers
                .get(name)
                .is_some_and(|given| self.is(given.as_bytes())),
            Place::Query(name) => {
                let query = head.uri.query().unwrap_or_default();
                url::form_urlencoded::parse(query.as_bytes())
                    .find(|(key, _)| key == name)
                    .is_some_and(|(_, given)| self.is(given.as_bytes()))
            }
        };
        if known {
            Ok(())
        } else {
            Err(Rejection::unverified())
        }
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Header(name) => write!(f, "SharedSecret(header {name})"),
            Place::Query(name) => write!(f, "SharedSecret(query {name})"),
        }
    }
}

/// Takes a vendor's calls: bounded, verified and read.
///
/// Cheap to clone. As axum's state it is what [`Received`] needs.
pub struct Receiver<E> {
    verify: Option<Arc<dyn Verify>>,
    limit: usize,
    event: PhantomData<fn() -> E>,
}

impl<E: Event> Receiver<E> {
    /// Takes only calls that `by` passes.
    pub fn verified(by: impl Verify) -> Self {
        Receiver {
            verify: Some(Arc::new(by)),
            limit: LIMIT,
            event: PhantomData,
        }
    }

    /// Takes calls from anybody. For where something in front of your server verifies them.
    pub fn unverified() -> Self {
        Receiver {
            verify: None,
            limit: LIMIT,
            event: PhantomData,
        }
    }

    /// The largest body that is read: 1 MiB by default.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Takes a call whose body was read already.
    ///
    /// # Errors
    ///
    /// A [`Rejection`], whose status is the answer to give.
    pub fn receive(&self, head: &Parts, body: impl Into<Bytes>) -> Result<E, Rejection> {
        let body = body.into();
        if body.len() > self.limit {
            return Err(Rejection::too_large(self.limit));
        }
        if let Some(verify) = &self.verify {
            verify.verify(head, &body)?;
        }
        E::read(head, body)
    }

    /// Takes a call as it arrives, and reads no more of its body than may be.
    ///
    /// # Errors
    ///
    /// A [`Rejection`], whose status is the answer to give.
    pub async fn receive_request<B>(&self, request: http::Request<B>) -> Result<E, Rejection>
    where
        B: http_body::Body,
        B::Error: Into<BoxError>,
    {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, self.limit).collect().await;
        let body = body.map_err(|error| {
            if error.is::<http_body_util::LengthLimitError>() {
                Rejection::too_large(self.limit)
            } else {
                Rejection::unreadable(error)
            }
        })?;
        self.receive(&head, body.to_bytes())
    }
}

impl<E> Clone for Receiver<E> {
    fn clone(&self) -> Self {
        Receiver {
            verify: self.verify.clone(),
            limit: self.limit,
            event: PhantomData,
        }
    }
}

impl<E> fmt::Debug for Receiver<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("verified", &self.verify.is_some())
            .field("limit", &self.limit)
            .finish()
    }
}

/// Why a call was not taken.
#[derive(Debug)]
pub struct Rejection(Why);

#[derive(Debug)]
enum Why {
    Unverified,
    TooLarge(usize),
    Unreadable(BoxError),
}

impl Rejection {
    /// The sender isn't known.
    pub const fn unverified() -> Self {
        Rejection(Why::Unverified)
    }

    /// The body is larger than this many bytes.
    pub const fn too_large(limit: usize) -> Self {
        Rejection(Why::TooLarge(limit))
    }

    /// The body is none of the vendor's.
    pub fn unreadable(error: impl Into<BoxError>) -> Self {
        Rejection(Why::Unreadable(error.into()))
    }

    /// The status to answer with: 401, 413 or 400.
    pub const fn status(&self) -> StatusCode {
        match self.0 {
            Why::Unverified => StatusCode::UNAUTHORIZED,
            Why::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Why::Unreadable(_) => StatusCode::BAD_REQUEST,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Why::Unverified => f.write_str("the sender of the webhook isn't known"),
            Why::TooLarge(limit) => write!(f, "the webhook is larger than {limit} bytes"),
            Why::Unreadable(_) => f.write_str("the webhook can't be read"),
        }
    }
}

impl std::error::Error for Rejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Why::Unreadable(error) => Some(&**error),
            Why::Unverified | Why::TooLarge(_) => None,
        }
    }
}

/// An event, as axum extracts it from a call. The router's state is the [`Receiver`], or gives one.
#[cfg(feature = "axum")]
#[derive(Clone, Copy, Debug)]
pub struct Received<E>(pub E);

#[cfg(feature = "axum")]
impl<S, E> axum_core::extract::FromRequest<S> for Received<E>
where
    S: Send + Sync,
    E: Event,
    Receiver<E>: axum_core::extract::FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(
        request: axum_core::extract::Request,
        state: &S,
    ) -> Result<Self, Rejection> {
        use axum_core::extract::FromRef;
        let receiver = Receiver::<E>::from_ref(state);
        receiver.receive_request(request).await.map(Received)
    }
}

#[cfg(feature = "axum")]
impl axum_core::response::IntoResponse for Rejection {
    fn into_response(self) -> axum_core::response::Response {
        (self.status(), self.to_string()).into_response()
    }
}
