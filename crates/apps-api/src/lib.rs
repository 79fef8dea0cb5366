//! <!-- operations -->
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod calls;
pub mod chats;
pub mod end_users;
pub mod people;
pub mod sms;
mod vendor;
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
    chats::UpdateChatEndUser,
    chats::GetChatMedia;
    inbound:
    webhook::CHAT_EVENT,
}
