//! Tokens that a vendor has handed out.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{clock, ids};

/// The tokens of one vendor, and how long each of them lives.
///
/// They are JWTs in shape, with `sub`, `iat`, `exp` and `jti`, for clients that look inside. The
/// signature is a fake: a token counts because it stands in this list.
#[derive(Debug)]
pub(crate) struct Tokens {
    lifetime: Duration,
    issued: Mutex<Issued>,
}

#[derive(Debug, Default)]
struct Issued {
    count: u64,
    alive: HashMap<String, Holder>,
}

#[derive(Debug)]
struct Holder {
    subject: String,
    expires: Timestamp,
}

impl Tokens {
    pub(crate) fn new(lifetime: Duration) -> Self {
        Self {
            lifetime,
            issued: Mutex::default(),
        }
    }

    pub(crate) fn lifetime(&self) -> Duration {
        self.lifetime
    }

    pub(crate) fn issue(&self, subject: &str, now: Timestamp) -> String {
        let expires = clock::later(now, self.lifetime);
        let mut issued = self.issued();
        issued.count += 1;
        let token = jwt(
            &json!({
                "sub": subject,
                "iat": now.as_second(),
                "exp": expires.as_second(),
                "jti": ids::uuid(issued.count),
            }),
            issued.count,
        );
        issued.alive.insert(
            token.clone(),
            Holder {
                subject: subject.to_owned(),
                expires,
            },
        );
        token
    }

    /// Whom the token stands for, if it was issued here and still works.
    pub(crate) fn subject(&self, token: &str, now: Timestamp) -> Option<String> {
        let issued = self.issued();
        let holder = issued.alive.get(token)?;
        (now < holder.expires).then(|| holder.subject.clone())
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.issued().alive.remove(token);
    }

    pub(crate) fn revoke_all_of(&self, subject: &str) {
        self.issued()
            .alive
            .retain(|_, holder| holder.subject != subject);
    }

    pub(crate) fn revoke_all(&self) {
        self.issued().alive.clear();
    }

    fn issued(&self) -> MutexGuard<'_, Issued> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn jwt(claims: &Value, number: u64) -> String {
    let head = URL_SAFE_NO_PAD.encode(json!({"alg": "HS256", "typ": "JWT"}).to_string());
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    let signature: Vec<u8> = (0..4)
        .flat_map(|part| ids::mix(number.wrapping_mul(4).wrapping_add(part)).to_be_bytes())
        .collect();
    format!("{head}.{claims}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CLOCK_START;

    #[test]
    fn a_token_works_until_its_last_instant() {
        let tokens = Tokens::new(Duration::from_secs(60));
        let token = tokens.issue("me", CLOCK_START);
        let last = clock::later(CLOCK_START, Duration::from_nanos(59_999_999_999));
        let end = clock::later(CLOCK_START, Duration::from_secs(60));
        assert_eq!(tokens.subject(&token, last).as_deref(), Some("me"));
        assert_eq!(tokens.subject(&token, end), None);
    }

    #[test]
    fn only_the_subjects_own_tokens_go_with_it() {
        let tokens = Tokens::new(Duration::from_secs(60));
        let (mine, yours) = (
            tokens.issue("me", CLOCK_START),
            tokens.issue("you", CLOCK_START),
        );
        tokens.revoke_all_of("me");
        assert_eq!(tokens.subject(&mine, CLOCK_START), None);
        assert_eq!(tokens.subject(&yours, CLOCK_START).as_deref(), Some("you"));
    }
}
