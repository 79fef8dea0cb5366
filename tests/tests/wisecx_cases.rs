//! Cases of WiseCX: their activities, attachments and assistants.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod support;

use std::time::Duration;

use ccaas::types::Id;
use ccaas::wisecx::assistants::ExecuteAssistantNode;
use ccaas::wisecx::cases::{
    ActivityField, ActivityType, Case, CaseField, CaseStatus, ContactRef, CreateCase, DeleteCase,
    GetActivity, GetCase, ListActivities, ListCases, NewActivity, NewAttachment, Priority,
    SourceChannel, Template, UpdateCase,
};
use ccaas::wisecx::{Client, Order};
use ccaas::{Delivery, ErrorKind};
use ccaas_sandbox::{Fault, Sandbox, wisecx};
use support::wisecx::{in_process, number};
use support::{answered, collect};

const MB: usize = 1024 * 1024;

fn message(email: &str) -> NewActivity {
    NewActivity::contact_message(ContactRef::by_email(email)).content("The invoice is wrong.")
}

fn billing(message: NewActivity) -> CreateCase {
    CreateCase::new(159, SourceChannel::Web, "Billing", [message])
}

/// What the system has noted in a case.
async fn noted(client: &Client, case: &Id) -> Vec<String> {
    let list =
        ListActivities::new(case.clone()).filter(ActivityField::TYPE.equals(ActivityType::System));
    let done = collect(client.items(list)).await.unwrap();
    done.into_iter().filter_map(|one| one.content).collect()
}

/// The events of this name so far.
fn told(sandbox: &Sandbox, name: &str) -> usize {
    let events = sandbox.events("wisecx");
    events.iter().filter(|event| event.name() == name).count()
}

#[tokio::test]
async fn a_case_is_opened_answered_solved_deleted_and_brought_back() {
    let (sandbox, client) = in_process();
    let file = NewAttachment::bytes("invoice.pdf", b"%PDF".as_slice());
    let case = billing(message("nour@example.com").attachments([file]))
        .tags(["Billing"])
        .priority(Priority::High)
        .custom_fields([("plan", "gold")]);
    let opened = client.send(case).await.unwrap();
    let id = opened.case_id;
    assert_eq!(opened.activities.len(), 1);
    let contact = opened.activities[0].contacts_ids[0].clone();

    let activity = opened.activities[0].id.clone().unwrap();
    let activity = client
        .send(GetActivity::new(id.clone(), activity))
        .await
        .unwrap();
    assert_eq!(activity.kind, Some(ActivityType::ContactMessage));
    assert_eq!(
        activity.attachments[0].filename.as_deref(),
        Some("invoice.pdf")
    );
    let from = activity.contact_from.unwrap();
    assert_eq!(from.id.as_ref(), Some(&contact));
    assert_eq!(from.email.as_deref(), Some("nour@example.com"));

    let answer = NewActivity::user_reply(5846, [ContactRef::by_id(number(&contact))])
        .content("It is mended.");
    let solved = UpdateCase::new(id.clone())
        .status(CaseStatus::Solved)
        .activities([answer, NewActivity::note(5846, "A typo")]);
    let written = client.send(solved).await.unwrap();
    assert_eq!(written.case_id, id);
    assert_eq!(written.activities[0].contacts_ids.first(), Some(&contact));
    assert!(written.activities[1].contacts_ids.is_empty(), "a note");
    assert_eq!(told(&sandbox, "survey"), 1);

    let fields = ["status", "priority", "tags", "custom_fields", "solved_at"];
    let case = client
        .send(GetCase::new(id.clone()).fields(fields))
        .await
        .unwrap();
    assert_eq!(case.status, Some(CaseStatus::Solved));
    assert_eq!(case.priority, Some(Priority::High));
    assert_eq!(case.tags, ["Billing"]);
    assert_eq!(case.custom_fields.get("plan"), Some("gold"));
    assert!(case.solved_at.is_some());

    let everything = collect(client.items(ListActivities::new(id.clone())))
        .await
        .unwrap();
    let written = everything
        .iter()
        .filter(|one| one.kind != Some(ActivityType::System));
    let kinds: Vec<_> = written.filter_map(|one| one.kind.clone()).collect();
    let wanted = [
        ActivityType::ContactMessage,
        ActivityType::UserReply,
        ActivityType::Note,
    ];
    assert_eq!(kinds, wanted);

    let is_deleted = async || {
        let same = ListCases::new()
            .fields(["id", "deleted"])
            .filter(CaseField::ID.equals(id.clone()));
        client.send(same).await.unwrap().items[0].deleted
    };
    client.send(DeleteCase::new(id.clone())).await.unwrap();
    assert_eq!(is_deleted().await, Some(true));
    let back = UpdateCase::new(id.clone()).deleted(false);
    client.send(back).await.unwrap();
    assert_eq!(is_deleted().await, Some(false));
}

