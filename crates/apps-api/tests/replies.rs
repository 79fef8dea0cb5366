//! What each of the vendor's answers is decoded into.

use apps_api::AppsApi;
use apps_api::calls::{
    CreateInboundCall, CreateOutboundCall, CreateOutboundCallByTicket, CreateScheduledCall,
    GetCallFlags, ReplaceCallFlags, UpdateCallEndUser, UpdateCallFlags,
};
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
    .check_all();
}
