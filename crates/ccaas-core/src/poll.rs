//! Long jobs: started, asked about, and waited for.

use std::future::{Future as _, IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::call::{Policy, Sending, policy_setters};
use crate::quota::Permit;
use crate::{BoxFuture, Client, Delivery, Error, ErrorKind, Facts, Operation, Vendor};

/// The time that a job may take, unless told otherwise.
const WITHIN: Duration = Duration::from_secs(3600);

/// An operation that starts a job, which another operation tells the state of.
pub trait Polled: Operation + Clone {
    /// What asks how the job stands.
    type Status: Operation<Vendor = Self::Vendor>;
    /// What is told of the job while it runs, and at its end.
    type State: Send + 'static;
    /// What the job is known by, in this process or another.
    type Job: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;

    /// What came of the start.
    fn started(&self, answer: Self::Output) -> Started<Self::Job, Self::State>;

    /// The operation that asks about a job.
    fn ask(job: &Self::Job) -> Self::Status;

    /// What an answer means.
    fn standing(answer: <Self::Status as Operation>::Output) -> Standing<Self::State>;

    /// When to ask.
    fn schedule() -> Schedule {
        Schedule::default()
    }
}

/// What came of starting a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started<J, S> {
    /// It goes on, and is known by this.
    Job(J),
    /// It is done already: some vendors make a job only of what takes long.
    Done(S),
    /// It goes on, and the vendor doesn't say what it is known by.
    Nameless,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<S> {
    /// It isn't known, as some vendors say of a job that was only just started. For a
    /// [while](Schedule::missing_for) that is no failure.
    Missing,
    /// It goes on.
    Running(S),
    /// It is done.
    Done(S),
    /// It has failed, for this reason.
    Failed(String),
}

/// When a job is asked about: after a first wait, and then after waits that grow by half each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    first: Duration,
    longest: Duration,
    missing: Duration,
}

impl Schedule {
    /// Asks after `first`, and then less and less often, but at least every `longest`.
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Schedule {
            first,
            longest,
            missing: Duration::from_secs(30),
        }
    }

    /// Sets for how long from the start a job may be [missing](Standing::Missing): 30 s by default.
    #[must_use]
    pub const fn missing_for(mut self, missing: Duration) -> Self {
        self.missing = missing;
        self
    }

    fn wait(&self, asked: u32) -> Duration {
        let grown = self.first.as_secs_f64() * 1.5_f64.powi(asked.min(64).cast_signed());
        let longest = self.longest.max(self.first);
        Duration::try_from_secs_f64(grown).map_or(longest, |grown| grown.min(longest))
    }
}

/// After 2 s, and at least every 30 s.
impl Default for Schedule {
    fn default() -> Self {
        Schedule::new(Duration::from_secs(2), Duration::from_secs(30))
    }
}

/// A long job at the vendor: a [`Stream`] of how it stands, or a future of how it ended.
///
/// From the start to the final state it holds its place in a
/// [concurrency](crate::quota::Quota::concurrency) quota that counts its start. Dropping it lets the job
/// go on at the vendor; [`job`](Poller::job), saved, picks it up again with [`Client::resume`], also in
/// another process.
///
/// ```
/// # use ccaas_core::doctest::{Acme, StartExport};
/// # async fn example(client: ccaas_core::Client<Acme>) -> Result<(), ccaas_core::Error> {
/// let done = client.poll(StartExport::new(17)).await?;
///
/// let mut export = client.poll(StartExport::new(17));
/// while let Some(state) = export.try_next().await? {
///     println!("{state}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the job can't be started, fails, or takes too long, the error comes once, and nothing after it.
/// When only a question failed, the next one is asked if the poller is polled again.
#[must_use = "a job isn't started until its poller is polled"]
pub struct Poller<O: Polled> {
    client: Client<O::Vendor>,
    policy: Policy,
    schedule: Schedule,
    state: State<O>,
    job: Option<O::Job>,
    lease: Option<Permit>,
    began: Option<Instant>,
    asked: u32,
    within: Duration,
    ends: Option<Pin<Box<Sleep>>>,
}

enum State<O: Polled> {
    Start(O),
    Resumed,
    /// It was done at once.
    Done(O::State),
    Starting(O, Sending<O::Output>),
    Waiting(Pin<Box<Sleep>>),
    Asking(Sending<<O::Status as Operation>::Output>),
    Over,
}

