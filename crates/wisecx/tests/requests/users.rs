//! Users.

use wisecx::Order;
use wisecx::filter::Filter;
use wisecx::users::{
    AssignUserQueues, CreateUser, GetUser, ListUsers, QueueAssignment, RemoveUserQueues,
};

use crate::{same_body, snapshots};

fn queues() -> [QueueAssignment; 2] {
    [
        QueueAssignment::new(159).auto_assign(true),
        QueueAssignment::new(6059).auto_assign(false),
    ]
}

#[test]
fn list_users() {
    snapshots(
        ListUsers::new(),
        ListUsers::new()
            .fields(["id", "nick", "queues"])
            .filter(Filter::custom("user_name", "IN", ["agent@company.com"]))
            .sort(Order::Ascending)
            .sort_field("id")
            .limit(50)
            .page(2),
    );
}

#[test]
fn get_user() {
    snapshots(GetUser::new(5846), GetUser::new("5846"));
}

#[test]
fn create_user() {
    let full = || {
        CreateUser::new("new.agent@company.com")
            .nick("New Agent")
            .first_name("New")
            .last_name("Agent")
            .is_bot(false)
    };
    snapshots(CreateUser::new("new.agent@company.com"), full());
    same_body(full(), "users.create.request.json");
}

#[test]
fn assign_user_queues() {
    snapshots(
        AssignUserQueues::new(5846, [QueueAssignment::new(159)]),
        AssignUserQueues::new("5846", queues()),
    );
    same_body(
        AssignUserQueues::new(5846, queues()),
        "users.queues.assign.request.json",
    );
}

#[test]
fn remove_user_queues() {
    snapshots(
        RemoveUserQueues::new(5846, [159]),
        RemoveUserQueues::new("5846", [159, 6059]),
    );
    same_body(
        RemoveUserQueues::new(5846, [159, 6059]),
        "users.queues.remove.request.json",
    );
}
