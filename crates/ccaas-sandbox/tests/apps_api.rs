//! The Apps API: getting in, how often, and what is refused.

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
    apps_api::{COMPANY_SECRET, TOKEN, USER, USER_WITH_REGION},
};
use common::{
    apps::{Apps, basic, missing, refused, request},
    send,
};
use serde_json::{Value, json};

#[tokio::test(start_paused = true)]
async fn credentials_are_basic() {
    let apps = Apps::start();
    let sandbox = &apps.sandbox;
    let get = async |path: &str, auth: &str| {
        send(
            sandbox,
            request("GET", path, &[("Authorization", auth)], None),
        )
        .await
    };
    for user in [USER, USER_WITH_REGION] {
        for password in [TOKEN, COMPANY_SECRET] {
            assert_eq!(get("/users", &basic(user, password)).await.status, 200);
        }
    }
    let lower = basic(USER, TOKEN).replace("Basic", "basic");
    assert_eq!(get("/users", &lower).await.status, 200);
    for auth in [
        basic(USER, "wrong"),
        basic("wrong", TOKEN),
        format!("Bearer {TOKEN}"),
        "Basic ====".to_owned(),
        String::new(),
    ] {
        let answer = get("/users", &auth).await;
        assert_eq!(answer.status, 401, "{auth}");
        assert!(answer.header("WWW-Authenticate").starts_with("Basic "));
        assert_eq!(answer.header("Content-Type"), "text/plain; charset=utf-8");
    }
    // The older login is not good enough for bulk users.
    let path = "/bulk/users/template";
    assert_eq!(get(path, &basic(USER, COMPANY_SECRET)).await.status, 401);
    assert_eq!(get(path, &basic(USER, TOKEN)).await.status, 200);
    let answer = send(sandbox, request("GET", "/users", &[], None)).await;
    assert_eq!(answer.status, 401);
}

#[test]
fn a_client_finds_its_way_by_the_environment() {
    let sandbox = Sandbox::in_process();
    let access = sandbox.vendor("apps-api").unwrap();
    assert_eq!(access.base_url(), common::apps::BASE);
    let names: Vec<_> = access.env().iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "APPS_API_BASE_URL",
            "APPS_API_SUBDOMAIN",
            "APPS_API_DOMAIN",
            "APPS_API_USER",
            "APPS_API_TOKEN",
            "APPS_API_COMPANY_SECRET",
            "APPS_API_WEBHOOK_SECRET",
            "APPS_API_WEBHOOK_SECRET_SECONDARY",
        ]
    );
    assert_eq!(access.var("APPS_API_SUBDOMAIN"), Some(USER));
    assert_eq!(access.var("APPS_API_TOKEN"), Some(TOKEN));
}

#[tokio::test(start_paused = true)]
async fn one_call_a_second_is_let_in() {
    let apps = Apps {
        sandbox: Sandbox::in_process(),
    };
    let play = apps.sandbox.apps_api();
    assert_eq!(apps.get("/users").await.status, 200);
    apps.sandbox.advance(Duration::from_millis(400));
    let answer = apps.get("/users").await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_ref()),
        (429, &b"Retry later\n"[..])
    );
    assert_eq!(answer.header("Retry-After"), "1");
    assert_eq!(answer.header("Content-Type"), "text/plain; charset=utf-8");
    // The window slides: it began with the call that was let in.
    apps.sandbox.advance(Duration::from_millis(599));
    assert_eq!(apps.get("/users").await.status, 429);
    apps.sandbox.advance(Duration::from_millis(1));
    assert_eq!(apps.get("/users").await.status, 200);
    assert_eq!(play.refused(), 2);
    assert_eq!(play.accepted().len(), 2);
    assert_eq!(play.most_accepted_within(Duration::from_secs(1)), 1);
    assert_eq!(play.most_accepted_within(Duration::from_millis(1001)), 2);

    play.limit(3);
    assert_eq!(apps.get("/users").await.status, 200);
    assert_eq!(apps.get("/users").await.status, 200);
    assert_eq!(apps.get("/users").await.status, 429);
    assert_eq!(play.most_accepted_within(Duration::from_secs(1)), 3);
    // Somebody who is not known counts all the same, and waits all the same.
    let answer = send(&apps.sandbox, request("GET", "/users", &[], None)).await;
    assert_eq!(answer.status, 429);
    play.limit(0);
    apps.advance(60);
    assert_eq!(apps.get("/users").await.status, 429);
}