/// What asking has led to.
type Told<O> = Result<<O as Polled>::State, Error>;

impl<O: Polled> Poller<O> {
    pub(crate) fn start(client: Client<O::Vendor>, operation: O) -> Self {
        Poller::new(client, State::Start(operation), None)
    }

    pub(crate) fn resume(client: Client<O::Vendor>, job: O::Job) -> Self {
        let lease = client.occupy(&Facts::of(&O::SPEC));
        let mut poller = Poller::new(client, State::Resumed, Some(job));
        poller.lease = Some(lease);
        poller
    }

    fn new(client: Client<O::Vendor>, state: State<O>, job: Option<O::Job>) -> Self {
        let policy = client.policy();
        Poller {
            client,
            policy,
            schedule: O::schedule(),
            state,
            job,
            lease: None,
            began: None,
            asked: 0,
            within: WITHIN,
            ends: None,
        }
    }

    policy_setters!(policy);

    /// The time that the job may take, from the first poll on, waiting for its place included: an hour by
    /// default. Afterwards the job goes on at the vendor, and can be [resumed](Client::resume).
    pub fn overall_deadline(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// When to ask.
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// What the job is known by; `None` before it was started.
    pub fn job(&self) -> Option<&O::Job> {
        self.job.as_ref()
    }

    /// Waits until the job is started, and tells what it is known by: the earliest moment to save that. `None`
    /// if it was done at once, or has failed before.
    ///
    /// # Errors
    ///
    /// The job can't be started.
    ///
    /// ```
    /// # use ccaas_core::doctest::{Acme, StartExport};
    /// # async fn example(client: ccaas_core::Client<Acme>) -> Result<(), ccaas_core::Error> {
    /// let mut export = client.poll(StartExport::new(17));
    /// if let Some(job) = export.started().await? {
    ///     println!("started as {job}"); // saved where another process finds it
    /// }
    /// let done = export.await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn started(&mut self) -> Result<Option<&O::Job>, Error> {
        if self.job.is_none() {
            poll_fn(|cx| self.poll_started(cx)).await?;
        }
        Ok(self.job.as_ref())
    }

    /// How the job stands now, or `None` when it has come to its end.
    ///
    /// # Errors
    ///
    /// See [`Poller`].
    pub async fn try_next(&mut self) -> Result<Option<O::State>, Error> {
        poll_fn(|cx| self.poll_status(cx)).await.transpose()
    }

    /// Ready when the job is started, or can't be.
    fn poll_started(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.began.get_or_insert_with(Instant::now);
        if let State::Start(operation) = &self.state {
            // To wait for a place is part of the job's time, not of a call's.
            let mut policy = self.policy.clone();
            policy.options.deadline = Some(self.within);
            policy.options.keeps_lease = true;
            let call = policy.begin(&self.client, operation, O::decode);
            self.state = State::Starting(operation.clone(), call);
        }
        let State::Starting(operation, call) = &mut self.state else {
            return Poll::Ready(Ok(()));
        };
        let answer = match Pin::new(&mut *call).poll(cx) {
            Poll::Ready(answer) => answer,
            Poll::Pending => {
                let Some(late) = ready!(self.poll_end(cx)) else {
                    return Poll::Ready(Ok(()));
                };
                return Poll::Ready(late.map(drop));
            }
        };
        let error = match answer.map(|answer| operation.started(answer)) {
            Ok(Started::Job(job)) => {
                self.lease = call.take_lease();
                self.job = Some(job);
                self.state = self.wait();
                return Poll::Ready(Ok(()));
            }
            Ok(Started::Done(state)) => {
                self.state = State::Done(state);
                return Poll::Ready(Ok(()));
            }
            Ok(Started::Nameless) => self.failed("the vendor doesn't say which job it is"),
            Err(error) => error,
        };
        self.state = State::Over;
        Poll::Ready(Err(error))
    }

