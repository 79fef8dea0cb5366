//! Cases.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, tz::Offset};
use serde_json::{Value, json};

use super::{
    activities,
    filters::{self, CHOSEN, Filters, LISTED, ORDERED, SEARCHED},
    lists,
    store::{Case, NEVER, Row, Store, missing, row, stamp},
    surveys,
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Refusal, Reply},
    strict::{Field, Fields, Kind, Table},
    vendor::Op,
};

const STATUSES: Kind = Kind::OneOf(&["opened", "solved", "pending", "hold", "closed"]);
const PRIORITIES: Kind = Kind::OneOf(&["none", "low", "medium", "high", "very-high"]);

pub(super) const CUSTOM_FIELDS: Kind = Kind::List(&[
    Field::required("field", Kind::Filled),
    Field::required("value", Kind::Text),
]);

const CREATE: Table = &[
    Field::required("group_id", Kind::AtLeast(1)),
    Field::optional("user_id", Kind::AtLeast(0)),
    // The vendor's table has a capital in the midst of small letters; both are taken.
    Field::required(
        "source_channel",
        Kind::OneOf(&[
            "web", "app", "phone", "whatsapp", "email", "internal", "Email",
        ]),
    ),
    Field::optional("tags", Kind::Texts),
    Field::optional("type_id", Kind::AtLeast(0)),
    Field::required("subject", Kind::Filled),
    Field::optional("priority", PRIORITIES),
    Field::optional("due_at", Kind::Stamp),
    Field::optional("custom_fields", CUSTOM_FIELDS),
    Field::required("activities", Kind::List(activities::ACTIVITY)),
];

const UPDATE: Table = &[
    Field::optional("group_id", Kind::AtLeast(1)),
    Field::optional("user_id", Kind::AtLeast(0)),
    Field::optional("status", STATUSES),
    Field::optional("tags", Kind::Texts),
    Field::optional("type_id", Kind::AtLeast(0)),
    Field::optional("subject", Kind::Filled),
    Field::optional("priority", PRIORITIES),
    Field::optional("due_at", Kind::Stamp),
    Field::optional("custom_fields", CUSTOM_FIELDS),
    Field::optional("spam", Kind::Bool),
    Field::optional("deleted", Kind::Bool),
    Field::optional("activities", Kind::List(activities::ACTIVITY)),
];

const LIST_FIELDS: &[&str] = &[
    "id",
    "number",
    "group_id",
    "user_id",
    "contact_id",
    "status",
    "source_channel",
    "tags",
    "type_id",
    "subject",
    "priority",
    "due_at",
    "custom_fields",
    "created_at",
    "solved_at",
    "closed_at",
    "last_read",
    "last_update",
    "first_read",
    "last_assignment",
    "first_response",
    "last_response",
    "nps_value",
    "spam",
    "deleted",
    "channel_account",
    "bot_resolved",
    "bot_attended",
    "summary",
];

const GET_FIELDS: &[&str] = &[
    "id",
    "number",
    "group_id",
    "user_id",
    "contact_id",
    "status",
    "source_channel",
    "tags",
    "type_id",
    "subject",
    "priority",
    "due_at",
    "custom_fields",
    "created_at",
    "solved_at",
    "closed_at",
    "last_update",
    "channel_account",
    "bot_resolved",
    "bot_attended",
    "summary",
];

const USUAL: &[&str] = &["id", "group_id", "user_id", "subject"];

const FILTERS: Filters = Filters {
    prefixes: &["case."],
    fields: &[
        (&["number", "user_id", "contact_id"], LISTED),
        (
            &[
                "group_id",
                "status",
                "source_channel",
                "tags",
                "type_id",
                "priority",
            ],
            CHOSEN,
        ),
        (&["subject"], SEARCHED),
        (
            &[
                "id",
                "due_at",
                "created_at",
                "solved_at",
                "closed_at",
                "last_read",
                "first_read",
                "last_assignment",
                "first_response",
                "last_response",
                "last_update",
            ],
            ORDERED,
        ),
    ],
};

pub(super) fn operations() -> Vec<Op<Store>> {
    const LIST: Table = &lists::filtered(LIST_FIELDS);
    vec![
        Op::post("cases.create", "/cases", create).body(Json(CREATE)),
        Op::put("cases.update", "/cases/{id}", update).body(Json(UPDATE)),
        Op::get("cases.list", "/cases", list).query(LIST),
        Op::get("cases.get", "/cases/{id}", get).query(const { &[lists::fields(GET_FIELDS)] }),
        Op::delete("cases.delete", "/cases/{id}", delete),
        Op::get(
            "cases.activities.list",
            "/cases/{id}/activities",
            activities::list,
        )
        .query(activities::LIST),
        Op::get(
            "cases.activities.get",
            "/cases/{id}/activities/{activity_id}",
            activities::get,
        )
        .query(const { &[lists::fields(activities::FIELDS)] }),
    ]
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let channel = call.body.text("source_channel").to_lowercase();
    let acts = call.body.list("activities");
    if acts.is_empty() {
        return Err(Refusal::bad_request("activities must not be empty"));
    }
    known(store, &call.body)?;
    activities::check(store, &acts, &channel, None)?;

    let id = open(store, &channel, call.body.text("subject"), call.now);
    assign(store, id, &call.body, call.now);
    let done = activities::apply(store, id, &acts, call.now);
    Ok(answer(id, &done))
}

/// A new case with nothing in it, of the first queue.
pub(super) fn open(store: &mut Store, channel: &str, subject: &str, now: Timestamp) -> u64 {
    let id = store.next_id();
    open_as(store, id, channel, subject, now);
    id
}

