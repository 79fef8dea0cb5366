//! What calls and chats have in common: flags, custom data, and whom they are with.

use ccaas::apps_api::AppsApi;
use ccaas::apps_api::calls::{GetCallFlags, ReplaceCallFlags, UpdateCallEndUser, UpdateCallFlags};
use ccaas::apps_api::chats::{GetChatFlags, ReplaceChatFlags, UpdateChatEndUser, UpdateChatFlags};
use ccaas::apps_api::custom_data::{
    CustomData, CustomDataSigner, CustomEntry, SendCallCustomData, SendChatCustomData,
};
use ccaas::types::Secret;

use super::super::step::{Halt, Step, Visit, expect, need};

pub(super) fn of_a_chat() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<UpdateChatFlags>(async |tour| {
            let id = need(&tour.seen.own_chat, "chats.create")?;
            let flags = UpdateChatFlags::new(id).verified_customer(true);
            tour.send(flags).await?;
            tour.note("verified");
            Ok(())
        }),
        Step::of::<ReplaceChatFlags>(async |tour| {
            let id = need(&tour.seen.own_chat, "chats.create")?;
            let flags = ReplaceChatFlags::new(id)
                .verified_customer(true)
                .bad_actor(false)
                .repeat_customer(true);
            tour.send(flags).await?;
            tour.note("and here before");
            Ok(())
        }),
        Step::of::<GetChatFlags>(async |tour| {
            let id = need(&tour.seen.own_chat, "chats.create")?;
            let flags = tour.send(GetChatFlags::new(id)).await?;
            expect(flags.verified_customer == Some(true), "a verified customer")?;
            expect(flags.repeat_customer == Some(true), "one who was here")?;
            tour.note("as they were set");
            Ok(())
        }),
        Step::of::<SendChatCustomData>(async |tour| {
            let id = need(&tour.seen.own_chat, "chats.create")?;
            tour.send(SendChatCustomData::new(id.clone(), data(tour)))
                .await?;
            if let Some(token) = signed(tour)? {
                tour.send(SendChatCustomData::signed(id, token)).await?;
                tour.note("plain, and signed");
            }
            Ok(())
        }),
        Step::of::<UpdateChatEndUser>(async |tour| {
            let id = need(&tour.seen.own_chat, "chats.create")?;
            let customer = UpdateChatEndUser::new(id, tour.seen.key()).name(tour.seen.name());
            let said = tour.send(customer).await?;
            tour.note(said.message.unwrap_or_default());
            Ok(())
        }),
    ]
}

pub(super) fn of_a_call() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<UpdateCallFlags>(async |tour| {
            let id = need(&tour.seen.own_call, "calls.create_inbound")?;
            tour.send(UpdateCallFlags::new(id).bad_actor(true)).await?;
            tour.note("means harm");
            Ok(())
        }),
        Step::of::<ReplaceCallFlags>(async |tour| {
            let id = need(&tour.seen.own_call, "calls.create_inbound")?;
            let flags = ReplaceCallFlags::new(id)
                .verified_customer(true)
                .bad_actor(false)
                .repeat_customer(false);
            tour.send(flags).await?;
            tour.note("means no harm after all");
            Ok(())
        }),
        Step::of::<GetCallFlags>(async |tour| {
            let id = need(&tour.seen.own_call, "calls.create_inbound")?;
            let flags = tour.send(GetCallFlags::new(id)).await?;
            expect(flags.verified_customer == Some(true), "a verified customer")?;
            expect(flags.bad_actor == Some(false), "one who means no harm")?;
            tour.note("as they were set");
            Ok(())
        }),
        Step::of::<SendCallCustomData>(async |tour| {
            let id = need(&tour.seen.own_call, "calls.create_inbound")?;
            tour.send(SendCallCustomData::new(id.clone(), data(tour)))
                .await?;
            if let Some(token) = signed(tour)? {
                tour.send(SendCallCustomData::signed(id, token)).await?;
                tour.note("plain, and signed");
            }
            Ok(())
        }),
        Step::of::<UpdateCallEndUser>(async |tour| {
            let id = need(&tour.seen.own_call, "calls.create_inbound")?;
            let customer = UpdateCallEndUser::new(id, tour.seen.key()).name(tour.seen.name());
            let said = tour.send(customer).await?;
            tour.note(said.message.unwrap_or_default());
            Ok(())
        }),
    ]
}

fn data(tour: &Visit<AppsApi>) -> CustomData {
    let name = CustomEntry::new(tour.seen.name()).label("Tour");
    CustomData::new()
        .entry("tour", name)
        .verified_customer(true)
}

/// The same with a signature, where the secret for it is known.
fn signed(tour: &Visit<AppsApi>) -> Result<Option<Secret>, Halt> {
    let Ok(secret) = tour.variable("APPS_API_COMPANY_SECRET") else {
        return Ok(None);
    };
    let token = CustomDataSigner::new(secret).sign_at(&data(tour), tour.now());
    let token = token.map_err(|error| Halt::Failed(error.to_string()))?;
    Ok(Some(token))
}
