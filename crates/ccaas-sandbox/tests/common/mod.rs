//! Talking to a sandbox in process.

#![allow(
    dead_code,
    reason = "every test file compiles this for itself, and none uses all of it"
)]

pub(crate) mod apps;
pub(crate) mod wise;

use axum::body::Body;
use bytes::Bytes;
use ccaas_sandbox::Sandbox;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) const VOC: &str = "http://vendors.sandbox/wesal-voc/api/v1";
pub(crate) const PULSE: &str = "http://vendors.sandbox/wesal-pulse/api/v1";

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16, body: &Value) {
        assert_eq!((self.status.as_u16(), &self.json()), (status, body));
    }

    /// A refusal of Wesal VoC.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, message: &str) {
        self.is(status, &json!({"result": "error", "message": message}));
    }
}

pub(crate) async fn send(sandbox: &Sandbox, request: Request<Body>) -> Answer {
    let response = sandbox.router().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    Answer {
        status: head.status,
        headers: head.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}

pub(crate) fn post(url: &str, headers: &[(&str, &str)], body: &Value) -> Request<Body> {
    let mut request = Request::post(url).header("Content-Type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_string())).unwrap()
}

pub(crate) fn login_request() -> Request<Body> {
    use ccaas_sandbox::wesal_voc::{API_TOKEN, CLIENT_ID, COMPANY, EMAIL};
    post(
        &format!("{VOC}/auth/login"),
        &[("X-Client-Id", CLIENT_ID)],
        &json!({"company": COMPANY, "email": EMAIL, "password": API_TOKEN}),
    )
}

/// A token of Wesal VoC.
pub(crate) async fn voc_token(sandbox: &Sandbox) -> String {
    let answer = send(sandbox, login_request()).await;
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// The body of a listing without filters.
pub(crate) fn all_surveys() -> Value {
    json!({
        "startDate": "2025-01-01T00:00:00",
        "endDate": "2026-12-31T23:59:59",
        "agents": [],
        "queues": [],
        "answers": {},
        "companyId": ccaas_sandbox::wesal_voc::COMPANY_ID,
        "page": 1,
    })
}

pub(crate) async fn list(sandbox: &Sandbox, token: &str, body: &Value) -> Answer {
    let headers = [("Authorization", token)];
    send(sandbox, post(&format!("{VOC}/surveys"), &headers, body)).await
}

pub(crate) fn token_request() -> Request<Body> {
    // sandbox-client-id:sandbox-client-secret
    Request::post(format!("{PULSE}/oauth/token"))
        .header(
            "Authorization",
            "Basic c2FuZGJveC1jbGllbnQtaWQ6c2FuZGJveC1jbGllbnQtc2VjcmV0",
        )
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Body::from("grant_type=client_credentials"))
        .unwrap()
}

/// A token of WesalPulse.
pub(crate) async fn pulse_token(sandbox: &Sandbox) -> String {
    let answer = send(sandbox, token_request()).await;
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

pub(crate) async fn get(sandbox: &Sandbox, token: &str, path: &str) -> Answer {
    let request = Request::get(format!("{PULSE}{path}"))
        .header("Authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    send(sandbox, request).await
}
