//! A step of the tour, and how it is taken.

use std::time::Instant;

use ccaas::quota::Quota;
use ccaas::{Call, Client, Direction, Effect, Environment, Error, Operation, Paged, Spec};
use ccaas_sandbox::{Fault, Sandbox};
use indicatif::ProgressBar;
use jiff::Timestamp;

use super::report::{Row, Status};
use super::watch::Watch;
use crate::failure::{Failure, in_full};
use crate::vendors::{AGENT, Known, Later, Rows};

/// A list at a vendor can be long; so much of it shows that the pages turn.
const PAGES: usize = 5;

/// One operation, called in one way.
///
/// An operation can have several steps, each a row of the table; one without any is missing from the
/// tour, and fails it.
///
/// ```ignore
/// Step::of::<GetCase>(async |tour| {
///     let id = need(&tour.seen.case, "cases.create")?;
///     let case = tour.send(GetCase::new(id)).await?;
///     tour.note(format!("its subject is {:?}", case.subject));
///     Ok(())
/// }),
/// ```
pub(crate) struct Step<V: Known> {
    spec: Spec,
    changes: bool,
    run: Box<dyn Run<V>>,
}

impl<V: Known> Step<V> {
    /// A step that calls `O`. What more than reads is taken to change data.
    pub(crate) fn of<O: Operation<Vendor = V>>(
        run: impl AsyncFn(&mut Visit<V>) -> Result<(), Halt> + 'static,
    ) -> Self {
        Step {
            spec: O::SPEC,
            changes: O::SPEC.effect != Effect::Read,
            run: Box::new(run),
        }
    }

    /// Says that it changes no data after all, as a login doesn't.
    pub(crate) fn harmless(mut self) -> Self {
        self.changes = false;
        self
    }

    /// Whether it changes data.
    pub(crate) fn changes(&self) -> bool {
        self.changes
    }

    /// The operation's id.
    pub(crate) fn operation(&self) -> &'static str {
        self.spec.id
    }
}

/// What a step does. Implemented for every suitable async closure, which can't be boxed by itself.
trait Run<V: Known> {
    fn run<'a>(&'a self, visit: &'a mut Visit<V>) -> Later<'a, Result<(), Halt>>;
}

impl<V: Known, F: AsyncFn(&mut Visit<V>) -> Result<(), Halt>> Run<V> for F {
    fn run<'a>(&'a self, visit: &'a mut Visit<V>) -> Later<'a, Result<(), Halt>> {
        Box::pin(self(visit))
    }
}

/// Why a step ends before its end.
#[derive(Debug)]
pub(crate) enum Halt {
    /// It failed.
    Failed(String),
    /// It can't be taken here. In the sandbox, where everything can be had, that is a failure.
    Skip(String),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Halt::Failed(in_full(&error))
    }
}

/// What an earlier step has found.
pub(crate) fn need<T: Clone>(found: &Option<T>, from: &str) -> Result<T, Halt> {
    found
        .clone()
        .ok_or_else(|| Halt::Skip(format!("needs what {from} gives")))
}

/// Fails a step whose reply isn't what it has to be.
pub(crate) fn expect(met: bool, expected: &str) -> Result<(), Halt> {
    if met {
        Ok(())
    } else {
        Err(Halt::Failed(format!("expected {expected}")))
    }
}

/// Where a vendor is visited, and what may be done there.
pub(crate) struct Errand {
    /// The settings.
    pub(crate) environment: Environment,
    /// The sandbox that plays the vendor; `None` at the vendor itself.
    pub(crate) sandbox: Option<Sandbox>,
    /// Whether data may be changed.
    pub(crate) may_change: bool,
    /// Where the progress shows.
    pub(crate) bar: ProgressBar,
}

/// The tour of one vendor, under way: what its steps work with.
pub(crate) struct Visit<V: Known> {
    /// The client.
    pub(crate) client: Client<V>,
    /// What the steps hand on to each other.
    pub(crate) seen: V::Seen,
    errand: Errand,
    watch: Watch,
    quotas: Vec<Quota>,
    notes: Vec<String>,
}

/// What steps work with.
impl<V: Known> Visit<V> {
    /// Sends an operation.
    pub(crate) fn send<O: Operation<Vendor = V>>(&self, operation: O) -> Call<O> {
        self.client.send(operation)
    }

    /// Reads a list, its first pages at least, and notes how many of what it held.
    pub(crate) async fn list<O: Paged<Vendor = V>>(
        &mut self,
        list: O,
        of_what: &str,
    ) -> Result<Vec<O::Item>, Halt> {
        let mut pages = self.client.pages(list);
        let mut items = Vec::new();
        let mut turned = 0;
        while turned < PAGES && pages.cursor().is_some() {
            let Some(page) = pages.try_next().await? else {
                break;
            };
            items.extend(page);
            turned += 1;
        }
        let more = if pages.cursor().is_some() {
            ", and there are more"
        } else {
            ""
        };
        let plural = if turned == 1 { "" } else { "s" };
        self.note(format!(
            "{} {of_what} on {turned} page{plural}{more}",
            items.len()
        ));
        Ok(items)
    }

