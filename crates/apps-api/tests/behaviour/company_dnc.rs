//! The list of numbers that nobody may call.

use apps_api::company_dnc::{
    AddDncNumbers, CheckDncNumber, DncContact, DncRow, DncStatus, DncTime, RemoveDncNumbers,
};
use ccaas_tests::fixture;
use jiff::Timestamp;
use serde_json::{Value, from_value, json, to_value};

use super::script::{answer, script};
use crate::{decoded, refused};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn what_has_no_number_is_refused() {
    refused(AddDncNumbers::new([]), "contacts: is empty").await;
    let second = [DncContact::new("+15550100"), DncContact::new(" ")];
    refused(
        AddDncNumbers::new(second),
        "contacts[1].phone_number: is empty",
    )
    .await;
    refused(RemoveDncNumbers::new([]), "phone_numbers: is empty").await;
    let blank = RemoveDncNumbers::new([String::new()]);
    refused(blank, "phone_numbers[0]: is empty").await;
    refused(CheckDncNumber::new(""), "phone_number: is empty").await;
}

#[test]
fn rows_that_failed_stand_among_those_that_didnt() {
    let body = fixture(env!("CARGO_MANIFEST_DIR"), "company_dnc.add.200.json");
    let done = decoded::<AddDncNumbers>(200, body);
    fn numbers<'a>(rows: impl Iterator<Item = &'a DncRow>) -> Vec<&'a str> {
        rows.filter_map(|row| row.phone_number.as_deref()).collect()
    }
    assert_eq!(
        numbers(done.created()),
        ["+1-7187309219", "+1-(358)-213-1634"]
    );
    assert_eq!(numbers(done.updated()), ["+1-4151113333", "+1-4151115555"]);
    assert_eq!(numbers(done.failed()), ["+1-7187309219", "sssssss", "911"]);
    let reasons: Vec<_> = done
        .failed()
        .filter_map(|row| row.error.as_deref())
        .collect();
    assert_eq!(
        reasons,
        [
            "expires_at cannot be past date/time",
            "phone_number is invalid",
            "emergency phone number is not allowed",
        ]
    );
    let first = done.created().next().unwrap();
    assert_eq!(first.expires_at.unwrap().get(), at("2022-10-29T00:00:00Z"));
}

#[test]
fn a_reason_alone_is_a_failure() {
    let rows = json!([{"error": "no"}, {"status": "failed"}, {"status": "created", "error": ""}]);
    let done = decoded::<AddDncNumbers>(200, rows);
    assert_eq!((done.rows.len(), done.failed().count()), (3, 2));
}

#[test]
fn a_removal_may_be_answered_in_any_way() {
    assert!(decoded::<RemoveDncNumbers>(204, "").rows.is_empty());
    let one = decoded::<RemoveDncNumbers>(200, r#" {"phone_number": "911", "status": "failed"}"#);
    assert_eq!((one.rows.len(), one.failed().count()), (1, 1));
    let two = json!([{"status": "removed"}, {"status": "removed"}]);
    let two = decoded::<RemoveDncNumbers>(200, two);
    assert_eq!(two.rows[0].status, Some(DncStatus::from("removed")));
}

#[test]
fn a_check_is_given_out_as_it_comes() {
    assert_eq!(decoded::<CheckDncNumber>(200, true), Value::Bool(true));
    assert_eq!(decoded::<CheckDncNumber>(200, ""), json!({}));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_sent_twice_is_the_same_list() {
    let numbers = || ["+15550100".to_owned()];
    let (client, seen) = script([answer(503, json!({})), answer(200, json!([]))]);
    let add = AddDncNumbers::new(numbers().map(DncContact::new));
    client.send(add).await.unwrap();
    assert_eq!(seen.all().len(), 2);
    let (client, seen) = script([answer(503, json!({})), answer(200, json!([]))]);
    client.send(RemoveDncNumbers::new(numbers())).await.unwrap();
    assert_eq!(seen.all().len(), 2);
}

#[test]
fn a_time_is_read_as_the_list_writes_it() {
    for (written, instant) in [
        ("2022-10-29 00:00:00 UTC", "2022-10-29T00:00:00Z"),
        (" 2022-10-29 23:59:59UTC ", "2022-10-29T23:59:59Z"),
        ("2022-10-29T02:00:00.999+02:00", "2022-10-29T00:00:00Z"),
    ] {
        let time: DncTime = from_value(json!(written)).unwrap();
        assert_eq!(time.get(), at(instant), "{written}");
        assert_eq!(DncTime::from(time.get()), time);
        let again: DncTime = time.to_string().parse().unwrap();
        assert_eq!(again, time);
    }
    let time = DncTime::from(at("2022-01-02T03:04:05.678Z"));
    assert_eq!(to_value(time).unwrap(), json!("2022-01-02 03:04:05 UTC"));
    for wrong in [
        "",
        "UTC",
        "2022-10-29 00:00:00",
        "2022-13-01 00:00:00 UTC",
        "x UTC",
    ] {
        assert!(from_value::<DncTime>(json!(wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn a_time_that_is_none_spoils_no_row() {
    for (time, read) in [
        (
            json!("2022-10-29 00:00:00 UTC"),
            Some(at("2022-10-29T00:00:00Z")),
        ),
        (json!(null), None),
        (json!(""), None),
        (json!("never"), None),
        (json!(1), None),
        (json!({"at": 1}), None),
    ] {
        let row: DncRow = from_value(json!({"phone_number": "911", "expires_at": time})).unwrap();
        assert_eq!(row.expires_at.map(DncTime::get), read);
        assert_eq!(row.phone_number.as_deref(), Some("911"));
    }
}
