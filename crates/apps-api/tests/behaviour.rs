//! What is refused before it is sent, and what is odd about the vendor's answers.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod behaviour {
    mod contact_lists;
    mod custom_data;
    mod queue_settings;
    mod queues;
    mod users;
    mod wait_times;
}

use std::fmt::Debug;

use apps_api::{AppsApi, Client, Error, ErrorKind};
use ccaas_core::{Operation, Reply, Retry};
use http::StatusCode;
use httpmock::prelude::*;

async fn server() -> MockServer {
    MockServer::start_async().await
}

/// A client that needn't wait a second between two calls.
fn client(server: &MockServer) -> Client {
    let vendor = AppsApi::new("customer", "", "api-token").base_url(server.base_url());
    Client::new(vendor.calls_per_second(1000)).unwrap()
}

/// Nothing listens there, so what is sent fails in another way than it should.
fn unreachable() -> Client {
    let vendor = AppsApi::new("customer", "", "api-token").base_url("http://127.0.0.1:9");
    Client::builder(vendor)
        .retry(Retry::never())
        .build()
        .unwrap()
}

/// Sends an operation that must not leave the client. The error tells this.
async fn refused<O: Operation<Vendor = AppsApi, Output: Debug>>(operation: O, told: &str) {
    let error = unreachable().send(operation).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
    assert_eq!(error.attempts(), 0);
    assert!(error.to_string().contains(told), "{told}: {error}");
}

/// The error of an operation that the service answers in this way, and how often it was asked.
async fn failed<O: Operation<Vendor = AppsApi, Output: Debug>>(
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
fn decoded<O: Operation>(status: u16, body: impl ToString) -> O::Output {
    let status = StatusCode::from_u16(status).unwrap();
    O::decode(Reply::new(status, body.to_string())).unwrap()
}

/// Makes an operation of a JSON object, as the command line does, and tells why it can't be sent.
#[cfg(feature = "registry")]
fn refused_object(id: &str, parameters: serde_json::Value) -> String {
    prepared_object(id, parameters).unwrap_err().to_string()
}

#[cfg(feature = "registry")]
fn prepared_object(id: &str, parameters: serde_json::Value) -> Result<ccaas_core::Prepared, Error> {
    let entry = apps_api::registry::ENTRIES
        .iter()
        .find(|entry| entry.spec.id == id)
        .unwrap();
    entry.prepare(&unreachable(), parameters.as_object().unwrap().clone())
}
