//! Long jobs: started, asked about, waited for, and picked up again.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::time::Duration;

use ccaas_core::doctest::{Acme, GetExport, StartExport};
use ccaas_core::quota::Quota;
use ccaas_core::{Client, ErrorKind, Retry, Schedule};
use futures_util::StreamExt;
use support::{Seen, Server, Step, is_waiting, secs, settle, timed};
use tokio::time::sleep;

fn state(state: &str) -> Step {
    Step::json(200, format!(r#"{{"state":"{state}"}}"#))
}

/// Starts export 7, and then answers by the number of the question.
fn exports(answer: impl Fn(usize) -> Step + Send + Sync + 'static) -> (Server, Client<Acme>) {
    let server = Server::new(move |seen: &Seen| match seen.index {
        0 => Step::json(200, "7"),
        question => answer(question),
    });
    let client = client(&server);
    (server, client)
}

fn client(server: &Server) -> Client<Acme> {
    Client::builder(Acme::new("key"))
        .transport(server.clone())
        .retry(Retry::never())
        .quotas(|quotas| {
            quotas.push(Quota::concurrency("exports", 3).for_operations(&["exports.start"]));
        })
        .build()
        .unwrap()
}

/// Starts whatever is asked for, and never comes to an end.
fn busy() -> Server {
    Server::new(|seen| match seen.method.as_str() {
        "POST" => Step::json(200, "7"),
        _ => state("busy"),
    })
}

fn left(client: &Client<Acme>) -> u32 {
    client.quotas()[0].left
}

#[tokio::test(start_paused = true)]
async fn a_job_is_started_once_and_asked_about_until_it_is_done() {
    let (server, client) = exports(|question| state(if question < 3 { "busy" } else { "done" }));
    let (done, took) = timed(client.poll(StartExport::new(17))).await;
    assert_eq!(done.unwrap()["state"], "done");
    assert_eq!(took, secs(2) + secs(3) + Duration::from_millis(4_500));
    let paths: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| format!("{} {}", seen.method, seen.path()))
        .collect();
    let ask = "GET /v1/exports/7".to_owned();
    let start = "POST /v1/reports/17/exports".to_owned();
    assert_eq!(paths, [start, ask.clone(), ask.clone(), ask]);
}

#[tokio::test(start_paused = true)]
async fn the_states_are_a_stream_that_ends_with_the_last_one() {
    let (_, client) = exports(|question| state(["", "new", "busy", "done"][question]));
    let states: Vec<_> = client
        .poll(StartExport::new(17))
        .map(|state| state.unwrap()["state"].clone())
        .collect()
        .await;
    assert_eq!(states, ["new", "busy", "done"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_started_before_it_is_polled() {
    let (server, client) = exports(|_| state("done"));
    let poller = client.poll(StartExport::new(17));
    settle().await;
    assert!(poller.job().is_none());
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_it_is_known_by_is_told_as_soon_as_it_is_started() {
    let (server, client) = exports(|_| state("done"));
    let mut poller = client.poll(StartExport::new(17));
    let (job, took) = timed(poller.started()).await;
    assert_eq!((job.unwrap(), took), (Some(&7), Duration::ZERO));
    assert_eq!(poller.started().await.unwrap(), Some(&7), "and again");
    assert_eq!(server.count(), 1);
    assert_eq!(left(&client), 2);
    assert_eq!(poller.await.unwrap()["state"], "done");

    let refused = self::client(&Server::always(Step::status(400)));
    let mut poller = refused.poll(StartExport::new(17));
    assert_eq!(poller.started().await.unwrap_err().kind(), ErrorKind::Api);
    assert_eq!(poller.started().await.unwrap(), None);
    assert!(poller.try_next().await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn not_found_is_not_yet_there_for_a_while_and_then_an_error() {
    let (_, client) = exports(|question| state(if question < 4 { "unknown" } else { "done" }));
    assert!(client.poll(StartExport::new(17)).await.is_ok());

    let (_, client) = exports(|_| state("unknown"));
    let poller = client.poll(StartExport::new(17));
    let (result, took) = timed(poller).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Job);
    assert!(took >= secs(30) && took < secs(60), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_job_that_fails_is_an_error_once() {
    let (_, client) = exports(|_| state("failed"));
    let mut poller = client.poll(StartExport::new(17));
    let error = poller.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Job);
    assert_eq!(
        error.to_string(),
        "acme exports.start: the job failed: the report is gone"
    );
    assert!(poller.try_next().await.unwrap().is_none());
    assert_eq!(left(&client), 3);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_cannot_be_started_is_not_started_again() {
    let server = Server::always(Step::status(400));
    let client = client(&server);
    let mut poller = client.poll(StartExport::new(17));
    assert!(poller.try_next().await.is_err());
    assert!(poller.try_next().await.unwrap().is_none());
    assert_eq!(server.count(), 1);
    assert_eq!(left(&client), 3);
}

#[tokio::test(start_paused = true)]
async fn a_question_that_fails_is_asked_again() {
    let (_, client) = exports(|question| match question {
        1 => Step::status(500),
        _ => state("done"),
    });
    let mut poller = client.poll(StartExport::new(17));
    assert_eq!(poller.try_next().await.unwrap_err().kind(), ErrorKind::Api);
    assert_eq!(left(&client), 2, "the job goes on, and so does its lease");
    assert_eq!(poller.try_next().await.unwrap().unwrap()["state"], "done");
}

#[tokio::test(start_paused = true)]
async fn a_place_is_held_from_the_start_to_the_end() {
    let client = client(&busy());
    let mut three = Vec::new();
    for _ in 0..3 {
        let mut poller = client.poll(StartExport::new(17));
        poller.try_next().await.unwrap();
        three.push(poller);
    }
    assert_eq!(left(&client), 0);
    let mut fourth = client.poll(StartExport::new(17));
    let mut waits = Box::pin(fourth.try_next());
    assert!(is_waiting(&mut waits).await);
    sleep(secs(600)).await;
    assert!(is_waiting(&mut waits).await, "longer than a call may take");
    three.pop();
    waits.await.unwrap();
    assert_eq!(left(&client), 0);
    drop((three, fourth));
    assert_eq!(left(&client), 3, "dropping gives the places back");
}

#[tokio::test(start_paused = true)]
async fn a_call_by_itself_holds_its_place_only_while_it_is_out() {
    let (_, client) = exports(|_| state("done"));
    client.send(StartExport::new(17)).await.unwrap();
    assert_eq!(left(&client), 3);
}

#[tokio::test(start_paused = true)]
async fn a_job_is_picked_up_again_by_what_it_is_known_by() {
    let (_, client) = exports(|_| state("busy"));
    let mut poller = client.poll(StartExport::new(17));
    poller.try_next().await.unwrap();
    let saved = serde_json::to_string(poller.job().unwrap()).unwrap();
    drop(poller);

    let other = Server::always(state("done"));
    let client = self::client(&other);
    let job = serde_json::from_str(&saved).unwrap();
    let resumed = client.resume::<StartExport>(job);
    assert_eq!(left(&client), 2, "it runs, so it counts");
    let (done, took) = timed(resumed).await;
    assert_eq!(done.unwrap()["state"], "done");
    assert_eq!(took, Duration::ZERO, "it is asked about at once");
    assert_eq!(other.seen()[0].path(), "/v1/exports/7");
    assert_eq!(left(&client), 3);
}

#[tokio::test(start_paused = true)]
async fn a_resumed_job_counts_even_if_there_is_no_place() {
    let client = client(&busy());
    let mut four: Vec<_> = (1..=4)
        .map(|job| client.resume::<StartExport>(job))
        .collect();
    assert_eq!(left(&client), 0);
    let mut fifth = client.poll(StartExport::new(17));
    let mut waits = Box::pin(fifth.try_next());
    assert!(is_waiting(&mut waits).await);
    four.pop();
    settle().await;
    assert!(is_waiting(&mut waits).await, "three still run");
    four.pop();
    waits.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_job_that_takes_too_long_can_be_resumed() {
    let (_, client) = exports(|_| state("busy"));
    let mut poller = client.poll(StartExport::new(17)).overall_deadline(secs(60));
    let (result, took) = timed(async {
        while poller.try_next().await?.is_some() {}
        Ok::<_, ccaas_core::Error>(())
    })
    .await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(took, secs(60));
    assert!(poller.try_next().await.unwrap().is_none());
    assert_eq!(poller.job(), Some(&7));
    assert_eq!(left(&client), 3);
}

#[tokio::test(start_paused = true)]
async fn the_schedule_is_the_callers() {
    let (server, client) = exports(|question| state(if question < 5 { "busy" } else { "done" }));
    let often = Schedule::new(secs(1), secs(2));
    client
        .poll(StartExport::new(17))
        .schedule(often)
        .await
        .unwrap();
    let times: Vec<_> = server.times().iter().map(Duration::as_millis).collect();
    assert_eq!(times, [0, 1_000, 2_500, 4_500, 6_500, 8_500]);
}

#[tokio::test(start_paused = true)]
async fn a_state_can_be_asked_for_by_hand() {
    let server = Server::always(state("busy"));
    let status = client(&server).send(GetExport::new(7)).await.unwrap();
    assert_eq!(status["state"], "busy");
}
