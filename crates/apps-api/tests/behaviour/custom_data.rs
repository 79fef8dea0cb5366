//! Custom data, and how it is signed.

use std::time::Duration;

use apps_api::custom_data::{
    CustomData, CustomDataSigner, CustomEntry, CustomType, CustomValue, SendCallCustomData,
    SendChatCustomData,
};
use ccaas_core::ErrorKind;
use ccaas_tests::fixture;
use httpmock::prelude::*;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{client, decoded, failed, refused, server, unreachable};

const SECRET: &str = "company-secret";

/// The data of the vector with this name.
fn data(vector: &str) -> CustomData {
    match vector {
        "documented" => CustomData::new()
            .verified_customer(false)
            .bad_actor(true)
            .repeat_customer(false)
            .entry("field1", "dummy111")
            .entry("field2", "dummy222"),
        "every_kind" => CustomData::new()
            .entry("z", "é \"quoted\" \\ مرحبا")
            .entry(
                "a",
                CustomEntry::new("2026-11-01")
                    .label("Since")
                    .kind(CustomType::Date)
                    .invisible_to_agent(true),
            )
            .entry("orders", CustomEntry::new(7).label("Orders"))
            .entry("owed", -12.5)
            .entry(
                CustomData::VERIFIED_CUSTOMER,
                CustomEntry::new(true).label("Verified"),
            ),
        "long_secret" => [("a", "")].into(),
        "nothing" => CustomData::new(),
        other => unreachable!("{other}"),
    }
}

/// See tests/vectors/README.md.
#[test]
fn tokens_are_those_of_other_implementations() {
    let vectors = fixture(env!("CARGO_MANIFEST_DIR"), "../vectors/custom_data.json");
    let vectors = vectors.as_array().unwrap();
    assert_eq!(vectors.len(), 4);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let number = |name: &str| vector[name].as_i64().unwrap();
        let lifetime = Duration::from_secs(number("lifetime").unsigned_abs());
        let token = CustomDataSigner::new(text("secret"))
            .lifetime(lifetime)
            .sign_at(
                &data(text("name")),
                Timestamp::from_second(number("issued_at")).unwrap(),
            )
            .unwrap();
        let expected = [text("header"), text("payload"), text("signature")].join(".");
        assert_eq!(token.expose(), expected, "{}", text("name"));
    }
}

#[test]
fn a_token_works_for_an_hour_unless_told_otherwise() {
    let at = Timestamp::from_second(1729679993).unwrap();
    let sign = |signer: CustomDataSigner| signer.sign_at(&data("documented"), at).unwrap();
    let signer = || CustomDataSigner::new(SECRET);
    let hour = sign(signer().lifetime(Duration::from_secs(3600)));
    assert_eq!(sign(signer()).expose(), hour.expose());
    let longest = sign(signer().lifetime(Duration::MAX));
    assert_ne!(longest.expose(), hour.expose());
}

#[test]
fn neither_secret_nor_token_is_shown() {
    let signer = CustomDataSigner::new(SECRET);
    let token = signer
        .sign_at(&data("documented"), Timestamp::UNIX_EPOCH)
        .unwrap();
    let bare = token.expose().to_owned();
    let refused = signer.sign_at(
        &CustomData::new().entry("owed", f64::NAN),
        Timestamp::UNIX_EPOCH,
    );
    let sending = SendCallCustomData::signed(397, token);
    let client = unreachable();
    let prepared = client.send(sending.clone()).prepare().unwrap();
    for shown in [
        format!("{signer:?}"),
        format!("{refused:?} {}", refused.as_ref().unwrap_err()),
        format!("{sending:?}"),
        prepared.to_string(),
        prepared.to_http(),
    ] {
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(!shown.contains(&bare), "{shown}");
    }
    assert!(prepared.to_http().contains("<secret>"));
}

