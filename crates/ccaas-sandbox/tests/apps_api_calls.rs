//! The Apps API: calls and text messages, and what is told about those who are in them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use ccaas_sandbox::apps_api::{ADMIN_EMAIL, TICKET_WITH_CHOICE};
use common::apps::{Apps, missing, refused};
use serde_json::{Value, json};

const NUMBER: &str = "+1 202-555-0123";

fn outbound(agent: &str) -> Value {
    json!({"call_type": "Voice Outbound (API)", "agent_email": agent, "end_user_number": NUMBER})
}

fn inbound(menu: u64) -> Value {
    json!({"call_type": "Voice Inbound (API)", "menu_id": menu, "end_user_number": NUMBER})
}

fn scheduled(menu: u64) -> Value {
    json!({"call_type": "Voice Scheduled (API)", "menu_id": menu, "end_user_number": NUMBER,
           "scheduled_at": "2026-01-02T00:00:00.000Z"})
}

fn with(mut body: Value, name: &str, value: impl Into<Value>) -> Value {
    body[name] = value.into();
    body
}

fn without(mut body: Value, name: &str) -> Value {
    body.as_object_mut().unwrap().remove(name);
    body
}

#[tokio::test(start_paused = true)]
async fn an_outbound_call_runs_its_course() {
    let apps = Apps::start();
    let play = apps.sandbox.apps_api();
    let answer = apps.post("/calls", outbound("bela@example.com")).await;
    assert_eq!(answer.status, 201);
    let call = answer.json();
    assert_eq!(call["status"], "assigned");
    assert_eq!(call["created_at"], "2026-01-01T00:00:00.000Z");
    assert_eq!(call["agent_info"]["name"], "Bela Beispiel");
    assert_eq!(call["participants"][0]["user_id"], 11);
    assert_eq!(call["end_user"], Value::Null);
    assert_eq!(call["voip_provider"], "voip_provider_twilio");
    assert_eq!(play.agent_status(11), Some("In-Call"));
    // Whoever is in a call can't take another one.
    let again = apps.post("/calls", outbound("bela@example.com")).await;
    refused(&again, "Agent is not available to take this call");
    for (seconds, status, agent) in [
        (2, "connecting", "In-Call"),
        (2, "connected", "In-Call"),
        (59, "connected", "In-Call"),
        (1, "finished", "Wrap-up"),
        (10, "finished", "Available"),
    ] {
        apps.advance(seconds);
        assert_eq!(apps.status(&call), status);
        assert_eq!(play.agent_status(11), Some(agent));
    }
    let over = play.call(call["id"].as_u64().unwrap()).unwrap();
    assert_eq!(over["call_duration"], 60);
    assert_eq!(over["ends_at"], "2026-01-01T00:01:04.000Z");
    let again = apps.post("/calls", outbound("bela@example.com")).await;
    assert_eq!(again.status, 201);
}

#[tokio::test(start_paused = true)]
async fn agents_with_several_numbers_finish_the_call_themselves() {
    let apps = Apps::start();
    let calls = || apps.sandbox.apps_api().calls().len();
    let before = calls();

    let answer = apps.post("/calls", outbound("carlo@example.com")).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (202, 0));
    let body = outbound("dana@example.com");
    apps.post("/calls", body.clone()).await.is(200, &body);
    let by_ticket = json!({"call_type": "Voice Outbound (API)", "agent_email": "bela@example.com",
                           "ticket_id": TICKET_WITH_CHOICE});
    let answer = apps.post("/calls", by_ticket.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (202, 0));
    assert_eq!(calls(), before);
    apps.advance(10);
    let made = apps.sandbox.apps_api().calls();
    let of: Vec<_> = made[before..]
        .iter()
        .map(|call| &call["agent_info"]["id"])
        .collect();
    assert_eq!(of, [&json!(12), &json!(13), &json!(11)]);

    // Nothing is left to choose if the request names the number.
    apps.advance(100);
    let answer = apps
        .post(
            "/calls",
            with(
                outbound("carlo@example.com"),
                "outbound_number",
                "+1 202-555-0142",
            ),
        )
        .await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json()["outbound_number"], "+1 202-555-0142");
    apps.advance(100);
    let ticket = with(by_ticket, "ticket_id", 71450);
    let call = Apps::fine(&apps.post("/calls", ticket).await);
    assert_eq!(call["out_ticket_id"], "71450");
    assert_eq!(call["end_user"]["id"], 67);
}

