//! Campaigns, their messages, and transactional messages.

use ccaas_core::Delivery;
use ccaas_core::types::Id;
use httpmock::prelude::*;
use jiff::civil::date;
use serde_json::{Value, json};
use wisecx::ErrorKind;
use wisecx::nitro::{
    CallConfig, CallReplyType, CampaignType, ChannelConfig, CreateCampaign, CreateCampaignMessage,
    EmailConfig, EmailHeader, GetCampaign, GetTransactionalRequest, ListCampaignMessageContacts,
    ListCampaigns, MessageChannel, Recipient, ScheduleCampaign, SendCampaign, SendTransactional,
    SendTransactionalBulk, SendingStatus, TransactionalMessage, UpdateCampaign,
    UpdateCampaignMessage, WhatsappConfig, WhatsappReplyType,
};

use crate::{client, refused, server};

fn update(config: impl Into<ChannelConfig>) -> UpdateCampaignMessage {
    UpdateCampaignMessage::new(1321, 686, config)
}

fn to(channel: MessageChannel, contact: Recipient) -> SendTransactional {
    SendTransactional::new(1321, [channel], contact)
}

#[tokio::test]
async fn a_campaign_needs_a_name_and_a_simple_one_groups() {
    refused(CreateCampaign::transactional(" "), "name").await;
    refused(UpdateCampaign::new(1321, ""), "name").await;
    let none: [u64; 0] = [];
    refused(CreateCampaign::simple("Winter", none), "groups_ids").await;
    refused(
        CreateCampaign::new("Winter", CampaignType::Simple),
        "groups_ids",
    )
    .await;
    refused(CreateCampaign::simple("Winter", ["123", ""]), "groups_ids").await;
    refused(
        UpdateCampaign::new(1321, "Winter").groups_ids([""]),
        "groups_ids",
    )
    .await;
    refused(GetCampaign::new(""), "campaign_id").await;
}

#[tokio::test]
async fn a_configuration_must_be_one_for_the_channel() {
    let call = CallConfig::new(456);
    refused(
        CreateCampaignMessage::new(1321, MessageChannel::Whatsapp, call.clone()),
        "channel",
    )
    .await;
    refused(CreateCampaignMessage::new(1321, "sms", call), "channel").await;
}

#[tokio::test]
async fn a_message_by_whatsapp_needs_a_template_and_an_assistant_its_node() {
    refused(
        CreateCampaignMessage::whatsapp(1321, WhatsappConfig::new("")),
        "channel_config.template_id",
    )
    .await;
    let assistant = WhatsappConfig::new(7).reply_type(WhatsappReplyType::Assistant);
    refused(
        update(assistant.clone().reply_node("inicio")),
        "channel_config.reply_id",
    )
    .await;
    refused(
        update(assistant.clone().reply_id(38)),
        "channel_config.reply_node",
    )
    .await;
    refused(
        update(assistant.reply_id(38).reply_node(" ")),
        "channel_config.reply_node",
    )
    .await;
}

#[tokio::test]
async fn an_email_needs_a_sender_a_subject_and_a_text() {
    for (email, field) in [
        (EmailConfig::new("", "b", "c"), "from_email"),
        (EmailConfig::new("a", " ", "c"), "subject"),
        (EmailConfig::new("a", "b", ""), "email_content"),
        (
            EmailConfig::new("a", "b", "c")
                .headers([EmailHeader::new("k", "v"), EmailHeader::new("", "v")]),
            "headers[1].key",
        ),
        (
            EmailConfig::new("a", "b", "c").headers([EmailHeader::new("k", "")]),
            "headers[0].value",
        ),
    ] {
        refused(update(email), &format!("channel_config.{field}")).await;
    }
}

#[tokio::test]
async fn a_call_needs_a_target_and_makes_seven_at_once_at_most() {
    let call = || CallConfig::new(456);
    for needs_id in [
        CallReplyType::Group,
        CallReplyType::Ivr,
        CallReplyType::Survey,
    ] {
        refused(
            update(call().reply_type(needs_id)),
            "channel_config.reply_id",
        )
        .await;
    }
    refused(
        update(call().reply_type(CallReplyType::Audio)),
        "channel_config.reply_url",
    )
    .await;
    refused(update(call().reply_audio("")), "channel_config.reply_url").await;
    for calls in [0, 8] {
        refused(
            update(call().simultaneous_calls(calls)),
            "channel_config.simultaneous_calls",
        )
        .await;
    }
}

