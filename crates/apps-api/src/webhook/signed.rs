//! Signatures, and what keeps an old call from being played again.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ccaas_core::webhook::{Rejection, Verify};
use ccaas_core::{Error, require};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderName;
use http::request::Parts;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

const SIGNATURE: HeaderName = HeaderName::from_static("x-signature");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-signature-timestamp");

/// How old a call may be, unless told otherwise.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// How many calls are remembered, unless told otherwise.
const REMEMBERED: usize = 10_000;
/// From here on a number counts milliseconds: seconds get there in the year 5138.
const MILLISECONDS: i64 = 100_000_000_000;

/// The secrets that the vendor signs its calls with.
///
/// A call carries a signature for each secret that the vendor knows, `primary=… secondary=…` in the header
/// `X-Signature`: the base64 of an HMAC with SHA-256 over the header `X-Signature-Timestamp` and the body, as
/// they arrived. It passes where either of them was made with either of your secrets, so that secrets can be
/// changed on both sides one after the other.
///
/// A call must also be young, and must not have been here before. Both are counted in this process: several
/// processes, or one that was started again, take a call once each.
///
/// ```
/// use std::time::Duration;
///
/// use apps_api::webhook::{SigningSecrets, Webhooks};
///
/// let secrets = SigningSecrets::new("primary")?
///     .secondary("secondary")?
///     .window(Duration::from_secs(60));
/// let webhooks = Webhooks::verified(secrets);
/// # Ok::<(), apps_api::Error>(())
/// ```
pub struct SigningSecrets {
    primary: SecretString,
    secondary: Option<SecretString>,
    window: Option<Duration>,
    seen: Option<Mutex<Seen>>,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

impl SigningSecrets {
    /// With the primary secret, from Settings, Developer Settings, Webhooks.
    ///
    /// # Errors
    ///
    /// It is empty: anybody could sign with it.
    pub fn new(primary: impl Into<SecretString>) -> Result<Self, Error> {
        let primary = primary.into();
        require("the primary webhook secret", primary.expose_secret())?;
        Ok(SigningSecrets {
            primary,
            secondary: None,
            window: Some(WINDOW),
            seen: Some(Mutex::new(Seen::new(REMEMBERED))),
            clock: Box::new(Timestamp::now),
        })
    }

    /// Adds the secondary secret.
    ///
    /// # Errors
    ///
    /// It is empty.
    pub fn secondary(mut self, secondary: impl Into<SecretString>) -> Result<Self, Error> {
        let secondary = secondary.into();
        require("the secondary webhook secret", secondary.expose_secret())?;
        self.secondary = Some(secondary);
        Ok(self)
    }

    /// Sets how far a call's time may be from now, back or ahead: 5 minutes without it.
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        self.window = Some(window);
        self
    }

    /// Takes calls however old they are.
    ///
    /// How the vendor writes a call's time isn't documented. Seconds and milliseconds since 1970, ISO 8601,
    /// and what Ruby writes, are read; a call whose time is anything else is turned away, but for this.
    #[must_use]
    pub fn any_age(mut self) -> Self {
        self.window = None;
        self
    }

    /// Sets how many calls are remembered: 10,000 without it. When it is full, the oldest is forgotten.
    #[must_use]
    pub fn remember(mut self, calls: usize) -> Self {
        self.seen = Some(Mutex::new(Seen::new(calls)));
        self
    }

    /// Takes a call that was here before.
    ///
    /// Whether the vendor calls again when you answer with an error isn't documented, nor whether it signs
    /// anew then. If it doesn't, such a call is turned away, but for this.
    #[must_use]
    pub fn allow_replays(mut self) -> Self {
        self.seen = None;
        self
    }

