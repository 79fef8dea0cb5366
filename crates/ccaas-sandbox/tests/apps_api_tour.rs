//! The Apps API: every operation once, with what the vendor writes in its own examples where
//! that is possible.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::collections::BTreeSet;

use axum::body::Body;
use ccaas_sandbox::{
    Sandbox,
    apps_api::{ADMIN_EMAIL, TOKEN, USER},
};
use common::{
    apps::{Apps, FORM, basic, form_body, request},
    send,
};
use http::Request;
use serde_json::{Value, json};

/// Sends a request that must go well, and gives what came back.
async fn go(apps: &Apps, method: &str, path: &str, body: Option<Value>) -> Value {
    let answer = apps.call(method, path, body).await;
    assert!(
        answer.status.is_success(),
        "{method} {path}: {:?}",
        answer.body
    );
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn every_operation_works() {
    let apps = Apps::start();
    calls(&apps).await;
    chats(&apps).await;
    media(&apps).await;
    jobs(&apps).await;
    lists(&apps).await;
    reads(&apps).await;

    let done: BTreeSet<_> = apps
        .sandbox
        .requests()
        .iter()
        .filter(|request| request.vendor() == Some("apps-api"))
        .filter(|request| request.status().unwrap().is_success())
        .filter_map(|request| request.operation())
        .collect();
    let routes = Sandbox::routes();
    let all: BTreeSet<_> = routes
        .iter()
        .filter(|route| route.vendor() == "apps-api")
        .map(|route| route.operation())
        .collect();
    // Those of the vendor's document, and three newer ones.
    assert_eq!(all.len(), 69 + 3);
    assert_eq!(done, all);
}

async fn calls(apps: &Apps) {
    let number = "+1 202-555-0123";
    let outbound = json!({"call_type": "Voice Outbound (API)", "menu_id": 11,
        "agent_email": "bela@example.com", "outbound_number": "+1 202-555-0142",
        "end_user_number": number, "lang": "en"});
    let call = go(apps, "POST", "/calls", Some(outbound)).await;
    let by_ticket = json!({"call_type": "Voice Outbound (API)", "menu_id": 11,
        "agent_email": "carlo@example.com", "outbound_number": "+1 202-555-0142",
        "ticket_id": "76517", "lang": "en"});
    go(apps, "POST", "/calls", Some(by_ticket)).await;
    let inbound = json!({"call_type": "Voice Inbound (API)", "lang": "en", "menu_id": 9,
        "ticket_id": "76517", "end_user_number": number,
        "recording_permission": "recording_permission_granted"});
    go(apps, "POST", "/calls", Some(inbound)).await;
    let scheduled = json!({"call_type": "Voice Scheduled (API)", "lang": "en", "call_id": 397,
        "end_user_number": number, "scheduled_at": "2026-01-15T00:19:14.421Z",
        "recording_permission": "recording_permission_granted"});
    go(apps, "POST", "/calls", Some(scheduled)).await;

    let id = &call["id"];
    let link = json!({"identifier": "x", "name": "X", "email": "x@example.org", "phone": number});
    go(apps, "POST", &format!("/calls/{id}/end_user"), Some(link)).await;
    session(apps, &format!("/calls/{id}")).await;
    let sms = json!({"chat_type": "Messaging (SMS)", "end_user_number": number,
        "outbound_number": "+1 202-555-0142", "message": "lorem ipsum", "agentId": 11});
    go(apps, "POST", "/sms", Some(sms)).await;
    let data = json!({"call_id": "1917", "agent_id": "1", "lcm_key": "2922|1|2|39|2|0|1",
        "dnis": "2025550100", "org_id": "tenant1",
        "contact": {"first_name": "Alex", "last_name": "Phil", "address": ""},
        "pacing_mode": "Predictive", "call_type": "OB_Regular"});
    go(
        apps,
        "POST",
        "/crm/contact_data?lang=en",
        Some(data.clone()),
    )
    .await;
    assert_eq!(apps.sandbox.apps_api().contact_data(), [data]);
}

/// What calls and chats have in common.
async fn session(apps: &Apps, path: &str) {
    let flag = format!("{path}/customer_flag");
    let flags = json!({"verified_customer": true, "bad_actor": false, "repeat_customers": true});
    go(apps, "PATCH", &flag, Some(flags.clone())).await;
    go(apps, "PUT", &flag, Some(flags)).await;
    let read = go(apps, "GET", &flag, None).await;
    assert_eq!(read["repeat_customer"], true);
    let data = json!({"signed": false, "data": {"field1": {"label": "L", "value": "v"}}});
    go(apps, "POST", &format!("{path}/custom_data"), Some(data)).await;
}

async fn chats(apps: &Apps) {
    let user = json!({"identifier": "tour", "email": "joe@example.org", "name": "Joe Sample",
        "phone": "+1 202-555-0124"});
    let user = go(apps, "POST", "/end_users", Some(user)).await;
    assert_eq!(
        go(apps, "GET", "/end_users?identifier=tour", None).await,
        user
    );
    let by_id = format!("/end_users?id={}", user["id"]);
    assert_eq!(go(apps, "GET", &by_id, None).await, user);
    let chat = json!({"chat": {"menu_id": 13, "end_user_id": user["id"], "lang": "en",
        "email": "joe@example.org", "context": {"value": {"foo": "bar"}}}});
    let chat = go(apps, "POST", "/chats", Some(chat)).await;
    let path = format!("/chats/{}", chat["id"]);
    go(apps, "GET", &path, None).await;
    let message = json!({"from_user_id": user["id"],
        "message": {"type": "text", "content": "Hello, I need help with my order"}});
    go(apps, "POST", &format!("{path}/message"), Some(message)).await;
    session(apps, &path).await;
    go(
        apps,
        "POST",
        &format!("{path}/end_user"),
        Some(json!({"identifier": "tour"})),
    )
    .await;
    let reason = json!({"reason": "talk_to_human", "force_escalate": false});
    let escalation = go(apps, "POST", &format!("{path}/escalations"), Some(reason)).await;
    let one = format!("{path}/escalations/{}", escalation["id"]);
    let channel = json!({"deflection_channel": "external_link"});
    go(apps, "PATCH", &one, Some(channel)).await;
    let end = json!({"finished_by_user_id": user["id"], "chat": {"status": "finished",
        "deflection_channel": "email", "escalation_id": escalation["id"]}});
    go(apps, "PATCH", &path, Some(end)).await;
    go(apps, "PATCH", "/chats/112/resume", None).await;
}

async fn media(apps: &Apps) {
    for (kinds, body) in [
        (
            "photos",
            json!({"photo": [{"s3_path": "", "photo_type": "photo"}]}),
        ),
        ("videos", json!({"video": {"s3_path": ""}})),
    ] {
        let path = format!("/chats/112/{kinds}");
        let permit = go(apps, "POST", &format!("{path}/upload"), None).await;
        let fields: Vec<_> = permit["fields"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
            .collect();
        let form = Request::post(permit["url"].as_str().unwrap()).header("Content-Type", FORM);
        let form: Request<Body> = form.body(form_body(&fields, Some(b"bytes"))).unwrap();
        assert_eq!(send(&apps.sandbox, form).await.status, 204);
        let body = body.to_string().replace(
            "\"s3_path\":\"\"",
            &format!("\"s3_path\":{}", permit["fields"]["key"]),
        );
        go(
            apps,
            "POST",
            &path,
            Some(serde_json::from_str(&body).unwrap()),
        )
        .await;
        let list = go(apps, "GET", &path, None).await;
        let file = format!("/chats/112/media/{}", list[0]["media_id"]);
        assert_eq!(apps.get(&file).await.body, &b"bytes"[..]);
    }
}

async fn jobs(apps: &Apps) {
    go(apps, "GET", "/bulk/users/template", None).await;
    let rows =
        json!([{"email": "tour@example.com", "first_name": "T", "last_name": "R"}]).to_string();
    let rows = rows.as_bytes();
    let job = Apps::fine(&apps.form("POST", "/bulk/users/upload", &[], rows).await);
    let id = job["id"].to_string();
    Apps::fine(
        &apps
            .form("PUT", "/bulk/users/upload", &[("id", &id)], rows)
            .await,
    );
    apps.advance(2);
    // The vendor's own document sends this one as a form.
    let proceed = Request::post(format!("{}/bulk/users/proceed", common::apps::BASE))
        .header("Authorization", basic(USER, TOKEN))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("id={id}")))
        .unwrap();
    Apps::fine(&send(&apps.sandbox, proceed).await);
    apps.advance(2);
    assert_eq!(
        go(apps, "GET", &format!("/bulk/users/jobs/{id}"), None).await["status"],
        "finished"
    );
    for path in [
        "jobs".to_owned(),
        format!("errors/scheme/{id}"),
        format!("errors/update/{id}"),
    ] {
        go(apps, "GET", &format!("/bulk/users/{path}"), None).await;
    }

    let contacts = "/outbound_dialer/campaigns/241/contacts";
    let contact = json!({"name": "N", "email": "n@example.org", "phone_number": "+1 202-555-0125",
        "outbound_number": "+1 202-555-0142", "external_unique_id": "UID"});
    let made = go(apps, "POST", contacts, Some(contact)).await;
    go(apps, "GET", contacts, None).await;
    let import = Apps::fine(
        &apps
            .form("POST", &format!("{contacts}/import"), &[], b"[]")
            .await,
    );
    go(apps, "GET", &format!("{contacts}/jobs"), None).await;
    go(
        apps,
        "GET",
        &format!("{contacts}/jobs/{}", import["id"]),
        None,
    )
    .await;
    let contact = "/outbound_dialer/campaigns/241/contact";
    let change = json!({"contact_id": made["id"], "name": "M"});
    go(apps, "PATCH", contact, Some(change)).await;
    go(
        apps,
        "DELETE",
        contact,
        Some(json!({"contact_id": made["id"]})),
    )
    .await;

    let status = json!({"status": "Meeting", "agent_ids": [16], "team_ids": []});
    go(apps, "POST", "/agent_statuses", Some(status)).await;
    let logout = "/agent_statuses/force_logout";
    let some = json!({"agent_ids": [16], "team_ids": [2], "ip_addrs": ["203.0.113.0/24"]});
    go(apps, "POST", logout, Some(some)).await;
    let many = json!({"agent_ids": [], "team_ids": [7]});
    let job = go(apps, "POST", logout, Some(many)).await;
    go(
        apps,
        "GET",
        &format!("/agent_statuses/jobs/{}", job["job_id"]),
        None,
    )
    .await;
}

