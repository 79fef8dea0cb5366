//! Calls: what they look like, and what becomes of them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    OUTBOUND_NUMBER,
    agents::{AVAILABLE, IN_CALL},
    sessions::Session,
    store::{Due, Store, seconds, stamp, stamp_or_null},
};

pub(super) const OUTBOUND: &str = "Voice Outbound (API)";
pub(super) const INBOUND: &str = "Voice Inbound (API)";
pub(super) const SCHEDULED: &str = "Voice Scheduled (API)";

/// How long each step of a call takes, in seconds.
const STEP: u64 = 2;
const TALK: u64 = 60;

/// A call that an agent is to make.
#[derive(Debug, Clone)]
pub(super) struct Dial {
    pub(super) agent: u64,
    pub(super) end_user: Option<u64>,
    pub(super) ticket: Option<String>,
    pub(super) menu: Option<u64>,
    pub(super) lang: String,
    /// Empty for the usual one.
    pub(super) outbound_number: String,
}

/// Somebody in a call or a chat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Participant {
    pub(super) id: u64,
    /// The agent; `None` for the end user.
    pub(super) agent: Option<u64>,
}

#[derive(Debug)]
pub(crate) struct VoiceCall {
    pub(super) call_type: &'static str,
    pub(super) status: &'static str,
    pub(super) lang: String,
    pub(super) parent: Option<u64>,
    pub(super) created_at: Timestamp,
    pub(super) queued_at: Option<Timestamp>,
    pub(super) scheduled_at: Option<Timestamp>,
    assigned_at: Option<Timestamp>,
    connected_at: Option<Timestamp>,
    pub(super) menu: Option<u64>,
    pub(super) agent: Option<u64>,
    pub(super) ticket: Option<String>,
    pub(super) outbound_number: String,
    participants: Vec<Participant>,
    pub(super) session: Session,
}

impl VoiceCall {
    pub(super) fn new(call_type: &'static str, lang: String, now: Timestamp) -> Self {
        Self {
            call_type,
            status: "queued",
            lang,
            parent: None,
            created_at: now,
            queued_at: None,
            scheduled_at: None,
            assigned_at: None,
            connected_at: None,
            menu: None,
            agent: None,
            ticket: None,
            outbound_number: OUTBOUND_NUMBER.to_owned(),
            participants: Vec::new(),
            session: Session::default(),
        }
    }

    /// One that is over, from before the sandbox began.
    pub(super) fn finished(mut self, agent: u64, end_user: u64) -> Self {
        let at = self.created_at;
        self.status = "finished";
        self.agent = Some(agent);
        self.queued_at = Some(at);
        self.assigned_at = Some(at);
        self.connected_at = Some(at);
        self.session.end_user = Some(end_user);
        self.session.ended_at = Some(at);
        self
    }

    pub(super) fn is_queued_in(&self, menu: u64) -> bool {
        self.status == "queued" && self.menu == Some(menu)
    }
}

impl Store {
    pub(super) fn add_call(&mut self, mut call: VoiceCall) -> u64 {
        let id = self.next_id();
        for agent in call.agent.map(Some).into_iter().chain([None]) {
            let id = self.next_id();
            call.participants.push(Participant { id, agent });
        }
        self.calls.insert(id, call);
        id
    }

    /// Lets an agent call somebody. One who is busy by now does not get to it.
    pub(super) fn dial(&mut self, dial: Dial, now: Timestamp) -> u64 {
        let is_free = self
            .agents
            .get(&dial.agent)
            .is_some_and(|agent| agent.status == AVAILABLE);
        let mut call = VoiceCall::new(OUTBOUND, dial.lang, now);
        call.agent = Some(dial.agent);
        call.menu = dial.menu;
        call.ticket = dial.ticket;
        call.session.end_user = dial.end_user;
        if !dial.outbound_number.is_empty() {
            call.outbound_number = dial.outbound_number;
        }
        if !is_free {
            call.status = "failed";
            call.session.ended_at = Some(now);
            return self.add_call(call);
        }
        call.status = "assigned";
        call.assigned_at = Some(now);
        let id = self.add_call(call);
        if let Some(agent) = self.agents.get_mut(&dial.agent) {
            agent.set_status(IN_CALL, now);
        }
        self.plan_in(STEP, now, Due::Call(id));
        id
    }

    /// Takes a call one step further.
    pub(super) fn call_goes_on(&mut self, id: u64, now: Timestamp) {
        let Some(call) = self.calls.get_mut(&id) else {
            return;
        };
        let next = match call.status {
            "scheduled" => {
                call.status = "queued";
                call.queued_at = Some(now);
                self.assign(now);
                return;
            }
            "assigned" => {
                call.status = "connecting";
                STEP
            }
            "connecting" => {
                call.status = "connected";
                call.connected_at = Some(now);
                TALK
            }
            "connected" => {
                call.status = "finished";
                call.session.ended_at = Some(now);
                if let Some(agent) = call.agent {
                    self.release(agent, now);
                }
                return;
            }
            _ => return,
        };
        self.plan_in(next, now, Due::Call(id));
    }

