//! What is repeated, how often, and after which wait.

mod support;

use ccaas_core::{Delivery, Effect, ErrorKind, Retry};
use support::{
    AddBox, Depot, Flow, PutBox, ReadBox, Server, Step, Upload, effect_of, millis, secs, timed,
};

#[tokio::test(start_paused = true)]
async fn what_counts_each_time_is_not_repeated_on_a_server_error() {
    for status in [408, 500, 502, 503, 504] {
        let server = Server::steps([Step::status(status), Step::ok()]);
        let error = Depot::new()
            .client(&server)
            .send(AddBox::new())
            .await
            .unwrap_err();
        assert_eq!(server.count(), 1, "{status}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.attempts(), 1);
        assert_eq!(error.delivery(), Delivery::Answered);
        assert!(error.is_retryable(), "another try by hand may succeed");
    }
}

#[tokio::test(start_paused = true)]
async fn what_counts_each_time_is_not_repeated_on_a_timeout() {
    let server = Server::steps([Step::silent(), Step::ok()]);
    let call = Depot::new()
        .client(&server)
        .send(AddBox::new())
        .timeout(secs(7));
    let (result, took) = timed(call).await;
    let error = result.unwrap_err();
    assert_eq!(server.count(), 1);
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert_eq!(took, secs(7));
}

#[tokio::test(start_paused = true)]
async fn what_counts_each_time_is_not_repeated_when_the_connection_broke_after_sending() {
    let server = Server::steps([Step::broken(), Step::ok()]);
    let error = Depot::new()
        .client(&server)
        .send(AddBox::new())
        .await
        .unwrap_err();
    assert_eq!(server.count(), 1);
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.delivery(), Delivery::Unknown);
}

#[tokio::test(start_paused = true)]
async fn what_counts_each_time_is_not_repeated_when_the_reply_is_cut_off() {
    let server = Server::steps([Step::cut(), Step::ok()]);
    let error = Depot::new()
        .client(&server)
        .send(AddBox::new())
        .await
        .unwrap_err();
    assert_eq!(server.count(), 1);
    assert_eq!(error.delivery(), Delivery::Answered);
    assert_eq!(error.status().unwrap(), 200);
}

