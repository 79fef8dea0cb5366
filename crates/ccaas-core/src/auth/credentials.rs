//! A scheme made of headers and tokens.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::{Applied, Authorize, Grant, Login, TokenCache};
use crate::{AuthClass, BoxFuture, Error, Facts, Request};

/// What each [`AuthClass`] of a vendor puts on a request.
///
/// ```
/// use ccaas_core::AuthClass;
/// use ccaas_core::auth::{Credentials, Part};
/// use http::HeaderName;
///
/// let name = HeaderName::from_static("x-api-key");
/// let key = Part::header(name, &"k-1".into(), "$ACME_API_KEY")?;
/// let credentials = Credentials::new().class(AuthClass::Key, [key]);
/// # Ok::<(), ccaas_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    classes: Vec<(AuthClass, Vec<Part>)>,
}

impl Credentials {
    /// A scheme that knows no class but [`AuthClass::None`].
    pub fn new() -> Self {
        Credentials::default()
    }

    /// Says what a class puts on.
    #[must_use]
    pub fn class(mut self, class: AuthClass, parts: impl IntoIterator<Item = Part>) -> Self {
        self.classes.push((class, parts.into_iter().collect()));
        self
    }

    fn parts(&self, class: AuthClass) -> &[Part] {
        self.classes
            .iter()
            .find(|(known, _)| *known == class)
            .map_or(&[], |(_, parts)| parts)
    }

    fn caches(&self) -> impl Iterator<Item = &Arc<TokenCache>> {
        self.classes
            .iter()
            .flat_map(|(_, parts)| parts)
            .filter_map(|part| match &part.0 {
                Kind::Token(cache) => Some(cache),
                Kind::Header { .. } | Kind::Signature { .. } => None,
            })
    }

    fn cache(&self, class: AuthClass) -> Option<&Arc<TokenCache>> {
        self.parts(class).iter().find_map(|part| match &part.0 {
            Kind::Token(cache) => Some(cache),
            Kind::Header { .. } | Kind::Signature { .. } => None,
        })
    }

    pub(super) fn token_part(cache: Arc<TokenCache>) -> Part {
        Part(Kind::Token(cache))
    }
}

/// One thing that goes on a request.
#[derive(Clone, Debug)]
pub struct Part(Kind);

#[derive(Clone)]
enum Kind {
    Header {
        name: HeaderName,
        value: HeaderValue,
        placeholder: String,
    },
    Token(Arc<TokenCache>),
    Signature {
        name: HeaderName,
        sign: Arc<Sign>,
        placeholder: String,
    },
}

type Sign = dyn Fn(&[u8]) -> String + Send + Sync;

/// Tells the kind, never the value.
impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Kind::Header { name, .. } => write!(f, "Header({name})"),
            Kind::Token(_) => f.write_str("Token"),
            Kind::Signature { name, .. } => write!(f, "Signature({name})"),
        }
    }
}

impl Part {
    /// A header that is known from the start. The placeholder stands for its value where a request
    /// is shown, `$ACME_API_KEY` for example.
    ///
    /// # Errors
    ///
    /// The value can't stand in a header.
    pub fn header(
        name: HeaderName,
        value: &SecretString,
        placeholder: impl Into<String>,
    ) -> Result<Self, Error> {
        Ok(Part(Kind::Header {
            value: hidden_value(&name, value.expose_secret())?,
            name,
            placeholder: placeholder.into(),
        }))
    }

    /// Basic credentials.
    ///
    /// # Errors
    ///
    /// The user name has a colon in it: the server would split there.
    pub fn basic(
        user: &str,
        password: &SecretString,
        placeholder: impl Into<String>,
    ) -> Result<Self, Error> {
        if user.contains(':') {
            return Err(Error::config(
                "the user name of Basic credentials can't hold a colon",
            ));
        }
        let pair = SecretString::from(format!("{user}:{}", password.expose_secret()));
        let encoded = STANDARD.encode(pair.expose_secret());
        let value = SecretString::from(format!("Basic {encoded}"));
        Part::header(
            AUTHORIZATION,
            &value,
            format!("Basic {}", placeholder.into()),
        )
    }

    /// A signature over the body: `sign` gets the very bytes that are sent, none for no body.
    ///
    /// A body that is a stream can't be signed: a call with one fails before it is sent.
    pub fn signature(
        name: HeaderName,
        sign: impl Fn(&[u8]) -> String + Send + Sync + 'static,
        placeholder: impl Into<String>,
    ) -> Self {
        Part(Kind::Signature {
            name,
            sign: Arc::new(sign),
            placeholder: placeholder.into(),
        })
    }

    /// A token that was handed over as it is, and is never renewed.
    ///
    /// # Errors
    ///
    /// It can't stand in a header.
    pub fn fixed_token(
        scheme: Scheme,
        token: &SecretString,
        placeholder: impl Into<String>,
    ) -> Result<Self, Error> {
        Ok(Part(Kind::Header {
            name: AUTHORIZATION,
            value: scheme.header(token)?,
            placeholder: scheme.shown(&placeholder.into()),
        }))
    }
}

