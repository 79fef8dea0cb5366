//! A photo and a video of a chat.

use ccaas::Upload;
use ccaas::apps_api::AppsApi;
use ccaas::apps_api::chats::{
    CreateChatPhotos, CreateChatVideo, GetChatMedia, ListChatPhotos, ListChatVideos, Message,
    RequestChatPhotoUpload, RequestChatVideoUpload, SendChatMessage, UploadedPhoto, UploadedVideo,
};

use super::super::step::{Step, expect, need};

/// The beginning and the end of a JPEG, and the beginning of an MP4.
const PHOTO: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";
const VIDEO: &[u8] = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom";

pub(super) fn steps() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<RequestChatPhotoUpload>(async |tour| {
            let chat = need(&tour.seen.own_chat, "chats.create")?;
            let grant = tour.send(RequestChatPhotoUpload::new(chat)).await?;
            let photo = Upload::bytes(PHOTO).content_type("image/jpeg");
            grant.upload(&tour.client, photo).await?;
            tour.note(format!("{} bytes went to the storage", PHOTO.len()));
            tour.seen.photo_key = Some(grant.key);
            Ok(())
        }),
        Step::of::<CreateChatPhotos>(async |tour| {
            let chat = need(&tour.seen.own_chat, "chats.create")?;
            let end_user = need(&tour.seen.own_end_user, "end_users.upsert")?;
            let key = need(&tour.seen.photo_key, "chats.photos.upload")?;
            let photos = CreateChatPhotos::new(chat.clone(), [UploadedPhoto::new(key)]);
            let added = tour.send(photos).await?;
            let id = added.into_iter().find_map(|photo| photo.media_id);
            let id = need(&id, "chats.photos.create")?;
            let message = Message::photo(id.clone());
            tour.send(SendChatMessage::new(chat, end_user, message))
                .await?;
            tour.note(format!("photo {id}, sent in a message"));
            tour.seen.photo = Some(id);
            Ok(())
        }),
        Step::of::<ListChatPhotos>(async |tour| {
            let chat = need(&tour.seen.own_chat, "chats.create")?;
            let photos = tour.send(ListChatPhotos::new(chat)).await?;
            let ids: Vec<_> = photos.into_iter().map(|photo| photo.media_id).collect();
            expect(ids == [tour.seen.photo.clone()], "the photo")
        }),
        Step::of::<GetChatMedia>(async |tour| {
            let chat = need(&tour.seen.own_chat, "chats.create")?;
            let photo = need(&tour.seen.photo, "chats.photos.create")?;
            let file = tour.send(GetChatMedia::new(chat, photo)).await?;
            expect(file.content == PHOTO, "the photo as it was")?;
            tour.note(file.content_type.unwrap_or_default());
            Ok(())
        }),
        Step::of::<RequestChatVideoUpload>(async |tour| {
            let chat = need(&tour.seen.own_chat, "chats.create")?;
            let grant = tour.send(RequestChatVideoUpload::new(chat)).await?;
            let video = Upload::bytes(VIDEO).content_type("video/mp4");
            grant.upload(&tour.client, video).await?;
            tour.note(format!("{} bytes went to the storage", VIDEO.len()));
            tour.seen.video_key = Some(grant.key);
            Ok(())
        }),
        Step::of::<CreateChatVideo>(async |tour| {
            let chat = need(&tour.seen.own_chat, "chats.create")?;
            let key = need(&tour.seen.video_key, "chats.videos.upload")?;
            let video = CreateChatVideo::new(chat, UploadedVideo::new(key));
            let id = need(&tour.send(video).await?.media_id, "chats.videos.create")?;
            tour.note(format!("video {id}"));
            tour.seen.video = Some(id);
            Ok(())
        }),
        Step::of::<ListChatVideos>(async |tour| {
            let chat = need(&tour.seen.own_chat, "chats.create")?;
            let videos = tour.send(ListChatVideos::new(chat)).await?;
            let ids: Vec<_> = videos.into_iter().map(|video| video.media_id).collect();
            expect(ids == [tour.seen.video.clone()], "the video")
        }),
    ]
}
