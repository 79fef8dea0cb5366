//! The stack, one tower layer a file.
//!
//! From the outside in, a request passes
//!
//! 1. [`TraceLayer`]: one span for the call, with OpenTelemetry's names;
//! 2. [`DeadlineLayer`]: bounds all that lies below, waiting included;
//! 3. [`RetryLayer`]: repeats what may be repeated;
//! 4. [`RateLimitLayer`]: asks the quotas, for each attempt;
//! 5. [`AuthorizeLayer`]: puts the credentials on, where nothing above can see them;
//! 6. [`AttemptLayer`]: sends, collects the reply, and passes the verdict.
//!
//! The verdict falls in the innermost layer, so that all above decide by what the vendor meant. Each
//! layer takes an [`http::Request<Body>`](crate::Body) and gives a [`Reply`](crate::Reply) or an
//! [`Error`]. Ours are always ready: whatever has to wait waits in the future that
//! `call` returns, so a clone can be called at once, and dropping the future gives everything back.
//!
//! A client puts them together by itself; layers of your own go in with
//! [`ClientBuilder::call_layer`](crate::ClientBuilder::call_layer) and
//! [`ClientBuilder::attempt_layer`](crate::ClientBuilder::attempt_layer).

// Each `call` is `#[inline]`: it wraps the future of the layer below, and the compiler spares the copying
// from one to the next only where it sees several of them in one function.

mod attempt;
mod authorize;
mod deadline;
mod rate_limit;
mod retry;
mod trace;

pub use attempt::{Attempt, AttemptLayer};
pub use authorize::{AuthorizeLayer, Authorized};
pub use deadline::{Deadline, DeadlineLayer};
pub use rate_limit::{RateLimit, RateLimitLayer};
pub use retry::{Budget, Retry, RetryLayer, Retrying};
pub use trace::{Trace, TraceLayer};

use crate::{Error, Facts, Request};

/// The facts of the call that a request belongs to, for a layer of your own.
pub fn facts(request: &Request) -> Option<&Facts> {
    Some(&request.body().context()?.facts)
}

/// Which attempt a request is, from 1, for a layer of your own around each attempt.
pub fn attempt(request: &Request) -> u32 {
    let context = request.body().context();
    context.map_or(1, |context| context.attempts() + 1)
}

/// The context of a request, or the future that fails at once.
macro_rules! context_or_fail {
    ($request:expr, $failed:expr) => {
        match $crate::context::Context::of(&$request) {
            Ok(context) => context,
            Err(error) => return $failed(error),
        }
    };
}
use context_or_fail;

/// A layer's future: failed before it began, or under way.
pub(crate) type Early = Option<Error>;

/// The error that a future ends with; polled again after its end, it says so instead of panicking.
pub(crate) fn taken(early: &mut Early) -> Error {
    early
        .take()
        .unwrap_or_else(|| Error::config("a future was polled after it had ended"))
}
