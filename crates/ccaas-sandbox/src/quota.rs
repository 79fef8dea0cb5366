//! Limits on how often a vendor may be called.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
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

/// All the quotas of one vendor, and what came of them.
#[derive(Debug, Default)]
pub(crate) struct Quotas(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    quotas: Vec<Quota>,
    accepted: Vec<Timestamp>,
    refused: u64,
}

impl Quotas {
    pub(crate) fn add(&mut self, limit: u32, per: Duration) {
        self.0
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .quotas
            .push(Quota {
                limit: usize::try_from(limit).unwrap_or(usize::MAX),
                per,
                taken: VecDeque::new(),
            });
    }

    /// Changes the first quota that there is: the vendor's own one, if it has one.
    pub(crate) fn change(&self, limit: u32) {
        if let Some(quota) = self.state().quotas.first_mut() {
            quota.limit = usize::try_from(limit).unwrap_or(usize::MAX);
        }
    }

    /// Counts a call with every quota, or tells how long to wait before the next one can be had.
    /// A refused call counts with none: whoever waits as told is let in.
    pub(crate) fn take(&self, now: Timestamp) -> Result<(), Duration> {
        let mut state = self.state();
        let waits = state.quotas.iter_mut().filter_map(|quota| quota.wait(now));
        if let Some(wait) = waits.max() {
            state.refused += 1;
            return Err(wait);
        }
        for quota in &mut state.quotas {
            quota.taken.push_back(now);
        }
        state.accepted.push(now);
        Ok(())
    }

    /// When calls were let in, in order.
    pub(crate) fn accepted(&self) -> Vec<Timestamp> {
        let mut accepted = self.state().accepted.clone();
        // Two calls at once may be counted in the other order than they came.
        accepted.sort_unstable();
        accepted
    }

    /// How many calls were not let in.
    pub(crate) fn refused(&self) -> u64 {
        self.state().refused
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The most instants that lie in any span of this length, whose end does not belong to it.
pub(crate) fn most_within(ordered: &[Timestamp], span: Duration) -> usize {
    let counts = ordered.iter().enumerate().map(|(place, &first)| {
        let rest = ordered.iter().skip(place);
        rest.take_while(|&&at| clock::since(at, first) < span)
            .count()
    });
    counts.max().unwrap_or_default()
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
    fn what_came_of_it_is_counted() {
        let mut quotas = Quotas::default();
        quotas.add(2, Duration::from_secs(10));
        for second in [0, 9, 9, 10, 12] {
            let _ = quotas.take(at(second));
        }
        assert_eq!(quotas.accepted(), [at(0), at(9), at(10)]);
        assert_eq!(quotas.refused(), 2);
        let most = |seconds| most_within(&quotas.accepted(), Duration::from_secs(seconds));
        assert_eq!(
            [most(0), most(1), most(2), most(10), most(11)],
            [0, 1, 2, 2, 3]
        );
        quotas.change(3);
        assert_eq!(quotas.take(at(12)), Ok(()));
        assert_eq!(quotas.take(at(12)), wait(7));
    }

    #[test]
    fn a_quota_of_none_lets_nobody_in() {
        let mut quotas = Quotas::default();
        quotas.add(0, Duration::from_secs(10));
        assert_eq!(quotas.take(at(0)), wait(10));
    }
}
