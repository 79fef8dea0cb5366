//! Calls: dialled, taken in and scheduled for agents, and what is known of their customers.

mod call;
mod outcome;

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Source, Spec, open_enum,
    parameters,
};
use jiff::Timestamp;
use serde::Serialize;

pub use call::{
    Call, CallStatus, MediaPhoto, MediaVideo, MenuPath, MenuType, OfferEvent, Participant,
    ParticipantType, SelectedMenu, Transfer,
};
pub use outcome::{CallOutcome, EchoedCall};

use crate::people::{CustomerFlags, Linked, or_nothing};
use crate::{AppsApi, filled};

parameters! {
    /// Lets an agent call a number.
    ///
    /// `POST /calls` with the type `Voice Outbound (API)`. Documented by Apps API, "Create an outbound
    /// call". The agent must be available; the call is theirs at once. What comes of it is one of three
    /// things: see [`CallOutcome`]. It is never repeated once it may have arrived: somebody's telephone
    /// would ring twice.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::calls::{CallOutcome, CreateOutboundCall};
    ///
    /// let call = CreateOutboundCall::new("agent@example.com", "+15550100").lang("en");
    /// match client.send(call).await? {
    ///     CallOutcome::Created(call) => println!("call {:?}", call.id),
    ///     CallOutcome::Accepted | CallOutcome::Echoed(_) => println!("the agent goes on with it"),
    ///     _ => {}
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The agent's address or the number is empty.
    pub struct CreateOutboundCall {
        required {
            /// The agent's e-mail address.
            agent_email: String as into,
            /// The number to call, best as `+` and digits.
            end_user_number: String as into,
        }
        optional {
            /// The queue whose settings stand in the place of the global ones.
            menu_id: Option<Id> as (into Id),
            /// The CRM's ticket. It goes before the number.
            ticket_id: Option<Id> as (into Id),
            /// The number that is shown: the account's own, without it.
            outbound_number: Option<String> as (into String),
            /// The language, `en` without it.
            lang: Option<String> as (into String),
        }
    }
}

impl Operation for CreateOutboundCall {
    type Vendor = AppsApi;
    type Output = CallOutcome;
    const SPEC: Spec =
        Spec::new("calls.create_outbound", Method::POST, "/calls").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("agent_email", &self.agent_email)?;
        filled("end_user_number", &self.end_user_number)?;
        request.json(&Typed::of(OUTBOUND, self))
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CallOutcome, DecodeError> {
        CallOutcome::decode(&reply)
    }
}

parameters! {
    /// Lets an agent call the customer of a CRM ticket.
    ///
    /// `POST /calls` with the type `Voice Outbound (API)`. Documented by Apps API, "Create an outbound call
    /// by ticket". The number is the ticket's. Everything else is as in [`CreateOutboundCall`].
    ///
    /// # Errors
    ///
    /// The agent's address or the ticket is empty.
    pub struct CreateOutboundCallByTicket {
        required {
            /// The agent's e-mail address.
            agent_email: String as into,
            /// The CRM's ticket.
            ticket_id: Id as into,
        }
        optional {
            /// The number to call. The ticket goes before it.
            end_user_number: Option<String> as (into String),
            /// The queue whose settings stand in the place of the global ones.
            menu_id: Option<Id> as (into Id),
            /// The number that is shown: the account's own, without it.
            outbound_number: Option<String> as (into String),
            /// The language, `en` without it.
            lang: Option<String> as (into String),
        }
    }
}

impl Operation for CreateOutboundCallByTicket {
    type Vendor = AppsApi;
    type Output = CallOutcome;
    const SPEC: Spec =
        Spec::new("calls.create_outbound_by_ticket", Method::POST, "/calls").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("agent_email", &self.agent_email)?;
        filled("ticket_id", &self.ticket_id.to_string())?;
        request.json(&Typed::of(OUTBOUND, self))
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CallOutcome, DecodeError> {
        CallOutcome::decode(&reply)
    }
}

