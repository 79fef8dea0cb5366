//! <!-- operations -->
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod auth;
pub mod cases;
pub mod channels;
pub mod filter;
pub mod nitro;
mod page;
mod values;
mod vendor;
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
    channels::ListChannels,
}
