//! Lists of numbers that agents transfer calls to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::store::{Row, Store, id, not_found, param_missing, refuse};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

#[derive(Debug)]
pub(crate) struct ContactList {
    pub(super) name: String,
    /// Whether it is the tenant's own; a global one can only have other entries.
    pub(super) is_custom: bool,
    pub(super) entries: BTreeMap<u64, Row>,
}

const LIST: Table = &[Field::required("name", Kind::Filled).missing(param_missing!("name"))];

const ENTRY: Table = &[
    Field::required("name", Kind::Filled).missing(param_missing!("name")),
    Field::optional("phone_number", Kind::Text),
];

const CHANGE: Table = &[
    Field::optional("name", Kind::Filled),
    Field::optional("phone_number", Kind::Text),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    let (list, entry) = (
        "/contact_lists/{id}",
        "/contact_lists/{contact_list_id}/contacts/{id}",
    );
    vec![
        Op::post("contact_lists.create", "/contact_lists", create).body(Json(LIST)),
        Op::patch("contact_lists.update", list, update).body(Json(LIST)),
        Op::delete("contact_lists.delete", list, delete),
        Op::post(
            "contact_lists.contacts.create",
            "/contact_lists/{contact_list_id}/contacts",
            create_entry,
        )
        .body(Json(ENTRY)),
        Op::patch("contact_lists.contacts.update", entry, update_entry).body(Json(CHANGE)),
        Op::delete("contact_lists.contacts.delete", entry, delete_entry),
    ]
}

impl ContactList {
    fn show(&self, id: u64) -> Value {
        let kind = if self.is_custom { "custom" } else { "global" };
        json!({"id": id, "name": self.name, "kind": kind})
    }
}

const GLOBAL: &str = "A global contact list can't be changed";

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let name = call.body.text("name").to_owned();
    if store.contact_lists.values().any(|list| list.name == name) {
        return refuse("name has already been taken");
    }
    let id = store.next_id();
    let list = ContactList {
        name,
        is_custom: true,
        entries: BTreeMap::new(),
    };
    let shown = list.show(id);
    store.contact_lists.insert(id, list);
    Ok(Reply::ok(&shown))
}

fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = id(call, "id")?;
    let list = store.contact_lists.get_mut(&id).ok_or_else(not_found)?;
    if !list.is_custom {
        return refuse(GLOBAL);
    }
    call.body.text("name").clone_into(&mut list.name);
    Ok(Reply::ok(&list.show(id)))
}

fn delete(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = id(call, "id")?;
    let list = store.contact_lists.get(&id).ok_or_else(not_found)?;
    if !list.is_custom {
        return refuse(GLOBAL);
    }
    store.contact_lists.remove(&id);
    Ok(Reply::ok(&json!({})))
}

fn create_entry(store: &mut Store, call: &Call<'_>) -> Answer {
    let list = id(call, "contact_list_id")?;
    let id = store.next_id();
    let row = store.contact_lists.get_mut(&list).ok_or_else(not_found)?;
    let mut entry = call.body.all().clone();
    entry.insert("id".to_owned(), id.into());
    entry.insert("contact_list_id".to_owned(), list.into());
    row.entries.insert(id, entry.clone());
    Ok(Reply::ok(&Value::Object(entry)))
}

fn update_entry(store: &mut Store, call: &Call<'_>) -> Answer {
    let (list, id) = (id(call, "contact_list_id")?, id(call, "id")?);
    let list = store.contact_lists.get_mut(&list).ok_or_else(not_found)?;
    let entry = list.entries.get_mut(&id).ok_or_else(not_found)?;
    entry.extend(call.body.all().clone());
    Ok(Reply::ok(&Value::Object(entry.clone())))
}

fn delete_entry(store: &mut Store, call: &Call<'_>) -> Answer {
    let (list, id) = (id(call, "contact_list_id")?, id(call, "id")?);
    let list = store.contact_lists.get_mut(&list).ok_or_else(not_found)?;
    list.entries.remove(&id).ok_or_else(not_found)?;
    Ok(Reply::ok(&json!({})))
}
