//! WiseCX: cases and what is done in them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use common::wise::Wise;
use serde_json::{Value, json};

fn case(channel: &str, activity: Value) -> Value {
    json!({
        "group_id": 159,
        "source_channel": channel,
        "subject": "Test",
        "activities": [activity],
    })
}

fn contact() -> Value {
    json!({"email": "somebody@example.com", "phone": "12025550170"})
}

#[tokio::test]
async fn activities_follow_the_rules() {
    let wise = Wise::start().await;
    let before = wise.rows("/cases").await.len();
    for (channel, activity, message) in [
        (
            "web",
            json!({"type": "contact_message", "content": "x"}),
            "activities[0].contact_from is required",
        ),
        (
            "web",
            json!({"type": "contact_message", "content": "x", "contact_from": {"name": "x"}}),
            "a contact needs one of id, email, personal_id, phone",
        ),
        (
            "web",
            json!({"type": "contact_message", "content": "x", "contact_from": {"id": 7}}),
            "Contact Not Found",
        ),
        (
            "web",
            json!({"type": "user_reply", "user_id": 5846, "content": "x"}),
            "activities[0].contacts_to is required",
        ),
        (
            "web",
            json!({"type": "user_reply", "content": "x", "contacts_to": [contact()]}),
            "activities[0].user_id is required",
        ),
        (
            "web",
            json!({"type": "note", "content": "x"}),
            "activities[0].user_id is required",
        ),
        (
            "web",
            json!({"type": "note", "user_id": 0, "content": "x"}),
            "activities[0].user_id must be a user",
        ),
        (
            "web",
            json!({"type": "note", "user_id": 7, "content": "x"}),
            "User Not Found",
        ),
        (
            "web",
            json!({"type": "note", "user_id": 5846}),
            "activities[0].content or attachments is required",
        ),
        (
            "web",
            json!({"type": "system", "content": "x"}),
            "activities[0].type must be one of user_reply, contact_message, note",
        ),
        (
            "web",
            json!({"type": "note", "user_id": 5846, "attachments": [{"filename": "a"}]}),
            "activities[0].attachments[0]: url or content is required",
        ),
        (
            "web",
            json!({"type": "note", "user_id": 5846,
                   "attachments": [{"filename": "a", "content": "?"}]}),
            "activities[0].attachments[0].content is not base64",
        ),
        (
            "web",
            json!({"type": "user_reply", "template": {"template_id": 1},
                   "contacts_to": [contact()]}),
            "activities[0].template needs a user_reply on whatsapp",
        ),
        (
            "web",
            json!({"type": "user_reply", "channel": "whatsapp", "template": {"template_id": 1},
                   "contacts_to": [contact()]}),
            "source_channel must be whatsapp for a template",
        ),
        (
            "whatsapp",
            json!({"type": "user_reply", "template": {"template_id": 999},
                   "contacts_to": [contact()]}),
            "Template Not Found",
        ),
        (
            "whatsapp",
            json!({"type": "user_reply", "user_id": 5846, "contacts_to": [contact()],
                   "attachments": [{"filename": "a", "url": "https://www.example.com/a"}]}),
            "activities[0].content or template is required",
        ),
        (
            "whatsapp",
            json!({"type": "user_reply", "user_id": 5846, "content": "x",
                   "contacts_to": [{"email": "nophone@example.com"}]}),
            "activities[0].contacts_to[0].phone is required on whatsapp",
        ),
    ] {
        let answer = wise.post("/cases", case(channel, activity)).await;
        answer.is(400, &json!({"message": message}));
    }
    let mut empty = case("web", json!({}));
    empty["activities"] = json!([]);
    wise.post("/cases", empty)
        .await
        .is(400, &json!({"message": "activities must not be empty"}));
    // Nothing of all this has left a trace.
    assert_eq!(wise.rows("/cases").await.len(), before);
    assert_eq!(wise.rows("/contacts/").await.len(), 5);
}

#[tokio::test]
async fn attachments_have_five_megabytes_together() {
    let wise = Wise::start().await;
    let megabyte = 1024 * 1024;
    let note = |bytes: usize| {
        let content = STANDARD.encode(vec![7; bytes]);
        json!({"type": "note", "user_id": 5846,
               "attachments": [{"filename": "a.bin", "content": content}]})
    };
    let mut body = case("web", note(3 * megabyte));
    body["activities"]
        .as_array_mut()
        .unwrap()
        .push(note(2 * megabyte));
    assert_eq!(wise.post("/cases", body.clone()).await.status, 200);
    body["activities"][1] = note(2 * megabyte + 1);
    wise.post("/cases", body).await.is(
        400,
        &json!({"message": "attachments must not exceed 5 MB together"}),
    );
}

