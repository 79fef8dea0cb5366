//! A vendor with an operation of every kind that the core tells apart.

use std::sync::Arc;

use ccaas_core::auth::oauth2::{Grant, OAuth2, TokenAnswer};
use ccaas_core::auth::{Authorize, Credentials, Part, Scheme, TokenCache};
use ccaas_core::quota::Quota;
use ccaas_core::{
    ApiError, AuthClass, BaseUrl, Body, Client, ClientBuilder, DecodeError, Effect, EncodeError,
    Encoder, Error, Facts, Hold, Method, Operation, Paged, Repeat, Reply, Source, Spec, Vendor,
    Verdict, mark_of, require,
};
use http::HeaderName;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::Server;

/// The key that every client of these tests has.
pub(crate) const KEY: &str = "key-f00d";
/// The password that the login sends.
pub(crate) const PASSWORD: &str = "pass-beef";

/// Where boxes are kept.
#[derive(Debug)]
pub(crate) struct Depot {
    pub(crate) key: SecretString,
    pub(crate) base_url: BaseUrl,
    pub(crate) quotas: Vec<Quota>,
    /// Whether operations want a token that a login gives, or the key alone.
    pub(crate) login: bool,
}

impl Depot {
    /// Its operations want the key alone.
    pub(crate) fn new() -> Self {
        Depot {
            key: KEY.into(),
            base_url: BaseUrl::new("https://depot.example/api"),
            quotas: Vec::new(),
            login: false,
        }
    }

    /// Its operations want a token.
    pub(crate) fn with_login() -> Self {
        Depot {
            login: true,
            ..Depot::new()
        }
    }

    pub(crate) fn key(mut self, key: &str) -> Self {
        self.key = key.into();
        self
    }

    pub(crate) fn base_url(mut self, url: impl Into<BaseUrl>) -> Self {
        self.base_url = url.into();
        self
    }

    pub(crate) fn quota(mut self, quota: Quota) -> Self {
        self.quotas.push(quota);
        self
    }

    pub(crate) fn on(self, server: &Server) -> ClientBuilder<Depot> {
        Client::builder(self).transport(server.clone())
    }

    pub(crate) fn client(self, server: &Server) -> Client<Depot> {
        self.on(server).build().unwrap()
    }
}

impl Vendor for Depot {
    const NAME: &'static str = "depot";
    const OPERATIONS: &'static [Spec] = &[
        ReadBox::SPEC,
        AddBox::SPEC,
        PutBox::SPEC,
        DropBoxes::SPEC,
        Upload::SPEC,
        SignIn::SPEC,
        SignOut::SPEC,
        ListBoxes::SPEC,
        FindBox::SPEC,
        Health::SPEC,
        Guess::SPEC,
    ];

    fn validate(&self) -> Result<(), Error> {
        require("key", self.key.expose_secret())?;
        self.base_url.check("base_url")
    }

    fn origin(&self, _: &Facts) -> &BaseUrl {
        &self.base_url
    }

    fn credentials(&self) -> Result<Arc<dyn Authorize>, Error> {
        let name = HeaderName::from_static("x-key");
        let key = Part::header(name, &self.key, "$DEPOT_KEY")?;
        let grant = Grant::Password {
            username: "keeper".to_owned(),
            password: PASSWORD.into(),
        };
        let token = TokenCache::new(Scheme::Bearer, OAuth2::new(grant, SignIn));
        let login = if self.login {
            token.into()
        } else {
            key.clone()
        };
        Ok(Arc::new(
            Credentials::new()
                .class(AuthClass::Key, [key])
                .class(AuthClass::Login, [login]),
        ))
    }

    fn quotas(&self) -> Vec<Quota> {
        self.quotas.clone()
    }

    fn check(&self, _: &Facts, reply: &Reply) -> Verdict {
        let said = || {
            let Ok(body) = reply.json::<Value>() else {
                return ApiError::unknown();
            };
            let error = &body["error"];
            match (error["code"].as_str(), error["message"].as_str()) {
                (Some(code), Some(message)) => {
                    ApiError::message(message).code(code).details(error.clone())
                }
                _ => ApiError::unknown(),
            }
        };
        // A limit of one quota names it; any other is for all.
        let wait = reply.retry_after();
        if let (429, Some("each"), Some(wait)) =
            (reply.status.as_u16(), reply.header("x-quota"), wait)
        {
            return Verdict::Failed {
                error: said(),
                repeat: Repeat::NotStarted,
                hold: Some(Hold::quota("each", wait)),
            };
        }
        Verdict::by_status(reply, said)
    }

    fn request_id(&self, reply: &Reply) -> Option<String> {
        reply.header("x-request-id").map(str::to_owned)
    }
}

