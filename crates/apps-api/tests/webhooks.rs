//! Who may call, and what each of the vendor's calls is read as.

#![allow(clippy::unwrap_used, reason = "a test proves things by failing")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::time::Duration;

use apps_api::ErrorKind;
use apps_api::webhook::{Rejection, SigningSecrets, Verify, WebhookEvent, Webhooks};
use ccaas_core::types::Id;
use ccaas_core::webhook::Event;
use http::Request;
use http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;

const BODY: &str = include_str!("vectors/webhook.body");
const TIME: &str = include_str!("vectors/webhook.timestamp");
const PRIMARY: &str = include_str!("vectors/webhook.primary");
const SECONDARY: &str = include_str!("vectors/webhook.secondary");

fn head(signature: &str, time: &str) -> Parts {
    let request = Request::post("/hooks/chats")
        .header("X-Signature", signature)
        .header("X-Signature-Timestamp", time);
    request.body(()).unwrap().into_parts().0
}

/// Of the vector's own time.
fn secrets(primary: &str) -> SigningSecrets {
    SigningSecrets::new(primary)
        .unwrap()
        .clock(|| TIME.parse().unwrap())
}

fn passes(secrets: &SigningSecrets, signature: &str) -> bool {
    secrets
        .verify(&head(signature, TIME), BODY.as_bytes())
        .is_ok()
}

fn read(body: &str) -> Result<WebhookEvent, Rejection> {
    WebhookEvent::read(&head("", ""), body.to_owned().into())
}

fn known(body: serde_json::Value) -> WebhookEvent {
    read(&body.to_string()).unwrap()
}

#[test]
fn every_fixture_is_understood() {
    ccaas_tests::snapshot_events::<WebhookEvent>(env!("CARGO_MANIFEST_DIR"));
}

#[test]
fn either_signature_may_be_made_with_either_secret() {
    let both = format!("primary={PRIMARY} secondary={SECONDARY}");
    let swapped = format!("primary={SECONDARY} secondary={PRIMARY}");
    let one = format!("primary={PRIMARY}");
    let other = format!("primary={SECONDARY}");
    for (own, other_own, header) in [
        ("primary-secret", None, &both),
        ("primary-secret", None, &swapped),
        ("primary-secret", None, &one),
        ("secondary-secret", None, &both),
        ("secondary-secret", None, &other),
        ("new-secret", Some("primary-secret"), &both),
        ("new-secret", Some("secondary-secret"), &both),
        ("new-secret", Some("secondary-secret"), &other),
    ] {
        let mut secrets = secrets(own);
        if let Some(second) = other_own {
            secrets = secrets.secondary(second).unwrap();
        }
        assert!(passes(&secrets, header), "{own}, {other_own:?}: {header}");
    }
}

#[test]
fn what_is_not_signed_is_turned_away() {
    let secrets = secrets("primary-secret").secondary("new-secret").unwrap();
    let short = PRIMARY.get(..8).unwrap();
    for header in [
        String::new(),
        PRIMARY.to_owned(),
        format!("primary={SECONDARY}"),
        format!("tertiary={PRIMARY}"),
        format!("primary={short}"),
        format!("primary={PRIMARY}AAAA"),
        format!("primary= secondary={SECONDARY}"),
        "primary=***".to_owned(),
        format!("primary={SECONDARY} primary={PRIMARY}"),
    ] {
        assert!(!passes(&secrets, &header), "{header}");
    }
    let signature = format!("primary={PRIMARY}");
    let changed = format!("{BODY} ");
    let later = "2025-09-25T14:30:01Z";
    let without_time = Request::post("/").header("x-signature", &signature);
    let without_signature = Request::post("/").header("x-signature-timestamp", TIME);
    for (head, body) in [
        (head(&signature, TIME), changed.as_str()),
        (head(&signature, later), BODY),
        (without_time.body(()).unwrap().into_parts().0, BODY),
        (without_signature.body(()).unwrap().into_parts().0, BODY),
    ] {
        let rejection = secrets.verify(&head, body.as_bytes()).unwrap_err();
        assert_eq!(rejection.status(), 401);
    }
    assert!(
        passes(&secrets, &signature),
        "nothing of that was remembered"
    );
}

#[test]
fn an_empty_secret_is_refused() {
    let empty = SigningSecrets::new(" ").unwrap_err();
    assert_eq!(empty.kind(), ErrorKind::Config);
    let empty = SigningSecrets::new("s3cret").unwrap().secondary("");
    assert_eq!(empty.unwrap_err().kind(), ErrorKind::Config);
}

