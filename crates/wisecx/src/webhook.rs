//! Webhooks: the calls that WiseCX makes to your own server.
//!
//! They are set up in the product, not by the API: Channels, Settings, a new Webhooks channel, with the
//! URL to call. Documented by WiseCX API v1, "Webhooks".
//!
//! # Who has called
//!
//! The vendor signs nothing and sends no secret, so nothing in a call proves that it is from WiseCX. What
//! you can do is to write a secret of your own into the URL that you register, or have a proxy of yours
//! add it as a header: [`SharedSecret`] checks it. That keeps out whoever doesn't know the URL. It doesn't
//! protect against somebody who has seen it, in the log of a proxy for example, nor against a changed body
//! or an old call that is played again. So register an https URL, and believe of an event no more than the
//! ids in it: ask the API what has happened.
//!
//! # What to expect
//!
//! An event holds ids only; read the rest with [`GetActivity`](crate::cases::GetActivity),
//! [`GetCase`](crate::cases::GetCase) or [`GetMeliOrder`](crate::meli::GetMeliOrder), which counts against
//! your quota. Whether an event comes twice or out of order isn't documented: expect both, and see
//! [`WebhookEvent::key`]. What you write yourself comes back as an event too. Answer quickly, and work
//! afterwards.
//!
//! ```
//! use wisecx::webhook::{SharedSecret, WebhookEvent, Webhooks};
//!
//! let webhooks = Webhooks::verified(SharedSecret::in_query("token", "s3cret")?);
//!
//! let request = http::Request::post("/hooks/wisecx?token=s3cret").body(())?;
//! let (head, ()) = request.into_parts();
//! let body = r#"{"event": "activity_new", "case_id": 1, "activity_id": 2, "activity_type": "note"}"#;
//! match webhooks.receive(&head, body)? {
//!     WebhookEvent::ActivityNew(activity) => println!("case {}", activity.case_id),
//!     other => println!("{other:?}"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the feature `axum`, [`Received`] is an extractor:
//!
//! ```
//! # #[cfg(feature = "axum")] {
//! use axum::Router;
//! use axum::routing::post;
//! use wisecx::webhook::{Received, WebhookEvent, Webhooks};
//!
//! async fn hook(Received(event): Received<WebhookEvent>) {
//!     println!("{event:?}");
//! }
//!
//! let router: Router = Router::new()
//!     .route("/hooks/wisecx", post(hook))
//!     .with_state(Webhooks::unverified());
//! # }
//! ```

use std::fmt;

use bytes::Bytes;
use ccaas_core::types::{Id, Secret};
use ccaas_core::webhook::Event;
pub use ccaas_core::webhook::{Receiver, Rejection, SharedSecret, Verify};
use ccaas_core::{Method, Spec, open_enum};
use http::request::Parts;
use serde::Deserialize;

/// The extractor: `Received(event): Received<WebhookEvent>`.
#[cfg(feature = "axum")]
pub use ccaas_core::webhook::Received;

/// Takes the calls of WiseCX.
pub type Webhooks = Receiver<WebhookEvent>;

/// Something happened to a case.
pub const ACTIVITY_NEW: Spec = Spec::inbound("webhooks.activity_new", Method::POST, "/");
/// A message of WhatsApp was delivered or read.
pub const STATUS_UPDATE: Spec = Spec::inbound("webhooks.status_update", Method::POST, "/");
/// A survey was sent.
pub const SURVEY: Spec = Spec::inbound("webhooks.survey", Method::POST, "/");
/// An order of Mercado Libre was made.
pub const MELI_NEW_ORDER: Spec = Spec::inbound("webhooks.meli_new_order", Method::POST, "/");
/// An order of Mercado Libre was changed.
pub const MELI_ORDER_UPDATED: Spec =
    Spec::inbound("webhooks.meli_order_updated", Method::POST, "/");
/// A contact answered a campaign.
pub const NITRO_NEW_CASE: Spec = Spec::inbound("webhooks.nitro_new_case", Method::POST, "/");

/// What WiseCX calls about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WebhookEvent {
    /// Something happened to a case: it was opened, written in, read, moved, changed.
    ActivityNew(ActivityEvent),
    /// A message of WhatsApp was delivered or read; the event doesn't say which of the two.
    StatusUpdate(ActivityEvent),
    /// A survey was sent.
    SurveySent(SurveyEvent),
    /// An order of Mercado Libre was made.
    MeliOrderNew(OrderEvent),
    /// An order of Mercado Libre was changed.
    MeliOrderUpdated(OrderEvent),
    /// A contact answered a message or a call of a campaign. The vendor doesn't say whether that is an
    /// event of its own or a type of activity; both arrive here.
    NitroNewCase(ActivityEvent),
    /// An event that isn't known here, or that lacks its ids.
    Unknown(UnknownEvent),
}

