//! How a message is set up, as it is written: for each channel what that one takes.

use std::ops::RangeInclusive;

use ccaas_core::types::Id;
use ccaas_core::{EncodeError, open_enum, parameters};
use serde::Serialize;

use super::MessageChannel;

/// How many calls a campaign can make at the same time.
const SIMULTANEOUS_CALLS: RangeInclusive<u32> = 1..=7;

/// How a message is set up: each channel has its own configuration.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(
    feature = "registry",
    derive(ccaas_core::registry::schemars::JsonSchema)
)]
#[cfg_attr(
    feature = "registry",
    schemars(crate = "ccaas_core::registry::schemars")
)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ChannelConfig {
    /// For WhatsApp.
    Whatsapp(WhatsappConfig),
    /// For e-mail.
    Email(EmailConfig),
    /// For calls.
    Call(CallConfig),
}

impl ChannelConfig {
    /// The channel that it is for.
    pub fn channel(&self) -> MessageChannel {
        match self {
            ChannelConfig::Whatsapp(_) => MessageChannel::Whatsapp,
            ChannelConfig::Email(_) => MessageChannel::Email,
            ChannelConfig::Call(_) => MessageChannel::Call,
        }
    }

    /// Refuses what lacks something that its channel needs.
    pub(super) fn check(&self) -> Result<(), EncodeError> {
        match self {
            ChannelConfig::Whatsapp(config) => config.check(),
            ChannelConfig::Email(config) => config.check(),
            ChannelConfig::Call(config) => config.check(),
        }
    }
}

impl From<WhatsappConfig> for ChannelConfig {
    fn from(config: WhatsappConfig) -> Self {
        ChannelConfig::Whatsapp(config)
    }
}

impl From<EmailConfig> for ChannelConfig {
    fn from(config: EmailConfig) -> Self {
        ChannelConfig::Email(config)
    }
}

impl From<CallConfig> for ChannelConfig {
    fn from(config: CallConfig) -> Self {
        ChannelConfig::Call(config)
    }
}

/// Which channel it is for shows in a field that only that one has. serde's `untagged` would try all of
/// them, and couldn't say what is wrong.
#[cfg(feature = "registry")]
impl<'de> serde::Deserialize<'de> for ChannelConfig {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let has = |field: &str| value.get(field).is_some();
        let config = if has("call_number_id") {
            serde_json::from_value(value).map(ChannelConfig::Call)
        } else if has("from_email") || has("email_content") {
            serde_json::from_value(value).map(ChannelConfig::Email)
        } else {
            serde_json::from_value(value).map(ChannelConfig::Whatsapp)
        };
        config.map_err(serde::de::Error::custom)
    }
}

fn wrong(field: &str, reason: &'static str) -> Result<(), EncodeError> {
    Err(EncodeError::new(format!("channel_config.{field}"), reason))
}

parameters! {
    /// How a message by WhatsApp is set up.
    pub struct WhatsappConfig {
        required {
            /// The template's id. The vendor takes a text or a number.
            template_id: Id as into,
        }
        optional {
            /// What stands in the place of the template's variables.
            variables: Option<Vec<TemplateVariable>> as (each TemplateVariable),
            /// Who gets what the contact answers: a service group without it.
            reply_type: Option<WhatsappReplyType> as (into WhatsappReplyType),
            /// The id of that service group or assistant. A user needs none.
            reply_id: Option<u64> as (u64),
            /// Where the assistant begins.
            reply_node: Option<String> as (into String),
        }
    }
}

impl WhatsappConfig {
    /// A service group gets the answer.
    #[must_use]
    pub fn reply_group(self, id: u64) -> Self {
        self.reply_type(WhatsappReplyType::Group).reply_id(id)
    }

    /// A user gets the answer. Which one, the vendor doesn't let you choose here.
    #[must_use]
    pub fn reply_user(self) -> Self {
        self.reply_type(WhatsappReplyType::User)
    }

    /// An assistant gets the answer, and begins at this node.
    #[must_use]
    pub fn reply_assistant(self, id: u64, node: impl Into<String>) -> Self {
        self.reply_type(WhatsappReplyType::Assistant)
            .reply_id(id)
            .reply_node(node)
    }

    fn check(&self) -> Result<(), EncodeError> {
        if self.template_id.to_string().trim().is_empty() {
            return wrong("template_id", "is empty");
        }
        if self.reply_type == Some(WhatsappReplyType::Assistant) {
            if self.reply_id.is_none() {
                return wrong("reply_id", "is missing: which assistant?");
            }
            if is_blank(self.reply_node.as_deref()) {
                return wrong("reply_node", "is missing: where does the assistant begin?");
            }
        }
        Ok(())
    }
}

open_enum! {
    /// Who gets what a contact answers on WhatsApp.
    pub enum WhatsappReplyType {
        /// A service group, as it is without asking.
        Group = "group",
        /// A user.
        User = "user",
        /// An assistant.
        Assistant = "assistant",
    }
}

