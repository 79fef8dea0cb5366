//! Service groups and users of WiseCX, and the lists that nothing changes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod support;

use std::time::Duration;

use ccaas::ErrorKind;
use ccaas::wisecx::Client;
use ccaas::wisecx::business_hours::IsOpen;
use ccaas::wisecx::cases::{ListCaseTags, ListCaseTypes};
use ccaas::wisecx::channels::{ChannelSource, ListChannels};
use ccaas::wisecx::filter::Filter;
use ccaas::wisecx::queues::{
    CreateQueue, GetQueue, ListQueues, RemoveQueueUser, RemoveQueueUsers, UpdateQueueUsers,
    UserAssignment,
};
use ccaas::wisecx::users::{
    AssignUserQueues, CreateUser, GetUser, ListUsers, QueueAssignment, RemoveUserQueues,
};
use ccaas::wisecx::whatsapp_templates::ListWhatsappTemplates;
use support::wisecx::{in_process, number};
use support::{answered, collect};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn users_come_and_go_from_either_side() {
    let (_sandbox, client) = in_process();
    let user = CreateUser::new("nour@example.com")
        .nick("Nour")
        .first_name("Nour")
        .last_name("Azar");
    let user = client.send(user).await.unwrap().id;
    let queue = CreateQueue::new(" Returns ").users([UserAssignment::new(5846)]);
    let queue = client.send(queue).await.unwrap().id;

    let assign = |auto| {
        let queues = [QueueAssignment::new(number(&queue)).auto_assign(auto)];
        AssignUserQueues::new(user.clone(), queues)
    };
    let counts = async |auto| {
        let changes = client.send(assign(auto)).await.unwrap();
        (changes.added, changes.updated, changes.unchanged)
    };
    assert_eq!(counts(true).await, (Some(1), Some(0), Some(0)));
    assert_eq!(counts(true).await, (Some(0), Some(0), Some(1)));
    assert_eq!(counts(false).await, (Some(0), Some(1), Some(0)));

    let seen = client.send(GetUser::new(user.clone())).await.unwrap();
    assert_eq!(seen.is_bot, Some(false));
    assert_eq!(seen.queues.len(), 1);
    assert_eq!(seen.queues[0].name.as_deref(), Some("Returns"));
    assert_eq!(seen.queues[0].auto_assign, Some(false));

    let users = [UserAssignment::new(5852), UserAssignment::new(5846)];
    let changes = UpdateQueueUsers::new(queue.clone(), users);
    let changes = client.send(changes).await.unwrap();
    assert_eq!((changes.added, changes.unchanged), (Some(1), Some(1)));
    let names = async || -> Vec<String> {
        let queue = client.send(GetQueue::new(queue.clone())).await.unwrap();
        let users = queue.users.into_iter();
        users.filter_map(|user| user.name).collect()
    };
    assert_eq!(names().await, ["Ana Ejemplo", "Bruno Muestra", "Nour Azar"]);

    client
        .send(RemoveQueueUser::new(queue.clone(), 5846))
        .await
        .unwrap();
    assert_eq!(names().await, ["Bruno Muestra", "Nour Azar"]);
    let several = RemoveQueueUsers::new(queue.clone(), [5852, 5846]);
    let removed = client.send(several).await.unwrap();
    assert_eq!(removed.removed, Some(1), "one of them was gone already");
    let left = RemoveUserQueues::new(user.clone(), [number(&queue)]);
    assert_eq!(client.send(left).await.unwrap().removed, Some(1));
    assert!(names().await.is_empty());

    let again = client.send(RemoveQueueUser::new(queue, 5846)).await;
    assert_eq!(again.unwrap_err().kind(), ErrorKind::Api);
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let (_sandbox, client) = in_process();
    let queue = client.send(CreateQueue::new("Support")).await.unwrap_err();
    assert!(queue.to_string().contains("exists already"), "{queue}");
    let user = client.send(CreateUser::new("ana@example.com")).await;
    assert_eq!(user.unwrap_err().kind(), ErrorKind::Api);
}