#[tokio::test]
async fn both_forms_of_the_list_are_read_alike() {
    let (sandbox, client) = in_process();
    let list = || {
        ListCases::new()
            .fields(["id", "subject", "status"])
            .sort_field("id")
            .sort(Order::Descending)
            .limit(4)
    };
    let mut forms: Vec<Vec<Case>> = Vec::new();
    for wrapped in [false, true] {
        sandbox.wisecx().cases_in_data(wrapped);
        forms.push(collect(client.items(list())).await.unwrap());
    }
    assert_eq!(forms[0], forms[1]);
    let ids: Vec<_> = forms[0].iter().filter_map(|case| case.id.clone()).collect();
    let wanted = (1_273_947..=1_273_952).rev().map(Id::from);
    assert!(
        ids.into_iter().eq(wanted),
        "without the one that is too old"
    );

    let old = client.send(GetCase::new(1_273_946)).await.unwrap();
    assert_eq!(old.subject.as_deref(), Some("Password reset"));
}

#[tokio::test]
async fn filters_reach_the_vendor() {
    let (sandbox, client) = in_process();
    let ids = async |list: ListCases| -> Vec<i64> {
        let found = collect(client.items(list)).await.unwrap();
        let ids = found
            .iter()
            .filter_map(|case| case.id.as_ref()?.as_number());
        ids.map(|id| id - 1_273_000).collect()
    };
    let list = || ListCases::new();
    let open = [CaseStatus::Opened, CaseStatus::Pending];
    assert_eq!(
        ids(list().filter(CaseField::STATUS.one_of(open))).await,
        [948, 950, 951, 952]
    );
    assert_eq!(
        ids(list().filter(CaseField::STATUS.not_equals(CaseStatus::Opened))).await,
        [947, 948, 949]
    );
    assert_eq!(
        ids(list().filter(CaseField::TAGS.equals("Billing"))).await,
        [947, 952]
    );
    // Quotes and commas are part of the text.
    assert_eq!(
        ids(list().filter(CaseField::SUBJECT.contains("crashes, \"again\""))).await,
        [0; 0]
    );
    assert_eq!(
        ids(list().filter(CaseField::SUBJECT.contains("crashes, again"))).await,
        [949]
    );
    assert_eq!(
        ids(list().filter(CaseField::CREATED_AT.at_least(jiff::civil::date(2025, 12, 15)))).await,
        [950, 951, 952]
    );
    let both = list()
        .filter(CaseField::GROUP_ID.one_of([159, 6059]))
        .filter(CaseField::ID.greater_than(1_273_948));
    assert_eq!(ids(both).await, [949, 951, 952]);
    assert!(
        answered(&sandbox, "cases.list")
            .iter()
            .all(|one| *one == 200)
    );
}