    /// Gives whoever waits to whoever is free, in the order of waiting.
    pub(super) fn assign(&mut self, now: Timestamp) {
        let waiting = self
            .calls
            .iter()
            .filter(|(_, call)| call.status == "queued");
        let mut waiting: Vec<_> = waiting
            .map(|(id, call)| (call.queued_at, *id, call.menu))
            .collect();
        waiting.sort_unstable();
        // Where one finds nobody free, those who wait behind find nobody either.
        let mut busy = BTreeSet::new();
        for (_, id, number) in waiting {
            if busy.contains(&number) {
                continue;
            }
            let menu = number.and_then(|menu| self.menus.get(&menu));
            // Without a menu anybody may take it.
            let teams = menu.map_or_else(
                || self.teams.keys().copied().collect(),
                |menu| menu.teams.clone(),
            );
            let Some(agent) = self.free_agent(&teams) else {
                busy.insert(number);
                continue;
            };
            let participant = self.next_id();
            if let Some(call) = self.calls.get_mut(&id) {
                call.status = "assigned";
                call.assigned_at = Some(now);
                call.agent = Some(agent);
                call.participants.push(Participant {
                    id: participant,
                    agent: Some(agent),
                });
            }
            if let Some(agent) = self.agents.get_mut(&agent) {
                agent.set_status(IN_CALL, now);
            }
            self.plan_in(STEP, now, Due::Call(id));
        }
        self.assign_chats(now);
    }

    /// A call as the API shows it.
    pub(super) fn show_call(&self, id: u64) -> Option<Value> {
        let call = self.calls.get(&id)?;
        let ended_at = call.session.ended_at;
        // How long something lasted that is over, or not begun.
        let lasted = |from: Option<Timestamp>, to: Option<Timestamp>| {
            from.zip(to).map_or(0, |(from, to)| seconds(to, from))
        };
        let is_outbound = call.call_type == OUTBOUND;
        let end_user = call.session.end_user;
        let mut shown = json!({
            "id": id,
            "lang": call.lang,
            "call_type": call.call_type,
            "status": call.status,
            "created_at": stamp(call.created_at),
            "queued_at": stamp_or_null(call.queued_at),
            "assigned_at": stamp_or_null(call.assigned_at),
            "connected_at": stamp_or_null(call.connected_at),
            "ends_at": stamp_or_null(ended_at),
            "scheduled_at": stamp_or_null(call.scheduled_at),
            "wait_duration": lasted(call.queued_at, call.assigned_at),
            "call_duration": lasted(call.connected_at, ended_at),
            "hold_duration": 0,
            "rating": null,
            "has_feedback": false,
            "out_ticket_id": call.ticket,
            "out_ticket_url": null,
            "verified": false,
            "recording_url": null,
            "recording_permission": "not_asked",
            "voicemail_reason": "not_voicemail",
            "deflection": "no_deflection",
            "disconnected_by": match call.status {
                "finished" => "disconnected_by_agent",
                _ => "disconnected_by_unknown",
            },
            "fail_reason": match call.status {
                "failed" => "agent_not_available",
                _ => "nothing",
            },
            "fail_details": null,
            "support_number": null,
            "selected_menu": call.menu.and_then(|id| Some(self.menus.get(&id)?.info(id))),
            "menu_path": call.menu.map(|menu| self.menu_path(menu)),
            "agent_info": call.agent.and_then(|id| Some(self.agents.get(&id)?.info(id))),
            "end_user": end_user.and_then(|id| Some(self.end_users.get(&id)?.info(id))),
            "photos": [],
            "videos": [],
            "transfers": [],
            "deflection_details": [],
            "participants": self.participants(id, call),
            "offer_type": if is_outbound { Value::Null } else { "cascade".into() },
            "offer_events": match call.queued_at {
                Some(at) if !is_outbound => json!([{"casting_time": stamp(at), "group": "Group 1"}]),
                _ => json!([]),
            },
            "answer_type": "manual",
            "outbound_number": call.outbound_number,
        });
        if let Some(shown) = shown.as_object_mut() {
            if let Some(parent) = call.parent {
                shown.insert("parent_id".to_owned(), parent.into());
            }
            if is_outbound {
                shown.insert("voip_provider".to_owned(), "voip_provider_twilio".into());
            }
        }
        Some(shown)
    }

    fn participants(&self, id: u64, call: &VoiceCall) -> Value {
        let status = match call.status {
            "connected" => "connected",
            "finished" | "failed" => "finished",
            _ => "waiting",
        };
        let rows = call.participants.iter().map(|participant| {
            let is_agent = participant.agent.is_some();
            let end_user = call.session.end_user.filter(|_| !is_agent);
            json!({
                "id": participant.id,
                "type": if is_agent { "agent" } else { "end_user" },
                "status": status,
                "call_id": id,
                "user_id": participant.agent,
                "end_user_id": end_user,
                "call_duration": null,
                "hold_duration": null,
                "connected_at": stamp_or_null(call.connected_at),
                "ended_at": stamp_or_null(call.session.ended_at),
                "fail_reason": "nothing",
            })
        });
        rows.collect()
    }
}
