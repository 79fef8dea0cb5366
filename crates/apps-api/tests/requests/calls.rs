//! Calls.

use apps_api::calls::{
    CreateInboundCall, CreateOutboundCall, CreateOutboundCallByTicket, CreateScheduledCall,
    GetCallFlags, RecordingPermission, ReplaceCallFlags, UpdateCallEndUser, UpdateCallFlags,
};
use jiff::Timestamp;

use crate::{same_body, snapshots};

fn at() -> Timestamp {
    "2019-09-15T00:19:14.421Z".parse().unwrap()
}

#[test]
fn create_outbound_call() {
    let call = || CreateOutboundCall::new("agent@somedomain.com", "+1 859-657-9625");
    snapshots(
        call(),
        call()
            .menu_id(11)
            .ticket_id("76517")
            .outbound_number("+1 339-219-5276")
            .lang("en"),
    );
}

#[test]
fn create_outbound_call_by_ticket() {
    let call = || CreateOutboundCallByTicket::new("agent@somedomain.com", "76517");
    snapshots(
        call(),
        call()
            .end_user_number("+1 859-657-9625")
            .menu_id("11")
            .outbound_number("+1 339-219-5276")
            .lang("en"),
    );
}

#[test]
fn create_inbound_call() {
    let call = || CreateInboundCall::new(9, "+1 859-657-9625");
    snapshots(
        call(),
        call()
            .lang("en")
            .ticket_id("76517")
            .outbound_number("+1 339-219-5276")
            .recording_permission(RecordingPermission::Granted),
    );
}

#[test]
fn create_scheduled_call() {
    snapshots(
        CreateScheduledCall::in_queue(9, "+1 859-657-9625", at()),
        CreateScheduledCall::after(514, "+82-10-6861-2345", at())
            .menu_id(9)
            .lang("en")
            .ticket_id("76517")
            .recording_permission(RecordingPermission::Denied),
    );
}

#[test]
fn update_call_end_user() {
    let identity = || UpdateCallEndUser::new(397, "customer-7");
    snapshots(
        identity(),
        identity()
            .name("Nour")
            .email("nour@example.com")
            .phone("+15550100"),
    );
}

#[test]
fn update_call_flags() {
    snapshots(
        UpdateCallFlags::new(397),
        UpdateCallFlags::new(397)
            .verified_customer(true)
            .bad_actor(false)
            .repeat_customer(true),
    );
}

#[test]
fn replace_call_flags() {
    snapshots(
        ReplaceCallFlags::new(397),
        ReplaceCallFlags::new(397)
            .verified_customer(true)
            .bad_actor(false)
            .repeat_customer(true),
    );
}

#[test]
fn get_call_flags() {
    snapshots(GetCallFlags::new(397), GetCallFlags::new("397"));
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    same_body(
        CreateOutboundCall::new("agent@somedomain.com", "123123")
            .menu_id(11)
            .outbound_number("+1 760-867-5309")
            .lang("en"),
        "calls.create_outbound.request.json",
    );
    same_body(
        CreateScheduledCall::after(514, "+82-10-6861-2345", at())
            .lang("en")
            .recording_permission(RecordingPermission::Granted),
        "calls.create_scheduled.request.by_call_id.json",
    );
    same_body(
        CreateScheduledCall::in_queue(9, "+1 859-657-9625", at())
            .lang("en")
            .ticket_id("76517")
            .recording_permission(RecordingPermission::Granted),
        "calls.create_scheduled.request.json",
    );
}
