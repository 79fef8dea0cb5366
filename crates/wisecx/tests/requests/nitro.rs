//! Campaigns, their messages, and transactional messages.

use ccaas_core::Operation;
use ccaas_tests::{fixture, json_body};
use jiff::civil::date;
use serde_json::json;
use wisecx::filter::Filter;
use wisecx::nitro::{
    ActivateCampaign, CallConfig, CancelCampaignSend, ChannelConfig, CreateCampaign,
    CreateCampaignMessage, DeleteCampaign, EmailConfig, EmailHeader, GetCampaign,
    GetTransactionalRequest, ListCampaignMessageContacts, ListCampaigns, LocalTime, MessageChannel,
    Recipient, ScheduleCampaign, SendCampaign, SendTransactional, SendTransactionalBulk,
    StopCampaign, TemplateVariable, TransactionalMessage, UpdateCampaign, UpdateCampaignMessage,
    WhatsappConfig,
};
use wisecx::{Order, WiseCx};

use crate::{CLIENT, CRATE, same_body, snapshots, variant};

fn ten_o_clock() -> LocalTime {
    date(2026, 4, 1).at(10, 0, 0, 0).into()
}

/// Every field that a message by WhatsApp can have.
fn full_whatsapp() -> WhatsappConfig {
    let name = TemplateVariable::new("{1}")
        .value_from("name")
        .value_default("Customer");
    WhatsappConfig::new(40200)
        .variables([name])
        .reply_assistant(38, "inicio")
}

/// Every field that an e-mail can have.
fn full_email() -> EmailConfig {
    EmailConfig::new("noreply@yourdomain.com", "Welcome", "<p>Hello</p>")
        .headers([EmailHeader::new("X-Custom-Source", "api")])
        .reply_group(45)
}

/// Every field that a call can have.
fn full_call() -> CallConfig {
    CallConfig::new(456)
        .reply_survey(12)
        .reply_url("https://www.example.com/audio.mp3")
        .only_when_available(true)
        .only_business_hours(false)
        .simultaneous_calls(7)
}

/// Every field that a recipient can have.
fn full_recipient() -> Recipient {
    Recipient::by_id(89238)
        .email("test@gmail.com")
        .personal_id("666451")
        .phone("5490000000001")
        .name("John")
}

#[test]
fn schedule_campaign() {
    snapshots(
        ScheduleCampaign::new(1321, ten_o_clock()),
        ScheduleCampaign::new("1321", date(2026, 4, 1)),
    );
}

#[test]
fn send_campaign() {
    snapshots(SendCampaign::new(1321), SendCampaign::new("1321"));
}

#[test]
fn activate_campaign() {
    snapshots(ActivateCampaign::new(1321), ActivateCampaign::new("1321"));
}

#[test]
fn stop_campaign() {
    snapshots(StopCampaign::new(1321), StopCampaign::new("1321"));
}

#[test]
fn delete_campaign() {
    snapshots(DeleteCampaign::new(1321), DeleteCampaign::new("1321"));
}

#[test]
fn cancel_campaign_send() {
    snapshots(
        CancelCampaignSend::new(1321),
        CancelCampaignSend::new("1321"),
    );
}

#[test]
fn send_transactional() {
    snapshots(
        SendTransactional::new(
            1321,
            [MessageChannel::Whatsapp],
            Recipient::by_phone("5490000000001"),
        ),
        SendTransactional::new(
            1321,
            [
                MessageChannel::Whatsapp,
                MessageChannel::Call,
                MessageChannel::Email,
                MessageChannel::Sms,
            ],
            full_recipient(),
        )
        .user_id(33868)
        .variables([("{1}", "Nour"), ("{2}", "Tuesday")])
        .metadata([("project_area", "Marketing")]),
    );
}

