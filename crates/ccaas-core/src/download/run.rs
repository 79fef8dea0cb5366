//! The loop that brings a download to its end.
//!
//! It isn't the stack that calls go through, because what it repeats is not a request: each next one asks
//! for the rest only, and success is known after the last byte.

use std::time::Duration;

use futures_util::StreamExt;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderValue, IF_RANGE, LAST_MODIFIED, RANGE, USER_AGENT,
};
use http::{StatusCode, Uri};
use tokio::time::{sleep, timeout};
use tracing::Instrument;

use super::sink::Sink;
use super::source::{Digest, Source};
use super::{Download, Downloaded, Progress};
use crate::body::{Body, Chunks};
use crate::fetch::refused;
use crate::reply::Repeat;
use crate::{Delivery, Error, ErrorKind};

pub(super) struct Run {
    download: Download,
    url: Uri,
    source: Source,
    digest: Digest,
    attempts: u32,
    content_type: Option<String>,
}

impl Run {
    pub(super) fn new(mut download: Download) -> Result<Self, Error> {
        let placeholder = Ok(Uri::default());
        let url = std::mem::replace(&mut download.url, placeholder)?;
        Ok(Run {
            url,
            source: Source::default(),
            digest: Digest::new(download.sha256.is_some()),
            attempts: 0,
            content_type: None,
            download,
        })
    }

    pub(super) async fn finished<S: Sink>(self, sink: &mut S) -> Result<Downloaded, Error> {
        let span = tracing::debug_span!(
            target: "ccaas",
            "download",
            server.address = self.url.host(),
            error.type = tracing::field::Empty,
        );
        let result = self.repeated(sink).instrument(span.clone()).await;
        if let Err(error) = &result {
            span.record("error.type", error.kind().as_str());
        }
        result
    }

    async fn repeated<S: Sink>(mut self, sink: &mut S) -> Result<Downloaded, Error> {
        if let Some(earlier) = sink.earlier().await.map_err(io)? {
            sink.hash(&mut self.digest).await.map_err(io)?;
            self.source = earlier;
        }
        let mut in_vain = 0;
        loop {
            let before = self.source.offset;
            self.attempts += 1;
            let error = match self.attempt(sink).await {
                Ok(()) => break,
                Err(error) => error,
            };
            sink.pause().await.map_err(io)?;
            tracing::event!(
                target: "ccaas",
                tracing::Level::DEBUG,
                error.type = error.kind().as_str(),
                bytes = self.source.offset,
                "the download was interrupted"
            );
            in_vain = if self.source.offset > before {
                1
            } else {
                in_vain + 1
            };
            let wait = self
                .download
                .retry
                .wait_before(in_vain, error.retry_after());
            match wait {
                Some(wait) if error.repeat() != Repeat::Never => sleep(wait).await,
                _ => {
                    let mut error = error;
                    error.counted(self.attempts, Duration::ZERO);
                    return Err(error);
                }
            }
        }
        self.verify(sink).await?;
        sink.finish().await.map_err(io)?;
        Ok(Downloaded {
            bytes: self.source.offset,
            attempts: self.attempts,
            content_type: self.content_type,
        })
    }

    /// One request: for all of it, or for the rest.
    async fn attempt<S: Sink>(&mut self, sink: &mut S) -> Result<(), Error> {
        if self.source.offset > 0 && self.source.validator.is_none() {
            self.restart(sink).await?;
        }
        let idle = self.download.idle;
        let sent = timeout(idle, self.download.fetch.fetch(self.request())).await;
        let response = sent.map_err(|_| self.idled())??;
        let (head, body) = response.into_parts();
        match head.status {
            StatusCode::OK => self.whole(sink, &head.headers).await?,
            StatusCode::PARTIAL_CONTENT => self.rest(sink, &head.headers).await?,
            StatusCode::RANGE_NOT_SATISFIABLE if self.source.offset > 0 => {
                return self.nothing_left(sink, &head.headers).await;
            }
            status => return Err(refused(status, &head.headers)),
        }
        let kind = head.headers.get(CONTENT_TYPE);
        self.content_type = kind.and_then(|kind| Some(kind.to_str().ok()?.to_owned()));
        self.copy(sink, body).await
    }

    fn request(&self) -> http::Request<Body> {
        let mut request = http::Request::new(Body::empty());
        *request.uri_mut() = self.url.clone();
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.download.agent.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        // What is compressed on the way can't be resumed.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if self.source.offset > 0
            && let Some(validator) = &self.source.validator
            && let Ok(validator) = HeaderValue::from_str(validator)
            && let Ok(range) = HeaderValue::from_str(&format!("bytes={}-", self.source.offset))
        {
            headers.insert(RANGE, range);
            headers.insert(IF_RANGE, validator);
        }
        request
    }

    /// All of it comes: the first time, or because the source has changed, or because the server knows no
    /// ranges.
    async fn whole<S: Sink>(&mut self, sink: &mut S, headers: &HeaderMap) -> Result<(), Error> {
        if self.source.offset > 0 {
            self.restart(sink).await?;
        }
        self.source = Source {
            validator: validator(headers),
            total: number(headers, CONTENT_LENGTH),
            offset: 0,
        };
        self.expect(self.source.total)?;
        sink.begin(&self.source).await.map_err(io)
    }