/// An operation whose output is the reply's JSON.
macro_rules! operations {
    ($($name:ident $spec:expr, |$self:ident, $request:ident| $encode:expr;)+) => {
        $(impl Operation for $name {
            type Vendor = Depot;
            type Output = Value;
            const SPEC: Spec = $spec;

            fn encode(&$self, $request: &mut Encoder) -> Result<(), EncodeError> {
                $encode
            }

            fn decode(reply: Reply) -> Result<Value, DecodeError> {
                Self::payload(&reply)
            }
        })+
    };
}

/// Reads a box; its quota key is the box's id.
#[derive(Clone, Debug)]
pub(crate) struct ReadBox(pub(crate) String);

impl ReadBox {
    pub(crate) fn new(id: impl ToString) -> Self {
        ReadBox(id.to_string())
    }
}

/// Adds a box: each time it counts.
#[derive(Clone, Debug)]
pub(crate) struct AddBox(pub(crate) Value);

impl AddBox {
    pub(crate) fn new() -> Self {
        AddBox(serde_json::json!({"name": "crate"}))
    }
}

/// Replaces a box.
#[derive(Clone, Debug)]
pub(crate) struct PutBox(pub(crate) u64);

/// Removes boxes, with a body.
#[derive(Clone, Debug)]
pub(crate) struct DropBoxes(pub(crate) Vec<u64>);

/// Uploads from any source.
#[derive(Clone, Debug)]
pub(crate) struct Upload(pub(crate) Body);

impl Upload {
    /// From a source that can be read once.
    pub(crate) fn once(text: &'static str) -> Self {
        let chunk = Ok(bytes::Bytes::from_static(text.as_bytes()));
        Upload(Body::once(Box::pin(futures_util::stream::iter([chunk]))))
    }

    /// From a source that can be opened again.
    pub(crate) fn replay(text: &'static str) -> Self {
        Upload(Body::replay(move || {
            let chunk = Ok(bytes::Bytes::from_static(text.as_bytes()));
            Box::pin(futures_util::stream::iter([chunk]))
        }))
    }
}

/// Ends the session.
#[derive(Clone, Debug)]
pub(crate) struct SignOut;

/// Asks for nothing and needs no credentials.
#[derive(Clone, Debug)]
pub(crate) struct Health;

/// An operation whose path is a guess.
#[derive(Clone, Debug)]
pub(crate) struct Guess;

operations! {
    ReadBox Spec::new("boxes.get", Method::GET, "/boxes/{id}"), |self, request| {
        request.quota_key(self.0.as_str());
        request.path("id", &self.0)
    };
    AddBox Spec::new("boxes.add", Method::POST, "/boxes"), |self, request| {
        request.json(&self.0)
    };
    PutBox Spec::new("boxes.put", Method::PUT, "/boxes/{id}"), |self, request| {
        request.path("id", self.0)?;
        request.json(&serde_json::json!({"name": "crate"}))
    };
    DropBoxes Spec::new("boxes.drop", Method::DELETE, "/boxes"), |self, request| {
        request.json(&self.0)
    };
    Upload Spec::new("uploads.add", Method::POST, "/uploads"), |self, request| {
        request.body("application/octet-stream", self.0.clone())
    };
    SignOut Spec::new("session.end", Method::POST, "/logout").ends_session(), |self, _request| {
        Ok(())
    };
    Health Spec::new("health", Method::GET, "/health").auth(AuthClass::None), |self, _request| {
        Ok(())
    };
    Guess Spec::new("guess", Method::GET, "/guess").source(Source::Inferred), |self, _request| {
        Ok(())
    };
}