#[tokio::test]
async fn a_template_opens_a_conversation_with_its_first_contact() {
    let wise = Wise::start().await;
    let template = json!({"template_id": 2, "parameters": [
        {"key": "1", "value": "first"}, {"key": "2", "value": "shoes"},
    ]});
    let answer = wise
        .post(
            "/cases",
            case(
                "whatsapp",
                json!({"type": "user_reply", "user_id": 0, "template": template,
                       "contacts_to": [contact(), {"email": "second@example.com"}]}),
            ),
        )
        .await
        .json();
    let people = answer["activities"][0]["contacts_ids"].as_array().unwrap();
    assert_eq!(people.len(), 1);
    let path = format!("/cases/{}", answer["case_id"]);
    let activities = wise.rows(&format!("{path}/activities")).await;
    assert_eq!(
        activities[0]["content"],
        "Your first order has shipped. Details: shoes"
    );

    let reply = |contact: Value| {
        json!({"activities": [{"type": "user_reply", "user_id": 5846, "content": "Hello again",
                               "contacts_to": [contact]}]})
    };
    let other = json!({"id": 6_594_513});
    wise.put(&path, reply(other)).await.is(
        400,
        &json!({"message":
            "activities[0].contacts_to[0] is not the contact who started the conversation"}),
    );
    assert_eq!(wise.put(&path, reply(contact())).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn an_update_appends_and_moves_the_dates() {
    let wise = Wise::start().await;
    let path = "/cases/1273950";
    let dates = async || {
        let filter = json!([{"field": "case.id", "operator": "EQUAL", "value": 1_273_950}]);
        let filter = common::wise::encoded(&filter.to_string());
        let fields = "last_update,last_assignment,first_response,last_response,closed_at";
        wise.rows(&format!("/cases?fields={fields}&filtering={filter}"))
            .await[0]
            .clone()
    };
    let reply = json!({"activities": [{"type": "user_reply", "user_id": 5846, "content": "Soon",
                                       "contacts_to": [{"id": 6_594_517}]}]});
    wise.sandbox.advance(Duration::from_secs(60));
    assert_eq!(wise.put(path, reply.clone()).await.status, 200);
    wise.sandbox.advance(Duration::from_secs(60));
    assert_eq!(wise.put(path, reply).await.status, 200);
    wise.sandbox.advance(Duration::from_secs(60));
    assert_eq!(
        wise.put(path, json!({"status": "closed", "user_id": 5846}))
            .await
            .status,
        200
    );
    assert_eq!(
        dates().await,
        json!({
            "id": 1_273_950,
            "first_response": "2026-01-01 00:01:00",
            "last_response": "2026-01-01 00:02:00",
            "last_update": "2026-01-01 00:03:00",
            "last_assignment": "2026-01-01 00:03:00",
            "closed_at": "2026-01-01 00:03:00",
        })
    );
    let activities = wise.rows(&format!("{path}/activities")).await;
    let contents: Vec<_> = activities.iter().map(|row| &row["content"]).collect();
    assert_eq!(
        contents,
        [
            "Hello, where is my parcel?",
            "Soon",
            "Soon",
            "[assigned] 5846",
            "[status] closed"
        ]
    );
    let refused = wise.put(path, json!({"status": "open"})).await;
    refused.is(
        400,
        &json!({"message": "status must be one of opened, solved, pending, hold, closed"}),
    );
}

#[tokio::test]
async fn only_three_months_are_listed() {
    let mut wise = Wise::start().await;
    let old = json!([{"field": "case.id", "operator": "EQUAL", "value": 1_273_946}]);
    assert_eq!(wise.ids("/cases", &old).await, [0_u64; 0]);
    assert_eq!(wise.get("/cases/1273946").await.status, 200);
    assert_eq!(wise.rows("/cases").await.len(), 6);
    wise.sandbox.advance(Duration::from_secs(30 * 24 * 3600));
    wise.login().await;
    assert_eq!(wise.rows("/cases").await.len(), 5);
}

#[tokio::test]
async fn the_list_has_two_envelopes() {
    let wise = Wise::start().await;
    assert!(wise.get("/cases?limit=1").await.json().is_array());
    wise.sandbox.wisecx().cases_in_data(true);
    let wrapped = wise.get("/cases?limit=1").await;
    wrapped.is(
        200,
        &json!({"data": [{
            "id": 1_273_947,
            "group_id": 159,
            "user_id": 5846,
            "subject": "Invoice shows the wrong address",
        }]}),
    );
}

#[tokio::test]
async fn a_deleted_case_can_come_back() {
    let wise = Wise::start().await;
    let deleted = async || {
        let path = "/cases?fields=deleted&sort=desc&sort_field=id&limit=1";
        wise.rows(path).await[0]["deleted"].as_bool().unwrap()
    };
    wise.delete("/cases/1273952").await;
    assert!(deleted().await);
    wise.put("/cases/1273952", json!({"deleted": false})).await;
    assert!(!deleted().await);
}
