//! Queues, users, and who works where.

use std::collections::BTreeSet;

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    business_hours::{self, Hours},
    filters::{self, CHOSEN, Filters},
    lists,
    store::{Queue, Row, Store, missing, row, stamp, text},
};
use crate::{
    call::{
        BodyTable::{Json, JsonRows},
        Call,
    },
    reply::{Answer, Refusal, Reply},
    strict::{Field, Fields, Kind, ROWS, Table},
    vendor::Op,
};

const MEMBER: Table = &[
    Field::required("id", Kind::AtLeast(1)),
    Field::optional("auto_assign", Kind::Bool),
];

const QUEUE: Table = &[
    Field::required("name", Kind::UpTo(50)),
    Field::optional("users", Kind::List(MEMBER)),
];

const USER: Table = &[
    Field::required("user_name", Kind::Filled),
    Field::optional("nick", Kind::Text),
    Field::optional("first_name", Kind::Text),
    Field::optional("last_name", Kind::Text),
    Field::optional("is_bot", Kind::Bool),
];

const QUEUE_FIELDS: &[&str] = &["id", "name", "businessHours", "users"];

const USER_FIELDS: &[&str] = &[
    "id",
    "user_name",
    "nick",
    "first_name",
    "last_name",
    "is_bot",
    "created_at",
    "last_login",
    "queues",
];

// The vendor says that both lists can be filtered, and not by what.
const QUEUE_FILTERS: Filters = Filters {
    prefixes: &["queue.", "queues."],
    fields: &[(&["id", "name"], CHOSEN)],
};

const USER_FILTERS: Filters = Filters {
    prefixes: &["user.", "users."],
    fields: &[(
        &[
            "id",
            "user_name",
            "nick",
            "first_name",
            "last_name",
            "is_bot",
        ],
        CHOSEN,
    )],
};

pub(super) fn operations() -> Vec<Op<Store>> {
    const QUEUES: Table = &lists::filtered(QUEUE_FIELDS);
    const USERS: Table = &lists::filtered(USER_FIELDS);
    vec![
        Op::get("queues.list", "/queues", list).query(QUEUES),
        Op::post("queues.create", "/queues", create).body(Json(QUEUE)),
        Op::get("queues.get", "/queues/{id}", get).query(const { &[lists::fields(QUEUE_FIELDS)] }),
        Op::put("queues.users.update", "/queues/{id}/users", add_users).body(JsonRows(MEMBER)),
        Op::delete(
            "queues.users.remove",
            "/queues/{id}/users/{user_id}",
            remove_user,
        ),
        Op::delete(
            "queues.users.remove_many",
            "/queues/{id}/users",
            remove_users,
        )
        .body(Json(const { &[Field::required("ids", Kind::Numbers)] })),
        Op::get(
            "business_hours.is_open",
            "/business_hours/is_open",
            business_hours::is_open,
        )
        .query(const { &[Field::optional("queue_id", Kind::AtLeast(1))] }),
        Op::get("users.list", "/users", users).query(USERS),
        Op::get("users.get", "/users/{id}", user),
        Op::post("users.create", "/users", hire).body(Json(USER)),
        Op::put("users.queues.assign", "/users/{id}/queues", add_queues).body(JsonRows(MEMBER)),
        Op::delete("users.queues.remove", "/users/{id}/queues", remove_queues).body(Json(
            const { &[Field::required("queues_ids", Kind::Numbers)] },
        )),
    ]
}

fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &QUEUE_FILTERS)?;
    let rows = store
        .queues
        .iter()
        .map(|(id, queue)| store.queue_row(*id, queue));
    let page = lists::page(call, rows, &conditions, &[]);
    Ok(page.paging(call, "/queues/v1/queues", &Value::Null))
}

fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    let queue = store.queues.get(&id).ok_or_else(|| missing("Queue"))?;
    let row = store.queue_row(id, queue);
    Ok(data(&lists::chosen(&call.query, &row, &[])))
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let name = call.body.text("name").trim();
    if store.queues.values().any(|queue| queue.name == name) {
        return Err(Refusal::bad_request(format!(
            "a queue named {name} exists already"
        )));
    }
    let users = members(&call.body.list("users"), "users")?;
    store.know_users(&users)?;
    let id = store.next_id();
    let queue = Queue {
        name: name.to_owned(),
        hours: Hours::OFFICE,
    };
    store.queues.insert(id, queue);
    store.join(users.iter().map(|(user, auto)| ((id, *user), *auto)));
    Ok(data(&json!({"id": id})))
}

/// The ids and settings of a list of members. None may be there twice.
fn members(rows: &[Fields], name: &str) -> Result<Vec<(u64, bool)>, Refusal> {
    let mut seen = BTreeSet::new();
    let mut members = Vec::new();
    for row in rows {
        let id = row.number("id").unwrap_or_default();
        if !seen.insert(id) {
            return Err(Refusal::bad_request(format!(
                "{name} must not have the id {id} twice"
            )));
        }
        members.push((id, row.flag("auto_assign").unwrap_or_default()));
    }
    Ok(members)
}

impl Store {
    fn queue_row(&self, id: u64, queue: &Queue) -> Row {
        let mut users: Vec<_> = self
            .memberships
            .iter()
            .filter(|((queue, _), _)| *queue == id)
            .map(|((_, user), auto)| (self.user_name(*user), *user, *auto))
            .collect();
        users.sort();
        let users: Vec<_> = users
            .into_iter()
            .map(|(name, id, auto)| json!({"id": id, "name": name, "auto_assign": auto}))
            .collect();
        row(json!({
            "id": id,
            "name": queue.name,
            "businessHours": queue.hours.shown(),
            "users": users,
        }))
    }

