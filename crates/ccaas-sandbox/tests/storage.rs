//! The storage host.

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
use common::{Answer, send};
use http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;

fn request(url: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

async fn get(sandbox: &Sandbox, url: &str, headers: &[(&str, &str)]) -> Answer {
    send(sandbox, request(url, headers)).await
}

#[tokio::test]
async fn objects_are_served_with_what_a_download_needs() {
    let sandbox = Sandbox::in_process();
    let url = sandbox.store("files/a.csv", "0123456789", "text/csv");
    assert_eq!(url, "http://storage.sandbox/files/a.csv");
    let answer = get(&sandbox, &url, &[]).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body[..]),
        (200, &b"0123456789"[..])
    );
    assert_eq!(answer.header("Content-Type"), "text/csv");
    assert_eq!(answer.header("Content-Length"), "10");
    assert_eq!(answer.header("Accept-Ranges"), "bytes");
    assert_eq!(
        answer.header("Last-Modified"),
        "Thu, 01 Jan 2026 00:00:00 GMT"
    );
    assert!(answer.header("ETag").starts_with('"'));

    let requests = sandbox.requests();
    assert_eq!(requests[0].operation(), Some("storage.get"));
    assert_eq!(requests[0].vendor(), None);
    assert_eq!(requests[0].status().unwrap(), 200);
    assert_eq!(get(&sandbox, &format!("{url}x"), &[]).await.status, 404);
}

#[tokio::test]
async fn ranges_are_served() {
    let sandbox = Sandbox::in_process();
    let url = sandbox.store("a", "0123456789", "text/csv");
    for (range, status, content_range, body) in [
        ("bytes=2-4", 206, "bytes 2-4/10", "234"),
        ("bytes=7-", 206, "bytes 7-9/10", "789"),
        ("bytes=-2", 206, "bytes 8-9/10", "89"),
        ("bytes=8-50", 206, "bytes 8-9/10", "89"),
    ] {
        let answer = get(&sandbox, &url, &[("Range", range)]).await;
        assert_eq!(answer.status, status, "{range}");
        assert_eq!(answer.header("Content-Range"), content_range);
        assert_eq!(answer.header("Content-Length"), body.len().to_string());
        assert_eq!(answer.body, body);
    }
    let beyond = get(&sandbox, &url, &[("Range", "bytes=10-")]).await;
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("Content-Range"), "bytes */10");
    for ignored in ["bytes=4-2", "bytes=0-1,3-4", "lines=1-2"] {
        let answer = get(&sandbox, &url, &[("Range", ignored)]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.body.len()),
            (200, 10),
            "{ignored}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_replaced_object_is_not_mixed_with_the_old_one() {
    let sandbox = Sandbox::in_process();
    let url = sandbox.store("a", "0123456789", "text/csv");
    let before = get(&sandbox, &url, &[]).await;
    let (etag, date) = (before.header("ETag"), before.header("Last-Modified"));
    for condition in [etag, date] {
        let headers = [("Range", "bytes=5-"), ("If-Range", condition)];
        assert_eq!(get(&sandbox, &url, &headers).await.status, 206);
    }
    sandbox.advance(Duration::from_secs(1));
    // The same bytes, and yet another object.
    sandbox.store("a", "0123456789", "text/csv");
    assert_ne!(get(&sandbox, &url, &[]).await.header("ETag"), etag);
    for condition in [etag, date, "W/\"x\"", ""] {
        let headers = [("Range", "bytes=5-"), ("If-Range", condition)];
        let answer = get(&sandbox, &url, &headers).await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 10));
    }
}

#[tokio::test]
async fn other_credentials_than_the_link_are_refused() {
    let sandbox = Sandbox::in_process();
    let url = sandbox.store("a", "x", "text/csv");
    for name in ["Authorization", "x-api-key", "Cookie"] {
        let answer = get(&sandbox, &url, &[(name, "hush")]).await;
        assert_eq!(answer.status, 400, "{name}");
        assert_eq!(answer.header("Content-Type"), "application/xml");
        assert!(!answer.body.windows(4).any(|part| part == b"hush"));
    }
    let post = Request::post(&url).body(Body::empty()).unwrap();
    let answer = send(&sandbox, post).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("Allow")),
        (405, "GET")
    );
}

#[tokio::test(start_paused = true)]
async fn a_link_can_expire() {
    let sandbox = Sandbox::in_process();
    let minute = Duration::from_secs(60);
    let url = sandbox.store_for(minute, "a", "x", "text/csv");
    assert_eq!(get(&sandbox, &url, &[]).await.status, 200);
    sandbox.advance(minute);
    assert_eq!(get(&sandbox, &url, &[]).await.status, 403);
}

#[tokio::test]
async fn faults_reach_downloads() {
    let sandbox = Sandbox::in_process();
    let url = sandbox.store("a", "0123456789", "text/csv");
    sandbox.inject(Fault::status(503).on("storage.get"));
    assert_eq!(get(&sandbox, &url, &[]).await.status, 503);

    sandbox.inject(Fault::cut().on("storage.get"));
    let cut = sandbox.router().oneshot(request(&url, &[])).await.unwrap();
    assert_eq!(cut.headers()["Content-Length"], "10");
    assert!(cut.into_body().collect().await.is_err());

    let other = Fault::wrong_content_type().body("short").on("storage.get");
    sandbox.inject(other);
    let answer = get(&sandbox, &url, &[]).await;
    assert_eq!(
        (answer.header("Content-Type"), &answer.body[..]),
        ("text/plain", &b"short"[..])
    );
    // The length of the body that was replaced would be wrong.
    assert!(!answer.headers.contains_key("Content-Length"));
    assert_eq!(get(&sandbox, &url, &[]).await.body, "0123456789");
}
