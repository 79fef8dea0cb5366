//! From a virtual agent to a person.

use serde_json::{Value, json};

use super::{
    queues::State,
    store::{Store, id, not_found, param_missing, refuse},
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

/// Why nobody can take a chat, and so nobody does.
const AFTER_HOURS: &str = "after_hours";
const OVER_CAPACITY: &str = "over_capacity";
/// The way out that is to go on waiting.
const HUMAN_AGENT: &str = "human_agent";

#[derive(Debug)]
pub(crate) struct Escalation {
    reason: String,
    status: &'static str,
    /// Why nobody can take the chat, if so.
    obstacle: Option<&'static str>,
    channel: Option<String>,
}

const CREATE: Table = &[
    Field::optional("reason", Kind::Text),
    Field::optional("force_escalate", Kind::Bool),
];

const UPDATE: Table = &[Field::required("deflection_channel", Kind::Filled)
    .missing(param_missing!("deflection_channel"))];

pub(super) fn operations() -> Vec<Op<Store>> {
    vec![
        Op::post(
            "chats.escalations.create",
            "/chats/{chat_id}/escalations",
            create,
        )
        .body(Json(CREATE)),
        Op::patch(
            "chats.escalations.update",
            "/chats/{chat_id}/escalations/{id}",
            update,
        )
        .body(Json(UPDATE)),
    ]
}

impl Escalation {
    fn show(&self, id: u64, chat: u64) -> Value {
        json!({
            "id": id,
            "chat_id": chat,
            "reason": self.reason,
            "status": self.status,
            "deflection_channel": self.channel,
        })
    }

    /// The ways out that somebody has whom nobody can take.
    fn deflections(&self) -> &'static [&'static str] {
        match self.obstacle {
            None => &[],
            Some(OVER_CAPACITY) => &["email", "external_link", HUMAN_AGENT],
            Some(_) => &["email", "external_link"],
        }
    }

    /// Takes one of the ways out.
    pub(super) fn deflect(&mut self, channel: &str) -> Result<(), Refusal> {
        if !self.deflections().contains(&channel) {
            return refuse(format!("'{channel}' is no deflection of this escalation"));
        }
        self.channel = Some(channel.to_owned());
        self.status = "deflected";
        Ok(())
    }
}

fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let chat = id(call, "chat_id")?;
    let row = store.chat(chat)?;
    row.goes_on()?;
    if row.virtual_agent != Some(true) {
        return refuse("Chat is not with a virtual agent");
    }
    let menu = row.menu.and_then(|menu| store.menus.get(&menu));
    let forced = call.body.flag("force_escalate").unwrap_or_default();
    let obstacle = menu.and_then(|menu| match menu.state {
        State::Open => (menu.over_capacity && !forced).then_some(OVER_CAPACITY),
        _ => Some(AFTER_HOURS),
    });
    let escalation = Escalation {
        reason: call.body.text("reason").to_owned(),
        status: "requested",
        obstacle,
        channel: None,
    };
    let id = store.next_id();
    let shown = escalation.show(id, chat);
    if let Some(obstacle) = obstacle {
        let body = json!({
            "event": "escalation_deflected",
            "chat_id": chat,
            "escalation_id": id,
            "reason": obstacle,
            "deflections": escalation.deflections(),
        });
        store.tell(call.now, "escalation_deflected", body);
    } else {
        store.chat_mut(chat)?.virtual_agent = Some(false);
        store.queue_chat(chat, call.now);
    }
    store.chat_mut(chat)?.escalations.insert(id, escalation);
    store.stir(chat, call.now);
    Ok(Reply::ok(&shown))
}

fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let (chat, id) = (id(call, "chat_id")?, id(call, "id")?);
    let row = store.chat_mut(chat)?;
    let escalation = row.escalations.get_mut(&id).ok_or_else(not_found)?;
    if row.session.ended_at.is_some() {
        return refuse(super::sessions::CHAT_ENDED);
    }
    escalation.deflect(call.body.text("deflection_channel"))?;
    let shown = escalation.show(id, chat);
    if call.body.text("deflection_channel") == HUMAN_AGENT {
        row.virtual_agent = Some(false);
        store.queue_chat(chat, call.now);
    }
    Ok(Reply::ok(&shown))
}
