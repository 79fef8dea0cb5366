//! Webhooks: who may call, how much, and what is answered.

#![allow(
    clippy::unwrap_used,
    reason = "a test proves things by panicking, its helpers included"
)]

use bytes::Bytes;
use ccaas_core::ErrorKind;
use ccaas_core::webhook::{Event, Receiver, Rejection, SharedSecret, Verify, same};
use http::Request;
use http::request::Parts;
use http_body_util::Full;
use proptest::prelude::*;

#[derive(Debug)]
struct Text(String);

impl Event for Text {
    fn read(_: &Parts, body: Bytes) -> Result<Self, Rejection> {
        String::from_utf8(body.into())
            .map(Text)
            .map_err(Rejection::unreadable)
    }
}

fn head(uri: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::post(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

fn status<T: std::fmt::Debug>(result: Result<T, Rejection>) -> u16 {
    result.unwrap_err().status().as_u16()
}

#[test]
fn a_secret_in_a_header_is_compared_whole() {
    let receiver = Receiver::<Text>::verified(SharedSecret::in_header("X-Hook", "s3cret").unwrap());
    let call = |headers: &[(&str, &str)]| receiver.receive(&head("/", headers), "hi");
    assert_eq!(call(&[("x-hook", "s3cret")]).unwrap().0, "hi");
    for wrong in ["", "s3cre", "s3cret ", "S3CRET"] {
        assert_eq!(status(call(&[("x-hook", wrong)])), 401);
    }
    assert_eq!(status(call(&[])), 401);
    assert_eq!(status(call(&[("x-other", "s3cret")])), 401);
}

#[test]
fn a_secret_in_the_query_is_decoded_first() {
    let secret = SharedSecret::in_query("token", "a b&c").unwrap();
    let call = |uri: &str| secret.verify(&head(uri, &[]), b"").is_ok();
    assert!(call("/hook?x=1&token=a%20b%26c"));
    assert!(call("/hook?token=a+b%26c"));
    assert!(!call("/hook?token=a%20b"));
    assert!(
        !call("/hook?token=wrong&token=a%20b%26c"),
        "only the first counts"
    );
    assert!(!call("/hook"));
}

#[test]
fn a_secret_that_keeps_nobody_out_is_refused() {
    for result in [
        SharedSecret::in_header("x-hook", ""),
        SharedSecret::in_header("no header", "s3cret"),
        SharedSecret::in_query("token", "  "),
        SharedSecret::in_query("", "s3cret"),
    ] {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Config);
    }
}

#[test]
fn the_secret_is_never_shown() {
    let secret = SharedSecret::in_query("token", "s3cret").unwrap();
    let rejection = secret.verify(&head("/?token=wr0ng", &[]), b"").unwrap_err();
    let receiver = Receiver::<Text>::verified(secret.clone());
    let shown = format!("{secret:?} {receiver:?} {rejection} {rejection:?}");
    assert!(
        !shown.contains("s3cret") && !shown.contains("wr0ng"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_body_is_read_up_to_the_limit_and_no_further() {
    let receiver = Receiver::<Text>::unverified().limit(4);
    let call = async |body: &'static str| {
        receiver
            .receive_request(
                Request::post("/")
                    .body(Full::new(Bytes::from(body)))
                    .unwrap(),
            )
            .await
    };
    assert_eq!(call("four").await.unwrap().0, "four");
    assert_eq!(status(call("fiver").await), 413);
    assert_eq!(status(receiver.receive(&head("/", &[]), "fiver")), 413);
}

#[test]
fn what_cannot_be_read_is_a_bad_request_that_keeps_its_reason() {
    let receiver = Receiver::<Text>::unverified();
    let rejection = receiver.receive(&head("/", &[]), vec![0xFF]).unwrap_err();
    assert_eq!(rejection.status(), 400);
    assert!(std::error::Error::source(&rejection).is_some());
}

proptest! {
    #[test]
    fn only_the_same_is_the_same(one in any::<Vec<u8>>(), other in any::<Vec<u8>>()) {
        prop_assert!(same(&one, &one));
        prop_assert_eq!(same(&one, &other), one == other);
    }
}

#[cfg(feature = "axum")]
mod extractor {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::post;
    use ccaas_core::webhook::Received;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn an_event_is_extracted_and_a_rejection_is_the_answer() {
        let secret = SharedSecret::in_query("token", "s3cret").unwrap();
        let router = Router::new()
            .route(
                "/hook",
                post(|Received(text): Received<Text>| async { text.0 }),
            )
            .with_state(Receiver::verified(secret).limit(10));
        let call = async |uri: &str, body: &'static [u8]| {
            let request = Request::post(uri).body(Body::from(body)).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let body = axum::body::to_bytes(response.into_body(), 100)
                .await
                .unwrap();
            (status, String::from_utf8(body.into()).unwrap())
        };
        assert_eq!(
            call("/hook?token=s3cret", b"hi").await,
            (200, "hi".to_owned())
        );
        assert_eq!(call("/hook?token=other", b"hi").await.0, 401);
        assert_eq!(call("/hook?token=s3cret", b"\xFF").await.0, 400);
        assert_eq!(call("/hook?token=s3cret", b"eleven bytes").await.0, 413);
    }
}
