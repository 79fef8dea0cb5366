//! Contacts, with the organizations they belong to and the groups they are in.

mod groups;
mod organizations;

use ccaas_core::types::{Id, Secret};
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters, reply,
};
use jiff::civil::DateTime;

pub use groups::{
    AddContactToGroup, ContactGroup, ContactGroupField, CreateContactGroup, ListContactGroups,
    RemoveContactFromGroup, WrittenContactGroup,
};
pub use organizations::{
    CreateOrganization, DeleteOrganization, ListOrganizations, Organization, OrganizationField,
    UpdateOrganization, WrittenOrganization,
};

use crate::filter::{Field, Key};
use crate::page::{Order, list};
use crate::{Confirmation, CustomFields, Moment, WiseCx};

parameters! {
    /// Makes a contact.
    ///
    /// `POST /contacts/`. Documented by WiseCX API v1, "Contacts", "Contact Creation". An e-mail address,
    /// a personal document or a phone number must be there. What a second contact with the same one
    /// leads to isn't documented, so it is not repeated once it may have arrived.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::contacts::CreateContact;
    ///
    /// let nour = CreateContact::new()
    ///     .email("nour@example.com")
    ///     .name("Nour")
    ///     .custom_fields([("plan", "gold")]);
    /// println!("contact {}", client.send(nour).await?.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is neither an e-mail address nor a personal document nor a phone number.
    pub struct CreateContact {
        optional {
            /// The e-mail address.
            email: Option<String> as (into String),
            /// The number of a personal document.
            personal_id: Option<String> as (into String),
            /// The phone number.
            phone: Option<String> as (into String),
            /// The name.
            name: Option<String> as (into String),
            /// The GUID. The vendor doesn't say what it is for.
            guid: Option<String> as (into String),
            /// The contact's password.
            password: Option<Secret> as (into Secret),
            /// The organization the contact belongs to, from [`ListOrganizations`].
            organization_id: Option<u64> as (u64),
            /// The address.
            address: Option<String> as (into String),
            /// The account's own fields.
            custom_fields: Option<CustomFields> as (into CustomFields),
        }
    }
}

impl Operation for CreateContact {
    type Vendor = WiseCx;
    type Output = WrittenContact;
    const SPEC: Spec = Spec::new("contacts.create", Method::POST, "/contacts/");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        check([&self.email, &self.personal_id, &self.phone])?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenContact, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Changes a contact.
    ///
    /// `PUT /contacts/{id}`. Documented by WiseCX API v1, "Contacts", "Contact Updating by ID". Although
    /// the id says which contact it is, the vendor wants an e-mail address, a personal document or a
    /// phone number as well: send one that stays as it is.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::contacts::UpdateContact;
    ///
    /// let alone = UpdateContact::new(6594517)
    ///     .email("nour@example.com")
    ///     .unlink_organization();
    /// client.send(alone).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is neither an e-mail address nor a personal document nor a phone number.
    pub struct UpdateContact {
        path {
            /// The contact's id.
            id: Id as into,
        }
        optional {
            /// The e-mail address.
            email: Option<String> as (into String),
            /// The number of a personal document.
            personal_id: Option<String> as (into String),
            /// The phone number.
            phone: Option<String> as (into String),
            /// The name.
            name: Option<String> as (into String),
            /// The GUID. The vendor doesn't say what it is for.
            guid: Option<String> as (into String),
            /// The contact's password.
            password: Option<Secret> as (into Secret),
            /// The organization the contact belongs to, from [`ListOrganizations`]; -1 for none any more.
            organization_id: Option<i64> as (i64),
            /// The address.
            address: Option<String> as (into String),
            /// The account's own fields. The vendor doesn't say what becomes of those that aren't named.
            custom_fields: Option<CustomFields> as (into CustomFields),
        }
    }
}

impl UpdateContact {
    /// Takes the contact out of its organization.
    #[must_use]
    pub fn unlink_organization(self) -> Self {
        self.organization_id(-1)
    }
}

