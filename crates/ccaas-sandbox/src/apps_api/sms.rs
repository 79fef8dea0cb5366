//! Chats by text message, which begin with one.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    chats::{Chat, Medium},
    phones,
    store::{Store, param_missing, refuse, stamp, stamp_or_null, whole},
    voice::Participant,
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

/// The word of the vendor's table, the word of its examples, and the one from before.
const CHAT_TYPES: &[&str] = &["Messaging (API)", "Messaging (SMS)", "SMS"];

const SEND: Table = &[
    Field::required("chat_type", Kind::OneOf(CHAT_TYPES))
        .missing(param_missing!("chat_type"))
        .invalid("Invalid chat type"),
    Field::required("end_user_number", Kind::Filled).missing(param_missing!("end_user_number")),
    Field::required("outbound_number", Kind::Filled).missing(param_missing!("outbound_number")),
    Field::required("message", Kind::Filled).missing(param_missing!("message")),
    Field::optional("ticket_id", Kind::Scalar),
    Field::optional("agentId", Kind::Scalar),
    Field::optional("agentEmail", Kind::Filled),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    vec![Op::post("sms.send", "/sms", send).body(Json(SEND))]
}

/// Who is to have the chat, if anybody is named.
fn agent(store: &Store, call: &Call<'_>) -> Result<Option<u64>, Refusal> {
    let (number, email) = (call.body.get("agentId"), call.body.text("agentEmail"));
    let known = match (number, email) {
        (None, "") => return Ok(None),
        (Some(number), "") => whole(number),
        (None, email) => store.user(email),
        _ => return refuse("only one of agentId and agentEmail may be given"),
    };
    let active = known.filter(|id| {
        let agent = store.agents.get(id);
        agent.is_some_and(|agent| agent.is_active() && agent.may_call())
    });
    match active {
        Some(id) => Ok(Some(id)),
        None if number.is_some() => refuse("Not a valid agent id"),
        None => refuse("Not a valid agent email"),
    }
}

fn send(store: &mut Store, call: &Call<'_>) -> Answer {
    let body = &call.body;
    let number = body.text("end_user_number");
    let Some(digits) = phones::digits(number) else {
        return refuse("end_user_number is not well formed");
    };
    let outbound_number = body.text("outbound_number");
    if phones::digits(outbound_number).is_none() {
        return refuse("outbound_number is not well formed");
    }
    let agent = agent(store, call)?;
    let end_user = store.end_user_with_phone(number, &digits);
    let medium = Medium::Sms {
        outbound_number: outbound_number.to_owned(),
    };
    let mut chat = Chat::new(medium, "en", end_user, call.now);
    chat.given = Value::Object(body.all().clone());
    chat.messages.push(json!({
        "type": "text",
        "content": body.text("message"),
        "from": {"type": "agent", "id": agent},
        "created_at": stamp(call.now),
    }));
    chat.participants.push(Participant {
        id: store.next_id(),
        agent: None,
    });
    let id = store.next_id();
    store.chats.insert(id, chat);
    if let Some(agent) = agent {
        store.join_chat(id, agent, call.now);
    }
    store.stir(id, call.now);
    let shown = store.chats.get(&id).map(|chat| show(store, id, chat));
    Ok(Reply::ok(&shown.unwrap_or_default()))
}

/// A chat as the request that begins it shows it.
fn show(store: &Store, id: u64, chat: &Chat) -> Value {
    let end_user = chat.session.end_user;
    let outbound_number = match &chat.kind {
        Medium::Sms { outbound_number } => outbound_number.as_str(),
        Medium::Platform => "",
    };
    let agent_info = chat.agent.and_then(|id| {
        let agent = store.agents.get(&id)?;
        let mut info = agent.info(id);
        info.as_object_mut()?
            .insert("email".to_owned(), agent.email.as_str().into());
        Some(info)
    });
    let participants = chat.participants.iter().map(|participant| {
        let joined: Option<Timestamp> = match participant.agent {
            Some(_) => chat.assigned_at,
            None => Some(chat.created_at),
        };
        json!({
            "id": participant.id,
            "type": if participant.agent.is_some() { "agent" } else { "end_user" },
            "status": "connected",
            "chat_id": id,
            "user_id": participant.agent,
            "end_user_id": end_user.filter(|_| participant.agent.is_none()),
            "chat_duration": null,
            "connected_at": stamp_or_null(joined),
            "ended_at": null,
            "fail_reason": "nothing",
        })
    });
    json!({
        "id": id,
        "lang": chat.lang,
        // Whatever was sent, this is what the vendor's examples answer.
        "chat_type": "Messaging (SMS)",
        "status": chat.status,
        "created_at": stamp(chat.created_at),
        "queued_at": stamp_or_null(chat.queued_at),
        "assigned_at": stamp_or_null(chat.assigned_at),
        "ends_at": stamp_or_null(chat.session.ended_at),
        "wait_duration": 0,
        "chat_duration": 0,
        "rating": null,
        "has_feedback": false,
        // It stays empty in the vendor's example, although a ticket was sent.
        "out_ticket_id": null,
        "out_ticket_url": null,
        "verified": false,
        "disconnected_by": "disconnected_by_unknown",
        "fail_reason": null,
        "selected_menu": null,
        "menu_path": null,
        "agent_info": agent_info,
        "end_user": end_user.and_then(|id| Some(store.end_users.get(&id)?.info(id))),
        "photos": [],
        "videos": [],
        "transfers": [],
        "participants": participants.collect::<Vec<_>>(),
        "offer_type": null,
        "offer_events": [],
        "answer_type": "manual",
        "outbound_number": outbound_number,
    })
}
