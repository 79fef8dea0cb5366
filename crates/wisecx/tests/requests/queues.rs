//! Service groups.

use wisecx::Order;
use wisecx::filter::Filter;
use wisecx::queues::{
    CreateQueue, GetQueue, ListQueues, RemoveQueueUser, RemoveQueueUsers, UpdateQueueUsers,
    UserAssignment,
};

use crate::{same_body, snapshots};

fn users() -> [UserAssignment; 2] {
    [
        UserAssignment::new(10).auto_assign(true),
        UserAssignment::new(11).auto_assign(false),
    ]
}

#[test]
fn list_queues() {
    snapshots(
        ListQueues::new(),
        ListQueues::new()
            .fields(["id", "businessHours"])
            .filter(Filter::custom("name", "EQUAL", "Soporte"))
            .sort(Order::Descending)
            .sort_field("name")
            .limit(10)
            .page(2),
    );
}

#[test]
fn create_queue() {
    snapshots(
        CreateQueue::new("Support"),
        CreateQueue::new("Support").users(users()),
    );
    same_body(
        CreateQueue::new("Support"),
        "queues.create.request.minimal.json",
    );
    same_body(
        CreateQueue::new("Support").users(users()),
        "queues.create.request.json",
    );
}

#[test]
fn get_queue() {
    snapshots(
        GetQueue::new(53),
        GetQueue::new("53").fields(["id", "name", "users"]),
    );
}

#[test]
fn update_queue_users() {
    snapshots(
        UpdateQueueUsers::new(53, []),
        UpdateQueueUsers::new("53", users()),
    );
    same_body(
        UpdateQueueUsers::new(53, []),
        "queues.users.update.request.empty.json",
    );
    same_body(
        UpdateQueueUsers::new(53, users()),
        "queues.users.update.request.json",
    );
}

#[test]
fn remove_queue_user() {
    snapshots(
        RemoveQueueUser::new(53, 10),
        RemoveQueueUser::new("53", "10"),
    );
}

#[test]
fn remove_queue_users() {
    snapshots(
        RemoveQueueUsers::new(53, [10]),
        RemoveQueueUsers::new("53", [10, 11, 12]),
    );
    same_body(
        RemoveQueueUsers::new(53, [10, 11, 12]),
        "queues.users.remove_many.request.json",
    );
}