#[test]
fn send_transactional_bulk() {
    let to = [MessageChannel::Email];
    snapshots(
        SendTransactionalBulk::new([TransactionalMessage::new(
            1321,
            to.clone(),
            Recipient::by_email("test@gmail.com"),
        )]),
        SendTransactionalBulk::new([
            TransactionalMessage::new(1321, to.clone(), full_recipient())
                .user_id(33868)
                .variables([("{1}", "Nour"), ("{2}", "Tuesday")])
                .metadata([("project_area", "Marketing")]),
            TransactionalMessage::new(1322, to, Recipient::by_id(89239)),
        ]),
    );
}

#[test]
fn get_transactional_request() {
    snapshots(
        GetTransactionalRequest::new("em-340"),
        GetTransactionalRequest::new(1),
    );
}

#[test]
fn list_campaigns() {
    snapshots(
        ListCampaigns::new(),
        ListCampaigns::new()
            .filter(Filter::custom("status", "IN", ["draft", "running"]))
            .sort_by("id")
            .sort_order(Order::Descending)
            .limit(10)
            .page(2),
    );
}

#[test]
fn create_campaign() {
    snapshots(
        CreateCampaign::transactional("Shipping notices"),
        CreateCampaign::simple("Winter", [123]).description("Winter promotion"),
    );
}

#[test]
fn get_campaign() {
    snapshots(GetCampaign::new(1321), GetCampaign::new("1321"));
}

#[test]
fn update_campaign() {
    snapshots(
        UpdateCampaign::new(1321, "Winter"),
        UpdateCampaign::new("1321", "Winter")
            .description("Winter promotion")
            .groups_ids(["123", "456"]),
    );
}

/// No message has every field that the vendor lists: each belongs to a channel.
#[test]
fn create_campaign_message() {
    snapshots(
        CreateCampaignMessage::whatsapp(1321, WhatsappConfig::new("40184")),
        CreateCampaignMessage::whatsapp(1321, full_whatsapp()).scheduled_at(ten_o_clock()),
    );
    variant("email", CreateCampaignMessage::email(1321, full_email()));
    variant("call", CreateCampaignMessage::call(1321, full_call()));
}

/// As with `create_campaign_message`.
#[test]
fn update_campaign_message() {
    let update = |config: ChannelConfig| UpdateCampaignMessage::new(1321, "686", config);
    snapshots(
        UpdateCampaignMessage::new(1321, 686, WhatsappConfig::new("40184")),
        update(full_whatsapp().into()).scheduled_at(ten_o_clock()),
    );
    variant("email", update(full_email().into()));
    variant("call", update(full_call().into()));
}

#[test]
fn list_campaign_message_contacts() {
    snapshots(
        ListCampaignMessageContacts::new(1321, 686),
        ListCampaignMessageContacts::new(1321, "msg-abc123")
            .filter(Filter::custom("status", "EQUAL", "sent"))
            .sort_by("created_at")
            .sort_order(Order::Ascending)
            .limit(10)
            .page(2),
    );
}

#[test]
fn each_way_to_go_on_names_its_target() {
    let whatsapp = || WhatsappConfig::new("40184");
    let call = || CallConfig::new(456);
    for (config, reply) in [
        (
            whatsapp().reply_group(1).into(),
            json!({"template_id": "40184", "reply_type": "group", "reply_id": 1}),
        ),
        (
            whatsapp().reply_user().into(),
            json!({"template_id": "40184", "reply_type": "user"}),
        ),
        (
            call().reply_group(1).into(),
            json!({"call_number_id": 456, "reply_type": "group", "reply_id": 1}),
        ),
        (
            call().reply_user(2).into(),
            json!({"call_number_id": 456, "reply_type": "user", "reply_id": 2}),
        ),
        (
            call().reply_ivr(3).into(),
            json!({"call_number_id": 456, "reply_type": "ivr", "reply_id": 3}),
        ),
        (
            call().reply_audio("https://a/b.mp3").into(),
            json!({"call_number_id": 456, "reply_type": "audio", "reply_url": "https://a/b.mp3"}),
        ),
    ] {
        let config: ChannelConfig = config;
        let update = UpdateCampaignMessage::new(1321, 686, config);
        assert_eq!(json_body(&CLIENT, update)["channel_config"], reply);
    }
}

