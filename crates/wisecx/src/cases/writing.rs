//! The activities that are written with a case.

use bytes::Bytes;
use ccaas_core::types::Base64;
use ccaas_core::{EncodeError, parameters};

use super::{ActivityType, SourceChannel};
use crate::CustomFields;

/// How many bytes all files of a request may have together: 5 MB. The vendor doesn't say whether it counts
/// them before or after they are encoded, so only what is too large either way is refused.
pub const MAX_ATTACHED: usize = 5 * 1024 * 1024;

parameters! {
    /// Something that is written into a case: a contact's message, a user's reply, or a note.
    ///
    /// What each kind needs:
    ///
    /// - [`contact_message`](NewActivity::contact_message): who wrote it;
    /// - [`user_reply`](NewActivity::user_reply): the user, and to whom;
    /// - [`sent_template`](NewActivity::sent_template): to whom, and the template of WhatsApp;
    /// - [`note`](NewActivity::note): the user;
    ///
    /// and each a content, an attachment or a template. Contacts that aren't known yet are made.
    ///
    /// ```
    /// use wisecx::cases::{ContactRef, NewActivity, NewAttachment, SourceChannel, Template};
    ///
    /// let written = NewActivity::contact_message(ContactRef::by_phone("59899000000").name("Nour"))
    ///     .channel(SourceChannel::Phone)
    ///     .content("Called about the invoice.");
    /// let reminder = NewActivity::sent_template(
    ///     [ContactRef::by_phone("59899000000")],
    ///     Template::new(54).parameter("1", "Nour"),
    /// );
    /// ```
    pub struct NewActivity {
        required {
            /// What kind of thing it is.
            kind: ActivityType as into => "type",
        }
        optional {
            /// The user who does it; 0 lets the answer to a template enter the queues as usual.
            user_id: Option<u64> as (u64),
            /// The channel it goes through.
            channel: Option<SourceChannel> as (into SourceChannel),
            /// What is written.
            content: Option<String> as (into String),
            /// A template of WhatsApp, in the place of a content.
            template: Option<Template> as (into Template),
            /// Who wrote a contact's message.
            contact_from: Option<ContactRef> as (into ContactRef),
            /// To whom a user's reply goes. On WhatsApp, only to the first one.
            contacts_to: Option<Vec<ContactRef>> as (each ContactRef),
            /// Files.
            attachments: Option<Vec<NewAttachment>> as (each NewAttachment),
        }
    }
}

impl NewActivity {
    /// What a contact wrote.
    pub fn contact_message(from: ContactRef) -> Self {
        NewActivity::new(ActivityType::ContactMessage).contact_from(from)
    }

    /// What a user writes to contacts.
    pub fn user_reply(user_id: u64, to: impl IntoIterator<Item = ContactRef>) -> Self {
        NewActivity::new(ActivityType::UserReply)
            .user_id(user_id)
            .contacts_to(to)
    }

    /// A template of WhatsApp for contacts. The case's channel must be `whatsapp`.
    pub fn sent_template(to: impl IntoIterator<Item = ContactRef>, template: Template) -> Self {
        NewActivity::new(ActivityType::UserReply)
            .contacts_to(to)
            .template(template)
    }

    /// What a user notes for colleagues.
    pub fn note(user_id: u64, content: impl Into<String>) -> Self {
        NewActivity::new(ActivityType::Note)
            .user_id(user_id)
            .content(content)
    }
}

parameters! {
    /// A template of WhatsApp, filled in.
    pub struct Template {
        required {
            /// The template's id.
            template_id: u64,
        }
        optional {
            /// Its variables.
            parameters: Option<Vec<Parameter>> as (each Parameter),
        }
    }
}

impl Template {
    /// Fills in one more variable.
    #[must_use]
    pub fn parameter(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters
            .get_or_insert_default()
            .push(Parameter::new(key, value));
        self
    }
}

parameters! {
    /// A variable of a template.
    pub struct Parameter {
        required {
            /// Its name.
            key: String as into,
            /// What stands in its place.
            value: String as into,
        }
    }
}