#[tokio::test(start_paused = true)]
async fn outbound_calls_are_refused_in_the_vendors_words() {
    let apps = Apps::start();
    let bela = || outbound("bela@example.com");
    let no_number = || without(bela(), "end_user_number");
    for (body, message) in [
        (without(bela(), "agent_email"), "Agent email required"),
        (outbound("nobody@example.com"), "Not a valid agent email"),
        (outbound("hana@example.com"), "Not a valid agent email"),
        (
            outbound(ADMIN_EMAIL),
            "Agent does not have access to make calls",
        ),
        (no_number(), "ticket_id or end_user_number required"),
        (with(no_number(), "ticket_id", "1"), "Contact not found"),
        // The ticket wins.
        (with(bela(), "ticket_id", "1"), "Contact not found"),
        (
            with(bela(), "end_user_number", "sssss"),
            "end_user_number is not well-formed",
        ),
        (
            outbound("fina@example.com"),
            "Agent is not available to take this call",
        ),
        (
            outbound("emil@example.com"),
            "Agent is not available to take this call",
        ),
        (with(bela(), "call_type", "Fax"), "Invalid call type"),
        (without(bela(), "call_type"), "Invalid call type"),
        (with(bela(), "lang", "fr"), "Language 'fr' is not available"),
        (with(bela(), "menu_id", 9999), "menu_id 9999 is not found"),
    ] {
        refused(&apps.post("/calls", body).await, message);
    }
    let blocked = with(no_number(), "ticket_id", "76599");
    let answer = apps.post("/calls", blocked).await;
    refused(
        &answer,
        "end_user_number is in the company Do Not Call list",
    );
    // Emil comes back from his break.
    apps.advance(30);
    let answer = apps.post("/calls", outbound("emil@example.com")).await;
    assert_eq!(answer.status, 201);
}

#[tokio::test(start_paused = true)]
async fn inbound_calls_wait_for_an_agent() {
    let apps = Apps::start();
    let waits = async || {
        let rows = apps
            .get("/wait_times?lang=en&menu_id=9&menu_type=ivr_menu")
            .await
            .json();
        (
            rows[0]["voice_call"].clone(),
            rows[0]["available_agents"].clone(),
        )
    };
    assert_eq!(waits().await, (json!(120), json!(2)));
    let mut calls = Vec::new();
    for _ in 0..3 {
        let answer = apps.post("/calls", inbound(9)).await;
        assert_eq!(answer.status, 201);
        calls.push(answer.json());
    }
    assert_eq!(calls[0]["status"], "queued");
    assert_eq!(calls[0]["queued_at"], "2026-01-01T00:00:00.000Z");
    assert_eq!(calls[0]["menu_path"]["materialized_path"], "9");
    assert_eq!(calls[0]["selected_menu"]["menu_type"], "ivr_menu");
    assert_eq!(calls[0]["end_user"]["id"], calls[1]["end_user"]["id"]);
    assert_eq!(calls[0]["participants"].as_array().unwrap().len(), 1);
    assert_eq!(waits().await, (json!(210), json!(2)));
    apps.advance(1);
    assert_eq!(waits().await, (json!(150), json!(0)));
    let statuses = || {
        calls
            .iter()
            .map(|call| apps.status(call))
            .collect::<Vec<_>>()
    };
    assert_eq!(statuses(), ["assigned", "assigned", "queued"]);
    // The third one gets Emil when he comes back.
    apps.advance(29);
    assert_eq!(statuses(), ["connected", "connected", "assigned"]);
    let id = calls[2]["id"].as_u64().unwrap();
    let third = apps.sandbox.apps_api().call(id).unwrap();
    assert_eq!(third["agent_info"]["id"], 14);
    assert_eq!(third["wait_duration"], 30);
    apps.advance(600);
    assert_eq!(statuses(), ["finished", "finished", "finished"]);
}

