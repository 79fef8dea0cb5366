//! Sending: the client, and how it is built.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, HeaderValue, USER_AGENT};
use secrecy::SecretString;
use tower::{Layer, Service};

use crate::auth::Authorize;
use crate::body::Body;
use crate::call::{Call, Policy};
use crate::context::{Context, Options};
use crate::encoder::{Encoded, Encoder, names};
use crate::engine::{Assembly, Exec, LayeredService, UserLayer};
use crate::error::BoxError;
use crate::middleware::{AttemptLayer, Budget, Retry};
use crate::operation::{Direction, Method};
use crate::pages::{Items, Paged, Pages};
use crate::quota::{InMemory, Left, Limiter, Quota};
use crate::transport::{Connect, Reqwest};
use crate::vendor::BaseUrl;
use crate::{EncodeError, Error, Facts, Operation, Reply, Request, Vendor, Verdict};

const ACCEPT_JSON: HeaderValue = HeaderValue::from_static("application/json");
const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("ccaas-rust/", env!("CARGO_PKG_VERSION")));

/// Sends a vendor's operations.
///
/// Cheap to clone, and meant to be: clones share connections, token, quotas and retry budget. Making
/// one starts no task and needs no runtime.
///
/// ```
/// # use ccaas_core::doctest::{Acme, GetCase};
/// # async fn example() -> Result<(), ccaas_core::Error> {
/// use std::time::Duration;
/// use ccaas_core::{Client, Retry};
///
/// let client = Client::new(Acme::new("key"))?;
/// let case = client.send(GetCase::new(42)).await?;
/// let soon = client
///     .send(GetCase::new(42))
///     .timeout(Duration::from_secs(5))
///     .retry(Retry::never())
///     .await?;
/// # Ok(())
/// # }
/// ```
pub struct Client<V> {
    shared: Arc<Shared<V>>,
}

struct Shared<V> {
    vendor: Arc<V>,
    frame: Arc<Frame>,
    exec: Arc<dyn Exec>,
    authorizer: Arc<dyn Authorize>,
    limiter: Arc<dyn Limiter>,
    options: Options,
}

impl<V> Clone for Client<V> {
    fn clone(&self) -> Self {
        Client {
            shared: self.shared.clone(),
        }
    }
}

impl<V: Vendor> fmt::Debug for Client<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("vendor", &V::NAME)
            .finish_non_exhaustive()
    }
}

impl<V: Vendor> Client<V> {
    /// A client with the defaults: the vendor's documented quotas, 30 s for an attempt, 5 minutes for
    /// a call, 4 attempts.
    ///
    /// # Errors
    ///
    /// The settings of the vendor can't work; the error names which.
    pub fn new(vendor: V) -> Result<Self, Error> {
        Client::builder(vendor).build()
    }

    /// Begins a client whose defaults are changed.
    pub fn builder(vendor: V) -> ClientBuilder<V> {
        ClientBuilder::new(vendor)
    }

    /// The call that sends an operation. Awaiting it sends it.
    pub fn send<O: Operation<Vendor = V>>(&self, operation: O) -> Call<O> {
        Call::new(self.clone(), operation)
    }

    /// All the items of a list, page by page.
    pub fn items<O: Paged<Vendor = V>>(&self, operation: O) -> Items<O> {
        Items::new(self.pages(operation))
    }

    /// The pages of a list.
    pub fn pages<O: Paged<Vendor = V>>(&self, operation: O) -> Pages<O> {
        Pages::new(self.clone(), operation)
    }

    /// What is left of each quota.
    pub fn quotas(&self) -> Vec<Left> {
        self.shared.limiter.left()
    }

    /// The vendor's configuration.
    pub fn vendor(&self) -> &V {
        &self.shared.vendor
    }

    /// The token that is in use, for a process that lives too short to log in each time. Put it back
    /// with [`ClientBuilder::token`]. It is a secret.
    pub fn export_token(&self) -> Option<SecretString> {
        self.shared.authorizer.export()
    }

    pub(crate) fn frame(&self) -> &Frame {
        &self.shared.frame
    }

    pub(crate) fn exec(&self) -> &dyn Exec {
        &*self.shared.exec
    }

    pub(crate) fn authorizer(&self) -> &dyn Authorize {
        &*self.shared.authorizer
    }

    pub(crate) fn policy(&self) -> Policy {
        Policy::new(self.shared.options)
    }
}

/// How operations become requests: base URLs, routes, the headers that all have.
pub(crate) struct Frame {
    pub(crate) vendor: &'static str,
    origin: Arc<dyn Origin>,
    routes: HashMap<String, Route>,
    user_agent: HeaderValue,
}

trait Origin: Send + Sync {
    fn origin(&self, facts: &Facts) -> &BaseUrl;
}

