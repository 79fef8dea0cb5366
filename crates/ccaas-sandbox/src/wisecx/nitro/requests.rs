//! Single messages to single contacts.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::State;
use crate::{
    call::Call,
    clock, ids,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Fields, Kind, ROWS, Table},
    wisecx::{
        cases, contacts,
        store::{Draft, Row, Store, missing, row, stamp, text},
    },
};

const CONTACT: Kind = Kind::Object(&[
    Field::optional("id", Kind::AtLeast(0)),
    Field::optional("email", Kind::Text),
    Field::optional("personal_id", Kind::Text),
    Field::optional("phone", Kind::Text),
    Field::optional("name", Kind::Text),
]);

pub(super) const SEND: Table = &[
    Field::required("channels", Kind::Texts),
    Field::required("contact", CONTACT),
    Field::optional("user_id", Kind::AtLeast(0)),
    Field::optional("variables", Kind::Dictionary),
    Field::optional("metadata", Kind::Dictionary),
];

pub(super) const SEND_BULK: Table = &[
    Field::required("channels", Kind::Texts),
    Field::required("campaign_id", Kind::AtLeast(1)),
    Field::required("contact", CONTACT),
    Field::optional("user_id", Kind::AtLeast(0)),
    Field::optional("variables", Kind::Dictionary),
    Field::optional("metadata", Kind::Dictionary),
];

/// Channels, and the letters in front of their tracking ids.
const CHANNELS: [(&str, &str); 4] = [
    ("whatsapp", "wa"),
    ("email", "em"),
    ("call", "ca"),
    ("sms", "sm"),
];

/// How long after it is sent a message is delivered.
pub(super) const DELIVERED_AFTER: Duration = Duration::from_secs(1);

/// A message to one contact, of a campaign of either type.
#[derive(Debug)]
pub(in crate::wisecx) struct Request {
    campaign: u64,
    message: u64,
    contact: u64,
    channel: String,
    variables: Value,
    metadata: Value,
    made: Timestamp,
    sends: Timestamp,
    cancelled: bool,
    /// The case that the contact's answer has opened; zero if there is none.
    case: u64,
}

impl Request {
    pub(super) fn new(
        (campaign, message): (u64, u64),
        contact: u64,
        channel: &str,
        made: Timestamp,
        sends: Timestamp,
    ) -> Self {
        Self {
            campaign,
            message,
            contact,
            channel: channel.to_owned(),
            variables: json!({}),
            metadata: json!({}),
            made,
            sends,
            cancelled: false,
            case: 0,
        }
    }

    fn is_sent(&self, now: Timestamp) -> bool {
        !self.cancelled && now >= self.sends
    }

    fn delivered(&self, now: Timestamp) -> Option<Timestamp> {
        let at = clock::later(self.sends, DELIVERED_AFTER);
        (self.is_sent(now) && now >= at).then_some(at)
    }

    fn status(&self, now: Timestamp) -> &'static str {
        match () {
            () if self.cancelled => "cancelled",
            () if self.delivered(now).is_some() => "delivered",
            () if self.is_sent(now) => "sent",
            () => "queued",
        }
    }

    /// The tracking id, whose parts the vendor joins now one way and now the other.
    fn tracking_id(&self, number: u64, joint: char) -> String {
        let letters = CHANNELS.iter().find(|(name, _)| *name == self.channel);
        let letters = letters.map_or("xx", |(_, letters)| letters);
        format!("{letters}{joint}{number}")
    }

    fn shown(&self, number: u64, store: &Store, now: Timestamp) -> Row {
        let contact = store.contacts.get(&self.contact);
        let date = |at: Option<Timestamp>| at.map(stamp).unwrap_or_default();
        row(json!({
            "tracking_id": self.tracking_id(number, '_'),
            "contact_id": self.contact.to_string(),
            "phone": contact.map_or("", |contact| text(contact, "phone")),
            "channel": self.channel,
            "status": self.status(now),
            "created_at": stamp(self.made),
            "case_id": self.case,
            "channel_detail": {
                "whatsapp_id": ids::uuid(number),
                "sent_at": date(self.is_sent(now).then_some(self.sends)),
                "delivered_at": date(self.delivered(now)),
                "last_open_date": "",
                "last_click_date": "",
            },
        }))
    }
}

