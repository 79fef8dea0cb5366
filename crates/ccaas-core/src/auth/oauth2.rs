//! The grants of OAuth 2 that need no browser, as RFC 6749 writes them.
//!
//! A vendor says which operation its token endpoint is; [`OAuth2`] is then a
//! [`TokenSource`]: it uses the refresh token while there is one, keeps the old one when no new one
//! comes, and falls back to the first grant when it is refused.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::{Login, Token, TokenSource};
use crate::encoder::Encoder;
use crate::types::Secret;
use crate::{BoxFuture, Error, ErrorKind, Operation};

/// What a token is asked for with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Grant {
    /// The client's own credentials, which go into the `Authorization` header.
    ClientCredentials,
    /// A user's name and password.
    Password {
        /// The user's name.
        username: String,
        /// The user's password.
        password: Secret,
    },
    /// The refresh token of an earlier answer.
    RefreshToken(Secret),
}

impl Grant {
    /// Writes the form that a token endpoint takes; a scope is sent where there is one.
    pub fn encode(&self, request: &mut Encoder, scope: Option<&str>) {
        match self {
            Grant::ClientCredentials => {
                request.form([("grant_type", Some("client_credentials")), ("scope", scope)]);
            }
            Grant::Password { username, password } => request.form([
                ("grant_type", Some("password")),
                ("username", Some(username)),
                ("password", Some(password.shown())),
                ("scope", scope),
            ]),
            Grant::RefreshToken(token) => request.form([
                ("grant_type", Some("refresh_token")),
                ("refresh_token", Some(token.shown())),
                ("scope", scope),
            ]),
        }
    }
}

/// The answer of a token endpoint.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct TokenAnswer {
    /// The token.
    pub access_token: Secret,
    /// How it is sent, `Bearer` nearly always.
    #[serde(default)]
    pub token_type: Option<String>,
    /// How long it works, in seconds.
    #[serde(default, deserialize_with = "crate::types::lenient::optional")]
    pub expires_in: Option<u64>,
    /// What a new one can be had with.
    #[serde(default)]
    pub refresh_token: Option<Secret>,
    /// What it is good for.
    #[serde(default)]
    pub scope: Option<String>,
}

impl From<TokenAnswer> for Token {
    fn from(answer: TokenAnswer) -> Self {
        let mut token = Token::new(answer.access_token.expose());
        if let Some(seconds) = answer.expires_in {
            token = token.expires_in(Duration::from_secs(seconds));
        }
        if let Some(refresh) = &answer.refresh_token {
            token = token.refresh(refresh.expose());
        }
        token
    }
}

/// Gets tokens by a grant, and by the refresh tokens that come with them.
pub struct OAuth2<O> {
    first: Grant,
    operation: Arc<dyn Fn(Grant) -> O + Send + Sync>,
}

impl<O: Operation<Output = TokenAnswer>> OAuth2<O> {
    /// A source that begins with `first`. `operation` makes the call to the token endpoint.
    pub fn new(first: Grant, operation: impl Fn(Grant) -> O + Send + Sync + 'static) -> Self {
        OAuth2 {
            first,
            operation: Arc::new(operation),
        }
    }
}

impl<O> std::fmt::Debug for OAuth2<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OAuth2")
    }
}

impl<O: Operation<Output = TokenAnswer>> TokenSource for OAuth2<O> {
    fn obtain(
        &self,
        login: Login,
        refresh: Option<SecretString>,
    ) -> BoxFuture<'static, Result<Token, Error>> {
        let first = self.first.clone();
        let operation = self.operation.clone();
        Box::pin(async move {
            if let Some(refresh) = refresh {
                let grant = Grant::RefreshToken(refresh.clone().into());
                match login.send(operation(grant)).await {
                    Ok(answer) => {
                        let mut token = Token::from(answer);
                        token.refresh = token.refresh.or(Some(refresh));
                        return Ok(token);
                    }
                    // An answer that refuses it: it ran out, or was used before.
                    Err(error)
                        if matches!(error.kind(), ErrorKind::Auth | ErrorKind::Api)
                            && !error.is_retryable() => {}
                    Err(error) => return Err(error),
                }
            }
            login.send(operation(first)).await.map(Token::from)
        })
    }
}
