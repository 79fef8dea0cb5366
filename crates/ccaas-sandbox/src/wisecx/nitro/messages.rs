//! The messages of a campaign, and whom they went to.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Campaign, State};
use crate::{
    call::Call,
    reply::{Answer, Refusal, Reply},
    strict::{self, Field, Fields, Kind, Table},
    wisecx::{
        filters::{self, CHOSEN, Filters},
        lists,
        queues::data,
        store::{Row, Store, missing, stamp, text},
    },
};

pub(super) const CREATE: Table = &[
    Field::required("channel", Kind::OneOf(&["whatsapp", "email", "call"])),
    // What must be in it depends on the channel.
    Field::required("channel_config", Kind::Any),
    Field::optional("scheduled_at", Kind::Stamp),
];

pub(super) const UPDATE: Table = &[
    Field::required("channel_config", Kind::Any),
    Field::optional("scheduled_at", Kind::Stamp),
];

const WHATSAPP: Table = &[
    Field::required("template_id", Kind::Scalar),
    Field::optional(
        "variables",
        Kind::List(&[
            Field::optional("name", Kind::Filled),
            Field::optional("value_from", Kind::Text),
            Field::optional("value_default", Kind::Text),
        ]),
    ),
    Field::optional("reply_type", Kind::OneOf(&["group", "user", "assistant"])),
    Field::optional("reply_id", Kind::AtLeast(1)),
    Field::optional("reply_node", Kind::Filled),
];

const EMAIL: Table = &[
    Field::required("from_email", Kind::Filled),
    Field::required("subject", Kind::Filled),
    Field::required("email_content", Kind::Filled),
    Field::optional(
        "headers",
        Kind::List(&[
            Field::required("key", Kind::Filled),
            Field::required("value", Kind::Filled),
        ]),
    ),
    Field::optional("reply_type", Kind::OneOf(&["group"])),
    Field::optional("reply_id", Kind::AtLeast(1)),
];

const CALL: Table = &[
    Field::required("call_number_id", Kind::AtLeast(1)),
    Field::optional(
        "reply_type",
        Kind::OneOf(&["group", "user", "ivr", "audio", "survey"]),
    ),
    Field::optional("reply_id", Kind::AtLeast(1)),
    Field::optional("reply_url", Kind::Filled),
    Field::optional("only_when_available", Kind::Bool),
    Field::optional("only_business_hours", Kind::Bool),
    Field::optional("simultaneous_calls", Kind::Between(1, 7)),
];

pub(super) const CONTACTS: Table = &lists::nitro(&[
    "tracking_id",
    "contact_id",
    "phone",
    "channel",
    "status",
    "created_at",
    "case_id",
]);

// The vendor says that the list can be filtered, and not by what.
const CONTACT_FILTERS: Filters = Filters {
    prefixes: &["contact.", "contacts."],
    fields: &[(
        &[
            "tracking_id",
            "contact_id",
            "phone",
            "channel",
            "status",
            "case_id",
        ],
        CHOSEN,
    )],
};

/// A message of a campaign, on one channel.
#[derive(Debug)]
pub(in crate::wisecx) struct Message {
    pub(in crate::wisecx) channel: String,
    pub(in crate::wisecx) config: Row,
}

impl Message {
    /// The message as a campaign shows it, with what has become of it.
    pub(super) fn shown(
        &self,
        (id, campaign): (u64, &Campaign),
        number: u64,
        store: &Store,
        now: Timestamp,
    ) -> Value {
        let sent_at = match campaign.state {
            State::Sending { end, .. } if now >= end => stamp(end),
            _ => String::new(),
        };
        let scheduled_at = match campaign.state {
            State::Sending { start, .. } => stamp(start),
            State::Running { since } => stamp(since),
            _ => String::new(),
        };
        json!({
            "id": number.to_string(),
            "channel": self.channel,
            "status": campaign.status(now).1,
            "scheduled_at": scheduled_at,
            "sent_at": sent_at,
            "stats": store.stats(number, now),
            "channel_config": self.read_config(id, number, store),
        })
    }

    /// The configuration as it is read, which is not what was written.
    fn read_config(&self, campaign: u64, number: u64, store: &Store) -> Value {
        let member = |name| self.config.get(name).cloned().unwrap_or_default();
        match self.channel.as_str() {
            "whatsapp" => {
                let template = text(&self.config, "template_id").parse();
                let template = template.ok().and_then(|id: u64| store.templates.get(&id));
                let known = |name| template.map_or("", |template| text(template, name));
                json!({
                    "template_id": member("template_id"),
                    "template_name": known("name"),
                    "language": known("language"),
                })
            }
            "email" => json!({
                "subject": member("subject"),
                "from_name": "Sandbox",
                "from_email": member("from_email"),
                "template_id": "0",
                // Where the content lies, not the content.
                "email_content": format!("aws_s3:14063:{campaign}:{number}.txt"),
            }),
            _ => Value::Object(self.config.clone()),
        }
    }

