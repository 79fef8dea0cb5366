//! The body of a request: whole, made again for each attempt, or good for one.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};

use crate::error::BoxError;

/// A stream of the chunks of a body.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The body of a request.
///
/// Cloning is cheap, and tells the kinds apart: bytes are shared, a replayed source is opened
/// again, and of a one-shot source there is only the one, wherever its clones are. Sending a
/// one-shot body that was taken already is an error, never an empty body.
#[derive(Clone, Default)]
pub struct Body(Kind);

#[derive(Clone, Default)]
enum Kind {
    #[default]
    Empty,
    Bytes(Bytes),
    Replay(Arc<dyn Fn() -> Chunks + Send + Sync>),
    Once(Arc<Mutex<Option<Chunks>>>),
}

impl Body {
    /// No body.
    pub const fn empty() -> Self {
        Body(Kind::Empty)
    }

    /// A body whose source can be opened again, for each attempt anew.
    pub fn replay(open: impl Fn() -> Chunks + Send + Sync + 'static) -> Self {
        Body(Kind::Replay(Arc::new(open)))
    }

    /// A body that can be read once. A call that carries it is never repeated.
    pub fn once(chunks: Chunks) -> Self {
        Body(Kind::Once(Arc::new(Mutex::new(Some(chunks)))))
    }

    /// The bytes, where the whole body is in memory.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Empty => Some(&[]),
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Replay(_) | Kind::Once(_) => None,
        }
    }

    /// Whether there is no body at all.
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Kind::Empty)
    }

    /// Whether the body can be sent again.
    pub fn is_repeatable(&self) -> bool {
        !matches!(self.0, Kind::Once(_))
    }

    /// Opens the body for sending.
    ///
    /// # Errors
    ///
    /// A one-shot body was taken before.
    pub fn open(self) -> Result<OpenBody, SpentBody> {
        Ok(OpenBody(match self.0 {
            Kind::Empty => Open::Whole(None),
            Kind::Bytes(bytes) => Open::Whole(Some(bytes)),
            Kind::Replay(open) => Open::Chunks(open()),
            Kind::Once(slot) => Open::Chunks(
                slot.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take()
                    .ok_or(SpentBody)?,
            ),
        }))
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Body(Kind::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Body(Kind::Bytes(bytes.into()))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Body(Kind::Bytes(text.into()))
    }
}

/// Tells the kind and the size, never the content.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Empty => f.write_str("Body::Empty"),
            Kind::Bytes(bytes) => write!(f, "Body::Bytes({} bytes)", bytes.len()),
            Kind::Replay(_) => f.write_str("Body::Replay"),
            Kind::Once(_) => f.write_str("Body::Once"),
        }
    }
}

/// A one-shot body was to be sent a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpentBody;

impl fmt::Display for SpentBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body can be read only once and was read already")
    }
}

impl std::error::Error for SpentBody {}

/// A [`Body`] being read by a transport.
pub struct OpenBody(Open);

enum Open {
    Whole(Option<Bytes>),
    Chunks(Chunks),
}

impl OpenBody {
    /// The bytes, where the whole body is in memory; else the body back, to be read as a stream.
    pub fn into_bytes(self) -> Result<Bytes, OpenBody> {
        match self.0 {
            Open::Whole(bytes) => Ok(bytes.unwrap_or_default()),
            Open::Chunks(_) => Err(self),
        }
    }
}

impl fmt::Debug for OpenBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenBody")
    }
}

impl http_body::Body for OpenBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.get_mut().0 {
            Open::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Open::Chunks(chunks) => chunks
                .as_mut()
                .poll_next(cx)
                .map(|next| next.map(|chunk| chunk.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Open::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Open::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Open::Chunks(_) => SizeHint::default(),
        }
    }
}