/// An event about an activity of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivityEvent {
    /// The case.
    pub case_id: Id,
    /// The activity. Missing at most in [`WebhookEvent::NitroNewCase`].
    pub activity_id: Option<Id>,
    /// What kind of thing happened.
    pub activity_type: Option<EventActivityType>,
    /// The contact. The vendor doesn't document it, but sends it at times.
    pub contact_id: Option<Id>,
}

/// An event about a survey.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SurveyEvent {
    /// The case that it is about.
    pub case_id: Id,
    /// Where the contact answers it. Whoever knows it can answer in the contact's place.
    pub url_survey: Secret,
}

/// An event about an order of Mercado Libre.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrderEvent {
    /// The order's id at WiseCX.
    pub id: Id,
}

/// An event that isn't known here.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// What it calls itself.
    pub event: Option<String>,
    /// All that arrived.
    pub body: Bytes,
}

/// Tells the name and the size, never the content.
impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownEvent")
            .field("event", &self.event)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

open_enum! {
    /// What kind of thing happened in a case.
    pub enum EventActivityType {
        /// A user wrote to contacts.
        UserReply = "user_reply",
        /// A contact wrote.
        ContactMessage = "contact_message",
        /// A user made a note for colleagues.
        Note = "note",
        /// The system did something.
        System = "system",
        /// A message of WhatsApp was delivered or read.
        WhatsappStatus = "whatsapp_status",
        /// A contact answered a campaign.
        NitroNewCase = "nitro_new_case",
    }
}

impl WebhookEvent {
    /// What tells this event from another, to drop one that comes twice. `None` where the same ids may
    /// rightly come again: a message is first delivered and then read, an order is changed more than once,
    /// and of an unknown event nothing is known.
    pub fn key(&self) -> Option<String> {
        match self {
            WebhookEvent::ActivityNew(activity) | WebhookEvent::NitroNewCase(activity) => {
                let id = activity.activity_id.as_ref()?;
                Some(format!("activity:{}:{id}", activity.case_id))
            }
            WebhookEvent::MeliOrderNew(order) => Some(format!("meli_order:{}", order.id)),
            WebhookEvent::SurveySent(survey) => {
                let url = survey.url_survey.expose();
                Some(format!("survey:{}:{url}", survey.case_id))
            }
            WebhookEvent::StatusUpdate(_)
            | WebhookEvent::MeliOrderUpdated(_)
            | WebhookEvent::Unknown(_) => None,
        }
    }

    fn known(raw: Raw) -> Option<Self> {
        let activity = |raw: Raw| {
            Some(ActivityEvent {
                case_id: raw.case_id?,
                activity_id: raw.activity_id,
                activity_type: raw.activity_type,
                contact_id: raw.contact_id,
            })
        };
        match raw.event.as_deref()? {
            "activity_new" => {
                let nitro = raw.activity_type == Some(EventActivityType::NitroNewCase);
                let activity = activity(raw)?;
                activity.activity_id.as_ref()?;
                Some(if nitro {
                    WebhookEvent::NitroNewCase(activity)
                } else {
                    WebhookEvent::ActivityNew(activity)
                })
            }
            "status_update" => activity(raw).map(WebhookEvent::StatusUpdate),
            "nitro_new_case" => activity(raw).map(WebhookEvent::NitroNewCase),
            "survey" => Some(WebhookEvent::SurveySent(SurveyEvent {
                case_id: raw.case_id?,
                url_survey: raw.url_survey?,
            })),
            "meli_new_order" => Some(WebhookEvent::MeliOrderNew(OrderEvent { id: raw.id? })),
            "meli_order_updated" => {
                Some(WebhookEvent::MeliOrderUpdated(OrderEvent { id: raw.id? }))
            }
            _ => None,
        }
    }
}

impl Event for WebhookEvent {
    fn read(_: &Parts, body: Bytes) -> Result<Self, Rejection> {
        let raw: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&body).map_err(Rejection::unreadable)?;
        let event = raw
            .get("event")
            .and_then(|event| event.as_str())
            .map(str::to_owned);
        // Something may have another type than it should: then this is no event that is known here.
        let known = serde_json::from_value(raw.into())
            .ok()
            .and_then(WebhookEvent::known);
        Ok(known.unwrap_or(WebhookEvent::Unknown(UnknownEvent { event, body })))
    }
}

/// All that an event can hold.
#[derive(Deserialize)]
struct Raw {
    event: Option<String>,
    id: Option<Id>,
    case_id: Option<Id>,
    activity_id: Option<Id>,
    activity_type: Option<EventActivityType>,
    contact_id: Option<Id>,
    url_survey: Option<Secret>,
}
