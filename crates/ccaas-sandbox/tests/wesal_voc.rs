//! Wesal VoC: what it does, and what it refuses.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::{collections::HashSet, time::Duration};

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ccaas_sandbox::{
    CLOCK_START, Sandbox,
    wesal_voc::{CLIENT_ID, COMPANY, COMPANY_ID, EMAIL, PAGE_SIZE, PASSWORD, PHONE},
};
use common::{Answer, VOC, all_surveys, list, login_request, post, send, voc_token};
use http::Request;
use serde_json::{Value, json};

const INTERACTION: &str = "88888888-8888-8888-8888-888888888888";

fn survey() -> Value {
    json!({
        "companyId": COMPANY_ID,
        "interactionId": INTERACTION,
        "type": "Voice",
        "number": "0500000000",
        "queue": "Sales",
        "agent": "Mohammed",
        "answers": {"ServiceSatisfaction": "1"},
    })
}

async fn upsert(sandbox: &Sandbox, token: &str, body: &Value) -> Answer {
    let headers = [("Authorization", token), ("X-Client-Id", CLIENT_ID)];
    send(
        sandbox,
        post(&format!("{VOC}/surveys/create"), &headers, body),
    )
    .await
}

async fn login(sandbox: &Sandbox, body: &Value) -> Answer {
    let headers = [("X-Client-Id", CLIENT_ID)];
    send(sandbox, post(&format!("{VOC}/auth/login"), &headers, body)).await
}

async fn open_call(sandbox: &Sandbox, path: &str, body: &Value) -> Answer {
    send(sandbox, post(&format!("{VOC}{path}"), &[], body)).await
}

#[tokio::test]
async fn login_gives_the_user_and_a_token() {
    let sandbox = Sandbox::in_process();
    for password in [PASSWORD, ccaas_sandbox::wesal_voc::API_TOKEN] {
        let answer = login(
            &sandbox,
            &json!({"company": COMPANY, "email": EMAIL, "password": password}),
        )
        .await;
        let body = answer.json();
        assert_eq!(answer.status, 200);
        assert_eq!(body["result"], "success");
        assert_eq!(body["user"]["company"]["_id"], COMPANY_ID);
        assert_eq!(
            body["user"]["company"]["settings"]["questionsSchema"][0]["id"],
            "AgentSatisfaction"
        );
        let token = body["token"].as_str().unwrap();
        assert_eq!(list(&sandbox, token, &all_surveys()).await.status, 200);
    }
}

#[tokio::test]
async fn the_token_is_a_jwt_of_one_hour() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    let claims = token.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(claims["iat"], CLOCK_START.as_second());
    assert_eq!(claims["exp"], CLOCK_START.as_second() + 3600);

    sandbox.advance(Duration::from_secs(3590));
    assert_eq!(list(&sandbox, &token, &all_surveys()).await.status, 200);
    sandbox.advance(Duration::from_secs(10));
    list(&sandbox, &token, &all_surveys())
        .await
        .refused(401, "Invalid or missing authentication token");
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let sandbox = Sandbox::in_process();
    for (company, email, password) in [
        ("OTHER", EMAIL, PASSWORD),
        (COMPANY, "who@example.com", PASSWORD),
        (COMPANY, EMAIL, "guess"),
    ] {
        let body = json!({"company": company, "email": email, "password": password});
        login(&sandbox, &body)
            .await
            .refused(401, "Invalid credentials");
    }
}

#[tokio::test]
async fn login_wants_the_client_id() {
    let sandbox = Sandbox::in_process();
    let mut request = login_request();
    request.headers_mut().remove("X-Client-Id");
    send(&sandbox, request)
        .await
        .refused(401, "X-Client-Id header is required");

    let mut request = login_request();
    request
        .headers_mut()
        .insert("X-Client-Id", "other".parse().unwrap());
    send(&sandbox, request)
        .await
        .refused(403, "Forbidden: Invalid client ID");
}

