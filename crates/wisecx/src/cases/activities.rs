//! What has happened in a case.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, open_enum, parameters, reply,
};
use jiff::civil::DateTime;
use serde_json::Value;

use super::SourceChannel;
use crate::filter::{Choice, Field, Ordered};
use crate::page::{Order, list};
use crate::{CustomFields, Moment, WiseCx};

list! {
    /// Lists what has happened in a case.
    ///
    /// `GET /cases/{id}/activities`. Documented by WiseCX API v1, "Cases", "Obtaining Activities of a
    /// Case", which names no fields to filter by: those of [`ActivityField`] are known from public integrations.
    pub struct ListActivities of Activity {
        id: "cases.activities.list",
        route: "/cases/{id}/activities",
        path {
            /// The case's id.
            id: Id as into,
        }
        fields: String,
        filter: ActivityField,
        sort: Order,
    }
}

parameters! {
    /// Reads one activity: what to call after a webhook has named it.
    ///
    /// `GET /cases/{id}/activities/{activity_id}`. Documented by WiseCX API v1, "Cases", "Fetching
    /// Activity by ID".
    pub struct GetActivity {
        path {
            /// The case's id.
            id: Id as into,
            /// The activity's id.
            activity_id: Id as into,
        }
        optional {
            /// The fields that the answer has; the vendor's own choice without it.
            fields: Vec<String> as (each String),
        }
    }
}

impl Operation for GetActivity {
    type Vendor = WiseCx;
    type Output = Activity;
    const SPEC: Spec = Spec::new(
        "cases.activities.get",
        Method::GET,
        "/cases/{id}/activities/{activity_id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.path("activity_id", &self.activity_id)?;
        request.query_comma("fields", &self.fields);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Activity, DecodeError> {
        Self::payload(&reply)
    }
}

/// The fields that [`ListActivities`] can be filtered by.
#[derive(Clone, Copy, Debug)]
pub enum ActivityField {}

impl ActivityField {
    /// The kind.
    pub const TYPE: Field<ActivityField, ActivityType, Choice> = Field::new("type");
    /// When it happened, in UTC.
    pub const CREATED_AT: Field<ActivityField, Moment, Ordered> = Field::new("created_at");
    /// The id.
    pub const ID: Field<ActivityField, Id, Ordered> = Field::new("id");
}

open_enum! {
    /// What kind of thing happened.
    pub enum ActivityType {
        /// A user wrote to contacts.
        UserReply = "user_reply",
        /// A contact wrote.
        ContactMessage = "contact_message",
        /// A user made a note for colleagues.
        Note = "note",
        /// The system did something. It can't be written.
        System = "system",
    }
}

reply! {
    /// Something that happened in a case.
    pub struct Activity {
        optional {
            /// The id.
            id: Option<Id>,
            /// The case.
            case_id: Option<Id>,
            /// What kind of thing it was.
            kind: Option<ActivityType> => "type",
            /// The user who did it; 0 for none.
            user_id: Option<Id>,
            /// The channel it came through.
            channel: Option<SourceChannel>,
            /// What was written. What the system writes is in the account's language, or begins with a
            /// mark such as `[added_tag]`.
            content: Option<String>,
            /// Who wrote a contact's message.
            contact_from: Option<Person>,
            /// To whom a user's reply went.
            contacts_to: Vec<Person>,
            /// The files that came with it.
            attachments: Vec<Attachment>,
            /// Recordings of a call. The vendor doesn't document their form.
            recordings: Vec<Value>,
            /// When it happened, in UTC.
            created_at: Option<DateTime>,
            /// How the sending went, `ok` for example.
            sending_status: Option<String>,
        }
    }
}

reply! {
    /// A contact, as it stands in an activity.
    pub struct Person {
        optional {
            /// The contact's id.
            id: Option<Id>,
            /// The e-mail address.
            email: Option<String>,
            /// The name.
            name: Option<String>,
            /// The phone number.
            phone: Option<String>,
            /// The number of a personal document.
            personal_id: Option<String>,
            /// The account's own fields.
            custom_fields: CustomFields,
        }
    }
}

reply! {
    /// A file of an activity.
    pub struct Attachment {
        optional {
            /// Its name.
            filename: Option<String>,
            /// Its id.
            attachment_id: Option<Id>,
            /// Where it lies: a path without a host, and the vendor doesn't document which host it
            /// belongs to.
            url: Option<String>,
        }
    }
}
