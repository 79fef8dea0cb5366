//! The host that is downloaded from: ranges, an ETag, and connections that break.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use crate::Result;
use crate::content::Block;
use crate::process::announce;

/// Serves until the process that started this one ends.
pub(crate) fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    announce(listener.local_addr()?)?;
    for stream in listener.incoming() {
        let stream = stream?;
        // A client that goes away is no business of the others.
        std::thread::spawn(move || answer(&stream));
    }
    Ok(())
}

/// Answers one request, and closes the connection.
fn answer(stream: &TcpStream) -> io::Result<()> {
    let unexpected = || io::Error::other("an unexpected request");
    let asked = Asked::read(&mut BufReader::new(stream))?.ok_or_else(unexpected)?;
    let (bytes, etag) = (asked.bytes, format!("\"{}-1\"", asked.bytes));
    let from = match asked.from {
        Some(from) if asked.if_range.as_ref() == Some(&etag) && from < bytes => from,
        Some(_) => return Err(unexpected()),
        None => 0,
    };
    let mut head = match from {
        0 => "HTTP/1.1 200 OK\r\n".to_owned(),
        _ => format!(
            "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes {from}-{}/{bytes}\r\n",
            bytes - 1
        ),
    };
    head += &format!(
        "content-type: application/octet-stream\r\ncontent-length: {}\r\netag: {etag}\r\n\
         accept-ranges: bytes\r\nconnection: close\r\n\r\n",
        bytes - from
    );
    // With a few bytes more than its share each time, so that no cut lies where a block ends.
    let share = bytes / (asked.cuts + 1) + 1_234;
    let end = match asked.cuts {
        0 => bytes,
        _ => bytes.min(from + share),
    };
    let mut to = stream;
    to.write_all(head.as_bytes())?;
    Block::new().write(&mut to, from, end)
}

/// What a request asks for.
struct Asked {
    /// How many bytes there are.
    bytes: u64,
    /// How often they are cut off on their way.
    cuts: u64,
    from: Option<u64>,
    if_range: Option<String>,
}

impl Asked {
    fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut lines = Vec::new();
        for line in from.lines() {
            let line = line?;
            if line.is_empty() {
                break;
            }
            lines.push(line);
        }
        Ok(Asked::of(&lines))
    }

    fn of(lines: &[String]) -> Option<Self> {
        let (target, headers) = lines.split_first()?;
        let path = target.strip_prefix("GET /")?.strip_suffix(" HTTP/1.1")?;
        let (cuts, bytes) = match path.split('/').collect::<Vec<_>>().as_slice() {
            ["whole", bytes] => (0, bytes.parse().ok()?),
            ["cut", cuts, bytes] => (cuts.parse().ok()?, bytes.parse().ok()?),
            _ => return None,
        };
        let header = |wanted: &str| {
            headers
                .iter()
                .filter_map(|line| line.split_once(": "))
                .find_map(|(name, value)| name.eq_ignore_ascii_case(wanted).then_some(value))
        };
        let from = match header("range") {
            Some(range) => Some(
                range
                    .strip_prefix("bytes=")?
                    .strip_suffix('-')?
                    .parse()
                    .ok()?,
            ),
            None => None,
        };
        Some(Asked {
            bytes,
            cuts,
            from,
            if_range: header("if-range").map(str::to_owned),
        })
    }
}
