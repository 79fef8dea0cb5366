//! A body that breaks off.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use hyper::body::{Body, Frame};

/// Gives some bytes, if it has any, and then fails.
#[derive(Debug)]
pub(crate) struct BrokenBody {
    left: Bytes,
    waited: bool,
}

impl BrokenBody {
    pub(crate) fn at_once() -> Self {
        Self {
            left: Bytes::new(),
            waited: true,
        }
    }

    pub(crate) fn half_of(body: &Bytes) -> Self {
        let mut half = body.clone();
        half.truncate(body.len() / 2);
        Self {
            left: half,
            waited: false,
        }
    }
}

impl Body for BrokenBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if !self.left.is_empty() {
            let bytes = std::mem::take(&mut self.left);
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        // hyper throws away what it has not yet written when a body fails, and it writes when a
        // body has nothing more for now: without this pause not even the head would go out.
        if !self.waited {
            self.waited = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::new(
            io::ErrorKind::ConnectionReset,
            "the sandbox broke the connection, as it was told to",
        ))))
    }
}
