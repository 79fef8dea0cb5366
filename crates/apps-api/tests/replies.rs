//! What each of the vendor's answers is decoded into.

use apps_api::AppsApi;
use apps_api::agent_statuses::{
    ForceLogoutAgents, ForceLogoutAgentsByIds, GetAgentStatusJob, UpdateAgentStatus,
};
use apps_api::bulk_users::{
    CreateBulkUserUpload, GetBulkUserJob, GetBulkUserTemplate, ListBulkUserJobs,
    ListBulkUserSchemeErrors, ListBulkUserUpdateErrors, ProceedBulkUsers, UpdateBulkUserUpload,
};
use apps_api::calls::{
    CreateInboundCall, CreateOutboundCall, CreateOutboundCallByTicket, CreateScheduledCall,
    GetCallFlags, ReplaceCallFlags, UpdateCallEndUser, UpdateCallFlags,
};
use apps_api::campaigns::{
    CreateCampaignContact, DeleteCampaignContact, GetCampaignContactJob, ImportCampaignContacts,
    ListCampaignContactJobs, ListCampaignContacts, UpdateCampaignContact,
};
use apps_api::chats::{
    CreateChat, CreateChatEscalation, CreateChatPhotos, CreateChatVideo, GetChat, GetChatFlags,
    GetChatMedia, ListChatPhotos, ListChatVideos, ReplaceChatFlags, RequestChatPhotoUpload,
    RequestChatVideoUpload, ResumeChat, SendChatMessage, UpdateChat, UpdateChatEndUser,
    UpdateChatEscalation, UpdateChatFlags,
};
use apps_api::company_dnc::{AddDncNumbers, CheckDncNumber, RemoveDncNumbers};
use apps_api::contact_lists::{
    CreateContactList, CreateContactListEntry, DeleteContactList, DeleteContactListEntry,
    UpdateContactList, UpdateContactListEntry,
};
use apps_api::custom_data::{SendCallCustomData, SendChatCustomData};
use apps_api::end_users::{GetEndUser, UpsertEndUser};
use apps_api::queue_operation_statuses::GetQueueOperationStatus;
use apps_api::queue_settings::{
    AutoSaveQueueSettings, DownloadQueueSettings, ExportQueueSettings, GetQueueSettingsVersion,
    ImportQueueSettings, ListQueueSettingsVersions, RestoreQueueSettings,
};
use apps_api::queue_status::GetQueueStatus;
use apps_api::queues::GetQueuesStatus;
use apps_api::sms::SendSms;
use apps_api::users::ListUsers;
use apps_api::wait_times::{CreateContactData, ListWaitTimes};
use ccaas_tests::Replies;

#[test]
fn every_fixture_is_understood() {
    Replies::new(
        env!("CARGO_MANIFEST_DIR"),
        AppsApi::new("customer", "ccaiplatform.com", "api-token"),
    )
    .of::<CreateOutboundCall>()
    .of::<CreateOutboundCallByTicket>()
    .of::<CreateInboundCall>()
    .of::<CreateScheduledCall>()
    .of::<UpdateCallEndUser>()
    .of::<UpdateCallFlags>()
    .of::<ReplaceCallFlags>()
    .of::<GetCallFlags>()
    .of::<SendSms>()
    .of::<ListWaitTimes>()
    .of::<CreateContactData>()
    .of::<GetBulkUserTemplate>()
    .of::<CreateBulkUserUpload>()
    .of::<UpdateBulkUserUpload>()
    .of::<ProceedBulkUsers>()
    .of::<GetBulkUserJob>()
    .of::<ListBulkUserSchemeErrors>()
    .of::<ListBulkUserUpdateErrors>()
    .of::<CreateCampaignContact>()
    .of::<ImportCampaignContacts>()
    .of::<ListCampaignContacts>()
    .of::<ListCampaignContactJobs>()
    .of::<GetCampaignContactJob>()
    .of::<UpdateCampaignContact>()
    .of::<DeleteCampaignContact>()
    .of::<UpdateAgentStatus>()
    .of::<ForceLogoutAgents>()
    .of::<ForceLogoutAgentsByIds>()
    .of::<GetAgentStatusJob>()
    .of::<UpsertEndUser>()
    .of::<GetEndUser>()
    .of::<UpdateChat>()
    .of::<ResumeChat>()
    .of::<SendChatMessage>()
    .of::<CreateChatEscalation>()
    .of::<UpdateChatEscalation>()
    .of::<CreateChatPhotos>()
    .of::<ListChatPhotos>()
    .of::<RequestChatPhotoUpload>()
    .of::<CreateChatVideo>()
    .of::<ListChatVideos>()
    .of::<RequestChatVideoUpload>()
    .of::<CreateChat>()
    .of::<GetChat>()
    .of::<GetChatFlags>()
    .of::<UpdateChatFlags>()
    .of::<ReplaceChatFlags>()
    .of::<SendChatCustomData>()
    .of::<UpdateChatEndUser>()
    .of::<AddDncNumbers>()
    .of::<RemoveDncNumbers>()
    .of::<CheckDncNumber>()
    .of::<GetQueueStatus>()
    .of::<DownloadQueueSettings>()
    .of::<ExportQueueSettings>()
    .of::<ListQueueSettingsVersions>()
    .of::<GetQueueSettingsVersion>()
    .of::<ImportQueueSettings>()
    .of::<AutoSaveQueueSettings>()
    .of::<RestoreQueueSettings>()
    .of::<CreateContactList>()
    .of::<UpdateContactList>()
    .of::<DeleteContactList>()
    .of::<CreateContactListEntry>()
    .of::<UpdateContactListEntry>()
    .of::<DeleteContactListEntry>()
    .of::<GetQueueOperationStatus>()
    .of::<ListUsers>()
    .of::<SendCallCustomData>()
    .of::<ListBulkUserJobs>()
    .of::<GetChatMedia>()
    .of::<GetQueuesStatus>()
    .check_all();
}
