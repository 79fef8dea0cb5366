//! The way of a request through the sandbox.

use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use http::{
    HeaderValue, Request, Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, HOST},
    request::Parts,
};
use http_body_util::{BodyExt, Limited};
use jiff::{Timestamp, fmt::rfc2822};

use crate::{
    apps_api,
    broken::BrokenBody,
    clock::Clock,
    fault::{self, Fault, Faults, Trouble},
    ids::Ids,
    log::{Log, Recorded},
    outbox::Outbox,
    reply::Reply,
    storage::{self, Storage},
    vendor::{Store, Surroundings, Target, Vendor},
    webhook::Webhooks,
    wisecx,
};

/// More than this is in no example of any vendor; it keeps a runaway test from filling memory.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// One of the two hosts that the sandbox plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    Vendors,
    Storage,
}

/// Everything that the handles, the router and the servers of a sandbox share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) outbox: Outbox,
    pub(crate) vendors: Vec<Vendor>,
    /// Host and port of the vendors, as the base URLs have them.
    pub(crate) vendors_authority: String,
    pub(crate) storage: Storage,
    pub(crate) webhooks: Webhooks,
    pub(crate) ids: Ids,
    /// What [`Sandbox::wisecx`](crate::Sandbox::wisecx) works on.
    pub(crate) wisecx: Store<wisecx::Store>,
    /// What [`Sandbox::apps_api`](crate::Sandbox::apps_api) works on.
    pub(crate) apps_api: Store<apps_api::Store>,
}

/// How a request ends.
#[derive(Debug)]
pub(crate) enum Outcome {
    Whole(Reply),
    Cut(Reply),
    Reset,
}

impl Shared {
    /// Which host a request without a socket is for. The header decides; a request made in
    /// process often has none, and then its URI tells.
    pub(crate) fn host_of(&self, parts: &Parts) -> Host {
        let authority = match parts.headers.get(HOST) {
            Some(value) => value.to_str().ok(),
            None => parts.uri.authority().map(|authority| authority.as_str()),
        };
        if authority.is_some_and(|given| given.eq_ignore_ascii_case(self.storage.authority())) {
            Host::Storage
        } else {
            Host::Vendors
        }
    }

    /// Answers a request, faults included.
    pub(crate) async fn answer(self: Arc<Self>, host: Host, request: Request<Body>) -> Outcome {
        let (parts, body) = request.into_parts();
        let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
            // The client broke off, or sends without end; either way nobody reads an answer.
            return Outcome::Reset;
        };
        let body = body.to_bytes();
        let now = self.clock.now();

        let vendor = self.vendor_of(host, parts.uri.path());
        let target = vendor.map(|(vendor, path)| (vendor, vendor.find(&parts, path, &body)));
        let name = target.as_ref().map(|(vendor, _)| vendor.name());
        let operation = match host {
            Host::Vendors => target.as_ref().and_then(|(_, target)| target.id()),
            Host::Storage => Some(storage::operation(&parts.method)),
        };

        let place = self.log.arrived(Recorded {
            vendor: name,
            operation,
            ..Recorded::new(&parts, body.clone(), now)
        });
        let fault = self.faults.take(name, operation);
        let reply = if fault.as_ref().is_none_or(Fault::lets_work) {
            self.live();
            let reply = match host {
                Host::Vendors => self.work(target.as_ref(), &parts, &body, now),
                Host::Storage => self.storage.answer(&parts, &body, now),
            };
            self.live();
            self.webhooks.employ(&self);
            reply
        } else {
            Reply::empty(StatusCode::OK)
        };
        let mut outcome = match fault {
            Some(fault) => spoil(fault, reply, target.as_ref(), &self.ids).await,
            None => Outcome::Whole(reply),
        };
        outcome.date(self.clock.now());
        let status = outcome.status();
        if let Some(status) = status {
            self.log.answered(place, status);
        }
        tracing::debug!(
            vendor = name,
            operation,
            status = status.map(|status| status.as_u16()),
            "answered"
        );
        outcome
    }

    /// Lets the vendors do what is due by now, and tells when more is due.
    pub(crate) fn live(&self) -> Option<Timestamp> {
        let around = self.surroundings(self.clock.now());
        let dues = self.vendors.iter().filter_map(|vendor| vendor.live(around));
        dues.min()
    }

    pub(crate) fn surroundings(&self, now: Timestamp) -> Surroundings<'_> {
        Surroundings {
            now,
            outbox: &self.outbox,
            ids: &self.ids,
            storage: &self.storage,
            webhooks: &self.webhooks,
            authority: &self.vendors_authority,
        }
    }

    fn vendor_of<'p>(&self, host: Host, path: &'p str) -> Option<(&Vendor, &'p str)> {
        if host == Host::Storage {
            return None;
        }
        self.vendors
            .iter()
            .find_map(|vendor| Some((vendor, vendor.path(path)?)))
    }

    fn work(
        &self,
        target: Option<&(&Vendor, Target<'_>)>,
        parts: &Parts,
        body: &Bytes,
        now: Timestamp,
    ) -> Reply {
        match target {
            Some((vendor, target)) => vendor.answer(target, parts, body, self.surroundings(now)),
            None => Reply::new(StatusCode::NOT_FOUND, "text/plain", "nothing lives here\n"),
        }
    }
}

