//! The clients that are compared.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use ccaas_core::auth::{Authorize, Credentials, Login, Scheme, Token, TokenCache, TokenSource};
use ccaas_core::quota::Quota;
use ccaas_core::{
    ApiError, AuthClass, BaseUrl, BoxFuture, DecodeError, EncodeError, Encoder, Error, Facts,
    Method, Operation, Reply, Spec, Vendor, Verdict,
};
use governor::DefaultDirectRateLimiter;
use reqwest_middleware::{ClientWithMiddleware, Middleware, Next};
use reqwest_retry::RetryTransientMiddleware;
use reqwest_retry::policies::ExponentialBackoff;
use secrecy::SecretString;

use crate::Result;
use crate::shapes::{Case, NewCase, TOKEN, Verb};

/// More calls a second than any machine makes: quotas and limits count, and hold nobody back.
const PLENTY: u32 = 1_000_000_000;

/// Which client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    ByHand,
    Stack,
    /// The same as the first, to show how far equal things differ.
    ByHandAgain,
    Middleware,
}

impl Kind {
    pub(crate) const ALL: [Kind; 4] = [
        Kind::ByHand,
        Kind::Stack,
        Kind::ByHandAgain,
        Kind::Middleware,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::ByHand => "by hand",
            Kind::Stack => "whole stack",
            Kind::ByHandAgain => "by hand again",
            Kind::Middleware => "reqwest-middleware",
        }
    }
}

/// A client that is ready to call.
#[derive(Clone)]
pub(crate) enum Client {
    ByHand(reqwest::Client, Arc<str>),
    Stack(ccaas_core::Client<Acme>),
    Middleware(ClientWithMiddleware, Arc<str>),
}

impl Client {
    pub(crate) fn new(kind: Kind, base: &str) -> Result<Self> {
        Ok(match kind {
            Kind::ByHand | Kind::ByHandAgain => Client::ByHand(pooled()?, base.into()),
            Kind::Stack => Client::Stack(ccaas_core::Client::new(Acme::new(base))?),
            Kind::Middleware => Client::Middleware(
                reqwest_middleware::ClientBuilder::new(pooled()?)
                    .with(RetryTransientMiddleware::new_with_policy(
                        ExponentialBackoff::builder().build_with_max_retries(3),
                    ))
                    .with(Governed(DefaultDirectRateLimiter::direct(
                        governor::Quota::per_second(
                            NonZeroU32::new(PLENTY).ok_or("a limit of nothing")?,
                        ),
                    )))
                    .build(),
                base.into(),
            ),
        })
    }

    /// Makes one call, as a user of this client would write it.
    pub(crate) async fn call(&self, verb: Verb, id: u64) -> Result<Case> {
        let center = "north-1";
        Ok(match (self, verb) {
            (Client::ByHand(client, base), Verb::Get) => {
                let url = format!(
                    "{base}/centers/{center}/cases/{id}?expand=customer,agent&limit={}",
                    100
                );
                client
                    .get(&url)
                    .bearer_auth(TOKEN)
                    .send()
                    .await?
                    .error_for_status()?
                    .json()
                    .await?
            }
            (Client::ByHand(client, base), Verb::Post) => {
                let url = format!("{base}/centers/{center}/cases");
                client
                    .post(&url)
                    .bearer_auth(TOKEN)
                    .json(&NewCase::of(id))
                    .send()
                    .await?
                    .error_for_status()?
                    .json()
                    .await?
            }
            (Client::Stack(client), Verb::Get) => client.send(GetCase { center, id }).await?,
            (Client::Stack(client), Verb::Post) => {
                client
                    .send(CreateCase {
                        center,
                        case: NewCase::of(id),
                    })
                    .await?
            }
            (Client::Middleware(client, base), Verb::Get) => {
                let url = format!(
                    "{base}/centers/{center}/cases/{id}?expand=customer,agent&limit={}",
                    100
                );
                client
                    .get(&url)
                    .bearer_auth(TOKEN)
                    .send()
                    .await?
                    .error_for_status()?
                    .json()
                    .await?
            }
            (Client::Middleware(client, base), Verb::Post) => {
                let url = format!("{base}/centers/{center}/cases");
                client
                    .post(&url)
                    .bearer_auth(TOKEN)
                    .json(&NewCase::of(id))
                    .send()
                    .await?
                    .error_for_status()?
                    .json()
                    .await?
            }
        })
    }
}

