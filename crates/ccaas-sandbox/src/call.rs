//! A request as a handler sees it.

use bytes::Bytes;
use http::{
    HeaderMap,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderName},
};
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    ids::Ids,
    multipart::{self, Part},
    outbox::Outbox,
    pairs,
    reply::Refusal,
    storage::Storage,
    strict::{self, Fields, Table},
    template::Params,
    token::Tokens,
};

/// One request, and the parts of the sandbox that a handler may use.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) now: Timestamp,
    pub(crate) params: &'a Params,
    /// The query, after its table was checked.
    pub(crate) query: Fields,
    /// The body, after its table was checked.
    pub(crate) body: Fields,
    /// The files in the body, if it is a form that can have some.
    pub(crate) files: Vec<Part>,
    pub(crate) tokens: &'a Tokens,
    pub(crate) outbox: &'a Outbox,
    pub(crate) ids: &'a Ids,
    pub(crate) storage: &'a Storage,
    pub(crate) headers: &'a HeaderMap,
    /// The vendor's own base URL, for links to itself.
    pub(crate) base_url: String,
}

impl<'a> Call<'a> {
    /// What the path has where the operation's template has `{name}`.
    pub(crate) fn param(&self, name: &str) -> &'a str {
        self.params
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    /// The same, where it must be a whole number.
    pub(crate) fn number(&self, name: &str) -> Result<u64, Refusal> {
        self.param(name)
            .parse()
            .map_err(|_| Refusal::bad_request(format!("{name} must be a whole number")))
    }

    /// A header's value. One that is no text counts as an empty one: it is there, and wrong.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&'a str> {
        let value = self.headers.get(name)?;
        Some(value.to_str().unwrap_or_default())
    }

    pub(crate) fn authorization(&self) -> Option<&'a str> {
        self.header(&AUTHORIZATION)
    }

    /// What stands in `Authorization` behind this scheme, whose name is the same in capitals.
    pub(crate) fn credentials(&self, scheme: &str) -> Option<&'a str> {
        let (given, rest) = self.authorization()?.split_once(' ')?;
        given.eq_ignore_ascii_case(scheme).then_some(rest)
    }

    /// Whom the bearer token stands for, if there is one and it still works.
    pub(crate) fn bearer(&self) -> Option<String> {
        let token = self.credentials("Bearer")?;
        self.tokens.subject(token, self.now)
    }
}

/// What an operation's body must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum BodyTable {
    /// No body at all.
    None,
    /// A JSON object.
    Json(Table),
    /// A JSON object, or no body.
    JsonOrNone(Table),
    /// A JSON array of objects, which the handler finds as [`strict::ROWS`].
    JsonRows(Table),
    /// Pairs, as an HTML form sends them.
    Form(Table),
    /// Pairs and files, as an HTML form with an upload sends them. The table is about the pairs;
    /// the handler looks at the files itself.
    Multipart(Table),
    /// An object as JSON, or the same as pairs of either kind of form.
    JsonOrForm(Table),
}

impl BodyTable {
    pub(crate) fn check(
        self,
        headers: &HeaderMap,
        raw: &Bytes,
    ) -> Result<(Fields, Vec<Part>), Refusal> {
        let fields = match self {
            Self::None if raw.is_empty() => Ok(Fields::default()),
            Self::None => Err(Refusal::bad_request("no body is expected")),
            Self::JsonOrNone(_) if raw.is_empty() => Ok(Fields::default()),
            Self::Json(table) | Self::JsonOrNone(table) => {
                strict::object(table, json(headers, raw)?, "")
            }
            Self::JsonRows(table) => strict::rows(table, json(headers, raw)?),
            Self::Form(table) => {
                expect_type(headers, URL_ENCODED)?;
                let text = std::str::from_utf8(raw)
                    .map_err(|_| Refusal::bad_request("body is not UTF-8"))?;
                strict::pairs(table, pairs::parse(text)?)
            }
            Self::Multipart(table) => {
                let (pairs, files) = multipart::form(headers, raw)?;
                return Ok((strict::pairs(table, pairs)?, files));
            }
            Self::JsonOrForm(table) => {
                let as_it_came = match essence(headers) {
                    given if given.eq_ignore_ascii_case(URL_ENCODED) => Self::Form(table),
                    given if given.eq_ignore_ascii_case(multipart::TYPE) => Self::Multipart(table),
                    _ => Self::Json(table),
                };
                return as_it_came.check(headers, raw);
            }
        };
        Ok((fields?, Vec::new()))
    }
}

fn json(headers: &HeaderMap, raw: &Bytes) -> Result<Value, Refusal> {
    expect_type(headers, "application/json")?;
    serde_json::from_slice(raw)
        .map_err(|error| Refusal::bad_request(format!("body is not JSON: {error}")))
}

const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// The content type without its parameters: a charset is the sender's business.
fn essence(headers: &HeaderMap) -> &str {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim()
}

pub(crate) fn expect_type(headers: &HeaderMap, wanted: &str) -> Result<(), Refusal> {
    if essence(headers).eq_ignore_ascii_case(wanted) {
        Ok(())
    } else {
        Err(Refusal::bad_request(format!(
            "Content-Type must be {wanted}"
        )))
    }
}
