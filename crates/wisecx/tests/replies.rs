//! What each of the vendor's answers is decoded into.

use ccaas_tests::Replies;
use wisecx::WiseCx;
use wisecx::analytics::{GetExportStatus, StartExport};
use wisecx::assistants::ExecuteAssistantNode;
use wisecx::auth::Authenticate;
use wisecx::cases::{
    CreateCase, DeleteCase, GetActivity, GetCase, ListActivities, ListCaseTags, ListCaseTypes,
    ListCases, UpdateCase,
};
use wisecx::meli::GetMeliOrder;
use wisecx::orders::{CreateOrder, ListOrders, UpdateOrder};
use wisecx::surveys::{ListSurveyQuestions, ListSurveyResponses, ListSurveys};

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
    .of::<StartExport>()
    .of::<GetExportStatus>()
    .of::<ListSurveys>()
    .of::<ListSurveyQuestions>()
    .of::<ListSurveyResponses>()
    .of::<ExecuteAssistantNode>()
    .of::<CreateOrder>()
    .of::<UpdateOrder>()
    .of::<ListOrders>()
    .of::<GetMeliOrder>()
    .check_all();
}
