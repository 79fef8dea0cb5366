//! Menus, which are queues, and what is told about them.

use std::{collections::BTreeSet, time::Duration};

use jiff::{Timestamp, tz::Offset};
use serde_json::{Value, json};

use super::{
    agents::AVAILABLE,
    store::{Row, Store, not_found, param_missing, refuse, whole},
};
use crate::{
    call::Call,
    clock,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

pub(super) const IVR: &str = "ivr_menu";
pub(super) const MOBILE: &str = "mobile_menu";
pub(super) const WEB: &str = "web_menu";

/// The languages that the vendor knows, and those of them that the tenant has.
const KNOWN: [&str; 10] = [
    "en", "es", "fr", "de", "it", "ja", "ko", "pt", "pt-BR", "sv",
];
const SPOKEN: [&str; 2] = ["en", "es"];

/// What everybody who waits adds to the wait, in seconds.
const WAIT_EACH: u64 = 30;

/// Whether a queue takes anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    AfterHours,
    ManualRedirection,
}

/// A queue, and what is above and below it.
#[derive(Debug)]
pub(crate) struct Menu {
    pub(super) name: String,
    pub(super) parent: Option<u64>,
    pub(super) position: u64,
    pub(super) menu_type: &'static str,
    pub(super) state: State,
    /// Whether more wait than can be served.
    pub(super) over_capacity: bool,
    /// How long people wait on the phone at least; `None` without calls.
    pub(super) voice_wait: Option<u64>,
    /// The same for chats.
    pub(super) chat_wait: Option<u64>,
    pub(super) teams: Vec<u64>,
    /// Who answers chats first.
    pub(super) virtual_agent: Option<(u64, &'static str)>,
    /// What exports of settings hold, and imports change.
    pub(super) settings: Row,
}

const WAIT_TIMES: Table = &[
    Field::required("lang", Kind::Filled).missing(param_missing!("lang")),
    Field::optional("menu_id", Kind::AtLeast(1)),
    Field::optional("menu_type", Kind::OneOf(&[IVR, MOBILE, WEB])),
    Field::optional("channel_type", Kind::OneOf(&["voice_call", "chat"])),
    Field::optional("wait[from]", Kind::AtLeast(1)),
    Field::optional("wait[to]", Kind::AtLeast(1)),
];

const OPERATION_STATUS: Table = &[
    Field::required("menu_id", Kind::AtLeast(1)).missing(param_missing!("menu_id")),
    Field::required("lang", Kind::Filled).missing(param_missing!("lang")),
    Field::required("channel_type", Kind::OneOf(&["call", "chat"]))
        .missing(param_missing!("channel_type")),
];

const STATUS: Table = &[
    Field::required("lang", Kind::Filled).missing(param_missing!("lang")),
    Field::required("menu_id[]", Kind::Texts).missing(param_missing!("menu_id")),
    Field::required("menu_type", Kind::OneOf(&[IVR, MOBILE, WEB]))
        .missing(param_missing!("menu_type")),
    Field::optional("callback_period_hours", Kind::Between(1, 8)),
    Field::optional("callback_start_from", Kind::Time),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    let path = "/queue_operation_statuses";
    vec![
        Op::get("wait_times.list", "/wait_times", wait_times).query(WAIT_TIMES),
        // Both have the same path and the same parameters. What tells them apart in the vendor's
        // document is that the first is sent with a Content-Type.
        Op::get("queue_status.get", path, operation_status)
            .when(|headers, _| headers.contains_key(http::header::CONTENT_TYPE))
            .query(OPERATION_STATUS),
        Op::get("queue_operation_statuses.get", path, operation_status).query(OPERATION_STATUS),
        Op::get("queues.status.get", "/queues/status", status).query(STATUS),
    ]
}

/// Refuses a language that nobody speaks.
pub(super) fn check_lang(lang: &str) -> Result<(), Refusal> {
    if SPOKEN.contains(&lang) {
        return Ok(());
    }
    refuse(match KNOWN.contains(&lang) {
        true => format!("Language '{lang}' is not available"),
        false => format!("Language '{lang}' is not found"),
    })
}

impl Menu {
    /// The menu in a call.
    pub(super) fn info(&self, id: u64) -> Value {
        json!({
            "id": id,
            "name": self.name,
            "parent_id": self.parent,
            "position": self.position,
            "deleted": false,
            "menu_type": self.menu_type,
            "output_msg": format!("You selected {}.", self.name),
            "hidden": false,
        })
    }
}

impl Store {
    /// A menu and those above it, the topmost first.
    fn lineage(&self, id: u64) -> Vec<(u64, &Menu)> {
        let mut path = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next
            && let Some(menu) = self.menus.get(&id)
        {
            path.insert(0, (id, menu));
            next = menu.parent;
        }
        path
    }

