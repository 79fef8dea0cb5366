//! What is sent: the operation as a value, and the facts about it that never change.

use std::borrow::Cow;
use std::fmt;

use crate::{DecodeError, EncodeError, Encoder, Reply, Vendor, Verdict};

/// One endpoint of a vendor, as a value.
///
/// The fields of an implementing struct are the endpoint's parameters. The value does no I/O:
/// [`encode`](Operation::encode) writes it into a request, [`decode`](Operation::decode) reads
/// the reply, and a [`Client`](crate::Client) does what lies between.
///
/// # Examples
///
/// ```
/// use ccaas_core::{DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec};
/// # use ccaas_core::doctest::Acme;
///
/// /// Reads one case.
/// #[derive(Clone, Debug)]
/// pub struct GetCase {
///     id: u64,
/// }
///
/// impl Operation for GetCase {
///     type Vendor = Acme;
///     type Output = serde_json::Value;
///     const SPEC: Spec = Spec::new("cases.get", Method::GET, "/cases/{id}");
///
///     #[inline]
///     fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
///         request.path("id", self.id)
///     }
///
///     #[inline]
///     fn decode(reply: Reply) -> Result<Self::Output, DecodeError> {
///         Self::payload(&reply)
///     }
/// }
/// ```
pub trait Operation: Send + Sync + 'static {
    /// The vendor whose clients can send this operation; another vendor's don't compile.
    type Vendor: Vendor;
    /// What a successful reply is decoded into.
    type Output: Send + 'static;
    /// The facts that hold for every value of this operation.
    const SPEC: Spec;

    /// Decides about a reply before the vendor's own check does.
    ///
    /// For the odd operation whose success looks like a failure: a redirect that is the answer, a
    /// 400 that means "no rows", a 409 that means "already done". `None`, which is the default,
    /// leaves the verdict to [`Vendor::check`].
    fn judge(_reply: &Reply) -> Option<Verdict> {
        None
    }

    /// Writes the parameters into the request.
    ///
    /// # Errors
    ///
    /// An [`EncodeError`] names the field that can't be sent; nothing has been sent then.
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError>;

    /// Takes the payload out of the vendor's envelope.
    ///
    /// [`decode`](Operation::decode) and [`Call::decode_as`](crate::Call::decode_as) both go
    /// through here, so a caller's own type stands exactly where the operation's own does. The
    /// default takes the whole body.
    ///
    /// # Errors
    ///
    /// The body is not JSON, or not the JSON that `T` wants.
    #[inline]
    fn payload<T: serde::de::DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        reply.json()
    }

    /// Reads a reply that was judged a success.
    ///
    /// # Errors
    ///
    /// The reply does not hold what the vendor documents.
    fn decode(reply: Reply) -> Result<Self::Output, DecodeError>;
}

/// An HTTP method.
///
/// A `Copy` enum of our own, because [`http::Method`] can't be built in a `const`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "the variants are the methods; a sentence each would say nothing"
)]
pub enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE,
}

impl Method {
    /// The method's name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::GET => "GET",
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::PATCH => "PATCH",
            Method::DELETE => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::GET => http::Method::GET,
            Method::POST => http::Method::POST,
            Method::PUT => http::Method::PUT,
            Method::PATCH => http::Method::PATCH,
            Method::DELETE => http::Method::DELETE,
        }
    }
}

/// Who calls whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The client calls the vendor.
    Outbound,
    /// The vendor calls the user's own server: a webhook.
    Inbound,
}

/// Which of a vendor's credentials an operation wants.
///
/// What each class puts on a request is the vendor's to say, in its
/// [`Authorize`](crate::auth::Authorize); a class that the vendor doesn't know is refused when the
/// client is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthClass {
    /// Nothing at all.
    None,
    /// What is known without logging in: an API key, a client id, Basic credentials.
    Key,
    /// The token that a login gives.
    Login,
    /// The key and the token together.
    Full,
    /// A signature over the body.
    Signed,
}

/// What sending an operation twice does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// The second time leaves things as the first one did.
    Idempotent,
    /// Each time counts. It is repeated only where the vendor can't have acted on it.
    Once,
}

/// Who goes first where calls wait for a quota.
///
/// Work that nobody waits for steps back for calls that somebody does: an interactive call waits for one
/// bulk call at most, and bulk work gets one slot in ten while interactive calls would fill them all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Priority {
    /// Somebody waits for it. Calls are, unless told otherwise.
    #[default]
    Interactive,
    /// Nobody waits for it: an import, a nightly export.
    Bulk,
}

/// Where the method and path of an operation are known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The vendor's own document prints them.
    Documented,
    /// Other public material prints them.
    Public,
    /// Nobody prints them: a guess, which
    /// [`ClientBuilder::route`](crate::ClientBuilder::route) replaces where it is wrong.
    Inferred,
}

