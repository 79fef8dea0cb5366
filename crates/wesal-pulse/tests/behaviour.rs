//! How the vendor is treated: its credentials, its errors, and what is refused before it is sent.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

use ccaas_core::{BaseUrl, Environment, Method, Retry};
use httpmock::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use wesal_pulse::agents::GetAgentPerformance;
use wesal_pulse::dashboard::{DateRange, GetDashboardSummary};
use wesal_pulse::me::GetMe;
use wesal_pulse::oauth::CreateToken;
use wesal_pulse::queues::{GetQueueActivity, GetQueuePerformance, GetQueueRouting};
use wesal_pulse::report::MediaType;
use wesal_pulse::{Client, Error, ErrorKind, WesalPulse};

/// `test-client-id:test-client-secret`, as the vendor's example has it.
const BASIC: &str = "Basic dGVzdC1jbGllbnQtaWQ6dGVzdC1jbGllbnQtc2VjcmV0";

fn vendor(server: &MockServer) -> WesalPulse {
    WesalPulse::new("test-client-id", "test-client-secret").base_url(server.base_url())
}

fn client(server: &MockServer) -> Client {
    Client::new(vendor(server)).unwrap()
}

fn token(server: &MockServer) -> httpmock::Mock<'_> {
    server.mock(|when, then| {
        when.method(POST)
            .path("/oauth/token")
            .header("authorization", BASIC)
            .header("content-type", "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials");
        then.status(200)
            .json_body(json!({"access_token": "t-1", "token_type": "Bearer", "expires_in": 86400}));
    })
}

fn start() -> Timestamp {
    "2025-11-01T00:00:00Z".parse().unwrap()
}

fn end() -> Timestamp {
    "2025-11-12T23:59:59Z".parse().unwrap()
}

#[tokio::test]
async fn one_token_by_basic_credentials_serves_all_calls_as_bearer() {
    let server = MockServer::start_async().await;
    let token = token(&server);
    let me = server.mock(|when, then| {
        when.method(GET)
            .path("/me")
            .header("authorization", "Bearer t-1")
            .header("accept", "application/json");
        then.status(200).json_body(
            json!({"user": {"organizationId": "o-1", "permissions": ["read"], "new": 1}}),
        );
    });
    let client = client(&server);
    for _ in 0..3 {
        let principal = client.send(GetMe::new()).await.unwrap();
        assert_eq!(principal.organization_id.as_deref(), Some("o-1"));
    }
    assert_eq!((token.calls(), me.calls()), (1, 3));
}

#[tokio::test]
async fn a_token_without_an_end_is_used_until_it_is_refused() {
    let server = MockServer::start_async().await;
    let token = server.mock(|when, then| {
        when.path("/oauth/token");
        then.status(200).json_body(json!({"access_token": "t-1"}));
    });
    server.mock(|when, then| {
        when.path("/me");
        then.status(200).json_body(json!({"user": {}}));
    });
    let client = client(&server);
    client.send(GetMe::new()).await.unwrap();
    client.send(GetMe::new()).await.unwrap();
    assert_eq!(token.calls(), 1);
}

#[tokio::test]
async fn filters_stand_in_the_query_with_plain_commas() {
    let server = MockServer::start_async().await;
    token(&server);
    let report = server.mock(|when, then| {
        when.method(GET)
            .path("/queues/performance")
            .is_true(|request| {
                request.uri().query()
                    == Some(
                        "startDate=2025-11-01T00%3A00%3A00Z&endDate=2025-11-12T23%3A59%3A59Z\
                         &mediaTypes=voice,chat,video&directions=inbound&debug=true",
                    )
            });
        then.status(200).json_body(json!([{"name": "Sales"}]));
    });
    let performance = GetQueuePerformance::new(start(), end())
        .media_types([MediaType::Voice, MediaType::Chat, MediaType::from("video")])
        .directions(["inbound"])
        .debug(true);
    let rows = client(&server).send(performance).await.unwrap();
    assert_eq!(rows.rows().len(), 1);
    report.assert();
}

