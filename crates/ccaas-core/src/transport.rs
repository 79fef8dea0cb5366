//! reqwest as a tower service.
//!
//! It sends, and nothing else: its redirects and retries are off, and bodies and queries are written
//! before they come here. Any `Service<http::Request<Body>>` that answers with an HTTP body of bytes
//! can stand in its place.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll, ready};

use bytes::Bytes;
use pin_project_lite::pin_project;
use tower::Service;
use url::Url;

use crate::body::SpentBody;
use crate::context::Context;
use crate::error::BoxError;
use crate::reply::Repeat;
use crate::{Delivery, Error, ErrorKind, Request};

type Pending = <reqwest::Client as Service<reqwest::Request>>::Future;

/// Sends requests with a [`reqwest::Client`].
#[derive(Clone, Debug)]
pub struct Reqwest(reqwest::Client);

impl Reqwest {
    /// A transport of this client.
    pub fn new(client: reqwest::Client) -> Self {
        Reqwest(client)
    }
}

impl Service<Request> for Reqwest {
    type Response = http::Response<reqwest::Body>;
    type Error = BoxError;
    type Future = Sending;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Sending {
        match translate(request) {
            Ok(request) => Sending::Pending {
                future: self.0.call(request),
            },
            Err(error) => Sending::Failed {
                error: Some(error.into()),
            },
        }
    }
}

/// The same request in reqwest's types. (Its own conversion prints the URL to parse it again.)
fn translate(request: Request) -> Result<reqwest::Request, Error> {
    let below_base = Context::of(&request)
        .ok()
        .and_then(|context| context.base.url(request.uri()));
    let (head, body) = request.into_parts();
    let url = match below_base {
        Some(url) => url,
        None => Url::parse(&head.uri.to_string()).map_err(|error| {
            Error::new(ErrorKind::Encode, "the URL can't be sent").with_source(error)
        })?,
    };
    let mut translated = reqwest::Request::new(head.method, url);
    *translated.headers_mut() = head.headers;
    if body.is_spent() {
        // Found here, it is known never to have left; found by the connection, the head would be out.
        return Err(Error::new(ErrorKind::Encode, "the body is gone").with_source(SpentBody));
    }
    if !body.is_empty() {
        *translated.body_mut() = Some(match body.into_bytes() {
            Ok(bytes) => bytes.into(),
            Err(stream) => reqwest::Body::wrap(stream),
        });
    }
    Ok(translated)
}

pin_project! {
    /// The future of [`Reqwest`].
    #[project = SendingProjection]
    pub enum Sending {
        #[doc(hidden)]
        Pending { #[pin] future: Pending },
        #[doc(hidden)]
        Failed { error: Option<BoxError> },
    }
}

impl std::fmt::Debug for Sending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sending")
    }
}

impl Future for Sending {
    type Output = Result<http::Response<reqwest::Body>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        match self.project() {
            SendingProjection::Pending { future } => Poll::Ready(match ready!(future.poll(cx)) {
                Ok(response) => Ok(response.into()),
                Err(error) => Err(error.into()),
            }),
            SendingProjection::Failed { error } => {
                let mut error = error.take();
                Poll::Ready(Err(error
                    .take()
                    .unwrap_or_else(|| "polled after its end".into())))
            }
        }
    }
}

/// What a transport's failure means for the call.
///
/// Only what is known never to have left is `NotSent`; all else is `Unknown`.
pub(crate) fn classify(error: BoxError) -> Error {
    let error = match error.downcast::<Error>() {
        Ok(ours) => return *ours,
        Err(error) => error,
    };
    let error = match error.downcast::<reqwest::Error>() {
        // Without its URL, which would show the query.
        Ok(error) => error.without_url(),
        Err(error) => {
            return Error::new(ErrorKind::Transport, "the transport failed")
                .with_delivery(Delivery::Unknown)
                .with_repeat(Repeat::IfHarmless)
                .with_source(error);
        }
    };
    let (kind, message, delivery, repeat) = if error.is_connect() {
        (
            ErrorKind::Transport,
            "no connection",
            Delivery::NotSent,
            Repeat::NotStarted,
        )
    } else if error.is_timeout() {
        (
            ErrorKind::Timeout,
            "the transport's own time limit passed",
            Delivery::Unknown,
            Repeat::IfHarmless,
        )
    } else if error.is_builder() {
        (
            ErrorKind::Encode,
            "the request can't be sent",
            Delivery::NotSent,
            Repeat::Never,
        )
    } else {
        (
            ErrorKind::Transport,
            "the connection broke",
            Delivery::Unknown,
            Repeat::IfHarmless,
        )
    };
    Error::new(kind, message)
        .with_delivery(delivery)
        .with_repeat(repeat)
        .with_source(error)
}

/// How the built-in transport connects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connect {
    pub(crate) timeout: Option<std::time::Duration>,
    pub(crate) idle: Option<std::time::Duration>,
    pub(crate) idle_per_host: Option<usize>,
    pub(crate) roots: Vec<Bytes>,
}

impl Connect {
    /// The built-in transport, with TLS if any call will need it.
    pub(crate) fn client(&self, https: bool) -> Result<reqwest::Client, Error> {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // By itself `never` still makes a copy of each request.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .referer(false)
            .tcp_nodelay(true)
            .connect_timeout(self.timeout.unwrap_or(std::time::Duration::from_secs(10)));
        let builder = match self.idle {
            Some(idle) => builder.pool_idle_timeout(idle),
            None => builder,
        };
        let builder = match self.idle_per_host {
            Some(idle) => builder.pool_max_idle_per_host(idle),
            None => builder,
        };
        self.tls(builder, https)?
            .build()
            .map_err(|error| Error::config("the HTTP client can't be built").with_source(error))
    }

    /// rustls with ring, given to this client alone: no process-wide provider is installed.
    ///
    /// A client that calls nothing over https trusts nobody, but reqwest wants a configuration all the
    /// same.
    #[cfg(feature = "rustls")]
    fn tls(
        &self,
        builder: reqwest::ClientBuilder,
        https: bool,
    ) -> Result<reqwest::ClientBuilder, Error> {
        use std::sync::Arc;

        use rustls::pki_types::CertificateDer;
        use rustls_platform_verifier::{BuilderVerifierExt, Verifier};

        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::config("TLS can't be set up").with_source(error))?;
        let config = if !https {
            config.with_root_certificates(rustls::RootCertStore::empty())
        } else if self.roots.is_empty() {
            config
                .with_platform_verifier()
                .map_err(|error| Error::config("TLS can't be set up").with_source(error))?
        } else {
            let roots = self
                .roots
                .iter()
                .map(|der| CertificateDer::from(der.to_vec()));
            let verifier = Verifier::new_with_extra_roots(roots, provider).map_err(|error| {
                Error::config("a root certificate can't be used").with_source(error)
            })?;
            config
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        };
        Ok(builder.tls_backend_preconfigured(config.with_no_client_auth()))
    }

    #[cfg(not(feature = "rustls"))]
    fn tls(
        &self,
        builder: reqwest::ClientBuilder,
        https: bool,
    ) -> Result<reqwest::ClientBuilder, Error> {
        if !https {
            return Ok(builder);
        }
        Err(Error::config(
            "the base URL is https, and this client has no TLS: turn on the feature `rustls`, or give \
             the client a transport",
        ))
    }
}
