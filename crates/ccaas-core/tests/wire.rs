//! What arrives at a real socket, byte by byte.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ccaas_core::{Body, Client, Delivery, ErrorKind, Retry, Untyped};
use httpmock::prelude::*;
use support::{AddBox, Depot, DropBoxes, Health, KEY, PutBox, ReadBox, Upload};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A client with the built-in transport.
fn client(base_url: String) -> Client<Depot> {
    Client::new(Depot::new().base_url(base_url)).unwrap()
}

/// Listens on a free port, answers every request with `answer`, and keeps what came as text.
async fn listen(answer: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api", listener.local_addr().unwrap());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let notes = heard.clone();
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut text = String::new();
            let mut buffer = [0; 4_096];
            while !is_whole(&text) {
                match socket.read(&mut buffer).await {
                    Ok(read) if read > 0 => {
                        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
                    }
                    _ => break,
                }
            }
            notes.lock().unwrap().push(text);
            let _ = socket.write_all(answer.as_bytes()).await;
            let _ = socket.shutdown().await;
        }
    });
    (url, heard)
}

/// Whether a request has come to its end.
fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let head = head.to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    match length {
        Some(length) => body.len() >= length.parse().unwrap(),
        None if head.contains("transfer-encoding: chunked") => body.ends_with("0\r\n\r\n"),
        None => true,
    }
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\n{\"id\":1}";

/// The first request that an operation makes, as it arrives.
async fn heard<O>(operation: O) -> String
where
    O: ccaas_core::Operation<Vendor = Depot>,
{
    let (url, heard) = listen(OK).await;
    client(url).send(operation).raw().await.unwrap();
    let heard = heard.lock().unwrap();
    heard[0].clone()
}

fn line(text: &str) -> &str {
    text.lines().next().unwrap()
}

#[tokio::test]
async fn method_path_query_headers_and_body_arrive_as_they_were_encoded() {
    let server = MockServer::start_async().await;
    let mock = server
        .mock_async(|when, then| {
            when.method(PUT)
                .path("/api/boxes/7")
                .header("x-key", KEY)
                .header("x-run", "nightly")
                .header("accept", "application/json")
                .header("content-type", "application/json")
                .body(r#"{"name":"crate"}"#);
            then.status(200)
                .header("content-type", "application/json")
                .body(r#"{"id":7}"#);
        })
        .await;
    let output = client(server.url("/api"))
        .send(PutBox(7))
        .header("x-run", "nightly")
        .await
        .unwrap();
    assert_eq!(output["id"], 7);
    mock.assert_async().await;
}

#[tokio::test]
async fn a_query_arrives_with_its_values() {
    let server = MockServer::start_async().await;
    let mock = server
        .mock_async(|when, then| {
            when.method(GET)
                .path("/api/boxes")
                .query_param("name", "a b&c=d/é+'")
                .query_param("page", "2");
            then.status(200).body("{}");
        })
        .await;
    let call = Untyped::new("x", ccaas_core::Method::GET, "/boxes")
        .param("name", "a b&c=d/é+'")
        .param("page", 2);
    client(server.url("/api")).send(call).await.unwrap();
    mock.assert_async().await;
}

#[tokio::test]
async fn percent_encoding_survives() {
    for (id, expected) in [
        ("a/b", "a%2Fb"),
        ("a b", "a%20b"),
        ("50%", "50%25"),
        ("%2e%2e", "%252e%252e"),
        ("../x", "..%2Fx"),
        ("ü", "%C3%BC"),
        ("a?b#c", "a%3Fb%23c"),
        ("a;b:c@d", "a%3Bb%3Ac%40d"),
        ("...", "..."),
        ("~-_", "~-_"),
        ("\\", "%5C"),
        ("\t", "%09"),
    ] {
        let text = heard(ReadBox::new(id)).await;
        assert_eq!(line(&text), format!("GET /api/boxes/{expected} HTTP/1.1"));
    }
}

#[tokio::test]
async fn a_trailing_slash_survives() {
    let call = Untyped::<Depot>::new("x", ccaas_core::Method::GET, "/boxes/");
    let text = heard(call.clone()).await;
    assert_eq!(line(&text), "GET /api/boxes/ HTTP/1.1");
    let text = heard(call.query("a[from]", "1").query("b", "x,y'")).await;
    assert_eq!(line(&text), "GET /api/boxes/?a[from]=1&b=x%2Cy%27 HTTP/1.1");
}

#[tokio::test]
async fn a_delete_carries_its_body() {
    let text = heard(DropBoxes(vec![1, 2])).await;
    assert_eq!(line(&text), "DELETE /api/boxes HTTP/1.1");
    assert!(text.ends_with("\r\n\r\n[1,2]"), "{text}");
    assert!(text.contains("content-length: 5\r\n"), "{text}");
}

#[tokio::test]
async fn a_request_without_a_body_claims_none() {
    let text = heard(Health).await;
    assert!(text.ends_with("\r\n\r\n"), "{text}");
    assert!(!text.contains("content-length: ") || text.contains("content-length: 0"));
    assert!(!text.contains("content-type"), "{text}");
    assert!(!text.contains("x-key"), "{text}");
}

#[tokio::test]
async fn a_streamed_upload_arrives_in_pieces() {
    let chunks = ["one ", "two ", "three"].map(|part| Ok(part.into()));
    let body = Body::once(Box::pin(futures_util::stream::iter(chunks)));
    let text = heard(Upload(body)).await;
    assert_eq!(line(&text), "POST /api/uploads HTTP/1.1");
    assert!(text.contains("transfer-encoding: chunked"), "{text}");
    let body = text.split_once("\r\n\r\n").unwrap().1;
    assert_eq!(body, "4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n");
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    // A port that was free a moment ago, and that nobody listens on.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(url)
        .send(AddBox::new())
        .retry(Retry::attempts(2).backoff(Duration::ZERO, Duration::ZERO))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert_eq!(
        error.attempts(),
        2,
        "so even what counts each time is repeated"
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_connection_that_breaks_before_an_answer_leaves_it_open_what_became_of_the_call() {
    let (url, heard) = listen("").await;
    let error = client(url).send(AddBox::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert_eq!(error.attempts(), 1);
    assert_eq!(
        heard.lock().unwrap().len(),
        1,
        "reqwest doesn't repeat it either"
    );
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_failed_attempt() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{\"id\":";
    let (url, heard) = listen(cut).await;
    let error = client(url)
        .send(ReadBox::new(1))
        .retry(Retry::attempts(2).backoff(Duration::ZERO, Duration::ZERO))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.delivery(), Delivery::Answered);
    assert_eq!(heard.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = MockServer::start_async().await;
    let target = elsewhere
        .mock_async(|when, then| {
            when.path("/taken");
            then.status(200).body("{}");
        })
        .await;
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.path("/boxes/1");
            then.status(307)
                .header("location", elsewhere.url("/taken?token=hunter2"));
        })
        .await;
    let error = client(server.base_url())
        .send(ReadBox::new(1))
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert_eq!(target.calls_async().await, 0);
}

#[tokio::test]
async fn no_error_of_a_connection_shows_the_query() {
    let (url, _) = listen("").await;
    let call = Untyped::new("x", ccaas_core::Method::GET, "/boxes").param("secret", "hunter2");
    let error = client(url)
        .send(call)
        .retry(Retry::never())
        .await
        .unwrap_err();
    let mut text = format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    assert!(!text.contains("hunter2"), "{text}");
}
