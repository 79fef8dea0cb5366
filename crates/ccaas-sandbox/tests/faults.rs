//! Faults and quotas, in process. What they do to a connection is in server.rs.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::time::Duration;

use axum::body::Body;
use ccaas_sandbox::{Fault, Sandbox};
use common::{
    VOC, all_surveys, get, list, login_request, post, pulse_token, send, token_request, voc_token,
};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;

#[tokio::test]
async fn a_status_is_worded_by_the_vendor() {
    let sandbox = Sandbox::in_process();
    sandbox.inject(Fault::status(503).on("auth.login"));
    send(&sandbox, login_request())
        .await
        .refused(503, "Service Unavailable");

    sandbox.inject(Fault::status(500).vendor("wesal-pulse").times(2));
    send(&sandbox, token_request()).await.is(
        500,
        &json!({"error": "server_error", "error_description": "Internal Server Error"}),
    );
    get(&sandbox, "none", "/me").await.is(
        500,
        &json!({"error": "server_error", "message": "Internal Server Error"}),
    );
    assert_eq!(get(&sandbox, "none", "/me").await.status, 401);
}

#[tokio::test]
async fn a_status_without_a_body_has_none() {
    let sandbox = Sandbox::in_process();
    sandbox.inject(Fault::status(204));
    let answer = send(&sandbox, login_request()).await;
    assert_eq!(answer.status, 204);
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn a_fault_can_be_dressed() {
    let sandbox = Sandbox::in_process();
    sandbox.inject(
        Fault::status(429)
            .header("Retry-After", "7")
            .header("not a name", "x")
            .body("slow down")
            .content_type("text/plain"),
    );
    let answer = send(&sandbox, login_request()).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("Retry-After"), "7");
    assert_eq!(answer.header("Content-Type"), "text/plain");
    assert_eq!(answer.body, "slow down");
}

#[tokio::test]
async fn a_fault_waits_for_its_operation() {
    let sandbox = Sandbox::in_process();
    sandbox.inject(Fault::status(503).on("surveys.list").times(2));
    let token = voc_token(&sandbox).await;
    for status in [503, 503, 200] {
        assert_eq!(list(&sandbox, &token, &all_surveys()).await.status, status);
    }
}

#[tokio::test]
async fn foreign_bodies() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    let answer = async |fault: Fault| {
        sandbox.inject(fault);
        list(&sandbox, &token, &all_surveys()).await
    };

    let garbage = answer(Fault::garbage()).await;
    assert_eq!(garbage.status, 200);
    assert_eq!(garbage.header("Content-Type"), "application/json");
    assert!(serde_json::from_slice::<serde_json::Value>(&garbage.body).is_err());

    let html = answer(Fault::html()).await;
    assert_eq!(html.status, 502);
    assert_eq!(html.header("Content-Type"), "text/html");
    assert!(html.body.starts_with(b"<html>"));

    let empty = answer(Fault::empty()).await;
    assert_eq!(empty.status, 200);
    assert!(empty.body.is_empty());
    assert!(!empty.headers.contains_key("Content-Type"));

    let mislabelled = answer(Fault::wrong_content_type()).await;
    assert_eq!(mislabelled.header("Content-Type"), "text/plain");
    assert_eq!(mislabelled.json()["result"], "success");
}

#[tokio::test]
async fn a_cut_breaks_the_body_in_the_middle() {
    let sandbox = Sandbox::in_process();
    let whole = send(&sandbox, login_request()).await.body;
    sandbox.inject(Fault::cut());
    let response = sandbox.router().oneshot(login_request()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        response.headers()["Content-Length"],
        whole.len().to_string().as_str()
    );
    let mut body = response.into_body();
    let half = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(half.len(), whole.len() / 2);
    assert!(body.frame().await.unwrap().is_err());
    assert_eq!(
        sandbox.requests().last().unwrap().status(),
        Some(StatusCode::OK)
    );
}

