//! Users.

use httpmock::prelude::*;
use serde_json::json;
use wisecx::users::{
    AssignUserQueues, CreateUser, ListUsers, QueueAssignment, RemoveUserQueues, User,
};

use crate::{client, refused, server};

#[tokio::test]
async fn what_the_vendor_requires_is_not_left_empty() {
    refused(CreateUser::new(" "), "user_name").await;
    refused(RemoveUserQueues::new(5846, []), "queues_ids").await;
    refused(AssignUserQueues::new("", []), "id").await;
}

#[tokio::test]
async fn service_groups_are_a_bare_list_on_the_way_in_and_an_object_on_the_way_out() {
    let server = server().await;
    let assigned = server
        .mock_async(|when, then| {
            when.method(PUT)
                .path("/users/5846/queues")
                .json_body(json!([{"id": 159, "auto_assign": true}, {"id": 6059}]));
            then.status(200)
                .json_body(json!({"data": {"added": 1, "updated": 0, "unchanged": 1}}));
        })
        .await;
    let removed = server
        .mock_async(|when, then| {
            when.method(DELETE)
                .path("/users/5846/queues")
                .json_body(json!({"queues_ids": [159]}));
            then.status(200).json_body(json!({"data": {"removed": 1}}));
        })
        .await;
    let client = client(&server);
    let queues = [
        QueueAssignment::new(159).auto_assign(true),
        QueueAssignment::new(6059),
    ];
    let changes = client
        .send(AssignUserQueues::new(5846, queues))
        .await
        .unwrap();
    assert_eq!(
        (changes.added, changes.updated, changes.unchanged),
        (Some(1), Some(0), Some(1))
    );
    let removals = client
        .send(RemoveUserQueues::new(5846, [159]))
        .await
        .unwrap();
    assert_eq!(removals.removed, Some(1));
    assigned.assert_async().await;
    removed.assert_async().await;
}

#[tokio::test]
async fn a_user_who_never_logged_in_has_no_date() {
    let server = server().await;
    server
        .mock_async(|when, then| {
            when.method(GET).path("/users");
            then.status(200)
                .json_body(json!({"data": [{"id": 1, "last_login": ""}, {"id": 2, "last_login": null}, {"id": 3, "last_login": "1900-01-01 00:00:00"}]}));
        })
        .await;
    let users = client(&server).send(ListUsers::new()).await.unwrap().items;
    assert_eq!(users.len(), 3);
    assert!(users.iter().all(|user| user.last_login.is_none()));
}

#[tokio::test]
async fn a_user_is_made_once_even_if_the_answer_is_lost() {
    let server = server().await;
    let lost = server
        .mock_async(|when, then| {
            when.method(POST).path("/users");
            then.status(504)
                .json_body(json!({"message": "Endpoint request timed out"}));
        })
        .await;
    let error = client(&server)
        .send(CreateUser::new("me@example.com"))
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 504);
    assert_eq!(lost.calls_async().await, 1);
}

#[test]
fn a_bot_may_say_so_in_any_way() {
    for yes in [json!(true), json!("True"), json!(1)] {
        let user: User = serde_json::from_value(json!({ "is_bot": yes })).unwrap();
        assert_eq!(user.is_bot, Some(true), "{yes}");
    }
}
