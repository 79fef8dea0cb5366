//! Webhooks: the calls that the vendor makes to your own server about chats.
//!
//! They are set up in the portal: Settings, Developer Settings, Webhooks, with one HTTPS URL for all events and
//! a primary secret, to which a secondary one can be added to change them without a gap. Documented by Apps
//! API, "Chat platform API guide" and "Webhooks for the chat API platform".
//!
//! # Who has called
//!
//! The vendor signs each call with the secrets that it knows: see [`SigningSecrets`]. It checks the signature,
//! how old the call is, and whether it was here before.
//!
//! # What to expect
//!
//! What of an event is documented is an envelope, the two events that the vendor's pages name, and some of
//! what a message holds. The other names are those that public code waits for. Everything else arrives as
//! [`Unknown`](WebhookEvent::Unknown), with its body, so match on that too. What you
//! [write](crate::chats::SendChatMessage) yourself comes back as an event, and a chat may be announced before
//! the answer to the call that [began](crate::chats::CreateChat) it. Whether an event comes twice or out of
//! order isn't documented: expect both. Answer quickly, and work afterwards.
//!
//! ```
//! use apps_api::webhook::{SigningSecrets, WebhookEvent, Webhooks};
//!
//! let secrets = SigningSecrets::new("primary")?.secondary("secondary")?;
//! let webhooks = Webhooks::verified(secrets);
//!
//! # fn taken(webhooks: &Webhooks, request: http::Request<Vec<u8>>) -> Result<(), Box<dyn std::error::Error>> {
//! let (head, body) = request.into_parts();
//! match webhooks.receive(&head, body)? {
//!     WebhookEvent::MessageReceived(event) => println!("{:?}", event.message.text()),
//!     other => println!("{other:?}"),
//! }
//! # Ok(())
//! # }
//! # Ok::<(), apps_api::Error>(())
//! ```
//!
//! With the feature `axum`, [`Received`] is an extractor:
//!
//! ```
//! # #[cfg(feature = "axum")] {
//! use apps_api::webhook::{Received, SigningSecrets, WebhookEvent, Webhooks};
//! use axum::Router;
//! use axum::routing::post;
//!
//! async fn hook(Received(event): Received<WebhookEvent>) {
//!     println!("{event:?}");
//! }
//!
//! let webhooks = Webhooks::verified(SigningSecrets::new("primary")?);
//! let router: Router = Router::new()
//!     .route("/hooks/chats", post(hook))
//!     .with_state(webhooks);
//! # }
//! # Ok::<(), apps_api::Error>(())
//! ```

mod signed;

use std::fmt;

use bytes::Bytes;
use ccaas_core::types::{Id, lenient};
use ccaas_core::webhook::Event;
pub use ccaas_core::webhook::{Receiver, Rejection, SharedSecret, Verify};
use ccaas_core::{Method, Source, Spec, open_enum, reply};
use http::request::Parts;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The extractor: `Received(event): Received<WebhookEvent>`.
#[cfg(feature = "axum")]
pub use ccaas_core::webhook::Received;
pub use signed::SigningSecrets;

use crate::chats::{ChatAgent, MessageType};

/// Takes the calls of the vendor.
pub type Webhooks = Receiver<WebhookEvent>;

/// Something happened in a chat.
pub const CHAT_EVENT: Spec =
    Spec::inbound("webhooks.chat_event", Method::POST, "/").source(Source::Public);

/// What the vendor calls about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WebhookEvent {
    /// A chat was begun.
    ChatCreated(ChatEvent),
    /// Somebody wrote in a chat, the customer included.
    MessageReceived(Box<MessageEvent>),
    /// A chat is over. Seen in public code only.
    ChatEnded(ChatEvent),
    /// A chat was dismissed, because nobody wrote. Seen in public code only.
    ChatDismissed(ChatEvent),
    /// Somebody joined a chat. Seen in public code only.
    ParticipantJoined(ChatEvent),
    /// Somebody left a chat. Seen in public code only.
    ParticipantLeft(ChatEvent),
    /// A chat is to go to a human. Seen in public code only.
    EscalationStarted(ChatEvent),
    /// A human took a chat. Seen in public code only.
    EscalationAccepted(ChatEvent),
    /// An event that isn't known here, or that lacks what it should have.
    Unknown(UnknownEvent),
}

/// An event about a chat.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ChatEvent {
    /// The chat.
    pub chat_id: Id,
    /// When it happened.
    pub timestamp: Option<Timestamp>,
    /// What else is told. The vendor publishes its form only to customers.
    pub body: Value,
}

/// A message in a chat.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MessageEvent {
    /// The chat.
    pub chat_id: Id,
    /// When it was written.
    pub timestamp: Option<Timestamp>,
    /// Who wrote.
    pub sender: Option<MessageSender>,
    /// The message.
    pub message: ReceivedMessage,
    /// All that is told, the sender and the message included. The vendor publishes its form only to
    /// customers.
    pub body: Value,
}

