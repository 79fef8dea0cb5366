//! <!-- operations -->
//! [`calls::CreateOutboundCall`]: calls::CreateOutboundCall
//! [`calls::CreateOutboundCallByTicket`]: calls::CreateOutboundCallByTicket
//! [`calls::CreateInboundCall`]: calls::CreateInboundCall
//! [`calls::CreateScheduledCall`]: calls::CreateScheduledCall
//! [`calls::UpdateCallEndUser`]: calls::UpdateCallEndUser
//! [`calls::UpdateCallFlags`]: calls::UpdateCallFlags
//! [`calls::ReplaceCallFlags`]: calls::ReplaceCallFlags
//! [`calls::GetCallFlags`]: calls::GetCallFlags
//! [`sms::SendSms`]: sms::SendSms
//! [`wait_times::ListWaitTimes`]: wait_times::ListWaitTimes
//! [`wait_times::CreateContactData`]: wait_times::CreateContactData
//! [`bulk_users::GetBulkUserTemplate`]: bulk_users::GetBulkUserTemplate
//! [`bulk_users::CreateBulkUserUpload`]: bulk_users::CreateBulkUserUpload
//! [`bulk_users::UpdateBulkUserUpload`]: bulk_users::UpdateBulkUserUpload
//! [`bulk_users::ProceedBulkUsers`]: bulk_users::ProceedBulkUsers
//! [`bulk_users::GetBulkUserJob`]: bulk_users::GetBulkUserJob
//! [`bulk_users::ListBulkUserSchemeErrors`]: bulk_users::ListBulkUserSchemeErrors
//! [`bulk_users::ListBulkUserUpdateErrors`]: bulk_users::ListBulkUserUpdateErrors
//! [`campaigns::CreateCampaignContact`]: campaigns::CreateCampaignContact
//! [`campaigns::ImportCampaignContacts`]: campaigns::ImportCampaignContacts
//! [`campaigns::ListCampaignContacts`]: campaigns::ListCampaignContacts
//! [`campaigns::ListCampaignContactJobs`]: campaigns::ListCampaignContactJobs
//! [`campaigns::GetCampaignContactJob`]: campaigns::GetCampaignContactJob
//! [`campaigns::UpdateCampaignContact`]: campaigns::UpdateCampaignContact
//! [`campaigns::DeleteCampaignContact`]: campaigns::DeleteCampaignContact
//! [`agent_statuses::UpdateAgentStatus`]: agent_statuses::UpdateAgentStatus
//! [`agent_statuses::ForceLogoutAgents`]: agent_statuses::ForceLogoutAgents
//! [`agent_statuses::ForceLogoutAgentsByIds`]: agent_statuses::ForceLogoutAgentsByIds
//! [`agent_statuses::GetAgentStatusJob`]: agent_statuses::GetAgentStatusJob
//! [`end_users::UpsertEndUser`]: end_users::UpsertEndUser
//! [`end_users::GetEndUser`]: end_users::GetEndUser
//! [`chats::UpdateChat`]: chats::UpdateChat
//! [`chats::ResumeChat`]: chats::ResumeChat
//! [`chats::SendChatMessage`]: chats::SendChatMessage
//! [`chats::CreateChatEscalation`]: chats::CreateChatEscalation
//! [`chats::UpdateChatEscalation`]: chats::UpdateChatEscalation
//! [`chats::CreateChatPhotos`]: chats::CreateChatPhotos
//! [`chats::ListChatPhotos`]: chats::ListChatPhotos
//! [`chats::RequestChatPhotoUpload`]: chats::RequestChatPhotoUpload
//! [`chats::CreateChatVideo`]: chats::CreateChatVideo
//! [`chats::ListChatVideos`]: chats::ListChatVideos
//! [`chats::RequestChatVideoUpload`]: chats::RequestChatVideoUpload
//! [`chats::CreateChat`]: chats::CreateChat
//! [`chats::GetChat`]: chats::GetChat
//! [`chats::GetChatFlags`]: chats::GetChatFlags
//! [`chats::UpdateChatFlags`]: chats::UpdateChatFlags
//! [`chats::ReplaceChatFlags`]: chats::ReplaceChatFlags
//! [`custom_data::SendChatCustomData`]: custom_data::SendChatCustomData
//! [`chats::UpdateChatEndUser`]: chats::UpdateChatEndUser
//! [`company_dnc::AddDncNumbers`]: company_dnc::AddDncNumbers
//! [`company_dnc::RemoveDncNumbers`]: company_dnc::RemoveDncNumbers
//! [`company_dnc::CheckDncNumber`]: company_dnc::CheckDncNumber
//! [`queue_status::GetQueueStatus`]: queue_status::GetQueueStatus
//! [`queue_settings::DownloadQueueSettings`]: queue_settings::DownloadQueueSettings
//! [`queue_settings::ExportQueueSettings`]: queue_settings::ExportQueueSettings
//! [`queue_settings::ListQueueSettingsVersions`]: queue_settings::ListQueueSettingsVersions
//! [`queue_settings::GetQueueSettingsVersion`]: queue_settings::GetQueueSettingsVersion
//! [`queue_settings::ImportQueueSettings`]: queue_settings::ImportQueueSettings
//! [`queue_settings::AutoSaveQueueSettings`]: queue_settings::AutoSaveQueueSettings
//! [`queue_settings::RestoreQueueSettings`]: queue_settings::RestoreQueueSettings
//! [`contact_lists::CreateContactList`]: contact_lists::CreateContactList
//! [`contact_lists::UpdateContactList`]: contact_lists::UpdateContactList
//! [`contact_lists::DeleteContactList`]: contact_lists::DeleteContactList
//! [`contact_lists::CreateContactListEntry`]: contact_lists::CreateContactListEntry
//! [`contact_lists::UpdateContactListEntry`]: contact_lists::UpdateContactListEntry
//! [`contact_lists::DeleteContactListEntry`]: contact_lists::DeleteContactListEntry
//! [`queue_operation_statuses::GetQueueOperationStatus`]: queue_operation_statuses::GetQueueOperationStatus
//! [`users::ListUsers`]: users::ListUsers
//! [`custom_data::SendCallCustomData`]: custom_data::SendCallCustomData
//! [`bulk_users::ListBulkUserJobs`]: bulk_users::ListBulkUserJobs
//! [`chats::GetChatMedia`]: chats::GetChatMedia
//! [`queues::GetQueuesStatus`]: queues::GetQueuesStatus
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod agent_statuses;
pub mod bulk_users;
pub mod calls;
pub mod campaigns;
pub mod chats;
pub mod company_dnc;
pub mod contact_lists;
pub mod custom_data;
pub mod end_users;
mod json_file;
pub mod people;
pub mod queue_operation_statuses;
pub mod queue_settings;
pub mod queue_status;
pub mod queues;
pub mod sms;
pub mod users;
mod vendor;
pub mod wait_times;
pub mod webhook;

