//! Surveys, their questions and responses.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    filters::{self, CHOSEN, Filters, ORDERED},
    lists,
    store::{Row, Store, Survey, missing, number, row, text},
};
use crate::{call::Call, ids, reply::Answer, reply::Refusal, strict::Table, vendor::Op};

const FILTERS: Filters = Filters {
    prefixes: &["response.", "responses."],
    fields: &[
        (&["status"], CHOSEN),
        (
            &[
                "responded_since",
                "responded_until",
                "sent_since",
                "sent_until",
            ],
            ORDERED,
        ),
    ],
};

pub(super) fn operations() -> Vec<Op<Store>> {
    const PAGED: Table = &[lists::LIMIT, lists::PAGE];
    const RESPONSES: Table = &[lists::LIMIT, lists::PAGE, lists::FILTERING];
    vec![
        Op::get("surveys.list", "/surveys", list).query(PAGED),
        Op::get(
            "surveys.questions.list",
            "/surveys/{id}/questions",
            questions,
        )
        .query(PAGED),
        Op::get(
            "surveys.responses.list",
            "/surveys/{id}/responses",
            responses,
        )
        .query(RESPONSES),
    ]
}

fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let rows = store.surveys.values().map(|survey| survey.row.clone());
    Ok(lists::page(call, rows, &[], &[]).bare())
}

fn survey<'a>(store: &'a Store, call: &Call<'_>) -> Result<(u64, &'a Survey), Refusal> {
    let id = call.number("id")?;
    let survey = store.surveys.get(&id).ok_or_else(|| missing("Survey"))?;
    Ok((id, survey))
}

fn questions(store: &mut Store, call: &Call<'_>) -> Answer {
    let (id, survey) = survey(store, call)?;
    let page = lists::page_by("position", call, survey.questions.iter().cloned(), &[], &[]);
    Ok(page.paging(call, &format!("/surveys/{id}/questions"), &"".into()))
}

fn responses(store: &mut Store, call: &Call<'_>) -> Answer {
    let mut conditions = filters::read(call, &FILTERS)?;
    for condition in &mut conditions {
        // The names have the direction in them already; equal means no more than that.
        let (date, equal) = match condition.field {
            "responded_since" => ("responded_at", "GREATER EQUAL"),
            "responded_until" => ("responded_at", "LOWER EQUAL"),
            "sent_since" => ("sent_at", "GREATER EQUAL"),
            "sent_until" => ("sent_at", "LOWER EQUAL"),
            _ => continue,
        };
        condition.field = date;
        if condition.operator == "EQUAL" {
            condition.operator = equal;
        }
    }
    let (id, survey) = survey(store, call)?;
    let rows = survey.responses.iter().cloned();
    let page = lists::page_by("response_id", call, rows, &conditions, &[]);
    if page.is_of_nothing() {
        // Not an empty list, as everywhere else.
        return Err(missing("Survey Responses"));
    }
    Ok(page.paging(call, &format!("/surveys/{id}/responses"), &"".into()))
}

/// Sends the first survey that is in use to the contact of a case.
pub(super) fn send(store: &mut Store, case: u64, now: Timestamp) {
    let contact = store.cases.get(&case).map(|case| case.number("contact_id"));
    let Some(contact) = contact.filter(|contact| *contact > 0) else {
        return;
    };
    let active = |survey: &Survey| survey.row.get("active") == Some(&Value::Bool(true));
    let survey = store.surveys.iter().find(|(_, survey)| active(survey));
    let Some(survey) = survey.map(|(id, _)| *id) else {
        return;
    };
    let response = store.next_id();
    let Some(survey) = store.surveys.get_mut(&survey) else {
        return;
    };
    survey.responses.push(row(json!({
        "response_id": response,
        "survey_id": number(&survey.row, "id"),
        "case_id": case,
        "status": "not_responded",
        "answers": [],
        "contact_id": contact,
        "sent_at": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "responded_at": "1900-01-01T00:00:00",
    })));
    // The odd form is the vendor's: one parameter runs into the next.
    let url = format!(
        "https://surveys.example.com/pub/survey.html#?survey={}gh=SANDBOX-{:016x}&c_resp={response}",
        text(&survey.row, "guid"),
        ids::mix(response),
    );
    let body = json!({"event": "survey", "case_id": case, "url_survey": url});
    store.tell(now, "survey", body);
}

/// A question as the vendor lists it.
pub(super) fn question(place: u64, kind: &str, label: &str, options: &[&str]) -> Row {
    let id = |part: u64| format!("{:016x}{:016x}", ids::mix(place), ids::mix(1_000 + part));
    let options: Vec<_> = (1..)
        .zip(options)
        .map(|(part, option)| json!({"id": id(part), "label": option, "value": option}))
        .collect();
    let (min, max) = match kind {
        "nps10" => ("Not at all likely", "Very likely"),
        _ => ("", ""),
    };
    row(json!({
        "id": id(0),
        "label": label,
        "type": kind,
        "required": place < 3,
        "is_primary": place == 1,
        "position": place,
        "page": 1,
        "nps_labels": {"min": min, "max": max},
        "options": options,
    }))
}