#[tokio::test]
async fn bodies_are_held_to_the_reference() {
    let sandbox = Sandbox::in_process();
    let refused = async |body: Value, message: &str| {
        login(&sandbox, &body).await.refused(400, message);
    };
    refused(
        json!({"company": COMPANY, "email": EMAIL}),
        "password is required",
    )
    .await;
    refused(
        json!({"company": COMPANY, "email": EMAIL, "password": 7}),
        "password must be a text that is not empty",
    )
    .await;
    refused(
        json!({"company": COMPANY, "email": EMAIL, "password": PASSWORD, "Company": COMPANY}),
        "Company is not a known field",
    )
    .await;
    refused(json!([]), "body must be an object").await;

    let mut request = login_request();
    request
        .headers_mut()
        .insert("Content-Type", "text/plain".parse().unwrap());
    send(&sandbox, request)
        .await
        .refused(400, "Content-Type must be application/json");

    let mut request = login_request();
    *request.body_mut() = Body::from("{");
    let answer = send(&sandbox, request).await;
    assert_eq!(answer.status, 400);
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("body is not JSON"), "{message}");
}

#[tokio::test]
async fn no_query_is_documented_so_none_is_taken() {
    let sandbox = Sandbox::in_process();
    let mut request = login_request();
    *request.uri_mut() = format!("{VOC}/auth/login?debug=1").parse().unwrap();
    send(&sandbox, request)
        .await
        .refused(400, "debug is not a known parameter");
}

#[tokio::test]
async fn the_token_goes_bare() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    list(&sandbox, &format!("Bearer {token}"), &all_surveys())
        .await
        .refused(401, "Invalid or missing authentication token");
}

#[tokio::test]
async fn logout_ends_the_token() {
    let sandbox = Sandbox::in_process();
    let (token, other) = (voc_token(&sandbox).await, voc_token(&sandbox).await);
    let logout = || {
        Request::post(format!("{VOC}/auth/logout"))
            .header("Content-Type", "application/json")
            .header("Authorization", &token)
            .body(Body::empty())
            .unwrap()
    };
    send(&sandbox, logout()).await.is(
        200,
        &json!({"result": "success", "message": "Logged out successfully"}),
    );
    send(&sandbox, logout())
        .await
        .refused(401, "Invalid or missing authentication token");
    assert_eq!(list(&sandbox, &token, &all_surveys()).await.status, 401);
    assert_eq!(list(&sandbox, &other, &all_surveys()).await.status, 200);
}

#[tokio::test]
async fn pages_cover_everything_once() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    let mut request = all_surveys();
    let mut ids = Vec::new();
    let total = loop {
        let body = list(&sandbox, &token, &request).await.json();
        let surveys = body["surveys"].as_array().unwrap();
        assert_eq!(body["pageTotal"], surveys.len());
        assert_eq!(body["result"], "success");
        assert!(surveys.len() <= PAGE_SIZE);
        if surveys.is_empty() {
            break body["total"].as_u64().unwrap();
        }
        ids.extend(surveys.iter().map(|survey| survey["_id"].to_string()));
        request["page"] = json!(request["page"].as_u64().unwrap() + 1);
    };
    assert_eq!(ids.len() as u64, total);
    assert!(total > 12);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}

