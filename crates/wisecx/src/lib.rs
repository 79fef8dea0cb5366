//! <!-- operations -->
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod auth;
pub mod business_hours;
pub mod cases;
pub mod contacts;
pub mod filter;
mod page;
pub mod queues;
pub mod users;
mod values;
mod vendor;

pub use ccaas_core::{self, Error, ErrorKind};
pub use page::{Order, Page};
pub use values::{Confirmation, CustomFields, Moment};
pub use vendor::{BASE_URL, WiseCx};

/// Sends the operations of this crate.
pub type Client = ccaas_core::Client<WiseCx>;

ccaas_core::operations! {
    WiseCx:
    auth::Authenticate,
    cases::ListCaseTypes,
    cases::ListCaseTags,
    cases::CreateCase,
    cases::UpdateCase,
    cases::ListCases,
    cases::GetCase,
    cases::DeleteCase,
    cases::ListActivities,
    cases::GetActivity,
    contacts::ListOrganizations,
    contacts::CreateOrganization,
    contacts::UpdateOrganization,
    contacts::DeleteOrganization,
    contacts::ListContactGroups,
    contacts::CreateContactGroup,
    contacts::AddContactToGroup,
    contacts::RemoveContactFromGroup,
    contacts::CreateContact,
    contacts::UpdateContact,
    contacts::ListContacts,
    contacts::GetContact,
    contacts::DeleteContact,
    queues::ListQueues,
    queues::CreateQueue,
    queues::GetQueue,
    queues::UpdateQueueUsers,
    queues::RemoveQueueUser,
    queues::RemoveQueueUsers,
    business_hours::IsOpen,
    users::ListUsers,
    users::GetUser,
    users::CreateUser,
    users::AssignUserQueues,
    users::RemoveUserQueues,
}
