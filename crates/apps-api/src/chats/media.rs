//! Photos, videos and files of a chat.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use ccaas_core::types::{Id, Secret, lenient};
use ccaas_core::{
    DecodeError, Effect, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, Upload,
    Uploading, open_enum, parameters, reply,
};
use http::header::{ACCEPT, CONTENT_TYPE};
use serde::Deserialize;

use crate::{AppsApi, Client, filled};

parameters! {
    /// Asks where to put a photo: the first step of sending one.
    ///
    /// `POST /chats/{chat_id}/photos/upload`. Documented by Apps API, "Get a presigned upload URL for a photo".
    /// The [grant](UploadGrant) is for one photo, a JPEG of up to 2 MB, and for 5 minutes.
    /// [`send_photo`](super::send_photo) does this and the steps after it.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client, photo: Vec<u8>) -> Result<(), apps_api::Error> {
    /// use apps_api::ccaas_core::Upload;
    /// use apps_api::chats::{CreateChatPhotos, RequestChatPhotoUpload, UploadedPhoto};
    ///
    /// let grant = client.send(RequestChatPhotoUpload::new(114)).await?;
    /// let photo = Upload::bytes(photo).content_type("image/jpeg");
    /// grant.upload(&client, photo).await?;
    /// let photo = UploadedPhoto::new(grant.key);
    /// let added = client.send(CreateChatPhotos::new(114, [photo])).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct RequestChatPhotoUpload {
        path {
            /// The chat's id.
            chat_id: Id as into,
        }
    }
}

