//! Building a client whose defaults are changed.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderValue, USER_AGENT};
use secrecy::SecretString;
use tower::{Layer, Service};

use crate::body::Body;
use crate::client::{Client, Shared};
use crate::context::Options;
use crate::engine::{Assembly, LayeredService, UserLayer, Ways};
use crate::error::BoxError;
use crate::fetch::LateTls;
use crate::frame::{Frame, routes};
use crate::middleware::{AttemptLayer, Budget, Retry};
use crate::operation::{Direction, Method, Priority};
use crate::quota::{InMemory, Limiter, Quota};
use crate::transport::{Connect, Reqwest};
use crate::{Error, Facts, Reply, Request, Vendor};

const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("ccaas-rust/", env!("CARGO_PKG_VERSION")));

/// Builds a [`Client`] whose defaults are changed.
///
/// ```
/// # use ccaas_core::doctest::Acme;
/// use std::time::Duration;
/// use ccaas_core::{Client, Method, Retry};
/// use ccaas_core::quota::Quota;
///
/// let client = Client::builder(Acme::new("key"))
///     .timeout(Duration::from_secs(10))
///     .retry(Retry::attempts(6))
///     .quotas(|quotas| quotas.push(Quota::pace("gentle", 5, Duration::from_secs(1))))
///     .route("cases.get", Method::GET, "/v2/cases/{id}")
///     .build()?;
/// # Ok::<(), ccaas_core::Error>(())
/// ```
#[must_use = "a builder makes no client until `build` is called"]
pub struct ClientBuilder<V> {
    vendor: V,
    options: Options,
    quotas: Vec<Quota>,
    limiter: Option<Arc<dyn Limiter>>,
    routes: Vec<(String, Method, String)>,
    token: Option<SecretString>,
    user_agent: Option<String>,
    connect: Connect,
    transport: Transport,
    call_layers: Vec<UserLayer>,
    attempt_layers: Vec<UserLayer>,
}

type Assemble = Box<dyn FnOnce(Assembly) -> Ways + Send>;

enum Transport {
    BuiltIn,
    Own(Assemble),
}

impl<V: Vendor> ClientBuilder<V> {
    pub(crate) fn new(vendor: V) -> Self {
        ClientBuilder {
            quotas: vendor.quotas(),
            vendor,
            options: Options::default(),
            limiter: None,
            routes: Vec::new(),
            token: None,
            user_agent: None,
            connect: Connect::default(),
            transport: Transport::BuiltIn,
            call_layers: Vec::new(),
            attempt_layers: Vec::new(),
        }
    }

