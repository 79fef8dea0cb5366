//! What each of the vendor's calls is read as.

#![allow(clippy::unwrap_used, reason = "a test proves things by failing")]

use std::collections::HashSet;

use ccaas_core::webhook::Event;
use http::Request;
use proptest::prelude::*;
use wisecx::webhook::{SharedSecret, WebhookEvent, Webhooks};

fn read(body: &str) -> WebhookEvent {
    let (head, ()) = Request::post("/").body(()).unwrap().into_parts();
    WebhookEvent::read(&head, body.to_owned().into()).unwrap()
}

#[test]
fn every_fixture_is_understood() {
    ccaas_tests::snapshot_events::<WebhookEvent>(env!("CARGO_MANIFEST_DIR"));
}

#[test]
fn what_is_not_known_keeps_its_body() {
    for body in [
        r#"{"event": "case_merged", "case_id": 1}"#,
        r#"{"event": "activity_new", "case_id": 1}"#,
        r#"{"event": "survey", "case_id": 1}"#,
        r#"{"event": "meli_new_order"}"#,
        r#"{"event": "activity_new", "case_id": {}, "activity_id": 2}"#,
        r#"{"case_id": 1}"#,
        r#"{"event": 7}"#,
    ] {
        let WebhookEvent::Unknown(unknown) = read(body) else {
            panic!("{body} is known");
        };
        assert_eq!(unknown.body, body);
    }
}

#[test]
fn what_comes_twice_has_the_same_key_and_what_may_come_again_has_none() {
    let activity = r#"{"event": "activity_new", "case_id": 1, "activity_id": 2}"#;
    assert_eq!(read(activity).key(), read(activity).key());
    let as_texts = r#"{"event": "activity_new", "case_id": "1", "activity_id": "2"}"#;
    assert_eq!(read(activity).key(), read(as_texts).key());

    let keys: HashSet<_> = [
        activity,
        r#"{"event": "activity_new", "case_id": 1, "activity_id": 3}"#,
        r#"{"event": "activity_new", "case_id": 2, "activity_id": 2}"#,
        r#"{"event": "meli_new_order", "id": 2}"#,
        r#"{"event": "survey", "case_id": 1, "url_survey": "https://a.example/"}"#,
        r#"{"event": "survey", "case_id": 1, "url_survey": "https://b.example/"}"#,
    ]
    .map(|body| read(body).key().unwrap())
    .into();
    assert_eq!(keys.len(), 6);

    for body in [
        r#"{"event": "status_update", "case_id": 1, "activity_id": 2}"#,
        r#"{"event": "meli_order_updated", "id": 2}"#,
        r#"{"event": "something_else", "id": 2}"#,
    ] {
        assert_eq!(read(body).key(), None, "{body}");
    }
}

#[test]
fn the_link_of_a_survey_is_not_shown() {
    let event =
        read(r#"{"event": "survey", "case_id": 1, "url_survey": "https://a.example/?s3cret"}"#);
    assert!(!format!("{event:?}").contains("s3cret"));
}

#[test]
fn who_does_not_know_the_secret_is_turned_away() {
    let webhooks = Webhooks::verified(SharedSecret::in_header("x-hook", "s3cret").unwrap());
    let call = |secret: &str| {
        let request = Request::post("/").header("x-hook", secret);
        let (head, ()) = request.body(()).unwrap().into_parts();
        webhooks.receive(&head, r#"{"event": "meli_new_order", "id": 1}"#)
    };
    assert!(call("s3cret").is_ok());
    assert_eq!(call("guess").unwrap_err().status(), 401);
}

#[test]
fn what_is_no_json_object_is_a_bad_request() {
    for body in ["", "hello", "[1]", "\"event\"", "{"] {
        let (head, ()) = Request::post("/").body(()).unwrap().into_parts();
        let rejection = Webhooks::unverified().receive(&head, body).unwrap_err();
        assert_eq!(rejection.status(), 400, "{body}");
    }
}

proptest! {
    #[test]
    fn no_body_panics(body in "\\PC*|\\{\"event\":\"[a-z_]{0,14}\",\"case_id\":[0-9\"]{0,4}\\}") {
        let (head, ()) = Request::post("/").body(()).unwrap().into_parts();
        let _ = Webhooks::unverified().receive(&head, body);
    }
}
