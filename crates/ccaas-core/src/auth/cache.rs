//! The token that a client's callers share.
//!
//! Reading it takes no lock. Getting a new one is a single future that every caller in need polls:
//! whoever is dropped, the others drive it on, and when the last one is gone, it is gone too. So it
//! needs no task, and nothing is half done.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use futures_util::FutureExt;
use futures_util::future::Shared;
use http::header::HeaderValue;
use secrecy::SecretString;
use tokio::time::Instant;

use super::token::Saved;
use super::{Applied, Credentials, Grant, Login, Scheme, Token, TokenSource};
use crate::{BoxFuture, Error};

/// A token younger than this that is refused isn't the reason for the refusal.
const YOUNG: Duration = Duration::from_secs(60);
/// How long before its end a token is renewed: a tenth of its life, and at most this.
const EARLIEST: Duration = Duration::from_secs(300);
/// After a renewal that failed while the old token still works, this long until the next try.
const PAUSE: Duration = Duration::from_secs(30);

type Flight = Shared<BoxFuture<'static, Result<(), Arc<Error>>>>;

/// Keeps a token, and gets a new one when it has to.
///
/// However many callers find the token missing, one login is made. It is renewed before it runs
/// out, by one caller, while the others go on with the old one. When it is refused, it is renewed
/// once for all who carried it; a token that is refused within a minute of having been obtained is
/// taken as a lack of permission, so that a vendor which answers alike in both cases sees no storm
/// of logins.
pub struct TokenCache {
    source: Arc<dyn TokenSource>,
    scheme: Scheme,
    held: ArcSwapOption<Held>,
    lane: Mutex<Lane>,
}

struct Held {
    token: Token,
    header: HeaderValue,
    generation: u64,
    /// `None` for a token that was put back: nobody knows how old it is.
    obtained: Option<Instant>,
    renew_at: Option<Instant>,
    ends_at: Option<Instant>,
}

#[derive(Default)]
struct Lane {
    flight: Option<Flight>,
    generation: u64,
    refresh: Option<SecretString>,
    no_renewal_before: Option<Instant>,
}

impl TokenCache {
    /// A cache of the tokens that `source` gets, sent as `scheme` says.
    pub fn new(scheme: Scheme, source: impl TokenSource) -> Arc<Self> {
        Arc::new(TokenCache {
            source: Arc::new(source),
            scheme,
            held: ArcSwapOption::empty(),
            lane: Mutex::default(),
        })
    }

    pub(super) fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn lane(&self) -> MutexGuard<'_, Lane> {
        self.lane.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The header's value, or that a login is needed.
    pub(super) fn header(&self) -> Result<(HeaderValue, Grant), Applied> {
        let held = self.held.load();
        let Some(held) = held.as_ref() else {
            return Err(Applied::NeedsLogin);
        };
        if let Some(renew_at) = held.renew_at {
            let now = Instant::now();
            if now >= renew_at {
                let over = held.ends_at.is_some_and(|ends_at| now >= ends_at);
                if over || self.should_renew_early(now) {
                    return Err(Applied::NeedsLogin);
                }
            }
        }
        Ok((held.header.clone(), Grant(held.generation)))
    }

    /// One caller renews a token that still works; the others need not wait.
    fn should_renew_early(&self, now: Instant) -> bool {
        let lane = self.lane();
        let driven = lane
            .flight
            .as_ref()
            .is_some_and(|flight| flight.strong_count() > Some(1));
        !driven && lane.no_renewal_before.is_none_or(|at| now >= at)
    }

