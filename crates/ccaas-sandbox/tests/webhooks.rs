//! Webhooks: what vendors tell, and to whom.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::time::Duration;

use axum::{Router, body::Bytes, extract::State, routing::any};
use ccaas_sandbox::{Delivery, Sandbox, Webhook};
use common::wise::Wise;
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

/// A request that a receiver got.
#[derive(Debug)]
struct Got {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Value,
}

/// A receiver on a free port; it answers with this status.
async fn receiver(status: StatusCode) -> (String, UnboundedReceiver<Got>) {
    let (sender, receiver) = unbounded_channel();
    let take = async move |State(sender): State<UnboundedSender<Got>>,
                           method: Method,
                           uri: Uri,
                           headers: HeaderMap,
                           body: Bytes| {
        let body = serde_json::from_slice(&body).unwrap();
        let got = Got {
            method,
            uri,
            headers,
            body,
        };
        sender.send(got).unwrap();
        status
    };
    let app = Router::new().fallback(any(take)).with_state(sender);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, receiver)
}

fn note() -> Value {
    json!({"activities": [{"type": "note", "user_id": 5846, "content": "x"}]})
}

/// What was told, in order: the name, and the type of the activity if there is one.
fn told(sandbox: &Sandbox) -> Vec<(String, String)> {
    let events = sandbox.events("wisecx");
    let rows = events.iter().map(|event| {
        let body: Value = serde_json::from_slice(event.body()).unwrap();
        assert_eq!(body["event"], event.name());
        let kind = body["activity_type"].as_str().unwrap_or_default();
        (event.name().to_owned(), kind.to_owned())
    });
    rows.collect()
}

fn pair(name: &str, kind: &str) -> (String, String) {
    (name.to_owned(), kind.to_owned())
}

#[tokio::test]
async fn events_are_posted_with_the_secret() {
    let wise = Wise::start().await;
    let (url, mut received) = receiver(StatusCode::OK).await;
    let hook = Webhook::to(format!("{url}/hooks?token=t")).header("X-Hook-Secret", "s3cret");
    wise.sandbox.webhook("wisecx", hook);

    let answer = wise.put("/cases/1273952", note()).await.json();
    let got = received.recv().await.unwrap();
    assert_eq!(
        (got.method.as_str(), got.uri.to_string().as_str()),
        ("POST", "/hooks?token=t")
    );
    assert_eq!(got.headers["Content-Type"], "application/json");
    assert_eq!(got.headers["X-Hook-Secret"], "s3cret");
    assert_eq!(
        got.body,
        json!({
            "event": "activity_new",
            "case_id": 1_273_952,
            "activity_id": answer["activities"][0]["id"],
            "activity_type": "note",
        })
    );
    wise.sandbox.webhooks_sent().await;
    let events = wise.sandbox.events("wisecx");
    assert_eq!(events[0].delivery(), &Delivery::Answered(StatusCode::OK));
}

#[tokio::test]
async fn what_waits_for_the_clock_is_posted_when_its_time_comes() {
    let (url, mut received) = receiver(StatusCode::OK).await;
    let sandbox = Sandbox::builder().webhook("wisecx", url).in_process();
    let wise = Wise::with(sandbox).await;
    let reply = json!({"activities": [{"type": "user_reply", "user_id": 5846, "content": "Soon",
                                       "contacts_to": [{"id": 6_594_517}]}]});
    wise.put("/cases/1273950", reply).await;
    assert_eq!(received.recv().await.unwrap().body["event"], "activity_new");
    // Delivered, and read.
    wise.sandbox.advance(Duration::from_secs(5));
    for _ in 0..2 {
        let got = received.recv().await.unwrap();
        assert_eq!(got.body["event"], "status_update");
        assert_eq!(got.body["activity_type"], "whatsapp_status");
    }
}

#[tokio::test(start_paused = true)]
async fn the_courier_wakes_up_by_itself() {
    // A paused clock and a socket don't go together; this fails without one.
    let sandbox = Sandbox::builder().webhook("wisecx", "nowhere").in_process();
    let wise = Wise::with(sandbox).await;
    let body = json!({"case_id": 1_273_952});
    wise.post("/assistans/node/501/execute", body).await;
    // Nobody calls or looks: the time passes, and that is all.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let events = wise.sandbox.events("wisecx");
    assert!(
        matches!(events[0].delivery(), Delivery::Failed(_)),
        "{events:?}"
    );
}

