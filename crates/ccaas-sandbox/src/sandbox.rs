//! The handle on a sandbox.

use std::{io, sync::Arc, time::Duration};

use axum::Router;
use bytes::Bytes;
use jiff::Timestamp;

use crate::{
    access::Access,
    apps_api::{self, AppsApi},
    clock::Clock,
    dispatch::{Host, Shared},
    fault::{Fault, Faults},
    ids::Ids,
    log::{Log, Recorded},
    outbox::{Message, Outbox},
    server::{self, Servers},
    storage::Storage,
    vendor::{Route, Store, Vendor},
    webhook::{Event, Webhook, Webhooks},
    wesal_pulse, wesal_voc,
    wisecx::{self, WiseCx},
};

/// Stand-ins for the vendors, with a store, a clock and a log of their own.
///
/// A clone is another handle on the same sandbox. When the last handle goes, its servers stop.
///
/// Over sockets:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use ccaas_sandbox::Sandbox;
///
/// let sandbox = Sandbox::start().await?;
/// for vendor in sandbox.vendors() {
///     println!("{} answers at {}", vendor.vendor(), vendor.base_url());
/// }
/// sandbox.shutdown().await;
/// # Ok(())
/// # }
/// ```
///
/// In process, without a socket:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use axum::body::Body;
/// use ccaas_sandbox::Sandbox;
/// use http::{Request, StatusCode};
/// use tower::ServiceExt;
///
/// let sandbox = Sandbox::in_process();
/// let base = sandbox.vendor("wesal-pulse").unwrap().base_url().to_owned();
/// let request = Request::get(format!("{base}/me")).body(Body::empty()).unwrap();
///
/// let response = sandbox.router().oneshot(request).await.unwrap();
///
/// assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
/// assert_eq!(sandbox.requests()[0].operation(), Some("me.get"));
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Sandbox {
    shared: Arc<Shared>,
    servers: Option<Arc<Servers>>,
}

impl Sandbox {
    /// Starts a sandbox on two free ports of 127.0.0.1: one for the vendors, one for the storage
    /// host that downloads come from.
    ///
    /// Needs a tokio runtime with I/O and time.
    ///
    /// # Errors
    ///
    /// Fails if no port can be bound.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A sandbox without sockets; [`router`](Self::router) is the way in. Needs no runtime.
    pub fn in_process() -> Self {
        Self::builder().in_process()
    }

    /// A sandbox with other settings than the usual ones.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Every operation that the sandbox plays, vendor by vendor.
    pub fn routes() -> Vec<Route> {
        let vendors = vendors(&Store::default(), &Store::default());
        vendors.iter().flat_map(Vendor::routes).collect()
    }

    /// Both hosts as one service that needs no socket: a transport for tests.
    ///
    /// The `Host` header tells them apart, or the request's URI if there is no such header.
    /// Whatever is not the storage host counts as the vendors'. A router works on the sandbox
    /// whose handle made it, and keeps working when the handle is gone.
    pub fn router(&self) -> Router {
        let shared = Arc::clone(&self.shared);
        let service = tower::service_fn(move |request| server::route(Arc::clone(&shared), request));
        Router::new().fallback_service(service)
    }

    /// How to reach one vendor; `None` for a name that no vendor bears.
    pub fn vendor(&self, name: &str) -> Option<Access> {
        self.vendors()
            .into_iter()
            .find(|access| access.vendor() == name)
    }

    /// How to reach each vendor.
    pub fn vendors(&self) -> Vec<Access> {
        let origin = format!("http://{}", self.shared.vendors_authority);
        self.shared
            .vendors
            .iter()
            .map(|vendor| vendor.access(&origin))
            .collect()
    }

    /// The URL of the storage host, without a slash at its end. Reports that a vendor has made
    /// are there, and whatever [`store`](Self::store) puts there.
    pub fn storage_url(&self) -> String {
        format!("http://{}", self.shared.storage.authority())
    }

