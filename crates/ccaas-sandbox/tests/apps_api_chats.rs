//! The Apps API: chats, the files in them, and the events that they cause.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use axum::{Router, body::Body, extract::State, routing::any};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use ccaas_sandbox::{
    Sandbox,
    apps_api::{WEBHOOK_SECRET, WEBHOOK_SECRET_SECONDARY},
};
use common::{
    Answer,
    apps::{Apps, FORM, form_body, missing, refused},
    send,
};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Request};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedSender, unbounded_channel},
};

/// A chat that somebody has begun, and its id.
async fn begin(apps: &Apps, menu: u64) -> (Value, u64) {
    let body = json!({"chat": {"menu_id": menu, "end_user_id": 87, "lang": "en",
                               "context": {"value": {"order": 7}},
                               "transcript": {"entries": []}}});
    let chat = Apps::fine(&apps.post("/chats", body).await);
    let id = chat["id"].as_u64().unwrap();
    (chat, id)
}

async fn say(apps: &Apps, chat: u64, text: &str) -> Answer {
    let message = json!({"type": "text", "content": text});
    let body = json!({"from_user_id": 87, "message": message});
    apps.post(&format!("/chats/{chat}/message"), body).await
}

/// Who said what in a chat.
fn said(apps: &Apps, chat: u64) -> Vec<(String, Value)> {
    let chat = apps.sandbox.apps_api().chat(chat).unwrap();
    let messages = chat["messages"].as_array().unwrap();
    let rows = messages.iter().map(|message| {
        let who = message["from"]["type"].as_str().unwrap().to_owned();
        (who, message["content"].clone())
    });
    rows.collect()
}

fn told(sandbox: &Sandbox) -> Vec<&'static str> {
    let events = sandbox.events("apps-api");
    events.iter().map(ccaas_sandbox::Event::name).collect()
}