/// What holds for every value of an operation.
///
/// Built in a `const`, with defaults for what is usual: outbound, [`AuthClass::Login`], documented,
/// and the effect that the method suggests (GET reads, PUT and DELETE are idempotent, POST and
/// PATCH count each time).
///
/// ```
/// use ccaas_core::{AuthClass, Effect, Method, Source, Spec};
///
/// const LIST: Spec = Spec::new("surveys.list", Method::POST, "/surveys")
///     .effect(Effect::Read)
///     .source(Source::Inferred);
/// assert_eq!(LIST.auth, AuthClass::Login);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spec {
    /// The id, as in the catalogue: resource first, verb last.
    pub id: &'static str,
    /// Who calls whom.
    pub direction: Direction,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with parameters as `{name}`.
    pub path: &'static str,
    /// Which of the vendor's services this belongs to, where it has several hosts; else empty.
    pub service: &'static str,
    /// The credentials it wants.
    pub auth: AuthClass,
    /// What sending it twice does.
    pub effect: Effect,
    /// Whether its success makes the cached token worthless, as a logout does.
    pub ends_session: bool,
    /// Whether the vendor advises against it.
    pub deprecated: bool,
    /// Where method and path are known from.
    pub source: Source,
}

impl Spec {
    /// The spec of an outbound operation, with the defaults that the method suggests.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        let effect = match method {
            Method::GET => Effect::Read,
            Method::PUT | Method::DELETE => Effect::Idempotent,
            Method::POST | Method::PATCH => Effect::Once,
        };
        Spec {
            id,
            direction: Direction::Outbound,
            method,
            path,
            service: "",
            auth: AuthClass::Login,
            effect,
            ends_session: false,
            deprecated: false,
            source: Source::Documented,
        }
    }

    /// The spec of a call that the vendor makes to the user's server.
    pub const fn inbound(id: &'static str, method: Method, path: &'static str) -> Self {
        let mut spec = Spec::new(id, method, path).auth(AuthClass::None);
        spec.direction = Direction::Inbound;
        spec
    }

    /// Sets the credentials it wants.
    pub const fn auth(mut self, auth: AuthClass) -> Self {
        self.auth = auth;
        self
    }

    /// Sets what sending it twice does.
    pub const fn effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    /// Names the service, for a vendor with several hosts.
    pub const fn service(mut self, service: &'static str) -> Self {
        self.service = service;
        self
    }

    /// Marks that success ends the session that the token stands for.
    pub const fn ends_session(mut self) -> Self {
        self.ends_session = true;
        self
    }

    /// Marks that the vendor advises against it.
    pub const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    /// Sets where method and path are known from.
    pub const fn source(mut self, source: Source) -> Self {
        self.source = source;
        self
    }
}

/// The facts of one call: the [`Spec`], and what the value changed of it.
///
/// Below [`Call`](crate::Call) nobody reads a spec, only these. A layer of your own finds them
/// with [`middleware::facts`](crate::middleware::facts).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Facts {
    /// The operation's id.
    pub id: Cow<'static, str>,
    /// The method that is sent, after any [`route`](crate::ClientBuilder::route).
    pub method: Method,
    /// The path template that is sent, after any [`route`](crate::ClientBuilder::route).
    pub template: Cow<'static, str>,
    /// Which of the vendor's services it belongs to.
    pub service: &'static str,
    /// The credentials it wants.
    pub auth: AuthClass,
    /// What sending it twice does.
    pub effect: Effect,
    /// Whether its success makes the cached token worthless.
    pub ends_session: bool,
    /// Where method and path are known from.
    pub source: Source,
    /// Who goes first where calls wait for a quota.
    pub priority: Priority,
    /// The key of a keyed [`Quota`](crate::quota::Quota).
    pub quota_key: Option<Box<str>>,
    /// Whether this is the login that other calls wait for, with their permits already taken. It must
    /// not wait for one of them: see [`Limiter`](crate::quota::Limiter).
    pub login: bool,
    pub(crate) judge: fn(&Reply) -> Option<Verdict>,
}

impl Facts {
    /// The facts that `spec` gives, before a value changes any.
    pub fn of(spec: &Spec) -> Self {
        Facts {
            id: Cow::Borrowed(spec.id),
            method: spec.method,
            template: Cow::Borrowed(spec.path),
            service: spec.service,
            auth: spec.auth,
            effect: spec.effect,
            ends_session: spec.ends_session,
            source: spec.source,
            priority: Priority::Interactive,
            quota_key: None,
            login: false,
            judge: |_| None,
        }
    }
}