#[tokio::test(start_paused = true)]
async fn calls_from_queues_are_refused_in_the_vendors_words() {
    let apps = Apps::start();
    for (kind, wrong_kind, wrong_menu) in [
        (
            inbound as fn(u64) -> Value,
            "Only IVR and mobile menu IDs are permitted",
            29,
        ),
        (scheduled, "Only mobile and web menu IDs are permitted", 9),
    ] {
        let fine = || kind(11);
        for (body, message) in [
            (without(fine(), "menu_id"), "menu_id is required"),
            (
                with(fine(), "menu_id", "nine"),
                "menu_id is not well formed",
            ),
            (kind(9999), "menu_id 9999 is not found"),
            (
                kind(15),
                "Menu is in 'manual redirection' state, can't accept calls",
            ),
            (
                kind(14),
                "Menu is in 'after hours' state, can't accept incoming calls",
            ),
            (kind(wrong_menu), wrong_kind),
            (
                without(fine(), "end_user_number"),
                "end_user_number is required",
            ),
            (
                with(fine(), "end_user_number", ""),
                "end_user_number is required",
            ),
            (
                with(fine(), "end_user_number", "12"),
                "end_user_number is not well formed",
            ),
            (with(fine(), "lang", "fr"), "Language 'fr' is not available"),
            (with(fine(), "lang", "xy"), "Language 'xy' is not found"),
            (with(fine(), "ticket_id", "1"), "Contact not found"),
        ] {
            refused(&apps.post("/calls", body).await, message);
        }
        let answer = apps
            .post("/calls", with(fine(), "ticket_id", "76517"))
            .await;
        assert_eq!(answer.json()["end_user"]["id"], 75);
    }
    let late = without(scheduled(11), "scheduled_at");
    refused(&apps.post("/calls", late).await, "scheduled_at is required");
    let past = with(scheduled(11), "scheduled_at", "2025-12-31T23:59:59Z");
    refused(
        &apps.post("/calls", past).await,
        "scheduled_at must be in the future",
    );
    let blocked = with(scheduled(11), "end_user_number", "+1 202-555-0199");
    let answer = apps.post("/calls", blocked).await;
    refused(
        &answer,
        "end_user_number is in the company Do Not Call list",
    );
}

#[tokio::test(start_paused = true)]
async fn scheduled_calls_begin_when_their_time_comes() {
    let apps = Apps::start();
    let body = with(scheduled(42), "scheduled_at", "2026-01-01T01:00:00.000Z");
    let answer = apps.post("/calls", body).await;
    assert_eq!(answer.status, 201);
    let call = answer.json();
    assert_eq!(call["call_type"], "Voice Scheduled (API)");
    assert_eq!(
        (&call["status"], &call["queued_at"]),
        (&json!("scheduled"), &Value::Null)
    );
    apps.advance(3599);
    assert_eq!(apps.status(&call), "scheduled");
    let slots = apps
        .get("/queues/status?lang=en&menu_id[]=42&menu_type=mobile_menu")
        .await;
    let periods = &slots.json()["queues"][0]["callback_periods"];
    assert_eq!(periods.as_array().unwrap().len(), 16);
    assert_eq!(
        periods[0],
        json!({"date": "20260101", "start_time": "01:00", "end_time": "01:15",
               "scheduled_calls": 1, "max_slots": 2})
    );
    apps.advance(1);
    assert_eq!(apps.status(&call), "assigned");
    // The child of another call needs no menu of its own.
    let child = with(without(scheduled(1), "menu_id"), "call_id", 397);
    let child = Apps::fine(&apps.post("/calls", child).await);
    assert_eq!(
        (&child["parent_id"], &child["selected_menu"]["id"]),
        (&json!(397), &json!(9))
    );
    let orphan = with(without(scheduled(1), "menu_id"), "call_id", 7);
    refused(&apps.post("/calls", orphan).await, "call_id 7 is not found");
}

#[tokio::test(start_paused = true)]
async fn flags_are_read_and_written_in_different_words() {
    let apps = Apps::start();
    for path in ["/calls/397/customer_flag", "/chats/112/customer_flag"] {
        let none =
            json!({"verified_customer": false, "bad_actor": false, "repeat_customer": false});
        apps.get(path).await.is(200, &none);
        let one = json!({"verified_customer": false, "bad_actor": false, "repeat_customer": true});
        apps.patch(path, json!({"repeat_customers": true}))
            .await
            .is(200, &one);
        let two = json!({"verified_customer": true, "bad_actor": false, "repeat_customer": true});
        let body = json!({"verified_customer": true});
        apps.call("PUT", path, Some(body)).await.is(200, &two);
        apps.get(path).await.is(200, &two);
    }
}

