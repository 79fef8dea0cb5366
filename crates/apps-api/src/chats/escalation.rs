//! Escalations: from a virtual agent to a human.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, open_enum,
    parameters, reply,
};

use crate::people::or_nothing;
use crate::{AppsApi, filled};

parameters! {
    /// Hands a chat from a virtual agent to a human.
    ///
    /// `POST /chats/{chat_id}/escalations`. Documented by Apps API, "Escalate from a virtual agent to a
    /// human"; method and path are those of public code. Where no human can take it, a webhook tells the
    /// reason and what the customer can do instead: [end](super::UpdateChat::deflect) the chat for an e-mail
    /// or a link, or [keep waiting](UpdateChatEscalation::keep_waiting). The answer isn't documented; all of
    /// it may be missing. It is never repeated once it may have arrived.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::chats::CreateChatEscalation;
    ///
    /// client.send(CreateChatEscalation::new(114).reason("talk_to_human")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct CreateChatEscalation {
        path {
            /// The chat's id.
            chat_id: Id as into,
        }
        optional {
            /// Why.
            reason: Option<String> as (into String),
            /// Whether it must be. The vendor doesn't say what that changes.
            force_escalate: Option<bool> as (bool),
        }
    }
}

impl Operation for CreateChatEscalation {
    type Vendor = AppsApi;
    type Output = Escalation;
    const SPEC: Spec = Spec::new(
        "chats.escalations.create",
        Method::POST,
        "/chats/{chat_id}/escalations",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("chat_id", &self.chat_id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Escalation, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Says what the customer does where no human can take the chat.
    ///
    /// `PATCH /chats/{chat_id}/escalations/{id}`. Documented by Apps API, "Choose the deflection channel of an
    /// escalation". [Keep waiting](UpdateChatEscalation::keep_waiting) is possible only where the reason is
    /// `over_capacity`. The ways that end the chat go through [`UpdateChat`](super::UpdateChat::deflect). The
    /// answer isn't documented; all of it may be missing.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::chats::UpdateChatEscalation;
    ///
    /// client.send(UpdateChatEscalation::keep_waiting(114, 311)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The way is empty.
    pub struct UpdateChatEscalation {
        path {
            /// The chat's id.
            chat_id: Id as into,
            /// The escalation's id.
            id: Id as into,
        }
        required {
            /// The way that the customer takes.
            deflection_channel: DeflectionChannel as into,
        }
    }
}

impl UpdateChatEscalation {
    /// The customer goes on waiting for a human.
    pub fn keep_waiting(chat_id: impl Into<Id>, id: impl Into<Id>) -> Self {
        UpdateChatEscalation::new(chat_id, id, DeflectionChannel::HumanAgent)
    }
}

impl Operation for UpdateChatEscalation {
    type Vendor = AppsApi;
    type Output = Escalation;
    const SPEC: Spec = Spec::new(
        "chats.escalations.update",
        Method::PATCH,
        "/chats/{chat_id}/escalations/{id}",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("deflection_channel", self.deflection_channel.as_str())?;
        request.path("chat_id", &self.chat_id)?;
        request.path("id", &self.id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Escalation, DecodeError> {
        or_nothing(&reply)
    }
}

open_enum! {
    /// What the customer does where no human can take the chat.
    pub enum DeflectionChannel {
        /// Writes an e-mail; the chat ends.
        Email = "email",
        /// Follows a link; the chat ends.
        ExternalLink = "external_link",
        /// Keeps waiting for a human.
        HumanAgent = "human_agent",
    }
}

reply! {
    /// An escalation.
    pub struct Escalation {
        optional {
            /// The id.
            id: Option<Id>,
            /// The chat.
            chat_id: Option<Id>,
            /// Why.
            reason: Option<String>,
            /// What became of it, `requested` or `deflected` for example.
            status: Option<String>,
            /// The way that the customer takes.
            deflection_channel: Option<DeflectionChannel>,
        }
    }
}
