//! The limiter that counts in this process.
//!
//! Every quota, or every key of a keyed one, is a slot with a meter and a queue. A caller looks at
//! all of its slots under one lock: if each admits it now, it takes one unit of each; if not, it
//! takes nothing, and queues at the slot that will be ready last. Tickets are numbered in the order
//! of arrival, bulk work in larger steps than interactive calls, and queues are sorted by ticket: so a
//! caller that moves from one queue to another keeps its turn, and the order needs no second queue. Only the first of a queue sleeps; it wakes the next when it leaves, admitted or
//! dropped. There is no task that could die.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::pace::Pace;
use super::window::Window;
use super::{Acquire, Denied, Kind, Left, Limiter, Permit, Quota};
use crate::reply::Hold;
use crate::{Facts, Priority};

/// With this many keys, idle ones are looked for and dropped.
const SWEEP: usize = 256;
/// Where the vendor's wish to be left alone by everybody is kept.
const GATE: usize = 0;
/// The ticket of the first call. The lower ones are for logins, which go before all that will need
/// their token.
const CALLS: u64 = 1 << 32;
/// From one interactive call's ticket to the next, and from one bulk call's. So of ten that leave, while
/// both wait, one is bulk; and an interactive call that comes stands before nearly all bulk work.
const STEP: u64 = 10;
const BULK_STEP: u64 = 9 * STEP;
/// What tells a bulk call's ticket from an interactive one's.
const BULK: u64 = STEP / 2;
/// The longest hold. A server may ask for any number of seconds, and an instant can't hold them all.
const LONGEST_HOLD: Duration = Duration::from_secs(365 * 86_400);

/// Counts quotas in this process. It is what a client has by default.
#[derive(Clone)]
pub struct InMemory(Arc<Mutex<State>>);

struct State {
    /// The gate first, then the quotas.
    quotas: Vec<Slots>,
    /// The last tickets of interactive and of bulk calls, and the furthest that has left.
    interactive: u64,
    bulk: u64,
    left: u64,
    logins: u64,
}

struct Slots {
    quota: Option<Quota>,
    own: Slot,
    keys: HashMap<Box<str>, Slot>,
    sweep_at: usize,
}

struct Slot {
    meter: Meter,
    held: Option<Instant>,
    queue: BTreeMap<u64, Waker>,
}

enum Meter {
    Open,
    Window(Window),
    Pace(Pace),
    Concurrency { used: u32, max: u32 },
}

/// When a slot admits a caller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ready {
    Now,
    At(Instant),
    /// When somebody gives back what it was lent.
    WhenFreed,
}

