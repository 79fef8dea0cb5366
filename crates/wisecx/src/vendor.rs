//! The vendor: where it lives, who may enter, what it limits, how it fails.

use std::sync::Arc;
use std::time::Duration;

use ccaas_core::auth::{Authorize, ByOperation, Credentials, Part, Scheme, Token, TokenCache};
use ccaas_core::quota::Quota;
use ccaas_core::{
    ApiError, AuthClass, BaseUrl, DecodeError, Environment, Error, Facts, Reply, Spec, Variable,
    Vendor, Verdict, require,
};
use http::{HeaderName, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::OPERATIONS;
use crate::auth::Authenticate;

/// Where the service lives, unless another base URL is set.
pub const BASE_URL: &str = "https://api.wcx.cloud/core/v1";

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const REQUEST_ID: &str = "x-amzn-requestid";

/// How long a token works. Its answer doesn't say, and the token can't be read.
const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// WiseCX, and how you get in.
///
/// ```
/// use wisecx::{Client, WiseCx};
///
/// let client = Client::new(WiseCx::new("api-user", "api-key"))?;
/// # Ok::<(), wisecx::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct WiseCx {
    base_url: BaseUrl,
    user: String,
    api_key: SecretString,
}

impl WiseCx {
    /// The environment variables that [`from_env`](WiseCx::from_env) reads.
    pub const VARIABLES: &'static [Variable] = &[
        Variable::optional("WISECX_BASE_URL", "the base URL, if it isn't the usual one"),
        Variable::required("WISECX_USER", "the user's name that the API key belongs to"),
        Variable::required("WISECX_API_KEY", "the API key"),
    ];

    /// With an API key and the name of the user it was generated for, both from Settings, Channels, API.
    pub fn new(user: impl Into<String>, api_key: impl Into<SecretString>) -> Self {
        WiseCx {
            base_url: BaseUrl::new(BASE_URL),
            user: user.into(),
            api_key: api_key.into(),
        }
    }

    /// Reads the settings from the environment: see [`VARIABLES`](WiseCx::VARIABLES).
    ///
    /// # Errors
    ///
    /// A variable is missing; the error names it.
    pub fn from_env() -> Result<Self, Error> {
        WiseCx::from_environment(&Environment::process())
    }

    /// Reads the settings from an environment made by hand.
    ///
    /// # Errors
    ///
    /// A variable is missing; the error names it.
    pub fn from_environment(environment: &Environment) -> Result<Self, Error> {
        let user = environment.required("WISECX_USER")?;
        let api_key = environment.required("WISECX_API_KEY")?;
        let vendor = WiseCx::new(user, api_key);
        Ok(match environment.optional("WISECX_BASE_URL") {
            Some(base_url) => vendor.base_url(base_url),
            None => vendor,
        })
    }

    /// Sets the base URL.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<BaseUrl>) -> Self {
        self.base_url = base_url.into();
        self
    }
}

impl Vendor for WiseCx {
    const NAME: &'static str = "wisecx";
    const OPERATIONS: &'static [Spec] = OPERATIONS;

    fn validate(&self) -> Result<(), Error> {
        self.base_url.check("base_url")?;
        require("user", &self.user)?;
        require("api_key", self.api_key.expose_secret())
    }

    fn origin(&self, _: &Facts) -> &BaseUrl {
        &self.base_url
    }

    /// The key goes along with every call: the vendor's document asks for it at the login only, but the
    /// service answers 403 to a token without it.
    fn credentials(&self) -> Result<Arc<dyn Authorize>, Error> {
        let key = Part::header(API_KEY, &self.api_key, "$WISECX_API_KEY")?;
        let login = ByOperation::new(Authenticate::new(&self.user), |answer| {
            Token::new(answer.token.expose()).expires_in(TOKEN_LIFETIME)
        });
        let token = TokenCache::new(Scheme::Bearer, login);
        Ok(Arc::new(
            Credentials::new()
                .class(AuthClass::Key, [key.clone()])
                .class(AuthClass::Login, [key, token.into()]),
        ))
    }

    fn quotas(&self) -> Vec<Quota> {
        vec![
            Quota::window("minute", 5_000, MINUTE),
            Quota::window("day", 150_000, DAY),
            Quota::concurrency("exports", 3).for_operations(&["analytics.export.start"]),
        ]
    }

    /// A 403 may mean that the token ran out, or that the user may not do this: the vendor has no other
    /// word for either. The client tries a new token once, and then takes its word for it.
    fn check(&self, _: &Facts, reply: &Reply) -> Verdict {
        match reply.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Verdict::Refused(said(reply)),
            _ => Verdict::by_status(reply, || said(reply)),
        }
    }

    fn request_id(&self, reply: &Reply) -> Option<String> {
        reply.header(REQUEST_ID).map(str::to_owned)
    }
}

/// What a failure says of itself. No form of it is documented: the vendor's own has `message`, what stands
/// in front of the service `Message`, and some answers are a bare text.
pub(crate) fn said(reply: &Reply) -> ApiError {
    #[derive(Deserialize)]
    struct Said {
        message: Option<Value>,
        #[serde(rename = "Message")]
        capital: Option<Value>,
        error: Option<Value>,
    }
    if let Ok(said) = serde_json::from_slice::<Said>(&reply.body) {
        let message = [said.message, said.capital, said.error]
            .into_iter()
            .flatten()
            .find_map(|value| match value {
                Value::String(text) if !text.trim().is_empty() => Some(text),
                Value::Null | Value::String(_) => None,
                other => Some(other.to_string()),
            });
        return match message {
            Some(message) => ApiError::message(message).recognised(),
            None => ApiError::unknown(),
        };
    }
    match plain_text(reply) {
        Some(text) => ApiError::message(text),
        None => ApiError::unknown(),
    }
}

/// The text of an answer that is a bare one, with or without the quotes of JSON.
pub(crate) fn plain_text(reply: &Reply) -> Option<String> {
    if let Ok(text) = serde_json::from_slice::<String>(&reply.body) {
        return Some(text);
    }
    let text = std::str::from_utf8(&reply.body).ok()?.trim();
    let is_text = !text.is_empty() && !text.starts_with(['{', '[', '<']);
    is_text.then(|| text.to_owned())
}

/// What stands inside `{"data": …}`.
#[inline]
pub(crate) fn data<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
    #[derive(Deserialize)]
    struct Envelope<T> {
        data: T,
    }
    Ok(reply.json::<Envelope<T>>()?.data)
}
