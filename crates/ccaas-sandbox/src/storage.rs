//! The host that downloads come from, and that uploads go to.
//!
//! It speaks as object stores do: links that are their own credentials, entity tags, ranges, and
//! errors in XML.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ACCEPT_RANGES, ALLOW, AUTHORIZATION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, COOKIE,
        ETAG, HeaderName, IF_RANGE, LAST_MODIFIED, RANGE,
    },
    request::Parts,
};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{
    clock,
    dispatch::http_date,
    ids,
    reply::Reply,
    upload::{Permit, Uploads},
};

/// The id that faults and the log know a download by.
const GET: &str = "storage.get";
/// The same for an upload.
const UPLOAD: &str = "storage.upload";

/// The id of a request to this host.
pub(crate) fn operation(method: &Method) -> &'static str {
    match *method {
        Method::POST => UPLOAD,
        _ => GET,
    }
}

/// Everything that was stored, by path.
#[derive(Debug)]
pub(crate) struct Storage {
    authority: String,
    /// How long what the vendors store lives.
    lifetime: Option<Duration>,
    objects: Mutex<Objects>,
    uploads: Mutex<Uploads>,
}

#[derive(Debug, Default)]
struct Objects {
    stored: u64,
    by_path: HashMap<String, Object>,
}

#[derive(Debug, Clone)]
struct Object {
    bytes: Bytes,
    content_type: HeaderValue,
    etag: String,
    modified: Timestamp,
    expires: Option<Timestamp>,
}

impl Storage {
    pub(crate) fn new(authority: String, lifetime: Option<Duration>) -> Self {
        Self {
            authority,
            lifetime,
            objects: Mutex::default(),
            uploads: Mutex::default(),
        }
    }

    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// How long what the vendors store lives, if not for ever.
    pub(crate) fn lifetime(&self) -> Option<Duration> {
        self.lifetime
    }

    /// Stores an object, in place of an older one under the same path, and gives its URL.
    pub(crate) fn store(
        &self,
        path: &str,
        bytes: Bytes,
        content_type: &str,
        now: Timestamp,
        lifetime: Option<Duration>,
    ) -> String {
        let path = format!("/{}", path.trim_start_matches('/'));
        let url = format!("http://{}{path}", self.authority);
        let mut objects = self.objects();
        objects.stored += 1;
        let object = Object {
            bytes,
            content_type: HeaderValue::from_str(content_type)
                .unwrap_or(HeaderValue::from_static("application/octet-stream")),
            // Never the same twice, even for the same bytes: a replaced object must be noticed.
            etag: format!("\"{:016x}\"", ids::mix(objects.stored)),
            modified: now,
            expires: lifetime.map(|lifetime| clock::later(now, lifetime)),
        };
        objects.by_path.insert(path, object);
        url
    }

    /// Lets somebody upload an object: the URL that the form goes to, and its fields.
    pub(crate) fn permit(&self, permit: Permit, now: Timestamp) -> (String, Map<String, Value>) {
        let url = format!("http://{}{}", self.authority, permit.bucket);
        (url, self.uploads().permit(permit, now))
    }

    /// The URL of an object, if it is there.
    pub(crate) fn url(&self, path: &str) -> Option<String> {
        let known = self.objects().by_path.contains_key(path);
        known.then(|| format!("http://{}{path}", self.authority))
    }

    /// An object's bytes and its content type.
    pub(crate) fn read(&self, path: &str) -> Option<(Bytes, HeaderValue)> {
        let objects = self.objects();
        let object = objects.by_path.get(path)?;
        Some((object.bytes.clone(), object.content_type.clone()))
    }

    pub(crate) fn answer(&self, parts: &Parts, body: &Bytes, now: Timestamp) -> Reply {
        let is_upload = parts.method == Method::POST && self.uploads().has_bucket(parts.uri.path());
        if parts.method != Method::GET && !is_upload {
            return error(
                StatusCode::METHOD_NOT_ALLOWED,
                "MethodNotAllowed",
                "Objects can only be read.",
            )
            .header(ALLOW, HeaderValue::from_static("GET"));
        }
        // The link is a credential; whoever sends another one gives its secret away here.
        let api_key = HeaderName::from_static("x-api-key");
        if [AUTHORIZATION, COOKIE, api_key]
            .iter()
            .any(|name| parts.headers.contains_key(name))
        {
            return error(
                StatusCode::BAD_REQUEST,
                "InvalidArgument",
                "Only the link or the form itself may authorize a request.",
            );
        }
        if is_upload {
            return self.take(parts, body, now);
        }
        let object = self.objects().by_path.get(parts.uri.path()).cloned();
        match object {
            None => error(
                StatusCode::NOT_FOUND,
                "NoSuchKey",
                "There is no such object.",
            ),
            Some(object) if object.expires.is_some_and(|end| now >= end) => error(
                StatusCode::FORBIDDEN,
                "AccessDenied",
                "The link has expired.",
            ),
            Some(object) => object.answer(&parts.headers),
        }
    }