#[tokio::test(start_paused = true)]
async fn an_end_user_is_linked_while_the_call_lasts() {
    let apps = Apps::start();
    let call = Apps::fine(&apps.post("/calls", outbound("bela@example.com")).await);
    let id = call["id"].as_u64().unwrap();
    let path = format!("/calls/{id}/end_user");
    let body = json!({"identifier": "new-1", "name": "Ola Prov", "phone": "202-555-0144"});
    let accepted = json!({"message": "accepted"});
    apps.post(&path, body.clone()).await.is(202, &accepted);
    let shown = apps.sandbox.apps_api().call(id).unwrap();
    assert_eq!(shown["end_user"]["identifier"], "new-1");
    refused(
        &apps.post(&path, body.clone()).await,
        "Duplicate request: Please wait for the interval to expire",
    );
    // Another request is no repetition.
    let other = with(body.clone(), "name", "Ola Provet");
    apps.post(&path, other).await.is(202, &accepted);
    apps.post(&path, body.clone()).await.is(202, &accepted);
    apps.advance(29);
    assert_eq!(apps.post(&path, body.clone()).await.status, 400);
    apps.advance(1);
    apps.post(&path, body.clone()).await.is(202, &accepted);

    let identifier = "param is missing or the value is empty: identifier";
    refused(
        &apps.post(&path, without(body.clone(), "identifier")).await,
        identifier,
    );
    refused(
        &apps.post(&path, with(body.clone(), "identifier", "")).await,
        identifier,
    );
    missing(&apps.post("/calls/7/end_user", body.clone()).await);
    refused(
        &apps.post("/calls/397/end_user", body.clone()).await,
        "Call is already ended",
    );
    refused(
        &apps.post("/chats/111/end_user", body.clone()).await,
        "Chat is already ended",
    );
    apps.post("/chats/112/end_user", body.clone())
        .await
        .is(202, &accepted);
    apps.sandbox.apps_api().crm_supported(false);
    apps.advance(30);
    refused(&apps.post(&path, body).await, "Unsupported CRM request");
    // A number that is known stays.
    apps.post(
        "/end_users",
        json!({"identifier": "new-1", "phone": "202-555-0145"}),
    )
    .await;
    let sms = json!({"chat_type": "SMS", "end_user_number": "202-555-0144",
                     "outbound_number": "+1 202-555-0100", "message": "x"});
    let chat = Apps::fine(&apps.post("/sms", sms).await);
    assert_eq!(chat["end_user"]["identifier"], "new-1");
}

// claims='{"custom_data":{"reserved_bad_actor":{"value":true},"plan":{"value":"gold"}},
//          "iat":1767225600,"exp":1767229200}', without the line break and the blanks after it
// head=$(printf '{"alg":"HS256"}' | basenc --base64url -w0 | tr -d =)
// body=$(printf "$claims" | basenc --base64url -w0 | tr -d =)
// printf "$head.$body" | openssl dgst -sha256 -hmac sandbox-apps-api-company-secret -binary \
//   | basenc --base64url -w0 | tr -d =
const SIGNED: &str = concat!(
    "eyJhbGciOiJIUzI1NiJ9",
    ".eyJjdXN0b21fZGF0YSI6eyJyZXNlcnZlZF9iYWRfYWN0b3IiOnsidmFsdWUiOnRydWV9LCJwbGFuIjp7InZhbHVlIjoiZ29sZCJ9fSwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDB9",
    ".xNZrvSYlbVzRbEO0P0APlONzEmIFLQeAhnCIs7CEWV4"
);

