//! Contacts of campaigns.

use apps_api::campaigns::{
    CreateCampaignContact, DeleteCampaignContact, GetCampaignContactJob, ImportCampaignContacts,
    ListCampaignContactJobs, ListCampaignContacts, NewContact, UpdateCampaignContact,
};

use crate::{same_body, same_form, snapshots};

const NUMBER: &str = "+1 111-111-1111";

#[test]
fn create_campaign_contact() {
    let contact = || CreateCampaignContact::new(240, NUMBER);
    snapshots(
        contact(),
        contact()
            .name("Jane Roe")
            .email("customer@somedomain.com")
            .outbound_number("+1 760-867-5309")
            .external_unique_id("UID_123456"),
    );
}

#[test]
fn import_campaign_contacts() {
    let fullest = NewContact::new("+11111111111")
        .name("Jane Roe")
        .email("customer@somedomain.com")
        .outbound_number("+1 760-867-5309")
        .external_unique_id("UID_123456");
    snapshots(
        ImportCampaignContacts::new(240, r#"[{"phone_number":"+11111111111"}]"#),
        ImportCampaignContacts::of("240", &[NewContact::new("+11111111112"), fullest]).unwrap(),
    );
}

#[test]
fn list_campaign_contacts() {
    snapshots(
        ListCampaignContacts::new(240),
        ListCampaignContacts::new("240").page(3).per(1000),
    );
}

#[test]
fn list_campaign_contact_jobs() {
    snapshots(
        ListCampaignContactJobs::new(240),
        ListCampaignContactJobs::new("240"),
    );
}

#[test]
fn get_campaign_contact_job() {
    snapshots(
        GetCampaignContactJob::new(240, 812),
        GetCampaignContactJob::new("240", "812"),
    );
}

#[test]
fn update_campaign_contact() {
    let contact = || UpdateCampaignContact::new(240, 16312);
    snapshots(
        contact(),
        contact()
            .name("Jane Roe")
            .email("customer@somedomain.com")
            .phone_number(NUMBER)
            .external_unique_id("UID_123456"),
    );
}

#[test]
fn delete_campaign_contact() {
    snapshots(
        DeleteCampaignContact::by_id(240, 16312),
        DeleteCampaignContact::by_id(240, 16312)
            .phone_number(NUMBER)
            .external_unique_id("UID_123456"),
    );
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    same_body(
        CreateCampaignContact::new(240, NUMBER)
            .name("string")
            .email("customer@somedomain.com")
            .outbound_number("+1 760-867-5309")
            .external_unique_id("UID_123456"),
        "campaigns.contacts.create.request.json",
    );
    let contacts = [
        ("Jane Roe", "+11111111111", "UID_123456"),
        ("John Roe", "+11111111112", "UID_123457"),
    ]
    .map(|(name, number, id)| NewContact::new(number).name(name).external_unique_id(id));
    same_form(
        ImportCampaignContacts::of(240, &contacts).unwrap(),
        "campaigns.contacts.import.request.json",
    );
    same_body(
        UpdateCampaignContact::new(240, 16312)
            .name("string")
            .email("customer@somedomain.com")
            .phone_number(NUMBER)
            .external_unique_id("UID_123456"),
        "campaigns.contacts.update.request.json",
    );
    same_body(
        DeleteCampaignContact::by_id(240, 16312),
        "campaigns.contacts.delete.request.by_id.json",
    );
    same_body(
        DeleteCampaignContact::by_id(240, 16312)
            .phone_number(NUMBER)
            .external_unique_id("UID_123456"),
        "campaigns.contacts.delete.request.json",
    );
}