parameters! {
    /// What stands in the place of a template's variable.
    pub struct TemplateVariable {
        required {
            /// The variable, `{1}` for example.
            name: String as into,
        }
        optional {
            /// The contact's field that it is taken from, `name` for example.
            value_from: Option<String> as (into String),
            /// What stands there for a contact without that field.
            value_default: Option<String> as (into String),
        }
    }
}

parameters! {
    /// How an e-mail is set up.
    pub struct EmailConfig {
        required {
            /// The address it comes from.
            from_email: String as into,
            /// What it is about.
            subject: String as into,
            /// What it says, as HTML.
            email_content: String as into,
        }
        optional {
            /// More headers of the e-mail.
            headers: Option<Vec<EmailHeader>> as (each EmailHeader),
            /// Who gets what the contact answers: for e-mails only a service group can.
            reply_type: Option<EmailReplyType> as (into EmailReplyType),
            /// The id of that service group.
            reply_id: Option<u64> as (u64),
        }
    }
}

impl EmailConfig {
    /// A service group gets the answer.
    #[must_use]
    pub fn reply_group(self, id: u64) -> Self {
        self.reply_type(EmailReplyType::Group).reply_id(id)
    }

    fn check(&self) -> Result<(), EncodeError> {
        let required = [
            ("from_email", &self.from_email),
            ("subject", &self.subject),
            ("email_content", &self.email_content),
        ];
        for (field, text) in required {
            if is_blank(Some(text)) {
                return wrong(field, "is empty");
            }
        }
        for (index, header) in self.headers.iter().flatten().enumerate() {
            if is_blank(Some(&header.key)) {
                return wrong(&format!("headers[{index}].key"), "is empty");
            }
            if is_blank(Some(&header.value)) {
                return wrong(&format!("headers[{index}].value"), "is empty");
            }
        }
        Ok(())
    }
}

open_enum! {
    /// Who gets what a contact answers to an e-mail.
    pub enum EmailReplyType {
        /// A service group.
        Group = "group",
    }
}

parameters! {
    /// One more header of an e-mail. Neither part may be empty.
    pub struct EmailHeader {
        required {
            /// Its name.
            key: String as into,
            /// Its value.
            value: String as into,
        }
    }
}

parameters! {
    /// How a call is set up.
    pub struct CallConfig {
        required {
            /// The id of the number to call from.
            call_number_id: u64,
        }
        optional {
            /// What happens when the contact answers.
            reply_type: Option<CallReplyType> as (into CallReplyType),
            /// The id of the service group, user, IVR or survey. For a user one table of the vendor
            /// requires it and another doesn't name it: that isn't checked.
            reply_id: Option<u64> as (u64),
            /// Where the recording lies that is played.
            reply_url: Option<String> as (into String),
            /// Whether to call only while a user is free: `false` without it.
            only_when_available: Option<bool> as (bool),
            /// Whether to call only during business hours: `false` without it.
            only_business_hours: Option<bool> as (bool),
            /// How many calls to make at the same time: 1 to 7, and 1 without it.
            simultaneous_calls: Option<u32> as (u32),
        }
    }
}

impl CallConfig {
    /// A service group takes over.
    #[must_use]
    pub fn reply_group(self, id: u64) -> Self {
        self.reply_type(CallReplyType::Group).reply_id(id)
    }

    /// A user takes over.
    #[must_use]
    pub fn reply_user(self, id: u64) -> Self {
        self.reply_type(CallReplyType::User).reply_id(id)
    }

    /// An IVR takes over.
    #[must_use]
    pub fn reply_ivr(self, id: u64) -> Self {
        self.reply_type(CallReplyType::Ivr).reply_id(id)
    }

    /// A recording is played.
    #[must_use]
    pub fn reply_audio(self, url: impl Into<String>) -> Self {
        self.reply_type(CallReplyType::Audio).reply_url(url)
    }

    /// A survey begins.
    #[must_use]
    pub fn reply_survey(self, id: u64) -> Self {
        self.reply_type(CallReplyType::Survey).reply_id(id)
    }

    fn check(&self) -> Result<(), EncodeError> {
        match &self.reply_type {
            Some(CallReplyType::Group | CallReplyType::Ivr | CallReplyType::Survey)
                if self.reply_id.is_none() =>
            {
                return wrong("reply_id", "is missing: which group, IVR or survey?");
            }
            Some(CallReplyType::Audio) if is_blank(self.reply_url.as_deref()) => {
                return wrong("reply_url", "is missing: what is played?");
            }
            _ => {}
        }
        match self.simultaneous_calls {
            Some(calls) if !SIMULTANEOUS_CALLS.contains(&calls) => {
                wrong("simultaneous_calls", "is between 1 and 7")
            }
            _ => Ok(()),
        }
    }
}

open_enum! {
    /// What happens when a contact answers a call.
    pub enum CallReplyType {
        /// A service group takes over.
        Group = "group",
        /// A user takes over.
        User = "user",
        /// An IVR takes over.
        Ivr = "ivr",
        /// A recording is played.
        Audio = "audio",
        /// A survey begins.
        Survey = "survey",
    }
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}
