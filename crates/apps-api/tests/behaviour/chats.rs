//! Chats.

use apps_api::chats::{
    Chat, CreateChat, CreateChatEscalation, CreateChatPhotos, CreateChatVideo, Escalation, Message,
    MessageType, NewChat, ResumeChat, SendChatMessage, UpdateChat, UpdateChatEndUser,
    UpdateChatEscalation, UploadedPhoto, UploadedVideo,
};
use apps_api::people::Linked;
use http::StatusCode;
use httpmock::prelude::*;

use crate::{client, decoded, failed, refused, server};

#[tokio::test]
async fn what_is_required_must_be_there() {
    refused(CreateChat::new(NewChat::new("", 87)), "chat.menu_id").await;
    refused(CreateChat::new(NewChat::new(9, " ")), "chat.end_user_id").await;
    refused(SendChatMessage::new(114, "", "hi"), "from_user_id").await;
    refused(SendChatMessage::new("", 87, "hi"), "id").await;
    refused(UpdateChatEndUser::new(114, ""), "identifier").await;
    refused(
        UpdateChatEscalation::new(114, 311, ""),
        "deflection_channel",
    )
    .await;
    let none: [UploadedPhoto; 0] = [];
    refused(CreateChatPhotos::new(114, none), "photo").await;
    let photo = UploadedPhoto::new("");
    refused(CreateChatPhotos::new(114, [photo]), "s3_path").await;
    let video = UploadedVideo::new(" ");
    refused(CreateChatVideo::new(114, video), "video.s3_path").await;
}

#[tokio::test]
async fn a_message_holds_something() {
    let message = |message| SendChatMessage::new(114, 87, message);
    refused(message(Message::new(MessageType::Text)), "message.content").await;
    refused(message(Message::new("").content("hi")), "message.type").await;
}

#[test]
fn only_media_can_stand_beside_the_content() {
    let text = Message::text("hi").flat();
    assert!(text.content.is_some() && text.media_id.is_none());
    let video = Message::video(601).flat().flat();
    assert!(video.content.is_none() && video.media_id.is_some());
}

#[test]
fn an_answer_that_nobody_documents_may_be_missing() {
    for body in ["", " \n", "{}"] {
        for status in [StatusCode::OK, StatusCode::ACCEPTED, StatusCode::NO_CONTENT] {
            let chats: [Chat; 3] = [
                decoded::<CreateChat>(status, body),
                decoded::<UpdateChat>(status, body),
                decoded::<ResumeChat>(status, body),
            ];
            assert!(chats.iter().all(|chat| chat.id.is_none()));
            let escalation: Escalation = decoded::<CreateChatEscalation>(status, body);
            assert_eq!(escalation.id, None);
            let linked: Linked = decoded::<UpdateChatEndUser>(status, body);
            assert_eq!(linked.message, None);
        }
    }
}

/// The message is there: what the answer looks like must not make an error of it.
#[test]
fn the_answer_to_a_message_is_not_looked_at() {
    for body in ["", "ok", "[", r#"{"id": 1}"#] {
        decoded::<SendChatMessage>(StatusCode::OK, body);
    }
}

#[tokio::test]
async fn the_answer_to_a_message_can_be_had() {
    let server = server().await;
    server
        .mock_async(|when, then| {
            when.method(POST).path("/chats/114/message");
            then.status(201).body("taken");
        })
        .await;
    let call = client(&server).send(SendChatMessage::new(114, 87, "hi"));
    let ((), reply) = call.with_reply().await.unwrap();
    assert_eq!(reply.body, "taken");
}

#[tokio::test]
async fn what_may_have_been_said_is_not_said_again() {
    let message = SendChatMessage::new(114, 87, "hi");
    let (_, calls) = failed(message, "/chats/114/message", 503, "").await;
    assert_eq!(calls, 1);
    let chat = CreateChat::new(NewChat::new(9, 87));
    let (_, calls) = failed(chat, "/chats", 503, "").await;
    assert_eq!(calls, 1);
}

#[tokio::test]
async fn a_refusal_says_why() {
    let (error, _) = failed(
        ResumeChat::new(114),
        "/chats/114/resume",
        400,
        r#"{"message": "This chat is not in dismissed state"}"#,
    )
    .await;
    let said = error.api().unwrap().message.as_deref();
    assert_eq!(said, Some("This chat is not in dismissed state"));
}