impl Operation for UpdateContact {
    type Vendor = WiseCx;
    type Output = WrittenContact;
    const SPEC: Spec = Spec::new("contacts.update", Method::PUT, "/contacts/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        check([&self.email, &self.personal_id, &self.phone])?;
        request.path("id", &self.id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenContact, DecodeError> {
        Self::payload(&reply)
    }
}

list! {
    /// Lists the contacts.
    ///
    /// `GET /contacts/`. Documented by WiseCX API v1, "Contacts", "Fetching Contacts". A row can have
    /// `id`, `email`, `personal_id`, `phone`, `name`, `guid`, `password`, `custom_fields`, `last_update`,
    /// `organization_id` and `address`; which of them it has without asking isn't documented.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::contacts::{ContactField, ListContacts};
    ///
    /// let found = ListContacts::new()
    ///     .fields(["id", "name"])
    ///     .filter(ContactField::PHONE.equals("59899000000"));
    /// for contact in client.send(found).await?.items {
    ///     println!("{:?}", contact.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ListContacts of Contact {
        id: "contacts.list",
        route: "/contacts/",
        fields: String,
        filter: ContactField,
        sort: Order,
    }
}

parameters! {
    /// Reads one contact.
    ///
    /// `GET /contacts/{id}`. Documented by WiseCX API v1, "Contacts", "Fetching Contact by ID". Of the
    /// fields that the list has, `organization_id` and `address` aren't documented here.
    pub struct GetContact {
        path {
            /// The contact's id.
            id: Id as into,
        }
        optional {
            /// The fields that the answer has; id, e-mail address, name, personal document and the
            /// account's own fields without it.
            fields: Vec<String> as (each String),
        }
    }
}

impl Operation for GetContact {
    type Vendor = WiseCx;
    type Output = Contact;
    const SPEC: Spec = Spec::new("contacts.get", Method::GET, "/contacts/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.query_comma("fields", &self.fields);
        Ok(())
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Contact, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Removes a contact.
    ///
    /// `DELETE /contacts/{id}`. Documented by WiseCX API v1, "Contacts", "Deleting Contact by ID".
    pub struct DeleteContact {
        path {
            /// The contact's id.
            id: Id as into,
        }
    }
}

impl Operation for DeleteContact {
    type Vendor = WiseCx;
    type Output = Confirmation;
    const SPEC: Spec = Spec::new("contacts.delete", Method::DELETE, "/contacts/{id}");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Confirmation, DecodeError> {
        Self::payload(&reply)
    }
}

/// Refuses a contact that nobody could find again: one of these is what the vendor can't do without.
fn check(keys: [&Option<String>; 3]) -> Result<(), EncodeError> {
    if keys.into_iter().flatten().any(|key| !key.trim().is_empty()) {
        return Ok(());
    }
    Err(EncodeError::new(
        "email",
        "is missing, and so are personal_id and phone: one of them must be there",
    ))
}

/// The fields that [`ListContacts`] can be filtered by. That their names begin with `contacts.` is known
/// from public integrations; the vendor's document names them without it.
#[derive(Clone, Copy, Debug)]
pub enum ContactField {}

/// What a contact's field takes.
type Of<T> = Field<ContactField, T, Key>;

impl ContactField {
    /// The id.
    pub const ID: Of<Id> = Field::new("contacts.id");
    /// The e-mail address.
    pub const EMAIL: Of<String> = Field::new("contacts.email");
    /// The number of a personal document.
    pub const PERSONAL_ID: Of<String> = Field::new("contacts.personal_id");
    /// The phone number.
    pub const PHONE: Of<String> = Field::new("contacts.phone");
    /// When it was last changed, in UTC.
    pub const LAST_UPDATE: Of<Moment> = Field::new("contacts.last_update");
    /// The organization.
    pub const ORGANIZATION_ID: Of<Id> = Field::new("contacts.organization_id");
}

reply! {
    /// A contact that was written.
    pub struct WrittenContact {
        required {
            /// The contact's id.
            id: Id,
        }
    }
}

reply! {
    /// A contact. It has the fields that were asked for.
    pub struct Contact {
        optional {
            /// The id.
            id: Option<Id>,
            /// The e-mail address.
            email: Option<String>,
            /// The number of a personal document.
            personal_id: Option<String>,
            /// The phone number.
            phone: Option<String>,
            /// The name.
            name: Option<String>,
            /// The GUID.
            guid: Option<String>,
            /// The account's own fields.
            custom_fields: CustomFields,
            /// When it was last changed, in UTC.
            last_update: Option<DateTime>,
            /// The organization.
            organization_id: Option<Id>,
            /// The address.
            address: Option<String>,
        }
        secret {
            /// The password. A contact that is serialised goes without it.
            password: Option<Secret>,
        }
    }
}
