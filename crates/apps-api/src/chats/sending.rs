//! Photos and videos, sent in one go.

use ccaas_core::types::Id;
use ccaas_core::{DecodeError, EncodeError, Error, Upload};

use super::media::first;
use super::{
    ChatMedia, CreateChatPhotos, CreateChatVideo, Message, RequestChatPhotoUpload,
    RequestChatVideoUpload, SendChatMessage, UploadedPhoto, UploadedVideo,
};
use crate::Client;

const MEGABYTE: u64 = 1024 * 1024;

/// What the vendor takes.
struct Kind {
    field: &'static str,
    content_type: &'static str,
    /// Whether the vendor's megabyte has 1,000,000 bytes isn't said: only what is too large either way is
    /// refused.
    most: u64,
}

const PHOTO: Kind = Kind {
    field: "photo",
    content_type: "image/jpeg",
    most: 2 * MEGABYTE,
};

const VIDEO: Kind = Kind {
    field: "video",
    content_type: "video/mp4",
    most: 20 * MEGABYTE,
};

/// Sends a photo into a chat, as an end user: asks [where to put it](RequestChatPhotoUpload), uploads it,
/// [adds](CreateChatPhotos) it to the chat, and [sends](SendChatMessage) the message.
///
/// It must be a JPEG of up to 2 MB, the right side up: the vendor doesn't turn it. Without a content type it
/// is taken to be one.
///
/// These are three calls to the vendor, which count against the quota, and one to where it stores files. What
/// fails ends it; [`Error::operation`] tells the step. What was done before stays, and nobody sees it without
/// the message.
///
/// ```no_run
/// # async fn example(client: apps_api::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use apps_api::ccaas_core::Upload;
/// use apps_api::chats::send_photo;
///
/// let sent = send_photo(&client, 114, 87, Upload::file("photo.jpg")?).await?;
/// println!("{:?}", sent.media_id);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Before anything is sent: it is of another kind, it is larger, or it is a stream that doesn't
/// [say](Upload::length) how large it is. After that, what each step can fail with.
pub async fn send_photo(
    client: &Client,
    chat_id: impl Into<Id>,
    from_user_id: impl Into<Id>,
    photo: impl Into<Upload>,
) -> Result<ChatMedia, Error> {
    let (chat, sender) = (chat_id.into(), from_user_id.into());
    let photo = PHOTO.check(photo.into())?;
    let grant = client
        .send(RequestChatPhotoUpload::new(chat.clone()))
        .await?;
    grant.upload(client, photo).await?;
    let photo = UploadedPhoto::new(grant.key);
    let added = client
        .send(CreateChatPhotos::new(chat.clone(), [photo]))
        .await?;
    let media = first(added);
    let message = Message::photo(id(&media)?);
    client
        .send(SendChatMessage::new(chat, sender, message))
        .await?;
    Ok(media)
}

/// Sends a video into a chat, as an end user: asks [where to put it](RequestChatVideoUpload), uploads it,
/// [adds](CreateChatVideo) it to the chat, and [sends](SendChatMessage) the message.
///
/// It must be an MP4 of up to 20 MB. Everything else is as with [`send_photo`].
///
/// # Errors
///
/// As those of [`send_photo`].
pub async fn send_video(
    client: &Client,
    chat_id: impl Into<Id>,
    from_user_id: impl Into<Id>,
    video: impl Into<Upload>,
) -> Result<ChatMedia, Error> {
    let (chat, sender) = (chat_id.into(), from_user_id.into());
    let video = VIDEO.check(video.into())?;
    let grant = client
        .send(RequestChatVideoUpload::new(chat.clone()))
        .await?;
    grant.upload(client, video).await?;
    let video = UploadedVideo::new(grant.key);
    let media = client
        .send(CreateChatVideo::new(chat.clone(), video))
        .await?;
    let message = Message::video(id(&media)?);
    client
        .send(SendChatMessage::new(chat, sender, message))
        .await?;
    Ok(media)
}

impl Kind {
    /// Refuses what the vendor doesn't take, before any step.
    fn check(&self, upload: Upload) -> Result<Upload, EncodeError> {
        const UNKNOWN: &str = "application/octet-stream";

        let given = upload.kind().split(';').next().unwrap_or_default().trim();
        let is_it = given.eq_ignore_ascii_case(self.content_type);
        if !is_it && given != UNKNOWN {
            let reason = format!("must be {}", self.content_type);
            return Err(EncodeError::new(self.field, reason));
        }
        let Some(length) = upload.len() else {
            return Err(EncodeError::new(self.field, "doesn't say how large it is"));
        };
        if length > self.most {
            let most = self.most / MEGABYTE;
            let reason = format!("is larger than {most} MB");
            return Err(EncodeError::new(self.field, reason));
        }
        // The grant is for this kind alone.
        Ok(upload.content_type(self.content_type))
    }
}

/// Without its id it can't be in a message.
fn id(media: &ChatMedia) -> Result<Id, DecodeError> {
    let id = media.media_id.clone();
    id.ok_or_else(|| DecodeError::new("media_id", "is missing"))
}
