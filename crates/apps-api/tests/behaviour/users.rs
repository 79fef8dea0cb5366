//! Users, page by page or by one filter.

use apps_api::users::{FindUsers, ListUsers};
use ccaas_core::ErrorKind;
use httpmock::prelude::*;
use serde_json::{Value, json};

use crate::{client, failed, refused, server, unreachable};

fn users(ids: impl IntoIterator<Item = u32>) -> Value {
    ids.into_iter().map(|id| json!({ "id": id })).collect()
}

/// Serves page after page, two users each.
async fn pages(pages: &[Value]) -> MockServer {
    let server = server().await;
    for (index, page) in pages.iter().enumerate() {
        server.mock(|when, then| {
            when.method(GET)
                .path("/users")
                .query_param("per", "2")
                .query_param("page", (index + 1).to_string());
            then.status(200).json_body(page.clone());
        });
    }
    server
}

#[tokio::test]
async fn a_page_that_isnt_full_is_the_last_one() {
    // A third page would be a 404.
    for (last, expected) in [(users([3]), 3), (users([]), 2)] {
        let server = pages(&[users([1, 2]), last]).await;
        let mut items = client(&server).items(ListUsers::new().per(2));
        let mut seen = Vec::new();
        while let Some(user) = items.try_next().await.unwrap() {
            seen.push(user.id.unwrap().as_number().unwrap());
        }
        assert_eq!(seen, (1..=expected).collect::<Vec<i64>>());
    }
}

#[tokio::test]
async fn a_list_goes_on_where_it_stood() {
    let server = pages(&[users([1, 2]), users([3])]).await;
    let client = client(&server);
    let mut first = client.pages(ListUsers::new().per(2));
    first.try_next().await.unwrap();
    let cursor = first.cursor().unwrap();
    assert_eq!(cursor.get(), 2);
    let mut second = client.pages(ListUsers::new().per(2)).resume(cursor);
    let page = second.try_next().await.unwrap().unwrap();
    assert_eq!(page[0].id, Some(3.into()));
    assert!(second.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn the_same_page_again_is_an_error() {
    let server = pages(&[users([1, 2]), users([1, 2])]).await;
    let mut items = client(&server).pages(ListUsers::new().per(2));
    items.try_next().await.unwrap();
    let error = items.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging, "{error}");
}

#[tokio::test]
async fn what_the_vendor_would_refuse_isnt_sent() {
    refused(ListUsers::new().page(0), "page: begins with 1").await;
    refused(ListUsers::new().per(0), "per: is between 1 and 1000").await;
    refused(ListUsers::new().per(1001), "per: is between 1 and 1000").await;
    refused(FindUsers::by_id(0..1001), "id[]: has more than 1000 values").await;
    refused(
        FindUsers::by_location(vec!["Mexico"; 1001]),
        "location[]: has more than 1000 values",
    )
    .await;
    let client = unreachable();
    assert!(client.send(ListUsers::new().per(1000)).prepare().is_ok());
    assert!(client.send(FindUsers::by_id(0..1000)).prepare().is_ok());
}

#[tokio::test]
async fn a_filter_without_a_value_isnt_a_list_of_all() {
    refused(FindUsers::by_id([0; 0]), "filter: has no value").await;
    refused(FindUsers::by_last_login(None, None), "filter: has no value").await;
}

#[tokio::test]
async fn a_refusal_is_told_and_final() {
    let body = json!({"message": "Invalid page size request"}).to_string();
    let (error, calls) = failed(ListUsers::new(), "/users", 400, &body).await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1));
    let told = error.api().unwrap().message.as_deref();
    assert_eq!(told, Some("Invalid page size request"));
}

#[cfg(feature = "registry")]
#[tokio::test]
async fn an_object_can_have_a_filter_or_a_page() {
    use crate::{prepared_object, refused_object};

    const ID: &str = "users.list";
    for (parameters, told) in [
        (
            json!({"id[]": [1], "page": 2}),
            "id[]: can't go along with page or per",
        ),
        (
            json!({"online[]": true, "per": 100}),
            "online[]: can't go along with page or per",
        ),
        (
            json!({"id[]": [1], "wrap_up[]": false}),
            "wrap_up[]: can't go along with id[]",
        ),
        (
            json!({
                "last_login_time[from]": "2026-11-01T00:00:00Z",
                "status_updated_at[to]": "2026-11-01T00:00:00Z",
            }),
            "status_updated_at: can't go along with last_login_time",
        ),
    ] {
        let error = refused_object(ID, parameters);
        assert!(error.contains(told), "{told}: {error}");
    }
    let target = |parameters| {
        let prepared = prepared_object(ID, parameters).unwrap();
        prepared.request().uri().query().unwrap().to_owned()
    };
    assert_eq!(target(json!({"id[]": [1, "2"]})), "id[]=1&id[]=2");
    assert_eq!(target(json!({"page": 3})), "page=3&per=100");
    assert_eq!(
        target(json!({
            "last_login_time[from]": "2026-11-01T00:00:00Z",
            "last_login_time[to]": "2026-11-02T00:00:00Z",
        })),
        "last_login_time[from]=2026-11-01T00%3A00%3A00Z&last_login_time[to]=2026-11-02T00%3A00%3A00Z"
    );
}
