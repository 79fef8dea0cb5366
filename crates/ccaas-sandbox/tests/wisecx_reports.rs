//! WiseCX: reports, from their start to the download.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy spares the test functions of a test, but not the helpers beside them"
)]

mod common;

use std::{
    io::{Cursor, Read},
    time::Duration,
};

use axum::body::Body;
use ccaas_sandbox::{
    Sandbox,
    wisecx::{CASES_REPORT, DASHBOARD, FAILING_REPORT, ZIPPED_REPORT},
};
use common::{Answer, send, wise::Wise};
use http::Request;
use serde_json::{Value, json};

async fn start(wise: &Wise, report: u64, body: Value) -> Answer {
    wise.post(&format!("/analytics/export/{report}"), body)
        .await
}

/// Starts an export, and gives the path of its status.
async fn started(wise: &Wise, report: u64, body: Value) -> String {
    let answer = start(wise, report, body).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let body = answer.json();
    let id = body["export_id"].as_str().unwrap();
    assert_eq!(id.len(), 32);
    assert_eq!(
        body,
        json!({"export_id": id, "status": "processing", "progress": 0, "report_url": null})
    );
    format!("/analytics/export/{id}/status")
}

/// Lets an export finish, and gives where the file is.
async fn finished(wise: &Wise, report: u64, body: Value) -> String {
    let path = started(wise, report, body).await;
    wise.sandbox.advance(Duration::from_secs(5));
    let status = wise.get(&path).await.json();
    status["report_url"].as_str().unwrap().to_owned()
}

async fn download(sandbox: &Sandbox, url: &str, range: Option<&str>) -> Answer {
    let mut request = Request::get(url);
    if let Some(range) = range {
        request = request.header("Range", range);
    }
    send(sandbox, request.body(Body::empty()).unwrap()).await
}

#[tokio::test(start_paused = true)]
async fn an_export_is_unknown_then_pending_then_at_work_then_done() {
    let wise = Wise::start().await;
    let body = json!({
        "columns": "conv_id,conv_created,status,subject",
        "group_by": "d",
        "filter": {"date_from": "2025-12-01", "date_to": "2025-12-25"},
    });
    let path = started(&wise, CASES_REPORT, body).await;
    wise.get(&path)
        .await
        .is(400, &json!({"message": "EXPORT_NOT_FOUND"}));

    let status = async |after: u64| {
        wise.sandbox.advance(Duration::from_millis(after));
        let body = wise.get(&path).await.json();
        let url = body["report_url"].as_str().map(str::to_owned);
        let status = body["status"].as_str().unwrap().to_owned();
        (status, body["progress"].as_u64().unwrap(), url)
    };
    assert_eq!(status(2_000).await, ("pending".to_owned(), 0, None));
    assert_eq!(status(1_000).await, ("processing".to_owned(), 10, None));
    assert_eq!(status(1_000).await, ("processing".to_owned(), 50, None));
    let (done, progress, url) = status(1_000).await;
    assert_eq!((done.as_str(), progress), ("completed", 100));

    let url = url.unwrap();
    assert!(url.starts_with(&wise.sandbox.storage_url()), "{url}");
    let whole = download(&wise.sandbox, &url, None).await;
    assert_eq!(whole.header("Content-Type"), "text/csv");
    let csv = "conv_id,conv_created,status,subject\n\
               1273949,2025-12-01,hold,\"App crashes, again\"\n\
               1273950,2025-12-15,opened,Where is my parcel?\n\
               1273951,2025-12-25,opened,Interested in a demo\n";
    assert_eq!(std::str::from_utf8(&whole.body).unwrap(), csv);

    let first = download(&wise.sandbox, &url, Some("bytes=0-49")).await;
    let second = download(&wise.sandbox, &url, Some("bytes=50-")).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (206, 206));
    assert_eq!(
        first.header("Content-Range"),
        format!("bytes 0-49/{}", csv.len())
    );
    assert_eq!([first.body, second.body].concat(), csv.as_bytes());
}

