//! What is refused before it is sent, and what is odd about the vendor's answers.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod behaviour {
    mod agent_statuses;
    mod bulk_users;
    mod campaigns;
    mod chats;
    mod company_dnc;
    mod contact_lists;
    mod custom_data;
    mod end_users;
    mod media;
    mod queue_settings;
    mod queues;
    pub(crate) mod script;
    mod sms;
    mod users;
    mod wait_times;
}

use std::fmt::Debug;
use std::time::Duration;

use apps_api::{AppsApi, Client, Error, ErrorKind};
use ccaas_core::{Operation, Reply, Retry};
use http::StatusCode;
use httpmock::prelude::*;

async fn server() -> MockServer {
    MockServer::start_async().await
}

/// The vendor at an address, without its quota: no test waits for the clock.
fn vendor(base_url: String) -> AppsApi {
    AppsApi::new("customer", "ccaiplatform.com", "api-token")
        .base_url(base_url)
        .calls_per_second(1_000)
}

fn client(server: &MockServer) -> Client {
    Client::new(vendor(server.base_url())).unwrap()
}

/// Nothing listens there, so what is sent fails in another way than it should.
fn unreachable() -> Client {
    Client::builder(vendor("http://127.0.0.1:9".to_owned()))
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

/// The error of an operation that the service answers in this way, and how often it was asked: twice, if it
/// may be.
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
    let twice = Retry::attempts(2).backoff(Duration::ZERO, Duration::ZERO);
    let client = Client::builder(vendor(server.base_url())).retry(twice);
    let error = client.build().unwrap().send(operation).await.unwrap_err();
    (error, mock.calls())
}

/// What an operation makes of a success.
fn decoded<O: Operation>(
    status: impl TryInto<StatusCode, Error: Debug>,
    body: impl ToString,
) -> O::Output {
    let status = status.try_into().unwrap();
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
