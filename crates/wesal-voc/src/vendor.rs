//! The vendor: where it lives, who may enter, what it limits, how it fails.

use std::sync::Arc;
use std::time::Duration;

use ccaas_core::auth::{Authorize, ByOperation, Credentials, Part, Scheme, Token, TokenCache};
use ccaas_core::quota::Quota;
use ccaas_core::types::Secret;
use ccaas_core::{
    ApiError, AuthClass, BaseUrl, Environment, Error, Facts, Hold, Repeat, Reply, Spec, Variable,
    Vendor, Verdict, require,
};
use http::HeaderName;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::{OPERATIONS, auth::Login};

/// Where the service lives, unless another base URL is set.
pub const BASE_URL: &str = "https://api.wesal.cloud/api/v1";

const CLIENT_ID: HeaderName = HeaderName::from_static("x-client-id");

/// One call for an interaction in this time. A second one is refused, even when the first one was
/// stored.
const INTERACTION_WINDOW: Duration = Duration::from_secs(10);
const INTERACTION: &str = "interaction";

/// WesalVoC, and how you get in.
///
/// ```
/// use wesal_voc::{Client, WesalVoc};
///
/// let client = Client::new(WesalVoc::new("client-id", "ACME", "me@example.com", "api-token"))?;
/// # Ok::<(), wesal_voc::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct WesalVoc {
    base_url: BaseUrl,
    client_id: SecretString,
    entry: Entry,
}

#[derive(Clone, Debug)]
enum Entry {
    Login {
        company: String,
        email: String,
        password: SecretString,
    },
    Token(SecretString),
}

