//! What each operation puts on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod requests {
    mod calls;
    mod chats;
    mod contact_lists;
    mod custom_data;
    mod end_users;
    mod queue_settings;
    mod queues;
    mod sms;
    mod users;
    mod wait_times;
}

use std::sync::LazyLock;

use apps_api::{AppsApi, Client};
use ccaas_core::Operation;
use ccaas_tests::{fixture, json_body, snapshot_requests, snapshot_variant};
use serde_json::Value;

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// One for all tests: making one reads the platform's certificates.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    Client::new(AppsApi::new("customer", "ccaiplatform.com", "api-token")).unwrap()
});

fn snapshots<O: Operation<Vendor = AppsApi>>(smallest: O, fullest: O) {
    snapshot_requests(CRATE, &CLIENT, smallest, fullest);
}

/// The vendor's own example is sent as it is printed.
fn same_body<O: Operation<Vendor = AppsApi>>(operation: O, example: &str) {
    let expected = fixture(CRATE, example);
    assert_eq!(json_body(&CLIENT, operation), expected, "{example}");
}

/// One more fullest value, where one can't have everything.
fn variant<O: Operation<Vendor = AppsApi>>(name: &str, operation: O) {
    snapshot_variant(CRATE, &CLIENT, name, operation);
}

/// The query of the vendor's own example is sent as it is printed, in whatever order.
fn same_query<O: Operation<Vendor = AppsApi>>(operation: O, example: &str) {
    let expected = fixture(CRATE, example);
    let mut pairs: Vec<String> = Vec::new();
    for (name, value) in expected["query"].as_object().unwrap() {
        match value {
            Value::Array(values) => {
                pairs.extend(values.iter().map(|value| format!("{name}={}", text(value))));
            }
            value => pairs.push(format!("{name}={}", text(value))),
        }
    }
    let prepared = CLIENT.send(operation).prepare().unwrap();
    let query = prepared.request().uri().query().unwrap_or_default();
    let mut sent: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.sort();
    sent.sort_unstable();
    assert_eq!(sent, pairs, "{example}");
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
