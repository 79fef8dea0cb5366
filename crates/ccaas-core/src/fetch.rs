//! Sending to other hosts than the vendor's: the transport alone, without credentials, quotas or the
//! vendor's check.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::TryStreamExt;
use http_body_util::BodyDataStream;
use tower::{Service, ServiceExt};

use crate::body::Chunks;
use crate::error::BoxError;
use crate::transport::{Connect, Reqwest, classify};
use crate::{BoxFuture, Error, Request};

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