    /// Puts an object on the storage host, and gives its URL. An object that is there already is
    /// replaced, and has another entity tag from then on.
    ///
    /// It can be read in ranges. Reading it is no call of a vendor, but it is among the
    /// [`requests`](Self::requests) as `storage.get`, and faults can hit it by that name.
    ///
    /// ```
    /// let sandbox = ccaas_sandbox::Sandbox::in_process();
    /// let url = sandbox.store("/reports/1.csv", "id\n1\n", "text/csv");
    /// assert_eq!(url, "http://storage.sandbox/reports/1.csv");
    /// ```
    pub fn store(&self, path: &str, bytes: impl Into<Bytes>, content_type: &str) -> String {
        self.put(path, bytes.into(), content_type, None)
    }

    /// The same, but the link stops working after this time, by the sandbox's clock.
    pub fn store_for(
        &self,
        lifetime: Duration,
        path: &str,
        bytes: impl Into<Bytes>,
        content_type: &str,
    ) -> String {
        self.put(path, bytes.into(), content_type, Some(lifetime))
    }

    fn put(
        &self,
        path: &str,
        bytes: Bytes,
        content_type: &str,
        lifetime: Option<Duration>,
    ) -> String {
        let now = self.now();
        self.shared
            .storage
            .store(path, bytes, content_type, now, lifetime)
    }

    /// Sends this vendor's events there from now on: a URL, or a [`Webhook`] with more to it.
    ///
    /// Each event is sent once, in the order of the events, by a task that ends with the sandbox.
    /// Needs a tokio runtime with I/O and time. A name that no vendor bears has no effect.
    pub fn webhook(&self, vendor: impl Into<String>, webhook: impl Into<Webhook>) {
        self.shared.webhooks.set(vendor.into(), webhook.into());
        self.shared.webhooks.employ(&self.shared);
    }

    /// What has happened at this vendor so far, delivered or not.
    pub fn events(&self, vendor: &str) -> Vec<Event> {
        self.shared.live();
        self.shared.webhooks.of(vendor)
    }

    /// Waits until every event that has happened so far is delivered, or could not be.
    pub async fn webhooks_sent(&self) {
        self.shared.live();
        self.shared.webhooks.employ(&self.shared);
        self.shared.webhooks.settle().await;
    }

    /// What happens at WiseCX without a call of its API.
    pub fn wisecx(&self) -> WiseCx<'_> {
        WiseCx::new(&self.shared)
    }

    /// What happens at the Apps API without a call of it, and how often it may be called.
    pub fn apps_api(&self) -> AppsApi<'_> {
        AppsApi::new(&self.shared)
    }

    /// What the sandbox's clock shows. It starts at [`CLOCK_START`](crate::CLOCK_START), and
    /// runs with tokio's clock.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Moves the sandbox's clock forward, and nothing else: what already waits in a
    /// [`Fault::delay`] goes on waiting.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let sandbox = ccaas_sandbox::Sandbox::in_process();
    /// sandbox.advance(Duration::from_secs(3600));
    /// assert!(sandbox.now().to_string().starts_with("2026-01-01T01:00:00"));
    /// ```
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
        self.shared.live();
        self.shared.webhooks.wake();
    }

    /// Puts a fault in the way of requests to come.
    pub fn inject(&self, fault: Fault) {
        self.shared.faults.inject(fault);
    }

    /// What arrived so far, in the order in which it arrived.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.log.all()
    }

    /// Forgets what arrived so far.
    pub fn clear_requests(&self) {
        self.shared.log.clear();
    }

    /// What the vendors have sent to people so far, such as the codes of a password reset.
    pub fn outbox(&self) -> Vec<Message> {
        self.shared.outbox.all()
    }

    /// Makes every token that was issued so far worthless, at all vendors.
    pub fn expire_tokens(&self) {
        for vendor in &self.shared.vendors {
            vendor.tokens().revoke_all();
        }
    }

    /// Stops listening, lets answers that are on their way finish for up to five seconds, and
    /// returns when the servers are gone. Events are no longer delivered then.
    ///
    /// Takes effect for all handles. The store and the log stay readable through the others.
    pub async fn shutdown(self) {
        if let Some(servers) = &self.servers {
            servers.shutdown().await;
        }
        self.shared.webhooks.dismiss();
    }
}

