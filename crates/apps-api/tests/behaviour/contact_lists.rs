//! Contact lists, of which nothing but the titles is documented.

use apps_api::contact_lists::{
    CreateContactList, CreateContactListEntry, DeleteContactList, DeleteContactListEntry,
    UpdateContactListEntry,
};
use ccaas_core::ErrorKind;
use ccaas_tests::json_body;
use serde_json::json;

use crate::{decoded, failed, refused, unreachable};

#[test]
fn any_field_can_be_sent_and_goes_before_a_guess() {
    let client = unreachable();
    let more = json!({"kind": "global", "tags": ["a"]});
    let list = CreateContactList::new()
        .name("guessed")
        .field("name", json!({"en": "Partners"}))
        .fields(more.as_object().unwrap().clone());
    assert_eq!(
        json_body(&client, list),
        json!({"name": {"en": "Partners"}, "kind": "global", "tags": ["a"]})
    );
    let entry = UpdateContactListEntry::new(5, 77).field("sip_uri", "sip:help@example.com");
    assert_eq!(
        json_body(&client, entry),
        json!({"sip_uri": "sip:help@example.com"})
    );
}

#[test]
fn answers_come_as_they_are_and_may_be_nothing() {
    assert_eq!(decoded::<DeleteContactList>(204, ""), json!({}));
    assert_eq!(decoded::<DeleteContactListEntry>(200, " \n"), json!({}));
    assert_eq!(decoded::<CreateContactList>(201, "[5]"), json!([5]));
}

#[tokio::test]
async fn an_id_that_would_name_the_whole_list_is_refused() {
    refused(DeleteContactListEntry::new(5, ""), "id").await;
    refused(DeleteContactList::new(".."), "id").await;
}

#[tokio::test]
async fn what_creates_is_sent_once() {
    let (error, calls) = failed(CreateContactList::new(), "/contact_lists", 503, "").await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
    let entry = CreateContactListEntry::new(5);
    let (error, calls) = failed(entry, "/contact_lists/5/contacts", 503, "").await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
}
