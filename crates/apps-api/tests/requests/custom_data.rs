//! Custom data.

use apps_api::custom_data::{CustomData, CustomEntry, SendCallCustomData, SendChatCustomData};

use crate::{same_body, snapshots, variant};

fn labelled() -> CustomData {
    let entry = |value: bool, label: &str| CustomEntry::new(value).label(label);
    CustomData::new()
        .entry(CustomData::VERIFIED_CUSTOMER, entry(true, "LABEL 1"))
        .entry(CustomData::BAD_ACTOR, entry(false, "LABEL 2"))
        .entry(CustomData::REPEAT_CUSTOMER, entry(true, "LABEL 3"))
        .entry("field1", CustomEntry::new("dummy1").label("LABEL 4"))
        .entry("field2", CustomEntry::new("dummy2").label("LABEL 5"))
}

#[test]
fn send_call_custom_data() {
    snapshots(
        SendCallCustomData::new(397, CustomData::new()),
        SendCallCustomData::new("397", labelled()),
    );
    variant(
        "signed",
        SendCallCustomData::signed(397, "header.payload.signature"),
    );
}

#[test]
fn send_chat_custom_data() {
    snapshots(
        SendChatCustomData::new(397, CustomData::new()),
        SendChatCustomData::new("397", labelled().entry("orders", 7).entry("owed", -12.5)),
    );
    variant(
        "signed",
        SendChatCustomData::signed(397, "header.payload.signature"),
    );
}

#[test]
fn the_vendors_own_example_is_sent_as_printed() {
    same_body(
        SendCallCustomData::new(397, labelled()),
        "calls.custom_data.send.request.json",
    );
    same_body(
        SendChatCustomData::new(397, labelled()),
        "chats.custom_data.send.request.json",
    );
}
