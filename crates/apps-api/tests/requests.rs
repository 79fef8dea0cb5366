//! What each operation puts on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod requests {
    mod agent_statuses;
    mod bulk_users;
    mod calls;
    mod campaigns;
    mod chats;
    mod company_dnc;
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
use serde_json::{Map, Value, json};

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

/// The same for an example with a form: `{"form": {…}, "file": {…}}`, where the file is JSON.
fn same_form<O: Operation<Vendor = AppsApi>>(operation: O, example: &str) {
    let prepared = CLIENT.send(operation).prepare().unwrap();
    let body = prepared.request().body().as_bytes().unwrap();
    let mut form = Map::new();
    let mut file = Value::Null;
    let text = std::str::from_utf8(body).unwrap();
    for part in text.split("--boundary\r\n").skip(1) {
        let (head, content) = part.split_once("\r\n\r\n").unwrap();
        let (content, _) = content.rsplit_once("\r\n").unwrap();
        let content = content.strip_suffix("\r\n--boundary--").unwrap_or(content);
        let said = |before: &str, after: char| {
            let (_, rest) = head.split_once(before)?;
            rest.split(after).next().map(str::to_owned)
        };
        let name = said(" name=\"", '"').unwrap();
        match said("filename=\"", '"') {
            None => {
                form.insert(name, content.into());
            }
            Some(filename) => {
                file = json!({
                    "field": name,
                    "filename": filename,
                    "content_type": said("Content-Type: ", '\r'),
                    "json": serde_json::from_str::<Value>(content).unwrap(),
                });
            }
        }
    }
    let sent = json!({ "form": form, "file": file });
    assert_eq!(sent, fixture(CRATE, example), "{example}");
}
