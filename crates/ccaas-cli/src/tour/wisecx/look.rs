//! Logging in, and looking around.

use ccaas::wisecx::WiseCx;
use ccaas::wisecx::auth::Authenticate;
use ccaas::wisecx::business_hours::IsOpen;
use ccaas::wisecx::cases::{ListCaseTags, ListCaseTypes};
use ccaas::wisecx::channels::ListChannels;
use ccaas::wisecx::queues::{GetQueue, ListQueues};
use ccaas::wisecx::users::{GetUser, ListUsers};
use ccaas::wisecx::whatsapp_templates::{ListWhatsappTemplates, WhatsappTemplate};
use ccaas_sandbox::Fault;

use super::super::step::{Step, expect, need};

pub(super) fn steps() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<Authenticate>(async |tour| {
            let user = tour.variable("WISECX_USER")?;
            let answer = tour.send(Authenticate::new(user)).await?;
            expect(!answer.token.expose().is_empty(), "a token")?;
            tour.note(answer.message.unwrap_or_else(|| "a token".to_owned()));
            Ok(())
        }),
        Step::of::<ListQueues>(async |tour| {
            tour.trouble(Fault::status(503).on("queues.list"));
            let list = ListQueues::new().fields(["id", "name", "users"]);
            let queues = tour.list(list, "service groups").await?;
            expect(!queues.is_empty(), "a service group")?;
            tour.seen.queue = queues.into_iter().find_map(|queue| queue.id);
            Ok(())
        }),
        Step::of::<GetQueue>(async |tour| {
            let id = need(&tour.seen.queue, "queues.list")?;
            let queue = tour.send(GetQueue::new(id.clone())).await?;
            expect(
                queue.id.as_ref() == Some(&id),
                "the service group asked for",
            )?;
            let hours = queue.business_hours;
            let days = hours.iter().flat_map(|hours| &hours.schedules);
            let open = days.filter(|day| day.is_open == Some(true) && day.date.is_none());
            let name = queue.name.unwrap_or_default();
            tour.note(format!("{name} is open on {} days a week", open.count()));
            Ok(())
        }),
        Step::of::<IsOpen>(async |tour| {
            let id = need(&tour.seen.queue, "queues.list")?;
            let open = tour.send(IsOpen::new().queue_id(id)).await?.open;
            expect(open.is_some(), "yes or no")?;
            tour.note(if open == Some(true) {
                "open now"
            } else {
                "closed now"
            });
            Ok(())
        }),
        Step::of::<ListUsers>(async |tour| {
            tour.expire_token()?;
            let list = ListUsers::new().fields(["id", "user_name", "is_bot"]);
            let users = tour.list(list, "users").await?;
            let person = users.iter().find(|user| user.is_bot == Some(false));
            expect(person.is_some(), "a user who is no bot")?;
            tour.seen.user = person.and_then(|user| user.id.clone());
            Ok(())
        }),
        Step::of::<GetUser>(async |tour| {
            let id = need(&tour.seen.user, "users.list")?;
            let user = tour.send(GetUser::new(id.clone())).await?;
            expect(user.id == Some(id), "the user asked for")?;
            let queues: Vec<_> = user.queues.into_iter().filter_map(|one| one.name).collect();
            tour.note(format!("works in: {}", queues.join(", ")));
            Ok(())
        }),
        Step::of::<ListChannels>(async |tour| {
            let channels = tour.list(ListChannels::new(), "channels").await?;
            let named = channels.iter().all(|channel| channel.id.is_some());
            expect(named, "an id for each channel")
        }),
        Step::of::<ListCaseTypes>(async |tour| {
            let list = ListCaseTypes::new().fields(["id", "name", "parent_id"]);
            let types = tour.list(list, "types").await?;
            let named = types.iter().all(|one| one.name.is_some());
            expect(named, "a name for each type")
        }),
        Step::of::<ListCaseTags>(async |tour| {
            let tags = tour.list(ListCaseTags::new().limit(2), "tags").await?;
            let named = tags.iter().all(|tag| tag.name.is_some());
            expect(named, "a name for each tag")
        }),
        Step::of::<ListWhatsappTemplates>(async |tour| {
            let list = ListWhatsappTemplates::new().fields(["template_id", "name", "content"]);
            let templates = tour.list(list, "templates").await?;
            // One that needs no filling in says the same to everybody.
            let chosen = templates.iter().find(|one| !has_variables(one));
            let chosen = chosen.or(templates.first());
            tour.seen.template = chosen.and_then(|template| template.id.clone());
            Ok(())
        }),
    ]
}

fn has_variables(template: &WhatsappTemplate) -> bool {
    template
        .content
        .as_deref()
        .is_none_or(|text| text.contains(['{', '$']))
}
