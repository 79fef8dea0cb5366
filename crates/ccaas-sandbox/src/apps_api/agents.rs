//! Users of the tenant, agents among them.

use std::collections::BTreeSet;

use jiff::{Timestamp, tz::Offset};
use serde_json::{Value, json};

use super::store::{Due, Store, refuse, stamp_or_null};
use crate::{
    call::Call,
    page,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Fields, Kind, Table},
    vendor::Op,
};

/// What an agent must be to get calls and chats.
pub(super) const AVAILABLE: &str = "Available";
pub(super) const IN_CALL: &str = "In-Call";
pub(super) const WRAP_UP: &str = "Wrap-up";
pub(super) const OFFLINE: &str = "Offline";

/// The statuses that may be changed by a request besides [`AVAILABLE`], and those that are the
/// system's own, with the ids that `status_id` filters by. The vendor's example of a change has an
/// agent who was unavailable.
pub(super) const CUSTOM: [(u64, &str); 5] = [
    (2, "Unavailable"),
    (11, "Break"),
    (12, "Lunch"),
    (13, "Meeting"),
    (14, "Training"),
];
pub(super) const SYSTEM: [(u64, &str); 5] = [
    (3, IN_CALL),
    (4, "In-Chat"),
    (5, WRAP_UP),
    (6, "Unresponsive"),
    (7, OFFLINE),
];

/// How long an agent has something to write down after a call.
const WRAP_UP_TAKES: u64 = 10;

/// How an agent's call adapter does with several outbound numbers to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Adapter {
    /// There is only one.
    OneNumber,
    /// The agent chooses, and the request is answered with 202.
    Chooses,
    /// The same in an older version, which echoes the request with 200.
    ChoosesAndEchoes,
}

#[derive(Debug)]
pub(super) struct Agent {
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) agent_number: Option<String>,
    pub(super) location: Option<&'static str>,
    pub(super) max_chat_limit: u64,
    pub(super) max_chat_limit_enabled: bool,
    pub(super) deactivated_at: Option<Timestamp>,
    pub(super) phone_numbers: Vec<String>,
    pub(super) teams: BTreeSet<u64>,
    pub(super) roles: BTreeSet<&'static str>,
    pub(super) status: &'static str,
    pub(super) status_updated_at: Timestamp,
    pub(super) last_login_time: Option<Timestamp>,
    pub(super) address: Option<std::net::IpAddr>,
    pub(super) adapter: Adapter,
    /// Logs out as soon as the call is over.
    pub(super) leaving: bool,
}

impl Agent {
    /// Somebody new, who has never logged in.
    pub(super) fn new(email: &str, first_name: &str, last_name: &str, now: Timestamp) -> Self {
        Self {
            email: email.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            agent_number: None,
            location: None,
            max_chat_limit: 5,
            max_chat_limit_enabled: false,
            deactivated_at: None,
            phone_numbers: Vec::new(),
            teams: BTreeSet::new(),
            roles: BTreeSet::new(),
            status: OFFLINE,
            status_updated_at: now,
            last_login_time: None,
            address: None,
            adapter: Adapter::OneNumber,
            leaving: false,
        }
    }

    pub(super) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    pub(super) fn is_active(&self) -> bool {
        self.deactivated_at.is_none()
    }

    pub(super) fn is_online(&self) -> bool {
        self.status != OFFLINE
    }

    /// Whether the agent may call people.
    pub(super) fn may_call(&self) -> bool {
        self.roles.contains("Agent")
    }

    pub(super) fn set_status(&mut self, status: &'static str, now: Timestamp) {
        self.status = status;
        self.status_updated_at = now;
        if status == OFFLINE {
            self.leaving = false;
        }
    }

    fn avatar(id: u64) -> String {
        format!("https://media.example.com/avatars/{id}.png")
    }

