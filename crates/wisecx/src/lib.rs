//! <!-- operations -->
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod analytics;
pub mod assistants;
pub mod auth;
pub mod business_hours;
pub mod cases;
pub mod channels;
pub mod contacts;
pub mod filter;
pub mod meli;
pub mod nitro;
pub mod orders;
mod page;
pub mod queues;
pub mod surveys;
pub mod sync;
pub mod users;
mod values;
mod vendor;
pub mod webhook;
pub mod whatsapp_templates;

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
    analytics::StartExport,
    analytics::GetExportStatus,
    surveys::ListSurveys,
    surveys::ListSurveyQuestions,
    surveys::ListSurveyResponses,
    assistants::ExecuteAssistantNode,
    orders::CreateOrder,
    orders::UpdateOrder,
    orders::ListOrders,
    meli::GetMeliOrder,
    whatsapp_templates::ListWhatsappTemplates,
    nitro::ScheduleCampaign,
    nitro::SendCampaign,
    nitro::ActivateCampaign,
    nitro::StopCampaign,
    nitro::DeleteCampaign,
    nitro::CancelCampaignSend,
    nitro::SendTransactional,
    nitro::SendTransactionalBulk,
    nitro::GetTransactionalRequest,
    nitro::ListCampaigns,
    nitro::CreateCampaign,
    nitro::GetCampaign,
    nitro::UpdateCampaign,
    nitro::CreateCampaignMessage,
    nitro::UpdateCampaignMessage,
    nitro::ListCampaignMessageContacts,
    channels::ListChannels;
    inbound:
    webhook::ACTIVITY_NEW,
    webhook::STATUS_UPDATE,
    webhook::SURVEY,
    webhook::MELI_NEW_ORDER,
    webhook::MELI_ORDER_UPDATED,
    webhook::NITRO_NEW_CASE,
}
