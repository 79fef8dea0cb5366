//! Logging in and out, and resetting the password.

use http::{HeaderName, StatusCode};
use serde_json::json;

use super::{API_TOKEN, CLIENT_ID, COMPANY, COMPANY_ID, EMAIL, PHONE, store::Store};
use crate::{
    call::Call,
    ids,
    outbox::Message,
    reply::{Answer, Refusal, Reply},
    strict::{Field, Kind, Table},
};

const X_CLIENT_ID: HeaderName = HeaderName::from_static("x-client-id");

pub(super) const LOGIN: Table = &[
    Field::required("company", Kind::Filled),
    Field::required("email", Kind::Filled),
    Field::required("password", Kind::Filled),
];

pub(super) const RESET: Table = &[
    Field::required("companyId", Kind::Filled),
    Field::required("method", METHOD),
    Field::optional("email", Kind::Text),
    Field::optional("phone", Kind::Text),
];

pub(super) const VERIFY: Table = &[
    Field::required("companyId", Kind::Filled),
    Field::required("method", METHOD),
    Field::required("email", Kind::Filled),
    Field::optional("verifyCode", Kind::Text),
    // Required, but empty in the older form of the call, which has the code in `verifyCode`.
    Field::required("otp", Kind::Text),
    Field::required("password", Kind::Filled),
];

const METHOD: Kind = Kind::OneOf(&["email", "phone"]);

pub(super) fn client_id(call: &Call<'_>) -> Result<(), Refusal> {
    match call.header(&X_CLIENT_ID) {
        Some(CLIENT_ID) => Ok(()),
        Some(_) => Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "Forbidden: Invalid client ID",
        )),
        None => Err(unauthorized("X-Client-Id header is required")),
    }
}

pub(super) fn some_authorization(call: &Call<'_>) -> Result<(), Refusal> {
    match call.authorization() {
        Some(_) => Ok(()),
        None => Err(unauthorized("Authorization header is required")),
    }
}

/// The header is the token and nothing else, so one behind `Bearer` is not found.
pub(super) fn token(call: &Call<'_>) -> Result<(), Refusal> {
    call.authorization()
        .and_then(|token| call.tokens.subject(token, call.now))
        .map(drop)
        .ok_or_else(|| unauthorized("Invalid or missing authentication token"))
}

fn unauthorized(message: &str) -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, message)
}

pub(super) fn company(id: &str) -> Result<(), Refusal> {
    if id == COMPANY_ID {
        Ok(())
    } else {
        Err(Refusal::new(StatusCode::NOT_FOUND, "Company not found"))
    }
}

pub(super) fn login(store: &mut Store, call: &Call<'_>) -> Answer {
    let password = call.body.text("password");
    let known = call.body.text("company") == COMPANY
        && call.body.text("email") == EMAIL
        && (password == store.password || password == API_TOKEN);
    if !known {
        return Err(unauthorized("Invalid credentials"));
    }
    Ok(Reply::ok(&json!({
        "user": store.user(),
        "token": call.tokens.issue(EMAIL, call.now),
        "result": "success",
    })))
}

pub(super) fn logout(_: &mut Store, call: &Call<'_>) -> Answer {
    call.tokens.revoke(call.authorization().unwrap_or_default());
    Ok(success("Logged out successfully"))
}

pub(super) fn reset(store: &mut Store, call: &Call<'_>) -> Answer {
    let (channel, message) = match call.body.text("method") {
        "phone" => ("phone", "Reset done, please check your phone"),
        _ => ("email", "Reset done, please check your email"),
    };
    // Only the member that the method names counts; the vendor's example fills the other one
    // with "NO".
    let to = call.body.text(channel);
    if to.is_empty() {
        return Err(Refusal::bad_request(format!("{channel} is required")));
    }
    company(call.body.text("companyId"))?;
    let known = match channel {
        "phone" => PHONE,
        _ => EMAIL,
    };
    if to != known {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "User not found"));
    }
    let code = format!("{}", 1000 + ids::mix(call.ids.number()) % 9000);
    store.reset_code = Some((channel, code.clone()));
    call.outbox.send(Message {
        vendor: "wesal-voc",
        channel,
        to: to.to_owned(),
        code,
        at: call.now,
    });
    Ok(success(message))
}

pub(super) fn verify(store: &mut Store, call: &Call<'_>) -> Answer {
    company(call.body.text("companyId"))?;
    let fits = store.reset_code.as_ref().is_some_and(|(channel, code)| {
        *channel == call.body.text("method")
            && call.body.text("email") == EMAIL
            && [call.body.text("otp"), call.body.text("verifyCode")].contains(&code.as_str())
    });
    if !fits {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "Incorrect verify code"));
    }
    store.reset_code = None;
    call.body.text("password").clone_into(&mut store.password);
    call.tokens.revoke_all_of(EMAIL);
    Ok(success("Password reset successfully"))
}

fn success(message: &str) -> Reply {
    Reply::ok(&json!({"result": "success", "message": message}))
}
