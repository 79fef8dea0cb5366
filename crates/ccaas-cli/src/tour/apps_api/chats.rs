//! Chats: begun, written in, handed to a human, and ended.

use std::time::Duration;

use ccaas::apps_api::AppsApi;
use ccaas::apps_api::chats::{
    Chat, ChatStatus, CreateChat, CreateChatEscalation, GetChat, NewChat, ResumeChat,
    SendChatMessage, UpdateChat, UpdateChatEscalation,
};

use super::super::step::{Halt, Step, Visit, expect, need};
use super::known::{BOT_QUEUE, Known, WEB_QUEUE, told_id};
use super::pass;

/// In the sandbox, a chat has an agent by then.
const ASSIGNING_TAKES: Duration = Duration::from_secs(3);
/// In the sandbox, a chat is dismissed by then: ten minutes after the last answer.
const IDLE: Duration = Duration::from_secs(660);

pub(super) fn begun() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<CreateChat>(async |tour| {
            let chat = begin(tour, &WEB_QUEUE).await?;
            let id = need(&chat.id, "chats.create")?;
            tour.note(format!("chat {id}"));
            tour.seen.own_chat = Some(id);
            Ok(())
        }),
        Step::of::<GetChat>(async |tour| {
            let id = need(&tour.seen.own_chat, "chats.create")?;
            pass(tour, ASSIGNING_TAKES);
            let chat = tour.send(GetChat::new(id.clone())).await?;
            expect(chat.id == Some(id), "the same chat")?;
            if tour.sandbox().is_some() {
                expect(chat.status == Some(ChatStatus::Assigned), "an agent")?;
            }
            let agent = chat.agent.and_then(|agent| agent.name);
            if let Some(agent) = agent {
                tour.note(format!("with {agent}"));
            }
            Ok(())
        }),
        Step::of::<SendChatMessage>(async |tour| {
            let id = need(&tour.seen.own_chat, "chats.create")?;
            let end_user = need(&tour.seen.own_end_user, "end_users.upsert")?;
            let text = tour.seen.name();
            let message = SendChatMessage::new(id.clone(), end_user, text.as_str());
            tour.send(message).await?;
            if let (Some(sandbox), Some(id)) = (tour.sandbox(), id.as_number()) {
                let chat = sandbox.apps_api().chat(id.unsigned_abs());
                let chat = chat.unwrap_or_default().to_string();
                expect(chat.contains(&text), "the message in the chat")?;
            }
            Ok(())
        }),
    ]
}

pub(super) fn ended() -> Vec<Step<AppsApi>> {
    vec![
        Step::of::<CreateChatEscalation>(async |tour| {
            let id = need(&begin(tour, &BOT_QUEUE).await?.id, "chats.create")?;
            let escalation = CreateChatEscalation::new(id.clone()).reason("talk_to_human");
            let escalation = tour.send(escalation).await?;
            tour.seen.bot_chat = Some(id.clone());
            if tour.sandbox().is_some() {
                expect(escalation.chat_id == Some(id), "the same chat")?;
                expect(escalation.id.is_some(), "its id")?;
            }
            tour.seen.escalation = escalation.id;
            tour.note(escalation.status.unwrap_or_default());
            Ok(())
        }),
        Step::of::<UpdateChatEscalation>(async |tour| {
            let chat = need(&tour.seen.bot_chat, "chats.escalations.create")?;
            let id = need(&tour.seen.escalation, "chats.escalations.create")?;
            let wait = UpdateChatEscalation::keep_waiting(chat, id);
            let escalation = tour.send(wait).await?;
            let channel = escalation.deflection_channel.map(|one| one.to_string());
            tour.note(channel.unwrap_or_default());
            Ok(())
        }),
        Step::of::<ResumeChat>(async |tour| {
            if tour.sandbox().is_none() {
                let id = tour.ask("the id of a chat that was dismissed")?;
                tour.send(ResumeChat::new(id)).await?;
                return Ok(());
            }
            let id = need(&tour.seen.own_chat, "chats.create")?;
            pass(tour, IDLE);
            tour.note("(the sandbox's clock was moved)");
            let idle = tour.send(GetChat::new(id.clone())).await?;
            expect(idle.status == Some(ChatStatus::Dismissed), "a dismissal")?;
            let chat = tour.send(ResumeChat::new(id)).await?;
            expect(chat.status == Some(ChatStatus::Assigned), "its agent again")?;
            tour.note("was dismissed, and goes on");
            Ok(())
        }),
        Step::of::<UpdateChat>(async |tour| {
            let end_user = need(&tour.seen.own_end_user, "end_users.upsert")?;
            let own = need(&tour.seen.own_chat, "chats.create")?;
            for id in [Some(own), tour.seen.bot_chat.clone()]
                .into_iter()
                .flatten()
            {
                let ended = UpdateChat::finish(id.clone(), end_user.clone());
                tour.send(ended).await?;
                let chat = tour.send(GetChat::new(id)).await?;
                expect(chat.status == Some(ChatStatus::Finished), "the end")?;
                expect(chat.ends_at.is_some(), "when it ended")?;
            }
            tour.note("finished by the customer");
            Ok(())
        }),
    ]
}

/// A chat of the tour's end user.
async fn begin(tour: &mut Visit<AppsApi>, queue: &Known) -> Result<Chat, Halt> {
    let end_user = need(&tour.seen.own_end_user, "end_users.upsert")?;
    let queue = told_id(tour, queue)?;
    let chat = NewChat::new(queue, end_user)
        .lang("en")
        .context([("tour", tour.seen.key())]);
    Ok(tour.send(CreateChat::new(chat)).await?)
}