#[tokio::test]
async fn filters_choose() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    let total = async |member: &str, filter: Value| {
        let mut request = all_surveys();
        request[member] = filter;
        let body = list(&sandbox, &token, &request).await.json();
        body["total"].as_u64().unwrap()
    };
    assert_eq!(total("queues", json!([])).await, 23);
    assert_eq!(total("queues", json!(["Sales"])).await, 10);
    assert_eq!(total("queues", json!(["sales"])).await, 0);
    assert_eq!(total("agents", json!(["Nourah", "Sara"])).await, 9);
    assert_eq!(total("wrapup", json!("Inquiries")).await, 5);
    assert_eq!(total("wrapup", json!(["Inquiries", "Order"])).await, 9);
    assert_eq!(
        total("answers", json!({"interactionType": ["Chat"]})).await,
        6
    );
    assert_eq!(
        total("answers", json!({"ServiceSatisfaction": ["5"]})).await,
        6
    );
    assert_eq!(
        total(
            "answers",
            json!({"ServiceSatisfaction": ["5"], "AgentSatisfaction": ["5"]})
        )
        .await,
        4
    );
    assert_eq!(
        total("answers", json!({"ServiceSatisfaction": []})).await,
        23
    );
    assert_eq!(total("answers", json!({"NoSuchQuestion": ["5"]})).await, 0);
    assert_eq!(total("startDate", json!("2025-11-11T08:58:37")).await, 12);
    assert_eq!(total("startDate", json!("2025-11-11T05:58:37Z")).await, 12);
    assert_eq!(total("startDate", json!("2025-11-11T08:58:38")).await, 11);
    assert_eq!(total("endDate", json!("2025-11-11T08:58:37")).await, 12);
}

#[tokio::test]
async fn listings_are_held_to_the_reference() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    for (member, value, message) in [
        ("page", json!(0), "page must be a whole number from 1"),
        ("page", json!("1"), "page must be a whole number from 1"),
        ("agents", json!("Ahmed"), "agents must be an array of texts"),
        (
            "startDate",
            json!("soon"),
            "startDate must be an ISO 8601 date",
        ),
        (
            "endDate",
            json!("2024-01-01"),
            "endDate must not be before startDate",
        ),
        (
            "answers",
            json!({"Q": "5"}),
            "answers must be an object of arrays of texts",
        ),
        ("queue", json!(["Sales"]), "queue is not a known field"),
    ] {
        let mut request = all_surveys();
        request[member] = value;
        list(&sandbox, &token, &request).await.refused(400, message);
    }
    let mut request = all_surveys();
    request["companyId"] = json!("37e4be421508c0e91f....");
    list(&sandbox, &token, &request)
        .await
        .refused(404, "Company not found");
    let mut request = all_surveys();
    request.as_object_mut().unwrap().remove("queues");
    list(&sandbox, &token, &request)
        .await
        .refused(400, "queues is required");
}

#[tokio::test]
async fn a_survey_is_created_then_updated() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    let mut data = survey();
    data["surveyDate"] = json!("2023-01-28T12:02:54");
    data["wrapup"] = json!("Inquiries");
    let body = json!({"sender": "public", "surveyData": data});

    let created = upsert(&sandbox, &token, &body).await;
    let shown = created.json();
    assert_eq!(created.status, 201);
    assert_eq!(shown["message"], "Survey created");
    assert_eq!(shown["data"]["interactionId"], INTERACTION);
    assert_eq!(shown["data"]["direction"], "");
    assert_eq!(shown["data"]["wrapup"], "Inquiries");
    // The sandbox's present, in Riyadh, and not what the client sent.
    assert_eq!(shown["data"]["surveyDate"], "2026-01-01T03:00:00");
    assert_eq!(shown["data"]["_id"].as_str().unwrap().len(), 24);
    assert_eq!(shown["data"]["uuid"].as_str().unwrap().len(), 36);

    sandbox.advance(Duration::from_secs(11));
    let mut data = survey();
    data["agent"] = json!("Somebody");
    data["answers"] = json!({"AgentSatisfaction": 4});
    let text = json!({"sender": "data_action", "surveyData": data.to_string()});
    let updated = upsert(&sandbox, &token, &text).await;
    let changed = updated.json();
    assert_eq!(updated.status, 200);
    assert_eq!(changed["message"], "Survey updated");
    assert_eq!(changed["data"]["_id"], shown["data"]["_id"]);
    assert_eq!(changed["data"]["agent"], "Mohammed");
    assert_eq!(
        changed["data"]["answers"],
        json!({"ServiceSatisfaction": "1", "AgentSatisfaction": 4})
    );

    let mut request = all_surveys();
    request["agents"] = json!(["Mohammed"]);
    request["answers"] = json!({"AgentSatisfaction": ["4"]});
    let listed = list(&sandbox, &token, &request).await.json();
    assert_eq!(listed["total"], 1);
    assert_eq!(listed["surveys"][0]["_id"], shown["data"]["_id"]);
    assert_eq!(listed["surveys"][0].get("uuid"), None);
}