async fn lists(apps: &Apps) {
    let dnc = "/outbound_dialer/dnc";
    let add = json!({"contacts": [{"phone_number": "+1-2025550126"}]});
    go(apps, "POST", dnc, Some(add)).await;
    let check = format!("{dnc}/check?phone_number=%2B12025550126");
    assert_eq!(go(apps, "GET", &check, None).await["in_dnc_list"], true);
    let remove = json!({"phone_numbers": ["+1-2025550126"]});
    go(apps, "POST", &format!("{dnc}/remove"), Some(remove)).await;

    let made = go(
        apps,
        "POST",
        "/contact_lists",
        Some(json!({"name": "Tour"})),
    )
    .await;
    assert_eq!(
        made,
        json!({"id": made["id"], "name": "Tour", "kind": "custom"})
    );
    let list = format!("/contact_lists/{}", made["id"]);
    go(apps, "PATCH", &list, Some(json!({"name": "Tour 2"}))).await;
    let entry = json!({"name": "E", "phone_number": "sip:e@example.org"});
    let entry = go(apps, "POST", &format!("{list}/contacts"), Some(entry)).await;
    let one = format!("{list}/contacts/{}", entry["id"]);
    let changed = go(apps, "PATCH", &one, Some(json!({"name": "F"}))).await;
    assert_eq!(
        changed,
        json!({"id": entry["id"], "contact_list_id": made["id"], "name": "F",
               "phone_number": "sip:e@example.org"})
    );
    go(apps, "DELETE", &one, None).await;
    go(apps, "DELETE", &list, None).await;
    // Entries of a global list can be changed, the list itself can't.
    go(
        apps,
        "PATCH",
        "/contact_lists/1/contacts/71",
        Some(json!({"name": "G"})),
    )
    .await;
    let global = apps.call("DELETE", "/contact_lists/1", None).await;
    common::apps::refused(&global, "A global contact list can't be changed");

    let settings = "/queue_settings";
    let versions = format!("{settings}/version_histories");
    let what = "export_audio_files=false&export_attached_files=false";
    go(apps, "GET", &format!("{settings}/export?{what}"), None).await;
    let what = json!({"export_audio_files": false, "export_attached_files": true});
    go(apps, "POST", &versions, Some(what)).await;
    go(apps, "GET", &versions, None).await;
    go(apps, "GET", &format!("{versions}/31"), None).await;
    go(apps, "GET", &format!("{versions}/31/download"), None).await;
    let restore = json!({"email": ADMIN_EMAIL, "id": 31});
    go(apps, "POST", &format!("{versions}/restore"), Some(restore)).await;
    let file = br#"{"version": 1, "queues": [], "chat_shortcuts": [], "contact_lists": []}"#;
    let import = format!("{settings}/import");
    Apps::fine(
        &apps
            .form("POST", &import, &[("email", ADMIN_EMAIL)], file)
            .await,
    );
}

