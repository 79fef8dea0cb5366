//! A call may be dropped at any point, and leaves nothing behind.

#![allow(
    clippy::unwrap_used,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use ccaas_core::quota::Quota;
use ccaas_core::{Body, Client, ErrorKind, Retry};
use support::{Depot, ReadBox, Server, Step, millis, secs, settle, timed};

/// Polls at most this often, each time when it was woken, and drops the future then. True if it
/// had come to its end before.
async fn poll_and_drop<F: Future>(future: F, polls: usize) -> bool {
    let mut future = Box::pin(future);
    let mut polled = 0;
    poll_fn(|cx| {
        if polled == polls {
            return Poll::Ready(false);
        }
        polled += 1;
        match Pin::new(&mut future).poll(cx) {
            Poll::Ready(_) => Poll::Ready(true),
            // The last poll must not wait for a wake that isn't awaited any more.
            Poll::Pending if polled == polls => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// A server whose every answer is pending several times, with and without a timer.
fn slow() -> Server {
    Server::new(|seen| match (seen.path(), seen.index) {
        ("/api/login", _) => Step::token("t", 3_600).yielding(2).after(millis(5)),
        // The first real call is refused once for the moment.
        (_, index) if index % 3 == 1 => Step::status(503).yielding(1).after(millis(5)),
        _ => Step::ok().yielding(2).after(millis(5)),
    })
}

fn client(server: &Server) -> Client<Depot> {
    Depot::with_login()
        .quota(Quota::concurrency("lines", 1))
        .quota(Quota::pace("pace", 100, secs(1)).burst(1))
        .quota(Quota::concurrency("each", 1).keyed())
        .on(server)
        .retry(Retry::attempts(5).backoff(millis(5), millis(5)))
        .build()
        .unwrap()
}

/// Nothing is lent, and nobody waits.
fn assert_clean(client: &Client<Depot>, server: &Server, after: &str) {
    for left in client.quotas() {
        assert_eq!(left.waiting, 0, "{after}: {left:?}");
        if left.quota != "pace" {
            assert_eq!(left.left, left.max, "{after}: {left:?}");
        }
    }
    assert_eq!(server.inside(), 0, "{after}");
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_at_any_point_gives_everything_back() {
    let mut polls = 0;
    loop {
        let server = slow();
        let client = client(&server);
        let ended = poll_and_drop(client.send(ReadBox::new(1)).raw(), polls).await;
        assert_clean(&client, &server, &format!("dropped after {polls} polls"));
        // And the client is as good as new.
        let (result, took) = timed(client.send(ReadBox::new(2))).await;
        result.unwrap();
        assert!(took < secs(1), "{took:?}");
        assert_clean(&client, &server, &format!("used after {polls} polls"));
        if ended {
            break;
        }
        polls += 1;
        assert!(polls < 100, "it never ends");
    }
    assert!(
        polls > 10,
        "the call has {polls} points to be dropped at, so few prove little"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_at_any_point_lets_those_who_wait_behind_it_go_on() {
    for polls in 0..30 {
        let server = slow();
        let client = client(&server);
        let first = client.send(ReadBox::new(1)).raw();
        let dropping = tokio::spawn(poll_and_drop(first, polls));
        settle().await;
        let behind: Vec<_> = (0..3)
            .map(|_| tokio::spawn(client.send(ReadBox::new(1)).raw()))
            .collect();
        dropping.await.unwrap();
        for task in behind {
            let reply = tokio::time::timeout(secs(5), task).await;
            reply.expect("nobody is stuck").unwrap().unwrap();
        }
        assert_clean(&client, &server, &format!("{polls} polls"));
        assert!(server.count_of("/api/login") <= 2, "{polls} polls");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_while_it_waits_behind_another_lets_a_third_go_on() {
    for polls in 0..30 {
        let server = slow();
        let client = client(&server);
        let first = tokio::spawn(client.send(ReadBox::new(1)).raw());
        settle().await;
        let middle = tokio::spawn(poll_and_drop(client.send(ReadBox::new(1)).raw(), polls));
        settle().await;
        let last = tokio::spawn(client.send(ReadBox::new(1)).raw());
        for task in [first, last] {
            let reply = tokio::time::timeout(secs(5), task).await;
            reply.expect("nobody is stuck").unwrap().unwrap();
        }
        middle.await.unwrap();
        assert_clean(&client, &server, &format!("{polls} polls"));
    }
}

#[tokio::test(start_paused = true)]
async fn many_calls_dropped_at_random_leave_nothing_behind() {
    let server = slow();
    let client = client(&server);
    let tasks: Vec<_> = (0..200)
        .map(|id| {
            let call = client.send(ReadBox::new(id % 7)).deadline(secs(600)).raw();
            tokio::spawn(poll_and_drop(call, id * 7 % 23))
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_clean(&client, &server, "200 calls");
    client.send(ReadBox::new(1)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_polled_after_its_end_is_an_error_and_no_panic() {
    let server = Server::always(Step::ok());
    let client = Depot::new().client(&server);
    let mut call = client.send(ReadBox::new(1)).raw();
    (&mut call).await.unwrap();
    let error = (&mut call).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(server.count(), 1);
}

#[test]
fn a_call_that_is_never_polled_takes_nothing_and_needs_no_runtime() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("w", 1, secs(10)))
        .client(&server);
    drop(client.send(ReadBox::new(1)).into_future());
    assert_eq!(client.quotas()[0].left, 1);
    assert_eq!(server.count(), 0);

    // Some transports make a timer when they are called, which panics without a runtime.
    let timed = tower::service_fn(|_: http::Request<Body>| {
        let sleep = tokio::time::sleep(millis(1));
        async move {
            sleep.await;
            Ok::<_, Infallible>(http::Response::new(Body::from("{}".to_owned())))
        }
    });
    let client = Client::builder(Depot::new())
        .transport(timed)
        .build()
        .unwrap();
    let call = client.send(ReadBox::new(1)).into_future();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    runtime.unwrap().block_on(call).unwrap();
}