#[tokio::test(start_paused = true)]
async fn operations_with_one_path_are_told_apart() {
    let apps = Apps::start();
    let calls = [
        (
            json!({"call_type": "Voice Outbound (API)", "agent_email": "bela@example.com",
                "end_user_number": "+1 202-555-0123"}),
            "calls.create_outbound",
        ),
        (
            json!({"call_type": "OutboundCall", "agent_email": "bela@example.com",
                "ticket_id": 71450}),
            "calls.create_outbound_by_ticket",
        ),
        (
            json!({"call_type": "Voice Outbound (API)", "ticket_id": ""}),
            "calls.create_outbound",
        ),
        (
            json!({"call_type": "Voice Inbound (API)", "ticket_id": "1"}),
            "calls.create_inbound",
        ),
        (json!({"call_type": "IncomingCall"}), "calls.create_inbound"),
        (
            json!({"call_type": "Voice Scheduled (API)"}),
            "calls.create_scheduled",
        ),
        (
            json!({"call_type": "ScheduledCall"}),
            "calls.create_scheduled",
        ),
        (
            json!({"call_type": "Carrier pigeon"}),
            "calls.create_outbound",
        ),
        (json!([]), "calls.create_outbound"),
    ];
    for (body, operation) in calls {
        apps.post("/calls", body.clone()).await;
        assert_eq!(apps.operation(), Some(operation), "{body}");
    }
    let logouts = [
        (
            json!({"agent_ids": [11], "ip_addrs": []}),
            "agent_statuses.force_logout",
        ),
        (
            json!({"agent_ids": [11], "team_ids": []}),
            "agent_statuses.force_logout_by_ids",
        ),
    ];
    for (body, operation) in logouts {
        let answer = apps.post("/agent_statuses/force_logout", body).await;
        assert_eq!(answer.status, 200);
        assert_eq!(apps.operation(), Some(operation));
    }
    let path = "/queue_operation_statuses?menu_id=9&lang=en&channel_type=call";
    assert_eq!(apps.get(path).await.status, 200);
    assert_eq!(apps.operation(), Some("queue_operation_statuses.get"));
    let auth = basic(USER, TOKEN);
    let headers = [
        ("Authorization", auth.as_str()),
        ("Content-Type", "application/json"),
    ];
    let answer = send(&apps.sandbox, request("GET", path, &headers, None)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(apps.operation(), Some("queue_status.get"));
}

#[tokio::test(start_paused = true)]
async fn a_fault_hits_the_one_that_is_meant() {
    let apps = Apps::start();
    apps.sandbox
        .inject(Fault::status(503).on("calls.create_inbound"));
    let outbound = json!({"call_type": "Voice Outbound (API)", "agent_email": "bela@example.com",
                          "end_user_number": "+1 202-555-0123"});
    assert_eq!(apps.post("/calls", outbound).await.status, 201);
    let inbound = json!({"call_type": "Voice Inbound (API)", "menu_id": 9,
                         "end_user_number": "+1 202-555-0123"});
    let answer = apps.post("/calls", inbound.clone()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("Content-Type"), "text/plain; charset=utf-8");
    assert_eq!(apps.post("/calls", inbound).await.status, 201);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_knows_is_not_found() {
    let apps = Apps::start();
    missing(&apps.get("/call").await);
    missing(&apps.get("/calls").await);
    missing(&apps.call("DELETE", "/users", None).await);
    missing(&apps.get("/chats/999999").await);
    missing(&apps.get("/chats/one").await);
    missing(&apps.get("/calls/1/customer_flag").await);
    missing(&apps.get("/end_users?id=1").await);
    missing(&apps.get("/bulk/users/jobs/1").await);
    missing(&apps.get("/outbound_dialer/campaigns/1/contacts").await);
}

#[tokio::test(start_paused = true)]
async fn what_is_misspelt_is_refused() {
    let apps = Apps::start();
    for (method, path, body, message) in [
        (
            "POST",
            "/calls",
            json!({"call_type": "Voice Inbound (API)", "menu_id": 9,
            "end_user_number": "+1 202-555-0123", "recording": true}),
            "recording is not a known field",
        ),
        (
            "PATCH",
            "/calls/397/customer_flag",
            json!({"repeat_customer": true}),
            "repeat_customer is not a known field",
        ),
        (
            "PATCH",
            "/calls/397/customer_flag",
            json!({"bad_actor": "true"}),
            "bad_actor must be true or false",
        ),
        (
            "POST",
            "/sms",
            json!({"chat_type": "SMS", "end_user_number": "+1 202-555-0123",
            "outbound_number": "+1 202-555-0100", "message": "x", "agent_id": 11}),
            "agent_id is not a known field",
        ),
        (
            "POST",
            "/chats",
            json!({"menu_id": 9}),
            "param is missing or the value is empty: chat",
        ),
        (
            "POST",
            "/chats",
            json!({"chat": {"menu_id": 11, "end_user_id": 87, "context": {}}}),
            "chat.context.value is required",
        ),
        (
            "POST",
            "/chats/112/message",
            json!({"from_user_id": 87, "message": {"kind": "text"}}),
            "param is missing or the value is empty: type",
        ),
        (
            "POST",
            "/end_users",
            json!({"id": 7}),
            "param is missing or the value is empty: identifier",
        ),
        (
            "POST",
            "/outbound_dialer/dnc",
            json!({"contacts": [{"phone_number": "+12025550123",
            "expires": "x"}]}),
            "contacts[0].expires is not a known field",
        ),
        (
            "POST",
            "/agent_statuses",
            json!({"status": "Available", "agent_ids": [11]}),
            "param is missing or the value is empty: team_ids",
        ),
        (
            "POST",
            "/crm/contact_data",
            json!({"call_id": 1917, "agent_id": "1"}),
            "call_id must be a text that is not empty",
        ),
    ] {
        refused(&apps.call(method, path, Some(body)).await, message);
    }
    refused(
        &apps.get("/users?pages=1").await,
        "pages is not a known parameter",
    );
    refused(
        &apps.get("/users?id=1").await,
        "id is not a known parameter",
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_that_is_sent_breaks_the_sandbox() {
    let apps = Apps::start();
    let odd = [
        json!(null),
        json!([]),
        json!({}),
        json!(u64::MAX),
        json!("\u{0}é\u{1F600}"),
        json!({"": {}}),
        json!({"id": u64::MAX, "email": "alba@example.com"}),
        json!({"call_type": "Voice Scheduled (API)", "menu_id": 11, "end_user_number": "+12025550123",
               "scheduled_at": "9999-12-31T23:59:59Z"}),
        json!({"chat": {"menu_id": u64::MAX, "end_user_id": 87}}),
        json!({"chat": {"status": "finished"}, "finished_by_user_id": u64::MAX}),
        json!({"contacts": [{"phone_number": "", "expires_at": "9999-12-31 23:59:59 UTC"}]}),
        json!({"ip_addrs": ["::/0", "0.0.0.0/0", "/", "-", "::/-1"]}),
        json!({"signed": true, "signed_data": "..".repeat(99)}),
        json!({"contact_id": u64::MAX}),
    ];
    let queries = [
        "",
        "?page=18446744073709551615&per=1000",
        "?page=18446744073709551615&per_page=1000",
        "?per=99999999999999999999999",
        "?lang=en&menu_id[]=18446744073709551615&menu_type=web_menu&callback_start_from=9999-12-31T23:00:00Z",
        "?lang=en&wait[from]=18446744073709551615",
        "?%F0%9F%98%80[]=%00",
    ];
    for route in Sandbox::routes() {
        if route.vendor() != "apps-api" {
            continue;
        }
        for id in [
            "0",
            "112",
            "240",
            "397",
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
                let status = apps.call(route.method(), &url, None).await.status;
                assert!(status.as_u16() < 500, "{} {url}: {status}", route.method());
            }
            for body in &odd {
                let answer = apps.call(route.method(), &path, Some(body.clone())).await;
                assert!(
                    answer.status.as_u16() < 500,
                    "{} {path} {body}",
                    route.method()
                );
            }
            for file in [
                &b""[..],
                b"[null, 1, {\"queues\": []}]",
                b"{\"queues\": [{\"name\": \"x\"}]}",
            ] {
                let pairs = [("email", "alba@example.com")];
                let answer = apps.form(route.method(), &path, &pairs, file).await;
                assert!(
                    answer.status.as_u16() < 500,
                    "{} {path} {file:?}",
                    route.method()
                );
            }
        }
    }
    // What was begun goes on, for as long as there is time.
    for _ in 0..3 {
        apps.advance(1_000_000);
    }
    apps.sandbox.advance(Duration::MAX);
    assert_eq!(
        apps.sandbox.apps_api().call(397).unwrap()["status"],
        "finished"
    );
    assert_eq!(
        Value::Null,
        apps.sandbox.apps_api().chat(1).unwrap_or_default()
    );
}