/// The number in a tracking id, however it is written.
fn number_in(tracking_id: &str) -> Option<u64> {
    let (_, number) = tracking_id
        .rsplit_once(['-', '_'])
        .unwrap_or(("", tracking_id));
    number.parse().ok()
}

impl Store {
    pub(super) fn add_request(&mut self, request: Request) -> u64 {
        let number = 4_546 + self.requests.len() as u64;
        self.requests.insert(number, request);
        number
    }

    /// Keeps back what a campaign has not sent yet.
    pub(super) fn cancel_requests(&mut self, campaign: u64, now: Timestamp) {
        for request in self.requests.values_mut() {
            if request.campaign == campaign && !request.is_sent(now) {
                request.cancelled = true;
            }
        }
    }

    pub(super) fn recipients(&self, message: u64, now: Timestamp) -> Vec<Row> {
        let requests = self.requests.iter();
        requests
            .filter(|(_, request)| request.message == message)
            .map(|(number, request)| request.shown(*number, self, now))
            .collect()
    }

    pub(super) fn stats(&self, message: u64, now: Timestamp) -> Value {
        let count = |test: &dyn Fn(&Request) -> bool| {
            let requests = self.requests.values();
            requests
                .filter(|request| request.message == message && test(request))
                .count()
        };
        json!({
            "total": count(&|_| true),
            "sent": count(&|request| request.is_sent(now)),
            "delivered": count(&|request| request.delivered(now).is_some()),
            "opened": 0,
            "clicked": 0,
            "replied": count(&|request| request.case > 0),
            "failed": 0,
            "bounced": 0,
            "unsubscribed": 0,
        })
    }

    /// Lets a contact answer: the first answer opens a case, later ones go on in it.
    pub(in crate::wisecx) fn answer_message(
        &mut self,
        tracking_id: &str,
        content: &str,
        now: Timestamp,
    ) -> Option<u64> {
        let number = number_in(tracking_id)?;
        let request = self.requests.get(&number)?;
        if !request.is_sent(now) {
            return None;
        }
        let (contact, opened) = (request.contact, request.case);
        let channel = match request.channel.as_str() {
            "call" => "phone".to_owned(),
            channel => channel.to_owned(),
        };
        let campaign = self.campaigns.get(&request.campaign);
        let message = campaign.and_then(|campaign| campaign.messages.get(&request.message));
        let queue = message.and_then(|message| message.reply_queue());
        let subject = campaign.map(|campaign| campaign.name.clone());

        let case = match opened {
            0 => cases::open(self, &channel, &subject.unwrap_or_default(), now),
            case => case,
        };
        if let Some(case) = self.cases.get_mut(&case) {
            case.set("contact_id", contact);
            if let Some(queue) = queue {
                case.set("group_id", queue);
            }
        }
        let draft = Draft {
            kind: "contact_message",
            channel,
            content: content.to_owned(),
            contact_from: Some(contact),
            ..Draft::default()
        };
        let told_as = (opened == 0).then_some("nitro_new_case");
        self.act(case, draft, told_as, now);
        if let Some(request) = self.requests.get_mut(&number) {
            request.case = case;
        }
        Some(case)
    }
}

/// Refuses what can't be sent at all.
fn check(store: &Store, body: &Fields, campaign: u64, within: &str) -> Result<(), Refusal> {
    let channels = body.texts("channels");
    let known = |channel: &&str| CHANNELS.iter().any(|(name, _)| name == channel);
    if channels.is_empty() || !channels.iter().all(known) {
        let names = CHANNELS.map(|(name, _)| name).join(", ");
        return Err(Refusal::bad_request(format!(
            "{within}channels must hold some of {names}"
        )));
    }
    let campaign = store
        .campaigns
        .get(&campaign)
        .ok_or_else(|| missing("Campaign"))?;
    if !campaign.transactional || !matches!(campaign.state, State::Running { .. }) {
        return Err(Refusal::bad_request(
            "only a running transactional campaign can send",
        ));
    }
    if body
        .number("user_id")
        .is_some_and(|id| id > 0 && !store.users.contains_key(&id))
    {
        return Err(missing("User"));
    }
    let contact = body.member("contact").unwrap_or_default();
    let stored = contacts::find(store, &contact)?.and_then(|id| store.contacts.get(&id));
    let has = |name: &str| {
        !contact.text(name).is_empty() || stored.is_some_and(|row| !text(row, name).is_empty())
    };
    for channel in channels {
        let needed = if channel == "email" { "email" } else { "phone" };
        if !has(needed) {
            return Err(Refusal::bad_request(format!(
                "{within}contact.{needed} is required for {channel}"
            )));
        }
    }
    Ok(())
}

