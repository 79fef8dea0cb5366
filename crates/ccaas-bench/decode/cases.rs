//! Cases, with every field that the vendor has for them: as it sends them, and as one would read them by
//! hand.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::contacts::CustomField;

/// The vendor's date where there is none.
const NEVER: &str = "1900-01-01 00:00:00";

/// A case as the vendor sends it.
pub(crate) fn row(number: u64) -> Value {
    let at = |hour: u64| {
        format!(
            "2026-01-{:02} {hour:02}:{:02}:{:02}",
            1 + number % 28,
            number % 60,
            number % 53
        )
    };
    let solved = number.is_multiple_of(3);
    let status = ["opened", "pending", "solved", "hold", "closed"];
    let channel = ["web", "whatsapp", "email", "phone"];
    let priority = ["none", "low", "medium", "high", "very-high"];
    let one_of = |values: &[&'static str]| values.get(number as usize % values.len()).copied();
    json!({
        "id": 1_273_000 + number,
        "number": 6_000 + number,
        "group_id": 6_486,
        "user_id": if solved { 17 } else { 0 },
        "contact_id": 6_579_000 + number,
        "status": one_of(&status),
        "source_channel": one_of(&channel),
        "tags": ["tag-1", "tag-2"],
        "type_id": 10 + number % 5,
        "subject": format!("The invoice of December names the wrong account ({number})"),
        "priority": one_of(&priority),
        "due_at": "",
        "custom_fields": [
            { "field": "field_1", "value": format!("value {number}") },
            { "field": "plan", "value": "gold" },
        ],
        "created_at": at(10),
        "solved_at": if solved { at(16) } else { NEVER.to_owned() },
        "closed_at": NEVER,
        "last_read": at(12),
        "last_update": at(16),
        "first_read": at(11),
        "last_assignment": at(11),
        "first_response": at(12),
        "last_response": at(15),
        "nps_value": 9.5,
        "spam": false,
        "deleted": false,
        "channel_account": "support@company.example",
        "bot_resolved": false,
        "bot_attended": number.is_multiple_of(2),
        "summary": number.is_multiple_of(2).then_some("Asked for the invoice once more; it was sent."),
    })
}

/// A case by hand. `D` is what a date is read as; the one that may be an empty text has to stay a text.
#[derive(Deserialize)]
#[allow(dead_code, reason = "it is decoded, and not looked at")]
pub(crate) struct Case<D> {
    id: u64,
    number: u64,
    group_id: u64,
    user_id: u64,
    contact_id: u64,
    status: Status,
    source_channel: Channel,
    tags: Vec<String>,
    type_id: u64,
    subject: String,
    priority: Priority,
    due_at: String,
    custom_fields: Vec<CustomField>,
    created_at: D,
    solved_at: D,
    closed_at: D,
    last_read: D,
    last_update: D,
    first_read: D,
    last_assignment: D,
    first_response: D,
    last_response: D,
    nps_value: f64,
    spam: bool,
    deleted: bool,
    channel_account: String,
    bot_resolved: bool,
    bot_attended: bool,
    summary: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Opened,
    Solved,
    Pending,
    Hold,
    Closed,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Channel {
    Web,
    App,
    Phone,
    Whatsapp,
    Email,
    Internal,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Priority {
    None,
    Low,
    Medium,
    High,
    VeryHigh,
}