/// How a token stands in the `Authorization` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `Bearer <token>`.
    Bearer,
    /// The token and nothing else.
    Bare,
}

impl Scheme {
    pub(super) fn header(self, token: &SecretString) -> Result<HeaderValue, Error> {
        match self {
            Scheme::Bare => hidden_value(&AUTHORIZATION, token.expose_secret()),
            Scheme::Bearer => {
                let value = SecretString::from(self.shown(token.expose_secret()));
                hidden_value(&AUTHORIZATION, value.expose_secret())
            }
        }
    }

    fn shown(self, token: &str) -> String {
        match self {
            Scheme::Bare => token.to_owned(),
            Scheme::Bearer => format!("Bearer {token}"),
        }
    }
}

/// A header's value that no `Debug` shows.
fn hidden_value(name: &HeaderName, value: &str) -> Result<HeaderValue, Error> {
    let mut value = crate::encoder::header_value(name, value)
        .map_err(|error| Error::config(error.to_string()))?;
    value.set_sensitive(true);
    Ok(value)
}

impl Authorize for Credentials {
    fn knows(&self, class: AuthClass) -> bool {
        class == AuthClass::None || self.classes.iter().any(|(known, _)| *known == class)
    }

    fn apply(&self, facts: &Facts, request: &mut Request) -> Result<Applied, Error> {
        let mut grant = Grant::NONE;
        for part in self.parts(facts.auth) {
            match &part.0 {
                Kind::Header { name, value, .. } => {
                    request.headers_mut().insert(name.clone(), value.clone());
                }
                Kind::Token(cache) => match cache.header() {
                    Ok((value, of)) => {
                        grant = of;
                        request.headers_mut().insert(AUTHORIZATION, value);
                    }
                    Err(applied) => return Ok(applied),
                },
                Kind::Signature { name, sign, .. } => {
                    let Some(body) = request.body().as_bytes() else {
                        return Err(Error::config(
                            "a body that is a stream can't be signed; give it whole",
                        ));
                    };
                    let value = hidden_value(name, &sign(body))?;
                    request.headers_mut().insert(name.clone(), value);
                }
            }
        }
        Ok(Applied::Done(grant))
    }

    fn renew(&self, facts: &Facts, login: Login) -> BoxFuture<'static, Result<(), Error>> {
        match self.cache(facts.auth) {
            Some(cache) => cache.renew(login),
            None => Box::pin(async { Ok(()) }),
        }
    }

    fn refused(&self, facts: &Facts, grant: Grant) -> bool {
        self.cache(facts.auth)
            .is_some_and(|cache| cache.refused(grant))
    }

    fn ended(&self, grant: Grant) {
        for cache in self.caches() {
            cache.end_session(grant);
        }
    }

    fn placeholders(&self, class: AuthClass) -> Vec<(HeaderName, String)> {
        self.parts(class)
            .iter()
            .map(|part| match &part.0 {
                Kind::Header {
                    name, placeholder, ..
                }
                | Kind::Signature {
                    name, placeholder, ..
                } => (name.clone(), placeholder.clone()),
                Kind::Token(cache) => (AUTHORIZATION, cache.scheme().shown("$TOKEN")),
            })
            .collect()
    }

    fn export(&self) -> Option<SecretString> {
        self.caches().find_map(|cache| cache.export())
    }

    fn import(&self, saved: &SecretString) -> Result<(), Error> {
        match self.caches().next() {
            Some(cache) => cache.import(saved),
            None => Err(Error::config(
                "this vendor's credentials have no token to put back",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Body, Method, Spec};

    fn signed(body: Body) -> Result<Option<HeaderValue>, Error> {
        let name = HeaderName::from_static("x-signature");
        let sign = |body: &[u8]| format!("{} bytes", body.len());
        let part = Part::signature(name.clone(), sign, "$SIGNATURE");
        let credentials = Credentials::new().class(AuthClass::Signed, [part]);
        let spec = Spec::new("t.c", Method::POST, "/t").auth(AuthClass::Signed);
        let mut request = Request::new(body);
        credentials.apply(&Facts::of(&spec), &mut request)?;
        Ok(request.headers_mut().remove(name))
    }

    #[test]
    fn the_bytes_that_are_sent_are_signed() {
        assert_eq!(signed("abc".to_owned().into()).unwrap().unwrap(), "3 bytes");
        assert_eq!(signed(Body::empty()).unwrap().unwrap(), "0 bytes");
    }

    #[test]
    fn a_stream_is_not_signed() {
        let stream = Body::once(Box::pin(futures_util::stream::empty()));
        signed(stream).unwrap_err();
    }

    #[test]
    fn a_colon_in_the_user_name_is_refused() {
        Part::basic("a:b", &"secret".into(), "$X").unwrap_err();
    }

    #[test]
    fn nothing_of_a_credential_is_shown() {
        let name = HeaderName::from_static("x-api-key");
        let part = Part::header(name, &"s3cret".into(), "$KEY").unwrap();
        let credentials = Credentials::new().class(AuthClass::Key, [part]);
        assert!(!format!("{credentials:?}").contains("s3cret"));
        assert_eq!(credentials.placeholders(AuthClass::Key)[0].1, "$KEY");
    }
}