impl Operation for RequestChatPhotoUpload {
    type Vendor = AppsApi;
    type Output = UploadGrant;
    // A grant that isn't used ends by itself.
    const SPEC: Spec = Spec::new(
        "chats.photos.upload",
        Method::POST,
        "/chats/{chat_id}/photos/upload",
    )
    .effect(Effect::Idempotent)
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("chat_id", &self.chat_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<UploadGrant, DecodeError> {
        UploadGrant::read(&reply)
    }
}

parameters! {
    /// Adds photos to a chat that were uploaded: the third step of sending them.
    ///
    /// `POST /chats/{chat_id}/photos`. Documented by Apps API, "Add uploaded photos to a chat". Nobody sees
    /// them before a [message](super::Message::photo) has their id. Whether a list comes back is inferred:
    /// a single one is read as well. It is never repeated once it may have arrived.
    ///
    /// # Errors
    ///
    /// There is no photo, or one has no path.
    pub struct CreateChatPhotos {
        path {
            /// The chat's id.
            chat_id: Id as into,
        }
        required {
            /// The photos.
            photo: Vec<UploadedPhoto> as into,
        }
    }
}

parameters! {
    /// A photo that was uploaded.
    pub struct UploadedPhoto {
        required {
            /// Where it is: [`UploadGrant::key`].
            s3_path: String as into,
        }
        optional {
            /// What kind of photo it is.
            photo_type: PhotoType as (into PhotoType),
        }
    }
}

open_enum! {
    /// What kind of photo it is. The vendor lists none.
    pub enum PhotoType default Photo {
        /// A photo.
        Photo = "photo",
    }
}

impl Operation for CreateChatPhotos {
    type Vendor = AppsApi;
    type Output = Vec<ChatMedia>;
    const SPEC: Spec = Spec::new(
        "chats.photos.create",
        Method::POST,
        "/chats/{chat_id}/photos",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.photo.is_empty() {
            return Err(EncodeError::new("photo", "is empty"));
        }
        for photo in &self.photo {
            filled("photo[].s3_path", &photo.s3_path)?;
        }
        request.path("chat_id", &self.chat_id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<ChatMedia>, DecodeError> {
        several(&reply)
    }
}

parameters! {
    /// Lists the photos of a chat.
    ///
    /// `GET /chats/{chat_id}/photos`. Documented by Apps API, "List the photos of a chat", where nobody prints
    /// the method: it follows from what it does, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces it.
    pub struct ListChatPhotos {
        path {
            /// The chat's id.
            chat_id: Id as into,
        }
    }
}

impl Operation for ListChatPhotos {
    type Vendor = AppsApi;
    type Output = Vec<ChatMedia>;
    const SPEC: Spec = Spec::new("chats.photos.list", Method::GET, "/chats/{chat_id}/photos")
        .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("chat_id", &self.chat_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<ChatMedia>, DecodeError> {
        several(&reply)
    }
}

parameters! {
    /// Asks where to put a video: the first step of sending one.
    ///
    /// `POST /chats/{chat_id}/videos/upload`. Documented by Apps API, "Get a presigned upload URL for a video".
    /// The [grant](UploadGrant) is for one video, an MP4 of up to 20 MB, and for 5 minutes.
    /// [`send_video`](super::send_video) does this and the steps after it.
    pub struct RequestChatVideoUpload {
        path {
            /// The chat's id.
            chat_id: Id as into,
        }
    }
}

impl Operation for RequestChatVideoUpload {
    type Vendor = AppsApi;
    type Output = UploadGrant;
    // A grant that isn't used ends by itself.
    const SPEC: Spec = Spec::new(
        "chats.videos.upload",
        Method::POST,
        "/chats/{chat_id}/videos/upload",
    )
    .effect(Effect::Idempotent)
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("chat_id", &self.chat_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<UploadGrant, DecodeError> {
        UploadGrant::read(&reply)
    }
}

parameters! {
    /// Adds a video to a chat that was uploaded: the third step of sending it.
    ///
    /// `POST /chats/{chat_id}/videos`. Documented by Apps API, "Add an uploaded video to a chat". Nobody sees
    /// it before a [message](super::Message::video) has its id. The answer's form is inferred: a list of one
    /// is read as well. It is never repeated once it may have arrived.
    ///
    /// # Errors
    ///
    /// The path is empty.
    pub struct CreateChatVideo {
        path {
            /// The chat's id.
            chat_id: Id as into,
        }
        required {
            /// The video.
            video: UploadedVideo as into,
        }
    }
}

parameters! {
    /// A video that was uploaded.
    pub struct UploadedVideo {
        required {
            /// Where it is: [`UploadGrant::key`].
            s3_path: String as into,
        }
    }
}

impl Operation for CreateChatVideo {
    type Vendor = AppsApi;
    type Output = ChatMedia;
    const SPEC: Spec = Spec::new(
        "chats.videos.create",
        Method::POST,
        "/chats/{chat_id}/videos",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("video.s3_path", &self.video.s3_path)?;
        request.path("chat_id", &self.chat_id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<ChatMedia, DecodeError> {
        Ok(first(several(&reply)?))
    }
}

parameters! {
    /// Lists the videos of a chat.
    ///
    /// `GET /chats/{chat_id}/videos`. Documented by Apps API, "List the videos of a chat", where nobody prints
    /// the method: it follows from what it does, and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces it.
    pub struct ListChatVideos {
        path {
            /// The chat's id.
            chat_id: Id as into,
        }
    }
}

impl Operation for ListChatVideos {
    type Vendor = AppsApi;
    type Output = Vec<ChatMedia>;
    const SPEC: Spec = Spec::new("chats.videos.list", Method::GET, "/chats/{chat_id}/videos")
        .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("chat_id", &self.chat_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<ChatMedia>, DecodeError> {
        several(&reply)
    }
}

parameters! {
    /// Reads a file that an agent sent.
    ///
    /// `GET /chats/{chat_id}/media/{media_id}`. Documented by Apps API, "Agent file attachments with the chat
    /// platform API". The answer is the file itself. The id is that of a
    /// [message](crate::webhook::ReceivedMessage::media) that arrived by webhook.
    ///
    /// A file has up to 100 MB, and is held in memory: for large ones raise
    /// [`ClientBuilder::max_reply`](ccaas_core::ClientBuilder::max_reply) and
    /// [`timeout`](ccaas_core::ClientBuilder::timeout). Newer versions of the vendor's page print
    /// `/chats/{chat_id}/media` instead, with `media_id` and `media_type` (`photo`, `video`, `audio` or
    /// `document`) in the query: for an account that takes only that there is
    /// [`Untyped`](ccaas_core::Untyped).
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use apps_api::chats::GetChatMedia;
    ///
    /// let file = client.send(GetChatMedia::new(114, 501)).await?;
    /// std::fs::write("attachment", file.content)?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct GetChatMedia {
        path {
            /// The chat's id.
            chat_id: Id as into,
            /// The file's id.
            media_id: Id as into,
        }
    }
}

impl Operation for GetChatMedia {
    type Vendor = AppsApi;
    type Output = ChatFile;
    const SPEC: Spec = Spec::new(
        "chats.media.get",
        Method::GET,
        "/chats/{chat_id}/media/{media_id}",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("chat_id", &self.chat_id)?;
        request.path("media_id", &self.media_id)?;
        request.header(ACCEPT, "*/*")
    }

    #[inline]
    fn decode(reply: Reply) -> Result<ChatFile, DecodeError> {
        Ok(ChatFile {
            content_type: reply.header(CONTENT_TYPE).map(str::to_owned),
            content: reply.body,
        })
    }
}

/// A file of a chat.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChatFile {
    /// What it is, `image/png` for example.
    pub content_type: Option<String>,
    /// The file.
    pub content: Bytes,
}

/// Tells the kind and the size, never the content.
impl fmt::Debug for ChatFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatFile")
            .field("content_type", &self.content_type)
            .field("content", &format_args!("{} bytes", self.content.len()))
            .finish()
    }
}

reply! {
    /// A photo or a video of a chat.
    pub struct ChatMedia {
        optional {
            /// The id, which is all that messages have of it.
            media_id: Option<Id>,
            /// Where it is, to read only.
            url: Option<String>,
        }
    }
}

/// Where to put a photo or a video, and what has to go along. Whoever has it can upload in your place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadGrant {
    /// The URL. It is another host's, which must not see your credentials.
    pub url: Secret,
    /// Where it will be: the field `key`, which [`UploadedPhoto`] and [`UploadedVideo`] want.
    pub key: String,
    /// The fields of the form, `key` among them. All of them go along.
    pub fields: BTreeMap<String, Secret>,
}

impl UploadGrant {
    /// Uploads a file: the second step of sending it. The fields and the file go as a form to the URL, and
    /// nothing of yours.
    pub fn upload(&self, client: &Client, file: impl Into<Upload>) -> Uploading {
        let form = client.upload(self.url.expose());
        let form = self
            .fields
            .iter()
            .fold(form, |form, (name, value)| form.field(name, value.expose()));
        form.file("file", file)
    }

    /// What has neither URL nor key is no grant.
    fn read(reply: &Reply) -> Result<Self, DecodeError> {
        #[derive(Deserialize)]
        struct Raw {
            #[serde(default, deserialize_with = "lenient::optional")]
            url: Option<Secret>,
            #[serde(default, deserialize_with = "lenient::optional")]
            fields: BTreeMap<String, Secret>,
        }
        let Raw { url, fields } = reply.json()?;
        let url = url.ok_or_else(|| DecodeError::new("url", "is missing"))?;
        let key = fields
            .get("key")
            .ok_or_else(|| DecodeError::new("fields.key", "is missing"))?;
        Ok(UploadGrant {
            url,
            key: key.expose().to_owned(),
            fields,
        })
    }
}

/// A list, or a single one without brackets; nothing where nothing came.
fn several(reply: &Reply) -> Result<Vec<ChatMedia>, DecodeError> {
    match reply.body.trim_ascii_start().first() {
        None => Ok(Vec::new()),
        Some(b'{') => Ok(vec![reply.json()?]),
        Some(_) => reply.json(),
    }
}

/// The only one. The answer isn't documented: there may be none.
pub(super) fn first(media: Vec<ChatMedia>) -> ChatMedia {
    media.into_iter().next().unwrap_or(ChatMedia {
        media_id: None,
        url: None,
    })
}