    fn poll_status(&mut self, cx: &mut Context<'_>) -> Poll<Option<Told<O>>> {
        let began = *self.began.get_or_insert_with(Instant::now);
        if let Err(error) = ready!(self.poll_started(cx)) {
            return Poll::Ready(Some(Err(error)));
        }
        if matches!(self.state, State::Done(_))
            && let State::Done(state) = std::mem::replace(&mut self.state, State::Over)
        {
            return Poll::Ready(Some(Ok(state)));
        }
        loop {
            let next = match &mut self.state {
                // It was started above, and what was done at once was told.
                State::Over | State::Start(_) | State::Starting(..) | State::Done(_) => {
                    return Poll::Ready(None);
                }
                State::Waiting(sleep) => {
                    if sleep.as_mut().poll(cx).is_pending() {
                        return self.poll_end(cx);
                    }
                    self.ask()
                }
                State::Resumed => self.ask(),
                State::Asking(call) => {
                    let Poll::Ready(answer) = Pin::new(call).poll(cx) else {
                        return self.poll_end(cx);
                    };
                    self.asked = self.asked.saturating_add(1);
                    let answer = match answer {
                        Ok(answer) => answer,
                        Err(error) => {
                            self.state = self.wait();
                            return Poll::Ready(Some(Err(error)));
                        }
                    };
                    match O::standing(answer) {
                        Standing::Missing if began.elapsed() < self.schedule.missing => self.wait(),
                        Standing::Missing => {
                            let error = self.failed("the vendor doesn't know the job");
                            return self.over(Err(error));
                        }
                        Standing::Failed(reason) => {
                            let error = self.failed(format!("the job failed: {reason}"));
                            return self.over(Err(error));
                        }
                        Standing::Done(state) => return self.over(Ok(state)),
                        Standing::Running(state) => {
                            self.state = self.wait();
                            return Poll::Ready(Some(Ok(state)));
                        }
                    }
                }
            };
            self.state = next;
        }
    }

    fn ask(&self) -> State<O> {
        let Some(job) = &self.job else {
            return State::Over;
        };
        let ask = O::ask(job);
        State::Asking(self.policy.begin(&self.client, &ask, O::Status::decode))
    }

    fn wait(&self) -> State<O> {
        let wait = self.schedule.wait(self.asked);
        State::Waiting(Box::pin(sleep_until(Instant::now() + wait)))
    }

    /// Ready when the job has taken too long.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<Option<Told<O>>> {
        if self.ends.is_none() {
            // What no clock can reach is no deadline.
            let began = *self.began.get_or_insert_with(Instant::now);
            let ends = began.checked_add(self.within);
            self.ends = ends.map(|ends| Box::pin(sleep_until(ends)));
        }
        let Some(ends) = &mut self.ends else {
            return Poll::Pending;
        };
        ready!(ends.as_mut().poll(cx));
        let error = Error::new(ErrorKind::Timeout, "the job takes longer than it may");
        let error = match &self.state {
            State::Starting(_, call) => call.ended_by(error),
            _ => self.about(error),
        };
        self.over(Err(error))
    }

    fn over(&mut self, last: Told<O>) -> Poll<Option<Told<O>>> {
        self.state = State::Over;
        self.lease = None;
        Poll::Ready(Some(last))
    }

    fn failed(&self, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        self.about(Error::new(ErrorKind::Job, message))
    }

    fn about(&self, error: Error) -> Error {
        let mut error = error
            .with_delivery(Delivery::Answered)
            .of(<O::Vendor as Vendor>::NAME, O::SPEC.id.into());
        let elapsed = self.began.map(|began| began.elapsed());
        error.counted(self.asked, elapsed.unwrap_or_default());
        error
    }
}

impl<O: Polled> Unpin for Poller<O> {}

impl<O: Polled> Stream for Poller<O> {
    type Item = Told<O>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_status(cx)
    }
}

/// Waits for the end of the job, and gives its last state.
impl<O: Polled> IntoFuture for Poller<O> {
    type Output = Told<O>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut last = None;
            while let Some(state) = self.try_next().await? {
                last = Some(state);
            }
            last.ok_or_else(|| self.failed("the job had come to its end before"))
        })
    }
}

impl<O: Polled> std::fmt::Debug for Poller<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Poller")
            .field("operation", &O::SPEC.id)
            .field("started", &self.job.is_some())
            .field("asked", &self.asked)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn waits_grow_up_to_the_longest(first in 0_u64..1_000, longest in 0_u64..10_000, asked: u32) {
            let schedule = Schedule::new(Duration::from_secs(first), Duration::from_secs(longest));
            let (wait, next) = (schedule.wait(asked), schedule.wait(asked.saturating_add(1)));
            prop_assert!(wait >= Duration::from_secs(first) && wait <= next);
            prop_assert!(next <= Duration::from_secs(longest.max(first)));
        }
    }
}
