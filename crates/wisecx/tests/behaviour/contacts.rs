//! Contacts, organizations and groups.

use ccaas_core::types::Secret;
use ccaas_tests::fixture;
use httpmock::prelude::*;
use serde_json::json;
use wisecx::ErrorKind;
use wisecx::contacts::{
    AddContactToGroup, Contact, CreateContact, CreateContactGroup, CreateOrganization,
    DeleteContact, GetContact, ListContacts, RemoveContactFromGroup, UpdateContact,
};

use crate::{client, refused, server};

#[tokio::test]
async fn a_contact_that_nobody_finds_again_is_refused() {
    refused(CreateContact::new().name("Nour"), "email").await;
    let blank = CreateContact::new().email("").phone(" ").personal_id("\t");
    refused(blank, "email").await;
    refused(UpdateContact::new(1).name("Nour"), "email").await;
    refused(UpdateContact::new(1).unlink_organization(), "email").await;
}

#[tokio::test]
async fn what_the_vendor_requires_is_not_left_empty() {
    refused(CreateOrganization::new(" ", "Acme"), "custom_id").await;
    refused(CreateOrganization::new("1234", ""), "name").await;
    refused(CreateContactGroup::new(" \n"), "name").await;
}

/// Without this, `..` in the place of a group would remove the contact itself.
#[tokio::test]
async fn an_id_that_would_name_something_else_is_refused() {
    refused(DeleteContact::new(""), "id").await;
    refused(AddContactToGroup::new("", 1), "contact_id").await;
    refused(RemoveContactFromGroup::new(1, ".."), "group_id").await;
}

#[tokio::test]
async fn a_password_goes_to_the_vendor_and_nowhere_else() {
    let server = server().await;
    let example = fixture(
        env!("CARGO_MANIFEST_DIR"),
        "contacts.create.request.all_fields.json",
    );
    let made = server
        .mock_async(|when, then| {
            when.method(POST).path("/contacts/").json_body(example);
            then.status(200).json_body(json!({"id": 6594518}));
        })
        .await;
    let contact = CreateContact::new()
        .email("j.doe@test.com")
        .personal_id("545487879")
        .phone("5490000000001")
        .name("Jhon Doe")
        .guid("00000000-0000-0000-0000-000000000000")
        .password("test-password")
        .organization_id(14)
        .address("Street 1")
        .custom_fields([("firstaccess", "false")]);
    assert!(!format!("{contact:?}").contains("test-password"));
    let client = client(&server);
    let prepared = client.send(contact.clone()).prepare().unwrap();
    assert!(!prepared.to_http().contains("test-password"));
    client.send(contact).await.unwrap();
    made.assert_async().await;
}

#[tokio::test]
async fn a_password_that_is_read_stays_secret() {
    let server = server().await;
    server
        .mock_async(|when, then| {
            when.method(GET)
                .path("/contacts/1")
                .query_param("fields", "id,password");
            then.status(200)
                .json_body(json!({"id": 1, "password": "test-password"}));
        })
        .await;
    let asked = GetContact::new(1).fields(["id", "password"]);
    let contact = client(&server).send(asked).await.unwrap();
    assert_eq!(
        contact.password.as_ref().map(Secret::expose),
        Some("test-password")
    );
    assert!(!format!("{contact:?}").contains("test-password"));
    let written = serde_json::to_value(&contact).unwrap();
    assert_eq!(written, json!({"id": 1, "custom_fields": []}));
}

#[test]
fn contacts_with_another_password_are_different() {
    let contact = |password: &str| -> Contact {
        serde_json::from_value(json!({"id": 1, "password": password})).unwrap()
    };
    assert_eq!(contact("a"), contact("a"));
    assert_ne!(contact("a"), contact("b"));
    assert_eq!(contact("").password.map(|_| ()), None);
}

#[test]
fn a_contact_may_hold_every_field_and_none() {
    let all = json!({
        "id": "6594517",
        "email": "j.doe@test.com",
        "personal_id": 545487879,
        "phone": 5490000000001_u64,
        "name": "Jhon Doe",
        "guid": "00000000-0000-0000-0000-000000000000",
        "custom_fields": [{"field": "plan", "value": true}],
        "last_update": "2026-01-31 13:05:00",
        "organization_id": "14",
        "address": "Street 1",
        "city": "Montevideo",
    });
    let contact: Contact = serde_json::from_value(all).unwrap();
    assert_eq!(
        serde_json::to_value(contact).unwrap(),
        json!({
            "id": "6594517",
            "email": "j.doe@test.com",
            "personal_id": "545487879",
            "phone": "5490000000001",
            "name": "Jhon Doe",
            "guid": "00000000-0000-0000-0000-000000000000",
            "custom_fields": [{"field": "plan", "value": "true"}],
            "last_update": "2026-01-31T13:05:00",
            "organization_id": "14",
            "address": "Street 1",
        })
    );
    let none: Contact = serde_json::from_value(json!({"custom_fields": null})).unwrap();
    assert_eq!(none.id, None);
    assert!(none.custom_fields.is_empty());
}

/// The vendor's answer to page 1 names page 2, and a URL with its path twice in it.
#[tokio::test]
async fn pages_are_counted_whatever_the_vendor_says_of_them() {
    let server = server().await;
    let mut pages = Vec::new();
    for (page, ids) in [("1", vec![3, 2]), ("2", vec![1])] {
        let rows: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        let next = server.url("/contacts/v1/contacts/?page=7");
        let answer = json!({"data": rows, "paging": {"next": next, "page": 7, "limit": 2}});
        pages.push(
            server
                .mock_async(|when, then| {
                    when.method(GET)
                        .path("/contacts/")
                        .query_param("limit", "2")
                        .query_param("page", page);
                    then.status(200).json_body(answer);
                })
                .await,
        );
    }
    let client = client(&server);
    let mut contacts = client.items(ListContacts::new().limit(2));
    let mut ids = Vec::new();
    while let Some(contact) = contacts.try_next().await.unwrap() {
        ids.extend(contact.id.and_then(|id| id.as_number()));
    }
    assert_eq!(ids, [3, 2, 1]);
    for page in pages {
        page.assert_async().await;
    }
}

#[tokio::test]
async fn a_contact_is_made_once_even_if_the_answer_is_lost() {
    let server = server().await;
    let lost = server
        .mock_async(|when, then| {
            when.method(POST).path("/contacts/");
            then.status(502)
                .json_body(json!({"message": "Bad Gateway"}));
        })
        .await;
    let contact = CreateContact::new().email("me@example.com");
    let error = client(&server).send(contact).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 502);
    assert_eq!((lost.calls_async().await, error.attempts()), (1, 1));
}

#[tokio::test]
async fn an_answer_without_an_id_is_an_error() {
    let server = server().await;
    server
        .mock_async(|when, then| {
            when.method(PUT).path("/contacts/1");
            then.status(200).json_body(json!({"message": "done"}));
        })
        .await;
    let contact = UpdateContact::new(1).email("me@example.com");
    let error = client(&server).send(contact).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}
