//! Text messages: a chat that begins with one.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, open_enum,
    parameters, reply,
};
use jiff::Timestamp;

use crate::calls::{
    MediaPhoto, MediaVideo, MenuPath, OfferEvent, ParticipantType, SelectedMenu, Transfer,
};
use crate::chats::ChatStatus;
use crate::people::{Agent, EndUserRef};
use crate::{AppsApi, filled};

parameters! {
    /// Sends a text message, and begins a chat with it.
    ///
    /// `POST /sms`. Documented by Apps API, "Start an outbound SMS chat". The chat is the agent's who is
    /// named; without one, no agent has it yet. It is never repeated once it may have arrived: the customer
    /// would get the text twice.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::sms::SendSms;
    ///
    /// let sms = SendSms::new("+15550100", "+15550199", "Your order is on its way")
    ///     .agent_email("agent@example.com");
    /// let chat = client.send(sms).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A number or the text is empty.
    pub struct SendSms {
        required {
            /// The customer's number, best as `+` and digits.
            end_user_number: String as into,
            /// The number that it is sent from.
            outbound_number: String as into,
            /// The text.
            message: String as into,
        }
        optional {
            /// The type of chat. The vendor's table has one, its examples another, which is sent unless
            /// you set it.
            chat_type: SmsChatType as (into SmsChatType),
            /// The CRM's ticket. The answer doesn't show it.
            ticket_id: Option<Id> as (into Id),
            /// The agent who gets the chat, by id.
            agent_id: Option<Id> as (into Id) => "agentId",
            /// The agent who gets the chat, by e-mail address.
            agent_email: Option<String> as (into String) => "agentEmail",
        }
    }
}

impl Operation for SendSms {
    type Vendor = AppsApi;
    type Output = SmsChat;
    const SPEC: Spec = Spec::new("sms.send", Method::POST, "/sms").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("end_user_number", &self.end_user_number)?;
        filled("outbound_number", &self.outbound_number)?;
        filled("message", &self.message)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<SmsChat, DecodeError> {
        Self::payload(&reply)
    }
}

open_enum! {
    /// The type of a chat of text messages.
    pub enum SmsChatType default Sms {
        /// As all examples of the vendor have it.
        Sms = "Messaging (SMS)",
        /// As the vendor's table has it.
        Api = "Messaging (API)",
    }
}

reply! {
    /// A chat of text messages.
    pub struct SmsChat {
        optional {
            /// The id.
            id: Option<Id>,
            /// The language.
            lang: Option<String>,
            /// The type.
            chat_type: Option<SmsChatType>,
            /// Where it stands: assigned where an agent was named.
            status: Option<ChatStatus>,
            /// When it was made.
            created_at: Option<Timestamp>,
            /// When it began to wait.
            queued_at: Option<Timestamp>,
            /// When it got an agent.
            assigned_at: Option<Timestamp>,
            /// When it was over.
            ends_at: Option<Timestamp>,
            /// How long the customer waited, in seconds.
            wait_duration: Option<u64>,
            /// How long they wrote, in seconds.
            chat_duration: Option<u64>,
            /// How the customer rated it.
            rating: Option<i64>,
            /// Whether the customer said something about it.
            has_feedback: Option<bool>,
            /// The CRM's ticket. It is missing even where one was sent.
            out_ticket_id: Option<Id>,
            /// Where the ticket is.
            out_ticket_url: Option<String>,
            /// Whether the customer was verified.
            verified: Option<bool>,
            /// Who ended it.
            disconnected_by: Option<String>,
            /// Why it failed.
            fail_reason: Option<String>,
            /// The queue.
            selected_menu: Option<SelectedMenu>,
            /// The way to the queue.
            menu_path: Option<MenuPath>,
            /// The agent.
            agent_info: Option<Agent>,
            /// The customer.
            end_user: Option<EndUserRef>,
            /// Photos that were sent.
            photos: Vec<MediaPhoto>,
            /// Videos that were sent.
            videos: Vec<MediaVideo>,
            /// How it was handed on.
            transfers: Vec<Transfer>,
            /// Who takes part.
            participants: Vec<SmsParticipant>,
            /// How it was offered to agents.
            offer_type: Option<String>,
            /// When it was offered, and to whom.
            offer_events: Vec<OfferEvent>,
            /// How it was taken, `manual` for example.
            answer_type: Option<String>,
            /// The number that it is sent from.
            outbound_number: Option<String>,
        }
    }
}

reply! {
    /// Somebody who takes part in a chat of text messages.
    pub struct SmsParticipant {
        optional {
            /// The id.
            id: Option<Id>,
            /// Who it is.
            kind: Option<ParticipantType> => "type",
            /// Where they stand, `connected` for example.
            status: Option<String>,
            /// The chat.
            chat_id: Option<Id>,
            /// The agent.
            user_id: Option<Id>,
            /// The customer.
            end_user_id: Option<Id>,
            /// How long they wrote, in seconds.
            chat_duration: Option<u64>,
            /// When they joined.
            connected_at: Option<Timestamp>,
            /// When they left.
            ended_at: Option<Timestamp>,
            /// Why they couldn't; `nothing` where they could.
            fail_reason: Option<String>,
        }
    }
}
