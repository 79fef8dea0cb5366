//! Exports of reports of WiseCX: started, waited for, and downloaded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by failing"
)]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use ccaas::wisecx::Client;
use ccaas::wisecx::analytics::{
    Columns, Export, ExportFilter, ExportLookup, ExportStatus, GetExportStatus, Grouping,
    StartExport,
};
use ccaas::{Error, ErrorKind, Schedule};
use ccaas_sandbox::wisecx::{CASES_REPORT, DASHBOARD, FAILING_REPORT, ZIPPED_REPORT};
use ccaas_sandbox::{Fault, Sandbox};
use jiff::civil::date;
use support::answered;
use support::wisecx::{client, in_process};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

/// All cases that the sandbox begins with.
fn cases(report: u64) -> StartExport {
    StartExport::new(report)
        .columns(Columns::All)
        .group_by(Grouping::Day)
        .filter(ExportFilter::new(date(2025, 7, 1), date(2026, 1, 31)))
}

async fn finished(client: &Client, start: StartExport) -> Result<Export, Error> {
    client.poll(start).await
}

type Row = BTreeMap<String, String>;

async fn rows(client: &Client, url: &str) -> Vec<Row> {
    let mut rows = client.download(url).rows::<Row>().await.unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await.unwrap() {
        all.push(row);
    }
    all
}

#[tokio::test(start_paused = true)]
async fn an_export_that_nobody_knows_yet_is_waited_for() {
    let (sandbox, client) = in_process();
    let start = Instant::now();
    let often = Schedule::new(SECOND, SECOND);
    let mut export = client.poll(cases(CASES_REPORT)).schedule(often);
    let mut seen = Vec::new();
    while let Some(state) = export.try_next().await.unwrap() {
        let at = start.elapsed().as_secs();
        seen.push((at, state.status, state.progress.unwrap()));
    }
    assert_eq!(
        seen,
        [
            (2, ExportStatus::Pending, 0),
            (3, ExportStatus::Processing, 10),
            (4, ExportStatus::Processing, 50),
            (5, ExportStatus::Completed, 100)
        ]
    );
    assert_eq!(
        answered(&sandbox, "analytics.export.status"),
        [400, 200, 200, 200, 200]
    );
    assert_eq!(answered(&sandbox, "analytics.export.start"), [200]);
}

#[tokio::test(start_paused = true)]
async fn a_report_is_downloaded_to_a_file_and_goes_on_where_it_was_cut() {
    let (sandbox, client) = in_process();
    let url = finished(&client, cases(CASES_REPORT)).await.unwrap();
    let url = url.report_url.unwrap();
    let whole = client.download(&url).bytes().await.unwrap();
    assert!(whole.starts_with(b"conv_id,conv_number,conv_created,"));
    sandbox.clear_requests();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cases.csv");
    sandbox.inject(Fault::cut().on("storage.get"));
    let done = client.download(&url).to_file(&path).await.unwrap();
    assert_eq!(done.attempts, 2);
    assert_eq!(done.bytes, whole.len() as u64);
    assert_eq!(done.content_type.as_deref(), Some("text/csv"));
    assert_eq!(std::fs::read(&path).unwrap(), whole);

    let requests = sandbox.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].header("range"), None);
    let range = requests[1].header("range").unwrap();
    let from: u64 = range
        .strip_prefix("bytes=")
        .and_then(|range| range.strip_suffix('-'))
        .unwrap()
        .parse()
        .unwrap();
    assert!(0 < from && from < done.bytes, "{range}");
    assert_eq!(answered(&sandbox, "storage.get")[1], 206);
    // The other host gets nothing of the vendor's.
    for request in requests {
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.header("x-api-key"), None);
    }
}

