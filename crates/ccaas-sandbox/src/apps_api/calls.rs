//! Making calls. What becomes of them is in `voice`.

use http::StatusCode;
use jiff::{Timestamp, tz::Offset};
use serde_json::{Value, json};

use super::{
    agents::{AVAILABLE, Adapter},
    phones,
    queues::{IVR, MOBILE, Menu, State, WEB, check_lang},
    store::{Due, Store, refuse, whole},
    voice::{Dial, INBOUND, OUTBOUND, SCHEDULED, VoiceCall},
};
use crate::{
    call::{BodyTable::Json, Call},
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
    vendor::Op,
};

/// How long an agent takes to finish in the call adapter what a request has begun, in seconds.
const CHOOSING_TAKES: u64 = 10;

const INVALID_CALL_TYPE: &str = "Invalid call type";
const OUTBOUND_TYPES: &[&str] = &[OUTBOUND, "OutboundCall"];
const INBOUND_TYPES: &[&str] = &[INBOUND, "IncomingCall"];
const SCHEDULED_TYPES: &[&str] = &[SCHEDULED, "ScheduledCall"];

const PERMISSIONS: Kind = Kind::OneOf(&[
    "recording_permission_not_asked",
    "recording_permission_denied",
    "recording_permission_granted",
]);

const CREATE_OUTBOUND: Table = &[
    call_type(OUTBOUND_TYPES),
    Field::optional("menu_id", Kind::Scalar),
    Field::required("agent_email", Kind::Filled)
        .missing("Agent email required")
        .invalid("Agent email required"),
    Field::optional("ticket_id", Kind::Scalar),
    Field::optional("end_user_number", Kind::Text).invalid("end_user_number is not well-formed"),
    Field::optional("outbound_number", Kind::Text).invalid("outbound_number is not well-formed"),
    Field::optional("lang", Kind::Filled),
];

const CREATE_INBOUND: Table = &[
    call_type(INBOUND_TYPES),
    Field::required("menu_id", Kind::Scalar)
        .missing("menu_id is required")
        .invalid("menu_id is not well formed"),
    END_USER_NUMBER,
    Field::optional("lang", Kind::Filled),
    Field::optional("ticket_id", Kind::Scalar),
    Field::optional("outbound_number", Kind::Text),
    Field::optional("recording_permission", PERMISSIONS),
];

const CREATE_SCHEDULED: Table = &[
    call_type(SCHEDULED_TYPES),
    Field::optional("menu_id", Kind::Scalar).invalid("menu_id is not well formed"),
    Field::optional("call_id", Kind::Scalar).invalid("call_id is not well formed"),
    END_USER_NUMBER,
    Field::optional("lang", Kind::Filled),
    Field::optional("ticket_id", Kind::Scalar),
    Field::required("scheduled_at", Kind::Time)
        .missing("scheduled_at is required")
        .invalid("scheduled_at is not well formed"),
    Field::optional("recording_permission", PERMISSIONS),
];

const fn call_type(types: &'static [&'static str]) -> Field {
    Field::required("call_type", Kind::OneOf(types))
        .missing(INVALID_CALL_TYPE)
        .invalid(INVALID_CALL_TYPE)
}

const END_USER_NUMBER: Field = Field::required("end_user_number", Kind::Text)
    .missing("end_user_number is required")
    .invalid("end_user_number is not well formed");

pub(super) fn operations() -> Vec<Op<Store>> {
    // All four have one path. A call of no known type is refused as an outbound one.
    vec![
        Op::post("calls.create_outbound", "/calls", create_outbound).body(Json(CREATE_OUTBOUND)),
        Op::post("calls.create_outbound_by_ticket", "/calls", create_outbound)
            .when(|_, body| is_of(OUTBOUND_TYPES, body) && ticket(body.get("ticket_id")).is_some())
            .body(Json(CREATE_OUTBOUND)),
        Op::post("calls.create_inbound", "/calls", create_inbound)
            .when(|_, body| is_of(INBOUND_TYPES, body))
            .body(Json(CREATE_INBOUND)),
        Op::post("calls.create_scheduled", "/calls", create_scheduled)
            .when(|_, body| is_of(SCHEDULED_TYPES, body))
            .body(Json(CREATE_SCHEDULED)),
    ]
}

