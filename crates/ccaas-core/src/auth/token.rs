//! A token, and where it comes from.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{Login, jwt};
use crate::{BoxFuture, Error, Operation};

/// Gets tokens: by a login, by a grant.
pub trait TokenSource: Send + Sync + 'static {
    /// Gets a new token. `refresh` is the refresh token that came with the last one.
    fn obtain(
        &self,
        login: Login,
        refresh: Option<SecretString>,
    ) -> BoxFuture<'static, Result<Token, Error>>;
}

/// Gets a token by sending one operation.
///
/// ```
/// # use ccaas_core::doctest::GetCase;
/// use ccaas_core::auth::{ByOperation, Scheme, Token, TokenCache};
///
/// let login = GetCase::new(42); // the vendor's own login
/// let source = ByOperation::new(login, |answer| Token::jwt(answer["token"].to_string()));
/// let cache = TokenCache::new(Scheme::Bearer, source);
/// # drop(cache);
/// ```
pub struct ByOperation<O: Operation> {
    operation: O,
    token: fn(O::Output) -> Token,
}

impl<O: Operation + Clone> ByOperation<O> {
    /// A source that sends `operation` each time, and takes the token out of its output.
    pub fn new(operation: O, token: fn(O::Output) -> Token) -> Self {
        ByOperation { operation, token }
    }
}

impl<O: Operation> std::fmt::Debug for ByOperation<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ByOperation({})", O::SPEC.id)
    }
}

impl<O: Operation + Clone> TokenSource for ByOperation<O> {
    fn obtain(
        &self,
        login: Login,
        _refresh: Option<SecretString>,
    ) -> BoxFuture<'static, Result<Token, Error>> {
        let (operation, token) = (self.operation.clone(), self.token);
        Box::pin(async move { login.send(operation).await.map(token) })
    }
}

/// A token that lets its bearer in.
///
/// ```
/// use std::time::Duration;
/// use ccaas_core::auth::Token;
///
/// let token = Token::new("t-1").expires_in(Duration::from_secs(3600));
/// assert!(!format!("{token:?}").contains("t-1"));
/// ```
#[derive(Clone, Debug)]
pub struct Token {
    pub(super) access: SecretString,
    pub(super) refresh: Option<SecretString>,
    pub(super) lifetime: Option<Duration>,
}

impl Token {
    /// A token of which it isn't known how long it works: until it is refused.
    pub fn new(access: impl Into<SecretString>) -> Self {
        Token {
            access: access.into(),
            refresh: None,
            lifetime: None,
        }
    }

    /// A JWT, which says by itself how long it works.
    ///
    /// The life time is the span from `iat` to `exp`, so that a wrong clock on either side does no
    /// harm; without `iat` it is counted from now. What isn't a JWT is a token all the same.
    pub fn jwt(access: impl Into<SecretString>) -> Self {
        let access = access.into();
        let lifetime = jwt::lifetime(access.expose_secret(), jiff::Timestamp::now());
        Token {
            access,
            refresh: None,
            lifetime,
        }
    }

    /// Sets how long it works, from now.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// Sets the refresh token.
    #[must_use]
    pub fn refresh(mut self, refresh: impl Into<SecretString>) -> Self {
        self.refresh = Some(refresh.into());
        self
    }
}

/// A token on its way into another process.
#[derive(Serialize, Deserialize)]
pub(super) struct Saved {
    access: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<jiff::Timestamp>,
}

impl Saved {
    pub(super) fn export(token: &Token, left: Option<Duration>) -> Option<SecretString> {
        let expires_at = left.and_then(|left| {
            jiff::Timestamp::now()
                .checked_add(jiff::SignedDuration::try_from(left).ok()?)
                .ok()
        });
        let saved = Saved {
            access: token.access.expose_secret().to_owned(),
            refresh: token
                .refresh
                .as_ref()
                .map(|refresh| refresh.expose_secret().to_owned()),
            expires_at,
        };
        serde_json::to_string(&saved).ok().map(SecretString::from)
    }

    pub(super) fn import(saved: &SecretString) -> Result<Token, Error> {
        // The parser's own message could quote the secret.
        let saved: Saved = serde_json::from_str(saved.expose_secret())
            .map_err(|_| Error::config("this is no token that a client exported"))?;
        let left = saved.expires_at.map(|at| {
            Duration::try_from(at.duration_since(jiff::Timestamp::now())).unwrap_or(Duration::ZERO)
        });
        Ok(Token {
            access: saved.access.into(),
            refresh: saved.refresh.map(SecretString::from),
            lifetime: left,
        })
    }
}