#[tokio::test]
async fn an_interaction_rests_for_ten_seconds() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    let body = json!({"sender": "public", "surveyData": survey()});
    assert_eq!(upsert(&sandbox, &token, &body).await.status, 201);
    sandbox.advance(Duration::from_secs(9));
    upsert(&sandbox, &token, &body).await.refused(
        429,
        "Too many requests, please wait 10 seconds before retrying.",
    );

    let mut other = body.clone();
    other["surveyData"]["interactionId"] = json!("99999999-8888-8888-8888-888888888888");
    assert_eq!(upsert(&sandbox, &token, &other).await.status, 201);

    // The refused call has not started the ten seconds anew.
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(upsert(&sandbox, &token, &body).await.status, 200);
}

#[tokio::test]
async fn upserts_are_refused_in_the_vendors_words() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    let url = format!("{VOC}/surveys/create");
    let good = json!({"sender": "public", "surveyData": survey()});

    let headers = [("X-Client-Id", CLIENT_ID)];
    send(&sandbox, post(&url, &headers, &good))
        .await
        .refused(401, "Authorization header is required");
    let headers = [("Authorization", token.as_str())];
    send(&sandbox, post(&url, &headers, &good))
        .await
        .refused(401, "X-Client-Id header is required");
    let headers = [("Authorization", token.as_str()), ("X-Client-Id", "x")];
    send(&sandbox, post(&url, &headers, &good))
        .await
        .refused(403, "Forbidden: Invalid client ID");

    let refused = async |body: Value, status: u16, message: &str| {
        upsert(&sandbox, &token, &body)
            .await
            .refused(status, message);
    };
    refused(json!({}), 400, "Missing sender or surveyData").await;
    refused(
        json!({"sender": "public"}),
        400,
        "Missing sender or surveyData",
    )
    .await;
    refused(
        json!({"sender": "private", "surveyData": survey()}),
        400,
        "Invalid sender",
    )
    .await;
    refused(
        json!({"sender": "public", "surveyData": survey().to_string()}),
        400,
        "surveyData must be an object",
    )
    .await;
    refused(
        json!({"sender": "data_action", "surveyData": survey()}),
        400,
        "surveyData must be a text with JSON in it for the sender data_action",
    )
    .await;

    for (member, value, status, message) in [
        (
            "companyId",
            json!("37e4be421508c0e91f59d753"),
            404,
            "Company not found",
        ),
        (
            "interactionId",
            json!("7"),
            400,
            "surveyData.interactionId must be a UUID",
        ),
        (
            "agents",
            json!("x"),
            400,
            "surveyData.agents is not a known field",
        ),
        (
            "answers",
            json!({"Q": ["1"]}),
            400,
            "surveyData.answers must be an object of texts and numbers",
        ),
    ] {
        let mut body = good.clone();
        body["surveyData"][member] = value;
        refused(body, status, message).await;
    }
}

