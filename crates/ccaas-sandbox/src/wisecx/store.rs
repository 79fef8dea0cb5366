//! What the account has, and what goes on in it by itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{analytics::Export, business_hours::Hours, nitro::Campaign, nitro::Request, seed};
use crate::{clock, reply::Refusal, vendor::Surroundings, webhook::Event};

/// A thing as the API shows it, with all of its members.
pub(super) type Row = Map<String, Value>;

/// How long after a WhatsApp message it is delivered, and how long after that it is read.
const DELIVERED_AFTER: Duration = Duration::from_secs(2);
const READ_AFTER: Duration = Duration::from_secs(3);
/// How long an assistant takes.
const ASSISTANT_TAKES: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Store {
    last_id: u64,
    pub(super) cases: BTreeMap<u64, Case>,
    pub(super) contacts: BTreeMap<u64, Row>,
    pub(super) organizations: BTreeMap<u64, Row>,
    pub(super) groups: BTreeMap<u64, Group>,
    pub(super) queues: BTreeMap<u64, Queue>,
    pub(super) users: BTreeMap<u64, Row>,
    /// Queue and user, with whether cases are assigned to them without being asked for.
    pub(super) memberships: BTreeMap<(u64, u64), bool>,
    pub(super) types: BTreeMap<u64, Row>,
    pub(super) tags: BTreeMap<u64, Row>,
    pub(super) templates: BTreeMap<u64, Row>,
    pub(super) channels: BTreeMap<u64, Row>,
    pub(super) surveys: BTreeMap<u64, Survey>,
    pub(super) orders: BTreeMap<u64, Row>,
    pub(super) meli_orders: BTreeMap<u64, Row>,
    pub(super) campaigns: BTreeMap<u64, Campaign>,
    /// What was sent one by one, by the number in the tracking id.
    pub(super) requests: BTreeMap<u64, Request>,
    pub(super) exports: BTreeMap<String, Export>,
    /// Whether the list of cases is wrapped in an object.
    pub(super) cases_in_data: bool,
    /// What will happen, and when; the number keeps apart what happens at the same time.
    agenda: BTreeMap<(Timestamp, u64), Due>,
    /// What has happened and is not told yet.
    outgoing: Vec<(Timestamp, &'static str, Value)>,
}

#[derive(Debug)]
pub(super) struct Case {
    pub(super) row: Row,
    pub(super) activities: BTreeMap<u64, Row>,
}

#[derive(Debug)]
pub(super) struct Group {
    pub(super) row: Row,
    pub(super) members: BTreeSet<u64>,
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) name: String,
    pub(super) hours: Hours,
}

#[derive(Debug)]
pub(super) struct Survey {
    pub(super) row: Row,
    pub(super) questions: Vec<Row>,
    pub(super) responses: Vec<Row>,
}

#[derive(Debug)]
enum Due {
    WhatsappStatus {
        case: u64,
        activity: u64,
    },
    Assistant {
        case: u64,
        node: u64,
        context: String,
    },
    Export(String),
}

/// Who does an activity, and what is in it.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) kind: &'static str,
    pub(super) user_id: u64,
    pub(super) channel: String,
    pub(super) content: String,
    pub(super) contact_from: Option<u64>,
    pub(super) contacts_to: Vec<u64>,
    pub(super) attachments: Vec<Value>,
}

impl Default for Store {
    fn default() -> Self {
        let mut store = Self {
            // Above every id of the first things.
            last_id: 7_000_000,
            cases: BTreeMap::new(),
            contacts: BTreeMap::new(),
            organizations: BTreeMap::new(),
            groups: BTreeMap::new(),
            queues: BTreeMap::new(),
            users: BTreeMap::new(),
            memberships: BTreeMap::new(),
            types: BTreeMap::new(),
            tags: BTreeMap::new(),
            templates: BTreeMap::new(),
            channels: BTreeMap::new(),
            surveys: BTreeMap::new(),
            orders: BTreeMap::new(),
            meli_orders: BTreeMap::new(),
            campaigns: BTreeMap::new(),
            requests: BTreeMap::new(),
            exports: BTreeMap::new(),
            cases_in_data: false,
            agenda: BTreeMap::new(),
            outgoing: Vec::new(),
        };
        seed::fill(&mut store);
        // What was there before the sandbox began is told to nobody.
        store.agenda.clear();
        store.outgoing.clear();
        store
    }
}

impl Store {
    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(super) fn tell(&mut self, at: Timestamp, event: &'static str, body: Value) {
        self.outgoing.push((at, event, body));
    }

    fn plan(&mut self, at: Timestamp, due: Due) {
        let number = self.next_id();
        self.agenda.insert((at, number), due);
    }

    pub(super) fn plan_assistant(&mut self, case: u64, node: u64, context: String, now: Timestamp) {
        let due = Due::Assistant {
            case,
            node,
            context,
        };
        self.plan(clock::later(now, ASSISTANT_TAKES), due);
    }

    pub(super) fn plan_export(&mut self, id: String, at: Timestamp) {
        self.plan(at, Due::Export(id));
    }

