//! Waiting times, and a call's data for the CRM.

use apps_api::calls::MenuType;
use apps_api::wait_times::{ContactData, CreateContactData, ListWaitTimes, WaitChannel};

use crate::{same_body, same_query, snapshots};

#[test]
fn list_wait_times() {
    snapshots(
        ListWaitTimes::new("en"),
        ListWaitTimes::new("en")
            .menu_id(29)
            .menu_type(MenuType::Mobile)
            .channel_type(WaitChannel::VoiceCall)
            .wait_from(5)
            .wait_to(60),
    );
}

fn contact_data() -> CreateContactData {
    let contact = ContactData::new()
        .first_name("Alex")
        .last_name("Phil")
        .account_no("10002-2989")
        .crm_id("220-39307-92")
        .address("")
        .city("")
        .loan_type("")
        .due_date("");
    CreateContactData::new(1917, 1)
        .lcm_key("2922|1|2|39|2|0|1")
        .dnis("8001992999")
        .org_id("tenant1")
        .contact(contact)
        .pacing_mode("Predictive")
        .call_type("OB_Regular")
}

#[test]
fn create_contact_data() {
    snapshots(
        CreateContactData::new(1917, "1"),
        contact_data()
            .lang("en")
            .menu_id(29)
            .menu_type(MenuType::Mobile)
            .channel_type(WaitChannel::Chat)
            .wait_from(5)
            .wait_to(60),
    );
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    same_body(contact_data(), "crm.contact_data.create.request.json");
    same_query(
        ListWaitTimes::new("en").menu_type(MenuType::Mobile),
        "wait_times.list.request.json",
    );
    same_query(
        ListWaitTimes::new("en").wait_from(5).wait_to(60),
        "wait_times.list.request.range.json",
    );
}
