//! Lists: pages, items, cursors, and what ends a list that doesn't end.

#![allow(
    clippy::unwrap_used,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use ccaas_core::{Client, Delivery, ErrorKind, ItemCursor, Retry};
use futures_util::StreamExt;
use support::{Depot, ListBoxes, Server, Step, is_waiting, secs, settle, timed};
use tokio::time::sleep;

fn page(seen: &support::Seen) -> u64 {
    seen.query("page").unwrap().parse().unwrap()
}

fn answer(boxes: &[u64], more: bool) -> Step {
    Step::json(
        200,
        format!(r#"{{"data":{{"boxes":{boxes:?},"more":{more}}}}}"#),
    )
}

/// Three boxes on each of four pages, and two on the last.
fn fourteen(page: u64) -> Step {
    let all: Vec<u64> = (0..14).collect();
    let chunk = all.chunks(3).nth(usize::try_from(page).unwrap()).unwrap();
    answer(chunk, page < 4)
}

fn depot() -> (Server, Client<Depot>) {
    let server = Server::new(|seen| fourteen(page(seen)));
    let client = Depot::new().client(&server);
    (server, client)
}

#[tokio::test(start_paused = true)]
async fn the_items_of_all_pages_come_in_order_and_then_none() {
    let (server, client) = depot();
    let mut items = client.items(ListBoxes::new());
    let mut all = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        all.push(item);
    }
    assert_eq!(all, (0..14).collect::<Vec<_>>());
    assert_eq!(items.try_next().await.unwrap(), None);
    assert!(items.cursor().is_none());
    assert_eq!(server.count(), 5, "each page once");
}

#[tokio::test(start_paused = true)]
async fn pages_and_items_are_streams() {
    let (_, client) = depot();
    let pages: Vec<_> = client.pages(ListBoxes::new()).collect().await;
    let sizes: Vec<usize> = pages
        .iter()
        .map(|page| page.as_ref().unwrap().len())
        .collect();
    assert_eq!(sizes, [3, 3, 3, 3, 2]);
    let items: Vec<_> = client.items(ListBoxes::new()).take(5).collect().await;
    assert_eq!(items.into_iter().map(Result::unwrap).sum::<u64>(), 10);
}

