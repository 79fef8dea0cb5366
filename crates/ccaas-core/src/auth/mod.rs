//! Credentials: what is known from the start, tokens that have to be got, and who gets them.
//!
//! A vendor describes its scheme with [`Credentials`]: for each [`AuthClass`] the parts that go on
//! a request. A part is a header that is known from the start, or a token out of a
//! [`TokenCache`], which gets it from a [`TokenSource`].

mod cache;
mod credentials;
mod jwt;
pub mod oauth2;
mod token;

use http::header::HeaderName;
use secrecy::SecretString;

pub use cache::TokenCache;
pub use credentials::{Credentials, Part, Scheme};
pub use token::{ByOperation, Token, TokenSource};

use crate::context::Options;
use crate::engine::Exec;
use crate::frame::Frame;
use crate::{AuthClass, BoxFuture, Error, Facts, Operation, Request};

/// Puts credentials on requests, and learns from their refusal.
///
/// [`Credentials`] implements it for every scheme made of headers and tokens. Putting on is never a
/// wait: when a token is missing, [`apply`](Authorize::apply) says so, and the stack calls
/// [`renew`](Authorize::renew) and tries again.
pub trait Authorize: Send + Sync + 'static {
    /// Whether this scheme has an answer for a class. A vendor with an operation of another class
    /// is refused when the client is built.
    fn knows(&self, class: AuthClass) -> bool;

    /// Puts on what the class of the call asks for, where that is at hand.
    ///
    /// # Errors
    ///
    /// The request can't be authorized at all.
    fn apply(&self, facts: &Facts, request: &mut Request) -> Result<Applied, Error>;

    /// Gets what was missing. However many callers wait, one login is made.
    fn renew(&self, facts: &Facts, login: Login) -> BoxFuture<'static, Result<(), Error>>;

    /// The vendor refused what `grant` stands for. True if the call is worth one more try.
    fn refused(&self, facts: &Facts, grant: Grant) -> bool;

    /// An operation succeeded that ends the session of `grant`.
    fn ended(&self, _grant: Grant) {}

    /// The headers that a class puts on, with placeholders for their values: what a prepared
    /// request shows.
    fn placeholders(&self, class: AuthClass) -> Vec<(HeaderName, String)>;

    /// The cached token, to be put back in another process.
    fn export(&self) -> Option<SecretString> {
        None
    }

    /// Puts an exported token back.
    ///
    /// # Errors
    ///
    /// It isn't one, or this scheme has no tokens.
    fn import(&self, _saved: &SecretString) -> Result<(), Error> {
        Err(Error::config(
            "this vendor's credentials have no token to put back",
        ))
    }
}

/// Whether the credentials went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// They did.
    Done(Grant),
    /// A token has to be got first.
    NeedsLogin,
}

/// Which generation of a token a request went out with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant(pub(crate) u64);

impl Grant {
    /// No token: what the request carries never changes.
    pub const NONE: Grant = Grant(0);
}

/// Sends the operation that a login consists of.
///
/// It goes through a stack of its own (quotas, key credentials, one attempt) and has a deadline of
/// its own, so that a caller in a hurry doesn't break the login that a thousand others wait for.
#[derive(Clone)]
pub struct Login {
    pub(crate) exec: std::sync::Arc<dyn Exec>,
    pub(crate) frame: std::sync::Arc<Frame>,
    pub(crate) options: Options,
}

impl Login {
    /// Sends an operation, and decodes its reply.
    ///
    /// # Errors
    ///
    /// As any call.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        let mut encoded = self.frame.encode(&operation)?;
        encoded.facts.login = true;
        let (request, _) = self.frame.request(encoded, &self.options);
        let reply = self.exec.exec(request).await?;
        O::decode(reply)
            .map_err(|error| Error::from(error).of(self.frame.vendor, O::SPEC.id.into()))
    }
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Login")
    }
}
