//! The people who call and write.

use serde_json::{Value, json};

use super::{
    phones,
    store::{Store, not_found, param_missing, refuse},
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Reply},
    strict::{Field, Fields, Kind, Table},
    vendor::Op,
};

/// Somebody who calls or writes.
#[derive(Debug, Clone, Default)]
pub(crate) struct EndUser {
    pub(super) identifier: Option<String>,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    /// The contact in the CRM.
    pub(super) out_contact_id: Option<String>,
}

/// What makes and changes somebody, also in the middle of a call or a chat.
pub(super) const UPSERT: Table = &[
    Field::required("identifier", Kind::Filled)
        .missing(param_missing!("identifier"))
        .invalid(param_missing!("identifier")),
    Field::optional("email", Kind::Text),
    Field::optional("name", Kind::Text),
    Field::optional("phone", Kind::Text),
];

const GET: Table = &[
    Field::optional("id", Kind::AtLeast(1)),
    Field::optional("identifier", Kind::Filled),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    vec![
        Op::post("end_users.upsert", "/end_users", upsert).body(Json(UPSERT)),
        Op::get("end_users.get", "/end_users", get).query(GET),
    ]
}

impl EndUser {
    /// The end user in a call or a chat.
    pub(super) fn info(&self, id: u64) -> Value {
        json!({
            "id": id,
            "identifier": self.identifier,
            "out_contact_id": self.out_contact_id,
        })
    }

    pub(super) fn short(&self, id: u64) -> Value {
        json!({"id": id, "identifier": self.identifier})
    }
}

impl Store {
    /// Makes or changes the end user with this identifier. A phone number that is known stays.
    pub(super) fn upsert_end_user(&mut self, given: &Fields) -> u64 {
        let identifier = given.text("identifier");
        let known = self
            .end_users
            .iter()
            .find(|(_, user)| user.identifier.as_deref() == Some(identifier))
            .map(|(id, _)| *id);
        let id = known.unwrap_or_else(|| self.next_id());
        let user = self.end_users.entry(id).or_default();
        user.identifier = Some(identifier.to_owned());
        for (name, value) in [("name", &mut user.name), ("email", &mut user.email)] {
            if given.get(name).is_some() {
                given.text(name).clone_into(value);
            }
        }
        if user.phone.is_empty() {
            given.text("phone").clone_into(&mut user.phone);
        }
        id
    }

    /// Who has this number.
    pub(super) fn end_user_by_phone(&self, digits: &str) -> Option<u64> {
        let same = |user: &EndUser| phones::digits(&user.phone).as_deref() == Some(digits);
        let found = self.end_users.iter().find(|(_, user)| same(user));
        found.map(|(id, _)| *id)
    }

    /// The same; somebody unknown is made an end user, with a contact in the CRM.
    pub(super) fn end_user_with_phone(&mut self, number: &str, digits: &str) -> u64 {
        self.end_user_by_phone(digits).unwrap_or_else(|| {
            let id = self.next_id();
            let user = EndUser {
                phone: number.to_owned(),
                out_contact_id: Some(format!("39{id:010}")),
                ..EndUser::default()
            };
            self.end_users.insert(id, user);
            id
        })
    }
}

fn upsert(store: &mut Store, call: &Call<'_>) -> Answer {
    let phone = call.body.text("phone");
    if !phone.is_empty() && phones::digits(phone).is_none() {
        return refuse("phone is not well formed");
    }
    let id = store.upsert_end_user(&call.body);
    let shown = store.end_users.get(&id).map(|user| user.short(id));
    Ok(Reply::ok(&shown.unwrap_or_default()))
}

fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    let (id, identifier) = (call.query.number("id"), call.query.text("identifier"));
    let found = match (id, identifier) {
        (Some(id), "") => store.end_users.get(&id).map(|user| user.short(id)),
        (None, wanted) if !wanted.is_empty() => store
            .end_users
            .iter()
            .find(|(_, user)| user.identifier.as_deref() == Some(wanted))
            .map(|(id, user)| user.short(*id)),
        _ => return refuse("one of id and identifier is required"),
    };
    Ok(Reply::ok(&found.ok_or_else(not_found)?))
}
