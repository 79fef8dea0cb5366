//! Who goes first where calls wait for a quota.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use ccaas_core::quota::Quota;
use ccaas_core::{Client, Priority};
use proptest::prelude::*;
use support::{Depot, ReadBox, Server, Step, secs, settle};
use tokio::task::JoinHandle;

/// One call a second.
fn depot() -> (Server, Client<Depot>) {
    let server = Server::always(Step::ok());
    let vendor = Depot::new().quota(Quota::window("second", 1, secs(1)));
    let client = vendor.on(&server).deadline(None).build().unwrap();
    (server, client)
}

/// Sends a call that reads the box of this name.
fn spawn(client: &Client<Depot>, name: String, priority: Priority) -> JoinHandle<()> {
    let call = client.send(ReadBox::new(name)).priority(priority);
    tokio::spawn(async move { drop(call.await.unwrap()) })
}

/// The names of the boxes, in the order in which their calls left.
fn left(server: &Server) -> Vec<String> {
    let seen = server.seen();
    let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    seen.iter().map(|seen| name(seen.path())).collect()
}

async fn finish(tasks: Vec<JoinHandle<()>>) {
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn an_interactive_call_waits_for_one_bulk_call_at_most() {
    let (server, client) = depot();
    let mut tasks: Vec<_> = (0..50)
        .map(|at| spawn(&client, format!("bulk-{at}"), Priority::Bulk))
        .collect();
    tokio::time::sleep(secs(5) + support::millis(500)).await;
    let before = server.count();
    tasks.push(spawn(&client, "now".to_owned(), Priority::Interactive));
    finish(tasks).await;
    assert_eq!(left(&server)[before], "now");
}

#[tokio::test(start_paused = true)]
async fn bulk_work_gets_one_slot_in_ten() {
    let (server, client) = depot();
    let mut tasks = Vec::new();
    for at in 0..20 {
        tasks.push(spawn(&client, format!("bulk-{at}"), Priority::Bulk));
    }
    for at in 0..200 {
        tasks.push(spawn(&client, format!("now-{at}"), Priority::Interactive));
    }
    finish(tasks).await;
    let order = left(&server);
    // While both wait: the interactive calls are over after some 220 slots.
    for window in order[..200].windows(10) {
        let bulk = window
            .iter()
            .filter(|name| name.starts_with("bulk"))
            .count();
        assert!((1..=2).contains(&bulk), "{window:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn within_a_class_they_leave_in_the_order_they_came() {
    let (server, client) = depot();
    let mut tasks = Vec::new();
    for at in 0..30 {
        let priority = if at % 3 == 0 {
            Priority::Bulk
        } else {
            Priority::Interactive
        };
        tasks.push(spawn(&client, format!("{priority:?}-{at:02}"), priority));
        settle().await;
    }
    finish(tasks).await;
    let order = left(&server);
    for class in ["Bulk", "Interactive"] {
        let of_class: Vec<_> = order
            .iter()
            .filter(|name| name.starts_with(class))
            .collect();
        assert!(of_class.is_sorted(), "{of_class:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_rest_nobody_makes_up_for_it() {
    let (server, client) = depot();
    // A long time of interactive calls alone, and then of bulk calls alone.
    for at in 0..100 {
        spawn(&client, format!("alone-{at}"), Priority::Interactive)
            .await
            .unwrap();
    }
    for at in 0..100 {
        spawn(&client, format!("work-{at}"), Priority::Bulk)
            .await
            .unwrap();
    }
    let before = server.count();
    let mut tasks = Vec::new();
    for at in 0..10 {
        tasks.push(spawn(&client, format!("bulk-{at}"), Priority::Bulk));
        tasks.push(spawn(&client, format!("now-{at}"), Priority::Interactive));
    }
    finish(tasks).await;
    let first: Vec<_> = left(&server)[before..before + 10].to_vec();
    let bulk = first.iter().filter(|name| name.starts_with("bulk")).count();
    assert!((1..=2).contains(&bulk), "{first:?}");
}

#[tokio::test(start_paused = true)]
async fn a_client_may_be_for_bulk_work_alone() {
    let server = Server::always(Step::ok());
    let vendor = Depot::new().quota(Quota::window("second", 1, secs(1)));
    let client = vendor
        .on(&server)
        .priority(Priority::Bulk)
        .deadline(None)
        .build()
        .unwrap();
    let call = |name: &str| client.send(ReadBox::new(name));
    let waiting: Vec<_> = (0..5)
        .map(|at| {
            let call = call(&format!("bulk-{at}"));
            tokio::spawn(async move { drop(call.await.unwrap()) })
        })
        .collect();
    settle().await;
    call("now").priority(Priority::Interactive).await.unwrap();
    finish(waiting).await;
    assert_eq!(left(&server)[1], "now");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever comes in whatever order: nobody is left out, and no interactive call waits for more bulk
    /// calls than one for every nine of its own kind, and one more.
    #[test]
    fn nobody_starves(calls in proptest::collection::vec(any::<bool>(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let order = runtime.block_on(async {
            let (server, client) = depot();
            let mut tasks = Vec::new();
            for (at, bulk) in calls.iter().enumerate() {
                let (name, priority) = match bulk {
                    true => ("bulk", Priority::Bulk),
                    false => ("now", Priority::Interactive),
                };
                tasks.push(spawn(&client, format!("{name}-{at}"), priority));
                settle().await;
            }
            finish(tasks).await;
            left(&server)
        });
        prop_assert_eq!(order.len(), calls.len());
        let last = order.iter().rposition(|name| name.starts_with("now"));
        if let Some(last) = last {
            let bulk = order[..last].iter().filter(|name| name.starts_with("bulk")).count();
            let interactive = last + 1 - bulk;
            // The first call of all leaves at once, of whatever kind it is.
            prop_assert!(bulk <= interactive.div_ceil(9) + 2, "{order:?}");
        }
    }
}
