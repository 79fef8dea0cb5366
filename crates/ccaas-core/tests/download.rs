//! Downloads: whole and identical whatever happens on the way, and nothing of the vendor in the request.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test proves things by panicking, its helpers included"
)]

mod support;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use ccaas_core::{Client, Delivery, Download, Error, ErrorKind, Retry};
use sha2::Digest;
use support::{Depot, Flow, KEY, Seen, Server, Step, is_waiting, secs, timed};
use tempfile::TempDir;

const URL: &str = "https://storage.example/report.csv?signature=s3cret";
const TAG: &str = "\"v1\"";

/// A thousand bytes, no two neighbours alike.
fn content() -> Vec<u8> {
    (0..1_000_u32).map(|at| (at % 251) as u8).collect()
}

/// What a server with ranges answers: the part that was asked for, if its tag is still the same.
fn serve(seen: &Seen, content: &[u8], tag: &str) -> (u16, usize) {
    let range = seen.header("range").and_then(|range| {
        let start = range.strip_prefix("bytes=")?.strip_suffix('-')?;
        start.parse::<usize>().ok()
    });
    match range {
        Some(start) if seen.header("if-range") == Some(tag) && start < content.len() => {
            (206, start)
        }
        Some(start) if seen.header("if-range") == Some(tag) => (416, start),
        _ => (200, 0),
    }
}

/// The answer, cut off after so many bytes of the part.
fn answer(seen: &Seen, content: &[u8], tag: &str, cut_after: Option<usize>) -> Step {
    let (status, start) = serve(seen, content, tag);
    let total = content.len();
    if status == 416 {
        return Step::answer(416, Flow::whole(""))
            .header("content-range", &format!("bytes */{total}"));
    }
    let part = content[start..].to_vec();
    let length = part.len();
    let flow = match cut_after {
        Some(cut) if cut < length => Flow::cut(part[..cut].to_vec()),
        _ => Flow::pieces(part.chunks(64).map(<[u8]>::to_vec).collect::<Vec<_>>()),
    };
    Step::answer(status, flow)
        .header("content-length", &length.to_string())
        .header(
            "content-range",
            &format!("bytes {start}-{}/{total}", total - 1),
        )
        .header("content-type", "text/csv")
        .header("etag", tag)
}

/// Breaks off after `cut` bytes of each answer.
fn cutting(cut: usize) -> Server {
    Server::new(move |seen| answer(seen, &content(), TAG, Some(cut)))
}

fn download(server: &Server) -> Download {
    client(server).download(URL)
}

fn client(server: &Server) -> Client<Depot> {
    Depot::new().client(server)
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.csv");
    (folder, path)
}

fn names(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test(start_paused = true)]
async fn cut_at_every_tenth_it_ends_whole_and_identical() {
    for cut in (100..=1_000).step_by(100) {
        let (folder, path) = folder();
        let done = download(&cutting(cut)).to_file(&path).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), content());
        assert_eq!(names(&folder), ["report.csv"]);
        assert_eq!(done.bytes, 1_000);
        assert_eq!(done.attempts as usize, 1_000_usize.div_ceil(cut));
        assert_eq!(done.content_type.as_deref(), Some("text/csv"));

        let mut written = Vec::new();
        download(&cutting(cut))
            .to_writer(&mut written)
            .await
            .unwrap();
        assert_eq!(written, content());

        let bytes = download(&cutting(cut)).bytes().await.unwrap();
        assert_eq!(bytes, content());
    }
}

#[tokio::test(start_paused = true)]
async fn the_request_carries_nothing_of_the_vendor() {
    let server = cutting(1_000);
    download(&server).bytes().await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.uri, URL);
    assert_eq!(seen.header("accept-encoding"), Some("identity"));
    assert!(
        seen.header("user-agent")
            .unwrap()
            .starts_with("ccaas-rust/")
    );
    assert_eq!(seen.headers.len(), 3, "{:?}", seen.headers);
    assert!(!format!("{:?}", seen.headers).contains(KEY));
}

#[tokio::test(start_paused = true)]
async fn the_rest_is_asked_for_and_no_more() {
    let server = cutting(400);
    download(&server).bytes().await.unwrap();
    let asked: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| {
            (
                seen.header("range").map(str::to_owned),
                seen.header("if-range").is_some(),
            )
        })
        .collect();
    let rest = |from: u32| (Some(format!("bytes={from}-")), true);
    assert_eq!(asked, [(None, false), rest(400), rest(800)]);
}

/// The first answer breaks off; the next ones are of another content.
fn changing() -> Server {
    Server::new(|seen| match seen.index {
        0 => answer(seen, &content(), TAG, Some(300)),
        _ => answer(seen, &[7; 500], "\"v2\"", None),
    })
}