async fn reads(apps: &Apps) {
    go(apps, "GET", "/users", None).await;
    let all = go(apps, "GET", "/wait_times?lang=en", None).await;
    let all = all.as_array().unwrap().len();
    assert_eq!(all, 10);
    for (query, menus) in [
        ("menu_id=11", vec![11, 12, 13]),
        ("menu_type=mobile_menu", vec![29, 42]),
        (
            "menu_type=mobile_menu&wait[from]=10&wait%5Bto%5D=30",
            vec![29],
        ),
        (
            "menu_type=mobile_menu&channel_type=voice_call&wait[from]=10",
            vec![42],
        ),
    ] {
        let rows = go(apps, "GET", &format!("/wait_times?lang=en&{query}"), None).await;
        let rows: Vec<_> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["menu_id"].clone())
            .collect();
        assert_eq!(rows, menus, "{query}");
    }
    let orders = go(apps, "GET", "/wait_times?lang=en&menu_id=12", None).await;
    assert_eq!(orders[0]["materialized_path"], "Sales/Orders");
    assert_eq!(orders[0].get("voice_call"), None);

    let path = "/queue_operation_statuses?menu_id=10&lang=en&channel_type=call";
    let full = json!({"menu_id": 10, "lang": "en", "channel_type": "call", "after_hour": false,
        "overcapacity": true});
    assert_eq!(go(apps, "GET", path, None).await, full);
    let auth = basic(USER, TOKEN);
    let headers = [
        ("Authorization", auth.as_str()),
        ("Content-Type", "application/json"),
        ("Accept", "application/json"),
    ];
    send(&apps.sandbox, request("GET", path, &headers, None))
        .await
        .is(200, &full);
    let path = "/queues/status?lang=en&menu_id[]=9&menu_id[]=10&menu_type=ivr_menu&callback_period_hours=1";
    let queues = go(apps, "GET", path, None).await;
    assert_eq!(queues["queues"].as_array().unwrap().len(), 2);
    assert_eq!(
        queues["queues"][0]["callback_periods"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}
