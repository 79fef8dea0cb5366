//! One vendor: its operations, and the way of a request through it.

use std::{
    cell::OnceCell,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header::ALLOW, request::Parts};
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    access::Access,
    call::{BodyTable, Call},
    ids::Ids,
    outbox::Outbox,
    pairs,
    quota::Quotas,
    reply::{Answer, Envelope, Refusal, Reply},
    storage::Storage,
    strict::{self, Fields, Table},
    template::{Params, Template},
    token::Tokens,
    webhook::Webhooks,
};

/// What is fixed about a vendor.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    /// The path that stands for the vendor's base URL, behind the sandbox's own address.
    pub(crate) base: &'static str,
    /// The environment variable of the base URL.
    pub(crate) base_variable: &'static str,
    /// The other environment variables, with the credentials that the vendor accepts.
    pub(crate) env: &'static [(&'static str, &'static str)],
    pub(crate) token_lifetime: Duration,
    pub(crate) envelope: Envelope,
    /// The message for a path that the vendor does not know.
    pub(crate) not_found: &'static str,
    /// The answer to a path with a method that it does not have.
    pub(crate) wrong_method: (StatusCode, &'static str),
    /// How often the vendor may be called in any span, whatever the sandbox's builder adds.
    pub(crate) quotas: &'static [(u32, Duration)],
    /// Whether a refusal for too many calls says how long to wait.
    pub(crate) retry_after: bool,
    /// The header that every answer bears an id of its own in.
    pub(crate) request_id: Option<&'static str>,
}

/// What HTTP itself has for a wrong method.
pub(crate) const METHOD_NOT_ALLOWED: (StatusCode, &str) =
    (StatusCode::METHOD_NOT_ALLOWED, "Method not allowed");

/// Lets a request in, or not.
pub(crate) type Guard = fn(&Call<'_>) -> Result<(), Refusal>;

/// Whether a request means this operation rather than another one with the same method and path.
/// It sees the headers, and the body if that is JSON.
pub(crate) type Meant = fn(&HeaderMap, &Value) -> bool;

/// Does the work of one operation. Everything that tables and guards can check is checked.
pub(crate) type Handler<S> = fn(&mut S, &Call<'_>) -> Answer;

/// Does what is due by now, and tells when more is due: what goes on at a vendor without calls.
pub(crate) type Life<S> = fn(&mut S, Surroundings<'_>) -> Option<Timestamp>;

/// One operation: a line in the vendor's list.
pub(crate) struct Op<S> {
    facts: Facts,
    handler: Handler<S>,
}

/// All of an operation but its handler.
#[derive(Debug)]
struct Facts {
    id: &'static str,
    method: Method,
    template: Template,
    meant: Option<Meant>,
    guards: &'static [Guard],
    query: Table,
    body: BodyTable,
    envelope: Option<Envelope>,
}

impl<S> Op<S> {
    pub(crate) fn get(id: &'static str, path: &'static str, handler: Handler<S>) -> Self {
        Self::new(Method::GET, id, path, handler)
    }

    pub(crate) fn post(id: &'static str, path: &'static str, handler: Handler<S>) -> Self {
        Self::new(Method::POST, id, path, handler)
    }

    pub(crate) fn put(id: &'static str, path: &'static str, handler: Handler<S>) -> Self {
        Self::new(Method::PUT, id, path, handler)
    }

    pub(crate) fn delete(id: &'static str, path: &'static str, handler: Handler<S>) -> Self {
        Self::new(Method::DELETE, id, path, handler)
    }

    pub(crate) fn patch(id: &'static str, path: &'static str, handler: Handler<S>) -> Self {
        Self::new(Method::PATCH, id, path, handler)
    }

    fn new(method: Method, id: &'static str, path: &'static str, handler: Handler<S>) -> Self {
        Self {
            facts: Facts {
                id,
                method,
                template: Template(path),
                meant: None,
                guards: &[],
                query: &[],
                body: BodyTable::None,
                envelope: None,
            },
            handler,
        }
    }

    /// Tells the operation from others with the same method and path. The first one in the list
    /// whose condition holds is meant, or else the one without a condition.
    pub(crate) fn when(mut self, meant: Meant) -> Self {
        self.facts.meant = Some(meant);
        self
    }

    /// Who may call it; checked before everything else, in this order.
    pub(crate) fn guards(mut self, guards: &'static [Guard]) -> Self {
        self.facts.guards = guards;
        self
    }

    /// The query parameters; without this line there are none.
    pub(crate) fn query(mut self, table: Table) -> Self {
        self.facts.query = table;
        self
    }

    /// The body; without this line there is none.
    pub(crate) fn body(mut self, table: BodyTable) -> Self {
        self.facts.body = table;
        self
    }

    /// Words refusals in another way than the vendor's other operations.
    pub(crate) fn envelope(mut self, envelope: Envelope) -> Self {
        self.facts.envelope = Some(envelope);
        self
    }
}

/// An operation of the sandbox, as a coverage check compares it with a vendor's catalogue.
///
/// ```
/// use ccaas_sandbox::Sandbox;
///
/// let routes = Sandbox::routes();
/// let list = routes.iter().find(|route| route.operation() == "surveys.list").unwrap();
/// assert_eq!(list.vendor(), "wesal-voc");
/// assert_eq!((list.method(), list.path()), ("POST", "/surveys"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    vendor: &'static str,
    operation: &'static str,
    method: Method,
    path: &'static str,
}

impl Route {
    /// The vendor's name.
    pub fn vendor(&self) -> &'static str {
        self.vendor
    }

    /// The operation's id, unique within its vendor.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The method, in capitals.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The path behind the base URL, with parameters in braces.
    pub fn path(&self) -> &'static str {
        self.path
    }
}