#[tokio::test]
async fn a_token_is_sent_as_it_is() {
    let server = server().await;
    for (path, example) in [
        ("/calls/397/custom_data", "calls"),
        ("/chats/397/custom_data", "chats"),
    ] {
        let example = format!("{example}.custom_data.send.request.signed.json");
        let body = fixture(env!("CARGO_MANIFEST_DIR"), &example);
        server.mock(|when, then| {
            when.method(POST).path(path).json_body(body.clone());
            then.status(200).json_body(json!({"message": "accepted"}));
        });
        let token = body["signed_data"].as_str().unwrap();
        let client = client(&server);
        let sent = if path.starts_with("/calls") {
            client.send(SendCallCustomData::signed(397, token)).await
        } else {
            client.send(SendChatCustomData::signed(397, token)).await
        };
        assert_eq!(sent.unwrap().message.as_deref(), Some("accepted"));
    }
}

#[tokio::test]
async fn what_the_vendor_could_not_take_is_refused() {
    for key in [
        CustomData::VERIFIED_CUSTOMER,
        CustomData::BAD_ACTOR,
        CustomData::REPEAT_CUSTOMER,
    ] {
        let data = CustomData::new().entry(key, "true");
        let told = format!("data.{key}.value: is true or false");
        refused(SendCallCustomData::new(397, data), &told).await;
    }
    for number in [f64::NAN, f64::INFINITY] {
        let data = CustomData::new().entry("owed", number);
        refused(SendChatCustomData::new(397, data), "data.owed.value").await;
    }
    refused(SendCallCustomData::signed(397, ""), "signed_data: is empty").await;
    let error = CustomDataSigner::new("").sign_at(&data("nothing"), Timestamp::UNIX_EPOCH);
    assert_eq!(error.unwrap_err().field(), "company_secret");
}

#[test]
fn an_entry_given_again_replaces_the_first() {
    let data = CustomData::new()
        .bad_actor(true)
        .entry("a", 1)
        .bad_actor(false);
    assert_eq!(data.len(), 2);
    let actor = data.get(CustomData::BAD_ACTOR).unwrap();
    assert_eq!(actor.value, CustomValue::Boolean(false));
    assert!(CustomData::new().is_empty());
}

#[test]
fn the_answer_may_be_nothing() {
    assert_eq!(decoded::<SendCallCustomData>(204, "").message, None);
    let told: Value = json!({"message": "accepted", "new": 1});
    let sent = decoded::<SendChatCustomData>(200, told);
    assert_eq!(sent.message.as_deref(), Some("accepted"));
}

#[tokio::test]
async fn custom_data_is_sent_once() {
    let sending = SendCallCustomData::new(397, data("documented"));
    let (error, calls) = failed(sending, "/calls/397/custom_data", 503, "").await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
}

#[cfg(feature = "registry")]
#[test]
fn an_object_cant_mix_the_two_forms() {
    use crate::{prepared_object, refused_object};

    const ID: &str = "calls.custom_data.send";
    let (data, token) = (json!({"a": {"value": 1}}), "a.b.c");
    for (parameters, told) in [
        (
            json!({"id": 1, "signed": true, "data": data}),
            "signed_data: is missing",
        ),
        (
            json!({"id": 1, "signed": false, "signed_data": token}),
            "data: is missing",
        ),
        (
            json!({"id": 1, "signed": true, "data": data, "signed_data": token}),
            "data: can't go along",
        ),
        (
            json!({"id": 1, "signed": false, "data": data, "signed_data": token}),
            "signed_data: can't go along",
        ),
        (json!({"id": 1, "signed": false}), "data: is missing"),
    ] {
        let error = refused_object(ID, parameters);
        assert!(error.contains(told), "{told}: {error}");
    }
    let data = json!({"z": {"value": "x", "label": "Z"}, "a": {"value": 1.5}});
    let sent = prepared_object(ID, json!({"id": 1, "signed": false, "data": data})).unwrap();
    let body = sent.request().body().as_bytes().unwrap();
    let body: Value = serde_json::from_slice(body).unwrap();
    assert_eq!(body, json!({"signed": false, "data": data}));
}
