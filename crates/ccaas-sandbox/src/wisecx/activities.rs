//! What is said and done in cases.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    cases::CUSTOM_FIELDS,
    contacts,
    filters::{self, CHOSEN, Filters, ORDERED},
    lists,
    store::{Draft, Store, missing, text},
};
use crate::{
    call::Call,
    ids,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Fields, Kind, Table},
};

const CHANNELS: Kind = Kind::OneOf(&["web", "app", "phone", "whatsapp", "email", "internal"]);

pub(super) const ACTIVITY: Table = &[
    Field::required(
        "type",
        Kind::OneOf(&["user_reply", "contact_message", "note"]),
    ),
    Field::optional("user_id", Kind::AtLeast(0)),
    Field::optional("channel", CHANNELS),
    Field::optional("content", Kind::Text),
    Field::optional("template", Kind::Object(TEMPLATE)),
    Field::optional("contact_from", Kind::Object(CONTACT)),
    Field::optional("contacts_to", Kind::List(CONTACT)),
    Field::optional("attachments", Kind::List(ATTACHMENT)),
];

const TEMPLATE: Table = &[
    Field::required("template_id", Kind::AtLeast(1)),
    Field::optional(
        "parameters",
        Kind::List(&[
            Field::required("key", Kind::Filled),
            Field::required("value", Kind::Text),
        ]),
    ),
];

const CONTACT: Table = &[
    Field::optional("id", Kind::AtLeast(0)),
    Field::optional("email", Kind::Text),
    Field::optional("personal_id", Kind::Text),
    Field::optional("phone", Kind::Text),
    Field::optional("name", Kind::Text),
    Field::optional("custom_fields", CUSTOM_FIELDS),
];

const ATTACHMENT: Table = &[
    Field::required("filename", Kind::Filled),
    Field::optional("url", Kind::Filled),
    Field::optional("content", Kind::Filled),
];

/// What the files of one request may have together, once decoded.
const LARGEST_ATTACHMENTS: usize = 5 * 1024 * 1024;

pub(super) const FIELDS: &[&str] = &[
    "id",
    "case_id",
    "type",
    "user_id",
    "channel",
    "content",
    "contact_from",
    "contacts_to",
    "attachments",
    "recordings",
    "created_at",
    "sending_status",
];

/// The members of the vendor's examples.
const USUAL: &[&str] = &[
    "id",
    "type",
    "user_id",
    "channel",
    "content",
    "contact_from",
    "contacts_to",
    "attachments",
    "created_at",
    "sending_status",
];

pub(super) const LIST: Table = &lists::filtered(FIELDS);

const FILTERS: Filters = Filters {
    prefixes: &["activity.", "activities."],
    fields: &[(&["type"], CHOSEN), (&["created_at", "id"], ORDERED)],
};

pub(super) fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &FILTERS)?;
    let rows = store.case(call)?.activities.values().cloned();
    Ok(lists::page(call, rows, &conditions, USUAL).bare())
}

pub(super) fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    let activity = call.number("activity_id")?;
    let row = store.case(call)?.activities.get(&activity);
    let row = row.ok_or_else(|| missing("Activity"))?;
    Ok(Reply::ok(&lists::chosen(&call.query, row, USUAL)))
}

/// Holds activities against the vendor's rules, before any of them is done. `case` is the one
/// that they go to, unless it is to be made.
pub(super) fn check(
    store: &Store,
    activities: &[Fields],
    source: &str,
    case: Option<u64>,
) -> Result<(), Refusal> {
    let mut attached = 0_usize;
    for (place, activity) in activities.iter().enumerate() {
        let at = format!("activities[{place}]");
        check_one(store, activity, source, case, &at)?;
        attached = attached.saturating_add(attachments(activity, &at)?);
    }
    if attached > LARGEST_ATTACHMENTS {
        return Err(Refusal::bad_request(
            "attachments must not exceed 5 MB together",
        ));
    }
    Ok(())
}

fn check_one(
    store: &Store,
    activity: &Fields,
    source: &str,
    case: Option<u64>,
    at: &str,
) -> Result<(), Refusal> {
    let refuse = |what: &str| Err(Refusal::bad_request(format!("{at}.{what}")));
    let kind = activity.text("type");
    let whatsapp = kind == "user_reply" && channel(activity, source) == "whatsapp";
    let template = activity.member("template");
    let said = !activity.text("content").is_empty();

    if template.is_some() && !whatsapp {
        return refuse("template needs a user_reply on whatsapp");
    }
    if template.is_some() && source != "whatsapp" {
        return Err(Refusal::bad_request(
            "source_channel must be whatsapp for a template",
        ));
    }
    if let Some(template) = &template
        && !store
            .templates
            .contains_key(&template.number("template_id").unwrap_or_default())
    {
        return Err(missing("Template"));
    }
    if whatsapp && !said && template.is_none() {
        return refuse("content or template is required");
    }
    if !said && template.is_none() && activity.list("attachments").is_empty() {
        return refuse("content or attachments is required");
    }

    let user = activity.number("user_id");
    match (kind, user) {
        ("note" | "user_reply", None) if template.is_none() => {
            return refuse("user_id is required");
        }
        ("note" | "user_reply", Some(0)) if template.is_none() => {
            return refuse("user_id must be a user");
        }
        (_, Some(id)) if id > 0 && !store.users.contains_key(&id) => return Err(missing("User")),
        _ => {}
    }

    let from = activity.member("contact_from");
    let to = addressees(activity, whatsapp);
    if kind == "contact_message" && from.is_none() {
        return refuse("contact_from is required");
    }
    if kind == "user_reply" && to.is_empty() {
        return refuse("contacts_to is required");
    }
    for contact in from.iter().chain(&to) {
        contacts::find(store, contact)?;
    }
    match to.first() {
        Some(contact) if whatsapp => check_addressee(store, contact, case, at),
        _ => Ok(()),
    }
}

