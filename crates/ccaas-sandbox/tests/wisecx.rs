//! WiseCX: getting in, what is refused, and how lists behave.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::time::Duration;

use ccaas_sandbox::{
    Fault, Sandbox,
    wisecx::{API_KEY, USER},
};
use common::{
    send,
    wise::{BASE, Wise, authenticate, encoded, request},
};
use serde_json::{Value, json};

#[tokio::test(start_paused = true)]
async fn a_token_is_opaque_and_lives_an_hour() {
    let wise = Wise::start().await;
    assert_eq!(wise.token.split('.').count(), 5);
    assert!(wise.token.len() > 500);
    assert_eq!(wise.get("/channels").await.status, 200);

    wise.sandbox.advance(Duration::from_secs(3600));
    wise.get("/channels").await.is(
        403,
        &json!({"Message": "User is not authorized to access this resource"}),
    );
}

#[tokio::test]
async fn both_credentials_are_wanted() {
    let wise = Wise::start().await;
    let bearer = format!("Bearer {}", wise.token);
    let forbidden = json!({"message": "Forbidden"});
    let unknown = json!({"Message": "User is not authorized to access this resource"});
    for (headers, refusal) in [
        (vec![("Authorization", bearer.as_str())], &forbidden),
        (
            vec![("x-api-key", "other"), ("Authorization", bearer.as_str())],
            &forbidden,
        ),
        (vec![("x-api-key", API_KEY)], &unknown),
        (
            vec![("x-api-key", API_KEY), ("Authorization", "Bearer x")],
            &unknown,
        ),
        (
            vec![
                ("x-api-key", API_KEY),
                ("Authorization", wise.token.as_str()),
            ],
            &unknown,
        ),
    ] {
        let answer = send(&wise.sandbox, request("GET", "/cases", &headers, None)).await;
        answer.is(403, refusal);
        assert_eq!(answer.header("x-amzn-RequestId").len(), 36);
    }
}

#[tokio::test]
async fn the_login_refuses_in_its_own_way() {
    let sandbox = Sandbox::in_process();
    send(&sandbox, authenticate(USER, None))
        .await
        .is(403, &json!({"message": "Forbidden"}));
    send(&sandbox, authenticate("nobody", Some(API_KEY)))
        .await
        .is(
            403,
            &json!({"status": "error", "token": "", "message": "Authentication failed."}),
        );
}

#[tokio::test(start_paused = true)]
async fn no_request_brings_it_down() {
    let wise = Wise::start().await;
    wise.sandbox.advance(Duration::from_secs(1));
    let odd = [
        json!(null),
        json!(0),
        json!(u64::MAX),
        json!(-1.5e300),
        json!(""),
        json!("\u{0}é\u{1F600}"),
        json!([[]]),
        json!({"": {}}),
        json!([{"id": u64::MAX, "channels": ["whatsapp"], "campaign_id": 1321, "contact": {}}]),
        json!({"scheduled_at": "9999-12-31 23:59:59"}),
        json!({"filter": {"date_from": "9999-12-31", "date_to": "9999-12-31T23:59:59"}}),
        json!({"group_id": 159, "source_channel": "web", "subject": "x", "activities": [{}]}),
    ];
    let queries = [
        "",
        "?page=18446744073709551615&limit=100",
        "?limit=99999999999999999999999",
        "?filtering=%5B%7B%22field%22%3A%22id%22%7D%5D",
        "?fields=,&sort_field=",
        "?%F0%9F%98%80=%00",
    ];
    for route in Sandbox::routes() {
        if route.vendor() != "wisecx" || route.operation() == "auth.authenticate" {
            continue;
        }
        for id in [
            "0",
            "414",
            "1321",
            "1273952",
            "18446744073709551615",
            "%00%F0%9F%98%80",
        ] {
            let path = route
                .path()
                .split('/')
                .map(|part| if part.starts_with('{') { id } else { part })
                .collect::<Vec<_>>()
                .join("/");
            for query in queries {
                let url = format!("{path}{query}");
                let status = wise.call(route.method(), &url, None).await.status;
                assert!(status.as_u16() < 500, "{} {url}: {status}", route.method());
            }
            for body in &odd {
                let status = wise
                    .call(route.method(), &path, Some(body.clone()))
                    .await
                    .status;
                assert!(status.as_u16() < 500, "{} {path}: {status}", route.method());
            }
            wise.sandbox.advance(Duration::from_secs(1));
            // Room for the next ones.
            if wise.sandbox.requests().len() > 4_000 {
                wise.sandbox.clear_requests();
                wise.sandbox.advance(Duration::from_secs(60));
            }
        }
    }
}

