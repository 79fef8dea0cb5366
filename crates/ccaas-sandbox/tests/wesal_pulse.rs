//! WesalPulse: what it does, and what it refuses.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::time::Duration;

use axum::body::Body;
use ccaas_sandbox::{Sandbox, wesal_pulse::ORGANIZATION_ID};
use common::{PULSE, get, pulse_token, send, token_request};
use http::Request;
use serde_json::{Value, json};

const NOVEMBER: &str = "startDate=2025-11-01T00:00:00Z&endDate=2025-12-01T00:00:00Z";

/// The sum of a member over all rows of a report.
fn sum(report: &Value, rows: &str, pointer: &str) -> u64 {
    let rows = report[rows].as_array().unwrap();
    rows.iter()
        .map(|row| row.pointer(pointer).unwrap().as_u64().unwrap())
        .sum()
}

#[tokio::test]
async fn a_token_comes_by_client_credentials() {
    let sandbox = Sandbox::in_process();
    let answer = send(&sandbox, token_request()).await;
    let body = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("Cache-Control"), "no-store");
    assert_eq!(
        (&body["token_type"], &body["expires_in"]),
        (&json!("Bearer"), &json!(86_400))
    );
    let token = body["access_token"].as_str().unwrap();

    let me = get(&sandbox, token, "/me").await.json();
    assert_eq!(me["user"]["organizationId"], ORGANIZATION_ID);

    sandbox.advance(Duration::from_secs(86_400));
    get(&sandbox, token, "/me").await.is(
        401,
        &json!({"error": "unauthorized", "message": "Invalid or expired token"}),
    );
}

#[tokio::test]
async fn the_token_call_refuses_as_rfc_6749_says() {
    let sandbox = Sandbox::in_process();
    for authorization in [
        None,
        Some("Basic d3Jvbmc6d3Jvbmc="),
        Some("Basic ???"),
        Some("Bearer c2FuZGJveC1jbGllbnQtaWQ6c2FuZGJveC1jbGllbnQtc2VjcmV0"),
    ] {
        let mut request = token_request();
        request.headers_mut().remove("Authorization");
        if let Some(value) = authorization {
            request
                .headers_mut()
                .insert("Authorization", value.parse().unwrap());
        }
        let answer = send(&sandbox, request).await;
        assert_eq!(
            answer.header("WWW-Authenticate"),
            "Basic realm=\"wesal-pulse\""
        );
        answer.is(
            401,
            &json!({
                "error": "invalid_client",
                "error_description": "Client authentication failed",
            }),
        );
    }
    for (form, error, description) in [
        ("", "invalid_request", "grant_type is required"),
        (
            "grant_type=password",
            "unsupported_grant_type",
            "grant_type must be client_credentials",
        ),
        (
            "grant_type=client_credentials&client_id=x",
            "invalid_request",
            "client_id is not a known parameter",
        ),
        (
            "grant_type=client_credentials&grant_type=client_credentials",
            "invalid_request",
            "grant_type is given more than once",
        ),
    ] {
        let mut request = token_request();
        *request.body_mut() = Body::from(form);
        let refusal = json!({"error": error, "error_description": description});
        send(&sandbox, request).await.is(400, &refusal);
    }
    let mut request = token_request();
    request
        .headers_mut()
        .insert("Content-Type", "application/json".parse().unwrap());
    let answer = send(&sandbox, request).await;
    assert_eq!(answer.json()["error"], "invalid_request");
}

#[tokio::test]
async fn the_token_goes_behind_bearer() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    for value in [
        token.clone(),
        format!("Basic {token}"),
        "Bearer x".to_owned(),
    ] {
        let request = Request::get(format!("{PULSE}/me"))
            .header("Authorization", value)
            .body(Body::empty())
            .unwrap();
        assert_eq!(send(&sandbox, request).await.status, 401);
    }
}

