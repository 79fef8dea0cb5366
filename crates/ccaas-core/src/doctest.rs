//! A vendor for the examples in these docs.

use std::sync::Arc;

use http::HeaderName;
use secrecy::SecretString;

use crate::auth::{Authorize, Credentials, Part};
use crate::pages::mark_of;
use crate::types::PageNumber;
use crate::{
    ApiError, AuthClass, BaseUrl, DecodeError, EncodeError, Encoder, Error, Facts, Method,
    Operation, Paged, Polled, Reply, Spec, Standing, Started, Vendor, Verdict, parameters,
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
    const OPERATIONS: &'static [Spec] = &[
        GetCase::SPEC,
        ListCases::SPEC,
        StartExport::SPEC,
        GetExport::SPEC,
    ];

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

parameters! {
    /// Reads one case.
    pub struct GetCase {
        path {
            /// The case's id.
            id: u64,
        }
    }
}

impl Operation for GetCase {
    type Vendor = Acme;
    type Output = serde_json::Value;
    const SPEC: Spec = Spec::new("cases.get", Method::GET, "/cases/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Self::Output, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Lists the cases.
    pub struct ListCases {
        optional {
            /// The page to read, from 1.
            page: PageNumber as (into PageNumber),
        }
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
    type Cursor = PageNumber;

    fn split(mut self, page: Self::Output) -> (Vec<Self::Item>, Option<Self>) {
        self.page = self.page.next();
        let next = (!page.is_empty()).then_some(self);
        (page, next)
    }

    fn cursor(&self) -> PageNumber {
        self.page
    }

    fn resume(mut self, at: PageNumber) -> Self {
        self.page = at;
        self
    }

    fn mark(page: &Self::Output) -> Option<u64> {
        page.first().map(mark_of)
    }
}

parameters! {
    /// Starts an export.
    pub struct StartExport {
        path {
            /// The report's id.
            report: u64,
        }
    }
}

impl Operation for StartExport {
    type Vendor = Acme;
    type Output = u64;
    const SPEC: Spec = Spec::new("exports.start", Method::POST, "/reports/{report}/exports");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("report", self.report)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Self::Output, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Asks how an export stands.
    pub struct GetExport {
        path {
            /// The export's id.
            export: u64,
        }
    }
}

impl Operation for GetExport {
    type Vendor = Acme;
    type Output = serde_json::Value;
    const SPEC: Spec = Spec::new("exports.get", Method::GET, "/exports/{export}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("export", self.export)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Self::Output, DecodeError> {
        Self::payload(&reply)
    }
}

impl Polled for StartExport {
    type Status = GetExport;
    type State = serde_json::Value;
    type Job = u64;

    fn started(&self, export: u64) -> Started<u64, serde_json::Value> {
        Started::Job(export)
    }

    fn ask(job: &u64) -> GetExport {
        GetExport::new(*job)
    }

    fn standing(answer: serde_json::Value) -> Standing<serde_json::Value> {
        match answer.get("state").and_then(serde_json::Value::as_str) {
            Some("done") => Standing::Done(answer),
            Some("failed") => Standing::Failed("the report is gone".to_owned()),
            Some("unknown") => Standing::Missing,
            _ => Standing::Running(answer),
        }
    }
}
