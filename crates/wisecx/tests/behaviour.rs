//! How the vendor's oddities are met: what is refused before it is sent, and answers that aren't as usual.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod behaviour {
    mod nitro;
    mod whatsapp_templates;
}

use ccaas_core::{Operation, Retry};
use httpmock::prelude::*;
use serde_json::json;
use wisecx::{Client, ErrorKind, WiseCx};

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

/// Sends an operation that must not leave the client, because of this field.
async fn refused<O: Operation<Vendor = WiseCx, Output: std::fmt::Debug>>(
    operation: O,
    field: &str,
) {
    // Nothing listens there, so what is sent fails in another way than it should.
    let vendor = WiseCx::new("api-user", "api-key").base_url("http://127.0.0.1:9");
    let client = Client::builder(vendor)
        .retry(Retry::never())
        .build()
        .unwrap();
    let error = client.send(operation).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
    assert_eq!(error.attempts(), 0);
    assert!(
        error.to_string().contains(&format!("{field}: ")),
        "{field}: {error}"
    );
}
