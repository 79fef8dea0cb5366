//! Webhooks of WiseCX, from what happens at the vendor to a handler of axum.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test proves things by failing"
)]

mod support;

use std::time::Duration;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::post;
use ccaas::types::Id;
use ccaas::wisecx::Client;
use ccaas::wisecx::cases::{
    ActivityType, CaseStatus, ContactRef, GetActivity, GetCase, NewActivity, UpdateCase,
};
use ccaas::wisecx::meli::GetMeliOrder;
use ccaas::wisecx::nitro::{MessageChannel, Recipient, SendTransactional};
use ccaas::wisecx::webhook::{EventActivityType, Received, SharedSecret, WebhookEvent, Webhooks};
use ccaas_sandbox::{Delivery, Sandbox, Webhook};
use serde_json::json;
use support::wisecx::client;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const PATH: &str = "/hooks/wisecx";

#[derive(Clone)]
struct Server {
    webhooks: Webhooks,
    seen: UnboundedSender<WebhookEvent>,
}

impl FromRef<Server> for Webhooks {
    fn from_ref(server: &Server) -> Self {
        server.webhooks.clone()
    }
}

async fn hook(State(server): State<Server>, Received(event): Received<WebhookEvent>) {
    server.seen.send(event).unwrap();
}

/// A server on a free port, which takes calls with the secret.
async fn server() -> (String, UnboundedReceiver<WebhookEvent>) {
    let (seen, events) = unbounded_channel();
    let webhooks = Webhooks::verified(SharedSecret::in_query("token", "s3cret").unwrap());
    let app = Router::new()
        .route(PATH, post(hook))
        .with_state(Server { webhooks, seen });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}{PATH}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, events)
}

/// A sandbox that calls such a server, and a client for what is in the events.
async fn hooked() -> (Sandbox, Client, UnboundedReceiver<WebhookEvent>) {
    let (url, events) = server().await;
    let sandbox = Sandbox::builder()
        .webhook("wisecx", format!("{url}?token=s3cret"))
        .in_process();
    let client = client(&sandbox);
    (sandbox, client, events)
}

/// The next event, once all that has happened is delivered.
async fn next(sandbox: &Sandbox, events: &mut UnboundedReceiver<WebhookEvent>) -> WebhookEvent {
    sandbox.webhooks_sent().await;
    match events.try_recv() {
        Ok(event) => event,
        Err(error) => panic!("{error}: {:?}", sandbox.events("wisecx")),
    }
}

#[tokio::test]
async fn what_is_written_in_a_case_comes_as_events_whose_ids_can_be_read() {
    let (sandbox, client, mut events) = hooked().await;
    let case = Id::from(1_273_952);
    let note = UpdateCase::new(case.clone()).activities([NewActivity::note(5846, "Hm")]);
    let written = client.send(note).await.unwrap();

    let event = next(&sandbox, &mut events).await;
    let key = event.key().unwrap();
    let WebhookEvent::ActivityNew(activity) = event else {
        panic!("{event:?}");
    };
    assert_eq!(activity.case_id, case);
    assert_eq!(activity.activity_type, Some(EventActivityType::Note));
    assert_eq!(activity.activity_id, written.activities[0].id);
    assert_eq!(
        key,
        format!("activity:{case}:{}", activity.activity_id.clone().unwrap())
    );
    let read = GetActivity::new(activity.case_id, activity.activity_id.unwrap());
    let read = client.send(read).await.unwrap();
    assert_eq!(read.kind, Some(ActivityType::Note));
    assert_eq!(read.content.as_deref(), Some("Hm"));
}

#[tokio::test]
async fn a_solved_case_tells_of_its_survey() {
    let (sandbox, client, mut events) = hooked().await;
    let solved = UpdateCase::new(1_273_952).status(CaseStatus::Solved);
    client.send(solved).await.unwrap();
    let event = next(&sandbox, &mut events).await;
    assert!(
        matches!(&event, WebhookEvent::ActivityNew(one)
            if one.activity_type == Some(EventActivityType::System)),
        "{event:?}"
    );
    let event = next(&sandbox, &mut events).await;
    let WebhookEvent::SurveySent(survey) = event else {
        panic!("{event:?}");
    };
    assert_eq!(survey.case_id, 1_273_952.into());
    let url = survey.url_survey.expose();
    assert!(url.starts_with("https://"), "{url}");
    assert!(!format!("{survey:?}").contains(url));
}

