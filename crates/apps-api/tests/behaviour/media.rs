//! Photos, videos and files.

use apps_api::chats::{
    ChatMedia, CreateChatPhotos, CreateChatVideo, GetChatMedia, ListChatPhotos, ListChatVideos,
    RequestChatPhotoUpload, send_photo, send_video,
};
use apps_api::{Error, ErrorKind};
use ccaas_core::types::Id;
use ccaas_core::{Operation, Reply, Upload};
use http::StatusCode;
use httpmock::prelude::*;
use httpmock::{Mock, When};
use serde_json::{Value, json};

use crate::{client, decoded, failed, server, unreachable};

const MEGABYTE: usize = 1024 * 1024;

/// A vendor that takes a photo or a video, and where it lets files be put, which is on the same server here.
struct Vendor {
    server: MockServer,
}

impl Vendor {
    /// What is asked for where is `photos` or `videos`.
    async fn new(media: &str, added: Value) -> Self {
        let server = server().await;
        let grant = json!({
            "url": server.url("/bucket?token=s3cret"),
            "fields": {"key": "uploads/114/1", "policy": "the policy"},
        });
        server
            .mock_async(|when, then| {
                when.method(POST)
                    .path(format!("/chats/114/{media}/upload"))
                    .header_exists("authorization");
                then.status(201).json_body(grant);
            })
            .await;
        server
            .mock_async(|when, then| {
                when.method(POST)
                    .path(format!("/chats/114/{media}"))
                    .header_exists("authorization");
                then.status(201).json_body(added);
            })
            .await;
        Vendor { server }
    }

    /// Files can be put there.
    async fn stores(&self, and: impl FnOnce(When) -> When) -> Mock<'_> {
        self.server
            .mock_async(|when, then| {
                and(when.method(POST).path("/bucket"));
                then.status(204);
            })
            .await
    }

    async fn takes_message(&self, message: Value) -> Mock<'_> {
        self.server
            .mock_async(|when, then| {
                when.method(POST)
                    .path("/chats/114/message")
                    .json_body(json!({"from_user_id": 87, "message": message}));
                then.status(200);
            })
            .await
    }
}

#[tokio::test]
async fn a_photo_takes_four_steps_and_no_credentials_to_the_store() {
    let vendor = Vendor::new(
        "photos",
        json!([{"media_id": 501, "url": "https://a.example"}]),
    )
    .await;
    let store = vendor
        .stores(|when| {
            when.query_param("token", "s3cret")
                .header_missing("authorization")
                .body_includes("name=\"key\"\r\n\r\nuploads/114/1\r\n")
                .body_includes("name=\"policy\"\r\n\r\nthe policy\r\n")
                .body_includes(
                    "name=\"file\"; filename=\"me.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nJPEG",
                )
        })
        .await;
    let message = vendor
        .takes_message(json!({"type": "photo", "content": {"media_id": 501}}))
        .await;

    let photo = Upload::bytes("JPEG").file_name("me.jpg");
    let sent = send_photo(&client(&vendor.server), 114, 87, photo)
        .await
        .unwrap();
    assert_eq!(sent.media_id, Some(Id::from(501)));
    assert_eq!((store.calls(), message.calls()), (1, 1));
}

#[tokio::test]
async fn a_video_takes_the_same_steps() {
    let vendor = Vendor::new("videos", json!({"media_id": 601})).await;
    let store = vendor
        .stores(|when| when.body_includes("Content-Type: video/mp4\r\n\r\nMP4"))
        .await;
    let message = vendor
        .takes_message(json!({"type": "video", "content": {"media_id": 601}}))
        .await;

    let video = Upload::bytes("MP4").content_type("Video/MP4");
    send_video(&client(&vendor.server), "114", 87, video)
        .await
        .unwrap();
    assert_eq!((store.calls(), message.calls()), (1, 1));
}

/// Nothing listens there: what gets past the check fails in another way.
async fn photo(upload: Upload) -> Error {
    send_photo(&unreachable(), 114, 87, upload)
        .await
        .unwrap_err()
}