pub use ccaas_core::{self, Error, ErrorKind};
pub use vendor::AppsApi;

/// Refuses a required text that is empty.
fn filled(field: &'static str, value: &str) -> Result<(), ccaas_core::EncodeError> {
    if value.trim().is_empty() {
        return Err(ccaas_core::EncodeError::new(field, "is empty"));
    }
    Ok(())
}

/// Sends the operations of this crate.
pub type Client = ccaas_core::Client<AppsApi>;

ccaas_core::operations! {
    AppsApi:
    calls::CreateOutboundCall,
    calls::CreateOutboundCallByTicket,
    calls::CreateInboundCall,
    calls::CreateScheduledCall,
    calls::UpdateCallEndUser,
    calls::UpdateCallFlags,
    calls::ReplaceCallFlags,
    calls::GetCallFlags,
    sms::SendSms,
    wait_times::ListWaitTimes,
    wait_times::CreateContactData,
    bulk_users::GetBulkUserTemplate,
    bulk_users::CreateBulkUserUpload,
    bulk_users::UpdateBulkUserUpload,
    bulk_users::ProceedBulkUsers,
    bulk_users::GetBulkUserJob,
    bulk_users::ListBulkUserSchemeErrors,
    bulk_users::ListBulkUserUpdateErrors,
    campaigns::CreateCampaignContact,
    campaigns::ImportCampaignContacts,
    campaigns::ListCampaignContacts,
    campaigns::ListCampaignContactJobs,
    campaigns::GetCampaignContactJob,
    campaigns::UpdateCampaignContact,
    campaigns::DeleteCampaignContact,
    agent_statuses::UpdateAgentStatus,
    agent_statuses::ForceLogoutAgents,
    agent_statuses::ForceLogoutAgentsByIds,
    agent_statuses::GetAgentStatusJob,
    end_users::UpsertEndUser,
    end_users::GetEndUser,
    chats::UpdateChat,
    chats::ResumeChat,
    chats::SendChatMessage,
    chats::CreateChatEscalation,
    chats::UpdateChatEscalation,
    chats::CreateChatPhotos,
    chats::ListChatPhotos,
    chats::RequestChatPhotoUpload,
    chats::CreateChatVideo,
    chats::ListChatVideos,
    chats::RequestChatVideoUpload,
    chats::CreateChat,
    chats::GetChat,
    chats::GetChatFlags,
    chats::UpdateChatFlags,
    chats::ReplaceChatFlags,
    custom_data::SendChatCustomData,
    chats::UpdateChatEndUser,
    company_dnc::AddDncNumbers,
    company_dnc::RemoveDncNumbers,
    company_dnc::CheckDncNumber,
    queue_status::GetQueueStatus,
    queue_settings::DownloadQueueSettings,
    queue_settings::ExportQueueSettings,
    queue_settings::ListQueueSettingsVersions,
    queue_settings::GetQueueSettingsVersion,
    queue_settings::ImportQueueSettings,
    queue_settings::AutoSaveQueueSettings,
    queue_settings::RestoreQueueSettings,
    contact_lists::CreateContactList,
    contact_lists::UpdateContactList,
    contact_lists::DeleteContactList,
    contact_lists::CreateContactListEntry,
    contact_lists::UpdateContactListEntry,
    contact_lists::DeleteContactListEntry,
    queue_operation_statuses::GetQueueOperationStatus,
    users::ListUsers,
    custom_data::SendCallCustomData,
    bulk_users::ListBulkUserJobs,
    chats::GetChatMedia,
    queues::GetQueuesStatus;
    inbound:
    webhook::CHAT_EVENT,
}
