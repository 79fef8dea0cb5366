//! Campaigns of WiseCX: simple ones, transactional ones, and what becomes of their messages.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod support;

use std::time::Duration;

use ccaas::types::Id;
use ccaas::wisecx::contacts::{AddContactToGroup, CreateContactGroup};
use ccaas::wisecx::filter::Filter;
use ccaas::wisecx::nitro::{
    ActivateCampaign, CallConfig, Campaign, CampaignStatus, CampaignType, CancelCampaignSend,
    CreateCampaign, CreateCampaignMessage, DeleteCampaign, EmailConfig, GetCampaign,
    GetTransactionalRequest, ListCampaignMessageContacts, ListCampaigns, MessageChannel,
    MessageStatus, Recipient, ScheduleCampaign, SendCampaign, SendTransactional,
    SendTransactionalBulk, SendingStatus, StopCampaign, TemplateVariable, TransactionalMessage,
    UpdateCampaign, UpdateCampaignMessage, WhatsappConfig,
};
use ccaas::wisecx::{Client, Order};
use ccaas::{Delivery, ErrorKind};
use ccaas_sandbox::{Fault, Sandbox};
use jiff::civil::date;
use support::wisecx::{in_process, number};
use support::{answered, collect};

/// The seeded campaign that runs, with messages for WhatsApp and e-mail.
const RUNNING: u64 = 1321;

async fn read(client: &Client, id: &Id) -> Campaign {
    client.send(GetCampaign::new(id.clone())).await.unwrap()
}

/// A draft with one message by WhatsApp to a group of two.
async fn draft(client: &Client) -> (Id, Id) {
    let group = client
        .send(CreateContactGroup::new("Two"))
        .await
        .unwrap()
        .id;
    for contact in [6_594_513, 6_594_514] {
        let add = AddContactToGroup::new(contact, group.clone());
        client.send(add).await.unwrap();
    }
    let campaign = CreateCampaign::simple("Winter", [group]);
    let campaign = client.send(campaign).await.unwrap().id;
    let message = WhatsappConfig::new("40184").reply_group(6690);
    let message = CreateCampaignMessage::whatsapp(campaign.clone(), message);
    let message = client.send(message).await.unwrap().id;
    (campaign, message)
}

/// How far the sendings of a message have come.
async fn sendings(client: &Client, campaign: &Id, message: &Id) -> Vec<SendingStatus> {
    let list = ListCampaignMessageContacts::new(campaign.clone(), message.clone()).limit(1);
    let contacts = collect(client.items(list)).await.unwrap();
    contacts.into_iter().filter_map(|one| one.status).collect()
}

#[tokio::test]
async fn a_draft_is_changed_scheduled_and_called_off() {
    let (_sandbox, client) = in_process();
    let (campaign, message) = draft(&client).await;
    let change = UpdateCampaign::new(campaign.clone(), "Summer")
        .description("Sun and sand")
        .groups_ids([389]);
    let changed = client.send(change).await.unwrap();
    assert_eq!(changed.id, campaign);
    assert_eq!(changed.description.as_deref(), Some("Sun and sand"));

    let name = TemplateVariable::new("{1}")
        .value_from("name")
        .value_default("Customer");
    let config = WhatsappConfig::new(2).variables([name]).reply_user();
    let change = UpdateCampaignMessage::new(campaign.clone(), message.clone(), config);
    let written = client.send(change).await.unwrap();
    assert_eq!(written.id, message);
    let config = written.channel_config.unwrap();
    assert_eq!(config.template_id, Some(2.into()));
    assert_eq!(config.variables[0].value_from.as_deref(), Some("name"));

    let read_back = read(&client, &campaign).await;
    assert_eq!(read_back.name.as_deref(), Some("Summer"));
    assert_eq!(read_back.kind, Some(CampaignType::Simple));
    assert_eq!(read_back.status, Some(CampaignStatus::Draft));
    let config = read_back.messages[0].channel_config.as_ref().unwrap();
    assert_eq!(config.template_name.as_deref(), Some("order_shipped"));

    // Ten o'clock where the account is, which is thirteen in UTC.
    let at = date(2026, 4, 1).at(10, 0, 0, 0);
    let done = client
        .send(ScheduleCampaign::new(campaign.clone(), at))
        .await
        .unwrap();
    assert_eq!(done.status, Some(CampaignStatus::Scheduled));
    assert_eq!(done.scheduled_at, Some(date(2026, 4, 1).at(13, 0, 0, 0)));
    let queued = [
        SendingStatus::Queued,
        SendingStatus::Queued,
        SendingStatus::Queued,
    ];
    assert_eq!(sendings(&client, &campaign, &message).await, queued);

    let done = client
        .send(CancelCampaignSend::new(campaign.clone()))
        .await
        .unwrap();
    assert_eq!(done.status, Some(CampaignStatus::Cancelled));
    let again = client.send(CancelCampaignSend::new(campaign)).await;
    assert_eq!(again.unwrap_err().kind(), ErrorKind::Api);
}

