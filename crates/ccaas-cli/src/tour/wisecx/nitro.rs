//! A simple campaign: drafted, changed, scheduled, called off, and another one sent.

use std::time::Duration;

use ccaas::types::Id;
use ccaas::wisecx::nitro::{
    CampaignStatus, CancelCampaignSend, CreateCampaign, CreateCampaignMessage, GetCampaign,
    ListCampaignMessageContacts, ListCampaigns, LocalTime, ScheduleCampaign, SendCampaign,
    TemplateVariable, UpdateCampaign, UpdateCampaignMessage, WhatsappConfig,
};
use ccaas::wisecx::{Order, WiseCx};
use jiff::SignedDuration;
use jiff::tz::Offset;

use super::super::step::{Halt, Step, Visit, expect, need};
use super::number;

/// In the sandbox, a campaign to one contact is through by then.
const SENDING_TAKES: Duration = Duration::from_secs(10);

pub(super) fn steps() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<CreateCampaign>(async |tour| {
            let id = campaign(tour).await?;
            tour.note(format!("campaign {id}, to one group"));
            tour.seen.campaign = Some(id);
            Ok(())
        }),
        Step::of::<UpdateCampaign>(async |tour| {
            let id = need(&tour.seen.campaign, "nitro.campaigns.create")?;
            let group = need(&tour.seen.own_group, "contacts.groups.create")?;
            let change = UpdateCampaign::new(id.clone(), format!("{} again", tour.seen.name()))
                .description("Only a tour")
                .groups_ids([group]);
            let changed = tour.send(change).await?;
            expect(changed.id == id, "the same campaign")?;
            tour.note("has another name");
            Ok(())
        }),
        Step::of::<CreateCampaignMessage>(async |tour| {
            let campaign = need(&tour.seen.campaign, "nitro.campaigns.create")?;
            let message = CreateCampaignMessage::whatsapp(campaign, config(tour)?);
            let id = tour.send(message).await?.id;
            tour.note(format!("message {id}"));
            tour.seen.campaign_message = Some(id);
            Ok(())
        }),
        Step::of::<UpdateCampaignMessage>(async |tour| {
            let campaign = need(&tour.seen.campaign, "nitro.campaigns.create")?;
            let id = need(
                &tour.seen.campaign_message,
                "nitro.campaigns.messages.create",
            )?;
            let name = TemplateVariable::new("{1}")
                .value_from("name")
                .value_default("you");
            let config = config(tour)?.variables([name]);
            let change = UpdateCampaignMessage::new(campaign, id.clone(), config);
            let written = tour.send(change).await?;
            expect(written.id == id, "the same message")?;
            let variables = written.channel_config.map(|config| config.variables.len());
            expect(variables == Some(1), "its variable")?;
            tour.note("goes by the contact's name");
            Ok(())
        }),
        Step::of::<GetCampaign>(async |tour| {
            let id = need(&tour.seen.campaign, "nitro.campaigns.create")?;
            let campaign = tour.send(GetCampaign::new(id)).await?;
            let name = format!("{} again", tour.seen.name());
            expect(campaign.name == Some(name), "the new name")?;
            expect(campaign.status == Some(CampaignStatus::Draft), "a draft")?;
            expect(campaign.messages.len() == 1, "one message")?;
            tour.note("a draft with one message");
            Ok(())
        }),
        Step::of::<ScheduleCampaign>(async |tour| {
            let id = need(&tour.seen.campaign, "nitro.campaigns.create")?;
            let done = tour
                .send(ScheduleCampaign::new(id, in_a_week(tour)))
                .await?;
            expect(done.status == Some(CampaignStatus::Scheduled), "scheduled")?;
            let at = done.scheduled_at.map(|at| at.to_string());
            tour.note(format!("for {}", at.unwrap_or_default()));
            Ok(())
        }),
        Step::of::<CancelCampaignSend>(async |tour| {
            let id = need(&tour.seen.campaign, "nitro.campaigns.create")?;
            let done = tour.send(CancelCampaignSend::new(id)).await?;
            expect(done.status == Some(CampaignStatus::Cancelled), "cancelled")?;
            tour.note("called off");
            Ok(())
        }),
        Step::of::<SendCampaign>(async |tour| {
            let id = campaign(tour).await?;
            let message = CreateCampaignMessage::whatsapp(id.clone(), config(tour)?);
            let message = tour.send(message).await?.id;
            let done = tour.send(SendCampaign::new(id.clone())).await?;
            expect(
                done.status == Some(CampaignStatus::Processing),
                "processing",
            )?;
            tour.note(format!("campaign {id} is on its way"));
            tour.seen.sent = Some((id, message));
            Ok(())
        }),
        Step::of::<ListCampaignMessageContacts>(async |tour| {
            let (campaign, message) = need(&tour.seen.sent, "nitro.campaigns.send")?;
            if let Some(sandbox) = tour.sandbox() {
                sandbox.advance(SENDING_TAKES);
                tour.note("(the sandbox's clock was moved)");
            }
            let list = ListCampaignMessageContacts::new(campaign, message);
            let contacts = tour.list(list, "contacts").await?;
            // At the vendor itself the sending takes its time.
            if tour.sandbox().is_some() {
                let ids: Vec<_> = contacts.iter().map(|one| one.contact_id.clone()).collect();
                expect(
                    ids == [tour.seen.own_contact.clone()],
                    "the one of the group",
                )?;
            }
            for status in contacts.into_iter().filter_map(|contact| contact.status) {
                tour.note(status.to_string());
            }
            Ok(())
        }),
        Step::of::<ListCampaigns>(async |tour| {
            let newest = ListCampaigns::new()
                .sort_by("id")
                .sort_order(Order::Descending)
                .limit(2);
            let campaigns = tour.list(newest, "campaigns").await?;
            let Some((sent, _)) = tour.seen.sent.clone() else {
                return Ok(());
            };
            let has = campaigns.iter().any(|one| one.id.as_ref() == Some(&sent));
            expect(has, "the one just sent")
        }),
    ]
}

/// A draft of a simple campaign, to the tour's own group.
async fn campaign(tour: &Visit<WiseCx>) -> Result<Id, Halt> {
    let group = need(&tour.seen.own_group, "contacts.groups.create")?;
    let campaign = CreateCampaign::simple(tour.seen.name(), [group]);
    Ok(tour.send(campaign).await?.id)
}

/// A message by WhatsApp whose answers the tour's own service group gets.
pub(super) fn config(tour: &Visit<WiseCx>) -> Result<WhatsappConfig, Halt> {
    let template = need(&tour.seen.template, "whatsapp_templates.list")?;
    let queue = number(&tour.seen.own_queue, "queues.create")?;
    Ok(WhatsappConfig::new(template).reply_group(queue))
}

/// Late enough to lie ahead in whatever zone the account is.
fn in_a_week(tour: &Visit<WiseCx>) -> LocalTime {
    Offset::UTC
        .to_datetime(tour.now() + SignedDuration::from_hours(24 * 7))
        .into()
}
