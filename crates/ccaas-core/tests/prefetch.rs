//! Lists whose pages are fetched ahead.

#![allow(
    clippy::unwrap_used,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use ccaas_core::{Client, ErrorKind, Retry};
use support::{Depot, ListBoxes, Seen, Server, Step, secs, settle, timed};
use tokio::time::sleep;

fn page(seen: &Seen) -> u64 {
    seen.query("page").unwrap().parse().unwrap()
}

/// Two boxes on each of five pages.
fn ten(page: u64) -> Step {
    let boxes = [page * 2, page * 2 + 1];
    let more = page < 4;
    Step::json(
        200,
        format!(r#"{{"data":{{"boxes":{boxes:?},"more":{more}}}}}"#),
    )
}

fn depot() -> (Server, Client<Depot>) {
    let server = Server::new(|seen| ten(page(seen)));
    let client = Depot::new().client(&server);
    (server, client)
}

#[tokio::test(start_paused = true)]
async fn all_items_come_in_order_and_each_page_is_fetched_once() {
    for ahead in [1, 3, 100] {
        let (server, client) = depot();
        let mut items = client.items(ListBoxes::new()).prefetch(ahead);
        let mut all = Vec::new();
        while let Some(item) = items.try_next().await.unwrap() {
            all.push(item);
        }
        assert_eq!(all, (0..10).collect::<Vec<_>>());
        assert_eq!(items.try_next().await.unwrap(), None);
        assert_eq!(server.count(), 5);
    }
}

#[tokio::test(start_paused = true)]
async fn the_caller_and_the_next_page_take_their_time_together() {
    let slow = Server::new(|seen| ten(page(seen)).after(secs(1)));
    let run = async |ahead| {
        let client = Depot::new().client(&slow);
        let mut pages = client.pages(ListBoxes::new()).prefetch(ahead);
        while pages.try_next().await.unwrap().is_some() {
            sleep(secs(1)).await;
        }
    };
    assert_eq!(timed(run(0)).await.1, secs(10));
    assert_eq!(timed(run(1)).await.1, secs(6));
}

#[tokio::test(start_paused = true)]
async fn no_more_pages_are_fetched_than_asked_for() {
    for ahead in [1, 2] {
        let (server, client) = depot();
        let mut pages = client.pages(ListBoxes::new()).prefetch(ahead);
        settle().await;
        assert_eq!(server.count(), 0, "nothing before the first page is wanted");
        pages.try_next().await.unwrap();
        settle().await;
        assert_eq!(server.count(), 1 + ahead);
    }
}

#[tokio::test(start_paused = true)]
async fn after_an_error_it_stands_at_the_same_page() {
    let failing = Server::new(|seen| match (page(seen), seen.index) {
        (2, 2) => Step::status(500),
        (page, _) => ten(page),
    });
    let client = Depot::new()
        .on(&failing)
        .retry(Retry::never())
        .build()
        .unwrap();
    let mut items = client.items(ListBoxes::new()).prefetch(1);
    for expected in 0..4 {
        assert_eq!(items.try_next().await.unwrap(), Some(expected));
    }
    let error = items.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    let cursor = items.cursor().unwrap();
    assert_eq!(items.try_next().await.unwrap(), Some(4), "the page again");

    let mut resumed = client.items(ListBoxes::new()).prefetch(1).resume(cursor);
    assert_eq!(resumed.try_next().await.unwrap(), Some(4));
}

#[tokio::test(start_paused = true)]
async fn the_cursor_stands_where_the_caller_is_and_not_where_the_task_is() {
    let (_, client) = depot();
    let mut items = client.items(ListBoxes::new()).prefetch(3);
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    settle().await;
    let cursor = items.cursor().unwrap();
    let mut resumed = client.items(ListBoxes::new()).resume(cursor);
    assert_eq!(resumed.try_next().await.unwrap(), Some(3));
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_fetches_no_more() {
    let slow = Server::new(|seen| ten(page(seen)).after(secs(1)));
    let client = Depot::new().client(&slow);
    let mut pages = client.pages(ListBoxes::new()).prefetch(3);
    pages.try_next().await.unwrap();
    settle().await;
    drop(pages);
    sleep(secs(60)).await;
    assert_eq!(slow.count(), 2, "the second was out already");
    assert_eq!(slow.inside(), 0, "and was given up");
}

#[tokio::test(start_paused = true)]
async fn a_repeated_page_is_an_error_here_too() {
    let same = Server::new(|_| ten(0));
    let client = Depot::new().client(&same);
    let mut pages = client.pages(ListBoxes::new()).prefetch(1);
    pages.try_next().await.unwrap();
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_the_whole_list_holds() {
    let silent = Server::always(Step::silent());
    let client = Depot::new().client(&silent);
    let mut pages = client
        .pages(ListBoxes::new())
        .prefetch(1)
        .overall_deadline(secs(7));
    let (result, took) = timed(pages.try_next()).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(took, secs(7));
}

#[test]
fn outside_a_runtime_it_is_an_error_and_no_panic() {
    let (_, client) = depot();
    let mut pages = client.pages(ListBoxes::new()).prefetch(1);
    let next = Box::pin(pages.try_next());
    let result = futures_util::FutureExt::now_or_never(next).unwrap();
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Config);
}
