//! The rows of a downloaded table.

#![cfg(feature = "rows")]
#![allow(
    clippy::unwrap_used,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use ccaas_core::{Client, Error, ErrorKind, Rows};
use futures_util::StreamExt;
use serde::Deserialize;
use support::{Depot, Flow, Server, Step};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const URL: &str = "https://storage.example/report?signature=s3cret";

#[derive(Debug, PartialEq, Deserialize)]
struct Row {
    id: u64,
    subject: String,
    closed: Option<String>,
}

fn row(id: u64, subject: &str, closed: Option<&str>) -> Row {
    Row {
        id,
        subject: subject.to_owned(),
        closed: closed.map(str::to_owned),
    }
}

fn serving(file: impl Into<Vec<u8>>) -> Client<Depot> {
    let file: Vec<u8> = file.into();
    let server = Server::new(move |_| Step::answer(200, Flow::whole(file.clone())));
    Depot::new().client(&server)
}

async fn rows(file: impl Into<Vec<u8>>) -> Rows<Row> {
    serving(file).download(URL).rows().await.unwrap()
}

async fn all(file: impl Into<Vec<u8>>) -> Vec<Row> {
    rows(file).await.map(Result::unwrap).collect().await
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        if name.ends_with('/') {
            zip.add_directory(*name, SimpleFileOptions::default())
                .unwrap();
        } else {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_table_is_read_whatever_parts_its_fields() {
    let expected = || vec![row(1, "a \"b\"", Some("now")), row(2, "c,d;e\nf", None)];
    for delimiter in [",", ";", "\t"] {
        let table = "id|subject|closed\r\n1|\"a \"\"b\"\"\"|now\r\n2|\"c,d;e\nf\"|\r\n";
        assert_eq!(all(table.replace('|', delimiter)).await, expected());
    }
}

#[tokio::test]
async fn a_mark_and_stray_nuls_are_passed_over() {
    let table = b"\xEF\xBB\xBFid,subject,closed\0\n\x001,a,\n\0\0";
    assert_eq!(all(*table).await, [row(1, "a", None)]);
}

#[tokio::test]
async fn columns_may_be_more_fewer_and_in_another_order() {
    let table = "new , subject,id\nx,a,1\ny,b,2\n";
    assert_eq!(all(table).await, [row(1, "a", None), row(2, "b", None)]);
}

#[tokio::test]
async fn a_zip_file_is_seen_by_its_content() {
    let table = b"id,subject,closed\n1,a,\n";
    let zip = zipped(&[("exports/", b""), ("exports/cases.csv", table)]);
    assert_eq!(all(zip).await, [row(1, "a", None)]);
}

#[tokio::test]
async fn a_zip_file_that_cannot_be_read_is_an_error() {
    for broken in [zipped(&[("empty/", b"")]), b"PK\x03\x04 nothing".to_vec()] {
        let error = rows(broken).await.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_tells_where_and_the_next_one_follows() {
    let mut rows = rows("id,subject,closed\n1,a,\nmany,s3cret,\n3,c,\n").await;
    assert_eq!(rows.try_next().await.unwrap().unwrap().id, 1);
    let error: Error = rows.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "depot download: line 3 can't be read: field 1: invalid digit found in string"
    );
    assert!(!format!("{error:?}").contains("s3cret"));
    assert_eq!(rows.try_next().await.unwrap().unwrap().id, 3);
    assert!(rows.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn another_encoding_costs_a_sign_and_not_the_row() {
    assert_eq!(
        all(*b"id,subject,closed\n1,Jos\xE9,\n").await,
        [row(1, "Jos\u{FFFD}", None)]
    );
}

#[tokio::test]
async fn a_row_can_be_a_map() {
    let client = serving("id,Group name\n1,Sales\n");
    let mut rows = client
        .download(URL)
        .rows::<BTreeMap<String, String>>()
        .await
        .unwrap();
    let row = rows.try_next().await.unwrap().unwrap();
    assert_eq!(row.get("Group name").unwrap(), "Sales");
}

#[tokio::test]
async fn an_empty_table_has_no_rows() {
    for table in ["", "id,subject,closed\n"] {
        assert!(all(table).await.is_empty());
    }
}

#[tokio::test]
async fn ten_thousand_rows_come_in_order_and_those_not_wanted_are_not_read() {
    let mut table = String::from("id,subject,closed\n");
    for id in 0..10_000 {
        table.push_str(&format!("{id},row,\n"));
    }
    let ids: Vec<u64> = all(table.clone()).await.iter().map(|row| row.id).collect();
    assert_eq!(ids, (0..10_000).collect::<Vec<_>>());

    let mut some = rows(table).await;
    some.try_next().await.unwrap();
    drop(some);
}

#[tokio::test]
async fn a_download_that_fails_gives_no_rows() {
    let client = Depot::new().client(&Server::always(Step::status(403)));
    let error = client.download(URL).rows::<Row>().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 403);
}

#[tokio::test]
async fn a_file_that_is_there_already_is_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cases.csv");
    std::fs::write(&path, "id,subject,closed\n1,a,\nx,b,\n").unwrap();
    let mut rows: Rows<Row> = Rows::from_file(&path);
    assert_eq!(rows.try_next().await.unwrap().unwrap(), row(1, "a", None));
    let error = rows.try_next().await.unwrap_err();
    assert!(
        error.to_string().starts_with("line 3 can't be read"),
        "{error}"
    );
    assert!(rows.try_next().await.unwrap().is_none());
    assert!(path.exists());

    let mut missing: Rows<Row> = Rows::from_file(folder.path().join("none"));
    assert_eq!(
        missing.try_next().await.unwrap_err().kind(),
        ErrorKind::Decode
    );
}
