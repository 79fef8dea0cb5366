//! <!-- operations -->
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod agent_statuses;
pub mod bulk_users;
pub mod calls;
pub mod campaigns;
pub mod company_dnc;
mod json_file;
pub mod people;
mod vendor;

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
    company_dnc::AddDncNumbers,
    company_dnc::RemoveDncNumbers,
    company_dnc::CheckDncNumber,
    bulk_users::ListBulkUserJobs,
}
