//! Uploads: forms with files, streams that are opened again, and URLs that a vendor gave out.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use bytes::Bytes;
use ccaas_core::{
    Client, DecodeError, Delivery, EncodeError, Encoder, ErrorKind, Method, Multipart, Operation,
    Reply, Spec, Upload,
};
use futures_util::stream;
use proptest::prelude::*;
use support::{Depot, KEY, Seen, Server, Step, secs, timed};

/// Imports a table. It may be sent twice.
struct Import(Multipart);

impl Operation for Import {
    type Vendor = Depot;
    type Output = serde_json::Value;
    const SPEC: Spec = Spec::new("imports.put", Method::PUT, "/imports");

    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.multipart(&self.0)
    }

    fn decode(reply: Reply) -> Result<Self::Output, DecodeError> {
        Self::payload(&reply)
    }
}

/// Imports a table that is the whole body.
struct Raw(Upload);

impl Operation for Raw {
    type Vendor = Depot;
    type Output = serde_json::Value;
    const SPEC: Spec = Spec::new("imports.raw", Method::PUT, "/imports");

    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.upload(&self.0)
    }

    fn decode(reply: Reply) -> Result<Self::Output, DecodeError> {
        Self::payload(&reply)
    }
}

fn client(server: &Server) -> Client<Depot> {
    Depot::new().client(server)
}

/// The boundary of a form that arrived.
fn boundary(seen: &Seen) -> &str {
    let kind = seen.header("content-type").unwrap();
    kind.strip_prefix("multipart/form-data; boundary=").unwrap()
}

/// The parts of a form that arrived: head and content of each.
fn parts(seen: &Seen) -> Vec<(String, Vec<u8>)> {
    let mark = format!("--{}", boundary(seen)).into_bytes();
    let body = &seen.body;
    let mut starts: Vec<usize> = body
        .windows(mark.len())
        .enumerate()
        .filter(|(_, window)| *window == mark)
        .map(|(at, _)| at)
        .collect();
    let end = starts.pop().unwrap();
    assert_eq!(&body[end + mark.len()..], b"--\r\n");
    starts.push(end);
    starts
        .windows(2)
        .map(|pair| {
            let part = &body[pair[0] + mark.len() + 2..pair[1] - 2];
            let at = part
                .windows(4)
                .position(|window| window == b"\r\n\r\n")
                .unwrap();
            let head = String::from_utf8(part[..at].to_vec()).unwrap();
            (head, part[at + 4..].to_vec())
        })
        .collect()
}

/// A source that counts how often it is opened.
fn counted(opened: &Arc<AtomicUsize>) -> Upload {
    let opened = opened.clone();
    Upload::open(move || {
        opened.fetch_add(1, SeqCst);
        Box::pin(stream::iter([
            Ok(Bytes::from("email\n")),
            Ok(Bytes::from("me@example.com\n")),
        ]))
    })
}

const TABLE: &[u8] = b"email\nme@example.com\n";

