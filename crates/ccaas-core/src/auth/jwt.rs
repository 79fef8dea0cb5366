//! How long a JWT works, read from its payload. Nothing is verified: that is the vendor's affair.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Deserialize)]
struct Claims {
    exp: Option<f64>,
    iat: Option<f64>,
}

/// The time that a JWT works for; `None` for what isn't one or doesn't say.
pub(super) fn lifetime(token: &str, now: Timestamp) -> Option<Duration> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    let from = claims.iat.unwrap_or(now.as_second() as f64);
    Duration::try_from_secs_f64((claims.exp? - from).max(0.0)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn jwt(payload: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_000).unwrap()
    }

    #[test]
    fn the_span_between_issue_and_expiry_counts() {
        let token = jwt(r#"{"iat": 5000, "exp": 8600}"#);
        assert_eq!(lifetime(&token, now()), Some(Duration::from_secs(3600)));
    }

    #[test]
    fn without_the_time_of_issue_it_counts_from_now() {
        assert_eq!(
            lifetime(&jwt(r#"{"exp": 1060}"#), now()),
            Some(Duration::from_secs(60))
        );
        assert_eq!(
            lifetime(&jwt(r#"{"exp": 10}"#), now()),
            Some(Duration::ZERO)
        );
    }

    #[test]
    fn what_is_no_jwt_says_nothing() {
        for token in ["", "abc", "a.b.c", &jwt("{}"), &jwt("[]"), "a.e30.c.d.e"] {
            assert_eq!(lifetime(token, now()), None, "{token}");
        }
    }

    proptest! {
        #[test]
        fn no_token_panics(token in ".*", exp in any::<f64>(), iat in any::<f64>()) {
            lifetime(&token, now());
            lifetime(&jwt(&format!("{{\"exp\":{exp:?},\"iat\":{iat:?}}}")), now());
        }
    }
}