    /// Sets what tells the time: the system's clock without it.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Why a call doesn't pass is nobody's business.
    fn passes(&self, head: &Parts, body: &[u8]) -> Option<()> {
        let time = head.headers.get(TIMESTAMP)?;
        let given = Given::read(head.headers.get(SIGNATURE)?.to_str().ok()?);

        let primary = mac(&self.primary, time.as_bytes(), body)?;
        let secondary = match &self.secondary {
            Some(secret) => Some(mac(secret, time.as_bytes(), body)?),
            None => None,
        };
        let own = [Some(&primary), secondary.as_ref()];
        let signed = own.into_iter().flatten().any(|own| {
            given
                .iter()
                .any(|one| own.clone().verify_slice(one).is_ok())
        });
        if !signed {
            return None;
        }

        let now = (self.clock)();
        if let Some(window) = self.window {
            let at = instant(time.to_str().ok()?)?;
            if now.duration_since(at).unsigned_abs() > window {
                return None;
            }
        }
        let Some(seen) = &self.seen else {
            return Some(());
        };
        // By its own signature and not by what was given: a call that is played again with only the other
        // signature is the same call.
        let call: Call = primary.finalize().into_bytes().into();
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.is_new(call, now, self.window).then_some(())
    }
}

impl Verify for SigningSecrets {
    fn verify(&self, head: &Parts, body: &[u8]) -> Result<(), Rejection> {
        self.passes(head, body).ok_or_else(Rejection::unverified)
    }
}

impl fmt::Debug for SigningSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningSecrets")
            .field("secondary", &self.secondary.is_some())
            .field("window", &self.window)
            .field("replays", &self.seen.is_none())
            .finish_non_exhaustive()
    }
}

/// The signature of a call, before it is compared.
fn mac(secret: &SecretString, time: &[u8], body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).ok()?;
    mac.update(time);
    mac.update(body);
    Some(mac)
}

/// The signatures that a call carries.
#[derive(Default)]
struct Given {
    primary: Option<Vec<u8>>,
    secondary: Option<Vec<u8>>,
}

impl Given {
    /// Reads `primary=… secondary=…`. What is neither is passed over, and of either the first counts.
    fn read(header: &str) -> Self {
        let mut given = Given::default();
        for part in header.split_ascii_whitespace() {
            let Some((name, value)) = part.split_once('=') else {
                continue;
            };
            let place = match name {
                "primary" => &mut given.primary,
                "secondary" => &mut given.secondary,
                _ => continue,
            };
            if place.is_none() {
                *place = STANDARD.decode(value).ok();
            }
        }
        given
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let all = [&self.primary, &self.secondary];
        all.into_iter().flatten().map(Vec::as_slice)
    }
}

/// When a call was made.
fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        let at = if number < MILLISECONDS {
            Timestamp::from_second(number)
        } else {
            Timestamp::from_millisecond(number)
        };
        return at.ok();
    }
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    // Ruby writes `2025-09-25 14:30:00 UTC`, or `+0000` behind the blank.
    let (civil, zone) = text.rsplit_once(' ')?;
    let zone = if zone == "UTC" { "Z" } else { zone };
    format!("{civil}{zone}").parse().ok()
}

/// What tells a call from another.
type Call = [u8; 32];

/// The calls that were here, the oldest first.
struct Seen {
    most: usize,
    order: VecDeque<(Timestamp, Call)>,
    calls: HashSet<Call>,
}

impl Seen {
    fn new(most: usize) -> Self {
        Seen {
            most,
            order: VecDeque::new(),
            calls: HashSet::new(),
        }
    }

    /// Whether a call is here for the first time.
    fn is_new(&mut self, call: Call, now: Timestamp, window: Option<Duration>) -> bool {
        // A call's time may be one window ahead of its arrival, and passes for another one after that.
        let lifetime = window.map(|window| window.saturating_mul(2));
        while let (Some((at, _)), Some(lifetime)) = (self.order.front(), lifetime) {
            let since = now.duration_since(*at);
            if since.is_negative() || since.unsigned_abs() <= lifetime {
                break;
            }
            self.forget();
        }
        if !self.calls.insert(call) {
            return false;
        }
        self.order.push_back((now, call));
        if self.order.len() > self.most {
            self.forget();
        }
        true
    }

    fn forget(&mut self) {
        if let Some((_, call)) = self.order.pop_front() {
            self.calls.remove(&call);
        }
    }
}
