//! Contact lists.

use apps_api::contact_lists::{
    CreateContactList, CreateContactListEntry, DeleteContactList, DeleteContactListEntry,
    UpdateContactList, UpdateContactListEntry,
};

use crate::{same_body, snapshots};

#[test]
fn contact_lists() {
    snapshots(
        CreateContactList::new().name("Partner hotlines"),
        CreateContactList::new().field("name", "Partner hotlines"),
    );
    snapshots(
        UpdateContactList::new(5).name("Partner lines"),
        UpdateContactList::new("5").field("name", "Partner lines"),
    );
    snapshots(DeleteContactList::new(5), DeleteContactList::new("5"));
}

#[test]
fn entries() {
    snapshots(
        CreateContactListEntry::new(5).name("Roadside assistance"),
        CreateContactListEntry::new(5)
            .name("Roadside assistance")
            .phone_number("+16175550100"),
    );
    snapshots(
        UpdateContactListEntry::new(5, 77).name("Roadside help"),
        UpdateContactListEntry::new(5, 77)
            .name("Roadside help")
            .phone_number("+16175550100"),
    );
    snapshots(
        DeleteContactListEntry::new(5, 77),
        DeleteContactListEntry::new("5", "77"),
    );
}

#[test]
fn examples_are_sent_as_printed() {
    same_body(
        CreateContactList::new().name("Partner hotlines"),
        "contact_lists.create.request.json",
    );
    same_body(
        UpdateContactList::new(5).name("Partner lines"),
        "contact_lists.update.request.json",
    );
    same_body(
        CreateContactListEntry::new(5)
            .name("Roadside assistance")
            .phone_number("+16175550100"),
        "contact_lists.contacts.create.request.json",
    );
    same_body(
        UpdateContactListEntry::new(5, 77)
            .name("Roadside help")
            .phone_number("+16175550100"),
        "contact_lists.contacts.update.request.json",
    );
}
