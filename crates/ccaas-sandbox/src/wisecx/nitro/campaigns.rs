//! Campaigns, and the states that they go through.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::{Timestamp, tz::Offset};
use serde_json::{Value, json};

use super::{Message, Request, requests};
use crate::{
    call::Call,
    clock,
    reply::{Answer, Refusal, Reply},
    strict::{self, Field, Kind, Table},
    wisecx::{
        filters::{self, CHOSEN, Filters},
        lists,
        queues::data,
        store::{Row, Store, missing, row, stamp},
    },
};

pub(super) const CREATE: Table = &[
    Field::required("name", Kind::Filled),
    Field::required("type", Kind::OneOf(&["simple", "transactional"])),
    Field::optional("description", Kind::Text),
    Field::optional("groups_ids", Kind::Text),
];

// The type is settled when the campaign is made.
pub(super) const UPDATE: Table = &[
    Field::required("name", Kind::Filled),
    Field::optional("description", Kind::Text),
    Field::optional("groups_ids", Kind::Text),
];

pub(super) const LIST: Table = &lists::nitro(&[
    "id",
    "name",
    "type",
    "status",
    "created_at",
    "updated_at",
    "scheduled_at",
]);

// The vendor says that the list can be filtered, and not by what.
const FILTERS: Filters = Filters {
    prefixes: &["campaign.", "campaigns."],
    fields: &[(&["id", "name", "type", "status"], CHOSEN)],
};

/// How long a bulk campaign gets ready before its first message goes out.
const PREPARING: Duration = Duration::from_secs(2);
/// How far apart its messages are.
const APART: Duration = Duration::from_secs(2);

/// The zone of the account, in which times of sending are given.
const ACCOUNT: Offset = Offset::constant(-3);

/// Many messages at a time (`simple`), or one by one (`transactional`).
#[derive(Debug)]
pub(in crate::wisecx) struct Campaign {
    pub(in crate::wisecx) name: String,
    pub(in crate::wisecx) transactional: bool,
    pub(in crate::wisecx) description: String,
    pub(in crate::wisecx) groups: Vec<u64>,
    pub(in crate::wisecx) created: Timestamp,
    pub(in crate::wisecx) updated: Timestamp,
    pub(in crate::wisecx) state: State,
    pub(in crate::wisecx) messages: BTreeMap<u64, Message>,
}

/// What was last done to a campaign. What has become of it since is a matter of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wisecx) enum State {
    Draft,
    /// It gets ready at one time, and is through at the other.
    Sending {
        start: Timestamp,
        end: Timestamp,
    },
    Cancelled,
    Running {
        since: Timestamp,
    },
    Stopped,
    Deleted,
}

impl Campaign {
    /// The status, and that of each message.
    pub(super) fn status(&self, now: Timestamp) -> (&'static str, &'static str) {
        match self.state {
            State::Draft => ("draft", "draft"),
            State::Sending { start, .. } if now < start => ("scheduled", "scheduled"),
            State::Sending { start, .. } if now < clock::later(start, PREPARING) => {
                ("processing", "preparing")
            }
            State::Sending { end, .. } if now < end => ("running", "sending"),
            State::Sending { .. } => ("completed", "sent"),
            State::Cancelled => ("cancelled", "cancelled"),
            // That is what the vendor's example has for the messages of a running one.
            State::Running { .. } => ("running", "scheduled"),
            State::Stopped => ("stopped", "stopped"),
            State::Deleted => ("deleted", "stopped"),
        }
    }

    /// When it was to begin; empty if that is not settled.
    fn begins(&self) -> String {
        match self.state {
            State::Sending { start, .. } => stamp(start),
            _ => String::new(),
        }
    }

    /// Whether it may be changed: nothing of it is on its way.
    pub(super) fn rests(&self) -> bool {
        matches!(self.state, State::Draft | State::Stopped)
    }

    fn shown(&self, id: u64, store: &Store, now: Timestamp) -> Row {
        let messages: Vec<_> = self
            .messages
            .iter()
            .map(|(number, message)| message.shown((id, self), *number, store, now))
            .collect();
        row(json!({
            "id": id.to_string(),
            "name": self.name,
            "type": if self.transactional { "transactional" } else { "simple" },
            "status": self.status(now).0,
            "created_at": stamp(self.created),
            "updated_at": stamp(self.updated),
            "scheduled_at": self.begins(),
            "messages": messages,
        }))
    }
}

