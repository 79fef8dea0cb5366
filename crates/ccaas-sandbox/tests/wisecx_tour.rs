//! WiseCX: every operation once, in an order that makes sense.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::{collections::BTreeSet, time::Duration};

use ccaas_sandbox::{
    Sandbox,
    wisecx::{ASSISTANT_NODE, CASES_REPORT},
};
use common::{Answer, wise::Wise};
use serde_json::{Value, json};

/// The keys of an object.
fn keys(value: &Value) -> Vec<&str> {
    let map = value.as_object().unwrap();
    map.keys().map(String::as_str).collect()
}

#[track_caller]
fn id(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let body = answer.json();
    [&body["id"], &body["data"]["id"], &body["case_id"]]
        .into_iter()
        .find_map(Value::as_u64)
        .unwrap()
}

#[tokio::test]
async fn every_operation_works() {
    let wise = Wise::start().await;

    contacts(&wise).await;
    queues_and_users(&wise).await;
    let case = cases(&wise).await;
    lists(&wise).await;
    reports_and_surveys(&wise).await;
    orders(&wise).await;
    nitro(&wise).await;
    assistant(&wise, case).await;
    wise.delete(&format!("/cases/{case}"))
        .await
        .is(200, &json!({"message": "Case removed."}));

    let done: BTreeSet<_> = wise
        .sandbox
        .requests()
        .iter()
        .filter(|request| request.status().unwrap().is_success())
        .filter_map(|request| request.operation())
        .collect();
    let routes = Sandbox::routes();
    let all: BTreeSet<_> = routes
        .iter()
        .filter(|route| route.vendor() == "wisecx")
        .map(|route| route.operation())
        .collect();
    assert_eq!(all.len(), 63);
    assert_eq!(done, all);
}

async fn contacts(wise: &Wise) {
    let organization = id(&wise
        .post(
            "/contacts/organizations/",
            json!({"custom_id": "77", "name": "Sample Org"}),
        )
        .await);
    let path = format!("/contacts/organizations/{organization}");
    let renamed = wise.put(&path, json!({"name": "Other Org"})).await;
    renamed.is(200, &json!({"id": organization}));
    let rows = wise.rows("/contacts/organizations").await;
    assert_eq!(
        rows.last(),
        Some(&json!({"id": organization, "custom_id": "77", "name": "Other Org"}))
    );

    let contact = id(&wise
        .post(
            "/contacts/",
            json!({"email": "new@example.com", "organization_id": organization}),
        )
        .await);
    let path = format!("/contacts/{contact}");
    let changed = json!({"email": "new@example.com", "name": "New"});
    wise.put(&path, changed)
        .await
        .is(200, &json!({"id": contact}));
    wise.get(&path).await.is(
        200,
        &json!({
            "id": contact,
            "email": "new@example.com",
            "name": "New",
            "personal_id": "",
            "custom_fields": [],
        }),
    );
    let filter =
        json!([{"field": "contacts.organization_id", "operator": "EQUAL", "value": organization}]);
    assert_eq!(wise.ids("/contacts/", &filter).await, [contact]);

    let group = id(&wise
        .post("/contacts/groups/", json!({"name": "Test"}))
        .await);
    let rows = wise.rows("/contacts/groups").await;
    assert_eq!(rows.last().unwrap()["name"], "Test");
    assert_eq!(rows.last().unwrap()["code"].as_str().unwrap().len(), 7);
    let member = format!("/contacts/{contact}/groups/{group}");
    let added = wise.call("PUT", &member, None).await;
    added.is(200, &json!({"message": "Contact added OK."}));
    let removed = wise.delete(&member).await;
    removed.is(200, &json!({"message": "Contact removed OK."}));

    let path = format!("/contacts/organizations/{organization}");
    wise.delete(&path)
        .await
        .is(200, &json!({"id": organization}));
    assert_eq!(wise.ids("/contacts/", &filter).await, [0_u64; 0]);
    let path = format!("/contacts/{contact}");
    wise.delete(&path)
        .await
        .is(200, &json!({"message": "Contact removed."}));
    assert_eq!(wise.get(&path).await.status, 400);
}

