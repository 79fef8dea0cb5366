//! Contacts, organizations and groups.

use ccaas_tests::fixture;
use jiff::civil::date;
use wisecx::Order;
use wisecx::contacts::{
    AddContactToGroup, ContactField, ContactGroupField, CreateContact, CreateContactGroup,
    CreateOrganization, DeleteContact, DeleteOrganization, GetContact, ListContactGroups,
    ListContacts, ListOrganizations, OrganizationField, RemoveContactFromGroup, UpdateContact,
    UpdateOrganization,
};

use crate::{CRATE, same_body, snapshots};

#[test]
fn list_organizations() {
    snapshots(
        ListOrganizations::new(),
        ListOrganizations::new()
            .fields(["id", "custom_id", "name"])
            .filter(OrganizationField::ID.one_of([14, 15]))
            .filter(OrganizationField::CUSTOM_ID.equals("1234"))
            .filter(OrganizationField::NAME.equals("Test Organización 01"))
            .sort(Order::Descending)
            .sort_field("name")
            .limit(20)
            .page(2),
    );
}

#[test]
fn create_organization() {
    let organization = || CreateOrganization::new("1234", "Test Organización 01");
    snapshots(organization(), organization());
    same_body(organization(), "contacts.organizations.create.request.json");
}

#[test]
fn update_organization() {
    let organization = || {
        UpdateOrganization::new(50053)
            .custom_id("1234")
            .name("Test Organización 01")
    };
    snapshots(UpdateOrganization::new("50053"), organization());
    same_body(organization(), "contacts.organizations.update.request.json");
}

#[test]
fn delete_organization() {
    snapshots(
        DeleteOrganization::new(50053),
        DeleteOrganization::new("50053"),
    );
}

#[test]
fn list_contact_groups() {
    snapshots(
        ListContactGroups::new(),
        ListContactGroups::new()
            .fields(["id", "code", "name"])
            .filter(ContactGroupField::ID.equals(389))
            .filter(ContactGroupField::CODE.one_of(["BKA0389", "SRI0390"]))
            .filter(ContactGroupField::NAME.equals("Group 01"))
            .sort(Order::Ascending)
            .sort_field("code")
            .limit(100)
            .page(3),
    );
}

#[test]
fn create_contact_group() {
    let group = || CreateContactGroup::new("Test Group 01");
    snapshots(group(), group());
    same_body(group(), "contacts.groups.create.request.json");
}

#[test]
fn add_contact_to_group() {
    snapshots(
        AddContactToGroup::new(1546454, 4851),
        AddContactToGroup::new("1546454", "4851"),
    );
}

#[test]
fn remove_contact_from_group() {
    snapshots(
        RemoveContactFromGroup::new(1546454, 4851),
        RemoveContactFromGroup::new("1546454", "4851"),
    );
}

fn full_contact() -> CreateContact {
    CreateContact::new()
        .email("j.doe@test.com")
        .personal_id("545487879")
        .phone("5490000000001")
        .name("Jhon Doe")
        .guid("00000000-0000-0000-0000-000000000000")
        .password("test-password")
        .organization_id(14)
        .address("Street 1")
        .custom_fields([("firstaccess", "false")])
}

#[test]
fn create_contact() {
    snapshots(CreateContact::new().phone("5490000000001"), full_contact());
    same_body(
        CreateContact::new()
            .personal_id("545487879-1")
            .email("j.doe-1@test.com"),
        "contacts.create.request.json",
    );
    // Not `same_body`, which sees a placeholder for the password.
    assert_eq!(
        serde_json::to_value(full_contact()).unwrap(),
        fixture(CRATE, "contacts.create.request.all_fields.json")
    );
}

#[test]
fn update_contact() {
    snapshots(
        UpdateContact::new(6594517).personal_id("545487879"),
        UpdateContact::new("6594517")
            .email("j.doe@test.com")
            .personal_id("545487879")
            .phone("5490000000001")
            .name("Jhon Doe")
            .guid("00000000-0000-0000-0000-000000000000")
            .password("test-password")
            .organization_id(14)
            .address("Street 1")
            .custom_fields([("firstaccess", "false")]),
    );
    same_body(
        UpdateContact::new(6594517)
            .personal_id("545487879")
            .email("j.doe@test.com"),
        "contacts.update.request.json",
    );
    same_body(
        UpdateContact::new(6594517)
            .email("j.doe@test.com")
            .unlink_organization(),
        "contacts.update.request.unlink_organization.json",
    );
}

#[test]
fn list_contacts() {
    snapshots(
        ListContacts::new(),
        ListContacts::new()
            .fields(["id", "personal_id"])
            .filter(ContactField::ID.equals(6594517))
            .filter(ContactField::EMAIL.equals("j.doe+1@test.com"))
            .filter(ContactField::PERSONAL_ID.one_of(["545487879", "545487879-1"]))
            .filter(ContactField::PHONE.equals("5490000000001"))
            .filter(ContactField::LAST_UPDATE.equals(date(2026, 1, 31).at(13, 5, 0, 0)))
            .filter(ContactField::ORGANIZATION_ID.equals(14))
            .sort(Order::Descending)
            .sort_field("id")
            .limit(5)
            .page(2),
    );
}

#[test]
fn get_contact() {
    snapshots(
        GetContact::new(6594517),
        GetContact::new("6594517").fields(["id", "phone", "guid"]),
    );
}

#[test]
fn delete_contact() {
    snapshots(DeleteContact::new(6594517), DeleteContact::new("6594517"));
}
