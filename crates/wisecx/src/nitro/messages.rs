//! The messages of a campaign, and whom they went to.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, open_enum, parameters, reply,
};
use jiff::civil::DateTime;
use serde::de::DeserializeOwned;

use super::{
    CallConfig, ChannelConfig, EmailConfig, LocalTime, MessageChannel, SendingStatus,
    WhatsappConfig,
};
use crate::WiseCx;
use crate::page::{Order, list};

parameters! {
    /// Adds a message to a campaign.
    ///
    /// `POST /nitro/campaigns/{campaign_id}/messages`. Documented by WiseCX API v1, "Nitro", "Create
    /// Campaign Message". Each channel has a configuration of its own, and a way to begin:
    /// [`whatsapp`](CreateCampaignMessage::whatsapp), [`email`](CreateCampaignMessage::email) (for
    /// transactional campaigns only) and [`call`](CreateCampaignMessage::call).
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::nitro::{CallConfig, CreateCampaignMessage, EmailConfig, WhatsappConfig};
    ///
    /// let hello = WhatsappConfig::new("40184").reply_assistant(38, "start");
    /// let added = client.send(CreateCampaignMessage::whatsapp(1321, hello)).await?;
    /// println!("message {}", added.id);
    ///
    /// let letter = EmailConfig::new("me@example.com", "Welcome", "<p>Hello {{contact_name}}</p>");
    /// client.send(CreateCampaignMessage::email(1322, letter)).await?;
    ///
    /// let call = CallConfig::new(456).reply_ivr(12).simultaneous_calls(3);
    /// client.send(CreateCampaignMessage::call(1321, call)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The configuration is that of another channel, or lacks what its channel needs.
    pub struct CreateCampaignMessage {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
        }
        required {
            /// What it goes through. It can't be changed later.
            channel: MessageChannel as into,
            /// How it is set up.
            channel_config: ChannelConfig as into,
        }
        optional {
            /// When to send, on the clock of the account's zone. No table of the vendor has it, its
            /// examples of e-mails do.
            scheduled_at: Option<LocalTime> as (into LocalTime),
        }
    }
}

impl CreateCampaignMessage {
    /// A message by WhatsApp.
    pub fn whatsapp(campaign_id: impl Into<Id>, config: WhatsappConfig) -> Self {
        CreateCampaignMessage::new(campaign_id, MessageChannel::Whatsapp, config)
    }

    /// An e-mail. The campaign must be transactional.
    pub fn email(campaign_id: impl Into<Id>, config: EmailConfig) -> Self {
        CreateCampaignMessage::new(campaign_id, MessageChannel::Email, config)
    }

    /// A call.
    pub fn call(campaign_id: impl Into<Id>, config: CallConfig) -> Self {
        CreateCampaignMessage::new(campaign_id, MessageChannel::Call, config)
    }
}

