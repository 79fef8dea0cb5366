//! What calls and chats have in common: flags, custom data, and whom they are with.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    COMPANY_SECRET, auth,
    end_users::UPSERT,
    phones,
    store::{Row, Store, id, not_found, param_missing, refuse},
};
use crate::{
    call::{BodyTable::Json, Call},
    clock,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

/// How long the same request to link an end user is refused.
const LINK_INTERVAL: Duration = Duration::from_secs(30);

/// One call or chat, as far as they are alike.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    pub(super) end_user: Option<u64>,
    pub(super) ended_at: Option<Timestamp>,
    /// Verified, bad actor, repeat customer.
    flags: [bool; 3],
    pub(super) custom_data: Row,
    /// When an end user was linked last, and by which request.
    linked: Option<(Timestamp, Value)>,
}

impl Session {
    pub(super) fn with(end_user: u64) -> Self {
        Self {
            end_user: Some(end_user),
            ..Self::default()
        }
    }
}

/// The flags as they are read, as they are written, and as custom data sets them. The third one
/// is one customer when it is read, and several when it is written.
const FLAGS: [(&str, &str, &str); 3] = [
    (
        "verified_customer",
        "verified_customer",
        "reserved_verified_customer",
    ),
    ("bad_actor", "bad_actor", "reserved_bad_actor"),
    (
        "repeat_customer",
        "repeat_customers",
        "reserved_repeat_customer",
    ),
];

const WRITTEN_FLAGS: Table = &[
    Field::optional("verified_customer", Kind::Bool),
    Field::optional("bad_actor", Kind::Bool),
    Field::optional("repeat_customers", Kind::Bool),
];

const CUSTOM_DATA: Table = &[
    Field::required("signed", Kind::Bool).missing(param_missing!("signed")),
    Field::optional("data", Kind::Map),
    Field::optional("signed_data", Kind::Filled),
];

const TYPES: [&str; 5] = ["string", "number", "date", "url", "boolean"];

pub(super) fn operations() -> Vec<Op<Store>> {
    vec![
        Op::post(
            "calls.end_user.update",
            "/calls/{call_id}/end_user",
            |store, call| link(store, call, Kinds::Call, "call_id"),
        )
        .body(Json(UPSERT)),
        Op::post(
            "chats.end_user.update",
            "/chats/{chat_id}/end_user",
            |store, call| link(store, call, Kinds::Chat, "chat_id"),
        )
        .body(Json(UPSERT)),
        Op::patch(
            "calls.customer_flag.update",
            "/calls/{id}/customer_flag",
            |store, call| write_flags(store, call, Kinds::Call),
        )
        .body(Json(WRITTEN_FLAGS)),
        Op::put(
            "calls.customer_flag.replace",
            "/calls/{id}/customer_flag",
            |store, call| write_flags(store, call, Kinds::Call),
        )
        .body(Json(WRITTEN_FLAGS)),
        Op::get(
            "calls.customer_flag.get",
            "/calls/{id}/customer_flag",
            |store, call| read_flags(store, call, Kinds::Call),
        ),
        Op::patch(
            "chats.customer_flag.update",
            "/chats/{id}/customer_flag",
            |store, call| write_flags(store, call, Kinds::Chat),
        )
        .body(Json(WRITTEN_FLAGS)),
        Op::put(
            "chats.customer_flag.replace",
            "/chats/{id}/customer_flag",
            |store, call| write_flags(store, call, Kinds::Chat),
        )
        .body(Json(WRITTEN_FLAGS)),
        Op::get(
            "chats.customer_flag.get",
            "/chats/{id}/customer_flag",
            |store, call| read_flags(store, call, Kinds::Chat),
        ),
        Op::post(
            "calls.custom_data.send",
            "/calls/{id}/custom_data",
            |store, call| custom_data(store, call, Kinds::Call),
        )
        .body(Json(CUSTOM_DATA)),
        Op::post(
            "chats.custom_data.send",
            "/chats/{id}/custom_data",
            |store, call| custom_data(store, call, Kinds::Chat),
        )
        .body(Json(CUSTOM_DATA)),
    ]
}

/// Which of the two a request is about.
#[derive(Debug, Clone, Copy)]
enum Kinds {
    Call,
    Chat,
}

impl Kinds {
    fn session(self, store: &mut Store, id: u64) -> Result<&mut Session, Refusal> {
        match self {
            Self::Call => store.calls.get_mut(&id).map(|call| &mut call.session),
            Self::Chat => store.chats.get_mut(&id).map(|chat| &mut chat.session),
        }
        .ok_or_else(not_found)
    }
}

pub(super) const CHAT_ENDED: &str = "Chat is already ended";