/// Gets a token.
#[derive(Clone, Debug)]
pub(crate) struct SignIn(pub(crate) Grant);

impl Operation for SignIn {
    type Vendor = Depot;
    type Output = TokenAnswer;
    const SPEC: Spec = Spec::new("session.begin", Method::POST, "/login").auth(AuthClass::Key);

    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        self.0.encode(request, None);
        Ok(())
    }

    fn decode(reply: Reply) -> Result<TokenAnswer, DecodeError> {
        Self::payload(&reply)
    }
}

/// Finds a box. That there is none is no failure, whatever the status says; and the vendor's way
/// to say "look again later" is a 200.
#[derive(Clone, Debug)]
pub(crate) struct FindBox;

impl Operation for FindBox {
    type Vendor = Depot;
    type Output = Option<Value>;
    const SPEC: Spec = Spec::new("boxes.find", Method::GET, "/find");

    fn judge(reply: &Reply) -> Option<Verdict> {
        if reply.status == 404 {
            return Some(Verdict::Done);
        }
        (reply.status == 200 && &reply.body[..] == b"later").then(|| Verdict::Failed {
            error: ApiError::message("look again later"),
            repeat: Repeat::IfHarmless,
            hold: None,
        })
    }

    fn encode(&self, _: &mut Encoder) -> Result<(), EncodeError> {
        Ok(())
    }

    fn decode(reply: Reply) -> Result<Self::Output, DecodeError> {
        if reply.status == 404 {
            return Ok(None);
        }
        reply.json().map(Some)
    }
}

/// Lists the boxes; its envelope is `{"data": …}`.
#[derive(Clone, Debug)]
pub(crate) struct ListBoxes {
    pub(crate) page: u64,
}

impl ListBoxes {
    pub(crate) fn new() -> Self {
        ListBoxes { page: 0 }
    }
}

/// One page of boxes.
#[derive(Clone, Debug, serde::Deserialize)]
pub(crate) struct BoxPage {
    pub(crate) boxes: Vec<u64>,
    pub(crate) more: bool,
}

impl Operation for ListBoxes {
    type Vendor = Depot;
    type Output = BoxPage;
    const SPEC: Spec = Spec::new("boxes.list", Method::GET, "/boxes");

    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.query("page", self.page);
        Ok(())
    }

    fn payload<T: serde::de::DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        #[derive(serde::Deserialize)]
        struct Envelope<T> {
            data: T,
        }
        Ok(reply.json::<Envelope<T>>()?.data)
    }

    fn decode(reply: Reply) -> Result<BoxPage, DecodeError> {
        Self::payload(&reply)
    }
}

impl Paged for ListBoxes {
    type Item = u64;
    type Cursor = u64;

    fn split(self, page: BoxPage) -> (Vec<u64>, Option<Self>) {
        let next = page.more.then_some(ListBoxes {
            page: self.page + 1,
        });
        (page.boxes, next)
    }

    fn cursor(&self) -> u64 {
        self.page
    }

    fn resume(mut self, at: u64) -> Self {
        self.page = at;
        self
    }

    fn mark(page: &BoxPage) -> Option<u64> {
        page.boxes.first().map(mark_of)
    }
}

/// The effect of an operation, so that a test can say which one it is about.
pub(crate) fn effect_of<O: Operation>(_: &O) -> Effect {
    O::SPEC.effect
}
