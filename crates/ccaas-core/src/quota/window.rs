//! A window that slides: at most N in any span of its length.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Up to this many the log is exact. Above, entries closer than a thousandth of the window share a
/// place in it, so that its size doesn't grow with the quota.
const EXACT: u32 = 1024;

/// The log of what left within one window.
#[derive(Debug)]
pub(super) struct Window {
    max: u32,
    per: Duration,
    grain: Duration,
    used: u32,
    log: VecDeque<Entry>,
}

#[derive(Debug)]
struct Entry {
    first: Instant,
    /// The whole entry counts until its last one is a window old: late, never early.
    last: Instant,
    count: u32,
}

impl Window {
    pub(super) fn new(max: u32, per: Duration) -> Self {
        let grain = if max > EXACT {
            per / EXACT
        } else {
            Duration::ZERO
        };
        Window {
            max,
            per,
            grain,
            used: 0,
            log: VecDeque::new(),
        }
    }

    pub(super) fn left(&mut self, now: Instant) -> u32 {
        self.forget(now);
        self.max - self.used
    }

    /// How long it lasts, if calls go on leaving as they did since the oldest one that still counts. `None`
    /// if so it lasts for ever.
    pub(super) fn lasts(&mut self, now: Instant) -> Option<Duration> {
        self.forget(now);
        let span = now.saturating_duration_since(self.log.front()?.first);
        let used = f64::from(self.used);
        let in_a_window = used * self.per.as_secs_f64() / span.as_secs_f64();
        if span.is_zero() || in_a_window <= f64::from(self.max) {
            return None;
        }
        Some(span.mul_f64(f64::from(self.max - self.used) / used))
    }

    pub(super) fn is_unused(&mut self, now: Instant) -> bool {
        self.left(now) == self.max
    }

    /// When one more may leave, after `ahead` others have.
    pub(super) fn ready(&mut self, now: Instant, ahead: u32) -> Instant {
        self.forget(now);
        let wanted = u64::from(self.used) + u64::from(ahead) + 1;
        let Some(excess) = wanted.checked_sub(u64::from(self.max)).filter(|n| *n > 0) else {
            return now;
        };
        // Those that wait can't be in the log yet. Each full window of them takes one more window.
        let rounds = (excess - 1) / u64::from(self.max);
        let mut still = excess - rounds * u64::from(self.max);
        let mut ready = now;
        for entry in &self.log {
            ready = entry.last + self.per;
            still = still.saturating_sub(u64::from(entry.count));
            if still == 0 {
                break;
            }
        }
        let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
        ready + self.per.saturating_mul(rounds)
    }

    pub(super) fn take(&mut self, now: Instant) {
        self.used += 1;
        if let Some(entry) = self.log.back_mut()
            && (now == entry.last || now.saturating_duration_since(entry.first) < self.grain)
        {
            entry.last = now;
            entry.count += 1;
            return;
        }
        self.log.push_back(Entry {
            first: now,
            last: now,
            count: 1,
        });
    }

    fn forget(&mut self, now: Instant) {
        while let Some(entry) = self.log.front() {
            if entry.last + self.per > now {
                break;
            }
            self.used -= entry.count;
            self.log.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn all_are_usable_at_once_and_again_one_window_later() {
        let start = Instant::now();
        let mut window = Window::new(3, MINUTE);
        for _ in 0..3 {
            assert_eq!(window.ready(start, 0), start);
            window.take(start);
        }
        assert_eq!(window.ready(start, 0), start + MINUTE);
        assert_eq!(window.left(start + MINUTE), 3);
    }

    #[test]
    fn how_long_it_lasts_is_told_from_the_pace() {
        let start = Instant::now();
        let mut window = Window::new(100, MINUTE);
        assert_eq!(window.lasts(start), None, "nothing was used");
        for second in 0..10 {
            window.take(start + Duration::from_secs(second));
            window.take(start + Duration::from_secs(second));
        }
        let now = start + Duration::from_secs(10);
        assert_eq!(window.lasts(now), Some(Duration::from_secs(40)));
        // One a second is less than it gives back.
        let mut slow = Window::new(100, MINUTE);
        for second in 0..10 {
            slow.take(start + Duration::from_secs(second));
        }
        assert_eq!(slow.lasts(now), None);
    }

    #[test]
    fn a_wait_counts_those_ahead() {
        let start = Instant::now();
        let mut window = Window::new(2, MINUTE);
        window.take(start);
        window.take(start + MINUTE / 2);
        let now = start + MINUTE / 2;
        assert_eq!(window.ready(now, 0), start + MINUTE);
        assert_eq!(window.ready(now, 1), start + MINUTE * 3 / 2);
        assert_eq!(window.ready(now, 2), start + MINUTE * 2);
    }

    #[test]
    fn a_large_quota_needs_no_large_log() {
        let start = Instant::now();
        let mut window = Window::new(150_000, Duration::from_secs(86_400));
        for second in 0..86_400 {
            window.take(start + Duration::from_secs(second));
        }
        assert!(
            window.log.len() <= EXACT as usize + 1,
            "{}",
            window.log.len()
        );
    }

    proptest! {
        #[test]
        fn no_span_ever_holds_more_than_the_quota(
            max in 1_u32..2_000,
            steps in prop::collection::vec(0_u64..200, 1..4_000),
        ) {
            let per = Duration::from_secs(10);
            let mut now = Instant::now();
            let mut window = Window::new(max, per);
            let mut left = Vec::new();
            for step in steps {
                now += Duration::from_millis(step);
                if window.ready(now, 0) == now {
                    window.take(now);
                    left.push(now);
                }
            }
            for (index, first) in left.iter().enumerate() {
                let span = left[index..].iter().take_while(|at| **at < *first + per).count();
                prop_assert!(span <= max as usize);
            }
        }
    }
}
