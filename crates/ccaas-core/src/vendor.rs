//! What one vendor fixes: where it lives, what it wants, how it fails.

use std::fmt;
use std::sync::Arc;

use http::Uri;
use url::Url;

use crate::auth::Authorize;
use crate::quota::Quota;
use crate::{Error, Facts, Reply, Spec, Verdict};

/// A contact-center platform, and the user's configuration of it.
///
/// The implementing struct is what a user fills in: credentials, base URL. A
/// [`Client`](crate::Client) is made from it and is tied to it by its type.
pub trait Vendor: Send + Sync + 'static {
    /// The vendor's short name, as in errors, traces and the command line: `wesal-voc`.
    const NAME: &'static str;
    /// Every operation that the vendor documents.
    const OPERATIONS: &'static [Spec];

    /// Refuses settings that can't work, before anything is sent.
    ///
    /// # Errors
    ///
    /// A configuration error that names the setting: an empty credential, a base URL that
    /// [can't be one](BaseUrl::check).
    fn validate(&self) -> Result<(), Error>;

    /// The base URL that an operation's path is appended to.
    ///
    /// Asked only after [`validate`](Vendor::validate). It may differ by
    /// [`facts.service`](Facts::service).
    fn origin(&self, facts: &Facts) -> &BaseUrl;

    /// What puts the credentials on. Asked once, when a client is built.
    ///
    /// # Errors
    ///
    /// A credential can't be sent.
    fn credentials(&self) -> Result<Arc<dyn Authorize>, Error>;

    /// The limits that the vendor documents. They are on by default.
    fn quotas(&self) -> Vec<Quota> {
        Vec::new()
    }

    /// What a reply means, where the operation didn't decide by itself.
    fn check(&self, facts: &Facts, reply: &Reply) -> Verdict;

    /// The id that the vendor gave the request, for its support.
    fn request_id(&self, _reply: &Reply) -> Option<String> {
        None
    }
}

/// The URL that a vendor's paths are appended to.
///
/// It can be made from any text, so that a vendor's setters need no `Result`; what is wrong with
/// the text comes out when the client is built.
///
/// ```
/// use ccaas_core::BaseUrl;
///
/// assert!(BaseUrl::new("https://api.example.com/v1/").check("base_url").is_ok());
/// let error = BaseUrl::new("ftp://api.example.com").check("base_url").unwrap_err();
/// assert!(error.to_string().contains("base_url"));
/// ```
#[derive(Clone)]
pub struct BaseUrl(Result<Arc<Parsed>, &'static str>);

struct Parsed {
    /// Without a slash at its end.
    text: String,
    authority: http::uri::Authority,
    https: bool,
}

impl BaseUrl {
    /// Takes a base URL as text.
    pub fn new(text: impl AsRef<str>) -> Self {
        BaseUrl(parse(text.as_ref()).map(Arc::new))
    }

    /// Whether a client can use it.
    ///
    /// # Errors
    ///
    /// It isn't an absolute http or https URL, or has a query, a fragment or credentials in it. The
    /// error names `setting`.
    pub fn check(&self, setting: &str) -> Result<(), Error> {
        match &self.0 {
            Ok(_) => Ok(()),
            Err(reason) => Err(Error::config(format!("{setting}: {reason}"))),
        }
    }

    /// The URL without a slash at its end; empty if it can't be one.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or("", |parsed| &parsed.text)
    }

    /// Whether it asks for TLS.
    pub fn is_https(&self) -> bool {
        self.0.as_ref().is_ok_and(|parsed| parsed.https)
    }

    /// Whether `uri` has the same scheme, host and port.
    pub fn is_origin_of(&self, uri: &Uri) -> bool {
        let Ok(parsed) = &self.0 else { return false };
        let scheme = if parsed.https { "https" } else { "http" };
        uri.scheme_str() == Some(scheme) && uri.authority() == Some(&parsed.authority)
    }
}

fn parse(text: &str) -> Result<Parsed, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is empty");
    }
    let url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
    let https = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err("must begin with https:// or http://"),
    };
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must not have a query or a fragment");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold credentials");
    }
    let text = url.as_str().trim_end_matches('/').to_owned();
    let authority = Uri::try_from(&text)
        .ok()
        .and_then(|uri| uri.authority().cloned())
        .ok_or("has no host")?;
    Ok(Parsed {
        text,
        authority,
        https,
    })
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(parsed) => f.write_str(&parsed.text),
            Err(reason) => write!(f, "BaseUrl({reason})"),
        }
    }
}

impl<T: AsRef<str>> From<T> for BaseUrl {
    fn from(text: T) -> Self {
        BaseUrl::new(text)
    }
}

/// Reads the settings of a vendor out of the environment.
///
/// For a vendor's `from_env`: all names are public, and one that is missing is named.
///
/// ```
/// # fn main() -> Result<(), ccaas_core::Error> {
/// use ccaas_core::Environment;
///
/// let environment = Environment::from_pairs([("ACME_KEY", "k-1")]);
/// assert_eq!(environment.required("ACME_KEY")?, "k-1");
/// assert_eq!(environment.optional("ACME_BASE_URL"), None);
/// assert!(environment.required("ACME_USER").unwrap_err().to_string().contains("ACME_USER"));
/// # Ok(())
/// # }
/// ```
pub struct Environment(Box<Lookup>);

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Environment {
    /// The environment of this process.
    pub fn process() -> Self {
        Environment(Box::new(|name| std::env::var(name).ok()))
    }

    /// An environment made by hand.
    pub fn from_pairs<N, T>(pairs: impl IntoIterator<Item = (N, T)>) -> Self
    where
        N: Into<String>,
        T: Into<String>,
    {
        let pairs: std::collections::HashMap<String, String> = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Environment(Box::new(move |name| pairs.get(name).cloned()))
    }

    /// A variable that may be missing. One that is set to nothing counts as missing.
    pub fn optional(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.trim().is_empty())
    }

    /// A variable that must be set.
    ///
    /// # Errors
    ///
    /// A configuration error that names the variable.
    pub fn required(&self, name: &str) -> Result<String, Error> {
        self.optional(name)
            .ok_or_else(|| Error::config(format!("the environment variable {name} is not set")))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

/// One environment variable that a vendor reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub about: &'static str,
    /// Whether a client can be made without it.
    pub required: bool,
}

impl Variable {
    /// A variable that must be set.
    pub const fn required(name: &'static str, about: &'static str) -> Self {
        Variable {
            name,
            about,
            required: true,
        }
    }

    /// A variable that may be left out.
    pub const fn optional(name: &'static str, about: &'static str) -> Self {
        Variable {
            name,
            about,
            required: false,
        }
    }
}

/// A non-empty credential, or the error that names the setting it belongs to.
///
/// # Errors
///
/// `value` is empty or blank.
pub fn require(setting: &str, value: &str) -> Result<(), Error> {
    if value.trim().is_empty() {
        return Err(Error::config(format!("{setting} is empty")));
    }
    Ok(())
}
