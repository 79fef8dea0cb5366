//! Exports of reports.

use ccaas_core::ErrorKind;
use jiff::civil::date;
use serde_json::json;
use wisecx::analytics::{
    ExportDate, ExportFilter, ExportLookup, ExportStatus, GetExportStatus, StartExport,
};

use crate::{client, decoded, failed, refused, server, unreachable};

const URL: &str = "https://files.example.com/a.csv?X-Amz-Signature=abc";

fn export(from: impl Into<ExportDate>, to: impl Into<ExportDate>) -> StartExport {
    StartExport::new(6541).filter(ExportFilter::new(from, to))
}

#[tokio::test]
async fn dates_that_cant_be_are_refused() {
    let noon = date(2026, 1, 31).at(12, 0, 0, 0);
    let before_noon = date(2026, 1, 31).at(11, 59, 59, 0);
    for (export, reason) in [
        (export(date(2026, 1, 31), date(2026, 1, 30)), "lies before"),
        (export(noon, before_noon), "lies before"),
        (export(noon, date(2026, 1, 30)), "lies before"),
        (
            export(date(2025, 1, 1), date(2026, 1, 2)),
            "lies more than 12 months after",
        ),
        (
            export(date(2025, 1, 1), date(2026, 1, 1).at(0, 0, 1, 0)),
            "lies more than 12 months after",
        ),
        (
            export(date(2024, 2, 29), date(2025, 3, 1)),
            "lies more than 12 months after",
        ),
        (
            export(date(-9999, 1, 1), date(9999, 12, 31)),
            "lies more than 12 months after",
        ),
    ] {
        refused(export, &format!("filter.date_to: {reason}")).await;
    }
}

#[test]
fn dates_that_may_be_meant_are_sent() {
    let noon = date(2026, 1, 31).at(12, 0, 0, 0);
    let client = unreachable();
    for export in [
        export(noon, noon),
        export(noon, date(2026, 1, 31)),
        export(date(2026, 1, 31), date(2026, 1, 31)),
        export(date(2025, 1, 1), date(2026, 1, 1)),
        export(date(2024, 2, 29), date(2025, 2, 28)),
        export(date(9999, 6, 1), date(9999, 12, 31)),
    ] {
        let shown = format!("{export:?}");
        assert!(client.send(export).prepare().is_ok(), "{shown}");
    }
}

#[tokio::test]
async fn an_export_that_isnt_known_yet_is_no_failure() {
    for (status, body) in [
        (400, r#"{"message": "EXPORT_NOT_FOUND"}"#),
        (400, r#"{"error": "Error: EXPORT_NOT_FOUND"}"#),
        (400, "\"EXPORT_NOT_FOUND\""),
        (404, "EXPORT_NOT_FOUND"),
    ] {
        let server = server().await;
        let mock = server.mock(|when, then| {
            when.path("/analytics/export/5a97/status");
            then.status(status).body(body);
        });
        let found = client(&server).send(GetExportStatus::new("5a97")).await;
        assert_eq!(found.unwrap(), ExportLookup::NotFound, "{status} {body}");
        assert_eq!(mock.calls(), 1);
    }
}

#[tokio::test]
async fn other_failures_of_an_export_stay_failures() {
    let path = "/analytics/export/5a97/status";
    for (status, body, kind) in [
        (400, r#"{"message": "EXPORT_EXPIRED"}"#, ErrorKind::Api),
        (400, "", ErrorKind::Api),
        (403, r#"{"message": "Forbidden"}"#, ErrorKind::Auth),
        (501, "EXPORT_NOT_FOUND", ErrorKind::Api),
    ] {
        let (error, _) = failed(GetExportStatus::new("5a97"), path, status, body).await;
        assert_eq!(error.kind(), kind, "{status} {body}: {error}");
    }
    let body = r#"{"message": "EXPORT_NOT_FOUND"}"#;
    let (error, _) = failed(StartExport::new(6541), "/analytics/export/6541", 400, body).await;
    assert_eq!(error.kind(), ErrorKind::Api, "{error}");
}

#[tokio::test]
async fn a_bare_text_in_the_place_of_an_export_is_a_failure() {
    for body in ["Too many exports", "\"Too many exports\""] {
        let (error, calls) =
            failed(StartExport::new(6541), "/analytics/export/6541", 200, body).await;
        assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
        assert_eq!(
            error.api().unwrap().message.as_deref(),
            Some("Too many exports")
        );
    }
}

#[tokio::test]
async fn an_export_is_started_only_once() {
    let (error, calls) = failed(StartExport::new(6541), "/analytics/export/6541", 503, "{}").await;
    assert_eq!((error.kind(), calls), (ErrorKind::Api, 1), "{error}");
}

#[test]
fn where_the_file_lies_is_told_to_the_program_only() {
    let body =
        json!({"export_id": "5a97", "status": "COMPLETED", "progress": "100", "report_url": URL});
    let ExportLookup::Found(export) = decoded::<GetExportStatus>(body) else {
        unreachable!("it was found");
    };
    assert_eq!(export.report_url.as_deref(), Some(URL));
    assert_eq!(
        (&export.status, export.progress),
        (&ExportStatus::Completed, Some(100))
    );
    let shown = format!("{export:?}");
    assert!(shown.contains("report_url: Some(<secret>)"), "{shown}");
    assert!(!shown.contains("example.com"), "{shown}");
}

#[cfg(feature = "registry")]
#[test]
fn dates_are_read_as_they_are_written() {
    use serde_json::{from_value, to_value};

    for text in ["2026-01-31", "2026-01-31T13:05:00"] {
        let date: ExportDate = from_value(json!(text)).unwrap();
        assert_eq!(to_value(date).unwrap(), json!(text));
    }
    let blank: ExportDate = from_value(json!(" 2026-01-31 13:05:00 ")).unwrap();
    assert_eq!(blank.to_string(), "2026-01-31T13:05:00");
    for wrong in ["", "31.1.2026", "2026-01-31T25:00:00", "yesterday"] {
        assert!(from_value::<ExportDate>(json!(wrong)).is_err(), "{wrong}");
    }
    let half = json!({"id": 6541, "filter": {"date_from": "2026-01-31"}});
    assert!(from_value::<StartExport>(half).is_err());
}
