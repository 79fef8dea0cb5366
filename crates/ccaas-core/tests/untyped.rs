//! Calls without a type: by method, path and JSON parameters.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use ccaas_core::quota::Quota;
use ccaas_core::{AuthClass, Effect, ErrorKind, Method, Untyped};
use serde_json::{Value, json};
use support::{Depot, Flow, KEY, Server, Step, secs, timed};

type Any = Untyped<Depot>;

/// Sends it, and tells what arrived: method, target, body.
async fn wire(call: Any) -> (String, String, String) {
    let server = Server::always(Step::ok());
    Depot::new().client(&server).send(call).await.unwrap();
    let seen = &server.seen()[0];
    (
        seen.method.to_string(),
        seen.uri.path_and_query().unwrap().to_string(),
        seen.text().to_owned(),
    )
}

#[tokio::test(start_paused = true)]
async fn a_parameter_fills_the_path_then_the_query_and_else_the_body() {
    let get = Any::new("x", Method::GET, "/boxes/{id}")
        .param("id", "a/b")
        .param("deep", true)
        .param("limit", 5)
        .param("nothing", Value::Null)
        .param("tag", json!(["x", "y"]));
    let (method, target, body) = wire(get).await;
    assert_eq!(method, "GET");
    assert_eq!(target, "/api/boxes/a%2Fb?deep=true&limit=5&tag=x&tag=y");
    assert_eq!(body, "");

    let delete = Any::new("x", Method::DELETE, "/boxes").param("id", 1);
    let (method, target, body) = wire(delete).await;
    assert_eq!(
        (&*method, &*target, &*body),
        ("DELETE", "/api/boxes?id=1", "")
    );

    let put = Any::new("x", Method::PUT, "/boxes/{id}")
        .params(
            json!({"id": 7, "size": {"w": 1}})
                .as_object()
                .unwrap()
                .clone(),
        )
        .query("dry", "yes&no");
    let (method, target, body) = wire(put).await;
    assert_eq!(method, "PUT");
    assert_eq!(target, "/api/boxes/7?dry=yes%26no");
    assert_eq!(body, r#"{"size":{"w":1}}"#);
}

#[tokio::test(start_paused = true)]
async fn what_a_path_or_a_query_cannot_hold_is_refused_before_anything_is_sent() {
    let calls = [
        Any::new("x", Method::GET, "/boxes/{id}"),
        Any::new("x", Method::GET, "/boxes/{id}").param("id", ".."),
        Any::new("x", Method::GET, "/boxes/{id}").param("id", ""),
        Any::new("x", Method::GET, "/boxes/{id}").param("id", json!({"a": 1})),
        Any::new("x", Method::GET, "/boxes/{id}").param("id", Value::Null),
        Any::new("x", Method::GET, "/boxes").param("filter", json!({"a": 1})),
        Any::new("x", Method::GET, "/boxes").query("filter", json!([[1]])),
        Any::new("x", Method::GET, "boxes"),
        Any::new("x", Method::GET, "https://evil.example/boxes"),
        Any::new("x", Method::GET, "@evil.example/boxes"),
        Any::new("x", Method::GET, "/boxes/{id").param("id", 1),
        Any::new("x", Method::GET, "/boxes with blanks"),
    ];
    for call in calls {
        let shown = format!("{call:?}");
        let server = Server::always(Step::ok());
        let error = Depot::new().client(&server).send(call).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode, "{shown}");
        assert_eq!(server.count(), 0, "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_output_is_the_reply_whatever_it_is() {
    let replies = [
        ("{\"a\":1}", json!({"a": 1})),
        ("", Value::Null),
        (" \n", Value::Null),
        ("plain", json!("plain")),
        ("[1,2", json!("[1,2")),
    ];
    for (body, expected) in replies {
        let server = Server::always(Step::answer(200, Flow::whole(body)));
        let client = Depot::new().client(&server);
        let output = client.send(Any::new("x", Method::GET, "/x")).await.unwrap();
        assert_eq!(output, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn it_has_credentials_checks_and_an_id_like_any_other() {
    let server = Server::always(Step::status(403));
    let client = Depot::new().client(&server);
    let call = client.send(Any::new("boxes.transfer", Method::PUT, "/x"));
    let error = call.await.unwrap_err();
    assert_eq!(error.operation(), "boxes.transfer");
    assert_eq!(error.api().unwrap().code.as_deref(), Some("E1"));
    assert_eq!(server.seen()[0].header("x-key"), Some(KEY));
}

#[tokio::test(start_paused = true)]
async fn an_id_of_a_typed_operation_brings_that_ones_facts() {
    // `boxes.add` counts each time, `boxes.get` changes nothing.
    let server = Server::steps([Step::status(503), Step::ok()]);
    let client = Depot::new().client(&server);
    let add = Any::new("boxes.add", Method::PUT, "/boxes");
    client.send(add.clone()).await.unwrap_err();
    assert_eq!(server.count(), 1);

    let server = Server::steps([Step::status(503), Step::ok()]);
    let client = Depot::new().client(&server);
    client.send(add.effect(Effect::Idempotent)).await.unwrap();
    assert_eq!(server.count(), 2);

    // `health` wants no credentials.
    let server = Server::always(Step::ok());
    let client = Depot::new().client(&server);
    let health = Any::of("health").unwrap();
    client.send(health.clone()).await.unwrap();
    client.send(health.auth(AuthClass::Key)).await.unwrap();
    assert_eq!(server.seen()[0].header("x-key"), None);
    assert_eq!(server.seen()[1].header("x-key"), Some(KEY));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_id_has_the_effect_that_its_method_suggests() {
    for (method, sent) in [
        (Method::GET, 2),
        (Method::PUT, 2),
        (Method::DELETE, 2),
        (Method::POST, 1),
        (Method::PATCH, 1),
    ] {
        let server = Server::steps([Step::status(503), Step::ok()]);
        let client = Depot::new().client(&server);
        let _ = client.send(Any::new("x", method, "/x")).await;
        assert_eq!(server.count(), sent, "{method}");
    }
}

#[tokio::test(start_paused = true)]
async fn it_counts_against_the_quotas_of_its_id() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .quota(Quota::window("w", 1, secs(10)).for_operations(&["boxes.list"]))
        .client(&server);
    let list = Any::of("boxes.list").unwrap();
    client.send(list.clone()).await.unwrap();
    let (result, took) = timed(client.send(list)).await;
    result.unwrap();
    assert_eq!(took, secs(10));
}

#[test]
fn an_operation_by_a_wrong_id_is_refused_with_the_likely_one() {
    let error = Any::of("boxs.get").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(
        error.to_string().contains("did you mean \"boxes.get\"?"),
        "{error}"
    );
    let error = Any::of("zzzzz").unwrap_err();
    assert!(!error.to_string().contains("did you mean"), "{error}");
}

#[tokio::test]
async fn a_path_with_a_query_in_it_is_refused() {
    let server = Server::always(Step::ok());
    let client = Depot::new().client(&server);
    for path in ["boxes", "/boxes?a=1", "/boxes#a"] {
        let error = client
            .send(Any::new("x", Method::GET, path))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode, "{path}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_route_is_for_the_documented_path_and_not_for_one_of_ones_own() {
    let server = Server::always(Step::ok());
    let client = Depot::new()
        .on(&server)
        .route("boxes.list", Method::GET, "/v2/boxes")
        .build()
        .unwrap();
    client.send(Any::of("boxes.list").unwrap()).await.unwrap();
    let own = Any::new("boxes.list", Method::GET, "/v3/boxes");
    client.send(own).await.unwrap();
    let paths: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| seen.path().to_owned())
        .collect();
    assert_eq!(paths, ["/api/v2/boxes", "/api/v3/boxes"]);
}

#[test]
fn its_parameters_are_not_shown() {
    let secret = Any::new("x", Method::POST, "/x").param("pin", "1234");
    assert!(!format!("{secret:?}").contains("1234"));
}
