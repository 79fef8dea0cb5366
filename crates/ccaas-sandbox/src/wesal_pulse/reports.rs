//! The reports. Their shapes are made up, see the [module](super) above.

use std::time::Duration;

use jiff::{Span, Timestamp, ToSpan, civil};
use serde_json::{Map, Value, json};

use super::{
    Store,
    conversations::{self, Conversation, MEDIA},
};
use crate::{
    call::Call,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Fields, Kind, Table},
    zone,
};

pub(super) const DASHBOARD: Table = &[
    Field::optional("dateRange", Kind::OneOf(PRESETS)),
    Field::optional("startDate", Kind::Time),
    Field::optional("endDate", Kind::Time),
];

pub(super) const ACTIVITY: Table = &[
    MEDIA_TYPES,
    // Documented as ignored, so not even their form matters.
    Field::optional("startDate", Kind::Any),
    Field::optional("endDate", Kind::Any),
];

pub(super) const PERFORMANCE: Table = &[
    START_DATE,
    END_DATE,
    MEDIA_TYPES,
    DIRECTIONS,
    Field::optional("debug", Kind::OneOf(&["true", "false"])),
];

pub(super) const ROUTING: Table = &[START_DATE, END_DATE, MEDIA_TYPES, DIRECTIONS];

const START_DATE: Field = Field::required("startDate", Kind::Time).missing(DATES_MISSING);
const END_DATE: Field = Field::required("endDate", Kind::Time).missing(DATES_MISSING);
const MEDIA_TYPES: Field = Field::optional(
    "mediaTypes",
    Kind::ManyOf(&["voice", "chat", "email", "message", "callback"]),
);
const DIRECTIONS: Field = Field::optional("directions", Kind::ManyOf(&["inbound", "outbound"]));

const DATES_MISSING: &str = "startDate and endDate are required";

const PRESETS: &[&str] = &[
    "today",
    "yesterday",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "custom",
];

/// An answer within this time keeps the promise that the service level is about.
const PROMISED: Duration = Duration::from_secs(60);

pub(super) fn dashboard(_: &mut Store, call: &Call<'_>) -> Answer {
    let preset = match call.query.text("dateRange") {
        "" => "today",
        preset => preset,
    };
    let dated = call.query.get("startDate").is_some() || call.query.get("endDate").is_some();
    let (start, end) = match preset {
        "custom" => asked_range(&call.query)?,
        _ if dated => {
            return Err(Refusal::bad_request(
                "startDate and endDate need dateRange=custom",
            ));
        }
        _ => preset_range(preset, call.now).ok_or_else(beyond)?,
    };
    let found = happened(call, start, end);
    let answered = answered(&found).count();
    Ok(Reply::ok(&json!({
        "dateRange": preset,
        "startDate": written(start),
        "endDate": written(end),
        "summary": {
            "offered": found.len(),
            "answered": answered,
            "abandoned": found.len() - answered,
        },
    })))
}

pub(super) fn activity(_: &mut Store, call: &Call<'_>) -> Answer {
    let (from, to) = preset_range("today", call.now).ok_or_else(beyond)?;
    let found = happened(call, from, to);
    let wanted = call.query.items("mediaTypes");
    let media = MEDIA
        .into_iter()
        .filter(|media| admits(wanted.as_deref(), media));
    let rows: Vec<_> = media
        .flat_map(|media| conversations::QUEUES.map(|queue| (media, queue)))
        .map(|(media, queue)| {
            let here: Vec<_> = found
                .iter()
                .filter(|one| one.media == media && one.queue.id == queue.id)
                .collect();
            json!({
                "id": queue.id,
                "name": queue.name,
                "mediaType": media,
                "waiting": here.iter().filter(|one| one.waits_at(call.now)).count(),
                "interacting": here.iter().filter(|one| one.is_handled_at(call.now)).count(),
                "onQueue": queue.members.len(),
                "offered": here.len(),
            })
        })
        .collect();
    Ok(Reply::ok(
        &json!({"from": written(from), "to": written(to), "queues": rows}),
    ))
}

pub(super) fn queues(_: &mut Store, call: &Call<'_>) -> Answer {
    report(call, "queues", |found| {
        per_queue(found, |here| {
            let waits: Vec<_> = answered(here).map(|one| one.wait).collect();
            let kept = waits.iter().filter(|&&wait| wait <= PROMISED).count();
            json!({
                "nOffered": here.len(),
                "tAnswered": times(&waits),
                "serviceLevel": share(kept, here.len()),
            })
        })
    })
}

pub(super) fn routing(_: &mut Store, call: &Call<'_>) -> Answer {
    report(call, "queues", |found| {
        per_queue(found, |here| {
            let bullseye = here.iter().filter(|one| one.bullseye).count();
            json!({"routing": {"standard": here.len() - bullseye, "bullseye": bullseye}})
        })
    })
}

