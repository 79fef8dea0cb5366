//! What the behaviour tests share: a vendor that is nobody's, and a server that follows a script.

#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test file uses a part of it, and a test proves things by panicking"
)]

mod server;
mod vendor;

pub(crate) use server::{Flow, Seen, Server, Step};
pub(crate) use vendor::*;

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Awaits a future, and tells how long that took on the test's clock.
pub(crate) async fn timed<T>(future: impl IntoFuture<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let output = future.await;
    (output, start.elapsed())
}

/// Lets every task that can go on do so, without moving the clock.
pub(crate) async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// Polls a future once, and tells whether it has to wait.
pub(crate) async fn is_waiting<F: Future + Unpin>(future: &mut F) -> bool {
    poll_fn(|cx| Poll::Ready(Pin::new(&mut *future).poll(cx).is_pending())).await
}
