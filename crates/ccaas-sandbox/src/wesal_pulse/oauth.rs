//! Handing out tokens, and asking for them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::{CLIENT_ID, CLIENT_SECRET, Store};
use crate::{
    call::Call,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
};

pub(super) const TOKEN: Table = &[Field::required("grant_type", Kind::Filled)];

pub(super) fn basic(call: &Call<'_>) -> Result<(), Refusal> {
    let given = call
        .credentials("Basic")
        .and_then(|value| STANDARD.decode(value).ok());
    if given.is_some_and(|given| given == format!("{CLIENT_ID}:{CLIENT_SECRET}").as_bytes()) {
        return Ok(());
    }
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, "Client authentication failed");
    Err(refusal.code("invalid_client").header(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Basic realm=\"wesal-pulse\""),
    ))
}

pub(super) fn bearer(call: &Call<'_>) -> Result<(), Refusal> {
    call.bearer()
        .map(drop)
        .ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "Invalid or expired token"))
}

pub(super) fn create(_: &mut Store, call: &Call<'_>) -> Answer {
    if call.body.text("grant_type") != "client_credentials" {
        return Err(
            Refusal::bad_request("grant_type must be client_credentials")
                .code("unsupported_grant_type"),
        );
    }
    let reply = Reply::ok(&json!({
        "access_token": call.tokens.issue(CLIENT_ID, call.now),
        "token_type": "Bearer",
        "expires_in": call.tokens.lifetime().as_secs(),
    }));
    // RFC 6749 asks for it wherever a token is in the body.
    Ok(reply.header(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

/// Words a refusal as RFC 6749 does.
pub(super) fn envelope(refusal: &Refusal) -> Value {
    let error = refusal.code.unwrap_or(match refusal.status.as_u16() {
        503 => "temporarily_unavailable",
        500.. => "server_error",
        _ => "invalid_request",
    });
    json!({"error": error, "error_description": refusal.message})
}