#[tokio::test]
async fn client_and_vendor_agree_on_what_is_too_much_to_attach() {
    let (sandbox, client) = in_process();
    let with = |sizes: &[usize]| {
        let files = sizes.iter().map(|size| {
            let content = vec![b'x'; *size];
            NewAttachment::bytes("x.bin", content)
        });
        billing(message("nour@example.com").attachments(files.collect::<Vec<_>>()))
    };
    client.send(with(&[3 * MB, 2 * MB])).await.unwrap();
    let error = client.send(with(&[3 * MB, 2 * MB + 1])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert_eq!(answered(&sandbox, "cases.create"), [200]);
}

#[tokio::test]
async fn a_template_of_whatsapp_is_filled_in_delivered_and_read() {
    let (sandbox, client) = in_process();
    let shipped = Template::new(2)
        .parameter("1", "blue")
        .parameter("2", "A-17");
    let to = [ContactRef::by_phone("12025550150").name("Nour")];
    let sent = NewActivity::sent_template(to, shipped);
    let case = CreateCase::new(6690, SourceChannel::Whatsapp, "Your parcel", [sent]);
    let opened = client.send(case).await.unwrap();
    let activity = opened.activities[0].id.clone().unwrap();
    let activity = client
        .send(GetActivity::new(opened.case_id, activity))
        .await
        .unwrap();
    assert_eq!(
        activity.content.as_deref(),
        Some("Your blue order has shipped. Details: A-17")
    );
    assert_eq!(activity.contacts_to[0].name.as_deref(), Some("Nour"));

    assert_eq!(told(&sandbox, "status_update"), 0);
    sandbox.advance(Duration::from_secs(5));
    assert_eq!(told(&sandbox, "status_update"), 2, "delivered, then read");
}

#[tokio::test]
async fn a_node_of_an_assistant_works_in_the_case() {
    let (sandbox, client) = in_process();
    let case = Id::from(1_273_952);
    let before = noted(&client, &case).await.len();
    let run = ExecuteAssistantNode::new(wisecx::ASSISTANT_NODE, number(&case))
        .context([("plan", "gold"), ("until", "18:30")]);
    let started = client.send(run).await.unwrap();
    assert_eq!(started.message.as_deref(), Some("OK"));
    assert_eq!(noted(&client, &case).await.len(), before, "it works later");

    sandbox.advance(Duration::from_secs(1));
    let noted = noted(&client, &case).await;
    assert_eq!(noted.len(), before + 1);
    let last = noted.last().unwrap();
    assert!(last.contains("plan:gold until:18:30"), "{last}");

    let unknown = client.send(ExecuteAssistantNode::new(1, number(&case)));
    assert_eq!(unknown.await.unwrap_err().kind(), ErrorKind::Api);
}

#[tokio::test(start_paused = true)]
async fn what_counts_each_time_is_not_repeated_when_its_answer_is_lost() {
    let (sandbox, client) = in_process();
    let lost = |operation| sandbox.inject(Fault::reset().after_work().on(operation));

    lost("cases.create");
    let error = client
        .send(billing(message("nour@example.com")))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_ne!(error.delivery(), Delivery::NotSent);
    assert_eq!(error.attempts(), 1);
    let same = ListCases::new().filter(CaseField::SUBJECT.equals("Billing"));
    assert_eq!(
        client.send(same).await.unwrap().items.len(),
        1,
        "it is there"
    );

    // A note would be there twice; a status is only set again.
    lost("cases.update");
    let note = UpdateCase::new(1_273_952).activities([NewActivity::note(5846, "Hm")]);
    let error = client.send(note).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    lost("cases.update");
    let status = UpdateCase::new(1_273_952).status(CaseStatus::Hold);
    client.send(status).await.unwrap();

    lost("cases.delete");
    client.send(DeleteCase::new(1_273_952)).await.unwrap();
}

#[tokio::test]
async fn what_the_vendor_refuses_is_told_in_its_words() {
    let (_sandbox, client) = in_process();
    for (case, message) in [
        (
            CreateCase::new(1, SourceChannel::Web, "x", [message("a@example.com")]),
            "Group Not Found",
        ),
        (
            billing(message("a@example.com")).user_id(1),
            "User Not Found",
        ),
        (
            billing(NewActivity::contact_message(ContactRef::by_id(1)).content("x")),
            "Contact Not Found",
        ),
    ] {
        let error = client.send(case).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.api().unwrap().message.as_deref(), Some(message));
    }
    let missing = client.send(GetCase::new(1)).await.unwrap_err();
    assert_eq!(missing.status().unwrap(), 400);
}