#[tokio::test]
async fn a_refused_client_is_told_in_the_words_of_rfc_6749() {
    let server = MockServer::start_async().await;
    let token = server.mock(|when, then| {
        when.path("/oauth/token");
        then.status(401).json_body(
            json!({"error": "invalid_client", "error_description": "Client authentication failed"}),
        );
    });
    let client = client(&server);
    let error = client.send(GetMe::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    let api = error.api().unwrap();
    assert_eq!(api.code.as_deref(), Some("invalid_client"));
    assert_eq!(api.message.as_deref(), Some("Client authentication failed"));
    assert_eq!(token.calls(), 1, "a refusal isn't repeated");
    client.send(GetMe::new()).await.unwrap_err();
    assert_eq!(token.calls(), 2, "but it isn't the end either");
}

#[tokio::test]
async fn a_missing_permission_is_no_reason_for_a_new_token() {
    let server = MockServer::start_async().await;
    let token = token(&server);
    let report = server.mock(|when, then| {
        when.path("/queues/activity");
        then.status(403)
            .json_body(json!({"error": "forbidden", "message": "Missing permission"}));
    });
    let error = client(&server)
        .send(GetQueueActivity::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!((token.calls(), report.calls()), (1, 1));
}

#[tokio::test]
async fn a_404_hints_at_the_path_and_a_route_replaces_it() {
    let server = MockServer::start_async().await;
    token(&server);
    server.mock(|when, then| {
        when.path("/me");
        then.status(404)
            .json_body(json!({"error": "not_found", "message": "Not found"}));
    });
    server.mock(|when, then| {
        when.path("/auth/me");
        then.status(200)
            .json_body(json!({"user": {"permissions": []}}));
    });
    let error = client(&server).send(GetMe::new()).await.unwrap_err();
    assert!(error.to_string().contains("route"), "{error}");

    let client = Client::builder(vendor(&server))
        .route("me.get", Method::GET, "/auth/me")
        .build()
        .unwrap();
    client.send(GetMe::new()).await.unwrap();
}

#[tokio::test]
async fn the_token_call_can_be_routed_too() {
    let server = MockServer::start_async().await;
    let token = server.mock(|when, then| {
        when.method(POST)
            .path("/oauth/access-token")
            .header("authorization", BASIC);
        then.status(200).json_body(json!({"access_token": "t-1"}));
    });
    server.mock(|when, then| {
        when.path("/me").header("authorization", "Bearer t-1");
        then.status(200).json_body(json!({"user": {}}));
    });
    let client = Client::builder(vendor(&server))
        .route("oauth.token.create", Method::POST, "/oauth/access-token")
        .build()
        .unwrap();
    client.send(GetMe::new()).await.unwrap();
    token.assert();
}

#[tokio::test]
async fn a_proxys_page_is_told_apart() {
    let server = MockServer::start_async().await;
    token(&server);
    server.mock(|when, then| {
        when.path("/agents/performance");
        then.status(502)
            .header("content-type", "text/html")
            .body("<html>Bad Gateway</html>");
    });
    let error = client(&server)
        .send(GetAgentPerformance::new(start(), end()))
        .retry(Retry::never())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Gateway);
    assert_eq!(error.status().unwrap(), 502);
}

#[tokio::test]
async fn bad_input_is_refused_before_anything_is_sent() {
    // Nothing listens there, so a call that is sent fails in another way than it should.
    let vendor = WesalPulse::new("id", "secret").base_url("http://127.0.0.1:9");
    let client = Client::builder(vendor)
        .retry(Retry::never())
        .build()
        .unwrap();
    let named = |error: Error, field: &str| {
        assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
        assert_eq!(error.attempts(), 0);
        assert!(error.to_string().contains(field), "{error}");
    };
    named(
        client
            .send(GetQueuePerformance::new(end(), start()))
            .await
            .unwrap_err(),
        "endDate",
    );
    named(
        client
            .send(GetQueueRouting::new(end(), start()))
            .await
            .unwrap_err(),
        "endDate",
    );
    named(
        client
            .send(GetAgentPerformance::new(end(), start()))
            .await
            .unwrap_err(),
        "endDate",
    );
    named(
        client
            .send(GetDashboardSummary::custom(end(), start()))
            .await
            .unwrap_err(),
        "endDate",
    );
    let custom = GetDashboardSummary::new().date_range(DateRange::Custom);
    named(client.send(custom.clone()).await.unwrap_err(), "startDate");
    named(
        client.send(custom.start_date(start())).await.unwrap_err(),
        "endDate",
    );
}

#[test]
fn settings_that_cant_work_are_named() {
    let failure = |vendor: WesalPulse| {
        let error = Client::new(vendor).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        error.to_string()
    };
    assert!(failure(WesalPulse::new("", "secret")).contains("client_id"));
    assert!(failure(WesalPulse::new("id", " ")).contains("client_secret"));
    let colon = failure(WesalPulse::new("i:d", "secret"));
    assert!(
        colon.contains("colon") && !colon.contains("secret"),
        "{colon}"
    );
    let vendor = WesalPulse::new("id", "secret").base_url(BaseUrl::new("https://host/#a"));
    assert!(failure(vendor).contains("base_url"));
}

#[test]
fn the_environment_names_what_is_missing() {
    let from = |pairs: &[(&str, &str)]| {
        WesalPulse::from_environment(&Environment::from_pairs(pairs.iter().copied()))
    };
    let id = ("WESAL_PULSE_CLIENT_ID", "id");
    assert!(
        from(&[])
            .unwrap_err()
            .to_string()
            .contains("WESAL_PULSE_CLIENT_ID")
    );
    assert!(
        from(&[id])
            .unwrap_err()
            .to_string()
            .contains("WESAL_PULSE_CLIENT_SECRET")
    );
    let vendor = from(&[id, ("WESAL_PULSE_CLIENT_SECRET", "s3cret")]).unwrap();
    assert!(!format!("{vendor:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_token_that_a_user_asks_for_stays_hidden() {
    let server = MockServer::start_async().await;
    token(&server);
    let answer = client(&server).send(CreateToken::new()).await.unwrap();
    assert_eq!(answer.access_token.expose(), "t-1");
    assert!(!format!("{answer:?}").contains("t-1"));
}
