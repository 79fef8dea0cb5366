//! What each of the vendor's answers is decoded into.

use ccaas_tests::Replies;
use wesal_pulse::WesalPulse;
use wesal_pulse::agents::GetAgentPerformance;
use wesal_pulse::dashboard::GetDashboardSummary;
use wesal_pulse::me::GetMe;
use wesal_pulse::oauth::CreateToken;
use wesal_pulse::queues::{GetQueueActivity, GetQueuePerformance, GetQueueRouting};

#[test]
fn every_fixture_is_understood() {
    Replies::new(
        env!("CARGO_MANIFEST_DIR"),
        WesalPulse::new("client-id", "client-secret"),
    )
    .of::<CreateToken>()
    .of::<GetMe>()
    .of::<GetDashboardSummary>()
    .of::<GetQueueActivity>()
    .of::<GetQueuePerformance>()
    .of::<GetQueueRouting>()
    .of::<GetAgentPerformance>()
    .check_all();
}
