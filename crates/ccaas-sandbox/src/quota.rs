//! Limits on how often a vendor may be called.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

use crate::clock;

/// At most `limit` calls in any span of `per`.
#[derive(Debug)]
struct Quota {
    limit: usize,
    per: Duration,
    taken: VecDeque<Timestamp>,
}

impl Quota {
    /// How long until there is room for one call.
    fn wait(&mut self, now: Timestamp) -> Option<Duration> {
        while self
            .taken
            .front()
            .is_some_and(|&at| clock::since(now, at) >= self.per)
        {
            self.taken.pop_front();
        }
        if self.taken.len() < self.limit {
            return None;
        }
        let oldest = self.taken.front();
        let held = oldest.map_or(Duration::ZERO, |&at| clock::since(now, at));
        Some(self.per.saturating_sub(held))
    }
}

/// All the quotas of one vendor.
#[derive(Debug, Default)]
pub(crate) struct Quotas(Mutex<Vec<Quota>>);

impl Quotas {
    pub(crate) fn add(&mut self, limit: u32, per: Duration) {
        self.0
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Quota {
                limit: usize::try_from(limit).unwrap_or(usize::MAX),
                per,
                taken: VecDeque::new(),
            });
    }

    /// Counts a call with every quota, or tells how long to wait before the next one can be had.
    /// A refused call counts with none: whoever waits as told is let in.
    pub(crate) fn take(&self, now: Timestamp) -> Result<(), Duration> {
        let mut quotas = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) = quotas.iter_mut().filter_map(|quota| quota.wait(now)).max() {
            return Err(wait);
        }
        for quota in quotas.iter_mut() {
            quota.taken.push_back(now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CLOCK_START;

    fn at(seconds: u64) -> Timestamp {
        clock::later(CLOCK_START, Duration::from_secs(seconds))
    }

    fn wait(seconds: u64) -> Result<(), Duration> {
        Err(Duration::from_secs(seconds))
    }

    #[test]
    fn the_window_slides() {
        let mut quotas = Quotas::default();
        quotas.add(2, Duration::from_secs(10));
        assert_eq!(quotas.take(at(0)), Ok(()));
        assert_eq!(quotas.take(at(4)), Ok(()));
        assert_eq!(quotas.take(at(5)), wait(5));
        assert_eq!(quotas.take(at(10)), Ok(()));
        assert_eq!(quotas.take(at(13)), wait(1));
    }

    #[test]
    fn a_call_that_one_quota_refuses_costs_the_others_nothing() {
        let mut quotas = Quotas::default();
        quotas.add(2, Duration::from_secs(100));
        quotas.add(1, Duration::from_secs(10));
        assert_eq!(quotas.take(at(0)), Ok(()));
        assert_eq!(quotas.take(at(1)), wait(9));
        assert_eq!(quotas.take(at(10)), Ok(()));
        assert_eq!(quotas.take(at(20)), wait(80));
    }

    #[test]
    fn a_quota_of_none_lets_nobody_in() {
        let mut quotas = Quotas::default();
        quotas.add(0, Duration::from_secs(10));
        assert_eq!(quotas.take(at(0)), wait(10));
    }
}