fn link(store: &mut Store, call: &Call<'_>, kind: Kinds, name: &str) -> Answer {
    let id = id(call, name)?;
    let body = Value::Object(call.body.all().clone());
    let session = kind.session(store, id)?;
    if session.ended_at.is_some() {
        return refuse(match kind {
            Kinds::Call => "Call is already ended",
            Kinds::Chat => CHAT_ENDED,
        });
    }
    let repeats = session
        .linked
        .as_ref()
        .is_some_and(|(at, linked)| *linked == body && clock::since(call.now, *at) < LINK_INTERVAL);
    if repeats {
        return refuse("Duplicate request: Please wait for the interval to expire");
    }
    if !store.crm_supported {
        return refuse("Unsupported CRM request");
    }
    let phone = call.body.text("phone");
    if !phone.is_empty() && phones::digits(phone).is_none() {
        return refuse("phone is not well formed");
    }
    let end_user = store.upsert_end_user(&call.body);
    let session = kind.session(store, id)?;
    session.end_user = Some(end_user);
    session.linked = Some((call.now, body));
    Ok(accepted(StatusCode::ACCEPTED))
}

fn accepted(status: StatusCode) -> Reply {
    Reply::json(status, &json!({"message": "accepted"}))
}

fn read_flags(store: &mut Store, call: &Call<'_>, kind: Kinds) -> Answer {
    let session = kind.session(store, id(call, "id")?)?;
    let shown = FLAGS.iter().zip(session.flags);
    let shown: Row = shown
        .map(|((read, _, _), flag)| ((*read).to_owned(), flag.into()))
        .collect();
    Ok(Reply::ok(&Value::Object(shown)))
}

fn write_flags(store: &mut Store, call: &Call<'_>, kind: Kinds) -> Answer {
    let session = kind.session(store, id(call, "id")?)?;
    for ((_, written, _), flag) in FLAGS.iter().zip(&mut session.flags) {
        *flag = call.body.flag(written).unwrap_or(*flag);
    }
    read_flags(store, call, kind)
}

fn custom_data(store: &mut Store, call: &Call<'_>, kind: Kinds) -> Answer {
    let id = id(call, "id")?;
    kind.session(store, id)?;
    let body = &call.body;
    let data = match (
        body.flag("signed").unwrap_or_default(),
        body.map("data"),
        body.text("signed_data"),
    ) {
        (false, Some(data), "") => data.clone(),
        (false, _, "") => return refuse(param_missing!("data")),
        (false, ..) => return refuse("signed_data needs signed to be true"),
        (true, _, "") => return refuse(param_missing!("signed_data")),
        (true, Some(_), _) => return refuse("data needs signed to be false"),
        (true, None, token) => {
            let mut claims = auth::claims(token, COMPANY_SECRET, call.now)
                .map_err(|why| Refusal::bad_request(format!("signed_data: {why}")))?;
            match claims.remove("custom_data") {
                Some(Value::Object(data)) => data,
                _ => return refuse(param_missing!("custom_data")),
            }
        }
    };
    check(&data)?;
    let session = kind.session(store, id)?;
    for ((_, _, reserved), flag) in FLAGS.iter().zip(&mut session.flags) {
        let given = data.get(*reserved).and_then(|entry| entry.get("value"));
        *flag = given.and_then(Value::as_bool).unwrap_or(*flag);
    }
    session.custom_data.extend(data);
    Ok(accepted(StatusCode::OK))
}

/// Whether data is as the vendor wants it: values with labels.
fn check(data: &Map<String, Value>) -> Result<(), Refusal> {
    for (key, entry) in data {
        let Value::Object(entry) = entry else {
            return refuse(format!("{key} must be an object with a label and a value"));
        };
        let value = entry.get("value");
        if !value.is_some_and(|value| value.is_string() || value.is_number() || value.is_boolean())
        {
            return refuse(format!("{key}.value must be a text, a number or a boolean"));
        }
        let is_reserved = FLAGS.iter().any(|(_, _, reserved)| reserved == key);
        if is_reserved && !value.is_some_and(Value::is_boolean) {
            return refuse(format!("{key}.value must be true or false"));
        }
        for (name, value) in entry {
            let fits = match name.as_str() {
                "value" => true,
                "label" => value.is_string(),
                "type" => value.as_str().is_some_and(|kind| TYPES.contains(&kind)),
                "invisible_to_agent" => value.is_boolean(),
                _ => return refuse(format!("{key}.{name} is not a known field")),
            };
            if !fits {
                return refuse(format!("{key}.{name} is not what it must be"));
            }
        }
    }
    Ok(())
}
