//! A case: opened, answered, found, run through an assistant, solved and deleted.

use std::time::Duration;

use ccaas::types::Id;
use ccaas::wisecx::assistants::ExecuteAssistantNode;
use ccaas::wisecx::cases::{
    ActivityField, ActivityType, CaseField, CaseStatus, ContactRef, CreateCase, DeleteCase,
    GetActivity, GetCase, ListActivities, ListCases, NewActivity, NewAttachment, Priority,
    SourceChannel, UpdateCase,
};
use ccaas::wisecx::{Order, WiseCx};
use ccaas_sandbox::{Fault, wisecx};

use super::super::step::{Halt, Step, Visit, expect, need};
use super::{number, told};

/// What a case from a list or by its id must have here.
const FIELDS: [&str; 4] = ["id", "subject", "status", "contact_id"];
/// The name of the file that comes with the first message.
const FILE: &str = "hello.txt";
/// The assistants of the sandbox need less.
const ASSISTANT_TAKES: Duration = Duration::from_secs(10);

pub(super) fn steps() -> Vec<Step<WiseCx>> {
    vec![
        Step::of::<ListCases>(async |tour| {
            let wanted = [CaseStatus::Opened, CaseStatus::Pending];
            let unsolved = ListCases::new()
                .fields(FIELDS)
                .filter(CaseField::STATUS.one_of(wanted.clone()))
                .sort_field("id")
                .sort(Order::Descending)
                .limit(2);
            let cases = tour.list(unsolved, "cases to work on").await?;
            let fit = |status: &CaseStatus| wanted.contains(status);
            let all = cases
                .iter()
                .all(|case| case.status.as_ref().is_some_and(fit));
            expect(all, "no case that is over")
        }),
        Step::of::<CreateCase>(async |tour| {
            let queue = number(&tour.seen.own_queue, "queues.create")?;
            let contact = number(&tour.seen.own_contact, "contacts.create")?;
            tour.trouble(Fault::status(429).on("cases.create"));
            let message = NewActivity::contact_message(ContactRef::by_id(contact))
                .content("Is anybody there?")
                .attachments([NewAttachment::bytes(FILE, b"hello".as_slice())]);
            let case = CreateCase::new(queue, SourceChannel::Web, tour.seen.name(), [message])
                .priority(Priority::Low);
            let opened = tour.send(case).await?;
            tour.note(format!("case {}, with a file", opened.case_id));
            tour.seen.own_case = Some(opened.case_id);
            let mut activities = opened.activities.into_iter();
            tour.seen.own_message = activities.find_map(|one| one.id);
            Ok(())
        }),
        Step::of::<UpdateCase>(async |tour| {
            let id = need(&tour.seen.own_case, "cases.create")?;
            let user = number(&tour.seen.own_user, "users.create")?;
            let contact = number(&tour.seen.own_contact, "contacts.create")?;
            let answer = NewActivity::user_reply(user, [ContactRef::by_id(contact)]);
            let change = UpdateCase::new(id.clone())
                .status(CaseStatus::Pending)
                .activities([
                    answer.content("Yes, a tour."),
                    NewActivity::note(user, "Nothing to do here."),
                ]);
            let written = tour.send(change).await?;
            expect(written.case_id == id, "the same case")?;
            expect(written.activities.len() == 2, "two activities")?;
            tour.note("answered, with a note for colleagues");
            Ok(())
        }),
        Step::of::<ListActivities>(async |tour| {
            let id = need(&tour.seen.own_case, "cases.create")?;
            let said =
                ActivityField::TYPE.one_of([ActivityType::ContactMessage, ActivityType::UserReply]);
            let list = ListActivities::new(id).filter(said);
            let said = tour.list(list, "messages").await?;
            let kinds: Vec<_> = said.into_iter().filter_map(|one| one.kind).collect();
            let wanted = [ActivityType::ContactMessage, ActivityType::UserReply];
            expect(kinds == wanted, "a question and its answer")
        }),
        Step::of::<GetActivity>(async |tour| {
            let case = need(&tour.seen.own_case, "cases.create")?;
            let id = need(&tour.seen.own_message, "cases.create")?;
            let activity = tour.send(GetActivity::new(case, id)).await?;
            let mut names = activity.attachments.iter().map(|file| &file.filename);
            expect(names.any(|name| name.as_deref() == Some(FILE)), "the file")?;
            tour.note(format!("{FILE} came with it"));
            Ok(())
        }),
        Step::of::<GetCase>(async |tour| {
            let id = need(&tour.seen.own_case, "cases.create")?;
            let case = tour.send(GetCase::new(id).fields(FIELDS)).await?;
            expect(case.status == Some(CaseStatus::Pending), "a pending case")?;
            expect(case.contact_id == tour.seen.own_contact, "its contact")?;
            tour.note(format!("{:?} is pending", case.subject.unwrap_or_default()));
            Ok(())
        }),
        Step::of::<ExecuteAssistantNode>(async |tour| {
            let case = number(&tour.seen.own_case, "cases.create")?;
            let node = told(
                tour,
                wisecx::ASSISTANT_NODE,
                "the id of an assistant's node that a case may run",
            )?;
            let run = ExecuteAssistantNode::new(node, case).context([("plan", "gold")]);
            let started = tour.send(run).await?;
            expect(started.message.as_deref() == Some("OK"), "OK")?;
            if let Some(sandbox) = tour.sandbox() {
                sandbox.advance(ASSISTANT_TAKES);
                let done = by_the_system(tour).await?;
                expect(
                    done.iter().any(|text| text.contains("plan:gold")),
                    "its work",
                )?;
                tour.note("the case has what it was told");
            }
            Ok(())
        }),
        Step::of::<UpdateCase>(async |tour| {
            let id = need(&tour.seen.own_case, "cases.create")?;
            let solved = UpdateCase::new(id.clone()).status(CaseStatus::Solved);
            tour.send(solved).await?;
            let case = tour.send(GetCase::new(id).fields(FIELDS)).await?;
            expect(case.status == Some(CaseStatus::Solved), "a solved case")?;
            tour.note("solved");
            Ok(())
        }),
        Step::of::<ListCases>(async |tour| {
            let contact = need(&tour.seen.own_contact, "contacts.create")?;
            if let Some(sandbox) = tour.sandbox() {
                sandbox.wisecx().cases_in_data(true);
                tour.note("(in the other of the two forms that this list comes in)");
            }
            let same = CaseField::CONTACT_ID.equals(contact);
            let list = ListCases::new().fields(FIELDS).filter(same);
            let found = tour.list(list, "cases of the contact").await;
            if let Some(sandbox) = tour.sandbox() {
                sandbox.wisecx().cases_in_data(false);
            }
            let ids: Vec<Option<Id>> = found?.into_iter().map(|case| case.id).collect();
            expect(ids == [tour.seen.own_case.clone()], "the case just made")
        }),
        Step::of::<DeleteCase>(async |tour| {
            let id = need(&tour.seen.own_case, "cases.create")?;
            let said = tour.send(DeleteCase::new(id.clone())).await?;
            tour.note(said.message.unwrap_or_default());
            let same = CaseField::ID.equals(id);
            let list = ListCases::new().fields(["id", "deleted"]).filter(same);
            let left = tour.send(list).await?.items;
            let gone = left.iter().all(|case| case.deleted == Some(true));
            expect(gone, "no case that isn't deleted")
        }),
    ]
}

/// What the system has done in the tour's case.
async fn by_the_system(tour: &Visit<WiseCx>) -> Result<Vec<String>, Halt> {
    let id = need(&tour.seen.own_case, "cases.create")?;
    let list = ListActivities::new(id).filter(ActivityField::TYPE.equals(ActivityType::System));
    let done = tour.send(list).await?.items;
    Ok(done.into_iter().filter_map(|one| one.content).collect())
}
