//! Cases: opened, changed, found and removed, with their activities, types and tags.

mod activities;
mod writing;

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, Effect, EncodeError, Encoder, Method, Operation, Reply, Spec, open_enum,
    parameters, reply,
};
use jiff::civil::DateTime;

pub use activities::{
    Activity, ActivityField, ActivityType, Attachment, GetActivity, ListActivities, Person,
};
pub use writing::{ContactRef, MAX_ATTACHED, NewActivity, NewAttachment, Parameter, Template};

use crate::filter::{Choice, Field, Key, Ordered, Text};
use crate::page::{Order, list};
use crate::{CustomFields, Moment, WiseCx};

list! {
    /// Lists the types that a case can have, a tree.
    ///
    /// `GET /cases/types`. Documented by WiseCX API v1, "Cases / Types", "Type Retrieval".
    pub struct ListCaseTypes of CaseType {
        id: "cases.types.list",
        route: "/cases/types",
        fields: String,
        sort: Order,
    }
}

list! {
    /// Lists the tags that a case can have.
    ///
    /// `GET /cases/tags`. Documented by WiseCX API v1, "Cases / Tags", "Tags Retrieval".
    pub struct ListCaseTags of CaseTag {
        id: "cases.tags.list",
        route: "/cases/tags",
        fields: String,
        sort: Order,
    }
}

parameters! {
    /// Opens a case, with its first activities.
    ///
    /// `POST /cases`. Documented by WiseCX API v1, "Cases", "Case Creation". Sent twice, it opens two
    /// cases.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::cases::{ContactRef, CreateCase, NewActivity, NewAttachment, SourceChannel};
    ///
    /// let message = NewActivity::contact_message(ContactRef::by_email("me@example.com"))
    ///     .content("The invoice is wrong.")
    ///     .attachments([NewAttachment::bytes("invoice.pdf", b"...".as_slice())]);
    /// let opened = client
    ///     .send(CreateCase::new(6486, SourceChannel::Web, "Billing", [message]))
    ///     .await?;
    /// println!("case {}", opened.case_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is no activity, or one lacks what its type needs: see [`NewActivity`].
    pub struct CreateCase {
        required {
            /// The service group's id.
            group_id: u64,
            /// Where the case comes from; `whatsapp` for a template that is to be sent.
            source_channel: SourceChannel as into,
            /// What it is about.
            subject: String as into,
            /// What has happened already, in order.
            activities: Activities as into,
        }
        optional {
            /// The user it is assigned to; 0 for nobody.
            user_id: Option<u64> as (u64),
            /// Its tags.
            tags: Option<Vec<String>> as (each String),
            /// Its type, from [`ListCaseTypes`].
            type_id: Option<u64> as (u64),
            /// How urgent it is.
            priority: Option<Priority> as (into Priority),
            /// When it must be done, in UTC.
            due_at: Option<Moment> as (into Moment),
            /// The account's own fields.
            custom_fields: Option<CustomFields> as (into CustomFields),
        }
    }
}

impl Operation for CreateCase {
    type Vendor = WiseCx;
    type Output = WrittenCase;
    const SPEC: Spec = Spec::new("cases.create", Method::POST, "/cases");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.subject.trim().is_empty() {
            return Err(EncodeError::new("subject", "is empty"));
        }
        if self.activities.is_empty() {
            return Err(EncodeError::new("activities", "is empty"));
        }
        writing::check(&self.activities)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenCase, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Changes a case, and adds activities to it.
    ///
    /// `PUT /cases/{id}`. Documented by WiseCX API v1, "Cases", "Case Update by ID". What isn't set stays as
    /// it is. Activities are added each time it is sent, so with any it is not repeated once it may have
    /// arrived.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::cases::{CaseStatus, ContactRef, NewActivity, UpdateCase};
    ///
    /// let answer = NewActivity::user_reply(6405, [ContactRef::by_id(6579207)]).content("It is mended.");
    /// client
    ///     .send(UpdateCase::new(1273906).status(CaseStatus::Solved).activities([answer]))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// An activity lacks what its type needs: see [`NewActivity`].
    pub struct UpdateCase {
        path {
            /// The case's id.
            id: Id as into,
        }
        optional {
            /// The service group's id.
            group_id: Option<u64> as (u64),
            /// The user it is assigned to; 0 for nobody.
            user_id: Option<u64> as (u64),
            /// What becomes of it.
            status: Option<CaseStatus> as (into CaseStatus),
            /// Its tags. The vendor doesn't say whether they come in the place of the old ones.
            tags: Option<Vec<String>> as (each String),
            /// Its type, from [`ListCaseTypes`].
            type_id: Option<u64> as (u64),
            /// What it is about.
            subject: Option<String> as (into String),
            /// How urgent it is.
            priority: Option<Priority> as (into Priority),
            /// When it must be done, in UTC.
            due_at: Option<Moment> as (into Moment),
            /// The account's own fields.
            custom_fields: Option<CustomFields> as (into CustomFields),
            /// Whether it is spam.
            spam: Option<bool> as (bool),
            /// Whether it is deleted; `false` brings it back.
            deleted: Option<bool> as (bool),
            /// What has happened since, in order.
            activities: Option<Activities> as (into Activities),
        }
    }
}

