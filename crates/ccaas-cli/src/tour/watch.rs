//! Sees what happens to the calls of a tour.
//!
//! Two places of a client tell all of it: a layer around each attempt sees what was sent and what
//! came back, and a limiter around the client's own sees who waits for a quota, and that the client
//! logs in by itself. The notes of a step are made from this and from nothing else, so none of them
//! can claim what didn't happen.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use ccaas::quota::{Acquire, InMemory, Left, Limiter, Permit, Quota};
use ccaas::{
    BoxError, BoxFuture, Error, ErrorKind, Facts, Hold, LayeredService, Reply, Request, middleware,
};
use indicatif::ProgressBar;
use tower::{Layer, Service};

use super::report::shown;

/// A wait shorter than this isn't worth a word.
const WORTH_TELLING: Duration = Duration::from_millis(20);

/// Something that happened.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// An attempt, from when it left to when it ended.
    Attempt {
        operation: String,
        began: Instant,
        ended: Instant,
        status: Option<u16>,
        /// Why it failed.
        failure: Option<ErrorKind>,
    },
    /// The client logged in by itself.
    Login { operation: String },
    /// A call waited for a quota.
    Waited {
        quota: Option<String>,
        time: Duration,
    },
}

/// What happened since the last look.
#[derive(Clone)]
pub(super) struct Watch {
    events: Arc<Mutex<Vec<Event>>>,
    bar: ProgressBar,
}

impl Watch {
    pub(super) fn new(bar: ProgressBar) -> Self {
        Watch {
            events: Arc::default(),
            bar,
        }
    }

    /// A limiter of these quotas that tells who waits.
    pub(super) fn limiter(&self, quotas: Vec<Quota>) -> Arc<dyn Limiter> {
        Arc::new(WatchedLimiter {
            inner: InMemory::new(quotas),
            watch: self.clone(),
        })
    }

    /// What happened since the last look.
    pub(super) fn take(&self) -> Seen {
        Seen(std::mem::take(&mut *self.events()))
    }

    fn note(&self, event: Event) {
        self.events().push(event);
    }

    fn events(&self) -> MutexGuard<'_, Vec<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells whoever looks at the progress bar why nothing moves.
    fn show(&self, operation: &str, what: &str) {
        self.bar.set_message(format!("{operation}: {what}"));
    }
}

impl Layer<LayeredService> for Watch {
    type Service = Watched;

    fn layer(&self, inner: LayeredService) -> Watched {
        Watched {
            inner,
            watch: self.clone(),
        }
    }
}

/// Tells of each attempt.
#[derive(Clone)]
pub(super) struct Watched {
    inner: LayeredService,
    watch: Watch,
}

impl Service<Request> for Watched {
    type Response = Reply;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Reply, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let operation =
            middleware::facts(&request).map_or_else(String::new, |facts| facts.id.to_string());
        let watch = self.watch.clone();
        watch.show(&operation, "sent");
        let began = Instant::now();
        let sending = self.inner.call(request);
        Box::pin(async move {
            let result = sending.await;
            let (status, failure) = match &result {
                Ok(reply) => (Some(reply.status), None),
                Err(error) => match error.downcast_ref::<Error>() {
                    Some(error) => (error.status(), Some(error.kind())),
                    None => (None, Some(ErrorKind::Transport)),
                },
            };
            let status = status.map(|status| status.as_u16());
            if let Some(failure) = failure {
                watch.show(&operation, &trouble(status, failure));
            }
            watch.note(Event::Attempt {
                operation,
                began,
                ended: Instant::now(),
                status,
                failure,
            });
            result
        })
    }
}

/// Tells of each wait.
struct WatchedLimiter {
    inner: InMemory,
    watch: Watch,
}

impl WatchedLimiter {
    /// The quota that has nothing left for this call.
    fn spent(&self, facts: &Facts) -> Option<String> {
        let key = facts.quota_key.as_deref();
        self.inner
            .left()
            .into_iter()
            .find(|left| {
                (left.left == 0 || left.held.is_some())
                    && (left.key.is_none() || left.key.as_deref() == key)
            })
            .map(|left| left.quota.into_owned())
    }
}

impl Limiter for WatchedLimiter {
    fn acquire(&self, facts: &Facts, deadline: Option<tokio::time::Instant>) -> Acquire {
        if facts.login {
            self.watch.note(Event::Login {
                operation: facts.id.to_string(),
            });
        }
        let wait = match self.inner.acquire(facts, deadline) {
            Acquire::Wait(wait) => wait,
            ready => return ready,
        };
        let quota = self.spent(facts);
        self.watch.show(
            &facts.id,
            &match &quota {
                Some(quota) => format!("waiting for the quota \"{quota}\""),
                None => "held back".to_owned(),
            },
        );
        let watch = self.watch.clone();
        let began = Instant::now();
        Acquire::Wait(Box::pin(async move {
            let result = wait.await;
            watch.note(Event::Waited {
                quota,
                time: began.elapsed(),
            });
            result
        }))
    }

    fn occupy(&self, facts: &Facts) -> Permit {
        self.inner.occupy(facts)
    }

    fn hold(&self, facts: &Facts, hold: &Hold) {
        self.inner.hold(facts, hold);
    }

    fn left(&self) -> Vec<Left> {
        self.inner.left()
    }
}

/// What happened in one step.
#[derive(Debug, Default)]
pub(super) struct Seen(Vec<Event>);

