//! Messages to single contacts, by a transactional campaign.

use ccaas_core::types::{Id, Pairs};
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters, reply,
};
use serde::de::DeserializeOwned;

use super::{MessageChannel, SendingStatus};
use crate::WiseCx;
use crate::page::{self, Page};

parameters! {
    /// Sends a message to one contact, through one channel or several.
    ///
    /// `POST /nitro/transactional/{id}/send`. Documented by WiseCX API v1, "Nitro", "Transactional
    /// Request". The campaign must be transactional, running, and have a message for each channel. It is
    /// never repeated once it may have arrived.
    ///
    /// The answer has a row for each channel. One that failed is no error of the call: look at the status
    /// and the description of each.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::nitro::{MessageChannel, Recipient, SendTransactional, SendingStatus};
    ///
    /// let shipped = SendTransactional::new(
    ///     1321,
    ///     [MessageChannel::Whatsapp],
    ///     Recipient::by_phone("59899000000"),
    /// )
    /// .variables([("{1}", "Nour"), ("{2}", "Tuesday")]);
    /// for row in client.send(shipped).await? {
    ///     if row.status != Some(SendingStatus::Queued) {
    ///         println!("{:?}: {:?}", row.channel, row.description);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is no channel, or the [`Recipient`] lacks what a channel needs.
    pub struct SendTransactional {
        path {
            /// The campaign's id. The product shows it at the end of making a campaign, and in the menu
            /// of the list of campaigns.
            id: Id as into,
        }
        required {
            /// What it goes through.
            channels: Vec<MessageChannel> as into,
            /// Who gets it.
            contact: Recipient as into,
        }
        optional {
            /// The user who takes the call. No table of the vendor has it, an example does.
            user_id: Option<u64> as (u64),
            /// What stands in the place of the variables, `{1}` for example. WhatsApp goes by their order
            /// and not by their names: they are sent in the order in which they are given.
            variables: Option<Pairs> as (into Pairs),
            /// Anything, for reports and assistants.
            metadata: Option<Pairs> as (into Pairs),
        }
    }
}

