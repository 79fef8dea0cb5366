//! A user and a service group of the tour's own, in and out of each other.

use ccaas::wisecx::WiseCx;
use ccaas::wisecx::queues::{
    CreateQueue, GetQueue, RemoveQueueUser, RemoveQueueUsers, UpdateQueueUsers, UserAssignment,
};
use ccaas::wisecx::users::{AssignUserQueues, CreateUser, QueueAssignment, RemoveUserQueues};

use super::super::step::{Step, expect, need};
use super::number;

pub(super) fn steps() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<CreateUser>(async |tour| {
            let user = CreateUser::new(tour.seen.email()).nick("Tour").is_bot(true);
            let id = tour.send(user).await?.id;
            tour.note(format!("user {id}"));
            tour.seen.own_user = Some(id);
            Ok(())
        }),
        Step::of::<CreateQueue>(async |tour| {
            let user = number(&tour.seen.own_user, "users.create")?;
            let queue = CreateQueue::new(tour.seen.name()).users([UserAssignment::new(user)]);
            let id = tour.send(queue).await?.id;
            tour.note(format!("service group {id}, with one user"));
            tour.seen.own_queue = Some(id);
            Ok(())
        }),
        Step::of::<AssignUserQueues>(async |tour| {
            let user = need(&tour.seen.own_user, "users.create")?;
            let queue = number(&tour.seen.own_queue, "queues.create")?;
            let queues = [QueueAssignment::new(queue).auto_assign(true)];
            let changes = tour.send(AssignUserQueues::new(user, queues)).await?;
            expect(changes.updated == Some(1), "one change")?;
            tour.note("gets cases by itself from now on");
            Ok(())
        }),
        Step::of::<RemoveUserQueues>(async |tour| {
            let user = need(&tour.seen.own_user, "users.create")?;
            let queue = number(&tour.seen.own_queue, "queues.create")?;
            let removed = tour.send(RemoveUserQueues::new(user, [queue])).await?;
            expect(removed.removed == Some(1), "one removal")?;
            tour.note("left the service group");
            Ok(())
        }),
        Step::of::<UpdateQueueUsers>(async |tour| {
            let user = number(&tour.seen.own_user, "users.create")?;
            let queue = need(&tour.seen.own_queue, "queues.create")?;
            let users = [UserAssignment::new(user)];
            let changes = tour.send(UpdateQueueUsers::new(queue, users)).await?;
            expect(changes.added == Some(1), "one new user")?;
            tour.note("is in again");
            Ok(())
        }),
        Step::of::<RemoveQueueUsers>(async |tour| {
            let user = number(&tour.seen.own_user, "users.create")?;
            let queue = need(&tour.seen.own_queue, "queues.create")?;
            let removed = tour.send(RemoveQueueUsers::new(queue, [user])).await?;
            expect(removed.removed == Some(1), "one removal")?;
            tour.note("one user less");
            Ok(())
        }),
        Step::of::<RemoveQueueUser>(async |tour| {
            let user = need(&tour.seen.own_user, "users.create")?;
            let queue = need(&tour.seen.own_queue, "queues.create")?;
            let users = [UserAssignment::new(number(
                &tour.seen.own_user,
                "users.create",
            )?)];
            tour.send(UpdateQueueUsers::new(queue.clone(), users))
                .await?;
            tour.send(RemoveQueueUser::new(queue.clone(), user)).await?;
            let left = tour.send(GetQueue::new(queue)).await?.users;
            expect(left.is_empty(), "a service group without users")?;
            tour.note("nobody is left in it");
            Ok(())
        }),
    ]
}
