//! Service groups.

use httpmock::prelude::*;
use serde_json::json;
use wisecx::ErrorKind;
use wisecx::queues::{
    CreateQueue, GetQueue, Queue, RemoveQueueUser, RemoveQueueUsers, UpdateQueueUsers,
    UserAssignment, Weekday,
};

use crate::{client, refused, server};

#[tokio::test]
async fn a_name_has_fifty_characters_at_most() {
    refused(CreateQueue::new("  "), "name").await;
    refused(CreateQueue::new("é".repeat(51)), "name").await;

    let server = server().await;
    let name = format!("  {}\t", "é".repeat(50));
    let made = server
        .mock_async(|when, then| {
            when.method(POST)
                .path("/queues")
                .json_body(json!({ "name": name }));
            then.status(200).json_body(json!({"data": {"id": "154"}}));
        })
        .await;
    let queue = client(&server)
        .send(CreateQueue::new(&*name))
        .await
        .unwrap();
    assert_eq!(queue.id.to_string(), "154");
    made.assert_async().await;
}

#[tokio::test]
async fn users_are_named_once_and_by_an_id_above_0() {
    let user = UserAssignment::new;
    let twice = [user(10).auto_assign(true), user(11), user(10)];
    let none = [user(10), user(0)];
    let queue = || CreateQueue::new("Support");
    refused(queue().users(twice.clone()), "users[2].id").await;
    refused(queue().users(none.clone()), "users[1].id").await;
    refused(UpdateQueueUsers::new(53, twice), "[2].id").await;
    refused(UpdateQueueUsers::new(53, none), "[1].id").await;
}

#[tokio::test]
async fn a_removal_of_nobody_is_refused() {
    refused(RemoveQueueUsers::new(53, []), "ids").await;
    refused(RemoveQueueUser::new(53, ""), "user_id").await;
}

#[tokio::test]
async fn a_removal_carries_its_users_in_the_body() {
    let server = server().await;
    let removed = server
        .mock_async(|when, then| {
            when.method(DELETE)
                .path("/queues/53/users")
                .header("content-type", "application/json")
                .json_body(json!({"ids": [10, 11]}));
            then.status(200)
                .json_body(json!({"data": {"removed": "2"}}));
        })
        .await;
    let removal = RemoveQueueUsers::new(53, [10, 11]);
    let answer = client(&server).send(removal).await.unwrap();
    assert_eq!(answer.removed, Some(2));
    removed.assert_async().await;
}

#[tokio::test]
async fn a_removal_that_answers_nothing_is_done() {
    let server = server().await;
    let removed = server
        .mock_async(|when, then| {
            when.method(DELETE).path("/queues/53/users/10");
            then.status(204);
        })
        .await;
    let removal = RemoveQueueUser::new(53, 10);
    client(&server).send(removal).await.unwrap();
    removed.assert_async().await;
}

#[tokio::test]
async fn an_answer_without_its_envelope_is_an_error() {
    let server = server().await;
    server
        .mock_async(|when, then| {
            when.method(GET).path("/queues/53");
            then.status(200)
                .json_body(json!({"id": 53, "name": "Soporte"}));
        })
        .await;
    let error = client(&server).send(GetQueue::new(53)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("data"), "{error}");
}

#[test]
fn a_special_date_stands_among_the_days_of_the_week() {
    let queue: Queue = serde_json::from_value(json!({
        "id": 53,
        "businessHours": {
            "timezone": [],
            "schedules": [{
                "day": "5",
                "name": "Friday",
                "isOpen": "true",
                "specialDate": true,
                "date": "2026-12-25",
                "hours": [{"from": "08:00", "to": "12:00"}, {"from": "14:00", "to": "24:00"}],
            }],
        },
        "users": null,
    }))
    .unwrap();
    assert!(queue.users.is_empty());
    let hours = queue.business_hours.unwrap();
    assert_eq!(hours.timezone, None);
    let day = &hours.schedules[0];
    assert_eq!((day.day, &day.name), (Some(5), &Some(Weekday::Friday)));
    assert_eq!((day.is_open, day.special_date), (Some(true), Some(true)));
    assert_eq!(day.date, Some(jiff::civil::date(2026, 12, 25)));
    assert_eq!(day.hours[1].from.as_deref(), Some("14:00"));
    assert_eq!(day.hours[1].to.as_deref(), Some("24:00"));
}

#[test]
fn a_service_group_without_hours_has_none() {
    for hours in [json!(null), json!([]), json!("")] {
        let queue: Queue = serde_json::from_value(json!({ "businessHours": hours })).unwrap();
        assert_eq!(queue.business_hours, None, "{hours}");
    }
}