#[tokio::test(start_paused = true)]
async fn custom_data_is_signed_or_not() {
    let apps = Apps::start();
    let accepted = json!({"message": "accepted"});
    let plain = json!({"signed": false, "data": {
        "reserved_verified_customer": {"label": "Verified", "value": true},
        "field1": {"label": "Plan", "value": "gold", "type": "string", "invisible_to_agent": false},
    }});
    for path in ["/calls/397", "/chats/112"] {
        let (data, flags) = (
            format!("{path}/custom_data"),
            format!("{path}/customer_flag"),
        );
        apps.post(&data, plain.clone()).await.is(200, &accepted);
        assert_eq!(apps.get(&flags).await.json()["verified_customer"], true);
        let signed = json!({"signed": true, "signed_data": SIGNED});
        apps.post(&data, signed).await.is(200, &accepted);
        apps.get(&flags).await.is(
            200,
            &json!({
                "verified_customer": true, "bad_actor": true, "repeat_customer": false,
            }),
        );
    }
    let chat = apps.sandbox.apps_api().chat(112).unwrap();
    assert_eq!(chat["custom_data"]["plan"], json!({"value": "gold"}));

    let path = "/calls/397/custom_data";
    for (body, message) in [
        (
            json!({"signed": false}),
            "param is missing or the value is empty: data",
        ),
        (
            json!({"signed": true}),
            "param is missing or the value is empty: signed_data",
        ),
        (
            json!({"signed": true, "data": {}, "signed_data": SIGNED}),
            "data needs signed to be false",
        ),
        (
            json!({"signed": false, "signed_data": SIGNED}),
            "signed_data needs signed to be true",
        ),
        (
            json!({"signed": true, "signed_data": SIGNED.trim_end_matches("V4").to_owned() + "AA"}),
            "signed_data: Signature verification failed",
        ),
        (
            json!({"signed": true, "signed_data": format!("{SIGNED}.")}),
            "signed_data: Not enough or too many segments",
        ),
        (
            json!({"signed": false, "data": {"x": 1}}),
            "x must be an object with a label and a value",
        ),
        (
            json!({"signed": false, "data": {"x": {"value": null}}}),
            "x.value must be a text, a number or a boolean",
        ),
        (
            json!({"signed": false, "data": {"x": {"value": 1, "lable": "X"}}}),
            "x.lable is not a known field",
        ),
        (
            json!({"signed": false, "data": {"reserved_bad_actor": {"value": "yes"}}}),
            "reserved_bad_actor.value must be true or false",
        ),
    ] {
        refused(&apps.post(path, body).await, message);
    }
    missing(&apps.post("/calls/7/custom_data", plain).await);
    // It ran for an hour.
    apps.advance(3599);
    let signed = json!({"signed": true, "signed_data": SIGNED});
    assert_eq!(apps.post(path, signed.clone()).await.status, 200);
    apps.advance(1);
    refused(
        &apps.post(path, signed).await,
        "signed_data: Signature has expired",
    );
}

#[tokio::test(start_paused = true)]
async fn text_messages_begin_chats() {
    let apps = Apps::start();
    let sms = json!({"chat_type": "Messaging (API)", "end_user_number": NUMBER,
                     "outbound_number": "+1 202-555-0100", "message": "Hello", "ticket_id": "71450"});
    let chat = Apps::fine(&apps.post("/sms", sms.clone()).await);
    assert_eq!(chat["status"], "selecting");
    assert_eq!(chat["chat_type"], "Messaging (SMS)");
    assert_eq!(chat["agent_info"], Value::Null);
    assert_eq!(chat["out_ticket_id"], Value::Null);
    for (name, value) in [
        ("agentId", json!(11)),
        ("agentEmail", json!("bela@example.com")),
    ] {
        let chat = Apps::fine(&apps.post("/sms", with(sms.clone(), name, value)).await);
        assert_eq!(chat["status"], "assigned");
        assert_eq!(chat["agent_info"]["email"], "bela@example.com");
        assert_eq!(chat["participants"].as_array().unwrap().len(), 2);
    }
    for (body, message) in [
        (
            with(sms.clone(), "chat_type", "Pigeon"),
            "Invalid chat type",
        ),
        (
            with(sms.clone(), "end_user_number", "x"),
            "end_user_number is not well formed",
        ),
        (
            with(sms.clone(), "agentEmail", "x@example.com"),
            "Not a valid agent email",
        ),
        (with(sms.clone(), "agentId", 17), "Not a valid agent id"),
        (
            without(sms, "message"),
            "param is missing or the value is empty: message",
        ),
    ] {
        refused(&apps.post("/sms", body).await, message);
    }
}