async fn queues_and_users(wise: &Wise) {
    let user = id(&wise
        .post(
            "/users",
            json!({"user_name": "eva@example.com", "first_name": "Eva"}),
        )
        .await);
    let members = json!([{"id": user, "auto_assign": true}, {"id": 5846}]);
    let queue = id(&wise
        .post("/queues", json!({"name": "  Returns ", "users": members}))
        .await);
    let path = format!("/queues/{queue}");
    let shown = wise.get(&path).await.json();
    assert_eq!(shown["data"]["name"], "Returns");
    assert_eq!(
        shown["data"]["users"],
        json!([
            {"id": 5846, "name": "Ana Ejemplo", "auto_assign": false},
            {"id": user, "name": "Eva", "auto_assign": true},
        ])
    );

    let users = format!("/queues/{queue}/users");
    let counts = |added, updated, unchanged| json!({"data": {"added": added, "updated": updated, "unchanged": unchanged}});
    let body = json!([{"id": user}, {"id": 5846}, {"id": 5852, "auto_assign": true}]);
    wise.put(&users, body).await.is(200, &counts(1, 1, 1));
    wise.put(&users, json!([])).await.is(200, &counts(0, 0, 0));

    let gone = wise.delete(&format!("{users}/5852")).await;
    assert_eq!((gone.status.as_u16(), gone.body.len()), (204, 0));
    let gone = wise
        .call("DELETE", &users, Some(json!({"ids": [user, 5852]})))
        .await;
    gone.is(200, &json!({"data": {"removed": 1}}));

    let queues = format!("/users/{user}/queues");
    let body = json!([{"id": queue, "auto_assign": true}, {"id": 159}]);
    wise.put(&queues, body).await.is(200, &counts(2, 0, 0));
    let shown = wise.get(&format!("/users/{user}")).await.json();
    assert_eq!(
        shown["data"]["queues"],
        json!([
            {"id": 159, "name": "Support", "auto_assign": false},
            {"id": queue, "name": "Returns", "auto_assign": true},
        ])
    );
    let gone = wise
        .call("DELETE", &queues, Some(json!({"queues_ids": [159, 1]})))
        .await;
    gone.is(200, &json!({"data": {"removed": 1}}));
    assert_eq!(wise.rows("/users").await.len(), 4);
    assert_eq!(wise.rows("/queues").await.len(), 4);
    // New year's day in the office, three hours earlier.
    let open = wise.get("/business_hours/is_open").await;
    open.is(200, &json!({"message": "False"}));
}

async fn cases(wise: &Wise) -> u64 {
    let created = wise
        .post(
            "/cases",
            json!({
                "group_id": 159,
                "source_channel": "web",
                "subject": "New",
                "tags": ["fresh"],
                "activities": [{
                    "type": "contact_message",
                    "content": "Hello",
                    "contact_from": {"email": "somebody@example.com", "name": "Somebody"},
                    "attachments": [{"filename": "a.jpg", "url": "https://www.example.com/a.jpg"}],
                }],
            }),
        )
        .await;
    let case = id(&created);
    let activity = created.json()["activities"][0].clone();
    let contact = activity["contacts_ids"][0].as_u64().unwrap();

    let path = format!("/cases/{case}");
    wise.get(&path).await.is(
        200,
        &json!({"id": case, "group_id": 159, "user_id": 0, "subject": "New"}),
    );
    let updated = wise
        .put(
            &path,
            json!({"status": "solved", "activities": [
                {"type": "note", "user_id": 5846, "content": "Note"},
                {"type": "user_reply", "user_id": 5846, "content": "Done",
                 "contacts_to": [{"id": contact}]},
            ]}),
        )
        .await;
    let rows = updated.json();
    assert_eq!(rows["activities"][0]["contacts_ids"], json!([]));
    assert_eq!(rows["activities"][1]["contacts_ids"], json!([contact]));

    let activities = wise.rows(&format!("{path}/activities")).await;
    let kinds: Vec<_> = activities.iter().map(|row| &row["type"]).collect();
    assert_eq!(
        kinds,
        ["system", "contact_message", "system", "note", "user_reply"]
    );
    let one = format!("{path}/activities/{}", activity["id"]);
    let shown = wise.get(&one).await.json();
    assert_eq!(
        keys(&shown),
        [
            "attachments",
            "channel",
            "contact_from",
            "contacts_to",
            "content",
            "created_at",
            "id",
            "sending_status",
            "type",
            "user_id",
        ]
    );
    assert_eq!(shown["contact_from"]["id"], contact);
    assert_eq!(shown["contacts_to"], Value::Null);
    let url = shown["attachments"][0]["url"].as_str().unwrap();
    assert!(url.starts_with("/FileAdm/DownloadFile.aspx?file="), "{url}");

    let newest = &wise.rows("/cases?sort=desc&sort_field=id&limit=1").await[0];
    assert_eq!(newest["id"], case);
    case
}