    /// Waits for the one login that is under way, or begins it.
    pub(super) fn renew(self: &Arc<Self>, login: Login) -> BoxFuture<'static, Result<(), Error>> {
        let mut lane = self.lane();
        let flight = lane.flight.get_or_insert_with(|| self.begin(login)).clone();
        drop(lane);
        let passenger = Passenger {
            cache: self.clone(),
            flight: Some(flight),
        };
        Box::pin(passenger.fly())
    }

    /// The login itself. It holds the cache weakly: the cache holds it.
    fn begin(self: &Arc<Self>, login: Login) -> Flight {
        let cache: Weak<TokenCache> = Arc::downgrade(self);
        let source = self.source.clone();
        async move {
            let refresh = cache
                .upgrade()
                .and_then(|cache| cache.lane().refresh.clone());
            let result = source.obtain(login, refresh).await;
            let Some(cache) = cache.upgrade() else {
                return Ok(());
            };
            let stored = result.and_then(|token| cache.store(token, Some(Instant::now())));
            let mut lane = cache.lane();
            // A refused login is an answer, not the end: the next caller tries again.
            lane.flight = None;
            lane.no_renewal_before = match &stored {
                Ok(()) => None,
                Err(_) => Some(Instant::now() + PAUSE),
            };
            drop(lane);
            stored.map_err(Arc::new)
        }
        .boxed()
        .shared()
    }

    fn store(&self, token: Token, obtained: Option<Instant>) -> Result<(), Error> {
        let header = self.scheme.header(&token.access)?;
        let now = Instant::now();
        let ends_at = token
            .lifetime
            .and_then(|lifetime| now.checked_add(lifetime));
        let renew_at = token.lifetime.and_then(|lifetime| {
            let early = (lifetime / 10).min(EARLIEST);
            now.checked_add(lifetime.saturating_sub(early))
        });
        let mut lane = self.lane();
        lane.generation += 1;
        lane.refresh = token.refresh.clone();
        self.held.store(Some(Arc::new(Held {
            token,
            header,
            generation: lane.generation,
            obtained,
            renew_at,
            ends_at,
        })));
        Ok(())
    }

    fn still_works(&self) -> bool {
        self.held
            .load()
            .as_ref()
            .is_some_and(|held| held.ends_at.is_none_or(|at| Instant::now() < at))
    }

    /// The token of `grant` was refused. True if the call is worth one more try.
    pub(super) fn refused(&self, grant: Grant) -> bool {
        let held = self.held.load_full();
        let Some(held) = held.filter(|held| held.generation == grant.0) else {
            // Somebody has renewed it meanwhile, or had it dropped: just repeat.
            return true;
        };
        let young = held
            .obtained
            .is_some_and(|obtained| obtained.elapsed() < YOUNG);
        if young {
            return false;
        }
        self.drop_token(grant);
        true
    }

    /// Forgets the token of `grant`, unless it has been replaced by now.
    fn drop_token(&self, grant: Grant) {
        let held = self.held.load();
        if held.as_ref().is_some_and(|held| held.generation == grant.0) {
            self.held.compare_and_swap(&held, None);
        }
    }

    /// Forgets the token of `grant`, and what it could be renewed with.
    pub(super) fn end_session(&self, grant: Grant) {
        let mut lane = self.lane();
        if lane.generation == grant.0 {
            lane.refresh = None;
        }
        drop(lane);
        self.drop_token(grant);
    }

    pub(super) fn export(&self) -> Option<SecretString> {
        let held = self.held.load_full()?;
        let left = held
            .ends_at
            .map(|at| at.saturating_duration_since(Instant::now()));
        Saved::export(&held.token, left)
    }

    pub(super) fn import(&self, saved: &SecretString) -> Result<(), Error> {
        self.store(Saved::import(saved)?, None)
    }
}

impl std::fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenCache")
    }
}

impl From<Arc<TokenCache>> for super::Part {
    fn from(cache: Arc<TokenCache>) -> Self {
        Credentials::token_part(cache)
    }
}

/// One of the callers that wait for a login.
struct Passenger {
    cache: Arc<TokenCache>,
    flight: Option<Flight>,
}

impl Passenger {
    async fn fly(mut self) -> Result<(), Error> {
        let Some(flight) = &mut self.flight else {
            return Ok(());
        };
        match flight.await {
            Ok(()) => Ok(()),
            // It was to be renewed early, and still works: no reason to fail anybody.
            Err(_) if self.cache.still_works() => Ok(()),
            Err(error) => Err(Error::shared(&error)),
        }
    }
}

/// The last one to leave takes the flight along: nobody would drive it on.
impl Drop for Passenger {
    fn drop(&mut self) {
        let mut lane = self.cache.lane();
        let own = self.flight.take();
        let alone = match (&lane.flight, &own) {
            (Some(flight), Some(own)) => {
                flight.ptr_eq(own) && flight.strong_count().is_none_or(|count| count <= 2)
            }
            _ => false,
        };
        let abandoned = if alone { lane.flight.take() } else { None };
        // Its own drop may take locks of the stack below, so not under ours.
        drop(lane);
        drop((own, abandoned));
    }
}