#[tokio::test(start_paused = true)]
async fn rows_are_the_same_zipped_or_not() {
    let (_sandbox, client) = in_process();
    let plain = finished(&client, cases(CASES_REPORT)).await.unwrap();
    let zipped = finished(&client, cases(ZIPPED_REPORT)).await.unwrap();
    let plain = rows(&client, &plain.report_url.unwrap()).await;
    assert_eq!(plain.len(), 7);
    assert_eq!(plain[3]["subject"], "App crashes, again");
    assert_eq!(plain[3]["conv_created"], "2025-12-01");
    assert_eq!(rows(&client, &zipped.report_url.unwrap()).await, plain);

    let december = StartExport::new(CASES_REPORT)
        .columns("conv_id,tags")
        .filter(ExportFilter::new(date(2025, 12, 1), date(2025, 12, 31)));
    let december = finished(&client, december).await.unwrap();
    let december = rows(&client, &december.report_url.unwrap()).await;
    assert_eq!(december.len(), 4);
    let columns: Vec<_> = december[0].keys().map(String::as_str).collect();
    assert_eq!(columns, ["conv_id", "tags"]);
}

#[tokio::test(start_paused = true)]
async fn an_export_that_fails_and_one_that_can_not_begin_are_told_apart() {
    let (sandbox, client) = in_process();
    let failed = finished(&client, cases(FAILING_REPORT)).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Job);

    let refused = finished(&client, cases(DASHBOARD)).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Api);
    assert_eq!(
        refused.api().unwrap().message.as_deref(),
        Some("only reports of the list type can be exported")
    );
    assert_eq!(answered(&sandbox, "analytics.export.start"), [200, 400]);

    let lookup = client.send(GetExportStatus::new("0123456789abcdef")).await;
    assert_eq!(lookup.unwrap(), ExportLookup::NotFound);
}

#[tokio::test(start_paused = true)]
async fn a_fourth_export_waits_for_its_place() {
    let (sandbox, client) = in_process();
    let start = Instant::now();
    let exports = (0..4).map(|_| finished(&client, cases(CASES_REPORT)));
    for export in futures_util::future::join_all(exports).await {
        assert_eq!(export.unwrap().status, ExportStatus::Completed);
    }
    assert_eq!(
        answered(&sandbox, "analytics.export.start"),
        [200; 4],
        "no 429 was needed"
    );
    assert!(
        start.elapsed() >= Duration::from_secs(10),
        "one after three"
    );
}

#[tokio::test(start_paused = true)]
async fn an_export_is_waited_for_in_another_process() {
    let (sandbox, first) = in_process();
    let mut export = first.poll(cases(CASES_REPORT));
    export.try_next().await.unwrap();
    let job = serde_json::to_string(export.job().unwrap()).unwrap();
    drop(export);

    let second = client(&sandbox);
    let job = serde_json::from_str(&job).unwrap();
    let done = second.resume::<StartExport>(job).await.unwrap();
    assert_eq!(done.status, ExportStatus::Completed);
    assert_eq!(answered(&sandbox, "analytics.export.start").len(), 1);
    assert_eq!(rows(&second, &done.report_url.unwrap()).await.len(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_link_that_has_expired_is_not_tried_again() {
    let hour = Duration::from_secs(3600);
    let sandbox = Sandbox::builder().storage_lifetime(hour).in_process();
    let client = client(&sandbox);
    let url = finished(&client, cases(CASES_REPORT)).await.unwrap();
    let url = url.report_url.unwrap();
    client.download(&url).bytes().await.unwrap();
    sandbox.advance(hour);
    let error = client.download(&url).bytes().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(answered(&sandbox, "storage.get"), [200, 403]);
    assert!(!error.to_string().contains(&url), "{error}");
}

#[tokio::test]
async fn over_sockets_a_report_comes_from_the_other_host() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::new(support::wisecx::vendor(&sandbox)).unwrap();
    let started = client.send(cases(CASES_REPORT)).await.unwrap();
    sandbox.advance(Duration::from_secs(5));
    let done = client
        .resume::<StartExport>(started.export_id)
        .await
        .unwrap();
    let url = done.report_url.unwrap();
    assert!(url.starts_with(&sandbox.storage_url()), "{url}");
    assert_eq!(rows(&client, &url).await.len(), 7);
    sandbox.shutdown().await;
}
