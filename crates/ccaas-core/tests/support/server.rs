//! A server in this process: it records what comes, and answers by a script.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use ccaas_core::{Body, BoxError, Delivery, Error, ErrorKind, Repeat};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::time::{Instant, sleep};
use tower::Service;

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// How many came before it.
    pub(crate) index: usize,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) at: Instant,
}

impl Seen {
    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// A parameter of the query, where it needs no decoding.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.uri
            .query()?
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

/// What the server does with one request.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    delay: Duration,
    yields: u32,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Answer(StatusCode, HeaderMap, Flow),
    /// The dial failed: nothing left.
    NotSent,
    /// The connection broke when the request was out.
    Broken,
    /// No answer ever.
    Silent,
}

impl Step {
    fn of(what: What) -> Self {
        Step {
            delay: Duration::ZERO,
            yields: 0,
            what,
        }
    }

    pub(crate) fn answer(status: u16, flow: Flow) -> Self {
        let status = StatusCode::from_u16(status).unwrap();
        Step::of(What::Answer(status, HeaderMap::new(), flow))
    }

    pub(crate) fn status(status: u16) -> Self {
        Step::json(
            status,
            r#"{"error":{"code":"E1","message":"said the depot"}}"#,
        )
    }

    pub(crate) fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Step::answer(status, Flow::whole(body)).header("content-type", "application/json")
    }

    pub(crate) fn ok() -> Self {
        Step::json(200, r#"{"id":1}"#)
    }

    /// The answer to a login.
    pub(crate) fn token(token: &str, expires_in: u64) -> Self {
        Step::json(
            200,
            format!(r#"{{"access_token":"{token}","expires_in":{expires_in}}}"#),
        )
    }

    pub(crate) fn not_sent() -> Self {
        Step::of(What::NotSent)
    }

    pub(crate) fn broken() -> Self {
        Step::of(What::Broken)
    }

    pub(crate) fn silent() -> Self {
        Step::of(What::Silent)
    }

    /// A success whose body breaks off in the middle.
    pub(crate) fn cut() -> Self {
        Step::answer(200, Flow::cut(r#"{"id":"#))
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let What::Answer(_, headers, _) = &mut self.what {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        self
    }

    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Is pending this many times before it answers, without a timer.
    pub(crate) fn yielding(mut self, yields: u32) -> Self {
        self.yields = yields;
        self
    }
}

type Script = dyn Fn(&Seen) -> Step + Send + Sync;

/// The server, as a transport.
#[derive(Clone)]
pub(crate) struct Server {
    script: Arc<Script>,
    seen: Arc<Mutex<Vec<Seen>>>,
    inside: Arc<AtomicUsize>,
    most_inside: Arc<AtomicUsize>,
}

impl Server {
    /// Answers each request as the closure says.
    pub(crate) fn new(script: impl Fn(&Seen) -> Step + Send + Sync + 'static) -> Self {
        Server {
            script: Arc::new(script),
            seen: Arc::default(),
            inside: Arc::default(),
            most_inside: Arc::default(),
        }
    }

    /// Answers one step after the other, and then the last one for ever.
    pub(crate) fn steps(steps: impl IntoIterator<Item = Step>) -> Self {
        let steps: Vec<Step> = steps.into_iter().collect();
        Server::new(move |seen| steps[seen.index.min(steps.len() - 1)].clone())
    }

    pub(crate) fn always(step: Step) -> Self {
        Server::steps([step])
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// How many requests came to a path.
    pub(crate) fn count_of(&self, path: &str) -> usize {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|seen| seen.path() == path).count()
    }

    /// When the requests came, counted from the first.
    pub(crate) fn times(&self) -> Vec<Duration> {
        let seen = self.seen.lock().unwrap();
        seen.iter().map(|one| one.at - seen[0].at).collect()
    }

    /// How many requests are being answered now.
    pub(crate) fn inside(&self) -> usize {
        self.inside.load(SeqCst)
    }

    /// How many were being answered at the same time, at most.
    pub(crate) fn most_inside(&self) -> usize {
        self.most_inside.load(SeqCst)
    }
}

struct Inside(Arc<AtomicUsize>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

impl Service<http::Request<Body>> for Server {
    type Response = http::Response<Flow>;
    type Error = BoxError;
    type Future = ccaas_core::BoxFuture<'static, Result<http::Response<Flow>, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let server = self.clone();
        Box::pin(async move {
            let inside = server.inside.fetch_add(1, SeqCst) + 1;
            server.most_inside.fetch_max(inside, SeqCst);
            let _inside = Inside(server.inside.clone());
            let (head, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let seen = {
                let mut all = server.seen.lock().unwrap();
                let seen = Seen {
                    index: all.len(),
                    method: head.method,
                    uri: head.uri,
                    headers: head.headers,
                    body,
                    at: Instant::now(),
                };
                all.push(seen.clone());
                seen
            };
            let step = (server.script)(&seen);
            for _ in 0..step.yields {
                tokio::task::yield_now().await;
            }
            if !step.delay.is_zero() {
                sleep(step.delay).await;
            }
            match step.what {
                What::Answer(status, headers, flow) => {
                    let mut response = http::Response::new(flow);
                    *response.status_mut() = status;
                    *response.headers_mut() = headers;
                    Ok(response)
                }
                What::NotSent => Err(Error::new(ErrorKind::Transport, "no connection")
                    .with_delivery(Delivery::NotSent)
                    .with_repeat(Repeat::NotStarted)
                    .into()),
                What::Broken => Err(std::io::Error::other("connection reset").into()),
                What::Silent => std::future::pending().await,
            }
        })
    }
}

/// The body of an answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flow {
    chunks: VecDeque<Bytes>,
    /// What comes again and again when the chunks are over.
    endless: Option<Bytes>,
    /// Whether it breaks off at its end.
    cut: bool,
    /// Whether it waits for ever at its end.
    stuck: bool,
    /// Whether it tells its size.
    sized: bool,
    /// How long each chunk takes.
    pace: Option<Duration>,
    pause: Option<Arc<Mutex<Pin<Box<tokio::time::Sleep>>>>>,
}

impl Flow {
    pub(crate) fn whole(body: impl Into<Bytes>) -> Self {
        Flow {
            chunks: [body.into()].into(),
            sized: true,
            ..Flow::default()
        }
    }

    /// In pieces, and without a length.
    pub(crate) fn pieces<T: Into<Bytes>>(pieces: impl IntoIterator<Item = T>) -> Self {
        Flow {
            chunks: pieces.into_iter().map(Into::into).collect(),
            ..Flow::default()
        }
    }

    pub(crate) fn cut(body: impl Into<Bytes>) -> Self {
        Flow {
            chunks: [body.into()].into(),
            cut: true,
            ..Flow::default()
        }
    }

    pub(crate) fn stuck(body: impl Into<Bytes>) -> Self {
        Flow {
            chunks: [body.into()].into(),
            stuck: true,
            ..Flow::default()
        }
    }

    pub(crate) fn endless(chunk: impl Into<Bytes>) -> Self {
        Flow {
            endless: Some(chunk.into()),
            ..Flow::default()
        }
    }

    /// One chunk each time this span is over.
    pub(crate) fn paced(mut self, pace: Duration) -> Self {
        self.pace = Some(pace);
        self
    }
}

impl http_body::Body for Flow {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Some(pace) = self.pace {
            let pause = self
                .pause
                .get_or_insert_with(|| Arc::new(Mutex::new(Box::pin(sleep(pace)))))
                .clone();
            if pause.lock().unwrap().as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.pause = None;
        }
        if let Some(chunk) = self.chunks.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        if let Some(chunk) = &self.endless {
            return Poll::Ready(Some(Ok(Frame::data(chunk.clone()))));
        }
        if self.cut {
            return Poll::Ready(Some(Err("the connection was closed in the middle".into())));
        }
        if self.stuck {
            return Poll::Pending;
        }
        Poll::Ready(None)
    }

    fn size_hint(&self) -> SizeHint {
        if self.sized {
            SizeHint::with_exact(self.chunks.iter().map(|chunk| chunk.len() as u64).sum())
        } else {
            SizeHint::default()
        }
    }
}