impl Seen {
    /// How many attempts of an operation there were.
    pub(super) fn attempts(&self, operation: &str) -> usize {
        self.0
            .iter()
            .filter(|event| event.is_attempt_of(operation))
            .count()
    }

    /// The status of the last one.
    pub(super) fn status(&self, operation: &str) -> Option<u16> {
        let last = self.0.iter().rfind(|event| event.is_attempt_of(operation));
        match last {
            Some(Event::Attempt { status, .. }) => *status,
            _ => None,
        }
    }

    /// What is worth telling, in the order in which it happened.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut refused = None;
        for (index, event) in self.0.iter().enumerate() {
            let rest = self.0.get(index + 1..).unwrap_or_default();
            match event {
                Event::Login { operation } => notes.push(match refused.take() {
                    Some(status) => {
                        format!("the token was refused ({status}), logged in again by {operation}")
                    }
                    None => format!("logged in by itself, by {operation}"),
                }),
                Event::Waited { quota, time } if *time >= WORTH_TELLING => {
                    notes.push(match quota {
                        Some(quota) => {
                            format!("waited {} for the quota \"{quota}\"", shown(*time))
                        }
                        None => format!("held back for {}", shown(*time)),
                    })
                }
                Event::Waited { .. } => {}
                // The refusal of a token is told with the login that follows it.
                Event::Attempt {
                    failure: Some(ErrorKind::Auth),
                    status: Some(status),
                    ..
                } if matches!(rest.first(), Some(Event::Login { .. })) => refused = Some(*status),
                Event::Attempt { .. } => notes.extend(event.repeated(rest)),
            }
        }
        notes
    }
}

impl Event {
    fn is_attempt_of(&self, wanted: &str) -> bool {
        matches!(self, Event::Attempt { operation, .. } if operation == wanted)
    }

    /// That a failed attempt was not the end, if it wasn't.
    fn repeated(&self, rest: &[Event]) -> Option<String> {
        let Event::Attempt {
            operation,
            ended,
            status,
            failure: Some(failure),
            ..
        } = self
        else {
            return None;
        };
        let next = rest.iter().find(|next| next.is_attempt_of(operation))?;
        let Event::Attempt {
            began,
            failure: again,
            ..
        } = next
        else {
            return None;
        };
        Some(format!(
            "{} {}, sent again {} later",
            if again.is_none() { "survived" } else { "got" },
            trouble(*status, *failure),
            shown(began.duration_since(*ended)),
        ))
    }
}

/// What went wrong with an attempt, in a few words.
fn trouble(status: Option<u16>, failure: ErrorKind) -> String {
    match (failure, status) {
        (ErrorKind::Gateway, Some(status)) => format!("a proxy's page ({status})"),
        (ErrorKind::Transport, Some(_)) => "a reply that broke off".to_owned(),
        (ErrorKind::Transport, None) => "a lost connection".to_owned(),
        (ErrorKind::Timeout, _) => "a timeout".to_owned(),
        (_, Some(status)) => format!("a {status}"),
        (failure, None) => format!("an error ({})", failure.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATION: &str = "cases.get";

    fn attempt(status: Option<u16>, failure: Option<ErrorKind>) -> Event {
        let now = Instant::now();
        Event::Attempt {
            operation: OPERATION.to_owned(),
            began: now,
            ended: now,
            status,
            failure,
        }
    }

    fn login() -> Event {
        Event::Login {
            operation: "auth.login".to_owned(),
        }
    }

    fn waited(millis: u64) -> Event {
        Event::Waited {
            quota: Some("minute".to_owned()),
            time: Duration::from_millis(millis),
        }
    }

    #[test]
    fn nothing_happened_is_nothing_told() {
        let seen = Seen(vec![attempt(Some(200), None)]);
        assert!(seen.notes().is_empty());
        assert_eq!(
            (seen.attempts(OPERATION), seen.status(OPERATION)),
            (1, Some(200))
        );
        assert_eq!((seen.attempts("x"), seen.status("x")), (0, None));
    }

    #[test]
    fn a_refused_token_is_told_with_the_login_that_follows() {
        let refused = attempt(Some(401), Some(ErrorKind::Auth));
        let seen = Seen(vec![refused, login(), attempt(Some(200), None)]);
        assert_eq!(
            seen.notes(),
            ["the token was refused (401), logged in again by auth.login"]
        );
        let first = Seen(vec![login(), attempt(Some(200), None)]);
        assert_eq!(first.notes(), ["logged in by itself, by auth.login"]);
    }

    #[test]
    fn a_fault_is_survived_only_if_the_next_attempt_worked() {
        let failed = || attempt(Some(503), Some(ErrorKind::Api));
        let seen = Seen(vec![failed(), failed(), attempt(Some(200), None)]);
        assert_eq!(
            seen.notes(),
            [
                "got a 503, sent again 0 ms later",
                "survived a 503, sent again 0 ms later"
            ]
        );
        let end = Seen(vec![failed()]);
        assert!(end.notes().is_empty(), "it was the last attempt");
        assert_eq!(end.status(OPERATION), Some(503));
    }

    #[test]
    fn a_wait_is_told_if_it_was_one() {
        let seen = Seen(vec![waited(2), waited(1_500), attempt(Some(200), None)]);
        assert_eq!(seen.notes(), ["waited 1.5 s for the quota \"minute\""]);
    }
}