#[tokio::test]
async fn filters_change_the_numbers() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    let offered = async |query: &str| {
        let report = get(&sandbox, &token, &format!("/queues/performance?{query}"))
            .await
            .json();
        sum(&report, "queues", "/nOffered")
    };
    // One every ten minutes for thirty days.
    assert_eq!(offered(NOVEMBER).await, 30 * 24 * 6);
    assert_eq!(
        offered("startDate=2025-11-01T00:00:00Z&endDate=2025-11-01T01:00:00Z").await,
        6
    );
    assert_eq!(
        offered("startDate=2025-11-01T03:00:00&endDate=2025-11-01T04:00:00%2B03:00").await,
        6
    );

    let mut media = 0;
    for one in ["voice", "chat", "email", "message"] {
        media += offered(&format!("{NOVEMBER}&mediaTypes={one}")).await;
    }
    assert_eq!(media, 30 * 24 * 6);
    let voice = offered(&format!("{NOVEMBER}&mediaTypes=voice")).await;
    let chat = offered(&format!("{NOVEMBER}&mediaTypes=chat")).await;
    assert!(voice > 0 && chat > 0);
    for comma in [",", "%2C"] {
        let both = offered(&format!("{NOVEMBER}&mediaTypes=voice{comma}chat")).await;
        assert_eq!(both, voice + chat);
    }
    let inbound = offered(&format!("{NOVEMBER}&directions=inbound")).await;
    let outbound = offered(&format!("{NOVEMBER}&directions=outbound")).await;
    assert!(outbound > 0);
    assert_eq!(inbound + outbound, 30 * 24 * 6);
}

#[tokio::test]
async fn the_reports_agree_with_each_other() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    let report = async |path: &str| {
        let answer = get(&sandbox, &token, &format!("{path}{NOVEMBER}")).await;
        assert_eq!(answer.status, 200, "{path}");
        answer.json()
    };
    let queues = report("/queues/performance?").await;
    let routing = report("/queues/routing?").await;
    let agents = report("/agents/performance?").await;
    let summary = report("/dashboard/summary?dateRange=custom&").await;

    let offered = sum(&queues, "queues", "/nOffered");
    let answered = sum(&queues, "queues", "/tAnswered/count");
    assert_eq!(sum(&agents, "agents", "/answered"), answered);
    assert_eq!(
        sum(&routing, "queues", "/routing/standard") + sum(&routing, "queues", "/routing/bullseye"),
        offered
    );
    assert_eq!(
        summary["summary"],
        json!({"offered": offered, "answered": answered, "abandoned": offered - answered})
    );
    assert!(queues["queues"][0]["serviceLevel"].as_f64().unwrap() < 1.0);
    assert!(agents["agents"][0]["tHandle"]["sum"].as_f64().unwrap() > 0.0);
}

#[tokio::test]
async fn an_empty_range_has_no_service_level() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    let path = "/queues/performance?startDate=2030-01-01&endDate=2030-01-02";
    let report = get(&sandbox, &token, path).await.json();
    assert_eq!(
        report["queues"][0],
        json!({
            "id": "00000000-0000-4000-8000-0000000000aa",
            "name": "Sales",
            "nOffered": 0,
            "tAnswered": {"count": 0, "sum": 0.0},
            "serviceLevel": null,
        })
    );
}

#[tokio::test]
async fn debug_repeats_the_question() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    for path in ["/queues/performance", "/agents/performance"] {
        let plain = get(&sandbox, &token, &format!("{path}?{NOVEMBER}&debug=false")).await;
        assert_eq!(plain.json().get("debug"), None);
        let path = format!("{path}?{NOVEMBER}&debug=true&mediaTypes=voice");
        let debug = &get(&sandbox, &token, &path).await.json()["debug"];
        assert_eq!(debug["startDate"], "2025-11-01T00:00:00Z");
        assert_eq!(debug["mediaTypes"], json!(["voice"]));
        assert_eq!(debug["directions"], Value::Null);
    }
}

