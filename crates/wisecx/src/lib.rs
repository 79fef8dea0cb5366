//! <!-- operations -->
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod analytics;
pub mod assistants;
pub mod auth;
pub mod cases;
pub mod filter;
pub mod meli;
pub mod orders;
mod page;
pub mod surveys;
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
}
