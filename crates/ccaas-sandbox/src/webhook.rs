//! What vendors tell of their own accord: events, and their delivery to a webhook.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request, StatusCode,
    header::{CONTENT_TYPE, HOST},
};
use http_body_util::Full;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use jiff::Timestamp;
use serde_json::Value;
use tokio::{runtime::Handle, sync::Notify, task::JoinHandle};

use crate::{clock, dispatch::Shared};

/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a vendor's events go, and what goes with them.
///
/// ```
/// use ccaas_sandbox::Webhook;
///
/// let plain = Webhook::to("http://127.0.0.1:8080/hooks/wisecx");
/// let guarded = Webhook::to("http://127.0.0.1:8080/hooks").header("X-Hook-Secret", "s3cret");
/// ```
#[derive(Clone)]
pub struct Webhook {
    url: String,
    headers: HeaderMap,
}

impl Webhook {
    /// Events are POSTed to this URL. There is no TLS in the sandbox: it must begin with
    /// `http://`.
    pub fn to(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            headers: HeaderMap::new(),
        }
    }

    /// Sends this header too, such as a secret that sender and receiver share. A name or a value
    /// that HTTP does not allow is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(mut value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        self
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Both the URL and the headers are where users put a secret.
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}

impl<T: Into<String>> From<T> for Webhook {
    fn from(url: T) -> Self {
        Self::to(url)
    }
}

/// Something that happened at a vendor, as its webhook tells it.
///
/// [`Sandbox::events`](crate::Sandbox::events) gives them in the order in which they happened.
#[derive(Debug, Clone)]
pub struct Event {
    vendor: &'static str,
    name: &'static str,
    headers: HeaderMap,
    body: Bytes,
    at: Timestamp,
    delivery: Delivery,
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// Nobody listened when it happened.
    Kept,
    /// It is still to be sent, or on its way.
    Waiting,
    /// The receiver answered, with whatever status. It is not sent again in any case.
    Answered(StatusCode),
    /// It could not be sent, or no answer came; this is why. It is not sent again.
    Failed(String),
}

impl Event {
    pub(crate) fn json(
        vendor: &'static str,
        name: &'static str,
        body: &Value,
        at: Timestamp,
    ) -> Self {
        let json = HeaderValue::from_static("application/json");
        Self {
            vendor,
            name,
            headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
            body: Bytes::from(body.to_string()),
            at,
            delivery: Delivery::Kept,
        }
    }

    /// The same with another header; one that HTTP does not allow is left out.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// The vendor that tells it.
    pub fn vendor(&self) -> &'static str {
        self.vendor
    }

    /// The vendor's name for it, such as `activity_new`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The headers that the vendor sends with it.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, as it is sent.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// When it happened, by the sandbox's clock.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// What became of it.
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }
}

/// All events, who listens to them, and the task that delivers them.
#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    state: Mutex<State>,
    /// Told when there may be something to do.
    woken: Arc<Notify>,
    /// Told when an event is done with.
    settled: Notify,
    courier: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct State {
    hooks: HashMap<String, Webhook>,
    events: Vec<Event>,
    /// How many events from the first on wait no longer.
    done: usize,
}

impl Webhooks {
    pub(crate) fn set(&self, vendor: String, hook: Webhook) {
        self.state().hooks.insert(vendor, hook);
    }

    pub(crate) fn emit(&self, mut event: Event) {
        let mut state = self.state();
        if state.hooks.contains_key(event.vendor) {
            event.delivery = Delivery::Waiting;
        }
        state.events.push(event);
        drop(state);
        self.wake();
    }

    pub(crate) fn of(&self, vendor: &str) -> Vec<Event> {
        let state = self.state();
        let events = state.events.iter().filter(|event| event.vendor == vendor);
        events.cloned().collect()
    }

    /// Lets the courier look again at what is to be done, and when.
    pub(crate) fn wake(&self) {
        self.woken.notify_one();
    }