#[test]
fn the_secrets_are_never_shown() {
    let shown = format!("{:?}", secrets("s3cret").secondary("0ther").unwrap());
    assert!(
        !shown.contains("s3cret") && !shown.contains("0ther"),
        "{shown}"
    );
}

#[test]
fn a_call_from_outside_the_window_is_turned_away() {
    let signature = format!("primary={PRIMARY}");
    let at: Timestamp = TIME.parse().unwrap();
    let passes_at = |seconds: i64, change: fn(SigningSecrets) -> SigningSecrets| {
        let now = at + SignedDuration::from_secs(seconds);
        let secrets = SigningSecrets::new("primary-secret").unwrap();
        passes(&change(secrets.clock(move || now)), &signature)
    };
    for (seconds, passes) in [
        (0, true),
        (300, true),
        (-300, true),
        (301, false),
        (-301, false),
    ] {
        assert_eq!(passes_at(seconds, |secrets| secrets), passes, "{seconds}");
    }
    let minute: fn(SigningSecrets) -> SigningSecrets =
        |secrets| secrets.window(Duration::from_secs(60));
    assert!(passes_at(60, minute));
    assert!(!passes_at(61, minute));
    assert!(passes_at(1_000_000, |secrets| secrets.any_age()));
}

/// A call of another time, signed with `primary-secret`.
fn signed(time: &str, body: &str) -> Parts {
    use base64::Engine;
    use hmac::{KeyInit, Mac};

    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(b"primary-secret").unwrap();
    mac.update(time.as_bytes());
    mac.update(body.as_bytes());
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    head(&format!("primary={signature}"), time)
}

#[test]
fn a_time_is_read_in_several_ways() {
    let secrets = secrets("primary-secret");
    for (time, known) in [
        ("1758810600", true),
        ("1758810600000", true),
        ("2025-09-25T14:30:00.123Z", true),
        ("2025-09-25T17:30:00+03:00", true),
        ("2025-09-25 14:30:00 UTC", true),
        ("2025-09-25 14:30:00 +0000", true),
        ("2025-09-25 14:30:00 -0000", true),
        ("2025-09-25T14:30:00", false),
        ("1758810600 ", true),
        ("now", false),
        ("", false),
        ("9223372036854775807", false),
        ("-9223372036854775808", false),
        ("UTC", false),
    ] {
        let verified = secrets.verify(&signed(time, "{}"), b"{}");
        assert_eq!(verified.is_ok(), known, "{time:?}");
    }
    let any_age = SigningSecrets::new("primary-secret").unwrap().any_age();
    assert!(any_age.verify(&signed("noon", "{}"), b"{}").is_ok());
}

#[test]
fn a_call_that_is_played_again_is_turned_away() {
    let both = format!("primary={PRIMARY} secondary={SECONDARY}");
    let twice = |secrets: SigningSecrets, again: &str| {
        let secrets = secrets.secondary("secondary-secret").unwrap();
        assert!(passes(&secrets, &both));
        passes(&secrets, again)
    };
    let of = || secrets("primary-secret");
    assert!(!twice(of(), &both));
    assert!(!twice(of(), &format!("primary={PRIMARY}")));
    assert!(
        !twice(of(), &format!("secondary={SECONDARY}")),
        "only the other signature, and the same call"
    );
    assert!(!twice(of().any_age(), &both));
    assert!(twice(of().allow_replays(), &both));
    assert!(twice(of().remember(0), &both));
}

#[test]
fn the_memory_is_bounded_by_number() {
    let secrets = secrets("primary-secret").remember(2);
    let call = |body: &str| secrets.verify(&signed(TIME, body), body.as_bytes()).is_ok();
    assert!(call("1") && call("2"));
    assert!(!call("1"), "two are remembered");
    assert!(call("3"));
    assert!(!call("2") && !call("3"));
    assert!(call("1"), "the oldest is forgotten");
}

/// A call may be ahead by a whole window, and so pass for two: it is remembered as long.
#[test]
fn a_call_is_remembered_as_long_as_it_would_pass() {
    let at: Timestamp = TIME.parse().unwrap();
    let now = Arc::new(AtomicI64::new(-300));
    let clock = now.clone();
    let secrets = SigningSecrets::new("primary-secret")
        .unwrap()
        .clock(move || at + SignedDuration::from_secs(clock.load(SeqCst)));
    let signature = format!("primary={PRIMARY}");
    assert!(passes(&secrets, &signature));
    for seconds in [-300, 0, 299, 300] {
        now.store(seconds, SeqCst);
        // Other calls clear what is too old.
        let time = (at + SignedDuration::from_secs(seconds)).to_string();
        let other = seconds.to_string();
        assert!(
            secrets
                .verify(&signed(&time, &other), other.as_bytes())
                .is_ok()
        );
        assert!(!passes(&secrets, &signature), "after {seconds} s");
    }
}

