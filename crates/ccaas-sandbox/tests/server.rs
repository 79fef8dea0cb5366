//! The sockets, the two hosts, and the log.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::{io::ErrorKind, time::Duration};

use axum::body::Body;
use ccaas_sandbox::{Fault, Sandbox};
use common::{login_request, send};
use http::{Request, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Host and port of a URL.
fn authority(url: &str) -> &str {
    url.strip_prefix("http://")
        .unwrap()
        .split('/')
        .next()
        .unwrap()
}

async fn connect(url: &str) -> TcpStream {
    TcpStream::connect(authority(url)).await.unwrap()
}

fn get(url: &str, path: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        authority(url)
    )
}

/// Sends a request, and reads until the other side is done.
async fn exchange(url: &str, request: &str) -> Result<String, ErrorKind> {
    let mut stream = connect(url).await;
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream
        .read_to_end(&mut answer)
        .await
        .map_err(|error| error.kind())?;
    Ok(String::from_utf8(answer).unwrap())
}

fn base(sandbox: &Sandbox) -> String {
    sandbox.vendor("wesal-pulse").unwrap().base_url().to_owned()
}

#[tokio::test]
async fn both_hosts_answer_over_sockets() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = base(&sandbox);
    assert!(url.starts_with("http://127.0.0.1:"));
    assert!(url.ends_with("/wesal-pulse/api/v1"));

    let answer = exchange(&url, &get(&url, "/wesal-pulse/api/v1/me"))
        .await
        .unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"),
        "{answer}"
    );
    assert!(answer.contains("date: Thu, 01 Jan 2026"), "{answer}");
    assert!(
        answer.ends_with("\"message\":\"Invalid or expired token\"}"),
        "{answer}"
    );

    let storage = sandbox.storage_url();
    let answer = exchange(&storage, &get(&storage, "/wesal-pulse/api/v1/me"))
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");

    let seen = sandbox.requests();
    assert_eq!(seen[0].vendor(), Some("wesal-pulse"));
    assert_eq!(seen[1].vendor(), None);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_connection_carries_several_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = base(&sandbox);
    let mut stream = connect(&url).await;
    let twice = "GET /wesal-pulse/api/v1/me HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2);
    stream.write_all(twice.as_bytes()).await.unwrap();
    let mut seen = String::new();
    while seen.matches("Invalid or expired token").count() < 2 {
        let mut part = [0; 1024];
        let length = stream.read(&mut part).await.unwrap();
        assert!(length > 0, "{seen}");
        seen.push_str(std::str::from_utf8(&part[..length]).unwrap());
    }
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn a_reset_drops_the_connection_without_a_head() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = base(&sandbox);
    sandbox.inject(Fault::reset().on("me.get"));
    let request = get(&url, "/wesal-pulse/api/v1/me");
    assert_eq!(
        exchange(&url, &request).await,
        Err(ErrorKind::ConnectionReset)
    );
    assert_eq!(sandbox.requests()[0].status(), None);
    assert!(exchange(&url, &request).await.unwrap().contains("401"));
}

#[tokio::test]
async fn a_cut_sends_the_head_and_half_of_the_body() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = base(&sandbox);
    let request = get(&url, "/wesal-pulse/api/v1/me");
    let whole = exchange(&url, &request).await.unwrap();
    sandbox.inject(Fault::cut());
    let cut = exchange(&url, &request).await.unwrap();

    let body = |answer: &str| answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    assert!(cut.starts_with("HTTP/1.1 401 Unauthorized\r\n"), "{cut}");
    assert!(
        cut.contains(&format!("content-length: {}\r\n", body(&whole).len())),
        "{cut}"
    );
    assert_eq!(body(&cut).len(), body(&whole).len() / 2);
    assert!(body(&whole).starts_with(&body(&cut)));
}

