//! <!-- operations -->
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod calls;
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
}
