//! End users.

use apps_api::end_users::{GetEndUser, UpsertEndUser};
use http::StatusCode;

use crate::{failed, refused};

#[tokio::test]
async fn an_end_user_needs_an_identifier() {
    refused(UpsertEndUser::new(" "), "identifier").await;
}

#[tokio::test]
async fn an_end_user_is_found_by_one_of_two_ids() {
    refused(GetEndUser::new(), "id: is missing").await;
    refused(GetEndUser::by_identifier(""), "identifier").await;
}

#[tokio::test]
async fn one_that_is_not_there_is_not_found() {
    let (error, _) = failed(
        GetEndUser::by_identifier("abc123"),
        "/end_users",
        404,
        r#"{"message": "Not Found"}"#,
    )
    .await;
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.api().unwrap().message.as_deref(), Some("Not Found"));
}

/// The identifier tells that it is the same one.
#[tokio::test]
async fn making_one_may_be_repeated() {
    let (_, calls) = failed(UpsertEndUser::new("abc123"), "/end_users", 503, "").await;
    assert_eq!(calls, 2);
}