pub(super) fn agents(_: &mut Store, call: &Call<'_>) -> Answer {
    report(call, "agents", |found| {
        let rows = conversations::AGENTS.into_iter().map(|agent| {
            let handled: Vec<_> = found
                .iter()
                .filter(|one| one.agent == Some(agent))
                .map(|one| one.handle)
                .collect();
            json!({
                "id": agent.id,
                "name": agent.name,
                "answered": handled.len(),
                "tHandle": times(&handled),
            })
        });
        rows.collect()
    })
}

/// A report on a range that the caller must give.
fn report(
    call: &Call<'_>,
    member: &str,
    rows: impl FnOnce(&[&Conversation]) -> Vec<Value>,
) -> Answer {
    let (start, end) = asked_range(&call.query)?;
    let found = happened(call, start, end);
    let mut body = Map::new();
    body.insert(member.to_owned(), rows(&found).into());
    if call.query.text("debug") == "true" {
        body.insert(
            "debug".to_owned(),
            json!({
                "startDate": written(start),
                "endDate": written(end),
                "mediaTypes": call.query.items("mediaTypes"),
                "directions": call.query.items("directions"),
                "conversations": found.len(),
            }),
        );
    }
    Ok(Reply::ok(&Value::Object(body)))
}

fn per_queue(found: &[&Conversation], row: impl Fn(&[&Conversation]) -> Value) -> Vec<Value> {
    let rows = conversations::QUEUES.into_iter().map(|queue| {
        let here: Vec<_> = found
            .iter()
            .copied()
            .filter(|one| one.queue.id == queue.id)
            .collect();
        let mut shown = row(&here);
        if let Value::Object(members) = &mut shown {
            members.insert("id".to_owned(), queue.id.into());
            members.insert("name".to_owned(), queue.name.into());
        }
        shown
    });
    rows.collect()
}

/// The conversations that the query is about, as far as they have begun.
fn happened(call: &Call<'_>, start: Timestamp, end: Timestamp) -> Vec<&'static Conversation> {
    let media = call.query.items("mediaTypes");
    let directions = call.query.items("directions");
    conversations::ALL
        .iter()
        .filter(|one| start <= one.begin && one.begin < end && one.begin <= call.now)
        .filter(|one| admits(media.as_deref(), one.media))
        .filter(|one| admits(directions.as_deref(), one.direction))
        .collect()
}

fn admits(wanted: Option<&[&str]>, given: &str) -> bool {
    wanted.is_none_or(|wanted| wanted.contains(&given))
}

fn answered<'a>(found: &'a [&Conversation]) -> impl Iterator<Item = &'a Conversation> {
    found.iter().copied().filter(|one| one.agent.is_some())
}

/// Count and sum of times, in milliseconds as Genesys Cloud gives them.
fn times(times: &[Duration]) -> Value {
    let sum: Duration = times.iter().sum();
    json!({"count": times.len(), "sum": sum.as_secs_f64() * 1000.0})
}

/// The instant in UTC, to the second.
fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A share of the whole to two places; `null` of nothing.
fn share(part: usize, whole: usize) -> Value {
    let hundredths = part.saturating_mul(100).checked_div(whole);
    hundredths.map_or(Value::Null, |hundredths| {
        let hundredths = u8::try_from(hundredths).unwrap_or(u8::MAX);
        (f64::from(hundredths) / 100.0).into()
    })
}

fn asked_range(query: &Fields) -> Result<(Timestamp, Timestamp), Refusal> {
    let dates = (
        query.time("startDate", zone::RIYADH),
        query.time("endDate", zone::RIYADH),
    );
    let (Some(start), Some(end)) = dates else {
        return Err(Refusal::bad_request(DATES_MISSING));
    };
    if end < start {
        return Err(Refusal::bad_request("endDate must not be before startDate"));
    }
    Ok((start, end))
}

/// The range that a preset means: up to the present, or to the end of the period if that is
/// past. `None` only at the very ends of the calendar.
fn preset_range(preset: &str, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let today = zone::RIYADH.to_datetime(now).date();
    let sunday = today
        .checked_sub(i32::from(today.weekday().to_sunday_zero_offset()).days())
        .ok()?;
    let (first, length): (civil::Date, Span) = match preset {
        "yesterday" => (today.yesterday().ok()?, 1.day()),
        "this_week" => (sunday, 1.week()),
        "last_week" => (sunday.checked_sub(1.week()).ok()?, 1.week()),
        "this_month" => (today.first_of_month(), 1.month()),
        "last_month" => (
            today.first_of_month().checked_sub(1.month()).ok()?,
            1.month(),
        ),
        _ => (today, 1.day()),
    };
    let midnight = |day: civil::Date| zone::RIYADH.to_timestamp(day.into()).ok();
    let end = midnight(first.checked_add(length).ok()?)?;
    Some((midnight(first)?, end.min(now)))
}

fn beyond() -> Refusal {
    Refusal::bad_request("dateRange reaches beyond the calendar")
}
