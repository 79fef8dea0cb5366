//! Users, made by a file: first by one with an error in it, then by one with an error in a row.

use ccaas::ErrorKind;
use ccaas::apps_api::AppsApi;
use ccaas::apps_api::bulk_users::{
    BulkJobStatus, BulkUser, BulkUserStatus, CreateBulkUserUpload, GetBulkUserJob,
    GetBulkUserTemplate, ListBulkUserJobs, ListBulkUserSchemeErrors, ListBulkUserUpdateErrors,
    ProceedBulkUsers, UpdateBulkUserUpload,
};

use super::super::step::{Halt, Step, expect, need};
use super::known::{ADMIN, told};
use super::{finish, poller};

/// No place of an account.
const NOWHERE: &str = "Nowhere, by the tour of ccaas";

pub(super) fn steps() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<GetBulkUserTemplate>(async |tour| {
            let rows = tour.send(GetBulkUserTemplate::new()).await?;
            let [one, ..] = rows.as_slice() else {
                return expect(false, "a row");
            };
            let count = |list: Option<usize>| list.unwrap_or_default();
            tour.note(format!(
                "{} roles, {} teams",
                count(one.roles.as_ref().map(Vec::len)),
                count(one.teams.as_ref().map(Vec::len))
            ));
            Ok(())
        }),
        Step::of::<CreateBulkUserUpload>(async |tour| {
            let users = [own(&tour.seen.email()).location(NOWHERE)];
            let upload = CreateBulkUserUpload::of(&users).map_err(wrong)?;
            let mut job = poller(tour, upload);
            let checked = finish(tour, &mut job).await;
            tour.seen.bulk = job.job().cloned();
            match checked {
                Err(error) if error.kind() == ErrorKind::Job => {
                    tour.note("the file was refused, as it should be");
                    Ok(())
                }
                Err(error) => Err(error.into()),
                Ok(_) => expect(false, "a file that is refused"),
            }
        }),
        Step::of::<ListBulkUserSchemeErrors>(async |tour| {
            let id = need(&tour.seen.bulk, "bulk_users.upload.create")?;
            let errors = tour.send(ListBulkUserSchemeErrors::new(id)).await?;
            let message = errors.into_iter().find_map(|error| error.message);
            tour.note(need(&message, "bulk_users.upload.create")?);
            Ok(())
        }),
        Step::of::<UpdateBulkUserUpload>(async |tour| {
            let id = need(&tour.seen.bulk, "bulk_users.upload.create")?;
            let taken = told(tour, &ADMIN)?;
            let users = [
                own(&tour.seen.email()),
                own(&format!("second-{}", tour.seen.email())).new_email(taken),
            ];
            let upload = UpdateBulkUserUpload::of(id, &users).map_err(wrong)?;
            let mut job = poller(tour, upload);
            let checked = need(&finish(tour, &mut job).await?, "bulk_users.upload.update")?;
            let is_valid = checked.status == Some(BulkJobStatus::ValidScheme);
            expect(is_valid, "a file that is as it should be")?;
            expect(checked.total_rows == Some(2), "two rows")?;
            tour.note("2 rows, as they should be");
            Ok(())
        }),
        Step::of::<ProceedBulkUsers>(async |tour| {
            let id = need(&tour.seen.bulk, "bulk_users.upload.create")?;
            let mut job = poller(tour, ProceedBulkUsers::new(id));
            let done = need(&finish(tour, &mut job).await?, "bulk_users.proceed")?;
            expect(done.handled_rows() == 2, "two rows")?;
            expect(done.failed_rows == Some(1), "one that failed")?;
            tour.note("1 done, 1 failed");
            Ok(())
        }),
        Step::of::<ListBulkUserUpdateErrors>(async |tour| {
            let id = need(&tour.seen.bulk, "bulk_users.upload.create")?;
            let errors = tour.send(ListBulkUserUpdateErrors::new(id)).await?;
            let second = errors.into_iter().find(|error| error.row == Some(2));
            let message = second.and_then(|error| error.message);
            tour.note(need(&message, "bulk_users.proceed")?);
            Ok(())
        }),
        Step::of::<GetBulkUserJob>(async |tour| {
            let id = need(&tour.seen.bulk, "bulk_users.upload.create")?;
            let job = tour.send(GetBulkUserJob::new(id)).await?;
            expect(job.status == Some(BulkJobStatus::Finished), "the end")?;
            tour.note(job.filename.unwrap_or_default());
            Ok(())
        }),
        Step::of::<ListBulkUserJobs>(async |tour| {
            let jobs = tour
                .list(ListBulkUserJobs::new().per_page(20), "jobs")
                .await?;
            let own = tour.seen.bulk.clone();
            let has = own.is_none() || jobs.iter().any(|job| job.id == own);
            expect(has, "the one just done")
        }),
    ]
}

/// A user of the tour's, who can't log in.
fn own(email: &str) -> BulkUser {
    BulkUser::new(email, "Tour", "Of ccaas").status(BulkUserStatus::Inactive)
}

fn wrong(error: ccaas::EncodeError) -> Halt {
    Halt::Failed(error.to_string())
}
