//! WiseCX: campaigns, their states, and their messages.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::time::Duration;

use common::wise::Wise;
use serde_json::{Value, json};

async fn act(wise: &Wise, campaign: u64, action: &str) -> Result<String, String> {
    let path = format!("/nitro/campaigns/{campaign}/actions/{action}");
    let answer = wise.call("POST", &path, None).await;
    let body = answer.json();
    if answer.status == 200 {
        assert_eq!(body["campaign_id"], campaign);
        Ok(body["status"].as_str().unwrap().to_owned())
    } else {
        assert_eq!(answer.status, 400);
        Err(body["message"].as_str().unwrap().to_owned())
    }
}

async fn campaign(wise: &Wise, id: u64) -> Value {
    wise.get(&format!("/nitro/campaigns/{id}")).await.json()["data"].clone()
}

async fn statuses(wise: &Wise, id: u64) -> (String, String) {
    let shown = campaign(wise, id).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&shown["status"]),
        text(&shown["messages"][0]["status"]),
    )
}

fn pair(campaign: &str, message: &str) -> (String, String) {
    (campaign.to_owned(), message.to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_bulk_campaign_goes_on_as_the_clock_does() {
    let wise = Wise::start().await;
    assert_eq!(statuses(&wise, 414).await, pair("draft", "draft"));
    assert_eq!(act(&wise, 414, "send").await, Ok("processing".to_owned()));
    assert_eq!(statuses(&wise, 414).await, pair("processing", "preparing"));

    let contacts = async || {
        wise.rows("/nitro/campaigns/414/messages/685/contacts")
            .await
    };
    let reached = async || {
        let rows = contacts().await;
        let statuses = rows
            .iter()
            .map(|row| row["status"].as_str().unwrap().to_owned());
        statuses.collect::<Vec<_>>()
    };
    assert_eq!(reached().await, ["queued", "queued", "queued"]);
    wise.sandbox.advance(Duration::from_secs(4));
    assert_eq!(statuses(&wise, 414).await, pair("running", "sending"));
    assert_eq!(reached().await, ["sent", "queued", "queued"]);
    let row = &contacts().await[0];
    assert_eq!(row["tracking_id"], "wa_4546");
    assert_eq!(row["contact_id"], "6594513");
    assert_eq!(row["channel_detail"]["sent_at"], "2026-01-01 00:00:04");
    assert_eq!(row["channel_detail"]["delivered_at"], "");

    wise.sandbox.advance(Duration::from_secs(2));
    assert_eq!(reached().await, ["delivered", "sent", "queued"]);
    wise.sandbox.advance(Duration::from_secs(3));
    assert_eq!(statuses(&wise, 414).await, pair("completed", "sent"));
    let stats = &campaign(&wise, 414).await["messages"][0]["stats"];
    assert_eq!(
        (&stats["total"], &stats["sent"], &stats["delivered"]),
        (&json!(3), &json!(3), &json!(3))
    );
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_campaign_sends_no_more() {
    let wise = Wise::start().await;
    act(&wise, 414, "send").await.unwrap();
    assert_eq!(
        act(&wise, 414, "cancel-send").await,
        Err("a campaign that is processing can't be cancelled".to_owned())
    );
    wise.sandbox.advance(Duration::from_secs(4));
    assert_eq!(
        act(&wise, 414, "cancel-send").await,
        Ok("cancelled".to_owned())
    );
    wise.sandbox.advance(Duration::from_secs(60));
    let rows = wise
        .rows("/nitro/campaigns/414/messages/685/contacts?sort_by=tracking_id&sort_order=desc")
        .await;
    let reached: Vec<_> = rows
        .iter()
        .map(|row| row["status"].as_str().unwrap())
        .collect();
    assert_eq!(reached, ["cancelled", "cancelled", "delivered"]);
}

#[tokio::test(start_paused = true)]
async fn a_scheduled_campaign_waits() {
    let wise = Wise::start().await;
    let schedule = async |at: &str| {
        let path = "/nitro/campaigns/414/actions/schedule";
        wise.post(path, json!({"scheduled_at": at})).await
    };
    // The account is three hours behind.
    schedule("2025-12-31 20:59:59").await.is(
        400,
        &json!({"message": "scheduled_at must be in the future"}),
    );
    assert_eq!(schedule("2026-01-01").await.status, 400);
    schedule("2025-12-31 21:30:00").await.is(
        200,
        &json!({"campaign_id": 414, "status": "scheduled", "scheduled_at": "2026-01-01 00:30:00"}),
    );
    assert_eq!(statuses(&wise, 414).await, pair("scheduled", "scheduled"));
    wise.sandbox.advance(Duration::from_secs(30 * 60 + 2));
    assert_eq!(statuses(&wise, 414).await, pair("running", "sending"));
}

#[tokio::test]
async fn wrong_states_and_types_are_refused() {
    let wise = Wise::start().await;
    for (campaign, action, message) in [
        (
            414,
            "cancel-send",
            "a campaign that is draft can't be cancelled",
        ),
        (
            414,
            "activate",
            "only transactional campaigns can be activated",
        ),
        (414, "stop", "only transactional campaigns can be stopped"),
        (1321, "send", "only simple campaigns can be sent"),
        (
            1321,
            "activate",
            "a campaign that is running can't be activated",
        ),
        (
            1321,
            "delete",
            "a campaign that is running can't be deleted",
        ),
        (7, "send", "Campaign Not Found"),
    ] {
        assert_eq!(act(&wise, campaign, action).await, Err(message.to_owned()));
    }
    act(&wise, 414, "send").await.unwrap();
    for action in ["send", "delete"] {
        let refusal = act(&wise, 414, action).await.unwrap_err();
        assert!(
            refusal.starts_with("a campaign that is processing"),
            "{refusal}"
        );
    }
    let body = json!({"name": "x", "groups_ids": "389"});
    assert_eq!(wise.put("/nitro/campaigns/414", body).await.status, 400);
}

#[tokio::test]
async fn campaigns_and_messages_are_held_to_the_reference() {
    let wise = Wise::start().await;
    let create = async |body: Value| wise.post("/nitro/campaigns", body).await;
    for (body, message) in [
        (
            json!({"name": "x", "type": "simple"}),
            "groups_ids is required for simple campaigns",
        ),
        (
            json!({"name": "x", "type": "simple", "groups_ids": "389;390"}),
            "groups_ids must be ids separated by commas",
        ),
        (
            json!({"name": "x", "type": "simple", "groups_ids": "7"}),
            "Group Not Found",
        ),
        (
            json!({"name": "x", "type": "bulk"}),
            "type must be one of simple, transactional",
        ),
    ] {
        create(body).await.is(400, &json!({"message": message}));
    }
    let made = create(json!({"name": "x", "type": "transactional", "groups_ids": "7"})).await;
    let id = made.json()["data"]["id"].as_str().unwrap().to_owned();
    let path = format!("/nitro/campaigns/{id}");
    let change = wise
        .put(&path, json!({"name": "y", "type": "simple"}))
        .await;
    change.is(400, &json!({"message": "type is not a known field"}));
    assert_eq!(
        act(&wise, id.parse().unwrap(), "activate").await,
        Err("the campaign has no messages".to_owned())
    );

    let add = async |path: &str, channel: &str, config: Value| {
        let body = json!({"channel": channel, "channel_config": config});
        wise.post(&format!("{path}/messages"), body).await
    };
    let email = json!({"from_email": "a@example.com", "subject": "x", "email_content": "<p>x</p>"});
    for (path, channel, config, message) in [
        (
            "/nitro/campaigns/414",
            "email",
            email.clone(),
            "email is for transactional campaigns only",
        ),
        (
            path.as_str(),
            "email",
            json!({"from_email": "a@example.com"}),
            "channel_config.subject is required",
        ),
        (
            path.as_str(),
            "whatsapp",
            json!({"template_id": "999"}),
            "Template Not Found",
        ),
        (
            path.as_str(),
            "whatsapp",
            json!({"template_id": "7", "reply_type": "assistant", "reply_id": 3}),
            "channel_config.reply_node is required for this reply_type",
        ),
        (
            path.as_str(),
            "whatsapp",
            json!({"template_id": "7", "reply_type": "group", "reply_id": 7}),
            "Group Not Found",
        ),
        (
            path.as_str(),
            "call",
            json!({"call_number_id": 1, "reply_type": "audio"}),
            "channel_config.reply_url is required for this reply_type",
        ),
        (
            path.as_str(),
            "call",
            json!({"call_number_id": 1, "simultaneous_calls": 8}),
            "channel_config.simultaneous_calls must be a whole number from 1 to 7",
        ),
        (
            path.as_str(),
            "call",
            json!("x"),
            "channel_config must be an object",
        ),
    ] {
        add(path, channel, config)
            .await
            .is(400, &json!({"message": message}));
    }
    assert_eq!(add(&path, "email", email).await.status, 200);
    let shown = campaign(&wise, id.parse().unwrap()).await;
    let config = &shown["messages"][0]["channel_config"];
    let content = config["email_content"].as_str().unwrap();
    // Where it is stored, not what was written.
    assert!(
        content.starts_with(&format!("aws_s3:14063:{id}:")),
        "{content}"
    );
    let message = shown["messages"][0]["id"].as_str().unwrap();
    let body = json!({"channel": "email", "channel_config": {}});
    let refused = wise.put(&format!("{path}/messages/{message}"), body).await;
    refused.is(400, &json!({"message": "channel is not a known field"}));
}

#[tokio::test]
async fn single_messages_are_held_to_the_reference() {
    let wise = Wise::start().await;
    let send = async |campaign: u64, body: Value| {
        wise.post(&format!("/nitro/transactional/{campaign}/send"), body)
            .await
    };
    let phone = json!({"phone": "12025550161"});
    for (campaign, body, message) in [
        (
            414,
            json!({"channels": ["whatsapp"], "contact": phone}),
            "only a running transactional campaign can send",
        ),
        (
            1321,
            json!({"channels": ["fax"], "contact": phone}),
            "channels must hold some of whatsapp, email, call, sms",
        ),
        (
            1321,
            json!({"channels": ["email"], "contact": phone}),
            "contact.email is required for email",
        ),
        (
            1321,
            json!({"channels": ["whatsapp"], "contact": {"id": 0, "phone": ""}}),
            "a contact needs one of id, email, personal_id, phone",
        ),
        (
            1321,
            json!({"channels": ["whatsapp"], "contact": phone, "variables": {"{1}": 1}}),
            "variables must be an object of texts",
        ),
    ] {
        send(campaign, body)
            .await
            .is(400, &json!({"message": message}));
    }
    let row = json!({"channels": ["email"], "campaign_id": 1321, "contact": phone});
    let bulk = wise.post("/nitro/transactional/send", json!([row])).await;
    bulk.is(
        400,
        &json!({"message": "body[0].contact.email is required for email"}),
    );

    // Of two channels one is not set up: a row says so, and the other goes out.
    let body = json!({"channels": ["email", "call"], "contact": {"id": 6_594_513}});
    let rows = send(1321, body).await.json();
    assert_eq!(rows[0]["tracking_id"], "em-4546");
    assert_eq!(rows[1]["status"], "error");
    assert_ne!(rows[1]["description"], "");
}

#[tokio::test(start_paused = true)]
async fn an_answer_opens_a_case() {
    let wise = Wise::start().await;
    let body = json!({"channels": ["whatsapp"], "contact": {"id": 6_594_515}});
    let sent = wise
        .post("/nitro/transactional/1321/send", body)
        .await
        .json();
    let tracking = sent[0]["tracking_id"].as_str().unwrap();
    let contact = wise.sandbox.wisecx();
    assert_eq!(contact.answer_message("wa-1", "Hello?"), None);
    let case = contact.answer_message(tracking, "Thank you").unwrap();
    // The second answer goes on in the same case.
    assert_eq!(contact.answer_message("wa_4546", "Bye"), Some(case));

    let path = format!("/cases/{case}?fields=id,number,contact_id,group_id,source_channel");
    let shown = wise.get(&path).await.json();
    assert_eq!(
        (
            &shown["contact_id"],
            &shown["group_id"],
            &shown["source_channel"]
        ),
        (&json!(6_594_515), &json!(6690), &json!("whatsapp"))
    );
    let request = wise.get("/nitro/transactional/requests/4546").await.json();
    assert_eq!(
        request["case"],
        json!({"id": case, "number": shown["number"].to_string()})
    );
    let told: Vec<_> = wise
        .sandbox
        .events("wisecx")
        .iter()
        .map(|event| serde_json::from_slice::<Value>(event.body()).unwrap())
        .map(|event| event["activity_type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told, ["nitro_new_case", "contact_message"]);
}