#[tokio::test(start_paused = true)]
async fn what_counts_each_time_is_repeated_when_it_never_left() {
    let server = Server::steps([Step::not_sent(), Step::not_sent(), Step::ok()]);
    let client = Depot::new().client(&server);
    client.send(AddBox::new()).await.unwrap();
    assert_eq!(server.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_counts_each_time_is_repeated_when_the_vendor_refused_to_begin() {
    let server = Server::steps([Step::status(429), Step::ok()]);
    let client = Depot::new().client(&server);
    client.send(AddBox::new()).await.unwrap();
    assert_eq!(server.count(), 2);
    assert_eq!(
        server.seen()[0].body,
        server.seen()[1].body,
        "the whole body goes out again"
    );
}

#[tokio::test(start_paused = true)]
async fn what_counts_each_time_is_repeated_once_when_the_credentials_are_refused() {
    let server = Server::new(|seen| match (seen.path(), seen.header("authorization")) {
        ("/api/login", _) => Step::token("new", 3_600),
        (_, Some("Bearer new")) => Step::ok(),
        _ => Step::status(401),
    });
    let client = Depot::with_login()
        .on(&server)
        .token(r#"{"access":"old"}"#.to_owned().into())
        .build()
        .unwrap();
    // Nothing but the renewal is behind this, so it works without any retry as well.
    client
        .send(AddBox::new())
        .retry(Retry::never())
        .await
        .unwrap();
    assert_eq!(server.count_of("/api/boxes"), 2);
    assert_eq!(server.count_of("/api/login"), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_again_with_new_credentials_is_not_repeated_a_second_time() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::token("new", 3_600),
        _ => Step::status(401),
    });
    let client = Depot::with_login()
        .on(&server)
        .token(r#"{"access":"old"}"#.to_owned().into())
        .build()
        .unwrap();
    let error = client.send(AddBox::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(error.attempts(), 2);
    assert_eq!(server.count_of("/api/boxes"), 2);
    assert_eq!(server.count_of("/api/login"), 1);
}

#[tokio::test(start_paused = true)]
async fn what_does_no_harm_is_repeated_whatever_went_wrong() {
    let faults = [
        Step::status(503),
        Step::cut(),
        Step::silent(),
        Step::broken(),
        Step::not_sent(),
        Step::answer(200, Flow::stuck(r#"{"id":"#)),
    ];
    for fault in faults {
        assert_eq!(effect_of(&ReadBox::new(1)), Effect::Read);
        let server = Server::steps([fault.clone(), fault.clone(), Step::ok()]);
        let client = Depot::new().client(&server);
        let read = client.send(ReadBox::new(1)).await;
        assert_eq!(read.unwrap()["id"], 1, "{fault:?}");
        assert_eq!(server.count(), 3, "{fault:?}");

        assert_eq!(effect_of(&PutBox(1)), Effect::Idempotent);
        let server = Server::steps([fault.clone(), Step::ok()]);
        Depot::new().client(&server).send(PutBox(1)).await.unwrap();
        assert_eq!(server.count(), 2, "{fault:?}");
        assert_eq!(server.seen()[1].text(), r#"{"name":"crate"}"#);
    }
}

#[tokio::test(start_paused = true)]
async fn a_final_answer_is_not_repeated() {
    for status in [400, 403, 404, 409, 422, 501] {
        let server = Server::steps([Step::status(status), Step::ok()]);
        let error = Depot::new()
            .client(&server)
            .send(ReadBox::new(1))
            .await
            .unwrap_err();
        assert_eq!(server.count(), 1, "{status}");
        assert!(!error.is_retryable(), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_can_be_read_once_is_never_sent_again() {
    // The effect would allow it, and so would each of the faults: only the body forbids it.
    let faults = [
        Step::status(503),
        Step::status(429),
        Step::status(401),
        Step::not_sent(),
        Step::broken(),
    ];
    for fault in faults {
        let server = Server::steps([fault.clone(), Step::ok()]);
        let error = Depot::with_login()
            .on(&server)
            .token(r#"{"access":"old"}"#.to_owned().into())
            .build()
            .unwrap()
            .send(Upload::once("precious"))
            .idempotency(Effect::Idempotent)
            .await
            .unwrap_err();
        assert_eq!(server.count(), 1, "{fault:?}");
        assert_eq!(server.seen()[0].text(), "precious");
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_was_read_already_is_an_error_and_never_an_empty_body() {
    let server = Server::always(Step::ok());
    let client = Depot::new().client(&server);
    let upload = Upload::once("precious");
    client.send(upload.clone()).await.unwrap();
    client.send(upload).await.unwrap_err();
    assert_eq!(server.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_can_be_opened_again_is_sent_whole_each_time() {
    let server = Server::steps([Step::status(503), Step::ok()]);
    Depot::new()
        .client(&server)
        .send(Upload::replay("plenty"))
        .idempotency(Effect::Idempotent)
        .await
        .unwrap();
    let bodies: Vec<_> = server.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(bodies, ["plenty", "plenty"]);
}

#[tokio::test(start_paused = true)]
async fn no_more_attempts_are_made_than_allowed() {
    let server = Server::always(Step::status(503));
    let client = Depot::new().client(&server);
    let error = client.send(ReadBox::new(1)).await.unwrap_err();
    assert_eq!(server.count(), 4, "the default");
    assert_eq!(error.attempts(), 4);
    assert!(error.to_string().contains("(4 attempts)"), "{error}");

    let error = client
        .send(ReadBox::new(1))
        .retry(Retry::attempts(2))
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 2);
    assert_eq!(server.count(), 6);
}

#[tokio::test(start_paused = true)]
async fn never_means_one_attempt() {
    let server = Server::always(Step::status(503));
    let client = Depot::new()
        .on(&server)
        .retry(Retry::never())
        .build()
        .unwrap();
    let (result, took) = timed(client.send(ReadBox::new(1))).await;
    assert_eq!(result.unwrap_err().attempts(), 1);
    assert_eq!(took, secs(0));
}

#[tokio::test(start_paused = true)]
async fn the_budget_of_a_client_runs_out_over_its_calls_and_fills_with_successes() {
    let server = Server::new(|seen| match seen.path() {
        "/api/boxes/good" => Step::ok(),
        _ => Step::status(503),
    });
    let client = Depot::new().client(&server);
    let clone = client.clone();
    let mut attempts = Vec::new();
    for _ in 0..40 {
        // Clones share it.
        let error = clone.send(ReadBox::new("bad")).await.unwrap_err();
        attempts.push(error.attempts());
    }
    // A hundred repeats in advance: three for each of 33 calls, one more, and no more after it.
    assert_eq!(attempts[..33], [4; 33]);
    assert_eq!(attempts[33], 2);
    assert_eq!(attempts[34..], [1; 6]);
    assert_eq!(server.count(), 40 + 100);

    for _ in 0..10 {
        client.send(ReadBox::new("good")).await.unwrap();
    }
    let error = client.send(ReadBox::new("bad")).await.unwrap_err();
    assert_eq!(error.attempts(), 2, "ten successes pay for one repeat");
}

#[tokio::test(start_paused = true)]
async fn no_repeat_comes_sooner_than_the_server_asks() {
    for status in [429, 503] {
        let server = Server::steps([
            Step::status(status).header("retry-after", "17"),
            Step::status(status).header("retry-after", "5"),
            Step::ok(),
        ]);
        // A backoff of nothing, so that the server's wish is all there is to wait for.
        let client = Depot::new()
            .on(&server)
            .retry(Retry::attempts(3).backoff(millis(0), millis(0)))
            .build()
            .unwrap();
        client.send(ReadBox::new(1)).await.unwrap();
        let times = server.times();
        assert_eq!(times.len(), 3);
        assert!(times[1] >= secs(17) && times[1] < secs(18), "{times:?}");
        assert!(times[2] >= times[1] + secs(5), "{times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_deadline_forbids_comes_back_at_once() {
    let server = Server::always(Step::status(429).header("retry-after", "20"));
    let call = Depot::new()
        .client(&server)
        .send(ReadBox::new(1))
        .deadline(secs(10));
    let (result, took) = timed(call).await;
    let error = result.unwrap_err();
    assert_eq!(took, secs(0));
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(secs(20)));
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_policy_forbids_comes_back_at_once() {
    let server = Server::always(Step::status(503).header("retry-after", "61"));
    let client = Depot::new().client(&server);
    let (result, took) = timed(client.send(ReadBox::new(1))).await;
    assert_eq!(result.unwrap_err().retry_after(), Some(secs(61)));
    assert_eq!(took, secs(0));

    // The vendor's wish holds the client; after it, a policy of its own allows the same wait.
    tokio::time::sleep(secs(61)).await;
    let patient = Retry::attempts(2).longest_wait(secs(120));
    let (result, took) = timed(client.send(ReadBox::new(1)).retry(patient)).await;
    assert_eq!(result.unwrap_err().attempts(), 2);
    assert!(took >= secs(61), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_any_length_that_a_server_asks_for_is_an_error_and_no_panic() {
    for asked in ["18446744073709551615", "9223372036854775807", "4294967296"] {
        let server = Server::always(Step::status(429).header("retry-after", asked));
        let client = Depot::new().client(&server);
        let error = client.send(ReadBox::new(1)).await.unwrap_err();
        assert_eq!(error.retry_after().unwrap().as_secs().to_string(), asked);
        // The hold is in place, and so a second call is refused without being sent.
        let error = client.send(ReadBox::new(1)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_may_know_better_what_repeating_does() {
    let server = Server::steps([Step::status(503), Step::ok()]);
    let client = Depot::new().client(&server);
    client
        .send(AddBox::new())
        .idempotency(Effect::Idempotent)
        .await
        .unwrap();
    assert_eq!(server.count(), 2);

    let server = Server::steps([Step::status(503), Step::ok()]);
    let client = Depot::new().client(&server);
    client
        .send(PutBox(1))
        .idempotency(Effect::Once)
        .await
        .unwrap_err();
    assert_eq!(server.count(), 1);
}
