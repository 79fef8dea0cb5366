//! Waiting times, and a call's data for the CRM.

use apps_api::wait_times::{CreateContactData, ListWaitTimes};
use ccaas_core::ErrorKind;
use serde_json::json;

use crate::{decoded, failed, refused};

#[tokio::test]
async fn what_is_required_is_asked_for() {
    refused(ListWaitTimes::new(" "), "lang: is empty").await;
    refused(CreateContactData::new("", 1), "call_id: is empty").await;
    refused(CreateContactData::new(1, ""), "agent_id: is empty").await;
}

#[test]
fn a_channel_that_a_queue_lacks_isnt_a_wait_of_nothing() {
    let waits = decoded::<ListWaitTimes>(200, json!([{"menu_id": 10, "voice_call": 0}]));
    assert_eq!((waits[0].voice_call, waits[0].chat), (Some(0), None));
}

#[test]
fn whatever_is_answered_to_contact_data_is_kept() {
    assert_eq!(decoded::<CreateContactData>(204, ""), json!({}));
    assert_eq!(decoded::<CreateContactData>(201, "true"), json!(true));
}

#[tokio::test]
async fn contact_data_is_sent_once() {
    let create = CreateContactData::new(1917, 1);
    let (error, calls) = failed(create, "/crm/contact_data", 503, "").await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
}