#[tokio::test(start_paused = true)]
async fn no_page_is_read_before_it_is_needed() {
    let (server, client) = depot();
    let mut items = client.items(ListBoxes::new());
    assert_eq!(server.count(), 0);
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    assert_eq!(server.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_empty_page_in_the_middle_does_not_end_the_list() {
    let server = Server::new(|seen| match page(seen) {
        0 => answer(&[1], true),
        1 | 2 => answer(&[], true),
        _ => answer(&[2], false),
    });
    let client = Depot::new().client(&server);
    let items: Vec<_> = client.items(ListBoxes::new()).collect().await;
    let items: Vec<u64> = items.into_iter().map(Result::unwrap).collect();
    assert_eq!(items, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_list_of_items_goes_on_from_every_cursor() {
    let (_, client) = depot();
    for read in 0..=14 {
        let mut items = client.items(ListBoxes::new());
        for _ in 0..read {
            items.try_next().await.unwrap().unwrap();
        }
        let cursor = items.cursor();
        let rest = match cursor {
            None => Vec::new(),
            Some(cursor) => {
                // In another process: nothing but the text is left.
                let text = serde_json::to_string(&cursor).unwrap();
                let cursor: ItemCursor<u64> = serde_json::from_str(&text).unwrap();
                let rest = client.items(ListBoxes::new()).resume(cursor.clone());
                assert_eq!(rest.cursor(), Some(cursor), "before anything is read");
                let rest: Vec<_> = rest.collect().await;
                rest.into_iter().map(Result::unwrap).collect()
            }
        };
        assert_eq!(rest, (read..14).collect::<Vec<u64>>());
    }
}

#[tokio::test(start_paused = true)]
async fn a_cursor_in_the_middle_of_a_page_survives_a_second_pause() {
    let (_, client) = depot();
    let mut items = client.items(ListBoxes::new());
    items.try_next().await.unwrap();
    let mut items = client
        .items(ListBoxes::new())
        .resume(items.cursor().unwrap());
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    let mut items = client
        .items(ListBoxes::new())
        .resume(items.cursor().unwrap());
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    assert_eq!(items.try_next().await.unwrap(), Some(3));
}

#[tokio::test(start_paused = true)]
async fn pages_go_on_from_a_cursor() {
    let (_, client) = depot();
    let mut pages = client.pages(ListBoxes::new());
    pages.try_next().await.unwrap();
    let cursor = pages.cursor().unwrap();
    let mut pages = client.pages(ListBoxes::new()).resume(cursor);
    assert_eq!(pages.try_next().await.unwrap().unwrap(), [3, 4, 5]);
}

#[tokio::test(start_paused = true)]
async fn after_an_error_the_next_try_goes_on_without_loss_or_double() {
    // Every second request fails.
    let server = Server::new(|seen| match seen.index % 2 {
        0 => Step::status(500),
        _ => fourteen(page(seen)),
    });
    let client = Depot::new().client(&server);
    let mut items = client.items(ListBoxes::new()).retry(Retry::never());
    let (mut all, mut errors) = (Vec::new(), 0);
    loop {
        let before = items.cursor();
        match items.try_next().await {
            Ok(Some(item)) => all.push(item),
            Ok(None) => break,
            Err(error) => {
                assert_eq!(error.status().unwrap(), 500);
                assert_eq!(items.cursor(), before, "it stands where it stood");
                errors += 1;
            }
        }
    }
    assert_eq!(all, (0..14).collect::<Vec<_>>());
    assert_eq!(errors, 5);
}

#[tokio::test(start_paused = true)]
async fn a_reading_that_is_dropped_in_the_middle_of_a_page_loses_nothing() {
    let server = Server::new(|seen| fourteen(page(seen)).after(secs(1)));
    let client = Depot::new().client(&server);
    let mut items = client.items(ListBoxes::new());
    {
        let mut reading = Box::pin(items.try_next());
        assert!(is_waiting(&mut reading).await);
    }
    assert_eq!(items.try_next().await.unwrap(), Some(0));
    assert_eq!(server.count(), 1, "the request that was under way is used");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_comes_twice_in_a_row_is_an_error() {
    let server = Server::new(|seen| match page(seen) {
        0 => answer(&[1, 2], true),
        // The vendor doesn't know the page's number.
        _ => answer(&[3, 4], true),
    });
    let client = Depot::new().client(&server);
    let mut items = client.items(ListBoxes::new());
    for expected in 1..=4 {
        assert_eq!(items.try_next().await.unwrap(), Some(expected));
    }
    for _ in 0..2 {
        let error = items.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Paging);
        assert!(
            error.to_string().starts_with("depot boxes.list: "),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_does_not_end_is_an_error_at_the_given_number_of_pages() {
    let server = Server::new(|seen| answer(&[page(seen)], true));
    let client = Depot::new().client(&server);
    let mut items = client.items(ListBoxes::new()).max_pages(7);
    for expected in 0..7 {
        assert_eq!(items.try_next().await.unwrap(), Some(expected));
    }
    let error = items.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.to_string().contains('7'), "{error}");
    assert_eq!(server.count(), 7, "and the eighth is not even asked for");
}

#[tokio::test(start_paused = true)]
async fn the_setters_hold_for_each_page() {
    let server = Server::new(|seen| fourteen(page(seen)).after(secs(2)));
    let client = Depot::new().client(&server);
    let items = client
        .items(ListBoxes::new())
        .timeout(secs(3))
        .deadline(secs(3))
        .header("x-run", "nightly");
    let (all, took) = timed(items.collect::<Vec<_>>()).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(took, secs(10), "more than one page's deadline");
    for seen in server.seen() {
        assert_eq!(seen.header("x-run"), Some("nightly"));
    }
    let mut items = client.items(ListBoxes::new()).deadline(secs(1));
    assert!(items.try_next().await.unwrap_err().is_timeout());
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_the_whole_list_ends_a_page_that_is_under_way() {
    let server = Server::new(|seen| fourteen(page(seen)).after(secs(2)));
    let client = Depot::new().client(&server);
    let mut pages = client.pages(ListBoxes::new()).overall_deadline(secs(5));
    let (_, took) = timed(async {
        pages.try_next().await.unwrap().unwrap();
        pages.try_next().await.unwrap().unwrap();
        let error = pages.try_next().await.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(error.delivery(), Delivery::Unknown, "it was out");
        assert_eq!(error.attempts(), 1);
        assert_eq!(error.operation(), "boxes.list");
    })
    .await;
    assert_eq!(took, secs(5));
    assert_eq!(server.inside(), 0, "the page is let go");

    // It stands at the same page, and asks for nothing more.
    assert_eq!(pages.cursor(), Some(2));
    assert!(pages.try_next().await.unwrap_err().is_timeout());
    assert_eq!(server.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_the_whole_list_counts_from_the_first_page_and_the_callers_time_too() {
    let (server, client) = depot();
    let mut pages = client.pages(ListBoxes::new()).overall_deadline(secs(5));
    sleep(secs(60)).await;
    pages.try_next().await.unwrap().unwrap();
    sleep(secs(4)).await;
    pages.try_next().await.unwrap().unwrap();
    sleep(secs(2)).await;
    assert!(pages.try_next().await.unwrap_err().is_timeout());
    assert_eq!(server.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_overall_deadline_that_no_clock_can_reach_is_none() {
    let server = Server::new(|seen| fourteen(page(seen)).after(secs(2)));
    let client = Depot::new().client(&server);
    let mut pages = client
        .pages(ListBoxes::new())
        .overall_deadline(std::time::Duration::MAX);
    pages.try_next().await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_dropped_lets_its_request_go() {
    let hits = Arc::new(AtomicU64::new(0));
    let counted = hits.clone();
    let server = Server::new(move |_| {
        counted.fetch_add(1, SeqCst);
        Step::silent()
    });
    let client = Depot::new().client(&server);
    let task = tokio::spawn(async move { client.items(ListBoxes::new()).next().await });
    settle().await;
    assert_eq!(server.inside(), 1);
    task.abort();
    settle().await;
    assert_eq!(server.inside(), 0);
    assert_eq!(hits.load(SeqCst), 1);
}
