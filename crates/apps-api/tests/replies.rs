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
use apps_api::company_dnc::{AddDncNumbers, CheckDncNumber, RemoveDncNumbers};
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
    .of::<AddDncNumbers>()
    .of::<RemoveDncNumbers>()
    .of::<CheckDncNumber>()
    .of::<ListBulkUserJobs>()
    .check_all();
}