parameters! {
    /// Puts a customer's call into a queue, as if the customer had called.
    ///
    /// `POST /calls` with the type `Voice Inbound (API)`. Documented by Apps API, "Create an inbound call".
    /// The queue must be one of an IVR or of the web, by the table of the document, or of an IVR or an app,
    /// by its errors. It is never repeated once it may have arrived.
    ///
    /// # Errors
    ///
    /// The number is empty.
    pub struct CreateInboundCall {
        required {
            /// The queue.
            menu_id: Id as into,
            /// The customer's number, best as `+` and digits.
            end_user_number: String as into,
        }
        optional {
            /// The language, `en` without it.
            lang: Option<String> as (into String),
            /// The CRM's ticket.
            ticket_id: Option<Id> as (into Id),
            /// The number that is shown: the account's own, without it or where it isn't one.
            outbound_number: Option<String> as (into String),
            /// What the customer said to being recorded; it counts only where the queue asks.
            recording_permission: Option<RecordingPermission> as (into RecordingPermission),
        }
    }
}

impl Operation for CreateInboundCall {
    type Vendor = AppsApi;
    type Output = CallOutcome;
    const SPEC: Spec =
        Spec::new("calls.create_inbound", Method::POST, "/calls").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("end_user_number", &self.end_user_number)?;
        request.json(&Typed::of(INBOUND, self))
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CallOutcome, DecodeError> {
        CallOutcome::decode(&reply)
    }
}

parameters! {
    /// Schedules a call to a customer.
    ///
    /// `POST /calls` with the type `Voice Scheduled (API)`. Documented by Apps API, "Create a scheduled
    /// call". It begins in a [queue](CreateScheduledCall::in_queue) of an app or the web, or [goes
    /// on](CreateScheduledCall::after) from an earlier call. In the document's example it comes back as an
    /// inbound call that is queued. It is never repeated once it may have arrived.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::calls::CreateScheduledCall;
    ///
    /// let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
    /// let back = CreateScheduledCall::in_queue(9, "+15550100", tomorrow);
    /// client.send(back).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The number is empty, or there is neither a queue nor an earlier call.
    pub struct CreateScheduledCall {
        required {
            /// The customer's number, best as `+` and digits.
            end_user_number: String as into,
            /// When to call, in the future.
            scheduled_at: Timestamp as into,
        }
        optional {
            /// The queue.
            menu_id: Option<Id> as (into Id),
            /// The earlier call.
            call_id: Option<Id> as (into Id),
            /// The language, `en` without it.
            lang: Option<String> as (into String),
            /// The CRM's ticket.
            ticket_id: Option<Id> as (into Id),
            /// What the customer said to being recorded; it counts only where the queue asks.
            recording_permission: Option<RecordingPermission> as (into RecordingPermission),
        }
    }
}

impl CreateScheduledCall {
    /// A call that begins in a queue.
    pub fn in_queue(
        menu_id: impl Into<Id>,
        end_user_number: impl Into<String>,
        at: Timestamp,
    ) -> Self {
        CreateScheduledCall::new(end_user_number, at).menu_id(menu_id)
    }

    /// A call that goes on from an earlier one.
    pub fn after(
        call_id: impl Into<Id>,
        end_user_number: impl Into<String>,
        at: Timestamp,
    ) -> Self {
        CreateScheduledCall::new(end_user_number, at).call_id(call_id)
    }
}

impl Operation for CreateScheduledCall {
    type Vendor = AppsApi;
    type Output = CallOutcome;
    const SPEC: Spec =
        Spec::new("calls.create_scheduled", Method::POST, "/calls").source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("end_user_number", &self.end_user_number)?;
        if self.menu_id.is_none() && self.call_id.is_none() {
            return Err(EncodeError::new("menu_id", "is missing, and so is call_id"));
        }
        request.json(&Typed::of(SCHEDULED, self))
    }

    #[inline]
    fn decode(reply: Reply) -> Result<CallOutcome, DecodeError> {
        CallOutcome::decode(&reply)
    }
}