    /// Takes an upload.
    fn take(&self, parts: &Parts, body: &Bytes, now: Timestamp) -> Reply {
        let taken = self
            .uploads()
            .take(parts.uri.path(), &parts.headers, body, now);
        match taken {
            Ok(uploaded) => {
                let (path, kind) = (uploaded.path, uploaded.content_type);
                self.store(&path, uploaded.bytes, kind, now, None);
                Reply::empty(StatusCode::NO_CONTENT)
            }
            Err((status, code, message)) => error(status, code, message),
        }
    }

    fn uploads(&self) -> MutexGuard<'_, Uploads> {
        self.uploads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn objects(&self) -> MutexGuard<'_, Objects> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Object {
    fn answer(&self, headers: &HeaderMap) -> Reply {
        let whole = self.bytes.len();
        let part = headers
            .get(RANGE)
            .filter(|_| self.is_still(headers.get(IF_RANGE)))
            .and_then(|range| asked_part(range.to_str().ok()?, whole));
        match part {
            None => self.head(StatusCode::OK, self.bytes.clone()),
            Some(None) => error(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "InvalidRange",
                "The object has no such bytes.",
            )
            .header(CONTENT_RANGE, text(&format!("bytes */{whole}"))),
            Some(Some(part)) => {
                let last = part.end.saturating_sub(1);
                let range = format!("bytes {}-{last}/{whole}", part.start);
                self.head(StatusCode::PARTIAL_CONTENT, self.bytes.slice(part))
                    .header(CONTENT_RANGE, text(&range))
            }
        }
    }

    fn head(&self, status: StatusCode, body: Bytes) -> Reply {
        let length = HeaderValue::from(body.len());
        let mut reply = Reply::empty(status)
            .header(CONTENT_TYPE, self.content_type.clone())
            .header(CONTENT_LENGTH, length)
            .header(ACCEPT_RANGES, HeaderValue::from_static("bytes"))
            .header(ETAG, text(&self.etag));
        if let Some(date) = http_date(self.modified) {
            reply = reply.header(LAST_MODIFIED, date);
        }
        reply.body = body;
        reply
    }

    /// Whether a condition lets a range be served. One that names another version does not.
    fn is_still(&self, condition: Option<&HeaderValue>) -> bool {
        condition.is_none_or(|given| {
            given == self.etag.as_str() || Some(given) == http_date(self.modified).as_ref()
        })
    }
}

/// The bytes that a `Range` asks for; `Some(None)` if there are none of them, `None` if the
/// header is to be ignored: another unit, several ranges, or no range at all.
fn asked_part(header: &str, whole: usize) -> Option<Option<Range<usize>>> {
    let (unit, range) = header.split_once('=')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = range.trim().split_once('-')?;
    let part = match (first, last) {
        ("", suffix) => whole.saturating_sub(position(suffix)?)..whole,
        (first, "") => position(first)?..whole,
        (first, last) => {
            let (first, last) = (position(first)?, position(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(whole)
        }
    };
    Some(Some(part).filter(|part| part.start < part.end))
}

fn position(digits: &str) -> Option<usize> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // One too large to be read is past every end.
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}

fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static(""))
}

/// An error as an object store words it. Neither text may need escaping.
fn error(status: StatusCode, code: &str, message: &str) -> Reply {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    Reply::new(status, "application/xml", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (header, part) in [
            ("bytes=0-3", Some(Some(0..4))),
            ("Bytes=4-", Some(Some(4..10))),
            ("bytes=-3", Some(Some(7..10))),
            ("bytes=-30", Some(Some(0..10))),
            ("bytes=8-99999999999999999999999", Some(Some(8..10))),
            ("bytes=10-", Some(None)),
            ("bytes=99999999999999999999999-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=3-1", None),
            ("bytes=0-1,4-5", None),
            ("bytes=-", None),
            ("bytes=+1-2", None),
            ("bytes", None),
            ("lines=0-3", None),
        ] {
            assert_eq!(asked_part(header, 10), part, "{header}");
        }
        assert_eq!(asked_part("bytes=0-", 0), Some(None));
    }
}