impl WesalVoc {
    /// The environment variables that [`from_env`](WesalVoc::from_env) reads.
    pub const VARIABLES: &'static [Variable] = &[
        Variable::optional(
            "WESAL_VOC_BASE_URL",
            "the base URL, if it isn't the usual one",
        ),
        Variable::required(
            "WESAL_VOC_CLIENT_ID",
            "the client identifier from the admin",
        ),
        Variable::optional("WESAL_VOC_COMPANY", "the company's name, to log in"),
        Variable::optional("WESAL_VOC_EMAIL", "the user's e-mail address, to log in"),
        Variable::optional("WESAL_VOC_API_TOKEN", "the user's API token, to log in"),
        Variable::optional("WESAL_VOC_PASSWORD", "the user's password, in its place"),
        Variable::optional("WESAL_VOC_TOKEN", "a token from Wesal, instead of a login"),
    ];

    /// Logs in with a user's password or, as the vendor advises for integrations, an API token.
    ///
    /// `client_id` is sent as it was handed out: it is base64 already.
    pub fn new(
        client_id: impl Into<SecretString>,
        company: impl Into<String>,
        email: impl Into<String>,
        password_or_api_token: impl Into<SecretString>,
    ) -> Self {
        WesalVoc {
            base_url: BaseUrl::new(BASE_URL),
            client_id: client_id.into(),
            entry: Entry::Login {
                company: company.into(),
                email: email.into(),
                password: password_or_api_token.into(),
            },
        }
    }

    /// Uses a token that Wesal provided. It is never renewed.
    pub fn with_token(client_id: impl Into<SecretString>, token: impl Into<SecretString>) -> Self {
        WesalVoc {
            base_url: BaseUrl::new(BASE_URL),
            client_id: client_id.into(),
            entry: Entry::Token(token.into()),
        }
    }

    /// Reads the settings from the environment: see [`VARIABLES`](WesalVoc::VARIABLES).
    ///
    /// # Errors
    ///
    /// A variable is missing; the error names it.
    pub fn from_env() -> Result<Self, Error> {
        WesalVoc::from_environment(&Environment::process())
    }

    /// Reads the settings from an environment made by hand.
    ///
    /// # Errors
    ///
    /// A variable is missing; the error names it.
    pub fn from_environment(environment: &Environment) -> Result<Self, Error> {
        let client_id = environment.required("WESAL_VOC_CLIENT_ID")?;
        let vendor = match environment.optional("WESAL_VOC_TOKEN") {
            Some(token) => WesalVoc::with_token(client_id, token),
            None => {
                let password = match environment.optional("WESAL_VOC_PASSWORD") {
                    Some(password) => password,
                    None => environment.required("WESAL_VOC_API_TOKEN")?,
                };
                let company = environment.required("WESAL_VOC_COMPANY")?;
                let email = environment.required("WESAL_VOC_EMAIL")?;
                WesalVoc::new(client_id, company, email, password)
            }
        };
        Ok(match environment.optional("WESAL_VOC_BASE_URL") {
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

impl Vendor for WesalVoc {
    const NAME: &'static str = "wesal-voc";
    const OPERATIONS: &'static [Spec] = OPERATIONS;

    fn validate(&self) -> Result<(), Error> {
        self.base_url.check("base_url")?;
        require("client_id", self.client_id.expose_secret())?;
        match &self.entry {
            Entry::Token(token) => require("token", token.expose_secret()),
            Entry::Login {
                company,
                email,
                password,
            } => {
                require("company", company)?;
                require("email", email)?;
                require("password_or_api_token", password.expose_secret())
            }
        }
    }

    fn origin(&self, _: &Facts) -> &BaseUrl {
        &self.base_url
    }

    fn credentials(&self) -> Result<Arc<dyn Authorize>, Error> {
        let client_id = Part::header(CLIENT_ID, &self.client_id, "$WESAL_VOC_CLIENT_ID")?;
        // The token goes bare: with `Bearer` in front of it the vendor refuses it.
        let token = match &self.entry {
            Entry::Token(token) => Part::fixed_token(Scheme::Bare, token, "$WESAL_VOC_TOKEN")?,
            Entry::Login {
                company,
                email,
                password,
            } => {
                let login = Login::new(company, email, Secret::from(password.clone()));
                let source = ByOperation::new(login, |answer| Token::jwt(answer.token.expose()));
                TokenCache::new(Scheme::Bare, source).into()
            }
        };
        Ok(Arc::new(
            Credentials::new()
                .class(AuthClass::Key, [client_id.clone()])
                .class(AuthClass::Login, [token.clone()])
                .class(AuthClass::Full, [client_id, token]),
        ))
    }

    fn quotas(&self) -> Vec<Quota> {
        vec![
            Quota::window(INTERACTION, 1, INTERACTION_WINDOW)
                .margin(Duration::from_millis(250))
                .for_operations(&["surveys.upsert"])
                .keyed(),
        ]
    }

    fn check(&self, facts: &Facts, reply: &Reply) -> Verdict {
        let said = Said::of(reply);
        if reply.status.is_success() {
            // A failure can come with status 200; only the result tells.
            return match said {
                Some(said) if said.is_error() => Verdict::failed(said.into()),
                _ => Verdict::Done,
            };
        }
        let error = || said.map_or_else(ApiError::unknown, ApiError::from);
        if reply.status == http::StatusCode::TOO_MANY_REQUESTS && facts.quota_key.is_some() {
            let wait = reply.retry_after().unwrap_or(INTERACTION_WINDOW);
            return Verdict::Failed {
                error: error(),
                repeat: Repeat::NotStarted,
                hold: Some(Hold::quota(INTERACTION, wait)),
            };
        }
        Verdict::by_status(reply, error)
    }
}

/// What every answer says of itself.
#[derive(Deserialize)]
struct Said {
    result: String,
    message: Option<String>,
}

impl Said {
    fn of(reply: &Reply) -> Option<Self> {
        serde_json::from_slice(&reply.body).ok()
    }

    fn is_error(&self) -> bool {
        self.result.eq_ignore_ascii_case("error")
    }
}

impl From<Said> for ApiError {
    fn from(said: Said) -> Self {
        let error = match said.message {
            Some(message) => ApiError::message(message),
            None => ApiError::unknown(),
        };
        error.recognised()
    }
}