    /// The time that one attempt may take, from sending to the end of the reply: 30 s by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// The time that a whole call may take, with all its attempts and all its waiting: 5 minutes by
    /// default. `None` lets it wait as long as its quotas want.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.options.deadline = deadline.into();
        self
    }

    /// How calls are repeated.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.options.retry = retry;
        self
    }

    /// Who goes first where calls wait for a quota, for all calls of this client.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.options.priority = priority;
        self
    }

    /// The largest reply that is read into memory: 64 MiB by default.
    pub fn max_reply(mut self, bytes: usize) -> Self {
        self.options.max_reply = bytes;
        self
    }

    /// Changes the quotas. The list holds the vendor's documented ones.
    pub fn quotas(mut self, change: impl FnOnce(&mut Vec<Quota>)) -> Self {
        change(&mut self.quotas);
        self
    }

    /// Uses a limiter of your own, or one that several clients share, in the place of the quotas.
    pub fn limiter(mut self, limiter: Arc<dyn Limiter>) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// Sends an operation with another method and path: where the documented ones are wrong, or the
    /// inferred ones are.
    ///
    /// The id, quotas, effect and credentials stay. With GET, the members of a flat JSON body move
    /// into the query.
    pub fn route(
        mut self,
        operation: impl Into<String>,
        method: Method,
        template: impl Into<String>,
    ) -> Self {
        self.routes
            .push((operation.into(), method, template.into()));
        self
    }

    /// Puts back a token that another client [exported](Client::export_token).
    pub fn token(mut self, exported: SecretString) -> Self {
        self.token = Some(exported);
        self
    }

    /// Names the program, in front of this library's own name.
    pub fn user_agent(mut self, program: impl Into<String>) -> Self {
        self.user_agent = Some(program.into());
        self
    }

    /// The time that connecting may take: 10 s by default. Built-in transport only.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect.timeout = Some(timeout);
        self
    }

    /// How long, and how many for each host, idle connections are kept. Built-in transport only.
    pub fn pool(mut self, idle: Duration, per_host: usize) -> Self {
        self.connect.idle = Some(idle);
        self.connect.idle_per_host = Some(per_host);
        self
    }

    /// Trusts one more root certificate, in DER. Built-in transport only.
    pub fn root_certificate(mut self, der: impl Into<Bytes>) -> Self {
        self.connect.roots.push(der.into());
        self
    }

    /// Sends with a reqwest client of your own. Turn its redirects off: they would carry credentials
    /// along.
    pub fn reqwest(self, client: reqwest::Client) -> Self {
        self.transport(Reqwest::new(client))
    }

    /// Sends with any tower service: a test's, an `axum::Router`, another HTTP library.
    pub fn transport<T, B>(mut self, transport: T) -> Self
    where
        T: Service<http::Request<Body>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        T::Error: Into<BoxError>,
        T::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.transport = Transport::Own(Box::new(move |assembly| assembly.over(transport)));
        self
    }

    /// Puts a tower layer of your own around the whole call.
    ///
    /// Of several, the first one is the outermost. The request has no credentials yet.
    pub fn call_layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<LayeredService> + Send + Sync + 'static,
        L::Service: Service<Request, Response = Reply, Error: Into<BoxError>>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<Request>>::Future: Send,
    {
        self.call_layers.push(erase(layer));
        self
    }

    /// Puts a tower layer of your own around each attempt.
    ///
    /// It runs when the quotas have let the attempt go, and can still refuse it. The request has no
    /// credentials yet.
    pub fn attempt_layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<LayeredService> + Send + Sync + 'static,
        L::Service: Service<Request, Response = Reply, Error: Into<BoxError>>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<Request>>::Future: Send,
    {
        self.attempt_layers.push(erase(layer));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// A setting can't work: of the vendor, a route, a header, the transport. The error names it.
    pub fn build(self) -> Result<Client<V>, Error> {
        self.vendor.validate()?;
        let authorizer = self.vendor.credentials()?;
        for spec in V::OPERATIONS {
            if spec.direction == Direction::Outbound && !authorizer.knows(spec.auth) {
                return Err(Error::config(format!(
                    "{} wants the credentials class {:?}, which {} doesn't have",
                    spec.id,
                    spec.auth,
                    V::NAME
                )));
            }
        }
        if let Some(token) = &self.token {
            authorizer.import(token)?;
        }
        let user_agent = match &self.user_agent {
            None => AGENT,
            Some(program) => {
                let agent = format!("{program} {}", AGENT.to_str().unwrap_or_default());
                crate::encoder::header_value(&USER_AGENT, &agent)
                    .map_err(|error| Error::config(error.to_string()))?
            }
        };
        let vendor = Arc::new(self.vendor);
        let routes = routes::<V>(self.routes)?;
        let frame = Arc::new(Frame::new(vendor.clone(), routes, user_agent));
        let limiter = self
            .limiter
            .unwrap_or_else(|| Arc::new(InMemory::new(self.quotas)));
        let assembly = Assembly {
            attempt: AttemptLayer::new(vendor.clone()),
            authorizer: authorizer.clone(),
            limiter: limiter.clone(),
            budget: Arc::new(Budget::new()),
            frame: frame.clone(),
            login: Options {
                // One attempt, and a little time to wait for a quota.
                deadline: Some(self.options.timeout.unwrap_or(Duration::from_secs(30)) * 2),
                ..self.options
            },
            call_layers: self.call_layers,
            attempt_layers: self.attempt_layers,
        };
        let ways = match self.transport {
            Transport::Own(assemble) => assemble(assembly),
            Transport::BuiltIn => {
                let https = uses_https(&*vendor);
                let ways = assembly.over(Reqwest::new(self.connect.client(https)?));
                if https {
                    ways
                } else {
                    let fetch = Arc::new(LateTls::new(ways.fetch, self.connect));
                    Ways { fetch, ..ways }
                }
            }
        };
        Ok(Client::over(Shared {
            vendor,
            frame,
            exec: ways.exec,
            fetch: ways.fetch,
            authorizer,
            limiter,
            options: self.options,
        }))
    }
}

impl<V: Vendor> fmt::Debug for ClientBuilder<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("vendor", &V::NAME)
            .finish_non_exhaustive()
    }
}

/// Whether any operation goes over TLS. Where none does, as on loopback, none is set up: the platform's
/// certificates take a while to read, and may be missing there.
fn uses_https<V: Vendor>(vendor: &V) -> bool {
    V::OPERATIONS
        .iter()
        .any(|spec| vendor.origin(&Facts::of(spec)).is_https())
}

fn erase<L>(layer: L) -> UserLayer
where
    L: Layer<LayeredService> + Send + Sync + 'static,
    L::Service:
        Service<Request, Response = Reply, Error: Into<BoxError>> + Clone + Send + Sync + 'static,
    <L::Service as Service<Request>>::Future: Send,
{
    use tower::ServiceExt;
    Arc::new(move |inner| LayeredService::new(layer.layer(inner).map_err(Into::into)))
}
