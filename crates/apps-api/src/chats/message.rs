//! Messages of the customer's.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, open_enum,
    parameters,
};
use serde::Serialize;

use crate::{AppsApi, filled};

parameters! {
    /// Writes in a chat, as the customer.
    ///
    /// `POST /chats/{id}/message`. Documented by Apps API, "Send a message". What you write comes back by
    /// [webhook](crate::webhook) too. The answer isn't documented and isn't looked at;
    /// [`with_reply`](ccaas_core::Call::with_reply) gives it. It is never repeated once it may have arrived.
    ///
    /// A photo or a video has to be at the vendor before: [`send_photo`](super::send_photo) and
    /// [`send_video`](super::send_video) do all of it.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::chats::{Message, SendChatMessage};
    ///
    /// client.send(SendChatMessage::new(114, 87, "Hello")).await?;
    /// client.send(SendChatMessage::new(114, 87, Message::photo(501))).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The end user or the type is empty, or the message has neither content nor media.
    pub struct SendChatMessage {
        path {
            /// The chat's id.
            id: Id as into,
        }
        required {
            /// The end user who writes, by the id at the vendor.
            from_user_id: Id as into,
            /// The message.
            message: Message as into,
        }
    }
}

parameters! {
    /// A message.
    pub struct Message {
        required {
            /// What it is.
            kind: MessageType as into => "type",
        }
        optional {
            /// What it holds.
            content: Option<MessageContent> as (into MessageContent),
            /// The photo or the video, beside the content and not in it: see [`Message::flat`].
            media_id: Option<Id> as (into Id),
        }
    }
}

impl Message {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Message::new(MessageType::Text).content(MessageContent::Text(text.into()))
    }

    /// A photo that was [added](super::CreateChatPhotos) to the chat.
    pub fn photo(media_id: impl Into<Id>) -> Self {
        Message::new(MessageType::Photo).content(MediaContent::new(media_id))
    }

    /// A video that was [added](super::CreateChatVideo) to the chat.
    pub fn video(media_id: impl Into<Id>) -> Self {
        Message::new(MessageType::Video).content(MediaContent::new(media_id))
    }

    /// Puts the id of a photo or a video beside the content. The vendor's guide has it inside, which is what
    /// is sent; its list of requests has it beside. For an account that takes only that.
    #[must_use]
    pub fn flat(mut self) -> Self {
        match self.content.take() {
            Some(MessageContent::Media(media)) => self.media_id = Some(media.media_id),
            other => self.content = other,
        }
        self
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Message::text(text)
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Message::text(text)
    }
}

open_enum! {
    /// What a message is.
    pub enum MessageType {
        /// A text.
        Text = "text",
        /// A photo.
        Photo = "photo",
        /// A video.
        Video = "video",
    }
}

/// What a message holds.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(
    feature = "registry",
    derive(serde::Deserialize, ccaas_core::registry::schemars::JsonSchema)
)]
#[cfg_attr(
    feature = "registry",
    schemars(crate = "ccaas_core::registry::schemars")
)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MessageContent {
    /// A text.
    Text(String),
    /// A photo or a video.
    Media(MediaContent),
}

parameters! {
    /// A photo or a video in a message.
    pub struct MediaContent {
        required {
            /// Its id, which it got when it was added to the chat.
            media_id: Id as into,
        }
    }
}

impl From<String> for MessageContent {
    fn from(text: String) -> Self {
        MessageContent::Text(text)
    }
}

impl From<&str> for MessageContent {
    fn from(text: &str) -> Self {
        MessageContent::Text(text.to_owned())
    }
}

impl From<MediaContent> for MessageContent {
    fn from(media: MediaContent) -> Self {
        MessageContent::Media(media)
    }
}

impl Operation for SendChatMessage {
    type Vendor = AppsApi;
    type Output = ();
    const SPEC: Spec = Spec::new("chats.messages.send", Method::POST, "/chats/{id}/message")
        .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("from_user_id", &self.from_user_id.to_string())?;
        filled("message.type", self.message.kind.as_str())?;
        if self.message.content.is_none() && self.message.media_id.is_none() {
            return Err(EncodeError::new(
                "message.content",
                "is missing, and so is media_id",
            ));
        }
        request.path("id", &self.id)?;
        request.json(self)
    }

    #[inline]
    fn decode(_: Reply) -> Result<(), DecodeError> {
        Ok(())
    }
}
