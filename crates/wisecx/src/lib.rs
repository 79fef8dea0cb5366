//! <!-- operations -->
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod auth;
pub mod cases;
pub mod filter;
mod page;
mod values;
mod vendor;

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
}
