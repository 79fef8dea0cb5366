//! Chats: beginning and ending them, and who takes part.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    agents::{AVAILABLE, Agent},
    escalations::Escalation,
    media::Media,
    queues::{State, check_lang},
    sessions::{CHAT_ENDED, Session},
    store::{Due, Store, id, not_found, param_missing, refuse, stamp, stamp_or_null},
    voice::Participant,
};
use crate::{
    call::{BodyTable::Json, BodyTable::JsonOrNone, Call},
    clock,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

/// How long nothing may be said in a chat before it is dismissed.
const IDLE: Duration = Duration::from_secs(600);
/// How long the vendor's side takes to say something, in seconds.
const REPLY_TAKES: u64 = 2;

#[derive(Debug)]
pub(crate) struct Chat {
    pub(super) kind: Medium,
    pub(super) status: &'static str,
    pub(super) lang: String,
    pub(super) created_at: Timestamp,
    pub(super) queued_at: Option<Timestamp>,
    pub(super) assigned_at: Option<Timestamp>,
    pub(super) menu: Option<u64>,
    pub(super) agent: Option<u64>,
    /// Everybody of the agents who was in it, in order.
    pub(super) agents: Vec<u64>,
    /// Whether the menu's virtual agent still speaks; `None` if there was none.
    pub(super) virtual_agent: Option<bool>,
    pub(super) participants: Vec<Participant>,
    pub(super) messages: Vec<Value>,
    pub(super) media: BTreeMap<u64, Media>,
    pub(super) escalations: BTreeMap<u64, Escalation>,
    /// What was given along when the chat began.
    pub(super) given: Value,
    /// How often something was said, and when last.
    pub(super) activity: (u64, Timestamp),
    pub(super) session: Session,
}

/// How somebody chats.
#[derive(Debug)]
pub(super) enum Medium {
    /// Through the chat platform.
    Platform,
    /// By text messages, from this number.
    Sms { outbound_number: String },
}

const CHAT: Table = &[
    Field::required("menu_id", Kind::AtLeast(1)).missing(param_missing!("menu_id")),
    Field::required("end_user_id", Kind::AtLeast(1)).missing(param_missing!("end_user_id")),
    Field::optional("lang", Kind::Filled),
    Field::optional("email", Kind::Text),
    Field::optional(
        "context",
        Kind::Object(const { &[Field::required("value", Kind::Map)] }),
    ),
    Field::optional("transcript", Kind::Any),
];

const CREATE: Table =
    &[Field::required("chat", Kind::Object(CHAT)).missing(param_missing!("chat"))];

const UPDATE: Table = &[
    Field::optional("finished_by_user_id", Kind::AtLeast(1)),
    Field::required(
        "chat",
        Kind::Object(
            const {
                &[
                    Field::optional("deflection_channel", Kind::Filled),
                    Field::optional("status", Kind::OneOf(&["finished"])),
                    Field::optional("escalation_id", Kind::AtLeast(1)),
                ]
            },
        ),
    )
    .missing(param_missing!("chat")),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    vec![
        Op::post("chats.create", "/chats", create).body(Json(CREATE)),
        Op::get("chats.get", "/chats/{id}", get),
        Op::patch("chats.update", "/chats/{id}", update).body(Json(UPDATE)),
        Op::patch("chats.resume", "/chats/{id}/resume", resume).body(JsonOrNone(&[])),
    ]
}

impl Chat {
    pub(super) fn new(kind: Medium, lang: &str, end_user: u64, now: Timestamp) -> Self {
        Self {
            kind,
            status: "selecting",
            lang: lang.to_owned(),
            created_at: now,
            queued_at: None,
            assigned_at: None,
            menu: None,
            agent: None,
            agents: Vec::new(),
            virtual_agent: None,
            participants: Vec::new(),
            messages: Vec::new(),
            media: BTreeMap::new(),
            escalations: BTreeMap::new(),
            given: Value::Null,
            activity: (0, now),
            session: Session::with(end_user),
        }
    }

    pub(super) fn is_queued_in(&self, menu: u64) -> bool {
        self.status == "queued" && self.menu == Some(menu)
    }

    pub(super) fn is_over(&self) -> bool {
        self.session.ended_at.is_some()
    }

    fn is_going_on(&self) -> bool {
        !self.is_over() && !self.is_dismissed()
    }

    /// Refuses to go on with a chat that is over.
    pub(super) fn goes_on(&self) -> Result<(), Refusal> {
        match self.is_over() {
            true => refuse(CHAT_ENDED),
            false => Ok(()),
        }
    }

    fn is_dismissed(&self) -> bool {
        ["dismissed", "va_dismissed"].contains(&self.status)
    }

    fn end(&mut self, now: Timestamp) {
        self.status = "finished";
        self.session.ended_at = Some(now);
    }
}

impl Store {
    pub(super) fn chat(&self, id: u64) -> Result<&Chat, Refusal> {
        self.chats.get(&id).ok_or_else(not_found)
    }

    pub(super) fn chat_mut(&mut self, id: u64) -> Result<&mut Chat, Refusal> {
        self.chats.get_mut(&id).ok_or_else(not_found)
    }

    /// Notes that something happened in a chat, and dismisses it if nothing else does for long.
    pub(super) fn stir(&mut self, chat: u64, now: Timestamp) {
        let Some(row) = self.chats.get_mut(&chat) else {
            return;
        };
        row.activity = (row.activity.0 + 1, now);
        let activity = row.activity.0;
        self.plan(clock::later(now, IDLE), Due::Idle { chat, activity });
    }

    pub(super) fn dismiss_if_idle(&mut self, id: u64, activity: u64, now: Timestamp) {
        let Some(chat) = self.chats.get_mut(&id) else {
            return;
        };
        if chat.activity.0 != activity || !chat.is_going_on() {
            return;
        }
        chat.status = match chat.virtual_agent {
            Some(true) => "va_dismissed",
            _ => "dismissed",
        };
        self.tell_chat(id, "chat_dismissed", now);
        self.plan_assignment(now);
    }

    /// Tells of something that happened to a chat as a whole.
    fn tell_chat(&mut self, id: u64, event: &'static str, now: Timestamp) {
        let body = json!({"event": event, "chat_id": id, "chat": self.show_chat(id)});
        self.tell(now, event, body);
    }

    /// Puts a chat in the queue for an agent.
    pub(super) fn queue_chat(&mut self, id: u64, now: Timestamp) {
        if let Some(chat) = self.chats.get_mut(&id) {
            chat.status = "queued";
            chat.queued_at = Some(now);
        }
        self.plan_assignment(now);
    }

    /// Gives the chats that wait to agents who have room for them, in the order of waiting.
    pub(super) fn assign_chats(&mut self, now: Timestamp) {
        let waiting = self
            .chats
            .iter()
            .filter(|(_, chat)| chat.status == "queued");
        let mut waiting: Vec<_> = waiting
            .map(|(id, chat)| (chat.queued_at, *id, chat.menu))
            .collect();
        waiting.sort_unstable();
        let mut busy = BTreeSet::new();
        for (_, id, number) in waiting {
            let menu = number.and_then(|menu| self.menus.get(&menu));
            let Some(menu) = menu.filter(|_| !busy.contains(&number)) else {
                continue;
            };
            let teams = menu.teams.clone();
            let has_room = |id: u64, agent: &Agent| {
                let chats = self.chats.values();
                let busy_with = chats.filter(|chat| chat.agent == Some(id) && chat.is_going_on());
                !agent.max_chat_limit_enabled || (busy_with.count() as u64) < agent.max_chat_limit
            };
            let free = self
                .agents_of(&teams)
                .find(|(id, agent)| agent.status == AVAILABLE && has_room(*id, agent))
                .map(|(id, _)| id);
            if let Some(agent) = free {
                self.join_chat(id, agent, now);
                let text = "Hello, how can I help you?";
                self.plan_in(REPLY_TAKES, now, Due::Reply { chat: id, text });
            } else {
                busy.insert(number);
            }
        }
    }

    /// Makes an agent the one who speaks in a chat.
    pub(super) fn join_chat(&mut self, id: u64, agent: u64, now: Timestamp) {
        let participant = self.next_id();
        if let Some(chat) = self.chats.get_mut(&id) {
            chat.status = "assigned";
            chat.assigned_at = Some(now);
            chat.agent = Some(agent);
            chat.agents.retain(|known| *known != agent);
            chat.agents.push(agent);
            chat.virtual_agent = chat.virtual_agent.map(|_| false);
            chat.participants.push(Participant {
                id: participant,
                agent: Some(agent),
            });
        }
    }

    /// A chat as the chat platform shows it.
    pub(super) fn show_chat(&self, id: u64) -> Value {
        let Some(chat) = self.chats.get(&id) else {
            return Value::Null;
        };
        let menu = chat.menu.and_then(|id| Some((id, self.menus.get(&id)?)));
        let with = |agent: u64| {
            let status = match (chat.agent == Some(agent), chat.is_over()) {
                (true, false) => "connected",
                _ => "finished",
            };
            Some(self.agents.get(&agent)?.in_chat(agent, status))
        };
        let virtual_agent = chat.virtual_agent.and_then(|speaks| {
            let (id, name) = menu.and_then(|(_, menu)| menu.virtual_agent)?;
            let speaks = speaks && !chat.is_over();
            Some(json!({
                "id": id,
                "name": name,
                "avatar_url": "https://media.example.com/avatars/virtual.png",
                "status": if speaks { "connected" } else { "finished" },
            }))
        });
        let agents: Vec<_> = chat
            .agents
            .iter()
            .filter_map(|agent| with(*agent))
            .collect();
        let end_user = chat.session.end_user;
        let has_media = matches!(chat.kind, Medium::Platform);
        json!({
            "id": id,
            "status": chat.status,
            "status_text": title(chat.status),
            "features": if has_media { json!(["photos", "videos"]) } else { json!([]) },
            "created_at": stamp(chat.created_at),
            "ends_at": stamp_or_null(chat.session.ended_at),
            "timeout_at": stamp(clock::later(chat.activity.1, IDLE)),
            "agent": chat.agent.and_then(with),
            "virtual_agent": virtual_agent,
            "all_agents": agents,
            "all_virtual_agents": virtual_agent.into_iter().collect::<Vec<_>>(),
            "lang": chat.lang,
            "menus": menu.iter().map(|(id, menu)| json!({"id": id, "name": menu.name}))
                .collect::<Vec<_>>(),
            "end_user": end_user.and_then(|id| Some(self.end_users.get(&id)?.short(id))),
        })
    }
}

/// A status for a person to read.
fn title(status: &str) -> String {
    let mut letters = status.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let rest = letters.as_str().replace('_', " ");
    first.into_iter().collect::<String>() + &rest
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let chat = call.body.member("chat").unwrap_or_default();
    let lang = match chat.text("lang") {
        "" => "en",
        lang => lang,
    };
    check_lang(lang)?;
    let menu = chat.number("menu_id").unwrap_or_default();
    let end_user = chat.number("end_user_id").unwrap_or_default();
    let queue = store.menus.get(&menu).ok_or_else(not_found)?;
    if !store.end_users.contains_key(&end_user) {
        return Err(not_found());
    }
    if queue.chat_wait.is_none() {
        return refuse("Menu does not take chats");
    }
    // A virtual agent is there day and night.
    let has_virtual_agent = queue.virtual_agent.is_some();
    if queue.state != State::Open && !has_virtual_agent {
        return refuse(AFTER_HOURS);
    }
    let mut new = Chat::new(Medium::Platform, lang, end_user, call.now);
    new.menu = Some(menu);
    new.given = Value::Object(chat.all().clone());
    let participant = Participant {
        id: store.next_id(),
        agent: None,
    };
    new.participants.push(participant);
    let id = store.next_id();
    if has_virtual_agent {
        new.status = "va_assigned";
        new.virtual_agent = Some(true);
    }
    store.chats.insert(id, new);
    if has_virtual_agent {
        let text = "Hi, I am a bot. What is it about?";
        store.plan_in(REPLY_TAKES, call.now, Due::Reply { chat: id, text });
    } else {
        store.queue_chat(id, call.now);
    }
    store.stir(id, call.now);
    store.tell_chat(id, "chat_created", call.now);
    Ok(Reply::ok(&store.show_chat(id)))
}

fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = id(call, "id")?;
    store.chat(id)?;
    Ok(Reply::ok(&store.show_chat(id)))
}

fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = id(call, "id")?;
    let given = call.body.member("chat").unwrap_or_default();
    let ends = given.get("status").is_some();
    let by = call.body.number("finished_by_user_id");
    let chat = store.chat(id)?;
    chat.goes_on()?;
    if ends {
        let Some(by) = by else {
            return refuse(param_missing!("finished_by_user_id"));
        };
        if chat.session.end_user != Some(by) && !chat.agents.contains(&by) {
            return refuse("finished_by_user_id is nobody in this chat");
        }
    }
    let channel = given.text("deflection_channel");
    match given.number("escalation_id") {
        None if channel.is_empty() => {}
        None => return refuse(param_missing!("escalation_id")),
        Some(_) if channel.is_empty() => return refuse(param_missing!("deflection_channel")),
        Some(escalation) => {
            let escalations = &mut store.chat_mut(id)?.escalations;
            let escalation = escalations.get_mut(&escalation).ok_or_else(not_found)?;
            escalation.deflect(channel)?;
        }
    }
    if ends {
        store.chat_mut(id)?.end(call.now);
        store.tell_chat(id, "chat_finished", call.now);
        store.plan_assignment(call.now);
    }
    Ok(Reply::ok(&store.show_chat(id)))
}

/// What the tenant says when it is closed.
const AFTER_HOURS: &str = "We are closed now. Please come back between 9 and 5.";

fn resume(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = id(call, "id")?;
    let chat = store.chat(id)?;
    if !chat.is_dismissed() {
        return refuse("This chat is not in dismissed state");
    }
    let menu = chat.menu.and_then(|menu| store.menus.get(&menu));
    if menu.is_some_and(|menu| menu.state != State::Open) {
        return refuse(AFTER_HOURS);
    }
    let (with_virtual_agent, agent) = (chat.virtual_agent == Some(true), chat.agent);
    match agent {
        _ if with_virtual_agent => store.chat_mut(id)?.status = "va_assigned",
        Some(_) => store.chat_mut(id)?.status = "assigned",
        None => store.queue_chat(id, call.now),
    }
    store.stir(id, call.now);
    store.tell_chat(id, "chat_resumed", call.now);
    Ok(Reply::ok(&store.show_chat(id)))
}
