//! The sandbox's own time.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// What the sandbox's clock shows when the sandbox is made: 2026-01-01T00:00:00Z.
///
/// It is the same in every run, so that a test can name the dates that it expects.
pub const CLOCK_START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// Runs from [`CLOCK_START`] with tokio's clock, and jumps when told to.
///
/// Tokio's clock rather than the system's, because a paused test then moves client and sandbox
/// together. Reading it needs no runtime.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    added: Mutex<Duration>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
            added: Mutex::new(Duration::ZERO),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let added = *self.added.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = Instant::now()
            .saturating_duration_since(self.started)
            .saturating_add(added);
        later(CLOCK_START, passed)
    }

    pub(crate) fn advance(&self, by: Duration) {
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        *added = added.saturating_add(by);
    }
}

/// The instant `by` after `from`, or the last one that can be written down.
pub(crate) fn later(from: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| from.checked_add(by).ok())
        .unwrap_or(Timestamp::MAX)
}

/// How long after `earlier` this is; zero if it is not after it.
pub(crate) fn since(now: Timestamp, earlier: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(earlier)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_new_year() {
        assert_eq!(CLOCK_START.to_string(), "2026-01-01T00:00:00Z");
    }

    #[test]
    fn an_endless_jump_stops_at_the_end_of_time() {
        let clock = Clock::start();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }

    #[test]
    fn what_is_not_yet_past_is_zero_ago() {
        let soon = later(CLOCK_START, Duration::from_secs(1));
        assert_eq!(since(soon, CLOCK_START), Duration::from_secs(1));
        assert_eq!(since(CLOCK_START, soon), Duration::ZERO);
    }
}
