//! Contacts of WiseCX, with their organizations and groups.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod support;

use std::collections::HashSet;

use ccaas::types::Id;
use ccaas::wisecx::Client;
use ccaas::wisecx::contacts::{
    AddContactToGroup, Contact, ContactField, ContactGroupField, CreateContact, CreateContactGroup,
    CreateOrganization, DeleteContact, DeleteOrganization, GetContact, ListContactGroups,
    ListContacts, ListOrganizations, OrganizationField, RemoveContactFromGroup, UpdateContact,
    UpdateOrganization,
};
use ccaas::{Delivery, ErrorKind};
use support::wisecx::{in_process, number};
use support::{answered, collect};

/// The contacts of an organization.
async fn members(client: &Client, organization: &Id) -> Vec<Contact> {
    let theirs = ListContacts::new()
        .fields(["id", "organization_id"])
        .filter(ContactField::ORGANIZATION_ID.equals(organization.clone()));
    collect(client.items(theirs)).await.unwrap()
}

#[tokio::test]
async fn an_organization_has_contacts_until_they_leave_it_or_it_goes() {
    let (_sandbox, client) = in_process();
    let made = client
        .send(CreateOrganization::new("30-1234", "Acme"))
        .await
        .unwrap()
        .id;
    let renamed = UpdateOrganization::new(made.clone()).name("Acme Ltd.");
    assert_eq!(client.send(renamed).await.unwrap().id, made);
    let same = ListOrganizations::new().filter(OrganizationField::CUSTOM_ID.equals("30-1234"));
    let found = collect(client.items(same)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id.as_ref(), Some(&made));
    assert_eq!(found[0].name.as_deref(), Some("Acme Ltd."));

    let contact = |email: &str| {
        CreateContact::new()
            .email(email)
            .organization_id(number(&made))
    };
    let nour = client.send(contact("nour@example.com")).await.unwrap().id;
    let sami = client.send(contact("sami@example.com")).await.unwrap().id;
    assert_eq!(members(&client, &made).await.len(), 2);

    let alone = UpdateContact::new(nour.clone())
        .email("nour@example.com")
        .unlink_organization();
    client.send(alone).await.unwrap();
    let left = members(&client, &made).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id.as_ref(), Some(&sami));

    let removed = client
        .send(DeleteOrganization::new(made.clone()))
        .await
        .unwrap();
    assert_eq!(removed.id, made, "this removal answers the id");
    assert!(members(&client, &made).await.is_empty());
    client.send(GetContact::new(sami)).await.unwrap();
}

#[tokio::test]
async fn a_contact_is_made_changed_found_and_removed() {
    let (_sandbox, client) = in_process();
    let made = CreateContact::new()
        .email("nour@example.com")
        .phone("12025550150")
        .name("Nour")
        .password("s3cret".to_owned())
        .custom_fields([("plan", "gold")]);
    let id = client.send(made).await.unwrap().id;
    let change = UpdateContact::new(id.clone())
        .email("nour@example.com")
        .name("Nour A.");
    assert_eq!(client.send(change).await.unwrap().id, id);

    let fields = ["id", "name", "phone", "password", "custom_fields"];
    let read = client
        .send(GetContact::new(id.clone()).fields(fields))
        .await
        .unwrap();
    assert_eq!(read.name.as_deref(), Some("Nour A."));
    assert_eq!(read.phone.as_deref(), Some("12025550150"));
    assert_eq!(read.custom_fields.get("plan"), Some("gold"));
    assert_eq!(
        read.password.as_ref().map(|word| word.expose()),
        Some("s3cret")
    );
    assert!(!format!("{read:?}").contains("s3cret"));
    assert_eq!(read.email, None, "it wasn't asked for");

    let same = ListContacts::new().filter(ContactField::PHONE.one_of(["12025550150", "0"]));
    let found = collect(client.items(same.clone())).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id.as_ref(), Some(&id));

    client.send(DeleteContact::new(id.clone())).await.unwrap();
    assert!(collect(client.items(same)).await.unwrap().is_empty());
    let error = client.send(GetContact::new(id)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.delivery(), Delivery::Answered);
    assert_eq!(
        error.api().unwrap().message.as_deref(),
        Some("Contact Not Found")
    );
}

#[tokio::test]
async fn a_group_takes_contacts_in_and_lets_them_go() {
    let (_sandbox, client) = in_process();
    let group = client
        .send(CreateContactGroup::new("Spring offers"))
        .await
        .unwrap()
        .id;
    let same = ListContactGroups::new().filter(ContactGroupField::NAME.equals("Spring offers"));
    let found = collect(client.items(same)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id.as_ref(), Some(&group));
    assert!(found[0].code.is_some(), "the vendor gives it a code");

    let said = client
        .send(AddContactToGroup::new(6_594_517, group.clone()))
        .await
        .unwrap();
    assert!(said.message.is_some());
    let said = client
        .send(RemoveContactFromGroup::new(6_594_517, group.clone()))
        .await
        .unwrap();
    assert!(said.message.is_some());

    let nobody = client.send(AddContactToGroup::new(1, group)).await;
    assert_eq!(nobody.unwrap_err().kind(), ErrorKind::Api);
    let nowhere = client.send(AddContactToGroup::new(6_594_517, 1)).await;
    assert_eq!(nowhere.unwrap_err().kind(), ErrorKind::Api);
}

#[tokio::test]
async fn a_list_is_read_to_its_end_whatever_the_vendor_says_of_pages() {
    let (sandbox, client) = in_process();
    let all = collect(client.items(ListContacts::new().limit(2)))
        .await
        .unwrap();
    assert_eq!(all.len(), 5);
    let ids: HashSet<_> = all.iter().map(|contact| contact.id.clone()).collect();
    assert_eq!(ids.len(), 5, "nobody twice");
    assert_eq!(answered(&sandbox, "contacts.list"), [200, 200, 200]);

    let whole = collect(client.items(ListContacts::new())).await.unwrap();
    assert_eq!(whole, all);
}

#[tokio::test]
async fn a_list_goes_on_in_another_process_where_it_stopped() {
    let (_sandbox, client) = in_process();
    let list = || ListContacts::new().limit(2);
    let all = collect(client.items(list())).await.unwrap();

    let mut first = client.items(list());
    let mut read = Vec::new();
    for _ in 0..3 {
        read.push(first.try_next().await.unwrap().unwrap());
    }
    let cursor = serde_json::to_string(&first.cursor().unwrap()).unwrap();
    drop(first);
    let second = client
        .items(list())
        .resume(serde_json::from_str(&cursor).unwrap());
    read.extend(collect(second).await.unwrap());
    assert_eq!(read, all);
}
