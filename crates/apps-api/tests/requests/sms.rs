//! Text messages.

use apps_api::sms::{SendSms, SmsChatType};

use crate::{same_body, snapshots};

fn sms() -> SendSms {
    SendSms::new("+1 415-555-0100", "+1 628-555-0199", "lorem ipsum")
}

#[test]
fn send_sms() {
    snapshots(
        sms(),
        sms()
            .chat_type(SmsChatType::Api)
            .ticket_id("5006x00000XXxxxXXX")
            .agent_id(1)
            .agent_email("john.doe@foo.com"),
    );
}

#[test]
fn the_vendors_own_examples_are_sent_as_printed() {
    same_body(
        sms().ticket_id("5006x00000XXxxxXXX"),
        "sms.send.request.json",
    );
    same_body(sms().agent_id(1), "sms.send.request.agent_id.json");
    same_body(
        sms().agent_email("john.doe@foo.com"),
        "sms.send.request.agent_email.json",
    );
}
