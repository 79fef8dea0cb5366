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
/// Most are JWTs in shape, with `sub`, `iat`, `exp` and `jti`, for clients that look inside; the
/// opaque ones look like an encrypted JWE, in which nobody can. The signature is a fake: a token
/// counts because it stands in this list.
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
        self.hand_out(subject, now, |number, expires| {
            let claims = json!({
                "sub": subject,
                "iat": now.as_second(),
                "exp": expires.as_second(),
                "jti": ids::uuid(number),
            });
            jwt(&claims, number)
        })
    }

    /// A token of five parts that tells nothing.
    pub(crate) fn issue_opaque(&self, subject: &str, now: Timestamp) -> String {
        self.hand_out(subject, now, |number, _| jwe(number))
    }

    fn hand_out(
        &self,
        subject: &str,
        now: Timestamp,
        token: impl FnOnce(u64, Timestamp) -> String,
    ) -> String {
        let expires = clock::later(now, self.lifetime);
        let mut issued = self.issued();
        issued.count += 1;
        let token = token(issued.count, expires);
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
    format!("{head}.{claims}.{}", noise(number, 32))
}

fn jwe(number: u64) -> String {
    let head = json!({"alg": "A128KW", "enc": "A128CBC-HS256", "typ": "JWT"});
    // Head, wrapped key, initialization vector, text and tag, each of the length it would have.
    let parts = [40, 16, 288, 16].map(|length| noise(number, length));
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(head.to_string()),
        parts.join(".")
    )
}

/// Bytes that look random and belong to this number and length, in base64.
fn noise(number: u64, length: usize) -> String {
    let seed = ids::mix(number) ^ length as u64;
    let bytes: Vec<u8> = (0..)
        .flat_map(|part: u64| ids::mix(seed.wrapping_add(part)).to_be_bytes())
        .take(length)
        .collect();
    URL_SAFE_NO_PAD.encode(bytes)
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
    fn an_opaque_token_has_five_parts() {
        let tokens = Tokens::new(Duration::from_secs(60));
        let token = tokens.issue_opaque("me", CLOCK_START);
        assert_eq!(token.split('.').count(), 5);
        assert!(token.len() > 500, "{}", token.len());
        assert_ne!(token, tokens.issue_opaque("me", CLOCK_START));
        assert_eq!(tokens.subject(&token, CLOCK_START).as_deref(), Some("me"));
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