#[tokio::test(start_paused = true)]
async fn a_form_has_its_parts_in_order() {
    let server = Server::always(Step::ok());
    let form = Multipart::new()
        .text("id", "7")
        .file(
            "file",
            Upload::bytes(TABLE)
                .file_name("users.csv")
                .content_type("text/csv"),
        )
        .file("raw", vec![0, 255, 13, 10]);
    client(&server).send(Import(form)).await.unwrap();
    let seen = &server.seen()[0];
    let part = |head: &str, content: &[u8]| (head.to_owned(), content.to_vec());
    assert_eq!(
        parts(seen),
        [
            part("Content-Disposition: form-data; name=\"id\"", b"7"),
            part(
                "Content-Disposition: form-data; name=\"file\"; filename=\"users.csv\"\r\n\
                 Content-Type: text/csv",
                TABLE
            ),
            part(
                "Content-Disposition: form-data; name=\"raw\"; filename=\"raw\"\r\n\
                 Content-Type: application/octet-stream",
                &[0, 255, 13, 10]
            ),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn each_form_has_a_boundary_of_its_own() {
    let server = Server::always(Step::ok());
    let client = client(&server);
    let form = Multipart::new().text("a", "b");
    client.send(Import(form.clone())).await.unwrap();
    client.send(Import(form.clone())).await.unwrap();
    let seen = server.seen();
    assert_ne!(boundary(&seen[0]), boundary(&seen[1]));
    // What is only looked at is the same each time.
    let shown = || {
        client
            .send(Import(form.clone()))
            .prepare()
            .unwrap()
            .to_http()
    };
    assert_eq!(shown(), shown());
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_opened_again_for_each_attempt() {
    let server = Server::steps([Step::status(503), Step::broken(), Step::ok()]);
    let opened = Arc::default();
    let form = Multipart::new().file("file", counted(&opened));
    client(&server).send(Import(form)).await.unwrap();
    assert_eq!(opened.load(SeqCst), 3);
    for seen in server.seen() {
        assert_eq!(parts(&seen)[0].1, TABLE);
    }
}

#[tokio::test(start_paused = true)]
async fn what_can_be_read_once_is_sent_once() {
    for whole in [false, true] {
        let server = Server::always(Step::status(503));
        let upload = Upload::once(Box::pin(stream::iter([Ok(Bytes::from(TABLE))])));
        let client = client(&server);
        let error = if whole {
            client.send(Raw(upload)).await.unwrap_err()
        } else {
            let form = Multipart::new().text("id", "7").file("file", upload);
            client.send(Import(form)).await.unwrap_err()
        };
        assert_eq!(error.status().unwrap(), 503);
        assert_eq!(server.count(), 1);
        assert!(
            server.seen()[0]
                .body
                .windows(5)
                .any(|window| window == b"email")
        );
    }
}

#[tokio::test(start_paused = true)]
async fn looking_at_a_request_reads_nothing() {
    let server = Server::always(Step::ok());
    let client = client(&server);
    let opened = Arc::default();
    let call = client.send(Raw(counted(&opened)));
    let shown = call.prepare().unwrap();
    assert!(shown.to_http().contains("<stream>"));
    assert_eq!(opened.load(SeqCst), 0);
    call.await.unwrap();
    assert_eq!(server.seen()[0].body, TABLE);
}

#[tokio::test(start_paused = true)]
async fn a_file_is_streamed_under_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users \"1\".csv");
    let content: Vec<u8> = (0..200_000_u32).map(|at| (at % 251) as u8).collect();
    std::fs::write(&path, &content).unwrap();
    let server = Server::always(Step::ok());
    let upload = Upload::file(&path).unwrap();
    assert_eq!(upload.len(), Some(200_000));
    let form = Multipart::new().file("file", upload);
    client(&server).send(Import(form)).await.unwrap();
    let (head, received) = parts(&server.seen()[0]).remove(0);
    assert_eq!(received, content);
    assert!(head.contains("filename=\"users %221%22.csv\""), "{head}");

    for missing in [folder.path().join("none"), folder.path().to_owned()] {
        assert!(Upload::file(missing).is_err());
    }
}

#[test]
fn a_known_length_is_told_in_advance() {
    use http_body::Body as _;
    let opened = Arc::default();
    let unknown = counted(&opened);
    assert_eq!(unknown.body().size_hint().exact(), None);
    assert_eq!(unknown.length(21).body().size_hint().exact(), Some(21));
    assert_eq!(Upload::bytes(TABLE).body().size_hint().exact(), Some(21));
}

#[tokio::test(start_paused = true)]
async fn a_type_that_breaks_the_line_is_refused() {
    let server = Server::always(Step::ok());
    let file = Upload::bytes(TABLE).content_type("text/csv\r\nX-Evil: 1");
    for error in [
        client(&server).send(Raw(file.clone())).await.unwrap_err(),
        client(&server)
            .send(Import(Multipart::new().file("f", file)))
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Encode);
    }
    assert_eq!(server.count(), 0);
}

const URL: &str = "https://storage.example/photos?signature=s3cret";

#[tokio::test(start_paused = true)]
async fn a_form_to_another_host_carries_nothing_of_the_vendor() {
    let server = Server::always(Step::json(204, ""));
    let done = client(&server)
        .upload(URL)
        .field("key", "photos/1")
        .file(
            "file",
            Upload::bytes("JPEG")
                .file_name("photo.jpg")
                .content_type("image/jpeg"),
        )
        .await
        .unwrap();
    assert_eq!((done.status.as_u16(), done.attempts), (204, 1));
    let seen = &server.seen()[0];
    assert_eq!(
        (seen.method.as_str(), seen.uri.to_string().as_str()),
        ("POST", URL)
    );
    assert_eq!(seen.headers.len(), 3, "{:?}", seen.headers);
    assert!(!format!("{:?}", seen.headers).contains(KEY));
    let names: Vec<_> = parts(seen).into_iter().map(|(head, _)| head).collect();
    assert!(
        names[0].contains("\"key\"") && names[1].contains("\"file\""),
        "{names:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn it_can_also_be_put_there_as_it_is() {
    let server = Server::always(Step::json(200, ""));
    client(&server).upload(URL).put("content").await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!((seen.method.as_str(), seen.text()), ("PUT", "content"));
}

#[tokio::test(start_paused = true)]
async fn an_upload_is_tried_again_where_its_source_can_be_opened_again() {
    let server = Server::steps([Step::status(503), Step::broken(), Step::json(201, "")]);
    let opened = Arc::default();
    let done = client(&server)
        .upload(URL)
        .put(counted(&opened))
        .await
        .unwrap();
    assert_eq!((done.attempts, opened.load(SeqCst)), (3, 3));

    let down = Server::always(Step::status(503));
    let once = Upload::once(Box::pin(stream::iter([Ok(Bytes::from(TABLE))])));
    client(&down).upload(URL).put(once).await.unwrap_err();
    assert_eq!(down.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_keeps_what_the_host_said_and_no_query() {
    let server = Server::always(Step::answer(
        403,
        support::Flow::whole("<Error>expired</Error>"),
    ));
    let error = client(&server).upload(URL).put("x").await.unwrap_err();
    assert_eq!((error.kind(), server.count()), (ErrorKind::Api, 1));
    assert_eq!(error.delivery(), Delivery::Answered);
    assert_eq!(error.body(), b"<Error>expired</Error>");
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}

#[tokio::test(start_paused = true)]
async fn no_answer_is_a_timeout() {
    let server = Server::always(Step::silent());
    let upload = client(&server).upload(URL).put("x").timeout(secs(5));
    let (result, took) = timed(upload.retry(ccaas_core::Retry::never())).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(took, secs(5));
}

proptest! {
    #[test]
    fn no_name_breaks_out_of_its_part(name in "\\PC*|.*", file in ".*", text in ".*") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let server = Server::always(Step::ok());
        let form = Multipart::new()
            .text(name.clone(), text.clone())
            .file(name, Upload::bytes(text.clone()).file_name(file));
        runtime.block_on(async { client(&server).send(Import(form)).await.unwrap() });
        let parts = parts(&server.seen()[0]);
        prop_assert_eq!(parts.len(), 2);
        prop_assert_eq!(parts[0].0.lines().count(), 1, "{}", parts[0].0);
        prop_assert_eq!(parts[1].0.lines().count(), 2, "{}", parts[1].0);
        prop_assert_eq!(&parts[0].1, text.as_bytes());
        prop_assert_eq!(&parts[1].1, text.as_bytes());
    }
}
