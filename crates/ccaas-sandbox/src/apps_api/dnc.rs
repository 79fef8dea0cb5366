//! Numbers that the company does not call.

use jiff::{Timestamp, tz::Offset};
use serde_json::{Value, json};

use super::{
    phones,
    store::{Store, param_missing, refuse},
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Reply},
    strict::{self, Field, Fields, Kind, Table},
    vendor::Op,
};

const CONTACT: Table = &[
    Field::required("phone_number", Kind::Text).missing(param_missing!("phone_number")),
    Field::optional("expires_at", Kind::Text),
];

const ADD: Table =
    &[Field::required("contacts", Kind::List(CONTACT)).missing(param_missing!("contacts"))];

const REMOVE: Table =
    &[Field::required("phone_numbers", Kind::Texts).missing(param_missing!("phone_numbers"))];

const CHECK: Table =
    &[Field::required("phone_number", Kind::Text).missing(param_missing!("phone_number"))];

const INVALID: &str = "phone_number is invalid";

pub(super) fn operations() -> Vec<Op<Store>> {
    let base = "/outbound_dialer/dnc";
    vec![
        Op::post("company_dnc.add", base, add).body(Json(ADD)),
        Op::post("company_dnc.remove", "/outbound_dialer/dnc/remove", remove).body(Json(REMOVE)),
        Op::get("company_dnc.check", "/outbound_dialer/dnc/check", check).query(CHECK),
    ]
}

/// Reads a date as `2022-10-29 00:00:00 UTC`, which only this list has.
fn expiry(text: &str) -> Option<Timestamp> {
    let civil = strict::stamp(text.strip_suffix(" UTC")?)?;
    Offset::UTC.to_timestamp(civil).ok()
}

impl Store {
    pub(super) fn is_in_dnc(&self, digits: &str, now: Timestamp) -> bool {
        let entry = self.dnc.get(digits);
        entry.is_some_and(|expires| expires.is_none_or(|at| now < at))
    }

    /// Adds a number, or tells why not.
    fn add_to_dnc(
        &mut self,
        contact: &Fields,
        now: Timestamp,
    ) -> Result<&'static str, &'static str> {
        let number = contact.text("phone_number");
        if phones::is_emergency(number) {
            return Err("emergency phone number is not allowed");
        }
        let digits = phones::digits(number).ok_or(INVALID)?;
        let expires = match contact.get("expires_at").and_then(Value::as_str) {
            None => None,
            Some(text) => Some(expiry(text).ok_or("expires_at is invalid")?),
        };
        if expires.is_some_and(|at| at <= now) {
            return Err("expires_at cannot be past date/time");
        }
        let was_there = self.is_in_dnc(&digits, now);
        self.dnc.insert(digits, expires);
        Ok(if was_there { "updated" } else { "created" })
    }
}

fn add(store: &mut Store, call: &Call<'_>) -> Answer {
    let contacts = call.body.list("contacts");
    if contacts.is_empty() {
        return refuse(param_missing!("contacts"));
    }
    let rows = contacts.iter().map(|contact| {
        let mut row = contact.all().clone();
        let status = store.add_to_dnc(contact, call.now);
        if let Err(error) = status {
            row.insert("error".to_owned(), error.into());
        }
        row.insert("status".to_owned(), status.unwrap_or("failed").into());
        Value::Object(row)
    });
    Ok(Reply::ok(&rows.collect()))
}

fn remove(store: &mut Store, call: &Call<'_>) -> Answer {
    let numbers = call.body.texts("phone_numbers");
    if numbers.is_empty() {
        return refuse(param_missing!("phone_numbers"));
    }
    let rows = numbers.into_iter().map(|number| {
        let error = match phones::digits(number) {
            None => Some(INVALID),
            Some(digits) if !store.is_in_dnc(&digits, call.now) => {
                Some("phone_number is not found")
            }
            Some(digits) => {
                store.dnc.remove(&digits);
                None
            }
        };
        match error {
            None => json!({"phone_number": number, "status": "removed"}),
            Some(error) => json!({"phone_number": number, "status": "failed", "error": error}),
        }
    });
    Ok(Reply::ok(&rows.collect()))
}

fn check(store: &mut Store, call: &Call<'_>) -> Answer {
    let number = call.query.text("phone_number");
    let Some(digits) = phones::digits(number) else {
        return refuse(INVALID);
    };
    Ok(Reply::ok(&json!({
        "phone_number": number,
        "in_dnc_list": store.is_in_dnc(&digits, call.now),
    })))
}