#[tokio::test]
async fn a_reset_in_process_breaks_at_the_first_read() {
    let sandbox = Sandbox::in_process();
    sandbox.inject(Fault::reset());
    let response = sandbox.router().oneshot(login_request()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.into_body().frame().await.unwrap().is_err());
    assert_eq!(sandbox.requests()[0].status(), None);
}

#[tokio::test]
async fn only_after_work_is_anything_stored() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    let create = |last: &str| {
        let headers = [
            ("Authorization", token.as_str()),
            ("X-Client-Id", ccaas_sandbox::wesal_voc::CLIENT_ID),
        ];
        let body = json!({"sender": "public", "surveyData": {
            "companyId": ccaas_sandbox::wesal_voc::COMPANY_ID,
            "interactionId": format!("88888888-8888-8888-8888-88888888888{last}"),
            "type": "Voice",
            "number": "1",
            "queue": "Sales",
            "agent": "Ahmed",
            "answers": {},
        }});
        post(&format!("{VOC}/surveys/create"), &headers, &body)
    };
    sandbox.inject(Fault::status(503).on("surveys.upsert"));
    assert_eq!(send(&sandbox, create("1")).await.status, 503);
    assert_eq!(send(&sandbox, create("1")).await.status, 201);

    sandbox.inject(Fault::status(503).on("surveys.upsert").after_work());
    assert_eq!(send(&sandbox, create("2")).await.status, 503);
    assert_eq!(send(&sandbox, create("2")).await.status, 429);
}

#[test]
fn a_delay_without_a_runtime_is_none() {
    // Nothing here may touch tokio's timer, so a hand-made poll must be enough.
    let sandbox = Sandbox::in_process();
    sandbox.inject(Fault::delay(Duration::from_secs(3600)));
    let mut answer = Box::pin(sandbox.router().oneshot(login_request()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let answered = (0..10).find_map(|_| match answer.as_mut().poll(&mut context) {
        std::task::Poll::Ready(response) => Some(response.unwrap().status()),
        std::task::Poll::Pending => None,
    });
    assert_eq!(answered, Some(StatusCode::OK));
}

#[tokio::test]
async fn a_quota_answers_429_with_the_wait() {
    let sandbox = Sandbox::builder()
        .quota("wesal-pulse", 2, Duration::from_secs(60))
        .in_process();
    let token = pulse_token(&sandbox).await;
    assert_eq!(get(&sandbox, &token, "/me").await.status, 200);
    sandbox.advance(Duration::from_millis(10_500));
    let refused = get(&sandbox, &token, "/me").await;
    assert_eq!(refused.header("Retry-After"), "50");
    refused.is(
        429,
        &json!({"error": "too_many_requests", "message": "Too many requests"}),
    );
    // The other vendor has no quota.
    assert_eq!(send(&sandbox, login_request()).await.status, 200);
    sandbox.advance(Duration::from_secs(50));
    assert_eq!(get(&sandbox, &token, "/me").await.status, 200);
}

#[tokio::test]
async fn tokens_can_be_expired_at_once() {
    let sandbox = Sandbox::in_process();
    let (voc, pulse) = (voc_token(&sandbox).await, pulse_token(&sandbox).await);
    sandbox.expire_tokens();
    assert_eq!(list(&sandbox, &voc, &all_surveys()).await.status, 401);
    assert_eq!(get(&sandbox, &pulse, "/me").await.status, 401);
    let fresh = pulse_token(&sandbox).await;
    assert_ne!(fresh, pulse);
    assert_eq!(get(&sandbox, &fresh, "/me").await.status, 200);
}

#[tokio::test]
async fn faults_also_hit_where_no_vendor_is() {
    let sandbox = Sandbox::in_process();
    sandbox.inject(Fault::status(503));
    let request = Request::get("http://storage.sandbox/report.csv")
        .body(Body::empty())
        .unwrap();
    assert_eq!(send(&sandbox, request).await.status, 503);
}
