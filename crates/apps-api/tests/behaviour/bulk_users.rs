//! Bulk changes of users.

use apps_api::ErrorKind;
use apps_api::bulk_users::{
    BulkJobStatus, BulkUser, BulkUserStatus, CreateBulkUserUpload, GetBulkUserTemplate,
    ListBulkUserJobs, ProceedBulkUsers, UpdateBulkUserUpload,
};
use ccaas_core::Upload;
use ccaas_core::types::Id;
use httpmock::prelude::*;
use serde_json::{Value, json};

use super::script::{Answer, answer, script, with};
use crate::{client, decoded, refused, server};

const ASK: &str = "GET /bulk/users/jobs/12345";

fn john() -> BulkUser {
    BulkUser::new("john@example.com", "John", "Doe")
}

fn file() -> Upload {
    Upload::bytes("[{}]")
}

/// The answer to an upload, and to proceeding.
fn started(status: &str) -> Answer {
    answer(
        200,
        json!({"id": 12345, "status": status, "link": "https://customer.example.com"}),
    )
}

fn job(status: &str) -> Answer {
    answer(
        200,
        json!({"id": 12345, "status": status, "total_rows": 100}),
    )
}

#[test]
fn rows_that_the_vendor_would_refuse_are_refused_here() {
    let jane = || BulkUser::new("jane@example.com", "Jane", "Doe");
    let twice = || jane().new_email("j@example.com");
    for (users, told) in [
        (vec![], "file: has no row"),
        (
            vec![john(), BulkUser::new(" ", "Jane", "Doe")],
            "[1].email: is empty",
        ),
        (
            vec![BulkUser::new("j@example.com", "", "Doe")],
            "[0].first_name: is empty",
        ),
        (
            vec![BulkUser::new("j@example.com", "Jane", "")],
            "[0].last_name: is empty",
        ),
        (
            vec![john(), jane(), john()],
            "[2].email: stands in the file twice",
        ),
        (
            vec![john().new_email("j@example.com"), twice()],
            "[1].new_email: stands in the file twice",
        ),
        (
            vec![john().max_chat_limit(0)],
            "[0].max_chat_limit: begins with 1",
        ),
    ] {
        let created = CreateBulkUserUpload::of(&users).unwrap_err().to_string();
        assert!(created.contains(told), "{told}: {created}");
        let updated = UpdateBulkUserUpload::of(12345, &users).unwrap_err();
        assert_eq!(updated.to_string(), created);
    }
    let empty = [john().new_email(""), jane().new_email("")];
    assert!(
        CreateBulkUserUpload::of(&empty).is_ok(),
        "empty isn't twice"
    );
}

#[tokio::test]
async fn what_cant_be_is_refused() {
    refused(CreateBulkUserUpload::new(""), "file: is empty").await;
    refused(UpdateBulkUserUpload::new(12345, ""), "file: is empty").await;
    refused(UpdateBulkUserUpload::new("", file()), "id: is empty").await;
    refused(ProceedBulkUsers::new(""), "id: is empty").await;
    refused(ListBulkUserJobs::new().page(0), "page: begins with 1").await;
}

#[test]
fn fields_are_left_out_or_empty_as_they_are_set() {
    let user = john()
        .agent_number("")
        .status(BulkUserStatus::Inactive)
        .max_chat_limit_enabled(true);
    let row = serde_json::to_value(user).unwrap();
    assert_eq!(
        row,
        json!({
            "email": "john@example.com",
            "first_name": "John",
            "last_name": "Doe",
            "agent_number": "",
            "status": "Inactive",
            "max_chat_limit_enabled": 1,
        })
    );
}

#[test]
fn a_role_may_be_neither_given_nor_taken() {
    let row = json!([{"email": "a@example.com", "roles": [
        {"name": "Admin", "value": ""},
        {"name": "Agent", "value": "1"},
        {"name": "Manager", "value": 0},
    ]}]);
    let users = decoded::<GetBulkUserTemplate>(200, row);
    let roles = users[0].roles.clone().unwrap();
    let values: Vec<_> = roles.iter().map(|role| role.value).collect();
    assert_eq!(values, [None, Some(true), Some(false)]);
    assert_eq!(
        serde_json::to_value(roles).unwrap(),
        json!([
            {"name": "Admin", "value": ""},
            {"name": "Agent", "value": 1},
            {"name": "Manager", "value": 0},
        ])
    );
}