/// What became of each channel: its name, and the number of the request if there is one.
struct Sent {
    contact: u64,
    rows: Vec<(String, Option<u64>)>,
}

/// Sends what was checked.
fn dispatch(store: &mut Store, body: &Fields, campaign: u64, now: Timestamp) -> Sent {
    let contact = body.member("contact").unwrap_or_default();
    let contact = contacts::find_or_make(store, &contact, now);
    let member = |name| body.get(name).cloned().unwrap_or_else(|| json!({}));
    let mut rows = Vec::new();
    for channel in body.texts("channels") {
        let messages = store
            .campaigns
            .get(&campaign)
            .map(|campaign| &campaign.messages);
        let message = messages
            .into_iter()
            .flatten()
            .find(|(_, message)| message.channel == channel)
            .map(|(number, _)| *number);
        let number = message.map(|message| {
            store.add_request(Request {
                variables: member("variables"),
                metadata: member("metadata"),
                ..Request::new((campaign, message), contact, channel, now, now)
            })
        });
        rows.push((channel.to_owned(), number));
    }
    Sent { contact, rows }
}

/// Status and description of a channel.
fn outcome(number: Option<u64>) -> (&'static str, &'static str) {
    match number {
        Some(_) => ("queued", ""),
        None => ("error", "The campaign has no message for this channel"),
    }
}

pub(super) fn send(store: &mut Store, call: &Call<'_>) -> Answer {
    let campaign = call.number("id")?;
    check(store, &call.body, campaign, "")?;
    let sent = dispatch(store, &call.body, campaign, call.now);
    let rows = sent.rows.iter().map(|(channel, number)| {
        let (status, description) = outcome(*number);
        let request = number.and_then(|number| Some((number, store.requests.get(&number)?)));
        let id = request.map(|(number, request)| request.tracking_id(number, '-'));
        json!({
            "channel": channel,
            "status": status,
            "description": description,
            "tracking_id": id.unwrap_or_default(),
        })
    });
    Ok(Reply::ok(&rows.collect()))
}

pub(super) fn send_bulk(store: &mut Store, call: &Call<'_>) -> Answer {
    let bodies = call.body.list(ROWS);
    let campaign = |body: &Fields| body.number("campaign_id").unwrap_or_default();
    for (place, body) in bodies.iter().enumerate() {
        check(store, body, campaign(body), &format!("{ROWS}[{place}]."))?;
    }
    let mut rows = Vec::new();
    for body in &bodies {
        let sent = dispatch(store, body, campaign(body), call.now);
        let contact = store.contacts.get(&sent.contact);
        let phone = contact.map_or("", |contact| text(contact, "phone"));
        for (channel, number) in sent.rows {
            let (status, description) = outcome(number);
            rows.push(json!({
                "channel": channel,
                "status": status,
                "contact": {"id": sent.contact, "phone": phone},
                "description": description,
                // A number, where the single call has a text.
                "tracking_id": number.unwrap_or_default(),
            }));
        }
    }
    Ok(Reply::ok(&Value::Array(rows)))
}

pub(super) fn get(store: &mut Store, call: &Call<'_>) -> Answer {
    let number = number_in(call.param("tracking_id"));
    let request = number.and_then(|number| store.requests.get(&number));
    let request = request.ok_or_else(|| missing("Request"))?;
    let case = store
        .cases
        .get(&request.case)
        .map(|case| json!({"id": request.case, "number": case.number("number").to_string()}));
    let contact = store.contacts.get(&request.contact);
    Ok(Reply::ok(&json!({
        "case": case,
        "contact": {
            "id": request.contact.to_string(),
            "email": contact.map_or("", |contact| text(contact, "email")),
        },
        "variables": request.variables,
        "metadata": request.metadata,
    })))
}