    fn user_name(&self, id: u64) -> String {
        let part = |name| self.users.get(&id).map_or("", |user| text(user, name));
        let whole = format!("{} {}", part("first_name"), part("last_name"));
        match whole.trim() {
            "" => part("user_name").to_owned(),
            name => name.to_owned(),
        }
    }

    fn user_row(&self, id: u64, user: &Row) -> Row {
        let queues: Vec<_> = self
            .memberships
            .iter()
            .filter(|((_, user), _)| *user == id)
            .map(|((queue, _), auto)| {
                let name = self.queues.get(queue).map(|queue| &queue.name);
                json!({"id": queue, "name": name, "auto_assign": auto})
            })
            .collect();
        let mut row = user.clone();
        row.insert("queues".to_owned(), queues.into());
        row
    }

    fn know_users(&self, users: &[(u64, bool)]) -> Result<(), Refusal> {
        match users.iter().all(|(id, _)| self.users.contains_key(id)) {
            true => Ok(()),
            false => Err(missing("User")),
        }
    }

    /// Adds and changes memberships, and counts what that came to.
    fn join(&mut self, memberships: impl Iterator<Item = ((u64, u64), bool)>) -> Value {
        let (mut added, mut updated, mut unchanged) = (0, 0, 0);
        for (membership, auto) in memberships {
            match self.memberships.insert(membership, auto) {
                None => added += 1,
                Some(before) if before != auto => updated += 1,
                Some(_) => unchanged += 1,
            }
        }
        json!({"added": added, "updated": updated, "unchanged": unchanged})
    }

    /// Takes memberships away, and counts those that were there.
    fn leave(&mut self, memberships: impl Iterator<Item = (u64, u64)>) -> Value {
        let removed = memberships
            .filter(|membership| self.memberships.remove(membership).is_some())
            .count();
        json!({"removed": removed})
    }

    fn queue_id(&self, call: &Call<'_>) -> Result<u64, Refusal> {
        let id = call.number("id")?;
        let known = self.queues.contains_key(&id);
        known.then_some(id).ok_or_else(|| missing("Queue"))
    }

    fn user_id(&self, call: &Call<'_>) -> Result<u64, Refusal> {
        let id = call.number("id")?;
        let known = self.users.contains_key(&id);
        known.then_some(id).ok_or_else(|| missing("User"))
    }
}

fn add_users(store: &mut Store, call: &Call<'_>) -> Answer {
    let queue = store.queue_id(call)?;
    let users = members(&call.body.list(ROWS), ROWS)?;
    store.know_users(&users)?;
    let counts = store.join(users.into_iter().map(|(user, auto)| ((queue, user), auto)));
    Ok(data(&counts))
}

fn remove_user(store: &mut Store, call: &Call<'_>) -> Answer {
    let queue = store.queue_id(call)?;
    let user = call.number("user_id")?;
    let membership = store.memberships.remove(&(queue, user));
    membership.ok_or_else(|| missing("User"))?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

fn remove_users(store: &mut Store, call: &Call<'_>) -> Answer {
    let queue = store.queue_id(call)?;
    let ids = call.body.numbers("ids");
    Ok(data(
        &store.leave(ids.into_iter().map(|user| (queue, user))),
    ))
}

fn users(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &USER_FILTERS)?;
    let rows: Vec<_> = store
        .users
        .iter()
        .map(|(id, user)| store.user_row(*id, user))
        .collect();
    Ok(lists::page(call, rows, &conditions, &[]).data())
}

fn user(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = store.user_id(call)?;
    let user = store.users.get(&id).ok_or_else(|| missing("User"))?;
    Ok(data(&Value::Object(store.user_row(id, user))))
}

fn hire(store: &mut Store, call: &Call<'_>) -> Answer {
    let name = call.body.text("user_name");
    if store
        .users
        .values()
        .any(|user| text(user, "user_name") == name)
    {
        return Err(Refusal::bad_request(format!(
            "a user named {name} exists already"
        )));
    }
    let id = store.next_id();
    let mut user = row(json!({
        "id": id,
        "nick": "",
        "first_name": "",
        "last_name": "",
        "is_bot": false,
        "created_at": stamp(call.now),
        "last_login": "",
    }));
    user.extend(call.body.all().clone());
    store.users.insert(id, user);
    Ok(data(&json!({"id": id})))
}

fn add_queues(store: &mut Store, call: &Call<'_>) -> Answer {
    let user = store.user_id(call)?;
    let queues = members(&call.body.list(ROWS), ROWS)?;
    if queues.iter().any(|(id, _)| !store.queues.contains_key(id)) {
        return Err(missing("Queue"));
    }
    let counts = store.join(
        queues
            .into_iter()
            .map(|(queue, auto)| ((queue, user), auto)),
    );
    Ok(data(&counts))
}

fn remove_queues(store: &mut Store, call: &Call<'_>) -> Answer {
    let user = store.user_id(call)?;
    let ids = call.body.numbers("queues_ids");
    Ok(data(
        &store.leave(ids.into_iter().map(|queue| (queue, user))),
    ))
}

/// An object around one thing.
pub(super) fn data(thing: &Value) -> Reply {
    Reply::ok(&json!({"data": thing}))
}