    /// The agent in a call.
    pub(super) fn info(&self, id: u64) -> Value {
        json!({
            "id": id,
            "agent_number": self.agent_number,
            "name": self.name(),
            "last_name": self.last_name,
            "first_name": self.first_name,
            "avatar_url": Self::avatar(id),
        })
    }

    /// The agent in a chat.
    pub(super) fn in_chat(&self, id: u64, status: &str) -> Value {
        json!({
            "id": id,
            "name": self.name(),
            "first_name": self.first_name,
            "avatar_url": Self::avatar(id),
            "status": status,
        })
    }

    fn show(&self, id: u64, store: &Store) -> Value {
        let teams = self.teams.iter().filter_map(|team| store.teams.get(team));
        let teams: Vec<_> = teams.map(|name| json!({"name": name})).collect();
        let roles: Vec<_> = self
            .roles
            .iter()
            .map(|name| json!({"name": name}))
            .collect();
        json!({
            "id": id,
            "email": self.email,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "agent_number": self.agent_number,
            "location": self.location,
            "max_chat_limit": self.max_chat_limit,
            "max_chat_limit_enabled": self.max_chat_limit_enabled,
            "unrestricted_international_calling": false,
            "deactivated_at": stamp_or_null(self.deactivated_at),
            "ucaas_user_name": format!("ucaas-{id}"),
            "ucaas_sip_uri": format!("sip:ucaas-{id}@ucaas.example.com"),
            "external_user": false,
            "phone_numbers": self.phone_numbers,
            "extension_numbers": [id],
            "teams": teams,
            "roles": roles,
        })
    }
}

impl Store {
    /// Who has this address, deactivated or not.
    pub(super) fn user(&self, email: &str) -> Option<u64> {
        let same = |agent: &Agent| agent.email.eq_ignore_ascii_case(email);
        let found = self.agents.iter().find(|(_, agent)| same(agent));
        found.map(|(id, _)| *id)
    }

    pub(super) fn agent_becomes(
        &mut self,
        id: u64,
        from: &'static str,
        to: &'static str,
        now: Timestamp,
    ) {
        let agent = self.agents.get_mut(&id);
        let Some(agent) = agent.filter(|agent| agent.status == from && agent.is_active()) else {
            return;
        };
        agent.set_status(to, now);
        if to == AVAILABLE {
            self.assign(now);
        }
    }

    /// Sets an agent free whose call is over.
    pub(super) fn release(&mut self, id: u64, now: Timestamp) {
        let Some(agent) = self.agents.get_mut(&id) else {
            return;
        };
        if agent.leaving {
            agent.set_status(OFFLINE, now);
        } else if agent.status == IN_CALL {
            agent.set_status(WRAP_UP, now);
            let due = Due::Agent {
                id,
                from: WRAP_UP,
                to: AVAILABLE,
            };
            self.plan_in(WRAP_UP_TAKES, now, due);
        }
    }

    /// Who of these teams could take a call now.
    pub(super) fn free_agent(&self, teams: &[u64]) -> Option<u64> {
        self.agents_of(teams)
            .find(|(_, agent)| agent.status == AVAILABLE)
            .map(|(id, _)| id)
    }

    /// The agents of these teams who are there.
    pub(super) fn agents_of(&self, teams: &[u64]) -> impl Iterator<Item = (u64, &Agent)> {
        let belongs = |agent: &Agent| teams.iter().any(|team| agent.teams.contains(team));
        self.agents
            .iter()
            .filter(move |(_, agent)| agent.is_online() && belongs(agent))
            .map(|(id, agent)| (*id, agent))
    }
}

