//! What each operation puts on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

use std::sync::LazyLock;

use ccaas_tests::{fixture, json_body, snapshot_requests};
use jiff::civil::{DateTime, date};
use wesal_voc::auth::{Login, Logout, RequestPasswordReset, ResetMethod, VerifyPasswordReset};
use wesal_voc::surveys::{Direction, ListSurveys, Sender, SurveyData, UpsertSurvey};
use wesal_voc::{Client, WesalVoc};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");
const COMPANY: &str = "37e4be421508c0e91f59d752";
const INTERACTION: &str = "88888888-8888-8888-8888-888888888888";

/// One for all tests: making one reads the platform's certificates.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    Client::new(WesalVoc::new(
        "client-id",
        "ACME",
        "user@example.com",
        "api-token",
    ))
    .unwrap()
});

fn start() -> DateTime {
    date(2025, 11, 1).at(0, 0, 0, 0)
}

fn end() -> DateTime {
    date(2025, 11, 12).at(23, 59, 59, 0)
}

fn survey() -> SurveyData {
    SurveyData::new(
        COMPANY,
        INTERACTION,
        "Voice",
        "0500000000",
        "Sales",
        "Mohammed",
    )
    .answer("ServiceSatisfaction", "1")
}

fn ten() -> Vec<String> {
    (1..=10).map(|answer| answer.to_string()).collect()
}

#[test]
fn login() {
    let login = || Login::new("COMPANY_NAME", "user@example.com", "USER_PASSWORD");
    snapshot_requests(CRATE, &CLIENT, login(), login());
}

#[test]
fn list_surveys() {
    snapshot_requests(
        CRATE,
        &CLIENT,
        ListSurveys::new(COMPANY, start(), end()),
        ListSurveys::new(COMPANY, start(), end())
            .agents(["Nour"])
            .queues(["Sales"])
            .wrapup(["Inquiries"])
            .answer("AgentSatisfaction", ["1", "2"])
            .interaction_types(["voice"])
            .page(3),
    );
}

#[test]
fn upsert_survey() {
    let full = survey()
        .direction(Direction::Inbound)
        .survey_date(date(2023, 1, 28).at(12, 2, 54, 0))
        .wrapup("Inquiries");
    snapshot_requests(
        CRATE,
        &CLIENT,
        UpsertSurvey::new(survey()),
        UpsertSurvey::new(full).sender(Sender::Public),
    );
}

#[test]
fn request_password_reset() {
    snapshot_requests(
        CRATE,
        &CLIENT,
        RequestPasswordReset::by_phone(COMPANY, "0500000000"),
        RequestPasswordReset::by_email(COMPANY, "user@example.com").phone("0500000000"),
    );
}

#[test]
fn verify_password_reset() {
    let verify = || {
        VerifyPasswordReset::new(
            COMPANY,
            ResetMethod::Email,
            "user@example.com",
            "1234",
            "NEW_PASSWORD",
        )
    };
    snapshot_requests(CRATE, &CLIENT, verify(), verify().verify_code("5678"));
}

#[test]
fn logout() {
    snapshot_requests(CRATE, &CLIENT, Logout::new(), Logout::new());
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    let body = |name| fixture(CRATE, name);

    let mut all = ListSurveys::new("37e4be421508c0e91f....", start(), end())
        .queues(["Sales"])
        .wrapup(["Inquiries"])
        .answer("ServiceSatisfaction", ten())
        .answer("AgentSatisfaction", ten())
        .interaction_types(["voice"]);
    assert_eq!(
        json_body(&CLIENT, all.clone()),
        body("surveys.list.request.json")
    );
    all = ListSurveys::new(COMPANY, start(), end());
    assert_eq!(
        json_body(&CLIENT, all),
        body("surveys.list.request.all.json")
    );

    assert_eq!(
        json_body(&CLIENT, UpsertSurvey::new(survey())),
        body("surveys.upsert.request.minimal.json")
    );
    let mut full = survey()
        .answer("AgentSatisfaction", "2")
        .direction(Direction::Inbound)
        .survey_date(date(2023, 1, 28).at(12, 2, 54, 0))
        .wrapup("Inquiries");
    full.company_id = "67e4be421508c0e91....".to_owned();
    assert_eq!(
        json_body(&CLIENT, UpsertSurvey::new(full)),
        body("surveys.upsert.request.json")
    );

    assert_eq!(
        json_body(
            &CLIENT,
            RequestPasswordReset::by_phone(COMPANY, "0500000000")
        ),
        body("auth.password_reset.request.request.phone.json")
    );
    let by_email = RequestPasswordReset::by_email("37e4be421508c0e91f....", "user@example.com");
    assert_eq!(
        json_body(&CLIENT, by_email.phone("NO")),
        body("auth.password_reset.request.request.json")
    );
}

#[test]
fn a_data_action_sends_the_survey_as_a_text() {
    let mut survey = survey()
        .survey_date(date(2023, 1, 28).at(12, 2, 54, 0))
        .wrapup("inquiries");
    survey.company_id = "6a2e6d6d59d417bb...".to_owned();
    survey.answers = [("ServiceSatisfaction".to_owned(), "2".to_owned())].into();
    let sent = json_body(
        &CLIENT,
        UpsertSurvey::new(survey).sender(Sender::DataAction),
    );
    let example = fixture(CRATE, "surveys.upsert.request.data_action.json");
    assert_eq!(sent["sender"], example["sender"]);

    // The text may order the members as it likes; what it says must be the same.
    let inner = |body: &serde_json::Value| -> serde_json::Value {
        serde_json::from_str(body["surveyData"].as_str().unwrap()).unwrap()
    };
    assert_eq!(inner(&sent), inner(&example));
}

#[test]
fn secrets_have_a_placeholder_in_what_is_shown() {
    let call = Login::new("COMPANY_NAME", "user@example.com", "hunter2");
    let shown = CLIENT.send(call).prepare().unwrap();
    for text in [shown.to_string(), shown.to_http(), format!("{shown:?}")] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}