impl Operation for CreateCampaignMessage {
    type Vendor = WiseCx;
    type Output = WrittenMessage;
    const SPEC: Spec = Spec::new(
        "nitro.campaigns.messages.create",
        Method::POST,
        "/nitro/campaigns/{campaign_id}/messages",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        let channel = self.channel_config.channel();
        if self.channel != channel {
            let (is, wants) = (&self.channel, channel);
            return Err(EncodeError::new(
                "channel",
                format!("is {is}, but the configuration is one for {wants}"),
            ));
        }
        self.channel_config.check()?;
        request.path("campaign_id", &self.campaign_id)?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        crate::vendor::data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenMessage, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Replaces the configuration of a message.
    ///
    /// `PUT /nitro/campaigns/{campaign_id}/messages/{message_id}`. Documented by WiseCX API v1, "Nitro",
    /// "Update Campaign Message". All of it is replaced: what isn't set is gone. The channel stays, so the
    /// configuration must be one for it.
    ///
    /// The text of an e-mail arrives as the key of a file: written back, that key would presumably take
    /// the place of the text.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::nitro::{UpdateCampaignMessage, WhatsappConfig};
    ///
    /// let config = WhatsappConfig::new("40200").reply_group(123);
    /// client.send(UpdateCampaignMessage::new(1321, 686, config)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The configuration lacks what its channel needs.
    pub struct UpdateCampaignMessage {
        path {
            /// The campaign's id.
            campaign_id: Id as into,
            /// The message's id.
            message_id: Id as into,
        }
        required {
            /// How it is set up.
            channel_config: ChannelConfig as into,
        }
        optional {
            /// When to send, on the clock of the account's zone. No table of the vendor has it, its
            /// examples of e-mails do.
            scheduled_at: Option<LocalTime> as (into LocalTime),
        }
    }
}

impl Operation for UpdateCampaignMessage {
    type Vendor = WiseCx;
    type Output = WrittenMessage;
    const SPEC: Spec = Spec::new(
        "nitro.campaigns.messages.update",
        Method::PUT,
        "/nitro/campaigns/{campaign_id}/messages/{message_id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        self.channel_config.check()?;
        request.path("campaign_id", &self.campaign_id)?;
        request.path("message_id", &self.message_id)?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        crate::vendor::data(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenMessage, DecodeError> {
        Self::payload(&reply)
    }
}

list! {
    /// Lists the contacts that a message went to.
    ///
    /// `GET /nitro/campaigns/{campaign_id}/messages/{message_id}/contacts`. Documented by WiseCX API v1,
    /// "Nitro", "Get Campaign Message Contacts". It is sorted by `sort_by` and `sort_order`, where other
    /// lists have `sort_field` and `sort`; how the order is written is taken from those.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::nitro::ListCampaignMessageContacts;
    ///
    /// let mut contacts = client.items(ListCampaignMessageContacts::new(1321, 686));
    /// while let Some(contact) = contacts.try_next().await? {
    ///     println!("{:?}: {:?}", contact.phone, contact.status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListCampaignMessageContacts of MessageContact {
        id: "nitro.campaigns.messages.contacts.list",
        route: "/nitro/campaigns/{campaign_id}/messages/{message_id}/contacts",
        path {
            /// The campaign's id.
            campaign_id: Id as into,
            /// The message's id.
            message_id: Id as into,
        }
        filter: MessageContactField,
        sort_by: Order,
    }
}

/// The fields that [`ListCampaignMessageContacts`] can be filtered by. The vendor names none, so there is
/// only [`Filter::custom`](crate::filter::Filter::custom).
#[derive(Clone, Copy, Debug)]
pub enum MessageContactField {}

open_enum! {
    /// Who or what takes over when a contact answers, on whatever channel.
    pub enum ReplyType {
        /// A service group.
        Group = "group",
        /// A user.
        User = "user",
        /// An assistant.
        Assistant = "assistant",
        /// An IVR.
        Ivr = "ivr",
        /// A recording.
        Audio = "audio",
        /// A survey.
        Survey = "survey",
    }
}

reply! {
    /// A message that was written.
    pub struct WrittenMessage {
        required {
            /// The id.
            id: Id,
        }
        optional {
            /// The campaign's id.
            campaign_id: Option<Id>,
            /// What it goes through.
            channel: Option<MessageChannel>,
            /// How it is set up.
            channel_config: Option<MessageConfig>,
        }
    }
}

reply! {
    /// How a message is set up. Which fields there are depends on the channel.
    pub struct MessageConfig {
        optional {
            /// The template's id; 0 for an e-mail without one.
            template_id: Option<Id>,
            /// The template's name.
            template_name: Option<String>,
            /// The template's language.
            language: Option<String>,
            /// What stands in the place of the template's variables.
            variables: Vec<ConfigVariable>,
            /// What an e-mail is about.
            subject: Option<String>,
            /// The name that an e-mail comes from.
            from_name: Option<String>,
            /// The address that an e-mail comes from.
            from_email: Option<String>,
            /// What an e-mail says, as it was just written. In a campaign that is read, it is the key of
            /// the file that holds it: `aws_s3:14063:115670:117301.txt`.
            email_content: Option<String>,
            /// More headers of an e-mail.
            headers: Vec<ConfigHeader>,
            /// The id of the number to call from.
            call_number_id: Option<Id>,
            /// Who or what takes over when the contact answers.
            reply_type: Option<ReplyType>,
            /// Its id.
            reply_id: Option<Id>,
            /// Where an assistant begins.
            reply_node: Option<String>,
            /// Where a recording lies.
            reply_url: Option<String>,
            /// Whether to call only while a user is free.
            only_when_available: Option<bool>,
            /// Whether to call only during business hours.
            only_business_hours: Option<bool>,
            /// How many calls to make at the same time.
            simultaneous_calls: Option<u32>,
        }
    }
}

reply! {
    /// What stands in the place of a template's variable.
    pub struct ConfigVariable {
        optional {
            /// The variable.
            name: Option<String>,
            /// The contact's field that it is taken from.
            value_from: Option<String>,
            /// What stands there for a contact without that field.
            value_default: Option<String>,
        }
    }
}

reply! {
    /// A header of an e-mail.
    pub struct ConfigHeader {
        optional {
            /// Its name.
            key: Option<String>,
            /// Its value.
            value: Option<String>,
        }
    }
}

reply! {
    /// A contact that a message went to.
    pub struct MessageContact {
        optional {
            /// The id of the sending, `tracking_id` on the wire. The contact's own may come more than once
            /// in a list, this one doesn't.
            id: Option<Id> => "tracking_id",
            /// The contact's id.
            contact_id: Option<Id>,
            /// The phone number.
            phone: Option<String>,
            /// What it went through.
            channel: Option<MessageChannel>,
            /// How far it has come.
            status: Option<SendingStatus>,
            /// When it was made.
            created_at: Option<DateTime>,
            /// The case that came of it; 0 for none.
            case_id: Option<Id>,
            /// What the channel tells about it.
            channel_detail: Option<ChannelDetail>,
        }
    }
}

reply! {
    /// What a channel tells about a message. The vendor shows it for WhatsApp only.
    pub struct ChannelDetail {
        optional {
            /// The id that WhatsApp gave it.
            whatsapp_id: Option<String>,
            /// When it was sent.
            sent_at: Option<DateTime>,
            /// When it arrived.
            delivered_at: Option<DateTime>,
            /// When it was last opened.
            last_open_date: Option<DateTime>,
            /// When a link in it was last followed.
            last_click_date: Option<DateTime>,
        }
    }
}