/// The body as it is sent. Snapshots sort the members, and would hide their order.
fn bytes<O: Operation<Vendor = WiseCx>>(operation: O) -> String {
    let prepared = CLIENT.send(operation).prepare().unwrap();
    let body = prepared.request().body().as_bytes().unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[test]
fn variables_are_sent_in_the_order_in_which_they_are_given() {
    // Neither sorted by name nor the other way round.
    let variables = [("{2}", "b"), ("{10}", "a"), ("{1}", "d"), ("{3}", "c")];
    let wire = r#""variables":{"{2}":"b","{10}":"a","{1}":"d","{3}":"c"}"#;

    let to = Recipient::by_phone("5490000000001");
    let one = SendTransactional::new(1321, [MessageChannel::Whatsapp], to.clone());
    let body = bytes(one.variables(variables));
    assert!(body.contains(wire), "{body}");

    let one = TransactionalMessage::new(1321, [MessageChannel::Whatsapp], to);
    let one = one.variables(variables);
    let body = bytes(SendTransactionalBulk::new([one.clone(), one]));
    assert_eq!(body.matches(wire).count(), 2, "{body}");
}

#[test]
fn the_vendors_own_examples_of_campaigns_are_sent_as_printed() {
    same_body(
        ScheduleCampaign::new(1321, ten_o_clock()),
        "nitro.campaigns.schedule.request.json",
    );
    let text = "Welcome message for new customers";
    same_body(
        CreateCampaign::simple("Welcome Campaign", [123, 456]).description(text),
        "nitro.campaigns.create.request.json",
    );
    same_body(
        CreateCampaign::transactional("Welcome Campaign")
            .description(text)
            .groups_ids([123, 456]),
        "nitro.campaigns.create.request.saved_example.json",
    );
    same_body(
        CreateCampaign::transactional("Shipping notices").description("Order updates"),
        "nitro.campaigns.create.request.transactional.json",
    );
    same_body(
        UpdateCampaign::new(1321, "Welcome Campaign v2")
            .description("Updated welcome message")
            .groups_ids(["123", "456"]),
        "nitro.campaigns.update.request.json",
    );
}

#[test]
fn the_vendors_own_examples_of_messages_are_sent_as_printed() {
    let variable = |from: &str| {
        TemplateVariable::new("{1}")
            .value_from(from)
            .value_default("Customer")
    };
    let whatsapp = |config| CreateCampaignMessage::whatsapp(1321, config);
    same_body(
        whatsapp(
            WhatsappConfig::new(7)
                .variables([variable("name")])
                .reply_group(123),
        ),
        "nitro.campaigns.messages.create.request.json",
    );
    same_body(
        whatsapp(
            WhatsappConfig::new("40184")
                .variables([variable("name")])
                .reply_group(123),
        ),
        "nitro.campaigns.messages.create.request.whatsapp.json",
    );
    same_body(
        whatsapp(WhatsappConfig::new("40200").reply_assistant(38, "inicio")),
        "nitro.campaigns.messages.create.request.whatsapp_assistant.json",
    );
    let email = EmailConfig::new(
        "noreply@yourdomain.com",
        "Welcome to WiseCX",
        "<html><body><h1>Hello {{contact_name}}</h1></body></html>",
    )
    .headers([EmailHeader::new("X-Custom-Source", "api")]);
    same_body(
        CreateCampaignMessage::email(1321, email).scheduled_at(ten_o_clock()),
        "nitro.campaigns.messages.create.request.email.json",
    );
    same_body(
        CreateCampaignMessage::call(
            1321,
            CallConfig::new(456)
                .reply_ivr(12)
                .only_when_available(true)
                .only_business_hours(false)
                .simultaneous_calls(3),
        ),
        "nitro.campaigns.messages.create.request.call.json",
    );
    same_body(
        CreateCampaignMessage::call(
            1321,
            CallConfig::new(456)
                .reply_audio("https://www.example.com/audio.mp3")
                .simultaneous_calls(1),
        ),
        "nitro.campaigns.messages.create.request.call_audio.json",
    );

    same_body(
        UpdateCampaignMessage::new(
            1321,
            686,
            WhatsappConfig::new("123")
                .variables([variable("customer_name")])
                .reply_group(123),
        ),
        "nitro.campaigns.messages.update.request.json",
    );
    same_body(
        UpdateCampaignMessage::new(
            1321,
            686,
            WhatsappConfig::new("40200")
                .variables([variable("customer_name")])
                .reply_assistant(38, "inicio"),
        ),
        "nitro.campaigns.messages.update.request.whatsapp.json",
    );
    let email = EmailConfig::new(
        "noreply@yourdomain.com",
        "Updated promotion",
        "<html><body><p>Hi {{contact_name}}, this is an update.</p></body></html>",
    )
    .headers([EmailHeader::new("X-Campaign-Version", "v2")]);
    same_body(
        UpdateCampaignMessage::new(1321, 686, email)
            .scheduled_at(date(2026, 4, 2).at(11, 30, 0, 0)),
        "nitro.campaigns.messages.update.request.email.json",
    );
    same_body(
        UpdateCampaignMessage::new(
            1321,
            686,
            CallConfig::new(456)
                .reply_group(45)
                .only_when_available(false)
                .only_business_hours(true)
                .simultaneous_calls(2),
        ),
        "nitro.campaigns.messages.update.request.call.json",
    );
}

#[test]
fn the_vendors_own_examples_of_transactional_messages_are_sent_as_printed() {
    let call = |phone: &str| {
        SendTransactional::new(
            1321,
            [MessageChannel::Call],
            Recipient::by_phone(phone).name("John"),
        )
    };
    same_body(
        call("5490000000004"),
        "nitro.transactional.send.request.call.json",
    );
    same_body(
        call("5490000000003").user_id(33868),
        "nitro.transactional.send.request.call_to_user.json",
    );
    same_body(
        SendTransactional::new(
            1321,
            [MessageChannel::Email],
            Recipient::by_email("test@gmail.com").id(0),
        )
        .variables([("{id_tyt}", "12321876123876"), ("{location}", "ARG")])
        .metadata([("id_tyt", "CU0000000000000AR")]),
        "nitro.transactional.send.request.metadata.json",
    );
    let message = |campaign: u64, phone: &str, tracking: &str, area: &str| {
        TransactionalMessage::new(
            campaign,
            [MessageChannel::Whatsapp],
            Recipient::by_phone(phone),
        )
        .variables([("{1}", ""), ("{2}", "")])
        .metadata([("tracking_id", tracking), ("project_area", area)])
    };
    same_body(
        SendTransactionalBulk::new([
            message(1321, "5490000000005", "ASD-9843", "Marketing"),
            message(1322, "5490000000006", "FDD-3847", "Finance "),
        ]),
        "nitro.transactional.send_bulk.request.json",
    );
}

/// `nitro.transactional.send.request.whatsapp.json` is a form that isn't filled in: its contact has nothing
/// but empty texts, which the vendor's own rules don't allow. Filled in, it is sent as it is printed.
#[test]
fn the_vendors_blank_form_is_sent_as_printed_once_it_is_filled_in() {
    let contact = Recipient::by_phone("5490000000001")
        .id(0)
        .email("")
        .personal_id("");
    let filled = SendTransactional::new(1321, [MessageChannel::Whatsapp], contact)
        .variables([("{1}", ""), ("{2}", "")]);
    let mut expected = fixture(CRATE, "nitro.transactional.send.request.whatsapp.json");
    assert_eq!(expected["contact"]["phone"], "");
    expected["contact"]["phone"] = json!("5490000000001");
    assert_eq!(json_body(&CLIENT, filled), expected);
}
