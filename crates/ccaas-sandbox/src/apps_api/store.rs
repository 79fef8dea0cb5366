//! What the tenant has, and what goes on in it by itself.

use std::{collections::BTreeMap, time::Duration};

use http::{HeaderName, StatusCode};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    WEBHOOK_SECRET, WEBHOOK_SECRET_SECONDARY, agent_statuses::LogoutJob, agents::Agent, auth,
    bulk_users::BulkJob, campaigns::Campaign, chats::Chat, contact_lists::ContactList,
    end_users::EndUser, queue_settings::Version, queues::Menu, seed, voice::Dial, voice::VoiceCall,
};
use crate::{call::Call, clock, reply::Refusal, vendor::Surroundings, webhook::Event};

/// A thing as the API shows it.
pub(super) type Row = Map<String, Value>;

#[derive(Debug)]
pub(crate) struct Store {
    last_id: u64,
    pub(super) agents: BTreeMap<u64, Agent>,
    pub(super) teams: BTreeMap<u64, &'static str>,
    pub(super) menus: BTreeMap<u64, Menu>,
    pub(super) end_users: BTreeMap<u64, EndUser>,
    /// Whom a ticket of the CRM is about, and whether an agent must choose one of their numbers.
    pub(super) tickets: BTreeMap<&'static str, (u64, bool)>,
    pub(super) calls: BTreeMap<u64, VoiceCall>,
    pub(super) chats: BTreeMap<u64, Chat>,
    pub(super) campaigns: BTreeMap<u64, Campaign>,
    /// The digits of a number that is not to be called, and until when.
    pub(super) dnc: BTreeMap<String, Option<Timestamp>>,
    pub(super) contact_lists: BTreeMap<u64, ContactList>,
    pub(super) contact_data: Vec<Row>,
    pub(super) bulk_jobs: BTreeMap<u64, BulkJob>,
    pub(super) logout_jobs: BTreeMap<u64, LogoutJob>,
    pub(super) versions: BTreeMap<u64, Version>,
    /// Whether the CRM takes part in linking an end user.
    pub(super) crm_supported: bool,
    /// Whether events bear the signature of the second secret too.
    pub(super) second_signature: bool,
    /// What will happen, and when; the number keeps apart what happens at the same time.
    agenda: BTreeMap<(Timestamp, u64), Due>,
    /// When whoever waits is looked at next, if that is planned.
    assignment: Option<Timestamp>,
    /// What has happened and is not told yet.
    outgoing: Vec<(Timestamp, &'static str, Value)>,
}

/// Something that will happen.
#[derive(Debug)]
pub(super) enum Due {
    /// An agent's status changes, if it is still the one that it was.
    Agent {
        id: u64,
        from: &'static str,
        to: &'static str,
    },
    /// Whoever waits is given to whoever is free.
    Assignment,
    /// An agent finishes in the call adapter what a request has begun.
    Dial(Dial),
    /// A call goes a step further.
    Call(u64),
    /// Somebody on the vendor's side says something in a chat.
    Reply {
        chat: u64,
        text: &'static str,
    },
    /// A chat is dismissed, if nothing was said in it since.
    Idle {
        chat: u64,
        activity: u64,
    },
    BulkJob(u64),
    ImportJob {
        campaign: u64,
        job: u64,
    },
    LogoutJob(u64),
    Version(u64),
}

impl Default for Store {
    fn default() -> Self {
        let mut store = Self {
            // Above every id of the first things.
            last_id: 100_000,
            agents: BTreeMap::new(),
            teams: BTreeMap::new(),
            menus: BTreeMap::new(),
            end_users: BTreeMap::new(),
            tickets: BTreeMap::new(),
            calls: BTreeMap::new(),
            chats: BTreeMap::new(),
            campaigns: BTreeMap::new(),
            dnc: BTreeMap::new(),
            contact_lists: BTreeMap::new(),
            contact_data: Vec::new(),
            bulk_jobs: BTreeMap::new(),
            logout_jobs: BTreeMap::new(),
            versions: BTreeMap::new(),
            crm_supported: true,
            second_signature: true,
            agenda: BTreeMap::new(),
            assignment: None,
            outgoing: Vec::new(),
        };
        seed::fill(&mut store);
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

    pub(super) fn plan(&mut self, at: Timestamp, due: Due) {
        let number = self.next_id();
        self.agenda.insert((at, number), due);
    }

    pub(super) fn plan_in(&mut self, seconds: u64, now: Timestamp, due: Due) {
        self.plan(clock::later(now, Duration::from_secs(seconds)), due);
    }

    /// Looks within a second at who waits. One look is for all who came since the last one, or
    /// a busy tenant would do little else.
    pub(super) fn plan_assignment(&mut self, now: Timestamp) {
        if self.assignment.is_none() {
            let at = clock::later(now, Duration::from_secs(1));
            self.assignment = Some(at);
            self.plan(at, Due::Assignment);
        }
    }

    fn happen(&mut self, due: Due, at: Timestamp) {
        match due {
            Due::Agent { id, from, to } => self.agent_becomes(id, from, to, at),
            Due::Assignment => {
                self.assignment = None;
                self.assign(at);
            }
            Due::Dial(dial) => drop(self.dial(dial, at)),
            Due::Call(id) => self.call_goes_on(id, at),
            Due::Reply { chat, text } => {
                self.vendor_says(chat, text, at);
            }
            Due::Idle { chat, activity } => self.dismiss_if_idle(chat, activity, at),
            Due::BulkJob(id) => self.bulk_job_goes_on(id, at),
            Due::ImportJob { campaign, job } => self.import_goes_on(campaign, job, at),
            Due::LogoutJob(id) => self.finish_logout_job(id, at),
            Due::Version(id) => self.finish_version(id),
        }
    }
}

const X_SIGNATURE: HeaderName = HeaderName::from_static("x-signature");
const X_SIGNATURE_TIMESTAMP: HeaderName = HeaderName::from_static("x-signature-timestamp");

/// Does what is due by now, tells what has happened, and when there is more.
pub(super) fn live(store: &mut Store, around: Surroundings<'_>) -> Option<Timestamp> {
    while let Some(entry) = store.agenda.first_entry()
        && entry.key().0 <= around.now
    {
        let ((at, _), due) = entry.remove_entry();
        store.happen(due, at);
    }
    let secrets = [
        ("primary", WEBHOOK_SECRET),
        ("secondary", WEBHOOK_SECRET_SECONDARY),
    ];
    let secrets = if store.second_signature {
        &secrets[..]
    } else {
        &secrets[..1]
    };
    for (at, name, body) in store.outgoing.drain(..) {
        let event = Event::json("apps-api", name, &body, at);
        let timestamp = at.as_second().to_string();
        let signature = auth::signature(secrets, &timestamp, event.body());
        around.webhooks.emit(
            event
                .header(X_SIGNATURE, &signature)
                .header(X_SIGNATURE_TIMESTAMP, &timestamp),
        );
    }
    store.agenda.first_key_value().map(|((at, _), _)| *at)
}

/// A date as the vendor writes it.
pub(super) fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The same where there may be none.
pub(super) fn stamp_or_null(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| stamp(at).into())
}

/// How long after `earlier` it is, in whole seconds.
pub(super) fn seconds(now: Timestamp, earlier: Timestamp) -> u64 {
    clock::since(now, earlier).as_secs()
}

/// The refusal for an id that nothing has.
pub(super) fn not_found() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Not Found")
}

/// The id in a path. One that is no number is none that anything has.
pub(super) fn id(call: &Call<'_>, name: &str) -> Result<u64, Refusal> {
    call.param(name).parse().map_err(|_| not_found())
}

pub(super) fn refuse<T>(message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::bad_request(message))
}

/// An object that is written down as JSON.
pub(super) fn row(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}

/// A whole number that may be written as a text.
pub(super) fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_u64(),
    }
}

/// The vendor's words for a parameter that is not there, or empty.
macro_rules! param_missing {
    ($name:literal) => {
        concat!("param is missing or the value is empty: ", $name)
    };
}
pub(super) use param_missing;