impl Store {
    /// The campaign that the path names.
    pub(super) fn campaign(&self, call: &Call<'_>) -> Result<(u64, &Campaign), Refusal> {
        let id = call.number("campaign_id")?;
        let campaign = self.campaigns.get(&id);
        Ok((id, campaign.ok_or_else(|| missing("Campaign"))?))
    }

    pub(super) fn campaign_mut(
        &mut self,
        call: &Call<'_>,
    ) -> Result<(u64, &mut Campaign), Refusal> {
        let id = call.number("campaign_id")?;
        let campaign = self.campaigns.get_mut(&id);
        Ok((id, campaign.ok_or_else(|| missing("Campaign"))?))
    }

    /// The groups that a text of ids means, or none where a campaign has none.
    fn groups_of(&self, call: &Call<'_>, transactional: bool) -> Result<Vec<u64>, Refusal> {
        let given = call.body.text("groups_ids");
        // The vendor's example sends them with such a campaign too, to no effect.
        if transactional {
            return Ok(Vec::new());
        }
        if given.is_empty() {
            return Err(Refusal::bad_request(
                "groups_ids is required for simple campaigns",
            ));
        }
        given
            .split(',')
            .map(|id| match id.trim().parse() {
                Ok(id) if self.groups.contains_key(&id) => Ok(id),
                Ok(_) => Err(missing("Group")),
                Err(_) => Err(Refusal::bad_request(
                    "groups_ids must be ids separated by commas",
                )),
            })
            .collect()
    }
}

pub(super) fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &FILTERS)?;
    let rows: Vec<_> = store
        .campaigns
        .iter()
        .filter(|(_, campaign)| campaign.state != State::Deleted)
        .map(|(id, campaign)| campaign.shown(*id, store, call.now))
        .collect();
    Ok(lists::page(call, rows, &conditions, &[]).pagination())
}

pub(super) fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    let (id, campaign) = store.campaign(call)?;
    Ok(data(&Value::Object(campaign.shown(id, store, call.now))))
}

pub(super) fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let kind = call.body.text("type");
    let transactional = kind == "transactional";
    let campaign = Campaign {
        name: call.body.text("name").to_owned(),
        transactional,
        description: call.body.text("description").to_owned(),
        groups: store.groups_of(call, transactional)?,
        created: call.now,
        updated: call.now,
        state: State::Draft,
        messages: BTreeMap::new(),
    };
    let id = store.next_id();
    let shown = json!({
        "id": id.to_string(),
        "name": campaign.name,
        "type": kind,
        "description": campaign.description,
    });
    store.campaigns.insert(id, campaign);
    Ok(data(&shown))
}

pub(super) fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let (_, campaign) = store.campaign(call)?;
    if !campaign.rests() {
        return Err(wrong_state(campaign, "changed", call.now));
    }
    let groups = store.groups_of(call, campaign.transactional)?;
    let (id, campaign) = store.campaign_mut(call)?;
    call.body.text("name").clone_into(&mut campaign.name);
    if call.body.get("description").is_some() {
        call.body
            .text("description")
            .clone_into(&mut campaign.description);
    }
    campaign.groups = groups;
    campaign.updated = call.now;
    Ok(data(&json!({
        "id": id.to_string(),
        "name": campaign.name,
        "description": campaign.description,
    })))
}

fn wrong_state(campaign: &Campaign, what: &str, now: Timestamp) -> Refusal {
    let (status, _) = campaign.status(now);
    Refusal::bad_request(format!("a campaign that is {status} can't be {what}"))
}

/// Does something to a campaign of one type, if its state lets it.
fn act(
    store: &mut Store,
    call: &Call<'_>,
    transactional: bool,
    what: &str,
    may: impl FnOnce(&Campaign) -> bool,
    new: impl FnOnce(&mut Store, u64) -> Result<State, Refusal>,
) -> Result<u64, Refusal> {
    let (id, campaign) = store.campaign(call)?;
    if campaign.transactional != transactional {
        let kind = if transactional {
            "transactional"
        } else {
            "simple"
        };
        return Err(Refusal::bad_request(format!(
            "only {kind} campaigns can be {what}"
        )));
    }
    if !may(campaign) {
        return Err(wrong_state(campaign, what, call.now));
    }
    let state = new(store, id)?;
    let (id, campaign) = store.campaign_mut(call)?;
    campaign.state = state;
    campaign.updated = call.now;
    Ok(id)
}