#[tokio::test]
async fn a_cut_of_nothing_is_a_reset() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = base(&sandbox);
    sandbox.inject(Fault::cut().body(""));
    let answer = exchange(&url, &get(&url, "/wesal-pulse/api/v1/me")).await;
    assert_eq!(answer, Err(ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn shutdown_lets_an_answer_finish_and_closes_the_rest() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = base(&sandbox);
    let mut idle = connect(&url).await;
    sandbox.inject(Fault::delay(Duration::from_millis(150)));
    let slow = tokio::spawn({
        let url = url.clone();
        async move { exchange(&url, &get(&url, "/wesal-pulse/api/v1/me")).await }
    });
    while sandbox.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    let other_handle = sandbox.clone();
    sandbox.shutdown().await;

    assert!(slow.await.unwrap().unwrap().contains("401"));
    assert_eq!(idle.read(&mut [0; 8]).await.unwrap(), 0);
    assert!(TcpStream::connect(authority(&url)).await.is_err());
    assert_eq!(other_handle.requests().len(), 1);
}

#[tokio::test]
async fn the_last_handle_takes_the_servers_with_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = base(&sandbox);
    let other_handle = sandbox.clone();
    drop(sandbox);
    assert!(TcpStream::connect(authority(&url)).await.is_ok());
    drop(other_handle);
    // The tasks end when the runtime gets to them, not at once.
    for _ in 0..100 {
        if TcpStream::connect(authority(&url)).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("still listening");
}

#[tokio::test]
async fn ports_can_be_chosen() {
    let first = Sandbox::start().await.unwrap();
    let taken: u16 = authority(&first.storage_url())
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let error = Sandbox::builder().port(taken).start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    first.shutdown().await;
    let second = Sandbox::builder().port(taken).start().await.unwrap();
    assert!(base(&second).starts_with(&format!("http://127.0.0.1:{taken}/")));
}

#[tokio::test]
async fn a_started_sandbox_has_a_router_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = format!("{}/me", base(&sandbox));
    let request = Request::get(url).body(Body::empty()).unwrap();
    assert_eq!(send(&sandbox, request).await.status, 401);
    let url = format!("{}/x", sandbox.storage_url());
    let request = Request::get(url).body(Body::empty()).unwrap();
    assert_eq!(send(&sandbox, request).await.status, 404);
}

#[tokio::test]
async fn the_host_header_tells_the_hosts_apart() {
    let sandbox = Sandbox::in_process();
    let status = async |uri: &str, host: Option<&str>| {
        let mut request = Request::get(uri);
        if let Some(host) = host {
            request = request.header("Host", host);
        }
        send(&sandbox, request.body(Body::empty()).unwrap())
            .await
            .status
    };
    let me = "/wesal-pulse/api/v1/me";
    assert_eq!(status(me, None).await, 401);
    assert_eq!(status(me, Some("vendors.sandbox")).await, 401);
    assert_eq!(status(me, Some("Storage.Sandbox")).await, 404);
    assert_eq!(
        status(&format!("http://storage.sandbox{me}"), None).await,
        404
    );
    // The header has the last word.
    let uri = format!("http://storage.sandbox{me}");
    assert_eq!(status(&uri, Some("vendors.sandbox")).await, 401);
}

#[tokio::test]
async fn a_path_of_no_vendor_is_nowhere() {
    let sandbox = Sandbox::in_process();
    for path in ["/", "/wesal-vocal/api/v1/me", "/wesal-pulse/api/v2/me"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        assert_eq!(send(&sandbox, request).await.status, 404, "{path}");
        assert_eq!(sandbox.requests().last().unwrap().vendor(), None);
    }
}

#[tokio::test]
async fn the_log_tells_everything_and_prints_little() {
    let sandbox = Sandbox::in_process();
    send(&sandbox, login_request()).await;
    let requests = sandbox.requests();
    let [request] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!(request.vendor(), Some("wesal-voc"));
    assert_eq!(request.operation(), Some("auth.login"));
    assert_eq!(request.method(), "POST");
    assert_eq!(request.path(), "/wesal-voc/api/v1/auth/login");
    assert_eq!(request.query(), None);
    assert_eq!(
        request.header("X-Client-Id"),
        Some(ccaas_sandbox::wesal_voc::CLIENT_ID)
    );
    assert!(request.body().starts_with(b"{"));
    assert_eq!(request.status(), Some(StatusCode::OK));

    let shown = format!("{sandbox:?} {requests:?}");
    for secret in [
        ccaas_sandbox::wesal_voc::CLIENT_ID,
        ccaas_sandbox::wesal_voc::API_TOKEN,
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
    sandbox.clear_requests();
    assert!(sandbox.requests().is_empty());
}

#[test]
fn access_names_what_a_client_reads() {
    let sandbox = Sandbox::in_process();
    let names = |vendor: &str| {
        let access = sandbox.vendor(vendor).unwrap();
        assert_eq!(access.env()[0].1, access.base_url());
        access
            .env()
            .iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("wesal-voc"),
        [
            "WESAL_VOC_BASE_URL",
            "WESAL_VOC_CLIENT_ID",
            "WESAL_VOC_COMPANY",
            "WESAL_VOC_EMAIL",
            "WESAL_VOC_API_TOKEN",
        ]
    );
    assert_eq!(
        names("wesal-pulse"),
        [
            "WESAL_PULSE_BASE_URL",
            "WESAL_PULSE_CLIENT_ID",
            "WESAL_PULSE_CLIENT_SECRET",
        ]
    );
    assert!(sandbox.vendor("nobody").is_none());
}

#[test]
fn operation_ids_are_unique_within_a_vendor() {
    let mut ids: Vec<_> = Sandbox::routes()
        .iter()
        .map(|route| (route.vendor(), route.operation()))
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(all > 0);
    assert_eq!(ids.len(), all, "an id stands for two operations");
}

#[test]
fn a_sandbox_may_be_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}
    shared::<Sandbox>();
}