async fn lists(wise: &Wise) {
    assert_eq!(wise.rows("/cases/types").await.len(), 3);
    // The case above brought its own tag.
    assert_eq!(wise.rows("/cases/tags").await.len(), 5);
    let templates = wise.rows("/whatsapp_templates").await;
    assert_eq!(
        keys(&templates[0]),
        [
            "content",
            "name",
            "template_id",
            "whatsapp_description",
            "whatsapp_number"
        ]
    );
    let channels = wise.rows("/channels?limit=1&sort_field=id").await;
    assert_eq!(channels[0]["id"], "596");
}

async fn reports_and_surveys(wise: &Wise) {
    let started = wise
        .call("POST", &format!("/analytics/export/{CASES_REPORT}"), None)
        .await
        .json();
    wise.sandbox.advance(Duration::from_secs(5));
    let path = format!(
        "/analytics/export/{}/status",
        started["export_id"].as_str().unwrap()
    );
    assert_eq!(wise.get(&path).await.json()["status"], "completed");

    assert_eq!(wise.rows("/surveys").await.len(), 2);
    let questions = wise.get("/surveys/1/questions").await.json();
    assert_eq!(
        questions["paging"],
        json!({"next": "", "page": 1, "limit": 100})
    );
    assert_eq!(questions["data"][0]["type"], "nps10");
    assert_eq!(questions["data"][3]["options"][1]["label"], "Web");
    let responses = wise.rows("/surveys/1/responses").await;
    assert_eq!(responses[0]["status"], "responded");
    assert_eq!(responses[0]["answers"][0]["value"], 8);
    // Sent when the case above was solved.
    assert_eq!(responses[2]["status"], "not_responded");
    assert_eq!(responses[2]["responded_at"], "1900-01-01T00:00:00");
}

async fn orders(wise: &Wise) {
    let created = wise
        .post(
            "/orders",
            json!({
                "ecommerce_store_id": "shop",
                "ecommerce_platform": "Phoenician",
                "ecommerce_order_id": "1",
                "status": "cancelled",
                "total_amount": 466.5,
                "sales_recovery": true,
                "customer": {"name": "Buyer", "email": "buyer@example.com", "phone": "12025550150"},
            }),
        )
        .await;
    let order = id(&created);
    assert_eq!(created.json()["message"], format!("{{\"id\":{order}}}"));
    let path = format!("/orders/{order}");
    let updated = wise.put(&path, json!({"reject_reason": "No stock"})).await;
    assert_eq!(id(&updated), order);
    let fields = "fields=id,ecommerce_platform,reject_reason,customer";
    let rows = wise.rows(&format!("/orders?{fields}")).await;
    assert_eq!(
        rows[2],
        json!({
            "id": order,
            "ecommerce_platform": "fenicio",
            "reject_reason": "No stock",
            "customer": {
                "name": "Buyer",
                "email": "buyer@example.com",
                "phone": "12025550150",
                "personal_id": "",
            },
        })
    );
    let filter = json!([{"field": "case.subject", "operator": "CONTAINS", "value": "recovery"}]);
    let recovery = wise.ids("/cases", &filter).await;
    let case = wise
        .get(&format!("/cases/{}?fields=source_channel", recovery[0]))
        .await;
    assert_eq!(case.json()["source_channel"], "whatsapp");

    let meli = wise.get("/meli/orders/12990000").await.json();
    assert!(meli["meli_order_id"].is_string() && meli["buyer_id"].is_string());
    assert_eq!(meli["order_data"], json!({"status": "paid"}));
}