#[tokio::test]
async fn a_file_goes_out_as_a_form() {
    let server = server().await;
    let mock = server.mock(|when, then| {
        when.method(PUT)
            .path("/bulk/users/upload")
            .header_includes("content-type", "multipart/form-data; boundary=")
            .body_includes("name=\"id\"\r\n\r\n12345\r\n")
            .body_includes("name=\"file\"; filename=\"users.json\"")
            .body_includes("Content-Type: application/json\r\n\r\n[{}]\r\n");
        then.status(201)
            .json_body(json!({"id": 12345, "status": "created"}));
    });
    let again = UpdateBulkUserUpload::new(12345, file());
    let started = client(&server).send(again).await.unwrap();
    assert_eq!(started.status, Some(BulkJobStatus::Created));
    assert_eq!(mock.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_upload_is_done_when_the_file_was_checked() {
    let (client, seen) = script([started("created"), job("created"), job("valid_scheme")]);
    let mut check = client.poll(CreateBulkUserUpload::of(&[john()]).unwrap());
    let mut states = Vec::new();
    while let Some(job) = check.try_next().await.unwrap() {
        states.extend(job.status);
    }
    assert_eq!(states, [BulkJobStatus::Created, BulkJobStatus::ValidScheme]);
    assert_eq!(check.job(), Some(&Id::from(12345)));
    assert_eq!(seen.all(), ["POST /bulk/users/upload", ASK, ASK]);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_isnt_as_it_should_be_is_a_failed_job() {
    let (client, _) = script([started("created"), job("invalid_scheme")]);
    let mut check = client.poll(UpdateBulkUserUpload::new(12345, file()));
    let error = check.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Job);
    let told = "bulk_users.scheme_errors.list tells where, for job 12345";
    assert!(error.to_string().ends_with(told), "{error}");
    assert_eq!(check.job(), Some(&Id::from(12345)));
    assert!(check.try_next().await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_job_that_goes_on_already_was_checked() {
    for status in ["in_progress", "finished"] {
        let (client, _) = script([started("created"), job(status)]);
        let checked = client.poll(CreateBulkUserUpload::new(file())).await;
        assert_eq!(checked.unwrap().status.unwrap().as_str(), status);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_counts_its_rows_and_ends_with_failed_ones_too() {
    let row = |status: &str, affected: u64, failed: u64| {
        let counts = json!({
            "id": 12345, "status": status, "total_rows": 100,
            "affected_rows": affected, "failed_rows": failed,
        });
        answer(200, counts)
    };
    let (client, seen) = script([
        started("valid_scheme"),
        job("valid_scheme"),
        row("in_progress", 52, 1),
        row("finished", 97, 3),
    ]);
    let mut change = client.poll(ProceedBulkUsers::new(12345));
    let mut handled = Vec::new();
    let mut failed = None;
    while let Some(job) = change.try_next().await.unwrap() {
        handled.push(job.handled_rows());
        failed = job.failed_rows;
    }
    assert_eq!((handled, failed), (vec![0, 53, 100], Some(3)));
    assert_eq!(seen.all(), ["POST /bulk/users/proceed", ASK, ASK, ASK]);
}

#[tokio::test(start_paused = true)]
async fn a_change_is_picked_up_again_by_the_id() {
    let (client, seen) = script([job("finished")]);
    let saved: Id = serde_json::from_str("12345").unwrap();
    client.resume::<ProceedBulkUsers>(saved).await.unwrap();
    assert_eq!(seen.all(), [ASK]);
}

#[tokio::test(start_paused = true)]
async fn what_counts_each_time_is_sent_once() {
    let (client, seen) = script([answer(503, json!({}))]);
    client
        .send(CreateBulkUserUpload::new(file()))
        .await
        .unwrap_err();
    client.send(ProceedBulkUsers::new(1)).await.unwrap_err();
    assert_eq!(seen.all().len(), 2);

    let (client, seen) = script([answer(503, json!({})), started("created")]);
    let again = UpdateBulkUserUpload::new(12345, file());
    client.send(again).await.unwrap();
    assert_eq!(seen.all().len(), 2, "the same file again changes nothing");
}

/// A page of jobs with these ids.
fn page(ids: impl IntoIterator<Item = u64>) -> Answer {
    let jobs: Vec<Value> = ids.into_iter().map(|id| json!({"id": id})).collect();
    answer(200, jobs)
}

/// The pages that a list reads, and how many jobs it has then.
async fn read(list: ListBulkUserJobs, pages: Vec<Answer>) -> (Vec<String>, usize) {
    let (client, seen) = script(pages);
    let mut jobs = client.items(list);
    let mut count = 0;
    while jobs.try_next().await.unwrap().is_some() {
        count += 1;
    }
    let queries = seen.all();
    let queries = queries
        .iter()
        .map(|line| line.split_once('?').unwrap().1.to_owned());
    (queries.collect(), count)
}

#[tokio::test(start_paused = true)]
async fn the_link_tells_whether_a_page_follows() {
    let url = "https://customer.example.com/apps/api/v1/bulk/users/jobs";
    let next = format!("<{url}?page=9>; rel=\"last\", <{url}?page=2>; rel=\"next\"");
    let first = format!("<{url}?page=1>; rel=\"first\", <{url}?page=1>; rel=\"prev\"");
    // Neither page is full, and the total is wrong: the link goes before them.
    let pages = vec![
        with(with(page([4, 3]), "link", &next), "total", "2"),
        with(with(page([2, 1]), "link", &first), "total", "99"),
    ];
    let list = ListBulkUserJobs::new().per_page(20);
    let (queries, count) = read(list, pages).await;
    assert_eq!(queries, ["page=1&per_page=20", "page=2&per_page=20"]);
    assert_eq!(count, 4);
}

#[tokio::test(start_paused = true)]
async fn links_may_stand_in_headers_of_their_own() {
    let one = with(page([2]), "link", "<https://x/?page=1>;rel=first");
    let pages = vec![
        with(one, "link", "<https://x/?page=2>; REL=\"last Next\""),
        with(page([1]), "link", "<https://x/?next=1>; rel=\"prev\""),
    ];
    let (queries, count) = read(ListBulkUserJobs::new(), pages).await;
    assert_eq!((queries.len(), count), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn without_a_link_the_total_tells() {
    let counted = |answer, per_page| with(with(answer, "total", "3"), "per-page", per_page);
    let pages = vec![counted(page([3, 2]), "2"), counted(page([1]), "2")];
    let (queries, count) = read(ListBulkUserJobs::new(), pages).await;
    assert_eq!((queries.len(), count), (2, 3));
    // Full, and yet the last one.
    let pages = vec![counted(page([3, 2, 1]), "3")];
    let (queries, count) = read(ListBulkUserJobs::new(), pages).await;
    assert_eq!((queries.len(), count), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn without_any_header_a_page_that_isnt_full_is_the_last() {
    let pages = || vec![page([3, 2]), page([1])];
    let (queries, count) = read(ListBulkUserJobs::new().per_page(2), pages()).await;
    assert_eq!((queries.len(), count), (2, 3));
    // How many would fill it isn't known: only an empty page ends the list.
    let pages = [pages(), vec![page([])]].concat();
    let (queries, count) = read(ListBulkUserJobs::new(), pages).await;
    assert_eq!((queries.len(), count), (3, 3));
}

#[cfg(feature = "registry")]
#[test]
fn a_file_can_be_given_in_json() {
    let given = json!({"id": 7, "file": {"text": "[{}]", "file_name": "a.json"}});
    let upload: UpdateBulkUserUpload = serde_json::from_value(given).unwrap();
    let prepared = crate::unreachable().send(upload).prepare().unwrap();
    let sent = prepared.to_http();
    assert!(
        sent.contains("filename=\"a.json\"") && sent.contains("[{}]"),
        "{sent}"
    );
}