    /// The way to a menu, as a call shows it.
    pub(super) fn menu_path(&self, id: u64) -> Value {
        let path = self.lineage(id);
        let ids: Vec<_> = path.iter().map(|(id, _)| id.to_string()).collect();
        json!({
            "items_count": path.len(),
            "name": path.last().map(|(_, menu)| &menu.name),
            "materialized_path": ids.join("/"),
        })
    }

    fn named_path(&self, id: u64) -> String {
        let path = self.lineage(id);
        let names: Vec<_> = path.iter().map(|(_, menu)| menu.name.as_str()).collect();
        names.join("/")
    }

    /// How long a caller waits in a queue, and how long somebody who chats.
    fn waits(&self, id: u64, menu: &Menu) -> (Option<u64>, Option<u64>) {
        let calls = self.calls.values().filter(|call| call.is_queued_in(id));
        let chats = self.chats.values().filter(|chat| chat.is_queued_in(id));
        let more = |waiting: usize| WAIT_EACH.saturating_mul(waiting as u64);
        (
            menu.voice_wait.map(|wait| wait + more(calls.count())),
            menu.chat_wait.map(|wait| wait + more(chats.count())),
        )
    }

    /// How many agents a queue has: those who are there, who are free, and who would be called in
    /// from elsewhere.
    fn staff(&self, menu: &Menu) -> (usize, usize, usize) {
        let there = self.agents_of(&menu.teams);
        let (free, busy): (Vec<_>, Vec<_>) =
            there.partition(|(_, agent)| agent.status == AVAILABLE);
        (free.len() + busy.len(), free.len(), 0)
    }
}

fn wait_times(store: &mut Store, call: &Call<'_>) -> Answer {
    let query = &call.query;
    check_lang(query.text("lang"))?;
    let root = query.number("menu_id");
    if root.is_some_and(|root| !store.menus.contains_key(&root)) {
        return Err(not_found());
    }
    let (kind, channel) = (query.text("menu_type"), query.text("channel_type"));
    let (from, to) = (query.number("wait[from]"), query.number("wait[to]"));
    let within = |wait: u64| from.is_none_or(|from| wait > from) && to.is_none_or(|to| wait < to);
    let mut rows = Vec::new();
    for (id, menu) in &store.menus {
        let above = store.lineage(*id);
        if root.is_some_and(|root| above.iter().all(|(id, _)| *id != root))
            || !["", menu.menu_type].contains(&kind)
        {
            continue;
        }
        let (voice, chat) = store.waits(*id, menu);
        let voice = voice.filter(|_| channel != "chat");
        let chat = chat.filter(|_| channel != "voice_call");
        if !voice.into_iter().chain(chat).any(within) {
            continue;
        }
        let (there, free, breakthrough) = store.staff(menu);
        let mut row = json!({
            "menu_id": id,
            "menu_type": menu.menu_type,
            "materialized_path": store.named_path(*id),
            "logged_in_agents": there,
            "available_agents": free,
            "breakthrough_agents": breakthrough,
        });
        if let Some(row) = row.as_object_mut() {
            for (name, wait) in [("chat", chat), ("voice_call", voice)] {
                if let Some(wait) = wait {
                    row.insert(name.to_owned(), wait.into());
                }
            }
        }
        rows.push(row);
    }
    Ok(Reply::ok(&Value::Array(rows)))
}

fn operation_status(store: &mut Store, call: &Call<'_>) -> Answer {
    let query = &call.query;
    check_lang(query.text("lang"))?;
    let id = query.number("menu_id").unwrap_or_default();
    let menu = store.menus.get(&id).ok_or_else(not_found)?;
    let has_channel = match query.text("channel_type") {
        "call" => menu.voice_wait.is_some(),
        _ => menu.chat_wait.is_some(),
    };
    if !has_channel {
        return Err(not_found());
    }
    Ok(Reply::ok(&json!({
        "menu_id": id,
        "lang": query.text("lang"),
        "channel_type": query.text("channel_type"),
        "after_hour": menu.state == State::AfterHours,
        "overcapacity": menu.over_capacity,
    })))
}

/// How long a slot for a call back is, and how many calls it takes.
const SLOT: u64 = 15 * 60;
const SLOT_HOLDS: usize = 2;

fn status(store: &mut Store, call: &Call<'_>) -> Answer {
    let query = &call.query;
    check_lang(query.text("lang"))?;
    let wanted = query.get("menu_id[]").and_then(Value::as_array);
    let wanted: BTreeSet<_> = wanted.into_iter().flatten().filter_map(whole).collect();
    let start = query
        .time("callback_start_from", Offset::UTC)
        .unwrap_or(call.now);
    if start < call.now || clock::since(start, call.now) > Duration::from_secs(24 * 3600) {
        return refuse("callback_start_from must be within the next 24 hours");
    }
    let hours = query.number("callback_period_hours").unwrap_or(4);
    let mut queues = Vec::new();
    for id in &wanted {
        let menu = store.menus.get(id).ok_or_else(not_found)?;
        if menu.menu_type != query.text("menu_type") {
            return Err(not_found());
        }
        let (voice, chat) = store.waits(*id, menu);
        let (there, free, breakthrough) = store.staff(menu);
        queues.push(json!({
            "menu_id": id,
            "menu_type": menu.menu_type,
            "lang": query.text("lang"),
            "materialized_path": store.named_path(*id),
            "current_queue_ewt": voice.or(chat),
            "scheduled_callback_ewt": 0,
            "logged_in_agents": there,
            "available_agents": free,
            "breakthrough_agents": breakthrough,
            "callback_periods": slots(store, *id, start, hours),
        }));
    }
    if queues.is_empty() {
        return refuse("menu_id is not well formed");
    }
    Ok(Reply::ok(&json!({"queues": queues})))
}

/// The slots of a queue, from the next full quarter of an hour on.
fn slots(store: &Store, menu: u64, start: Timestamp, hours: u64) -> Vec<Value> {
    let late = u64::try_from(start.as_second()).unwrap_or_default() % SLOT;
    let first = clock::later(start, Duration::from_secs((SLOT - late) % SLOT));
    let slot = |number: u64| {
        let at = |number: u64| clock::later(first, Duration::from_secs(number * SLOT));
        let (from, to) = (at(number), at(number + 1));
        let taken = store.calls.values().filter(|call| {
            call.menu == Some(menu) && call.scheduled_at.is_some_and(|at| from <= at && at < to)
        });
        json!({
            "date": from.strftime("%Y%m%d").to_string(),
            "start_time": from.strftime("%H:%M").to_string(),
            "end_time": to.strftime("%H:%M").to_string(),
            "scheduled_calls": taken.count(),
            "max_slots": SLOT_HOLDS,
        })
    };
    (0..hours * 4).map(slot).collect()
}
