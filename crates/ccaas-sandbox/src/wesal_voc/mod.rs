//! Wesal VoC: voice-of-customer surveys.
//!
//! One company with one user, and surveys from November 2025 on. What the vendor's reference
//! leaves open, the sandbox decides as follows.
//!
//! - **Paths.** The reference prints none. `/auth/login`, `/auth/reset` and `/auth/verify` come
//!   from older versions of it; `/surveys`, `/surveys/create` and `/auth/logout` are guesses.
//! - **Tokens** live for an hour. They go bare into `Authorization`; with `Bearer` in front they
//!   are refused. A wrong `X-Client-Id` is 403 at login too.
//! - **Pages** hold [`PAGE_SIZE`] surveys, the oldest first. `total` counts all matches,
//!   `pageTotal` those of this page; past the end a page is empty.
//! - **Filters.** An empty array is no filter. Names of agents, queues and wrap-ups must be
//!   equal to the letter, interaction types may differ in case. A question that a survey has no
//!   answer to matches no accepted value. `wrapup` may be a text or an array of texts.
//! - **Dates** are Riyadh's, three hours ahead of UTC, where they have no offset; both ends of a
//!   range belong to it. The ground: the `_id` of the vendor's example survey was made, by the
//!   seconds inside it, two and a half minutes after the survey's date, if that is Riyadh's time.
//! - **Upserts** merge the answers of a known interaction into the stored ones and change
//!   nothing else. The ten seconds run from the last call for an interaction that was not
//!   refused with 429; a call that failed for an unknown company starts them too.
//! - **Reset codes** have four digits and are accepted as `otp` or as `verifyCode`, once. They
//!   are found in [`Sandbox::outbox`](crate::Sandbox::outbox). A new password ends all of the
//!   user's tokens; the API token goes on working.
//! - **Refusals** that the reference has no words for name the field that they are about.

mod auth;
mod store;
mod surveys;

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    call::BodyTable::{Json, JsonOrNone},
    reply::Refusal,
    vendor::{METHOD_NOT_ALLOWED, Op, Profile, Vendor},
};

/// The id of the company, `companyId` in requests.
pub const COMPANY_ID: &str = "37e4be421508c0e91f59d752";
/// The name of the company, `company` in the login.
pub const COMPANY: &str = "SANDBOX_COMPANY";
/// The client id that the header `X-Client-Id` must have.
pub const CLIENT_ID: &str = "c2FuZGJveC1jbGllbnQ=";
/// The user's e-mail address.
pub const EMAIL: &str = "user@example.com";
/// The user's phone number.
pub const PHONE: &str = "0500000000";
/// The user's password, until it is reset.
pub const PASSWORD: &str = "sandbox-password";
/// The API token, which logs in instead of the password.
pub const API_TOKEN: &str = "sandbox-api-token";
/// How many surveys a page has at most.
pub const PAGE_SIZE: usize = 5;

pub(crate) fn vendor() -> Vendor {
    Vendor::new(
        Profile {
            name: "wesal-voc",
            base: "/wesal-voc/api/v1",
            base_variable: "WESAL_VOC_BASE_URL",
            env: &[
                ("WESAL_VOC_CLIENT_ID", CLIENT_ID),
                ("WESAL_VOC_COMPANY", COMPANY),
                ("WESAL_VOC_EMAIL", EMAIL),
                ("WESAL_VOC_API_TOKEN", API_TOKEN),
            ],
            token_lifetime: Duration::from_secs(3600),
            envelope,
            not_found: "Resource not found",
            wrong_method: METHOD_NOT_ALLOWED,
            quotas: &[],
            retry_after: true,
            request_id: None,
        },
        store::Store::seeded(),
        vec![
            Op::post("auth.login", "/auth/login", auth::login)
                .guards(&[auth::client_id])
                .body(Json(auth::LOGIN)),
            Op::post("auth.logout", "/auth/logout", auth::logout)
                .guards(&[auth::token])
                .body(JsonOrNone(&[])),
            Op::post("auth.password_reset.request", "/auth/reset", auth::reset)
                .body(Json(auth::RESET)),
            Op::post("auth.password_reset.verify", "/auth/verify", auth::verify)
                .body(Json(auth::VERIFY)),
            Op::post("surveys.list", "/surveys", surveys::list)
                .guards(&[auth::token])
                .body(Json(surveys::LIST)),
            Op::post("surveys.upsert", "/surveys/create", surveys::upsert)
                .guards(&[auth::some_authorization, auth::token, auth::client_id])
                .body(Json(surveys::UPSERT)),
        ],
    )
}

fn envelope(refusal: &Refusal) -> Value {
    json!({"result": "error", "message": refusal.message})
}
