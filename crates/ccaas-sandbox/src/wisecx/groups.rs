//! What contacts belong to: organizations and groups.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    filters::{self, Filters, LISTED},
    lists,
    store::{Group, Store, missing, row},
};
use crate::{
    call::{BodyTable::Json, Call},
    ids,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

const ORGANIZATION: Table = &[
    Field::required("custom_id", Kind::Filled),
    Field::required("name", Kind::Filled),
];

const CHANGED_ORGANIZATION: Table = &[
    Field::optional("custom_id", Kind::Filled),
    Field::optional("name", Kind::Filled),
];

const ORGANIZATION_FIELDS: &[&str] = &["id", "custom_id", "name"];
const GROUP_FIELDS: &[&str] = &["id", "code", "name"];

const ORGANIZATION_FILTERS: Filters = Filters {
    prefixes: &["organization.", "organizations."],
    fields: &[(ORGANIZATION_FIELDS, LISTED)],
};

const GROUP_FILTERS: Filters = Filters {
    prefixes: &["group.", "groups."],
    fields: &[(GROUP_FIELDS, LISTED)],
};

pub(super) fn operations() -> Vec<Op<Store>> {
    const ORGANIZATIONS: Table = &lists::filtered(ORGANIZATION_FIELDS);
    const GROUPS: Table = &lists::filtered(GROUP_FIELDS);
    const MEMBER: &str = "/contacts/{contact_id}/groups/{group_id}";
    vec![
        Op::get(
            "contacts.organizations.list",
            "/contacts/organizations",
            organizations,
        )
        .query(ORGANIZATIONS),
        Op::post(
            "contacts.organizations.create",
            "/contacts/organizations/",
            found,
        )
        .body(Json(ORGANIZATION)),
        Op::put(
            "contacts.organizations.update",
            "/contacts/organizations/{id}",
            change,
        )
        .body(Json(CHANGED_ORGANIZATION)),
        Op::delete(
            "contacts.organizations.delete",
            "/contacts/organizations/{id}",
            dissolve,
        ),
        Op::get("contacts.groups.list", "/contacts/groups", groups).query(GROUPS),
        Op::post("contacts.groups.create", "/contacts/groups/", create)
            .body(Json(const { &[Field::required("name", Kind::Filled)] })),
        Op::put("contacts.groups.add_contact", MEMBER, add),
        Op::delete("contacts.groups.remove_contact", MEMBER, remove),
    ]
}

fn organizations(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &ORGANIZATION_FILTERS)?;
    let rows = store.organizations.values().cloned();
    Ok(lists::page(call, rows, &conditions, &[]).data())
}

fn found(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = store.next_id();
    let mut organization = call.body.all().clone();
    organization.insert("id".to_owned(), id.into());
    store.organizations.insert(id, organization);
    Ok(Reply::ok(&json!({"id": id})))
}

fn change(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    let organization = store.organizations.get_mut(&id);
    organization
        .ok_or_else(|| missing("Organization"))?
        .extend(call.body.all().clone());
    Ok(Reply::ok(&json!({"id": id})))
}

fn dissolve(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    let organization = store.organizations.remove(&id);
    organization.ok_or_else(|| missing("Organization"))?;
    for contact in store.contacts.values_mut() {
        if contact.get("organization_id") == Some(&id.into()) {
            contact.insert("organization_id".to_owned(), 0.into());
        }
    }
    Ok(Reply::ok(&json!({"id": id})))
}

fn groups(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &GROUP_FILTERS)?;
    let rows = store.groups.values().map(|group| group.row.clone());
    Ok(lists::page(call, rows, &conditions, &[]).data())
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = store.next_id();
    store.add_group(id, call.body.text("name"), &[]);
    Ok(Reply::ok(&json!({"id": id})))
}

impl Store {
    /// A group with a code of the vendor's make: three letters and the end of the id.
    pub(super) fn add_group(&mut self, id: u64, name: &str, members: &[u64]) {
        let letters: String = ids::mix(id)
            .to_be_bytes()
            .iter()
            .take(3)
            .map(|byte| char::from(b'A' + byte % 26))
            .collect();
        let group = Group {
            row: row(json!({
                "id": id,
                "code": format!("{letters}{:04}", id % 10_000),
                "name": name,
            })),
            members: BTreeSet::from_iter(members.iter().copied()),
        };
        self.groups.insert(id, group);
    }

    /// The contact and the group that the path names.
    fn membership(&mut self, call: &Call<'_>) -> Result<(u64, &mut Group), Refusal> {
        let contact = call.number("contact_id")?;
        let group = call.number("group_id")?;
        if !self.contacts.contains_key(&contact) {
            return Err(missing("Contact"));
        }
        let group = self.groups.get_mut(&group);
        Ok((contact, group.ok_or_else(|| missing("Group"))?))
    }
}

fn add(store: &mut Store, call: &Call<'_>) -> Answer {
    let (contact, group) = store.membership(call)?;
    group.members.insert(contact);
    Ok(Reply::ok(&json!({"message": "Contact added OK."})))
}

fn remove(store: &mut Store, call: &Call<'_>) -> Answer {
    let (contact, group) = store.membership(call)?;
    group.members.remove(&contact);
    Ok(Reply::ok(&json!({"message": "Contact removed OK."})))
}
