//! What one vendor fixes: where it lives, what it wants, how it fails.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};
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
    /// The same, where every call finds its parts ready.
    url: Url,
    scheme: Scheme,
    authority: Authority,
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
        self.0
            .as_ref()
            .is_ok_and(|parsed| parsed.scheme == Scheme::HTTPS)
    }

    /// Its path, without a slash at its end.
    pub(crate) fn path(&self) -> &str {
        self.0
            .as_ref()
            .map_or("", |parsed| parsed.url.path().trim_end_matches('/'))
    }

    /// The URL with another path and query, given as they are written.
    pub(crate) fn uri(&self, target: String) -> Result<Uri, http::Error> {
        let mut parts = http::uri::Parts::default();
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(Bytes::from(target))?);
        if let Ok(parsed) = &self.0 {
            parts.scheme = Some(parsed.scheme.clone());
            parts.authority = Some(parsed.authority.clone());
        }
        Ok(Uri::from_parts(parts)?)
    }

    /// A URI of the same origin as a [`Url`], without parsing its host again.
    pub(crate) fn url(&self, uri: &Uri) -> Option<Url> {
        let parsed = self.0.as_ref().ok().filter(|_| self.is_origin_of(uri))?;
        let target = uri.path_and_query()?.as_str();
        // With two slashes, or what counts as one, it would name another host.
        if target.starts_with("//") || target.starts_with("/\\") {
            return None;
        }
        parsed.url.join(target).ok()
    }

    /// Whether `uri` has the same scheme, host and port.
    pub fn is_origin_of(&self, uri: &Uri) -> bool {
        let Ok(parsed) = &self.0 else { return false };
        let same = |authority: &Authority| {
            // Nearly always the very same text, which is told faster than texts without their case.
            authority.as_str() == parsed.authority.as_str() || *authority == parsed.authority
        };
        uri.scheme() == Some(&parsed.scheme) && uri.authority().is_some_and(same)
    }
}

fn parse(text: &str) -> Result<Parsed, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is empty");
    }
    let url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
    let scheme = match url.scheme() {
        "https" => Scheme::HTTPS,
        "http" => Scheme::HTTP,
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
        url,
        scheme,
        authority,
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_that_looks_like_a_host_stays_a_path() {
        let base = BaseUrl::new("https://api.example.com/v1");
        for target in [
            "//evil.example/x",
            "/\\evil.example/x",
            "/a//b",
            "/..//evil.example",
        ] {
            let uri = base.uri(target.to_owned()).unwrap();
            let url = base.url(&uri);
            let parsed = Url::parse(&uri.to_string()).unwrap();
            assert_eq!(parsed.host_str(), Some("api.example.com"), "{target}");
            assert!(url.is_none_or(|url| url == parsed), "{target}");
        }
    }

    proptest! {
        #[test]
        fn a_url_comes_out_as_if_it_were_parsed_whole(target in "/[ -~]{0,40}") {
            let base = BaseUrl::new("https://api.example.com:8443/v1/");
            let Ok(uri) = base.uri(target) else { return Ok(()) };
            let parsed = Url::parse(&uri.to_string()).unwrap();
            prop_assert!(base.url(&uri).is_none_or(|url| url == parsed));
        }

        #[test]
        fn a_uri_is_the_same_in_one_piece(path in "/[a-z/%]{0,20}", query in "([?][a-z=&]{0,20})?") {
            let base = BaseUrl::new("https://API.example.com:8443/v1/");
            let uri = base.uri(format!("{}{path}{query}", base.path())).unwrap();
            let whole: Uri = format!("{}{path}{query}", base.as_str()).parse().unwrap();
            prop_assert_eq!(&uri, &whole);
            prop_assert!(base.is_origin_of(&whole));
        }
    }
}