async fn nitro(wise: &Wise) {
    let created = wise
        .post(
            "/nitro/campaigns",
            json!({"name": "Spring", "type": "simple", "groups_ids": "389,390"}),
        )
        .await
        .json();
    let campaign = created["data"]["id"].as_str().unwrap();
    let path = format!("/nitro/campaigns/{campaign}");
    let renamed = wise
        .put(&path, json!({"name": "Summer", "groups_ids": "390"}))
        .await;
    renamed.is(
        200,
        &json!({"data": {"id": campaign, "name": "Summer", "description": ""}}),
    );
    let config = json!({"template_id": 7, "reply_type": "group", "reply_id": 159});
    let body = json!({"channel": "whatsapp", "channel_config": config});
    let message = wise.post(&format!("{path}/messages"), body).await;
    let number = id(&message);
    assert_eq!(message.json()["data"]["campaign_id"].to_string(), campaign);
    assert_eq!(message.json()["data"]["channel_config"]["template_id"], "7");
    let body = json!({"channel_config": {"template_id": "8"}});
    let replaced = wise.put(&format!("{path}/messages/{number}"), body).await;
    assert_eq!(
        replaced.json()["data"]["channel_config"],
        json!({"template_id": "8"})
    );
    let scheduled = wise
        .post(
            &format!("{path}/actions/schedule"),
            json!({"scheduled_at": "2026-01-02 10:00:00"}),
        )
        .await
        .json();
    assert_eq!(
        scheduled,
        json!({
            "campaign_id": campaign.parse::<u64>().unwrap(),
            "status": "scheduled",
            "scheduled_at": "2026-01-02 13:00:00",
        })
    );
    let contacts = wise
        .get(&format!("{path}/messages/{number}/contacts"))
        .await
        .json();
    assert_eq!(
        contacts["pagination"],
        json!({"page": 1, "page_size": 100, "total_items": 2, "total_pages": 1})
    );
    assert_eq!(contacts["data"][0]["status"], "queued");
    let shown = wise.get(&path).await.json();
    assert_eq!(shown["data"]["status"], "scheduled");
    assert_eq!(shown["data"]["messages"][0]["id"], number.to_string());
    let act = async |id: &str, action: &str| {
        let path = format!("/nitro/campaigns/{id}/actions/{action}");
        let answer = wise.call("POST", &path, None).await;
        assert_eq!(answer.status, 200, "{action}: {:?}", answer.body);
        answer.json()["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(act(campaign, "cancel-send").await, "cancelled");
    assert_eq!(act("414", "send").await, "processing");

    let body = json!({"channels": ["whatsapp"], "contact": {"phone": "12025550160"},
                      "variables": {"{1}": "first"}, "metadata": {"trace": "7"}});
    let sent = wise
        .post("/nitro/transactional/1321/send", body.clone())
        .await
        .json();
    assert_eq!(sent[0]["status"], "queued");
    let tracking = sent[0]["tracking_id"].as_str().unwrap().to_owned();
    assert!(tracking.starts_with("wa-"), "{tracking}");
    let mut row = body;
    row["campaign_id"] = json!(1321);
    let sent = wise
        .post("/nitro/transactional/send", json!([row]))
        .await
        .json();
    assert!(sent[0]["tracking_id"].is_u64());
    assert_eq!(sent[0]["contact"]["phone"], "12025550160");
    let path = format!("/nitro/transactional/requests/{tracking}");
    let request = wise.get(&path).await.json();
    assert_eq!(request["metadata"], json!({"trace": "7"}));
    assert!(request["contact"]["id"].is_string());
    assert_eq!(request["case"], Value::Null);

    assert_eq!(act("1321", "stop").await, "stopped");
    assert_eq!(act("1321", "activate").await, "running");
    assert_eq!(act("1321", "stop").await, "stopped");
    assert_eq!(act("1321", "delete").await, "deleted");
    let names: Vec<_> = wise
        .rows("/nitro/campaigns?sort_by=name&sort_order=desc")
        .await
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["Winter prices", "Summer"]);
}

async fn assistant(wise: &Wise, case: u64) {
    let path = format!("/assistans/node/{ASSISTANT_NODE}/execute");
    let body = json!({"case_id": case, "context": ["city:Rosario"]});
    wise.post(&path, body)
        .await
        .is(200, &json!({"id": 1, "message": "OK"}));
    wise.sandbox.advance(Duration::from_secs(1));
    let activities = wise.rows(&format!("/cases/{case}/activities")).await;
    assert_eq!(
        activities.last().unwrap()["content"],
        format!("[assistant] node {ASSISTANT_NODE} city:Rosario")
    );
}