/// What the vendor's tables contradict each other about goes out, and so do values that aren't known here.
#[tokio::test]
async fn what_isnt_clearly_wrong_is_sent() {
    let server = server().await;
    let updated = server
        .mock_async(|when, then| {
            when.method(PUT).path("/nitro/campaigns/1321/messages/686");
            then.status(200).json_body(json!({"data": {"id": 686}}));
        })
        .await;
    let client = client(&server);
    let configs: [ChannelConfig; 7] = [
        WhatsappConfig::new(7).into(),
        WhatsappConfig::new(7).reply_id(5).reply_user().into(),
        WhatsappConfig::new(7).reply_type("robot").into(),
        CallConfig::new(456).into(),
        CallConfig::new(456).reply_type(CallReplyType::User).into(),
        CallConfig::new(456).simultaneous_calls(1).into(),
        CallConfig::new(456).simultaneous_calls(7).into(),
    ];
    let all = configs.len();
    for config in configs {
        client.send(update(config)).await.unwrap();
    }
    assert_eq!(updated.calls_async().await, all);
}

#[tokio::test]
async fn a_recipient_needs_what_the_channels_need() {
    use MessageChannel::{Call, Email, Sms, Whatsapp};

    let nobody = Recipient::new();
    refused(to(Email, nobody.clone()), "contact").await;
    refused(to("telegram".into(), nobody), "contact").await;
    let blank = Recipient::by_id(0)
        .email("")
        .personal_id("")
        .phone(" ")
        .name("John");
    refused(to(Whatsapp, blank), "contact").await;
    for channel in [Whatsapp, Call, Sms] {
        let by_email = Recipient::by_email("me@example.com");
        refused(to(channel, by_email), "contact.phone").await;
    }
    refused(
        to(Email, Recipient::by_phone("5490000000001")),
        "contact.email",
    )
    .await;
    let both = [Email, Whatsapp];
    let by_document = Recipient::by_personal_id("666451").email("me@example.com");
    refused(
        SendTransactional::new(1321, both, by_document),
        "contact.phone",
    )
    .await;
    let no_channels: [MessageChannel; 0] = [];
    refused(
        SendTransactional::new(1321, no_channels.clone(), Recipient::by_id(7)),
        "channels",
    )
    .await;

    refused(SendTransactionalBulk::new([]), "body").await;
    let good = TransactionalMessage::new(1321, [Email], Recipient::by_email("me@example.com"));
    let bad = TransactionalMessage::new(1321, [Call], Recipient::by_email("me@example.com"));
    refused(
        SendTransactionalBulk::new([good.clone(), bad]),
        "[1].contact.phone",
    )
    .await;
    let silent = TransactionalMessage::new(1321, no_channels, Recipient::by_id(7));
    refused(SendTransactionalBulk::new([silent, good]), "[0].channels").await;
}

/// By one rule of the vendor an id is enough, by another it isn't: the service decides.
#[tokio::test]
async fn an_id_is_enough_and_a_failed_row_is_no_error() {
    let server = server().await;
    let sent = server
        .mock_async(|when, then| {
            when.method(POST)
                .path("/nitro/transactional/1321/send")
                .json_body(json!({"channels": ["whatsapp", "email"], "contact": {"id": 89238}}));
            then.status(200).json_body(json!([
                {"channel": "whatsapp", "status": "queued", "description": "", "tracking_id": "wa-1"},
                {"channel": "email", "status": "error", "description": "No address"},
            ]));
        })
        .await;
    let both = [MessageChannel::Whatsapp, MessageChannel::Email];
    let message = SendTransactional::new(1321, both, Recipient::by_id(89238));
    let rows = client(&server).send(message).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].status, Some(SendingStatus::Queued));
    assert_eq!(rows[0].description, None);
    assert_eq!(rows[0].tracking_id, Some(Id::from("wa-1")));
    assert_eq!(rows[1].channel, Some(MessageChannel::Email));
    assert_eq!(rows[1].status, Some("error".into()));
    assert_eq!(rows[1].description.as_deref(), Some("No address"));
    assert_eq!(rows[1].tracking_id, None);
    sent.assert_async().await;
}