reply! {
    /// Who wrote a message.
    pub struct MessageSender {
        optional {
            /// The id, as somebody who takes part.
            id: Option<Id>,
            /// Who it is.
            kind: Option<SenderType> => "type",
            /// Where they stand.
            status: Option<String>,
            /// When they joined.
            connected_at: Option<Timestamp>,
            /// The agent, if it is one.
            agent: Option<ChatAgent>,
        }
    }
}

open_enum! {
    /// Who wrote a message.
    pub enum SenderType {
        /// The customer.
        EndUser = "end_user",
        /// An agent.
        Agent = "agent",
        /// A virtual agent.
        VirtualAgent = "virtual_agent",
    }
}

reply! {
    /// A message that was written.
    pub struct ReceivedMessage {
        optional {
            /// What it is.
            kind: Option<MessageType> => "type",
            /// What it holds: a text, or an object.
            content: Option<Value>,
            /// The file, where it isn't in the content.
            media_id: Option<Id>,
        }
    }
}

impl ReceivedMessage {
    /// The text, if it has one.
    pub fn text(&self) -> Option<&str> {
        let content = self.content.as_ref()?;
        content
            .as_str()
            .or_else(|| content.get("text").and_then(Value::as_str))
    }

    /// The id of the photo, the video or the [file](crate::chats::GetChatMedia), if it has one. It may stand
    /// in the content or beside it.
    pub fn media(&self) -> Option<Id> {
        let inside = || {
            let id = self.content.as_ref()?.get("media_id")?;
            Id::deserialize(id).ok()
        };
        self.media_id.clone().or_else(inside)
    }
}

/// An event that isn't known here.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// What it calls itself.
    pub event: Option<String>,
    /// The chat.
    pub chat_id: Option<Id>,
    /// All that arrived.
    pub body: Bytes,
}

/// Tells the name, the chat and the size, never the content.
impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownEvent")
            .field("event", &self.event)
            .field("chat_id", &self.chat_id)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

impl WebhookEvent {
    fn known(name: &str, envelope: Envelope) -> Option<Self> {
        let of: fn(ChatEvent) -> Self = match name {
            "chat_created" => WebhookEvent::ChatCreated,
            "chat_ended" => WebhookEvent::ChatEnded,
            "chat_dismissed" => WebhookEvent::ChatDismissed,
            "participant_joined" => WebhookEvent::ParticipantJoined,
            "participant_left" => WebhookEvent::ParticipantLeft,
            "escalation_started" => WebhookEvent::EscalationStarted,
            "escalation_accepted" => WebhookEvent::EscalationAccepted,
            "message_received" => {
                let message = envelope.message()?;
                return Some(WebhookEvent::MessageReceived(Box::new(message)));
            }
            _ => return None,
        };
        envelope.chat().map(of)
    }
}

impl Event for WebhookEvent {
    fn read(_: &Parts, body: Bytes) -> Result<Self, Rejection> {
        let raw: Map<String, Value> =
            serde_json::from_slice(&body).map_err(Rejection::unreadable)?;
        // The vendor's page with an example has the first name. The second costs nothing to read.
        let name = ["event_type", "event"]
            .iter()
            .find_map(|name| raw.get(*name)?.as_str());
        let event = name.map(str::to_owned);
        // Something may have another type than it should: then this is no event that is known here.
        let envelope: Option<Envelope> = serde_json::from_value(raw.into()).ok();
        let chat_id = envelope
            .as_ref()
            .and_then(|envelope| envelope.chat_id.clone());
        let known = event
            .as_deref()
            .zip(envelope)
            .and_then(|(name, envelope)| WebhookEvent::known(name, envelope));
        Ok(known.unwrap_or(WebhookEvent::Unknown(UnknownEvent {
            event,
            chat_id,
            body,
        })))
    }
}

/// What all events have.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default, deserialize_with = "lenient::optional")]
    chat_id: Option<Id>,
    #[serde(default, deserialize_with = "lenient::optional")]
    timestamp: Option<Timestamp>,
    #[serde(default)]
    body: Value,
}

impl Envelope {
    fn chat(self) -> Option<ChatEvent> {
        Some(ChatEvent {
            chat_id: self.chat_id?,
            timestamp: self.timestamp,
            body: self.body,
        })
    }

    fn message(self) -> Option<MessageEvent> {
        #[derive(Deserialize)]
        struct Said {
            #[serde(default, deserialize_with = "lenient::optional")]
            sender: Option<MessageSender>,
            message: ReceivedMessage,
        }
        let Said { sender, message } = Said::deserialize(&self.body).ok()?;
        Some(MessageEvent {
            chat_id: self.chat_id?,
            timestamp: self.timestamp,
            sender,
            message,
            body: self.body,
        })
    }
}
