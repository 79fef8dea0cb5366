//! A vendor for the examples in these docs.

use std::sync::Arc;

use http::HeaderName;
use secrecy::SecretString;

use crate::auth::{Authorize, Credentials, Part};
use crate::pages::mark_of;
use crate::{
    ApiError, AuthClass, BaseUrl, DecodeError, EncodeError, Encoder, Error, Facts, Method,
    Operation, Paged, Reply, Spec, Vendor, Verdict,
};

/// A vendor that is nobody's.
#[derive(Debug)]
pub struct Acme {
    key: SecretString,
    base_url: BaseUrl,
}

impl Acme {
    /// With its API key.
    pub fn new(key: &str) -> Self {
        Acme {
            key: key.into(),
            base_url: BaseUrl::new("https://api.acme.example/v1"),
        }
    }
}

impl Vendor for Acme {
    const NAME: &'static str = "acme";
    const OPERATIONS: &'static [Spec] = &[GetCase::SPEC, ListCases::SPEC];

    fn validate(&self) -> Result<(), Error> {
        self.base_url.check("base_url")
    }

    fn origin(&self, _: &Facts) -> &BaseUrl {
        &self.base_url
    }

    fn credentials(&self) -> Result<Arc<dyn Authorize>, Error> {
        let name = HeaderName::from_static("x-api-key");
        let key = Part::header(name, &self.key, "$ACME_API_KEY")?;
        Ok(Arc::new(Credentials::new().class(AuthClass::Login, [key])))
    }

    fn check(&self, _: &Facts, reply: &Reply) -> Verdict {
        Verdict::by_status(reply, ApiError::unknown)
    }
}

/// Reads one case.
#[derive(Clone, Debug)]
pub struct GetCase(u64);

impl GetCase {
    /// By its id.
    pub fn new(id: u64) -> Self {
        GetCase(id)
    }
}

impl Operation for GetCase {
    type Vendor = Acme;
    type Output = serde_json::Value;
    const SPEC: Spec = Spec::new("cases.get", Method::GET, "/cases/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", self.0)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Self::Output, DecodeError> {
        Self::payload(&reply)
    }
}

/// Lists the cases.
#[derive(Clone, Debug, Default)]
pub struct ListCases {
    page: u32,
}

impl ListCases {
    /// From the first page.
    pub fn new() -> Self {
        ListCases::default()
    }
}

impl Operation for ListCases {
    type Vendor = Acme;
    type Output = Vec<serde_json::Value>;
    const SPEC: Spec = Spec::new("cases.list", Method::GET, "/cases");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.query("page", self.page);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Self::Output, DecodeError> {
        Self::payload(&reply)
    }
}

impl Paged for ListCases {
    type Item = serde_json::Value;
    type Cursor = u32;

    fn split(self, page: Self::Output) -> (Vec<Self::Item>, Option<Self>) {
        let next = (!page.is_empty()).then_some(ListCases {
            page: self.page + 1,
        });
        (page, next)
    }

    fn cursor(&self) -> u32 {
        self.page
    }

    fn resume(mut self, at: u32) -> Self {
        self.page = at;
        self
    }

    fn mark(page: &Self::Output) -> Option<u64> {
        page.first().map(mark_of)
    }
}