fn is_of(types: &[&str], body: &Value) -> bool {
    let given = body.get("call_type").and_then(Value::as_str);
    given.is_some_and(|given| types.contains(&given))
}

/// The id of a ticket, which may be written as a number.
pub(super) fn ticket(given: Option<&Value>) -> Option<String> {
    match given? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Store {
    /// Whom a ticket is about.
    fn contact_of(&self, ticket: &str) -> Result<(u64, bool), Refusal> {
        let contact = self.tickets.get(ticket).copied();
        contact.ok_or_else(|| Refusal::bad_request("Contact not found"))
    }

    fn is_not_to_be_called(&self, end_user: Option<u64>, digits: &str, now: Timestamp) -> bool {
        let phone = end_user.and_then(|id| self.end_users.get(&id));
        let phone = phone.and_then(|user| phones::digits(&user.phone));
        self.is_in_dnc(digits, now) || phone.is_some_and(|phone| self.is_in_dnc(&phone, now))
    }

    /// The menu of a call that somebody wants to be called back from.
    fn open_menu(
        &self,
        given: &Value,
        kinds: [&str; 2],
        wrong_kind: &'static str,
    ) -> Result<u64, Refusal> {
        let Some(id) = whole(given) else {
            return refuse("menu_id is not well formed");
        };
        let menu = self.menu(id)?;
        if !kinds.contains(&menu.menu_type) {
            return refuse(wrong_kind);
        }
        match menu.state {
            State::Open => Ok(id),
            State::AfterHours => {
                refuse("Menu is in 'after hours' state, can't accept incoming calls")
            }
            State::ManualRedirection => {
                refuse("Menu is in 'manual redirection' state, can't accept calls")
            }
        }
    }

    fn menu(&self, id: u64) -> Result<&Menu, Refusal> {
        self.menus
            .get(&id)
            .ok_or_else(|| Refusal::bad_request(format!("menu_id {id} is not found")))
    }
}

const NOT_TO_BE_CALLED: &str = "end_user_number is in the company Do Not Call list";

/// The language of a call.
fn lang(call: &Call<'_>) -> Result<String, Refusal> {
    let lang = match call.body.text("lang") {
        "" => "en",
        lang => lang,
    };
    check_lang(lang)?;
    Ok(lang.to_owned())
}

fn create_outbound(store: &mut Store, call: &Call<'_>) -> Answer {
    let body = &call.body;
    let id = store.user(body.text("agent_email"));
    let Some((id, agent)) = id
        .and_then(|id| Some((id, store.agents.get(&id)?)))
        .filter(|(_, agent)| agent.is_active())
    else {
        return refuse("Not a valid agent email");
    };
    if !agent.may_call() {
        return refuse("Agent does not have access to make calls");
    }
    let (is_free, adapter) = (agent.status == AVAILABLE, agent.adapter);
    let menu = match body.get("menu_id") {
        None => None,
        Some(given) => match whole(given) {
            None => return refuse("menu_id is not well formed"),
            Some(menu) => store.menu(menu).map(|_| Some(menu))?,
        },
    };
    let lang = lang(call)?;
    let outbound_number = body.text("outbound_number");
    if !outbound_number.is_empty() && phones::digits(outbound_number).is_none() {
        return refuse("outbound_number is not well-formed");
    }
    let ticket = ticket(body.get("ticket_id"));
    let number = body.text("end_user_number");
    let mut choice = adapter;
    let (end_user, digits) = match &ticket {
        Some(ticket) => {
            let (contact, has_several_numbers) = store.contact_of(ticket)?;
            // By ticket there is no echo in any example: only the number is one to choose.
            let chooses = has_several_numbers || adapter != Adapter::OneNumber;
            choice = if chooses {
                Adapter::Chooses
            } else {
                Adapter::OneNumber
            };
            (Some(contact), String::new())
        }
        None if number.is_empty() => return refuse("ticket_id or end_user_number required"),
        None => match phones::digits(number) {
            None => return refuse("end_user_number is not well-formed"),
            Some(digits) => (store.end_user_by_phone(&digits), digits),
        },
    };
    if store.is_not_to_be_called(end_user, &digits, call.now) {
        return refuse(NOT_TO_BE_CALLED);
    }
    if !is_free {
        return refuse("Agent is not available to take this call");
    }
    let dial = Dial {
        agent: id,
        end_user,
        ticket,
        menu,
        lang,
        outbound_number: outbound_number.to_owned(),
    };
    if !outbound_number.is_empty() || choice == Adapter::OneNumber {
        let id = store.dial(dial, call.now);
        return Ok(created(store, id));
    }
    store.plan_in(CHOOSING_TAKES, call.now, Due::Dial(dial));
    match choice {
        Adapter::ChoosesAndEchoes => Ok(Reply::ok(&Value::Object(body.all().clone()))),
        _ => Ok(Reply::empty(StatusCode::ACCEPTED)),
    }
}

fn create_inbound(store: &mut Store, call: &Call<'_>) -> Answer {
    let given = call.body.get("menu_id").unwrap_or(&Value::Null);
    // The vendor's table allows other menus than its refusal says; the table is the older text.
    let wrong_kind = "Only IVR and mobile menu IDs are permitted";
    let menu = store.open_menu(given, [IVR, WEB], wrong_kind)?;
    let mut new = asked_for(store, call, INBOUND, Some(menu))?;
    new.queued_at = Some(call.now);
    Ok(enter(store, new))
}

fn create_scheduled(store: &mut Store, call: &Call<'_>) -> Answer {
    let body = &call.body;
    let parent = match body.get("call_id") {
        None => None,
        Some(given) => match whole(given) {
            None => return refuse("call_id is not well formed"),
            Some(id) if !store.calls.contains_key(&id) => {
                return refuse(format!("call_id {id} is not found"));
            }
            known => known,
        },
    };
    let wrong_kind = "Only mobile and web menu IDs are permitted";
    let menu = match (body.get("menu_id"), parent) {
        (Some(given), _) => Some(store.open_menu(given, [MOBILE, WEB], wrong_kind)?),
        (None, None) => return refuse("menu_id is required"),
        (None, Some(parent)) => store.calls.get(&parent).and_then(|call| call.menu),
    };
    let at = body.time("scheduled_at", Offset::UTC);
    if at.is_none_or(|at| at <= call.now) {
        return refuse("scheduled_at must be in the future");
    }
    let mut new = asked_for(store, call, SCHEDULED, menu)?;
    let known = new.session.end_user;
    if store.is_not_to_be_called(known, "", call.now) {
        return refuse(NOT_TO_BE_CALLED);
    }
    new.parent = parent;
    new.scheduled_at = at;
    new.status = "scheduled";
    Ok(enter(store, new))
}

/// A call that somebody is to get from a queue.
fn asked_for(
    store: &mut Store,
    call: &Call<'_>,
    call_type: &'static str,
    menu: Option<u64>,
) -> Result<VoiceCall, Refusal> {
    let body = &call.body;
    let number = body.text("end_user_number");
    if number.is_empty() {
        return refuse("end_user_number is required");
    }
    let Some(digits) = phones::digits(number) else {
        return refuse("end_user_number is not well formed");
    };
    let lang = lang(call)?;
    let ticket = ticket(body.get("ticket_id"));
    let end_user = match &ticket {
        Some(ticket) => store.contact_of(ticket)?.0,
        None => store.end_user_with_phone(number, &digits),
    };
    let mut new = VoiceCall::new(call_type, lang, call.now);
    new.menu = menu;
    new.ticket = ticket;
    new.session.end_user = Some(end_user);
    // One that is no number is passed over, as the vendor says.
    let outbound_number = body.text("outbound_number");
    if phones::digits(outbound_number).is_some() {
        outbound_number.clone_into(&mut new.outbound_number);
    }
    Ok(new)
}

/// Takes a call in, and plans what becomes of it.
fn enter(store: &mut Store, new: VoiceCall) -> Reply {
    let (begins, scheduled_at) = (new.created_at, new.scheduled_at);
    let id = store.add_call(new);
    match scheduled_at {
        Some(at) => store.plan(at, Due::Call(id)),
        None => store.plan_assignment(begins),
    }
    created(store, id)
}

fn created(store: &Store, id: u64) -> Reply {
    let shown = store.show_call(id).unwrap_or_else(|| json!({}));
    Reply::json(StatusCode::CREATED, &shown)
}
