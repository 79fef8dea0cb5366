//! A server in the process that follows a script, for tests whose clock stands still.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use apps_api::Client;
use bytes::Bytes;
use ccaas_core::Body;
use http::Response;
use http_body_util::Full;
use serde_json::Value;

use crate::vendor;

pub(crate) type Answer = Response<Full<Bytes>>;

/// An answer with this status and body.
pub(crate) fn answer(status: u16, body: impl Into<Value>) -> Answer {
    let body: Value = body.into();
    let mut answer = Response::new(Full::new(body.to_string().into()));
    *answer.status_mut() = status.try_into().unwrap();
    answer
}

/// The same with a header.
pub(crate) fn with(mut answer: Answer, name: &'static str, value: &str) -> Answer {
    answer.headers_mut().append(name, value.parse().unwrap());
    answer
}

/// What has arrived, as `GET /path?query`.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A client whose server gives these answers, and the last one again and again.
pub(crate) fn script(answers: impl IntoIterator<Item = Answer>) -> (Client, Seen) {
    let seen = Seen::default();
    let answers = Arc::new(Mutex::new(answers.into_iter().collect::<VecDeque<_>>()));
    let arrived = seen.clone();
    let transport = tower::service_fn(move |request: http::Request<Body>| {
        let uri = request.uri().path_and_query().unwrap().as_str();
        let uri = uri.strip_prefix("/apps/api/v1").unwrap();
        let line = format!("{} {uri}", request.method());
        arrived.0.lock().unwrap().push(line);
        let mut answers = answers.lock().unwrap();
        let answer = if answers.len() > 1 {
            answers.pop_front()
        } else {
            answers.front().cloned()
        };
        async move { Ok::<_, Infallible>(answer.unwrap()) }
    });
    let client = Client::builder(vendor("http://vendor.example/apps/api/v1".to_owned()))
        .transport(transport)
        .build();
    (client.unwrap(), seen)
}
