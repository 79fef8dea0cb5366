//! Uploads to a URL that a vendor gave out.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http::{Method, StatusCode, Uri};
use tokio::time::{sleep, timeout};

use super::{Multipart, Upload};
use crate::body::{Body, Chunks};
use crate::fetch::{Fetch, parse, refused};
use crate::reply::Repeat;
use crate::{BoxFuture, Delivery, Error, ErrorKind, Retry};

/// The name under which uploads stand in errors.
const OPERATION: &str = "upload";
/// How much of an answer is read: it is a line or two.
const ANSWER: usize = 64 * 1024;

/// An upload to a URL that the vendor gave out, as a form or as it is. Awaiting it sends it.
///
/// The URL is taken to be another host's, so nothing of the vendor goes there: no credential, no header,
/// no quota. What it holds in its query is often a credential by itself, and is shown nowhere. Such a URL
/// stands for one object, so the upload is sent again where that may help, if its source can be opened
/// again.
///
/// ```
/// # use ccaas_core::doctest::Acme;
/// # use ccaas_core::Upload;
/// # async fn example(client: ccaas_core::Client<Acme>, url: &str) -> Result<(), Box<dyn std::error::Error>> {
/// client
///     .upload(url)
///     .field("key", "photos/1")
///     .file("file", Upload::file("photo.jpg")?.content_type("image/jpeg"))
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "an upload does nothing until it is awaited"]
pub struct Uploading {
    fetch: Arc<dyn Fetch>,
    url: Result<Uri, Error>,
    agent: HeaderValue,
    vendor: &'static str,
    retry: Retry,
    timeout: Duration,
    method: Method,
    content: Content,
}

enum Content {
    Form(Multipart),
    Whole(Upload),
}

/// What the other host answered to an upload.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Uploaded {
    /// The status: a success.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// How many requests it took.
    pub attempts: u32,
}

impl Uploading {
    pub(crate) fn new(
        fetch: Arc<dyn Fetch>,
        url: &str,
        agent: HeaderValue,
        vendor: &'static str,
        retry: Retry,
        timeout: Option<Duration>,
    ) -> Self {
        Uploading {
            fetch,
            url: parse(url),
            agent,
            vendor,
            retry,
            timeout: timeout.unwrap_or(Duration::from_secs(30)),
            method: Method::POST,
            content: Content::Form(Multipart::new()),
        }
    }

    /// Adds a field to the form. Fields come before the file.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let form = self.form().text(name, value);
        self.content = Content::Form(form);
        self
    }

    /// Adds the file to the form.
    pub fn file(mut self, name: impl Into<String>, file: impl Into<Upload>) -> Self {
        let form = self.form().file(name, file);
        self.content = Content::Form(form);
        self
    }

    /// Puts the upload there as it is, without a form.
    pub fn put(mut self, content: impl Into<Upload>) -> Self {
        self.method = Method::PUT;
        self.content = Content::Whole(content.into());
        self
    }

    /// The time that one attempt may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often it is tried.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    fn form(&mut self) -> Multipart {
        self.method = Method::POST;
        match std::mem::replace(&mut self.content, Content::Form(Multipart::new())) {
            Content::Form(form) => form,
            Content::Whole(_) => Multipart::new(),
        }
    }

    async fn send(self) -> Result<Uploaded, Error> {
        let (kind, body) = match &self.content {
            Content::Form(form) => form.encode()?,
            Content::Whole(upload) => (upload.kind().to_owned(), upload.body()),
        };
        let kind = crate::encoder::header_value(&CONTENT_TYPE, &kind)?;
        let url = self.url?;
        let mut attempts = 0;
        loop {
            let mut request = http::Request::new(body.clone());
            *request.method_mut() = self.method.clone();
            *request.uri_mut() = url.clone();
            let headers = request.headers_mut();
            headers.insert(USER_AGENT, self.agent.clone());
            headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
            headers.insert(CONTENT_TYPE, kind.clone());
            attempts += 1;
            let error = match attempt(&*self.fetch, request, self.timeout).await {
                Ok((status, headers)) => {
                    return Ok(Uploaded {
                        status,
                        headers,
                        attempts,
                    });
                }
                Err(error) => error,
            };
            let again = error.repeat() != Repeat::Never && body.is_repeatable();
            match self.retry.wait_before(attempts, error.retry_after()) {
                Some(wait) if again => sleep(wait).await,
                _ => {
                    let mut error = error;
                    error.counted(attempts, Duration::ZERO);
                    return Err(error);
                }
            }
        }
    }
}

async fn attempt(
    fetch: &dyn Fetch,
    request: http::Request<Body>,
    limit: Duration,
) -> Result<(StatusCode, HeaderMap), Error> {
    let late = || {
        let limit = limit.as_secs_f64();
        Error::new(ErrorKind::Timeout, format!("no answer within {limit:.1} s"))
            .with_delivery(Delivery::Unknown)
            .with_repeat(Repeat::IfHarmless)
    };
    let sent = timeout(limit, fetch.fetch(request)).await;
    let (head, body) = sent.map_err(|_| late())??.into_parts();
    if head.status.is_success() {
        return Ok((head.status, head.headers));
    }
    // Why it was refused is worth a moment, and no more.
    let said = timeout(limit, start(body)).await.unwrap_or_default();
    Err(refused(head.status, &head.headers).with_body(&said.into()))
}

async fn start(mut body: Chunks) -> Vec<u8> {
    let mut start = Vec::new();
    while let Some(Ok(chunk)) = body.next().await {
        start.extend_from_slice(&chunk);
        if start.len() >= ANSWER {
            start.truncate(ANSWER);
            break;
        }
    }
    start
}

impl IntoFuture for Uploading {
    type Output = Result<Uploaded, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let vendor = self.vendor;
        Box::pin(async move {
            let result = self.send().await;
            result.map_err(|error| error.of(vendor, OPERATION.into()))
        })
    }
}

impl fmt::Debug for Uploading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.as_ref().ok().and_then(Uri::host);
        f.debug_struct("Uploading")
            .field("host", &host)
            .finish_non_exhaustive()
    }
}
