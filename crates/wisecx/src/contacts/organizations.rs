//! Organizations that contacts belong to.

use ccaas_core::types::Id;
use ccaas_core::{
    DecodeError, EncodeError, Encoder, Method, Operation, Reply, Spec, parameters, reply,
};

use crate::WiseCx;
use crate::filter::{Field, Key};
use crate::page::{Order, list};

list! {
    /// Lists the organizations.
    ///
    /// `GET /contacts/organizations`. Documented by WiseCX API v1, "Contacts / Organizations", "Fetching
    /// Organizations". A row can have `id`, `custom_id` and `name`.
    pub struct ListOrganizations of Organization {
        id: "contacts.organizations.list",
        route: "/contacts/organizations",
        fields: String,
        filter: OrganizationField,
        sort: Order,
    }
}

parameters! {
    /// Makes an organization.
    ///
    /// `POST /contacts/organizations/`. Documented by WiseCX API v1, "Contacts / Organizations",
    /// "Organization Creation".
    ///
    /// ```no_run
    /// # async fn example(client: wisecx::Client) -> Result<(), wisecx::Error> {
    /// use wisecx::contacts::{CreateOrganization, ListOrganizations, OrganizationField};
    ///
    /// let known = ListOrganizations::new().filter(OrganizationField::CUSTOM_ID.equals("30-1234"));
    /// if client.send(known).await?.items.is_empty() {
    ///     let made = client.send(CreateOrganization::new("30-1234", "Acme")).await?;
    ///     println!("organization {}", made.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The key or the name is empty.
    pub struct CreateOrganization {
        required {
            /// Your own key for it, a tax number for example.
            custom_id: String as into,
            /// The name.
            name: String as into,
        }
    }
}

impl Operation for CreateOrganization {
    type Vendor = WiseCx;
    type Output = WrittenOrganization;
    const SPEC: Spec = Spec::new(
        "contacts.organizations.create",
        Method::POST,
        "/contacts/organizations/",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        if self.custom_id.trim().is_empty() {
            return Err(EncodeError::new("custom_id", "is empty"));
        }
        if self.name.trim().is_empty() {
            return Err(EncodeError::new("name", "is empty"));
        }
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenOrganization, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Changes an organization.
    ///
    /// `PUT /contacts/organizations/{id}`. Documented by WiseCX API v1, "Contacts / Organizations",
    /// "Updating Organization by ID".
    pub struct UpdateOrganization {
        path {
            /// The organization's id.
            id: Id as into,
        }
        optional {
            /// Your own key for it, a tax number for example.
            custom_id: Option<String> as (into String),
            /// The name.
            name: Option<String> as (into String),
        }
    }
}

impl Operation for UpdateOrganization {
    type Vendor = WiseCx;
    type Output = WrittenOrganization;
    const SPEC: Spec = Spec::new(
        "contacts.organizations.update",
        Method::PUT,
        "/contacts/organizations/{id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)?;
        request.json(self)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenOrganization, DecodeError> {
        Self::payload(&reply)
    }
}

parameters! {
    /// Removes an organization.
    ///
    /// `DELETE /contacts/organizations/{id}`. Documented by WiseCX API v1, "Contacts / Organizations",
    /// "Removing Organization by ID". Where other removals are confirmed in words, this one answers the
    /// id.
    pub struct DeleteOrganization {
        path {
            /// The organization's id.
            id: Id as into,
        }
    }
}

impl Operation for DeleteOrganization {
    type Vendor = WiseCx;
    type Output = WrittenOrganization;
    const SPEC: Spec = Spec::new(
        "contacts.organizations.delete",
        Method::DELETE,
        "/contacts/organizations/{id}",
    );

    #[inline]
    fn encode(&self, request: &mut Encoder) -> Result<(), EncodeError> {
        request.path("id", &self.id)
    }

    #[inline]
    fn decode(reply: Reply) -> Result<WrittenOrganization, DecodeError> {
        Self::payload(&reply)
    }
}

/// The fields that [`ListOrganizations`] can be filtered by. The vendor documents no prefix for their
/// names, so they go without one.
#[derive(Clone, Copy, Debug)]
pub enum OrganizationField {}

impl OrganizationField {
    /// The id.
    pub const ID: Field<OrganizationField, Id, Key> = Field::new("id");
    /// Your own key for it.
    pub const CUSTOM_ID: Field<OrganizationField, String, Key> = Field::new("custom_id");
    /// The name.
    pub const NAME: Field<OrganizationField, String, Key> = Field::new("name");
}

reply! {
    /// An organization.
    pub struct Organization {
        optional {
            /// The id.
            id: Option<Id>,
            /// The account's own key for it, a tax number for example.
            custom_id: Option<String>,
            /// The name.
            name: Option<String>,
        }
    }
}

reply! {
    /// An organization that was written or removed.
    pub struct WrittenOrganization {
        required {
            /// The organization's id.
            id: Id,
        }
    }
}
