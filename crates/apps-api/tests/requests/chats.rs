//! Chats.

use apps_api::chats::{
    CreateChat, CreateChatEscalation, CreateChatPhotos, CreateChatVideo, DeflectionChannel,
    GetChat, GetChatFlags, GetChatMedia, ListChatPhotos, ListChatVideos, Message, NewChat,
    ReplaceChatFlags, RequestChatPhotoUpload, RequestChatVideoUpload, ResumeChat, SendChatMessage,
    UpdateChat, UpdateChatEndUser, UpdateChatEscalation, UpdateChatFlags, UploadedPhoto,
    UploadedVideo,
};
use serde_json::json;

use crate::{same_body, snapshots};

fn chat() -> NewChat {
    NewChat::new(9, 87)
        .lang("en")
        .email("joe@mydomain.com")
        .context([("foo", "bar")])
}

#[test]
fn create_chat() {
    snapshots(
        CreateChat::new(NewChat::new("9", "87")),
        CreateChat::new(chat().transcript(json!([{"sender": "end_user"}]))),
    );
}

#[test]
fn get_chat() {
    snapshots(GetChat::new(114), GetChat::new("114"));
}

#[test]
fn update_chat() {
    snapshots(
        UpdateChat::new(114),
        UpdateChat::deflect("114", 87, 311, DeflectionChannel::ExternalLink),
    );
}

#[test]
fn resume_chat() {
    snapshots(ResumeChat::new(114), ResumeChat::new("114"));
}

#[test]
fn send_chat_message() {
    snapshots(
        SendChatMessage::new(114, 87, "Hello"),
        SendChatMessage::new(114, "87", Message::video(501).media_id(501)),
    );
}

#[test]
fn create_chat_escalation() {
    snapshots(
        CreateChatEscalation::new(114),
        CreateChatEscalation::new(114)
            .reason("talk_to_human")
            .force_escalate(false),
    );
}

#[test]
fn update_chat_escalation() {
    snapshots(
        UpdateChatEscalation::keep_waiting(114, 311),
        UpdateChatEscalation::new("114", "311", "sms"),
    );
}

#[test]
fn create_chat_photos() {
    let photo = |path: &str| UploadedPhoto::new(path);
    snapshots(
        CreateChatPhotos::new(114, [photo("uploads/114/photo-1.jpg")]),
        CreateChatPhotos::new(
            114,
            [photo("one.jpg").photo_type("screenshot"), photo("two.jpg")],
        ),
    );
}

#[test]
fn list_chat_photos() {
    snapshots(ListChatPhotos::new(114), ListChatPhotos::new("114"));
}

#[test]
fn request_chat_photo_upload() {
    snapshots(
        RequestChatPhotoUpload::new(114),
        RequestChatPhotoUpload::new("114"),
    );
}

#[test]
fn create_chat_video() {
    let video = || UploadedVideo::new("uploads/114/video-1.mp4");
    snapshots(
        CreateChatVideo::new(114, video()),
        CreateChatVideo::new("114", video()),
    );
}

#[test]
fn list_chat_videos() {
    snapshots(ListChatVideos::new(114), ListChatVideos::new("114"));
}

#[test]
fn request_chat_video_upload() {
    snapshots(
        RequestChatVideoUpload::new(114),
        RequestChatVideoUpload::new("114"),
    );
}

#[test]
fn get_chat_flags() {
    snapshots(GetChatFlags::new(114), GetChatFlags::new("114"));
}

#[test]
fn update_chat_flags() {
    snapshots(
        UpdateChatFlags::new(114),
        UpdateChatFlags::new(114)
            .verified_customer(true)
            .bad_actor(false)
            .repeat_customer(true),
    );
}

#[test]
fn replace_chat_flags() {
    snapshots(
        ReplaceChatFlags::new(114),
        ReplaceChatFlags::new(114)
            .verified_customer(true)
            .bad_actor(false)
            .repeat_customer(true),
    );
}

#[test]
fn update_chat_end_user() {
    let identity = || UpdateChatEndUser::new(114, "customer-7");
    snapshots(
        identity(),
        identity()
            .name("Nour")
            .email("nour@example.com")
            .phone("+15550100"),
    );
}

#[test]
fn get_chat_media() {
    snapshots(GetChatMedia::new(114, 501), GetChatMedia::new("114", "501"));
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    same_body(CreateChat::new(chat()), "chats.create.request.json");
    same_body(UpdateChat::finish(114, 87), "chats.update.request.end.json");
    same_body(
        UpdateChat::deflect(114, 87, 311, DeflectionChannel::Email),
        "chats.update.request.json",
    );
    let message = |message: Message| SendChatMessage::new(114, 87, message);
    same_body(
        message(Message::text("Hello, I need help with my order")),
        "chats.messages.send.request.json",
    );
    same_body(
        message(Message::photo(501)),
        "chats.messages.send.request.photo.json",
    );
    same_body(
        message(Message::photo("501").flat()),
        "chats.messages.send.request.photo_flat.json",
    );
    same_body(
        CreateChatEscalation::new(114)
            .reason("talk_to_human")
            .force_escalate(true),
        "chats.escalations.create.request.json",
    );
    same_body(
        UpdateChatEscalation::keep_waiting(114, 311),
        "chats.escalations.update.request.json",
    );
    same_body(
        CreateChatPhotos::new(
            114,
            [
                UploadedPhoto::new("uploads/114/photo-1.jpg"),
                UploadedPhoto::new("uploads/114/photo-2.jpg"),
            ],
        ),
        "chats.photos.create.request.json",
    );
    same_body(
        CreateChatVideo::new(114, UploadedVideo::new("uploads/114/video-1.mp4")),
        "chats.videos.create.request.json",
    );
    same_body(
        UpdateChatFlags::new(114)
            .verified_customer(true)
            .bad_actor(false)
            .repeat_customer(true),
        "chats.customer_flag.update.request.json",
    );
    same_body(
        ReplaceChatFlags::new(114)
            .verified_customer(true)
            .bad_actor(false)
            .repeat_customer(true),
        "chats.customer_flag.replace.request.json",
    );
    same_body(
        UpdateChatEndUser::new(114, "unique_external_id")
            .name("Jane Smith")
            .email("janesmith@example.com")
            .phone("098-765-4321"),
        "chats.end_user.update.request.json",
    );
}
