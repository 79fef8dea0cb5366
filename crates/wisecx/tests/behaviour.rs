//! What is refused before it is sent, and what is odd about the vendor's answers.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod behaviour {
    mod analytics;
    mod assistants;
    mod business_hours;
    mod contacts;
    mod nitro;
    mod orders;
    mod queues;
    mod surveys;
    mod users;
    mod whatsapp_templates;
}

use std::fmt::Debug;

use ccaas_core::{Operation, Reply, Retry};
use http::StatusCode;
use httpmock::prelude::*;
use serde_json::{Value, json};
use wisecx::{Client, Error, ErrorKind, WiseCx};

/// A server that lets everybody in.
async fn server() -> MockServer {
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.method(GET).path("/authenticate");
            then.status(200)
                .json_body(json!({"status": "ok", "token": "the-token"}));
        })
        .await;
    server
}

fn client(server: &MockServer) -> Client {
    Client::new(WiseCx::new("api-user", "api-key").base_url(server.base_url())).unwrap()
}

/// Nothing listens there, so what is sent fails in another way than it should.
fn unreachable() -> Client {
    let vendor = WiseCx::new("api-user", "api-key").base_url("http://127.0.0.1:9");
    Client::builder(vendor)
        .retry(Retry::never())
        .build()
        .unwrap()
}

/// Sends an operation that must not leave the client. The error tells this.
async fn refused<O: Operation<Vendor = WiseCx, Output: Debug>>(operation: O, told: &str) {
    let error = unreachable().send(operation).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
    assert_eq!(error.attempts(), 0);
    assert!(error.to_string().contains(told), "{told}: {error}");
}

/// The error of an operation that the service answers in this way, and how often it was asked.
async fn failed<O: Operation<Vendor = WiseCx, Output: Debug>>(
    operation: O,
    path: &str,
    status: u16,
    body: &str,
) -> (Error, usize) {
    let server = server().await;
    let mock = server.mock(|when, then| {
        when.path(path);
        then.status(status).body(body);
    });
    let error = client(&server).send(operation).await.unwrap_err();
    (error, mock.calls())
}

/// What an operation makes of a success.
fn decoded<O: Operation>(body: Value) -> O::Output {
    O::decode(Reply::new(StatusCode::OK, body.to_string())).unwrap()
}
