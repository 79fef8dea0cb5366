//! The body of a request: whole, made again for each attempt, or good for one.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};

use crate::context::Context as CallContext;
use crate::error::BoxError;

/// A stream of the chunks of a body.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The body of a request.
///
/// Cloning is cheap, and tells the kinds apart: bytes are shared, a replayed source is opened
/// again, and of a one-shot source there is only the one, wherever its clones are. Reading a
/// one-shot body that another clone has begun to read is an error, never an empty body.
///
/// It is an [`http_body::Body`], so that any service for HTTP requests can send it.
///
/// Inside a client's stack the body also knows which call it belongs to, so a layer that gives a request
/// another content does it with [`replaced_by`](Body::replaced_by).
#[derive(Default)]
pub struct Body {
    kind: Kind,
    /// Here and not in the request's extensions: those are a map, and cost three allocations a call.
    context: Option<Arc<CallContext>>,
}

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Bytes(Bytes),
    /// With how many bytes it has, where that is known. It stands here and not beside the kind, because a
    /// body is moved often, and this costs no room.
    Replay(Arc<dyn Fn() -> Chunks + Send + Sync>, Option<u64>),
    Once(Arc<Mutex<Option<Chunks>>>, Option<u64>),
    /// Being read. The lock is never contended: it makes the body `Sync`, which a stream needn't be.
    Reading(Mutex<Chunks>),
}

impl Body {
    const fn of(kind: Kind) -> Self {
        Body {
            kind,
            context: None,
        }
    }

    /// Says how many bytes a stream has, so that the request can tell it in advance.
    #[must_use]
    pub fn sized(mut self, bytes: u64) -> Self {
        if let Kind::Replay(_, length) | Kind::Once(_, length) = &mut self.kind {
            *length = Some(bytes);
        }
        self
    }

    /// Says which call it belongs to.
    pub(crate) fn belongs_to(&mut self, context: Arc<CallContext>) {
        self.context = Some(context);
    }

    pub(crate) fn context(&self) -> Option<&Arc<CallContext>> {
        self.context.as_ref()
    }

    /// Another content in the place of this one, for a layer of your own.
    #[must_use]
    pub fn replaced_by(self, content: Body) -> Body {
        Body {
            kind: content.kind,
            context: self.context,
        }
    }

    /// No body.
    pub const fn empty() -> Self {
        Body::of(Kind::Empty)
    }

    /// A body whose source can be opened again, for each attempt anew.
    pub fn replay(open: impl Fn() -> Chunks + Send + Sync + 'static) -> Self {
        Body::of(Kind::Replay(Arc::new(open), None))
    }

    /// A body that can be read once. A call that carries it is never repeated.
    pub fn once(chunks: Chunks) -> Self {
        Body::of(Kind::Once(Arc::new(Mutex::new(Some(chunks))), None))
    }

    /// The bytes, where the whole body is in memory.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.kind {
            Kind::Empty => Some(&[]),
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Replay(..) | Kind::Once(..) | Kind::Reading(_) => None,
        }
    }

    /// Whether there is no body at all.
    pub fn is_empty(&self) -> bool {
        matches!(self.kind, Kind::Empty)
    }

    /// Whether the body can be sent again.
    pub fn is_repeatable(&self) -> bool {
        !matches!(self.kind, Kind::Once(..) | Kind::Reading(_))
    }

    /// Whether it could be read only once, and somebody has begun to.
    pub(crate) fn is_spent(&self) -> bool {
        match &self.kind {
            Kind::Once(slot, _) => slot
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .is_none(),
            _ => false,
        }
    }

    /// The bytes, where the whole body is in memory; else the body back, to be read as a stream.
    pub(crate) fn into_bytes(self) -> Result<Bytes, Body> {
        match self.kind {
            Kind::Empty => Ok(Bytes::new()),
            Kind::Bytes(bytes) => Ok(bytes),
            kind => Err(Body {
                kind,
                context: self.context,
            }),
        }
    }
}

impl Clone for Body {
    fn clone(&self) -> Self {
        let kind = match &self.kind {
            Kind::Empty => Kind::Empty,
            Kind::Bytes(bytes) => Kind::Bytes(bytes.clone()),
            Kind::Replay(open, length) => Kind::Replay(open.clone(), *length),
            Kind::Once(slot, length) => Kind::Once(slot.clone(), *length),
            // What is being read can't be had twice.
            Kind::Reading(_) => Kind::Once(Arc::default(), None),
        };
        Body {
            kind,
            context: self.context.clone(),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Body::of(Kind::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Body::of(Kind::Bytes(bytes.into()))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Body::of(Kind::Bytes(text.into()))
    }
}

/// Tells the kind and the size, never the content.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Empty => f.write_str("Body::Empty"),
            Kind::Bytes(bytes) => write!(f, "Body::Bytes({} bytes)", bytes.len()),
            Kind::Replay(..) => f.write_str("Body::Replay"),
            Kind::Once(..) => f.write_str("Body::Once"),
            Kind::Reading(_) => f.write_str("Body::Reading"),
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

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        let chunks = match std::mem::take(&mut this.kind) {
            Kind::Empty => return Poll::Ready(None),
            Kind::Bytes(bytes) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
            Kind::Replay(open, _) => Mutex::new(open()),
            Kind::Once(slot, _) => {
                let chunks = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
                match chunks {
                    Some(chunks) => Mutex::new(chunks),
                    None => return Poll::Ready(Some(Err(SpentBody.into()))),
                }
            }
            Kind::Reading(chunks) => chunks,
        };
        this.kind = Kind::Reading(chunks);
        let Kind::Reading(chunks) = &mut this.kind else {
            return Poll::Ready(None);
        };
        let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        chunks
            .as_mut()
            .poll_next(cx)
            .map(|next| next.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match (self.as_bytes(), &self.kind) {
            (Some(bytes), _) => SizeHint::with_exact(bytes.len() as u64),
            (_, Kind::Replay(_, Some(length)) | Kind::Once(_, Some(length))) => {
                SizeHint::with_exact(*length)
            }
            _ => SizeHint::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    fn chunks(parts: &[&'static str]) -> Chunks {
        let parts: Vec<_> = parts.iter().map(|part| Ok(Bytes::from(*part))).collect();
        Box::pin(futures_util::stream::iter(parts))
    }

    async fn read(body: Body) -> Result<Bytes, BoxError> {
        Ok(body.collect().await?.to_bytes())
    }

    #[tokio::test]
    async fn whole_and_replayed_bodies_are_read_as_often_as_they_are_cloned() {
        for body in [
            Body::from("abc".to_owned()),
            Body::replay(|| chunks(&["a", "bc"])),
        ] {
            assert_eq!(read(body.clone()).await.unwrap(), "abc");
            assert_eq!(read(body).await.unwrap(), "abc");
        }
    }

    #[tokio::test]
    async fn a_one_shot_body_is_read_once_and_then_never_empty() {
        let body = Body::once(chunks(&["a", "bc"]));
        assert_eq!(read(body.clone()).await.unwrap(), "abc");
        assert!(read(body).await.unwrap_err().is::<SpentBody>());
    }

    #[tokio::test]
    async fn a_clone_of_a_body_being_read_is_spent() {
        let mut body = Body::replay(|| chunks(&["a", "bc"]));
        body.frame().await.unwrap().unwrap();
        assert!(!body.is_repeatable());
        assert!(read(body.clone()).await.unwrap_err().is::<SpentBody>());
        assert_eq!(read(body).await.unwrap(), "bc");
    }
}
