//! Contacts of a campaign: the tour's own, removed at the end.

use ccaas::apps_api::AppsApi;
use ccaas::apps_api::campaigns::{
    ContactJobStatus, CreateCampaignContact, DeleteCampaignContact, GetCampaignContactJob,
    ImportCampaignContacts, ListCampaignContactJobs, ListCampaignContacts, NewContact,
    UpdateCampaignContact,
};

use super::super::step::{Halt, Step, expect, need};
use super::known::{CAMPAIGN, told};
use super::{finish, poller};

/// Numbers that nobody has.
const ADDED: &str = "+12025550141";
const IMPORTED: &str = "+12025550142";

pub(super) fn steps() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<CreateCampaignContact>(async |tour| {
            let campaign = told(tour, &CAMPAIGN)?;
            let contact = CreateCampaignContact::new(campaign, ADDED)
                .name("Tour")
                .external_unique_id(tour.seen.key());
            let contact = tour.send(contact).await?;
            let id = need(&contact.id, "campaigns.contacts.create")?;
            tour.note(format!("contact {id}"));
            tour.seen.own_contact = Some(id);
            Ok(())
        }),
        Step::of::<UpdateCampaignContact>(async |tour| {
            let campaign = told(tour, &CAMPAIGN)?;
            let id = need(&tour.seen.own_contact, "campaigns.contacts.create")?;
            let change = UpdateCampaignContact::new(campaign, id.clone()).name(tour.seen.name());
            let contact = tour.send(change).await?;
            // Nobody documents this answer.
            if tour.sandbox().is_some() {
                expect(contact.id == Some(id), "the same contact")?;
                expect(contact.name == Some(tour.seen.name()), "the new name")?;
            }
            tour.note("has another name");
            Ok(())
        }),
        Step::of::<ImportCampaignContacts>(async |tour| {
            let campaign = told(tour, &CAMPAIGN)?;
            // The second is there already.
            let contacts = [
                NewContact::new(IMPORTED).external_unique_id(imported(&tour.seen.key())),
                NewContact::new(ADDED),
            ];
            let import = ImportCampaignContacts::of(campaign, &contacts)
                .map_err(|error| Halt::Failed(error.to_string()))?;
            let mut job = poller(tour, import);
            let done = finish(tour, &mut job).await?;
            tour.seen.import = job.job().cloned();
            let done = need(&done, "campaigns.contacts.import")?;
            if tour.sandbox().is_some() {
                let rows = (done.affected_rows, done.failed_rows);
                expect(rows == (Some(1), Some(1)), "one row done, one failed")?;
            }
            tour.note(format!(
                "{} done, {} failed",
                done.affected_rows.unwrap_or_default(),
                done.failed_rows.unwrap_or_default()
            ));
            Ok(())
        }),
        Step::of::<GetCampaignContactJob>(async |tour| {
            let key = need(&tour.seen.import, "campaigns.contacts.import")?;
            let job = GetCampaignContactJob::new(key.campaign_id, key.job_id);
            let job = tour.send(job).await?;
            expect(job.status == Some(ContactJobStatus::Finished), "the end")?;
            tour.note(job.filename.unwrap_or_default());
            Ok(())
        }),
        Step::of::<ListCampaignContactJobs>(async |tour| {
            let key = need(&tour.seen.import, "campaigns.contacts.import")?;
            let jobs = tour
                .send(ListCampaignContactJobs::new(key.campaign_id))
                .await?;
            let own = Some(key.job_id);
            expect(jobs.iter().any(|job| job.id == own), "the import")?;
            tour.note(format!("{} imports", jobs.len()));
            Ok(())
        }),
        Step::of::<ListCampaignContacts>(async |tour| {
            let campaign = told(tour, &CAMPAIGN)?;
            let list = ListCampaignContacts::new(campaign).per(2);
            let contacts = tour.list(list, "contacts").await?;
            let own = &tour.seen.own_contact;
            if tour.sandbox().is_some() {
                let has = contacts.iter().any(|contact| contact.id == *own);
                expect(own.is_some() && has, "the contact just added")?;
            }
            Ok(())
        }),
        Step::of::<DeleteCampaignContact>(async |tour| {
            let campaign = told(tour, &CAMPAIGN)?;
            let id = need(&tour.seen.own_contact, "campaigns.contacts.create")?;
            tour.send(DeleteCampaignContact::by_id(campaign.as_str(), id))
                .await?;
            let other = imported(&tour.seen.key());
            let other = DeleteCampaignContact::new(campaign).external_unique_id(other);
            tour.send(other).await?;
            tour.note("one by the id, one by that of another system");
            Ok(())
        }),
    ]
}

/// The id of the imported contact in the tour's own system.
fn imported(key: &str) -> String {
    format!("{key}-imported")
}
