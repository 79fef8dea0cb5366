//! Surveys.

use ccaas_core::ErrorKind;
use jiff::civil::date;
use serde_json::json;
use wisecx::surveys::{ListSurveyQuestions, ListSurveyResponses, ListSurveys, QuestionType};

use crate::{client, decoded, failed, server};

#[tokio::test]
async fn a_survey_without_responses_has_an_empty_list() {
    for body in [
        r#"{"message": "Survey Responses Not Found"}"#,
        r#"{"status": "error", "message": "survey responses not found."}"#,
        "Survey Responses Not Found",
    ] {
        let server = server().await;
        let mock = server.mock(|when, then| {
            when.path("/surveys/4/responses");
            then.status(400).body(body);
        });
        let client = client(&server);
        let page = client.send(ListSurveyResponses::new(4)).await.unwrap();
        assert_eq!((page.items.len(), page.total), (0, None), "{body}");
        let mut responses = client.items(ListSurveyResponses::new(4));
        assert!(responses.try_next().await.unwrap().is_none(), "{body}");
        assert_eq!(mock.calls(), 2);
    }
}

#[tokio::test]
async fn the_failure_behind_the_last_page_ends_the_list() {
    let server = server().await;
    server.mock(|when, then| {
        when.path("/surveys/4/responses").query_param("page", "1");
        then.status(200)
            .json_body(json!({"data": [{"response_id": 1}, {"response_id": 2}]}));
    });
    let last = server.mock(|when, then| {
        when.path("/surveys/4/responses").query_param("page", "2");
        then.status(400)
            .json_body(json!({"message": "Survey Responses Not Found"}));
    });
    let client = client(&server);
    let mut responses = client.items(ListSurveyResponses::new(4).limit(2));
    let mut ids = Vec::new();
    while let Some(response) = responses.try_next().await.unwrap() {
        ids.extend(response.id.unwrap().as_number());
    }
    assert_eq!((ids, last.calls()), (vec![1, 2], 1));
}

#[tokio::test]
async fn other_failures_stay_failures() {
    let path = "/surveys/4/responses";
    for (status, body, kind) in [
        (400, r#"{"message": "Survey Not Found"}"#, ErrorKind::Api),
        (400, "", ErrorKind::Api),
        (400, "{}", ErrorKind::Api),
        (501, "Survey Responses Not Found", ErrorKind::Api),
        (403, "Survey Responses Not Found", ErrorKind::Auth),
    ] {
        let (error, _) = failed(ListSurveyResponses::new(4), path, status, body).await;
        assert_eq!(error.kind(), kind, "{status} {body}: {error}");
    }
    let body = r#"{"message": "Survey Responses Not Found"}"#;
    let (error, _) = failed(
        ListSurveyQuestions::new(4),
        "/surveys/4/questions",
        400,
        body,
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::Api, "only responses can be none");
}

#[test]
fn an_answer_may_be_any_json() {
    let values = [
        json!(8),
        json!(7.5),
        json!(false),
        json!("Thanks!"),
        json!(""),
        json!(["a", "b"]),
    ];
    let answers: Vec<_> = values
        .iter()
        .map(|value| json!({"question_id": "00501234", "question_type": "x", "value": value}))
        .collect();
    let page = decoded::<ListSurveyResponses>(json!({"data": [{"answers": answers}]}));
    let answers = &page.items[0].answers;
    let read: Vec<_> = answers
        .iter()
        .map(|one| one.value.clone().unwrap())
        .collect();
    assert_eq!(read, values);
    let first = &answers[0];
    assert_eq!(first.question_id.as_ref().unwrap().to_string(), "00501234");
    assert_eq!(first.question_type, Some(QuestionType::from("x")));
}

#[test]
fn a_date_is_read_with_and_without_a_zone_mark() {
    let row = |sent: &str, responded: Option<&str>| json!({"response_id": 1, "sent_at": sent, "responded_at": responded});
    let page = decoded::<ListSurveyResponses>(json!([
        row("2021-11-04T12:30:00Z", Some("1900-01-01T00:00:00")),
        row("2021-11-04T12:30:00", Some("1900-01-01 00:00:00")),
        row("2021-11-04 12:30:00", Some("")),
        row("2021-11-04T12:30:00.000Z", None),
    ]));
    assert_eq!(page.items.len(), 4);
    for response in page.items {
        let sent = date(2021, 11, 4).at(12, 30, 0, 0);
        assert_eq!(
            (response.sent_at, response.responded_at),
            (Some(sent), None)
        );
    }
}

#[test]
fn surveys_come_bare_or_wrapped() {
    let surveys = json!([{"id": "1", "completion": null}, {"id": 2, "description": ""}]);
    let bare = decoded::<ListSurveys>(surveys.clone());
    let wrapped = decoded::<ListSurveys>(json!({"data": surveys, "paging": {"next": ""}}));
    assert_eq!(bare, wrapped);
    assert_eq!(bare.items.len(), 2);
    assert_eq!(bare.items[1].description, None);
}