#[tokio::test]
async fn queues_and_users_are_listed_with_each_other() {
    let (_sandbox, client) = in_process();
    let queues = ListQueues::new().fields(["id", "users"]).limit(1);
    let queues = collect(client.items(queues)).await.unwrap();
    let ids: Vec<_> = queues.iter().map(|queue| queue.id.clone()).collect();
    assert_eq!(ids, [159, 6059, 6690].map(|id| Some(id.into())));
    assert!(queues.iter().all(|queue| queue.business_hours.is_none()));

    let bots = ListUsers::new().filter(Filter::custom("is_bot", "EQUAL", "true"));
    let bots = collect(client.items(bots)).await.unwrap();
    assert_eq!(bots.len(), 1);
    assert_eq!(bots[0].queues[0].id, Some(6690.into()));
    let members: usize = queues.iter().map(|queue| queue.users.len()).sum();
    let users = collect(client.items(ListUsers::new())).await.unwrap();
    let memberships: usize = users.iter().map(|user| user.queues.len()).sum();
    assert_eq!(members, memberships);
}

#[tokio::test(start_paused = true)]
async fn whether_it_is_open_goes_by_the_queues_own_clock() {
    let (_sandbox, client) = in_process();
    let open = async |client: &Client, queue: Option<u64>| {
        let ask = match queue {
            Some(queue) => IsOpen::new().queue_id(queue),
            None => IsOpen::new(),
        };
        client.send(ask).await.unwrap().open.unwrap()
    };
    // Nine in the evening of a Wednesday, three hours behind UTC.
    assert!(!open(&client, Some(159)).await);
    assert!(open(&client, Some(6690)).await);
    // Noon of New Year's Day, which is a special date of all but one.
    tokio::time::advance(15 * HOUR).await;
    assert!(!open(&client, None).await);
    assert!(open(&client, Some(6690)).await);
    // Noon of the Friday after it.
    tokio::time::advance(24 * HOUR).await;
    assert!(open(&client, None).await);
    assert!(open(&client, Some(159)).await);

    let support = client.send(GetQueue::new(159)).await.unwrap();
    let hours = support.business_hours.unwrap();
    let zone = hours.timezone.unwrap();
    assert_eq!(zone.offset.as_deref(), Some("-03:00"));
    let special = hours.schedules.iter().find_map(|day| day.date);
    assert_eq!(special, Some(jiff::civil::date(2026, 1, 1)));
}

#[tokio::test]
async fn the_lists_that_nothing_changes_are_read_page_by_page() {
    let (sandbox, client) = in_process();
    let types = collect(client.items(ListCaseTypes::new().limit(2)))
        .await
        .unwrap();
    assert_eq!(types[1].parent_id, Some(5.into()));
    let tags = collect(client.items(ListCaseTags::new().limit(2)))
        .await
        .unwrap();
    assert!(tags.iter().any(|tag| tag.name.as_deref() == Some("Bug")));
    let templates = ListWhatsappTemplates::new()
        .fields(["template_id", "content"])
        .limit(2);
    let templates = collect(client.items(templates)).await.unwrap();
    assert_eq!(templates[4].id, Some(40_184.into()));
    assert_eq!(templates[4].name, None, "it wasn't asked for");
    let channels = collect(client.items(ListChannels::new().limit(2)))
        .await
        .unwrap();
    let sources: Vec<_> = channels.into_iter().filter_map(|one| one.source).collect();
    let wanted = [
        ChannelSource::IncomingWhatsapp,
        ChannelSource::Chat,
        ChannelSource::Email,
    ];
    assert_eq!(sources, wanted);

    for (operation, pages) in [
        ("cases.types.list", 2),
        // The second of two full ones can't be told from one in the midst.
        ("cases.tags.list", 3),
        ("whatsapp_templates.list", 3),
        ("channels.list", 2),
    ] {
        assert_eq!(answered(&sandbox, operation).len(), pages, "{operation}");
    }
}