impl<V: Vendor> Origin for V {
    fn origin(&self, facts: &Facts) -> &BaseUrl {
        Vendor::origin(self, facts)
    }
}

struct Route {
    replaces: (Method, &'static str),
    method: Method,
    template: String,
}

impl Frame {
    pub(crate) fn encode<O: Operation>(&self, operation: &O) -> Result<Encoded, Error> {
        let mut encoder = Encoder::new(&O::SPEC, O::judge as fn(&Reply) -> Option<Verdict>);
        let written = operation.encode(&mut encoder);
        self.finish(encoder, written)
    }

    fn finish(
        &self,
        mut encoder: Encoder,
        written: Result<(), EncodeError>,
    ) -> Result<Encoded, Error> {
        // Empty nearly always, and then not worth a hash.
        if !self.routes.is_empty()
            && let Some(route) = self.routes.get(&*encoder.facts().id)
            // An untyped call that names a path of its own means that path.
            && route.replaces == (encoder.facts().method, &*encoder.facts().template)
        {
            let facts = encoder.facts_mut();
            facts.method = route.method;
            facts.template = route.template.clone().into();
        }
        let id = encoder.facts().id.clone();
        let base = self.origin.origin(encoder.facts());
        let encoded = match written {
            Ok(()) => encoder.finish(base),
            Err(error) => Err(error),
        };
        let mut encoded = encoded.map_err(|error| Error::from(error).of(self.vendor, id))?;
        // What the operation itself set stays.
        encoded.headers.entry(ACCEPT).or_insert(ACCEPT_JSON);
        encoded
            .headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
        Ok(encoded)
    }

    /// The request that goes into the stack.
    pub(crate) fn request(&self, encoded: Encoded, options: &Options) -> (Request, Arc<Context>) {
        let method = encoded.facts.method;
        let context = Context::new(self.vendor, encoded.facts, encoded.base, options);
        let context = Arc::new(context);
        let mut body = encoded.body;
        body.belongs_to(context.clone());
        let mut request = Request::new(body);
        *request.method_mut() = method.into();
        *request.uri_mut() = encoded.uri;
        *request.headers_mut() = encoded.headers;
        (request, context)
    }
}

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

type Assemble = Box<dyn FnOnce(Assembly) -> Arc<dyn Exec> + Send>;

enum Transport {
    BuiltIn,
    Own(Assemble),
}

impl<V: Vendor> ClientBuilder<V> {
    fn new(vendor: V) -> Self {
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
        let frame = Arc::new(Frame {
            vendor: V::NAME,
            origin: vendor.clone(),
            routes: routes::<V>(self.routes)?,
            user_agent,
        });
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
        let exec = match self.transport {
            Transport::Own(assemble) => assemble(assembly),
            Transport::BuiltIn => {
                let https = uses_https(&*vendor);
                assembly.over(Reqwest::new(self.connect.client(https)?))
            }
        };
        Ok(Client {
            shared: Arc::new(Shared {
                vendor,
                frame,
                exec,
                authorizer,
                limiter,
                options: self.options,
            }),
        })
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

fn routes<V: Vendor>(
    given: Vec<(String, Method, String)>,
) -> Result<HashMap<String, Route>, Error> {
    let mut routes = HashMap::new();
    for (id, method, template) in given {
        let Some(spec) = V::OPERATIONS.iter().find(|spec| spec.id == id) else {
            let ids = V::OPERATIONS.iter().map(|spec| spec.id);
            return Err(Error::config(format!(
                "route: {} has no operation \"{id}\"{}",
                V::NAME,
                did_you_mean(&id, ids)
            )));
        };
        if !template.starts_with('/') || template.starts_with("//") || template.contains(['?', '#'])
        {
            return Err(Error::config(format!(
                "route {id}: the path must begin with one slash, below the base URL, and have no query"
            )));
        }
        let count = |template: &str| {
            let mut all: BTreeMap<String, usize> = BTreeMap::new();
            for name in names(template) {
                *all.entry(name.to_owned()).or_default() += 1;
            }
            all
        };
        let (own, given) = (count(spec.path), count(&template));
        if let Some(name) = own.keys().find(|name| !given.contains_key(*name)) {
            return Err(Error::config(format!(
                "route {id}: the path leaves out the parameter {{{name}}}"
            )));
        }
        if let Some(name) = given.keys().find(|name| !own.contains_key(*name)) {
            return Err(Error::config(format!(
                "route {id}: the path names the parameter {{{name}}}, which it doesn't have"
            )));
        }
        routes.insert(
            id,
            Route {
                replaces: (spec.method, spec.path),
                method,
                template,
            },
        );
    }
    Ok(routes)
}

/// `; did you mean "…"?`, where a known name is close enough.
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(given, name), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map_or_else(String::new, |(_, name)| {
            format!("; did you mean \"{name}\"?")
        })
}
