//! A request to be looked at.

use std::fmt::{self, Write as _};

use http::header::HeaderName;

use crate::body::Body;
use crate::encoder::Encoded;

/// The request that a call would send, without credentials.
///
/// Its `Display` is a curl command with placeholders for what is secret: the credentials, and
/// secret parameters. So it can go into a log or a bug report as it is.
///
/// ```
/// # use ccaas_core::doctest::{Acme, GetCase};
/// # use ccaas_core::Client;
/// let client = Client::new(Acme::new("key"))?;
/// let prepared = client.send(GetCase::new(42)).prepare()?;
/// assert_eq!(prepared.request().method(), "GET");
/// assert!(prepared.to_string().contains("x-api-key: $ACME_API_KEY"));
/// assert!(!prepared.to_string().contains("key: key"));
/// # Ok::<(), ccaas_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Prepared {
    request: http::Request<Body>,
    placeholders: Vec<(HeaderName, String)>,
}

impl Prepared {
    pub(crate) fn new(encoded: Encoded, placeholders: Vec<(HeaderName, String)>) -> Self {
        let mut request = http::Request::new(encoded.body);
        *request.method_mut() = encoded.facts.method.into();
        *request.uri_mut() = encoded.uri;
        *request.headers_mut() = encoded.headers;
        Prepared {
            request,
            placeholders,
        }
    }

    /// The request. Secret parameters have a placeholder in it.
    pub fn request(&self) -> &http::Request<Body> {
        &self.request
    }

    /// Takes the request out.
    pub fn into_request(self) -> http::Request<Body> {
        self.request
    }

    /// The request as HTTP writes it, for a snapshot: method and target, headers in order of their
    /// names, and the body, JSON with line breaks. The user agent is left out, because it changes
    /// with each version.
    pub fn to_http(&self) -> String {
        let target = self
            .request
            .uri()
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let mut text = format!("{} {target}\n", self.request.method());
        let mut headers = self.headers();
        headers.retain(|(name, _)| name != http::header::USER_AGENT);
        headers.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
        for (name, value) in headers {
            let _ = writeln!(text, "{name}: {value}");
        }
        match self.request.body().as_bytes() {
            Some([]) => {}
            Some(bytes) => {
                let _ = write!(text, "\n{}\n", pretty(bytes));
            }
            None => text.push_str("\n<stream>\n"),
        }
        text
    }

    fn headers(&self) -> Vec<(HeaderName, String)> {
        self.own_headers()
            .chain(self.placeholders.iter().cloned())
            .collect()
    }

    fn own_headers(&self) -> impl Iterator<Item = (HeaderName, String)> {
        self.request.headers().iter().map(|(name, value)| {
            let value = if value.is_sensitive() {
                "<secret>".to_owned()
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            };
            (name.clone(), value)
        })
    }
}

fn pretty(bytes: &[u8]) -> String {
    serde_json::from_slice::<serde_json::Value>(bytes)
        .and_then(|json| serde_json::to_string_pretty(&json))
        .unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned())
}

impl fmt::Display for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "curl -X {} {}",
            self.request.method(),
            quoted(&self.request.uri().to_string())
        )?;
        for (name, value) in self.own_headers() {
            write!(f, " \\\n  -H \"{name}: {}\"", literal(&value))?;
        }
        for (name, placeholder) in &self.placeholders {
            // In double quotes, so that the shell fills it in.
            write!(f, " \\\n  -H \"{name}: {placeholder}\"")?;
        }
        match self.request.body().as_bytes() {
            Some([]) => Ok(()),
            Some(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                write!(f, " \\\n  --data-raw {}", quoted(&text))
            }
            None => f.write_str(" \\\n  --data-binary @-"),
        }
    }
}

/// What a shell takes literally between double quotes: a value of the caller's must not run.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '\\' | '"' | '`' | '$') {
            literal.push('\\');
        }
        literal.push(sign);
    }
    literal
}

/// A word of a shell's.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