parameters! {
    /// Who is meant: by id, e-mail address, personal document or phone number.
    pub struct ContactRef {
        optional {
            /// The contact's id.
            id: Option<u64> as (u64),
            /// The e-mail address.
            email: Option<String> as (into String),
            /// The number of a personal document.
            personal_id: Option<String> as (into String),
            /// The phone number.
            phone: Option<String> as (into String),
            /// The name, for a contact that isn't known yet.
            name: Option<String> as (into String),
            /// The account's own fields, for a contact that isn't known yet. Documented for a new case
            /// only.
            custom_fields: Option<CustomFields> as (into CustomFields),
        }
    }
}

impl ContactRef {
    /// A contact by its id.
    pub fn by_id(id: u64) -> Self {
        ContactRef::new().id(id)
    }

    /// A contact by e-mail address.
    pub fn by_email(email: impl Into<String>) -> Self {
        ContactRef::new().email(email)
    }

    /// A contact by phone number.
    pub fn by_phone(phone: impl Into<String>) -> Self {
        ContactRef::new().phone(phone)
    }

    /// A contact by the number of a personal document.
    pub fn by_personal_id(personal_id: impl Into<String>) -> Self {
        ContactRef::new().personal_id(personal_id)
    }
}

parameters! {
    /// A file to attach: at a public URL, or its bytes.
    ///
    /// The bytes of all files of a request are 5 MB at most.
    pub struct NewAttachment {
        required {
            /// A short name.
            filename: String as into,
        }
        optional {
            /// Where everybody can get it.
            url: Option<String> as (into String),
            /// What is in it; it travels as base64.
            content: Option<Base64> as (into Base64),
        }
    }
}

impl NewAttachment {
    /// A file by its bytes.
    pub fn bytes(filename: impl Into<String>, content: impl Into<Bytes>) -> Self {
        NewAttachment::new(filename).content(content.into())
    }

    /// A file by its public URL.
    pub fn at(filename: impl Into<String>, url: impl Into<String>) -> Self {
        NewAttachment::new(filename).url(url)
    }
}

/// Refuses activities that lack what their type needs.
pub(super) fn check(activities: &[NewActivity]) -> Result<(), EncodeError> {
    let mut attached = 0;
    for (index, activity) in activities.iter().enumerate() {
        let wrong = |field: &str, reason: &'static str| {
            Err(EncodeError::new(
                format!("activities[{index}].{field}"),
                reason,
            ))
        };
        match activity.kind {
            ActivityType::ContactMessage if activity.contact_from.is_none() => {
                return wrong("contact_from", "is missing: who wrote the message?");
            }
            ActivityType::UserReply if activity.contacts_to.as_ref().is_none_or(Vec::is_empty) => {
                return wrong("contacts_to", "is missing: to whom does the reply go?");
            }
            ActivityType::UserReply
                if activity.user_id.is_none() && activity.template.is_none() =>
            {
                return wrong("user_id", "is missing: who replies?");
            }
            ActivityType::Note if activity.user_id.is_none() => {
                return wrong("user_id", "is missing: whose note is it?");
            }
            ActivityType::System => return wrong("type", "can't be written"),
            _ => {}
        }
        let attachments = activity.attachments.as_deref().unwrap_or_default();
        if activity.content.is_none() && activity.template.is_none() && attachments.is_empty() {
            return wrong(
                "content",
                "is missing, and there is neither an attachment nor a template",
            );
        }
        let people = activity.contacts_to.iter().flatten();
        for person in people.chain(&activity.contact_from) {
            let known = person.id.is_some()
                || person.email.is_some()
                || person.personal_id.is_some()
                || person.phone.is_some();
            if !known {
                return wrong(
                    "contact",
                    "needs an id, an e-mail address, a personal document or a phone number",
                );
            }
        }
        for attachment in attachments {
            if attachment.url.is_none() && attachment.content.is_none() {
                return wrong("attachments", "holds a file without a content or a URL");
            }
            attached += attachment.content.as_ref().map_or(0, Base64::len);
        }
        if attached > MAX_ATTACHED {
            return wrong(
                "attachments",
                "makes more than 5 MB of files in the request",
            );
        }
    }
    Ok(())
}