/// WhatsApp needs a number, and in a conversation only who began it can be written to.
fn check_addressee(
    store: &Store,
    contact: &Fields,
    case: Option<u64>,
    at: &str,
) -> Result<(), Refusal> {
    let id = contacts::find(store, contact)?;
    let stored = id.and_then(|id| store.contacts.get(&id));
    let phone = stored.map_or("", |row| text(row, "phone"));
    if contact.text("phone").is_empty() && phone.is_empty() {
        return Err(Refusal::bad_request(format!(
            "{at}.contacts_to[0].phone is required on whatsapp"
        )));
    }
    let began = case
        .and_then(|case| store.cases.get(&case))
        .map(|case| case.number("contact_id"))
        .filter(|contact| *contact > 0);
    if began.is_some_and(|began| id != Some(began)) {
        return Err(Refusal::bad_request(format!(
            "{at}.contacts_to[0] is not the contact who started the conversation"
        )));
    }
    Ok(())
}

/// How many bytes are attached, each file being there in one of the two ways.
fn attachments(activity: &Fields, at: &str) -> Result<usize, Refusal> {
    let mut sum = 0_usize;
    for (place, file) in activity.list("attachments").iter().enumerate() {
        match file.get("content").and_then(Value::as_str) {
            Some(content) => {
                let bytes = STANDARD.decode(content).map_err(|_| {
                    Refusal::bad_request(format!("{at}.attachments[{place}].content is not base64"))
                })?;
                sum = sum.saturating_add(bytes.len());
            }
            None if file.get("url").is_some() => {}
            None => {
                return Err(Refusal::bad_request(format!(
                    "{at}.attachments[{place}]: url or content is required"
                )));
            }
        }
    }
    Ok(sum)
}

/// On WhatsApp the first contact counts, and no other.
fn addressees(activity: &Fields, whatsapp: bool) -> Vec<Fields> {
    let mut to = activity.list("contacts_to");
    if whatsapp {
        to.truncate(1);
    }
    to
}

fn channel<'a>(activity: &'a Fields, source: &'a str) -> &'a str {
    match activity.text("channel") {
        "" => source,
        channel => channel,
    }
}

/// Does activities that were checked, and tells their ids and contacts.
pub(super) fn apply(
    store: &mut Store,
    case: u64,
    activities: &[Fields],
    now: Timestamp,
) -> Vec<(u64, Vec<u64>)> {
    let source = store
        .cases
        .get(&case)
        .map(|case| case.text("source_channel").to_owned())
        .unwrap_or_default();
    activities
        .iter()
        .map(|activity| apply_one(store, case, activity, &source, now))
        .collect()
}

fn apply_one(
    store: &mut Store,
    case: u64,
    activity: &Fields,
    source: &str,
    now: Timestamp,
) -> (u64, Vec<u64>) {
    let channel = channel(activity, source).to_owned();
    let kind = match activity.text("type") {
        "user_reply" => "user_reply",
        "note" => "note",
        _ => "contact_message",
    };
    let from = activity
        .member("contact_from")
        .filter(|_| kind == "contact_message");
    let from = from.map(|contact| contacts::find_or_make(store, &contact, now));
    let to = match kind {
        "user_reply" => addressees(activity, channel == "whatsapp"),
        _ => Vec::new(),
    };
    let to: Vec<u64> = to
        .iter()
        .map(|contact| contacts::find_or_make(store, contact, now))
        .collect();
    let people: Vec<u64> = from.into_iter().chain(to.iter().copied()).collect();
    if let (Some(case), Some(first)) = (store.cases.get_mut(&case), people.first())
        && case.number("contact_id") == 0
    {
        case.set("contact_id", *first);
    }
    let content = match activity.member("template") {
        Some(template) => filled(store, &template),
        None => activity.text("content").to_owned(),
    };
    let attached = activity.list("attachments");
    let attachments = attached.iter().map(|file| shown(store, file)).collect();
    let draft = Draft {
        kind,
        user_id: activity.number("user_id").unwrap_or_default(),
        channel,
        content,
        contact_from: from,
        contacts_to: to,
        attachments,
    };
    (store.act(case, draft, None, now), people)
}

/// A template's text with its parameters in it.
fn filled(store: &Store, template: &Fields) -> String {
    let id = template.number("template_id").unwrap_or_default();
    let content = store.templates.get(&id).map(|row| text(row, "content"));
    template.list("parameters").iter().fold(
        content.unwrap_or_default().to_owned(),
        |text, parameter| {
            let (key, value) = (parameter.text("key"), parameter.text("value"));
            text.replace(&format!("{{{{{key}}}}}"), value)
                .replace(&format!("${{{key}}}"), value)
        },
    )
}

/// A file as activities show it: under a path of a host that no document names.
fn shown(store: &mut Store, file: &Fields) -> Value {
    let id = store.next_id();
    let name = file.text("filename");
    let extension = name
        .rsplit_once('.')
        .map_or("bin", |(_, extension)| extension);
    json!({
        "filename": name,
        "attachment_id": 0,
        "url": format!(
            "/FileAdm/DownloadFile.aspx?file={:016x}.{extension}&e=16&t=12711",
            ids::mix(id)
        ),
    })
}
