//! Getting in.

use http::{HeaderName, StatusCode};
use serde_json::json;

use super::{API_KEY, USER, store::Store};
use crate::{
    call::Call,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
};

pub(super) const AUTHENTICATE: Table = &[Field::required("user", Kind::Filled)];

/// Marks the refusals of the part that looks at tokens, which has its own way of putting it.
pub(super) const AUTHORIZER: &str = "authorizer";
/// Marks the refusals of the login itself.
pub(super) const LOGIN: &str = "login";

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

pub(super) fn api_key(call: &Call<'_>) -> Result<(), Refusal> {
    match call.header(&X_API_KEY) {
        Some(API_KEY) => Ok(()),
        _ => Err(Refusal::new(StatusCode::FORBIDDEN, "Forbidden")),
    }
}

pub(super) fn token(call: &Call<'_>) -> Result<(), Refusal> {
    call.bearer().map(drop).ok_or_else(|| {
        Refusal::new(
            StatusCode::FORBIDDEN,
            "User is not authorized to access this resource",
        )
        .code(AUTHORIZER)
    })
}

pub(super) fn authenticate(_: &mut Store, call: &Call<'_>) -> Answer {
    if call.query.text("user") != USER {
        let refusal = Refusal::new(StatusCode::FORBIDDEN, "Authentication failed.");
        return Err(refusal.code(LOGIN));
    }
    Ok(Reply::ok(&json!({
        "status": "ok",
        "token": call.tokens.issue_opaque(USER, call.now),
        "message": "Authentication success.",
    })))
}