/// reqwest as it comes.
fn pooled() -> Result<reqwest::Client> {
    // Without this it has no TLS to build with; that there is one already is no error.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder().build()?)
}

/// A governor limit as a layer of reqwest-middleware's.
struct Governed(DefaultDirectRateLimiter);

#[async_trait::async_trait]
impl Middleware for Governed {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut http::Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        self.0.until_ready().await;
        next.run(request, extensions).await
    }
}

/// A vendor with a bearer token and two quotas.
pub(crate) struct Acme {
    base_url: BaseUrl,
}

impl Acme {
    pub(crate) fn new(base_url: &str) -> Self {
        Acme {
            base_url: BaseUrl::new(base_url),
        }
    }
}

impl Vendor for Acme {
    const NAME: &'static str = "acme";
    const OPERATIONS: &'static [Spec] = &[GetCase::SPEC, CreateCase::SPEC];

    fn validate(&self) -> std::result::Result<(), Error> {
        self.base_url.check("base_url")
    }

    fn origin(&self, _: &Facts) -> &BaseUrl {
        &self.base_url
    }

    fn credentials(&self) -> std::result::Result<Arc<dyn Authorize>, Error> {
        let token = TokenCache::new(Scheme::Bearer, Source);
        Ok(Arc::new(
            Credentials::new().class(AuthClass::Login, [token.into()]),
        ))
    }

    fn quotas(&self) -> Vec<Quota> {
        vec![
            Quota::window("minute", PLENTY, Duration::from_secs(60)),
            Quota::window("hour", PLENTY, Duration::from_secs(3600)),
        ]
    }

    fn check(&self, _: &Facts, reply: &Reply) -> Verdict {
        Verdict::by_status(reply, ApiError::unknown)
    }
}

/// A login that needs no server.
struct Source;

impl TokenSource for Source {
    fn obtain(
        &self,
        _: Login,
        _: Option<SecretString>,
    ) -> BoxFuture<'static, std::result::Result<Token, Error>> {
        Box::pin(async { Ok(Token::new(TOKEN).expires_in(Duration::from_secs(3600))) })
    }
}

/// The GET.
pub(crate) struct GetCase {
    pub(crate) center: &'static str,
    pub(crate) id: u64,
}

impl Operation for GetCase {
    type Vendor = Acme;
    type Output = Case;
    const SPEC: Spec = Spec::new("cases.get", Method::GET, "/centers/{center}/cases/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> std::result::Result<(), EncodeError> {
        request.path("center", self.center)?;
        request.path("id", self.id)?;
        request.query_comma("expand", ["customer", "agent"]);
        request.query("limit", Some(100_u32));
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> std::result::Result<Case, DecodeError> {
        Self::payload(&reply)
    }
}

/// The POST.
pub(crate) struct CreateCase {
    pub(crate) center: &'static str,
    pub(crate) case: NewCase<'static>,
}

impl Operation for CreateCase {
    type Vendor = Acme;
    type Output = Case;
    const SPEC: Spec = Spec::new("cases.create", Method::POST, "/centers/{center}/cases");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> std::result::Result<(), EncodeError> {
        request.path("center", self.center)?;
        request.json(&self.case)
    }

    #[inline]
    fn decode(reply: Reply) -> std::result::Result<Case, DecodeError> {
        Self::payload(&reply)
    }
}