impl Operation for SendTransactional {
    type Vendor = WiseCx;
    type Output = Vec<SentMessage>;
    const SPEC: Spec = Spec::new(
        "nitro.transactional.send",
        Method::POST,
        "/nitro/transactional/{id}/send",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        check("", &self.channels, &self.contact)?;
        request.path("id", &self.id)?;
        request.json(self)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        page::rows(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<SentMessage>, DecodeError> {
        rows(&reply)
    }
}

parameters! {
    /// Sends messages to several contacts, each by a campaign of its own.
    ///
    /// `POST /nitro/transactional/send`. Documented by WiseCX API v1, "Nitro", "Transactional Request
    /// Bulk". What holds for [`SendTransactional`] holds for each of them.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::nitro::{
    ///     MessageChannel, Recipient, SendTransactionalBulk, TransactionalMessage,
    /// };
    ///
    /// let people = [("59899000000", "Nour"), ("59899000001", "Sami")];
    /// let messages = people.map(|(phone, name)| {
    ///     TransactionalMessage::new(1321, [MessageChannel::Whatsapp], Recipient::by_phone(phone))
    ///         .variables([("{1}", name)])
    /// });
    /// for row in client.send(SendTransactionalBulk::new(messages)).await? {
    ///     println!("{:?}: {:?}", row.contact, row.status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is no message, or one lacks what its channels need. Then none is sent.
    pub struct SendTransactionalBulk {
        required {
            /// The messages.
            messages: Vec<TransactionalMessage> as into,
        }
    }
}

impl Operation for SendTransactionalBulk {
    type Vendor = WiseCx;
    type Output = Vec<SentMessage>;
    const SPEC: Spec = Spec::new(
        "nitro.transactional.send_bulk",
        Method::POST,
        "/nitro/transactional/send",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.messages.is_empty() {
            return Err(EncodeError::new("body", "has no message"));
        }
        for (index, message) in self.messages.iter().enumerate() {
            check(&format!("[{index}]."), &message.channels, &message.contact)?;
        }
        request.json(&self.messages)
    }

    #[inline]
    fn payload<T: DeserializeOwned>(reply: &Reply) -> Result<T, DecodeError> {
        page::rows(reply)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Vec<SentMessage>, DecodeError> {
        rows(&reply)
    }
}

parameters! {
    /// Reads what was asked for with a message, and the case that came of it.
    ///
    /// `GET /nitro/transactional/requests/{tracking_id}`. Documented by WiseCX API v1, "Nitro", "Request
    /// detail by tracking id".
    pub struct GetTransactionalRequest {
        path {
            /// The id from the answer to [`SendTransactional`], `wa-4546` for example.
            tracking_id: Id as into,
        }
    }
}

impl Operation for GetTransactionalRequest {
    type Vendor = WiseCx;
    type Output = TransactionalRequest;
    const SPEC: Spec = Spec::new(
        "nitro.transactional.requests.get",
        Method::GET,
        "/nitro/transactional/requests/{tracking_id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("tracking_id", &self.tracking_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<TransactionalRequest, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// One message of [`SendTransactionalBulk`].
    pub struct TransactionalMessage {
        required {
            /// The campaign's id.
            campaign_id: u64,
            /// What it goes through.
            channels: Vec<MessageChannel> as into,
            /// Who gets it.
            contact: Recipient as into,
        }
        optional {
            /// The user who takes the call. Known from an example of [`SendTransactional`].
            user_id: Option<u64> as (u64),
            /// What stands in the place of the variables, `{1}` for example. WhatsApp goes by their order
            /// and not by their names: they are sent in the order in which they are given.
            variables: Option<Pairs> as (into Pairs),
            /// Anything, for reports and assistants.
            metadata: Option<Pairs> as (into Pairs),
        }
    }
}

parameters! {
    /// Who gets a message.
    ///
    /// By id alone, or by any of e-mail address, personal document and phone number. Without an id, e-mail
    /// needs the address, and WhatsApp, calls and SMS need the phone number. Whether they need it beside an
    /// id too, the vendor's rules contradict each other: that isn't checked.
    pub struct Recipient {
        optional {
            /// The contact's id; 0 is none.
            id: Option<u64> as (u64),
            /// The e-mail address.
            email: Option<String> as (into String),
            /// The number of a personal document.
            personal_id: Option<String> as (into String),
            /// The phone number.
            phone: Option<String> as (into String),
            /// The name. No table of the vendor has it, examples of calls do.
            name: Option<String> as (into String),
        }
    }
}

impl Recipient {
    /// A contact by its id.
    pub fn by_id(id: u64) -> Self {
        Recipient::new().id(id)
    }

    /// A contact by e-mail address.
    pub fn by_email(email: impl Into<String>) -> Self {
        Recipient::new().email(email)
    }

    /// A contact by phone number.
    pub fn by_phone(phone: impl Into<String>) -> Self {
        Recipient::new().phone(phone)
    }

    /// A contact by the number of a personal document.
    pub fn by_personal_id(personal_id: impl Into<String>) -> Self {
        Recipient::new().personal_id(personal_id)
    }
}

/// Refuses a message that nobody could get. `place` is where it stands in the body.
fn check(place: &str, channels: &[MessageChannel], contact: &Recipient) -> Result<(), EncodeError> {
    let wrong = |field: &str, reason: &'static str| {
        Err(EncodeError::new(format!("{place}{field}"), reason))
    };
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    if channels.is_empty() {
        return wrong("channels", "is empty");
    }
    if contact.id.is_some_and(|id| id > 0) {
        return Ok(());
    }
    let (email, phone) = (given(&contact.email), given(&contact.phone));
    if !email && !phone && !given(&contact.personal_id) {
        return wrong(
            "contact",
            "needs an id, an e-mail address, a personal document or a phone number",
        );
    }
    for channel in channels {
        match channel {
            MessageChannel::Email if !email => {
                return wrong("contact.email", "is missing: e-mail needs it");
            }
            MessageChannel::Whatsapp | MessageChannel::Call | MessageChannel::Sms if !phone => {
                return wrong(
                    "contact.phone",
                    "is missing: WhatsApp, calls and SMS need it",
                );
            }
            _ => {}
        }
    }
    Ok(())
}

/// The rows of an answer. The messages are on their way by then, so it is read as loosely as a list.
fn rows(reply: &Reply) -> Result<Vec<SentMessage>, DecodeError> {
    Ok(Page::decode(reply)?.items)
}

reply! {
    /// What became of a message on one channel.
    pub struct SentMessage {
        optional {
            /// The channel.
            channel: Option<MessageChannel>,
            /// `queued` when all is well. The vendor shows no other.
            status: Option<SendingStatus>,
            /// What is wrong; nothing when all is well.
            description: Option<String>,
            /// What [`GetTransactionalRequest`] takes. In the vendor's example of several messages all of
            /// them have the number 1.
            tracking_id: Option<Id>,
            /// Who gets it. Only [`SendTransactionalBulk`] tells.
            contact: Option<SentContact>,
        }
    }
}

reply! {
    /// The contact of a message.
    pub struct SentContact {
        optional {
            /// The contact's id.
            id: Option<Id>,
            /// The phone number.
            phone: Option<String>,
            /// The e-mail address.
            email: Option<String>,
        }
    }
}

reply! {
    /// What was asked for with a message.
    pub struct TransactionalRequest {
        optional {
            /// The case that came of it. There may be none yet.
            case: Option<RequestCase>,
            /// Who got it.
            contact: Option<SentContact>,
            /// What stood in the place of the variables, in the vendor's order.
            variables: Option<Pairs>,
            /// What was given for reports and assistants.
            metadata: Option<Pairs>,
        }
    }
}

reply! {
    /// The case that came of a message.
    pub struct RequestCase {
        optional {
            /// The case's id.
            id: Option<Id>,
            /// The number that people see.
            number: Option<Id>,
        }
    }
}
