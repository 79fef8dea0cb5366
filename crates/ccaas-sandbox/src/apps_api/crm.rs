//! Data of a contact for the CRM.

use serde_json::json;

use super::{
    queues::{IVR, MOBILE, WEB},
    store::{Store, param_missing, refuse},
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

const CONTACT: Table = &[
    Field::optional("first_name", Kind::Text),
    Field::optional("last_name", Kind::Text),
    Field::optional("account_no", Kind::Text),
    Field::optional("crm_id", Kind::Text),
    Field::optional("address", Kind::Text),
    Field::optional("city", Kind::Text),
    Field::optional("loan_type", Kind::Text),
    Field::optional("due_date", Kind::Text),
];

const CREATE: Table = &[
    Field::required("call_id", Kind::Filled).missing(param_missing!("call_id")),
    Field::required("agent_id", Kind::Filled).missing(param_missing!("agent_id")),
    Field::optional("lcm_key", Kind::Text),
    Field::optional("dnis", Kind::Text),
    Field::optional("org_id", Kind::Text),
    Field::optional("contact", Kind::Object(CONTACT)),
    Field::optional("pacing_mode", Kind::Text),
    Field::optional("call_type", Kind::Text),
];

/// The vendor lists these, as it does for wait times; nothing comes of them.
const QUERY: Table = &[
    Field::optional("lang", Kind::Text),
    Field::optional("menu_id", Kind::AtLeast(1)),
    Field::optional("menu_type", Kind::OneOf(&[IVR, MOBILE, WEB])),
    Field::optional("channel_type", Kind::OneOf(&["voice_call", "chat"])),
    Field::optional("wait[from]", Kind::AtLeast(1)),
    Field::optional("wait[to]", Kind::AtLeast(1)),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    let id = "crm.contact_data.create";
    vec![
        Op::post(id, "/crm/contact_data", create)
            .query(QUERY)
            .body(Json(CREATE)),
    ]
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    for name in ["call_id", "agent_id"] {
        if call.body.text(name).parse::<u64>().is_err() {
            return refuse(format!("{name} must be a number, written as a text"));
        }
    }
    store.contact_data.push(call.body.all().clone());
    Ok(Reply::ok(&json!({})))
}