parameters! {
    /// Says who the customer of a call is.
    ///
    /// `POST /calls/{call_id}/end_user`. Documented by Apps API, "Mid-session authentication". The CRM's
    /// contact is updated too. A phone number that is known already stays. A second time within an interval
    /// of unknown length is refused.
    ///
    /// # Errors
    ///
    /// The identifier is empty.
    pub struct UpdateCallEndUser {
        path {
            /// The call's id.
            call_id: Id as into,
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

impl Operation for UpdateCallEndUser {
    type Vendor = AppsApi;
    type Output = Linked;
    const SPEC: Spec = Spec::new(
        "calls.end_user.update",
        Method::POST,
        "/calls/{call_id}/end_user",
    )
    .source(Source::Public);

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        filled("identifier", &self.identifier)?;
        request.path("call_id", &self.call_id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Linked, DecodeError> {
        or_nothing(&reply)
    }
}

parameters! {
    /// Changes what is flagged about the customer of a call.
    ///
    /// `PATCH /calls/{id}/customer_flag`. Documented by Apps API, "Update reserved data attributes". What
    /// isn't set stays.
    ///
    /// ```no_run
    /// # async fn example(client: apps_api::Client) -> Result<(), apps_api::Error> {
    /// use apps_api::calls::UpdateCallFlags;
    ///
    /// client.send(UpdateCallFlags::new(397).verified_customer(true)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct UpdateCallFlags {
        path {
            /// The call's id.
            id: Id as into,
        }
        optional {
            /// Whether the customer was verified.
            verified_customer: Option<bool> as (bool),
            /// Whether the customer means harm.
            bad_actor: Option<bool> as (bool),
            /// Whether the customer has called before.
            repeat_customer: Option<bool> as (bool) => "repeat_customers",
        }
    }
}

impl Operation for UpdateCallFlags {
    type Vendor = AppsApi;
    type Output = CustomerFlags;
    const SPEC: Spec = Spec::new(
        "calls.customer_flag.update",
        Method::PATCH,
        "/calls/{id}/customer_flag",
    )
    .effect(ccaas_core::Effect::Idempotent)
    .source(Source::Public);

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
    /// Changes what is flagged about the customer of a call, in another way.
    ///
    /// `PUT /calls/{id}/customer_flag`. The vendor's document lists a second request for the same; its
    /// method is inferred. Prefer [`UpdateCallFlags`].
    pub struct ReplaceCallFlags {
        path {
            /// The call's id.
            id: Id as into,
        }
        optional {
            /// Whether the customer was verified.
            verified_customer: Option<bool> as (bool),
            /// Whether the customer means harm.
            bad_actor: Option<bool> as (bool),
            /// Whether the customer has called before.
            repeat_customer: Option<bool> as (bool) => "repeat_customers",
        }
    }
}

impl Operation for ReplaceCallFlags {
    type Vendor = AppsApi;
    type Output = CustomerFlags;
    const SPEC: Spec = Spec::new(
        "calls.customer_flag.replace",
        Method::PUT,
        "/calls/{id}/customer_flag",
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
    /// Reads what is flagged about the customer of a call.
    ///
    /// `GET /calls/{id}/customer_flag`. Documented by Apps API, "Get reserved data attributes".
    pub struct GetCallFlags {
        path {
            /// The call's id.
            id: Id as into,
        }
    }
}

impl Operation for GetCallFlags {
    type Vendor = AppsApi;
    type Output = CustomerFlags;
    const SPEC: Spec = Spec::new(
        "calls.customer_flag.get",
        Method::GET,
        "/calls/{id}/customer_flag",
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

open_enum! {
    /// What a customer said to being recorded, as it is written. It is read without its first two words.
    pub enum RecordingPermission {
        /// Nobody asked.
        NotAsked = "recording_permission_not_asked",
        /// No.
        Denied = "recording_permission_denied",
        /// Yes.
        Granted = "recording_permission_granted",
    }
}

const OUTBOUND: &str = "Voice Outbound (API)";
const INBOUND: &str = "Voice Inbound (API)";
const SCHEDULED: &str = "Voice Scheduled (API)";

/// What tells the calls apart that are made at one path.
#[derive(Serialize)]
struct Typed<'a, T> {
    call_type: &'static str,
    #[serde(flatten)]
    call: &'a T,
}

impl<'a, T> Typed<'a, T> {
    fn of(call_type: &'static str, call: &'a T) -> Self {
        Typed { call_type, call }
    }
}
