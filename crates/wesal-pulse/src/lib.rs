//! <!-- operations -->
//! [`oauth::CreateToken`]: oauth::CreateToken
//! [`me::GetMe`]: me::GetMe
//! [`dashboard::GetDashboardSummary`]: dashboard::GetDashboardSummary
//! [`queues::GetQueueActivity`]: queues::GetQueueActivity
//! [`queues::GetQueuePerformance`]: queues::GetQueuePerformance
//! [`queues::GetQueueRouting`]: queues::GetQueueRouting
//! [`agents::GetAgentPerformance`]: agents::GetAgentPerformance
//! <!-- /operations -->
#![doc = include_str!("../README.md")]

pub mod agents;
pub mod dashboard;
pub mod me;
pub mod oauth;
pub mod queues;
pub mod report;
mod vendor;

pub use ccaas_core::{self, Error, ErrorKind};
pub use vendor::{BASE_URL, WesalPulse};

/// Sends the operations of this crate.
pub type Client = ccaas_core::Client<WesalPulse>;

ccaas_core::operations! {
    WesalPulse:
    oauth::CreateToken,
    me::GetMe,
    dashboard::GetDashboardSummary,
    queues::GetQueueActivity,
    queues::GetQueuePerformance,
    queues::GetQueueRouting,
    agents::GetAgentPerformance,
}