fn done(id: u64, status: &str) -> Reply {
    Reply::ok(&json!({"campaign_id": id, "status": status}))
}

fn needs_messages(campaign: &Campaign) -> Result<(), Refusal> {
    match campaign.messages.is_empty() {
        true => Err(Refusal::bad_request("the campaign has no messages")),
        false => Ok(()),
    }
}

/// Makes a request for each contact of the groups and each message, two seconds apart.
fn begin(store: &mut Store, id: u64, now: Timestamp, start: Timestamp) -> Result<State, Refusal> {
    let campaign = store
        .campaigns
        .get(&id)
        .ok_or_else(|| missing("Campaign"))?;
    needs_messages(campaign)?;
    let contacts: BTreeSet<u64> = campaign
        .groups
        .iter()
        .filter_map(|group| store.groups.get(group))
        .flat_map(|group| group.members.iter().copied())
        .collect();
    let pairs: Vec<_> = campaign
        .messages
        .iter()
        .flat_map(|(number, message)| {
            contacts
                .iter()
                .map(|contact| (*number, message.channel.clone(), *contact))
        })
        .collect();
    let mut sends = clock::later(start, PREPARING);
    for (message, channel, contact) in pairs {
        sends = clock::later(sends, APART);
        store.add_request(Request::new((id, message), contact, &channel, now, sends));
    }
    let end = clock::later(sends, requests::DELIVERED_AFTER);
    Ok(State::Sending { start, end })
}

pub(super) fn schedule(store: &mut Store, call: &Call<'_>) -> Answer {
    let asked = strict::stamp(call.body.text("scheduled_at"));
    // It is given in the account's own time, and answered in UTC.
    let start = asked.and_then(|asked| ACCOUNT.to_timestamp(asked).ok());
    let start = start
        .filter(|start| *start > call.now)
        .ok_or_else(|| Refusal::bad_request("scheduled_at must be in the future"))?;
    let draft = |campaign: &Campaign| campaign.state == State::Draft;
    let id = act(store, call, false, "scheduled", draft, |store, id| {
        begin(store, id, call.now, start)
    })?;
    Ok(Reply::ok(&json!({
        "campaign_id": id,
        "status": "scheduled",
        "scheduled_at": stamp(start),
    })))
}

pub(super) fn send(store: &mut Store, call: &Call<'_>) -> Answer {
    let draft = |campaign: &Campaign| campaign.state == State::Draft;
    let id = act(store, call, false, "sent", draft, |store, id| {
        begin(store, id, call.now, call.now)
    })?;
    Ok(done(id, "processing"))
}

pub(super) fn activate(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = act(
        store,
        call,
        true,
        "activated",
        Campaign::rests,
        |store, id| {
            let campaign = store
                .campaigns
                .get(&id)
                .ok_or_else(|| missing("Campaign"))?;
            needs_messages(campaign)?;
            Ok(State::Running { since: call.now })
        },
    )?;
    Ok(done(id, "running"))
}

pub(super) fn stop(store: &mut Store, call: &Call<'_>) -> Answer {
    let running = |campaign: &Campaign| matches!(campaign.state, State::Running { .. });
    let id = act(store, call, true, "stopped", running, |_, _| {
        Ok(State::Stopped)
    })?;
    Ok(done(id, "stopped"))
}

pub(super) fn delete(store: &mut Store, call: &Call<'_>) -> Answer {
    let kind = store.campaign(call)?.1.transactional;
    let id = act(store, call, kind, "deleted", Campaign::rests, |_, _| {
        Ok(State::Deleted)
    })?;
    Ok(done(id, "deleted"))
}

pub(super) fn cancel_send(store: &mut Store, call: &Call<'_>) -> Answer {
    let on_its_way =
        |campaign: &Campaign| ["running", "scheduled"].contains(&campaign.status(call.now).0);
    let id = act(store, call, false, "cancelled", on_its_way, |store, id| {
        store.cancel_requests(id, call.now);
        Ok(State::Cancelled)
    })?;
    Ok(done(id, "cancelled"))
}
