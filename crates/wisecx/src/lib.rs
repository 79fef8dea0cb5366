//! <!-- operations -->
//! [`auth::Authenticate`]: auth::Authenticate
//! [`cases::ListCaseTypes`]: cases::ListCaseTypes
//! [`cases::ListCaseTags`]: cases::ListCaseTags
//! [`cases::CreateCase`]: cases::CreateCase
//! [`cases::UpdateCase`]: cases::UpdateCase
//! [`cases::ListCases`]: cases::ListCases
//! [`cases::GetCase`]: cases::GetCase
//! [`cases::DeleteCase`]: cases::DeleteCase
//! [`cases::ListActivities`]: cases::ListActivities
//! [`cases::GetActivity`]: cases::GetActivity
//! [`contacts::ListOrganizations`]: contacts::ListOrganizations
//! [`contacts::CreateOrganization`]: contacts::CreateOrganization
//! [`contacts::UpdateOrganization`]: contacts::UpdateOrganization
//! [`contacts::DeleteOrganization`]: contacts::DeleteOrganization
//! [`contacts::ListContactGroups`]: contacts::ListContactGroups
//! [`contacts::CreateContactGroup`]: contacts::CreateContactGroup
//! [`contacts::AddContactToGroup`]: contacts::AddContactToGroup
//! [`contacts::RemoveContactFromGroup`]: contacts::RemoveContactFromGroup
//! [`contacts::CreateContact`]: contacts::CreateContact
//! [`contacts::UpdateContact`]: contacts::UpdateContact
//! [`contacts::ListContacts`]: contacts::ListContacts
//! [`contacts::GetContact`]: contacts::GetContact
//! [`contacts::DeleteContact`]: contacts::DeleteContact
//! [`queues::ListQueues`]: queues::ListQueues
//! [`queues::CreateQueue`]: queues::CreateQueue
//! [`queues::GetQueue`]: queues::GetQueue
//! [`queues::UpdateQueueUsers`]: queues::UpdateQueueUsers
//! [`queues::RemoveQueueUser`]: queues::RemoveQueueUser
//! [`queues::RemoveQueueUsers`]: queues::RemoveQueueUsers
//! [`business_hours::IsOpen`]: business_hours::IsOpen
//! [`users::ListUsers`]: users::ListUsers
//! [`users::GetUser`]: users::GetUser
//! [`users::CreateUser`]: users::CreateUser
//! [`users::AssignUserQueues`]: users::AssignUserQueues
//! [`users::RemoveUserQueues`]: users::RemoveUserQueues
//! [`analytics::StartExport`]: analytics::StartExport
//! [`analytics::GetExportStatus`]: analytics::GetExportStatus
//! [`surveys::ListSurveys`]: surveys::ListSurveys
//! [`surveys::ListSurveyQuestions`]: surveys::ListSurveyQuestions
//! [`surveys::ListSurveyResponses`]: surveys::ListSurveyResponses
//! [`assistants::ExecuteAssistantNode`]: assistants::ExecuteAssistantNode
//! [`orders::CreateOrder`]: orders::CreateOrder
//! [`orders::UpdateOrder`]: orders::UpdateOrder
//! [`orders::ListOrders`]: orders::ListOrders
//! [`meli::GetMeliOrder`]: meli::GetMeliOrder
//! [`whatsapp_templates::ListWhatsappTemplates`]: whatsapp_templates::ListWhatsappTemplates
//! [`nitro::ScheduleCampaign`]: nitro::ScheduleCampaign
//! [`nitro::SendCampaign`]: nitro::SendCampaign
//! [`nitro::ActivateCampaign`]: nitro::ActivateCampaign
//! [`nitro::StopCampaign`]: nitro::StopCampaign
//! [`nitro::DeleteCampaign`]: nitro::DeleteCampaign
//! [`nitro::CancelCampaignSend`]: nitro::CancelCampaignSend
//! [`nitro::SendTransactional`]: nitro::SendTransactional
//! [`nitro::SendTransactionalBulk`]: nitro::SendTransactionalBulk
//! [`nitro::GetTransactionalRequest`]: nitro::GetTransactionalRequest
//! [`nitro::ListCampaigns`]: nitro::ListCampaigns
//! [`nitro::CreateCampaign`]: nitro::CreateCampaign
//! [`nitro::GetCampaign`]: nitro::GetCampaign
//! [`nitro::UpdateCampaign`]: nitro::UpdateCampaign
//! [`nitro::CreateCampaignMessage`]: nitro::CreateCampaignMessage
//! [`nitro::UpdateCampaignMessage`]: nitro::UpdateCampaignMessage
//! [`nitro::ListCampaignMessageContacts`]: nitro::ListCampaignMessageContacts
//! [`channels::ListChannels`]: channels::ListChannels
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
