//! A contact list with an entry: made, changed and removed.

use ccaas::apps_api::AppsApi;
use ccaas::apps_api::contact_lists::{
    CreateContactList, CreateContactListEntry, DeleteContactList, DeleteContactListEntry,
    UpdateContactList, UpdateContactListEntry,
};
use ccaas::types::Id;
use serde_json::Value;

use super::super::step::{Step, expect, need};

/// Nobody has it.
const PHONE: &str = "+12025550144";

pub(super) fn steps() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<CreateContactList>(async |tour| {
            let list = CreateContactList::new().name(tour.seen.key());
            let id = id(&tour.send(list).await?);
            tour.seen.own_list = Some(need(&id, "contact_lists.create")?);
            Ok(())
        }),
        Step::of::<UpdateContactList>(async |tour| {
            let id = need(&tour.seen.own_list, "contact_lists.create")?;
            let change = UpdateContactList::new(id).name(tour.seen.name());
            let list = tour.send(change).await?;
            // Nobody documents these answers.
            if tour.sandbox().is_some() {
                expect(has(&list, "name", &tour.seen.name()), "the new name")?;
            }
            tour.note("has another name");
            Ok(())
        }),
        Step::of::<CreateContactListEntry>(async |tour| {
            let list = need(&tour.seen.own_list, "contact_lists.create")?;
            let entry = CreateContactListEntry::new(list)
                .name(tour.seen.key())
                .phone_number(PHONE);
            let id = id(&tour.send(entry).await?);
            tour.seen.own_entry = Some(need(&id, "contact_lists.contacts.create")?);
            Ok(())
        }),
        Step::of::<UpdateContactListEntry>(async |tour| {
            let list = need(&tour.seen.own_list, "contact_lists.create")?;
            let id = need(&tour.seen.own_entry, "contact_lists.contacts.create")?;
            let change = UpdateContactListEntry::new(list, id).name(tour.seen.name());
            let entry = tour.send(change).await?;
            if tour.sandbox().is_some() {
                expect(has(&entry, "name", &tour.seen.name()), "the new name")?;
                expect(has(&entry, "phone_number", PHONE), "the same number")?;
            }
            tour.note("changed where it was changed, and nowhere else");
            Ok(())
        }),
        Step::of::<DeleteContactListEntry>(async |tour| {
            let list = need(&tour.seen.own_list, "contact_lists.create")?;
            let id = need(&tour.seen.own_entry, "contact_lists.contacts.create")?;
            tour.send(DeleteContactListEntry::new(list, id)).await?;
            tour.note("removed");
            Ok(())
        }),
        Step::of::<DeleteContactList>(async |tour| {
            let id = need(&tour.seen.own_list, "contact_lists.create")?;
            tour.send(DeleteContactList::new(id)).await?;
            tour.note("removed");
            Ok(())
        }),
    ]
}

fn id(answer: &Value) -> Option<Id> {
    let id = answer.get("id")?;
    id.as_u64().map(Id::from).or(id.as_str().map(Id::from))
}

fn has(answer: &Value, name: &str, value: &str) -> bool {
    answer.get(name).and_then(Value::as_str) == Some(value)
}