#[tokio::test]
async fn a_message_of_whatsapp_is_told_when_it_is_delivered_and_when_it_is_read() {
    let (sandbox, client, mut events) = hooked().await;
    let answer = NewActivity::user_reply(5846, [ContactRef::by_id(6_594_517)]).content("Soon");
    let answer = UpdateCase::new(1_273_950).activities([answer]);
    let written = client.send(answer).await.unwrap();
    let event = next(&sandbox, &mut events).await;
    assert!(matches!(event, WebhookEvent::ActivityNew(_)), "{event:?}");

    sandbox.advance(Duration::from_secs(5));
    for _ in 0..2 {
        let event = next(&sandbox, &mut events).await;
        assert_eq!(event.key(), None, "it rightly comes twice");
        let WebhookEvent::StatusUpdate(status) = event else {
            panic!("{event:?}");
        };
        assert_eq!(status.activity_id, written.activities[0].id);
        let kind = Some(EventActivityType::WhatsappStatus);
        assert_eq!(status.activity_type, kind);
    }
}

#[tokio::test]
async fn an_order_of_mercado_libre_is_told_and_told_again_when_it_changes() {
    let (sandbox, client, mut events) = hooked().await;
    let id = sandbox.wisecx().meli_order(json!({"status": "paid"}));
    let event = next(&sandbox, &mut events).await;
    let WebhookEvent::MeliOrderNew(order) = event else {
        panic!("{event:?}");
    };
    assert_eq!(order.id, id.into());
    let read = client.send(GetMeliOrder::new(order.id)).await.unwrap();
    assert_eq!(read.order_data, Some(json!({"status": "paid"})));

    sandbox
        .wisecx()
        .update_meli_order(id, json!({"status": "shipped"}));
    let event = next(&sandbox, &mut events).await;
    assert!(
        matches!(&event, WebhookEvent::MeliOrderUpdated(order) if order.id == id.into()),
        "{event:?}"
    );
}

#[tokio::test]
async fn an_answer_to_a_campaign_is_told_with_its_case() {
    let (sandbox, client, mut events) = hooked().await;
    let to = Recipient::by_id(6_594_517);
    let message = SendTransactional::new(1321, [MessageChannel::Whatsapp], to);
    let rows = client.send(message).await.unwrap();
    let tracking = rows[0].tracking_id.as_ref().unwrap().to_string();
    let case = sandbox
        .wisecx()
        .answer_message(&tracking, "Thanks")
        .unwrap();

    let event = next(&sandbox, &mut events).await;
    let WebhookEvent::NitroNewCase(answer) = event else {
        panic!("{event:?}");
    };
    assert_eq!(answer.case_id, case.into());
    let fields = ["id", "contact_id", "group_id"];
    let read = client
        .send(GetCase::new(answer.case_id).fields(fields))
        .await
        .unwrap();
    assert_eq!(read.contact_id, Some(6_594_517.into()));
    assert_eq!(read.group_id, Some(6690.into()), "who gets the answers");
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_not_listened_to() {
    let (url, mut events) = server().await;
    let sandbox = Sandbox::in_process();
    for (query, status) in [("", 401), ("?token=guess", 401), ("?token=s3cret", 200)] {
        sandbox.webhook("wisecx", Webhook::to(format!("{url}{query}")));
        sandbox.wisecx().meli_order(json!({}));
        sandbox.webhooks_sent().await;
        let told = sandbox.events("wisecx");
        let last = told.last().unwrap().delivery();
        assert!(
            matches!(last, Delivery::Answered(answer) if *answer == status),
            "{query}: {last:?}"
        );
    }
    assert!(events.try_recv().is_ok());
    assert!(events.try_recv().is_err(), "one of three");
}
