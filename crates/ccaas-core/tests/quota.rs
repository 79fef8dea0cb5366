//! Quotas: how much leaves, who waits, and in which order.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ccaas_core::quota::{Left, Quota};
use ccaas_core::{Client, ErrorKind, Retry};
use proptest::prelude::*;
use support::{
    AddBox, Depot, Health, ListBoxes, PutBox, ReadBox, Server, Step, is_waiting, millis, secs,
    settle, timed,
};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};

type Answer = JoinHandle<Result<ccaas_core::Reply, ccaas_core::Error>>;

/// Begins a read in a task of its own.
fn begin(client: &Client<Depot>, id: impl ToString) -> Answer {
    tokio::spawn(client.send(ReadBox::new(id)).raw())
}

/// What is left of one quota.
fn left(client: &Client<Depot>, quota: &str) -> Left {
    let all = client.quotas();
    let found = all.into_iter().find(|left| left.quota == quota);
    found.unwrap_or_else(|| panic!("there is no quota {quota}"))
}

/// Drives callers that arrive at random times through a client with a window, and tells when each
/// of their requests left, from the start.
fn departures(arrivals: &[u64], quota: Quota, takes: Duration) -> Vec<Duration> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let server = Server::always(Step::ok().after(takes));
        let client = Depot::new()
            .quota(quota)
            .on(&server)
            .deadline(None)
            .build()
            .unwrap();
        let start = Instant::now();
        let callers: Vec<_> = arrivals
            .iter()
            .map(|at| {
                let client = client.clone();
                let at = start + millis(*at);
                tokio::spawn(async move {
                    sleep_until(at).await;
                    client.send(ReadBox::new("x")).await.map(drop)
                })
            })
            .collect();
        for caller in callers {
            caller.await.unwrap().unwrap();
        }
        server.seen().iter().map(|seen| seen.at - start).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_span_of_a_window_ever_holds_more_than_the_quota_and_no_caller_waits_needlessly(
        max in 1_u32..20,
        arrivals in prop::collection::vec(0_u64..20_000, 1..120),
        takes in 0_u64..3_000,
    ) {
        let per = secs(5);
        let mut arrivals = arrivals;
        let left = departures(&arrivals, Quota::window("w", max, per), millis(takes));
        prop_assert_eq!(left.len(), arrivals.len());
        for (index, first) in left.iter().enumerate() {
            let span = left[index..].iter().take_while(|at| **at < *first + per).count();
            prop_assert!(span <= max as usize, "{} in one window from {:?}", span, first);
        }
        // The best there is: each leaves when it has come, all before it have left, and the one
        // that is `max` places ahead is a window old. The timer's grain is a millisecond.
        arrivals.sort_unstable();
        let mut best: Vec<Duration> = Vec::new();
        for (index, arrival) in arrivals.iter().enumerate() {
            let mut at = millis(*arrival).max(best.last().copied().unwrap_or_default());
            if let Some(ahead) = index.checked_sub(max as usize) {
                at = at.max(best[ahead] + per);
            }
            best.push(at);
        }
        for (index, (at, best)) in left.iter().zip(&best).enumerate() {
            // Each window that a caller waits for may round up once.
            let grain = millis(2) * (1 + u32::try_from(index).unwrap() / max);
            prop_assert!(*at >= *best && *at <= *best + grain, "{:?} and not {:?}", at, best);
        }
    }
}

#[test]
fn all_of_a_window_is_usable_at_once() {
    let left = departures(&[0; 12], Quota::window("w", 5, secs(10)), millis(0));
    let expected: Vec<u64> = vec![0, 0, 0, 0, 0, 10, 10, 10, 10, 10, 20, 20];
    let seconds: Vec<u64> = left.iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, expected);
}

#[test]
fn a_margin_makes_a_window_longer() {
    let quota = Quota::window("w", 1, secs(10)).margin(millis(500));
    let left = departures(&[0, 0], quota, millis(0));
    assert_eq!(left[1], millis(10_500));
}

#[test]
fn a_pace_spaces_its_callers_evenly() {
    let quota = Quota::pace("p", 4, secs(1)).burst(1);
    let left = departures(&[0; 6], quota, millis(0));
    for (index, at) in left.iter().enumerate() {
        let even = millis(250) * u32::try_from(index).unwrap();
        assert!(*at >= even && *at <= even + millis(10), "{left:?}");
    }
}