pub(super) fn open_as(store: &mut Store, id: u64, channel: &str, subject: &str, now: Timestamp) {
    let number = 6_500 + store.cases.len() as u64;
    let queue = store.queues.keys().next().copied().unwrap_or_default();
    let case = Case {
        row: row(json!({
            "id": id,
            "number": number,
            "group_id": queue,
            "user_id": 0,
            "contact_id": 0,
            "status": "opened",
            "source_channel": channel,
            "tags": [],
            "type_id": 0,
            "subject": subject,
            "priority": "none",
            "due_at": "",
            "custom_fields": [],
            "created_at": stamp(now),
            // The vendor has several ways to write that there is no date.
            "solved_at": NEVER,
            "closed_at": "",
            "last_read": NEVER,
            "last_update": stamp(now),
            "first_read": NEVER,
            "last_assignment": "",
            "first_response": "",
            "last_response": "",
            "nps_value": null,
            "spam": false,
            "deleted": false,
            "channel_account": "",
            "bot_resolved": false,
            "bot_attended": false,
            "summary": null,
        })),
        activities: BTreeMap::new(),
    };
    store.cases.insert(id, case);
}

fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    let case = store.cases.get(&id).ok_or_else(|| missing("Case"))?;
    let channel = case.text("source_channel").to_owned();
    let acts = call.body.list("activities");
    known(store, &call.body)?;
    activities::check(store, &acts, &channel, Some(id))?;

    assign(store, id, &call.body, call.now);
    let done = activities::apply(store, id, &acts, call.now);
    Ok(answer(id, &done))
}

fn answer(id: u64, activities: &[(u64, Vec<u64>)]) -> Reply {
    let rows: Vec<_> = activities
        .iter()
        .map(|(id, contacts)| json!({"id": id, "contacts_ids": contacts}))
        .collect();
    Reply::ok(&json!({"case_id": id, "activities": rows}))
}

/// Refuses the ids of things that are not there; zero is nothing.
fn known(store: &Store, body: &Fields) -> Result<(), Refusal> {
    let given = |name| body.number(name).filter(|id| *id > 0);
    if given("group_id").is_some_and(|id| !store.queues.contains_key(&id)) {
        return Err(missing("Group"));
    }
    if given("user_id").is_some_and(|id| !store.users.contains_key(&id)) {
        return Err(missing("User"));
    }
    if given("type_id").is_some_and(|id| !store.types.contains_key(&id)) {
        return Err(missing("Type"));
    }
    Ok(())
}

/// Sets what the body has, and lets the system note what a person would want to know of.
fn assign(store: &mut Store, id: u64, body: &Fields, now: Timestamp) {
    let Some(case) = store.cases.get_mut(&id) else {
        return;
    };
    let before = case.row.clone();
    let tags = case.tags();
    for (name, value) in body.all() {
        if !["activities", "source_channel"].contains(&name.as_str()) {
            case.set(name, value.clone());
        }
    }
    let changed = |case: &Case, name: &str| before.get(name) != case.row.get(name);
    let mut notes = Vec::new();
    let added: Vec<_> = case
        .tags()
        .into_iter()
        .filter(|tag| !tags.contains(tag))
        .collect();
    if !added.is_empty() {
        notes.push(format!("[added_tag] {}", added.join(", ")));
    }
    if changed(case, "group_id") {
        notes.push(format!("[group] {}", case.number("group_id")));
    }
    if changed(case, "user_id") {
        case.set("last_assignment", stamp(now));
        notes.push(format!("[assigned] {}", case.number("user_id")));
    }
    let status = case.text("status").to_owned();
    if changed(case, "status") {
        match status.as_str() {
            "solved" => case.set("solved_at", stamp(now)),
            "closed" => case.set("closed_at", stamp(now)),
            _ => {}
        }
        notes.push(format!("[status] {status}"));
    }
    case.set("last_update", stamp(now));
    let solved = changed(case, "status") && status == "solved";

    for tag in added {
        store.learn_tag(&tag);
    }
    for note in notes {
        store.note_by_system(id, note, now);
    }
    if solved {
        surveys::send(store, id, now);
    }
}

fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &FILTERS)?;
    // Nothing older comes from here, whatever is asked for.
    let oldest = Offset::UTC
        .to_datetime(call.now)
        .saturating_sub(3.months())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string();
    let rows = store
        .cases
        .values()
        .filter(|case| case.text("created_at") >= oldest.as_str())
        .map(|case| case.row.clone());
    let page = lists::page(call, rows, &conditions, USUAL);
    Ok(if store.cases_in_data {
        page.data()
    } else {
        page.bare()
    })
}

fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    let case = store.case(call)?;
    let shown: Row = case
        .row
        .iter()
        .filter(|(name, _)| GET_FIELDS.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Ok(Reply::ok(&lists::chosen(&call.query, &shown, USUAL)))
}

fn delete(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = call.number("id")?;
    let case = store.cases.get_mut(&id).ok_or_else(|| missing("Case"))?;
    // Not gone for good: an update brings it back.
    case.set("deleted", true);
    store.note_by_system(id, "[deleted]".to_owned(), call.now);
    Ok(Reply::ok(&json!({"message": "Case removed."})))
}

impl Store {
    /// The case that the path names.
    pub(super) fn case(&self, call: &Call<'_>) -> Result<&Case, Refusal> {
        let id = call.number("id")?;
        self.cases.get(&id).ok_or_else(|| missing("Case"))
    }

    /// Puts a tag among those of the account, if it is new.
    fn learn_tag(&mut self, name: &str) {
        let known = self
            .tags
            .values()
            .any(|tag| tag.get("name").and_then(Value::as_str) == Some(name));
        if !known {
            let id = self.next_id();
            self.tags.insert(id, row(json!({"id": id, "name": name})));
        }
    }
}