async fn video(upload: Upload) -> Error {
    send_video(&unreachable(), 114, 87, upload)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn what_the_vendor_does_not_take_is_refused_before_anything_is_sent() {
    let bytes = |length: usize| Upload::bytes(vec![0; length]);
    let endless = Upload::open(|| panic!("nothing is read"));
    for (error, told) in [
        (
            photo(bytes(1).content_type("image/png")).await,
            "photo: must be image/jpeg",
        ),
        (
            photo(bytes(1).content_type("video/mp4")).await,
            "photo: must be image/jpeg",
        ),
        (
            photo(bytes(2 * MEGABYTE + 1)).await,
            "photo: is larger than 2 MB",
        ),
        (photo(endless.clone()).await, "photo: doesn't say"),
        (
            video(bytes(1).content_type("image/jpeg")).await,
            "video: must be video/mp4",
        ),
        (
            video(bytes(20 * MEGABYTE + 1)).await,
            "video: is larger than 20 MB",
        ),
        (video(endless.clone()).await, "video: doesn't say"),
        (
            video(endless.length(u64::MAX)).await,
            "video: is larger than 20 MB",
        ),
    ] {
        assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
        assert!(error.to_string().contains(told), "{told}: {error}");
    }
    for error in [
        photo(bytes(2 * MEGABYTE).content_type("image/jpeg; q=1")).await,
        video(bytes(20 * MEGABYTE)).await,
    ] {
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    }
}

#[tokio::test]
async fn a_step_that_fails_is_the_last_one_and_is_told() {
    let vendor = Vendor::new("photos", json!([])).await;
    let message = vendor.takes_message(json!({})).await;
    let client = client(&vendor.server);
    let send = || send_photo(&client, 114, 87, "JPEG");

    let error = send().await.unwrap_err();
    assert_eq!(error.operation(), "upload", "{error}");
    assert!(!error.to_string().contains("s3cret"), "{error}");

    vendor.stores(|when| when).await;
    let error = send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.to_string().contains("media_id"), "{error}");
    assert_eq!(message.calls(), 0);
}

#[tokio::test]
async fn the_message_is_what_fails_last() {
    let vendor = Vendor::new("photos", json!([{"media_id": 501}])).await;
    vendor.stores(|when| when).await;
    let error = send_photo(&client(&vendor.server), 114, 87, "JPEG").await;
    assert_eq!(error.unwrap_err().operation(), "chats.messages.send");
}

#[test]
fn a_grant_has_a_url_and_a_key() {
    let read =
        |body: &str| RequestChatPhotoUpload::decode(Reply::new(StatusCode::OK, body.to_owned()));
    let grant = read(r#"{"url": "https://a.example", "fields": {"key": "k", "p": 1}}"#).unwrap();
    assert_eq!((grant.key.as_str(), grant.fields.len()), ("k", 2));
    for (body, path) in [
        (r#"{"url": "", "fields": {"key": "k"}}"#, "url"),
        (r#"{"url": "https://a.example"}"#, "fields.key"),
        (
            r#"{"url": "https://a.example", "fields": {"key": ""}}"#,
            "fields.key",
        ),
    ] {
        assert_eq!(read(body).unwrap_err().path(), path, "{body}");
    }
    assert!(read("").is_err());
}

#[test]
fn a_grant_is_not_shown() {
    let grant = r#"{"url": "https://a.example/?s3cret", "fields": {"key": "k", "sign": "s3cret"}}"#;
    let grant = decoded::<RequestChatPhotoUpload>(StatusCode::OK, grant);
    assert!(!format!("{grant:?}").contains("s3cret"));
}

#[test]
fn media_come_as_a_list_or_alone() {
    let ok = StatusCode::OK;
    let one: ChatMedia = decoded::<CreateChatVideo>(ok, r#"{"media_id": 1, "url": "u"}"#);
    assert_eq!(
        decoded::<CreateChatVideo>(ok, r#"[{"media_id": 1, "url": "u"}]"#),
        one
    );
    assert_eq!(
        decoded::<CreateChatPhotos>(ok, r#" {"media_id": "1", "url": "u"}"#),
        [one]
    );
    assert_eq!(
        decoded::<CreateChatVideo>(StatusCode::NO_CONTENT, "").media_id,
        None
    );
    assert_eq!(decoded::<CreateChatVideo>(ok, "[]").media_id, None);
    assert!(decoded::<ListChatPhotos>(ok, "[]").is_empty());
    assert!(decoded::<ListChatVideos>(ok, "").is_empty());
    assert!(ListChatPhotos::decode(Reply::new(ok, "nothing")).is_err());
}

#[tokio::test]
async fn a_file_is_read_as_it_is() {
    let server = server().await;
    server
        .mock_async(|when, then| {
            when.method(GET)
                .path("/chats/114/media/501")
                .header("accept", "*/*");
            then.status(200)
                .header("content-type", "image/png")
                .body([0x89, b'P', b'N', b'G', 0, 255]);
        })
        .await;
    let file = client(&server)
        .send(GetChatMedia::new(114, 501))
        .await
        .unwrap();
    assert_eq!(file.content_type.as_deref(), Some("image/png"));
    assert_eq!(file.content[..], [0x89, b'P', b'N', b'G', 0, 255]);
    assert!(format!("{file:?}").contains("6 bytes"));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_found() {
    let (error, _) = failed(
        GetChatMedia::new(114, 501),
        "/chats/114/media/501",
        404,
        r#"{"message": "Not Found"}"#,
    )
    .await;
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
}