#[tokio::test]
async fn a_simple_campaign_goes_through_its_states() {
    let (sandbox, client) = in_process();
    let (campaign, message) = draft(&client).await;
    let states = async || {
        let campaign = read(&client, &campaign).await;
        let message = &campaign.messages[0];
        let stats = message.stats.clone().unwrap();
        let statuses = (campaign.status.unwrap(), message.status.clone().unwrap());
        (statuses, stats.total.unwrap(), stats.sent.unwrap())
    };
    let sent = client
        .send(SendCampaign::new(campaign.clone()))
        .await
        .unwrap();
    assert_eq!(sent.campaign_id.as_ref(), Some(&campaign));
    assert_eq!(sent.status, Some(CampaignStatus::Processing));
    let preparing = (CampaignStatus::Processing, MessageStatus::Preparing);
    assert_eq!(states().await, (preparing, 2, 0));
    // The first goes out after four seconds, the second two later.
    sandbox.advance(Duration::from_secs(4));
    let sending = (CampaignStatus::Running, MessageStatus::Sending);
    assert_eq!(states().await, (sending, 2, 1));
    assert_eq!(
        sendings(&client, &campaign, &message).await,
        [SendingStatus::Sent, SendingStatus::Queued]
    );
    sandbox.advance(Duration::from_secs(3));
    // Words of the sandbox's own: what the vendor says then, it doesn't document.
    let through = (
        CampaignStatus::from("completed"),
        MessageStatus::from("sent"),
    );
    assert_eq!(states().await, (through, 2, 2));

    let again = client.send(SendCampaign::new(campaign.clone())).await;
    assert_eq!(again.unwrap_err().kind(), ErrorKind::Api);
    let of_one = Filter::custom("contact_id", "EQUAL", "6594514");
    let list = ListCampaignMessageContacts::new(campaign, message).filter(of_one);
    let found = collect(client.items(list)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].contact_id, Some(6_594_514.into()));
    assert!(found[0].channel_detail.as_ref().unwrap().sent_at.is_some());
}

#[tokio::test]
async fn a_sending_is_called_off_in_its_midst() {
    let (sandbox, client) = in_process();
    let (campaign, message) = draft(&client).await;
    client
        .send(SendCampaign::new(campaign.clone()))
        .await
        .unwrap();
    sandbox.advance(Duration::from_secs(5));
    client
        .send(CancelCampaignSend::new(campaign.clone()))
        .await
        .unwrap();
    sandbox.advance(Duration::from_secs(60));
    let statuses = sendings(&client, &campaign, &message).await;
    assert_eq!(
        statuses,
        ["delivered", "cancelled"].map(SendingStatus::from)
    );
}

#[tokio::test]
async fn campaigns_are_listed_with_their_pages_counted() {
    let (sandbox, client) = in_process();
    let first = client.send(ListCampaigns::new().limit(1)).await.unwrap();
    assert_eq!((first.total, first.pages), (Some(2), Some(2)));
    let newest = ListCampaigns::new()
        .sort_by("id")
        .sort_order(Order::Descending)
        .limit(1);
    let all = collect(client.items(newest)).await.unwrap();
    let ids: Vec<_> = all.into_iter().filter_map(|one| one.id).collect();
    assert_eq!(ids, [RUNNING.into(), 414.into()]);
    // The last page is known for one: no empty page is asked for.
    assert_eq!(answered(&sandbox, "nitro.campaigns.list").len(), 3);

    let drafts = ListCampaigns::new().filter(Filter::custom("status", "IN", ["draft"]));
    assert_eq!(collect(client.items(drafts)).await.unwrap().len(), 1);
}

/// A transactional campaign that runs, with a message for each channel.
async fn running(client: &Client) -> Id {
    let campaign = CreateCampaign::transactional("Shipping notices");
    let id = client.send(campaign).await.unwrap().id;
    let letter = EmailConfig::new("me@example.com", "Shipped", "<p>On its way</p>");
    let call = CallConfig::new(456).reply_ivr(12).simultaneous_calls(3);
    let whatsapp = WhatsappConfig::new("2").reply_group(6690);
    for message in [
        CreateCampaignMessage::whatsapp(id.clone(), whatsapp),
        CreateCampaignMessage::email(id.clone(), letter),
        CreateCampaignMessage::call(id.clone(), call),
    ] {
        client.send(message).await.unwrap();
    }
    let done = client
        .send(ActivateCampaign::new(id.clone()))
        .await
        .unwrap();
    assert_eq!(done.status, Some(CampaignStatus::Running));
    id
}

fn nour() -> Recipient {
    Recipient::by_phone("12025550150").email("nour@example.com")
}