    /// Sees to it that a task delivers, once somebody listens. Without a runtime there is none.
    pub(crate) fn employ(&self, shared: &Arc<Shared>) {
        if self.state().hooks.is_empty() {
            return;
        }
        let mut courier = self.courier.lock().unwrap_or_else(PoisonError::into_inner);
        if courier.as_ref().is_none_or(JoinHandle::is_finished)
            && let Ok(runtime) = Handle::try_current()
        {
            let woken = Arc::clone(&self.woken);
            *courier = Some(runtime.spawn(deliver(Arc::downgrade(shared), woken)));
        }
    }

    /// Ends the task. What still waits stays waiting.
    pub(crate) fn dismiss(&self) {
        let mut courier = self.courier.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(courier) = courier.take() {
            courier.abort();
        }
        drop(courier);
        self.state().hooks.clear();
        self.settled.notify_waiters();
    }

    /// Returns when no event waits, or nobody is there to deliver it.
    pub(crate) async fn settle(&self) {
        loop {
            let settled = self.settled.notified();
            if !self.is_waiting() || !self.has_courier() {
                return;
            }
            settled.await;
        }
    }

    fn is_waiting(&self) -> bool {
        let state = self.state();
        let mut open = state.events.iter().skip(state.done);
        open.any(|event| event.delivery == Delivery::Waiting)
    }

    fn has_courier(&self) -> bool {
        let courier = self.courier.lock().unwrap_or_else(PoisonError::into_inner);
        courier.as_ref().is_some_and(|task| !task.is_finished())
    }

    /// The oldest event that waits, with its place and its receiver.
    fn next(&self) -> Option<(usize, Event, Webhook)> {
        let mut state = self.state();
        while let Some(event) = state.events.get(state.done) {
            if event.delivery == Delivery::Waiting
                && let Some(hook) = state.hooks.get(event.vendor)
            {
                return Some((state.done, event.clone(), hook.clone()));
            }
            state.done += 1;
        }
        None
    }

    fn done(&self, place: usize, delivery: Delivery) {
        if let Some(event) = self.state().events.get_mut(place) {
            event.delivery = delivery;
        }
        self.settled.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Webhooks {
    fn drop(&mut self) {
        let courier = self
            .courier
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(courier) = courier {
            courier.abort();
        }
    }
}

/// Delivers event after event, and wakes the vendors up when something is due there. It holds
/// the sandbox only while it works: a sandbox that only its courier knows is gone.
async fn deliver(shared: Weak<Shared>, woken: Arc<Notify>) {
    // Redirects and proxies are for clients; what a vendor posts goes where it was told to.
    let client = Client::builder(TokioExecutor::new()).build_http();
    loop {
        let Some(sandbox) = shared.upgrade() else {
            return;
        };
        let due = sandbox
            .live()
            .map(|at| clock::since(at, sandbox.clock.now()));
        let job = sandbox.webhooks.next();
        drop(sandbox);
        match (job, due) {
            (Some((place, event, hook)), _) => {
                let delivery = send(&client, &event, &hook).await;
                tracing::debug!(vendor = event.vendor, event = event.name, ?delivery, "told");
                if let Some(sandbox) = shared.upgrade() {
                    sandbox.webhooks.done(place, delivery);
                }
            }
            (None, Some(due)) => {
                // Woken or not, the next round looks at everything.
                let _ = tokio::time::timeout(due, woken.notified()).await;
            }
            (None, None) => woken.notified().await,
        }
    }
}

async fn send(
    client: &Client<HttpConnector, Full<Bytes>>,
    event: &Event,
    hook: &Webhook,
) -> Delivery {
    let mut headers = event.headers.clone();
    headers.extend(hook.headers.clone());
    headers.remove(HOST);
    let request = Request::post(&hook.url).body(Full::new(event.body.clone()));
    let mut request = match request {
        Ok(request) => request,
        Err(error) => return Delivery::Failed(reason(&error)),
    };
    *request.headers_mut() = headers;
    match tokio::time::timeout(PATIENCE, client.request(request)).await {
        Ok(Ok(response)) => Delivery::Answered(response.status()),
        // No error of these has the URL in it, which may hold a secret.
        Ok(Err(error)) => Delivery::Failed(reason(&error)),
        Err(_) => Delivery::Failed(format!("no answer within {PATIENCE:?}")),
    }
}

/// An error with its causes: the outermost alone says no more than that it failed.
fn reason(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