impl Operation for UpdateCase {
    type Vendor = WiseCx;
    type Output = WrittenCase;
    const SPEC: Spec = Spec::new("cases.update", Method::PUT, "/cases/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        if let Some(activities) = &self.activities {
            writing::check(activities)?;
            if !activities.is_empty() {
                request.effect(Effect::Once);
            }
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenCase, DecodeError> {
        Self::payload(&reply)
    }
}

list! {
    /// Lists the cases of the last three months.
    ///
    /// `GET /cases`. Documented by WiseCX API v1, "Cases", "Obteining cases". Older cases can be read only by
    /// their ids, with [`GetCase`]. Without `fields` a row has its id, group, user and subject.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::Order;
    /// use wisecx::cases::{CaseField, CaseStatus, ListCases};
    ///
    /// let open = ListCases::new()
    ///     .fields(["id", "subject", "last_update"])
    ///     .filter(CaseField::STATUS.equals(CaseStatus::Opened))
    ///     .sort_field("last_update")
    ///     .sort(Order::Descending);
    /// let mut cases = client.items(open);
    /// while let Some(case) = cases.try_next().await? {
    ///     println!("{:?}", case.subject);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListCases of Case {
        id: "cases.list",
        route: "/cases",
        fields: String,
        filter: CaseField,
        sort: Order,
    }
}

parameters! {
    /// Reads one case, of whatever age.
    ///
    /// `GET /cases/{id}`. Documented by WiseCX API v1, "Cases", "Obtaining Case by ID". It knows fewer fields than
    /// the list: none of the times of reading, assignment and response, nor `nps_value`, `spam` and
    /// `deleted`.
    pub struct GetCase {
        path {
            /// The case's id.
            id: Id as into,
        }
        optional {
            /// The fields that the answer has; id, group, user and subject without it.
            fields: Vec<String> as (each String),
        }
    }
}

