//! Quotas: how much may be sent, and who waits for it.
//!
//! A vendor's documented limits are [`Quota`]s: data on the vendor, changeable on the
//! [`ClientBuilder`](crate::ClientBuilder::quotas). The stack asks a [`Limiter`] before each
//! attempt; [`InMemory`] is the one that a client has by default.

mod memory;
mod pace;
mod window;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

pub use memory::InMemory;

use crate::reply::Hold;
use crate::{BoxFuture, Error, ErrorKind, Facts};

/// One limit on how much may be sent.
///
/// ```
/// use std::time::Duration;
/// use ccaas_core::quota::Quota;
///
/// let documented = [
///     Quota::window("minute", 5_000, Duration::from_secs(60)),
///     Quota::pace("steady", 10, Duration::from_secs(1)),
///     Quota::window("interaction", 1, Duration::from_secs(10))
///         .for_operations(&["surveys.upsert"])
///         .keyed(),
///     Quota::concurrency("exports", 3).for_operations(&["exports.start"]),
/// ];
/// # drop(documented);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    name: Cow<'static, str>,
    operations: Option<&'static [&'static str]>,
    keyed: bool,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pace {
        burst: u32,
        period: Duration,
    },
    Window {
        max: u32,
        per: Duration,
        margin: Duration,
    },
    Concurrency {
        max: u32,
    },
}

impl Quota {
    /// At most `max` in any span of the length `per`, all of them usable at once.
    pub fn window(name: impl Into<Cow<'static, str>>, max: u32, per: Duration) -> Self {
        let margin = Duration::ZERO;
        Quota::new(
            name,
            Kind::Window {
                max: max.max(1),
                per,
                margin,
            },
        )
    }

    /// An even pace: one every `per / max`, with up to `max` at once after a rest.
    pub fn pace(name: impl Into<Cow<'static, str>>, max: u32, per: Duration) -> Self {
        let burst = max.max(1);
        let period = (per / burst).max(Duration::from_nanos(1));
        Quota::new(name, Kind::Pace { burst, period })
    }

    /// At most `max` at the same time.
    pub fn concurrency(name: impl Into<Cow<'static, str>>, max: u32) -> Self {
        Quota::new(name, Kind::Concurrency { max: max.max(1) })
    }

    fn new(name: impl Into<Cow<'static, str>>, kind: Kind) -> Self {
        Quota {
            name: name.into(),
            operations: None,
            keyed: false,
            kind,
        }
    }

    /// Counts only these operations, by their ids; without it, every operation counts.
    #[must_use]
    pub fn for_operations(mut self, ids: &'static [&'static str]) -> Self {
        self.operations = Some(ids);
        self
    }

    /// Counts each key by itself. The key is what the operation's
    /// [`encode`](crate::Encoder::quota_key) gives; a call without one doesn't count.
    #[must_use]
    pub fn keyed(mut self) -> Self {
        self.keyed = true;
        self
    }

    /// How many go at once after a rest, for a [`pace`](Quota::pace).
    #[must_use]
    pub fn burst(mut self, max: u32) -> Self {
        if let Kind::Pace { burst, .. } = &mut self.kind {
            *burst = max.max(1);
        }
        self
    }

    /// Makes a [`window`](Quota::window) longer than the vendor's by this much.
    ///
    /// Requests take differently long to arrive, so two that leave exactly one window apart may
    /// arrive closer than that. For a window of few calls, the margin spares a 429.
    #[must_use]
    pub fn margin(mut self, extra: Duration) -> Self {
        if let Kind::Window { margin, .. } = &mut self.kind {
            *margin = extra;
        }
        self
    }

    /// The quota's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn counts(&self, facts: &Facts) -> bool {
        let operation = self.operations.is_none_or(|ids| ids.contains(&&*facts.id));
        // Those who wait for a login hold their places without using them: it runs in theirs.
        let lent = facts.login && matches!(self.kind, Kind::Concurrency { .. });
        operation && !lent && (!self.keyed || facts.quota_key.is_some())
    }
}

/// Decides when an attempt may leave.
///
/// [`InMemory`] counts for one process. Another implementation can count for several, or for
/// several clients: give it to [`ClientBuilder::limiter`](crate::ClientBuilder::limiter).
///
/// A [login](Facts::login) is waited for by calls that have their permits. So it must not wait for a
/// permit of theirs to come back, nor behind calls that will need the token as well.
pub trait Limiter: Send + Sync + 'static {
    /// Takes one unit of every quota that counts this call: all together, or none.
    fn acquire(&self, facts: &Facts, deadline: Option<Instant>) -> Acquire;

    /// Takes a place among the concurrent ones for something that runs at the vendor already, even if that
    /// is one more than there may be. By default it takes none.
    fn occupy(&self, _facts: &Facts) -> Permit {
        Permit::new()
    }

    /// Holds calls back, because the vendor asked for it.
    fn hold(&self, facts: &Facts, hold: &Hold);

    /// What is left of each quota.
    fn left(&self) -> Vec<Left>;
}

/// The answer of a [`Limiter`].
pub enum Acquire {
    /// The attempt may leave now, or can't leave in time.
    Ready(Result<Permit, Denied>),
    /// The attempt has to wait. Dropping the future gives up its place in the queue.
    Wait(BoxFuture<'static, Result<Permit, Denied>>),
}

impl fmt::Debug for Acquire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Acquire::Ready(result) => f.debug_tuple("Ready").field(result).finish(),
            Acquire::Wait(_) => f.write_str("Wait"),
        }
    }
}

/// The leave to send one attempt. Dropping it gives back what is only lent: a place among the
/// concurrent ones.
#[derive(Default)]
pub struct Permit {
    leases: Vec<Box<dyn Send + Sync>>,
}

impl Permit {
    /// A permit that lends nothing.
    pub const fn new() -> Self {
        Permit { leases: Vec::new() }
    }

    /// Adds what is to be dropped with the permit.
    pub fn lend(&mut self, lease: impl Send + Sync + 'static) {
        self.leases.push(Box::new(lease));
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit({} leases)", self.leases.len())
    }
}

/// The wait for a quota would pass the deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// The quota.
    pub quota: Cow<'static, str>,
    /// How long the wait would be.
    pub wait: Duration,
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        let which = match &*denied.quota {
            "" => "the vendor asked to be left alone for longer".to_owned(),
            quota => format!("the quota \"{quota}\" is used up for longer"),
        };
        Error::new(
            ErrorKind::RateLimited,
            format!(
                "{which} than the deadline allows: {:.1} s",
                denied.wait.as_secs_f64()
            ),
        )
        .with_retry_after(denied.wait)
    }
}

/// What is left of a quota.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Left {
    /// The quota's name.
    pub quota: Cow<'static, str>,
    /// The key, of a keyed quota.
    pub key: Option<String>,
    /// How many more may leave now.
    pub left: u32,
    /// How many may leave at most.
    pub max: u32,
    /// How long it lasts if calls go on leaving at the pace of this window: when the day's quota ends, for
    /// example. `None` if it doesn't end at this pace, and for quotas that are no windows.
    pub lasts: Option<Duration>,
    /// How many callers wait for it.
    pub waiting: usize,
    /// How long the vendor still wants it held back.
    pub held: Option<Duration>,
}
