//! Opening hours.

use httpmock::prelude::*;
use serde_json::{Value, json};
use wisecx::business_hours::{IsOpen, Opening};

use crate::{client, server};

async fn answered(message: Value) -> Opening {
    let server = server().await;
    server
        .mock_async(|when, then| {
            when.method(GET)
                .path("/business_hours/is_open")
                .query_param("queue_id", "53");
            then.status(200).json_body(json!({ "message": message }));
        })
        .await;
    client(&server)
        .send(IsOpen::new().queue_id(53))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_text_says_whether_it_is_open() {
    for (message, open) in [
        (json!("True"), Some(true)),
        (json!("False"), Some(false)),
        (json!("true "), Some(true)),
        (json!(false), Some(false)),
        (json!(1), Some(true)),
    ] {
        assert_eq!(answered(message.clone()).await.open, open, "{message}");
    }
}

#[tokio::test]
async fn what_is_neither_yes_nor_no_is_kept() {
    let answer = answered(json!("Queue not found.")).await;
    assert_eq!(answer.open, None);
    assert_eq!(answer.message.as_deref(), Some("Queue not found."));

    let nothing = answered(json!(null)).await;
    assert_eq!((nothing.open, nothing.message), (None, None));
}

#[test]
fn it_comes_back_from_json() {
    let shut: Opening = serde_json::from_value(json!({"message": "False"})).unwrap();
    assert_eq!(shut.open, Some(false));
    let text = serde_json::to_string(&shut).unwrap();
    assert_eq!(serde_json::from_str::<Opening>(&text).unwrap(), shut);
}
