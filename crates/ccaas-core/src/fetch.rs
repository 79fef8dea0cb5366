//! Sending to other hosts than the vendor's: the transport alone, without credentials, quotas or the
//! vendor's check.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::TryStreamExt;
use http::header::{HeaderMap, RETRY_AFTER};
use http::{StatusCode, Uri};
use http_body_util::BodyDataStream;
use tower::{Service, ServiceExt};

use crate::body::Chunks;
use crate::error::BoxError;
use crate::reply::{Repeat, parse_retry_after};
use crate::transport::{Connect, Reqwest, classify};
use crate::{BoxFuture, Delivery, Error, ErrorKind, Request};

/// A transport whose replies are read as they arrive.
pub(crate) trait Fetch: Send + Sync + 'static {
    fn fetch(&self, request: Request) -> BoxFuture<'static, Result<http::Response<Chunks>, Error>>;
}

/// A transport, erased.
pub(crate) struct Bare<T>(pub(crate) T);

impl<T, B> Fetch for Bare<T>
where
    T: Service<Request, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    T::Error: Into<BoxError>,
    T::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn fetch(&self, request: Request) -> BoxFuture<'static, Result<http::Response<Chunks>, Error>> {
        let transport = self.0.clone();
        Box::pin(async move {
            let response = transport
                .oneshot(request)
                .await
                .map_err(|error| classify(error.into()))?;
            Ok(response
                .map(|body| -> Chunks { Box::pin(BodyDataStream::new(body).map_err(Into::into)) }))
        })
    }
}

/// The built-in transport of a client whose base URL needs no TLS, which is set up when a URL elsewhere
/// does.
pub(crate) struct LateTls {
    plain: Arc<dyn Fetch>,
    connect: Connect,
    secure: OnceLock<Arc<dyn Fetch>>,
}

impl LateTls {
    pub(crate) fn new(plain: Arc<dyn Fetch>, connect: Connect) -> Self {
        LateTls {
            plain,
            connect,
            secure: OnceLock::new(),
        }
    }
}

impl Fetch for LateTls {
    fn fetch(&self, request: Request) -> BoxFuture<'static, Result<http::Response<Chunks>, Error>> {
        if request.uri().scheme() != Some(&http::uri::Scheme::HTTPS) {
            return self.plain.fetch(request);
        }
        if self.secure.get().is_none() {
            match self.connect.client(true) {
                // Two at once may both make one; the first is kept.
                Ok(client) => drop(self.secure.set(Arc::new(Bare(Reqwest::new(client))))),
                Err(error) => return Box::pin(std::future::ready(Err(error))),
            }
        }
        self.secure.get().unwrap_or(&self.plain).fetch(request)
    }
}

/// The URL, if it can be one. The error doesn't show it: its query may be a credential.
pub(crate) fn parse(url: &str) -> Result<Uri, Error> {
    let wrong = |reason| Error::new(ErrorKind::Encode, format!("the URL {reason}"));
    let parsed = url::Url::parse(url.trim()).map_err(|_| wrong("is not an absolute one"))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(wrong("begins neither with https:// nor with http://"));
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(wrong("holds credentials in front of its host"));
    }
    let mut parsed = parsed;
    parsed.set_fragment(None);
    Uri::try_from(parsed.as_str()).map_err(|_| wrong("can't be sent"))
}

/// What it means that a URL which a vendor gave out is refused.
pub(crate) fn refused(status: StatusCode, headers: &HeaderMap) -> Error {
    let message = match status.as_u16() {
        401 | 403 => "the URL isn't good any more, or never was",
        300..=399 => "the URL leads elsewhere, which is not followed",
        _ => "the URL can't be used",
    };
    let error = Error::new(ErrorKind::Api, message)
        .with_delivery(Delivery::Answered)
        .with_status(status);
    let error = match status.as_u16() {
        408 | 429 | 500 | 502 | 503 | 504 => error.with_repeat(Repeat::IfHarmless),
        _ => error,
    };
    let wait = headers
        .get(RETRY_AFTER)
        .and_then(|wait| parse_retry_after(wait.to_str().ok()?, jiff::Timestamp::now()));
    match wait {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}