#[tokio::test]
async fn failures_are_recorded_and_not_repeated() {
    let (url, mut received) = receiver(StatusCode::INTERNAL_SERVER_ERROR).await;
    let wise = Wise::start().await;
    // Nobody listens yet.
    wise.put("/cases/1273952", note()).await;
    wise.sandbox.webhook("wisecx", url);
    wise.put("/cases/1273952", note()).await;
    wise.sandbox.webhooks_sent().await;
    // Bound and not listening: nobody else can have the port, and nobody answers there.
    let closed = TcpSocket::new_v4().unwrap();
    closed.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/?token=hush", closed.local_addr().unwrap());
    wise.sandbox.webhook("wisecx", url);
    wise.put("/cases/1273952", note()).await;
    wise.sandbox.webhooks_sent().await;

    let events = wise.sandbox.events("wisecx");
    let deliveries: Vec<_> = events
        .iter()
        .map(|event| event.delivery().clone())
        .collect();
    assert_eq!(deliveries[0], Delivery::Kept);
    assert_eq!(
        deliveries[1],
        Delivery::Answered(StatusCode::INTERNAL_SERVER_ERROR)
    );
    let Delivery::Failed(reason) = &deliveries[2] else {
        panic!("{deliveries:?}");
    };
    assert!(!reason.contains("hush"), "{reason}");
    received.recv().await.unwrap();
    assert!(received.try_recv().is_err());
}

#[tokio::test]
async fn debug_keeps_the_secrets_of_a_webhook() {
    let hook = Webhook::to("http://127.0.0.1:1/hush").header("X-Secret", "hush");
    assert!(!format!("{hook:?}").contains("hush"));
}

#[tokio::test(start_paused = true)]
async fn a_case_tells_all_that_happens_in_it() {
    let wise = Wise::start().await;
    let case = json!({
        "group_id": 159,
        "source_channel": "web",
        "subject": "x",
        "tags": ["a"],
        "activities": [{"type": "contact_message", "content": "x",
                        "contact_from": {"id": 6_594_513}}],
    });
    let created = wise.post("/cases", case).await.json();
    let path = format!("/cases/{}", created["case_id"]);
    wise.put(&path, json!({"status": "solved"})).await;
    assert_eq!(
        told(&wise.sandbox),
        [
            pair("activity_new", "system"),
            pair("activity_new", "contact_message"),
            pair("activity_new", "system"),
            pair("survey", ""),
        ]
    );
    let events = wise.sandbox.events("wisecx");
    let survey: Value = serde_json::from_slice(events[3].body()).unwrap();
    assert_eq!(survey["case_id"], created["case_id"]);
    // The parameters stand behind a hash, and the second one in the first.
    let url = survey["url_survey"].as_str().unwrap();
    assert!(
        url.contains(".html#?survey=") && url.contains("gh=SANDBOX-"),
        "{url}"
    );
}

#[tokio::test(start_paused = true)]
async fn mercado_libre_orders_are_told() {
    let wise = Wise::start().await;
    let shop = wise.sandbox.wisecx();
    let order = shop.meli_order(json!({"status": "paid"}));
    assert!(shop.update_meli_order(order, json!({"status": "shipped"})));
    assert!(!shop.update_meli_order(7, json!({})));
    assert_eq!(
        told(&wise.sandbox),
        [pair("meli_new_order", ""), pair("meli_order_updated", "")]
    );
    let events = wise.sandbox.events("wisecx");
    let body: Value = serde_json::from_slice(events[1].body()).unwrap();
    assert_eq!(body, json!({"id": order, "event": "meli_order_updated"}));
    let shown = wise.get(&format!("/meli/orders/{order}")).await.json();
    assert_eq!(shown["order_data"]["status"], "shipped");
}

#[tokio::test(start_paused = true)]
async fn whatsapp_statuses_come_when_their_time_has_come() {
    let wise = Wise::start().await;
    let reply = json!({"activities": [{"type": "user_reply", "user_id": 5846, "content": "Soon",
                                       "contacts_to": [{"id": 6_594_517}]}]});
    wise.put("/cases/1273950", reply).await;
    let count = || told(&wise.sandbox).len();
    assert_eq!(count(), 1);
    wise.sandbox.advance(Duration::from_secs(2));
    assert_eq!(count(), 2);
    wise.sandbox.advance(Duration::from_secs(60));
    assert_eq!(count(), 3);
    let events = wise.sandbox.events("wisecx");
    assert_eq!(events[2].at().to_string(), "2026-01-01T00:00:05Z");
    assert_eq!(events[2].delivery(), &Delivery::Kept);
    assert!(wise.sandbox.events("wesal-voc").is_empty());
}