const LIST: Table = &[
    Field::optional("page", Kind::Text),
    Field::optional("per", Kind::Text),
    Field::optional("id[]", Kind::Texts),
    Field::optional("agent_number[]", Kind::Texts),
    Field::optional("status_id[]", Kind::Texts),
    Field::optional("online[]", Kind::Texts),
    Field::optional("wrap_up[]", Kind::Texts),
    Field::optional("location[]", Kind::Texts),
    Field::optional("last_login_time[from]", Kind::Time),
    Field::optional("last_login_time[to]", Kind::Time),
    Field::optional("status_updated_at[from]", Kind::Time),
    Field::optional("status_updated_at[to]", Kind::Time),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    vec![Op::get("users.list", "/users", list).query(LIST)]
}

/// The number and the size of a page.
pub(super) fn page(query: &Fields) -> Result<(u64, usize), Refusal> {
    let read = |name: &str, usual: u64| match query.get(name).and_then(Value::as_str) {
        None => Some(usual),
        Some(text) => text.parse().ok().filter(|number| *number > 0),
    };
    let size = read("per", 100).filter(|size| *size <= 1000);
    read("page", 1)
        .zip(size.and_then(|size| usize::try_from(size).ok()))
        .ok_or_else(|| Refusal::bad_request("Invalid page size request"))
}

fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let query = &call.query;
    // The two ends of a span are one filter.
    let filters: BTreeSet<_> = query
        .all()
        .keys()
        .filter_map(|name| name.split_once('[').map(|(filter, _)| filter))
        .collect();
    let all: Vec<_> = store
        .agents
        .iter()
        .filter(|(id, agent)| fits(query, **id, agent))
        .map(|(id, agent)| agent.show(*id, store))
        .collect();
    if filters.is_empty() {
        let (number, size) = page(query)?;
        let rows = page::numbered(&all, number, size).to_vec();
        return Ok(Reply::ok(&Value::Array(rows)));
    }
    if filters.len() > 1 {
        return refuse("Only one filter should be configured at a time");
    }
    if query.get("page").is_some() || query.get("per").is_some() {
        return refuse("Cannot paginate filtered results");
    }
    let values = query.all().values();
    if values
        .filter_map(Value::as_array)
        .any(|list| list.len() > 1000)
    {
        return refuse("Ensure you are not filtering more than 1000 values at a time");
    }
    for name in ["online[]", "wrap_up[]"] {
        let texts = query.texts(name);
        if texts.iter().any(|text| !["true", "false"].contains(text)) {
            return refuse(format!("{name} must be true or false"));
        }
    }
    Ok(Reply::ok(&Value::Array(all)))
}

fn fits(query: &Fields, id: u64, agent: &Agent) -> bool {
    let one_of =
        |name: &str, value: &str| query.get(name).is_none() || query.texts(name).contains(&value);
    let status = std::iter::once(&(1, AVAILABLE))
        .chain(&CUSTOM)
        .chain(&SYSTEM)
        .find(|(_, name)| *name == agent.status)
        .map_or(0, |(id, _)| *id);
    let within = |name: &str, at: Option<Timestamp>| {
        let end = |side: &str| query.time(&format!("{name}[{side}]"), Offset::UTC);
        let (from, to) = (end("from"), end("to"));
        from.is_none_or(|from| at.is_some_and(|at| at > from))
            && to.is_none_or(|to| at.is_some_and(|at| at < to))
    };
    one_of("id[]", &id.to_string())
        && one_of(
            "agent_number[]",
            agent.agent_number.as_deref().unwrap_or_default(),
        )
        && one_of("status_id[]", &status.to_string())
        && one_of("online[]", &agent.is_online().to_string())
        && one_of("wrap_up[]", &(agent.status == WRAP_UP).to_string())
        && one_of("location[]", agent.location.unwrap_or_default())
        && within("last_login_time", agent.last_login_time)
        && within("status_updated_at", Some(agent.status_updated_at))
}

/// How status requests show an agent.
pub(super) fn change(id: u64, agent: &Agent, previous: &str) -> Value {
    json!({
        "agent_id": id,
        "name": agent.name(),
        "email": agent.email,
        "agent_number": agent.agent_number,
        "previous_status": previous,
        "current_status": agent.status,
    })
}
