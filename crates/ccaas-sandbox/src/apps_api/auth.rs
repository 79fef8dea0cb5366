//! Getting in, and signatures.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE};
use jiff::Timestamp;
use serde_json::{Map, Value};
use sha2::Sha256;

use super::{COMPANY_SECRET, TOKEN, USER, USER_WITH_REGION};
use crate::{call::Call, reply::Refusal};

/// Lets those in who have the token of an API user, or the company secret, as the older login
/// has it.
pub(super) fn anybody(call: &Call<'_>) -> Result<(), Refusal> {
    basic(call, &[TOKEN, COMPANY_SECRET])
}

/// Lets those in who have the token of an API user.
pub(super) fn api_user(call: &Call<'_>) -> Result<(), Refusal> {
    basic(call, &[TOKEN])
}

fn basic(call: &Call<'_>, passwords: &[&str]) -> Result<(), Refusal> {
    let pair = call
        .credentials("Basic")
        .and_then(|given| STANDARD.decode(given).ok())
        .and_then(|given| String::from_utf8(given).ok());
    let known = pair
        .as_deref()
        .and_then(|pair| pair.split_once(':'))
        .is_some_and(|(user, password)| {
            [USER, USER_WITH_REGION].contains(&user) && passwords.contains(&password)
        });
    if known {
        return Ok(());
    }
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, "HTTP Basic: Access denied.\n");
    let realm = HeaderValue::from_static("Basic realm=\"Application\"");
    Err(refusal.header(WWW_AUTHENTICATE, realm))
}

/// The `X-Signature` of an event.
pub(super) fn signature(secrets: &[(&str, &str)], timestamp: &str, body: &[u8]) -> String {
    let parts = secrets.iter().filter_map(|(name, secret)| {
        let mut mac = mac(secret)?;
        mac.update(timestamp.as_bytes());
        mac.update(body);
        let code = STANDARD.encode(mac.finalize().into_bytes());
        Some(format!("{name}={code}"))
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// The claims of a JWT that is signed with this secret by HS256 and has not run out, or what is
/// wrong with it.
pub(super) fn claims(
    token: &str,
    secret: &str,
    now: Timestamp,
) -> Result<Map<String, Value>, &'static str> {
    const SEGMENTS: &str = "Not enough or too many segments";
    const ENCODING: &str = "Invalid segment encoding";

    let (signed, signature) = token.rsplit_once('.').ok_or(SEGMENTS)?;
    let (head, claims) = signed.split_once('.').ok_or(SEGMENTS)?;
    if claims.contains('.') {
        return Err(SEGMENTS);
    }
    let object = |text: &str| -> Option<Map<String, Value>> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    };
    let head = object(head).ok_or(ENCODING)?;
    if head.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err("Expected a different algorithm");
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| ENCODING)?;
    let mut mac = mac(secret).ok_or(ENCODING)?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&signature)
        .map_err(|_| "Signature verification failed")?;
    let claims = object(claims).ok_or(ENCODING)?;
    for name in ["iat", "exp"] {
        if claims.get(name).is_none_or(|value| !value.is_number()) {
            return Err("iat and exp must be numbers");
        }
    }
    let ends = claims.get("exp").and_then(Value::as_f64);
    if ends.is_none_or(|ends| (now.as_second() as f64) >= ends) {
        return Err("Signature has expired");
    }
    Ok(claims)
}

fn mac(secret: &str) -> Option<Hmac<Sha256>> {
    // A key may have any length, so there is always one; the type does not know that.
    Hmac::new_from_slice(secret.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CLOCK_START;

    // printf '1767225600{"event":"chat_created"}' \
    //   | openssl dgst -sha256 -hmac first -binary | base64
    const FIRST: &str = "Bihp1Vta85TftBK4NfZS36DOPNL0CtGWdTD/5pSKLF0=";
    // The same with `-hmac second`.
    const SECOND: &str = "c7reukAFWfFgdg8MfM2FUvVTUFv2g8AedRn3gOvxCio=";

    #[test]
    fn events_are_signed_over_the_time_and_the_body() {
        let sign = |secrets| signature(secrets, "1767225600", br#"{"event":"chat_created"}"#);
        assert_eq!(sign(&[("primary", "first")]), format!("primary={FIRST}"));
        assert_eq!(
            sign(&[("primary", "first"), ("secondary", "second")]),
            format!("primary={FIRST} secondary={SECOND}")
        );
    }

    #[test]
    fn the_vendors_own_example_of_a_token_is_read() {
        // Its secret is not told, so all that can be seen is that it is well-formed.
        let token = concat!(
            "eyJhbGciOiJIUzI1NiJ9.eyJjdXN0b21fZGF0YSI6eyJyZXNlcnZlZF92ZXJpZmllZF9jdXN0b21lciI",
            "6eyJ2YWx1ZSI6ZmFsc2V9LCJyZXNlcnZlZF9iYWRfYWN0b3IiOnsidmFsdWUiOnRydWV9LCJyZXNlcnZ",
            "lZF9yZXBlYXRfY3VzdG9tZXIiOnsidmFsdWUiOmZhbHNlfSwiZmllbGQxIjp7InZhbHVlIjoiZHVtbXk",
            "xMTEifSwiZmllbGQyIjp7InZhbHVlIjoiZHVtbXkyMjIifX0sImV4cCI6MTcyOTY4MzU5MywiaWF0Ijo",
            "xNzI5Njc5OTkzfQ.BMskgKTM3DbgrMLWjI46ZJ1K73H25JRd16SgHK0A1Ts",
        );
        assert_eq!(
            claims(token, "x", CLOCK_START),
            Err("Signature verification failed")
        );
    }

    #[test]
    fn odd_tokens_are_refused() {
        for token in [
            "",
            ".",
            "..",
            "...",
            "a.b.c",
            "e30.e30.",
            // {"alg":"none"}
            "eyJhbGciOiJub25lIn0.e30.",
            "\u{0}.é.\u{1F600}",
        ] {
            assert!(claims(token, "x", CLOCK_START).is_err(), "{token:?}");
        }
    }
}
