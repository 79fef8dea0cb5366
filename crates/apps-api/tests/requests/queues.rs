//! Queues: whether they can take a customer, and what goes on in them.

use apps_api::calls::MenuType;
use apps_api::queue_operation_statuses::{GetQueueOperationStatus, QueueChannel};
use apps_api::queue_status::GetQueueStatus;
use apps_api::queues::GetQueuesStatus;
use jiff::civil::date;

use crate::{same_query, snapshots};

#[test]
fn get_queue_operation_status() {
    snapshots(
        GetQueueOperationStatus::new(1, "en", QueueChannel::Call),
        GetQueueOperationStatus::new("1", "pt-BR", "chat"),
    );
}

#[test]
fn get_queue_status() {
    snapshots(
        GetQueueStatus::new(1, "en", QueueChannel::Call),
        GetQueueStatus::new("1", "pt-BR", "chat"),
    );
}

#[test]
fn get_queues_status() {
    snapshots(
        GetQueuesStatus::new("en", MenuType::Ivr, [2.into()]),
        GetQueuesStatus::of("en", "web_menu", ["2", "3"])
            .callback_period_hours(8)
            .callback_start_from(date(2026, 2, 25).at(17, 30, 0, 0)),
    );
}

#[test]
fn examples_are_sent_as_printed() {
    same_query(
        GetQueueOperationStatus::new(1, "en", QueueChannel::Call),
        "queue_operation_statuses.get.request.json",
    );
    same_query(
        GetQueueStatus::new(1, "en", QueueChannel::Call),
        "queue_status.get.request.json",
    );
    same_query(
        GetQueuesStatus::of("en", MenuType::Ivr, [2]),
        "queues.status.get.request.json",
    );
}
