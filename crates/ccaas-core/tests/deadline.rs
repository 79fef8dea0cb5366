//! What bounds a call in time: the timeout of an attempt, and the deadline of the whole call.

mod support;

use ccaas_core::quota::Quota;
use ccaas_core::{Delivery, ErrorKind, Retry};
use support::{AddBox, Depot, Flow, Health, ReadBox, Server, Step, millis, secs, timed};

#[tokio::test(start_paused = true)]
async fn it_bounds_the_wait_in_a_queue_whose_end_is_not_known() {
    let server = Server::always(Step::ok().after(secs(60)));
    let client = Depot::new()
        .quota(Quota::concurrency("one", 1))
        .client(&server);
    let first = tokio::spawn(client.send(ReadBox::new(1)).timeout(secs(100)).raw());
    support::settle().await;

    let (result, took) = timed(client.send(ReadBox::new(2)).deadline(secs(5))).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_timeout());
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert_eq!(error.attempts(), 0);
    assert_eq!(took, secs(5));
    assert_eq!(error.elapsed(), secs(5));
    first.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_wait_in_a_queue_that_would_pass_it_fails_at_once() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("minute", 1, secs(60)))
        .client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    let (result, took) = timed(client.send(ReadBox::new(2)).deadline(secs(59))).await;
    let error = result.unwrap_err();
    assert_eq!(took, secs(0));
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(secs(60)));
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert!(error.to_string().contains("\"minute\""), "{error}");

    let (result, took) = timed(client.send(ReadBox::new(3)).deadline(secs(61))).await;
    result.unwrap();
    assert_eq!(took, secs(60));
}

#[tokio::test(start_paused = true)]
async fn it_bounds_all_the_waits_between_attempts() {
    let server = Server::always(Step::status(503));
    let forever = Retry::attempts(u32::MAX).backoff(secs(1), secs(4));
    let call = Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .retry(forever)
        .deadline(secs(30));
    let (result, took) = timed(call).await;
    let error = result.unwrap_err();
    // No wait is begun that can't end in time: what comes back is the vendor's own answer.
    assert_eq!(error.status().unwrap(), 503);
    assert!(took < secs(30), "{took:?}");
    assert!(took > secs(20), "{took:?}");
    assert!(error.attempts() > 5);
}

#[tokio::test(start_paused = true)]
async fn it_bounds_the_wait_for_a_login() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::token("t", 3_600).after(secs(20)),
        _ => Step::ok(),
    });
    let client = Depot::with_login().client(&server);
    let (result, took) = timed(client.send(AddBox::new()).deadline(secs(3))).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.delivery(),
        Delivery::NotSent,
        "the login did, it did not"
    );
    assert_eq!(took, secs(3));
    assert_eq!(server.count_of("/api/boxes"), 0);
}

#[tokio::test(start_paused = true)]
async fn it_ends_an_attempt_that_is_out_and_then_nobody_knows_what_became_of_it() {
    let server = Server::always(Step::silent());
    let call = Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .deadline(secs(4));
    let (result, took) = timed(call).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert_eq!(error.attempts(), 1, "there is no time left for another");
    assert_eq!(took, secs(4));
    assert!(error.to_string().contains("deadline"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_timeout_of_an_attempt_comes_before_a_later_deadline() {
    let server = Server::always(Step::silent());
    let call = Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .timeout(secs(2))
        .deadline(secs(100))
        .retry(Retry::attempts(3).backoff(millis(0), millis(0)));
    let (result, took) = timed(call).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.attempts(), 3);
    assert_eq!(took, secs(6));
    assert!(error.to_string().contains("2.0 s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_in_the_middle_of_a_later_attempt_ends_that_attempt() {
    let server = Server::always(Step::silent());
    let call = Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .timeout(secs(4))
        .deadline(secs(6))
        .retry(Retry::attempts(3).backoff(millis(0), millis(0)));
    let (result, took) = timed(call).await;
    assert_eq!(result.unwrap_err().attempts(), 2);
    assert_eq!(took, secs(6));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_in_the_middle_ends_with_the_attempt_and_counts_as_answered() {
    let server = Server::always(Step::answer(200, Flow::stuck("[1,")));
    let call = Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .timeout(secs(9))
        .retry(Retry::never());
    let (result, took) = timed(call).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.delivery(), Delivery::Answered);
    assert_eq!(took, secs(9));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_trickles_does_not_outlast_the_attempt() {
    // Each chunk arrives well in time; all of them never do.
    let server = Server::always(Step::answer(200, Flow::endless("1").paced(secs(1))));
    let call = Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .timeout(millis(9_500))
        .retry(Retry::never());
    let (result, took) = timed(call).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(took, millis(9_500));
}

#[tokio::test(start_paused = true)]
async fn without_one_a_call_waits_as_long_as_its_quotas_want() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("day", 1, secs(86_400)))
        .on(&server)
        .deadline(None)
        .build()
        .unwrap();
    client.send(ReadBox::new(1)).await.unwrap();
    let (result, took) = timed(client.send(ReadBox::new(2))).await;
    result.unwrap();
    assert_eq!(took, secs(86_400));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_no_clock_can_reach_is_none() {
    let server = Server::always(Step::ok());
    let client = Depot::new().client(&server);
    let never = std::time::Duration::MAX;
    let call = client.send(Health).timeout(never).deadline(never);
    assert_eq!(call.await.unwrap()["id"], 1);
}

#[tokio::test(start_paused = true)]
async fn the_furthest_attempt_says_how_far_the_call_got() {
    let server = Server::steps([Step::status(503), Step::not_sent()]);
    let error = Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .retry(Retry::attempts(2))
        .await
        .unwrap_err();
    assert_eq!(error.delivery(), Delivery::Answered);

    let server = Server::steps([Step::broken(), Step::status(503)]);
    let error = Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .retry(Retry::attempts(2))
        .await
        .unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
}
