//! Nitro: campaigns, which send messages by WhatsApp, e-mail and telephone.
//!
//! There are two types of campaigns, and each has a life of its own:
//!
//! - A [simple](CampaignType::Simple) one writes once to all contacts of some groups.
//!   [Create](CreateCampaign) it, give it [messages](CreateCampaignMessage), then [send](SendCampaign) or
//!   [schedule](ScheduleCampaign) it; a sending that isn't over can be [cancelled](CancelCampaignSend).
//! - A [transactional](CampaignType::Transactional) one waits for orders to write to single contacts.
//!   [Create](CreateCampaign) it, give it [messages](CreateCampaignMessage),
//!   [activate](ActivateCampaign) it; then [send](SendTransactional) as often as there is a reason to,
//!   until you [stop](StopCampaign) it.
//!
//! Dates that arrive have no zone, and the vendor's document doesn't say which one they are in. Those that
//! are sent are [`LocalTime`].

mod actions;
mod campaigns;
mod config;
mod messages;
mod transactional;

use ccaas_core::open_enum;
use jiff::civil::{Date, DateTime};
use serde::Serialize;

pub use actions::{
    ActivateCampaign, CampaignAction, CancelCampaignSend, DeleteCampaign, ScheduleCampaign,
    SendCampaign, StopCampaign,
};
pub use campaigns::{
    Campaign, CampaignField, CampaignMessage, CampaignStatus, CampaignType, CreateCampaign,
    GetCampaign, GroupIds, ListCampaigns, MessageStats, MessageStatus, UpdateCampaign,
    WrittenCampaign,
};
pub use config::{
    CallConfig, CallReplyType, ChannelConfig, EmailConfig, EmailHeader, EmailReplyType,
    TemplateVariable, WhatsappConfig, WhatsappReplyType,
};
pub use messages::{
    ChannelDetail, ConfigHeader, ConfigVariable, CreateCampaignMessage,
    ListCampaignMessageContacts, MessageConfig, MessageContact, MessageContactField, ReplyType,
    UpdateCampaignMessage, WrittenMessage,
};
pub use transactional::{
    GetTransactionalRequest, Recipient, RequestCase, SendTransactional, SendTransactionalBulk,
    SentContact, SentMessage, TransactionalMessage, TransactionalRequest,
};

use crate::Moment;

open_enum! {
    /// What a message goes through.
    pub enum MessageChannel {
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// E-mail. Only transactional campaigns can have it.
        Email = "email",
        /// A call.
        Call = "call",
        /// SMS. The vendor names it for transactional messages, but doesn't show how it is written.
        Sms = "sms",
    }
}

open_enum! {
    /// How far a message to a contact has come. The vendor lists no values: these stand in its examples.
    pub enum SendingStatus {
        /// It will be sent.
        Queued = "queued",
        /// It was sent.
        Sent = "sent",
    }
}

/// A date and time on the clock of the account's own zone: `2026-04-01 10:00:00`.
///
/// The vendor's document doesn't name the zone. In its example a campaign is scheduled for 10:00 and the
/// answer says 13:00, as if the account were three hours behind UTC. So nothing is converted here, and an
/// instant isn't taken: what to turn it into, only you know.
///
/// ```
/// use jiff::civil::date;
/// use wisecx::nitro::ScheduleCampaign;
///
/// ScheduleCampaign::new(1321, date(2026, 4, 1).at(10, 0, 0, 0));
/// ```
///
/// ```compile_fail
/// use wisecx::nitro::ScheduleCampaign;
///
/// ScheduleCampaign::new(1321, jiff::Timestamp::now());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(
    feature = "registry",
    derive(serde::Deserialize, ccaas_core::registry::schemars::JsonSchema)
)]
#[cfg_attr(
    feature = "registry",
    schemars(crate = "ccaas_core::registry::schemars")
)]
#[serde(transparent)]
pub struct LocalTime(Moment);

impl LocalTime {
    /// As a civil date and time.
    pub const fn get(self) -> DateTime {
        self.0.get()
    }
}

impl From<DateTime> for LocalTime {
    fn from(at: DateTime) -> Self {
        LocalTime(at.into())
    }
}

/// Its first second.
impl From<Date> for LocalTime {
    fn from(day: Date) -> Self {
        LocalTime(day.into())
    }
}
