//! An even pace: governor's arithmetic, on our clock and with a store that can look before it takes.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::{NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

/// The pace of one quota, or of one key of it.
pub(super) struct Pace {
    limiter: RateLimiter<NotKeyed, Cell, Cell, StateInformationMiddleware>,
    cell: Cell,
    start: Instant,
    burst: u32,
    period: Duration,
}

impl Pace {
    pub(super) fn new(burst: u32, period: Duration, now: Instant) -> Self {
        let cells = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        // `with_period` refuses only a period of nothing.
        let quota = Quota::with_period(period)
            .unwrap_or_else(|| Quota::per_second(NonZeroU32::MAX))
            .allow_burst(cells);
        let cell = Cell::default();
        Pace {
            limiter: RateLimiter::new(quota, cell.clone(), cell.clone()),
            cell,
            start: now,
            burst,
            period,
        }
    }

    pub(super) fn left(&self, now: Instant) -> u32 {
        self.cell.set_now(now - self.start);
        self.limiter
            .check()
            .map_or(0, |after| after.remaining_burst_capacity() + 1)
            .min(self.burst)
    }

    pub(super) fn is_unused(&self, now: Instant) -> bool {
        self.left(now) == self.burst
    }

    /// When one more may leave, after `ahead` others have.
    pub(super) fn ready(&self, now: Instant, ahead: u32) -> Instant {
        self.cell.set_now(now - self.start);
        match self.limiter.check() {
            Ok(after) => {
                let beyond = ahead.saturating_sub(after.remaining_burst_capacity());
                now + self.period * beyond
            }
            Err(not_until) => self.start + not_until.earliest_possible() + self.period * ahead,
        }
    }

    pub(super) fn take(&self, now: Instant) {
        self.cell.set_now(now - self.start);
        self.cell.0.taking.store(true, Relaxed);
        let _ = self.limiter.check();
        self.cell.0.taking.store(false, Relaxed);
    }
}

impl std::fmt::Debug for Pace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pace({} every {:?})", self.burst, self.period)
    }
}

/// governor's store and its clock, in our hands.
///
/// governor takes whatever it finds free, and reads the time by itself. But several quotas are
/// taken together or not at all, so looking must leave no trace, and all of them must look at one
/// and the same instant. It is only touched under the limiter's lock; the atomics are there because
/// governor's types must be `Send`.
#[derive(Clone, Debug, Default)]
struct Cell(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// The arrival time that governor computes, plus one; zero before the first.
    state: AtomicU64,
    taking: AtomicBool,
    now: AtomicU64,
}

impl Cell {
    fn set_now(&self, since_start: Duration) {
        let nanos = u64::try_from(since_start.as_nanos()).unwrap_or(u64::MAX);
        self.0.now.store(nanos, Relaxed);
    }
}

impl StateStore for Cell {
    type Key = NotKeyed;

    fn measure_and_replace<T, F, E>(&self, _key: &NotKeyed, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let state = self.0.state.load(Relaxed).checked_sub(1);
        let (outcome, next) = f(state.map(|nanos| Duration::from_nanos(nanos).into()))?;
        if self.0.taking.load(Relaxed) {
            self.0.state.store(next.as_u64().saturating_add(1), Relaxed);
        }
        Ok(outcome)
    }
}

impl Clock for Cell {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_nanos(self.0.now.load(Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_one_each_period() {
        let start = Instant::now();
        let later = |millis| start + Duration::from_millis(millis);
        let pace = Pace::new(2, Duration::from_millis(100), start);
        assert_eq!(pace.left(start), 2);
        assert_eq!(pace.ready(start, 0), start);
        pace.take(start);
        pace.take(start);
        assert_eq!(pace.left(start), 0);
        assert_eq!(pace.ready(start, 0), later(100));
        assert_eq!(pace.ready(start, 2), later(300));
        assert_eq!(pace.left(later(100)), 1);
        assert_eq!(
            pace.left(later(1_000)),
            2,
            "a rest gives back no more than the burst"
        );
    }

    #[test]
    fn looking_takes_nothing() {
        let start = Instant::now();
        let pace = Pace::new(1, Duration::from_secs(1), start);
        for _ in 0..10 {
            assert_eq!(pace.ready(start, 0), start);
        }
        assert_eq!(pace.left(start), 1);
    }
}