    /// The queue that answers to this message go to.
    pub(super) fn reply_queue(&self) -> Option<u64> {
        let to_group = ["", "group"].contains(&text(&self.config, "reply_type"));
        let id = self.config.get("reply_id").and_then(Value::as_u64);
        id.filter(|_| to_group)
    }
}

/// Holds a configuration against the rules of its channel.
fn config(
    store: &Store,
    call: &Call<'_>,
    channel: &str,
    transactional: bool,
) -> Result<Row, Refusal> {
    let table = match channel {
        "whatsapp" => WHATSAPP,
        "email" if !transactional => {
            return Err(Refusal::bad_request(
                "email is for transactional campaigns only",
            ));
        }
        "email" => EMAIL,
        _ => CALL,
    };
    let given = call.body.get("channel_config").cloned().unwrap_or_default();
    let given = strict::object(table, given, "channel_config.")?;
    reply_target(store, channel, &given)?;
    let mut config = given.all().clone();
    if let Some(template) = config.get("template_id") {
        // A text from here on, whatever was sent.
        let id = template
            .as_str()
            .map_or_else(|| template.to_string(), str::to_owned);
        let known = id
            .parse()
            .is_ok_and(|id: u64| store.templates.contains_key(&id));
        if !known {
            return Err(missing("Template"));
        }
        config.insert("template_id".to_owned(), id.into());
    }
    Ok(config)
}

/// Where answers go. For `user` the vendor both asks for an id and does without: no check.
fn reply_target(store: &Store, channel: &str, config: &Fields) -> Result<(), Refusal> {
    let required = |name: &str| {
        let given = config.get(name).is_some();
        given.then_some(()).ok_or_else(|| {
            Refusal::bad_request(format!(
                "channel_config.{name} is required for this reply_type"
            ))
        })
    };
    let known = |is_known: bool, what: &str| is_known.then_some(()).ok_or_else(|| missing(what));
    let id = config.number("reply_id").unwrap_or_default();
    match config.text("reply_type") {
        "group" if channel == "email" && id == 0 => Ok(()),
        "group" => {
            required("reply_id")?;
            known(store.queues.contains_key(&id), "Group")
        }
        "assistant" => {
            required("reply_id")?;
            required("reply_node")
        }
        "ivr" => required("reply_id"),
        "survey" => {
            required("reply_id")?;
            known(store.surveys.contains_key(&id), "Survey")
        }
        "audio" => required("reply_url"),
        _ => Ok(()),
    }
}

fn resting(campaign: &Campaign, now: Timestamp) -> Result<(), Refusal> {
    if campaign.rests() {
        return Ok(());
    }
    let (status, _) = campaign.status(now);
    Err(Refusal::bad_request(format!(
        "the messages of a campaign that is {status} can't be changed"
    )))
}

pub(super) fn create(store: &mut Store, call: &Call<'_>) -> Answer {
    let (_, campaign) = store.campaign(call)?;
    resting(campaign, call.now)?;
    let channel = call.body.text("channel").to_owned();
    let config = config(store, call, &channel, campaign.transactional)?;
    let number = store.next_id();
    let (id, campaign) = store.campaign_mut(call)?;
    let reply = answer(id, number, &channel, &config);
    campaign.updated = call.now;
    campaign
        .messages
        .insert(number, Message { channel, config });
    Ok(reply)
}

pub(super) fn update(store: &mut Store, call: &Call<'_>) -> Answer {
    let number = call.number("message_id")?;
    let (_, campaign) = store.campaign(call)?;
    resting(campaign, call.now)?;
    let message = campaign.messages.get(&number);
    let channel = message.ok_or_else(|| missing("Message"))?.channel.clone();
    let config = config(store, call, &channel, campaign.transactional)?;
    let (id, campaign) = store.campaign_mut(call)?;
    let reply = answer(id, number, &channel, &config);
    campaign.updated = call.now;
    campaign
        .messages
        .insert(number, Message { channel, config });
    Ok(reply)
}

fn answer(campaign: u64, number: u64, channel: &str, config: &Row) -> Reply {
    data(&json!({
        "id": number,
        "campaign_id": campaign,
        "channel": channel,
        "channel_config": config,
    }))
}

pub(super) fn contacts(store: &mut Store, call: &Call<'_>) -> Answer {
    let conditions = filters::read(call, &CONTACT_FILTERS)?;
    let (_, campaign) = store.campaign(call)?;
    // A text in the vendor's own example, so one that is no number is no mistake of form.
    let number = call.param("message_id").parse().ok();
    let number = number.filter(|number| campaign.messages.contains_key(number));
    let number = number.ok_or_else(|| missing("Message"))?;
    let rows = store.recipients(number, call.now);
    Ok(lists::page_by("tracking_id", call, rows, &conditions, &[]).pagination())
}
