//! Chats: begun for an end user, written in, handed to a human, ended and resumed.
//!
//! The order of a chat: [make the end user](crate::end_users::UpsertEndUser), [begin](CreateChat) the chat,
//! [write](SendChatMessage), [end](UpdateChat::finish) it. What agents write arrives by
//! [webhook](crate::webhook).

mod chat;
mod customer;
mod escalation;
mod media;
mod message;
mod sending;

use std::collections::BTreeMap;

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters,
};
use serde_json::Value;

pub use chat::{Chat, ChatAgent, ChatMenu, ChatStatus, VirtualAgent};
pub use customer::{GetChatFlags, ReplaceChatFlags, UpdateChatEndUser, UpdateChatFlags};
pub use escalation::{CreateChatEscalation, DeflectionChannel, Escalation, UpdateChatEscalation};
pub use media::{
    ChatFile, ChatMedia, CreateChatPhotos, CreateChatVideo, GetChatMedia, ListChatPhotos,
    ListChatVideos, PhotoType, RequestChatPhotoUpload, RequestChatVideoUpload, UploadGrant,
    UploadedPhoto, UploadedVideo,
};
pub use message::{MediaContent, Message, MessageContent, MessageType, SendChatMessage};
pub use sending::{send_photo, send_video};

use crate::people::or_nothing;
use crate::{AppsApi, filled};

parameters! {
    /// Begins a chat.
    ///
    /// `POST /chats`. Documented by Apps API, "Start a chat". The vendor begins it in the background: the
    /// webhook [`ChatCreated`](crate::webhook::WebhookEvent::ChatCreated) may arrive before the answer, so
    /// handle both by the chat's id. The answer isn't documented; all of it may be missing. It is never
    /// repeated once it may have arrived.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::chats::{CreateChat, NewChat};
    ///
    /// let chat = NewChat::new(9, 87).lang("en").context([("order", 4711)]);
    /// let chat = client.send(CreateChat::new(chat)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The queue or the end user is empty.
    pub struct CreateChat {
        required {
            /// The chat.
            chat: NewChat as into,
        }
    }
}

parameters! {
    /// A chat that is to begin.
    pub struct NewChat {
        required {
            /// The queue.
            menu_id: Id as into,
            /// The end user, by the id at the vendor.
            end_user_id: Id as into,
        }
        optional {
            /// The language.
            lang: Option<String> as (into String),
            /// The customer's e-mail address.
            email: Option<String> as (into String),
            /// What a virtual agent can read.
            context: Option<ChatContext> as (into ChatContext),
            /// What was said before, with a bot of yours for example: agents see it. The vendor doesn't
            /// publish its form.
            transcript: Option<Value> as (into Value),
        }
    }
}

parameters! {
    /// What a virtual agent can read: `order` is `$session.params.context.order` there.
    ///
    /// ```
    /// use apps_api::chats::ChatContext;
    ///
    /// let context = ChatContext::from([("order", 4711)]);
    /// assert_eq!(serde_json::to_string(&context)?, r#"{"value":{"order":4711}}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct ChatContext {
        required {
            /// Names and values of your own.
            value: BTreeMap<String, Value> as into,
        }
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for ChatContext {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        let value: BTreeMap<String, Value> = pairs
            .map(|(key, value)| (key.into(), value.into()))
            .collect();
        ChatContext::new(value)
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for ChatContext {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl Operation for CreateChat {
    type Vendor = AppsApi;
    type Output = Chat;
    const SPEC: Spec = Spec::new("chats.create", Method::POST, "/chats").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("chat.menu_id", &self.chat.menu_id.to_string())?;
        filled("chat.end_user_id", &self.chat.end_user_id.to_string())?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Chat, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Reads a chat.
    ///
    /// `GET /chats/{id}`. The vendor's document has a request without a title that this is likely to be;
    /// method and path are those of public code.
    pub struct GetChat {
        path {
            /// The chat's id.
            id: Id as into,
        }
    }
}

impl Operation for GetChat {
    type Vendor = AppsApi;
    type Output = Chat;
    const SPEC: Spec = Spec::new("chats.get", Method::GET, "/chats/{id}").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Chat, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Changes a chat: above all, ends it.
    ///
    /// `PATCH /chats/{id}`. Documented by Apps API, "Update or end a chat". There is no other request that
    /// ends one. Where an escalation found no agent and the customer takes another way, the chat ends
    /// [deflected](UpdateChat::deflect). The answer isn't documented; all of it may be missing.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::chats::{DeflectionChannel, UpdateChat};
    ///
    /// client.send(UpdateChat::finish(114, 87)).await?;
    ///
    /// let by_email = UpdateChat::deflect(115, 87, 311, DeflectionChannel::Email);
    /// client.send(by_email).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct UpdateChat {
        path {
            /// The chat's id.
            id: Id as into,
        }
        optional {
            /// Who ends it: the end user, by the id at the vendor.
            finished_by_user_id: Option<Id> as (into Id),
            /// What changes.
            chat: Option<ChatChange> as (into ChatChange),
        }
    }
}

parameters! {
    /// What changes of a chat.
    pub struct ChatChange {
        optional {
            /// Where it stands from now on: [`Finished`](ChatStatus::Finished) ends it.
            status: Option<ChatStatus> as (into ChatStatus),
            /// The escalation that was deflected.
            escalation_id: Option<Id> as (into Id),
            /// The way that the customer takes instead.
            deflection_channel: Option<DeflectionChannel> as (into DeflectionChannel),
        }
    }
}

impl UpdateChat {
    /// Ends a chat.
    pub fn finish(id: impl Into<Id>, end_user_id: impl Into<Id>) -> Self {
        UpdateChat::new(id)
            .finished_by_user_id(end_user_id)
            .chat(ChatChange::new().status(ChatStatus::Finished))
    }

    /// Ends a chat whose escalation found no agent, because the customer takes another way.
    pub fn deflect(
        id: impl Into<Id>,
        end_user_id: impl Into<Id>,
        escalation_id: impl Into<Id>,
        channel: impl Into<DeflectionChannel>,
    ) -> Self {
        let change = ChatChange::new()
            .status(ChatStatus::Finished)
            .escalation_id(escalation_id)
            .deflection_channel(channel);
        UpdateChat::new(id)
            .finished_by_user_id(end_user_id)
            .chat(change)
    }
}

impl Operation for UpdateChat {
    type Vendor = AppsApi;
    type Output = Chat;
    const SPEC: Spec =
        Spec::new("chats.update", Method::PATCH, "/chats/{id}").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Chat, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Takes up a chat again that was dismissed, under the same id.
    ///
    /// `PATCH /chats/{id}/resume`. Documented by Apps API, "Resume a dismissed chat". It must be
    /// [`Dismissed`](ChatStatus::Dismissed) or [`VaDismissed`](ChatStatus::VaDismissed). Outside operating
    /// hours nothing is resumed, and the queue's message for that comes back; with which status isn't
    /// documented, so look at the status of the chat. All of the answer may be missing.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::chats::ResumeChat;
    ///
    /// client.send(ResumeChat::new(114)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct ResumeChat {
        path {
            /// The chat's id.
            id: Id as into,
        }
    }
}

impl Operation for ResumeChat {
    type Vendor = AppsApi;
    type Output = Chat;
    const SPEC: Spec =
        Spec::new("chats.resume", Method::PATCH, "/chats/{id}/resume").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Chat, DecodeError> {
        or_nothing(&reply)
    }
}