#[tokio::test(start_paused = true)]
async fn a_chat_has_two_sides() {
    let apps = Apps::start();
    let (chat, id) = begin(&apps, 11).await;
    assert_eq!(
        (&chat["status"], &chat["status_text"]),
        (&json!("queued"), &json!("Queued"))
    );
    assert_eq!(
        chat["end_user"],
        json!({"id": 87, "identifier": "customer-87"})
    );
    assert_eq!(chat["timeout_at"], "2026-01-01T00:10:00.000Z");
    apps.advance(1);
    let chat = apps.get(&format!("/chats/{id}")).await.json();
    assert_eq!(chat["status"], "assigned");
    assert_eq!(chat["agent"]["name"], "Dana Voorbeeld");
    apps.advance(2);
    say(&apps, id, "Where is my order?")
        .await
        .is(200, &json!({}));
    apps.advance(2);
    assert!(apps.sandbox.apps_api().agent_says(id, "It is on its way."));
    let who: Vec<_> = said(&apps, id).into_iter().map(|(who, _)| who).collect();
    assert_eq!(who, ["agent", "end_user", "agent", "agent"]);
    let given = apps.sandbox.apps_api().chat(id).unwrap()["given"].clone();
    assert_eq!(given["context"]["value"]["order"], 7);
    assert_eq!(given["transcript"], json!({"entries": []}));

    let end = json!({"finished_by_user_id": 87, "chat": {"status": "finished"}});
    let over = Apps::fine(&apps.patch(&format!("/chats/{id}"), end.clone()).await);
    assert_eq!(
        (&over["status"], &over["ends_at"]),
        (&json!("finished"), &json!("2026-01-01T00:00:05.000Z"))
    );
    refused(&say(&apps, id, "Thanks").await, "Chat is already ended");
    refused(
        &apps.patch(&format!("/chats/{id}"), end).await,
        "Chat is already ended",
    );
    assert!(!apps.sandbox.apps_api().agent_says(id, "Bye"));
    assert_eq!(
        told(&apps.sandbox),
        [
            "chat_created",
            "message_received",
            "message_received",
            "message_received",
            "message_received",
            "chat_finished"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn agents_have_only_so_many_chats() {
    let apps = Apps::start();
    let mut chats = Vec::new();
    for _ in 0..3 {
        let (_, id) = begin(&apps, 12).await;
        let body = json!({"reason": "talk_to_human"});
        let answer = apps.post(&format!("/chats/{id}/escalations"), body).await;
        assert_eq!(Apps::fine(&answer)["status"], "requested");
        chats.push(id);
    }
    apps.advance(1);
    let mut statuses = Vec::new();
    for id in &chats {
        statuses.push(apps.get(&format!("/chats/{id}")).await.json()["status"].clone());
    }
    assert_eq!(statuses, ["assigned", "assigned", "queued"]);
    // Whoever is done with one has room for the next.
    let end = json!({"finished_by_user_id": 16, "chat": {"status": "finished"}});
    let first = format!("/chats/{}", chats[0]);
    assert_eq!(
        Apps::fine(&apps.patch(&first, end).await)["status"],
        "finished"
    );
    apps.advance(1);
    let last = apps.get(&format!("/chats/{}", chats[2])).await.json();
    assert_eq!(last["status"], "assigned");
}

#[tokio::test(start_paused = true)]
async fn messages_are_checked() {
    let apps = Apps::start();
    let path = "/chats/112/message";
    let message = |message: Value| json!({"from_user_id": 87, "message": message});
    for (body, text) in [
        (
            message(json!({"type": "text"})),
            "param is missing or the value is empty: content",
        ),
        (
            message(json!({"type": "text", "content": ""})),
            "param is missing or the value is empty: content",
        ),
        (
            message(json!({"type": "text", "content": {"media_id": 1}})),
            "message.content must be a text",
        ),
        (
            message(json!({"type": "photo"})),
            "param is missing or the value is empty: media_id",
        ),
        (
            message(json!({"type": "photo", "media_id": "7"})),
            "media_id is no photo of this chat",
        ),
        (
            message(json!({"type": "video", "content": {"media": 7}})),
            "message.content must be an object with a media_id",
        ),
        (
            message(json!({"type": "gif", "content": "x"})),
            "message.type must be one of text, photo, video",
        ),
        (
            json!({"from_user_id": 88, "message": {"type": "text", "content": "x"}}),
            "from_user_id is nobody in this chat",
        ),
    ] {
        refused(&apps.post(path, body).await, text);
    }
    let end = json!({"chat": {"status": "finished"}});
    refused(
        &apps.patch("/chats/112", end).await,
        "param is missing or the value is empty: finished_by_user_id",
    );
}

#[tokio::test(start_paused = true)]
async fn silent_chats_are_dismissed_and_resumed() {
    let apps = Apps::start();
    let (_, id) = begin(&apps, 12).await;
    let resume = format!("/chats/{id}/resume");
    refused(
        &apps.call("PATCH", &resume, None).await,
        "This chat is not in dismissed state",
    );
    // The bot speaks after two seconds, and is the last to do so.
    apps.advance(601);
    let status = async || apps.get(&format!("/chats/{id}")).await.json()["status"].clone();
    assert_eq!(status().await, "va_assigned");
    apps.advance(1);
    assert_eq!(status().await, "va_dismissed");
    let resumed = Apps::fine(&apps.call("PATCH", &resume, None).await);
    assert_eq!(
        (&resumed["id"], &resumed["status"]),
        (&json!(id), &json!("va_assigned"))
    );

    let resumed = Apps::fine(&apps.call("PATCH", "/chats/112/resume", None).await);
    assert_eq!(
        (&resumed["status"], &resumed["agent"]["id"]),
        (&json!("assigned"), &json!(13))
    );
    let closed = "We are closed now. Please come back between 9 and 5.";
    refused(&apps.call("PATCH", "/chats/113/resume", None).await, closed);
    let body = json!({"chat": {"menu_id": 16, "end_user_id": 87}});
    refused(&apps.post("/chats", body).await, closed);
    let names = told(&apps.sandbox);
    assert_eq!(
        names
            .iter()
            .filter(|name| **name == "chat_dismissed")
            .count(),
        1
    );
    assert_eq!(
        names.iter().filter(|name| **name == "chat_resumed").count(),
        2
    );
}

#[tokio::test(start_paused = true)]
async fn who_can_get_nobody_is_deflected() {
    let apps = Apps::start();
    for (menu, reason, deflections) in [
        (
            13,
            "over_capacity",
            json!(["email", "external_link", "human_agent"]),
        ),
        (14, "after_hours", json!(["email", "external_link"])),
    ] {
        let (_, id) = begin(&apps, menu).await;
        let path = format!("/chats/{id}/escalations");
        let escalation = Apps::fine(&apps.post(&path, json!({"reason": "help"})).await);
        let number = &escalation["id"];
        assert_eq!(
            escalation,
            json!({"id": number, "chat_id": id, "reason": "help", "status": "requested",
                   "deflection_channel": null})
        );
        let events = apps.sandbox.events("apps-api");
        let event: Value = serde_json::from_slice(events.last().unwrap().body()).unwrap();
        assert_eq!(event["event"], "escalation_deflected");
        assert_eq!(
            (&event["reason"], &event["deflections"]),
            (&json!(reason), &deflections)
        );
        let one = format!("{path}/{number}");
        let waiting = apps
            .patch(&one, json!({"deflection_channel": "human_agent"}))
            .await;
        if menu == 14 {
            refused(
                &waiting,
                "'human_agent' is no deflection of this escalation",
            );
            let end = json!({"finished_by_user_id": 87, "chat": {
                "status": "finished", "deflection_channel": "email", "escalation_id": number}});
            let over = Apps::fine(&apps.patch(&format!("/chats/{id}"), end).await);
            assert_eq!(over["status"], "finished");
        } else {
            assert_eq!(Apps::fine(&waiting)["status"], "deflected");
            apps.advance(1);
            let chat = apps.get(&format!("/chats/{id}")).await.json();
            assert_eq!(
                (&chat["status"], &chat["agent"]["id"]),
                (&json!("assigned"), &json!(16))
            );
            assert_eq!(chat["virtual_agent"]["status"], "finished");
        }
        missing(
            &apps
                .patch(&format!("{path}/7"), json!({"deflection_channel": "email"}))
                .await,
        );
    }
    // Whoever insists is not deflected.
    let (_, id) = begin(&apps, 13).await;
    let body = json!({"reason": "help", "force_escalate": true});
    Apps::fine(
        &apps
            .post(&format!("/chats/{id}/escalations"), body.clone())
            .await,
    );
    let again = apps.post(&format!("/chats/{id}/escalations"), body).await;
    refused(&again, "Chat is not with a virtual agent");
}

/// Posts a form to the storage host.
async fn upload(
    apps: &Apps,
    url: &str,
    fields: &Value,
    file: &[u8],
    headers: &[(&str, &str)],
) -> Answer {
    let fields: Vec<_> = fields
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    let mut request = Request::post(url).header("Content-Type", FORM);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(form_body(&fields, Some(file))).unwrap();
    send(&apps.sandbox, request).await
}

#[tokio::test(start_paused = true)]
async fn photos_and_videos_take_four_steps() {
    let apps = Apps::start();
    for (kind, kinds, content_type) in [
        ("photo", "photos", "image/jpeg"),
        ("video", "videos", "video/mp4"),
    ] {
        let path = format!("/chats/112/{kinds}");
        let permit = Apps::fine(&apps.call("POST", &format!("{path}/upload"), None).await);
        let (url, fields) = (permit["url"].as_str().unwrap(), &permit["fields"]);
        assert_eq!(fields["Content-Type"], content_type);
        let key = fields["key"].as_str().unwrap();
        let add = match kind {
            "photo" => json!({"photo": [{"s3_path": key, "photo_type": "photo"}]}),
            _ => json!({"video": {"s3_path": key}}),
        };
        let message = format!("s3_path is no uploaded {kind} of this chat");
        refused(&apps.post(&path, add.clone()).await, &message);

        let answer = upload(&apps, url, fields, b"\xff\xd8\r\n--x", &[]).await;
        assert_eq!(answer.status, 204, "{:?}", answer.body);
        assert_eq!(apps.operation(), Some("storage.upload"));
        let added = Apps::fine(&apps.post(&path, add.clone()).await);
        let media = if kind == "photo" {
            added[0].clone()
        } else {
            added
        };
        refused(
            &apps.post(&path, add.clone()).await,
            "s3_path was added before",
        );
        apps.get(&path).await.is(200, &json!([media]));
        // It is nobody else's.
        refused(&apps.post(&path.replace("112", "113"), add).await, &message);

        let id = &media["media_id"];
        let body =
            json!({"from_user_id": 87, "message": {"type": kind, "content": {"media_id": id}}});
        apps.post("/chats/112/message", body)
            .await
            .is(200, &json!({}));
        let flat =
            json!({"from_user_id": 87, "message": {"type": kind, "media_id": id.to_string()}});
        apps.post("/chats/112/message", flat)
            .await
            .is(200, &json!({}));
        let file = apps.get(&format!("/chats/112/media/{id}")).await;
        assert_eq!(file.body, &b"\xff\xd8\r\n--x"[..]);
        assert_eq!(file.header("Content-Type"), content_type);
        let link = Request::get(media["url"].as_str().unwrap());
        let file = send(&apps.sandbox, link.body(Body::empty()).unwrap()).await;
        assert_eq!(file.body, &b"\xff\xd8\r\n--x"[..]);
    }
    let id = apps
        .sandbox
        .apps_api()
        .agent_sends(112, "png", "image/png")
        .unwrap();
    let file = apps.get(&format!("/chats/112/media/{id}")).await;
    assert_eq!(
        (file.header("Content-Type"), file.body.as_ref()),
        ("image/png", &b"png"[..])
    );
    missing(&apps.get("/chats/113/media/7").await);
    refused(
        &apps.call("POST", "/chats/111/photos/upload", None).await,
        "Chat is already ended",
    );
}

#[tokio::test(start_paused = true)]
async fn uploads_are_checked() {
    let apps = Apps::start();
    let permit = async || {
        let permit = Apps::fine(&apps.call("POST", "/chats/112/photos/upload", None).await);
        (
            permit["url"].as_str().unwrap().to_owned(),
            permit["fields"].clone(),
        )
    };
    let says = |answer: &Answer, status: u16, text: &str| {
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{body}");
        assert!(body.contains(text), "{body}");
    };
    let (url, fields) = permit().await;
    for (name, value) in [
        ("Authorization", "Basic x"),
        ("Cookie", "x"),
        ("X-Api-Key", "x"),
    ] {
        let answer = upload(&apps, &url, &fields, b"x", &[(name, value)]).await;
        says(&answer, 400, "InvalidArgument");
    }
    let mut forged = fields.clone();
    forged["Content-Type"] = json!("text/html");
    says(
        &upload(&apps, &url, &forged, b"x", &[]).await,
        403,
        "AccessDenied",
    );
    let mut short = fields.clone();
    short.as_object_mut().unwrap().remove("policy");
    says(
        &upload(&apps, &url, &short, b"x", &[]).await,
        403,
        "AccessDenied",
    );
    let mut long = fields.clone();
    long["more"] = json!("x");
    says(
        &upload(&apps, &url, &long, b"x", &[]).await,
        403,
        "AccessDenied",
    );
    says(
        &upload(&apps, &url, &json!({"key": "x"}), b"x", &[]).await,
        403,
        "no permit",
    );
    let large = vec![0; 2 * 1024 * 1024 + 1];
    says(
        &upload(&apps, &url, &fields, &large, &[]).await,
        400,
        "EntityTooLarge",
    );
    let no_form = Request::post(&url).body(Body::from("x")).unwrap();
    says(
        &send(&apps.sandbox, no_form).await,
        400,
        "MalformedPOSTRequest",
    );
    let no_file = Request::post(&url).header("Content-Type", FORM);
    let no_file = no_file.body(form_body(&[("key", "x")], None)).unwrap();
    says(&send(&apps.sandbox, no_file).await, 400, "must be the file");

    says(
        &upload(&apps, &url, &fields, &large[1..], &[]).await,
        204,
        "",
    );
    says(
        &upload(&apps, &url, &fields, b"x", &[]).await,
        403,
        "used before",
    );
    let (url, fields) = permit().await;
    apps.advance(300);
    says(
        &upload(&apps, &url, &fields, b"x", &[]).await,
        403,
        "expired",
    );
    let elsewhere = format!("{}/elsewhere", apps.sandbox.storage_url());
    says(
        &upload(&apps, &elsewhere, &fields, b"x", &[]).await,
        405,
        "MethodNotAllowed",
    );
}

/// The signature of an event, worked out without the sandbox.
fn sign(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(timestamp.as_bytes());
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[test]
fn the_check_of_signatures_agrees_with_openssl() {
    // printf '1767225600{"event":"chat_created"}' \
    //   | openssl dgst -sha256 -hmac sandbox-apps-api-webhook-secret -binary | base64
    assert_eq!(
        sign(WEBHOOK_SECRET, "1767225600", br#"{"event":"chat_created"}"#),
        "lqtSm7AJzpXqDUWvFYGxnmniWxXiiZDb8bA6M+tCZ04="
    );
}

type Got = (HeaderMap, Bytes);

#[tokio::test]
async fn events_are_signed_and_posted() {
    let (sender, mut received) = unbounded_channel();
    let take =
        async |State(sender): State<UnboundedSender<Got>>, headers: HeaderMap, body: Bytes| {
            sender.send((headers, body)).unwrap();
        };
    let app = Router::new().fallback(any(take)).with_state(sender);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });

    let apps = Apps::start();
    apps.sandbox.webhook("apps-api", url);
    // Time goes by here: an agent who is there would say something at some time.
    let lunch = json!({"status": "Lunch", "agent_ids": [13], "team_ids": []});
    assert_eq!(apps.post("/agent_statuses", lunch).await.status, 200);
    let (_, id) = begin(&apps, 11).await;
    let (headers, body) = received.recv().await.unwrap();
    let event: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (&event["event"], &event["chat_id"]),
        (&json!("chat_created"), &json!(id))
    );
    let timestamp = headers["X-Signature-Timestamp"].to_str().unwrap();
    let at = apps.sandbox.events("apps-api")[0].at();
    assert_eq!(timestamp, at.as_second().to_string());
    let (first, second) = (
        sign(WEBHOOK_SECRET, timestamp, &body),
        sign(WEBHOOK_SECRET_SECONDARY, timestamp, &body),
    );
    assert_eq!(
        headers["X-Signature"],
        format!("primary={first} secondary={second}")
    );

    apps.sandbox.apps_api().second_signature(false);
    say(&apps, id, "Hello").await;
    let (headers, body) = received.recv().await.unwrap();
    let timestamp = headers["X-Signature-Timestamp"].to_str().unwrap();
    let first = sign(WEBHOOK_SECRET, timestamp, &body);
    assert_eq!(headers["X-Signature"], format!("primary={first}"));
    let event: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(event["event"], "message_received");
    assert_eq!(event["message"]["content"], "Hello");
    assert_eq!(
        event["message"]["from"],
        json!({"type": "end_user", "id": 87})
    );
}
