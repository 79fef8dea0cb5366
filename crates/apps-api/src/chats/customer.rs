//! What is known of the customer of a chat.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, Effect, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, parameters,
};

use crate::people::{CustomerFlags, Linked, or_nothing};
use crate::{AppsApi, filled};

parameters! {
    /// Reads what is flagged about the customer of a chat.
    ///
    /// `GET /chats/{id}/customer_flag`. The vendor's document has a request without a title that this is
    /// likely to be; method and path are those of public code. For [calls](crate::calls::GetCallFlags) it is
    /// documented.
    pub struct GetChatFlags {
        path {
            /// The chat's id.
            id: Id as into,
        }
    }
}

impl Operation for GetChatFlags {
    type Vendor = AppsApi;
    type Output = CustomerFlags;
    const SPEC: Spec = Spec::new(
        "chats.customer_flag.get",
        Method::GET,
        "/chats/{id}/customer_flag",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CustomerFlags, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Changes what is flagged about the customer of a chat.
    ///
    /// `PATCH /chats/{id}/customer_flag`. Documented by Apps API, "Update the reserved data attributes of a
    /// chat", where nobody prints the method: it is that of [calls](crate::calls::UpdateCallFlags), and
    /// [`ClientBuilder::route`](ccaas_core::ClientBuilder::route) replaces it. What isn't set stays.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::chats::UpdateChatFlags;
    ///
    /// client.send(UpdateChatFlags::new(114).verified_customer(true)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct UpdateChatFlags {
        path {
            /// The chat's id.
            id: Id as into,
        }
        optional {
            /// Whether the customer was verified.
            verified_customer: Option<bool> as (bool),
            /// Whether the customer means harm.
            bad_actor: Option<bool> as (bool),
            /// Whether the customer has been here before.
            repeat_customer: Option<bool> as (bool) => "repeat_customers",
        }
    }
}

impl Operation for UpdateChatFlags {
    type Vendor = AppsApi;
    type Output = CustomerFlags;
    const SPEC: Spec = Spec::new(
        "chats.customer_flag.update",
        Method::PATCH,
        "/chats/{id}/customer_flag",
    )
    .effect(Effect::Idempotent)
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CustomerFlags, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Changes what is flagged about the customer of a chat, in another way.
    ///
    /// `PUT /chats/{id}/customer_flag`. The vendor's document lists a second request for the same, and nobody
    /// prints its method: it is inferred, and [`ClientBuilder::route`](ccaas_core::ClientBuilder::route)
    /// replaces it. Prefer [`UpdateChatFlags`].
    pub struct ReplaceChatFlags {
        path {
            /// The chat's id.
            id: Id as into,
        }
        optional {
            /// Whether the customer was verified.
            verified_customer: Option<bool> as (bool),
            /// Whether the customer means harm.
            bad_actor: Option<bool> as (bool),
            /// Whether the customer has been here before.
            repeat_customer: Option<bool> as (bool) => "repeat_customers",
        }
    }
}

impl Operation for ReplaceChatFlags {
    type Vendor = AppsApi;
    type Output = CustomerFlags;
    const SPEC: Spec = Spec::new(
        "chats.customer_flag.replace",
        Method::PUT,
        "/chats/{id}/customer_flag",
    )
    .source(Source::Inferred);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CustomerFlags, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Says who the customer of a running chat is.
    ///
    /// `POST /chats/{chat_id}/end_user`. Documented by Apps API, "Mid-session authentication". The CRM's
    /// contact is updated too. A phone number that is known already stays. A second time within an interval
    /// of unknown length is refused.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::chats::UpdateChatEndUser;
    ///
    /// client.send(UpdateChatEndUser::new(114, "customer-7").name("Nour")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The identifier is empty.
    pub struct UpdateChatEndUser {
        path {
            /// The chat's id.
            chat_id: Id as into,
        }
        required {
            /// The id that your own systems know the customer by.
            identifier: String as into,
        }
        optional {
            /// The name.
            name: Option<String> as (into String),
            /// The e-mail address.
            email: Option<String> as (into String),
            /// The phone number. One that is known already stays.
            phone: Option<String> as (into String),
        }
    }
}

impl Operation for UpdateChatEndUser {
    type Vendor = AppsApi;
    type Output = Linked;
    const SPEC: Spec = Spec::new(
        "chats.end_user.update",
        Method::POST,
        "/chats/{chat_id}/end_user",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("identifier", &self.identifier)?;
        request.path("chat_id", &self.chat_id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Linked, DecodeError> {
        or_nothing(&reply)
    }
}
