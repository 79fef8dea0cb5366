//! What comes back, in every shape that a network and a vendor can give it.

#![allow(
    clippy::unwrap_used,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use ccaas_core::{Delivery, ErrorKind, Retry};
use serde::Deserialize;
use support::{
    AddBox, Depot, FindBox, Flow, Guess, Health, ListBoxes, ReadBox, Server, Step, secs,
};

/// The error that a read ends with when this is the answer, without any retry.
async fn error_of(step: Step) -> ccaas_core::Error {
    let server = Server::always(step);
    let client = Depot::new().client(&server);
    let call = client.send(ReadBox::new(1)).retry(Retry::never());
    call.await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn a_proxys_page_is_no_answer_of_the_vendors() {
    let page = "<html><body>It's not us, it's the proxy</body></html>";
    let pages = [
        Step::answer(200, Flow::whole(page)),
        Step::answer(502, Flow::whole(page)).header("content-type", "text/html; charset=utf-8"),
        Step::answer(200, Flow::whole("\n  <!DOCTYPE HTML>…")),
        Step::answer(200, Flow::whole("anything")).header("content-type", "TEXT/HTML"),
    ];
    for step in pages {
        let error = error_of(step.clone()).await;
        assert_eq!(error.kind(), ErrorKind::Gateway, "{step:?}");
        assert_eq!(error.delivery(), Delivery::Answered);
        assert!(!error.to_string().contains("not us"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_gateways_error_is_repeated_where_that_does_no_harm() {
    let page = || Step::answer(502, Flow::whole("<html>"));
    let server = Server::steps([page(), Step::ok()]);
    let client = Depot::new().client(&server);
    client.send(ReadBox::new(1)).await.unwrap();
    assert_eq!(server.count(), 2);

    let server = Server::steps([page(), Step::ok()]);
    let client = Depot::new().client(&server);
    client.send(AddBox::new()).await.unwrap_err();
    assert_eq!(server.count(), 1);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Row {
    rows: Vec<Inner>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Inner {
    total: u64,
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_not_what_it_should_be_is_an_error_that_names_the_place() {
    let deep = format!("{{\"rows\":{}", "[".repeat(100_000));
    let bodies: [(&[u8], &str); 8] = [
        (b"", "the body is empty"),
        (b" \n ", "the body is empty"),
        (br#"{"rows":[{"total":1},{"tot"#, "EOF"),
        (
            br#"{"rows":[{"total":1},{"total":"0500"}]}"#,
            "rows[1].total: invalid type",
        ),
        (br#"{"rows":[{}]}"#, "rows[0]: missing field `total`"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[]", "invalid"),
        (deep.as_bytes(), "rows"),
    ];
    for (body, says) in bodies {
        let server = Server::always(Step::json(200, body.to_vec()));
        let call = Depot::new().client(&server).send(ReadBox::new(1));
        let error = call.decode_as::<Row>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(says), "{error}");
        assert!(!error.to_string().contains("0500"), "{error}");
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.delivery(), Delivery::Answered);
        assert_eq!(error.attempts(), 1, "another try would read the same");
        assert_eq!(server.count(), 1);
        assert_eq!(error.operation(), "boxes.get");
        assert!(body.starts_with(error.body()), "an excerpt is kept");
        assert!(error.body().len() <= 4_096);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_nested_without_end_is_an_error_and_no_overflow() {
    for (open, filler) in [("[", ""), ("{\"a\":", "")] {
        let deep = format!("{}{filler}", open.repeat(300_000));
        let error = error_of(Step::json(200, deep)).await;
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("recursion"), "{error}");
    }
    // In an error's body as well, which the vendor's check reads.
    let error = error_of(Step::json(400, "[".repeat(300_000))).await;
    assert_eq!(error.kind(), ErrorKind::Api);
}

#[tokio::test(start_paused = true)]
async fn a_body_over_the_limit_is_refused_whether_it_tells_its_length_or_not() {
    let limit = 1_000;
    let bodies = [
        Flow::whole("x".repeat(limit + 1)),
        Flow::pieces([vec![b'x'; 600], vec![b'x'; 401]]),
        Flow::endless("x".repeat(100)),
        Flow::endless("x".repeat(100)).paced(secs(1)),
    ];
    for flow in bodies {
        for status in [200, 500] {
            let server = Server::always(Step::answer(status, flow.clone()));
            let client = Depot::new()
                .on(&server)
                .max_reply(limit)
                .timeout(secs(1_000))
                .deadline(secs(10_000))
                .build()
                .unwrap();
            let error = client.send(ReadBox::new(1)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TooLarge, "{flow:?}");
            assert_eq!(error.status().unwrap(), status);
            assert_eq!(error.attempts(), 1, "it would be as large again");
            assert!(error.to_string().contains("1000 bytes"), "{error}");
        }
    }
    for flow in [
        Flow::whole(format!("\"{}\"", "x".repeat(limit - 2))),
        Flow::pieces([
            format!("\"{}", "x".repeat(599)),
            format!("{}\"", "x".repeat(399)),
        ]),
    ] {
        let server = Server::always(Step::answer(200, flow));
        let client = Depot::new().on(&server).max_reply(limit).build().unwrap();
        client.send(ReadBox::new(1)).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_in_many_pieces_is_read_whole() {
    let pieces = ["{\"id", "\":", "", "12", "3}"];
    let server = Server::always(Step::answer(200, Flow::pieces(pieces)));
    let output = Depot::new().client(&server).send(ReadBox::new(1)).await;
    assert_eq!(output.unwrap()["id"], 123);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed_and_the_error_names_the_host_alone() {
    for status in [301, 302, 303, 307, 308] {
        let step = Step::status(status).header(
            "location",
            "https://elsewhere.example:8443/signed?token=hunter2",
        );
        let error = error_of(step).await;
        let text = format!("{error} {error:?}");
        assert_eq!(error.status().unwrap(), status);
        assert!(text.contains("elsewhere.example"), "{text}");
        assert!(
            !text.contains("hunter2") && !text.contains("signed"),
            "{text}"
        );
        assert!(!error.is_retryable());
    }
    let error = error_of(Step::status(302).header("location", "/login?token=hunter2")).await;
    assert!(!error.to_string().contains("hunter2"), "{error}");
    assert!(
        error_of(Step::status(302))
            .await
            .to_string()
            .contains("redirected")
    );
}

#[tokio::test(start_paused = true)]
async fn a_missing_page_on_a_guessed_path_hints_at_the_route() {
    let hint = "ClientBuilder::route";
    for step in [
        Step::json(404, "{}"),
        Step::answer(404, Flow::whole("<html>not found</html>")),
    ] {
        let server = Server::always(step);
        let client = Depot::new().client(&server);
        let error = client.send(Guess).await.unwrap_err();
        assert!(error.to_string().contains(hint), "{error}");
        let error = client.send(ReadBox::new(1)).await.unwrap_err();
        assert!(
            !error.to_string().contains(hint),
            "its path is documented: {error}"
        );
    }
    let server = Server::always(Step::json(400, "{}"));
    let error = Depot::new().client(&server).send(Guess).await.unwrap_err();
    assert!(!error.to_string().contains(hint), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_operations_own_word_comes_before_the_vendors() {
    let server = Server::always(Step::status(404));
    let found = Depot::new().client(&server).send(FindBox).await.unwrap();
    assert_eq!(found, None, "a failure is a success");

    let later = Step::answer(200, Flow::whole("later"));
    let server = Server::steps([later.clone(), Step::ok()]);
    let found = Depot::new().client(&server).send(FindBox).await.unwrap();
    assert_eq!(
        found.unwrap()["id"],
        1,
        "a success is a failure, and is repeated"
    );
    assert_eq!(server.count(), 2);

    let server = Server::always(later);
    let call = Depot::new()
        .client(&server)
        .send(FindBox)
        .retry(Retry::never());
    let error = call.await.unwrap_err();
    assert_eq!(
        error.api().unwrap().message.as_deref(),
        Some("look again later")
    );

    let server = Server::always(Step::status(403));
    let error = Depot::new()
        .client(&server)
        .send(FindBox)
        .await
        .unwrap_err();
    assert_eq!(
        error.api().unwrap().code.as_deref(),
        Some("E1"),
        "else the vendor's"
    );
}

#[tokio::test(start_paused = true)]
async fn the_vendors_own_message_and_code_are_in_the_error() {
    let error = error_of(Step::status(409).header("x-request-id", "r-7")).await;
    assert_eq!(
        error.to_string(),
        "depot boxes.get: the call failed: 409 Conflict: said the depot (E1) [request r-7]"
    );
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.vendor(), "depot");
    let api = error.api().unwrap();
    assert_eq!(api.details.as_ref().unwrap()["code"], "E1");
}

#[tokio::test(start_paused = true)]
async fn a_type_of_the_callers_stands_in_the_place_of_the_payload() {
    #[derive(Deserialize)]
    struct Mine {
        boxes: Vec<String>,
    }
    let body = r#"{"data":{"boxes":["a"],"more":false}}"#;
    let server = Server::always(Step::json(200, body));
    let client = Depot::new().client(&server);
    client.send(ListBoxes::new()).await.unwrap_err();
    let mine: Mine = client.send(ListBoxes::new()).decode_as().await.unwrap();
    assert_eq!(mine.boxes, ["a"]);
    let error = client
        .send(ListBoxes::new())
        .decode_as::<Vec<u8>>()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("data"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_raw_reply_is_the_reply_that_was_judged_a_success() {
    let step = Step::answer(201, Flow::whole("no json")).header("x-request-id", "r-1");
    let server = Server::always(step);
    let client = Depot::new().client(&server);
    let reply = client.send(ReadBox::new(1)).raw().await.unwrap();
    assert_eq!(reply.status, 201);
    assert_eq!(reply.header("x-request-id"), Some("r-1"));
    assert_eq!(&reply.body[..], b"no json");

    let server = Server::always(Step::status(404));
    let client = Depot::new().client(&server);
    let error = client.send(ReadBox::new(1)).raw().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
}

#[tokio::test(start_paused = true)]
async fn the_output_and_its_reply_come_together() {
    let server = Server::always(Step::ok().header("x-page", "1"));
    let client = Depot::new().client(&server);
    let (output, reply) = client.send(Health).with_reply().await.unwrap();
    assert_eq!(output["id"], 1);
    assert_eq!(reply.header("x-page"), Some("1"));
    assert_eq!(&reply.body[..], br#"{"id":1}"#);
}

#[tokio::test(start_paused = true)]
async fn a_long_error_body_is_kept_only_at_its_beginning() {
    let error = error_of(Step::json(400, "y".repeat(1_000_000))).await;
    assert_eq!(error.body(), "y".repeat(4_096).as_bytes());
}
