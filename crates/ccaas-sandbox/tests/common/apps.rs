//! Talking to the Apps API.

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ccaas_sandbox::{
    Sandbox,
    apps_api::{TOKEN, USER},
};
use http::{Method, Request};
use serde_json::{Value, json};

use super::{Answer, send};

pub(crate) const BASE: &str = "http://vendors.sandbox/apps-api/apps/api/v1";

/// Somebody who may call as often as they like.
#[derive(Debug)]
pub(crate) struct Apps {
    pub(crate) sandbox: Sandbox,
}

impl Apps {
    pub(crate) fn start() -> Self {
        let sandbox = Sandbox::in_process();
        sandbox.apps_api().limit(10_000);
        Self { sandbox }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call("PATCH", path, Some(body)).await
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let auth = basic(USER, TOKEN);
        let headers = [("Authorization", auth.as_str())];
        send(&self.sandbox, request(method, path, &headers, body)).await
    }

    /// Sends a form with a file in it.
    pub(crate) async fn form(
        &self,
        method: &str,
        path: &str,
        pairs: &[(&str, &str)],
        file: &[u8],
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("{BASE}{path}"))
            .header("Authorization", basic(USER, TOKEN))
            .header("Content-Type", FORM)
            .body(form_body(pairs, Some(file)))
            .unwrap();
        send(&self.sandbox, request).await
    }

    /// The answer's body, if all went well.
    #[track_caller]
    pub(crate) fn fine(answer: &Answer) -> Value {
        assert!(answer.status.is_success(), "{:?}", answer.body);
        answer.json()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        let by = std::time::Duration::from_secs(seconds);
        self.sandbox.advance(by);
    }

    /// The operation that the last request counted as.
    pub(crate) fn operation(&self) -> Option<&'static str> {
        self.sandbox.requests().last().unwrap().operation()
    }

    /// The status of a call as it is now.
    pub(crate) fn status(&self, call: &Value) -> String {
        let id = call["id"].as_u64().unwrap();
        let call = self.sandbox.apps_api().call(id).unwrap();
        call["status"].as_str().unwrap().to_owned()
    }
}

pub(crate) const FORM: &str = "multipart/form-data; boundary=x-boundary-x";

/// The pairs and the file of a form.
pub(crate) fn form_body(pairs: &[(&str, &str)], file: Option<&[u8]>) -> Body {
    let mut body = Vec::new();
    for (name, value) in pairs {
        let part = format!(
            "--x-boundary-x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.into_bytes());
    }
    if let Some(file) = file {
        body.extend(
            b"--x-boundary-x\r\nContent-Disposition: form-data; name=\"file\"; \
              filename=\"file.json\"\r\nContent-Type: application/octet-stream\r\n\r\n",
        );
        body.extend(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--x-boundary-x--\r\n");
    Body::from(body)
}

pub(crate) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

pub(crate) fn request(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Request<Body> {
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(format!("{BASE}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    match body {
        Some(body) => request
            .header("Content-Type", "application/json")
            .body(Body::from(body.to_string())),
        None => request.body(Body::empty()),
    }
    .unwrap()
}

/// A refusal that the vendor documents.
#[track_caller]
pub(crate) fn refused(answer: &Answer, message: &str) {
    answer.is(400, &json!({"message": message}));
}

#[track_caller]
pub(crate) fn missing(answer: &Answer) {
    answer.is(404, &json!({"message": "Not Found"}));
}
