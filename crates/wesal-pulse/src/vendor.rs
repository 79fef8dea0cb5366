//! The vendor: where it lives, who may enter, how it fails.

use std::sync::Arc;

use ccaas_core::auth::oauth2::{Grant, OAuth2};
use ccaas_core::auth::{Authorize, Credentials, Part, Scheme, TokenCache};
use ccaas_core::{
    ApiError, AuthClass, BaseUrl, Environment, Error, Facts, Reply, Spec, Variable, Vendor,
    Verdict, require,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::{OPERATIONS, oauth::CreateToken};

/// Where the service lives, unless another base URL is set.
pub const BASE_URL: &str = "https://api.wesalpulse.com/api/v1";

/// WesalPulse, and how you get in.
///
/// ```
/// use wesal_pulse::{Client, WesalPulse};
///
/// let client = Client::new(WesalPulse::new("client-id", "client-secret"))?;
/// # Ok::<(), wesal_pulse::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct WesalPulse {
    base_url: BaseUrl,
    client_id: String,
    client_secret: SecretString,
}

impl WesalPulse {
    /// The environment variables that [`from_env`](WesalPulse::from_env) reads.
    pub const VARIABLES: &'static [Variable] = &[
        Variable::optional(
            "WESAL_PULSE_BASE_URL",
            "the base URL, if it isn't the usual one",
        ),
        Variable::required("WESAL_PULSE_CLIENT_ID", "the OAuth client's id"),
        Variable::required("WESAL_PULSE_CLIENT_SECRET", "the OAuth client's secret"),
    ];

    /// Gets tokens with the credentials of an OAuth client.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        WesalPulse {
            base_url: BaseUrl::new(BASE_URL),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
        }
    }

    /// Reads the settings from the environment: see [`VARIABLES`](WesalPulse::VARIABLES).
    ///
    /// # Errors
    ///
    /// A variable is missing; the error names it.
    pub fn from_env() -> Result<Self, Error> {
        WesalPulse::from_environment(&Environment::process())
    }

    /// Reads the settings from an environment made by hand.
    ///
    /// # Errors
    ///
    /// A variable is missing; the error names it.
    pub fn from_environment(environment: &Environment) -> Result<Self, Error> {
        let vendor = WesalPulse::new(
            environment.required("WESAL_PULSE_CLIENT_ID")?,
            environment.required("WESAL_PULSE_CLIENT_SECRET")?,
        );
        Ok(match environment.optional("WESAL_PULSE_BASE_URL") {
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

impl Vendor for WesalPulse {
    const NAME: &'static str = "wesal-pulse";
    const OPERATIONS: &'static [Spec] = OPERATIONS;

    fn validate(&self) -> Result<(), Error> {
        self.base_url.check("base_url")?;
        require("client_id", &self.client_id)?;
        require("client_secret", self.client_secret.expose_secret())
    }

    fn origin(&self, _: &Facts) -> &BaseUrl {
        &self.base_url
    }

    fn credentials(&self) -> Result<Arc<dyn Authorize>, Error> {
        let client = Part::basic(
            &self.client_id,
            &self.client_secret,
            "$WESAL_PULSE_CREDENTIALS",
        )?;
        let source = OAuth2::new(Grant::ClientCredentials, |_| CreateToken::new());
        let token = TokenCache::new(Scheme::Bearer, source).into();
        Ok(Arc::new(
            Credentials::new()
                .class(AuthClass::Key, [client])
                .class(AuthClass::Login, [token]),
        ))
    }

    fn check(&self, _: &Facts, reply: &Reply) -> Verdict {
        Verdict::by_status(reply, || api_error(reply))
    }
}

/// The vendor documents no error. Its own style and that of RFC 6749 are both read.
fn api_error(reply: &Reply) -> ApiError {
    #[derive(Deserialize)]
    struct Said {
        error: Option<String>,
        #[serde(alias = "error_description")]
        message: Option<String>,
    }
    let Ok(said) = serde_json::from_slice::<Said>(&reply.body) else {
        return ApiError::unknown();
    };
    let error = match said.message {
        Some(message) => ApiError::message(message),
        None => ApiError::unknown(),
    };
    match said.error {
        Some(code) => error.code(code),
        None => error,
    }
}