#[test]
fn a_pace_lets_its_burst_go_at_once_and_the_rest_evenly() {
    let left = departures(&[0; 6], Quota::pace("p", 4, secs(1)), millis(0));
    assert_eq!(left[3], millis(0), "{left:?}");
    assert!(left[4] >= millis(250) && left[4] < millis(260), "{left:?}");
    assert!(left[5] >= millis(500) && left[5] < millis(510), "{left:?}");
}

#[tokio::test(start_paused = true)]
async fn two_quotas_are_taken_together_or_not_at_all() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("wide", 3, secs(60)))
        .quota(Quota::window("narrow", 1, secs(60)).for_operations(&["boxes.get"]))
        .client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(left(&client, "wide").left, 2);

    // These wait for the narrow one, and must not use up the wide one meanwhile.
    let waiting = [begin(&client, 2), begin(&client, 3), begin(&client, 4)];
    settle().await;
    assert_eq!(left(&client, "narrow").waiting, 3);
    assert_eq!(left(&client, "wide").left, 2);

    let (result, took) = timed(async {
        client.send(PutBox(1)).await.unwrap();
        client.send(PutBox(1)).await
    })
    .await;
    result.unwrap();
    assert_eq!(took, secs(0));
    for task in waiting {
        task.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_for_want_of_time_takes_nothing() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("wide", 2, secs(60)))
        .quota(Quota::window("narrow", 1, secs(60)).for_operations(&["boxes.get"]))
        .client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    for _ in 0..5 {
        let call = client.send(ReadBox::new(1)).deadline(secs(1));
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert_eq!(error.retry_after(), Some(secs(60)));
        assert!(error.is_retryable());
    }
    assert_eq!(left(&client, "wide").left, 1);
    assert_eq!(left(&client, "narrow").waiting, 0);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_counts_those_who_wait_ahead() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("w", 2, secs(10)))
        .client(&server);
    let ahead: Vec<Answer> = (0..5).map(|id| begin(&client, id)).collect();
    settle().await;
    // Two have gone, two go after 10 s, one after 20 s: the next one goes with that one.
    let call = client.send(ReadBox::new(9)).deadline(secs(19));
    assert_eq!(call.await.unwrap_err().retry_after(), Some(secs(20)));
    for task in ahead {
        task.await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn the_keys_of_a_keyed_quota_are_counted_each_by_itself() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("each", 1, secs(10)).keyed())
        .client(&server);
    let (_, took) = timed(async {
        client.send(ReadBox::new("a")).await.unwrap();
        client.send(ReadBox::new("b")).await.unwrap();
        // Without a key it doesn't count.
        client.send(PutBox(1)).await.unwrap();
        client.send(PutBox(1)).await.unwrap();
    })
    .await;
    assert_eq!(took, secs(0));
    let (result, took) = timed(client.send(ReadBox::new("a"))).await;
    result.unwrap();
    assert_eq!(took, secs(10));
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_key_keeps_nobody_else_from_a_shared_quota() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("all", 100, secs(60)))
        .quota(Quota::concurrency("lines", 3))
        .quota(Quota::window("each", 1, secs(10)).keyed())
        .client(&server);
    client.send(ReadBox::new("a")).await.unwrap();
    let waiting: Vec<Answer> = (0..10).map(|_| begin(&client, "a")).collect();
    settle().await;
    let (_, took) = timed(async {
        for id in 0..20 {
            client.send(ReadBox::new(id)).await.unwrap();
        }
    })
    .await;
    assert_eq!(took, secs(0));
    assert_eq!(server.count(), 21);
    for task in waiting {
        task.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_a_quota_is_not_for_does_not_count() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("reads", 1, secs(10)).for_operations(&["boxes.get"]))
        .client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    let (result, took) = timed(client.send(PutBox(1))).await;
    result.unwrap();
    assert_eq!(took, secs(0));
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_leave_in_the_order_they_came() {
    for quota in [
        Quota::window("q", 1, secs(10)),
        Quota::pace("q", 1, secs(10)),
        Quota::concurrency("q", 1),
    ] {
        let server = Server::always(Step::ok().after(secs(1)));
        let client = Depot::new().quota(quota.clone()).client(&server);
        let mut callers = Vec::new();
        for id in 0..6 {
            callers.push(begin(&client, id));
            settle().await;
        }
        for caller in callers {
            caller.await.unwrap().unwrap();
        }
        let order: Vec<String> = server
            .seen()
            .iter()
            .map(|seen| seen.path().trim_start_matches("/api/boxes/").to_owned())
            .collect();
        assert_eq!(order, ["0", "1", "2", "3", "4", "5"], "{quota:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_overtakes_those_who_wait_when_the_quota_is_free_again() {
    for max in [1, 3] {
        let server = Server::always(Step::ok());
        let client = Depot::new()
            .quota(Quota::window("q", max, secs(10)))
            .client(&server);
        for _ in 0..max {
            client.send(ReadBox::new("first")).await.unwrap();
        }
        // Its timer is older than that of those who wait, so that at the end of the window it runs
        // before they do.
        let late = {
            let client = client.clone();
            tokio::spawn(async move {
                sleep(secs(10)).await;
                client.send(ReadBox::new("late")).await
            })
        };
        settle().await;
        let waiting = [begin(&client, "waiting"), begin(&client, "waiting")];
        for task in waiting {
            task.await.unwrap().unwrap();
        }
        late.await.unwrap().unwrap();
        let seen = server.seen();
        let order: Vec<&str> = seen
            .iter()
            .skip(max as usize)
            .map(|seen| seen.path())
            .collect();
        let expected = ["waiting", "waiting", "late"].map(|id| format!("/api/boxes/{id}"));
        assert_eq!(order, expected, "{max}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiter_that_is_dropped_gives_up_its_place_and_the_next_goes_on() {
    for quota in [
        Quota::window("q", 1, secs(10)),
        Quota::pace("q", 1, secs(10)),
        Quota::concurrency("q", 1),
    ] {
        let server = Server::always(Step::ok().after(secs(10)));
        let client = Depot::new().quota(quota.clone()).client(&server);
        let first = begin(&client, "first");
        settle().await;
        let dropped = [begin(&client, "a"), begin(&client, "b")];
        settle().await;
        let last = begin(&client, "last");
        settle().await;
        assert_eq!(left(&client, "q").waiting, 3);
        for task in dropped {
            task.abort();
        }
        settle().await;
        assert_eq!(left(&client, "q").waiting, 1);
        first.await.unwrap().unwrap();
        last.await.unwrap().unwrap();
        assert_eq!(server.count(), 2);
        let second = server.times()[1];
        assert!(
            second >= secs(10) && second < secs(11),
            "{quota:?} {second:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiter_that_is_dropped_after_it_was_woken_wakes_the_next() {
    let server = Server::always(Step::ok().after(secs(10)));
    let client = Depot::new()
        .quota(Quota::concurrency("q", 1))
        .client(&server);
    let first = begin(&client, "first");
    settle().await;
    let mut woken = client.send(ReadBox::new("woken")).raw();
    assert!(is_waiting(&mut woken).await);
    let next = begin(&client, "next");
    first.await.unwrap().unwrap();
    // The lease is back and the one in front knows; but it never looks again.
    drop(woken);
    let (result, took) = timed(next).await;
    result.unwrap().unwrap();
    assert_eq!(took, secs(10));
    assert_eq!(left(&client, "q").left, 1);
}

#[tokio::test(start_paused = true)]
async fn a_hold_goes_only_to_its_quota_and_its_key() {
    let server = Server::new(|seen| match seen.index {
        0 => Step::status(429)
            .header("retry-after", "30")
            .header("x-quota", "each"),
        _ => Step::ok(),
    });
    let client = Depot::new()
        .quota(Quota::window("each", 100, secs(60)).keyed())
        .client(&server);
    let call = client.send(ReadBox::new("a")).retry(Retry::never());
    assert_eq!(call.await.unwrap_err().retry_after(), Some(secs(30)));

    let (_, took) = timed(async {
        client.send(ReadBox::new("b")).await.unwrap();
        client.send(PutBox(1)).await.unwrap();
    })
    .await;
    assert_eq!(took, secs(0));
    let held: Vec<_> = client
        .quotas()
        .into_iter()
        .filter_map(|left| left.held)
        .collect();
    assert_eq!(held, [secs(30)]);
    let (result, took) = timed(client.send(ReadBox::new("a"))).await;
    result.unwrap();
    assert!(took >= secs(30) && took < secs(31), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_hold_of_no_quota_goes_to_everybody() {
    let server = Server::steps([Step::status(429).header("retry-after", "30"), Step::ok()]);
    let client = Depot::new().client(&server);
    let call = client.send(ReadBox::new("a")).retry(Retry::never());
    call.await.unwrap_err();
    let error = client.send(PutBox(1)).deadline(secs(29)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(secs(30)));

    let (result, took) = timed(client.send(PutBox(1))).await;
    result.unwrap();
    assert!(took >= secs(30) && took < secs(31), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_hold_stops_those_who_wait_already() {
    let server = Server::new(|seen| match seen.index {
        0 => Step::status(429).after(secs(5)).header("retry-after", "60"),
        _ => Step::ok(),
    });
    let client = Depot::new()
        .quota(Quota::window("w", 1, secs(10)))
        .client(&server);
    let first = tokio::spawn(client.send(AddBox::new()).retry(Retry::never()).raw());
    settle().await;
    let second = begin(&client, 2);
    first.await.unwrap().unwrap_err();
    second.await.unwrap().unwrap();
    let times = server.times();
    assert!(times[1] >= secs(65), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_shorter_hold_does_not_end_a_longer_one() {
    // Both are out when the first answer comes.
    let server = Server::new(|seen| match seen.index {
        0 => Step::status(429)
            .header("retry-after", "60")
            .after(millis(1)),
        1 => Step::status(429)
            .header("retry-after", "1")
            .after(millis(2)),
        _ => Step::ok(),
    });
    let client = Depot::new().client(&server);
    let start = Instant::now();
    let (one, two) = tokio::join!(
        client.send(ReadBox::new(1)).retry(Retry::never()).raw(),
        client.send(ReadBox::new(2)).retry(Retry::never()).raw(),
    );
    one.unwrap_err();
    two.unwrap_err();
    client.send(ReadBox::new(3)).await.unwrap();
    assert_eq!(start.elapsed(), millis(1) + secs(60));
}

#[tokio::test(start_paused = true)]
async fn no_more_than_a_concurrency_quota_are_out_at_the_same_time() {
    let server = Server::always(Step::ok().after(secs(1)));
    let client = Depot::new()
        .quota(Quota::concurrency("lines", 3))
        .client(&server);
    let callers: Vec<Answer> = (0..10).map(|id| begin(&client, id)).collect();
    let (_, took) = timed(async {
        for caller in callers {
            caller.await.unwrap().unwrap();
        }
    })
    .await;
    assert_eq!(server.most_inside(), 3);
    assert!(took < secs(5), "ten in threes take four rounds: {took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_lease_comes_back_when_a_call_ends_fails_or_is_dropped() {
    let faults = [
        Step::ok(),
        Step::status(400),
        Step::status(503),
        Step::broken(),
        Step::not_sent(),
        Step::silent(),
        Step::json(200, "no json"),
    ];
    for fault in faults {
        let server = Server::always(fault.clone());
        let client = Depot::new()
            .quota(Quota::concurrency("lines", 1))
            .client(&server);
        let _ = client.send(ReadBox::new(1)).await;
        assert_eq!(left(&client, "lines").left, 1, "{fault:?}");
    }

    let server = Server::always(Step::silent());
    let client = Depot::new()
        .quota(Quota::concurrency("lines", 1))
        .client(&server);
    let task = begin(&client, 1);
    settle().await;
    assert_eq!(left(&client, "lines").left, 0);
    task.abort();
    settle().await;
    assert_eq!(left(&client, "lines").left, 1);
}

#[tokio::test(start_paused = true)]
async fn a_lease_is_not_kept_while_a_call_waits_for_its_next_attempt() {
    let server = Server::new(|seen| match seen.index {
        0 => Step::status(503),
        _ => Step::ok(),
    });
    let client = Depot::new()
        .quota(Quota::concurrency("lines", 1))
        .on(&server)
        .retry(Retry::attempts(2).backoff(secs(10), secs(10)))
        .build()
        .unwrap();
    let again = begin(&client, 1);
    settle().await;
    let (result, took) = timed(client.send(PutBox(1))).await;
    result.unwrap();
    assert_eq!(took, secs(0));
    again.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_retry_asks_the_quota_as_well() {
    let server = Server::steps([Step::status(503), Step::status(503), Step::ok()]);
    let client = Depot::new()
        .quota(Quota::window("w", 1, secs(10)))
        .on(&server)
        .retry(Retry::attempts(3).backoff(millis(0), millis(0)))
        .build()
        .unwrap();
    client.send(ReadBox::new(1)).await.unwrap();
    let times = server.times();
    assert!(times[1] >= secs(10) && times[2] >= secs(20), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_call_is_told_how_long_the_longest_of_its_quotas_takes() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("short", 1, secs(10)))
        .quota(Quota::window("long", 1, secs(30)))
        .client(&server);
    client.send(Health).await.unwrap();
    let error = client.send(Health).deadline(secs(20)).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(secs(30)));
    assert!(error.to_string().contains("\"long\""), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_client_tells_what_is_left_of_its_quotas() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("minute", 5, secs(60)))
        .quota(Quota::pace("steady", 4, secs(1)))
        .quota(Quota::window("each", 2, secs(10)).keyed())
        .client(&server);
    client.send(ReadBox::new("a")).await.unwrap();
    client.send(ReadBox::new("a")).await.unwrap();
    let shown: Vec<(String, Option<String>, u32, u32)> = client
        .quotas()
        .into_iter()
        .map(|left| (left.quota.into_owned(), left.key, left.left, left.max))
        .collect();
    assert_eq!(
        shown,
        [
            ("minute".to_owned(), None, 3, 5),
            ("steady".to_owned(), None, 2, 4),
            ("each".to_owned(), Some("a".to_owned()), 0, 2),
        ]
    );
    sleep(secs(60)).await;
    assert!(client.quotas().iter().all(|left| left.left == left.max));
}

#[tokio::test(start_paused = true)]
async fn clones_of_a_client_share_its_quotas() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("w", 1, secs(10)))
        .client(&server);
    client.send(Health).await.unwrap();
    let (result, took) = timed(client.clone().send(Health)).await;
    result.unwrap();
    assert_eq!(took, secs(10));
}

#[tokio::test(start_paused = true)]
async fn a_builder_may_change_and_drop_the_vendors_quotas() {
    let server = Server::always(Step::ok());
    let names = Arc::new(Mutex::new(Vec::new()));
    let seen = names.clone();
    let client = Depot::new()
        .quota(Quota::window("w", 1, secs(10)))
        .on(&server)
        .quotas(move |quotas| {
            seen.lock()
                .unwrap()
                .extend(quotas.iter().map(|quota| quota.name().to_owned()));
            quotas.clear();
        })
        .build()
        .unwrap();
    assert_eq!(*names.lock().unwrap(), ["w"]);
    let (_, took) = timed(async {
        client.send(Health).await.unwrap();
        client.send(Health).await.unwrap();
    })
    .await;
    assert_eq!(took, secs(0));
}

#[tokio::test(start_paused = true)]
async fn the_pages_of_a_list_ask_the_quota_each() {
    let server = Server::new(|seen| {
        let page: u64 = seen.query("page").unwrap().parse().unwrap();
        Step::json(
            200,
            format!(r#"{{"data":{{"boxes":[{page}],"more":{}}}}}"#, page < 2),
        )
    });
    let client = Depot::new()
        .quota(Quota::window("w", 1, secs(10)))
        .client(&server);
    let mut items = client.items(ListBoxes::new());
    let mut all = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        all.push(item);
    }
    assert_eq!(all, [0, 1, 2]);
    assert_eq!(server.times(), [secs(0), secs(10), secs(20)]);
}

#[tokio::test(start_paused = true)]
async fn a_login_goes_while_its_callers_hold_every_place_of_a_concurrency_quota() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::token("t", 3_600).after(secs(1)),
        _ => Step::ok(),
    });
    // It is for all operations, the login's included, and the callers hold all of it while they
    // wait for the login.
    let client = Depot::with_login()
        .quota(Quota::concurrency("lines", 2))
        .client(&server);
    let callers: Vec<Answer> = (0..4).map(|id| begin(&client, id)).collect();
    let (_, took) = timed(async {
        for caller in callers {
            caller.await.unwrap().unwrap();
        }
    })
    .await;
    assert_eq!(took, secs(1));
    assert_eq!(server.count_of("/api/login"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_login_does_not_queue_behind_the_callers_that_will_need_it() {
    let server = Server::new(|seen| match seen.path() {
        "/api/login" => Step::token("t", 3_600),
        _ => Step::ok(),
    });
    let client = Depot::with_login()
        .quota(Quota::window("w", 1, secs(10)))
        .on(&server)
        .deadline(None)
        .build()
        .unwrap();
    let start = Instant::now();
    // Without a place of its own in front, the login would be the last of forty to leave, long
    // after its own deadline.
    let callers: Vec<Answer> = (0..40).map(|id| begin(&client, id)).collect();
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(server.count_of("/api/login"), 1);
    let login = server.seen()[0].clone();
    assert_eq!(login.path(), "/api/login");
    assert_eq!(
        login.at - start,
        secs(10),
        "in the first place that is free"
    );
}
