//! Contacts of campaigns.

use apps_api::ErrorKind;
use apps_api::campaigns::{
    ContactJobKey, CreateCampaignContact, DeleteCampaignContact, GetCampaignContactJob,
    ImportCampaignContacts, ListCampaignContacts, NewContact, UpdateCampaignContact,
};
use ccaas_core::types::Id;
use ccaas_core::{Operation, Reply};
use http::StatusCode;
use httpmock::prelude::*;
use serde_json::{Value, json};

use super::script::{Answer, answer, script};
use crate::{client, decoded, refused, server};

#[tokio::test]
async fn what_cant_be_is_refused() {
    refused(
        CreateCampaignContact::new(240, " "),
        "phone_number: is empty",
    )
    .await;
    refused(CreateCampaignContact::new("", "+15550100"), "campaign_id").await;
    refused(UpdateCampaignContact::new(240, ""), "contact_id: is empty").await;
    refused(ImportCampaignContacts::new(240, ""), "file: is empty").await;
    let list = || ListCampaignContacts::new(240);
    refused(list().page(0), "page: begins with 1").await;
    for per in [0, 1001] {
        refused(list().per(per), "per: is between 1 and 1000").await;
    }
}

#[tokio::test]
async fn a_contact_that_nobody_names_isnt_removed() {
    let nobody = || DeleteCampaignContact::new(240);
    refused(nobody(), "contact_id: is missing").await;
    let blank = nobody()
        .contact_id("")
        .phone_number(" ")
        .external_unique_id("");
    refused(blank, "contact_id: is missing").await;
}

#[test]
fn contacts_without_a_number_make_no_file() {
    for (contacts, told) in [
        (vec![], "file: has no row"),
        (
            vec![NewContact::new("+15550100"), NewContact::new("")],
            "[1].phone_number: is empty",
        ),
    ] {
        let error = ImportCampaignContacts::of(240, &contacts).unwrap_err();
        assert!(error.to_string().contains(told), "{told}: {error}");
    }
}

#[tokio::test]
async fn a_removal_has_a_body_and_any_answer_will_do() {
    for (status, body) in [(200, "{}"), (204, ""), (200, "OK")] {
        let server = server().await;
        let mock = server.mock(|when, then| {
            when.method(DELETE)
                .path("/outbound_dialer/campaigns/240/contact")
                .json_body(json!({"contact_id": 16312}));
            then.status(status).body(body);
        });
        let removal = DeleteCampaignContact::by_id(240, 16312);
        client(&server).send(removal).await.unwrap();
        assert_eq!(mock.calls(), 1);
    }
}

#[test]
fn answers_that_nobody_documents_may_be_empty() {
    assert_eq!(decoded::<CreateCampaignContact>(201, "").id, None);
    assert_eq!(decoded::<UpdateCampaignContact>(204, " ").id, None);
    assert_eq!(decoded::<GetCampaignContactJob>(200, "").handled_rows(), 0);
}

