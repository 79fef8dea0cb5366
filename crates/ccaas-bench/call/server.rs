//! The server that all clients talk to: a process of its own, with one thread.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::Result;
use crate::process::announce;
use crate::shapes::{Case, TOKEN};

/// Serves until the process that started this one ends.
pub(crate) fn serve() -> Result<()> {
    let body = Case::json()?;
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: Sat, 31 Jan 2026 12:00:00 \
         GMT\r\nx-request-id: 5d1f0c7a\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let reply: &'static [u8] = [head.into_bytes(), body].concat().leak();
    crate::runtime()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        announce(listener.local_addr()?)?;
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(answer(stream, reply));
        }
    })
}

/// Answers what comes over one connection, until there is a request that isn't as it should be.
async fn answer(mut stream: TcpStream, reply: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(8 * 1024);
    while stream.read_buf(&mut received).await? > 0 {
        while let Some(length) = whole_request(&received)? {
            received.drain(..length);
            stream.write_all(reply).await?;
        }
    }
    Ok(())
}

/// The length of the request at the start, once all of it is there.
fn whole_request(received: &[u8]) -> io::Result<Option<usize>> {
    let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = String::from_utf8_lossy(received.get(..end).unwrap_or_default());
    let mut lines = head.lines();
    let target = lines.next().unwrap_or_default();
    let header = |wanted: &str| {
        lines
            .clone()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(name, value)| name.eq_ignore_ascii_case(wanted).then_some(value))
    };
    let asked = target.starts_with("GET /v1/centers/north-1/cases/4")
        && target.contains("?expand=customer,agent&limit=100 ")
        || target.starts_with("POST /v1/centers/north-1/cases ")
            && header("content-type") == Some("application/json");
    let token = header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    if !asked || token != Some(TOKEN) {
        return Err(io::Error::other(format!("unexpected: {target}")));
    }
    let body: usize = header("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let whole = end + 4 + body;
    Ok((received.len() >= whole).then_some(whole))
}
