//! Contacts, with every field that the vendor has for them: as it sends them, and as one would read them by
//! hand.

use serde::Deserialize;
use serde_json::{Value, json};

/// A contact as the vendor sends it.
pub(crate) fn row(number: u64) -> Value {
    json!({
        "id": 6_594_000 + number,
        "email": format!("contact.{number}@customers.example"),
        "personal_id": format!("{}", 32_799_648 + number),
        "phone": format!("+598990{:05}", number % 100_000),
        "name": format!("Nour Okafor {number}"),
        "guid": format!("9f2c1d3e-5b7a-4c60-8e11-{number:012}"),
        // Few contacts have one.
        "password": number.is_multiple_of(4).then_some("correct horse"),
        "custom_fields": [
            { "field": "firstaccess", "value": "false" },
            { "field": "test_multiline", "value": "first line\nsecond line" },
            { "field": "DNI_CUIL", "value": format!("{}", 456_456_000 + number) },
        ],
        "last_update": format!("2026-01-{:02} 18:{:02}:38", 1 + number % 28, number % 60),
        "organization_id": number.is_multiple_of(2).then_some(1_200 + number % 50),
        "address": "Avenida 18 de Julio 1234, Montevideo",
    })
}

/// A page by hand: whatever isn't as it was today is an error.
#[derive(Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
}

/// A contact by hand. `D` is what a date is read as.
#[derive(Deserialize)]
#[allow(dead_code, reason = "it is decoded, and not all of it looked at")]
pub(crate) struct Contact<D> {
    pub(crate) id: u64,
    pub(crate) email: String,
    pub(crate) personal_id: String,
    pub(crate) phone: String,
    pub(crate) name: String,
    pub(crate) guid: String,
    pub(crate) password: Option<String>,
    pub(crate) custom_fields: Vec<CustomField>,
    pub(crate) last_update: D,
    pub(crate) organization_id: Option<u64>,
    pub(crate) address: String,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "it is decoded, and not all of it looked at")]
pub(crate) struct CustomField {
    pub(crate) field: String,
    pub(crate) value: String,
}
