//! What is said in chats.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    chats::Chat,
    store::{Due, Store, id, param_missing, refuse, stamp, whole},
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Refusal, Reply},
    strict::{Field, Fields, Kind, Table},
    vendor::Op,
};

/// How long the vendor's side takes to answer, in seconds.
const ANSWER_TAKES: u64 = 2;

const MESSAGE: Table = &[
    Field::required("type", Kind::OneOf(&["text", "photo", "video"]))
        .missing(param_missing!("type")),
    Field::optional("content", Kind::Any),
    Field::optional("media_id", Kind::Scalar),
];

const SEND: Table = &[
    Field::required("from_user_id", Kind::AtLeast(1)).missing(param_missing!("from_user_id")),
    Field::required("message", Kind::Object(MESSAGE)).missing(param_missing!("message")),
];

pub(super) fn operations() -> Vec<Op<Store>> {
    vec![Op::post("chats.messages.send", "/chats/{id}/message", send).body(Json(SEND))]
}

fn send(store: &mut Store, call: &Call<'_>) -> Answer {
    let id = id(call, "id")?;
    let message = call.body.member("message").unwrap_or_default();
    let from = call.body.number("from_user_id");
    let chat = store.chat(id)?;
    chat.goes_on()?;
    if chat.session.end_user != from {
        return refuse("from_user_id is nobody in this chat");
    }
    let content = content(chat, &message)?;
    store.say(
        id,
        "end_user",
        from,
        message.text("type"),
        content,
        call.now,
    );
    let chat = store.chat(id)?;
    let answer = match (chat.agent, chat.virtual_agent) {
        (_, Some(true)) => Some("I can get you a person, if you like."),
        (Some(_), _) => Some("Let me have a look."),
        _ => None,
    };
    if let Some(text) = answer {
        store.plan_in(ANSWER_TAKES, call.now, Due::Reply { chat: id, text });
    }
    Ok(Reply::ok(&json!({})))
}

/// What a message says. Media may be named in the content or beside it.
fn content(chat: &Chat, message: &Fields) -> Result<Value, Refusal> {
    let kind = message.text("type");
    let content = message.get("content");
    if kind == "text" {
        return match content {
            Some(Value::String(text)) if !text.is_empty() => Ok(text.as_str().into()),
            Some(Value::String(_)) | None => refuse(param_missing!("content")),
            Some(_) => refuse("message.content must be a text"),
        };
    }
    let inside = match content {
        None => None,
        Some(Value::Object(map)) if map.keys().all(|name| name == "media_id") => {
            map.get("media_id")
        }
        Some(_) => return refuse("message.content must be an object with a media_id"),
    };
    let Some(given) = inside.or(message.get("media_id")) else {
        return refuse(param_missing!("media_id"));
    };
    let fits = whole(given).filter(|id| {
        let media = chat.media.get(id);
        media.is_some_and(|media| media.kind == kind)
    });
    match fits {
        Some(id) => Ok(json!({"media_id": id})),
        None => refuse(format!("media_id is no {kind} of this chat")),
    }
}

impl Store {
    /// Notes what somebody says in a chat, and tells of it.
    pub(super) fn say(
        &mut self,
        chat: u64,
        who: &str,
        id: Option<u64>,
        kind: &str,
        content: Value,
        now: Timestamp,
    ) {
        let number = self.next_id();
        let message = json!({
            "id": number,
            "type": kind,
            "content": content,
            "from": {"type": who, "id": id},
            "created_at": stamp(now),
        });
        let Some(row) = self.chats.get_mut(&chat) else {
            return;
        };
        row.messages.push(message.clone());
        let body = json!({"event": "message_received", "chat_id": chat, "message": message});
        self.tell(now, "message_received", body);
        self.stir(chat, now);
    }

    /// Lets whoever speaks on the vendor's side say something. Tells whether anybody does.
    pub(super) fn vendor_says(&mut self, chat: u64, text: &str, now: Timestamp) -> bool {
        let Some(row) = self.chats.get(&chat).filter(|chat| !chat.is_over()) else {
            return false;
        };
        let menu = row.menu.and_then(|menu| self.menus.get(&menu));
        let (who, id) = match (row.virtual_agent, row.agent) {
            (Some(true), _) => ("virtual_agent", menu.and_then(|menu| menu.virtual_agent)),
            (_, Some(agent)) => ("agent", Some((agent, ""))),
            _ => return false,
        };
        let id = id.map(|(id, _)| id);
        self.say(chat, who, id, "text", text.into(), now);
        true
    }
}
