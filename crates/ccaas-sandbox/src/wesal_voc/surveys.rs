//! Listing and storing surveys.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    PAGE_SIZE, auth,
    store::{Store, Survey},
};
use crate::{
    call::Call,
    clock, page,
    reply::{Answer, Refusal, Reply},
    strict::{self, Field, Fields, Kind, Table},
    zone,
};

pub(super) const LIST: Table = &[
    Field::required("startDate", Kind::Time),
    Field::required("endDate", Kind::Time),
    Field::required("agents", Kind::Texts),
    Field::required("queues", Kind::Texts),
    Field::optional("wrapup", Kind::TextOrTexts),
    Field::required("answers", Kind::MapOfTexts),
    Field::required("companyId", Kind::Filled),
    Field::required("page", Kind::AtLeast(1)),
];

pub(super) const UPSERT: Table = &[
    Field::required("sender", Kind::OneOf(&["public", "data_action"]))
        .missing(MISSING)
        .invalid("Invalid sender"),
    // An object or a text, as the sender has it.
    Field::required("surveyData", Kind::Any).missing(MISSING),
];

const MISSING: &str = "Missing sender or surveyData";

const SURVEY: Table = &[
    Field::required("companyId", Kind::Filled),
    Field::required("interactionId", Kind::Uuid),
    Field::optional("direction", Kind::Text),
    Field::optional("surveyDate", Kind::Time),
    Field::required("type", Kind::Filled),
    Field::required("number", Kind::Filled),
    Field::optional("wrapup", Kind::Text),
    Field::required("queue", Kind::Filled),
    Field::required("agent", Kind::Filled),
    Field::required("answers", Kind::MapOfScalars),
];

/// How long after a call the same interaction is refused.
const WINDOW: Duration = Duration::from_secs(10);

pub(super) fn list(store: &mut Store, call: &Call<'_>) -> Answer {
    let body = &call.body;
    let (start, end) = (
        body.time("startDate", zone::RIYADH),
        body.time("endDate", zone::RIYADH),
    );
    if start > end {
        return Err(Refusal::bad_request("endDate must not be before startDate"));
    }
    auth::company(body.text("companyId"))?;

    let mut found: Vec<_> = store
        .surveys
        .iter()
        .filter(|survey| start <= Some(survey.date) && Some(survey.date) <= end)
        .filter(|survey| admits(&body.texts("agents"), &survey.agent))
        .filter(|survey| admits(&body.texts("queues"), &survey.queue))
        .filter(|survey| {
            admits(
                &body.texts("wrapup"),
                survey.wrapup.as_deref().unwrap_or_default(),
            )
        })
        .filter(|survey| {
            body.map("answers")
                .into_iter()
                .flatten()
                .all(|(question, accepted)| answered(survey, question, &strict::texts(accepted)))
        })
        .collect();
    found.sort_by_key(|survey| survey.date);

    let rows: Vec<_> = page::numbered(&found, body.number("page").unwrap_or(1), PAGE_SIZE)
        .iter()
        .map(|survey| survey.listed())
        .collect();
    Ok(Reply::ok(&json!({
        "total": found.len(),
        "pageTotal": rows.len(),
        "surveys": rows,
        "result": "success",
    })))
}

fn admits(names: &[&str], name: &str) -> bool {
    names.is_empty() || names.contains(&name)
}

fn answered(survey: &Survey, question: &str, accepted: &[&str]) -> bool {
    if accepted.is_empty() {
        return true;
    }
    // The one key of the filter that is no question.
    if question == "interactionType" {
        return accepted
            .iter()
            .any(|kind| kind.eq_ignore_ascii_case(&survey.kind));
    }
    match survey.answers.get(question) {
        Some(Value::String(answer)) => accepted.contains(&answer.as_str()),
        Some(answer) => accepted.contains(&answer.to_string().as_str()),
        None => false,
    }
}

pub(super) fn upsert(store: &mut Store, call: &Call<'_>) -> Answer {
    let data = survey_data(&call.body)?;
    let interaction = data.text("interactionId");

    let last = store.upserts.get(interaction);
    if last.is_some_and(|&last| clock::since(call.now, last) < WINDOW) {
        return Err(Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many requests, please wait 10 seconds before retrying.",
        ));
    }
    store.upserts.insert(interaction.to_owned(), call.now);
    auth::company(data.text("companyId"))?;

    let answers = data.map("answers").cloned().unwrap_or_default();
    let known = store
        .surveys
        .iter_mut()
        .find(|survey| survey.interaction_id == interaction);
    let (status, message, shown) = match known {
        Some(survey) => {
            survey.answers.extend(answers);
            (StatusCode::OK, "Survey updated", survey.stored())
        }
        None => {
            let survey = created(&data, answers, call);
            let shown = survey.stored();
            store.surveys.push(survey);
            (StatusCode::CREATED, "Survey created", shown)
        }
    };
    Ok(Reply::json(
        status,
        &json!({"result": "success", "message": message, "data": shown}),
    ))
}

/// The survey inside the body: an object, or for Genesys Data Actions the JSON of one.
fn survey_data(body: &Fields) -> Result<Fields, Refusal> {
    let data = body.get("surveyData").cloned().unwrap_or_default();
    let data = match (body.text("sender"), data) {
        ("data_action", Value::String(text)) => serde_json::from_str(&text)
            .map_err(|error| Refusal::bad_request(format!("surveyData is not JSON: {error}")))?,
        ("data_action", _) => {
            return Err(Refusal::bad_request(
                "surveyData must be a text with JSON in it for the sender data_action",
            ));
        }
        (_, data) => data,
    };
    strict::object(SURVEY, data, "surveyData.")
}

fn created(data: &Fields, answers: Map<String, Value>, call: &Call<'_>) -> Survey {
    Survey {
        id: call.ids.object_id(),
        uuid: call.ids.uuid(),
        interaction_id: data.text("interactionId").to_owned(),
        // Not the client's own date: the vendor overwrites it.
        date: call.now,
        kind: data.text("type").to_owned(),
        number: data.text("number").to_owned(),
        direction: data.text("direction").to_owned(),
        queue: data.text("queue").to_owned(),
        agent: data.text("agent").to_owned(),
        wrapup: data
            .get("wrapup")
            .and_then(Value::as_str)
            .map(str::to_owned),
        answers,
    }
}