#[tokio::test]
async fn a_password_is_reset_with_the_code() {
    let sandbox = Sandbox::in_process();
    let token = voc_token(&sandbox).await;
    let answer = open_call(
        &sandbox,
        "/auth/reset",
        &json!({"companyId": COMPANY_ID, "method": "email", "email": EMAIL, "phone": "NO"}),
    )
    .await;
    answer.is(
        200,
        &json!({"result": "success", "message": "Reset done, please check your email"}),
    );
    let sent = sandbox.outbox();
    assert_eq!(
        (sent.len(), sent[0].to(), sent[0].channel()),
        (1, EMAIL, "email")
    );

    let verify = |code: &str| {
        json!({
            "companyId": COMPANY_ID,
            "method": "email",
            "email": EMAIL,
            "verifyCode": "",
            "otp": code,
            "password": "fresh",
        })
    };
    open_call(&sandbox, "/auth/verify", &verify("wrong"))
        .await
        .refused(404, "Incorrect verify code");
    open_call(&sandbox, "/auth/verify", &verify(sent[0].code()))
        .await
        .is(
            200,
            &json!({"result": "success", "message": "Password reset successfully"}),
        );
    // A code works once.
    open_call(&sandbox, "/auth/verify", &verify(sent[0].code()))
        .await
        .refused(404, "Incorrect verify code");

    assert_eq!(list(&sandbox, &token, &all_surveys()).await.status, 401);
    let status = async |password: &str| {
        let body = json!({"company": COMPANY, "email": EMAIL, "password": password});
        login(&sandbox, &body).await.status
    };
    assert_eq!(status(PASSWORD).await, 401);
    assert_eq!(status("fresh").await, 200);
}

#[tokio::test]
async fn a_code_may_come_by_phone_and_go_as_verify_code() {
    let sandbox = Sandbox::in_process();
    let answer = open_call(
        &sandbox,
        "/auth/reset",
        &json!({"companyId": COMPANY_ID, "method": "phone", "phone": PHONE}),
    )
    .await;
    assert_eq!(answer.status, 200);
    let code = sandbox.outbox()[0].code().to_owned();
    let verify = |method: &str| {
        json!({
            "companyId": COMPANY_ID,
            "method": method,
            "email": EMAIL,
            "verifyCode": code,
            "otp": "",
            "password": "fresh",
        })
    };
    open_call(&sandbox, "/auth/verify", &verify("email"))
        .await
        .refused(404, "Incorrect verify code");
    let answer = open_call(&sandbox, "/auth/verify", &verify("phone")).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn resets_are_held_to_the_reference() {
    let sandbox = Sandbox::in_process();
    let refused = async |path: &str, body: Value, status: u16, message: &str| {
        open_call(&sandbox, path, &body)
            .await
            .refused(status, message);
    };
    refused(
        "/auth/reset",
        json!({"companyId": COMPANY_ID, "method": "pigeon"}),
        400,
        "method must be one of email, phone",
    )
    .await;
    refused(
        "/auth/reset",
        json!({"companyId": COMPANY_ID, "method": "email", "phone": PHONE}),
        400,
        "email is required",
    )
    .await;
    refused(
        "/auth/reset",
        json!({"companyId": COMPANY_ID, "method": "email", "email": "who@example.com"}),
        404,
        "User not found",
    )
    .await;
    refused(
        "/auth/verify",
        json!({"companyId": COMPANY_ID, "method": "email", "email": EMAIL, "password": "x"}),
        400,
        "otp is required",
    )
    .await;
    // Nobody asked for a code, so an empty one is no code either.
    refused(
        "/auth/verify",
        json!({
            "companyId": COMPANY_ID,
            "method": "email",
            "email": EMAIL,
            "otp": "",
            "password": "x",
        }),
        404,
        "Incorrect verify code",
    )
    .await;
    assert!(sandbox.outbox().is_empty());
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_apart() {
    let sandbox = Sandbox::in_process();
    for path in ["/survey", "/surveys/", ""] {
        open_call(&sandbox, path, &json!({}))
            .await
            .refused(404, "Resource not found");
    }
    let request = Request::get(format!("{VOC}/surveys"))
        .body(Body::empty())
        .unwrap();
    let answer = send(&sandbox, request).await;
    answer.refused(405, "Method not allowed");
    assert_eq!(answer.header("Allow"), "POST");
}
