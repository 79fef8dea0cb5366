//! What the client of WiseCX does for all operations: logging in, and keeping quotas.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod support;

use std::time::Duration;

use ccaas::wisecx::auth::Authenticate;
use ccaas::wisecx::cases::{CreateCase, ListCases, NewActivity, SourceChannel};
use ccaas::wisecx::users::GetUser;
use ccaas::wisecx::{Client, WiseCx};
use ccaas::{Delivery, ErrorKind};
use ccaas_sandbox::{Fault, Sandbox, wisecx};
use support::answered;
use support::wisecx::{client, in_process, vendor};
use tokio::time::Instant;

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);

fn note() -> CreateCase {
    let note = NewActivity::note(5846, "x");
    CreateCase::new(159, SourceChannel::Internal, "x", [note])
}

#[tokio::test]
async fn over_a_socket_one_login_is_enough() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::new(vendor(&sandbox)).unwrap();
    client.send(ListCases::new()).await.unwrap();
    client.send(note()).await.unwrap();
    client.send(GetUser::new(5846)).await.unwrap();
    assert_eq!(answered(&sandbox, "auth.authenticate"), [200]);
    for request in sandbox.requests() {
        assert_eq!(request.header("x-api-key"), Some(wisecx::API_KEY));
    }
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_token_can_be_asked_for_by_hand() {
    let (_sandbox, client) = in_process();
    let answer = client.send(Authenticate::new(wisecx::USER)).await.unwrap();
    assert_eq!(answer.status.as_deref(), Some("ok"));
    assert!(!answer.token.expose().is_empty());
    let stranger = client.send(Authenticate::new("stranger")).await;
    assert_eq!(stranger.unwrap_err().kind(), ErrorKind::Auth);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_its_end() {
    let (sandbox, client) = in_process();
    client.send(ListCases::new()).await.unwrap();
    tokio::time::advance(HOUR - MINUTE).await;
    client.send(ListCases::new()).await.unwrap();
    assert_eq!(answered(&sandbox, "auth.authenticate"), [200, 200]);
    assert_eq!(
        answered(&sandbox, "cases.list"),
        [200, 200],
        "nobody saw a 403"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ran_out_unseen_is_renewed_and_the_call_repeated() {
    let (sandbox, client) = in_process();
    client.send(note()).await.unwrap();
    tokio::time::advance(2 * MINUTE).await;
    // The vendor's clock is ahead of the client's.
    sandbox.advance(HOUR);
    client.send(note()).await.unwrap();
    assert_eq!(answered(&sandbox, "auth.authenticate"), [200, 200]);
    assert_eq!(
        answered(&sandbox, "cases.create"),
        [200, 403, 200],
        "what counts each time too: a refused call did nothing"
    );
}

#[tokio::test(start_paused = true)]
async fn a_403_that_a_new_token_does_not_mend_is_the_vendors_word() {
    let (sandbox, client) = in_process();
    client.send(ListCases::new()).await.unwrap();
    tokio::time::advance(2 * MINUTE).await;
    sandbox.inject(Fault::status(403).on("cases.list").times(2));
    let error = client.send(ListCases::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(answered(&sandbox, "cases.list"), [200, 403, 403]);
    assert_eq!(answered(&sandbox, "auth.authenticate").len(), 2);
    client.send(ListCases::new()).await.unwrap();
}

#[tokio::test]
async fn a_wrong_key_is_an_auth_error_and_nothing_is_sent() {
    let sandbox = Sandbox::in_process();
    let access = sandbox.vendor("wisecx").unwrap();
    let wrong = WiseCx::new(wisecx::USER, "wrong-key").base_url(access.base_url());
    let client = Client::builder(wrong)
        .transport(sandbox.router())
        .build()
        .unwrap();
    let error = client.send(ListCases::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert!(!format!("{error} {error:?}").contains("wrong-key"));
    assert!(answered(&sandbox, "cases.list").is_empty());
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_leave_in_a_minute_than_the_vendor_takes() {
    let (sandbox, client) = in_process();
    let start = Instant::now();
    let calls = (0..5_000).map(|_| {
        let call = client.send(GetUser::new(5846));
        async move { call.await }
    });
    for result in futures_util::future::join_all(calls).await {
        result.unwrap();
    }
    // The login was one of them: the last call had to wait for the next minute.
    assert!(start.elapsed() >= MINUTE, "{:?}", start.elapsed());
    assert!(start.elapsed() < 2 * MINUTE, "{:?}", start.elapsed());
    let statuses = answered(&sandbox, "users.get");
    assert_eq!(statuses.len(), 5_000);
    assert!(statuses.iter().all(|status| *status == 200), "no 429");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_pass_the_deadline_is_told_at_once() {
    let (_sandbox, client) = in_process();
    let calls = (0..4_999).map(|_| {
        let call = client.send(GetUser::new(5846));
        async move { call.await }
    });
    futures_util::future::join_all(calls).await;
    let start = Instant::now();
    let error = client
        .send(GetUser::new(5846))
        .deadline(Duration::from_secs(3))
        .await
        .unwrap_err();
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.delivery(), Delivery::NotSent);
    let wait = error.retry_after().unwrap();
    assert!(wait > Duration::from_secs(3) && wait <= MINUTE, "{wait:?}");
}

#[tokio::test(start_paused = true)]
async fn a_429_of_what_others_have_used_up_is_waited_out() {
    // The vendor doesn't say how long to wait, and the client doesn't ask for long.
    let window = Duration::from_secs(2);
    let sandbox = Sandbox::builder().quota("wisecx", 3, window).in_process();
    let (other, client) = (client(&sandbox), client(&sandbox));
    client.send(GetUser::new(5846)).await.unwrap();
    tokio::time::advance(window).await;
    for _ in 0..2 {
        other.send(GetUser::new(5846)).await.unwrap();
    }

    let start = Instant::now();
    client.send(GetUser::new(5852)).await.unwrap();
    assert!(start.elapsed() >= window);
    let refused = answered(&sandbox, "users.get");
    assert!(
        refused.contains(&429),
        "the vendor has said so: {refused:?}"
    );
}
