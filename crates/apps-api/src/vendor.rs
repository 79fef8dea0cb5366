//! The vendor: where it lives, who may enter, what it limits, how it fails.

use std::sync::Arc;
use std::time::Duration;

use ccaas_core::auth::{Authorize, Credentials, Part};
use ccaas_core::quota::Quota;
use ccaas_core::{
    ApiError, AuthClass, BaseUrl, Environment, Error, Facts, Reply, Spec, Variable, Vendor,
    Verdict, require,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::OPERATIONS;

/// What a customer may send in a second, by the vendor's own document.
const CALLS_PER_SECOND: u32 = 1;
/// Requests take differently long to arrive: two that leave exactly one second apart may arrive closer.
const MARGIN: Duration = Duration::from_millis(50);

/// UJET, or Google Cloud's CCAI Platform, and how you get in.
///
/// A customer's service lives at `https://{subdomain}.{domain}/apps/api/v1`. The subdomain is the first
/// label of the portal's host, the domain is the rest.
///
/// ```
/// use apps_api::{AppsApi, Client};
///
/// let vendor = AppsApi::new("customer", "uc1.ccaiplatform.com", "api-token");
/// let client = Client::new(vendor)?;
/// # Ok::<(), apps_api::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct AppsApi {
    base_url: BaseUrl,
    user: String,
    token: SecretString,
    per_second: u32,
}

impl AppsApi {
    /// The environment variables that [`from_env`](AppsApi::from_env) reads.
    pub const VARIABLES: &'static [Variable] = &[
        Variable::optional(
            "APPS_API_BASE_URL",
            "the base URL, if it isn't the usual one",
        ),
        Variable::required("APPS_API_SUBDOMAIN", "the first label of the portal's host"),
        Variable::optional(
            "APPS_API_DOMAIN",
            "the rest of the portal's host, without a base URL",
        ),
        Variable::required("APPS_API_TOKEN", "the API token"),
        Variable::optional(
            "APPS_API_USER",
            "the user's name, if it isn't the subdomain",
        ),
        Variable::optional(
            "APPS_API_CALLS_PER_SECOND",
            "what the customer may send, 1 without it",
        ),
    ];

    /// With an API token from Settings, Developer Settings, API Credentials. The subdomain is the user's
    /// name as well.
    pub fn new(
        subdomain: impl Into<String>,
        domain: impl AsRef<str>,
        token: impl Into<SecretString>,
    ) -> Self {
        let subdomain = subdomain.into();
        let domain = domain.as_ref();
        AppsApi {
            base_url: BaseUrl::new(format!("https://{subdomain}.{domain}/apps/api/v1")),
            user: subdomain,
            token: token.into(),
            per_second: CALLS_PER_SECOND,
        }
    }

    /// Reads the settings from the environment: see [`VARIABLES`](AppsApi::VARIABLES).
    ///
    /// # Errors
    ///
    /// A variable is missing, or can't be read; the error names it.
    pub fn from_env() -> Result<Self, Error> {
        AppsApi::from_environment(&Environment::process())
    }

    /// Reads the settings from an environment made by hand.
    ///
    /// # Errors
    ///
    /// A variable is missing, or can't be read; the error names it.
    pub fn from_environment(environment: &Environment) -> Result<Self, Error> {
        let subdomain = environment.required("APPS_API_SUBDOMAIN")?;
        let base_url = environment.optional("APPS_API_BASE_URL");
        let domain = match (&base_url, environment.optional("APPS_API_DOMAIN")) {
            (_, Some(domain)) => domain,
            (Some(_), None) => String::new(),
            (None, None) => environment.required("APPS_API_DOMAIN")?,
        };
        let mut vendor = AppsApi::new(subdomain, domain, environment.required("APPS_API_TOKEN")?);
        if let Some(base_url) = base_url {
            vendor = vendor.base_url(base_url);
        }
        if let Some(user) = environment.optional("APPS_API_USER") {
            vendor = vendor.user(user);
        }
        if let Some(calls) = environment.optional("APPS_API_CALLS_PER_SECOND") {
            let calls = calls.trim().parse().map_err(|_| {
                Error::config("APPS_API_CALLS_PER_SECOND is no whole number of calls")
            })?;
            vendor = vendor.calls_per_second(calls);
        }
        Ok(vendor)
    }

    /// Sets the base URL.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<BaseUrl>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Sets the user's name, where it isn't the subdomain: some accounts have the region in it, as in
    /// `customer.ue1`.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = user.into();
        self
    }

    /// Sets what the customer may send in a second: 1, as the vendor's document has it. Newer documents
    /// say 10.
    #[must_use]
    pub fn calls_per_second(mut self, calls: u32) -> Self {
        self.per_second = calls;
        self
    }
}

impl Vendor for AppsApi {
    const NAME: &'static str = "apps-api";
    const OPERATIONS: &'static [Spec] = OPERATIONS;

    fn validate(&self) -> Result<(), Error> {
        self.base_url.check("base_url")?;
        require("user", &self.user)?;
        require("token", self.token.expose_secret())?;
        if self.per_second == 0 {
            return Err(Error::config(
                "calls_per_second is 0: nothing could be sent",
            ));
        }
        Ok(())
    }

    fn origin(&self, _: &Facts) -> &BaseUrl {
        &self.base_url
    }

    fn credentials(&self) -> Result<Arc<dyn Authorize>, Error> {
        let basic = Part::basic(&self.user, &self.token, "$APPS_API_CREDENTIALS")?;
        Ok(Arc::new(
            Credentials::new().class(AuthClass::Login, [basic]),
        ))
    }

    fn quotas(&self) -> Vec<Quota> {
        vec![Quota::window("second", self.per_second, Duration::from_secs(1)).margin(MARGIN)]
    }

    /// Any 2xx is a success: which one of them isn't documented for most operations.
    fn check(&self, _: &Facts, reply: &Reply) -> Verdict {
        Verdict::by_status(reply, || said(reply))
    }

    fn request_id(&self, reply: &Reply) -> Option<String> {
        reply.header("x-request-id").map(str::to_owned)
    }
}

/// What a failure says of itself: a text in `message`, and no code.
fn said(reply: &Reply) -> ApiError {
    #[derive(Deserialize)]
    struct Said {
        message: String,
    }
    match serde_json::from_slice::<Said>(&reply.body) {
        Ok(said) => ApiError::message(said.message).recognised(),
        Err(_) => ApiError::unknown(),
    }
}
