//! Changing the status of agents, and logging them out.

use std::net::IpAddr;

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    agents::{AVAILABLE, Agent, CUSTOM, IN_CALL, OFFLINE, SYSTEM, change},
    store::{Due, Store, id, not_found, param_missing, refuse},
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Refusal, Reply},
    strict::{Field, Fields, Kind, Table},
    vendor::Op,
};

/// More agents than this are logged out by a job.
pub(super) const MOST_AT_ONCE: usize = 20;
/// How long such a job takes, in seconds.
const JOB_TAKES: u64 = 3;

const UPDATE: Table = &[
    Field::required("status", Kind::Filled).missing(param_missing!("status")),
    Field::required("agent_ids", Kind::Numbers).missing(param_missing!("agent_ids")),
    Field::required("team_ids", Kind::Numbers).missing(param_missing!("team_ids")),
];

const FORCE_LOGOUT: Table = &[
    Field::optional("agent_ids", Kind::Numbers),
    Field::optional("team_ids", Kind::Numbers),
    Field::optional("ip_addrs", Kind::Texts),
];

const FORCE_LOGOUT_BY_IDS: Table = &[
    Field::optional("agent_ids", Kind::Numbers),
    Field::optional("team_ids", Kind::Numbers),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    vec![
        Op::post("agent_statuses.update", "/agent_statuses", update).body(Json(UPDATE)),
        // The two have a path in common; only addresses tell them apart.
        Op::post(
            "agent_statuses.force_logout",
            "/agent_statuses/force_logout",
            force_logout,
        )
        .when(|_, body| body.get("ip_addrs").is_some())
        .body(Json(FORCE_LOGOUT)),
        Op::post(
            "agent_statuses.force_logout_by_ids",
            "/agent_statuses/force_logout",
            force_logout,
        )
        .body(Json(FORCE_LOGOUT_BY_IDS)),
        Op::get("agent_statuses.jobs.get", "/agent_statuses/jobs/{id}", job),
    ]
}

/// Many agents that are being logged out.
#[derive(Debug)]
pub(crate) struct LogoutJob {
    agents: Vec<u64>,
    /// Who went, and from which status; `None` while it is at work.
    changes: Option<Vec<Value>>,
}

/// The agents that are named, in the order of their ids.
fn named(store: &Store, body: &Fields) -> Result<Vec<u64>, Refusal> {
    let (ids, teams) = (body.numbers("agent_ids"), body.numbers("team_ids"));
    let is_known = |id: &u64| store.agents.contains_key(id);
    if !ids.iter().all(is_known) || !teams.iter().all(|team| store.teams.contains_key(team)) {
        return Err(not_found());
    }
    let addresses: Option<Vec<_>> = body.texts("ip_addrs").into_iter().map(span).collect();
    let Some(addresses) = addresses else {
        return refuse("ip_addrs must be addresses, CIDR blocks or ranges");
    };
    if ids.is_empty() && teams.is_empty() && addresses.is_empty() {
        return refuse("agent_ids or team_ids required");
    }
    let fits = |id: u64, agent: &Agent| {
        let sits_there = |address: IpAddr| {
            let place = number(address);
            addresses
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&place))
        };
        ids.contains(&id)
            || teams.iter().any(|team| agent.teams.contains(team))
            || agent.address.is_some_and(sits_there)
    };
    let found = store.agents.iter().filter(|(id, agent)| fits(**id, agent));
    Ok(found.map(|(id, _)| *id).collect())
}

/// An address as a number; those of version 4 have a place among those of version 6.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// The first and the last address of one, a CIDR block, or a range with a hyphen.
fn span(text: &str) -> Option<(u128, u128)> {
    let address = |text: &str| text.trim().parse::<IpAddr>().ok();
    if let Some((first, last)) = text.split_once('-') {
        let (first, last) = (address(first)?, address(last)?);
        let fits = first.is_ipv4() == last.is_ipv4() && first <= last;
        return fits.then(|| (number(first), number(last)));
    }
    let Some((block, length)) = text.split_once('/') else {
        let place = number(address(text)?);
        return Some((place, place));
    };
    let block = address(block)?;
    let bits = if block.is_ipv4() { 32 } else { 128 };
    let free = u32::checked_sub(bits, length.parse().ok()?)?;
    // A shift by all 128 bits is an overflow, and means everything.
    let rest = u128::MAX.checked_shl(free).map_or(u128::MAX, |mask| !mask);
    Some((number(block) & !rest, number(block) | rest))
}

fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let given = call.body.text("status");
    let custom = CUSTOM.iter().map(|(_, name)| *name);
    let Some(status) = std::iter::once(AVAILABLE)
        .chain(custom)
        .find(|name| *name == given)
    else {
        return match SYSTEM.iter().any(|(_, name)| *name == given) {
            true => refuse(format!("'{given}' is a system status")),
            false => refuse(format!("Status '{given}' is not found")),
        };
    };
    let ids = named(store, &call.body)?;
    let is_system = |name: &str| SYSTEM.iter().any(|(_, system)| *system == name);
    let stuck = ids
        .iter()
        .filter_map(|id| store.agents.get(id))
        .find(|agent| is_system(agent.status));
    if let Some(agent) = stuck {
        return refuse(format!("'{}' is a system status", agent.status));
    }
    let mut changes = Vec::new();
    for id in ids {
        if let Some(agent) = store.agents.get_mut(&id) {
            let previous = agent.status;
            agent.set_status(status, call.now);
            changes.push(change(id, agent, previous));
        }
    }
    store.assign(call.now);
    Ok(Reply::ok(&Value::Array(changes)))
}

fn force_logout(store: &mut Store, call: &Call<'_>) -> Answer {
    let mut ids = named(store, &call.body)?;
    ids.retain(|id| store.agents.get(id).is_some_and(Agent::is_online));
    if ids.len() <= MOST_AT_ONCE {
        let changes = ids.iter().filter_map(|id| store.log_out(*id, call.now));
        return Ok(Reply::ok(&changes.collect()));
    }
    let id = store.next_id();
    let job = LogoutJob {
        agents: ids,
        changes: None,
    };
    let answer = job.show(id, false);
    store.logout_jobs.insert(id, job);
    store.plan_in(JOB_TAKES, call.now, Due::LogoutJob(id));
    Ok(Reply::json(StatusCode::ACCEPTED, &answer))
}

fn job(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = id(call, "id")?;
    let job = store.logout_jobs.get(&id).ok_or_else(not_found)?;
    Ok(Reply::ok(&job.show(id, true)))
}

impl Store {
    /// Logs an agent out: at once, or after the call.
    fn log_out(&mut self, id: u64, now: jiff::Timestamp) -> Option<Value> {
        let agent = self.agents.get_mut(&id)?;
        let previous = agent.status;
        if previous == IN_CALL {
            agent.leaving = true;
        } else {
            agent.set_status(OFFLINE, now);
        }
        Some(change(id, agent, previous))
    }

    pub(super) fn finish_logout_job(&mut self, id: u64, now: jiff::Timestamp) {
        let Some(job) = self.logout_jobs.get(&id) else {
            return;
        };
        let agents = job.agents.clone();
        let changes = agents
            .into_iter()
            .filter_map(|agent| self.log_out(agent, now));
        let changes = changes.collect();
        if let Some(job) = self.logout_jobs.get_mut(&id) {
            job.changes = Some(changes);
        }
    }
}

impl LogoutJob {
    fn show(&self, id: u64, whole: bool) -> Value {
        let status = match self.changes {
            None => "in_progress",
            Some(_) => "finished",
        };
        let mut shown = json!({"job_id": id, "status": status});
        if whole && let Some(shown) = shown.as_object_mut() {
            let changes = self.changes.clone().unwrap_or_default();
            shown.insert("agents".to_owned(), changes.into());
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_in_three_ways() {
        let holds = |text: &str, address: &str| {
            let (from, to) = span(text).unwrap();
            (from..=to).contains(&number(address.parse().unwrap()))
        };
        assert!(holds("192.0.2.0/24", "192.0.2.255"));
        assert!(!holds("192.0.2.0/24", "192.0.3.0"));
        assert!(holds("192.0.2.7", "192.0.2.7"));
        assert!(holds("192.0.2.7 - 192.0.2.9", "192.0.2.8"));
        assert!(!holds("192.0.2.7-192.0.2.9", "192.0.2.10"));
        assert!(holds("2001:db8::/32", "2001:db8:1::1"));
        assert!(holds("::/0", "2001:db8::1"));
        assert!(holds("0.0.0.0/0", "203.0.113.1"));
        assert!(!holds("0.0.0.0/0", "2001:db8::1"));
        for text in [
            "",
            "192.0.2",
            "192.0.2.0/33",
            "192.0.2.9-192.0.2.7",
            "::1-192.0.2.7",
            "x/8",
        ] {
            assert_eq!(span(text), None, "{text}");
        }
    }
}