/// What of the sandbox a vendor works with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) now: Timestamp,
    pub(crate) outbox: &'a Outbox,
    pub(crate) ids: &'a Ids,
    pub(crate) storage: &'a Storage,
    pub(crate) webhooks: &'a Webhooks,
    /// Host and port of the vendors.
    pub(crate) authority: &'a str,
}

/// A store that more than the vendor's calls work on.
pub(crate) type Store<S> = Arc<Mutex<S>>;

/// A vendor with its store, whose type is hidden in the handlers.
pub(crate) struct Vendor {
    profile: Profile,
    operations: Vec<Operation>,
    tokens: Tokens,
    quotas: Quotas,
    live: Option<Box<Live>>,
}

type Live = dyn Fn(Surroundings<'_>) -> Option<Timestamp> + Send + Sync;

/// An operation with its vendor's store inside.
pub(crate) struct Operation {
    facts: Facts,
    handle: Box<dyn Fn(&Call<'_>) -> Answer + Send + Sync>,
}

impl Vendor {
    pub(crate) fn new<S: Send + 'static>(
        profile: Profile,
        store: S,
        operations: Vec<Op<S>>,
    ) -> Self {
        Self::sharing(profile, &Arc::new(Mutex::new(store)), operations)
    }

    /// A vendor whose store others have a handle on.
    pub(crate) fn sharing<S: Send + 'static>(
        profile: Profile,
        store: &Store<S>,
        operations: Vec<Op<S>>,
    ) -> Self {
        let operations = operations
            .into_iter()
            .map(|Op { facts, handler }| {
                let store = Arc::clone(store);
                Operation {
                    facts,
                    handle: Box::new(move |call| {
                        handler(
                            &mut store.lock().unwrap_or_else(PoisonError::into_inner),
                            call,
                        )
                    }),
                }
            })
            .collect();
        let mut quotas = Quotas::default();
        for &(calls, per) in profile.quotas {
            quotas.add(calls, per);
        }
        Self {
            tokens: Tokens::new(profile.token_lifetime),
            quotas,
            profile,
            operations,
            live: None,
        }
    }

    /// Gives the vendor a life of its own.
    pub(crate) fn living<S: Send + 'static>(mut self, store: &Store<S>, life: Life<S>) -> Self {
        let store = Arc::clone(store);
        self.live = Some(Box::new(move |around| {
            life(
                &mut store.lock().unwrap_or_else(PoisonError::into_inner),
                around,
            )
        }));
        self
    }

    /// Does what is due by now, and tells when more is due.
    pub(crate) fn live(&self, around: Surroundings<'_>) -> Option<Timestamp> {
        self.live.as_ref().and_then(|live| live(around))
    }

    pub(crate) fn set_token_lifetime(&mut self, lifetime: Duration) {
        self.tokens = Tokens::new(lifetime);
    }

    pub(crate) fn quotas_mut(&mut self) -> &mut Quotas {
        &mut self.quotas
    }

    pub(crate) fn quotas(&self) -> &Quotas {
        &self.quotas
    }

    pub(crate) fn name(&self) -> &'static str {
        self.profile.name
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The path behind the vendor's base, if this path is below it.
    pub(crate) fn path<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.profile.base)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    pub(crate) fn access(&self, origin: &str) -> Access {
        let base_url = format!("{origin}{}", self.profile.base);
        let base = (self.profile.base_variable, base_url.clone());
        let others = self
            .profile
            .env
            .iter()
            .map(|&(name, value)| (name, value.to_owned()));
        Access {
            vendor: self.profile.name,
            env: std::iter::once(base).chain(others).collect(),
            base_url,
        }
    }

    pub(crate) fn routes(&self) -> impl Iterator<Item = Route> {
        self.operations.iter().map(|operation| Route {
            vendor: self.profile.name,
            operation: operation.facts.id,
            method: operation.facts.method.clone(),
            path: operation.facts.template.0,
        })
    }

    /// Finds the operation that a request means. `path` is the one behind the base.
    pub(crate) fn find(&self, parts: &Parts, path: &str, raw: &Bytes) -> Target<'_> {
        let fitting = || {
            self.operations
                .iter()
                .filter_map(|operation| Some((operation, operation.facts.template.fit(path)?)))
        };
        // Only the few operations that share a path need to know what is in the body.
        let body = OnceCell::new();
        let is_meant = |facts: &Facts| {
            facts.meant.is_none_or(|meant| {
                let body = body.get_or_init(|| serde_json::from_slice(raw).unwrap_or_default());
                meant(&parts.headers, body)
            })
        };
        let found = fitting()
            .filter(|(operation, _)| operation.facts.method == parts.method)
            .filter(|(operation, _)| is_meant(&operation.facts))
            // Of several that are equal the last one counts, and it is the first one in the list.
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .max_by_key(|(Operation { facts, .. }, _)| {
                (facts.template.weight(), facts.meant.is_some())
            });
        match found {
            Some((operation, params)) => Target::Operation { operation, params },
            None => Target::Nothing {
                allowed: fitting()
                    .map(|(operation, _)| operation.facts.method.as_str())
                    .collect(),
            },
        }
    }

    /// Asks the vendor, and words its refusal if there is one.
    pub(crate) fn answer(
        &self,
        target: &Target<'_>,
        parts: &Parts,
        raw: &Bytes,
        around: Surroundings<'_>,
    ) -> Reply {
        let reply = self
            .try_answer(target, parts, raw, around)
            .unwrap_or_else(|refusal| refusal.into_reply(self.envelope(target)));
        self.numbered(reply, around.ids)
    }

    /// An error that nothing in the vendor's own code has caused.
    pub(crate) fn error(&self, target: &Target<'_>, status: StatusCode, ids: &Ids) -> Reply {
        let message = status.canonical_reason().unwrap_or("Error");
        let reply = Refusal::new(status, message).into_reply(self.envelope(target));
        self.numbered(reply, ids)
    }

    /// The answer with an id of its own, if the vendor gives such ids.
    fn numbered(&self, mut reply: Reply, ids: &Ids) -> Reply {
        if let Some(name) = self.profile.request_id
            && let Ok(id) = HeaderValue::from_str(&ids.uuid())
        {
            reply.headers.insert(name, id);
        }
        reply
    }

    fn envelope(&self, target: &Target<'_>) -> Envelope {
        match target {
            Target::Operation { operation, .. } => operation.facts.envelope,
            Target::Nothing { .. } => None,
        }
        .unwrap_or(self.profile.envelope)
    }

    fn try_answer(
        &self,
        target: &Target<'_>,
        parts: &Parts,
        raw: &Bytes,
        around: Surroundings<'_>,
    ) -> Answer {
        self.admit(around.now)?;
        let (operation, params) = match target {
            Target::Operation { operation, params } => (operation, params),
            Target::Nothing { allowed } => return Err(self.nothing(allowed)),
        };
        let mut call = Call {
            now: around.now,
            params,
            query: Fields::default(),
            body: Fields::default(),
            files: Vec::new(),
            tokens: &self.tokens,
            outbox: around.outbox,
            storage: around.storage,
            ids: around.ids,
            headers: &parts.headers,
            base_url: format!("http://{}{}", around.authority, self.profile.base),
        };
        let facts = &operation.facts;
        for guard in facts.guards {
            guard(&call)?;
        }
        let query = pairs::parse(parts.uri.query().unwrap_or_default())?;
        call.query = strict::pairs(facts.query, query)?;
        (call.body, call.files) = facts.body.check(&parts.headers, raw)?;
        (operation.handle)(&call)
    }

    fn admit(&self, now: Timestamp) -> Result<(), Refusal> {
        self.quotas.take(now).map_err(|wait| {
            let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
            if self.profile.retry_after {
                refusal.retry_after(wait)
            } else {
                refusal
            }
        })
    }

    fn nothing(&self, allowed: &[&str]) -> Refusal {
        if allowed.is_empty() {
            return Refusal::new(StatusCode::NOT_FOUND, self.profile.not_found);
        }
        let (status, message) = self.profile.wrong_method;
        let refusal = Refusal::new(status, message);
        match HeaderValue::from_str(&allowed.join(", ")) {
            Ok(methods) => refusal.header(ALLOW, methods),
            Err(_) => refusal,
        }
    }
}

impl fmt::Debug for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vendor")
            .field("name", &self.profile.name)
            .finish_non_exhaustive()
    }
}

/// What a request to a vendor is about.
pub(crate) enum Target<'a> {
    /// One of its operations.
    Operation {
        operation: &'a Operation,
        params: Params,
    },
    /// None of them. The path may be known with other methods.
    Nothing { allowed: Vec<&'a str> },
}

impl Target<'_> {
    pub(crate) fn id(&self) -> Option<&'static str> {
        match self {
            Self::Operation { operation, .. } => Some(operation.facts.id),
            Self::Nothing { .. } => None,
        }
    }
}