pub(crate) fn http_date(at: Timestamp) -> Option<HeaderValue> {
    let text = rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&at)
        .ok()?;
    HeaderValue::try_from(text).ok()
}

/// Does to an answer what the fault is about.
async fn spoil(
    fault: Fault,
    reply: Reply,
    target: Option<&(&Vendor, Target<'_>)>,
    ids: &Ids,
) -> Outcome {
    match fault.trouble() {
        Trouble::Status(status) => {
            let error = match target {
                // HTTP lets these have no body, whoever answers.
                _ if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) => {
                    Reply::empty(status)
                }
                Some((vendor, target)) => vendor.error(target, status, ids),
                None => Reply::new(status, "text/plain", "injected\n"),
            };
            Outcome::Whole(fault.dress(error))
        }
        Trouble::Empty => Outcome::Whole(fault.dress(Reply::empty(StatusCode::OK))),
        Trouble::Html => Outcome::Whole(fault.dress(fault::html_page())),
        Trouble::Garbage => Outcome::Whole(fault.dress(fault::noise())),
        Trouble::Reset => Outcome::Reset,
        Trouble::Delay(by) => {
            // Tokio's timer needs its runtime, and panics without it.
            if tokio::runtime::Handle::try_current().is_ok() {
                tokio::time::sleep(by).await;
            }
            Outcome::Whole(fault.dress(reply))
        }
        Trouble::Cut => {
            let reply = fault.dress(reply);
            if reply.body.is_empty() {
                Outcome::Reset
            } else {
                Outcome::Cut(reply)
            }
        }
        Trouble::WrongContentType => {
            let mut reply = reply;
            reply
                .headers
                .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            Outcome::Whole(fault.dress(reply))
        }
    }
}

impl Outcome {
    /// Dates the answer by the sandbox's clock. The server would put the real time there, which
    /// has nothing to do with the times in the answers.
    fn date(&mut self, now: Timestamp) {
        if let Self::Whole(reply) | Self::Cut(reply) = self
            && let Some(date) = http_date(now)
        {
            reply.headers.entry(DATE).or_insert(date);
        }
    }

    fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Whole(reply) | Self::Cut(reply) => Some(reply.status),
            Self::Reset => None,
        }
    }

    /// The response; `None` if there is none, because the connection is to be dropped.
    pub(crate) fn into_response(self) -> Option<Response<Body>> {
        match self {
            Self::Whole(reply) => {
                let body = Body::from(reply.body.clone());
                Some(respond(reply, body))
            }
            Self::Cut(mut reply) => {
                // The head must promise the whole body, or half of it would look complete.
                let length = HeaderValue::from(reply.body.len());
                reply.headers.insert(CONTENT_LENGTH, length);
                let body = BrokenBody::half_of(&reply.body);
                Some(respond(reply, Body::new(body)))
            }
            Self::Reset => None,
        }
    }

    /// The response for callers without a connection that could be dropped.
    pub(crate) fn into_response_always(self) -> Response<Body> {
        self.into_response()
            .unwrap_or_else(|| Response::new(Body::new(BrokenBody::at_once())))
    }
}

fn respond(reply: Reply, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}
