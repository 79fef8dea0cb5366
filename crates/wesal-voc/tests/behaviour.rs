//! How the vendor is treated: its credentials, its errors, its limits, and what is refused before it
//! is sent.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

use std::time::Duration;

use ccaas_core::{BaseUrl, Delivery, Environment, Retry};
use httpmock::prelude::*;
use jiff::civil::{DateTime, date};
use serde_json::json;
use wesal_voc::auth::{Login, Logout, RequestPasswordReset, ResetMethod, VerifyPasswordReset};
use wesal_voc::surveys::{ListSurveys, SurveyData, UpsertSurvey};
use wesal_voc::{Client, Error, ErrorKind, WesalVoc};

const COMPANY: &str = "37e4be421508c0e91f59d752";
const INTERACTION: &str = "88888888-8888-8888-8888-888888888888";

fn day(day: i8) -> DateTime {
    date(2025, 11, day).at(0, 0, 0, 0)
}

fn list() -> ListSurveys {
    ListSurveys::new(COMPANY, day(1), day(12))
}

fn survey(interaction: &str) -> UpsertSurvey {
    let survey = SurveyData::new(COMPANY, interaction, "Voice", "0500000000", "Sales", "Nour");
    UpsertSurvey::new(survey.answer("AgentSatisfaction", "5"))
}

fn with_token(server: &MockServer) -> Client {
    let vendor = WesalVoc::with_token("client-id", "given-token").base_url(server.base_url());
    Client::new(vendor).unwrap()
}

fn with_login(server: &MockServer) -> Client {
    let vendor =
        WesalVoc::new("client-id", "ACME", "me@example.com", "s3cret").base_url(server.base_url());
    Client::new(vendor).unwrap()
}

/// Nothing listens there, so a test that sends fails in another way than it should.
fn unreachable() -> Client {
    let vendor = WesalVoc::with_token("client-id", "given-token");
    Client::builder(vendor.base_url("http://127.0.0.1:9"))
        .retry(Retry::never())
        .build()
        .unwrap()
}

fn page(surveys: &[&str], total: usize) -> serde_json::Value {
    let surveys: Vec<_> = surveys.iter().map(|id| json!({ "_id": id })).collect();
    json!({"surveys": surveys, "total": total, "pageTotal": surveys.len(), "result": "success"})
}

#[tokio::test]
async fn a_login_carries_the_client_id_and_its_token_goes_bare() {
    let server = MockServer::start_async().await;
    let login = server.mock(|when, then| {
        when.method(POST)
            .path("/auth/login")
            .header("x-client-id", "client-id")
            .header_missing("authorization")
            .json_body(json!({"company": "ACME", "email": "me@example.com", "password": "s3cret"}));
        then.status(200)
            .json_body(json!({"token": "the-token", "result": "success"}));
    });
    let found = server.mock(|when, then| {
        when.method(POST)
            .path("/surveys")
            .header("authorization", "the-token")
            .header_missing("x-client-id");
        then.status(200).json_body(page(&[], 0));
    });
    let client = with_login(&server);
    client.send(list()).await.unwrap();
    client.send(list()).await.unwrap();
    assert_eq!((login.calls(), found.calls()), (1, 2));
}

#[tokio::test]
async fn a_write_carries_the_token_and_the_client_id() {
    let server = MockServer::start_async().await;
    let written = server.mock(|when, then| {
        when.method(POST)
            .path("/surveys/create")
            .header("authorization", "given-token")
            .header("x-client-id", "client-id");
        then.status(201).json_body(
            json!({"result": "success", "message": "Survey created", "data": {"_id": "1"}}),
        );
    });
    let client = with_token(&server);
    assert!(client.send(survey(INTERACTION)).await.unwrap().created);
    written.assert();
}

#[tokio::test]
async fn a_given_token_is_never_renewed() {
    let server = MockServer::start_async().await;
    let login = server.mock(|when, then| {
        when.path("/auth/login");
        then.status(200).json_body(json!({"token": "new"}));
    });
    let refused = server.mock(|when, then| {
        when.path("/surveys");
        then.status(401).json_body(
            json!({"result": "error", "message": "Invalid or missing authentication token"}),
        );
    });
    let error = with_token(&server).send(list()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!((login.calls(), refused.calls()), (0, 1));
}

#[tokio::test]
async fn a_password_reset_needs_no_credentials() {
    let server = MockServer::start_async().await;
    let reset = server.mock(|when, then| {
        when.path("/auth/reset")
            .header_missing("authorization")
            .header_missing("x-client-id");
        then.status(200)
            .json_body(json!({"result": "success", "message": "Reset done"}));
    });
    let request = RequestPasswordReset::by_email(COMPANY, "me@example.com");
    let done = with_login(&server).send(request).await.unwrap();
    assert_eq!(done.message.as_deref(), Some("Reset done"));
    reset.assert();
}

#[tokio::test]
async fn a_failure_with_status_200_is_a_failure() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/surveys");
        then.status(200)
            .json_body(json!({"result": "error", "message": "Company is suspended"}));
    });
    let error = with_token(&server).send(list()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert!(
        error.to_string().contains("Company is suspended"),
        "{error}"
    );
}

