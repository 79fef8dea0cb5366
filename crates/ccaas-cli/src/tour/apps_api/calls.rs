//! Calls and text messages.

use ccaas::apps_api::AppsApi;
use ccaas::apps_api::calls::{
    CallOutcome, CallStatus, CreateInboundCall, CreateOutboundCall, CreateOutboundCallByTicket,
    CreateScheduledCall,
};
use ccaas::apps_api::sms::SendSms;
use ccaas::apps_api::wait_times::{ContactData, CreateContactData};
use jiff::SignedDuration;

use super::super::step::{Step, expect, need};
use super::known::{
    AGENT, CALL_QUEUE, CALLER, NUMBER, OUTBOUND_NUMBER, TICKET, TICKET_CALLER, WEB_QUEUE, told,
    told_id,
};

/// Agents of the sandbox who go on with a call in their adapters, in two ways.
const CHOOSES: &str = "carlo@example.com";
const CHOOSES_AND_ECHOES: &str = "dana@example.com";

pub(super) fn steps() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<CreateOutboundCall>(async |tour| {
            let (agent, number) = (told(tour, &CALLER)?, told(tour, &NUMBER)?);
            let made = tour
                .send(CreateOutboundCall::new(agent, number.as_str()))
                .await?;
            match made {
                CallOutcome::Created(call) => {
                    let id = need(&call.id, "calls.create_outbound")?;
                    tour.note(format!("call {id}"));
                }
                _ => tour.note("the agent goes on with it"),
            }
            if tour.sandbox().is_some() {
                let call = CreateOutboundCall::new(CHOOSES, number.as_str());
                let accepted = tour.send(call).await?;
                expect(accepted == CallOutcome::Accepted, "a choice of numbers")?;
                let call = CreateOutboundCall::new(CHOOSES_AND_ECHOES, number.as_str());
                let CallOutcome::Echoed(echo) = tour.send(call).await? else {
                    return expect(false, "what was asked for");
                };
                expect(echo.end_user_number == Some(number), "the number")?;
                tour.note("one to choose a number for, one echoed");
            }
            Ok(())
        }),
        Step::of::<CreateOutboundCallByTicket>(async |tour| {
            let (agent, ticket) = (told(tour, &TICKET_CALLER)?, told(tour, &TICKET)?);
            let call = CreateOutboundCallByTicket::new(agent, ticket.as_str());
            let Some(call) = tour.send(call).await?.call() else {
                tour.note("the agent goes on with it");
                return Ok(());
            };
            let of = call.out_ticket_id.map(|id| id.to_string());
            expect(of == Some(ticket), "the ticket")?;
            tour.note("to the ticket's customer");
            Ok(())
        }),
        Step::of::<CreateInboundCall>(async |tour| {
            let (queue, number) = (told_id(tour, &CALL_QUEUE)?, told(tour, &NUMBER)?);
            let call = CreateInboundCall::new(queue.clone(), number).lang("en");
            let call = need(&tour.send(call).await?.call(), "calls.create_inbound")?;
            let menu = call.selected_menu.and_then(|menu| menu.id);
            expect(menu == Some(queue), "the queue")?;
            let status = call.status.map(|status| status.to_string());
            tour.note(status.unwrap_or_default());
            tour.seen.own_call = call.id;
            Ok(())
        }),
        Step::of::<CreateScheduledCall>(async |tour| {
            let (queue, number) = (told_id(tour, &WEB_QUEUE)?, told(tour, &NUMBER)?);
            let at = tour.now() + SignedDuration::from_hours(1);
            let call = CreateScheduledCall::in_queue(queue, number, at);
            let call = need(&tour.send(call).await?.call(), "calls.create_scheduled")?;
            if tour.sandbox().is_some() {
                expect(call.status == Some(CallStatus::Scheduled), "a later call")?;
            }
            let at = call.scheduled_at.map(|at| at.to_string());
            tour.note(format!("at {}", at.unwrap_or_default()));
            Ok(())
        }),
        Step::of::<CreateContactData>(async |tour| {
            let call = need(&tour.seen.own_call, "calls.create_inbound")?;
            let agent = told_id(tour, &AGENT)?;
            let contact = ContactData::new()
                .first_name("Tour")
                .crm_id(tour.seen.key());
            let data = CreateContactData::new(call, agent).contact(contact);
            tour.send(data).await?;
            if let Some(sandbox) = tour.sandbox() {
                let last = sandbox.apps_api().contact_data().pop();
                let last = last.unwrap_or_default().to_string();
                expect(last.contains(&tour.seen.key()), "the contact")?;
            }
            Ok(())
        }),
        Step::of::<SendSms>(async |tour| {
            let (number, from) = (told(tour, &NUMBER)?, told(tour, &OUTBOUND_NUMBER)?);
            let agent = told(tour, &CALLER)?;
            let sms = SendSms::new(number, from, tour.seen.name()).agent_email(agent.as_str());
            let chat = tour.send(sms).await?;
            let id = need(&chat.id, "sms.send")?;
            let of = chat.agent_info.and_then(|agent| agent.email);
            expect(of == Some(agent), "the agent's chat")?;
            tour.note(format!("chat {id}"));
            Ok(())
        }),
    ]
}
