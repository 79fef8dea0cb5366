//! Queues.

use apps_api::calls::MenuType;
use apps_api::queue_operation_statuses::{GetQueueOperationStatus, QueueChannel};
use apps_api::queue_status::GetQueueStatus;
use apps_api::queues::GetQueuesStatus;
use jiff::civil::date;
use serde_json::json;

use crate::{decoded, refused, unreachable};

#[tokio::test]
async fn what_is_required_is_asked_for() {
    let ask = |lang: &str| GetQueueOperationStatus::new(1, lang, QueueChannel::Call);
    refused(ask(""), "lang: is empty").await;
    refused(
        GetQueueOperationStatus::new("", "en", "call"),
        "menu_id: is empty",
    )
    .await;
    refused(GetQueueStatus::new(1, "en", ""), "channel_type: is empty").await;
    let live = |ids: &[i64]| GetQueuesStatus::of("en", MenuType::Ivr, ids.to_vec());
    refused(live(&[]), "menu_id[]: has no queue").await;
    refused(
        live(&[2]).callback_period_hours(9),
        "callback_period_hours: is 8 at most",
    )
    .await;
    let longest = live(&[2]).callback_period_hours(8);
    assert!(unreachable().send(longest).prepare().is_ok());
}

#[test]
fn both_names_say_that_a_queue_is_closed() {
    let closed = |body| decoded::<GetQueueOperationStatus>(200, body).is_after_hours();
    assert_eq!(closed(json!({"after_hour": true})), Some(true));
    assert_eq!(closed(json!({"after_hours": true})), Some(true));
    let both = json!({"after_hour": false, "after_hours": false});
    assert_eq!(closed(both), Some(false));
    assert_eq!(closed(json!({})), None);
}

#[test]
fn an_inferred_answer_may_be_nothing() {
    assert_eq!(decoded::<GetQueueStatus>(204, "").overcapacity, None);
}

#[test]
fn a_day_is_read_without_its_hyphens() {
    let body = json!({"queues": [{"callback_periods": [{"date": "20260225"}]}]});
    let status = decoded::<GetQueuesStatus>(200, body);
    let period = &status.queues[0].callback_periods[0];
    assert_eq!(period.date, Some(date(2026, 2, 25)));
}
