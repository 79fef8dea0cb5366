//! Templates of WhatsApp.

use httpmock::prelude::*;
use serde_json::json;
use wisecx::ErrorKind;
use wisecx::whatsapp_templates::ListWhatsappTemplates;

use crate::{client, server};

/// Its rows have no field `id`, by which the pages of other lists are told apart.
#[tokio::test]
async fn a_page_that_comes_again_ends_the_list_with_an_error() {
    let server = server().await;
    let list = server
        .mock_async(|when, then| {
            when.method(GET).path("/whatsapp_templates");
            then.status(200)
                .json_body(json!({"data": [{"template_id": 7, "name": "hello"}]}));
        })
        .await;
    let client = client(&server);
    let mut templates = client.items(ListWhatsappTemplates::new().limit(1));
    let first = templates.try_next().await.unwrap().unwrap();
    assert_eq!(first.id, Some(7.into()));
    let error = templates.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert_eq!(list.calls_async().await, 2);
}
