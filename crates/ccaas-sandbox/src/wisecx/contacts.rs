//! Contacts.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    cases::CUSTOM_FIELDS,
    filters::{self, Filters, LISTED},
    lists,
    store::{Row, Store, missing, number, row, stamp, text},
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Refusal, Reply},
    strict::{Field, Fields, Kind, Table},
    vendor::Op,
};

const CONTACT: Table = &[
    Field::optional("email", Kind::Text),
    Field::optional("personal_id", Kind::Text),
    Field::optional("phone", Kind::Text),
    Field::optional("name", Kind::Text),
    Field::optional("guid", Kind::Text),
    Field::optional("password", Kind::Text),
    Field::optional("organization_id", Kind::Whole),
    Field::optional("address", Kind::Text),
    Field::optional("custom_fields", CUSTOM_FIELDS),
];

const LIST_FIELDS: &[&str] = &[
    "id",
    "email",
    "personal_id",
    "phone",
    "name",
    "guid",
    "password",
    "custom_fields",
    "last_update",
    "organization_id",
    "address",
];

const GET_FIELDS: &[&str] = &[
    "id",
    "email",
    "personal_id",
    "phone",
    "name",
    "guid",
    "password",
    "custom_fields",
    "last_update",
];

const USUAL: &[&str] = &["id", "email", "name", "personal_id", "custom_fields"];

const FILTERS: Filters = Filters {
    prefixes: &["contacts.", "contact."],
    fields: &[(
        &[
            "id",
            "email",
            "personal_id",
            "phone",
            "last_update",
            "organization_id",
        ],
        LISTED,
    )],
};

/// What a contact can be known by.
const IDENTITIES: [&str; 3] = ["email", "personal_id", "phone"];

pub(super) fn operations() -> Vec<Op<Store>> {
    const LIST: Table = &lists::filtered(LIST_FIELDS);
    vec![
        Op::post("contacts.create", "/contacts/", create).body(Json(CONTACT)),
        Op::put("contacts.update", "/contacts/{id}", update).body(Json(CONTACT)),
        Op::get("contacts.list", "/contacts/", list).query(LIST),
        Op::get("contacts.get", "/contacts/{id}", get)
            .query(const { &[lists::fields(GET_FIELDS)] }),
        Op::delete("contacts.delete", "/contacts/{id}", delete),
    ]
}

/// Who is meant: `None` if it is somebody new.
pub(super) fn find(store: &Store, given: &Fields) -> Result<Option<u64>, Refusal> {
    if let Some(id) = given.number("id").filter(|id| *id > 0) {
        return match store.contacts.contains_key(&id) {
            true => Ok(Some(id)),
            false => Err(missing("Contact")),
        };
    }
    let known_by: Vec<_> = IDENTITIES
        .into_iter()
        .filter(|name| !given.text(name).is_empty())
        .collect();
    if known_by.is_empty() {
        return Err(Refusal::bad_request(
            "a contact needs one of id, email, personal_id, phone",
        ));
    }
    let fits = |row: &Row| {
        known_by
            .iter()
            .any(|name| text(row, name) == given.text(name))
    };
    let found = store.contacts.iter().find(|(_, row)| fits(row));
    Ok(found.map(|(id, _)| *id))
}

/// Who is meant; somebody new is made a contact. Whoever asks has made sure with [`find`] that
/// somebody is named.
pub(super) fn find_or_make(store: &mut Store, given: &Fields, now: Timestamp) -> u64 {
    match find(store, given) {
        Ok(Some(id)) => id,
        _ => make(store, given, now),
    }
}

fn make(store: &mut Store, given: &Fields, now: Timestamp) -> u64 {
    let id = store.next_id();
    let mut contact = row(json!({
        "email": "",
        "personal_id": "",
        "phone": "",
        "name": "",
        "guid": "",
        "password": "",
        "custom_fields": [],
        "organization_id": 0,
        "address": "",
    }));
    contact.extend(given.all().clone());
    contact.insert("id".to_owned(), id.into());
    contact.insert("last_update".to_owned(), stamp(now).into());
    store.contacts.insert(id, contact);
    id
}

/// Refuses a body that names nobody, or an organization that is not there. `unlinks` stands for
/// none.
fn check(store: &Store, body: &Fields, unlinks: Option<i64>) -> Result<(), Refusal> {
    if IDENTITIES.iter().all(|name| body.text(name).is_empty()) {
        return Err(Refusal::bad_request(
            "one of email, personal_id, phone is required",
        ));
    }
    match body.get("organization_id").and_then(Value::as_i64) {
        None => Ok(()),
        given if given == unlinks => Ok(()),
        Some(id) => match u64::try_from(id).map(|id| store.organizations.contains_key(&id)) {
            Ok(true) => Ok(()),
            _ => Err(missing("Organization")),
        },
    }
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    check(store, &call.body, None)?;
    let id = make(store, &call.body, call.now);
    Ok(Reply::ok(&json!({"id": id})))
}

fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    if !store.contacts.contains_key(&id) {
        return Err(missing("Contact"));
    }
    check(store, &call.body, Some(-1))?;
    if let Some(contact) = store.contacts.get_mut(&id) {
        contact.extend(call.body.all().clone());
        if number(contact, "organization_id") == 0 {
            contact.insert("organization_id".to_owned(), 0.into());
        }
        contact.insert("last_update".to_owned(), stamp(call.now).into());
    }
    Ok(Reply::ok(&json!({"id": id})))
}

fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &FILTERS)?;
    let page = lists::page(call, store.contacts.values().cloned(), &conditions, USUAL);
    // The vendor's link says `contacts` twice, so nobody gets anywhere with it.
    Ok(page.paging(call, "/contacts/v1/contacts/", &"".into()))
}

fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    let contact = store.contacts.get(&id).ok_or_else(|| missing("Contact"))?;
    Ok(Reply::ok(&lists::chosen(&call.query, contact, USUAL)))
}

fn delete(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    store
        .contacts
        .remove(&id)
        .ok_or_else(|| missing("Contact"))?;
    for group in store.groups.values_mut() {
        group.members.remove(&id);
    }
    Ok(Reply::ok(&json!({"message": "Contact removed."})))
}