    /// Adds an activity to a case and tells about it. `told_as` is the type in the event, where
    /// it is not the activity's own.
    pub(super) fn act(
        &mut self,
        case_id: u64,
        draft: Draft,
        told_as: Option<&'static str>,
        now: Timestamp,
    ) -> u64 {
        let id = self.next_id();
        let contacts_to: Vec<Value> = draft
            .contacts_to
            .iter()
            .map(|contact| self.correspondent(*contact))
            .collect();
        let row = row(json!({
            "id": id,
            "case_id": case_id,
            "type": draft.kind,
            "user_id": draft.user_id,
            "channel": draft.channel,
            "content": draft.content,
            "contact_from": draft.contact_from.map(|contact| self.correspondent(contact)),
            "contacts_to": none_if_empty(contacts_to),
            "attachments": none_if_empty(draft.attachments),
            "recordings": [],
            "created_at": stamp(now),
            "sending_status": "ok",
        }));
        let Some(case) = self.cases.get_mut(&case_id) else {
            return id;
        };
        case.activities.insert(id, row);
        case.set("last_update", stamp(now));
        if draft.kind == "user_reply" {
            case.set_if_none("first_response", stamp(now));
            case.set("last_response", stamp(now));
        }
        self.tell(
            now,
            "activity_new",
            activity_event(case_id, id, told_as.unwrap_or(draft.kind)),
        );
        if draft.kind == "user_reply" && draft.channel == "whatsapp" {
            let delivered = clock::later(now, DELIVERED_AFTER);
            for at in [delivered, clock::later(delivered, READ_AFTER)] {
                let activity = id;
                self.plan(
                    at,
                    Due::WhatsappStatus {
                        case: case_id,
                        activity,
                    },
                );
            }
        }
        id
    }

    /// Notes in a case that the system did something.
    pub(super) fn note_by_system(&mut self, case_id: u64, content: String, now: Timestamp) {
        let channel = self
            .cases
            .get(&case_id)
            .map(|case| case.text("source_channel"));
        let draft = Draft {
            kind: "system",
            channel: channel.unwrap_or_default().to_owned(),
            content,
            ..Draft::default()
        };
        self.act(case_id, draft, None, now);
    }

    /// A contact as activities show it.
    fn correspondent(&self, id: u64) -> Value {
        let contact = self.contacts.get(&id);
        let member = |name: &str| contact.and_then(|row| row.get(name)).cloned();
        json!({
            "id": id,
            "email": member("email").unwrap_or("".into()),
            "name": member("name").unwrap_or("".into()),
            "phone": member("phone").unwrap_or("".into()),
            "personal_id": member("personal_id").unwrap_or("".into()),
            "custom_fields": member("custom_fields").unwrap_or(Value::Array(Vec::new())),
        })
    }

    fn happen(&mut self, due: Due, at: Timestamp, around: Surroundings<'_>) {
        match due {
            Due::WhatsappStatus { case, activity } => {
                let body = json!({
                    "event": "status_update",
                    "case_id": case,
                    "activity_id": activity,
                    "activity_type": "whatsapp_status",
                });
                self.tell(at, "status_update", body);
            }
            Due::Assistant {
                case,
                node,
                context,
            } => {
                self.note_by_system(case, format!("[assistant] node {node} {context}"), at);
            }
            Due::Export(id) => self.finish_export(&id, at, around.storage),
        }
    }
}

/// Does what is due by now, tells what has happened, and when there is more.
pub(super) fn live(store: &mut Store, around: Surroundings<'_>) -> Option<Timestamp> {
    while let Some(entry) = store.agenda.first_entry()
        && entry.key().0 <= around.now
    {
        let ((at, _), due) = entry.remove_entry();
        store.happen(due, at, around);
    }
    for (at, name, body) in store.outgoing.drain(..) {
        around.webhooks.emit(Event::json("wisecx", name, &body, at));
    }
    store.agenda.first_key_value().map(|((at, _), _)| *at)
}

impl Case {
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.row.insert(name.to_owned(), value.into());
    }

    fn set_if_none(&mut self, name: &str, value: String) {
        if is_none(self.text(name)) {
            self.set(name, value);
        }
    }

    pub(super) fn text(&self, name: &str) -> &str {
        text(&self.row, name)
    }

    pub(super) fn number(&self, name: &str) -> u64 {
        number(&self.row, name)
    }

    pub(super) fn tags(&self) -> Vec<String> {
        let tags = self.row.get("tags").map(crate::strict::texts);
        tags.unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect()
    }
}

pub(super) fn activity_event(case: u64, activity: u64, kind: &str) -> Value {
    json!({
        "event": "activity_new",
        "case_id": case,
        "activity_id": activity,
        "activity_type": kind,
    })
}

/// An object that is written down as JSON.
pub(super) fn row(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}

pub(super) fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn number(row: &Row, name: &str) -> u64 {
    row.get(name).and_then(Value::as_u64).unwrap_or_default()
}

/// The way in which the vendor writes that there are none.
fn none_if_empty(items: Vec<Value>) -> Value {
    if items.is_empty() {
        Value::Null
    } else {
        Value::Array(items)
    }
}

/// A date as the vendor writes it, in UTC.
pub(super) fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// No date, as the vendor writes it: empty, or in 1900.
pub(super) const NEVER: &str = "1900-01-01 00:00:00";

fn is_none(date: &str) -> bool {
    date.is_empty() || date == NEVER
}

/// The refusal for an id that nothing has.
///
/// The vendor documents no 404, and what is known of its answers in such cases is a 400.
pub(super) fn missing(what: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, format!("{what} Not Found"))
}
