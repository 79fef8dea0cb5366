//! What each of the vendor's answers is decoded into.

use ccaas_tests::Replies;
use wesal_voc::WesalVoc;
use wesal_voc::auth::{Login, Logout, RequestPasswordReset, VerifyPasswordReset};
use wesal_voc::surveys::{ListSurveys, UpsertSurvey};

#[test]
fn every_fixture_is_understood() {
    Replies::new(
        env!("CARGO_MANIFEST_DIR"),
        WesalVoc::with_token("client-id", "token"),
    )
    .of::<Login>()
    .of::<Logout>()
    .of::<RequestPasswordReset>()
    .of::<VerifyPasswordReset>()
    .of::<ListSurveys>()
    .of::<UpsertSurvey>()
    .check_all();
}
