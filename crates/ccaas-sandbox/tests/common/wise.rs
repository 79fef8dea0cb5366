//! Talking to WiseCX.

use axum::body::Body;
use ccaas_sandbox::{
    Sandbox,
    wisecx::{API_KEY, USER},
};
use http::{Method, Request};
use serde_json::Value;

use super::{Answer, send};

pub(crate) const BASE: &str = "http://vendors.sandbox/wisecx/core/v1";

/// Somebody who is logged in.
#[derive(Debug)]
pub(crate) struct Wise {
    pub(crate) sandbox: Sandbox,
    pub(crate) token: String,
}

impl Wise {
    pub(crate) async fn start() -> Self {
        Self::with(Sandbox::in_process()).await
    }

    pub(crate) async fn with(sandbox: Sandbox) -> Self {
        let mut wise = Self {
            sandbox,
            token: String::new(),
        };
        wise.login().await;
        wise
    }

    pub(crate) async fn login(&mut self) {
        let answer = send(&self.sandbox, authenticate(USER, Some(API_KEY))).await;
        self.token = answer.json()["token"].as_str().unwrap().to_owned();
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.call("PUT", path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path, None).await
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("x-api-key", API_KEY), ("Authorization", bearer.as_str())];
        send(&self.sandbox, request(method, path, &headers, body)).await
    }

    /// The rows of a list, whatever is around them.
    pub(crate) async fn rows(&self, path: &str) -> Vec<Value> {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {:?}", answer.body);
        match answer.json() {
            Value::Array(rows) => rows,
            envelope => envelope["data"].as_array().unwrap().clone(),
        }
    }

    /// The ids of the rows that meet a condition.
    pub(crate) async fn ids(&self, path: &str, filtering: &Value) -> Vec<u64> {
        let path = format!("{path}?filtering={}", encoded(&filtering.to_string()));
        let rows = self.rows(&path).await;
        rows.iter().map(|row| row["id"].as_u64().unwrap()).collect()
    }
}

pub(crate) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub(crate) fn authenticate(user: &str, key: Option<&str>) -> Request<Body> {
    let headers: Vec<_> = key.map(|key| ("x-api-key", key)).into_iter().collect();
    request("GET", &format!("/authenticate?user={user}"), &headers, None)
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
