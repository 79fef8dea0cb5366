//! A transactional campaign: it runs, writes to one contact and to several, stops, and goes.

use ccaas::wisecx::WiseCx;
use ccaas::wisecx::nitro::{
    ActivateCampaign, CampaignStatus, CreateCampaign, CreateCampaignMessage, DeleteCampaign,
    EmailConfig, GetTransactionalRequest, MessageChannel, Recipient, SendTransactional,
    SendTransactionalBulk, SendingStatus, SentMessage, StopCampaign, TransactionalMessage,
};

use super::super::step::{Halt, Step, expect, need};
use super::nitro::config;
use super::{PHONE, number};

pub(super) fn steps() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<CreateCampaign>(async |tour| {
            let campaign = CreateCampaign::transactional(tour.seen.name());
            let id = tour.send(campaign).await?.id;
            tour.note(format!("transactional campaign {id}"));
            tour.seen.transactional = Some(id);
            Ok(())
        }),
        Step::of::<CreateCampaignMessage>(async |tour| {
            let id = need(&tour.seen.transactional, "nitro.campaigns.create")?;
            let by_whatsapp = CreateCampaignMessage::whatsapp(id.clone(), config(tour)?);
            tour.send(by_whatsapp).await?;
            let letter = EmailConfig::new(tour.seen.email(), "A tour", "<p>Hello</p>");
            tour.send(CreateCampaignMessage::email(id, letter)).await?;
            tour.note("one message for WhatsApp and one for e-mail");
            Ok(())
        }),
        Step::of::<ActivateCampaign>(async |tour| {
            let id = need(&tour.seen.transactional, "nitro.campaigns.create")?;
            let done = tour.send(ActivateCampaign::new(id)).await?;
            expect(done.status == Some(CampaignStatus::Running), "running")?;
            tour.note("runs");
            Ok(())
        }),
        Step::of::<SendTransactional>(async |tour| {
            let id = need(&tour.seen.transactional, "nitro.campaigns.create")?;
            let contact = number(&tour.seen.own_contact, "contacts.create")?;
            let to = Recipient::by_id(contact).phone(PHONE);
            let message = SendTransactional::new(id, [MessageChannel::Whatsapp], to)
                .variables([("{1}", "you")])
                .metadata([("tour", tour.seen.key())]);
            let rows = tour.send(message).await?;
            queued(&rows, 1)?;
            tour.seen.tracking = rows.into_iter().find_map(|row| row.tracking_id);
            let id = need(&tour.seen.tracking, "nitro.transactional.send")?;
            tour.note(format!("on its way as {id}"));
            Ok(())
        }),
        Step::of::<GetTransactionalRequest>(async |tour| {
            let id = need(&tour.seen.tracking, "nitro.transactional.send")?;
            let answered = tour.sandbox().and_then(|sandbox| {
                let play = sandbox.wisecx();
                play.answer_message(&id.to_string(), "Thank you")
            });
            let request = tour.send(GetTransactionalRequest::new(id)).await?;
            let metadata = request.metadata.unwrap_or_default();
            let key = tour.seen.key();
            expect(metadata.get("tour") == Some(&key), "what it was sent with")?;
            let case = request.case.and_then(|case| case.id);
            if tour.sandbox().is_some() {
                let wanted = answered.map(Into::into);
                expect(case.is_some() && case == wanted, "the case of the answer")?;
            }
            tour.note(match case {
                Some(case) => format!("the contact's answer is case {case}"),
                None => "not answered yet".to_owned(),
            });
            Ok(())
        }),
        Step::of::<SendTransactionalBulk>(async |tour| {
            let campaign = number(&tour.seen.transactional, "nitro.campaigns.create")?;
            let contact = number(&tour.seen.own_contact, "contacts.create")?;
            let to = Recipient::by_id(contact)
                .phone(PHONE)
                .email(tour.seen.email());
            let messages = [MessageChannel::Whatsapp, MessageChannel::Email]
                .map(|channel| TransactionalMessage::new(campaign, [channel], to.clone()));
            let rows = tour.send(SendTransactionalBulk::new(messages)).await?;
            queued(&rows, 2)?;
            tour.note("2 messages on their way");
            Ok(())
        }),
        Step::of::<StopCampaign>(async |tour| {
            let id = need(&tour.seen.transactional, "nitro.campaigns.create")?;
            let done = tour.send(StopCampaign::new(id)).await?;
            expect(done.status == Some(CampaignStatus::Stopped), "stopped")?;
            tour.note("stopped");
            Ok(())
        }),
        Step::of::<DeleteCampaign>(async |tour| {
            let id = need(&tour.seen.transactional, "nitro.campaigns.create")?;
            let done = tour.send(DeleteCampaign::new(id)).await?;
            expect(done.status == Some(CampaignStatus::Deleted), "deleted")?;
            tour.note("deleted");
            Ok(())
        }),
    ]
}

/// So many messages, all of which will be sent.
fn queued(rows: &[SentMessage], wanted: usize) -> Result<(), Halt> {
    let status = Some(SendingStatus::Queued);
    if let Some(row) = rows.iter().find(|row| row.status != status) {
        let reason = row.description.clone().unwrap_or_default();
        return Err(Halt::Failed(format!("a message isn't sent: {reason}")));
    }
    expect(rows.len() == wanted, "a row for each message")
}
