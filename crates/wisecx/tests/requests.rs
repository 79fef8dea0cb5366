//! What each operation puts on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod requests {
    mod analytics;
    mod assistants;
    mod business_hours;
    mod cases;
    mod channels;
    mod contacts;
    mod meli;
    mod nitro;
    mod orders;
    mod queues;
    mod surveys;
    mod users;
    mod whatsapp_templates;
}

use std::sync::LazyLock;

use ccaas_core::Operation;
use ccaas_tests::{fixture, json_body, snapshot_requests, snapshot_variant};
use wisecx::auth::Authenticate;
use wisecx::{Client, WiseCx};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// One for all tests: making one reads the platform's certificates.
static CLIENT: LazyLock<Client> =
    LazyLock::new(|| Client::new(WiseCx::new("api-user", "api-key")).unwrap());

fn snapshots<O: Operation<Vendor = WiseCx>>(smallest: O, fullest: O) {
    snapshot_requests(CRATE, &CLIENT, smallest, fullest);
}

/// One more fullest value, where one can't have everything.
fn variant<O: Operation<Vendor = WiseCx>>(name: &str, operation: O) {
    snapshot_variant(CRATE, &CLIENT, name, operation);
}

/// The vendor's own example is sent as it is printed.
fn same_body<O: Operation<Vendor = WiseCx>>(operation: O, example: &str) {
    let expected = fixture(CRATE, example);
    assert_eq!(json_body(&CLIENT, operation), expected, "{example}");
}

#[test]
fn authenticate() {
    snapshots(
        Authenticate::new("adminUser"),
        Authenticate::new("adminUser"),
    );
}
