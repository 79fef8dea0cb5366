//! The sandbox's clock, alone and together with tokio's.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::time::Duration;

use ccaas_sandbox::{CLOCK_START, Fault, Sandbox};
use common::{all_surveys, list, login_request, send, voc_token};
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_paused_clock_moves_client_and_sandbox_together() {
    let sandbox = Sandbox::in_process();
    assert_eq!(sandbox.now(), CLOCK_START);
    let token = voc_token(&sandbox).await;
    tokio::time::sleep(Duration::from_secs(3599)).await;
    assert_eq!(list(&sandbox, &token, &all_surveys()).await.status, 200);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(list(&sandbox, &token, &all_surveys()).await.status, 401);
    assert_eq!(sandbox.now().to_string(), "2026-01-01T01:00:00Z");
}

#[tokio::test(start_paused = true)]
async fn advancing_moves_the_sandbox_alone() {
    let sandbox = Sandbox::in_process();
    let before = Instant::now();
    sandbox.advance(Duration::from_secs(86_400));
    assert_eq!(sandbox.now().to_string(), "2026-01-02T00:00:00Z");
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_delay_waits_by_tokios_clock() {
    let sandbox = Sandbox::in_process();
    sandbox.inject(Fault::delay(Duration::from_secs(30)));
    let before = Instant::now();
    let answer = send(&sandbox, login_request()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(before.elapsed(), Duration::from_secs(30));
    assert_eq!(answer.header("Date"), "Thu, 01 Jan 2026 00:00:30 GMT");
    assert_eq!(sandbox.requests()[0].at(), CLOCK_START);
}

#[tokio::test(start_paused = true)]
async fn a_held_up_request_is_already_in_the_log() {
    let sandbox = Sandbox::in_process();
    sandbox.inject(Fault::delay(Duration::from_secs(30)));
    let impatient = tokio::time::timeout(Duration::from_secs(1), send(&sandbox, login_request()));
    assert!(impatient.await.is_err());
    assert_eq!(sandbox.requests().len(), 1);
    assert_eq!(sandbox.requests()[0].status(), None);
}

#[tokio::test(start_paused = true)]
async fn tokens_live_as_long_as_the_builder_says() {
    let sandbox = Sandbox::builder()
        .token_lifetime(Duration::from_secs(5))
        .in_process();
    let token = voc_token(&sandbox).await;
    sandbox.advance(Duration::from_secs(4));
    assert_eq!(list(&sandbox, &token, &all_surveys()).await.status, 200);
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(list(&sandbox, &token, &all_surveys()).await.status, 401);

    let answer = send(&sandbox, common::token_request()).await;
    assert_eq!(answer.json()["expires_in"], 5);
}