/// Settings of a sandbox to be.
///
/// ```
/// use std::time::Duration;
/// use ccaas_sandbox::Sandbox;
///
/// let sandbox = Sandbox::builder()
///     .token_lifetime(Duration::from_secs(30))
///     .quota("wesal-voc", 100, Duration::from_secs(60))
///     .in_process();
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    port: u16,
    storage_port: u16,
    token_lifetime: Option<Duration>,
    storage_lifetime: Option<Duration>,
    quotas: Vec<(String, u32, Duration)>,
    webhooks: Vec<(String, Webhook)>,
}

impl Builder {
    /// The port of the vendors; a free one if this is not called, or with 0.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The port of the storage host; a free one if this is not called, or with 0.
    pub fn storage_port(mut self, port: u16) -> Self {
        self.storage_port = port;
        self
    }

    /// How long tokens live, at every vendor; otherwise each vendor has a life of its own.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = Some(lifetime);
        self
    }

    /// How long the links to reports work, by the sandbox's clock; for ever otherwise.
    pub fn storage_lifetime(mut self, lifetime: Duration) -> Self {
        self.storage_lifetime = Some(lifetime);
        self
    }

    /// Sends this vendor's events there, as [`Sandbox::webhook`] does.
    pub fn webhook(mut self, vendor: impl Into<String>, webhook: impl Into<Webhook>) -> Self {
        self.webhooks.push((vendor.into(), webhook.into()));
        self
    }

    /// Lets this vendor take at most `calls` in any span of `per`, by the sandbox's clock; the
    /// next call is answered with 429, and with `Retry-After` if the vendor knows that. A refused
    /// call is not counted.
    ///
    /// Those that the vendor's reference names hold besides. A vendor can have several. A name
    /// that no vendor bears has no effect.
    pub fn quota(mut self, vendor: impl Into<String>, calls: u32, per: Duration) -> Self {
        self.quotas.push((vendor.into(), calls, per));
        self
    }

    /// Binds the two ports on 127.0.0.1 and starts to serve.
    ///
    /// Needs a tokio runtime with I/O and time.
    ///
    /// # Errors
    ///
    /// Fails if a port can't be bound.
    pub async fn start(self) -> io::Result<Sandbox> {
        let (vendors, vendors_address) = server::bind(self.port).await?;
        let (storage, storage_address) = server::bind(self.storage_port).await?;
        let shared = self.shared(vendors_address.to_string(), storage_address.to_string());
        let servers = Servers::start(
            &shared,
            [(Host::Vendors, vendors), (Host::Storage, storage)],
        );
        Ok(Sandbox {
            shared,
            servers: Some(Arc::new(servers)),
        })
    }

    /// A sandbox without sockets, whose hosts are `vendors.sandbox` and `storage.sandbox`. The
    /// ports have no meaning then.
    pub fn in_process(self) -> Sandbox {
        Sandbox {
            shared: self.shared("vendors.sandbox".to_owned(), "storage.sandbox".to_owned()),
            servers: None,
        }
    }

    fn shared(self, vendors_authority: String, storage_authority: String) -> Arc<Shared> {
        let wisecx = Store::default();
        let apps_api = Store::default();
        let mut vendors = vendors(&wisecx, &apps_api);
        for vendor in &mut vendors {
            if let Some(lifetime) = self.token_lifetime {
                vendor.set_token_lifetime(lifetime);
            }
            for (name, calls, per) in &self.quotas {
                if name == vendor.name() {
                    vendor.quotas_mut().add(*calls, *per);
                }
            }
        }
        let webhooks = Webhooks::default();
        for (vendor, webhook) in self.webhooks {
            webhooks.set(vendor, webhook);
        }
        let shared = Arc::new(Shared {
            clock: Clock::start(),
            faults: Faults::default(),
            log: Log::default(),
            outbox: Outbox::default(),
            vendors,
            vendors_authority,
            storage: Storage::new(storage_authority, self.storage_lifetime),
            webhooks,
            ids: Ids::default(),
            wisecx,
            apps_api,
        });
        shared.webhooks.employ(&shared);
        shared
    }
}

fn vendors(wisecx: &Store<wisecx::Store>, apps_api: &Store<apps_api::Store>) -> Vec<Vendor> {
    vec![
        wesal_voc::vendor(),
        wesal_pulse::vendor(),
        wisecx::vendor(wisecx),
        apps_api::vendor(apps_api),
    ]
}