impl Operation for GetCase {
    type Vendor = WiseCx;
    type Output = Case;
    const SPEC: Spec = Spec::new("cases.get", Method::GET, "/cases/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.query_comma("fields", &self.fields);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Case, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Removes a case. [`UpdateCase`] with `deleted(false)` brings it back.
    ///
    /// `DELETE /cases/{id}`. Documented by WiseCX API v1, "Cases", "Delete Case by ID".
    pub struct DeleteCase {
        path {
            /// The case's id.
            id: Id as into,
        }
    }
}

impl Operation for DeleteCase {
    type Vendor = WiseCx;
    type Output = crate::Confirmation;
    const SPEC: Spec = Spec::new("cases.delete", Method::DELETE, "/cases/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<crate::Confirmation, DecodeError> {
        Self::payload(&reply)
    }
}

/// The activities that are written with a case.
type Activities = Vec<NewActivity>;

/// The fields that [`ListCases`] can be filtered by. Dates are UTC.
#[derive(Clone, Copy, Debug)]
pub enum CaseField {}

/// What a case's field takes.
type Of<T, C> = Field<CaseField, T, C>;

impl CaseField {
    /// The id.
    pub const ID: Of<Id, Ordered> = Field::new("case.id");
    /// The number that people see.
    pub const NUMBER: Of<Id, Key> = Field::new("case.number");
    /// The user it is assigned to.
    pub const USER_ID: Of<Id, Key> = Field::new("case.user_id");
    /// The contact it is of.
    pub const CONTACT_ID: Of<Id, Key> = Field::new("case.contact_id");
    /// The service group.
    pub const GROUP_ID: Of<Id, Choice> = Field::new("case.group_id");
    /// What became of it.
    pub const STATUS: Of<CaseStatus, Choice> = Field::new("case.status");
    /// Where it came from.
    pub const SOURCE_CHANNEL: Of<SourceChannel, Choice> = Field::new("case.source_channel");
    /// The tags.
    pub const TAGS: Of<String, Choice> = Field::new("case.tags");
    /// The type.
    pub const TYPE_ID: Of<Id, Choice> = Field::new("case.type_id");
    /// How urgent it is.
    pub const PRIORITY: Of<Priority, Choice> = Field::new("case.priority");
    /// What it is about.
    pub const SUBJECT: Of<String, Text> = Field::new("case.subject");
    /// When it must be done.
    pub const DUE_AT: Of<Moment, Ordered> = Field::new("case.due_at");
    /// When it was opened.
    pub const CREATED_AT: Of<Moment, Ordered> = Field::new("case.created_at");
    /// When it was solved.
    pub const SOLVED_AT: Of<Moment, Ordered> = Field::new("case.solved_at");
    /// When it was closed.
    pub const CLOSED_AT: Of<Moment, Ordered> = Field::new("case.closed_at");
    /// When it was last read.
    pub const LAST_READ: Of<Moment, Ordered> = Field::new("case.last_read");
    /// When it was first read.
    pub const FIRST_READ: Of<Moment, Ordered> = Field::new("case.first_read");
    /// When it was last assigned.
    pub const LAST_ASSIGNMENT: Of<Moment, Ordered> = Field::new("case.last_assignment");
    /// When it was first answered.
    pub const FIRST_RESPONSE: Of<Moment, Ordered> = Field::new("case.first_response");
    /// When it was last answered.
    pub const LAST_RESPONSE: Of<Moment, Ordered> = Field::new("case.last_response");
    /// When it was last changed.
    pub const LAST_UPDATE: Of<Moment, Ordered> = Field::new("case.last_update");
}

open_enum! {
    /// What becomes of a case.
    pub enum CaseStatus {
        /// Being worked on.
        Opened = "opened",
        /// Answered.
        Solved = "solved",
        /// Waits for the contact.
        Pending = "pending",
        /// Waits for somebody else.
        Hold = "hold",
        /// Over.
        Closed = "closed",
    }
}

open_enum! {
    /// How urgent a case is.
    pub enum Priority {
        /// Not said.
        Unset = "none",
        /// Can wait.
        Low = "low",
        /// As usual.
        Medium = "medium",
        /// Soon.
        High = "high",
        /// At once.
        VeryHigh = "very-high",
    }
}

open_enum! {
    /// Where a case or an activity comes from.
    pub enum SourceChannel {
        /// A web site.
        Web = "web",
        /// An app.
        App = "app",
        /// A call.
        Phone = "phone",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// E-mail.
        Email = "email",
        /// The account itself.
        Internal = "internal",
    }
}

reply! {
    /// A type of cases.
    pub struct CaseType {
        optional {
            /// The id.
            id: Option<Id>,
            /// The name.
            name: Option<String>,
            /// The type above it; 0 where it is at the top.
            parent_id: Option<Id>,
        }
    }
}

reply! {
    /// A tag of cases.
    pub struct CaseTag {
        optional {
            /// The id.
            id: Option<Id>,
            /// The name.
            name: Option<String>,
        }
    }
}

reply! {
    /// A case that was written.
    pub struct WrittenCase {
        required {
            /// The case's id.
            case_id: Id,
        }
        optional {
            /// What was added, in the order in which it was sent.
            activities: Vec<WrittenActivity>,
        }
    }
}

reply! {
    /// An activity that was written.
    pub struct WrittenActivity {
        optional {
            /// The id.
            id: Option<Id>,
            /// The contacts that it names, found or newly made; none for a note.
            contacts_ids: Vec<Id>,
        }
    }
}

reply! {
    /// A case. It has the fields that were asked for. Dates are UTC.
    pub struct Case {
        optional {
            /// The id.
            id: Option<Id>,
            /// The number that people see.
            number: Option<Id>,
            /// The service group.
            group_id: Option<Id>,
            /// The user it is assigned to; 0 for nobody.
            user_id: Option<Id>,
            /// The contact it is of.
            contact_id: Option<Id>,
            /// What became of it.
            status: Option<CaseStatus>,
            /// Where it came from.
            source_channel: Option<SourceChannel>,
            /// Its tags.
            tags: Vec<String>,
            /// Its type.
            type_id: Option<Id>,
            /// What it is about.
            subject: Option<String>,
            /// How urgent it is.
            priority: Option<Priority>,
            /// When it must be done.
            due_at: Option<DateTime>,
            /// The account's own fields.
            custom_fields: CustomFields,
            /// When it was opened.
            created_at: Option<DateTime>,
            /// When it was solved.
            solved_at: Option<DateTime>,
            /// When it was closed.
            closed_at: Option<DateTime>,
            /// When it was last read.
            last_read: Option<DateTime>,
            /// When it was last changed.
            last_update: Option<DateTime>,
            /// When it was first read.
            first_read: Option<DateTime>,
            /// When it was last assigned.
            last_assignment: Option<DateTime>,
            /// When it was first answered.
            first_response: Option<DateTime>,
            /// When it was last answered.
            last_response: Option<DateTime>,
            /// The last answer to a Net Promoter question.
            nps_value: Option<f64>,
            /// Whether it is spam.
            spam: Option<bool>,
            /// Whether it is deleted.
            deleted: Option<bool>,
            /// The account of the channel that it came through.
            channel_account: Option<String>,
            /// Whether a bot solved it.
            bot_resolved: Option<bool>,
            /// Whether a bot worked on it.
            bot_attended: Option<bool>,
            /// A summary.
            summary: Option<String>,
        }
    }
}