/// The messages are on their way by then, so that an answer in another shape must not look like a failure.
#[tokio::test]
async fn the_rows_of_a_sending_may_stand_in_an_envelope() {
    let row = json!({"channel": "call", "status": "queued", "contact": {"id": "7"}});
    for answer in [
        json!([row]),
        json!({"data": [row]}),
        json!({"data": row}),
        json!([null, row]),
    ] {
        let server = server().await;
        server
            .mock_async(|when, then| {
                when.method(POST).path("/nitro/transactional/send");
                then.status(200).json_body(answer.clone());
            })
            .await;
        let message = TransactionalMessage::new(1321, [MessageChannel::Call], Recipient::by_id(7));
        let rows = client(&server)
            .send(SendTransactionalBulk::new([message]))
            .await
            .unwrap();
        assert_eq!(rows.len(), 1, "{answer}");
        assert_eq!(rows[0].channel, Some(MessageChannel::Call));
        let contact = rows[0].contact.as_ref().unwrap();
        assert_eq!(contact.id, Some(Id::from(7)));
    }
}

#[tokio::test]
async fn what_sends_is_never_sent_twice() {
    let server = server().await;
    let failing = server
        .mock_async(|when, then| {
            when.method(POST).path_includes("/nitro/");
            then.status(503)
                .json_body(json!({"message": "Service Unavailable"}));
        })
        .await;
    let client = client(&server);
    let errors = [
        client.send(SendCampaign::new(1321)).await.unwrap_err(),
        client
            .send(ScheduleCampaign::new(1321, date(2026, 4, 1)))
            .await
            .unwrap_err(),
        client
            .send(to(MessageChannel::Call, Recipient::by_id(7)))
            .await
            .unwrap_err(),
        client
            .send(SendTransactionalBulk::new([TransactionalMessage::new(
                1321,
                [MessageChannel::Call],
                Recipient::by_id(7),
            )]))
            .await
            .unwrap_err(),
    ];
    assert_eq!(failing.calls_async().await, errors.len());
    for error in errors {
        assert_eq!(error.attempts(), 1);
        assert_eq!(error.delivery(), Delivery::Answered);
    }
}

/// What an action can't do in the state that the campaign is in isn't known here: the service says so.
#[tokio::test]
async fn the_wrong_state_of_a_campaign_comes_back_in_the_vendors_words() {
    let server = server().await;
    server
        .mock_async(|when, then| {
            when.method(POST).path("/nitro/campaigns/1321/actions/send");
            then.status(400)
                .json_body(json!({"message": "The campaign is not a draft"}));
        })
        .await;
    let error = client(&server)
        .send(SendCampaign::new(1321))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    let said = error.api().unwrap().message.as_deref();
    assert_eq!(said, Some("The campaign is not a draft"));
}

#[tokio::test]
async fn a_request_may_have_no_case_yet() {
    for answer in [
        json!({"contact": {"id": 7}, "variables": {}, "metadata": {}}),
        json!({"case": null, "contact": {"id": "7"}, "variables": null, "metadata": []}),
        json!({"case": "", "contact": {"id": 7}}),
    ] {
        let server = server().await;
        server
            .mock_async(|when, then| {
                when.method(GET).path("/nitro/transactional/requests/wa-1");
                then.status(200).json_body(answer.clone());
            })
            .await;
        let request = client(&server)
            .send(GetTransactionalRequest::new("wa-1"))
            .await
            .unwrap();
        assert_eq!(request.case, None, "{answer}");
        assert_eq!(request.contact.unwrap().id, Some(Id::from(7)));
    }
}