#[tokio::test]
async fn documented_errors_keep_the_vendors_words_and_are_sent_once() {
    for (status, message, kind) in [
        (400, "Missing sender or surveyData", ErrorKind::Api),
        (400, "Invalid sender", ErrorKind::Api),
        (401, "X-Client-Id header is required", ErrorKind::Auth),
        (403, "Forbidden: Invalid client ID", ErrorKind::Auth),
        (404, "Company not found", ErrorKind::Api),
    ] {
        let server = MockServer::start_async().await;
        let mock = server.mock(|when, then| {
            when.path("/surveys/create");
            then.status(status)
                .json_body(json!({"result": "error", "message": message}));
        });
        let error = with_token(&server)
            .send(survey(INTERACTION))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{message}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.api().unwrap().message.as_deref(), Some(message));
        assert!(!error.to_string().contains("route"), "{error}");
        assert_eq!(mock.calls(), 1, "{message}");
    }
}

#[tokio::test]
async fn a_429_that_would_pass_the_deadline_comes_back_at_once() {
    let server = MockServer::start_async().await;
    let mock = server.mock(|when, then| {
        when.path("/surveys/create");
        then.status(429).json_body(
            json!({"result": "error", "message": "Too many requests, please wait 10 seconds before retrying."}),
        );
    });
    let client = with_token(&server);
    let error = client
        .send(survey(INTERACTION))
        .deadline(Duration::from_secs(5))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(error.retry_after().unwrap() >= Duration::from_secs(10));
    assert_eq!(mock.calls(), 1);

    // The hold is on the interaction: another one goes out at once, and gets its own answer.
    let other = client
        .send(survey("99999999-9999-4999-8999-999999999999"))
        .deadline(Duration::from_secs(5))
        .await
        .unwrap_err();
    assert_eq!(other.delivery(), Delivery::Answered);
    assert_eq!(mock.calls(), 2);
}

#[tokio::test]
async fn a_code_is_never_sent_twice() {
    let server = MockServer::start_async().await;
    let mock = server.mock(|when, then| {
        when.path("/auth/reset");
        then.status(500)
            .json_body(json!({"result": "error", "message": "Server-side error"}));
    });
    let request = RequestPasswordReset::by_email(COMPANY, "me@example.com");
    let error = with_token(&server).send(request).await.unwrap_err();
    assert_eq!((mock.calls(), error.attempts()), (1, 1));
    assert_eq!(error.delivery(), Delivery::Answered);
}

#[tokio::test]
async fn a_page_that_comes_again_ends_the_list_with_an_error() {
    let server = MockServer::start_async().await;
    let mock = server.mock(|when, then| {
        when.path("/surveys");
        then.status(200).json_body(page(&["a", "b"], 100));
    });
    let client = with_token(&server);
    let mut surveys = client.items(list());
    for _ in 0..2 {
        surveys.try_next().await.unwrap().unwrap();
    }
    let error = surveys.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert_eq!(mock.calls(), 2);
}

#[tokio::test]
async fn without_a_total_the_list_ends_with_an_empty_page() {
    let server = MockServer::start_async().await;
    for (number, ids) in [(1, vec!["a", "b"]), (2, vec!["c"]), (3, vec![])] {
        let rows: Vec<_> = ids.iter().map(|id| json!({ "_id": id })).collect();
        server.mock(|when, then| {
            when.path("/surveys")
                .json_body_includes(json!({"page": number}).to_string());
            then.status(200)
                .json_body(json!({"surveys": rows, "result": "success"}));
        });
    }
    let client = with_token(&server);
    let mut surveys = client.items(list());
    let mut ids = Vec::new();
    while let Some(survey) = surveys.try_next().await.unwrap() {
        ids.push(survey.id.unwrap());
    }
    assert_eq!(ids, ["a", "b", "c"]);
}

#[tokio::test]
async fn a_logout_with_a_dead_token_is_done() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/auth/logout");
        then.status(401).json_body(
            json!({"result": "error", "message": "Invalid or missing authentication token"}),
        );
    });
    with_token(&server).send(Logout::new()).await.unwrap();
}