#[tokio::test(start_paused = true)]
async fn a_source_that_changes_is_read_anew_or_is_an_error() {
    let (_folder, path) = folder();
    let done = download(&changing()).to_file(&path).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), [7; 500]);
    assert_eq!(done.bytes, 500);

    let mut written = Vec::new();
    let error = download(&changing())
        .to_writer(&mut written)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Integrity);
    assert_eq!(
        written,
        content()[..300],
        "and nothing of the other content"
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_without_ranges_is_read_from_the_beginning() {
    for tag in [Some(TAG), None] {
        let server = Server::new(move |seen| {
            let flow = match seen.index {
                0 => Flow::cut(content()[..300].to_vec()),
                _ => Flow::whole(content()),
            };
            let step = Step::answer(200, flow).header("content-length", "1000");
            match tag {
                Some(tag) => step.header("etag", tag),
                None => step,
            }
        });
        let (_folder, path) = folder();
        let done = download(&server).to_file(&path).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), content());
        assert_eq!(done.attempts, 2);
        let again = &server.seen()[1];
        assert_eq!(again.header("range").is_some(), tag.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn another_part_than_the_one_asked_for_is_not_taken() {
    let server = Server::new(|seen| match seen.index {
        0 => answer(seen, &content(), TAG, Some(300)),
        1 => Step::answer(206, Flow::whole("wrong"))
            .header("content-range", "bytes 0-4/1000")
            .header("etag", TAG),
        _ => answer(seen, &content(), TAG, None),
    });
    assert_eq!(download(&server).bytes().await.unwrap(), content());
}

#[tokio::test(start_paused = true)]
async fn what_was_left_behind_is_gone_on_with() {
    let (folder, path) = folder();
    let broken = Server::new(|seen| match seen.index {
        0 => answer(seen, &content(), TAG, Some(700)),
        _ => Step::status(404),
    });
    let error = download(&broken).to_file(&path).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(names(&folder), ["report.csv.part", "report.csv.part.json"]);

    let whole = cutting(1_000);
    let hash: [u8; 32] = sha2::Sha256::digest(content()).into();
    client(&whole)
        .download("https://storage.example/report.csv?signature=another")
        .expect_sha256(hash)
        .to_file(&path)
        .await
        .unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), content());
    assert_eq!(names(&folder), ["report.csv"]);
    assert_eq!(whole.seen()[0].header("range"), Some("bytes=700-"));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_download_leaves_what_it_had() {
    let (folder, path) = folder();
    let stuck = Server::new(|_| {
        Step::answer(200, Flow::stuck(content()[..600].to_vec()))
            .header("content-length", "1000")
            .header("etag", TAG)
    });
    let download = download(&stuck).timeout(secs(5)).retry(Retry::never());
    let error = download.to_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(names(&folder), ["report.csv.part", "report.csv.part.json"]);
    assert_eq!(
        std::fs::read(folder.path().join("report.csv.part"))
            .unwrap()
            .len(),
        600
    );

    // What is whole already needs no byte more.
    std::fs::write(folder.path().join("report.csv.part"), content()).unwrap();
    let whole = cutting(1_000);
    let done = self::download(&whole).to_file(&path).await.unwrap();
    assert_eq!((done.bytes, whole.count()), (1_000, 1));
    assert_eq!(std::fs::read(&path).unwrap(), content());
}

#[tokio::test(start_paused = true)]
async fn a_part_of_something_else_is_thrown_away() {
    let (folder, path) = folder();
    for (part, about) in [
        ("leftovers", ""),
        ("leftovers", "not json"),
        ("leftovers", r#"{"validator":"\"v0\"","total":3}"#),
        ("leftovers", r#"{"validator":"\"v0\"","total":5000}"#),
    ] {
        std::fs::write(folder.path().join("report.csv.part"), part).unwrap();
        std::fs::write(folder.path().join("report.csv.part.json"), about).unwrap();
        download(&cutting(1_000)).to_file(&path).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), content());
        assert_eq!(names(&folder), ["report.csv"]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_old_file_stays_until_the_new_one_is_whole() {
    let (_folder, path) = folder();
    std::fs::write(&path, "old").unwrap();
    let broken = Server::always(Step::status(404));
    download(&broken).to_file(&path).await.unwrap_err();
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    download(&cutting(1_000)).to_file(&path).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), content());
}

#[tokio::test(start_paused = true)]
async fn two_downloads_to_one_file_are_refused() {
    let (_folder, path) = folder();
    let server = Server::new(|seen| match seen.index {
        0 => answer(seen, &content(), TAG, None).after(secs(60)),
        _ => answer(seen, &content(), TAG, None),
    });
    let first = tokio::spawn(download(&server).to_file(path.clone()));
    tokio::time::sleep(secs(1)).await;
    let error = download(&server).to_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    first.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_not_as_expected_is_an_error_and_no_file() {
    let (folder, path) = folder();
    let server = cutting(1_000);
    for download in [
        download(&server).expect_length(999),
        download(&server).expect_sha256([0; 32]),
    ] {
        let error = download.to_file(&path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Integrity);
        assert!(!names(&folder).contains(&"report.csv".to_owned()));
    }
    let hash: [u8; 32] = sha2::Sha256::digest(content()).into();
    let right = download(&cutting(170))
        .expect_length(1_000)
        .expect_sha256(hash);
    right.to_file(&path).await.unwrap();
    assert_eq!(names(&folder), ["report.csv"]);
}

#[tokio::test(start_paused = true)]
async fn less_than_announced_is_not_all() {
    let server = Server::new(|seen| match seen.index {
        0 => Step::answer(200, Flow::pieces([content()[..10].to_vec()]))
            .header("content-length", "1000")
            .header("etag", TAG),
        _ => answer(seen, &content(), TAG, None),
    });
    assert_eq!(download(&server).bytes().await.unwrap(), content());
}

#[tokio::test(start_paused = true)]
async fn it_gives_up_only_when_it_gets_no_further() {
    let nowhere = Server::always(Step::status(503));
    let error = download(&nowhere).bytes().await.unwrap_err();
    assert_eq!((nowhere.count(), error.attempts()), (4, 4));
    assert_eq!(error.status().unwrap(), 503);

    let slow = cutting(20);
    let done = download(&slow).retry(Retry::attempts(2));
    assert_eq!(done.bytes().await.unwrap(), content());
    assert_eq!(slow.count(), 50);
}

#[tokio::test(start_paused = true)]
async fn it_waits_as_long_as_the_server_asks() {
    let server = Server::new(|seen| match seen.index {
        0 => Step::status(503).header("retry-after", "40"),
        _ => answer(seen, &content(), TAG, None),
    });
    let (result, took) = timed(download(&server).bytes()).await;
    result.unwrap();
    assert!(took >= secs(40) && took < secs(41), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn silence_is_an_interruption() {
    let server = Server::new(|seen| match seen.index {
        0 => Step::silent(),
        1 => Step::answer(200, Flow::stuck(content()[..10].to_vec()))
            .header("content-length", "1000")
            .header("etag", TAG),
        _ => answer(seen, &content(), TAG, None),
    });
    let (bytes, took) = timed(download(&server).timeout(secs(10)).bytes()).await;
    assert_eq!(bytes.unwrap(), content());
    assert!(took >= secs(20) && took < secs(22), "{took:?}");
    assert_eq!(server.seen()[2].header("range"), Some("bytes=10-"));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_what_still_gets_on() {
    let paced = Server::new(|_| {
        Step::answer(200, Flow::endless("x").paced(secs(1))).header("content-length", "1000")
    });
    let (result, took) = timed(download(&paced).deadline(secs(30)).bytes()).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(took, secs(30));
}

#[tokio::test(start_paused = true)]
async fn progress_is_told_with_every_piece() {
    let told: Arc<Mutex<Vec<_>>> = Arc::default();
    let keep = told.clone();
    download(&cutting(300))
        .progress(move |at| keep.lock().unwrap().push((at.bytes, at.total)))
        .bytes()
        .await
        .unwrap();
    let told = told.lock().unwrap();
    assert!(told.is_sorted(), "{told:?}");
    assert!(told.iter().all(|(_, total)| *total == Some(1_000)));
    assert_eq!(told.last(), Some(&(1_000, Some(1_000))));
}

#[tokio::test(start_paused = true)]
async fn memory_has_a_limit() {
    let server = cutting(1_000);
    let client = Depot::new().on(&server).max_reply(500).build().unwrap();
    let error = client.download(URL).bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[tokio::test(start_paused = true)]
async fn errors_show_no_query() {
    let expired = Server::always(Step::status(403));
    let download = download(&expired);
    assert!(!format!("{download:?}").contains("s3cret"));
    let error = download.bytes().await.unwrap_err();
    assert_eq!((error.kind(), expired.count()), (ErrorKind::Api, 1));
    assert_eq!(error.delivery(), Delivery::Answered);
    assert_eq!(
        error.to_string(),
        "depot download: the URL isn't good any more, or never was: 403 Forbidden"
    );

    let refused = |url: &'static str| {
        let client = client(&expired);
        async move { client.download(url).bytes().await.unwrap_err() }
    };
    for url in [
        "s3cret",
        "ftp://storage.example/?s3cret",
        "https://me:s3cret@storage.example/",
        "/files?s3cret",
    ] {
        let error: Error = refused(url).await;
        assert_eq!(error.kind(), ErrorKind::Encode, "{url}");
        assert!(
            !format!("{error} {error:?}").contains("s3cret"),
            "{error:?}"
        );
    }
    assert_eq!(expired.count(), 1, "nothing more was sent");
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed() {
    let server = Server::always(
        Step::answer(302, Flow::whole("")).header("location", "https://evil.example/"),
    );
    let error = download(&server).bytes().await.unwrap_err();
    assert_eq!((error.kind(), server.count()), (ErrorKind::Api, 1));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_before_it_is_polled() {
    let server = Server::always(Step::silent());
    let mut bytes = Box::pin(download(&server).bytes());
    assert_eq!(server.count(), 0);
    assert!(is_waiting(&mut bytes).await);
    assert_eq!(server.count(), 1);
}