#[tokio::test]
async fn every_error_has_an_id() {
    let wise = Wise::start().await;
    wise.sandbox.inject(Fault::status(500).on("cases.list"));
    let first = wise.get("/cases").await;
    assert_eq!(first.status, 500);
    let second = wise.get("/cases/7").await;
    assert_eq!(second.status, 400);
    let ids = [&first, &second].map(|answer| answer.header("x-amzn-RequestId"));
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn unknown_methods_are_not_implemented() {
    let wise = Wise::start().await;
    let answer = wise.delete("/cases").await;
    answer.is(501, &json!({"message": "Method not implemented"}));
    let answer = wise.get("/contacts").await;
    answer.is(404, &json!({"message": "Not Found"}));
}

#[tokio::test(start_paused = true)]
async fn the_quota_of_a_minute_holds() {
    let wise = Wise::start().await;
    // The login was the first of them.
    for _ in 1..5_000 {
        assert_eq!(wise.get("/nowhere").await.status, 404);
    }
    let refused = wise.get("/nowhere").await;
    refused.is(429, &json!({"message": "Too Many Requests"}));
    // The vendor documents no such header.
    assert!(!refused.headers.contains_key("Retry-After"));
    wise.sandbox.advance(Duration::from_secs(60));
    assert_eq!(wise.get("/nowhere").await.status, 404);
}

#[tokio::test]
async fn queries_are_held_to_the_reference() {
    let wise = Wise::start().await;
    for (path, message) in [
        (
            "/cases?limit=101",
            "limit must be a whole number from 1 to 100",
        ),
        (
            "/cases?limit=0",
            "limit must be a whole number from 1 to 100",
        ),
        ("/cases?page=0", "page must be a whole number from 1"),
        ("/cases?sort=down", "sort must be one of asc, desc"),
        ("/cases?sort_by=id", "sort_by is not a known parameter"),
        ("/nitro/campaigns?sort=asc", "sort is not a known parameter"),
        (
            "/channels?fields=id,nmae",
            "fields must be a comma-separated list of id, name, source",
        ),
        (
            "/channels?filtering=[]",
            "filtering is not a known parameter",
        ),
        ("/surveys?fields=id", "fields is not a known parameter"),
        ("/cases/seven", "id must be a whole number"),
        ("/cases/7", "Case Not Found"),
        ("/business_hours/is_open?queue_id=7", "Queue Not Found"),
        ("/surveys/5/responses", "Survey Responses Not Found"),
        ("/surveys/7/responses", "Survey Not Found"),
        (
            "/nitro/campaigns/414/messages/msg-abc/contacts",
            "Message Not Found",
        ),
    ] {
        wise.get(path).await.is(400, &json!({"message": message}));
    }
    // Nobody asked whether it is a bot.
    let users = wise.rows("/users?fields=nick&limit=1").await;
    assert_eq!(users, [json!({"id": 5846, "nick": "Ana", "is_bot": false})]);
    // Fewer fields are known for one case than for many.
    assert_eq!(wise.get("/cases?fields=spam").await.status, 200);
    assert_eq!(wise.get("/cases/1273952?fields=spam").await.status, 400);
}

#[tokio::test]
async fn bodies_are_held_to_the_reference() {
    let wise = Wise::start().await;
    let long = "x".repeat(51);
    for (method, path, body, message) in [
        (
            "POST",
            "/queues",
            json!({"name": long}),
            "name must be a text of 1 to 50 characters",
        ),
        (
            "POST",
            "/queues",
            json!({"name": "Support"}),
            "a queue named Support exists already",
        ),
        (
            "POST",
            "/queues",
            json!({"name": "New", "users": [{"id": 5846}, {"id": 5846}]}),
            "users must not have the id 5846 twice",
        ),
        (
            "PUT",
            "/queues/159/users",
            json!({"id": 5846}),
            "body must be an array of objects",
        ),
        (
            "PUT",
            "/queues/159/users",
            json!([{"id": 5846, "autoassign": true}]),
            "body[0].autoassign is not a known field",
        ),
        (
            "PUT",
            "/users/5846/queues",
            json!([{"id": 7}]),
            "Queue Not Found",
        ),
        (
            "DELETE",
            "/queues/159/users",
            json!({"queues_ids": [1]}),
            "ids is required",
        ),
        (
            "POST",
            "/contacts/",
            json!({"name": "Nobody"}),
            "one of email, personal_id, phone is required",
        ),
        (
            "POST",
            "/contacts/",
            json!({"email": "a@example.com", "organization_id": -1}),
            "Organization Not Found",
        ),
        (
            "POST",
            "/orders",
            json!({"ecommerce_store_id": "s", "ecommerce_platform": "custom",
                   "ecommerce_order_id": "1", "total_amount": 1, "customer": {"name": "x"}}),
            "customer.email is required",
        ),
        (
            "POST",
            "/assistans/node/501/execute",
            json!({"case_id": 1_273_952, "context": ["novalue"]}),
            "context must hold texts as key:value",
        ),
    ] {
        let answer = wise.call(method, path, Some(body)).await;
        answer.is(400, &json!({"message": message}));
    }
    let answer = wise.call("POST", "/users", None).await;
    answer.is(
        400,
        &json!({"message": "Content-Type must be application/json"}),
    );
}

#[tokio::test]
async fn minus_one_unlinks_the_organization() {
    let wise = Wise::start().await;
    let body = json!({"email": "contact13@example.com", "organization_id": -1});
    assert_eq!(wise.put("/contacts/6594513", body).await.status, 200);
    let rows = wise
        .rows("/contacts/?fields=id,organization_id&limit=1")
        .await;
    assert_eq!(rows, [json!({"id": 6_594_513, "organization_id": 0})]);
}

#[tokio::test]
async fn paging_is_as_untrustworthy_as_the_vendors() {
    let wise = Wise::start().await;
    let path = "/contacts/?fields=id,personal_id&limit=2&page=1&sort=desc&sort_field=id";
    wise.get(path).await.is(
        200,
        &json!({
            "data": [
                {"id": 6_594_517, "personal_id": ""},
                {"id": 6_594_516, "personal_id": "3279964"},
            ],
            "paging": {
                "next": format!(
                    "{BASE}/contacts/v1/contacts/?fields=id,personal_id&limit=2&page=2&sort=desc&sort_field=id"
                ),
                "page": 2,
                "limit": 2,
            },
        }),
    );
    let last = wise.get("/contacts/?limit=2&page=3").await.json();
    assert_eq!(last["data"].as_array().unwrap().len(), 1);
    assert_eq!(last["paging"], json!({"next": "", "page": 3, "limit": 2}));
    let beyond = wise.get("/contacts/?limit=2&page=4").await.json();
    assert_eq!(beyond["data"], json!([]));

    // Three ways to say that there is no more.
    let queues = wise.get("/queues?limit=3").await.json();
    assert_eq!(
        queues["paging"],
        json!({"next": null, "page": 1, "limit": 3})
    );
    let responses = wise.get("/surveys/1/responses?limit=1").await.json();
    assert_eq!(
        responses["paging"]["next"],
        format!("{BASE}/surveys/1/responses?limit=1&page=2")
    );
    let campaigns = wise.get("/nitro/campaigns?limit=1&page=2").await.json();
    assert_eq!(
        campaigns["pagination"],
        json!({"page": 2, "page_size": 1, "total_items": 2, "total_pages": 2})
    );
    assert_eq!(campaigns["data"][0]["id"], "1321");
}

fn filter(field: &str, operator: &str, value: Value) -> Value {
    json!([{"field": field, "operator": operator, "value": value}])
}

#[tokio::test]
async fn every_operator_filters() {
    let wise = Wise::start().await;
    let all = [
        1_273_947, 1_273_948, 1_273_949, 1_273_950, 1_273_951, 1_273_952,
    ];
    for (field, operator, value, expected) in [
        ("case.status", "EQUAL", json!("opened"), &all[3..]),
        ("case.status", "NOT EQUAL", json!("opened"), &all[..3]),
        ("status", "IN", json!(["solved", "pending"]), &all[..2]),
        (
            "case.status",
            "NOT IN",
            json!(["opened", "hold"]),
            &all[..2],
        ),
        ("case.contact_id", "EQUAL", json!("6594515"), &all[1..2]),
        ("case.contact_id", "IN", json!([6_594_515]), &all[1..2]),
        ("case.tags", "EQUAL", json!("Bug"), &all[2..3]),
        ("case.subject", "CONTAINS", json!("PARCEL"), &all[3..4]),
        ("case.id", "GREATER", json!("1273951"), &all[5..]),
        ("case.id", "LOWER EQUAL", json!(1_273_947), &all[..1]),
        (
            "case.created_at",
            "GREATER EQUAL",
            json!("2025-12-25 10:00:00"),
            &all[4..],
        ),
        (
            "case.created_at",
            "GREATER",
            json!("2025-12-25T10:00:00Z"),
            &all[5..],
        ),
        ("case.created_at", "LOWER", json!("2025-11-17"), &all[..1]),
        // Cases without the date are on neither side of it.
        (
            "case.solved_at",
            "LOWER",
            json!("2030-01-01 00:00:00"),
            &all[..1],
        ),
    ] {
        let found = wise
            .ids("/cases", &filter(field, operator, value.clone()))
            .await;
        assert_eq!(found, expected, "{field} {operator} {value}");
    }
    let both = json!([
        {"field": "case.group_id", "operator": "EQUAL", "value": "159"},
        {"field": "case.status", "operator": "IN", "value": ["opened"]},
    ]);
    assert_eq!(wise.ids("/cases", &both).await, [1_273_952]);
    let single_quotes = "[{'field':'case.id','operator':'EQUAL','value':'1273952'}]";
    let path = format!("/cases?filtering={}", encoded(single_quotes));
    assert_eq!(wise.rows(&path).await.len(), 1);
}

#[tokio::test]
async fn other_lists_filter_by_their_own_fields() {
    let wise = Wise::start().await;
    let count = async |path: &str, field: &str, operator: &str, value: Value| {
        let filtering = encoded(&filter(field, operator, value).to_string());
        let answer = wise.get(&format!("{path}?filtering={filtering}")).await;
        assert_eq!(answer.status, 200, "{field}: {:?}", answer.body);
        match answer.json() {
            Value::Array(rows) => rows.len(),
            envelope => envelope["data"].as_array().unwrap().len(),
        }
    };
    let responses = "/surveys/1/responses";
    assert_eq!(
        count(responses, "status", "EQUAL", json!("responded")).await,
        1
    );
    assert_eq!(
        count(responses, "sent_since", "EQUAL", json!("2025-10-01")).await,
        1
    );
    assert_eq!(
        count(responses, "sent_until", "EQUAL", json!("2025-10-01")).await,
        1
    );
    assert_eq!(
        count(responses, "responded_until", "LOWER", json!("2026-01-01")).await,
        1
    );
    assert_eq!(
        count("/orders", "status", "CONTAINS", json!("firm")).await,
        1
    );
    assert_eq!(
        count("/orders", "created_at", "GREATER", json!("2025-12-20")).await,
        2
    );
    assert_eq!(
        count("/contacts/groups", "name", "EQUAL", json!("Customers")).await,
        1
    );
    assert_eq!(
        count(
            "/contacts/organizations",
            "custom_id",
            "IN",
            json!(["1431"])
        )
        .await,
        1
    );
    assert_eq!(count("/users", "is_bot", "EQUAL", json!("true")).await, 1);
    let activities = "/cases/1273952/activities";
    assert_eq!(
        count(activities, "type", "NOT EQUAL", json!("system")).await,
        2
    );
}

#[tokio::test]
async fn filters_are_held_to_the_reference() {
    let wise = Wise::start().await;
    for (filtering, message) in [
        ("{}", "filtering must be a JSON array of objects"),
        ("[{\"field\"", "filtering must be a JSON array of objects"),
        ("[7]", "filtering[0] must be an object"),
        (
            r#"[{"field":"case.id","value":"1"}]"#,
            "filtering[0].operator is required",
        ),
        (
            r#"[{"field":"case.idd","operator":"EQUAL","value":"1"}]"#,
            "filtering[0].field: case.idd can't be filtered by",
        ),
        (
            r#"[{"field":"contact.id","operator":"EQUAL","value":"1"}]"#,
            "filtering[0].field: contact.id can't be filtered by",
        ),
        (
            r#"[{"field":"case.number","operator":"EQUALS","value":"1"}]"#,
            "filtering[0].operator must be one of IN, EQUAL for case.number",
        ),
        (
            r#"[{"field":"case.number","operator":"GREATER","value":"1"}]"#,
            "filtering[0].operator must be one of IN, EQUAL for case.number",
        ),
        (
            r#"[{"field":"case.number","operator":"IN","value":"1"}]"#,
            "filtering[0].value must be an array for IN and NOT IN, and a single value otherwise",
        ),
        (
            r#"[{"field":"case.number","operator":"EQUAL","value":["1"]}]"#,
            "filtering[0].value must be an array for IN and NOT IN, and a single value otherwise",
        ),
    ] {
        let answer = wise
            .get(&format!("/cases?filtering={}", encoded(filtering)))
            .await;
        answer.is(400, &json!({"message": message}));
    }
}

#[tokio::test]
async fn business_hours_go_by_the_clock() {
    let week = Duration::from_secs(7 * 24 * 3600);
    let wise = Wise::with(Sandbox::builder().token_lifetime(week).in_process()).await;
    let open = async |query: &str| {
        let answer = wise.get(&format!("/business_hours/is_open{query}")).await;
        answer.json()["message"].as_str().unwrap().to_owned()
    };
    // 9 in the evening of the day before, where the queues are.
    assert_eq!(open("?queue_id=159").await, "False");
    assert_eq!(open("?queue_id=6690").await, "True");
    // Noon of the new year's day, which is special, and of the Friday after it.
    wise.sandbox.advance(Duration::from_secs(15 * 3600));
    assert_eq!(open("").await, "False");
    wise.sandbox.advance(Duration::from_secs(24 * 3600));
    assert_eq!(open("").await, "True");
    assert_eq!(open("?queue_id=159").await, "True");
    // And of the Saturday.
    wise.sandbox.advance(Duration::from_secs(24 * 3600));
    assert_eq!(open("?queue_id=159").await, "False");
}