#[tokio::test]
async fn the_presets_are_riyadhs_days() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    let range = async |query: &str| {
        let body = get(&sandbox, &token, &format!("/dashboard/summary{query}"))
            .await
            .json();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        (text("startDate"), text("endDate"))
    };
    // The sandbox's present is 3 o'clock on a Thursday in Riyadh.
    for (query, start, end) in [
        ("", "2025-12-31T21:00:00Z", "2026-01-01T00:00:00Z"),
        (
            "?dateRange=today",
            "2025-12-31T21:00:00Z",
            "2026-01-01T00:00:00Z",
        ),
        (
            "?dateRange=yesterday",
            "2025-12-30T21:00:00Z",
            "2025-12-31T21:00:00Z",
        ),
        (
            "?dateRange=this_week",
            "2025-12-27T21:00:00Z",
            "2026-01-01T00:00:00Z",
        ),
        (
            "?dateRange=last_week",
            "2025-12-20T21:00:00Z",
            "2025-12-27T21:00:00Z",
        ),
        (
            "?dateRange=this_month",
            "2025-12-31T21:00:00Z",
            "2026-01-01T00:00:00Z",
        ),
        (
            "?dateRange=last_month",
            "2025-11-30T21:00:00Z",
            "2025-12-31T21:00:00Z",
        ),
    ] {
        assert_eq!(
            range(query).await,
            (start.to_owned(), end.to_owned()),
            "{query}"
        );
    }
}

#[tokio::test]
async fn today_grows_with_the_clock() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    let activity = async |query: &str| {
        get(&sandbox, &token, &format!("/queues/activity{query}"))
            .await
            .json()
    };
    let early = activity("").await;
    assert_eq!(early["from"], "2025-12-31T21:00:00Z");
    // Two queues with three media each.
    assert_eq!(early["queues"].as_array().unwrap().len(), 6);
    sandbox.advance(Duration::from_secs(12 * 3600));
    let late = activity("").await;
    assert_eq!(
        sum(&late, "queues", "/offered"),
        sum(&early, "queues", "/offered") + 12 * 6
    );

    let voice = activity("?mediaTypes=voice&startDate=whenever").await;
    let rows = voice["queues"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["mediaType"] == "voice"));
}

#[tokio::test]
async fn queries_are_held_to_the_reference() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    let range = "startDate=2025-11-01T00:00:00Z&endDate=2025-11-02T00:00:00Z";
    for (path, message) in [
        ("/queues/performance", "startDate and endDate are required"),
        (
            "/queues/routing?startDate=2025-11-01",
            "startDate and endDate are required",
        ),
        (
            "/agents/performance?startDate=2025-11-02&endDate=2025-11-01",
            "endDate must not be before startDate",
        ),
        (
            "/agents/performance?startDate=1.11.2025&endDate=2.11.2025",
            "startDate must be an ISO 8601 date",
        ),
        (
            "/queues/performance?startDate=2025-11-01T00:00:00+03:00&endDate=2025-11-02",
            "startDate must be an ISO 8601 date",
        ),
        (
            &format!("/queues/performance?{range}&mediatypes=voice"),
            "mediatypes is not a known parameter",
        ),
        (
            &format!("/queues/performance?{range}&mediaTypes=voise"),
            "mediaTypes must be a comma-separated list of voice, chat, email, message, callback",
        ),
        (
            &format!("/queues/routing?{range}&directions=inbound,"),
            "directions must be a comma-separated list of inbound, outbound",
        ),
        (
            &format!("/queues/routing?{range}&debug=true"),
            "debug is not a known parameter",
        ),
        (
            &format!("/queues/performance?{range}&debug=yes"),
            "debug must be one of true, false",
        ),
        (
            "/dashboard/summary?dateRange=custom&startDate=2025-11-01",
            "startDate and endDate are required",
        ),
        (
            "/dashboard/summary?startDate=2025-11-01&endDate=2025-11-02",
            "startDate and endDate need dateRange=custom",
        ),
        ("/me?verbose=1", "verbose is not a known parameter"),
    ] {
        get(&sandbox, &token, path)
            .await
            .is(400, &json!({"error": "bad_request", "message": message}));
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_apart() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    get(&sandbox, &token, "/auth/me")
        .await
        .is(404, &json!({"error": "not_found", "message": "Not found"}));
    let answer = get(&sandbox, &token, "/oauth/token").await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.json()["error"], "method_not_allowed");
}

#[tokio::test]
async fn a_body_where_none_belongs_is_refused() {
    let sandbox = Sandbox::in_process();
    let token = pulse_token(&sandbox).await;
    let request = Request::get(format!("{PULSE}/me"))
        .header("Authorization", format!("Bearer {token}"))
        .body(Body::from("{}"))
        .unwrap();
    send(&sandbox, request).await.is(
        400,
        &json!({"error": "bad_request", "message": "no body is expected"}),
    );
}
