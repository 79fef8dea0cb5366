//! A form with files, part by part.

use std::fmt::Write as _;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream;
use http_body_util::BodyDataStream;

use super::Upload;
use crate::EncodeError;
use crate::body::{Body, Chunks};
use crate::encoder::header_value;
use crate::types::secret::is_hiding;

/// A form with texts and files, in the order in which they are given: `multipart/form-data`.
///
/// ```
/// use ccaas_core::{Multipart, Upload};
///
/// let form = Multipart::new()
///     .text("id", "7")
///     .file("file", Upload::bytes("email\n").file_name("users.csv"));
/// # drop(form);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Multipart {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    name: String,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Text(String),
    File(Upload),
}

impl Multipart {
    /// Without any part.
    pub const fn new() -> Self {
        Multipart { parts: Vec::new() }
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.part(name, Content::Text(text.into()))
    }

    /// Adds a file. Without a name of its own it has the part's.
    #[must_use]
    pub fn file(self, name: impl Into<String>, file: impl Into<Upload>) -> Self {
        self.part(name, Content::File(file.into()))
    }

    fn part(mut self, name: impl Into<String>, content: Content) -> Self {
        let name = name.into();
        self.parts.push(Part { name, content });
        self
    }

    /// The content type, and the body.
    pub(crate) fn encode(&self) -> Result<(String, Body), EncodeError> {
        // What is only looked at should look the same each time.
        let boundary = if is_hiding() {
            "boundary".to_owned()
        } else {
            // Drawn anew each time: a file that knew it could forge parts.
            format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..))
        };
        let mut pieces = Vec::new();
        for part in &self.parts {
            let head = part.head(&boundary)?;
            pieces.push(Upload::bytes(head));
            pieces.push(match &part.content {
                Content::Text(text) => Upload::bytes(text.clone()),
                Content::File(file) => file.clone(),
            });
            pieces.push(Upload::bytes("\r\n"));
        }
        pieces.push(Upload::bytes(format!("--{boundary}--\r\n")));
        let kind = format!("multipart/form-data; boundary={boundary}");
        Ok((kind, join(pieces)))
    }
}

impl Part {
    fn head(&self, boundary: &str) -> Result<String, EncodeError> {
        let mut head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            quoted(&self.name)
        );
        if let Content::File(file) = &self.content {
            let name = file.name().unwrap_or(&self.name);
            let _ = write!(head, "; filename=\"{}\"", quoted(name));
            header_value(&http::header::CONTENT_TYPE, file.kind())?;
            let _ = write!(head, "\r\nContent-Type: {}", file.kind());
        }
        head.push_str("\r\n\r\n");
        Ok(head)
    }
}

/// A name between quotes, escaped as browsers do it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// One body after the other.
fn join(pieces: Vec<Upload>) -> Body {
    let length: Option<u64> = pieces.iter().map(Upload::len).sum();
    let bodies: Vec<Body> = pieces.iter().map(Upload::body).collect();
    if let Some(whole) = whole(&bodies) {
        return Body::from(whole);
    }
    let body = if bodies.iter().all(Body::is_repeatable) {
        Body::replay(move || chunks(bodies.clone()))
    } else {
        Body::once(chunks(bodies))
    };
    match length {
        Some(length) => body.sized(length),
        None => body,
    }
}

/// All of it, where all is in memory.
fn whole(bodies: &[Body]) -> Option<Bytes> {
    let mut whole = BytesMut::new();
    for body in bodies {
        whole.extend_from_slice(body.as_bytes()?);
    }
    Some(whole.freeze())
}

fn chunks(bodies: Vec<Body>) -> Chunks {
    Box::pin(stream::iter(bodies).flat_map(BodyDataStream::new))
}