#[tokio::test]
async fn the_order_of_variables_survives_reading_too() {
    let server = server().await;
    server
        .mock_async(|when, then| {
            when.method(GET).path("/nitro/transactional/requests/wa-1");
            then.status(200)
                .body(r#"{"variables": {"{2}": "b", "{10}": "", "{1}": "a"}}"#);
        })
        .await;
    let request = client(&server)
        .send(GetTransactionalRequest::new("wa-1"))
        .await
        .unwrap();
    let variables = request.variables.unwrap();
    let all: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, value)| (name, value.as_str()))
        .collect();
    assert_eq!(all, [("{2}", "b"), ("{10}", ""), ("{1}", "a")]);
}

fn page(rows: Value, page: u32, pages: u32) -> Value {
    json!({
        "data": rows,
        "pagination": {"page": page, "page_size": 1, "total_items": pages, "total_pages": pages},
    })
}

#[tokio::test]
async fn a_list_ends_with_the_last_page_that_the_vendor_counts() {
    let server = server().await;
    let mut mocks = Vec::new();
    for number in 1..=3_u32 {
        let mock = server
            .mock_async(|when, then| {
                when.method(GET)
                    .path("/nitro/campaigns")
                    .query_param("sort_by", "id")
                    .query_param("sort_order", "desc")
                    .query_param_missing("sort")
                    .query_param("page", number.to_string());
                // A page may hold fewer rows than were asked for: the count tells.
                then.status(200)
                    .json_body(page(json!([{"id": number.to_string()}]), number, 2));
            })
            .await;
        mocks.push(mock);
    }
    let client = client(&server);
    let list = ListCampaigns::new()
        .sort_by("id")
        .sort_order(wisecx::Order::Descending);
    let first = client.send(list.clone()).await.unwrap();
    assert_eq!((first.total, first.pages), (Some(2), Some(2)));
    let mut campaigns = client.items(list);
    let mut ids = Vec::new();
    while let Some(campaign) = campaigns.try_next().await.unwrap() {
        ids.push(campaign.id.unwrap());
    }
    assert_eq!(ids, [Id::from(1), Id::from(2)]);
    assert_eq!(mocks[2].calls_async().await, 0);
}

/// A transactional campaign may write to one contact a hundred times: such pages aren't the same one.
#[tokio::test]
async fn pages_of_one_contact_are_told_apart() {
    let server = server().await;
    for number in 1..=2_u32 {
        server
            .mock_async(|when, then| {
                when.method(GET)
                    .path("/nitro/campaigns/1321/messages/msg-abc123/contacts")
                    .query_param("page", number.to_string());
                let row = json!({"tracking_id": format!("wa_{number}"), "contact_id": "7"});
                then.status(200).json_body(page(json!([row]), number, 2));
            })
            .await;
    }
    let client = client(&server);
    let mut contacts = client.items(ListCampaignMessageContacts::new(1321, "msg-abc123"));
    let mut ids = Vec::new();
    while let Some(contact) = contacts.try_next().await.unwrap() {
        assert_eq!(contact.contact_id, Some(Id::from(7)));
        ids.push(contact.id.unwrap());
    }
    assert_eq!(ids, [Id::from("wa_1"), Id::from("wa_2")]);
}

/// From JSON, the channel of a configuration shows in its fields.
#[cfg(feature = "registry")]
#[test]
fn a_configuration_is_read_by_its_fields() {
    let read = |json: Value| serde_json::from_value::<ChannelConfig>(json);
    for (json, channel) in [
        (json!({"template_id": 7}), MessageChannel::Whatsapp),
        (
            json!({"from_email": "a", "subject": "b", "email_content": "c"}),
            MessageChannel::Email,
        ),
        (json!({"call_number_id": 456}), MessageChannel::Call),
    ] {
        assert_eq!(read(json).unwrap().channel(), channel);
    }
    for (json, wrong) in [
        (
            json!({"call_number_id": 456, "template_id": 7}),
            "template_id",
        ),
        (json!({"from_email": "a", "subject": "b"}), "email_content"),
        (json!({}), "template_id"),
        (json!("text"), "WhatsappConfig"),
    ] {
        let error = read(json.clone()).unwrap_err().to_string();
        assert!(error.contains(wrong), "{json}: {error}");
    }
}
