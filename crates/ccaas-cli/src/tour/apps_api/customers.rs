//! End users, and numbers that nobody may call.

use ccaas::apps_api::AppsApi;
use ccaas::apps_api::company_dnc::{AddDncNumbers, CheckDncNumber, DncContact, RemoveDncNumbers};
use ccaas::apps_api::end_users::{GetEndUser, UpsertEndUser};
use jiff::SignedDuration;

use super::super::step::{Step, expect, need};

/// Nobody has this one, and the other one is too short to be one.
const UNCALLED: &str = "+12025550143";
const NO_NUMBER: &str = "12";

pub(super) fn steps() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<UpsertEndUser>(async |tour| {
            let user = || UpsertEndUser::new(tour.seen.key()).name(tour.seen.name());
            let made = tour.send(user()).await?;
            let changed = tour.send(user().email(tour.seen.email())).await?;
            expect(made.id.is_some() && made.id == changed.id, "one end user")?;
            tour.seen.own_end_user = made.id;
            tour.note("made, and changed by the same identifier");
            Ok(())
        }),
        Step::of::<GetEndUser>(async |tour| {
            let id = need(&tour.seen.own_end_user, "end_users.upsert")?;
            let by_id = tour.send(GetEndUser::by_id(id.clone())).await?;
            expect(by_id.identifier == Some(tour.seen.key()), "its identifier")?;
            let by_key = GetEndUser::by_identifier(tour.seen.key());
            expect(tour.send(by_key).await?.id == Some(id), "its id")?;
            tour.note("by either id");
            Ok(())
        }),
        Step::of::<AddDncNumbers>(async |tour| {
            let tomorrow = tour.now() + SignedDuration::from_hours(24);
            let rows = AddDncNumbers::new([
                DncContact::new(UNCALLED).expires_at(tomorrow),
                DncContact::new(NO_NUMBER),
            ]);
            let rows = tour.send(rows).await?;
            let done = rows.created().chain(rows.updated());
            let done: Vec<_> = done.map(|row| row.phone_number.as_deref()).collect();
            expect(done == [Some(UNCALLED)], "the number in the list")?;
            let failed: Vec<_> = rows.failed().map(|row| row.error.clone()).collect();
            let [Some(error)] = failed.as_slice() else {
                return expect(false, "one number that is refused");
            };
            tour.note(format!("one added, one refused: {error}"));
            Ok(())
        }),
        Step::of::<CheckDncNumber>(async |tour| {
            let answer = tour.send(CheckDncNumber::new(UNCALLED)).await?;
            // Nobody documents this answer.
            if tour.sandbox().is_some() {
                let is_in = answer.get("in_dnc_list").and_then(|is| is.as_bool());
                expect(is_in == Some(true), "the number in the list")?;
            }
            tour.note(answer.to_string());
            Ok(())
        }),
        Step::of::<RemoveDncNumbers>(async |tour| {
            let rows = tour
                .send(RemoveDncNumbers::new([UNCALLED.to_owned()]))
                .await?;
            expect(rows.failed().next().is_none(), "no failure")?;
            tour.note("may be called again");
            Ok(())
        }),
    ]
}