#[tokio::test]
async fn the_login_that_a_user_sends_is_no_secret_in_errors() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/auth/login");
        then.status(401)
            .json_body(json!({"result": "error", "message": "Invalid credentials"}));
    });
    let login = Login::new("ACME", "me@example.com", "s3cret");
    assert!(!format!("{login:?}").contains("s3cret"));
    let error = with_login(&server).send(login).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}

async fn refused(
    call: ccaas_core::Call<impl ccaas_core::Operation<Output: std::fmt::Debug>>,
) -> Error {
    let error = call.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
    assert_eq!(error.attempts(), 0);
    error
}

#[tokio::test]
async fn bad_input_is_refused_before_anything_is_sent() {
    let client = unreachable();
    let error = refused(client.send(ListSurveys::new(COMPANY, day(12), day(1)))).await;
    assert!(error.to_string().contains("endDate"), "{error}");
    let error = refused(client.send(ListSurveys::new(" ", day(1), day(2)))).await;
    assert!(error.to_string().contains("companyId"), "{error}");
    let error = refused(client.send(list().page(0))).await;
    assert!(error.to_string().contains("page"), "{error}");
    let error = refused(client.send(survey(""))).await;
    assert!(
        error.to_string().contains("surveyData.interactionId"),
        "{error}"
    );
    let error = refused(client.send(RequestPasswordReset::new(COMPANY, ResetMethod::Email))).await;
    assert!(error.to_string().contains("email"), "{error}");
    let error = refused(client.send(RequestPasswordReset::by_phone(COMPANY, " "))).await;
    assert!(error.to_string().contains("phone"), "{error}");
    let verify = VerifyPasswordReset::new(COMPANY, ResetMethod::Email, "me@example.com", "", "new");
    let error = refused(client.send(verify)).await;
    assert!(error.to_string().contains("otp"), "{error}");
    let error = refused(client.send(list()).header("x-note", "a\r\nb: c")).await;
    assert!(error.to_string().contains("x-note"), "{error}");
}

#[test]
fn settings_that_cant_work_are_named() {
    let failure = |vendor: WesalVoc| {
        let error = Client::new(vendor).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        error.to_string()
    };
    let new = |id: &str, company: &str, email: &str, password: &str| {
        WesalVoc::new(id, company, email, password)
    };
    assert!(failure(new("", "ACME", "me@example.com", "s3cret")).contains("client_id"));
    assert!(failure(new("id", " ", "me@example.com", "s3cret")).contains("company"));
    assert!(failure(new("id", "ACME", "", "s3cret")).contains("email"));
    assert!(failure(new("id", "ACME", "me@example.com", "")).contains("password_or_api_token"));
    assert!(failure(WesalVoc::with_token("id", "")).contains("token"));
    let broken = failure(WesalVoc::with_token("id", "a\nb"));
    assert!(
        broken.contains("authorization") && !broken.contains("a\nb"),
        "{broken}"
    );
    for base_url in [
        "",
        "api.wesal.cloud",
        "ftp://api.wesal.cloud",
        "https://host/?a=b",
        "https://u:p@host",
    ] {
        let vendor = WesalVoc::with_token("id", "token").base_url(BaseUrl::new(base_url));
        assert!(failure(vendor).contains("base_url"), "{base_url}");
    }
}

#[test]
fn the_environment_names_what_is_missing() {
    let from = |pairs: &[(&str, &str)]| {
        WesalVoc::from_environment(&Environment::from_pairs(pairs.iter().copied()))
    };
    let missing = |pairs: &[(&str, &str)]| from(pairs).unwrap_err().to_string();
    let id = ("WESAL_VOC_CLIENT_ID", "id");
    assert!(missing(&[]).contains("WESAL_VOC_CLIENT_ID"));
    assert!(missing(&[id]).contains("WESAL_VOC_API_TOKEN"));
    assert!(missing(&[id, ("WESAL_VOC_PASSWORD", "p")]).contains("WESAL_VOC_COMPANY"));
    assert!(missing(&[id, ("WESAL_VOC_TOKEN", "")]).contains("WESAL_VOC_API_TOKEN"));
    from(&[id, ("WESAL_VOC_TOKEN", "t")]).unwrap();
    let vendor = from(&[
        id,
        ("WESAL_VOC_COMPANY", "ACME"),
        ("WESAL_VOC_EMAIL", "me@example.com"),
        ("WESAL_VOC_PASSWORD", "s3cret"),
    ])
    .unwrap();
    assert!(!format!("{vendor:?}").contains("s3cret"));
    for name in WesalVoc::VARIABLES.iter().map(|variable| variable.name) {
        assert!(name.starts_with("WESAL_VOC_"));
    }
}