    /// Tells something worth seeing.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// An environment variable of the vendor's. Without it the step is skipped.
    pub(crate) fn variable(&self, name: &str) -> Result<String, Halt> {
        self.errand
            .environment
            .optional(name)
            .ok_or_else(|| Halt::Skip(format!("{name} is not set")))
    }

    /// Asks the person at the terminal. Where there is none, the step is skipped.
    pub(crate) fn ask(&self, question: &str) -> Result<String, Halt> {
        use std::io::{IsTerminal, stdin};
        let skip = || Halt::Skip(format!("nobody is there to tell {question}"));
        if !stdin().is_terminal() {
            return Err(skip());
        }
        let answer = self
            .errand
            .bar
            .suspend(|| super::ask(&format!("{question}: ")))
            .map_err(|error| Halt::Failed(error.to_string()))?;
        if answer.is_empty() {
            Err(skip())
        } else {
            Ok(answer)
        }
    }

    /// The sandbox that plays the vendor, for what it can do beside: faults, time, mail. `None` at the
    /// vendor itself.
    pub(crate) fn sandbox(&self) -> Option<&Sandbox> {
        self.errand.sandbox.as_ref()
    }

    /// The present, there.
    pub(crate) fn now(&self) -> Timestamp {
        self.sandbox().map_or_else(Timestamp::now, Sandbox::now)
    }

    /// Lets the next request fail, in the sandbox.
    pub(crate) fn trouble(&self, fault: Fault) {
        if let Some(sandbox) = self.sandbox() {
            sandbox.inject(fault.vendor(V::NAME));
        }
    }

    /// Leaves the client with a token that no longer works, in the sandbox: a program does the same
    /// that puts back a token which it has kept for too long.
    pub(crate) fn expire_token(&mut self) -> Result<(), Halt> {
        if let Some(sandbox) = self.sandbox() {
            sandbox.expire_tokens();
            self.reconnect()?;
        }
        Ok(())
    }

    /// Changes the client's quotas, in the sandbox.
    pub(crate) fn set_quotas(&mut self, quotas: Vec<Quota>) -> Result<(), Halt> {
        if self.sandbox().is_some() {
            self.quotas = quotas;
            self.reconnect()?;
        }
        Ok(())
    }

    /// A new client, with the token of the one before.
    fn reconnect(&mut self) -> Result<(), Error> {
        let mut builder = Client::builder(V::from_environment(&self.errand.environment)?)
            .user_agent(AGENT)
            .limiter(self.watch.limiter(self.quotas.clone()))
            .attempt_layer(self.watch.clone());
        if let Some(token) = self.client.export_token() {
            builder = builder.token(token);
        }
        self.client = builder.build()?;
        Ok(())
    }
}

/// What the tour does with them.
impl<V: Known> Visit<V> {
    fn begin(errand: Errand) -> Result<Self, Failure> {
        let vendor = V::from_environment(&errand.environment)?;
        let mut visit = Visit {
            quotas: vendor.quotas(),
            client: Client::new(vendor)?,
            seen: V::Seen::default(),
            watch: Watch::new(errand.bar.clone()),
            errand,
            notes: Vec::new(),
        };
        visit.reconnect()?;
        Ok(visit)
    }

    /// Takes every step, and looks for the operations that have none.
    pub(crate) async fn tour(errand: Errand, rows: Rows<'_>) -> Result<(), Failure> {
        let mut visit = Visit::<V>::begin(errand)?;
        let steps = V::steps();
        for step in &steps {
            rows(visit.take(step).await)?;
        }
        for spec in without_step(V::OPERATIONS, &steps) {
            rows(Row::new(V::NAME, spec, Status::Missing).error("the tour has no step for it"))?;
        }
        Ok(())
    }

    async fn take(&mut self, step: &Step<V>) -> Row {
        let row = |status| Row::new(V::NAME, &step.spec, status);
        if step.changes && !self.errand.may_change {
            return row(Status::Skipped).error("changes data; --yes runs it");
        }
        let id = step.spec.id;
        self.errand.bar.set_prefix(V::NAME);
        self.errand.bar.set_message(id);
        self.watch.take();
        let began = Instant::now();
        let result = step.run.run(self).await;
        let elapsed = began.elapsed();
        let seen = self.watch.take();
        let row = match result {
            // A step that calls something else proves nothing about its operation.
            Ok(()) if seen.attempts(id) == 0 => {
                row(Status::Failed).error("its step didn't call it")
            }
            Ok(()) => row(Status::Ok),
            Err(Halt::Skip(reason)) if self.sandbox().is_none() => {
                row(Status::Skipped).error(reason)
            }
            Err(Halt::Failed(reason) | Halt::Skip(reason)) => row(Status::Failed).error(reason),
        };
        let mut notes = seen.notes();
        notes.append(&mut self.notes);
        row.seen(seen.status(id), seen.attempts(id), elapsed, notes)
    }
}