impl InMemory {
    /// A limiter of these quotas.
    pub fn new(quotas: impl IntoIterator<Item = Quota>) -> Self {
        let now = Instant::now();
        let gate = Slots {
            quota: None,
            own: Slot::new(Meter::Open),
            keys: HashMap::new(),
            sweep_at: SWEEP,
        };
        let quotas = std::iter::once(gate)
            .chain(quotas.into_iter().map(|quota| Slots {
                own: Slot::new(Meter::of(&quota, now)),
                quota: Some(quota),
                keys: HashMap::new(),
                sweep_at: SWEEP,
            }))
            .collect();
        InMemory(Arc::new(Mutex::new(State {
            quotas,
            interactive: CALLS,
            bulk: CALLS,
            left: CALLS,
            logins: 0,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Limiter for InMemory {
    fn acquire(&self, facts: &Facts, deadline: Option<Instant>) -> Acquire {
        let now = Instant::now();
        let mut state = self.lock();
        let ticket = state.ticket(facts);
        match state.look(facts, ticket, now) {
            None => Acquire::Ready(Ok(state.take(facts, ticket, now, &self.0))),
            Some(block) => {
                if let Some(denied) = block.denied(&state, now, deadline) {
                    return Acquire::Ready(Err(denied));
                }
                drop(state);
                Acquire::Wait(Box::pin(Waiting {
                    state: self.0.clone(),
                    facts: facts.clone(),
                    deadline,
                    ticket,
                    queued_at: None,
                    sleep: None,
                }))
            }
        }
    }

    fn occupy(&self, facts: &Facts) -> Permit {
        let now = Instant::now();
        let mut state = self.lock();
        let mut permit = Permit::new();
        for index in 0..state.quotas.len() {
            if state.counts(index, facts) {
                state.lend(index, facts, now, &self.0, &mut permit);
            }
        }
        permit
    }

    fn hold(&self, facts: &Facts, hold: &Hold) {
        let mut state = self.lock();
        let index = match hold.quota {
            None => Some(GATE),
            // One that was taken off the client holds nobody: the call itself waits all the same.
            Some(name) => state.quotas.iter().position(|slots| {
                slots
                    .quota
                    .as_ref()
                    .is_some_and(|quota| quota.name == name && quota.counts(facts))
            }),
        };
        let Some(index) = index else { return };
        let now = Instant::now();
        if let Some(slot) = state.slot(index, facts.quota_key.as_deref(), now) {
            let until = now + hold.wait.min(LONGEST_HOLD);
            slot.held = Some(slot.held.map_or(until, |held| held.max(until)));
            // The first in the queue sleeps until a time that has moved.
            slot.wake_first();
        }
    }

    fn left(&self) -> Vec<Left> {
        let now = Instant::now();
        let mut state = self.lock();
        let mut all = Vec::new();
        for slots in &mut state.quotas {
            let Some(quota) = &slots.quota else { continue };
            if quota.keyed {
                for (key, slot) in &mut slots.keys {
                    all.push(slot.left(quota, Some(key), now));
                }
            } else {
                all.push(slots.own.left(quota, None, now));
            }
        }
        all
    }
}

impl std::fmt::Debug for InMemory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("InMemory").field(&self.left()).finish()
    }
}

/// What keeps a caller from leaving now.
struct Block {
    index: usize,
    ready: Ready,
    /// Whether it is the first in the queue there.
    first: bool,
}

impl Block {
    /// The refusal, if the wait would pass the deadline.
    fn denied(&self, state: &State, now: Instant, deadline: Option<Instant>) -> Option<Denied> {
        let (Ready::At(at), Some(deadline)) = (self.ready, deadline) else {
            return None;
        };
        (at > deadline).then(|| Denied {
            quota: state
                .quotas
                .get(self.index)
                .and_then(|slots| slots.quota.as_ref())
                .map_or(Cow::Borrowed(""), |quota| quota.name.clone()),
            wait: at.saturating_duration_since(now),
        })
    }
}

impl State {
    fn ticket(&mut self, facts: &Facts) -> u64 {
        if facts.login {
            self.logins += 1;
            return self.logins;
        }
        // Counted from the one that left last, so that nobody has to make up for a time of rest.
        let (last, step, class) = match facts.priority {
            Priority::Interactive => (&mut self.interactive, STEP, 0),
            Priority::Bulk => (&mut self.bulk, BULK_STEP, BULK),
        };
        let next = (*last).max(self.left) + step;
        *last = next - next % STEP + class;
        *last
    }

    fn counts(&self, index: usize, facts: &Facts) -> bool {
        self.quotas
            .get(index)
            .is_some_and(|slots| slots.quota.as_ref().is_none_or(|quota| quota.counts(facts)))
    }

    fn slot(&mut self, index: usize, key: Option<&str>, now: Instant) -> Option<&mut Slot> {
        let slots = self.quotas.get_mut(index)?;
        match (&slots.quota, key) {
            (Some(quota), Some(key)) if quota.keyed => {
                if !slots.keys.contains_key(key) {
                    if slots.keys.len() >= slots.sweep_at {
                        slots.keys.retain(|_, slot| !slot.is_idle(now));
                        slots.sweep_at = (slots.keys.len() * 2).max(SWEEP);
                    }
                    let slot = Slot::new(Meter::of(quota, now));
                    slots.keys.insert(key.into(), slot);
                }
                slots.keys.get_mut(key)
            }
            _ => Some(&mut slots.own),
        }
    }

    /// What keeps the ticket from leaving now: the slot that will be ready last.
    fn look(&mut self, facts: &Facts, ticket: u64, now: Instant) -> Option<Block> {
        let key = facts.quota_key.as_deref();
        let mut last: Option<Block> = None;
        for index in 0..self.quotas.len() {
            if !self.counts(index, facts) {
                continue;
            }
            let Some(slot) = self.slot(index, key, now) else {
                continue;
            };
            let ahead = slot.queue.range(..ticket).count();
            let ready = slot.ready(now, u32::try_from(ahead).unwrap_or(u32::MAX));
            let first = ahead == 0;
            if ready == Ready::Now && first {
                continue;
            }
            if last.as_ref().is_none_or(|last| last.ready < ready) {
                last = Some(Block {
                    index,
                    ready,
                    first,
                });
            }
        }
        last
    }

    fn take(
        &mut self,
        facts: &Facts,
        ticket: u64,
        now: Instant,
        state: &Arc<Mutex<State>>,
    ) -> Permit {
        self.left = self.left.max(ticket);
        let key = facts.quota_key.as_deref();
        let mut permit = Permit::new();
        for index in 0..self.quotas.len() {
            if !self.counts(index, facts) {
                continue;
            }
            let Some(slot) = self.slot(index, key, now) else {
                continue;
            };
            match &mut slot.meter {
                Meter::Open => {}
                Meter::Window(window) => window.take(now),
                Meter::Pace(pace) => pace.take(now),
                Meter::Concurrency { .. } => self.lend(index, facts, now, state, &mut permit),
            }
        }
        permit
    }

    /// Takes a place among the concurrent ones, if that is what the quota counts.
    fn lend(
        &mut self,
        index: usize,
        facts: &Facts,
        now: Instant,
        state: &Arc<Mutex<State>>,
        permit: &mut Permit,
    ) {
        let key = facts.quota_key.as_deref();
        if let Some(slot) = self.slot(index, key, now)
            && let Meter::Concurrency { used, .. } = &mut slot.meter
        {
            *used += 1;
            permit.lend(Lease {
                state: state.clone(),
                index,
                key: key.map(Into::into),
            });
        }
    }

    fn leave(&mut self, index: usize, key: Option<&str>, ticket: u64, now: Instant) {
        if let Some(slot) = self.slot(index, key, now) {
            slot.queue.remove(&ticket);
            slot.wake_first();
        }
    }
}

impl Slot {
    fn new(meter: Meter) -> Self {
        Slot {
            meter,
            held: None,
            queue: BTreeMap::new(),
        }
    }

    fn ready(&mut self, now: Instant, ahead: u32) -> Ready {
        if self.held.is_some_and(|held| held <= now) {
            self.held = None;
        }
        let metered = match &mut self.meter {
            Meter::Open => now,
            Meter::Window(window) => window.ready(now, ahead),
            Meter::Pace(pace) => pace.ready(now, ahead),
            Meter::Concurrency { used, max } => {
                if *used + ahead >= *max {
                    return Ready::WhenFreed;
                }
                now
            }
        };
        let at = self.held.map_or(metered, |held| held.max(metered));
        if at <= now { Ready::Now } else { Ready::At(at) }
    }

    fn wake_first(&self) {
        if let Some((_, waker)) = self.queue.first_key_value() {
            waker.wake_by_ref();
        }
    }

    fn left(&mut self, quota: &Quota, key: Option<&str>, now: Instant) -> Left {
        let (left, max) = match (&mut self.meter, quota.kind) {
            (Meter::Window(window), Kind::Window { max, .. }) => (window.left(now), max),
            (Meter::Pace(pace), Kind::Pace { burst, .. }) => (pace.left(now), burst),
            (Meter::Concurrency { used, max }, _) => (max.saturating_sub(*used), *max),
            _ => (u32::MAX, u32::MAX),
        };
        Left {
            quota: quota.name.clone(),
            key: key.map(str::to_owned),
            left,
            max,
            lasts: match &mut self.meter {
                Meter::Window(window) => window.lasts(now),
                Meter::Open | Meter::Pace(_) | Meter::Concurrency { .. } => None,
            },
            waiting: self.queue.len(),
            held: self
                .held
                .and_then(|held| held.checked_duration_since(now))
                .filter(|held| *held > Duration::ZERO),
        }
    }

    /// Whether it is as good as new.
    fn is_idle(&mut self, now: Instant) -> bool {
        self.queue.is_empty()
            && self.held.is_none_or(|held| held <= now)
            && match &mut self.meter {
                Meter::Open => true,
                Meter::Window(window) => window.is_unused(now),
                Meter::Pace(pace) => pace.is_unused(now),
                Meter::Concurrency { used, .. } => *used == 0,
            }
    }
}

impl Meter {
    fn of(quota: &Quota, now: Instant) -> Self {
        match quota.kind {
            Kind::Pace { burst, period } => Meter::Pace(Pace::new(burst, period, now)),
            Kind::Window { max, per, margin } => Meter::Window(Window::new(max, per + margin)),
            Kind::Concurrency { max } => Meter::Concurrency { used: 0, max },
        }
    }
}

/// A place among the concurrent ones. Dropping it gives it back.
struct Lease {
    state: Arc<Mutex<State>>,
    index: usize,
    key: Option<Box<str>>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = state.slot(self.index, self.key.as_deref(), Instant::now()) {
            if let Meter::Concurrency { used, .. } = &mut slot.meter {
                *used = used.saturating_sub(1);
            }
            slot.wake_first();
        }
    }
}

/// A caller in a queue. It holds nothing but its ticket.
struct Waiting {
    state: Arc<Mutex<State>>,
    facts: Facts,
    deadline: Option<Instant>,
    ticket: u64,
    queued_at: Option<usize>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Future for Waiting {
    type Output = Result<Permit, Denied>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        loop {
            let now = Instant::now();
            let shared = this.state.clone();
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let key = this.facts.quota_key.as_deref();
            let Some(block) = state.look(&this.facts, this.ticket, now) else {
                let permit = state.take(&this.facts, this.ticket, now, &shared);
                if let Some(index) = this.queued_at.take() {
                    state.leave(index, key, this.ticket, now);
                }
                return Poll::Ready(Ok(permit));
            };
            if let Some(denied) = block.denied(&state, now, this.deadline) {
                if let Some(index) = this.queued_at.take() {
                    state.leave(index, key, this.ticket, now);
                }
                return Poll::Ready(Err(denied));
            }
            if let Some(index) = this.queued_at.take_if(|index| *index != block.index) {
                state.leave(index, key, this.ticket, now);
            }
            if let Some(slot) = state.slot(block.index, key, now) {
                slot.queue.insert(this.ticket, cx.waker().clone());
                this.queued_at = Some(block.index);
            }
            drop(state);
            let (Ready::At(at), true) = (block.ready, block.first) else {
                this.sleep = None;
                return Poll::Pending;
            };
            let sleep = match &mut this.sleep {
                Some(sleep) => {
                    sleep.as_mut().reset(at);
                    sleep
                }
                None => this.sleep.insert(Box::pin(sleep_until(at))),
            };
            if sleep.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(index) = self.queued_at.take() {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let key = self.facts.quota_key.as_deref();
            state.leave(index, key, self.ticket, Instant::now());
        }
    }
}
