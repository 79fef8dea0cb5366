//! The vendor whose contacts are read: as many as the base URL says.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::process::announce;
use crate::{PAGE, Result, WORK, contacts};

/// The key that every request has to carry.
pub(crate) const KEY: &str = "b0f3c2d1";
/// The token that every request but the login has to carry.
pub(crate) const TOKEN: &str = "6f1c0a52b7e94d0d8a3e5c21f0b9d477";

/// Serves until the process that started this one ends.
pub(crate) fn serve() -> Result<()> {
    // All but the ids, which are what tells one page from another.
    let rows: &'static [String] = (0..PAGE)
        .map(|number| {
            let mut row = contacts::row(number);
            if let Some(row) = row.as_object_mut() {
                row.remove("id");
            }
            row.to_string().split_off(1)
        })
        .collect::<Vec<_>>()
        .leak();
    crate::runtime()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        announce(listener.local_addr()?)?;
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(answer(stream, rows));
        }
    })
}

/// Answers what comes over one connection, until there is a request that isn't as it should be.
async fn answer(mut stream: TcpStream, rows: &[String]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(8 * 1024);
    while stream.read_buf(&mut received).await? > 0 {
        while let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") {
            let head: Vec<u8> = received.drain(..end + 4).collect();
            let head = String::from_utf8_lossy(&head);
            let body =
                body(&head, rows).ok_or_else(|| io::Error::other(format!("unexpected: {head}")))?;
            if !head.contains("/authenticate") {
                tokio::time::sleep(WORK).await;
            }
            let reply = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(reply.as_bytes()).await?;
        }
    }
    Ok(())
}

fn body(head: &str, rows: &[String]) -> Option<String> {
    let (target, headers) = head.split_once("\r\n")?;
    let path = target.strip_prefix("GET /")?.strip_suffix(" HTTP/1.1")?;
    let has = |header: &str| {
        headers
            .lines()
            .any(|line| line.eq_ignore_ascii_case(header))
    };
    if !has(&format!("x-api-key: {KEY}")) {
        return None;
    }
    let (contacts, path) = path.split_once('/')?;
    if path == "authenticate?user=bench" {
        return Some(format!(r#"{{"token":"{TOKEN}","status":"ok"}}"#));
    }
    if !has(&format!("authorization: Bearer {TOKEN}")) {
        return None;
    }
    let page: u64 = path.strip_prefix("contacts/?page=")?.parse().ok()?;
    let contacts: u64 = contacts.parse().ok()?;
    let first = page.checked_sub(1)? * PAGE;
    let rows: Vec<String> = (first..contacts)
        .zip(rows)
        .map(|(number, row)| format!(r#"{{"id":{},{row}"#, 6_594_000 + number))
        .collect();
    Some(format!(
        r#"{{"data":[{}],"paging":{{"page":{page},"limit":{PAGE}}}}}"#,
        rows.join(",")
    ))
}