/// The job that an answer to an import names.
fn import(body: &str, headers: &[(&'static str, &str)]) -> Option<Id> {
    let mut reply = Reply::new(StatusCode::ACCEPTED, body.to_owned());
    for (name, value) in headers {
        reply.headers.insert(*name, value.parse().unwrap());
    }
    ImportCampaignContacts::decode(reply).unwrap().job_id
}

#[test]
fn the_job_of_an_import_stands_in_one_of_four_places() {
    let id = |number: i64| Some(Id::from(number));
    assert_eq!(
        import(r#"{"id": 1, "job_id": 2}"#, &[("x-job-id", "3")]),
        id(1)
    );
    assert_eq!(import(r#"{"job_id": "2"}"#, &[("x-job-id", "3")]), id(2));
    let place = "https://x/outbound_dialer/campaigns/240/contacts/jobs/4";
    assert_eq!(import("", &[("x-job-id", "3"), ("location", place)]), id(3));
    assert_eq!(import("{}", &[("location", place)]), id(4));
    for tail in ["/", "?a=/b", "#top"] {
        let place = format!("{place}{tail}");
        assert_eq!(import("Accepted", &[("location", &place)]), id(4), "{tail}");
    }
    for nowhere in ["https://x/contacts", "https://x/jobs/", ""] {
        assert_eq!(
            import("", &[("location", nowhere), ("x-job-id", " ")]),
            None
        );
    }
}

#[test]
fn an_answer_to_an_import_that_is_no_json_and_names_no_job_is_an_error() {
    let reply = Reply::new(StatusCode::OK, "Accepted");
    assert!(ImportCampaignContacts::decode(reply).is_err());
}

#[tokio::test(start_paused = true)]
async fn an_import_is_waited_for_and_picked_up_again() {
    let job = |status: &str, affected: u64| {
        let counts = json!({"status": status, "total_rows": 2, "affected_rows": affected});
        answer(200, counts)
    };
    let (client, seen) = script([
        answer(200, json!({"id": 812})),
        job("in_progress", 1),
        job("in_progress", 2),
        job("finished", 2),
    ]);
    let mut import = client.poll(ImportCampaignContacts::new(240, "[{}]"));
    let mut handled = Vec::new();
    while let Some(job) = import.try_next().await.unwrap() {
        handled.push(job.handled_rows());
    }
    assert_eq!(handled, [1, 2, 2]);
    let path = "/outbound_dialer/campaigns/240/contacts";
    let ask = format!("GET {path}/jobs/812");
    let start = format!("POST {path}/import");
    assert_eq!(seen.all(), [start, ask.clone(), ask.clone(), ask]);

    let saved = serde_json::to_string(import.job().unwrap()).unwrap();
    let saved: ContactJobKey = serde_json::from_str(&saved).unwrap();
    let again = client.resume::<ImportCampaignContacts>(saved).await;
    assert_eq!(again.unwrap().handled_rows(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_import_ends_by_its_rows_where_its_word_isnt_known() {
    let job = |status: &str, affected: u64, failed: u64| {
        let counts = json!({
            "status": status, "total_rows": 2, "affected_rows": affected, "failed_rows": failed,
        });
        answer(200, counts)
    };
    let start = || answer(200, json!({"id": 812}));
    let (client, seen) = script([start(), job("working", 1, 0), job("complete", 1, 1)]);
    let import = ImportCampaignContacts::new(240, "[{}]");
    let done = client.poll(import.clone()).await.unwrap();
    assert_eq!((done.failed_rows, seen.all().len()), (Some(1), 3));

    for word in ["failed", "invalid_scheme"] {
        let (client, _) = script([start(), job(word, 0, 0)]);
        let error = client.poll(import.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Job);
        assert!(error.to_string().ends_with(word), "{error}");
    }
    let (client, _) = script([answer(202, json!({}))]);
    let error = client.poll(import).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Job, "{error}");
}

/// A page with this many contacts, of which the first one has this id.
fn page(first: u64, contacts: u64) -> Answer {
    let rows: Vec<Value> = (first..first + contacts)
        .map(|id| json!({"id": id}))
        .collect();
    answer(200, rows)
}

#[tokio::test(start_paused = true)]
async fn a_page_that_isnt_full_is_the_last() {
    for (list, pages, queries, contacts) in [
        (
            ListCampaignContacts::new(240),
            vec![page(1, 100), page(101, 99)],
            vec!["?page=1", "?page=2"],
            199,
        ),
        (
            ListCampaignContacts::new(240).per(2),
            vec![page(1, 2), page(3, 0)],
            vec!["?page=1&per=2", "?page=2&per=2"],
            2,
        ),
        // More than were asked for: there are no pages, and this is all of it.
        (
            ListCampaignContacts::new(240).per(2),
            vec![page(1, 3)],
            vec!["?page=1&per=2"],
            3,
        ),
    ] {
        let (client, seen) = script(pages);
        let mut all = client.items(list);
        let mut count = 0;
        while all.try_next().await.unwrap().is_some() {
            count += 1;
        }
        let path = "GET /outbound_dialer/campaigns/240/contacts";
        let lines: Vec<_> = queries
            .iter()
            .map(|query| format!("{path}{query}"))
            .collect();
        assert_eq!((seen.all(), count), (lines, contacts));
    }
}

#[tokio::test(start_paused = true)]
async fn a_contact_is_added_once_but_changed_and_removed_again() {
    let (client, seen) = script([answer(503, json!({}))]);
    let add = CreateCampaignContact::new(240, "+15550100");
    client.send(add).await.unwrap_err();
    client
        .send(ImportCampaignContacts::new(240, "[{}]"))
        .await
        .unwrap_err();
    assert_eq!(seen.all().len(), 2);

    let (client, seen) = script([answer(503, json!({})), answer(200, json!({}))]);
    client
        .send(UpdateCampaignContact::new(240, 1).name("Nour"))
        .await
        .unwrap();
    assert_eq!(seen.all().len(), 2);
    let (client, seen) = script([answer(503, json!({})), answer(200, json!({}))]);
    client
        .send(DeleteCampaignContact::by_id(240, 1))
        .await
        .unwrap();
    assert_eq!(seen.all().len(), 2);
}
