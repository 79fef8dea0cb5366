//! Groups of contacts.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters, reply,
};

use crate::filter::{Field, Key};
use crate::page::{Order, list};
use crate::{Confirmation, WiseCx};

list! {
    /// Lists the groups of contacts.
    ///
    /// `GET /contacts/groups`. Documented by WiseCX API v1, "Contacts / Groups", "Fetching Groups". A row
    /// can have `id`, `code` and `name`.
    pub struct ListContactGroups of ContactGroup {
        id: "contacts.groups.list",
        route: "/contacts/groups",
        fields: String,
        filter: ContactGroupField,
        sort: Order,
    }
}

parameters! {
    /// Makes a group of contacts.
    ///
    /// `POST /contacts/groups/`. Documented by WiseCX API v1, "Contacts / Groups", "Group Creation". The
    /// vendor gives it a code.
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::contacts::{AddContactToGroup, CreateContactGroup};
    ///
    /// let group = client.send(CreateContactGroup::new("Spring offers")).await?;
    /// client.send(AddContactToGroup::new(6594517, group.id)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The name is empty.
    pub struct CreateContactGroup {
        required {
            /// The name.
            name: String as into,
        }
    }
}

impl Operation for CreateContactGroup {
    type Vendor = WiseCx;
    type Output = WrittenContactGroup;
    const SPEC: Spec = Spec::new("contacts.groups.create", Method::POST, "/contacts/groups/");

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.name.trim().is_empty() {
            return Err(EncodeError::new("name", "is empty"));
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenContactGroup, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Puts a contact into a group.
    ///
    /// `PUT /contacts/{contact_id}/groups/{group_id}`. Documented by WiseCX API v1, "Contacts / Groups",
    /// "Adding a Contact to a Group".
    pub struct AddContactToGroup {
        path {
            /// The contact's id.
            contact_id: Id as into,
            /// The group's id, not its code.
            group_id: Id as into,
        }
    }
}

impl Operation for AddContactToGroup {
    type Vendor = WiseCx;
    type Output = Confirmation;
    const SPEC: Spec = Spec::new(
        "contacts.groups.add_contact",
        Method::PUT,
        "/contacts/{contact_id}/groups/{group_id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("contact_id", &self.contact_id)?;
        request.path("group_id", &self.group_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Confirmation, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Takes a contact out of a group.
    ///
    /// `DELETE /contacts/{contact_id}/groups/{group_id}`. Documented by WiseCX API v1, "Contacts /
    /// Groups", "Removing a Contact from a Group".
    pub struct RemoveContactFromGroup {
        path {
            /// The contact's id.
            contact_id: Id as into,
            /// The group's id, not its code.
            group_id: Id as into,
        }
    }
}

impl Operation for RemoveContactFromGroup {
    type Vendor = WiseCx;
    type Output = Confirmation;
    const SPEC: Spec = Spec::new(
        "contacts.groups.remove_contact",
        Method::DELETE,
        "/contacts/{contact_id}/groups/{group_id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("contact_id", &self.contact_id)?;
        request.path("group_id", &self.group_id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<Confirmation, DecodeError> {
        Self::payload(&reply)
    }
}

/// The fields that [`ListContactGroups`] can be filtered by. The vendor documents no prefix for their
/// names, so they go without one.
#[derive(Clone, Copy, Debug)]
pub enum ContactGroupField {}

impl ContactGroupField {
    /// The id.
    pub const ID: Field<ContactGroupField, Id, Key> = Field::new("id");
    /// The code.
    pub const CODE: Field<ContactGroupField, String, Key> = Field::new("code");
    /// The name.
    pub const NAME: Field<ContactGroupField, String, Key> = Field::new("name");
}

reply! {
    /// A group of contacts.
    pub struct ContactGroup {
        optional {
            /// The id.
            id: Option<Id>,
            /// A code that the vendor made, `BKA0389` for example.
            code: Option<String>,
            /// The name.
            name: Option<String>,
        }
    }
}

reply! {
    /// A group of contacts that was written.
    pub struct WrittenContactGroup {
        required {
            /// The group's id.
            id: Id,
        }
    }
}
