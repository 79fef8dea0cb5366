//! The client of WesalPulse against the sandbox.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod support;

use std::time::Duration;

use ccaas::wesal_pulse::agents::GetAgentPerformance;
use ccaas::wesal_pulse::dashboard::{DateRange, GetDashboardSummary};
use ccaas::wesal_pulse::me::GetMe;
use ccaas::wesal_pulse::oauth::CreateToken;
use ccaas::wesal_pulse::queues::{GetQueueActivity, GetQueuePerformance, GetQueueRouting};
use ccaas::wesal_pulse::report::{Direction, MediaType};
use ccaas::wesal_pulse::{Client, WesalPulse};
use ccaas::{ErrorKind, Method, Untyped};
use ccaas_sandbox::{Sandbox, wesal_pulse};
use jiff::Timestamp;
use support::{answered, environment};

fn vendor(sandbox: &Sandbox) -> WesalPulse {
    WesalPulse::from_environment(&environment(sandbox, "wesal-pulse")).unwrap()
}

fn in_process() -> (Sandbox, Client) {
    let sandbox = Sandbox::in_process();
    let client = Client::builder(vendor(&sandbox))
        .transport(sandbox.router())
        .build()
        .unwrap();
    (sandbox, client)
}

/// Around the sandbox's clock, where its conversations lie.
fn range(sandbox: &Sandbox) -> (Timestamp, Timestamp) {
    let day = Duration::from_secs(86_400);
    (sandbox.now() - 7 * day, sandbox.now() + day)
}

#[tokio::test]
async fn over_a_socket_every_report_comes_with_one_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::new(vendor(&sandbox)).unwrap();
    let (start, end) = range(&sandbox);

    let me = client.send(GetMe::new()).await.unwrap();
    assert_eq!(
        me.organization_id.as_deref(),
        Some(wesal_pulse::ORGANIZATION_ID)
    );
    client
        .send(GetDashboardSummary::new().date_range(DateRange::Today))
        .await
        .unwrap();
    client
        .send(GetDashboardSummary::custom(start, end))
        .await
        .unwrap();
    client.send(GetQueueActivity::new()).await.unwrap();
    client.send(GetQueueRouting::new(start, end)).await.unwrap();
    client
        .send(GetAgentPerformance::new(start, end))
        .await
        .unwrap();
    let queues = client
        .send(GetQueuePerformance::new(start, end).debug(true))
        .await
        .unwrap();
    assert!(!queues.rows().is_empty());
    assert_eq!(answered(&sandbox, "oauth.token.create"), [200]);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn filters_change_the_numbers() {
    let (sandbox, client) = in_process();
    let (start, end) = range(&sandbox);
    let all = client
        .send(GetQueuePerformance::new(start, end))
        .await
        .unwrap();
    let voice = GetQueuePerformance::new(start, end).media_types([MediaType::Voice]);
    let voice = client.send(voice).await.unwrap();
    let outbound = GetQueuePerformance::new(start, end).directions([Direction::Outbound]);
    let outbound = client.send(outbound).await.unwrap();
    assert_ne!(all, voice);
    assert_ne!(all, outbound);
}

#[tokio::test(start_paused = true)]
async fn a_days_token_is_renewed_before_its_end() {
    let (sandbox, client) = in_process();
    client.send(GetMe::new()).await.unwrap();
    tokio::time::advance(Duration::from_secs(86_400 - 30)).await;
    client.send(GetMe::new()).await.unwrap();
    assert_eq!(answered(&sandbox, "oauth.token.create"), [200, 200]);
    assert_eq!(answered(&sandbox, "me.get"), [200, 200]);
}

#[tokio::test]
async fn a_token_can_be_asked_for_by_hand() {
    let (_sandbox, client) = in_process();
    let answer = client.send(CreateToken::new()).await.unwrap();
    assert_eq!(answer.expires_in, Some(86_400));
    assert!(!answer.access_token.is_empty());
}

#[tokio::test]
async fn a_wrong_secret_is_an_auth_error() {
    let sandbox = Sandbox::in_process();
    let access = sandbox.vendor("wesal-pulse").unwrap();
    let wrong = WesalPulse::new(wesal_pulse::CLIENT_ID, "wrong-secret").base_url(access.base_url());
    let client = Client::builder(wrong)
        .transport(sandbox.router())
        .build()
        .unwrap();
    let error = client.send(GetMe::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(error.api().unwrap().code.as_deref(), Some("invalid_client"));
    assert!(!format!("{error} {error:?}").contains("wrong-secret"));
}

#[tokio::test]
async fn what_the_typed_layer_lacks_goes_through_the_same_client() {
    let (sandbox, client) = in_process();
    let me = client.send(Untyped::of("me.get").unwrap()).await.unwrap();
    assert_eq!(me["user"]["organizationId"], wesal_pulse::ORGANIZATION_ID);

    let unknown = Untyped::new("queues.unheard.get", Method::GET, "/queues/unheard");
    let error = client.send(unknown).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(answered(&sandbox, "oauth.token.create"), [200]);
}

#[tokio::test]
async fn the_payload_can_be_a_type_of_the_callers() {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Mine {
        organization_id: String,
    }
    let (_sandbox, client) = in_process();
    let mine: Mine = client.send(GetMe::new()).decode_as().await.unwrap();
    assert_eq!(mine.organization_id, wesal_pulse::ORGANIZATION_ID);
}