    /// The rest comes, if it is the rest that was asked for.
    async fn rest<S: Sink>(&mut self, sink: &mut S, headers: &HeaderMap) -> Result<(), Error> {
        let range = headers
            .get(CONTENT_RANGE)
            .and_then(|range| content_range(range.to_str().ok()?));
        let fits = range.is_some_and(|(start, total)| {
            let same = match (total, self.source.total) {
                (Some(now), Some(before)) => now == before,
                _ => true,
            };
            start == self.source.offset && same
        });
        let unchanged = validator(headers).is_none_or(|now| Some(now) == self.source.validator);
        if fits && unchanged {
            if let Some((_, Some(total))) = range {
                self.source.total = Some(total);
            }
            return Ok(());
        }
        self.restart(sink).await?;
        Err(again("the server gave another part than the one asked for"))
    }

    /// The server has nothing from here on: because it was all, or because the source has changed.
    async fn nothing_left<S: Sink>(
        &mut self,
        sink: &mut S,
        headers: &HeaderMap,
    ) -> Result<(), Error> {
        let length = headers
            .get(CONTENT_RANGE)
            .and_then(|range| range.to_str().ok()?.strip_prefix("bytes */")?.parse().ok());
        if length == Some(self.source.offset)
            && self.source.total.is_none_or(|it| Some(it) == length)
        {
            return Ok(());
        }
        self.restart(sink).await?;
        Err(again("the source has become shorter"))
    }

    async fn restart<S: Sink>(&mut self, sink: &mut S) -> Result<(), Error> {
        if !sink.restart().await.map_err(io)? {
            return Err(Error::new(
                ErrorKind::Integrity,
                "it was cut off, and can't go on: the source has changed or can't be read from the middle",
            )
            .with_delivery(Delivery::Answered));
        }
        self.source = Source::default();
        self.digest.restart();
        Ok(())
    }

    async fn copy<S: Sink>(&mut self, sink: &mut S, mut body: Chunks) -> Result<(), Error> {
        loop {
            let next = timeout(self.download.idle, body.next()).await;
            let chunk = match next.map_err(|_| self.idled())? {
                Some(Ok(chunk)) => chunk,
                Some(Err(error)) => return Err(again("it was cut off").with_source(error)),
                None => break,
            };
            let offset = self.source.offset + chunk.len() as u64;
            if self.source.total.is_some_and(|total| offset > total) {
                return Err(again("more came than the server announced"));
            }
            sink.write(&chunk).await.map_err(io)?;
            self.digest.update(&chunk);
            self.source.offset = offset;
            let (bytes, total) = (offset, self.source.total);
            if let Some(tell) = &mut self.download.progress {
                tell(Progress { bytes, total });
            }
        }
        match self.source.total {
            Some(total) if self.source.offset < total => Err(again("it was cut off")),
            _ => Ok(()),
        }
    }

    async fn verify<S: Sink>(&mut self, sink: &mut S) -> Result<(), Error> {
        let right_length = self.expect(Some(self.source.offset));
        let right_hash = match (self.digest.finish(), self.download.sha256) {
            (Some(digest), Some(expected)) if digest != expected => Err(Error::new(
                ErrorKind::Integrity,
                "its SHA-256 isn't the one expected",
            )
            .with_delivery(Delivery::Answered)),
            _ => Ok(()),
        };
        let verified = right_length.and(right_hash);
        if verified.is_err() {
            // What is wrong as a whole is nothing to go on from.
            sink.restart().await.map_err(io)?;
        }
        verified
    }

    fn expect(&self, length: Option<u64>) -> Result<(), Error> {
        match (length, self.download.length) {
            (Some(length), Some(expected)) if length != expected => Err(Error::new(
                ErrorKind::Integrity,
                format!("it has {length} bytes, and {expected} were expected"),
            )
            .with_delivery(Delivery::Answered)),
            _ => Ok(()),
        }
    }

    fn idled(&self) -> Error {
        let idle = self.download.idle.as_secs_f64();
        Error::new(ErrorKind::Timeout, format!("nothing came for {idle:.1} s"))
            .with_delivery(Delivery::Unknown)
            .with_repeat(Repeat::IfHarmless)
    }
}

fn io(error: std::io::Error) -> Error {
    let kind = match error.kind() {
        std::io::ErrorKind::FileTooLarge => ErrorKind::TooLarge,
        _ => ErrorKind::Io,
    };
    Error::new(kind, "what arrived can't be written")
        .with_delivery(Delivery::Answered)
        .with_source(error)
}

fn again(message: &'static str) -> Error {
    Error::new(ErrorKind::Transport, message)
        .with_delivery(Delivery::Answered)
        .with_repeat(Repeat::IfHarmless)
}

/// A weak ETag doesn't promise the same bytes.
fn validator(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    text(ETAG)
        .filter(|tag| tag.starts_with('"'))
        .or_else(|| text(LAST_MODIFIED))
        .map(str::to_owned)
}

fn number(headers: &HeaderMap, name: http::HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// `bytes 5-9/10`: where it starts, and how long the whole is.
fn content_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = range.split_once('-')?;
    Some((start.trim().parse().ok()?, total.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_content_range_has_a_start_and_maybe_a_total() {
        assert_eq!(content_range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(content_range("bytes 5-9/*"), Some((5, None)));
        assert_eq!(content_range("bytes */10"), None);
        assert_eq!(content_range("items 5-9/10"), None);
    }

    proptest! {
        #[test]
        fn no_content_range_panics(text in ".*") {
            let _ = content_range(&text);
        }
    }
}
