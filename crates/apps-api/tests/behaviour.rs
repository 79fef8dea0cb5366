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
    mod company_dnc;
    pub(crate) mod script;
}

use std::fmt::Debug;

use apps_api::{AppsApi, Client, ErrorKind};
use ccaas_core::{Operation, Reply, Retry};
use http::StatusCode;
use httpmock::prelude::*;

/// A server that knows nothing yet.
async fn server() -> MockServer {
    MockServer::start_async().await
}

fn vendor() -> AppsApi {
    AppsApi::new("customer", "ccaiplatform.com", "api-token")
}

fn client(server: &MockServer) -> Client {
    Client::new(vendor().base_url(server.base_url())).unwrap()
}

/// Nothing listens there, so what is sent fails in another way than it should.
fn unreachable() -> Client {
    Client::builder(vendor().base_url("http://127.0.0.1:9"))
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

/// What an operation makes of an answer.
fn decoded<O: Operation>(status: u16, body: impl ToString) -> O::Output {
    O::decode(Reply::new(
        StatusCode::from_u16(status).unwrap(),
        body.to_string(),
    ))
    .unwrap()
}
