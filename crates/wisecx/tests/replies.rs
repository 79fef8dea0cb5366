//! What each of the vendor's answers is decoded into.

use ccaas_tests::Replies;
use wisecx::WiseCx;
use wisecx::auth::Authenticate;
use wisecx::cases::{
    CreateCase, DeleteCase, GetActivity, GetCase, ListActivities, ListCaseTags, ListCaseTypes,
    ListCases, UpdateCase,
};

#[test]
fn every_fixture_is_understood() {
    Replies::new(
        env!("CARGO_MANIFEST_DIR"),
        WiseCx::new("api-user", "api-key"),
    )
    .of::<Authenticate>()
    .of::<ListCaseTypes>()
    .of::<ListCaseTags>()
    .of::<CreateCase>()
    .of::<UpdateCase>()
    .of::<ListCases>()
    .of::<GetCase>()
    .of::<DeleteCase>()
    .of::<ListActivities>()
    .of::<GetActivity>()
    .check_all();
}