#[tokio::test(start_paused = true)]
async fn the_columns_are_the_ones_asked_for() {
    let wise = Wise::start().await;
    let head = async |body: Value| {
        let url = finished(&wise, CASES_REPORT, body).await;
        let file = download(&wise.sandbox, &url, None).await;
        let text = String::from_utf8(file.body.to_vec()).unwrap();
        let mut lines = text.lines();
        let head = lines.next().unwrap().to_owned();
        (head, lines.next().unwrap().to_owned(), lines.count())
    };
    let visible = "conv_created,group_id,user_id,status";
    let (names, row, others) = head(json!({})).await;
    assert_eq!((names.as_str(), others), (visible, 6));
    assert_eq!(row, "2025-09-15 10:00:00,159,5846,closed");
    assert_eq!(head(json!({"columns": "only_visible"})).await.0, visible);
    let (_, row, _) = head(json!({"columns": "conv_created", "group_by": "m"})).await;
    assert_eq!(row, "2025-09");
    let (names, _, _) = head(json!({"columns": "all"})).await;
    assert_eq!(names.split(',').count(), 12);
}

#[tokio::test(start_paused = true)]
async fn one_report_is_zipped_and_one_fails() {
    let wise = Wise::start().await;
    let plain = finished(&wise, CASES_REPORT, json!({})).await;
    let plain = download(&wise.sandbox, &plain, None).await;
    let url = finished(&wise, ZIPPED_REPORT, json!({})).await;
    let zipped = download(&wise.sandbox, &url, None).await;
    assert_eq!(zipped.header("Content-Type"), "application/zip");
    assert!(zipped.body.starts_with(b"PK"));
    let mut archive = zip::ZipArchive::new(Cursor::new(zipped.body)).unwrap();
    let mut csv = Vec::new();
    archive.by_index(0).unwrap().read_to_end(&mut csv).unwrap();
    assert_eq!(csv, plain.body);

    let path = started(&wise, FAILING_REPORT, json!({})).await;
    wise.sandbox.advance(Duration::from_secs(5));
    let status = wise.get(&path).await.json();
    assert_eq!(
        (&status["status"], &status["report_url"]),
        (&json!("error"), &Value::Null)
    );
}

#[tokio::test(start_paused = true)]
async fn three_at_a_time() {
    let wise = Wise::start().await;
    for _ in 0..3 {
        started(&wise, CASES_REPORT, json!({})).await;
    }
    let refused = start(&wise, CASES_REPORT, json!({})).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("Content-Type"), "text/plain; charset=utf-8");
    wise.sandbox.advance(Duration::from_secs(5));
    started(&wise, CASES_REPORT, json!({})).await;
}

#[tokio::test]
async fn requests_are_held_to_the_reference() {
    let wise = Wise::start().await;
    let filter = |from: &str, to: &str| json!({"filter": {"date_from": from, "date_to": to}});
    for (report, body, message) in [
        (7, json!({}), "Report Not Found"),
        (
            DASHBOARD,
            json!({}),
            "only reports of the list type can be exported",
        ),
        (
            CASES_REPORT,
            json!({"columns": "conv_id,shoe"}),
            "columns: shoe is not a column",
        ),
        (
            CASES_REPORT,
            filter("2026-01-02", "2026-01-01"),
            "date_to must not be before date_from",
        ),
        (
            CASES_REPORT,
            filter("2024-01-01", "2025-01-02"),
            "the range must not exceed 12 months",
        ),
        (
            CASES_REPORT,
            filter("2024-01-01 00:00:00", "2024-01-02"),
            "filter.date_from must be a date as yyyy-MM-dd or yyyy-MM-ddTHH:mm:ss",
        ),
    ] {
        let answer = start(&wise, report, body).await;
        assert_eq!(answer.status, 400);
        // Plain text, unlike all other refusals.
        assert_eq!(std::str::from_utf8(&answer.body).unwrap(), message);
    }
    for (body, message) in [
        (
            json!({"filter": {"date_from": "2026-01-01"}}),
            "filter.date_to is required",
        ),
        (json!({"group_by": "y"}), "group_by must be one of d, h, m"),
    ] {
        let answer = start(&wise, CASES_REPORT, body).await;
        answer.is(400, &json!({"message": message}));
    }
    // A year to the second is not too long.
    let year = filter("2024-01-01T00:00:00", "2024-12-31T23:59:59");
    assert_eq!(start(&wise, CASES_REPORT, year).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn links_can_have_an_end() {
    let hour = Duration::from_secs(3600);
    let wise = Wise::with(Sandbox::builder().storage_lifetime(hour).in_process()).await;
    let url = finished(&wise, CASES_REPORT, json!({})).await;
    wise.sandbox.advance(hour - Duration::from_secs(1));
    assert_eq!(download(&wise.sandbox, &url, None).await.status, 200);
    wise.sandbox.advance(Duration::from_secs(1));
    assert_eq!(download(&wise.sandbox, &url, None).await.status, 403);
}