#[tokio::test]
async fn a_transactional_campaign_writes_until_it_is_stopped() {
    let (sandbox, client) = in_process();
    let campaign = running(&client).await;
    let channels = [
        MessageChannel::Whatsapp,
        MessageChannel::Email,
        MessageChannel::Call,
        MessageChannel::Sms,
    ];
    let message = SendTransactional::new(campaign.clone(), channels.clone(), nour())
        .variables([("{2}", "Tuesday"), ("{1}", "blue")])
        .metadata([("order", "A-17")]);
    let rows = client.send(message).await.unwrap();
    let told: Vec<_> = rows.iter().filter_map(|row| row.channel.clone()).collect();
    assert_eq!(told, channels, "a row for each");
    for row in &rows[..3] {
        assert_eq!(row.status, Some(SendingStatus::Queued), "{row:?}");
        assert_eq!(row.description.as_deref().unwrap_or_default(), "");
    }
    // The campaign has no message for it, which is no error of the call.
    assert_ne!(rows[3].status, Some(SendingStatus::Queued));
    assert!(rows[3].description.as_ref().unwrap().contains("no message"));

    let tracking = rows[0].tracking_id.clone().unwrap();
    let request = async || {
        let ask = GetTransactionalRequest::new(tracking.clone());
        client.send(ask).await.unwrap()
    };
    let before = request().await;
    assert!(before.case.is_none(), "nobody has answered yet");
    let variables = before.variables.unwrap();
    assert_eq!(variables.get("{2}").map(String::as_str), Some("Tuesday"));
    assert_eq!(
        before.metadata.unwrap().get("order").map(String::as_str),
        Some("A-17")
    );
    let play = sandbox.wisecx();
    let case = play
        .answer_message(&tracking.to_string(), "Thanks")
        .unwrap();
    let after = request().await;
    assert_eq!(after.case.unwrap().id, Some(case.into()));

    let stopped = client.send(StopCampaign::new(campaign.clone())).await;
    assert_eq!(stopped.unwrap().status, Some(CampaignStatus::Stopped));
    let late = SendTransactional::new(campaign.clone(), [MessageChannel::Email], nour());
    assert_eq!(client.send(late).await.unwrap_err().kind(), ErrorKind::Api);
    client
        .send(ActivateCampaign::new(campaign.clone()))
        .await
        .unwrap();
    let running = client.send(DeleteCampaign::new(campaign.clone())).await;
    assert_eq!(
        running.unwrap_err().kind(),
        ErrorKind::Api,
        "not while it runs"
    );
    client
        .send(StopCampaign::new(campaign.clone()))
        .await
        .unwrap();
    let deleted = client.send(DeleteCampaign::new(campaign.clone())).await;
    assert_eq!(deleted.unwrap().status, Some(CampaignStatus::Deleted));
    assert_eq!(
        read(&client, &campaign).await.status,
        Some(CampaignStatus::Deleted)
    );
}

#[tokio::test]
async fn several_contacts_are_written_to_at_once_or_nobody() {
    let (_sandbox, client) = in_process();
    let campaign = number(&running(&client).await);
    let to = |campaign, who| TransactionalMessage::new(campaign, [MessageChannel::Whatsapp], who);
    let messages = [
        to(campaign, nour()),
        to(RUNNING, Recipient::by_id(6_594_513)),
    ];
    let rows = client
        .send(SendTransactionalBulk::new(messages))
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    let phones: Vec<_> = rows
        .iter()
        .filter_map(|row| row.contact.as_ref()?.phone.clone())
        .collect();
    assert_eq!(phones, ["12025550150", "12025550113"]);
    let tracking = rows[1].tracking_id.clone().unwrap();
    let request = client
        .send(GetTransactionalRequest::new(tracking))
        .await
        .unwrap();
    assert_eq!(request.contact.unwrap().id, Some(6_594_513.into()));

    let sent = async || {
        let list = ListCampaignMessageContacts::new(RUNNING, 686);
        collect(client.items(list)).await.unwrap().len()
    };
    let before = sent().await;
    let messages = [to(RUNNING, nour()), to(414, nour())];
    let refused = client.send(SendTransactionalBulk::new(messages)).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Api);
    assert_eq!(sent().await, before);
}

/// How many messages the seeded campaign has sent by WhatsApp.
async fn written(client: &Client) -> usize {
    let list = ListCampaignMessageContacts::new(RUNNING, 686);
    collect(client.items(list)).await.unwrap().len()
}

#[tokio::test(start_paused = true)]
async fn nobody_is_written_to_twice_because_an_answer_was_lost() {
    let (sandbox, client): (Sandbox, Client) = in_process();
    let fault = Fault::reset().after_work().on("nitro.transactional.send");
    sandbox.inject(fault);
    let message = SendTransactional::new(RUNNING, [MessageChannel::Whatsapp], nour());
    let error = client.send(message.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_ne!(error.delivery(), Delivery::NotSent);
    assert_eq!(written(&client).await, 1);

    // A 429 says that nothing was done, so that one is repeated.
    sandbox.inject(Fault::status(429).on("nitro.transactional.send"));
    client.send(message).await.unwrap();
    assert_eq!(written(&client).await, 2);
}
