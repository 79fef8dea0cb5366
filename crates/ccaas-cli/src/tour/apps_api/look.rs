//! Queues and users, as they are.

use std::time::Duration;

use ccaas::apps_api::AppsApi;
use ccaas::apps_api::calls::MenuType;
use ccaas::apps_api::queue_operation_statuses::{GetQueueOperationStatus, QueueChannel};
use ccaas::apps_api::queue_status::GetQueueStatus;
use ccaas::apps_api::queues::GetQueuesStatus;
use ccaas::apps_api::users::{FindUsers, ListUsers};
use ccaas::apps_api::wait_times::ListWaitTimes;
use ccaas::quota::Quota;

use super::super::step::{Step, expect};
use super::known::{CALL_QUEUE, told};

/// What the sandbox lets in within a second, once the tour has shown how one call a second goes.
const CALLS_PER_SECOND: u32 = 1000;

pub(super) fn steps() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<ListWaitTimes>(async |tour| {
            let all = tour.send(ListWaitTimes::new("en")).await?;
            let calls = ListWaitTimes::new("en").menu_type(MenuType::Ivr);
            let calls = tour.send(calls).await?;
            let is_ivr = calls.iter().all(|one| one.menu_type == Some(MenuType::Ivr));
            expect(
                is_ivr && calls.len() <= all.len(),
                "queues for callers only",
            )?;
            tour.note(format!("{} queues, {} for callers", all.len(), calls.len()));
            if let Some(sandbox) = tour.sandbox() {
                sandbox.apps_api().limit(CALLS_PER_SECOND);
                tour.note("(the sandbox takes more calls a second from here on)");
            }
            let second = Duration::from_secs(1);
            tour.set_quotas(vec![Quota::window("second", CALLS_PER_SECOND, second)])
        }),
        Step::of::<GetQueuesStatus>(async |tour| {
            let queue = told(tour, &CALL_QUEUE)?;
            let status = GetQueuesStatus::of("en", MenuType::Ivr, [queue.as_str()]);
            let status = tour.send(status.callback_period_hours(2)).await?;
            let [one] = status.queues.as_slice() else {
                return expect(false, "one queue");
            };
            let id = one.menu_id.as_ref().map(ToString::to_string);
            expect(id == Some(queue), "the queue that was asked for")?;
            tour.note(format!(
                "{} agents, {} times to be called back",
                one.logged_in_agents.unwrap_or_default(),
                one.callback_periods.len()
            ));
            Ok(())
        }),
        Step::of::<GetQueueStatus>(async |tour| {
            let queue = told(tour, &CALL_QUEUE)?;
            let status = GetQueueStatus::new(queue, "en", QueueChannel::Call);
            let status = tour.send(status).await?;
            // Nobody documents this answer.
            if tour.sandbox().is_some() {
                expect(status.is_after_hours() == Some(false), "an open queue")?;
            }
            Ok(())
        }),
        Step::of::<GetQueueOperationStatus>(async |tour| {
            let queue = told(tour, &CALL_QUEUE)?;
            let status = GetQueueOperationStatus::new(queue, "en", QueueChannel::Call);
            let status = tour.send(status).await?;
            expect(status.is_after_hours().is_some(), "whether it is open")?;
            let is = |is: Option<bool>| if is == Some(true) { "yes" } else { "no" };
            tour.note(format!(
                "closed: {}; full: {}",
                is(status.is_after_hours()),
                is(status.overcapacity)
            ));
            Ok(())
        }),
        Step::of::<ListUsers>(async |tour| {
            let users = tour.list(ListUsers::new().per(10), "users").await?;
            let ids: Vec<_> = users.iter().filter_map(|user| user.id.clone()).collect();
            expect(!ids.is_empty(), "users with ids")?;
            let found = tour.send(FindUsers::by_id(ids.clone())).await?;
            expect(found.len() == ids.len(), "the same ones by their ids")?;
            tour.note("found again by their ids");
            Ok(())
        }),
    ]
}