fn without_step<'a, V: Known>(
    operations: &'a [Spec],
    steps: &[Step<V>],
) -> impl Iterator<Item = &'a Spec> {
    operations
        .iter()
        .filter(|spec| spec.direction == Direction::Outbound)
        .filter(|spec| !steps.iter().any(|step| step.spec.id == spec.id))
}

#[cfg(test)]
mod tests {
    use ccaas::wesal_pulse::{self, WesalPulse, me::GetMe, oauth::CreateToken};
    use ccaas::wesal_voc::surveys::UpsertSurvey;
    use ccaas::wesal_voc::{WesalVoc, surveys::ListSurveys};
    use ccaas::wisecx::{self, WiseCx};

    use super::*;

    async fn visit(may_change: bool) -> Visit<WesalPulse> {
        let sandbox = Sandbox::start().await.unwrap();
        let access = sandbox.vendor("wesal-pulse").unwrap();
        let errand = Errand {
            environment: Environment::from_pairs(access.env().iter().cloned()),
            sandbox: Some(sandbox),
            may_change,
            bar: ProgressBar::hidden(),
        };
        Visit::begin(errand).unwrap()
    }

    async fn take(visit: &mut Visit<WesalPulse>, step: Step<WesalPulse>) -> String {
        format!("{:?}", visit.take(&step).await)
    }

    #[test]
    fn a_step_changes_data_unless_it_reads_or_says_otherwise() {
        let nothing = async |_: &mut Visit<WesalVoc>| Ok(());
        assert!(!Step::of::<ListSurveys>(nothing).changes());
        assert!(Step::of::<UpsertSurvey>(nothing).changes());
        assert!(!Step::of::<UpsertSurvey>(nothing).harmless().changes());
    }

    #[test]
    fn an_operation_without_a_step_is_found() {
        let one = [Step::of::<GetMe>(async |_| Ok(()))];
        let missing = without_step(wesal_pulse::OPERATIONS, &one).map(|spec| spec.id);
        let others = wesal_pulse::OPERATIONS.iter().map(|spec| spec.id);
        assert!(missing.eq(others.filter(|id| *id != "me.get")));
    }

    #[test]
    fn what_the_vendor_calls_needs_no_step() {
        let missing = without_step::<WiseCx>(wisecx::OPERATIONS, &[]);
        assert_eq!(missing.count(), wisecx::registry::ENTRIES.len());
    }

    #[tokio::test]
    async fn a_step_has_to_call_its_operation() {
        let mut visit = visit(true).await;
        let idle = Step::of::<GetMe>(async |_| Ok(()));
        let row = take(&mut visit, idle).await;
        assert!(
            row.contains("Failed") && row.contains("didn't call it"),
            "{row}"
        );
    }

    #[tokio::test]
    async fn what_can_not_be_had_is_a_failure_in_the_sandbox_only() {
        let needy = || {
            Step::of::<GetMe>(async |_: &mut Visit<WesalPulse>| {
                need(&None::<u8>, "cases.create").map(drop)
            })
        };
        let mut visit = visit(true).await;
        let row = take(&mut visit, needy()).await;
        assert!(
            row.contains("Failed") && row.contains("needs what cases.create gives"),
            "{row}"
        );
        visit.errand.sandbox = None;
        let row = take(&mut visit, needy()).await;
        assert!(row.contains("Skipped"), "{row}");
    }

    #[tokio::test]
    async fn what_changes_data_is_not_called_without_leave() {
        let mut visit = visit(false).await;
        let step = || {
            Step::of::<CreateToken>(async |tour: &mut Visit<WesalPulse>| {
                tour.send(CreateToken::new()).await?;
                Ok(())
            })
        };
        let row = take(&mut visit, step()).await;
        assert!(row.contains("Skipped") && row.contains("--yes"), "{row}");
        assert!(visit.sandbox().unwrap().requests().is_empty());
        let row = take(&mut visit, step().harmless()).await;
        assert!(row.contains("status: Ok"), "{row}");
    }

    #[tokio::test]
    async fn a_failed_call_is_a_failed_step_with_its_status() {
        let mut visit = visit(true).await;
        let step = Step::of::<GetMe>(async |tour| {
            tour.trouble(Fault::status(400));
            tour.send(GetMe::new()).await?;
            Ok(())
        });
        // The fault hits the login that the call needs.
        let row = take(&mut visit, step).await;
        assert!(row.contains("Failed"), "{row}");
        assert!(row.contains("no token could be had"), "{row}");
    }
}