#[test]
fn a_receiver_verifies_before_it_reads() {
    let webhooks = Webhooks::verified(secrets("primary-secret"));
    let signature = format!("primary={PRIMARY}");
    let event = webhooks.receive(&head(&signature, TIME), BODY).unwrap();
    let WebhookEvent::MessageReceived(event) = event else {
        panic!("{event:?}");
    };
    assert_eq!(event.chat_id, Id::from(37));
    assert_eq!(event.message.text(), Some("Grüße, مرحبا"));
    let rejection = webhooks.receive(&head("", TIME), "{").unwrap_err();
    assert_eq!(rejection.status(), 401, "what it holds isn't looked at");
}

#[test]
fn what_is_not_known_keeps_its_body() {
    for body in [
        r#"{"event_type": "chat_painted_green", "chat_id": 1}"#,
        r#"{"event_type": "chat_created"}"#,
        r#"{"event_type": "message_received", "chat_id": 1}"#,
        r#"{"event_type": "message_received", "chat_id": 1, "body": {"message": "hi"}}"#,
        r#"{"event_type": "message_received", "body": {"message": {}}}"#,
        r#"{"event_type": 7, "chat_id": 1}"#,
        r#"{"chat_id": 1}"#,
        "{}",
    ] {
        let WebhookEvent::Unknown(unknown) = read(body).unwrap() else {
            panic!("{body} is known");
        };
        assert_eq!(unknown.body, body);
        assert!(!format!("{unknown:?}").contains("message\":"));
    }
}

#[test]
fn the_name_may_stand_in_either_field_and_the_chat_in_either_type() {
    for body in [
        json!({"event_type": "chat_created", "chat_id": 7, "body": {}}),
        json!({"event": "chat_created", "chat_id": "7", "body": {}}),
    ] {
        let WebhookEvent::ChatCreated(event) = known(body) else {
            panic!("not known");
        };
        assert_eq!(event.chat_id, Id::from(7));
    }
}

#[test]
fn each_name_has_its_event() {
    let of = |name: &str| known(json!({"event_type": name, "chat_id": 7}));
    assert!(matches!(of("chat_ended"), WebhookEvent::ChatEnded(_)));
    assert!(matches!(
        of("chat_dismissed"),
        WebhookEvent::ChatDismissed(_)
    ));
    assert!(matches!(
        of("participant_joined"),
        WebhookEvent::ParticipantJoined(_)
    ));
    assert!(matches!(
        of("participant_left"),
        WebhookEvent::ParticipantLeft(_)
    ));
    assert!(matches!(
        of("escalation_started"),
        WebhookEvent::EscalationStarted(_)
    ));
    assert!(matches!(
        of("escalation_accepted"),
        WebhookEvent::EscalationAccepted(_)
    ));
}

#[test]
fn text_and_media_are_found_in_the_content_and_beside_it() {
    let message = |message: serde_json::Value| {
        let event = json!({
            "event_type": "message_received", "chat_id": 7, "body": {"message": message},
        });
        let WebhookEvent::MessageReceived(event) = known(event) else {
            panic!("not known");
        };
        let text = event.message.text().map(str::to_owned);
        (text, event.message.media())
    };
    let hi = || Some("hi".to_owned());
    assert_eq!(
        message(json!({"type": "text", "content": "hi"})),
        (hi(), None)
    );
    assert_eq!(message(json!({"content": {"text": "hi"}})), (hi(), None));
    let photo = Some(Id::from(5));
    assert_eq!(message(json!({"media_id": "5"})), (None, photo.clone()));
    assert_eq!(message(json!({"content": {"media_id": 5}})), (None, photo));
    assert_eq!(message(json!({"content": {"media_id": {}}})), (None, None));
    assert_eq!(message(json!({"content": [1]})), (None, None));
}

#[test]
fn what_is_no_json_object_is_a_bad_request() {
    for body in ["", "hello", "[1]", "\"event\"", "{"] {
        assert_eq!(read(body).unwrap_err().status(), 400, "{body}");
    }
}

proptest! {
    #[test]
    fn no_call_panics(
        signature in "(primary|secondary)?[= ]{0,2}[A-Za-z0-9+/= ]{0,50}",
        time in "[ -~]{0,30}|-?[0-9]{0,20}|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:00:00 (UTC|[+-][0-9]{4})",
        body in "\\PC*",
    ) {
        prop_assert!(
            secrets("primary-secret").verify(&head(&signature, &time), body.as_bytes()).is_err()
        );
        let _ = secrets("primary-secret").verify(&signed(&time, &body), body.as_bytes());
        let _ = read(&body);
    }
}
