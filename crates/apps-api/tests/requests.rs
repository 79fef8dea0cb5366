//! What each operation puts on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod requests {
    mod calls;
    mod chats;
    mod end_users;
    mod sms;
}

use std::sync::LazyLock;

use apps_api::{AppsApi, Client};
use ccaas_core::Operation;
use ccaas_tests::{fixture, json_body, snapshot_requests};

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
