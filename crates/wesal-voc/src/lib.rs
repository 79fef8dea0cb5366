//! <!-- operations -->
//! [`auth::Login`]: auth::Login
//! [`surveys::ListSurveys`]: surveys::ListSurveys
//! [`surveys::UpsertSurvey`]: surveys::UpsertSurvey
//! [`auth::RequestPasswordReset`]: auth::RequestPasswordReset
//! [`auth::VerifyPasswordReset`]: auth::VerifyPasswordReset
//! [`auth::Logout`]: auth::Logout
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod auth;
pub mod surveys;
mod vendor;

pub use ccaas_core::{self, Error, ErrorKind};
pub use vendor::{BASE_URL, WesalVoc};

/// Sends the operations of this crate.
pub type Client = ccaas_core::Client<WesalVoc>;

ccaas_core::operations! {
    WesalVoc:
    auth::Login,
    surveys::ListSurveys,
    surveys::UpsertSurvey,
    auth::RequestPasswordReset,
    auth::VerifyPasswordReset,
    auth::Logout,
}
