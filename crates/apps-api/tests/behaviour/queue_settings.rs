//! Settings of queues, of whose answers nothing is documented.

use apps_api::queue_settings::{
    DownloadQueueSettings, ExportQueueSettings, ExportedSettings, ImportQueueSettings,
    ListQueueSettingsVersions, RestoreQueueSettings, SettingsFile,
};
use ccaas_core::{ErrorKind, Upload};
use httpmock::prelude::*;
use serde_json::json;

use crate::{client, decoded, failed, refused, server};

const ZIP: &[u8] = b"PK\x03\x04 and so on";

#[tokio::test]
async fn a_file_comes_with_its_bytes_type_and_name() {
    let server = server().await;
    server.mock(|when, then| {
        when.method(GET)
            .path("/queue_settings/version_histories/31/download")
            .header("accept", "*/*");
        then.status(200)
            .header("content-type", "application/zip")
            .header("content-disposition", "attachment; filename=\"queues.zip\"")
            .body(ZIP);
    });
    let file = client(&server)
        .send(DownloadQueueSettings::new(31))
        .await
        .unwrap();
    assert_eq!(&*file.content, ZIP);
    assert!(file.is_zip());
    assert_eq!(file.content_type.as_deref(), Some("application/zip"));
    assert_eq!(file.name.as_deref(), Some("queues.zip"));
    let shown = format!("{file:?}");
    assert!(!shown.contains("so on"), "{shown}");
    assert!(shown.contains("14 bytes"), "{shown}");
}

/// The name that a file gets from this header.
async fn named(disposition: &str) -> Option<String> {
    let server = server().await;
    server.mock(|when, then| {
        when.method(GET);
        then.status(200)
            .header("content-disposition", disposition)
            .body("{}");
    });
    let download = DownloadQueueSettings::new(31);
    client(&server).send(download).await.unwrap().name
}

#[tokio::test]
async fn a_name_that_leads_away_is_none() {
    for name in ["../../etc/passwd", "/etc/passwd", "..", "a\\b", ""] {
        let disposition = format!("attachment; filename=\"{name}\"");
        assert_eq!(named(&disposition).await, None, "{name}");
    }
    assert_eq!(named("attachment").await, None);
    let plain = named("attachment; size=2; FileName=queues.json").await;
    assert_eq!(plain.as_deref(), Some("queues.json"));
}

#[test]
fn an_export_is_a_version_or_the_file() {
    let version = decoded::<ExportQueueSettings>(200, json!({"id": 31, "status": "finished"}));
    let ExportedSettings::Version(version) = version else {
        unreachable!("it has an id");
    };
    assert_eq!(version.status.as_deref(), Some("finished"));

    let file = |body: &str| -> SettingsFile {
        match decoded::<ExportQueueSettings>(200, body) {
            ExportedSettings::File(file) => file,
            other => unreachable!("{other:?}"),
        }
    };
    assert!(file("PK\x03\x04 and so on").is_zip());
    assert!(!file(r#"{"version": 1, "queues": []}"#).is_zip());
    assert!(file("").content.is_empty());
}

#[tokio::test]
async fn what_leaves_a_version_behind_is_sent_once() {
    let (error, calls) = failed(
        ExportQueueSettings::new(),
        "/queue_settings/export",
        503,
        "",
    )
    .await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
    let import = ImportQueueSettings::new("{}", "admin@example.com");
    let (error, calls) = failed(import, "/queue_settings/import", 503, "").await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
}

#[tokio::test]
async fn an_import_is_a_form_with_the_file() {
    let server = server().await;
    let mock = server.mock(|when, then| {
        when.method(POST)
            .path("/queue_settings/import")
            .header_prefix("content-type", "multipart/form-data; boundary=")
            .body_includes("name=\"email\"\r\n\r\nadmin@example.com\r\n")
            .body_includes(concat!(
                "name=\"file\"; filename=\"import.json\"\r\n",
                "Content-Type: application/json\r\n\r\n{\"version\":1}\r\n",
            ));
        then.status(202);
    });
    let file = Upload::bytes("{\"version\":1}")
        .file_name("import.json")
        .content_type("application/json");
    let version = client(&server)
        .send(ImportQueueSettings::new(file, "admin@example.com"))
        .await
        .unwrap();
    assert_eq!((version.id, mock.calls()), (None, 1));
}

#[tokio::test]
async fn nobody_acts_without_an_address() {
    refused(ImportQueueSettings::new("{}", " "), "email: is empty").await;
    refused(RestoreQueueSettings::new("").id(31), "email: is empty").await;
}

#[test]
fn there_may_be_no_versions() {
    assert!(decoded::<ListQueueSettingsVersions>(204, "").is_empty());
    assert!(decoded::<ListQueueSettingsVersions>(200, "[]").is_empty());
}
